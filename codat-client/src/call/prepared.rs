//! A request that is ready to be sent.

#[cfg(feature = "blocking")]
use std::time::Duration;

use crate::client::Client;
use crate::engine::Overrides;
use crate::error::Error;
use crate::request::Request;
use crate::response::RawResponse;

/// A request, the client that sends it, and the settings of this call.
#[derive(Clone)]
pub(crate) struct Prepared {
    pub(crate) client: Client,
    pub(crate) request: Request,
    pub(crate) overrides: Overrides,
}

impl Prepared {
    /// Whether it may be sent any number of times.
    pub(crate) fn is_repeatable(&self) -> bool {
        self.request.endpoint.is_repeatable() && self.overrides.idempotency_key.is_none()
    }

    /// The total time of the call.
    #[cfg(feature = "blocking")]
    pub(crate) fn total(&self) -> Duration {
        let settings = &self.client.engine().settings;
        settings.total(self.request.endpoint, &self.overrides)
    }

    /// Sends the request.
    ///
    /// It is taken in its box, so that it isn't moved once more.
    pub(crate) async fn send(mut self: Box<Self>) -> Result<RawResponse, Error> {
        let Self {
            client,
            request,
            overrides,
        } = &mut *self;
        client.engine().execute(request, overrides).await
    }
}
