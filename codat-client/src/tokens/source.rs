//! Where tokens come from.

use std::sync::Arc;
use std::time::Duration;

use super::access_token::{AccessToken, Moment};
use crate::api::Companies;
#[cfg(feature = "blocking")]
use crate::endpoint::Endpoint;
#[cfg(feature = "blocking")]
use crate::error::{RequestError, RequestFault};
use crate::{Client, CompanyId, Error};

/// For [`AccessTokens::new`](crate::tokens::AccessTokens::new).
impl From<Client> for Arc<dyn Companies> {
    fn from(codat: Client) -> Self {
        Arc::new(codat)
    }
}

/// Codat, or a fake of it.
pub(super) struct Source(pub(super) Arc<dyn Companies>);

impl Source {
    /// A new token. Its lifetime counts from before the request, so that it never expires earlier than we say.
    pub(super) async fn fetch(&self, company_id: CompanyId) -> Result<AccessToken, Error> {
        let requested_at = Moment::now();
        let token = self.0.get_company_access_token(company_id).await?;
        let left = token.expires_in();
        Ok(AccessToken::new(company_id, token, requested_at, left))
    }

    /// How long a call takes at most, unless it has a time limit of its own.
    pub(super) fn timeout(&self) -> Duration {
        self.0.client().engine().settings.timeout
    }

    /// The error where a thread can't wait.
    #[cfg(feature = "blocking")]
    pub(super) fn refusal(&self, company_id: CompanyId, problem: std::io::Error) -> Error {
        let unsent = self.0.get_company_access_token(company_id);
        let endpoint = unsent.endpoint().unwrap_or_else(|| Endpoint::fake());
        RequestError::new(endpoint, RequestFault::NoWaiting)
            .with_source(problem)
            .into()
    }
}
