//! The settings from the environment.
//!
//! | variable | meaning | unless set |
//! | --- | --- | --- |
//! | `CODAT_API_KEY` | Codat's API key | the sandbox is used |
//! | `CODAT_BASE_URL` | where the API is | Codat |
//! | `PUBLIC_ORIGIN` | the page's origin as browsers see it, such as `https://app.bank-of-dave.com`; with a key, it is added to the origins that Codat allows | `http://` and the address; required with a key |
//! | `USERS_FILE` | the users: see [`users`](crate::users) | two users of the sandbox; required with a key |
//! | `ADDR` | where to listen | `127.0.0.1:3000`; without `PUBLIC_ORIGIN`, any free port if that is taken |
//! | `SESSION_IDLE` | seconds without a sign of the user until they are signed out | 1800 |
//! | `REQUEST_TIMEOUT` | the time-out of a request in seconds, and of its head | 20 |
//! | `SANDBOX_TOKEN_LIFETIME` | lifetime of the sandbox's tokens in seconds, to watch a renewal | a day |

use std::env;
use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use codat_client::Url;
use tokio::net::TcpListener;

const DEFAULT_ADDR: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 3000);

const SESSION_IDLE: Duration = Duration::from_secs(30 * 60);

const REQUEST_TIMEOUT: Duration = Duration::from_secs(20);

pub(crate) struct Config {
    addr: Option<SocketAddr>,
    public_origin: Option<Origin>,
    /// Whether there is a key. The client reads it itself.
    pub(crate) has_key: bool,
    pub(crate) users_file: Option<PathBuf>,
    pub(crate) session_idle: Duration,
    pub(crate) request_timeout: Duration,
    pub(crate) sandbox_token_lifetime: Option<Duration>,
}

/// An origin of the web: scheme, host and perhaps a port.
#[derive(Clone)]
pub(crate) struct Origin(Url);

impl Config {
    pub(crate) fn from_env() -> Result<Self, String> {
        let config = Self {
            addr: variable("ADDR", "an address and a port", |text| text.parse().ok())?,
            public_origin: variable(
                "PUBLIC_ORIGIN",
                "scheme, host and perhaps a port, without a path or a final slash",
                Origin::parse,
            )?,
            has_key: env::var_os("CODAT_API_KEY").is_some_and(|key| !key.is_empty()),
            users_file: variable("USERS_FILE", "a path", |text| Some(PathBuf::from(text)))?,
            session_idle: seconds("SESSION_IDLE")?.unwrap_or(SESSION_IDLE),
            request_timeout: seconds("REQUEST_TIMEOUT")?.unwrap_or(REQUEST_TIMEOUT),
            sandbox_token_lifetime: seconds("SANDBOX_TOKEN_LIFETIME")?,
        };
        // The origin stays in the settings of your Codat account, so it is never guessed.
        if config.has_key && config.public_origin.is_none() {
            return Err(
                "with CODAT_API_KEY, set PUBLIC_ORIGIN to the origin of the page, which is added to those that your Codat account allows".to_owned(),
            );
        }
        // Anybody on the network can read a cookie or a password in clear text.
        let origin = config.public_origin.as_ref();
        if origin.is_some_and(|origin| !origin.is_https() && !origin.is_loopback()) {
            return Err(
                "PUBLIC_ORIGIN must begin with https://, unless it is this machine".to_owned(),
            );
        }
        let is_open = config.addr.is_some_and(|addr| !addr.ip().is_loopback());
        if is_open && !config.public_origin.as_ref().is_some_and(Origin::is_https) {
            return Err(
                "ADDR lets other machines in: set PUBLIC_ORIGIN to the https:// origin that they use".to_owned(),
            );
        }
        Ok(config)
    }

    pub(crate) async fn listen(&self) -> io::Result<TcpListener> {
        let Some(addr) = self.addr else {
            return match TcpListener::bind(DEFAULT_ADDR).await {
                // Another port would be another origin.
                Err(error)
                    if error.kind() == io::ErrorKind::AddrInUse && self.public_origin.is_none() =>
                {
                    TcpListener::bind((DEFAULT_ADDR.ip(), 0)).await
                }
                other => other,
            };
        };
        TcpListener::bind(addr).await
    }

    /// The page's origin, if the server is bound to this address.
    pub(crate) fn origin(&self, bound: SocketAddr) -> Result<Origin, String> {
        match &self.public_origin {
            Some(origin) => Ok(origin.clone()),
            None => Origin::parse(&format!("http://{bound}"))
                .ok_or_else(|| format!("{bound} makes no origin")),
        }
    }
}

impl Origin {
    fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        let is_web = matches!(url.scheme(), "http" | "https");
        // Codat and browsers compare origins as strings.
        (is_web && url.origin().ascii_serialization() == text).then_some(Self(url))
    }

    pub(crate) fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Names below `localhost` are this machine to every browser.
    fn is_loopback(&self) -> bool {
        let host = self.0.host_str().unwrap_or_default();
        match host.trim_matches(['[', ']']).parse::<IpAddr>() {
            Ok(address) => address.is_loopback(),
            Err(_) => host == "localhost" || host.ends_with(".localhost"),
        }
    }

    /// What the header `Host` is for this origin: with its port, and without if that is the usual one.
    pub(crate) fn hosts(&self) -> Vec<String> {
        let host = self.0.host_str().unwrap_or_default();
        let port = self.0.port_or_known_default().unwrap_or_default();
        let mut hosts = vec![format!("{host}:{port}")];
        if self.0.port().is_none() {
            hosts.push(host.to_owned());
        }
        hosts
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.origin().ascii_serialization())
    }
}

/// A clock can't take any number.
fn seconds(name: &str) -> Result<Option<Duration>, String> {
    let seconds = variable(name, "a number of seconds, at most 86400", |text| {
        text.parse()
            .ok()
            .filter(|seconds| (1..=86_400).contains(seconds))
    })?;
    Ok(seconds.map(Duration::from_secs))
}

/// An environment variable. An empty one counts as not set.
fn variable<T>(
    name: &str,
    form: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, String> {
    match env::var(name) {
        Ok(text) if text.is_empty() => Ok(None),
        Ok(text) => match parse(&text) {
            Some(value) => Ok(Some(value)),
            None => Err(format!("{name} can't be {text:?}: it is {form}")),
        },
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => Err(format!("{name} isn't Unicode")),
    }
}
