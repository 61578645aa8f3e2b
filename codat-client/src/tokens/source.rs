//! Where tokens come from.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use crate::secret::Secret;

use super::TokenRoute;
use super::access_token::{AccessToken, Moment};
use crate::api::{Companies, ConnectionManagement};
use crate::endpoint::Endpoint;
use crate::error::{RequestError, RequestFault};
use crate::models::ConnectionManagementAccessToken;
use crate::{CompanyId, Error};

/// One of Codat's routes, and how to ask it.
pub(super) struct Route<C: ?Sized> {
    name: TokenRoute,
    ask: fn(&C, CompanyId) -> Request,
}

/// A request that is sent when its answer is polled.
struct Request {
    /// None: a fake's.
    endpoint: Option<&'static Endpoint>,
    answer: Answer,
}

/// A token's text and its life.
type Answer = Pin<Box<dyn Future<Output = Result<(Secret, Duration), Error>> + Send>>;

impl<C: Companies + ?Sized> Route<C> {
    pub(super) fn company() -> Self {
        Self {
            name: TokenRoute::Company,
            ask: company,
        }
    }
}

impl<C: Companies + ConnectionManagement + ?Sized> Route<C> {
    pub(super) fn new(name: TokenRoute) -> Self {
        match name {
            TokenRoute::Company => Self::company(),
            #[expect(deprecated, reason = "for those who ask for it")]
            TokenRoute::ConnectionManagement => Self {
                name,
                ask: connection_management,
            },
        }
    }
}

impl<C: ?Sized> Route<C> {
    pub(super) fn name(&self) -> TokenRoute {
        self.name
    }
}

/// A route and the client that it is called on.
pub(super) struct Source {
    ask: Box<dyn Fn(CompanyId) -> Request + Send + Sync>,
}

impl Source {
    pub(super) fn new<C: Send + Sync + ?Sized + 'static>(codat: Arc<C>, route: &Route<C>) -> Self {
        let ask = route.ask;
        Self {
            ask: Box::new(move |company_id| ask(&codat, company_id)),
        }
    }

    pub(super) async fn fetch(&self, company_id: CompanyId) -> Result<AccessToken, Error> {
        let asked_at = Moment::now();
        let (secret, lifetime) = (self.ask)(company_id).answer.await?;
        Ok(AccessToken::new(
            company_id, secret, lifetime, lifetime, asked_at,
        ))
    }

    /// Why a request can't be sent from here.
    pub(super) fn refusal(&self, company_id: CompanyId, fault: RequestFault) -> RequestError {
        let unsent = (self.ask)(company_id);
        RequestError::new(unsent.endpoint.unwrap_or_else(Endpoint::fake), fault)
    }
}

fn company<C: Companies + ?Sized>(codat: &C, company_id: CompanyId) -> Request {
    let call = codat.get_company_access_token(company_id);
    Request {
        endpoint: call.endpoint(),
        answer: Box::pin(async move {
            let answer = call.await?;
            Ok((answer.access_token().clone(), answer.expires_in()))
        }),
    }
}

fn connection_management<C: ConnectionManagement + ?Sized>(
    codat: &C,
    company_id: CompanyId,
) -> Request {
    #[expect(
        deprecated,
        reason = "for those who ask for it, as long as it is there"
    )]
    let call = codat.get_access_token(company_id);
    Request {
        endpoint: call.endpoint(),
        answer: Box::pin(async move {
            let answer = call.await?;
            let lifetime = ConnectionManagementAccessToken::LIFETIME;
            Ok((answer.access_token().clone(), lifetime))
        }),
    }
}
