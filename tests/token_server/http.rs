//! What needs no browser: who gets which token, the cookie, and how the server starts and stops.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use codat_client::api::Settings;
use codat_client::models::ConnectionManagementAllowedOrigins;
use codat_client::sandbox::{Fault, Sandbox};
use reqwest::header::{CACHE_CONTROL, CONTENT_TYPE, COOKIE, LOCATION, RETRY_AFTER, SET_COOKIE};
use reqwest::{Response, StatusCode};
use serde_json::Value;

use crate::server::Server;
use crate::world::{ORIGIN, UsersFile, World};

pub(crate) fn browser() -> reqwest::Client {
    // reqwest brings no cryptography of its own here, and wants one even where there is no TLS.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .timeout(Duration::from_secs(20))
        .build()
        .unwrap()
}

async fn post_sign_in(server: &Server, name: &str, password: &str) -> Response {
    browser()
        .post(server.url("/sign-in"))
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(format!("name={name}&password={password}"))
        .send()
        .await
        .unwrap()
}

/// Signs in; the cookie as it is sent back.
pub(crate) async fn sign_in(server: &Server, name: &str) -> String {
    let response = post_sign_in(server, name, "demo").await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(response.headers()[LOCATION], "/");
    let cookie = response.headers()[SET_COOKIE].to_str().unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

pub(crate) async fn get(server: &Server, path: &str, cookie: &str) -> Response {
    let request = browser().get(server.url(path)).header(COOKIE, cookie);
    request.send().await.unwrap()
}

async fn post(server: &Server, path: &str, cookie: &str) -> Response {
    let request = browser().post(server.url(path)).header(COOKIE, cookie);
    request.send().await.unwrap()
}

async fn json(response: Response) -> Value {
    serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
}

/// The company that a token of the sandbox is for.
pub(crate) fn company_of(token: &str) -> String {
    let claims = token.split('.').nth(1).unwrap();
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
    claims["sub"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn it_serves_on_the_sandbox_with_nothing_configured() {
    let server = Server::start(&[]).await;
    let page = get(&server, "/sign-in", "").await.text().await.unwrap();
    assert!(page.contains("with the password <b>demo</b>"), "{page}");
    for (name, company) in [("amira", "Khan’s Bakery"), ("tom", "Hartley Cycles")] {
        let cookie = sign_in(&server, name).await;
        let token = json(get(&server, "/api/token", &cookie).await).await;
        assert_eq!(token["company"]["name"], company);
        assert_eq!(
            company_of(token["accessToken"].as_str().unwrap()),
            token["company"]["id"]
        );
        let left = token["expiresIn"].as_u64().unwrap();
        assert!((86_000..=86_400).contains(&left), "{left}");
    }
}

#[tokio::test]
async fn it_finds_a_port_where_its_own_is_taken() {
    let unset = [("ADDR", "")];
    let (one, other) = (Server::start(&unset).await, Server::start(&unset).await);
    assert_ne!(one.origin(), other.origin());
    for server in [one, other] {
        sign_in(&server, "tom").await;
    }
}

#[tokio::test]
async fn a_user_gets_the_token_of_their_company_and_of_no_other() {
    let world = World::start().await;
    let server = &world.server;
    let cookie = sign_in(server, "amira").await;

    let response = get(server, "/api/token", &cookie).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[CACHE_CONTROL], "no-store");
    let answer = json(response).await;
    let token = answer["accessToken"].as_str().unwrap();
    assert!(world.sandbox.accepts_token(token));
    assert_eq!(company_of(token), world.bakery.to_string());
    assert_eq!(answer["company"]["id"], world.bakery.to_string());
    // So that a page notices when somebody else has signed in.
    assert_eq!(answer["user"], "amira");

    // Codat isn't even asked about a company of somebody else's, nor about what is no company.
    let asked = world.sandbox.request_count();
    let unknown = codat_client::CompanyId::nil();
    for forged in [world.cycles, world.repairs, unknown]
        .map(|id| id.to_string())
        .iter()
        .map(String::as_str)
        .chain(["", "..", "x"])
    {
        let token = format!("/api/token?company_id={forged}");
        let connections = format!("/api/connections?company_id={forged}");
        for response in [
            get(server, &token, &cookie).await,
            post(server, &token, &cookie).await,
            get(server, &connections, &cookie).await,
        ] {
            assert_eq!(response.status(), StatusCode::FORBIDDEN, "{forged:?}");
            assert_eq!(response.headers()[CACHE_CONTROL], "no-store");
            assert_eq!(
                json(response).await,
                serde_json::json!({ "error": "not_theirs" })
            );
        }
    }
    assert_eq!(world.sandbox.request_count(), asked);
}

#[tokio::test]
async fn who_has_several_companies_says_which() {
    let world = World::start().await;
    let cookie = sign_in(&world.server, "tom").await;
    for company in [world.cycles, world.repairs] {
        let response = get(
            &world.server,
            &format!("/api/token?company_id={company}"),
            &cookie,
        )
        .await;
        let token = json(response).await;
        assert_eq!(
            company_of(token["accessToken"].as_str().unwrap()),
            company.to_string()
        );
    }
    let first = json(get(&world.server, "/api/token", &cookie).await).await;
    assert_eq!(first["company"]["id"], world.cycles.to_string());
}

#[tokio::test]
async fn nobody_gets_anything_without_signing_in() {
    let world = World::start().await;
    let stranger = "session=00000000000000000000000000000000";
    for cookie in ["", "session=", "session=x", stranger] {
        for path in ["/api/token", "/api/session"] {
            for response in [
                get(&world.server, path, cookie).await,
                post(&world.server, path, cookie).await,
                get(&world.server, "/api/connections", cookie).await,
            ] {
                assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
                assert_eq!(response.headers()[CACHE_CONTROL], "no-store");
            }
        }
        let page = get(&world.server, "/", cookie).await;
        assert_eq!(page.headers()[LOCATION], "/sign-in");
    }
    assert_eq!(world.token_requests(), 0);
}

#[tokio::test]
async fn a_wrong_name_or_password_says_the_same_and_sets_no_cookie() {
    let world = World::start().await;
    let mut pages = Vec::new();
    let long = "x".repeat(2000);
    for (name, password) in [
        ("amira", "wrong"),
        ("nobody", "demo"),
        ("", ""),
        ("amira", &long),
    ] {
        let response = post_sign_in(&world.server, name, password).await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN);
        assert!(!response.headers().contains_key(SET_COOKIE));
        pages.push(response.text().await.unwrap());
    }
    // Told by what screen readers say of the page and of its first field.
    assert!(pages[0].contains("<title>Error: Sign in"));
    assert!(pages[0].contains(r#"autofocus aria-invalid="true" aria-describedby="refused""#));
    assert!(pages[0].contains(r#"id="refused">That user name or password is incorrect"#));
    assert!(pages.iter().all(|page| *page == pages[0]));
    // Neither what was typed nor a demonstration's password is told where there is a real key.
    assert!(!pages[0].contains("nobody") && !pages[0].contains("demo"));
}

#[tokio::test]
async fn the_cookie_is_out_of_reach_of_scripts_and_of_other_sites() {
    let world = World::start().await;
    let response = post_sign_in(&world.server, "amira", "demo").await;
    let cookie = response.headers()[SET_COOKIE].to_str().unwrap();
    let attributes: Vec<_> = cookie.split("; ").skip(1).collect();
    assert_eq!(attributes, ["HttpOnly", "SameSite=Lax", "Path=/"]);

    let behind_https = Server::start(&[("PUBLIC_ORIGIN", "https://app.bank-of-dave.com")]).await;
    let response = post_sign_in(&behind_https, "amira", "demo").await;
    let cookie = response.headers()[SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("__Host-session="), "{cookie}");
    let attributes: Vec<_> = cookie.split("; ").skip(1).collect();
    assert_eq!(attributes, ["HttpOnly", "SameSite=Lax", "Secure", "Path=/"]);
}

#[tokio::test]
async fn a_form_that_another_site_posts_is_refused() {
    let world = World::start().await;
    let cookie = sign_in(&world.server, "amira").await;
    for path in ["/sign-in", "/sign-out", "/api/session", "/api/token"] {
        for (name, value) in [
            ("Origin", "https://evil.example"),
            ("Origin", "null"),
            ("Sec-Fetch-Site", "cross-site"),
        ] {
            let request = browser()
                .post(world.server.url(path))
                .header(COOKIE, &cookie)
                .header(name, value);
            assert_eq!(
                request.send().await.unwrap().status(),
                StatusCode::FORBIDDEN
            );
        }
    }
    assert_eq!(
        get(&world.server, "/api/session", &cookie).await.status(),
        StatusCode::OK
    );
    let own = browser()
        .post(world.server.url("/sign-out"))
        .header("Origin", world.server.origin());
    assert_eq!(own.send().await.unwrap().status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server() {
    let world = World::start().await;
    let (amira, tom) = (
        sign_in(&world.server, "amira").await,
        sign_in(&world.server, "tom").await,
    );
    let response = browser()
        .post(world.server.url("/sign-out"))
        .header(COOKIE, &amira)
        .send()
        .await
        .unwrap();
    let removal = response.headers()[SET_COOKIE].to_str().unwrap();
    assert!(
        removal.starts_with("session=;") && removal.contains("Max-Age=0"),
        "{removal}"
    );
    assert_eq!(
        get(&world.server, "/api/session", &amira).await.status(),
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        get(&world.server, "/api/session", &tom).await.status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_session_ends_without_a_sign_of_its_user_however_much_its_page_asks() {
    let sandbox = Sandbox::start().await.unwrap();
    let world = World::with_settings(sandbox, &[("SESSION_IDLE", "5")]).await;
    let server = &world.server;
    let cookie = sign_in(server, "tom").await;
    let session = json(get(server, "/api/session", &cookie).await).await;
    assert_eq!(session["user"], "tom");
    assert_eq!(session["fullName"], "Tom Hartley");
    assert_eq!(session["companies"][1]["name"], "Hartley Repairs");

    let a_while = Duration::from_secs(2);
    for _ in 0..3 {
        tokio::time::sleep(a_while).await;
        let session = post(server, "/api/session", &cookie).await;
        assert_eq!(json(session).await["endsIn"], 4);
    }
    for _ in 0..3 {
        get(server, "/api/session", &cookie).await;
        get(server, "/api/token", &cookie).await;
        tokio::time::sleep(a_while).await;
    }
    for response in [
        get(server, "/api/session", &cookie).await,
        post(server, "/api/session", &cookie).await,
    ] {
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn a_token_that_codat_refuses_is_replaced_once_however_many_pages_ask() {
    let world = World::start().await;
    let server = &world.server;
    let (amira, tom) = (sign_in(server, "amira").await, sign_in(server, "tom").await);
    let token = async |response| {
        json(response).await["accessToken"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let first = token(get(server, "/api/token", &amira).await).await;
    let second = token(post(server, "/api/token", &amira).await).await;
    assert_ne!(second, first);
    for _ in 0..20 {
        assert_eq!(
            token(post(server, "/api/token", &amira).await).await,
            second
        );
    }
    assert_eq!(world.token_requests(), 2);
    // Each company has its own.
    post(server, "/api/token", &tom).await;
    assert_eq!(world.token_requests(), 3);
}

/// A comparison takes 19 MiB, and goes on when the browser has left.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn few_passwords_are_compared_at_once_though_browsers_leave() {
    use tokio::io::AsyncWriteExt;

    let server = Server::start(&[]).await;
    let host = server.origin().strip_prefix("http://").unwrap();
    for number in 10..50 {
        // A user each, since one user's attempts are limited.
        let body = format!("name=user{number}&password=wrong");
        let request = format!(
            "POST /sign-in HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut browser = tokio::net::TcpStream::connect(host).await.unwrap();
        browser.write_all(request.as_bytes()).await.unwrap();
        // Long enough for the comparison to begin, and too short for it to end.
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let peak = server.peak_memory() / (1024 * 1024);
    assert!(peak < 200, "{peak} MiB");
}

#[tokio::test]
async fn hashes_that_take_another_time_to_compare_are_refused() {
    let cheap = "$argon2id$v=19$m=8,t=1,p=1$Zm9yLXRlc3RzLW9ubHk$kSdruF00nICxrsBqf/+d8o+MbX9Up7qkzfn1iPWDPCw";
    let users = UsersFile::write(&serde_json::json!([{
        "name": "amira", "full_name": "Amira Khan", "password_hash": cheap,
        "companies": [{ "id": codat_client::CompanyId::nil(), "name": "Khan’s Bakery" }],
    }]));
    let mut server = Server::spawn(&[
        ("CODAT_API_KEY", "key"),
        ("PUBLIC_ORIGIN", ORIGIN),
        ("USERS_FILE", users.path()),
    ])
    .await;
    assert!(!server.ended().await.success());
    let complaint = "the password hash of amira must be Argon2id with m=19456,t=2,p=1";
    assert!(server.log().contains(complaint), "{}", server.log());
}

#[tokio::test]
async fn the_log_has_the_causes_of_an_error() {
    let world = World::start().await;
    let cookie = sign_in(&world.server, "amira").await;
    drop(world.sandbox);
    let response = get(&world.server, "/api/token", &cookie).await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    let log = world.server.log();
    assert!(
        log.contains("Codat is out of reach") && log.contains("Connection refused"),
        "{log}"
    );
}

#[tokio::test]
async fn an_outage_of_codat_is_told_from_a_refusal() {
    let world = World::start().await;
    let cookie = sign_in(&world.server, "amira").await;
    for (status, expected) in [
        (503, StatusCode::SERVICE_UNAVAILABLE),
        (402, StatusCode::BAD_GATEWAY),
    ] {
        world.sandbox.set_fault(move |_| Fault::status(status));
        let response = get(&world.server, "/api/token", &cookie).await;
        assert_eq!(response.status(), expected);
        // What Codat says isn't for customers; the log has it.
        let answer = response.text().await.unwrap();
        assert!(!answer.contains("orrelation"), "{answer}");
    }
    world
        .sandbox
        .set_fault(|_| Fault::status(429).retry_after("120"));
    let tom = sign_in(&world.server, "tom").await;
    let response = get(&world.server, "/api/token", &tom).await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(response.headers()[RETRY_AFTER], "120");

    // A refusal is the answer for a second.
    world.sandbox.set_fault(|_| Fault::none());
    eventually(async || {
        let response = get(&world.server, "/api/token", &cookie).await;
        (response.status() == StatusCode::OK).then_some(())
    })
    .await;
    let log = world.server.log();
    assert!(log.contains("orrelation"), "{log}");
    assert!(
        !log.contains(world.sandbox.api_key()) && !log.contains("eyJ"),
        "{log}"
    );
}

#[tokio::test]
async fn codat_is_told_the_origin_beside_those_it_knows() {
    let sandbox = Sandbox::start().await.unwrap();
    let codat = sandbox.client().unwrap();
    let others = ConnectionManagementAllowedOrigins::new(["https://other.bank-of-dave.com"]);
    codat.set_cors_settings(&others).await.unwrap();
    let _world = World::on(sandbox).await;

    let known = eventually(async || {
        let known = codat.get_cors_settings().await.unwrap();
        (known.allowed_origins().len() > 1).then_some(known)
    });
    let known = known.await;
    assert_eq!(
        known.allowed_origins(),
        ["https://other.bank-of-dave.com", ORIGIN]
    );
}

#[tokio::test]
async fn it_starts_without_codat_and_tells_the_origin_later() {
    let sandbox = Sandbox::start().await.unwrap();
    // Not before the call's time is up: so the client doesn't wait for it.
    sandbox.script([Fault::status(429).retry_after("60")]);
    let world = World::on(sandbox).await;
    sign_in(&world.server, "amira").await;
    eventually(async || world.server.log().contains("trying again in").then_some(())).await;
    eventually(async || {
        world
            .server
            .log()
            .contains("told Codat the page's origin")
            .then_some(())
    })
    .await;
}

#[tokio::test]
async fn an_origin_that_codat_knows_is_not_written_again() {
    let sandbox = Sandbox::start().await.unwrap();
    let origin = "https://app.bank-of-dave.com";
    let known = ConnectionManagementAllowedOrigins::new([origin]);
    sandbox
        .client()
        .unwrap()
        .set_cors_settings(&known)
        .await
        .unwrap();
    sandbox.take_requests();
    let users = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../examples/token_server/users.example.json"
    );
    let server = Server::start(&[
        ("CODAT_BASE_URL", sandbox.base_url()),
        ("CODAT_API_KEY", sandbox.api_key()),
        ("USERS_FILE", users),
        ("PUBLIC_ORIGIN", origin),
    ])
    .await;
    eventually(async || {
        server
            .log()
            .contains("Codat knows the page's origin")
            .then_some(())
    })
    .await;
    assert_eq!(sandbox.request_count(), 1);
    assert_eq!(sandbox.executed_writes(), 1);
}

#[cfg(unix)]
#[tokio::test]
async fn told_to_stop_it_lets_requests_end() {
    let mut world = World::start().await;
    let cookie = sign_in(&world.server, "amira").await;
    world.sandbox.set_fault(|request| match request.path() {
        "/corsSettings" => Fault::none(),
        _ => Fault::none().delay(Duration::from_secs(2)),
    });
    let (client, url) = (browser(), world.server.url("/api/token"));
    let pending = tokio::spawn(async move { client.get(url).header(COOKIE, cookie).send().await });
    eventually(async || (world.token_requests() > 0).then_some(())).await;
    world.server.terminate().await;
    assert_eq!(pending.await.unwrap().unwrap().status(), StatusCode::OK);
    assert!(world.server.ended().await.success());
    assert!(world.server.log().contains("stopped"));
}

#[tokio::test]
async fn it_says_what_is_wrong_with_its_settings() {
    for (variables, complaint) in [
        (&[("CODAT_API_KEY", "key")][..], "set PUBLIC_ORIGIN"),
        (
            &[("CODAT_API_KEY", "key"), ("PUBLIC_ORIGIN", ORIGIN)],
            "USERS_FILE",
        ),
        (
            &[
                ("CODAT_API_KEY", "key"),
                ("PUBLIC_ORIGIN", ORIGIN),
                ("USERS_FILE", "nowhere.json"),
            ],
            "nowhere.json can't be read",
        ),
        (&[("SESSION_IDLE", "0")], "SESSION_IDLE can't be"),
        // Too long for a clock.
        (
            &[("REQUEST_TIMEOUT", "18446744073709551615")],
            "REQUEST_TIMEOUT can't be",
        ),
        (
            &[("SANDBOX_TOKEN_LIFETIME", "86401")],
            "it is a number of seconds, at most 86400",
        ),
        (
            &[("PUBLIC_ORIGIN", "https://app.bank-of-dave.com/")],
            "without a path",
        ),
        (&[("ADDR", "here")], "ADDR can't be \"here\""),
        (&[("ADDR", "0.0.0.0:0")], "PUBLIC_ORIGIN"),
        (
            &[("PUBLIC_ORIGIN", "https://app.bank-of-dave.com/path")],
            "PUBLIC_ORIGIN can't be",
        ),
    ] {
        let mut server = Server::spawn(variables).await;
        assert!(!server.ended().await.success());
        assert!(
            server.log().contains(complaint),
            "{complaint}: {}",
            server.log()
        );
    }
}

/// Asks until there is an answer, for ten seconds.
pub(crate) async fn eventually<T>(ask: impl AsyncFn() -> Option<T>) -> T {
    for _ in 0..200 {
        if let Some(answer) = ask().await {
            return answer;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it didn't happen within ten seconds");
}
