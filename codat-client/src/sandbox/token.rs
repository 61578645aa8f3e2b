//! Access tokens: they look like Codat's, differ on each call, and expire.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use tokio::time::Instant;
use uuid::Uuid;

use super::Sandbox;
use super::collection::Collection;
use crate::CompanyId;

/// How long a company's token lives unless a test says otherwise.
pub(super) const COMPANY_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// The most tokens that are remembered. A later one takes the place of the earliest.
const MOST_TOKENS: usize = 5_000;

/// The tokens that were issued, with their expiry (`None`: later than an `Instant` can hold).
#[derive(Default)]
pub(super) struct Tokens {
    issued: Collection<Arc<str>, Option<Instant>>,
}

impl Tokens {
    pub(super) fn issue(&mut self, company: CompanyId, lifetime: Duration) -> String {
        let issued_at = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |elapsed| elapsed.as_secs());
        let header = json!({ "alg": "HS256", "typ": "JWT" });
        let claims = json!({
            "sub": company.to_string(),
            "jti": Uuid::new_v4(),
            "iat": issued_at,
            "exp": issued_at.saturating_add(lifetime.as_secs()),
        });
        // Not a signature, nobody verifies one; it only has to look like it.
        let signature = [Uuid::new_v4().into_bytes(), Uuid::new_v4().into_bytes()].concat();
        let token = [
            header.to_string().into_bytes(),
            claims.to_string().into_bytes(),
            signature,
        ]
        .map(|part| URL_SAFE_NO_PAD.encode(part))
        .join(".");
        let end = Instant::now().checked_add(lifetime);
        self.issued.insert(token.as_str().into(), end);
        self.issued.shrink_to(MOST_TOKENS, |_| true);
        token
    }

    pub(super) fn accepts(&self, token: &str) -> bool {
        self.issued
            .get(&token.into())
            .is_some_and(|end| end.is_none_or(|end| Instant::now() < end))
    }
}

/// # Access tokens
impl Sandbox {
    /// Sets the lifetime of later company access tokens: one day unless set. `expiresIn` is in whole seconds.
    ///
    /// Tokens of the deprecated connection management route are valid for one hour. Their response doesn't say so.
    pub fn set_token_lifetime(&self, lifetime: Duration) {
        self.state.world().company_token_lifetime = lifetime;
    }

    /// Whether this sandbox has issued the access token, and it hasn't expired.
    pub fn accepts_token(&self, token: &str) -> bool {
        self.state.world().tokens.accepts(token)
    }
}

#[cfg(test)]
mod tests {
    use super::{COMPANY_LIFETIME, CompanyId, Duration, Engine, Tokens, URL_SAFE_NO_PAD, Uuid};

    #[test]
    fn a_token_has_the_shape_of_a_jwt_and_names_its_company() {
        let company = CompanyId::from(Uuid::new_v4());
        let mut tokens = Tokens::default();
        let token = tokens.issue(company, COMPANY_LIFETIME);
        let parts: Vec<Vec<u8>> = token
            .split('.')
            .map(|part| URL_SAFE_NO_PAD.decode(part).unwrap())
            .collect();
        assert_eq!(parts.len(), 3);
        let claims: serde_json::Value = serde_json::from_slice(&parts[1]).unwrap();
        assert_eq!(claims["sub"], company.to_string());
        let lives = claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap();
        assert_eq!(lives, 86_400);
        assert_ne!(token, tokens.issue(company, COMPANY_LIFETIME));
    }

    #[test]
    fn a_token_is_accepted_until_it_expires() {
        let company = CompanyId::from(Uuid::new_v4());
        let mut tokens = Tokens::default();
        let lasting = tokens.issue(company, Duration::MAX);
        let expired = tokens.issue(company, Duration::ZERO);
        assert!(tokens.accepts(&lasting));
        assert!(!tokens.accepts(&expired));
        assert!(!tokens.accepts("a.b.c"));
    }
}
