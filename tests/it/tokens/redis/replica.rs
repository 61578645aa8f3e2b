//! Another process: this very test binary, run with a variable that makes it one.

use std::collections::BTreeMap;
use std::process::Stdio;

use codat_client::sandbox::Sandbox;
use codat_client::tokens::{AccessTokens, RedisStore};
use codat_client::{Client, CompanyId, Credentials};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::super::redis_server::RedisServer;
use super::super::{seconds, subject, text};

const SETTINGS: &str = "CODAT_TESTS_REPLICA";
/// What the replica's lines begin with; the test harness has lines of its own.
const MARK: &str = "replica: ";

#[derive(Serialize, Deserialize)]
struct Settings {
    base_url: String,
    api_key: String,
    redis: String,
}

#[derive(Serialize, Deserialize)]
struct Order {
    companies: Vec<CompanyId>,
    gets: usize,
}

pub(super) struct Replica {
    _process: Child,
    orders: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Replica {
    /// Two of them, up and running.
    pub(super) async fn two(sandbox: &Sandbox, server: &RedisServer) -> [Self; 2] {
        let settings = serde_json::to_string(&Settings {
            base_url: sandbox.base_url().to_owned(),
            api_key: sandbox.api_key().to_owned(),
            redis: server.url(),
        })
        .unwrap();
        [Self::start(&settings).await, Self::start(&settings).await]
    }

    async fn start(settings: &str) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "tokens::redis::replica::be_a_replica"])
            .args(["--ignored", "--nocapture"])
            .env(SETTINGS, settings)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut replica = Self {
            orders: process.stdin.take().unwrap(),
            lines: BufReader::new(process.stdout.take().unwrap()).lines(),
            _process: process,
        };
        assert_eq!(replica.line().await, "ready");
        replica
    }

    /// Has it get so many tokens at once, spread over these companies.
    pub(super) async fn begin(&mut self, companies: &[CompanyId], gets: usize) {
        let order = Order {
            companies: companies.to_vec(),
            gets,
        };
        let mut line = serde_json::to_vec(&order).unwrap();
        line.push(b'\n');
        self.orders.write_all(&line).await.unwrap();
    }

    /// What it got for each company.
    pub(super) async fn tokens(&mut self) -> BTreeMap<CompanyId, String> {
        serde_json::from_str(&self.line().await).unwrap()
    }

    async fn line(&mut self) -> String {
        let next = async {
            while let Some(line) = self.lines.next_line().await.unwrap() {
                if let Some((_, line)) = line.split_once(MARK) {
                    return line.to_owned();
                }
            }
            panic!("the replica ended");
        };
        timeout(seconds(60), next).await.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it is the other process of tests, not a test"]
async fn be_a_replica() {
    let Ok(settings) = std::env::var(SETTINGS) else {
        return;
    };
    let settings: Settings = serde_json::from_str(&settings).unwrap();
    let codat = Client::builder()
        .base_url(&settings.base_url)
        .credentials(Credentials::api_key(settings.api_key))
        .build()
        .unwrap();
    let store = RedisStore::new(&settings.redis).unwrap();
    let tokens = AccessTokens::builder(codat)
        .store(store)
        .store_timeout(seconds(20))
        .build();

    println!("{MARK}ready");
    let mut orders = BufReader::new(tokio::io::stdin()).lines();
    while let Some(order) = orders.next_line().await.unwrap() {
        let order: Order = serde_json::from_str(&order).unwrap();
        let mut gets = JoinSet::new();
        for company_id in order.companies.into_iter().cycle().take(order.gets) {
            let tokens = tokens.clone();
            gets.spawn(async move { tokens.get(company_id).await.unwrap() });
        }
        let mut got = BTreeMap::new();
        while let Some(token) = gets.join_next().await {
            let token = token.unwrap();
            assert_eq!(subject(&token), token.company_id());
            let known = got.insert(token.company_id(), text(&token).to_owned());
            assert!(known.is_none_or(|known| known == text(&token)));
        }
        println!("{MARK}{}", serde_json::to_string(&got).unwrap());
    }
}
