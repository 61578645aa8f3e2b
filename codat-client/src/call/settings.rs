//! What one call sets differently.

use std::time::{Duration, SystemTime};

use http::{HeaderName, HeaderValue};
use uuid::Uuid;

use super::{Call, Prepared, State};
use crate::client::BaseUrl;
use crate::endpoint::Endpoint;
use crate::engine::sent_key::GivenKey;
use crate::error::redact::redact;
use crate::error::{Error, RequestError, RequestFault};
use crate::request::header_value::{INVALID, arrives_whole};
use crate::request::{check_header_name, check_headers_size};
use crate::retry::RetryConfig;

impl<T> Call<T> {
    /// Sets the retries of this call, in place of the endpoint's and the client's: a [`Backoff`](crate::Backoff) or a [`RetryConfig`].
    pub fn retries(self, retries: impl Into<RetryConfig>) -> Self {
        self.modify(|call| {
            call.overrides.retries = Some(retries.into());
            Ok(())
        })
    }

    /// The total time of this call, with all its attempts and the waits between them. A single attempt may take all of
    /// it, unless the client or [`attempt_timeout`](Self::attempt_timeout) sets a time for attempts.
    pub fn timeout(self, timeout: Duration) -> Self {
        self.modify(|call| {
            call.overrides.timeout = Some(timeout);
            check_timeout(timeout)
        })
    }

    /// The time of each attempt of this call, and never more than what is left of its total time. Zero fails the call.
    pub fn attempt_timeout(self, timeout: Duration) -> Self {
        self.modify(|call| {
            call.overrides.attempt_timeout = Some(timeout);
            check_timeout(timeout)
        })
    }

    /// Sets a header of this call, in place of any of the same name.
    ///
    /// The call fails if the value is one that a [declared header](crate::endpoint::HeaderField) can't have, or if only the client sets
    /// this header: `Authorization`, `Idempotency-Key`, `Content-Length`, `Host`, `Transfer-Encoding`, and the headers about one
    /// connection (`Connection`, `Expect`, `Keep-Alive`, `Proxy-Authorization`, `Proxy-Connection`, `TE`, `Trailer`, `Upgrade`).
    pub fn header<N, V>(self, name: N, value: V) -> Self
    where
        N: TryInto<HeaderName> + AsRef<str>,
        V: TryInto<HeaderValue>,
    {
        // It may be a value in the wrong place.
        let shown = redact(name.as_ref());
        let name = name.try_into().ok();
        let value = value.try_into().ok();
        self.modify(|call| {
            let name = name.ok_or(RequestFault::HeaderName(shown))?;
            check_header_name(&name)?;
            let mut value = value
                .filter(arrives_whole)
                .ok_or_else(|| RequestFault::Header(format!("`{name}` {INVALID}")))?;
            // What it is for isn't known here, so it is kept from printing.
            value.set_sensitive(true);
            call.request.headers.insert(name, value);
            check_headers_size(&call.request.headers)
        })
    }

    /// Sends this call to another base URL than the client's, and through the proxy that the client uses, if any.
    /// It may have a path, with or without a final slash.
    ///
    /// The call fails
    ///
    /// - if this is plain HTTP that the [client](crate::ClientBuilder::https_only) doesn't allow. Plain HTTP to loopback is allowed only
    ///   if the client's own base URL is loopback: with any other client, a proxy could read the API key.
    /// - if it would send the credentials to an origin that isn't [trusted](crate::ClientBuilder::trust_origin).
    pub fn base_url(self, url: &str) -> Self {
        self.modify(|call| {
            let base = BaseUrl::parse(url).map_err(RequestFault::BaseUrl)?;
            let trust = call.client.trust();
            trust.check_scheme(&base).map_err(RequestFault::BaseUrl)?;
            if call.request.endpoint.is_authenticated() {
                trust.check_origin(&base).map_err(RequestFault::BaseUrl)?;
            }
            call.request.url = base.join(&call.request.path, &call.request.query)?;
            call.request.host = base.host().clone();
            Ok(())
        })
    }

