//! The return type: `Call<T>`, or with `async` a `Result`.

use std::fmt::Display;

use syn::{ReturnType, Signature, Type};

use super::types::{self, Shape, first_argument, is_known, is_named};
use crate::errors::{Errors, Reported};
use crate::print;
use crate::proposal::{propose, remove};

pub(crate) const CALL: &str = "Call";
pub(crate) const RESULT: &str = "Result";

/// Generic types that are no aliases of a call.
const HOLDERS: [&str; 14] = [
    "Arc", "BTreeMap", "BTreeSet", "Box", "Call", "Cow", "HashMap", "HashSet", "Option", "Page",
    "Pin", "Response", "Result", "Vec",
];

/// A return type that an endpoint can have: `Call<response>`, or that of an `async fn`.
pub(crate) struct Returns<'a> {
    /// What the response decodes to, unless an alias of a `Result` hides it.
    pub(crate) response: Option<&'a Type>,
    /// The `Result<response, Error>` of an `async fn`, or an alias of one.
    pub(crate) output: Option<&'a Type>,
}

pub(super) fn check<'a>(
    signature: &'a Signature,
    krate: &dyn Display,
    errors: &mut Errors,
) -> Result<Returns<'a>, Reported> {
    let name = &signature.ident;
    // `#[async_trait]` has been here before.
    let mut lifetimes = signature.generics.lifetimes();
    if lifetimes.any(|parameter| parameter.lifetime.ident == "async_trait") {
        let help = "drop `#[async_trait]`: an endpoint may be an `async fn` without it";
        return Err(errors.report(name, "an endpoint can't be in an `#[async_trait]`", help));
    }
    let asyncness = signature.asyncness.as_ref();
    let within = asyncness.map_or(CALL, |_| RESULT);
    let form = || format!("`{krate}::{within}<T>`, where `T` is what the response decodes to");
    let ReturnType::Type(_, ty) = &signature.output else {
        let help = format!("add `-> {krate}::{within}<()>`, or another type in place of `()`");
        return Err(errors.report(name, format!("`{name}` returns nothing"), help));
    };
    let response = first_argument(ty);
    if let (Some(asyncness), true) = (asyncness, is_named(ty, CALL)) {
        let response = response.map_or_else(|| "T".to_owned(), print::tokens);
        let help = remove("").adding(format!(", or return `{krate}::Result<{response}>`"));
        return Err(errors.report(asyncness, "a `Call` is a future already", help));
    }
    if !is_named(ty, within) || asyncness.is_none() && types::type_arguments(ty).len() != 1 {
        let fault = match asyncness {
            Some(_) => "an `async` endpoint returns a `Result`",
            None if is_named(ty, CALL) => "`Call` takes one type, what the response decodes to",
            None => "an endpoint returns a `Call`",
        };
        let optional = types::option_of(ty);
        let in_full = "in full: a macro can't see through an alias";
        let (meant, form) = match is_alias(ty) {
            true => (None, format!("name `{krate}::{within}<…>` {in_full}")),
            false => (meant(optional.unwrap_or(ty)).map(print::tokens), form()),
        };
        let meant = meant.map(|meant| format!("{krate}::{within}<{meant}>"));
        let help = propose(meant, form).adding(match optional {
            Some(_) => ": what isn't found is an error, `Error::is_not_found`",
            None if is_named(ty, RESULT) => ", or make the method `async`",
            None if is_named(ty, "Page") => ", unless `Page` is an alias of a call",
            None => "",
        });
        return Err(errors.report(&**ty, fault, help));
    }
    if let Some(response) = response {
        check_response(response, &form, errors)?;
    }
    let output = asyncness.map(|_| &**ty);
    Ok(Returns { response, output })
}

/// `ApiCall<T>`, `ApiResult<T>`, `Get<T>`: perhaps an alias, which a macro can't tell from a type. A `SearchResult` is a
/// response.
pub(crate) fn is_alias(ty: &Type) -> bool {
    let Some(segment) = types::last_segment(ty) else {
        return false;
    };
    let name = segment.ident.to_string();
    let is_generic = !segment.arguments.is_empty() && !types::is_future(ty);
    !HOLDERS.contains(&&*name) && (is_generic || name.ends_with(CALL))
}

