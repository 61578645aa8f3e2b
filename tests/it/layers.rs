//! `tower` layers around each attempt.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use codat_client::layer::{Attempt, AttemptService, BoxError};
use codat_client::sandbox::{Fault, Reply};
use codat_client::{Bytes, Error, HeaderMap, HeaderValue, Method, StatusCode};
use http::{Request, Response};
use serde_json::json;
use tower::layer::layer_fn;
use tower::limit::ConcurrencyLimitLayer;
use tower::timeout::TimeoutLayer;
use tower::util::{MapRequestLayer, MapResponseLayer};
use tower::{ServiceExt as _, service_fn};

use crate::support::{Filter, Probe, quick_retries, sandbox};

#[tokio::test]
async fn a_layer_sees_every_attempt_and_its_endpoint_but_not_the_key() {
    type Seen = (&'static str, &'static str, u32, bool, Option<StatusCode>);

    let sandbox = sandbox().await;
    let seen = Arc::new(Mutex::new(Vec::<Seen>::new()));
    let record = Arc::clone(&seen);
    let recording = layer_fn(move |inner: AttemptService| {
        let record = Arc::clone(&record);
        service_fn(move |request: Request<Bytes>| {
            let (record, inner) = (Arc::clone(&record), inner.clone());
            async move {
                let attempt = request.extensions().get::<Attempt>().unwrap().clone();
                assert!(attempt.time_left() > Duration::ZERO);
                let has_key = request.headers().contains_key("authorization");
                let outcome = inner.oneshot(request).await;
                let endpoint = attempt.endpoint();
                record.lock().unwrap().push((
                    endpoint.name(),
                    endpoint.template(),
                    attempt.number(),
                    has_key,
                    outcome.as_ref().ok().map(Response::status),
                ));
                outcome
            }
        })
    });
    let codat = sandbox
        .client_builder()
        .retries(quick_retries())
        .layer(recording)
        .build()
        .unwrap();
    sandbox.script([Fault::status(500), Fault::close()]);
    let response = codat.get_probe("1").with_response().await.unwrap();
    assert_eq!(response.attempts(), 3);
    let template = "/probe/{id}";
    assert_eq!(
        *seen.lock().unwrap(),
        [
            (
                "get_probe",
                template,
                1,
                false,
                Some(StatusCode::INTERNAL_SERVER_ERROR)
            ),
            ("get_probe", template, 2, false, None),
            ("get_probe", template, 3, false, Some(StatusCode::OK)),
        ]
    );
}

