//! What an attacker tries, without a browser.

use std::time::Duration;

use codat_client::api::Connections as _;
use codat_client::models::CreateConnection;
use codat_client::sandbox::{Fault, RecordedRequest};
use reqwest::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, RETRY_AFTER, SET_COOKIE};
use reqwest::{Response, StatusCode};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::http::{browser, get, sign_in};
use crate::server::Server;
use crate::world::World;

/// As the proxy in front of the server passes it on, for a browser at this address.
async fn try_password(server: &Server, name: &str, password: &str, address: &str) -> Response {
    browser()
        .post(server.url("/sign-in"))
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        // The first was sent by the browser: it may claim anything.
        .header("X-Forwarded-For", format!("192.0.2.1, {address}"))
        .body(format!("name={name}&password={password}"))
        .send()
        .await
        .unwrap()
}

async fn behind_a_proxy() -> Server {
    Server::start(&[("PUBLIC_ORIGIN", "https://app.bank-of-dave.com")]).await
}

#[tokio::test]
async fn guessing_is_throttled_for_a_user_at_an_address() {
    let server = behind_a_proxy().await;
    let attempt = async |name, password, address| {
        let response = try_password(&server, name, password, address).await;
        response.status()
    };
    for _ in 0..10 {
        let status = attempt("amira", "wrong", "198.51.100.1").await;
        assert_eq!(status, StatusCode::FORBIDDEN);
    }
    // Not even the right one is tried now, and the page says why.
    let response = try_password(&server, "amira", "demo", "198.51.100.1").await;
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(response.headers()[RETRY_AFTER], "300");
    assert!(!response.headers().contains_key(SET_COOKIE));
    let page = response.text().await.unwrap();
    assert!(page.contains("Too many attempts"), "{page}");
    // Others aren't kept out, and neither is the user elsewhere.
    for (name, address) in [("tom", "198.51.100.1"), ("amira", "198.51.100.2")] {
        let status = attempt(name, "demo", address).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{name}");
    }
}

#[tokio::test]
async fn an_address_is_one_however_a_proxy_writes_it() {
    let server = behind_a_proxy().await;
    for (same, of) in [
        (
            ["198.51.100.1", "198.51.100.1:5000", "::ffff:198.51.100.1"],
            10,
        ),
        (
            ["2001:db8::1", "[2001:db8::2]:5000", "2001:db8:0:0:ffff::"],
            10,
        ),
    ] {
        for number in 0..=of {
            let response = try_password(&server, "amira", "wrong", same[number % 3]).await;
            let is_throttled = response.status() == StatusCode::TOO_MANY_REQUESTS;
            assert_eq!(is_throttled, number == of, "{number} of {same:?}");
        }
    }
}

/// What is right doesn't count, however often.
#[tokio::test]
async fn signing_in_is_not_throttled() {
    let server = behind_a_proxy().await;
    for _ in 0..15 {
        let response = try_password(&server, "amira", "demo", "198.51.100.1").await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
    }
}

/// With a new name each time, or from a new address, all at once: no more than the limit is compared.
#[tokio::test]
async fn guessing_is_throttled_for_an_address_and_for_a_user() {
    let server = behind_a_proxy().await;
    for is_by_address in [true, false] {
        let mut attempts = JoinSet::new();
        for number in 0..70 {
            let url = server.url("/sign-in");
            let (name, address) = if is_by_address {
                (format!("user{number}"), "198.51.100.1".to_owned())
            } else {
                ("amira".to_owned(), format!("203.0.113.{number}"))
            };
            let request = browser()
                .post(url)
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header("X-Forwarded-For", address)
                .body(format!("name={name}&password=wrong"));
            attempts.spawn(async move { request.send().await.unwrap().status() });
        }
        let refused = attempts.join_all().await.into_iter();
        let compared = refused.filter(|status| *status == StatusCode::FORBIDDEN);
        assert_eq!(compared.count(), 50, "by address: {is_by_address}");
    }
}

