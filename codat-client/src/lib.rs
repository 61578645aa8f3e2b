//! A declarative client for the [Codat](https://docs.codat.io) API: annotate a trait method, get an authenticated,
//! retried, error-mapped call.
//!
//! ```no_run
//! # async fn example(key: &str, company_id: codat_client::CompanyId) -> codat_client::Result<()> {
//! use codat_client::{Client, Credentials, api::Companies};
//!
//! let codat = Client::new(Credentials::api_key(key))?;
//! let token = codat.get_company_access_token(company_id).await?;
//! # Ok(()) }
//! ```
//!
//! - [`api`] has the endpoints that this crate declares, [`models`] what they take and return.
//! - [`#[codat_endpoint]`](macro@codat_endpoint) declares your own.
//! - [`Call`] is what every method returns: a future with settings of its own.
//! - [`Client`] and [`ClientBuilder`] hold what all calls share: credentials, retries, times.
//! - `tokens` keeps access tokens at hand for pages that embed Codat's components (feature `tokens`).
//! - [`layer`] is for what a program does to each attempt beyond these settings.
//! - [`Error`] says how a call failed.
//!
//! ```toml
//! [dependencies]
//! codat-client = "0.1"
//! serde = { version = "1", features = ["derive"] } # for endpoints of your own
//! tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
//!
//! [dev-dependencies]
//! codat-client = { version = "0.1", features = ["sandbox"] } # for tests
//! ```
//!
//! Calls run on [tokio](https://docs.rs/tokio), or block the thread with the feature `blocking`.
//!
//! # Declaring an endpoint
//!
//! This crate declares the endpoints of access tokens and CORS settings. Any other is declared in the same way, in any crate:
//!
//! ```
//! use codat_client::{Call, Client, CompanyId, HasClient, codat_endpoint};
//!
//! #[derive(serde::Deserialize)]
//! struct Invoice {
//!     id: String,
//! }
//!
//! trait Invoices: HasClient {
//!     /// Gets one invoice.
//!     #[codat_endpoint(GET, "/companies/<company_id>/data/invoices/<invoice_id>")]
//!     fn get_invoice(&self, company_id: CompanyId, invoice_id: &str) -> Call<Invoice>;
//! }
//!
//! impl Invoices for Client {}
//! ```
//!
//! # When a call fails
//!
//! Transient failures are retried within the call's total time, 60 s unless set, and a write only where it can't be executed twice:
//! see [`RetryConfig`]. What comes out in the end is an [`Error`]:
//!
//! ```no_run
//! # async fn example(codat: codat_client::Client, company_id: codat_client::CompanyId) -> codat_client::Result<()> {
//! use codat_client::api::Companies;
//!
//! match codat.get_company_access_token(company_id).await {
//!     Ok(token) => println!("good for {:?}", token.expires_in()),
//!     Err(error) if error.is_not_found() => println!("no such company"),
//!     Err(error) if error.is_rate_limited() => println!("come back in {:?}", error.retry_after()),
//!     Err(error) => return Err(error),
//! }
//! # Ok(()) }
//! ```
//!
//! # Testing
//!
//! Code that takes `&dyn Companies`, or `&dyn` of a trait of your own, can be given a fake: [`Call::ready`] is its answer and
//! [`Client::offline`] its client. With the feature `sandbox`, `sandbox::Sandbox` is a server on loopback that behaves as the API is
//! documented to, and fails on request.
//!
//! # Features
//!
//! | feature | default | what it brings |
//! | --- | --- | --- |
//! | `rustls` | yes | TLS by rustls with ring, trusting the platform's certificates |
//! | `http2` | no | HTTP/2 where the server offers it |
//! | `blocking` | no | `Call::wait`: calls from programs without a runtime |
//! | `rate-limit` | no | `RateLimit`: staying inside Codat's limits by waiting |
//! | `sandbox` | no | a server that behaves as the API is documented to, for tests |
//! | `tokens` | no | access tokens kept at hand for pages, and renewed in time |
//! | `redis` | no | … and shared by several processes, through Redis |
//!
//! Without `rustls`, a client sends by whatever TLS the `reqwest` in your dependency tree has been given: depend on it
//! with its feature `native-tls`, say, or hand over a client of your own with [`ClientBuilder::http_client`].
#![cfg_attr(docsrs, feature(doc_cfg))]

// So that this crate declares endpoints as any other does.
extern crate self as codat_client;

pub mod api;
mod call;
mod client;
mod credentials;
pub mod endpoint;
mod engine;
pub mod error;
pub mod foreign;
pub mod guide;
mod ids;
pub mod layer;
mod lock;
pub mod models;
pub mod prelude;
#[cfg(feature = "rate-limit")]
mod rate_limit;
mod request;
mod response;
mod retry;
#[cfg(feature = "sandbox")]
pub mod sandbox;
#[cfg(feature = "sandbox")]
mod sandbox_mark;
mod secret;
#[cfg(feature = "tokens")]
pub mod tokens;

pub use call::Call;
pub use client::{Client, ClientBuilder, HasClient};
#[doc = include_str!("codat_endpoint.md")]
#[doc(inline)]
pub use codat_macros::codat_endpoint;
pub use credentials::Credentials;
pub use engine::Stats;
#[doc(inline)]
pub use error::Error;
pub use ids::{CompanyId, ConnectionId, ParseIdError};
#[cfg(feature = "rate-limit")]
pub use rate_limit::{RateLimit, RateLimitBuilder};
pub use request::{Request, body};
pub use response::{FromResponse, Quota, RawResponse, Response};
pub use retry::{Backoff, RetryBudget, RetryConfig};
pub use secret::Secret;

pub use bytes::Bytes;
pub use http;
pub use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
#[cfg(feature = "redis")]
pub use redis;
pub use url::Url;
pub use uuid::Uuid;

/// The result of awaiting a [`Call`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

// For the expansion of `#[codat_endpoint]` by the macro of this same release. By these names rustc mentions them where an
// endpoint's types or trait don't fit.
#[doc(hidden)]
pub use request::builder::{AsyncOutput, RequestBuilder, Supertrait};

/// The README's examples are tests.
#[cfg(all(
    doctest,
    feature = "blocking",
    feature = "rate-limit",
    feature = "sandbox",
    feature = "tokens"
))]
#[doc = include_str!("../README.md")]
struct Readme;
