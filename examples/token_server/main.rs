//! A back end to copy: it gives the page of a signed-in user the access token of *their* company, with which the page
//! embeds Codat's Connections SDK.
//!
//! On the built-in sandbox, with nothing configured:
//!
//! ```sh
//! cargo run --example token_server
//! ```
//!
//! and open the address that it prints. Against Codat, with users and companies of yours:
//!
//! ```sh
//! CODAT_API_KEY=… PUBLIC_ORIGIN=http://127.0.0.1:3000 USERS_FILE=users.json cargo run --example token_server
//! ```
//!
//! With a key, starting it changes your Codat account: the origin is added to its allowed CORS origins, and stays there.
//!
//! [`config`] lists the variables, [`users`] has the form of that file. The parts, from the bottom up:
//!
//! - [`config`]: the settings from the environment;
//! - [`users`]: the users, their passwords and their companies; in production, your identity provider;
//! - [`codat`]: the client, of Codat or of the sandbox;
//! - [`cors`]: adds the page's origin to those that Codat allows;
//! - [`passwords`], [`throttle`]: comparing passwords in memory that is reused, and a limit on attempts that fail;
//! - [`session`]: the cookie, and the user that it stands for;
//! - [`app`]: what the routes share, such as the tokens;
//! - [`refusal`], [`signed_in`]: the error responses, and the user of a request;
//! - [`page`]: the pages and their security headers; what runs in the browser is in `page/`;
//! - [`sign_in`]: sign in and sign out;
//! - [`who`]: the route by which an open page learns that its session has expired;
//! - [`token`], [`replacements`]: the token route, and how often a page may have a token replaced;
//! - [`connections`], [`lists`]: the connections route, and a cache for it;
//! - [`host`]: refuses requests for another host;
//! - [`routes`], [`shutdown`]: all routes together, and a clean end.
//!
//! TLS and a limit on connections are left to the proxy in front of it. With an https:// origin, this proxy must append the address of
//! the browser to `X-Forwarded-For`: sign-in attempts are counted by it.

mod app;
mod codat;
mod config;
mod connections;
mod cors;
mod host;
mod lists;
mod page;
mod passwords;
mod refusal;
mod replacements;
mod routes;
mod session;
mod shutdown;
mod sign_in;
mod signed_in;
mod throttle;
mod token;
mod users;
mod who;

use std::error::Error;
use std::io::{self, Write as _};
use std::process::ExitCode;
use std::sync::Arc;

use codat_client::tokens::AccessTokens;
use tracing::level_filters::LevelFilter;
use tracing::{error, info};

use crate::app::App;
use crate::config::Config;
use crate::lists::Lists;
use crate::replacements::Replacements;
use crate::session::Sessions;
use crate::throttle::Throttle;

#[tokio::main]
async fn main() -> ExitCode {
    // The log goes to standard error: standard output has the address, and nothing else.
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_max_level(LevelFilter::INFO)
        // Reporting that nobody reads the log any more would panic.
        .log_internal_errors(false)
        .init();
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            error!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let config = Config::from_env()?;
    let (client, users, sandbox) = codat::connect(&config).await?;
    let listener = config.listen().await?;
    let addr = listener.local_addr()?;
    let origin = config.origin(addr)?;

    let cors = tokio::spawn(cors::allow_origin(client.clone(), origin.clone()));
    let app = App {
        users,
        sessions: Sessions::new(origin.is_https(), config.session_idle),
        throttle: Throttle::new(origin.is_https()),
        tokens: AccessTokens::new(client.clone()),
        replacements: Replacements::new(),
        lists: Lists::new(client),
    };
    let timeout = config.request_timeout;
    let router = routes::router(Arc::new(app), &origin, addr, timeout)?;
    if sandbox.is_some() {
        info!("CODAT_API_KEY isn't set: this runs on the sandbox");
    }
    let _ = writeln!(io::stdout(), "http://{addr}");
    shutdown::serve_until_told(listener, router, timeout).await;

    cors.abort();
    info!("stopped");
    Ok(())
}
