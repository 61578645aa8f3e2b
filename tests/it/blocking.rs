//! Calls that a thread waits for: without a runtime, inside of one, and after one.

use std::error::Error as _;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::{Barrier, mpsc};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

use codat_client::Secret;
use codat_client::api::Companies;
use codat_client::foreign::reqwest::{self, redirect, retry};
use codat_client::sandbox::{Fault, Reply, Sandbox};
use codat_client::{Call, Client, Credentials, Error, Method, RateLimit, Result};
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};
use tower::util::MapRequestLayer;

use crate::support::another_process::{self, AnotherProcess};
use crate::support::logged::Logged;
use crate::support::{Probe, quick_retries};

/// A sandbox that no runtime of a test's can hold up.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::start_blocking().unwrap();
    sandbox.mount(Method::GET, "/probe/{id}", |_| Reply::json(200, json!({})));
    sandbox
}

/// A call with too little time to hide that it isn't driven.
fn probe(codat: &Client) -> Call<Value> {
    codat.get_probe("1").timeout(Duration::from_secs(10))
}

fn single_threaded() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

fn multi_threaded() -> Runtime {
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(1).enable_all().build().unwrap()
}

fn http_client() -> reqwest::Client {
    // Fails where another test of this process has done it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = reqwest::Client::builder().no_proxy();
    let builder = builder.redirect(redirect::Policy::none());
    builder.retry(retry::never()).build().unwrap()
}

#[test]
fn a_sandbox_started_without_a_runtime_names_the_way_to_start_it() {
    let mut start = pin!(Sandbox::start());
    let Poll::Ready(Err(error)) = start.as_mut().poll(&mut Context::from_waker(Waker::noop()))
    else {
        panic!("there is no runtime to start it on");
    };
    let expected = "no tokio runtime is running here; `Sandbox::start_blocking()`";
    assert!(error.to_string().starts_with(expected), "{error}");
}

#[test]
fn a_thread_without_a_runtime_can_wait() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let codat = sandbox.client().unwrap();
    let company = sandbox.company_id();
    let token = codat.get_company_access_token(company).wait().unwrap();
    assert_eq!(token.expires_in(), Duration::from_secs(86_400));

    sandbox.script([Fault::status(500), Fault::close()]);
    let call = codat
        .get_company_access_token(company)
        .retries(quick_retries());
    let response = call.with_response().wait().unwrap();
    assert_eq!((response.status().as_u16(), response.attempts()), (200, 3));

    sandbox.script([Fault::status(404)]);
    let error = codat.get_company_access_token(company).wait().unwrap_err();
    assert!(error.is_not_found());
    sandbox.script([Fault::reply(Reply::json(200, "no token"))]);
    let error = codat.get_company_access_token(company).wait().unwrap_err();
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
    sandbox.script([Fault::none().stall_body()]);
    let call = codat
        .get_company_access_token(company)
        .timeout(Duration::from_millis(50));
    assert!(call.wait().unwrap_err().is_timeout());
    let stats = codat.stats();
    assert_eq!((stats.calls(), stats.attempts()), (5, 7));
}

#[test]
fn a_provider_of_credentials_has_a_runtime_there() {
    let sandbox = sandbox();
    let key = sandbox.api_key().to_owned();
    let credentials = Credentials::provider(move || {
        let key = key.clone();
        async move {
            tokio::time::sleep(Duration::from_millis(1)).await;
            let read = tokio::task::spawn_blocking(|| Secret::from(key));
            read.await
        }
    });
    let builder = sandbox.client_builder().credentials(credentials);
    probe(&builder.build().unwrap()).wait().unwrap();
}

#[test]
fn what_was_settled_before_needs_no_thread() {
    assert_eq!(Call::ready(Ok(5)).wait().unwrap(), 5);
    let error = Client::offline().get_probe("1").wait().unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("it is for fakes, and sends nothing")
    );
    let error = Client::offline().get_probe("..").wait().unwrap_err();
    assert!(error.to_string().contains("`id`"), "{error}");
}

