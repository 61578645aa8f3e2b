//! The store in Redis, on a real server, and shared by real processes.

mod connection;
mod replica;

use std::time::Duration;

use codat_client::CompanyId;
use codat_client::redis;
use codat_client::sandbox::{Fault, Sandbox};
use codat_client::tokens::{AccessTokens, RedisStore, TokenStore};
use tokio::net::TcpListener;
use tokio::time::timeout;

use self::replica::Replica;
use super::redis_server::RedisServer;
use super::store_contract::{keeps_the_contract, until};
use super::{seconds, text};

fn store(server: &RedisServer) -> RedisStore {
    RedisStore::new(&server.url()).unwrap()
}

fn tokens(sandbox: &Sandbox, store: RedisStore) -> AccessTokens {
    AccessTokens::builder(sandbox.client().unwrap())
        .store(store)
        // What is tested isn't how long a busy machine takes.
        .store_timeout(seconds(20))
        .build()
}

fn redis_key(sandbox: &Sandbox, company_id: CompanyId, what: &str) -> String {
    format!("codat:{what}:{}/{company_id}", sandbox.base_url())
}

fn companies(sandbox: &Sandbox) -> Vec<CompanyId> {
    (0..20).map(|_| sandbox.add_company()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_make_one_request_for_each_company() {
    let Some(server) = RedisServer::start().await else {
        return;
    };
    let sandbox = Sandbox::start().await.unwrap();
    let companies = companies(&sandbox);
    let mut replicas = Replica::two(&sandbox, &server).await;
    for replica in &mut replicas {
        replica.begin(&companies, 500).await;
    }
    let [first, second] = &mut replicas;
    let (first, second) = tokio::join!(first.tokens(), second.tokens());
    assert_eq!(first.len(), 20);
    assert_eq!(first, second, "both have the same token for each company");
    assert_eq!(sandbox.request_count(), 20);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_fails_when_redis_is_killed() {
    let Some(mut server) = RedisServer::start().await else {
        return;
    };
    let sandbox = Sandbox::start().await.unwrap();
    let mut replicas = Replica::two(&sandbox, &server).await;
    let half = companies(&sandbox);
    for replica in &mut replicas {
        replica.begin(&half, 250).await;
        assert_eq!(replica.tokens().await.len(), 20);
    }
    assert_eq!(sandbox.take_requests().len(), 20);

    // The other half: half of the companies are known, and Redis goes while the others are fetched, with the leases out.
    sandbox.set_fault(|_| Fault::none().delay(Duration::from_millis(300)));
    let other_half: Vec<_> = companies(&sandbox)
        .into_iter()
        .take(10)
        .chain(half.into_iter().take(10))
        .collect();
    for replica in &mut replicas {
        replica.begin(&other_half, 250).await;
    }
    until(async || sandbox.request_count() >= 5).await;
    server.kill();
    for replica in &mut replicas {
        assert_eq!(replica.tokens().await.len(), 20);
    }
    let requests = sandbox.request_count();
    assert!((10..=20).contains(&requests), "{requests}");

    // And without Redis each process is still one request for each company.
    sandbox.take_requests();
    let new = companies(&sandbox);
    for replica in &mut replicas {
        replica.begin(&new, 250).await;
        assert_eq!(replica.tokens().await.len(), 20);
    }
    assert_eq!(sandbox.request_count(), 40);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_redis_that_falls_silent_after_the_lease_delays_nobody() {
    let Some(server) = RedisServer::start().await else {
        return;
    };
    let sandbox = Sandbox::start().await.unwrap();
    let store = RedisStore::new(&server.url()).unwrap();
    let tokens = AccessTokens::builder(sandbox.client().unwrap())
        .store(store)
        .build();
    sandbox.set_fault(|_| Fault::none().delay(Duration::from_millis(300)));
    let company_id = sandbox.company_id();
    let get = tokio::spawn({
        let tokens = tokens.clone();
        async move { tokens.get(company_id).await.unwrap() }
    });
    until(async || sandbox.request_count() == 1).await;
    let () = server
        .ask(redis::cmd("CLIENT").arg("PAUSE").arg(600_000))
        .await
        .unwrap();
    let first = timeout(seconds(30), get).await.unwrap().unwrap();
    let second = tokens.get(company_id).await.unwrap();
    assert_eq!(text(&first), text(&second));
    assert_eq!(sandbox.request_count(), 1);
}

#[tokio::test]
async fn tokens_survive_a_restart_and_expire_in_redis() {
    let Some(server) = RedisServer::start().await else {
        return;
    };
    let sandbox = Sandbox::start().await.unwrap();
    let company_id = sandbox.company_id();
    let first = tokens(&sandbox, store(&server))
        .get(company_id)
        .await
        .unwrap();

    let key = redis_key(&sandbox, company_id, "token");
    let keys: Vec<String> = server.ask(redis::cmd("KEYS").arg("*")).await.unwrap();
    assert_eq!(keys, [key.as_str()], "the lease was given back");
    let left: u64 = server.ask(redis::cmd("PTTL").arg(&key)).await.unwrap();
    assert!((86_300_000..=86_400_000).contains(&left), "{left}");

    let again = tokens(&sandbox, store(&server));
    let second = again.get(company_id).await.unwrap();
    assert_eq!(text(&first), text(&second));
    assert_eq!(second.lifetime(), seconds(86_400));
    // However long it took to get there and back, but for what is rounded.
    let (left, most) = (second.expires_in(), first.expires_in());
    assert!(
        left <= most + Duration::from_millis(10),
        "{left:?}, {most:?}"
    );
    assert_eq!(sandbox.request_count(), 1);

    again.invalidate(company_id).await;
    let keys: Vec<String> = server.ask(redis::cmd("KEYS").arg("*")).await.unwrap();
    assert_eq!(keys, [""; 0]);

    // Another prefix, another world.
    let elsewhere = tokens(&sandbox, store(&server).prefix("other:"));
    elsewhere.get(company_id).await.unwrap();
    let keys: Vec<String> = server.ask(redis::cmd("KEYS").arg("*")).await.unwrap();
    assert_eq!(keys, [key.replace("codat:", "other:")]);
}

#[tokio::test]
async fn the_tokens_of_two_apis_are_kept_apart() {
    let Some(server) = RedisServer::start().await else {
        return;
    };
    let one = Sandbox::start().await.unwrap();
    let other = Sandbox::builder().seed(1).start().await.unwrap();
    let company_id = one.company_id();
    tokens(&one, store(&server)).get(company_id).await.unwrap();
    // It has no such company, and isn't given the token of the first.
    let error = tokens(&other, store(&server)).get(company_id).await;
    assert!(error.unwrap_err().is_not_found());
}

#[tokio::test]
async fn what_redis_holds_that_is_not_ours_is_replaced() {
    let Some(server) = RedisServer::start().await else {
        return;
    };
    let sandbox = Sandbox::start().await.unwrap();
    for command in ["SET", "SETEX", "LPUSH"] {
        let company_id = sandbox.add_company();
        let key = redis_key(&sandbox, company_id, "token");
        let mut set = redis::cmd(command);
        set.arg(&key).arg((command == "SETEX").then_some(60));
        let () = server.ask(set.arg("nonsense")).await.unwrap();
        sandbox.take_requests();
        for _ in 0..2 {
            let tokens = tokens(&sandbox, store(&server));
            tokens.invalidate_token(company_id, "another").await;
            tokens.get(company_id).await.unwrap();
        }
        assert_eq!(sandbox.take_requests().len(), 1, "{command}");
    }
}

#[tokio::test]
async fn the_documented_acl_is_enough() {
    let Some(server) = RedisServer::start().await else {
        return;
    };
    let mut user = redis::cmd("ACL");
    user.arg("SETUSER").arg("app").arg("on").arg(">secret");
    let documented = "~codat:* +get +set +del +pttl";
    let () = server
        .ask(user.arg(documented.split(' ').collect::<Vec<_>>()))
        .await
        .unwrap();
    let url = server.url().replace("redis://", "redis://app:secret@");
    keeps_the_contract(&RedisStore::new(&url).unwrap()).await;

    // A database other than 0 is chosen by a command of its own.
    let url = format!("{url}/1");
    let elsewhere = || RedisStore::new(&url).unwrap();
    elsewhere().get("key").await.unwrap_err();
    let mut user = redis::cmd("ACL");
    let () = server
        .ask(user.arg("SETUSER").arg("app").arg("+select"))
        .await
        .unwrap();
    keeps_the_contract(&elsewhere()).await;
}

#[tokio::test]
async fn a_redis_that_does_not_respond_delays_nobody() {
    let sandbox = Sandbox::start().await.unwrap();
    // It takes connections, and that is all it does.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("redis://:secret@{}", silent.local_addr().unwrap());
    let store = RedisStore::new(&url).unwrap();
    assert!(!format!("{store:?}").contains("secret"));
    let tokens = AccessTokens::builder(sandbox.client().unwrap())
        .store(store)
        .build();
    let gets = companies(&sandbox).into_iter().map(|company_id| {
        let tokens = tokens.clone();
        tokio::spawn(async move { tokens.get(company_id).await })
    });
    for get in gets.collect::<Vec<_>>() {
        timeout(seconds(30), get).await.unwrap().unwrap().unwrap();
    }
    assert_eq!(sandbox.request_count(), 20);
}
