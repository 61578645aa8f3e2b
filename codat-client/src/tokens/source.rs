//! Where tokens come from.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use secrecy::SecretString;

use super::access_token::{AccessToken, Moment};
use crate::api::{Companies, ConnectionManagement};
use crate::models::ConnectionManagementAccessToken;
use crate::{CompanyId, Error};

/// A token's text and its life.
type Answer = Pin<Box<dyn Future<Output = Result<(SecretString, Duration), Error>> + Send>>;

/// Calls one of Codat's routes.
pub(super) type Route<C> = fn(&C, CompanyId) -> Answer;

/// A route and what it is called on.
pub(super) struct Source {
    call: Box<dyn Fn(CompanyId) -> Answer + Send + Sync>,
}

impl Source {
    pub(super) fn new<C: Send + Sync + 'static>(codat: C, route: Route<C>) -> Self {
        Self {
            call: Box::new(move |company_id| route(&codat, company_id)),
        }
    }

    pub(super) async fn fetch(&self, company_id: CompanyId) -> Result<AccessToken, Error> {
        let asked_at = Moment::now();
        let (secret, lifetime) = (self.call)(company_id).await?;
        Ok(AccessToken::new(
            company_id, secret, lifetime, lifetime, asked_at,
        ))
    }
}

pub(super) fn company<C: Companies>(codat: &C, company_id: CompanyId) -> Answer {
    let call = codat.get_company_access_token(company_id);
    Box::pin(async move {
        let answer = call.await?;
        Ok((answer.access_token().clone(), answer.expires_in()))
    })
}

pub(super) fn connection_management<C: ConnectionManagement>(
    codat: &C,
    company_id: CompanyId,
) -> Answer {
    #[expect(
        deprecated,
        reason = "for those who ask for it, as long as it is there"
    )]
    let call = codat.get_access_token(company_id);
    Box::pin(async move {
        let answer = call.await?;
        let lifetime = ConnectionManagementAccessToken::LIFETIME;
        Ok((answer.access_token().clone(), lifetime))
    })
}