/// Whoever knows a user's name could keep them out otherwise, by a few wrong passwords from some addresses.
#[tokio::test]
async fn guesses_from_elsewhere_do_not_keep_a_user_out() {
    let server = behind_a_proxy().await;
    let attempt = async |password, address: &str| {
        let response = try_password(&server, "amira", password, address).await;
        response.status()
    };
    let home = "198.51.100.1";
    assert_eq!(attempt("demo", home).await, StatusCode::SEE_OTHER);
    for number in 0..50 {
        let status = attempt("wrong", &format!("203.0.113.{number}")).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
    }
    assert_eq!(attempt("demo", home).await, StatusCode::SEE_OTHER);
    // Nobody else can sign in as her, and at her own address only a few passwords are tried.
    let status = attempt("demo", "203.0.113.99").await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    for _ in 0..10 {
        assert_eq!(attempt("wrong", home).await, StatusCode::FORBIDDEN);
    }
    assert_eq!(attempt("demo", home).await, StatusCode::TOO_MANY_REQUESTS);
}

/// Each comparison takes 19 MiB.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn memory_is_flat_under_a_flood_of_wrong_passwords() {
    let server = behind_a_proxy().await;
    let mut attempts = JoinSet::new();
    for number in 0..60 {
        let request = browser()
            .post(server.url("/sign-in"))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("X-Forwarded-For", format!("2001:db8:0:{number}::1"))
            .body(format!("name=user{number}&password=wrong"));
        attempts.spawn(async move { request.send().await.unwrap().status() });
    }
    for status in attempts.join_all().await {
        assert_eq!(status, StatusCode::FORBIDDEN);
    }
    let peak = server.peak_memory() / (1024 * 1024);
    assert!(peak < 100, "{peak} MiB");
}

#[tokio::test]
async fn one_user_who_signs_in_again_and_again_signs_nobody_else_out() {
    let world = World::start().await;
    let tom = sign_in(&world.server, "tom").await;
    let mut cookies = Vec::new();
    for _ in 0..25 {
        cookies.push(sign_in(&world.server, "amira").await);
    }
    let is_signed_in = async |cookie: &str| {
        let response = get(&world.server, "/api/session", cookie).await;
        response.status() == StatusCode::OK
    };
    assert!(is_signed_in(&tom).await);
    // Her own oldest sessions have ended.
    for (number, cookie) in cookies.iter().enumerate() {
        assert_eq!(is_signed_in(cookie).await, number >= 5, "{number}");
    }
}

#[tokio::test]
async fn a_request_for_another_host_is_refused() {
    let server = behind_a_proxy().await;
    let bound = server.origin().strip_prefix("http://").unwrap();
    let port = bound.split(':').nth(1).unwrap();
    let status = async |host: &str| {
        let request = browser().get(server.url("/sign-in")).header(HOST, host);
        request.send().await.unwrap().status()
    };
    // The public one, and this very machine, where a proxy may be that doesn't pass the host on.
    for host in [
        "app.bank-of-dave.com",
        "App.Bank-of-Dave.com",
        "app.bank-of-dave.com:443",
        bound,
        &format!("localhost:{port}"),
    ] {
        assert_eq!(status(host).await, StatusCode::OK, "{host}");
    }
    // As when an attacker's name is pointed to this machine, so that their page is of the same origin.
    for host in [
        "evil.example",
        &format!("evil.example:{port}"),
        "app.bank-of-dave.com.evil.example",
        "app.bank-of-dave.com:8080",
        "127.0.0.1:1",
    ] {
        assert_eq!(
            status(host).await,
            StatusCode::MISDIRECTED_REQUEST,
            "{host}"
        );
    }
    let mut none = TcpStream::connect(bound).await.unwrap();
    none.write_all(b"GET /sign-in HTTP/1.0\r\n\r\n")
        .await
        .unwrap();
    let mut response = String::new();
    none.read_to_string(&mut response).await.unwrap();
    assert!(response.starts_with("HTTP/1.0 421 "), "{response}");
}

#[tokio::test]
async fn browsers_are_told_to_stay_with_https() {
    let header = async |server: &Server| {
        let response = get(server, "/sign-in", "").await;
        let header = response.headers().get("strict-transport-security").cloned();
        header.map(|value| value.to_str().unwrap().to_owned())
    };
    let https = behind_a_proxy().await;
    assert_eq!(header(&https).await.unwrap(), "max-age=31536000");
    let http = Server::start(&[]).await;
    assert_eq!(header(&http).await, None);
}

