//! What an endpoint's arguments can be. The traits are implemented for all that fits; they exist for their compiler messages.

use std::fmt::Display;

use serde::Serialize;

/// What can fill a placeholder of the path: anything that [displays](Display).
///
/// The value is percent-encoded as one segment of the path; it can't reach another route:
/// an empty value, `.` and `..` are refused before anything is sent.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't fill a segment of the path",
    label = "doesn't implement `Display`",
    note = "a placeholder in the path takes any type that implements `std::fmt::Display`"
)]
pub trait PathSegment: Display {}

#[diagnostic::do_not_recommend]
impl<T: Display + ?Sized> PathSegment for T {}

/// What can be the value of a query parameter: a single value that implements [`Serialize`], an [`Option`] of one
/// (left out when `None`), or a list of them (the parameter is repeated).
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be a query parameter",
    label = "doesn't implement `Serialize`",
    note = "derive `serde::Serialize` for it or for what it holds, or pass a text; to send the fields of a struct, write the placeholder `<name..>`"
)]
pub trait QueryValue: Serialize {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + ?Sized> QueryValue for T {}

/// What can be flattened into query parameters by `<…..>`: a struct of single values, options and lists that
/// implements [`Serialize`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be flattened into query parameters",
    label = "doesn't implement `Serialize`",
    note = "derive `serde::Serialize` for it"
)]
pub trait QueryFields: Serialize {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + ?Sized> QueryFields for T {}

/// What can be the value of a header: a single value that implements [`Serialize`], an [`Option`] of one
/// (left out when `None`), or a list of them (the header is repeated).
///
/// A control character but the tab, such as a line break, fails the call, and so does white space at the ends of a value,
/// which the receiver would drop.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be the value of a header",
    label = "doesn't implement `Serialize`",
    note = "derive `serde::Serialize` for it or for what it holds, or pass a text"
)]
pub trait HeaderField: Serialize {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + ?Sized> HeaderField for T {}
