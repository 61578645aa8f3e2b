//! What every store has to do, whatever it is made of.

use std::time::Duration;

use codat_client::tokens::{Lease, RedisStore, StoreKey, StoredToken, TokenRoute, TokenStore};
use codat_client::{CompanyId, Uuid};
use tokio::time::{sleep, timeout};

use super::memory_store::MemoryStore;
use super::redis_server::RedisServer;
use super::seconds;

/// Any text may be a token.
const TEXT: &str = "eyJ\"\\\n\0é.token";

#[tokio::test(start_paused = true)]
async fn in_memory() {
    keeps_the_contract(&MemoryStore::new()).await;
}

#[tokio::test]
async fn in_redis() {
    let Some(mut server) = RedisServer::start().await else {
        return;
    };
    let store = RedisStore::new(&server.url()).unwrap().timeout(seconds(20));
    keeps_the_contract(&store).await;

    // A server that comes back is found again, with nothing but a failure in between.
    server.kill();
    let key = a_key();
    store.load(key).await.unwrap_err();
    server.restart().await;
    let _ = store.load(key).await;
    keeps_the_contract(&store).await;
}

pub(super) async fn keeps_the_contract(store: &dyn TokenStore) {
    let [key, other] = [a_key(), a_key()];
    let [mine, theirs] = [Lease::new(seconds(60)), Lease::new(seconds(60))];
    let token = || StoredToken::new(TEXT, seconds(2000), seconds(1000));

    // One lease at a time, and only its holder saves.
    assert!(store.load(key).await.unwrap().is_none());
    assert!(store.lease(key, mine).await.unwrap());
    assert!(!store.lease(key, theirs).await.unwrap());
    assert!(!store.save(key, theirs, token()).await.unwrap());
    store.release(key, theirs).await.unwrap();
    assert!(!store.lease(key, theirs).await.unwrap());
    assert!(store.load(key).await.unwrap().is_none());
    assert!(store.save(key, mine, token()).await.unwrap());

    // What was saved is there, and there alone.
    let elsewhere = StoreKey::new("http://127.0.0.1:5000", key.route(), key.company_id());
    assert!(store.load(elsewhere).await.unwrap().is_none());
    let found = store.load(key).await.unwrap().unwrap();
    assert_eq!(found.access_token().expose(), TEXT);
    assert_eq!(found.lifetime(), seconds(2000));
    assert!((seconds(900)..=seconds(1000)).contains(&found.expires_in()));
    assert!(store.load(other).await.unwrap().is_none());

    // Saving gave the lease back, and so does releasing it; the token stays.
    assert!(store.lease(key, theirs).await.unwrap());
    store.release(key, theirs).await.unwrap();
    assert!(store.lease(key, mine).await.unwrap());
    assert!(store.load(key).await.unwrap().is_some());

    // Removing takes both away, and nothing else.
    assert!(store.lease(other, mine).await.unwrap());
    assert!(store.save(other, mine, token()).await.unwrap());
    store.remove(key).await.unwrap();
    assert!(store.load(key).await.unwrap().is_none());
    assert!(!store.save(key, mine, token()).await.unwrap());
    assert!(store.load(key).await.unwrap().is_none());
    assert!(store.load(other).await.unwrap().is_some());

    // One token can be removed alone; a lease stays out.
    assert!(store.lease(other, mine).await.unwrap());
    assert!(!store.remove_token(other, "another".into()).await.unwrap());
    assert!(store.load(other).await.unwrap().is_some());
    assert!(store.remove_token(other, TEXT.into()).await.unwrap());
    assert!(store.load(other).await.unwrap().is_none());
    assert!(!store.remove_token(other, TEXT.into()).await.unwrap());
    assert!(store.save(other, mine, token()).await.unwrap());

    // Only its holder renews a lease, and only as long as it is out.
    assert!(!store.renew(key, mine).await.unwrap());
    assert!(store.lease(key, mine).await.unwrap());
    assert!(!store.renew(key, theirs).await.unwrap());
    assert!(store.renew(key, mine).await.unwrap());
    store.remove(key).await.unwrap();
    assert!(!store.renew(key, mine).await.unwrap());

    // A life begins with the lease, however late the token is saved.
    assert!(store.lease(key, mine).await.unwrap());
    let wait = Duration::from_millis(100);
    sleep(wait).await;
    let late = StoredToken::new(TEXT, seconds(1000), seconds(1000));
    assert!(store.save(key, mine, late).await.unwrap());
    let left = store.load(key).await.unwrap().unwrap().expires_in();
    // What is beyond the millisecond may be rounded.
    let most = seconds(1000) - wait + Duration::from_millis(1);
    assert!(left <= most, "{left:?}");

    // Or with its last renewal.
    assert!(store.lease(key, mine).await.unwrap());
    sleep(wait).await;
    assert!(store.renew(key, mine).await.unwrap());
    let late = StoredToken::new(TEXT, seconds(1000), seconds(500));
    assert!(store.save(key, mine, late).await.unwrap());
    let left = store.load(key).await.unwrap().unwrap().expires_in();
    assert!(left > seconds(500) - wait, "{left:?}");

    // Leases and tokens run out.
    let short = Duration::from_millis(40);
    let brief = Lease::new(short);
    assert!(store.lease(key, brief).await.unwrap());
    until(async || store.lease(key, theirs).await.unwrap()).await;
    assert!(!store.save(key, brief, token()).await.unwrap());
    let brief = StoredToken::new("brief", seconds(10), short);
    assert!(store.save(key, theirs, brief).await.unwrap());
    until(async || store.load(key).await.unwrap().is_none()).await;

    // One that has ended on its way isn't kept, and the lease is free.
    assert!(store.lease(key, mine).await.unwrap());
    let ended = StoredToken::new("ended", seconds(10), Duration::ZERO);
    assert!(store.save(key, mine, ended).await.unwrap());
    assert!(store.load(key).await.unwrap().is_none());
    assert!(store.lease(key, theirs).await.unwrap());
}

fn a_key() -> StoreKey {
    StoreKey::new(
        "https://api.codat.io",
        TokenRoute::Company,
        CompanyId::new(Uuid::new_v4()),
    )
}

pub(super) async fn until(condition: impl AsyncFn() -> bool) {
    let waited = timeout(seconds(20), async {
        while !condition().await {
            sleep(Duration::from_millis(10)).await;
        }
    });
    waited.await.unwrap();
}
