//! The commands of a contestant's program.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::allocations::allocations;
use crate::{Contestant, wire};

/// Calls that aren't counted: they open the connection and let buffers grow to their size.
const WARM_UP: usize = 20;

/// How many connections are opened before the server is given time to accept them.
const BATCH: usize = 256;

async fn call<C: Contestant>(client: &C) {
    let token = client.token(wire::COMPANY).await;
    assert_eq!(C::text(&token), wire::TOKEN, "the token is wrong");
}

pub(crate) async fn calls<C: Contestant>(url: &str, calls: usize) -> Value {
    let client = C::new(url);
    for _ in 0..WARM_UP {
        call(&client).await;
    }
    let (before, cpu) = (allocations(), cpu_time());
    for _ in 0..calls {
        call(&client).await;
    }
    let (cpu, after) = (cpu_time() - cpu, allocations());
    json!({
        "allocations": after.count - before.count,
        "bytes": after.bytes - before.bytes,
        "cpu": cpu.as_secs_f64(),
    })
}

/// Keeps as many callers busy until all calls are made.
pub(crate) async fn load<C: Contestant>(url: &str, callers: usize, calls: usize) -> Value {
    let client = C::new(url);
    if callers > BATCH {
        let held = hold(&client, url, callers).await;
        release(url, held).await;
    }
    busy(&client, callers, WARM_UP.max(callers)).await;
    let (start, cpu) = (Instant::now(), cpu_time());
    let mut latencies = busy(&client, callers, calls).await;
    let (elapsed, cpu) = (start.elapsed(), cpu_time() - cpu);
    latencies.sort_unstable();
    let at = |share: f64| {
        latencies[((latencies.len() - 1) as f64 * share).round() as usize].as_secs_f64()
    };
    json!({
        "calls": latencies.len(),
        "seconds": elapsed.as_secs_f64(),
        "cpu": cpu.as_secs_f64(),
        "p50": at(0.5),
        "p99": at(0.99),
        "p99.9": at(0.999),
        "peak": peak(),
    })
}

async fn busy<C: Contestant>(client: &C, callers: usize, calls: usize) -> Vec<Duration> {
    let left = Arc::new(AtomicUsize::new(calls));
    let callers: Vec<_> = (0..callers)
        .map(|_| {
            let (client, left) = (client.clone(), Arc::clone(&left));
            tokio::spawn(async move {
                let mut latencies = Vec::new();
                while left
                    .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                        left.checked_sub(1)
                    })
                    .is_ok()
                {
                    let start = Instant::now();
                    call(&client).await;
                    latencies.push(start.elapsed());
                }
                latencies
            })
        })
        .collect();
    let mut all = Vec::with_capacity(calls);
    for caller in callers {
        all.extend(caller.await.expect("a caller failed"));
    }
    all
}

/// The heap while the server delays its responses.
pub(crate) async fn outstanding<C: Contestant>(url: &str, calls: usize) -> Value {
    let client = C::new(url);
    let (before, resident) = (allocations().live, resident());
    let tasks = hold(&client, url, calls).await;
    let held = json!({
        "heap": allocations().live - before,
        "resident": self::resident() - resident,
    });
    release(url, tasks).await;
    held
}

/// Begins this many calls while the server delays its responses. Each call takes its own connection.
async fn hold<C: Contestant>(client: &C, url: &str, calls: usize) -> Vec<JoinHandle<()>> {
    ask(url, "/hold");
    let mut tasks = Vec::with_capacity(calls);
    while tasks.len() < calls {
        for _ in 0..BATCH.min(calls - tasks.len()) {
            let client = client.clone();
            tasks.push(tokio::spawn(async move { call(&client).await }));
        }
        until_waiting(url, tasks.len()).await;
    }
    tasks
}

async fn until_waiting(url: &str, calls: usize) {
    let start = Instant::now();
    while ask(url, "/waiting").parse() != Ok(calls) {
        assert!(
            start.elapsed() < Duration::from_secs(60),
            "the server doesn't get all calls"
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn release(url: &str, tasks: Vec<JoinHandle<()>>) {
    ask(url, "/release");
    for task in tasks {
        task.await.expect("a call failed");
    }
}

/// Asks the server for something besides the contestant's calls.
fn ask(url: &str, path: &str) -> String {
    let mut connection =
        TcpStream::connect(url.trim_start_matches("http://")).expect("a connection");
    write!(connection, "GET {path} HTTP/1.1\r\n\r\n").expect("a request");
    connection
        .shutdown(std::net::Shutdown::Write)
        .expect("the end of a request");
    let mut answer = String::new();
    connection.read_to_string(&mut answer).expect("an answer");
    answer.split_once("\r\n\r\n").expect("a body").1.to_owned()
}

pub(crate) fn make<C: Contestant>(url: &str, clients: usize) -> Value {
    let before = allocations();
    let clients: Vec<C> = (0..clients).map(|_| C::new(url)).collect();
    let after = allocations();
    json!({ "clients": clients.len(), "allocations": after.count - before.count })
}

pub(crate) fn clone<C: Contestant>(url: &str, clones: usize) -> Value {
    let client = C::new(url);
    let before = allocations();
    let clones: Vec<C> = (0..clones).map(|_| client.clone()).collect();
    let after = allocations();
    json!({ "clones": clones.len(), "allocations": after.count - before.count })
}

/// User and system time of this process.
fn cpu_time() -> Duration {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: the pointer is to a value that lives across the call.
    let result = unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut time) };
    assert_eq!(result, 0, "there is no clock of CPU time");
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// The peak of resident memory, in bytes.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let peak: Option<usize> = status.lines().find_map(|line| {
        line.strip_prefix("VmHWM:")?
            .strip_suffix("kB")?
            .trim()
            .parse()
            .ok()
    });
    1024 * peak.unwrap_or_else(|| panic!("no peak in {status}"))
}

/// Resident memory, in bytes.
fn resident() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").expect("Linux");
    let pages: usize = pages
        .split(' ')
        .nth(1)
        .and_then(|pages| pages.parse().ok())
        .expect("a number of pages");
    pages * 4096
}
