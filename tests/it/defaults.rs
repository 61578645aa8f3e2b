//! The documented defaults: those of a client of which nothing is set.

use std::time::Duration;

use codat_client::body::Raw;
use codat_client::sandbox::{Fault, Reply};
use codat_client::{Call, Client, ClientBuilder, Credentials, Error, HasClient, codat_endpoint};
use tokio::time::{Instant, pause};

use crate::support::raw_server::{Answer, RawServer};
use crate::support::unanswered::Unanswered;
use crate::support::{Probe, sandbox};

trait Files: HasClient {
    #[codat_endpoint(GET, "/probe/file")]
    fn get_file(&self) -> Call<Raw>;
}

impl Files for Client {}

#[tokio::test]
async fn a_time_of_zero_is_refused() {
    type Set = fn(ClientBuilder, Duration) -> ClientBuilder;
    let settings: [(&str, Set); 3] = [
        ("timeout", ClientBuilder::timeout),
        ("attempt_timeout", ClientBuilder::attempt_timeout),
        ("connect_timeout", ClientBuilder::connect_timeout),
    ];
    for (name, set) in settings {
        let error = set(builder("https://a"), Duration::ZERO)
            .build()
            .unwrap_err();
        let expected = format!("can't build the client: `{name}` is zero");
        assert_eq!(error.to_string(), expected);
        set(builder("https://a"), Duration::from_nanos(1))
            .build()
            .unwrap();
    }

    let call = || Client::offline().get_probe("1");
    for call in [
        call().timeout(Duration::ZERO),
        call().attempt_timeout(Duration::ZERO),
    ] {
        let error = call.await.unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{error:?}");
        assert!(
            error.to_string().contains("its time-out is zero"),
            "{error}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_has_60_s_and_each_of_its_attempts_30_s() {
    let server = RawServer::start(vec![Answer::Stall(Vec::new())]).await;
    let codat = builder(server.url()).build().unwrap();
    let start = Instant::now();
    let call = tokio::spawn(codat.get_probe("1"));
    let until = |seconds| tokio::time::sleep_until(start + Duration::from_secs(seconds));

    until(29).await;
    assert_eq!(server.request_count(), 1);
    // The first wait between attempts is less than a second.
    until(31).await;
    assert_eq!(server.request_count(), 2);
    let error = call.await.unwrap().unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    assert_eq!(error.attempts(), 2);
    assert_eq!(start.elapsed().as_secs(), 60);
}

#[tokio::test]
#[cfg_attr(
    not(target_os = "linux"),
    ignore = "it needs a listener that lets connections wait"
)]
async fn a_connection_has_10_s_to_be_made() {
    let unanswered = Unanswered::start().await;
    pause();
    let client = |builder: ClientBuilder| {
        let builder = builder.retries(codat_client::RetryConfig::none());
        builder.build().unwrap()
    };
    let default = || builder(&unanswered.url());
    let three_seconds = Duration::from_secs(3);
    for (codat, seconds) in [
        (client(default()), 10),
        (client(default().connect_timeout(three_seconds)), 3),
    ] {
        let start = Instant::now();
        let error = codat.get_probe("1").await.unwrap_err();
        let Error::Connection(connection) = &error else {
            panic!("{error:?}");
        };
        assert!(connection.is_connect(), "{error:?}");
        assert_eq!(start.elapsed().as_secs(), seconds);
    }
}

#[tokio::test]
async fn a_body_may_be_as_large_as_16_mib() {
    const LARGEST: usize = 16 * 1024 * 1024;

    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    let answer = |length| Fault::reply(Reply::new(200).body("text/plain", vec![b' '; length]));
    sandbox.script([answer(LARGEST), answer(LARGEST + 1)]);
    assert_eq!(codat.get_file().await.unwrap().bytes().len(), LARGEST);
    let error = codat.get_file().await.unwrap_err();
    assert!(matches!(error, Error::BodyTooLarge(_)), "{error:?}");
}

fn builder(url: &str) -> ClientBuilder {
    let builder = Client::builder().credentials(Credentials::api_key("abc"));
    builder.base_url(url)
}
