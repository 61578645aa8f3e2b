//! An error for the log, with what caused it.

use std::error::Error;
use std::fmt;
use std::iter::successors;

/// Prints an error and its chain of sources.
pub(crate) struct Report<'a>(pub(crate) &'a dyn Error);

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        for source in successors(self.0.source(), |&error| error.source()) {
            write!(f, ": {source}")?;
        }
        Ok(())
    }
}
