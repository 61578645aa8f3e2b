//! Lists that come in pages, and calls that are polled: what is requested, and what is given.

mod ahead;
mod ends;
mod failures;
mod server;
mod settings;
mod until;
mod wait;
