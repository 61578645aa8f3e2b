//! Lists that come in pages.

mod list_query;
mod page;

pub use list_query::ListQuery;
pub use page::{Link, Links, Page};
