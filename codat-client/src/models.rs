//! What Codat's endpoints take and return, by the names of its API description.

mod access_token;
mod allowed_origins;

pub use access_token::{CompanyAccessToken, ConnectionManagementAccessToken};
pub use allowed_origins::ConnectionManagementAllowedOrigins;