#[tokio::test]
async fn a_public_origin_without_https_is_refused_unless_it_is_this_machine() {
    for origin in ["http://app.bank-of-dave.com", "http://192.0.2.1:3000"] {
        let mut server = Server::spawn(&[("PUBLIC_ORIGIN", origin)]).await;
        assert!(!server.ended().await.success());
        let log = server.log();
        assert!(
            log.contains("PUBLIC_ORIGIN must begin with https://"),
            "{log}"
        );
    }
    for origin in [
        "http://localhost:3000",
        "http://127.0.0.1",
        "http://[::1]:3000",
    ] {
        Server::start(&[("PUBLIC_ORIGIN", origin)]).await;
    }
}

#[tokio::test]
async fn the_log_has_the_path_of_a_request_and_not_its_query() {
    let server = Server::start(&[]).await;
    let response = get(&server, "/sign-in?name=amira&password=hunter2", "").await;
    assert_eq!(response.status(), StatusCode::OK);
    let log = server.log();
    assert!(
        log.contains("/sign-in") && !log.contains("hunter2"),
        "{log}"
    );
}

#[tokio::test]
async fn it_serves_though_nobody_reads_its_log() {
    let server = Server::with_closed_log(&[]).await;
    sign_in(&server, "amira").await;
}

/// Pages may ask as often as they like. The quota of Codat's requests is that of all companies.
#[tokio::test]
async fn codat_is_asked_for_a_companys_connections_once_however_often_pages_ask() {
    let world = World::start().await;
    let list_requests = || {
        let requests = world.sandbox.requests();
        let lists = requests.iter().filter(|request| {
            request.path().ends_with("/connections") && request.method() == "GET"
        });
        lists.count()
    };
    let codat = world.sandbox.client().unwrap();
    let xero = CreateConnection::new("gbol");
    codat.create_connection(world.repairs, &xero).await.unwrap();
    let tom = sign_in(&world.server, "tom").await;
    let mut attempts = JoinSet::new();
    for number in 0..100 {
        let (company, count) = [(world.cycles, 0), (world.repairs, 1)][number % 2];
        let path = format!("/api/connections?company_id={company}");
        let request = browser().get(world.server.url(&path)).header(COOKIE, &tom);
        attempts.spawn(async move {
            let list = request.send().await.unwrap().bytes().await.unwrap();
            let list: serde_json::Value = serde_json::from_slice(&list).unwrap();
            assert_eq!(list["connections"].as_array().unwrap().len(), count);
        });
    }
    attempts.join_all().await;
    assert_eq!(list_requests(), 2);

    // Nor is it asked again and again while it fails.
    let faulty = |request: &RecordedRequest| match request.path().ends_with("/connections") {
        true => Fault::status(402),
        false => Fault::none(),
    };
    world.sandbox.set_fault(faulty);
    let amira = sign_in(&world.server, "amira").await;
    for _ in 0..20 {
        let response = get(&world.server, "/api/connections", &amira).await;
        assert_eq!(response.status(), StatusCode::BAD_GATEWAY);
    }
    assert_eq!(list_requests(), 3);
}

#[tokio::test]
async fn half_a_request_is_not_waited_for() {
    let server = Server::start(&[("REQUEST_TIMEOUT", "1")]).await;
    let host = server.origin().strip_prefix("http://").unwrap();
    let head = format!("POST /sign-in HTTP/1.1\r\nHost: {host}\r\n");
    let form =
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nname=amira";
    for half in [
        String::new(),
        "GET /sig".to_owned(),
        head.clone(),
        head + form,
    ] {
        let mut connection = TcpStream::connect(host).await.unwrap();
        connection.write_all(half.as_bytes()).await.unwrap();
        let mut response = Vec::new();
        let closed = timeout(
            Duration::from_secs(15),
            connection.read_to_end(&mut response),
        );
        assert!(closed.await.is_ok(), "{half:?} is waited for");
    }
    // Another is served meanwhile and after.
    let response = get(&server, "/", "").await;
    assert_eq!(response.headers()[LOCATION], "/sign-in");
}
