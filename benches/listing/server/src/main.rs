//! A server with one list: `GET /companies`, in pages. It refuses every other request.
//!
//! ```text
//! bench-listing-server PAGES RECORDS LATENCY gzip|plain
//! ```
//!
//! Each page has so many records, and is sent so many milliseconds after its request. With `gzip`, a client that accepts it gets
//! it. `/sent` returns how many bytes of pages were sent, heads included.
//!
//! It ends when its standard input ends, and therefore with the program that started it.

mod companies;

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use std::{env, io, process, thread};

use flate2::Compression;
use flate2::write::GzEncoder;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use url::form_urlencoded;

/// Requests are a few hundred bytes. A longer one is a bug.
const LONGEST_REQUEST: usize = 8 * 1024;

/// Longer than any measurement. A program that keeps standard input open for longer was forgotten.
const LONGEST_LIFE: Duration = Duration::from_secs(3600);

const AUTHORIZATION: &str = "Basic dlRrM21SejBRdzh1WXA1blhjMXNEZjdnSGoya0xhNGI=";

struct State {
    /// The pages as they are.
    plain: Vec<Vec<u8>>,
    /// The pages compressed; none, if that isn't offered.
    gzip: Vec<Vec<u8>>,
    records: usize,
    latency: Duration,
    sent: AtomicUsize,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [pages, records, latency, encoding] = arguments.as_slice() else {
        panic!("the arguments are wrong: {arguments:?}");
    };
    let number = |text: &str| text.parse::<usize>().expect("a number");
    let records = number(records);
    let plain = companies::pages(number(pages), records);
    let state = Arc::new(State {
        gzip: match encoding.as_str() {
            "gzip" => plain.iter().map(|page| compressed(page)).collect(),
            _ => Vec::new(),
        },
        plain,
        records,
        latency: Duration::from_millis(number(latency) as u64),
        sent: AtomicUsize::new(0),
    });
    end_with_parent();
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    println!("http://{}", listener.local_addr()?);
    loop {
        let (connection, _) = listener.accept().await?;
        let state = Arc::clone(&state);
        tokio::spawn(async move {
            if let Err(error) = serve(connection, &state).await {
                eprintln!("server: {error}");
            }
        });
    }
}

fn compressed(page: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(page).expect("memory");
    encoder.finish().expect("memory")
}

fn end_with_parent() {
    thread::spawn(|| {
        let _ = io::copy(&mut io::stdin(), &mut io::sink());
        process::exit(0);
    });
    thread::spawn(|| {
        thread::sleep(LONGEST_LIFE);
        process::exit(1);
    });
}

async fn serve(mut connection: TcpStream, state: &State) -> io::Result<()> {
    connection.set_nodelay(true)?;
    let mut buffer = Vec::with_capacity(1024);
    loop {
        if connection.read_buf(&mut buffer).await? == 0 {
            return Ok(());
        }
        let mut headers = [httparse::EMPTY_HEADER; 32];
        let mut request = httparse::Request::new(&mut headers);
        match request.parse(&buffer).map_err(io::Error::other)? {
            httparse::Status::Partial if buffer.len() < LONGEST_REQUEST => continue,
            httparse::Status::Partial => {
                return Err(io::Error::other("a request without an end"));
            }
            httparse::Status::Complete(_) => {}
        }
        if request.path == Some("/sent") {
            let sent = state.sent.load(Ordering::Relaxed).to_string();
            send(&mut connection, "200 OK", "", sent.as_bytes()).await?;
        } else {
            match page(&request, state) {
                Ok((encoding, page)) => {
                    tokio::time::sleep(state.latency).await;
                    let sent = send(&mut connection, "200 OK", encoding, page).await?;
                    state.sent.fetch_add(sent, Ordering::Relaxed);
                }
                Err(problem) => {
                    send(&mut connection, "400 Bad Request", "", problem.as_bytes()).await?;
                }
            }
        }
        buffer.clear();
    }
}

/// Sends a response; gives its length.
async fn send(
    connection: &mut TcpStream,
    status: &str,
    encoding: &str,
    body: &[u8],
) -> io::Result<usize> {
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json; charset=utf-8\r\n{encoding}content-length: {}\r\n\r\n",
        body.len()
    );
    connection.write_all(head.as_bytes()).await?;
    connection.write_all(body).await?;
    Ok(head.len() + body.len())
}

/// The page that is asked for, and the header that says how it is encoded.
fn page<'a>(
    request: &httparse::Request<'_, '_>,
    state: &'a State,
) -> Result<(&'static str, &'a [u8]), String> {
    let header = |wanted: &str| {
        let mut headers = request.headers.iter();
        headers
            .find(|header| header.name.eq_ignore_ascii_case(wanted))
            .map(|header| String::from_utf8_lossy(header.value))
    };
    let (path, query) = request
        .path
        .and_then(|path| path.split_once('?'))
        .ok_or("no query")?;
    if (request.method, path) != (Some("GET"), "/companies") {
        return Err("no such route".to_owned());
    }
    if header("authorization").as_deref() != Some(AUTHORIZATION) {
        return Err("another key".to_owned());
    }
    let number = |wanted: &str| {
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs
            .find(|(name, _)| name == wanted)
            .and_then(|(_, value)| value.parse::<usize>().ok())
    };
    if number("pageSize") != Some(state.records) {
        return Err("another `pageSize`".to_owned());
    }
    let index = number("page")
        .and_then(|page| page.checked_sub(1))
        .ok_or("no `page`")?;
    let accepts_gzip = header("accept-encoding").is_some_and(|accepted| accepted.contains("gzip"));
    let (encoding, page) = match state.gzip.get(index) {
        Some(page) if accepts_gzip => ("content-encoding: gzip\r\n", Some(page)),
        _ => ("", state.plain.get(index)),
    };
    Ok((encoding, page.ok_or("no such page")?))
}
