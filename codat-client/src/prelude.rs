//! What a program that calls Codat imports: `use codat_client::prelude::*;`.
//!
//! The traits of [`api`](crate::api) bring their methods and not their names.

#[doc(no_inline)]
pub use crate::api::{
    Companies as _, ConnectionManagement as _, Connections as _, CustomDataType as _,
    Integrations as _, PushData as _, ReadData as _, RefreshData as _, Settings as _,
    SupplementalData as _, Webhooks as _,
};
#[doc(no_inline)]
pub use crate::{Call, Client, HasClient, codat_endpoint};
