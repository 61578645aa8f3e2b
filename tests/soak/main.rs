//! The soak: a client under load against a sandbox with faults, which runs in a process of its own. At its end stand the figures,
//! and an exit code that says whether they are as they should be.
//!
//! ```sh
//! cargo run --release -p codat-tests --bin soak -- --calls 200000 --concurrency 64
//! cargo run --release -p codat-tests --bin soak --features http2 -- --http2
//! cargo run --release -p codat-tests --bin soak -- --state --calls 100000
//! ```
#![allow(clippy::print_stdout, reason = "the figures are what it is for")]

mod api;
mod books;
mod connection;
#[cfg(feature = "http2")]
mod gateway;
mod load;
mod log_search;
mod outcome;
mod report;
mod resources;
mod server;
mod state;
mod weather;

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use self::load::Load;

/// What it may take in all.
const LONGEST: Duration = Duration::from_secs(120);

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let runtime = tokio::runtime::Runtime::new()?;
    match Mode::from_args(std::env::args().skip(1))? {
        Mode::Server { http2 } => runtime
            .block_on(server::run(http2))
            .map(|()| ExitCode::SUCCESS),
        Mode::State(load) => {
            // It works where the other one waits for faults.
            let longest = 5 * LONGEST;
            let soak = async { tokio::time::timeout(longest, state::run(load)).await };
            let report = runtime.block_on(soak);
            let report = report.map_err(|_elapsed| format!("not done after {longest:?}"))??;
            println!("{report}");
            Ok(report.exit_code())
        }
        Mode::Client(load) => {
            let soak = async { tokio::time::timeout(LONGEST, load::run(load)).await };
            let report = runtime.block_on(soak);
            let report = report.map_err(|_elapsed| format!("not done after {LONGEST:?}"))??;
            println!("{report}");
            Ok(report.exit_code())
        }
    }
}

enum Mode {
    Server {
        http2: bool,
    },
    Client(Load),
    /// The state of the sandbox, in this process and without faults.
    State(Load),
}

impl Mode {
    fn from_args(mut args: impl Iterator<Item = String>) -> Result<Self, Box<dyn Error>> {
        let mut load = Load {
            calls: 200_000,
            concurrency: 64,
            http2: false,
        };
        let (mut server, mut state) = (false, false);
        while let Some(arg) = args.next() {
            let mut number = || -> Result<u32, Box<dyn Error>> {
                let value = args.next().ok_or_else(|| format!("{arg} takes a number"))?;
                Ok(value.parse::<std::num::NonZeroU32>()?.get())
            };
            match arg.as_str() {
                "--server" => server = true,
                "--state" => state = true,
                "--http2" if cfg!(feature = "http2") => load.http2 = true,
                "--http2" => return Err("--http2 needs the feature `http2`".into()),
                "--calls" => load.calls = number()?,
                "--concurrency" => load.concurrency = number()?,
                other => {
                    return Err(format!(
                        "{other} is none of --calls, --concurrency, --http2, --state"
                    )
                    .into());
                }
            }
        }
        let http2 = load.http2;
        Ok(match (server, state) {
            (true, _) => Self::Server { http2 },
            (false, true) => Self::State(load),
            (false, false) => Self::Client(load),
        })
    }
}
