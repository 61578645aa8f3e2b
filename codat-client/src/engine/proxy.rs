//! The environment's proxy. The HTTP client ignores a variable that it can't read, and would connect directly.

use std::env;

use http::Uri;

use crate::error::ConfigError;

/// Refuses a proxy that the HTTP client would ignore. `plain_http`: whether a request may be plain HTTP.
pub(super) fn check(plain_http: bool) -> Result<(), ConfigError> {
    // In a CGI program the HTTP client ignores the environment's proxy, since `HTTP_PROXY` may be a header of the request.
    if env::var_os("REQUEST_METHOD").is_some() {
        return Ok(());
    }
    // Of each pair the HTTP client uses the first that is set.
    for names in [
        ["HTTPS_PROXY", "https_proxy"],
        ["ALL_PROXY", "all_proxy"],
        ["HTTP_PROXY", "http_proxy"],
    ] {
        let is_used = plain_http || names[0] != "HTTP_PROXY";
        let set = names.iter().find(|name| env::var_os(name).is_some());
        if let Some(name) = set.filter(|_| is_used)
            && !env::var(name).is_ok_and(|url| url.is_empty() || is_proxy(&url))
        {
            // The value may hold a password.
            return Err(ConfigError::new(format!(
                "the environment variable `{name}` isn't a proxy's URL, such as `http://proxy.example:3128`"
            )));
        }
    }
    Ok(())
}

/// Whether the HTTP client takes it for a proxy. Without a scheme it is one that speaks HTTP.
fn is_proxy(url: &str) -> bool {
    url.parse::<Uri>().is_ok_and(|url| {
        let schemes = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];
        url.host().is_some_and(|host| !host.is_empty())
            && url
                .scheme_str()
                .is_none_or(|scheme| schemes.contains(&scheme))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_has_a_host_and_a_known_scheme() {
        for url in [
            "http://proxy:3128",
            "https://user:password@proxy",
            "socks5h://10.0.0.1:1080",
            "proxy:3128",
            "proxy",
        ] {
            assert!(is_proxy(url), "{url}");
        }
        for url in [
            "ftp://proxy",
            "http://",
            "/proxy",
            " http://proxy",
            "http//proxy",
            "a b",
            ":",
        ] {
            assert!(!is_proxy(url), "{url}");
        }
    }
}
