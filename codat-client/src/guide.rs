//! Guides: one page for each task.
//!
//! | page | read it to |
//! | --- | --- |
//! | [`endpoints`] | declare endpoints of every kind |
//! | [`errors_and_retries`] | decide what to do when a call fails |
//! | [`lists`] | walk lists, and wait for long-running work |
//! | [`testing`] | write fakes, mocks, sandbox tests and compile-fail tests |
//! | [`sandbox`] | test against a server that behaves as Codat's, in Rust and in any language |
//! | [`production`] | deploy: keys, proxies, certificates, limits, layers |
//! | [`observability`] | export traces, metrics and logs |
//! | [`access_tokens`] | embed Codat's components in a web page |
//! | [`webhooks`] | receive what Codat reports: verify, respond in time, process once |
//! | [`blocking`] | call Codat from code that isn't async |
//! | [`from_python`] | port code from Codat's Python client |
//!
//! The modules hold documentation only. Their examples are tests.
//!
//! # Words
//!
//! | word | meaning |
//! | --- | --- |
//! | operation, route | what Codat's API description calls them: `GET /companies/{companyId}` is a route |
//! | endpoint | an operation, declared in Rust as a method of a trait |
//! | call | what an endpoint's method returns, a [`Call`]: one attempt or more, and one result |
//! | attempt | one request of a call, sent once |
//! | write | a call of a `POST` or `PATCH` endpoint |
//! | setting | what you set on a client or on one call. An *option* is an argument of the attribute |
//! | total time | the time limit of a call. An *attempt time* is that of each attempt |
//! | API key, idempotency key | what the client authenticates with; what Codat recognises a repeated write by |
//! | access token | what a web page shows to Codat's component |
//! | layer | a `tower` layer around each attempt |
//! | sandbox | the server for tests of this crate, not one of Codat's |

// The examples need these features, and so do some links.
#![cfg(any(
    not(doctest),
    all(
        feature = "axum",
        feature = "blocking",
        feature = "rate-limit",
        feature = "redis",
        feature = "sandbox"
    )
))]
#![cfg_attr(
    not(all(
        feature = "axum",
        feature = "blocking",
        feature = "rate-limit",
        feature = "redis",
        feature = "sandbox"
    )),
    allow(rustdoc::broken_intra_doc_links)
)]

// The pages link to these names. A link without a path is also readable outside of rustdoc.
#[cfg(feature = "sandbox")]
#[allow(unused_imports)]
use crate::sandbox::*;
#[allow(unused_imports)]
use crate::*;

#[doc = include_str!("guide/access_tokens.md")]
pub mod access_tokens {}

#[doc = include_str!("guide/blocking.md")]
pub mod blocking {}

#[doc = include_str!("guide/endpoints.md")]
pub mod endpoints {}

#[doc = include_str!("guide/errors_and_retries.md")]
pub mod errors_and_retries {}

#[doc = include_str!("guide/from_python.md")]
pub mod from_python {}

#[doc = include_str!("guide/lists.md")]
pub mod lists {}

#[doc = include_str!("guide/observability.md")]
pub mod observability {}

#[doc = include_str!("guide/production.md")]
pub mod production {}

#[doc = include_str!("guide/sandbox.md")]
pub mod sandbox {}

#[doc = include_str!("guide/testing.md")]
pub mod testing {}

#[doc = include_str!("guide/webhooks.md")]
pub mod webhooks {}
