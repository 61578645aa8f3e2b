//! The server that all contestants call. It has one route, which always returns the same bytes at the lowest cost. It refuses every
//! other request.
//!
//! After a request for `/hold`, it delays its responses until a request for `/release`. `/waiting` returns how many it delays.
//!
//! It ends when its standard input ends, and therefore with the program that started it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use std::{io, process, thread};

use harness::wire;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;

/// Requests are a few hundred bytes. A longer one is a bug.
const LONGEST_REQUEST: usize = 8 * 1024;

/// Longer than any measurement. A program that keeps standard input open for longer was forgotten.
const LONGEST_LIFE: Duration = Duration::from_secs(3600);

struct State {
    /// The response to every correct request.
    answer: Vec<u8>,
    hold: watch::Sender<bool>,
    waiting: AtomicUsize,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    end_with_parent();
    let state = Arc::new(State {
        answer: wire::answer(),
        hold: watch::Sender::new(false),
        waiting: AtomicUsize::new(0),
    });
    let listener = listen()?;
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

fn listen() -> io::Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(([127, 0, 0, 1], 0).into())?;
    // Thousands of calls may connect at once.
    socket.listen(4096)
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
        match request.path {
            Some("/waiting") => {
                let count = state.waiting.load(Ordering::Relaxed).to_string();
                connection.write_all(&wire::plain(200, &count)).await?;
            }
            Some(path @ ("/hold" | "/release")) => {
                state.hold.send_replace(path == "/hold");
                connection.write_all(&wire::plain(200, "")).await?;
            }
            _ => match wire::check(&request) {
                Ok(()) => {
                    if *state.hold.borrow() {
                        state.waiting.fetch_add(1, Ordering::Relaxed);
                        let released = state
                            .hold
                            .subscribe()
                            .wait_for(|hold| !hold)
                            .await
                            .map(drop);
                        state.waiting.fetch_sub(1, Ordering::Relaxed);
                        released.map_err(io::Error::other)?;
                    }
                    connection.write_all(&state.answer).await?;
                }
                Err(problem) => connection.write_all(&wire::plain(400, &problem)).await?,
            },
        }
        buffer.clear();
    }
}
