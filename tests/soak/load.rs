//! The client's process: calls, as many at once as are asked for, and what they leave behind.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use codat_client::api::Companies as _;
use codat_client::{Backoff, Client, CompanyId, Credentials, RetryConfig};
use tokio::task::JoinSet;

use crate::api::{Payment, Payments as _};
use crate::connection::{Hello, ServerProcess};
use crate::log_search::LogSearch;
use crate::outcome::{Outcome, Tally};
use crate::report::{Figures, Report};
use crate::resources;

/// How much is called.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Load {
    pub(crate) calls: u32,
    pub(crate) concurrency: u32,
    /// Whether the server has a gateway in front of it that speaks HTTP/2.
    pub(crate) http2: bool,
}

/// What the callers share.
struct Shared {
    load: Load,
    client: Client,
    company_id: CompanyId,
    next: AtomicU32,
    reads: Tally,
    writes: Tally,
    /// By its reference, whether a payment is known to be made.
    paid: Vec<AtomicBool>,
    /// By its reference, whether a payment certainly wasn't made, as its error says.
    unpaid: Vec<AtomicBool>,
}

pub(crate) async fn run(load: Load) -> Result<Report, Box<dyn Error>> {
    let (server, hello) = ServerProcess::start(load.http2).await?;
    let key = Credentials::api_key(&*hello.api_key);
    let log = LogSearch::start(&hello.api_key)?;
    let tasks_before = resources::tasks();
    let connections_before = resources::tcp_connections();

    let shared = Arc::new(Shared {
        load,
        client: client(&hello, key, load.http2)?,
        company_id: hello.company_id.parse()?,
        next: AtomicU32::new(0),
        reads: Tally::default(),
        writes: Tally::default(),
        paid: flags(load.calls),
        unpaid: flags(load.calls),
    });
    let start = Instant::now();
    let resident = work(&shared).await?;
    let elapsed = start.elapsed();

    let stats = shared.client.stats();
    let pooled = resources::tcp_connections();
    let Some(shared) = Arc::into_inner(shared) else {
        return Err("a caller is left".into());
    };
    let Shared {
        client,
        reads,
        writes,
        paid,
        unpaid,
        ..
    } = shared;
    drop(client);
    let is_left =
        || resources::tasks() > tasks_before || resources::tcp_connections() > connections_before;
    resources::settles(|| !is_left()).await;
    let (tasks, connections) = (resources::tasks(), resources::tcp_connections());

    let hits = log.hits();
    Ok(Report::of(&Figures {
        load,
        elapsed,
        reads,
        writes,
        paid: paid.into_iter().map(AtomicBool::into_inner).collect(),
        unpaid: unpaid.into_iter().map(AtomicBool::into_inner).collect(),
        stats,
        resident,
        tasks: (tasks_before, tasks),
        connections: connections_before.zip(connections),
        pooled,
        log_hits: hits,
        log_lines: log.lines(),
        log_bytes: log.bytes(),
        log_finds: log.finds_what_is_logged(),
        server: server.stop().await?,
    }))
}

fn flags(count: u32) -> Vec<AtomicBool> {
    (0..count).map(|_| AtomicBool::new(false)).collect()
}

/// A client with the usual settings, but for times that are short.
fn client(hello: &Hello, key: Credentials, http2: bool) -> Result<Client, Box<dyn Error>> {
    let backoff = Backoff::new()
        .initial_interval(Duration::from_millis(5))
        .max_interval(Duration::from_millis(50))
        .max_attempts(6);
    let builder = Client::builder()
        .base_url(&hello.base_url)
        .credentials(key)
        .retries(RetryConfig::backoff(backoff))
        .attempt_timeout(Duration::from_millis(400))
        .timeout(Duration::from_secs(10))
        .max_response_size(64 * 1024);
    #[cfg(feature = "http2")]
    if http2 {
        return Ok(builder.https_only(false).http_client(http_2()?).build()?);
    }
    let _ = http2;
    Ok(builder.build()?)
}

/// HTTP/2 without TLS, and with the client's own settings otherwise.
#[cfg(feature = "http2")]
fn http_2() -> codat_client::foreign::reqwest::Result<codat_client::foreign::reqwest::Client> {
    use codat_client::foreign::reqwest::{self, redirect, retry};

    // An error means that there is one already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let ping = Duration::from_millis(500);
    reqwest::Client::builder()
        .no_proxy()
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .http2_prior_knowledge()
        .http2_keep_alive_interval(ping)
        .http2_keep_alive_timeout(ping)
        .http2_keep_alive_while_idle(true)
        .build()
}

/// Makes all calls. Gives the resident memory as it was meanwhile, in samples of equal numbers of calls.
async fn work(shared: &Arc<Shared>) -> Result<Vec<u64>, Box<dyn Error>> {
    const SAMPLES: u32 = 400;

    let mut callers = JoinSet::new();
    for _ in 0..shared.load.concurrency {
        callers.spawn(call_on(Arc::clone(shared)));
    }
    let mut resident = Vec::with_capacity(SAMPLES as usize);
    let step = (shared.load.calls / SAMPLES).max(1);
    let mut sampled_at = 0;
    while !callers.is_empty() {
        tokio::select! {
            Some(ended) = callers.join_next() => ended?,
            () = tokio::time::sleep(Duration::from_millis(5)) => {}
        }
        let begun = shared.next.load(Ordering::Relaxed);
        if begun >= sampled_at {
            sampled_at = begun + step;
            resident.extend(resources::resident_kb());
        }
    }
    Ok(resident)
}

/// Makes one call after the other until all are made.
async fn call_on(shared: Arc<Shared>) {
    loop {
        let number = shared.next.fetch_add(1, Ordering::Relaxed);
        if number >= shared.load.calls {
            return;
        }
        shared.call(number).await;
    }
}

impl Shared {
    /// Half of the calls read, half write.
    async fn call(&self, number: u32) {
        match number % 4 {
            0 => {
                let token = self.client.get_company_access_token(self.company_id).await;
                self.reads.add(outcome(&token, |_| true));
            }
            1 => {
                let invoices = self.client.list_invoices(self.company_id, number).await;
                let outcome = outcome(&invoices, |invoices| invoices.len() == 20);
                self.reads.add(outcome);
            }
            _ => {
                let payment = Payment { reference: number };
                let receipt = self.client.pay(self.company_id, payment).await;
                let outcome = outcome(&receipt, |receipt| *receipt == payment);
                self.writes.add(outcome);
                let known = match &receipt {
                    Ok(_) if outcome == Outcome::Success => &self.paid,
                    Err(error) if !error.may_have_been_executed() => &self.unpaid,
                    _ => return,
                };
                if let Some(known) = known.get(number as usize) {
                    known.store(true, Ordering::Relaxed);
                }
            }
        }
    }
}

/// How it ended. It is logged as a careless user would.
fn outcome<T: std::fmt::Debug>(
    result: &codat_client::Result<T>,
    is_right: impl Fn(&T) -> bool,
) -> Outcome {
    match result {
        Ok(value) if is_right(value) => {
            tracing::trace!(?value);
            Outcome::Success
        }
        Ok(_) => Outcome::Wrong,
        Err(error) => {
            tracing::warn!(?error, chain = error as &dyn Error, "{error}");
            Outcome::of_error(error)
        }
    }
}
