//! What the routes share.

use std::sync::Arc;

use codat_client::Client;
use codat_client::tokens::AccessTokens;

use crate::replacements::Replacements;
use crate::session::Sessions;
use crate::throttle::Throttle;
use crate::users::Users;

#[derive(Clone)]
pub(crate) struct App(Arc<Shared>);

struct Shared {
    users: Users,
    sessions: Sessions,
    codat: Client,
    tokens: AccessTokens,
    replacements: Replacements,
    throttle: Throttle,
}

impl App {
    pub(crate) fn new(users: Users, sessions: Sessions, throttle: Throttle, codat: Client) -> Self {
        let tokens = AccessTokens::new(codat.clone());
        Self(Arc::new(Shared {
            users,
            sessions,
            codat,
            tokens,
            replacements: Replacements::new(),
            throttle,
        }))
    }

    pub(crate) fn users(&self) -> &Users {
        &self.0.users
    }

    pub(crate) fn sessions(&self) -> &Sessions {
        &self.0.sessions
    }

    pub(crate) fn codat(&self) -> &Client {
        &self.0.codat
    }

    pub(crate) fn tokens(&self) -> &AccessTokens {
        &self.0.tokens
    }

    pub(crate) fn replacements(&self) -> &Replacements {
        &self.0.replacements
    }

    pub(crate) fn throttle(&self) -> &Throttle {
        &self.0.throttle
    }
}
