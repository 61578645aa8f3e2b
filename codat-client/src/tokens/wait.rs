//! Tokens that a thread waits for.

use std::sync::Arc;

use super::memory::Recall;
use super::single_flight::Removal;
use super::{AccessToken, AccessTokens};
use crate::engine::background::run as run_in_background;
use crate::error::RequestFault;
use crate::{CompanyId, Error};

impl AccessTokens {
    /// The access token of a company, as [`get`](Self::get) gives it, for programs without a runtime. It needs the feature `blocking`.
    ///
    /// ```no_run
    /// use codat_client::Client;
    /// use codat_client::tokens::AccessTokens;
    ///
    /// fn main() -> Result<(), Box<dyn std::error::Error>> {
    ///     let tokens = AccessTokens::new(Client::from_env()?);
    ///     let token = tokens.wait("8a210b68-6988-11ed-a1eb-0242ac120002".parse()?)?;
    ///     println!("good for {:?}", token.expires_in());
    ///     Ok(())
    /// }
    /// ```
    ///
    /// A token that is fresh comes from memory. For any other this thread is blocked until `get` has ended on the thread on which
    /// [`Call::wait`](crate::Call::wait) runs its calls, too. Threads that wait and tasks that await share tokens and requests. Async code should
    /// await: inside a runtime this blocks all that the thread runs, and if that is the request for this token, it takes 20 s until
    /// another is begun.
    ///
    /// # Errors
    ///
    /// Those of `get`, and [`Error::Request`], with nothing sent, if the thread can't be started, or if this is that very
    /// thread, on which a provider of credentials, a layer or a store runs. With a token in hand that hasn't ended there is none.
    ///
    /// # Panics
    ///
    /// If a layer or a provider of credentials does, each time that it is tried: the panic comes out here.
    pub fn wait(&self, company_id: CompanyId) -> Result<AccessToken, Error> {
        let old = match self.inner.recall(company_id) {
            Recall::Good(token) => return Ok(token),
            Recall::Failed(error) => return Err(error),
            Recall::Ageing(token) => Some(token),
            Recall::Due(old) => old,
        };
        let tokens = self.clone();
        let waited = run_in_background(async move { tokens.get(company_id).await });
        waited.unwrap_or_else(|problem| {
            old.ok_or_else(|| {
                let refusal = self.inner.refusal(company_id, RequestFault::NoWaiting);
                refusal.with_source(problem).into()
            })
        })
    }
    /// Forgets the token of a company, as [`invalidate`](Self::invalidate) does, for programs without a runtime. It needs the feature
    /// `blocking`.
    ///
    /// This thread is blocked until the [store](super::AccessTokensBuilder::store), if there is one, has removed the token or run out of time.
    pub fn invalidate_blocking(&self, company_id: CompanyId) {
        self.remove_blocking(self.inner.forget(company_id, None));
    }

    /// Forgets this token of a company, as [`invalidate_token`](Self::invalidate_token) does, for programs without a runtime. It needs
    /// the feature `blocking`, and blocks as [`invalidate_blocking`](Self::invalidate_blocking) does.
    pub fn invalidate_token_blocking(&self, company_id: CompanyId, token: &str) {
        self.remove_blocking(self.inner.forget(company_id, Some(token)));
    }

    fn remove_blocking(&self, removal: Option<Removal>) {
        let Some(removal) = removal else { return };
        let inner = Arc::clone(&self.inner);
        // If it can't be waited for, what is in the store isn't trusted any more: as good as a store that doesn't answer.
        let _ = run_in_background(async move { inner.remove(removal).await });
    }
}
