//! Builds a client from its settings.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;

use super::base_url::BaseUrl;
use super::trust::Trust;
use super::{Client, ClientBuilder, Inner};
use crate::engine::pools::{HttpSettings, Pools};
use crate::engine::{AttemptRunner, DEFAULT_ATTEMPT_TIMEOUT, Engine, Sender};
use crate::error::{ConfigError, Error};
use crate::response::LatestQuota;

/// The name and version in the `User-Agent` of every request.
const USER_AGENT: &str = concat!("codat-client/", env!("CARGO_PKG_VERSION"));

impl ClientBuilder {
    /// Builds the client.
    ///
    /// # Errors
    ///
    /// [`Error::Credentials`] if the key is malformed, and [`Error::Config`] if
    ///
    /// - no credentials are set;
    /// - a time limit is zero;
    /// - the base URL or a trusted origin's URL isn't a base URL, or the base URL is plain HTTP;
    /// - the `User-Agent` isn't a valid header value;
    /// - `HTTPS_PROXY` or `ALL_PROXY` in the environment isn't a proxy's URL, and the base URL isn't loopback. `HTTP_PROXY` is
    ///   checked if plain HTTP is allowed;
    /// - TLS can't be set up.
    pub fn build(mut self) -> Result<Client, Error> {
        let credentials = self.credentials.take().ok_or_else(|| {
            ConfigError::new("no credentials are set; set them with `ClientBuilder::credentials`")
        })?;
        credentials.check()?;
        self.check_times()?;
        let base_url = match &self.base_url {
            Some(url) => BaseUrl::parse(url).map_err(base_url_problem)?,
            None => BaseUrl::production(),
        };
        let trusted = self.trusted_origins.iter();
        let trusted: Vec<_> = trusted
            .map(|url| {
                BaseUrl::parse(url).map_err(|problem| {
                    ConfigError::new(format!("a trusted origin's URL {problem}"))
                })
            })
            .collect::<Result<_, _>>()?;
        let own_pools = self.custom.is_empty();
        let trust = Trust::new(self.https_only, !own_pools, &base_url, &trusted);
        trust.check_scheme(&base_url).map_err(base_url_problem)?;
        let user_agent = match &self.user_agent {
            Some(product) => {
                HeaderValue::from_str(&format!("{product} {USER_AGENT}")).map_err(|error| {
                    ConfigError::with_source("the user agent isn't a valid header value", error)
                })?
            }
            None => HeaderValue::from_static(USER_AGENT),
        };
        let knows_host = own_pools && cfg!(not(feature = "http2"));
        let http = HttpSettings {
            connect_timeout: self.connect_timeout,
            attempt_timeout: self
                .settings
                .attempt_timeout
                .unwrap_or(DEFAULT_ATTEMPT_TIMEOUT),
            plain_http: !self.https_only,
            proxy: !base_url.is_loopback(),
            #[cfg(feature = "rustls")]
            needs_tls: base_url.is_https(),
        };
        let sender = Sender {
            pools: Pools::new(self.custom, &http)?,
            credentials,
            user_agent,
            max_response_size: self.max_response_size,
            quota: LatestQuota::default(),
            knows_host,
        };
        let engine = Engine::new(
            Some(AttemptRunner::new(sender, &self.layers)),
            self.settings,
        );
        Ok(assemble(engine, base_url, trust))
    }

    /// Refuses a time-out of zero: no attempt could be sent.
    fn check_times(&self) -> Result<(), ConfigError> {
        let times = [
            ("timeout", Some(self.settings.timeout)),
            ("attempt_timeout", self.settings.attempt_timeout),
            ("connect_timeout", Some(self.connect_timeout)),
        ];
        match times.iter().find(|(_, time)| *time == Some(Duration::ZERO)) {
            Some((name, _)) => Err(ConfigError::new(format!("`{name}` is zero"))),
            None => Ok(()),
        }
    }

    /// A client that sends nothing, so it needs no credentials.
    pub(super) fn build_offline(self) -> Client {
        let base_url = BaseUrl::production();
        let trust = Trust::new(true, false, &base_url, &[]);
        assemble(Engine::new(None, self.settings), base_url, trust)
    }
}

fn assemble(engine: Engine, base_url: BaseUrl, trust: Trust) -> Client {
    Client {
        inner: Arc::new(Inner {
            engine,
            base_url,
            trust,
        }),
    }
}

fn base_url_problem(problem: impl fmt::Display) -> ConfigError {
    ConfigError::new(format!("the base URL {problem}"))
}