#[tokio::test]
async fn layers_change_requests_and_answers_the_first_outermost() {
    let sandbox = sandbox().await;
    let append = |value: &'static str| {
        MapRequestLayer::new(move |mut request: Request<Bytes>| {
            let headers = request.headers_mut();
            headers.append("x-layer", HeaderValue::from_static(value));
            request
        })
    };
    let answer = MapResponseLayer::new(|response: Response<Bytes>| {
        let (parts, _) = response.into_parts();
        Response::from_parts(parts, Bytes::from_static(br#""from a layer""#))
    });
    let codat = sandbox
        .client_builder()
        .layer(append("outer"))
        .layer(append("inner"))
        .layer(answer)
        .build()
        .unwrap();
    assert_eq!(codat.get_probe("1").await.unwrap(), "from a layer");
    let requests = sandbox.take_requests();
    let values: Vec<_> = requests[0].headers().get_all("x-layer").iter().collect();
    assert_eq!(values, ["outer", "inner"]);
    // The key was added inside them.
    assert!(requests[0].headers().contains_key("authorization"));
}

#[tokio::test]
async fn an_attempt_shows_nothing_of_its_url() {
    let sandbox = sandbox().await;
    let shown = Arc::new(Mutex::new(String::new()));
    let show = Arc::clone(&shown);
    let showing = MapRequestLayer::new(move |request: Request<Bytes>| {
        let attempt = request.extensions().get::<Attempt>();
        *show.lock().unwrap() = format!("{:?}", attempt.unwrap());
        request
    });
    let codat = sandbox.client_builder().layer(showing).build().unwrap();
    let filter = Filter::default();
    let call = codat.search("confidential", None, &[], &filter);
    call.await.unwrap();
    let shown = shown.lock().unwrap();
    assert!(
        shown.starts_with(r#"Attempt { endpoint: "search", number: 1, time_left: "#),
        "{shown}"
    );
    assert!(!shown.contains("confidential"), "{shown}");
}

#[tokio::test]
async fn a_layer_may_authenticate_differently() {
    let sandbox = sandbox().await;
    let wrong = MapRequestLayer::new(|mut request: Request<Bytes>| {
        let headers = request.headers_mut();
        headers.insert("authorization", HeaderValue::from_static("Basic d3Jvbmc="));
        request
    });
    let codat = sandbox.client_builder().layer(wrong).build().unwrap();
    assert!(codat.get_probe("1").await.unwrap_err().is_unauthorized());
}

#[tokio::test]
async fn towers_own_limit_of_concurrency_holds() {
    let sandbox = sandbox().await;
    let [now, most] = [(); 2].map(|()| Arc::new(AtomicUsize::new(0)));
    let (running, peak) = (Arc::clone(&now), Arc::clone(&most));
    // Inside of the limit, something that counts.
    let counting = layer_fn(move |inner: AttemptService| {
        let (running, peak) = (Arc::clone(&running), Arc::clone(&peak));
        service_fn(move |request: Request<Bytes>| {
            let (running, peak, inner) = (Arc::clone(&running), Arc::clone(&peak), inner.clone());
            async move {
                peak.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                let outcome = inner.oneshot(request).await;
                running.fetch_sub(1, Ordering::SeqCst);
                outcome
            }
        })
    });
    let codat = sandbox
        .client_builder()
        .layer(ConcurrencyLimitLayer::new(3))
        .layer(counting)
        .build()
        .unwrap();
    sandbox.set_fault(|_| Fault::none().delay(Duration::from_millis(5)));
    let calls: Vec<_> = (0..20)
        .map(|_| tokio::spawn(codat.get_probe("1").into_future()))
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(most.load(Ordering::SeqCst), 3);
    assert_eq!(now.load(Ordering::SeqCst), 0);
}

#[tokio::test(start_paused = true)]
async fn waiting_in_a_layer_counts_towards_the_attempt() {
    let sandbox = sandbox().await;
    let codat = sandbox
        .client_builder()
        .layer(ConcurrencyLimitLayer::new(1))
        .build()
        .unwrap();
    sandbox.set_fault(|_| Fault::none().delay(Duration::from_secs(20)));
    let first = tokio::spawn(codat.get_probe("1").into_future());
    tokio::task::yield_now().await;
    let error = codat
        .get_probe("1")
        .timeout(Duration::from_secs(3))
        .await
        .unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    first.await.unwrap().unwrap();
    assert_eq!(sandbox.request_count(), 1);
}

#[tokio::test]
async fn a_layers_own_failure_ends_the_call() {
    let sandbox = sandbox().await;
    let failing = layer_fn(|_: AttemptService| {
        service_fn(|_: Request<Bytes>| async { Err::<Response<Bytes>, BoxError>("no".into()) })
    });
    let codat = sandbox.client_builder().layer(failing).build().unwrap();
    let error = codat.get_probe("1").await.unwrap_err();
    assert!(matches!(error, Error::Layer(_)), "{error:?}");
    assert_eq!(error.to_string(), "GET /probe/{id}: a layer failed");
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "no");
    assert!(!error.is_retryable());
    assert_eq!((error.attempts(), sandbox.request_count()), (1, 0));

    // One of tower's, which passes on what happens inside.
    let codat = sandbox
        .client_builder()
        .layer(TimeoutLayer::new(Duration::from_secs(30)))
        .build()
        .unwrap();
    sandbox.script([Fault::status(404)]);
    assert!(codat.get_probe("1").await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn a_layer_can_not_undo_what_the_client_holds_to() {
    let sandbox = sandbox().await;
    let elsewhere = |change: fn(&mut Request<Bytes>)| {
        let layer = MapRequestLayer::new(move |mut request: Request<Bytes>| {
            change(&mut request);
            request
        });
        sandbox.client_builder().layer(layer).build().unwrap()
    };
    for (change, problem) in [
        (
            (|request: &mut Request<Bytes>| {
                *request.uri_mut() = "http://127.0.0.1:9/probe/1".parse().unwrap();
            }) as fn(&mut Request<Bytes>),
            "method or origin",
        ),
        (
            |request| *request.method_mut() = Method::DELETE,
            "method or origin",
        ),
        (
            |request| {
                request.extensions_mut().clear();
            },
            "`Attempt`",
        ),
    ] {
        let error = elsewhere(change).get_probe("1").await.unwrap_err();
        let source = std::error::Error::source(&error).unwrap().to_string();
        assert!(source.contains(problem), "{source}");
    }
    assert_eq!(sandbox.request_count(), 0);

    for (change, problem) in [
        (
            (|headers: &mut HeaderMap| {
                headers.remove("idempotency-key");
            }) as fn(&mut HeaderMap),
            "`Idempotency-Key`",
        ),
        (
            |headers| {
                let another = HeaderValue::from_static("another");
                headers.append("idempotency-key", another);
            },
            "`Idempotency-Key`",
        ),
        (|headers| set(headers, "host"), "`host`"),
        (|headers| set(headers, "connection"), "`connection`"),
        (|headers| set(headers, "content-length"), "`content-length`"),
        (
            |headers| set(headers, "transfer-encoding"),
            "`transfer-encoding`",
        ),
    ] {
        let layer = MapRequestLayer::new(move |mut request: Request<Bytes>| {
            change(request.headers_mut());
            request
        });
        let codat = sandbox.client_builder().layer(layer).build().unwrap();
        let error = codat.post_probe(&json!({})).await.unwrap_err();
        assert!(matches!(error, Error::Layer(_)), "{error:?}");
        let source = std::error::Error::source(&error).unwrap().to_string();
        assert!(source.contains(problem), "{source}");
    }
    assert_eq!(sandbox.request_count(), 0);

    // Another path of the same origin is the program's own business.
    sandbox.mount(Method::GET, "/other", |_| Reply::json(200, json!("other")));
    let codat = elsewhere(|request| {
        let uri = request.uri().to_string().replace("/probe/1", "/other");
        *request.uri_mut() = uri.parse().unwrap();
    });
    assert_eq!(codat.get_probe("1").await.unwrap(), "other");
}

fn set(headers: &mut HeaderMap, name: &'static str) {
    headers.insert(name, HeaderValue::from_static("1"));
}
