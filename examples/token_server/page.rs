//! The pages, their files, and their security headers.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use axum_extra::extract::cookie::CookieJar;
use codat_client::Uuid;

use crate::app::App;
use crate::signed_in::SignedIn;

/// `GET /`: the page with the component, for a signed-in user.
pub(crate) async fn connections(State(app): State<Arc<App>>, jar: CookieJar) -> Response {
    let Some(signed_in) = SignedIn::find(&app, &jar) else {
        return Redirect::to("/sign-in").into_response();
    };
    signed_in.session.keep_alive();
    // Codat's component sets its own styles. The browser accepts them with this page's nonce.
    let nonce = Uuid::new_v4().simple().to_string();
    // Codat documents `*.codat.io` for these five.
    let policy = format!(
        "default-src 'none'; script-src 'self' https://*.codat.io; style-src 'self' 'nonce-{nonce}' https://*.codat.io; \
         font-src https://*.codat.io; connect-src 'self' https://*.codat.io; img-src 'self' https://*.codat.io; \
         {POLICY_OF_ALL}"
    );
    let page = include_str!("page/connections.html").replace("{nonce}", &nonce);
    ([(header::CONTENT_SECURITY_POLICY, policy)], Html(page)).into_response()
}

/// Why somebody can't sign in.
#[derive(Clone, Copy)]
pub(crate) enum Problem {
    /// The name or the password is wrong.
    Refused,
    TooManyAttempts,
}

/// The form. On the sandbox, it shows the users and their password.
pub(crate) fn sign_in(is_demo: bool, problem: Option<Problem>) -> impl IntoResponse {
    let policy = format!("default-src 'none'; style-src 'self'; img-src 'self'; {POLICY_OF_ALL}");
    let notice = match problem {
        None => "",
        Some(Problem::Refused) => include_str!("page/refused.html"),
        Some(Problem::TooManyAttempts) => include_str!("page/throttled.html"),
    };
    // The first field has the focus, so screen readers read its description.
    let (error, described) = match problem {
        None => ("", ""),
        Some(_) => (
            "Error: ",
            r#" aria-invalid="true" aria-describedby="refused""#,
        ),
    };
    let demo = if is_demo {
        include_str!("page/demo.html")
    } else {
        ""
    };
    let page = include_str!("page/sign_in.html")
        .replace("{error}", error)
        .replace("{refused}", notice)
        .replace("{described}", described)
        .replace("{demo}", demo);
    ([(header::CONTENT_SECURITY_POLICY, policy)], Html(page))
}

const POLICY_OF_ALL: &str = "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const SCRIPT: &str = "text/javascript; charset=utf-8";

const FILES: [(&str, &str, &str); 10] = [
    (
        "style.css",
        "text/css; charset=utf-8",
        include_str!("page/style.css"),
    ),
    ("icon.svg", "image/svg+xml", include_str!("page/icon.svg")),
    ("api.js", SCRIPT, include_str!("page/api.js")),
    ("app.js", SCRIPT, include_str!("page/app.js")),
    ("instead.js", SCRIPT, include_str!("page/instead.js")),
    ("list.js", SCRIPT, include_str!("page/list.js")),
    ("panel.js", SCRIPT, include_str!("page/panel.js")),
    ("session.js", SCRIPT, include_str!("page/session.js")),
    ("token.js", SCRIPT, include_str!("page/token.js")),
    ("words.js", SCRIPT, include_str!("page/words.js")),
];

/// The files that the pages load.
pub(crate) fn files() -> Router<Arc<App>> {
    let mut router = Router::new();
    for (name, media_type, text) in FILES {
        let file = get(move || async move { ([(header::CONTENT_TYPE, media_type)], text) });
        router = router.route(&format!("/static/{name}"), file);
    }
    router
}

/// The headers of every response. Browsers and proxies cache nothing: no token, and no page after signing out.
pub(crate) fn security_headers(is_https: bool, response: &mut Response) {
    const HEADERS: [(HeaderName, &str); 4] = [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Not `no-referrer`: with it, browsers hide from this server too where a form was posted.
        (header::REFERRER_POLICY, "same-origin"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'",
        ),
    ];
    // For a year, browsers don't try without TLS.
    let hsts = is_https.then_some((header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"));
    for (name, value) in HEADERS.into_iter().chain(hsts) {
        let value = HeaderValue::from_static(value);
        response.headers_mut().entry(name).or_insert(value);
    }
}
