//! A local server that behaves as Codat documents its Platform API, for tests and examples.
//!
//! [`Sandbox::start`] starts an HTTP server on a free port of loopback, in this process. It stops when the [`Sandbox`] is dropped. It
//! has:
//!
//! - **authentication**: it accepts [its own API key](Sandbox::api_key), and keys that are created with
//!   [`create_api_key`](crate::api::Settings::create_api_key);
//! - **routes**: all operations of the Platform API, and routes that a test [mounts](Sandbox::mount);
//! - **state**: what is created can be read, listed, changed and deleted;
//! - **lists**: pages, `orderBy`, the query language, `tags`;
//! - **background work**: connections that a customer [authorises](Sandbox::authorize), pull operations, and
//!   [push operations](Sandbox::start_push);
//! - **webhooks**: the events of each change, and those that a test [sends](Sandbox::deliver), signed, to loopback only;
//! - **errors**: the bodies that Codat documents, for unknown companies, wrong keys and so on;
//! - **quota**: `X-Rate-Limit-*` in every response. It is only [enforced](SandboxBuilder::enforce_limits) if a test asks for it;
//! - **idempotency**: a `POST` or `PATCH` with an `Idempotency-Key` is executed once. Later requests with this key get the same
//!   response, except after a 429;
//! - **faults**: what a test [scripts](Sandbox::script), from a 500 to a body that never ends.
//!
//! ```
//! use codat_client::Method;
//! use codat_client::sandbox::{Fault, Reply, Sandbox};
//! use serde_json::json;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = Sandbox::start().await?;
//! let codat = sandbox.client()?;
//!
//! // An endpoint of your own:
//! sandbox.mount(Method::GET, "/companies/<company_id>/invoices", |request| {
//!     Reply::json(200, json!({ "company": request.path_value("company_id") }))
//! });
//! // The next request gets a 429. The one after it is handled as usual.
//! sandbox.script([Fault::status(429).retry_after("2")]);
//!
//! // … calls on `codat` …
//!
//! for request in sandbox.take_requests() {
//!     println!("{} {}", request.method(), request.path());
//! }
//! # let _ = codat;
//! # Ok(())
//! # }
//! ```
//!
//! The sandbox runs on the tokio runtime on which it was started. Its delays and the expiry of its tokens use tokio's time: in a test
//! with `#[tokio::test(start_paused = true)]`, which needs tokio's feature `test-util`, an hour passes at once.

mod account;
mod agenda;
mod builder;
mod catalogue;
mod clock;
mod collection;
mod company;
mod control;
mod delivery;
mod error_body;
mod events;
mod fault;
mod filter;
mod idempotency;
mod limits;
mod link_page;
mod list;
mod new_ids;
mod panicked;
mod path_template;
mod progress;
mod quota;
mod reading;
mod recorded;
mod refusal;
mod reply;
mod request_body;
mod respond;
mod routes;
mod routing;
mod server;
mod state;
mod token;
mod unrouted;
mod wire_body;
mod world;
mod writing;

use std::fmt;
use std::io;
use std::sync::Arc;

use http::Method;
use tokio::task::AbortHandle;

pub use self::builder::SandboxBuilder;
pub use self::fault::Fault;
pub use self::recorded::RecordedRequest;
pub use self::reply::Reply;
use self::routing::MountedRoute;
use self::state::State;
use crate::{Client, ClientBuilder, CompanyId, Credentials, Error};

/// A running sandbox. When it is dropped, the server stops and closes its connections.
///
/// See the [module](self) for what it can do.
pub struct Sandbox {
    base_url: String,
    company_id: CompanyId,
    state: Arc<State>,
    webhook_secret: String,
    tasks: [AbortHandle; 3],
}

