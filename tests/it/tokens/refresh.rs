//! When a token is refreshed, and what is returned while that fails. All in paused time.

use std::time::{Duration, SystemTime};

use codat_client::sandbox::Fault;
use codat_client::tokens::AccessTokens;
use tokio::time::{Instant, advance, sleep};

use super::memory_store::MemoryStore;
use super::{Setup, seconds, setup, text};

const HOUR: u64 = 60 * 60;
const DAY: u64 = 24 * HOUR;

/// A token's life, the margin asked for, and the least that must be left.
const LIVES: [(u64, Option<u64>, u64); 6] = [
    (DAY, None, DAY / 10),
    (HOUR, None, 360),
    (20 * 60, None, 300),
    (10, None, 5),
    (DAY, Some(2 * HOUR), 2 * HOUR),
    (DAY, Some(0), 0),
];

async fn setup_with(life: u64, margin: Option<u64>) -> Setup {
    let mut setup = setup().await;
    setup.sandbox.set_token_lifetime(seconds(life));
    let mut builder = AccessTokens::builder(setup.sandbox.client().unwrap());
    if let Some(margin) = margin {
        builder = builder.margin(seconds(margin));
    }
    setup.tokens = builder.build();
    setup
}

/// How many views there are in a token's life: none of them divides it, so that each token is met at other ages. With many, it is
/// refreshed in the background; with few, it is met when it is stale or has expired.
const VIEWS: [f64; 4] = [37.3, 7.3, 3.7, 0.7];

const STEPS: u32 = 40;

