//! Where requests may go, and where the key may.

use url::Origin;

use super::base_url::BaseUrl;

/// What a client was told of the places it sends to.
#[derive(Debug)]
pub(crate) struct Trust {
    https_only: bool,
    /// Whether the client's own base URL is on loopback. Only then there is no proxy on the way to other places there.
    on_loopback: bool,
    /// Those that are given the credentials: the base URL's own first.
    origins: Vec<Origin>,
}

impl Trust {
    pub(super) fn new(https_only: bool, base_url: &BaseUrl, others: &[BaseUrl]) -> Self {
        let origins = std::iter::once(base_url).chain(others);
        Self {
            https_only,
            on_loopback: base_url.is_loopback(),
            origins: origins.map(BaseUrl::origin).collect(),
        }
    }

    /// Whether nobody on the way can read what is sent there; the error completes the sentence "the base URL …".
    pub(crate) fn check_scheme(&self, base_url: &BaseUrl) -> Result<(), String> {
        let stays_here = self.on_loopback && base_url.is_loopback();
        if self.https_only && !base_url.is_https() && !stays_here {
            return Err(
                "has the scheme `http`, which would send the key in clear text; it takes `https`, unless \
                 `ClientBuilder::https_only(false)` allows it"
                    .to_owned(),
            );
        }
        Ok(())
    }

    /// Whether the credentials may be sent there; the error completes the sentence "the base URL …".
    pub(crate) fn check_origin(&self, base_url: &BaseUrl) -> Result<(), String> {
        if self.origins.contains(&base_url.origin()) {
            return Ok(());
        }
        Err(
            "is of another origin than the client's, which would be given the key; \
             `ClientBuilder::trust_origin` allows it"
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
        Trust::new(https_only, &url(base_url), &[url("http://b:8080")])
    }

    #[test]
    fn plain_http_is_for_loopback() {
        let trust = |https_only| trust(https_only, "http://localhost:5000");
        let allowed = |https_only, text| trust(https_only).check_scheme(&url(text)).is_ok();
        assert!(allowed(true, "https://a"));
        assert!(allowed(true, "http://127.0.0.1:8080"));
        assert!(allowed(true, "http://[::1]"));
        assert!(!allowed(true, "http://a"));
        assert!(!allowed(true, "http://127.0.0.1.evil"));
        assert!(allowed(false, "http://a"));
    }

    /// Its proxy would be sent the request in clear text.
    #[test]
    fn a_client_that_may_have_a_proxy_speaks_https_to_loopback_too() {
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
}
