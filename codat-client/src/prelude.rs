//! What a program that calls Codat imports: `use codat_client::prelude::*;`.
//!
//! The traits of [`api`](crate::api) bring their methods and not their names.

#[doc(no_inline)]
pub use crate::api::{Companies as _, ConnectionManagement as _, Settings as _};
#[doc(no_inline)]
pub use crate::{Call, Client, HasClient, codat_endpoint};
