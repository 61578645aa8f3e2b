//! Cached access tokens, for back ends that give them to web pages.
//!
//! A page that embeds one of Codat's components needs an access token of its company. Such a token is valid for a day. A back end that
//! requests one for each page view spends its daily quota on them, and when everybody opens the page at nine in the morning, it
//! sends a hundred requests at once. [`AccessTokens`] sends one:
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
//! Take the company from *your* session of the signed-in user, never from what the browser sent.
//!
//! # What is promised
//!
//! - **One request** for each company is under way at a time, however many callers wait for it. All of them get its result, be it a
//!   token or an error. A caller that stops waiting takes nothing from the others.
//! - **A token serves through an outage of Codat** until it expires. An expired token is never returned.
//! - **No `get` hangs.** It waits 10 s at most for another process, and for one call with the client's time-outs. With an old token it
//!   waits 5 s at most.
//! - **Companies never mix**, and none waits for another. A token in memory is returned without a lock. A response that a server sends
//!   without a request isn't taken for a token. (An ordinary call may take it for its own, if it came on a pooled connection while a task
//!   blocked the runtime.)
//!
//! | token in memory | what [`get`](AccessTokens::get) does |
//! | --- | --- |
//! | fresh | returns it |
//! | close to the margin | returns it, and requests a new one in the background |
//! | less than the margin left | waits for a new one; if that fails, or takes longer than 5 s, returns the old one |
//! | expired, or none | waits for a new one; if that fails, returns the error |
//!
//! The *margin* is what a token has left when it is returned, as long as Codat responds. It is a tenth of the lifetime and at
//! least five minutes, unless [set](AccessTokensBuilder::margin), and at most half the lifetime. The background refresh begins a twentieth
//! of the lifetime before the margin.
//!
//! # After a failure
//!
//! - **With an old token**, a refresh that failed or took too long isn't retried by the next `get`. The pause is a hundredth of the
//!   lifetime, 30 s at most, or what Codat's `Retry-After` says. During it, what `get` returns may have less than the margin left.
//! - **Without a token**, the error is cached: for as long as `Retry-After` says, 5 minutes at most, and for one second after any
//!   other 4xx. Of a response of more than 4 KiB, only the status is cached. Other failures aren't, as each comes after the client's retries.
//! - **A request runs on the runtime of the `get` that began it.** If that runtime ends, the next caller begins another request. If
//!   nobody drives that runtime any more, this takes until 90 s after the request began.
//!
//! # Several processes
//!
//! Each process caches its own tokens. With a [store](AccessTokensBuilder::store), such as `RedisStore` of the feature `redis`,
//! processes share them. A restart then costs no request, and when all processes start at once, one of them requests a token while
//! the others wait for it.
//!
//! A store is a key-value store whose entries expire: see [`TokenStore`]. The process that requests a token first takes a lease
//! in the store, which lasts 10 s. If Codat takes longer, or that process vanishes, another one sends its own request.
//!
//! A store that fails, hangs or is killed costs requests and nothing else. The process goes on without it, logs that once, and
//! uses it again five seconds later.
//!
//! # Memory
//!
//! There is no timer: companies that nobody asks for cost nothing. The number of companies in memory is
//! [bounded](AccessTokensBuilder::max_companies), and the least recently used ones are forgotten.

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
