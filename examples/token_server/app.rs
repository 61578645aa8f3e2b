//! What the routes share.

use codat_client::tokens::AccessTokens;

use crate::lists::Lists;
use crate::replacements::Replacements;
use crate::session::Sessions;
use crate::throttle::Throttle;
use crate::users::Users;

pub(crate) struct App {
    pub(crate) users: Users,
    pub(crate) sessions: Sessions,
    pub(crate) throttle: Throttle,
    pub(crate) tokens: AccessTokens,
    pub(crate) replacements: Replacements,
    pub(crate) lists: Lists,
}
