//! An in-process server that behaves as the API is documented to, for tests and examples.
//!
//! [`Sandbox::start`] opens an HTTP server on loopback, on a port of its own, which lives until the
//! [`Sandbox`] is dropped. It knows:
//!
//! - **authentication**: [its key](Sandbox::api_key) is the only one it lets in, until others are created;
//! - **routes**: all operations of the Platform API, and any that a test [mounts](Sandbox::mount);
//! - **state**: what is created can be read, listed, changed and deleted;
//! - **lists**: pages, `orderBy`, the query language, `tags`;
//! - **work that progresses**: connections that a customer [authorises](Sandbox::authorize), reads, and
//!   [writes](Sandbox::start_push);
//! - **webhooks**: each change is [reported](Sandbox::deliver) to the consumers, signed, on loopback only;
//! - **errors**: the bodies that Codat documents, for unknown companies, wrong keys and so on;
//! - **quota**: `X-Rate-Limit-*` on every response, counted, and [enforced](SandboxBuilder::enforce_limits) if a test asks for it;
//! - **idempotency**: POST and PATCH with an `Idempotency-Key` are executed once, and every other
//!   request with the key gets the same response, except after a 429;
//! - **faults**: whatever a test [scripts](Sandbox::script), from a 500 to a body without an end.
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
//! // The next request is turned away. The one after it is handled as usual.
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
//! The sandbox runs as tasks on the runtime that it was started on, and its delays and the
//! expiry of its tokens are in tokio's time, so a test can pause it (`#[tokio::test(start_paused = true)]`) and
//! sees an hour go by at once.

mod account;
mod agenda;
mod builder;
mod catalogue;
mod clock;
mod collection;
mod company;
mod delivery;
mod error_body;
mod events;
mod fault;
mod fault_rule;
mod filter;
mod idempotency;
mod limits;
mod link_page;
mod list;
mod mounted;
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
mod work;
mod world;
mod writing;

use std::fmt;
use std::io;
use std::sync::Arc;

use http::Method;
use tokio::task::AbortHandle;

pub use self::builder::SandboxBuilder;
pub use self::fault::Fault;
use self::mounted::MountedRoute;
pub use self::recorded::RecordedRequest;
pub use self::reply::Reply;
use self::state::State;
use crate::{Client, ClientBuilder, CompanyId, Credentials, Error};

/// A running sandbox; dropping it stops the server and closes its connections.
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
    /// If no port can be opened, or outside a tokio runtime: there is `Sandbox::start_blocking()`, of the feature
    /// `blocking`, for code without one.
    ///
    /// # Panics
    ///
    /// On a runtime without its I/O or time enabled, as everything that uses tokio does.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Starts a sandbox with other settings.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::new()
    }

    /// Starts a sandbox from code without a runtime, on the thread that the feature `blocking` has for
    /// [blocking calls](crate::Call::wait).
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
    /// If the thread can't be started, or is this very one, or if no port can be opened.
    #[cfg(feature = "blocking")]
    pub fn start_blocking() -> io::Result<Self> {
        use crate::engine::background::{LONGEST, run};

        run(Self::start(), LONGEST)?
    }

    /// A client that speaks to this sandbox, with its key and the default settings.
    ///
    /// # Errors
    ///
    /// If the client can't be built.
    pub fn client(&self) -> Result<Client, Error> {
        self.client_builder().build()
    }

    /// The builder of such a client, for other settings.
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

    /// Scripts the requests to come: the first one to arrive meets the first fault, and so on, after
    /// any that were scripted before. When the script is through, requests are handled as usual.
    ///
    /// A fault with a response of its own is met before authentication, but not before idempotency:
    /// its response is kept for the request's key, and a key that already has a response gets that one.
    /// Only a 429 always comes through, and leaves the key as it was.
    pub fn script(&self, faults: impl IntoIterator<Item = Fault>) {
        // Collected first: the iterator is a caller's code, which may use the sandbox itself.
        let faults: Vec<Fault> = faults.into_iter().collect();
        self.state.traffic().script.extend(faults);
    }

    /// From now on this decides how each request fares for which no fault is [scripted](Self::script): for an outage that
    /// lasts, or for faults by chance. It takes the place of the rule before it. A rule that panics
    /// responds as a [mounted](Self::mount) handler that panics.
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
        self.state.fault_rule.set(rule);
    }

    /// Adds a route. It comes before routes of the same path that were there already, Codat's own
    /// among them, and has the same authentication, idempotency and faults around it.
    ///
    /// `<name>` in the path, as an endpoint's attribute writes it, matches one segment that isn't empty, and its decoded
    /// value is [`RecordedRequest::path_value`]; `{name}` does the same.
    ///
    /// A handler that panics (in an `assert_eq!`, for example) responds with 400 and an ErrorMessage that quotes the panic.
    /// A 400 isn't retried, so the test sees it at once, in the error of its call:
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
    /// If the path doesn't begin with `/` or has a `?`: no request could reach it. A handler finds the query in
    /// [`RecordedRequest::query`].
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
        self.state.mounted.add(MountedRoute {
            method,
            template,
            handler: Arc::new(handler),
        });
    }

    /// The requests that arrived, in order, refused and faulted ones among them: the latest 10,000, with at most 256 MiB
    /// in their bodies. One of more than 64 MiB is recorded without its body, and refused with a 413.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.state.traffic().recorded.iter().cloned().collect()
    }

    /// The same, and forgets them.
    pub fn take_requests(&self) -> Vec<RecordedRequest> {
        self.state.traffic().take()
    }

    /// How many requests arrived (since they were last taken).
    pub fn request_count(&self) -> usize {
        self.state.traffic().count
    }

    /// How many writes (neither GET, HEAD nor OPTIONS) a route has executed: not the ones that were
    /// given a fault's response, replayed for their idempotency key or refused with a 4XX.
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
    /// Leaves out the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox")
            .field("base_url", &self.base_url)
            .field("company_id", &self.company_id)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}
