//! What an error says of whether the request may have been executed, for all attempts of its call.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use codat_client::error::ConnectionError;
use codat_client::layer::{Attempt, AttemptService, BoxError};
use codat_client::sandbox::{Fault, Reply};
use codat_client::{
    Backoff, Bytes, Call, Client, Credentials, Error, HasClient, RetryConfig, Uuid, codat_endpoint,
};
use http::{Request, Response};
use serde_json::json;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpListener;
use tokio::time::Instant;
use tower::layer::layer_fn;
use tower::{ServiceExt as _, service_fn};

use crate::support::raw_server::{Answer, RawServer, refusing};
use crate::support::{Probe, quick_retries, sandbox};

trait Numbers: HasClient {
    #[codat_endpoint(POST, "/probe")]
    fn post_number(&self) -> Call<u8>;
}

impl Numbers for Client {}

fn client(url: &str) -> Client {
    Client::builder()
        .base_url(url)
        .credentials(Credentials::api_key("abc"))
        .retries(three_attempts())
        .build()
        .unwrap()
}

fn three_attempts() -> Backoff {
    Backoff::new()
        .initial_interval(Duration::from_millis(1))
        .max_attempts(3)
}

#[tokio::test]
async fn a_refusal_is_no_execution() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    for (status, may_have_been) in [
        (302, true),
        (400, false),
        (401, false),
        (404, false),
        (408, true),
        (409, false),
        (429, false),
        (500, true),
        (503, true),
    ] {
        sandbox.script([Fault::status(status)]);
        let call = codat.post_probe(&json!({})).retries(RetryConfig::none());
        let error = call.await.unwrap_err();
        assert_eq!(error.may_have_been_executed(), may_have_been, "{status}");
        let sent = sandbox.take_requests()[0]
            .header("idempotency-key")
            .map(str::to_owned);
        assert_eq!(error.idempotency_key().map(|key| key.to_string()), sent);
    }
    sandbox.script([Fault::status(500)]);
    let read = codat.get_probe("1").retries(RetryConfig::none());
    assert_eq!(read.await.unwrap_err().idempotency_key(), None);
}

#[tokio::test]
async fn what_was_never_sent_was_not_executed() {
    let (_socket, url) = refusing();
    let error = client(&url).post_probe(&json!({})).await.unwrap_err();
    assert!(error.is_connect() && !error.may_have_been_executed());
    assert_eq!(error.attempts(), 3);
    assert!(error.idempotency_key().is_some());

    let codat = client(&url);
    let late = codat.post_probe(&json!({})).timeout(Duration::ZERO);
    let error = late.await.unwrap_err();
    assert!(!error.may_have_been_executed());
    assert_eq!(error.idempotency_key(), None);

    let error = codat.get_probe("..").await.unwrap_err();
    assert!(!error.may_have_been_executed());
    assert_eq!(error.idempotency_key(), None);

    let stuck = Credentials::provider(|| async {
        tokio::time::sleep(Duration::from_secs(60)).await;
        Ok::<_, std::io::Error>("abc".into())
    });
    let builder = Client::builder().base_url(url).credentials(stuck);
    let codat = builder.build().unwrap();
    let late = codat
        .post_probe(&json!({}))
        .timeout(Duration::from_millis(10));
    let error = late.await.unwrap_err();
    assert!(error.is_timeout() && !error.may_have_been_executed());
}

#[tokio::test]
async fn a_success_that_can_not_be_used_was_executed() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    let error = codat.post_number().await.unwrap_err();
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
    assert!(error.may_have_been_executed());
    let sent = sandbox.take_requests()[0]
        .header("idempotency-key")
        .map(str::to_owned);
    assert_eq!(error.idempotency_key().map(|key| key.to_string()), sent);

    let small = sandbox.client_builder().max_response_size(1);
    let error = small.build().unwrap().post_number().await.unwrap_err();
    assert!(matches!(error, Error::BodyTooLarge(_)), "{error:?}");
    assert!(error.may_have_been_executed());
}

/// The first attempt is executed and its answer lost; then nobody listens any more.
#[tokio::test]
async fn a_refused_repeat_does_not_hide_that_the_first_attempt_came_through() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        drop(listener);
        let _ = stream.read(&mut [0; 4096]).await.unwrap();
    });
    let key = Uuid::from_u128(7);
    let codat = client(&url);
    let call = codat.post_probe(&json!({})).idempotency_key(key);
    let error = call.await.unwrap_err();
    server.await.unwrap();
    assert!(error.is_connect(), "{error:?}");
    assert_eq!(error.attempts(), 3);
    let earlier = error.earlier().unwrap();
    assert!(earlier.is_connect());
    assert!(earlier.earlier().is_none(), "only one is kept");
    assert!(error.may_have_been_executed());
    assert_eq!(error.idempotency_key(), Some(key));
}

