//! `wait` where the feature `blocking` is off: the compiler names the feature.

use super::{Call, Until};
use crate::error::{Error, UntilError};

/// What [`Call::wait`], and all else of this name, needs. Nothing implements it.
#[diagnostic::on_unimplemented(
    message = "`wait` needs the feature `blocking` of `codat-client`",
    label = "the feature is off",
    note = "in `Cargo.toml`: `codat-client = {{ version = \"…\", features = [\"blocking\"] }}`; async code awaits the call instead"
)]
pub trait NeedsFeatureBlocking {}

impl<T> Call<T> {
    #[doc(hidden)]
    pub fn wait(self) -> Result<T, Error>
    where
        Self: NeedsFeatureBlocking,
    {
        unreachable!("nothing implements the bound")
    }
}

impl<T, F> Until<T, F> {
    #[doc(hidden)]
    pub fn wait(self) -> Result<T, UntilError<T>>
    where
        Self: NeedsFeatureBlocking,
    {
        unreachable!("nothing implements the bound")
    }
}
