//! Where the API is.

use std::borrow::Cow;
use std::fmt;

use http::HeaderValue;
use url::{Host, Origin, ParseError, Position, Url};

use crate::error::RequestFault;
use crate::error::invisible::is_invisible;

/// The bytes that most paths and queries fit in.
const ROOM: usize = 160;

/// The URL that paths of endpoints are appended to, checked once.
#[derive(Clone)]
pub(crate) struct BaseUrl {
    url: Url,
    /// The same with a long path, so that its clone has room for that of an endpoint.
    roomy: Url,
    /// Its path without a final slash.
    prefix: String,
    /// The `Host` of requests to it.
    host: HeaderValue,
}

impl BaseUrl {
    /// Codat's production API.
    pub(crate) fn production() -> Self {
        #[expect(clippy::expect_used, reason = "a constant, parsed by a test")]
        Self::parse("https://api.codat.io").expect("the production URL is a base URL")
    }

    /// Takes an absolute HTTP URL, with or without a path; the error completes the sentence "the base URL …".
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        // Nothing of it is named in a message: it may be a secret in the wrong place.
        let text = text.trim();
        if text.is_empty() {
            return Err("is empty".to_owned());
        }
        // A URL parser would leave line breaks and tabs out, and join what is around them.
        if text.contains(|c: char| c.is_whitespace() || is_invisible(c)) {
            return Err("holds white space or a character that can't be seen".to_owned());
        }
        let url = Url::parse(text).map_err(|error| match error {
            ParseError::RelativeUrlWithoutBase => {
                "has no scheme: write `https://api.codat.io`".to_owned()
            }
            error => format!("isn't a URL: {error}"),
        })?;
        if !matches!(url.scheme(), "http" | "https") {
            // Of a host and a port, the host is taken for the scheme.
            return Err(
                "has neither the scheme `https` nor `http`: write `https://api.codat.io`"
                    .to_owned(),
            );
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(
                "holds a user name or password; credentials are set on the client".to_owned(),
            );
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err("has a query or a fragment; it takes at most a path".to_owned());
        }
        let prefix = url.path().trim_end_matches('/').to_owned();
        let host = url[Position::BeforeHost..Position::AfterPort].parse();
        let host = host.map_err(|_| "has a host that no header can hold".to_owned())?;
        let mut roomy = url.clone();
        roomy.set_path(&"-".repeat(ROOM));
        Ok(Self {
            url,
            roomy,
            prefix,
            host,
        })
    }

    /// The `Host` of requests to it: made once, for the HTTP client would make it again for each request.
    pub(crate) fn host(&self) -> &HeaderValue {
        &self.host
    }

    /// The URL without a final slash.
    #[cfg(feature = "tokens")]
    pub(crate) fn as_str(&self) -> &str {
        self.url.as_str().trim_end_matches('/')
    }

    /// Scheme, host and port.
    pub(crate) fn origin(&self) -> Origin {
        self.url.origin()
    }

    pub(crate) fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// Whether it is this very machine, which no proxy can reach.
    pub(crate) fn is_loopback(&self) -> bool {
        match self.url.host() {
            // Names below it are for DNS to resolve.
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
    }

    /// The URL of a path that begins with a slash, and a query, both encoded.
    pub(crate) fn join(&self, path: &str, query: &str) -> Result<Url, RequestFault> {
        let mut url = self.roomy.clone();
        // Few base URLs have a path of their own.
        let path = if self.prefix.is_empty() {
            Cow::Borrowed(path)
        } else {
            Cow::Owned(format!("{}{path}", self.prefix))
        };
        url.set_path(&path);
        // Whatever else a URL parser may take for "up one": the route that is reached is the declared one.
        if url.path() != path {
            return Err(RequestFault::Url);
        }
        if !query.is_empty() {
            url.set_query(Some(query));
        }
        Ok(url)
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.url, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn join(base: &str, path: &str, query: &str) -> String {
        BaseUrl::parse(base)
            .unwrap()
            .join(path, query)
            .unwrap()
            .into()
    }

    #[test]
    fn production_is_a_base_url() {
        assert_eq!(
            format!("{:?}", BaseUrl::production()),
            "https://api.codat.io/"
        );
    }

    #[test]
    fn prefixes_and_final_slashes_make_no_difference() {
        for base in [
            "https://api.codat.io",
            "https://api.codat.io/",
            " https://api.codat.io\n",
        ] {
            assert_eq!(
                join(base, "/companies", ""),
                "https://api.codat.io/companies"
            );
        }
        for base in ["http://localhost:5/a/b", "http://localhost:5/a/b/"] {
            assert_eq!(
                join(base, "/companies", "q=1"),
                "http://localhost:5/a/b/companies?q=1"
            );
            assert_eq!(join(base, "/", ""), "http://localhost:5/a/b/");
        }
    }

    #[test]
    fn what_is_encoded_stays_so() {
        assert_eq!(
            join("https://h", "/a%2Fb%3F%23%5C;@:!", "q=%20%2B%26"),
            "https://h/a%2Fb%3F%23%5C;@:!?q=%20%2B%26"
        );
        // However long it is.
        let path = format!("/{}", "a".repeat(5 * ROOM));
        assert_eq!(
            join("https://h", &path, &"q".repeat(ROOM)),
            format!("https://h{path}?{}", "q".repeat(ROOM))
        );
    }

    #[test]
    fn a_path_that_the_parser_would_change_is_refused() {
        let base = BaseUrl::parse("https://h/prefix").unwrap();
        for path in [
            "/a/../b",
            "/a/%2e%2e/b",
            "/a/.",
            "/a b",
            "/a\\b",
            "/a?b",
            "/é",
            "/a\n",
        ] {
            assert!(base.join(path, "").is_err(), "{path:?}");
        }
    }

    #[test]
    fn the_host_names_a_port_that_is_not_the_schemes_own() {
        for (url, host) in [
            ("https://api.codat.io/x", "api.codat.io"),
            ("https://H:443", "h"),
            ("http://h:8080/x", "h:8080"),
            ("http://[::1]:5", "[::1]:5"),
            ("https://bücher.example", "xn--bcher-kva.example"),
        ] {
            assert_eq!(BaseUrl::parse(url).unwrap().host(), host);
        }
    }

    #[test]
    fn loopback_is_recognised() {
        let is_loopback = |url| BaseUrl::parse(url).unwrap().is_loopback();
        assert!(
            [
                "http://localhost:1",
                "http://127.0.0.5",
                "http://[::1]/x",
                "https://LOCALHOST"
            ]
            .into_iter()
            .all(is_loopback)
        );
        assert!(
            ![
                "https://api.codat.io",
                "http://localhost.evil",
                "https://a.localhost",
                "http://10.0.0.1"
            ]
            .into_iter()
            .any(is_loopback)
        );
    }

    #[test]
    fn what_is_no_base_url_is_refused() {
        for url in [
            "",
            "api.codat.io",
            "/relative",
            "ftp://h",
            "https://h?q",
            "https://h#f",
            "https://u:p@h",
            "data:x",
            "https://api.codat.io\n.evil.example",
            "https://api\t.codat.io",
            "https://api.codat.io/a b",
            "https://api.codat.io\u{200b}",
            "\u{feff}https://api.codat.io",
            "   ",
        ] {
            assert!(BaseUrl::parse(url).is_err(), "{url:?}");
        }
        for url in ["api.codat.io", "api.codat.io/companies", "api.codat.io:443"] {
            let problem = BaseUrl::parse(url).unwrap_err();
            assert!(
                problem.ends_with(": write `https://api.codat.io`"),
                "{problem}"
            );
        }
        for url in [
            "https://u:hidden@h",
            "hidden:x",
            "hidden",
            "https://h?hidden",
            "https://hidden:99999",
            "hi\nhidden",
        ] {
            let problem = BaseUrl::parse(url).unwrap_err();
            assert!(!problem.contains("hidden"), "{problem}");
        }
    }
}
