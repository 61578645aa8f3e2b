//! The transport's own errors, fit for a message.

use std::error::Error as StdError;
use std::io;

use super::known_secret::KnownSecret;
use super::redact::redact;

/// The error without its URL, which may hold what a caller searches for. If it quotes the server, it is its text, masked: HTTP/2 displays
/// the reason for which a server closes a connection.
pub(super) fn masked(
    error: reqwest::Error,
    secret: &KnownSecret,
) -> Box<dyn StdError + Send + Sync> {
    let error = error.without_url();
    let causes: Vec<_> = chain(&error).map(ToString::to_string).collect();
    let said = causes.join(": ");
    let masked = redact(&secret.mask(&said));
    match masked == said {
        true => error.into(),
        false => masked.into(),
    }
}

/// An error and its causes.
pub(super) fn chain<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |&error| {
        match error.downcast_ref::<io::Error>() {
            // The source of an I/O error is not the error that it holds, but that one's source.
            Some(io) => io.get_ref().map(|held| held as &(dyn StdError + 'static)),
            None => error.source(),
        }
    })
}