    /// Sets the `Idempotency-Key` of this call, in place of a new one. Keep the key to send the same write again later, even from
    /// another process. The body must then be the same bytes, so don't use maps without an order. For `POST` and `PATCH` only.
    ///
    /// Codat remembers a key for 90 minutes after it was first sent. After that, it would execute the write a second time. This method
    /// doesn't know when the key was first sent: its call ends at most 85 minutes after it began. To send a write again, use
    /// [`idempotency_key_since`](Self::idempotency_key_since), which counts from the first time.
    ///
    /// # Send a write again after a crash
    ///
    /// Create the key yourself. Store it with the body and the time before you send the write. After a crash, send the same write
    /// again, within 85 minutes:
    ///
    /// ```no_run
    /// use std::time::SystemTime;
    /// use codat_client::api::Settings;
    /// use codat_client::models::ConnectionManagementAllowedOrigins;
    /// use codat_client::{Client, Result, Uuid};
    ///
    /// struct Write {
    ///     body: ConnectionManagementAllowedOrigins,
    ///     key: Uuid,
    ///     first_sent: SystemTime,
    /// }
    ///
    /// async fn allow(codat: &Client, body: ConnectionManagementAllowedOrigins) -> Result<()> {
    ///     let write = Write { body, key: Uuid::new_v4(), first_sent: SystemTime::now() };
    ///     // … store it …
    ///     send(codat, &write).await
    ///     // … and mark it as done, unless the error says that the result is open …
    /// }
    ///
    /// /// The first time, and after a crash.
    /// async fn send(codat: &Client, write: &Write) -> Result<()> {
    ///     let call = codat.set_cors_settings(&write.body);
    ///     call.idempotency_key_since(write.key, write.first_sent).await?;
    ///     Ok(())
    /// }
    /// ```
    pub fn idempotency_key(self, key: Uuid) -> Self {
        self.given_key(key, None)
    }

    /// Like [`idempotency_key`](Self::idempotency_key), for a key that was, or may have been, sent before. `first_sent` is when it was
    /// sent for the first time.
    ///
    /// The call ends at most 85 minutes after `first_sent`. If it is awaited later, or if `first_sent` is more than five minutes in the
    /// future because the clock was set back, it returns [`Error::Request`](crate::Error::Request) with
    /// [`is_key_expired`](crate::error::RequestError::is_key_expired), and sends nothing. Then check whether the write was executed
    /// before you send it with another key.
    pub fn idempotency_key_since(self, key: Uuid, first_sent: SystemTime) -> Self {
        self.given_key(key, Some(first_sent))
    }

    fn given_key(self, uuid: Uuid, first_sent: Option<SystemTime>) -> Self {
        if let (State::Failed(error), None) = (&self.state, self.outcome.decode) {
            error.set_fakes_key(uuid);
        }
        self.modify(|call| {
            if !call.request.endpoint.is_write() {
                return Err(RequestFault::NeedlessIdempotencyKey);
            }
            let key = GivenKey {
                uuid,
                is_new: false,
                first_sent,
            };
            call.overrides.idempotency_key = Some(Box::new(key));
            Ok(())
        })
    }

    /// Applies a setting. A call that was polled already can't take it: it is cancelled and ends with an error, rather than go on
    /// without it.
    fn modify(mut self, change: impl FnOnce(&mut Prepared) -> Result<(), RequestFault>) -> Self {
        let error = match (&mut self.state, self.outcome.decode) {
            (State::Prepared(prepared), _) => {
                let endpoint = prepared.request.endpoint;
                change(prepared)
                    .err()
                    .map(|fault| RequestError::new(endpoint, fault).into())
            }
            (State::Sent(_) | State::Done, Some(_)) => {
                let endpoint = self.endpoint.unwrap_or_else(|| Endpoint::fake());
                Some(Error::changed_after_poll(endpoint))
            }
            _ => None,
        };
        if let Some(error) = error {
            self.state = State::Failed(Box::new(error));
        }
        self
    }
}

fn check_timeout(timeout: Duration) -> Result<(), RequestFault> {
    match timeout.is_zero() {
        true => Err(RequestFault::ZeroTimeout),
        false => Ok(()),
    }
}
