//! Everything that happens at run time: on the sandbox, and for broken wire behaviour on a raw TCP server.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod arguments;
mod attacks;
mod blocking;
mod bodies;
mod bounds;
mod broken_wire;
mod call;
#[cfg(feature = "gzip")]
mod compression;
mod conformance;
mod connections;
mod decoding;
mod defaults;
mod endpoints;
mod environment;
mod error_display;
mod errors;
mod executed;
mod fault_matrix;
mod filters;
#[cfg(unix)]
mod fork;
#[cfg(feature = "http2")]
mod http2;
mod injection;
mod kept_responses;
mod layers;
mod lists;
mod macro_lists;
mod origins;
mod outage;
mod proxy;
mod quota;
mod rate_limit;
mod retries;
mod runtimes;
mod sandbox;
mod secret_search;
mod secrets;
mod support;
mod tls;
mod tokens;
mod tracing_spans;
mod webhooks;
mod wire;
