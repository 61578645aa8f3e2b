//! `wait` where the feature `blocking` is off: the compiler names the feature.

use std::iter::Empty;

use super::{Items, Page, Pages};
use crate::call::NeedsFeatureBlocking;
use crate::error::Error;

impl<T> Items<T> {
    #[doc(hidden)]
    pub fn wait(self) -> Empty<Result<T, Error>>
    where
        Self: NeedsFeatureBlocking,
    {
        unreachable!("nothing implements the bound")
    }
}

impl<T> Pages<T> {
    #[doc(hidden)]
    pub fn wait(self) -> Empty<Result<Page<T>, Error>>
    where
        Self: NeedsFeatureBlocking,
    {
        unreachable!("nothing implements the bound")
    }
}
