//! Webhooks: the messages that Codat sends to you (feature `webhooks`).
//!
//! Codat sends a message when a company or a connection changes, when data was read or written, and when your daily quota is used up.
//! Anybody can send a request to your URL. Therefore Codat signs each message with a secret that only you and Codat have.
//! [`WebhookSecret::verify`] checks the signature and returns the [`Event`]:
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
//! Pass the bytes of the body as they arrived. A framework or proxy that parses JSON and writes it again changes them.
//!
//! With the feature `axum`, a handler of [axum](https://docs.rs/axum) 0.8 takes an [`Event`] as its argument.
//!
//! Codat sends a message at least once, and sometimes several times. [`Event::message_id`] is the same each time.
//!
//! The guide [`webhooks`](crate::guide::webhooks) explains each step, from creating a consumer to rotating its secret.
//!
//! Messages are signed as in [Standard Webhooks](https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).

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
