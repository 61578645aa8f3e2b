//! A request that is ready to be sent.

use crate::client::Client;
use crate::engine::Overrides;
use crate::error::Error;
use crate::request::Request;
use crate::response::RawResponse;

/// A request, the client that sends it, and the settings of this call.
pub(crate) struct Prepared {
    pub(crate) client: Client,
    pub(crate) request: Request,
    pub(crate) overrides: Overrides,
}

impl Prepared {
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
