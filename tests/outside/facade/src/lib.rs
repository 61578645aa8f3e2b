//! What all of a company's programs use, the Codat client among it.

pub use codat_client as codat;