#[tokio::test]
async fn refusals_do_not_hide_it_either() {
    let throttled = Answer::whole("HTTP/1.1 429 Too Many Requests", "{}");
    let server = RawServer::start(vec![Answer::Close, throttled]).await;
    let error = client(server.url())
        .post_probe(&json!({}))
        .await
        .unwrap_err();
    assert!(error.is_rate_limited());
    assert_eq!(error.attempts(), 3);
    assert!(error.earlier().unwrap().is_rate_limited());
    assert!(error.may_have_been_executed());
}

/// A layer may keep the error of an attempt.
#[tokio::test]
async fn an_error_that_somebody_else_holds_is_told_all_the_same() {
    let kept = Arc::new(Mutex::new(Vec::new()));
    let keep = Arc::clone(&kept);
    let keeping = layer_fn(move |inner: AttemptService| {
        let keep = Arc::clone(&keep);
        service_fn(move |request: Request<Bytes>| {
            let (keep, inner) = (Arc::clone(&keep), inner.clone());
            async move {
                let outcome: Result<Response<Bytes>, BoxError> = inner.oneshot(request).await;
                if let Err(error) = &outcome {
                    let error = error.downcast_ref::<Error>().unwrap();
                    keep.lock().unwrap().push(error.clone());
                }
                outcome
            }
        })
    });
    let sandbox = sandbox().await;
    let builder = sandbox.client_builder().retries(three_attempts());
    let codat = builder.layer(keeping).build().unwrap();
    sandbox.set_fault(|_| Fault::close());
    let error = codat.post_probe(&json!({})).await.unwrap_err();
    assert_eq!(error.attempts(), 3);
    assert!(error.may_have_been_executed() && error.idempotency_key().is_some());
    assert_eq!(kept.lock().unwrap().len(), 3);
}

/// Its error tells of another call.
#[tokio::test]
async fn an_error_of_another_call_is_its_layers() {
    let (_socket, url) = refusing();
    let kept = client(&url).post_probe(&json!({})).await.unwrap_err();
    assert!(kept.is_connect() && !kept.may_have_been_executed());

    let breaking = layer_fn(move |inner: AttemptService| {
        let kept = kept.clone();
        service_fn(move |request: Request<Bytes>| {
            let (kept, inner) = (kept.clone(), inner.clone());
            async move {
                let attempt = request.extensions().get::<Attempt>().unwrap().number();
                match attempt {
                    1 => inner.oneshot(request).await,
                    _ => Err(BoxError::from(kept)),
                }
            }
        })
    });
    let sandbox = sandbox().await;
    let builder = sandbox.client_builder().retries(three_attempts());
    let codat = builder.layer(breaking).build().unwrap();
    sandbox.script([Fault::none().lose_response()]);
    let error = codat.post_probe(&json!({})).await.unwrap_err();
    assert_eq!(sandbox.executed_writes(), 1);
    assert!(error.may_have_been_executed());
    assert_eq!(error.attempts(), 3);
    assert!(matches!(error, Error::Layer(_)), "{error:?}");
}

#[tokio::test]
async fn a_layers_own_failure_rules_nothing_out() {
    let failing = layer_fn(|_: AttemptService| {
        service_fn(|_: Request<Bytes>| async { Err::<Response<Bytes>, BoxError>("no".into()) })
    });
    let sandbox = sandbox().await;
    let codat = sandbox.client_builder().layer(failing).build().unwrap();
    let error = codat.post_probe(&json!({})).await.unwrap_err();
    assert!(error.may_have_been_executed());
}

/// Nothing was sent at first, so nothing of this call can hold the key.
#[tokio::test]
async fn a_conflict_after_a_refused_connection_is_an_answer() {
    let (socket, url) = refusing();
    let server = Arc::new(Mutex::new((Some(socket), None)));
    let started = Arc::clone(&server);
    let listening = tower::util::MapRequestLayer::new(move |request: Request<Bytes>| {
        let attempt = request.extensions().get::<Attempt>();
        let (socket, server) = &mut *started.lock().unwrap();
        if attempt.unwrap().number() == 2 {
            let listener = socket.take().unwrap().listen(16).unwrap();
            let conflict = Answer::whole("HTTP/1.1 409 Conflict", "{}");
            *server = Some(RawServer::start_on(listener, vec![conflict], None));
        }
        request
    });
    let codat = Client::builder()
        .base_url(url)
        .credentials(Credentials::api_key("abc"))
        .retries(quick_retries())
        .layer(listening)
        .build()
        .unwrap();
    let error = codat.post_probe(&json!({})).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 409);
    assert_eq!(error.attempts(), 2);
    assert!(!error.may_have_been_executed());
}

