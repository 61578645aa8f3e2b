//! Tokens for programs without a runtime.

use std::sync::Arc;

use super::access_token::AccessToken;
use super::access_tokens::AccessTokens;
use super::memory::Recall;
use crate::engine::background;
use crate::{CompanyId, Error, Secret};

impl AccessTokens {
    /// Like [`get`](Self::get), for code that isn't async. It needs the feature `blocking`.
    ///
    /// A fresh token comes from memory. Otherwise, `get` runs on the background thread of [`Call::wait`](crate::Call::wait), and this
    /// thread is blocked until then. Blocking and async callers share tokens and requests. In async code, use `get`: this method blocks all
    /// tasks on the thread.
    ///
    /// # Errors
    ///
    /// Those of `get`. Without an old token, also [`Error::Request`] if the background thread can't be started, or if this is the background
    /// thread, because a provider of credentials, a layer or a store calls this method.
    ///
    /// # Panics
    ///
    /// If a layer or a provider of credentials panics.
    pub fn wait(&self, company_id: CompanyId) -> Result<AccessToken, Error> {
        let old = match self.inner.memory.recall(company_id) {
            Recall::Good(token) => return Ok(token),
            Recall::Failed(error) => return Err(error),
            Recall::Ageing(token) => Some(token),
            Recall::Due(old) => old,
        };
        let tokens = self.clone();
        let waited = background::run(
            async move { tokens.get(company_id).await },
            background::LONGEST.saturating_add(self.inner.source.timeout()),
        );
        waited.unwrap_or_else(|problem| {
            old.ok_or_else(|| self.inner.source.refusal(company_id, problem))
        })
    }

    /// Like [`invalidate`](Self::invalidate), for code that isn't async. It needs the feature `blocking`.
    ///
    /// It blocks this thread until the [store](super::AccessTokensBuilder::store), if there is one, has deleted the token or failed.
    pub fn invalidate_blocking(&self, company_id: CompanyId) {
        self.inner.forget(company_id);
        let tokens = self.clone();
        // If this fails, it is as if the store had failed.
        let _ = background::run(
            async move { tokens.invalidate(company_id).await },
            background::LONGEST,
        );
    }

    /// Like [`invalidate_token`](Self::invalidate_token), for code that isn't async. It needs the feature `blocking`, and blocks as
    /// [`invalidate_blocking`](Self::invalidate_blocking) does.
    pub fn invalidate_token_blocking(&self, company_id: CompanyId, token: &str) {
        let token = Secret::from(token);
        if self.inner.reject(company_id, &token, false) {
            let inner = Arc::clone(&self.inner);
            let _ = background::run(
                async move { inner.remove_token(company_id, &token).await },
                background::LONGEST,
            );
        }
    }
}