/// The response within a type that was written in the place of `Call<response>`.
fn meant(ty: &Type) -> Option<&Type> {
    let inner = first_argument(ty);
    let holds_call = inner.is_some_and(|inner| is_named(inner, CALL));
    match types::peel(ty) {
        ty if is_named(ty, RESULT) || is_named(ty, CALL) || holds_call => meant(inner?),
        ty @ (Type::Path(_) | Type::Tuple(_)) if !types::is_future(ty) => Some(ty),
        _ => None,
    }
}

/// What rustc would explain by serde's traits, and not by what is to be written.
fn check_response(
    response: &Type,
    form: &dyn Fn() -> String,
    errors: &mut Errors,
) -> Result<(), Reported> {
    if types::is_plain(response) && !is_known(response, &["str"]) {
        return Ok(());
    }
    let text = print::tokens(response)
        .replace("&'static str", "&str")
        .replace("std::borrow::", "");
    // A type of the user's own may decode as a `&'static`.
    let text = text.replace("&'static [", "&[").replace("&'static ", "");
    let is_bytes = is_known(response, &["Vec"]) && types::shape(response) == Shape::Bytes;
    let inner = first_argument(response).map(print::tokens);
    let borrows = text.replace("'static", "").contains(['&', '\'']);
    let is_unsized = is_known(response, &["str"]) || text.starts_with('[') && !text.contains(';');
    let mut tuples = ["(u16, ", "(StatusCode, "].iter();
    let (fault, help) = if borrows || is_unsized {
        let owned = text.replace("Cow<'_, str>", "str").replace('&', "");
        let slice = owned.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
        let owned = slice.map_or_else(|| owned.clone(), |it| format!("Vec<{it}>"));
        let help = propose([owned.replace("str", "String")], "take an owned type");
        (BORROWS, help)
    } else if types::has_impl(response) || types::holds_word(response, "dyn") {
        (UNKNOWN, "name the type itself".into())
    } else if is_bytes {
        (NUMBERS, BYTES.into())
    } else if types::holds_word(response, "Rc") || is_known(response, &["Arc"]) {
        (SHARED, propose(inner, "take the value itself"))
    } else if let Some(body) = tuples.find_map(|status| text.strip_prefix(status)) {
        let gives = "`Call::with_response` gives the status";
        let help = propose(body.strip_suffix(')'), gives);
        (STATUS, help.adding(format!("; {gives}")))
    } else if inner.is_some() && is_known(response, &[RESULT]) {
        (IN_RESULT, propose(inner, form()))
    } else if inner.is_some() && is_known(response, &[CALL]) {
        (IN_CALL, propose(inner, form()))
    } else if inner.is_some() && is_known(response, &["Form"]) {
        (OF_REQUEST, propose(inner, ""))
    } else {
        return Ok(());
    };
    Err(errors.report(response, fault, help))
}

const BORROWS: &str = "a response must own its data: nothing to borrow from outlives the call";

const UNKNOWN: &str =
    "a response can't be `impl Trait` or `dyn Trait`: what decodes it must be known";

const NUMBERS: &str = "a `Vec<u8>` is decoded from a JSON list of numbers";

const BYTES: &str = "`codat_client::Bytes` is the body as it came, `codat_client::body::Raw` has its media type as well";

const SHARED: &str = "a response is a value itself: what shares it, an `Rc` or `Arc`, comes later";

const STATUS: &str = "a response is decoded from its body, which doesn't hold the status";

const IN_RESULT: &str = "a response is the value itself: awaiting it gives the `Result`";

const OF_REQUEST: &str = "a `Form` is the body of a request; a response is decoded from JSON";

const IN_CALL: &str = "a response is the value itself: the method returns the `Call` of it";
