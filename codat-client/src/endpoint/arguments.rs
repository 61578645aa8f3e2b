//! The traits of an endpoint's arguments. They exist for their compiler messages, and are implemented for every type that fits.

use std::fmt::Display;

use serde::Serialize;

/// A value for a placeholder in the path: any type that implements [`Display`].
///
/// The value is percent-encoded as one segment of the path, so it can't reach another route. An empty value, `.` and `..` fail
/// the call before anything is sent.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't fill a segment of the path",
    label = "doesn't implement `Display`",
    note = "a placeholder in the path takes any type that implements `std::fmt::Display`"
)]
pub trait PathSegment: Display {}

#[diagnostic::do_not_recommend]
impl<T: Display + ?Sized> PathSegment for T {}

/// A value for a query parameter: a single value that implements [`Serialize`], an [`Option`] of one (`None` is left out), or a
/// list of them (the parameter is sent once for each).
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be a query parameter",
    label = "doesn't implement `Serialize`",
    note = "derive `serde::Serialize` for a type of your own; a type parameter `T` needs `T: serde::Serialize`; a type of another crate needs that crate's feature `serde`, or pass it as a `String`"
)]
pub trait QueryValue: Serialize {}

impl<T: Serialize + ?Sized> QueryValue for T {}

/// A value for a placeholder `<name..>`, which sends each field as a query parameter: a struct of single values, options and
/// lists that implements [`Serialize`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be flattened into query parameters",
    label = "doesn't implement `Serialize`",
    note = "derive `serde::Serialize` for a type of your own; a type parameter `T` needs `T: serde::Serialize`; a type of another crate needs that crate's feature `serde`"
)]
pub trait QueryFields: Serialize {}

impl<T: Serialize + ?Sized> QueryFields for T {}

/// A value for a header: a single value that implements [`Serialize`], an [`Option`] of one (`None` is left out), or a list of
/// them (the header is sent once for each).
///
/// A value fails the call if it contains a control character other than a tab, or if it begins or ends with white space, which
/// the receiver would drop.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be the value of a header",
    label = "doesn't implement `Serialize`",
    note = "derive `serde::Serialize` for a type of your own; a type parameter `T` needs `T: serde::Serialize`; a type of another crate needs that crate's feature `serde`, or pass it as a `&str`"
)]
pub trait HeaderField: Serialize {}

impl<T: Serialize + ?Sized> HeaderField for T {}
