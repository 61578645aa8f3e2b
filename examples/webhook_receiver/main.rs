//! A receiver of webhooks to copy: it acknowledges a message once it is on disk, and processes it once, however often it is
//! delivered.
//!
//! On the built-in sandbox, with nothing configured:
//!
//! ```sh
//! cargo run --example webhook_receiver
//! ```
//!
//! The sandbox delivers a few messages to it. It prints what happens, and stops. For messages of Codat's, it runs until Ctrl-C or
//! SIGTERM:
//!
//! ```sh
//! CODAT_API_KEY=… CODAT_WEBHOOK_SECRET=whsec_… ADDR=127.0.0.1:3000 JOURNAL=webhooks.journal cargo run --example webhook_receiver
//! ```
//!
//! Let a proxy with TLS forward `POST /codat` to it, body and headers unchanged. A journal belongs to one process. For several
//! processes, use a table in place of the journal: [`journal`] shows one. The parts, from the bottom up:
//!
//! - [`config`]: the settings from the environment;
//! - [`journal`]: which messages were received, and which are done;
//! - [`receive`]: the route;
//! - [`changes`]: fetches what changed;
//! - [`work`]: what is done about each event;
//! - [`serve`]: connections, and a clean end;
//! - [`demo`]: the sandbox, and what it delivers.

/// Prints a line. `println!` panics once nobody reads the output, and that must not end what receives.
macro_rules! say {
    ($($line:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stdout(), $($line)*);
    }};
}

mod changes;
mod config;
mod demo;
mod journal;
mod receive;
mod serve;
mod work;

use std::error::Error;
use std::io::{self, Write as _};
use std::process::ExitCode;

use axum::Router;
use codat_client::Client;
use tokio::net::TcpListener;

use crate::config::Config;
use crate::demo::Demo;
use crate::journal::Journal;

#[tokio::main]
async fn main() -> ExitCode {
    match start().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn start() -> Result<(), Box<dyn Error>> {
    match Config::from_env()? {
        Some(Config {
            addr,
            journal,
            secret,
        }) => {
            let (journal, events) = Journal::open(&journal)?;
            let worker = work::work(Client::from_env()?, events, journal.clone());
            let listener = TcpListener::bind(addr).await?;
            say!("http://{}/codat", listener.local_addr()?);
            let app = receive::router(secret, journal.clone());
            run(listener, app, journal, worker, serve::signal()).await
        }
        None => {
            say!("CODAT_API_KEY isn't set: this runs on the sandbox.\n");
            let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
            let demo = Demo::start(listener.local_addr()?).await?;
            let (journal, events) = Journal::open(&demo.journal())?;
            let worker = work::work(demo.codat()?, events, journal.clone());
            let app = demo.lose_responses(receive::router(demo.secret()?, journal.clone()));
            run(listener, app, journal.clone(), worker, demo.tell(journal)).await
        }
    }
}

/// Receives and works until it is told to stop. What is received by then and not done is left for the next start.
async fn run(
    listener: TcpListener,
    app: Router,
    journal: Journal,
    worker: impl Future<Output = ()> + Send + 'static,
    told_to_stop: impl Future<Output = ()>,
) -> Result<(), Box<dyn Error>> {
    let mut worker = tokio::spawn(worker);
    tokio::select! {
        () = serve::serve(listener, app, told_to_stop) => {}
        // What nobody works on any more isn't acknowledged.
        ended = &mut worker => return Err(format!("the worker has ended: {ended:?}").into()),
    }
    // A fetch that is under way starts again next time. A line that is being written is finished first.
    worker.abort();
    say!(
        "stopped, with {} messages left to do",
        journal.close().await
    );
    Ok(())
}
