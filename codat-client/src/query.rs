//! Filters and orders of lists, in [Codat's query language](https://docs.codat.io/using-the-api/querying).
//!
//! ```
//! use codat_client::paging::ListQuery;
//! use codat_client::query::{self, OrderBy};
//!
//! let outstanding = query::field("amountDue").gt(0).and(query::field("status").ne("Paid"));
//! assert_eq!(outstanding.check(), Ok("amountDue>0&&status!=Paid"));
//!
//! let query = ListQuery::new()
//!     .query(outstanding)
//!     .order_by(OrderBy::desc("issueDate"));
//! # let _ = query;
//! ```
//!
//! A [`Filter`] and an [`OrderBy`] go wherever a query value goes: into a [`ListQuery`](crate::paging::ListQuery), into a struct of
//! your own that implements [`Serialize`](serde::Serialize), or into a parameter such as `?query=<filter>`.
//!
//! # What is refused
//!
//! The query language can't escape operators: Codat would read a value that contains an operator as another filter. Such a value is
//! refused. The filter keeps the error, and [`Filter::check`] returns it. A call with such a filter in its query, a header or its body
//! fails with [`Error::Request`](crate::Error::Request), and nothing is sent. A path can't have a filter.
//!
//! | refused | why |
//! | --- | --- |
//! | `&&`, `\|\|`, `{`, `}`, `=`, `~`, `<`, `>` in a value or a field | it is an operator, or a part of one |
//! | `&`, `\|` at the end of a value, or anywhere in a field | it would become a part of the operator that follows |
//! | `!` in a field | the same |
//! | white space at the ends, control characters, an empty string | Codat may drop it |
//! | `None`, a list, a struct, `NaN` | it isn't one value. Codat can't compare with null |
//! | a filter of more than 2,048 characters | Codat's limit |
//!
//! Everything else is sent as it is: quotes, spaces, a single `&`, non-ASCII text.

mod error;
mod filter;
mod order_by;

pub use error::QueryError;
pub use filter::{Field, Filter, field};
pub use order_by::OrderBy;
