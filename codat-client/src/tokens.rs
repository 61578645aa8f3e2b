//! Cached access tokens, for back ends that give them to web pages.
//!
//! A page that embeds one of Codat's components needs an access token of its company. Such a token is valid for a day. If a back end
//! requests one for each page view, it uses up its daily quota, and sends many requests at once when many users open the page.
//! [`AccessTokens`] sends one:
//!
//! ```no_run
//! # async fn example(company_id: codat_client::CompanyId) -> Result<(), Box<dyn std::error::Error>> {
//! use codat_client::Client;
//! use codat_client::tokens::AccessTokens;
//!
//! let tokens = AccessTokens::new(Client::from_env()?); // one for the whole program
//!
//! // In each request of a page:
//! let token = tokens.get(company_id).await?;
//! let body = serde_json::to_string(&token.for_page())?; // {"accessToken": …, "expiresIn": …, "expiresAt": …}
//! # Ok(()) }
//! ```
//!
//! Take the company from *your* session of the signed-in user, never from the browser's request.
//!
//! # Guarantees
//!
//! - **One request at a time** for each company, however many callers wait for it. All of them get its result: a token or an error. If a
//!   caller stops waiting, the others still get the result.
//! - **A cached token is returned during an outage of Codat**, until it expires. An expired token is never returned.
//! - **No `get` hangs.** It waits at most 10 s for another process, and for one call with the client's time limits. If there is an old
//!   token, it waits at most 5 s.
//! - **Companies never mix**, and none waits for another. A token in memory is returned without a lock. If a server sends a response
//!   without a request, it isn't taken for a token. (This doesn't hold for ordinary calls: such a response can be taken for that of the next
//!   call, if it arrives on a pooled connection while a task blocks the runtime.)
//!
//! | token in memory | what [`get`](AccessTokens::get) does |
//! | --- | --- |
//! | fresh | returns it |
//! | close to the margin | returns it, and requests a new one in the background |
//! | less than the margin left | waits for a new one. If that fails, or takes longer than 5 s, returns the old one |
//! | expired, or none | waits for a new one. If that fails, returns the error |
//!
//! The *margin* is the minimum time for which a returned token is still valid, as long as Codat responds. By default, it is a tenth of the
//! token's lifetime, and at least 5 minutes. [`margin`](AccessTokensBuilder::margin) sets it. It is at most half the lifetime. The
//! background refresh begins a twentieth of the lifetime before the margin.
//!
//! # After a failure
//!
//! - **With an old token**: after a refresh that failed or took too long, there is a pause before the next one. It is a hundredth of the
//!   lifetime, at most 30 s, or the time in `Retry-After`. During the pause, `get` returns the old token, which may have less than the
//!   margin left.
//! - **Without a token**: the error is cached for the time in `Retry-After`, at most 5 minutes, or for one second after any other 4XX. Of a
//!   response of more than 4 KiB, only the status is cached. Other errors aren't cached, because the client has already retried.
//! - **A request runs on the runtime of the `get` that began it.** If that runtime is dropped, the next caller begins another request. If it
//!   exists but isn't driven, the next caller waits until 90 s after the request began.
//!
//! # Several processes
//!
//! Each process caches its own tokens. With a [store](AccessTokensBuilder::store), such as `RedisStore` of the feature `redis`,
//! processes share them. A restart then sends no request. If all processes start at once, one of them requests a token, and the others
//! wait for it.
//!
//! A store is a key-value store whose entries expire: see [`TokenStore`]. Before a process requests a token, it takes a lease in the
//! store, for 10 s. If Codat takes longer, or the process ends, another process sends its own request.
//!
//! If the store fails or hangs, the process continues without it, logs this once, and uses it again after 5 s. This costs requests, and
//! nothing else.
//!
//! # Memory
//!
//! Tokens are only renewed when somebody calls `get`: there is no timer. The number of companies in memory is
//! [limited](AccessTokensBuilder::max_companies). The least recently used ones are removed.

mod access_token;
mod access_tokens;
#[cfg(feature = "blocking")]
mod blocking;
mod builder;
mod failure;
mod guarded_store;
mod lifetime;
mod memory;
#[cfg(feature = "redis")]
mod redis_store;
mod shared_store;
mod single_flight;
mod source;
mod store;

pub use self::access_token::{AccessToken, PageToken};
pub use self::access_tokens::AccessTokens;
pub use self::builder::AccessTokensBuilder;
#[cfg(feature = "redis")]
pub use self::redis_store::RedisStore;
pub use self::store::{StoreError, StoreFuture, TokenStore};