impl Sandbox {
    /// Starts a sandbox on the current tokio runtime, on a free port of 127.0.0.1.
    ///
    /// # Errors
    ///
    /// If no port can be opened, or outside a tokio runtime: use `Sandbox::start_blocking()` there. It needs the feature `blocking`.
    ///
    /// # Panics
    ///
    /// On a tokio runtime that was built without `enable_io` and `enable_time`, or `enable_all`.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Starts a sandbox with other settings.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::new()
    }

    /// Starts a sandbox from code that isn't async, on the background thread of [blocking calls](crate::Call::wait). It needs the feature
    /// `blocking`.
    ///
    /// ```
    /// use codat_client::{api::Companies, sandbox::Sandbox};
    ///
    /// fn main() -> Result<(), Box<dyn std::error::Error>> {
    ///     let sandbox = Sandbox::start_blocking()?;
    ///     let codat = sandbox.client()?;
    ///     codat.get_company_access_token(sandbox.company_id()).wait()?;
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// If the background thread can't be started, if this is the background thread, or if no port can be opened.
    #[cfg(feature = "blocking")]
    pub fn start_blocking() -> io::Result<Self> {
        use crate::engine::background::{LONGEST, run};

        run(Self::start(), LONGEST)?
    }

    /// A client of this sandbox, with its API key and the default settings.
    ///
    /// # Errors
    ///
    /// If the client can't be built.
    pub fn client(&self) -> Result<Client, Error> {
        self.client_builder().build()
    }

    /// The builder of such a client, to change its settings.
    pub fn client_builder(&self) -> ClientBuilder {
        Client::builder()
            .base_url(self.base_url())
            // The key opens nothing but this sandbox, and a test may bring its own HTTP client.
            .https_only(false)
            .credentials(Credentials::api_key(self.api_key()))
    }

    /// Where the sandbox listens: `http://127.0.0.1:PORT`.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The first API key. Each sandbox has its own, unless [the builder](SandboxBuilder::api_key) sets it.
    pub fn api_key(&self) -> &str {
        &self.state.api_key
    }

    /// A company that exists from the start.
    pub fn company_id(&self) -> CompanyId {
        self.company_id
    }

    /// Adds a company, which also raises the daily quota by 1,000.
    pub fn add_company(&self) -> CompanyId {
        let mut world = self.state.world();
        let number = world.companies.len() + 1;
        world.add_company(builder::company(number))
    }

    /// Sets the faults of the next requests: the first request gets the first fault, and so on, after the faults that were scripted
    /// before. When no fault is left, requests are handled as usual.
    ///
    /// A fault that has its own response is returned without authentication. Idempotency keys still count: the response is stored for
    /// the request's key, and a key that already has a response gets that one. Only a 429 is always returned, and never stored.
    pub fn script(&self, faults: impl IntoIterator<Item = Fault>) {
        // Collected first: the iterator is a caller's code, which may use the sandbox itself.
        let faults: Vec<Fault> = faults.into_iter().collect();
        self.state.traffic().script.extend(faults);
    }

    /// Decides, from now on, the fault of each request for which no fault is [scripted](Self::script): for a long outage, or for random
    /// faults. It replaces the rule that was set before. If the rule panics, the response is that of a [mounted](Self::mount) handler
    /// that panics.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use codat_client::sandbox::{Fault, Sandbox};
    ///
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.set_fault(|request| match request.path() {
    ///     "/corsSettings" => Fault::status(503),
    ///     _ => Fault::none(),
    /// });
    /// # Ok(()) }
    /// ```
    pub fn set_fault(&self, rule: impl Fn(&RecordedRequest) -> Fault + Send + Sync + 'static) {
        self.state.traffic().fault_rule = Some(Arc::new(rule));
    }

    /// Adds a route, with the same authentication, idempotency and faults as Codat's routes. It takes precedence over earlier routes that
    /// match the same request, also over Codat's.
    ///
    /// `<name>` in the path, as in an endpoint's attribute, matches one segment that isn't empty. [`RecordedRequest::path_value`] returns
    /// its decoded value. `{name}` does the same.
    ///
    /// If the handler panics, for example in an `assert_eq!`, the response is a 400 whose error message quotes the panic. A 400 isn't
    /// retried, so the call fails at once:
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use codat_client::sandbox::{Reply, Sandbox};
    /// use codat_client::{Call, Client, CompanyId, HasClient, Method, codat_endpoint};
    ///
    /// trait Invoices: HasClient {
    ///     #[codat_endpoint(GET, "/companies/<company_id>/data/invoices?page=<page>")]
    ///     fn list_invoices(&self, company_id: CompanyId, page: u32) -> Call<Vec<String>>;
    /// }
    ///
    /// impl Invoices for Client {}
    ///
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.mount(Method::GET, "/companies/<company_id>/data/invoices", |request| {
    ///     assert_eq!(request.query(), Some("page=1"), "page");
    ///     Reply::json(200, ["1"])
    /// });
    /// let codat = sandbox.client()?;
    /// assert_eq!(codat.list_invoices(sandbox.company_id(), 1).await?, ["1"]);
    ///
    /// let error = codat.list_invoices(sandbox.company_id(), 2).await.unwrap_err();
    /// assert!(error.to_string().contains("panicked: assertion `left == right` failed: page"), "{error}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// If the path doesn't begin with `/`, or has a `?`: no request could reach it. [`RecordedRequest::query`] returns the query.
    #[track_caller]
    pub fn mount(
        &self,
        method: Method,
        path: impl Into<String>,
        handler: impl Fn(&RecordedRequest) -> Reply + Send + Sync + 'static,
    ) {
        let template = path.into();
        assert!(
            template.starts_with('/') && !template.contains('?'),
            "a mounted path begins with `/` and has no query, unlike `{template}`"
        );
        self.state.mount(MountedRoute {
            method,
            template,
            handler: Arc::new(handler),
        });
    }

    /// The requests that arrived, in order, also those that were refused or got a fault: the latest 10,000, and at most 256 MiB of
    /// bodies. A request with a body of more than 64 MiB gets a 413, and is recorded without the body.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.state.traffic().recorded.iter().cloned().collect()
    }

    /// Like [`requests`](Self::requests), and forgets them.
    pub fn take_requests(&self) -> Vec<RecordedRequest> {
        self.state.traffic().take()
    }

    /// The number of requests that arrived since the last [`take_requests`](Self::take_requests).
    pub fn request_count(&self) -> usize {
        self.state.traffic().count
    }

    /// The number of `POST`, `PUT`, `PATCH` and `DELETE` requests that were executed. Requests that got a fault's response, the stored
    /// response of their idempotency key, or a 4XX weren't executed.
    pub fn executed_writes(&self) -> usize {
        self.state.traffic().executed_writes
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

impl fmt::Debug for Sandbox {
    /// Leaves out the key, and the state.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox")
            .field("base_url", &self.base_url)
            .field("company_id", &self.company_id)
            .finish_non_exhaustive()
    }
}
