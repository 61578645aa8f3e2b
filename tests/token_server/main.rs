//! The example `token_server`, as its users meet it: the real program, over HTTP and in a real browser.
//!
//! The server is a child process, which is given the address and the key of a sandbox that runs here: so a test decides
//! how Codat fares, and the example needs to know nothing of tests.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod attacks;
mod browser;
mod component;
#[path = "../example.rs"]
mod example;
mod http;
mod page;
mod server;
mod world;
