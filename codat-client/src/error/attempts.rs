//! What an error knows of the attempts of its call.

use uuid::Uuid;

use super::{Context, Error, History, LayerError};
use crate::endpoint::Endpoint;
use crate::retry::leaves_uncertain;

impl Error {
    /// Gives a fake's error the key of its call, as the error of a sent call has it.
    pub(crate) fn set_fakes_key(&self, key: Uuid) {
        if let Some(context) = self.context() {
            // One that knows of a call already is a real call's, or has been given out before.
            let _ = context.set_history(History::with_given_key(key));
        }
    }

    /// The same failure, with the attempts that a call of this endpoint has made.
    ///
    /// One that has another call's attempts was kept by a layer. Then the layer has failed.
    pub(crate) fn with_history(self, endpoint: &'static Endpoint, history: History) -> Self {
        let set = match self.context() {
            Some(context) => context.set_history(history),
            None => Err(history),
        };
        match set {
            Ok(()) => self,
            Err(history) => {
                let context = Context::with_history(endpoint, history);
                LayerError::new(context, self.into()).into()
            }
        }
    }

    /// Whether the server may have executed the attempt that failed with this error, whatever happened to those before it.
    pub(crate) fn attempt_may_have_been_executed(&self) -> bool {
        if self.context().is_some_and(Context::was_sent) {
            return true;
        }
        match self {
            Self::ErrorMessage(_) | Self::Sdk(_) => self.status().is_some_and(leaves_uncertain),
            Self::Connection(error) => !error.is_connect(),
            Self::Timeout(error) => error.was_sent(),
            Self::Redirect(_) | Self::Layer(_) | Self::Decode(_) | Self::BodyTooLarge(_) => true,
            Self::Request(_) | Self::Credentials(_) | Self::RateLimit(_) | Self::Config(_) => false,
        }
    }

    /// Notes that the attempt was sent, although this error, which a layer has made, may not say so.
    pub(crate) fn set_sent(&self) {
        if let Some(context) = self.context() {
            context.set_sent();
        }
    }
}
