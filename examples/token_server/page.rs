//! The pages, their files, and their security headers.

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
pub(crate) async fn connections(State(app): State<App>, jar: CookieJar) -> Response {
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
    let page = include_str!("page/connections.html")
        .replace("{nonce}", &nonce)
        .replace("{is_demo}", &app.users().is_demo().to_string());
    ([(header::CONTENT_SECURITY_POLICY, policy)], Html(page)).into_response()
}

/// The form. On the sandbox, it shows the users and their password.
pub(crate) fn sign_in(is_demo: bool, was_refused: bool) -> impl IntoResponse {
    let policy = format!("default-src 'none'; style-src 'self'; img-src 'self'; {POLICY_OF_ALL}");
    // The first field has the focus, so screen readers read its description.
    let (error, refused, described) = if was_refused {
        (
            "Error: ",
            include_str!("page/refused.html"),
            r#" aria-invalid="true" aria-describedby="refused""#,
        )
    } else {
        ("", "", "")
    };
    let demo = if is_demo {
        include_str!("page/demo.html")
    } else {
        ""
    };
    let page = include_str!("page/sign_in.html")
        .replace("{error}", error)
        .replace("{refused}", refused)
        .replace("{described}", described)
        .replace("{demo}", demo);
    ([(header::CONTENT_SECURITY_POLICY, policy)], Html(page))
}

const POLICY_OF_ALL: &str = "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The files that the pages load.
pub(crate) fn files() -> Router<App> {
    const SCRIPT: &str = "text/javascript; charset=utf-8";
    const STYLE: &str = "text/css; charset=utf-8";
    Router::new()
        .route(
            "/static/style.css",
            file(STYLE, include_str!("page/style.css")),
        )
        .route("/static/app.js", file(SCRIPT, include_str!("page/app.js")))
        .route("/static/api.js", file(SCRIPT, include_str!("page/api.js")))
        .route(
            "/static/instead.js",
            file(SCRIPT, include_str!("page/instead.js")),
        )
        .route(
            "/static/panel.js",
            file(SCRIPT, include_str!("page/panel.js")),
        )
        .route(
            "/static/session.js",
            file(SCRIPT, include_str!("page/session.js")),
        )
        .route(
            "/static/token.js",
            file(SCRIPT, include_str!("page/token.js")),
        )
        .route(
            "/static/words.js",
            file(SCRIPT, include_str!("page/words.js")),
        )
        .route(
            "/static/icon.svg",
            file("image/svg+xml", include_str!("page/icon.svg")),
        )
}

fn file(media_type: &'static str, text: &'static str) -> axum::routing::MethodRouter<App> {
    get(move || async move { ([(header::CONTENT_TYPE, media_type)], text) })
}

/// The headers of every response. Browsers and proxies cache nothing: no token, and no page after signing out.
pub(crate) async fn security_headers(mut response: Response) -> Response {
    const HEADERS: [(HeaderName, HeaderValue); 4] = [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ),
        // Not `no-referrer`: with it, browsers hide from this server too where a form was posted.
        (
            header::REFERRER_POLICY,
            HeaderValue::from_static("same-origin"),
        ),
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"),
        ),
    ];
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(value);
    }
    response
}
