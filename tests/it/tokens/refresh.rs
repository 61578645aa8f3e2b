//! When a token is renewed, and what is handed out while that fails. All in paused time.

use std::time::{Duration, SystemTime};

use codat_client::sandbox::Fault;
use codat_client::tokens::{AccessTokens, TokenRoute};
use tokio::time::{Instant, advance, sleep};

use super::{Office, office, seconds, text};

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

async fn office_of(life: u64, margin: Option<u64>) -> Office {
    let mut office = office().await;
    office.sandbox.set_token_lifetime(seconds(life));
    let mut builder = AccessTokens::builder(office.sandbox.client().unwrap());
    if let Some(margin) = margin {
        builder = builder.margin(seconds(margin));
    }
    office.tokens = builder.build();
    office
}

#[tokio::test(start_paused = true)]
async fn what_is_handed_out_has_the_margin_left() {
    for (life, margin, least) in LIVES {
        let office = office_of(life, margin).await;
        // Steps that don't divide a life, so that each is met at other ages.
        let step = Duration::from_secs(life).div_f64(37.3);
        for _ in 0..400 {
            let token = office.get().await.unwrap();
            assert!(
                token.expires_in() >= seconds(least),
                "{token:?} of {life} s"
            );
            assert!(office.sandbox.accepts_token(text(&token)));
            sleep(step).await;
        }
        // Each was used until a twentieth of its life before the margin.
        let used = seconds(life) - seconds(least) - seconds(life) / 20;
        let most = (step * 400).div_duration_f64(used).ceil() as usize + 1;
        let requests = office.sandbox.request_count();
        assert!(requests <= most, "{requests} > {most} for {life} s");
    }
}

#[tokio::test(start_paused = true)]
async fn a_refresh_in_the_background_keeps_nobody_waiting() {
    let office = office_of(DAY, None).await;
    let first = office.get().await.unwrap();
    sleep(seconds(DAY - DAY / 10 - 60)).await;
    office.sandbox.script([Fault::none().delay(seconds(10))]);
    for _ in 0..5 {
        let asked = Instant::now();
        assert_eq!(text(&office.get().await.unwrap()), text(&first));
        assert_eq!(asked.elapsed(), Duration::ZERO);
        sleep(seconds(1)).await;
    }
    sleep(seconds(10)).await;
    assert_ne!(text(&office.get().await.unwrap()), text(&first));
    office.assert_requests(2);
}

#[tokio::test(start_paused = true)]
async fn an_outage_is_bridged_until_the_token_ends() {
    let office = office_of(DAY, None).await;
    let first = office.get().await.unwrap();
    office.assert_requests(1);
    office.sandbox.set_fault(|_| Fault::status(402));
    // A page view in each minute of the day.
    let mut views = 0;
    loop {
        sleep(seconds(60)).await;
        if first.expires_in().is_zero() {
            break;
        }
        let token = office.get().await.unwrap();
        assert_eq!(text(&token), text(&first));
        assert!(office.sandbox.accepts_token(text(&token)));
        views += 1;
    }
    assert_eq!(views, DAY / 60 - 1);
    let error = office.get().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 402);
    assert!(!office.sandbox.accepts_token(text(&first)));

    // Codat is back, and nobody has to wait for anything else.
    office.sandbox.set_fault(|_| Fault::none());
    let token = office.get().await.unwrap();
    assert_ne!(text(&token), text(&first));
}

