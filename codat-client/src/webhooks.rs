//! Webhooks: the messages that Codat sends to you (feature `webhooks`).
//!
//! Codat reports by webhook everything that takes time: connections, reads, writes, and your limits. Anybody can send a request to
//! your URL, so each message is signed with a secret that only you and Codat have. [`WebhookSecret::verify`] checks the signature and
//! returns the [`Event`]:
//!
//! ```
//! use codat_client::HeaderMap;
//! use codat_client::webhooks::{Payload, WebhookError, WebhookSecret};
//!
//! fn receive(secret: &WebhookSecret, headers: &HeaderMap, body: &[u8]) -> Result<(), WebhookError> {
//!     let event = secret.verify(headers, body)?;
//!     match event.payload {
//!         Payload::ReadCompleted(read) => println!("{} data types were read", read.data_types.len()),
//!         Payload::RateLimitReached(_) => println!("no more requests today"),
//!         _ => println!("{} isn't of interest", event.event_type),
//!     }
//!     Ok(())
//! }
//! # use std::time::SystemTime;
//! # let secret: WebhookSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse()?;
//! # let headers = secret.sign("msg_1", SystemTime::now(), b"{}")?;
//! # receive(&secret, &headers, b"{}")?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The body has to be the bytes as they arrived. A framework or proxy that reads JSON and writes it again changes them.
//!
//! With the feature `axum`, a handler of [axum](https://docs.rs/axum) takes an [`Event`] as its argument.
//!
//! Codat delivers a message at least once, and may deliver it several times. [`Event::message_id`] is the same each time.
//!
//! The guide [`webhooks`](crate::guide::webhooks) goes from creating a consumer to rotating its secret.
//!
//! The rules are those of [Standard Webhooks](https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).

#[cfg(feature = "axum")]
mod axum;
mod error;
mod event;
mod headers;
mod payload;
mod secret;
mod signature;

pub use error::{WebhookError, WebhookSecretError};
pub use event::Event;
pub use payload::Payload;
pub use secret::WebhookSecret;
