//! Crates below 1.0 whose types are in this crate's public signatures.
//!
//! To name these types, depend on the same version, or use the crate from here. A minor release of this crate may change to their
//! next version. Nothing else in the public API depends on a crate below 1.0.
//!
//! | crate | where |
//! | --- | --- |
//! | `axum_core` (feature `axum`) | the extractor of a `webhooks::Event` |
//! | `reqwest` | [`ClientBuilder::http_client`](crate::ClientBuilder::http_client) and `blocking_http_client` |
//! | `chrono` (feature `chrono`) | [`DateTime`](crate::DateTime) |
//! | `futures_core` | the trait `Stream` of [`Items`](crate::paging::Items) and [`Pages`](crate::paging::Pages) |
//! | `tower_layer`, `tower_service` | [`ClientBuilder::layer`](crate::ClientBuilder::layer) |

#[cfg(feature = "axum")]
pub use axum_core;
#[cfg(feature = "chrono")]
pub use chrono;
pub use futures_core;
pub use reqwest;
pub use tower_layer;
pub use tower_service;