#[tokio::test(start_paused = true)]
async fn a_failed_refresh_is_not_repeated_by_each_view() {
    for left in [DAY / 10 + 60, DAY / 10 - 60] {
        let office = office_of(DAY, None).await;
        office.get().await.unwrap();
        office.assert_requests(1);
        advance(seconds(DAY - left)).await;
        office.sandbox.set_fault(|_| Fault::status(402));
        for _ in 0..100 {
            office.get().await.unwrap();
            sleep(Duration::from_millis(280)).await;
        }
        office.assert_requests(1);
        // In time it is.
        sleep(seconds(3)).await;
        office.sandbox.set_fault(|_| Fault::none());
        office.get().await.unwrap();
        sleep(seconds(1)).await;
        office.assert_requests(1);
        assert!(office.get().await.unwrap().expires_in() > seconds(DAY - 60));
    }
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_obeyed() {
    let office = office_of(DAY, None).await;
    let first = office.get().await.unwrap();
    advance(seconds(DAY - DAY / 20)).await;
    office.assert_requests(1);
    office
        .sandbox
        .script([Fault::status(429).retry_after("600")]);
    assert_eq!(text(&office.get().await.unwrap()), text(&first));
    advance(seconds(590)).await;
    assert_eq!(text(&office.get().await.unwrap()), text(&first));
    office.assert_requests(1);
    advance(seconds(20)).await;
    assert_ne!(text(&office.get().await.unwrap()), text(&first));
    office.assert_requests(1);
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_long_with_a_good_token_in_hand() {
    let office = office_of(DAY, None).await;
    let first = office.get().await.unwrap();
    advance(seconds(DAY - DAY / 20)).await;
    office.sandbox.script([Fault::none().delay(seconds(20))]);
    let asked = Instant::now();
    assert_eq!(text(&office.get().await.unwrap()), text(&first));
    assert!(asked.elapsed() <= seconds(6), "{:?}", asked.elapsed());
    // Once is enough.
    let asked = Instant::now();
    assert_eq!(text(&office.get().await.unwrap()), text(&first));
    assert_eq!(asked.elapsed(), Duration::ZERO);
    // What has come in the meantime is there for the next.
    sleep(seconds(20)).await;
    assert_ne!(text(&office.get().await.unwrap()), text(&first));
    office.assert_requests(2);
}

#[tokio::test(start_paused = true)]
async fn nobody_brings_back_what_was_invalidated_meanwhile() {
    let office = office_of(DAY, None).await;
    let first = office.get().await.unwrap();
    advance(seconds(DAY - DAY / 20)).await;
    office.sandbox.script([
        Fault::none().delay(seconds(20)),
        Fault::none().delay(seconds(20)),
    ]);
    let after = async {
        sleep(seconds(1)).await;
        office.tokens.invalidate(office.sandbox.company_id()).await;
        office.get().await.unwrap()
    };
    let later = async {
        sleep(seconds(10)).await;
        office.get().await.unwrap()
    };
    let (before, after, later) = tokio::join!(office.get(), after, later);
    assert_eq!(text(&before.unwrap()), text(&first));
    assert_ne!(text(&after), text(&first));
    assert_eq!(text(&later), text(&after));
}

#[tokio::test(start_paused = true)]
async fn a_token_that_ends_during_the_wait_is_not_handed_out() {
    let office = office_of(10, None).await;
    let first = office.get().await.unwrap();
    advance(seconds(9)).await;
    office.sandbox.script([Fault::none().delay(seconds(4))]);
    let second = office.get().await.unwrap();
    assert_ne!(text(&first), text(&second));
    assert!(office.sandbox.accepts_token(text(&second)));
    office.assert_requests(2);
}

#[tokio::test(start_paused = true)]
async fn a_token_without_a_life_is_handed_out_once() {
    let office = office_of(0, None).await;
    let token = office.get().await.unwrap();
    assert_eq!(token.expires_in(), Duration::ZERO);
    office.get().await.unwrap();
    office.assert_requests(2);
}

#[tokio::test(start_paused = true)]
async fn the_old_route_is_asked_on_request() {
    let office = office().await;
    #[expect(deprecated, reason = "this is about it")]
    let route = TokenRoute::ConnectionManagement;
    let tokens = AccessTokens::builder(office.sandbox.client().unwrap())
        .route(route)
        .build();
    let token = tokens.get(office.sandbox.company_id()).await.unwrap();
    assert_eq!(token.lifetime(), seconds(HOUR));
    assert!(token.expires_in() <= seconds(HOUR));
    let requests = office.sandbox.take_requests();
    assert!(
        requests[0]
            .path()
            .ends_with("/connectionManagement/accessToken")
    );
    advance(seconds(HOUR - 60)).await;
    tokens.get(office.sandbox.company_id()).await.unwrap();
    office.assert_requests(1);
}

#[tokio::test]
async fn a_token_shows_itself_to_a_page_alone() {
    let office = office().await;
    let token = office.get().await.unwrap();
    for shown in [
        format!("{token:?}"),
        format!("{:?}", token.for_page()),
        format!("{:?}", office.tokens),
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
