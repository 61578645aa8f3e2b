//! Guides: one page for each task.
//!
//! | page | read it to |
//! | --- | --- |
//! | [`endpoints`] | declare endpoints of every kind |
//! | [`errors_and_retries`] | decide what to do when a call fails |
//! | [`lists`] | read whole lists, and wait for background work |
//! | [`testing`] | write fakes, mocks, sandbox tests and compile-fail tests |
//! | [`sandbox`] | test against a local server that behaves as Codat documents, in any language |
//! | [`production`] | deploy: keys, proxies, certificates, limits, layers |
//! | [`observability`] | export traces, metrics and logs |
//! | [`access_tokens`] | embed Codat's components in a web page |
//! | [`webhooks`] | receive Codat's webhooks: verify, respond in time, process once |
//! | [`blocking`] | call Codat from code that isn't async |
//! | [`from_python`] | port code from Codat's Python client |
//!
//! These modules only have documentation. Their examples are tests.
//!
//! # Words
//!
//! | word | meaning |
//! | --- | --- |
//! | operation | one entry of Codat's API description, such as `get-company` |
//! | route | a method and a path, such as `GET /companies/{companyId}` |
//! | endpoint | an operation, declared in Rust as a method of a trait |
//! | call | what an endpoint's method returns, a [`Call`]: one or more attempts, and one result |
//! | attempt | one request of a call, sent once |
//! | write | a call with `POST` or `PATCH`. What Codat writes to a customer's software is a *push operation* |
//! | pull operation | one read of one data type from a customer's software, by Codat |
//! | setting | what you set on a client or on one call. An *option* is an argument of the attribute |
//! | total time | the time limit of a call. The *attempt time* is the time limit of each attempt |
//! | API key | what the client authenticates with |
//! | idempotency key | the header by which Codat recognises a retry of a write, and doesn't execute it twice |
//! | access token | what Codat's component in a web page authenticates with, for one company |
//! | layer | a `tower` layer around each attempt |
//! | sandbox | this crate's server for tests. It isn't Codat's own sandbox |

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
