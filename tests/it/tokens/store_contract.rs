//! What every store has to do, whatever it is made of.

use std::time::Duration;

use codat_client::Uuid;
use codat_client::tokens::{RedisStore, TokenStore};
use tokio::time::{sleep, timeout};

use super::memory_store::MemoryStore;
use super::redis_server::RedisServer;
use super::seconds;

/// Any string may be a value.
const VALUE: &str = "eyJ\"\\\n\0é.token";

#[tokio::test(start_paused = true)]
async fn in_memory() {
    keeps_the_contract(&MemoryStore::new()).await;
}

#[tokio::test]
async fn in_redis() {
    let Some(mut server) = RedisServer::start().await else {
        return;
    };
    let store = RedisStore::new(&server.url()).unwrap();
    keeps_the_contract(&store).await;

    // A server that comes back is found again, with nothing but a failure in between.
    server.kill();
    store.get("key").await.unwrap_err();
    server.restart().await;
    let _ = store.get("key").await;
    keeps_the_contract(&store).await;
}

pub(super) async fn keeps_the_contract(store: &dyn TokenStore) {
    let [key, other] = [(); 2].map(|()| format!("token:https://api.codat.io/{}", Uuid::new_v4()));
    let minute = seconds(60);

    // What was set is there, and there alone.
    assert!(store.get(&key).await.unwrap().is_none());
    store.set(&key, VALUE.into(), minute).await.unwrap();
    let (value, left) = store.get(&key).await.unwrap().unwrap();
    assert_eq!(value.expose(), VALUE);
    assert!((seconds(30)..=minute).contains(&left));
    assert!(store.get(&other).await.unwrap().is_none());

    // It is replaced, with its expiry.
    store.set(&key, "second".into(), minute * 2).await.unwrap();
    let (value, left) = store.get(&key).await.unwrap().unwrap();
    assert_eq!(value.expose(), "second");
    assert!((minute..=minute * 2).contains(&left));

    // But not where it must be absent.
    let set = store.set_if_absent(&key, "third".into(), minute);
    assert!(!set.await.unwrap());
    let set = store.set_if_absent(&other, "other".into(), minute);
    assert!(set.await.unwrap());
    for (key, expected) in [(&key, "second"), (&other, "other")] {
        let (value, _) = store.get(key).await.unwrap().unwrap();
        assert_eq!(value.expose(), expected);
    }

    // Deleting takes it away, and nothing else.
    store.delete(&key).await.unwrap();
    store.delete(&key).await.unwrap();
    assert!(store.get(&key).await.unwrap().is_none());
    assert!(store.get(&other).await.unwrap().is_some());

    // Entries expire.
    let short = Duration::from_millis(40);
    let set = store.set_if_absent(&key, "brief".into(), short);
    assert!(set.await.unwrap());
    until(async || {
        let set = store.set_if_absent(&key, "next".into(), short);
        set.await.unwrap()
    })
    .await;
    store.set(&key, "brief".into(), short).await.unwrap();
    until(async || store.get(&key).await.unwrap().is_none()).await;
    store
        .set(&key, "brief".into(), Duration::from_nanos(1))
        .await
        .unwrap();
    until(async || store.get(&key).await.unwrap().is_none()).await;
}

pub(super) async fn until(condition: impl AsyncFn() -> bool) {
    let waited = timeout(seconds(20), async {
        while !condition().await {
            sleep(Duration::from_millis(10)).await;
        }
    });
    waited.await.unwrap();
}