#[tokio::test(start_paused = true)]
async fn a_token_has_the_margin_left_when_it_is_returned() {
    for ((life, margin, least), views) in LIVES
        .into_iter()
        .flat_map(|life| VIEWS.map(|views| (life, views)))
    {
        for store in [None, Some(MemoryStore::new())] {
            let mut setup = setup().await;
            setup.sandbox.set_token_lifetime(seconds(life));
            let mut builder = AccessTokens::builder(setup.sandbox.client().unwrap());
            if let Some(margin) = margin {
                builder = builder.margin(seconds(margin));
            }
            if let Some(store) = store {
                builder = builder.store(store);
            }
            setup.tokens = builder.build();

            let step = seconds(life).div_f64(views);
            for _ in 0..STEPS {
                let token = setup.get().await.unwrap();
                assert!(
                    token.expires_in() >= seconds(least),
                    "{token:?} of {life} s, {views} views"
                );
                assert!(setup.sandbox.accepts_token(text(&token)));
                sleep(step).await;
            }
            // Each was used until a twentieth of its life before the margin.
            let used = seconds(life) - seconds(least) - seconds(life) / 20;
            let most = (step * STEPS).div_duration_f64(used).ceil() as usize + 1;
            let requests = setup.sandbox.request_count();
            assert!(
                requests <= most.min(STEPS as usize),
                "{requests} > {most} for {life} s"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_refresh_in_the_background_delays_nobody() {
    let setup = setup_with(DAY, None).await;
    let first = setup.get().await.unwrap();
    sleep(seconds(DAY - DAY / 10 - 60)).await;
    setup.sandbox.script([Fault::none().delay(seconds(10))]);
    for _ in 0..5 {
        let asked = Instant::now();
        assert_eq!(text(&setup.get().await.unwrap()), text(&first));
        assert_eq!(asked.elapsed(), Duration::ZERO);
        sleep(seconds(1)).await;
    }
    sleep(seconds(10)).await;
    assert_ne!(text(&setup.get().await.unwrap()), text(&first));
    setup.assert_requests(2);
}

#[tokio::test(start_paused = true)]
async fn a_token_serves_through_an_outage_until_it_expires() {
    // A refusal fails at once. After a transient failure the call is retried, for longer than a view waits.
    let faults: [fn() -> Fault; 3] = [|| Fault::status(402), || Fault::status(503), Fault::close];
    for fault in faults {
        let setup = setup_with(DAY, None).await;
        let first = setup.get().await.unwrap();
        setup.assert_requests(1);
        setup.sandbox.set_fault(move |_| fault());
        // A page view in each minute of the day.
        let mut views = 0;
        let error = loop {
            sleep(seconds(60)).await;
            match setup.get().await {
                Ok(token) => {
                    assert_eq!(text(&token), text(&first));
                    assert!(setup.sandbox.accepts_token(text(&token)));
                    views += 1;
                }
                Err(error) => break error,
            }
        };
        assert!(first.expires_in().is_zero());
        assert!(!setup.sandbox.accepts_token(text(&first)));
        // Only while the token was stale was there anything to wait for.
        assert!(views > DAY / 60 * 97 / 100, "{views}: {error}");

        // Codat is back.
        setup.sandbox.set_fault(|_| Fault::none());
        sleep(seconds(1)).await;
        let token = setup.get().await.unwrap();
        assert_ne!(text(&token), text(&first));
    }
}

#[tokio::test(start_paused = true)]
async fn a_failed_refresh_is_not_retried_by_each_view() {
    for left in [DAY / 10 + 60, DAY / 10 - 60] {
        let setup = setup_with(DAY, None).await;
        setup.get().await.unwrap();
        setup.assert_requests(1);
        advance(seconds(DAY - left)).await;
        setup.sandbox.set_fault(|_| Fault::status(402));
        for _ in 0..100 {
            setup.get().await.unwrap();
            sleep(Duration::from_millis(280)).await;
        }
        setup.assert_requests(1);
        // In time it is.
        sleep(seconds(3)).await;
        setup.sandbox.set_fault(|_| Fault::none());
        setup.get().await.unwrap();
        sleep(seconds(1)).await;
        setup.assert_requests(1);
        assert!(setup.get().await.unwrap().expires_in() > seconds(DAY - 60));
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_margin_a_failed_refresh_is_not_retried_either() {
    for life in [DAY, 10 * 60] {
        let setup = setup_with(life, Some(0)).await;
        let first = setup.get().await.unwrap();
        advance(seconds(life) * 97 / 100).await;
        setup.assert_requests(1);
        setup.sandbox.set_fault(|_| Fault::status(402));
        for _ in 0..100 {
            assert_eq!(text(&setup.get().await.unwrap()), text(&first));
            sleep(Duration::from_millis(50)).await;
        }
        setup.assert_requests(1);
    }
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_obeyed() {
    let setup = setup_with(DAY, None).await;
    let first = setup.get().await.unwrap();
    advance(seconds(DAY - DAY / 20)).await;
    setup.assert_requests(1);
    setup
        .sandbox
        .script([Fault::status(429).retry_after("600")]);
    assert_eq!(text(&setup.get().await.unwrap()), text(&first));
    advance(seconds(590)).await;
    assert_eq!(text(&setup.get().await.unwrap()), text(&first));
    setup.assert_requests(1);
    advance(seconds(20)).await;
    assert_ne!(text(&setup.get().await.unwrap()), text(&first));
    setup.assert_requests(1);
}

#[tokio::test(start_paused = true)]
async fn a_retry_after_that_no_clock_reaches_lasts_until_the_token_expires() {
    for left in [DAY / 10 + 60, DAY / 20] {
        let setup = setup_with(DAY, None).await;
        let first = setup.get().await.unwrap();
        advance(seconds(DAY - left)).await;
        setup.assert_requests(1);
        setup
            .sandbox
            .script([Fault::status(429).retry_after("99999999999999999999")]);
        setup.get().await.unwrap();
        sleep(seconds(1)).await;
        setup.assert_requests(1);
        for _ in 0..10 {
            assert_eq!(text(&setup.get().await.unwrap()), text(&first));
            advance(seconds(left / 11)).await;
        }
        setup.assert_requests(0);
        advance(seconds(left / 11 + 11)).await;
        assert_ne!(text(&setup.get().await.unwrap()), text(&first));
    }
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_long_with_a_good_token_in_memory() {
    let setup = setup_with(DAY, None).await;
    let first = setup.get().await.unwrap();
    advance(seconds(DAY - DAY / 20)).await;
    setup.sandbox.script([Fault::none().delay(seconds(20))]);
    let asked = Instant::now();
    assert_eq!(text(&setup.get().await.unwrap()), text(&first));
    assert!(asked.elapsed() <= seconds(6), "{:?}", asked.elapsed());
    // Once is enough.
    let asked = Instant::now();
    assert_eq!(text(&setup.get().await.unwrap()), text(&first));
    assert_eq!(asked.elapsed(), Duration::ZERO);
    // What has come in the meantime is there for the next.
    sleep(seconds(20)).await;
    assert_ne!(text(&setup.get().await.unwrap()), text(&first));
    setup.assert_requests(2);
}

#[tokio::test(start_paused = true)]
async fn an_invalidated_token_is_not_brought_back() {
    let setup = setup_with(DAY, None).await;
    let first = setup.get().await.unwrap();
    advance(seconds(DAY - DAY / 20)).await;
    setup.sandbox.script([
        Fault::none().delay(seconds(20)),
        Fault::none().delay(seconds(20)),
    ]);
    let after = async {
        sleep(seconds(1)).await;
        setup.tokens.invalidate(setup.sandbox.company_id()).await;
        setup.get().await.unwrap()
    };
    let later = async {
        sleep(seconds(10)).await;
        setup.get().await.unwrap()
    };
    let (before, after, later) = tokio::join!(setup.get(), after, later);
    assert_eq!(text(&before.unwrap()), text(&first));
    assert_ne!(text(&after), text(&first));
    assert_eq!(text(&later), text(&after));
}

#[tokio::test(start_paused = true)]
async fn a_token_that_expires_during_the_wait_is_not_returned() {
    let setup = setup_with(10, None).await;
    let first = setup.get().await.unwrap();
    advance(seconds(9)).await;
    setup.sandbox.script([Fault::none().delay(seconds(4))]);
    let second = setup.get().await.unwrap();
    assert_ne!(text(&first), text(&second));
    assert!(setup.sandbox.accepts_token(text(&second)));
    setup.assert_requests(2);
}

#[tokio::test]
async fn only_a_page_is_shown_the_token() {
    let setup = setup().await;
    let token = setup.get().await.unwrap();
    for shown in [
        format!("{token:?}"),
        format!("{:?}", token.for_page()),
        format!("{:?}", setup.tokens),
    ] {
        assert!(!shown.contains(text(&token)), "{shown}");
    }
    let page = serde_json::to_value(token.for_page()).unwrap();
    assert_eq!(page["accessToken"], text(&token));
    assert!((DAY - 60..=DAY).contains(&page["expiresIn"].as_u64().unwrap()));
    let expires_at =
        SystemTime::UNIX_EPOCH + Duration::from_millis(page["expiresAt"].as_u64().unwrap());
    assert!(token.expires_at().duration_since(expires_at).unwrap() < Duration::from_millis(1));
    let ahead = expires_at.duration_since(SystemTime::now()).unwrap();
    assert!((seconds(DAY - 60)..=seconds(DAY)).contains(&ahead));
}
