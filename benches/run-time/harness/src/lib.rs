//! What every contestant's program has in common: its command line, and what is measured from inside the process.
//!
//! ```text
//! program URL check           one call
//! program URL calls N         N calls, one after the other
//! program URL load C N        C callers at once, N calls in all
//! program URL outstanding N   N calls at once, which the server holds
//! program URL make N          N clients, and no call
//! program URL clone N         one client, and N clones of it
//! ```
//!
//! Each writes one line of JSON. All run on one thread, and the first calls, which open the connection, aren't counted.

mod allocations;
mod modes;
pub mod wire;

use std::future::Future;

use uuid::Uuid;

/// One way of making the call.
pub trait Contestant: Clone + Send + Sync + Sized + 'static {
    /// A client for the API at this URL, which has no final slash. It is made within a tokio runtime.
    fn new(base_url: &str) -> Self;

    /// What a call returns.
    type Token: Send;

    /// Makes the call.
    fn token(&self, company: Uuid) -> impl Future<Output = Self::Token> + Send;

    /// The access token as a string.
    fn text(token: &Self::Token) -> &str;
}

/// The `main` of a contestant.
pub fn main<C: Contestant>() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let number = |text: &str| text.parse::<usize>().expect("a number");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let result = runtime.expect("a runtime").block_on(async {
        match arguments.as_slice() {
            [url, "check"] => modes::calls::<C>(url, 1).await,
            [url, "calls", calls] => modes::calls::<C>(url, number(calls)).await,
            [url, "load", callers, calls] => {
                modes::load::<C>(url, number(callers), number(calls)).await
            }
            [url, "outstanding", calls] => modes::outstanding::<C>(url, number(calls)).await,
            [url, "make", clients] => modes::make::<C>(url, number(clients)),
            [url, "clone", clones] => modes::clone::<C>(url, number(clones)),
            _ => panic!("the arguments are wrong: {arguments:?}"),
        }
    });
    println!("{result}");
}
