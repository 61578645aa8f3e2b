//! Settings of a sandbox.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use uuid::Uuid;

use super::limits::Limits;
use super::new_ids::NewIds;
use super::state::{Observer, State};
use super::world::World;
use super::{RecordedRequest, Sandbox, delivery, server};
use crate::models::Company;
use crate::webhooks::WebhookSecret;

/// The settings of a [`Sandbox`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use codat_client::paging::ListQuery;
/// use codat_client::prelude::*;
/// use codat_client::sandbox::Sandbox;
///
/// let sandbox = Sandbox::builder().companies(120).start().await?;
/// let codat = sandbox.client()?;
/// let page = codat.list_companies(&ListQuery::new().page(2)).await?;
/// assert_eq!(page.results.len(), 20);
/// # Ok(()) }
/// ```
#[must_use]
#[derive(Clone)]
pub struct SandboxBuilder {
    address: SocketAddr,
    api_key: Option<String>,
    seed: u64,
    companies: usize,
    observer: Option<Observer>,
    enforces_limits: bool,
}

impl SandboxBuilder {
    pub(super) fn new() -> Self {
        Self {
            address: (Ipv4Addr::LOCALHOST, 0).into(),
            api_key: None,
            seed: 0,
            companies: 1,
            observer: None,
            enforces_limits: false,
        }
    }

    /// Sets the address to listen on: a free port of 127.0.0.1 unless set.
    ///
    /// If other machines can reach the address, no webhooks are sent. Otherwise those machines could send requests to any server on this
    /// machine's loopback.
    pub fn address(mut self, address: impl Into<SocketAddr>) -> Self {
        self.address = address.into();
        self
    }

    /// Sets the first API key: a random one unless set.
    pub fn api_key(mut self, api_key: impl Into<String>) -> Self {
        self.api_key = Some(api_key.into());
        self
    }

    /// Sets the seed of ids: 0 unless set. Two sandboxes with the same seed create the same ids for the same requests.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets the number of companies that exist from the start: 1 unless set. 0 counts as 1.
    pub fn companies(mut self, companies: usize) -> Self {
        self.companies = companies;
        self
    }

    /// Enforces Codat's limits: while ten requests of a company are under way, the next one gets a 429, and so does each request beyond
    /// the daily quota. To keep requests under way, delay their responses with a [`Fault`](super::Fault::delay).
    pub fn enforce_limits(mut self) -> Self {
        self.enforces_limits = true;
        self
    }

    /// Calls this for each response, with its request and status: for a log. The status is `None` if a fault closes the connection
    /// instead. It is called before the response is sent, so it should be fast. If it panics, the response is
    /// sent all the same.
    pub fn on_response(
        mut self,
        observer: impl Fn(&RecordedRequest, Option<u16>) + Send + Sync + 'static,
    ) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// Starts the sandbox on the current tokio runtime.
    ///
    /// # Errors
    ///
    /// If the port can't be opened, or outside a tokio runtime.
    pub async fn start(self) -> io::Result<Sandbox> {
        Handle::try_current().map_err(|_none| {
            io::Error::other(
                "no tokio runtime is running here; `Sandbox::start_blocking()`, of the feature `blocking`, needs none",
            )
        })?;
        let listener = TcpListener::bind(self.address).await?;
        let mut local = listener.local_addr()?;
        let is_local = local.ip().is_loopback();
        if local.ip().is_unspecified() {
            local.set_ip(Ipv4Addr::LOCALHOST.into());
        }
        let base_url = format!("http://{local}");
        let api_key = self.api_key;
        let api_key = api_key.unwrap_or_else(|| format!("sandbox-{}", Uuid::new_v4().simple()));
        let webhook_secret = webhook_secret(self.seed);
        let secret = WebhookSecret::new(&webhook_secret).map_err(io::Error::other)?;
        let mut world = World::new(base_url.clone(), &api_key, self.seed);
        let company_id = world.add_company(company(1));
        for number in 2..=self.companies {
            world.add_company(company(number));
        }
        let mut state = State::new(world, api_key, secret, self.observer);
        state.limits = self.enforces_limits.then(Limits::default);
        let state = Arc::new(state);
        let server = tokio::spawn(server::serve(listener, Arc::clone(&state)));
        let progress = tokio::spawn(server::keep_going(Arc::clone(&state)));
        let delivery = tokio::spawn(delivery::deliver_all(Arc::clone(&state), is_local));
        Ok(Sandbox {
            base_url,
            company_id,
            state,
            webhook_secret,
            tasks: [server, progress, delivery].map(|task| task.abort_handle()),
        })
    }
}

/// The secret of a seed. It protects nothing: messages go to loopback only.
fn webhook_secret(seed: u64) -> String {
    let mut ids = NewIds::new(!seed);
    let key = [ids.next().into_bytes(), ids.next().into_bytes()].concat();
    format!("whsec_{}", STANDARD.encode(key))
}

/// A company that exists from the start.
pub(super) fn company(number: usize) -> Company {
    Company {
        name: Some(format!("Company {number}")),
        description: Some(String::new()),
        ..Company::default()
    }
}

impl fmt::Debug for SandboxBuilder {
    /// Leaves out the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SandboxBuilder")
            .field("address", &self.address)
            .field("seed", &self.seed)
            .field("companies", &self.companies)
            .finish_non_exhaustive()
    }
}
