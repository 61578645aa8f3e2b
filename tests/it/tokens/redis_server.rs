//! A `redis-server` of a test's own.

use std::io::{self, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use codat_client::redis;
use tokio::time::{Instant, sleep};

/// Set where a missing `redis-server` is a failure.
const REQUIRED: &str = "CODAT_TESTS_REQUIRE_REDIS";

/// A server on loopback that writes nothing to disk, and ends with this.
pub(super) struct RedisServer {
    child: Child,
    port: u16,
}

impl RedisServer {
    /// None, with a line that says so, if `redis-server` isn't installed.
    pub(super) async fn start() -> Option<Self> {
        // Between the choice of a port and its use, another process may take it.
        for _ in 0..5 {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
            let port = listener.local_addr().unwrap().port();
            drop(listener);
            match Self::start_on(port).await {
                Ok(server) => return Some(server),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    assert!(
                        std::env::var_os(REQUIRED).is_none(),
                        "redis-server isn't installed, and {REQUIRED} is set"
                    );
                    // Not by `eprintln!`, which the test harness keeps to itself.
                    let mut stderr = io::stderr();
                    writeln!(stderr, "SKIPPED a test: redis-server isn't installed").unwrap();
                    return None;
                }
                Err(_) => {}
            }
        }
        panic!("redis-server doesn't start");
    }

    async fn start_on(port: u16) -> io::Result<Self> {
        let child = Command::new("redis-server")
            .args(["--bind", "127.0.0.1", "--port", &port.to_string()])
            .args(["--save", "", "--appendonly", "no", "--daemonize", "no"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let mut server = Self { child, port };
        let patience = Instant::now() + Duration::from_secs(20);
        while Instant::now() < patience && server.child.try_wait()?.is_none() {
            if server.ask::<String>(&redis::cmd("PING")).await.is_ok() {
                return Ok(server);
            }
            sleep(Duration::from_millis(20)).await;
        }
        Err(io::Error::other("it doesn't respond"))
    }

    pub(super) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    pub(super) async fn ask<T: redis::FromRedisValue>(
        &self,
        command: &redis::Cmd,
    ) -> redis::RedisResult<T> {
        let client = redis::Client::open(self.url())?;
        let mut connection = client.get_multiplexed_async_connection().await?;
        command.query_async(&mut connection).await
    }

    /// Ends it at once, as a crash would.
    pub(super) fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// After [`kill`](Self::kill): another one, empty, in its place.
    pub(super) async fn restart(&mut self) {
        *self = Self::start_on(self.port).await.unwrap();
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.kill();
    }
}
