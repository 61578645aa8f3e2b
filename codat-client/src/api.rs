//! Codat's own endpoints, declared with [`#[codat_endpoint]`](macro@crate::codat_endpoint):
//! one trait for each group of its API reference.
//!
//! Import the trait to call its methods on a [`Client`](crate::Client). The methods are named after Codat's operation ids,
//! which are unique, so that several traits can be imported together; only [`ConnectionManagement::get_access_token`] has the
//! shorter name that Codat's other clients give it.

mod companies;
mod connection_management;
mod settings;

pub use companies::Companies;
pub use connection_management::ConnectionManagement;
pub use settings::Settings;