#[test]
fn waiting_works_inside_runtimes() {
    let sandbox = sandbox();
    let codat = sandbox.client().unwrap();
    single_threaded().block_on(async { probe(&codat).wait().unwrap() });

    // On the only worker.
    let runtime = multi_threaded();
    let call = probe(&codat);
    runtime.block_on(async { tokio::spawn(async { call.wait() }).await.unwrap().unwrap() });
    for runtime in [runtime, single_threaded()] {
        let call = probe(&codat);
        let waiting = runtime.spawn_blocking(|| call.wait());
        runtime.block_on(waiting).unwrap().unwrap();
    }
    assert_eq!(sandbox.request_count(), 4);
}

#[test]
fn a_client_can_be_awaited_and_waited_for_on_the_same_thread() {
    let sandbox = sandbox();
    let codat = sandbox.client().unwrap();
    single_threaded().block_on(async {
        for _ in 0..3 {
            // Leaves a connection in the pool which nobody drives while the thread waits.
            probe(&codat).await.unwrap();
            probe(&codat).wait().unwrap();
        }
    });
    assert_eq!(sandbox.request_count(), 6);
}

#[test]
fn a_client_survives_the_runtime_that_it_was_awaited_on() {
    let sandbox = sandbox();
    let codat = sandbox.client().unwrap();
    for _ in 0..2 {
        let runtime = multi_threaded();
        runtime.block_on(probe(&codat)).unwrap();
        drop(runtime);
        probe(&codat).wait().unwrap();
    }
    single_threaded().block_on(probe(&codat)).unwrap();
    assert_eq!(sandbox.request_count(), 5);
}

#[test]
fn many_threads_can_wait_at_once() {
    const THREADS: usize = 50;

    let sandbox = sandbox();
    let codat = sandbox.client().unwrap();
    let start = Barrier::new(THREADS);
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                start.wait();
                for _ in 0..4 {
                    probe(&codat).wait().unwrap();
                }
            });
        }
    });
    assert_eq!(sandbox.request_count(), 4 * THREADS);
    assert_eq!(codat.stats().succeeded(), 200);
    if cfg!(target_os = "linux") {
        let threads = std::fs::read_dir("/proc/self/task").unwrap();
        let names = threads.filter_map(|thread| {
            // Threads of other tests may end meanwhile.
            std::fs::read_to_string(thread.ok()?.path().join("comm")).ok()
        });
        assert_eq!(names.filter(|name| name == "codat-client\n").count(), 1);
    }
}

#[test]
fn a_destructor_can_wait_while_its_runtime_is_shut_down() {
    struct Farewell(Option<Call<Value>>, mpsc::Sender<Result<Value>>);

    impl Drop for Farewell {
        fn drop(&mut self) {
            let outcome = self.0.take().unwrap().wait();
            self.1.send(outcome).unwrap();
        }
    }

    let sandbox = sandbox();
    let codat = sandbox.client().unwrap();
    for runtime in [single_threaded(), multi_threaded()] {
        let (sender, outcome) = mpsc::channel();
        let farewell = Farewell(Some(probe(&codat)), sender);
        runtime.spawn(async move {
            let _farewell = farewell;
            std::future::pending::<()>().await;
        });
        runtime.block_on(tokio::task::yield_now());
        drop(runtime);
        outcome.recv().unwrap().unwrap();
    }
}

#[test]
fn a_ready_made_http_client_is_for_one_way_of_calling() {
    let sandbox = sandbox();
    let ready_made = http_client();
    let builder = || sandbox.client_builder().http_client(ready_made.clone());
    let error = probe(&builder().build().unwrap()).wait().unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    assert!(
        error
            .to_string()
            .contains("`ClientBuilder::blocking_http_client`"),
        "{error}"
    );
    assert_eq!(sandbox.request_count(), 0);

    let runtime = single_threaded();
    let own = builder()
        .blocking_http_client(http_client())
        .build()
        .unwrap();
    let same = builder()
        .blocking_http_client(ready_made.clone())
        .build()
        .unwrap();
    runtime.block_on(async {
        probe(&own).await.unwrap();
        probe(&own).wait().unwrap();
        // The trap that this is about: the pooled connection's task is on the runtime which is blocked here.
        let stuck = same
            .get_probe("1")
            .timeout(Duration::from_millis(200))
            .wait();
        assert!(stuck.unwrap_err().is_timeout());
    });
}