/// Whatever holds a repeat back, it isn't sent when Codat may have forgotten its key.
#[tokio::test(start_paused = true)]
async fn a_repeat_of_a_cut_off_write_ends_before_its_key_does() {
    let sandbox = sandbox().await;
    let asked = std::sync::atomic::AtomicU32::new(0);
    let key = sandbox.api_key().to_owned();
    let credentials = Credentials::provider(move || {
        let first = asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 0;
        let key = key.clone();
        async move {
            if !first {
                tokio::time::sleep(Duration::from_secs(100 * 60)).await;
            }
            Ok::<_, std::io::Error>(key.into())
        }
    });
    let builder = sandbox.client_builder().credentials(credentials);
    let codat = builder.build().unwrap();
    sandbox.script([Fault::none().lose_response()]);
    let start = Instant::now();
    let call = codat
        .post_probe(&json!({}))
        .timeout(Duration::from_secs(3 * 3600));
    let error = call.await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    assert!(error.may_have_been_executed());
    assert_eq!(start.elapsed().as_secs(), 85 * 60);
    assert_eq!(sandbox.request_count(), 1);

    // A call whose first attempt is held back has nothing to lose.
    let response = codat
        .post_probe(&json!({}))
        .timeout(Duration::from_secs(3 * 3600));
    assert_eq!(response.with_response().await.unwrap().attempts(), 1);
    sandbox.script([Reply::new(429).into()]);
    let response = codat
        .post_probe(&json!({}))
        .timeout(Duration::from_secs(6 * 3600));
    assert_eq!(response.with_response().await.unwrap().attempts(), 2);
}

/// What became of the key before isn't known to the call that repeats it.
#[tokio::test]
async fn a_refused_repeat_rules_nothing_out() {
    let sandbox = sandbox().await;
    let builder = sandbox.client_builder().retries(RetryConfig::none());
    let codat = builder.build().unwrap();
    sandbox.script([Fault::none().lose_response()]);
    let lost = codat.post_probe(&json!({})).await.unwrap_err();
    let key = lost.idempotency_key().unwrap();
    assert!(lost.may_have_been_executed());
    sandbox.script([Fault::status(429)]);
    let repeat = || codat.post_probe(&json!({})).idempotency_key(key);
    let error = repeat().await.unwrap_err();
    assert!(error.is_rate_limited() && error.may_have_been_executed());
    assert_eq!(error.idempotency_key(), Some(key));
    repeat().await.unwrap();
    assert_eq!(sandbox.executed_writes(), 1);

    // In progress, or refused before the key is looked at.
    for status in [401, 409] {
        sandbox.script([Fault::status(status)]);
        let call = codat.post_probe(&json!({})).idempotency_key(Uuid::new_v4());
        assert!(call.await.unwrap_err().may_have_been_executed(), "{status}");
    }
}

/// By the time of the first call, not of the repeat.
#[tokio::test(start_paused = true)]
async fn a_repeat_ends_before_its_key_does() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    let minutes = |minutes: u64| Duration::from_secs(minutes * 60);
    let key = Uuid::new_v4();
    let repeat = |age| {
        codat
            .post_probe(&json!({}))
            .idempotency_key_since(key, SystemTime::now() - minutes(age))
            .timeout(minutes(30))
    };
    sandbox.set_fault(|_| Fault::none().delay(Duration::from_secs(3600)));
    let start = Instant::now();
    let error = repeat(80).await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    let took = start.elapsed();
    assert!(took > minutes(4) && took <= minutes(5), "{took:?}");

    // A refusal is no reason to go on past its end.
    sandbox.set_fault(|_| Fault::status(429).retry_after("360"));
    let start = Instant::now();
    let error = repeat(80).await.unwrap_err();
    assert!(error.is_rate_limited(), "{error:?}");
    assert!(start.elapsed() < minutes(1));

    let sent = sandbox.request_count();
    let error = repeat(85).await.unwrap_err();
    assert!(
        matches!(&error, Error::Request(error) if error.is_key_expired()),
        "{error:?}"
    );
    assert!(error.to_string().contains("85 minutes ago"), "{error}");
    assert!(error.may_have_been_executed());
    assert_eq!((error.attempts(), error.idempotency_key()), (0, Some(key)));
    assert_eq!(sandbox.request_count(), sent);

    // A key whose age isn't told counts from the call.
    sandbox.set_fault(|_| Fault::status(429).retry_after("5400"));
    let call = codat.post_probe(&json!({})).idempotency_key(key);
    let error = call.timeout(minutes(180)).await.unwrap_err();
    assert_eq!(error.attempts(), 1, "{error:?}");

    let call = codat.post_probe(&json!({})).header("Host", "elsewhere");
    let error = call.await.unwrap_err();
    assert!(
        matches!(&error, Error::Request(error) if !error.is_key_expired()),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_fakes_error_has_the_key_that_its_call_was_given() {
    let key = Uuid::new_v4();
    let call: Call<()> = Call::ready(Err(ConnectionError::refused().into()));
    let error = call.idempotency_key(key).await.unwrap_err();
    assert_eq!(error.idempotency_key(), Some(key));
    assert!(error.may_have_been_executed());
    let call: Call<()> = Call::ready(Err(ConnectionError::refused().into()));
    let error = call.await.unwrap_err();
    assert_eq!(error.idempotency_key(), None);
    assert!(!error.may_have_been_executed());
}
