//! What a program that calls Codat imports: `use codat_client::prelude::*;`.
//!
//! It imports the methods of the traits in [`api`](crate::api), but not the names of these traits.

#[doc(no_inline)]
pub use crate::api::{
    Companies as _, ConnectionManagement as _, Connections as _, CustomDataType as _,
    Integrations as _, PushData as _, ReadData as _, RefreshData as _, Settings as _,
    SupplementalData as _, Webhooks as _,
};
#[doc(no_inline)]
pub use crate::{Call, Client, HasClient, ResponseValue, Result, codat_endpoint};