#[test]
fn what_would_wait_for_itself_is_refused() {
    let sandbox = sandbox();
    let inner = sandbox.client().unwrap();
    let credentials = Credentials::provider(move || {
        let outcome = probe(&inner).wait();
        async { outcome.map(|_| Secret::from("unreached")) }
    });
    let builder = sandbox.client_builder().credentials(credentials);
    let error = probe(&builder.build().unwrap()).wait().unwrap_err();
    assert!(matches!(error, Error::Credentials(_)), "{error:?}");
    let source = error.source().unwrap();
    assert_eq!(
        source.to_string(),
        "can't send the request of `get_probe`: a blocking call can't be made here"
    );
    let source = source.source().unwrap().to_string();
    assert!(
        source.contains("the thread on which blocking calls run"),
        "{source}"
    );
    assert_eq!(sandbox.request_count(), 0);
}

#[test]
fn a_call_that_was_polled_can_not_be_waited_for() {
    let sandbox = sandbox();
    let codat = sandbox.client().unwrap();
    let refused = |call: Call<Value>| {
        let error = call.wait().unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{error:?}");
        assert!(error.to_string().contains("it has been polled"), "{error}");
    };
    single_threaded().block_on(async {
        let mut call = probe(&codat);
        let pending = Pin::new(&mut call).poll(&mut Context::from_waker(Waker::noop()));
        assert!(pending.is_pending());
        refused(call);
        let mut call = probe(&codat);
        (&mut call).await.unwrap();
        refused(call);
        let mut ready = Call::ready(Ok(json!(1)));
        (&mut ready).await.unwrap();
        refused(ready);
    });
}

#[test]
fn a_panic_in_a_layer_comes_out_of_the_wait() {
    let sandbox = sandbox();
    let panics = MapRequestLayer::new(|request: http::Request<_>| {
        assert!(request.uri().path() != "/probe/1", "a layer's own");
        request
    });
    let codat = sandbox.client_builder().layer(panics).build().unwrap();
    let wait = AssertUnwindSafe(|| probe(&codat).wait());
    let panic = catch_unwind(wait).unwrap_err();
    assert_eq!(*panic.downcast::<&str>().unwrap(), "a layer's own");
    // The thread goes on.
    codat.get_probe("2").wait().unwrap();
}

#[test]
fn layers_and_limits_are_shared_with_awaited_calls() {
    let sandbox = sandbox();
    let layered = sandbox
        .client_builder()
        .layer(RateLimit::builder().per_minute(2).build());
    let codat = layered.build().unwrap();
    single_threaded().block_on(probe(&codat)).unwrap();
    let error = probe(&codat).wait().unwrap_err();
    assert!(matches!(error, Error::RateLimit(_)), "{error:?}");
}

#[test]
fn the_callers_subscriber_sees_the_attempts_in_the_callers_span() {
    let sandbox = sandbox();
    let codat = sandbox.client().unwrap();
    let (logged, _guard) = Logged::collect();
    let span = tracing::info_span!("job", number = 7);
    span.in_scope(|| probe(&codat).wait().unwrap());
    let text = logged.text();
    assert!(text.contains("job{number=7}:http.client{"), "{text}");
    assert!(text.contains("http.response.status_code=200"), "{text}");
}

/// In a process of its own: the thread is blocked for good.
#[tokio::test]
async fn a_wait_ends_although_the_thread_is_blocked() {
    let process = AnotherProcess::of("blocking::in_another_process");
    let (passed, printed) = process.run(Duration::from_secs(60)).await;
    assert!(passed, "{printed}");
}

#[test]
#[ignore = "it is run by the other test, in a process of its own"]
fn in_another_process() {
    if !another_process::is_here() {
        return;
    }
    let blocking = Credentials::provider(|| async {
        thread::sleep(Duration::from_secs(3600));
        Ok::<_, Error>(Secret::from("abc"))
    });
    let builder = Client::builder().base_url("http://127.0.0.1:1");
    let codat = builder.credentials(blocking).build().unwrap();
    let start = Instant::now();
    let call = codat.get_probe("1").timeout(Duration::from_millis(100));
    let error = call.wait().unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    assert!(
        error
            .to_string()
            .contains("the call took longer than 100ms"),
        "{error}"
    );
    // Five seconds more than the call's own time.
    assert!((5..10).contains(&start.elapsed().as_secs()));
}
