//! Failures of a program's own layers.

use std::error::Error as StdError;

use super::Context;

/// A [layer](crate::layer) failed: what [`Error::Layer`](crate::Error::Layer) holds.
///
/// Its [source](std::error::Error::source) is the layer's own error.
#[derive(Debug, thiserror::Error)]
#[error("{context}: a layer failed{}", context.after())]
pub struct LayerError {
    pub(super) context: Context,
    source: Box<dyn StdError + Send + Sync>,
}

impl LayerError {
    pub(crate) fn new(context: Context, source: Box<dyn StdError + Send + Sync>) -> Self {
        Self { context, source }
    }
}
