//! The request and response types of Codat's endpoints, with the names in its API description.
//!
//! - **Responses** have public members. An id is of its own type. A list or a map that is absent or `null` is empty, and any other
//!   member is an [`Option`]. Members that this version doesn't know are ignored, and values of [enumerations](crate::open_enum) that
//!   it doesn't know are kept.
//! - **Bodies** have a `new` with what is required, and public members for the rest. `None` is left out.
//! - **Fakes** start from the default: `let mut company = Company::default();`.
//!
//! The body of an error is [`error::ErrorMessage`](crate::error::ErrorMessage).

mod access_token;
mod allowed_origins;
mod common;
mod companies;
mod connections;
mod custom_data_type;
mod integrations;
mod push_data;
mod refresh_data;
mod settings;
mod supplemental_data;
mod webhooks;

pub use access_token::{CompanyAccessToken, ConnectionManagementAccessToken};
pub use allowed_origins::ConnectionManagementAllowedOrigins;
pub use common::*;
pub use companies::*;
pub use connections::*;
pub use custom_data_type::*;
pub use integrations::*;
pub use push_data::*;
pub use refresh_data::*;
pub use settings::*;
pub use supplemental_data::*;
pub use webhooks::*;
