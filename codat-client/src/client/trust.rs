//! Where requests may be sent, and where the credentials may be sent.

use url::Origin;

use super::base_url::BaseUrl;

/// The places to which a client may send.
#[derive(Debug)]
pub(crate) struct Trust {
    https_only: bool,
    /// Whether plain HTTP to loopback is certain to stay on this machine.
    loopback: Loopback,
    /// The origins that get the credentials. The base URL's own is the first.
    origins: Vec<Origin>,
}

/// Whether requests to loopback may go through a proxy, which could read the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Loopback {
    /// The client's own base URL is loopback, so its HTTP client has no proxy.
    Direct,
    /// The client's own base URL is elsewhere.
    PerhapsByProxy,
    /// The HTTP client is a custom one. It may have a proxy.
    CustomHttpClient,
}

impl Trust {
    pub(super) fn new(
        https_only: bool,
        custom_http_client: bool,
        base_url: &BaseUrl,
        others: &[BaseUrl],
    ) -> Self {
        let origins = std::iter::once(base_url).chain(others);
        Self {
            https_only,
            loopback: if custom_http_client {
                Loopback::CustomHttpClient
            } else if base_url.is_loopback() {
                Loopback::Direct
            } else {
                Loopback::PerhapsByProxy
            },
            origins: origins.map(BaseUrl::origin).collect(),
        }
    }

    /// Refuses plain HTTP, where others could read the key. The error completes the sentence "the base URL …".
    pub(crate) fn check_scheme(&self, base_url: &BaseUrl) -> Result<(), String> {
        if !self.https_only || base_url.is_https() {
            return Ok(());
        }
        match self.loopback {
            Loopback::Direct if base_url.is_loopback() => Ok(()),
            Loopback::CustomHttpClient if base_url.is_loopback() => Err(
                "has the scheme `http`, so a proxy of the custom HTTP client would get the key in clear text; build that \
                 client with `no_proxy()`, and allow plain HTTP with `ClientBuilder::https_only(false)`"
                    .to_owned(),
            ),
            _ => Err(
                "has the scheme `http`, which would send the key in clear text; use `https`, or allow plain HTTP with \
                 `ClientBuilder::https_only(false)`"
                    .to_owned(),
            ),
        }
    }

    /// Refuses an origin that must not get the credentials. The error completes the sentence "the base URL …".
    pub(crate) fn check_origin(&self, base_url: &BaseUrl) -> Result<(), String> {
        if self.origins.contains(&base_url.origin()) {
            return Ok(());
        }
        Err(
            "has another origin than the client's, which would get the key; allow it with \
             `ClientBuilder::trust_origin`"
                .to_owned(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> BaseUrl {
        BaseUrl::parse(text).unwrap()
    }

    fn trust(https_only: bool, base_url: &str) -> Trust {
        Trust::new(https_only, false, &url(base_url), &[url("http://b:8080")])
    }

    /// The proxy could read the request.
    #[test]
    fn a_client_that_may_have_a_proxy_needs_https_to_loopback_too() {
        let allowed = |https_only, text| {
            let trust = trust(https_only, "https://a/x");
            trust.check_scheme(&url(text)).is_ok()
        };
        assert!(allowed(true, "https://localhost"));
        assert!(!allowed(true, "http://localhost"));
        assert!(allowed(false, "http://localhost"));
    }

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        let trust = trust(true, "https://a/x");
        let allowed = |text| trust.check_origin(&url(text)).is_ok();
        assert!(allowed("https://a"));
        assert!(allowed("https://A:443/other/path"));
        assert!(allowed("http://b:8080/y"));
        for other in [
            "http://a",
            "https://a:8443",
            "https://sub.a",
            "https://a.evil",
            "http://b",
            "https://b:8080",
        ] {
            assert!(!allowed(other), "{other}");
        }
    }

    #[test]
    fn plain_http_is_allowed_to_loopback_only() {
        let trust = |https_only| trust(https_only, "http://localhost:5000");
        let allowed = |https_only, text| trust(https_only).check_scheme(&url(text)).is_ok();
        assert!(allowed(true, "https://a"));
        assert!(allowed(true, "http://127.0.0.1:8080"));
        assert!(allowed(true, "http://[::1]"));
        assert!(!allowed(true, "http://a"));
        assert!(!allowed(true, "http://127.0.0.1.evil"));
        assert!(allowed(false, "http://a"));
    }
}
