//! Lists that come in pages: one [`Page`], and streams over the whole list.

mod items;
mod list_query;
#[cfg(not(feature = "blocking"))]
mod no_wait;
mod page;
mod pages;
mod progress;
#[cfg(feature = "blocking")]
mod wait;
mod walk;

pub use items::Items;
pub use list_query::ListQuery;
pub use page::{Link, Links, Page};
pub use pages::Pages;
#[cfg(feature = "blocking")]
pub use wait::Wait;
