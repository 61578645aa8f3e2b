//! The server that all contestants call: it answers one route with the same bytes each time, as cheaply as it can, and refuses
//! whatever isn't the one right request.
//!
//! Started with `hold`, it keeps the answers back until `/release` is asked for; `/waiting` tells how many there are.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use harness::wire;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;

/// Requests are a few hundred bytes; who sends more has gone wrong.
const LONGEST_REQUEST: usize = 8 * 1024;

struct State {
    /// What every right request is answered with.
    answer: Vec<u8>,
    hold: bool,
    waiting: AtomicUsize,
    release: watch::Sender<bool>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    let state = Arc::new(State {
        answer: wire::answer(),
        hold: std::env::args().nth(1).as_deref() == Some("hold"),
        waiting: AtomicUsize::new(0),
        release: watch::Sender::new(false),
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

fn listen() -> std::io::Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(([127, 0, 0, 1], 0).into())?;
    // Thousands of calls may connect at once.
    socket.listen(4096)
}

async fn serve(mut connection: TcpStream, state: &State) -> std::io::Result<()> {
    connection.set_nodelay(true)?;
    let mut buffer = Vec::with_capacity(1024);
    loop {
        if connection.read_buf(&mut buffer).await? == 0 {
            return Ok(());
        }
        let mut headers = [httparse::EMPTY_HEADER; 32];
        let mut request = httparse::Request::new(&mut headers);
        match request.parse(&buffer).map_err(std::io::Error::other)? {
            httparse::Status::Partial if buffer.len() < LONGEST_REQUEST => continue,
            httparse::Status::Partial => {
                return Err(std::io::Error::other("a request without an end"));
            }
            httparse::Status::Complete(_) => {}
        }
        match request.path {
            Some("/waiting") => {
                let count = state.waiting.load(Ordering::Relaxed).to_string();
                connection.write_all(&wire::plain(200, &count)).await?;
            }
            Some("/release") => {
                state.release.send_replace(true);
                connection.write_all(&wire::plain(200, "")).await?;
            }
            _ => match wire::check(&request) {
                Ok(()) => {
                    if state.hold {
                        state.waiting.fetch_add(1, Ordering::Relaxed);
                        let released = state.release.subscribe().wait_for(|it| *it).await.map(drop);
                        released.map_err(std::io::Error::other)?;
                    }
                    connection.write_all(&state.answer).await?;
                }
                Err(problem) => connection.write_all(&wire::plain(400, &problem)).await?,
            },
        }
        buffer.clear();
    }
}
