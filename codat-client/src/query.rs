//! Which records a list has, and in which order: filters in
//! [Codat's query language](https://docs.codat.io/using-the-api/querying), and orders.
//!
//! ```
//! use codat_client::paging::ListQuery;
//! use codat_client::query::{self, OrderBy};
//!
//! let outstanding = query::field("amountDue").gt(0).and(query::field("status").ne("Paid"));
//! assert_eq!(outstanding.to_string(), "amountDue>0&&status!=Paid");
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
//! The query language has no escape: a value that holds an operator would be read as another filter. Such a value is refused. The
//! error is kept in the filter. [`Filter::check`] returns it, and a call with the filter in its query,
//! a header or its body fails with [`Error::Request`](crate::Error::Request) before anything is sent. In a message, it displays as the
//! error in angle brackets.
//!
//! | refused | why |
//! | --- | --- |
//! | `&&`, `\|\|`, `{`, `}`, `=`, `~`, `<`, `>` in a value or a field | it is an operator, or a part of one |
//! | `&`, `\|` at the end of a value, or anywhere in a field | it would join with the operator that follows |
//! | `!` in a field | so would this |
//! | white space at the ends, control characters, an empty string | Codat may drop it |
//! | `None`, a list, a struct, NaN | it isn't one value. Codat can't compare with null |
//! | a filter of more than 2,048 characters | Codat's limit |
//!
//! Everything else is sent as it is: quotes, spaces, a single `&`, non-ASCII text.

mod error;
mod filter;
mod order_by;

pub use error::QueryError;
pub use filter::{Field, Filter, field};
pub use order_by::OrderBy;
