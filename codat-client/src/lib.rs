//! A client for the [Codat](https://docs.codat.io) API. An endpoint is a trait method with one attribute. The crate adds
//! authentication, retries, time limits and typed errors.
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
//! The [`guide`] has a page for each task, from [tests](guide::testing) to [production](guide::production).
//!
//! You also need `tokio`, unless all calls are blocking, and `serde` with the feature `derive` for your own endpoints.
//!
//! # Calling an endpoint
//!
//! The traits in [`api`] have the endpoints that this crate declares, and [`models`] has their types. Every method returns a
//! [`Call`]. A call is a future, and you can change its settings before you await it. [`ClientBuilder`] has the settings for all
//! calls of a [`Client`].
//!
//! Calls run on [tokio](https://docs.rs/tokio). With the feature `blocking`, `Call::wait` blocks the thread instead.
//!
//! # Declaring an endpoint
//!
//! [`#[codat_endpoint]`](macro@codat_endpoint) declares an endpoint, in any crate:
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
//! The client retries what is safe to retry, for up to 60 s. A retry never executes a write twice: see [`RetryConfig`]. If the
//! call still fails, it returns an [`Error`]:
//!
//! ```no_run
//! # async fn example(codat: codat_client::Client, company_id: codat_client::CompanyId) -> codat_client::Result<()> {
//! use codat_client::api::Companies;
//!
//! match codat.get_company_access_token(company_id).await {
//!     Ok(token) => println!("valid for {:?}", token.expires_in()),
//!     Err(error) if error.is_not_found() => println!("no such company"),
//!     Err(error) if error.is_rate_limited() => println!("try again in {:?}", error.retry_after()),
//!     Err(error) => return Err(error),
//! }
//! # Ok(()) }
//! ```
//!
//! # Testing
//!
//! - A fake implements the trait and returns [`Call::ready`]. Code under test takes `&dyn Companies`, or `&dyn` of your own trait.
//! - The sandbox (feature `sandbox`, `sandbox::Sandbox`) is a server on loopback. It behaves as Codat documents, and returns the errors
//!   that a test asks for.
//!
//! # Features
//!
//! | feature | default | what it adds |
//! | --- | --- | --- |
//! | `rustls` | yes | TLS with rustls and ring, and the system's root certificates |
//! | `webpki-roots` | no | Mozilla's root certificates instead of the system's: for container images that have none, and for a faster start |
//! | `gzip` | no | compressed responses: large lists take about a tenth of the bytes |
//! | `http2` | no | HTTP/2 where the server offers it |
//! | `blocking` | no | `Call::wait`: blocking calls, for programs that don't use async |
//! | `rate-limit` | no | `RateLimit`: delays requests to stay within Codat's limits |
//! | `sandbox` | no | `sandbox::Sandbox`: the server for tests |
//! | `tokens` | no | `tokens`: a cache of access tokens for web pages that embed Codat's components |
//! | `redis` | no | `tokens`, and `tokens::RedisStore`: several processes share the cached access tokens through Redis |
//! | `webhooks` | no | `webhooks`: verifies the messages that Codat sends to you, and decodes them into typed events |
//! | `axum` | no | `webhooks`, and an extractor for axum 0.8 |
//! | `jiff`, `chrono` | no | converts [`DateTime`] to the types of the crate `jiff` 1 or `chrono` 0.4 |
//!
//! With `rustls`, the crate `reqwest` in your dependency tree is built with its feature `rustls-no-provider`. If your program makes
//! its own `reqwest::Client` without TLS settings, install a default crypto provider of rustls first. Otherwise `reqwest` panics:
//! see [`ClientBuilder::http_client`].
//!
//! Without `rustls`, the client uses the TLS of the `reqwest` in your dependency tree. Depend on `reqwest` with a TLS feature such
//! as `native-tls`, or supply your own client with [`ClientBuilder::http_client`].
#![cfg_attr(docsrs, feature(doc_cfg))]

// The macro's expansion names this crate `codat_client`, here as in any other crate.
extern crate self as codat_client;

#[doc(hidden)]
pub mod __private;
pub mod api;
mod call;
mod client;
mod credentials;
mod date_time;
pub mod endpoint;
mod engine;
pub mod error;
pub mod foreign;
pub mod guide;
mod ids;
pub mod layer;
mod lock;
pub mod models;
mod nullable;
mod open_enum;
pub mod paging;
pub mod prelude;
pub mod query;
#[cfg(feature = "rate-limit")]
mod rate_limit;
mod request;
mod response;
mod retry;
#[cfg(feature = "sandbox")]
pub mod sandbox;
mod secret;
mod stats;
#[cfg(feature = "tokens")]
pub mod tokens;
#[cfg(feature = "webhooks")]
pub mod webhooks;

pub use call::{Call, Until};
pub use client::{Client, ClientBuilder, HasClient};
#[doc = include_str!("codat_endpoint.md")]
#[doc(inline)]
pub use codat_macros::codat_endpoint;
pub use credentials::Credentials;
pub use date_time::DateTime;
#[doc(inline)]
pub use error::Error;
pub use ids::{CompanyId, ConnectionId, ParseIdError};
pub use nullable::null_as_default;
#[cfg(feature = "rate-limit")]
pub use rate_limit::{RateLimit, RateLimitBuilder};
pub use request::{Request, body};
pub use response::{FromResponse, Quota, RawResponse, Response, ResponseValue};
pub use retry::{Backoff, RetryBudget, RetryConfig};
pub use secret::{Secret, SerializableSecret};
pub use stats::Stats;

pub use bytes::Bytes;
pub use http;
pub use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
#[cfg(feature = "redis")]
pub use redis;
pub use url::Url;
pub use uuid::Uuid;

/// The result of awaiting a [`Call`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

// For the expansion of `#[codat_endpoint]`. rustc's messages show these paths where an endpoint's types or trait don't fit.
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
