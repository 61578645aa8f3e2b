//! The return type: `Call<T>`, or with `async` a `Result`.

use syn::{ReturnType, Signature, Type};

use super::types;
use crate::errors::{Errors, Reported};
use crate::print;

pub(crate) const CALL: &str = "Call";
pub(crate) const RESULT: &str = "Result";

/// A return type that an endpoint can have.
pub(crate) enum Returns<'a> {
    /// `Call<response>`
    Call { response: &'a Type },
    /// `async fn … -> output`, which is a `Result<response, Error>` or an alias of one.
    Future {
        output: &'a Type,
        response: Option<&'a Type>,
    },
}

pub(super) fn check<'a>(
    signature: &'a Signature,
    krate: &str,
    errors: &mut Errors,
) -> Result<Returns<'a>, Reported> {
    let asyncness = signature.asyncness.as_ref();
    if let Some(reported) = rewritten(signature, errors) {
        return Err(reported);
    }
    let ReturnType::Type(_, ty) = &signature.output else {
        let name = if asyncness.is_some() { RESULT } else { CALL };
        let help = format!(
            "write `-> {krate}::{name}<()>`, or what the response decodes to in place of `()`"
        );
        let fault = format!("`{}` returns nothing", signature.ident);
        return Err(errors.report(&signature.ident, fault, help));
    };
    let name = types::last_segment(ty).map(|segment| segment.ident.to_string());
    match (asyncness, name.as_deref()) {
        (Some(asyncness), Some(CALL)) => Err(errors.report(
            asyncness,
            "a `Call` is a future already",
            format!(
                "remove `async`, or write `-> {krate}::Result<{}>`",
                first_argument(ty)
            ),
        )),
        (Some(_), Some(RESULT)) => {
            let arguments = types::last_segment(ty).map(types::type_arguments);
            let response = arguments.unwrap_or_default().first().copied();
            if let Some(response) = response {
                check_response(response, RESULT, krate, errors)?;
            }
            Ok(Returns::Future {
                output: ty,
                response,
            })
        }
        (None, Some(CALL)) => match only_argument(ty) {
            Some(response) => {
                check_response(response, CALL, krate, errors).map(|()| Returns::Call { response })
            }
            None => Err(errors.report(
                &**ty,
                "`Call` takes one type, what the response decodes to",
                match first_argument(ty).as_str() {
                    "T" => format!("write `{krate}::Call<T>`, or `{krate}::Call<()>` for nothing"),
                    response => format!("write `{krate}::Call<{response}>`"),
                },
            )),
        },
        (Some(_), _) => Err(errors.report(
            &**ty,
            "an `async` endpoint returns a `Result`",
            result(ty, krate),
        )),
        (None, _) => Err(errors.report(&**ty, "an endpoint returns a `Call`", call(ty, krate))),
    }
}

/// Reports `#[async_trait]`, which has been here before.
fn rewritten(signature: &Signature, errors: &mut Errors) -> Option<Reported> {
    let mut lifetimes = signature.generics.lifetimes();
    lifetimes
        .any(|parameter| parameter.lifetime.ident == "async_trait")
        .then(|| {
            errors.report(
                &signature.ident,
                "an endpoint can't be in an `#[async_trait]`",
                "remove `#[async_trait]`: an endpoint may be an `async fn` without it",
            )
        })
}

/// The first argument of a type, or `T` for one that isn't known.
fn first_argument(ty: &Type) -> String {
    let arguments = types::last_segment(ty).map(types::type_arguments);
    let first = arguments.and_then(|arguments| arguments.first().copied());
    first.map_or_else(|| "T".to_owned(), print::tokens)
}

fn only_argument(ty: &Type) -> Option<&Type> {
    let segment = types::last_segment(ty)?;
    match types::type_arguments(segment).as_slice() {
        [only] if types::argument_count(segment) == 1 => Some(only),
        _ => None,
    }
}

/// What to write in the place of a type that should be a `Call`.
fn call(ty: &Type, krate: &str) -> String {
    match meant(ty).map(print::tokens) {
        _ if is_alias(ty, CALL) => format!(
            "write `{krate}::Call<{}>` itself: a macro can't see through an alias",
            first_argument(ty)
        ),
        Some(response) => format!("write `-> {krate}::Call<{response}>`"),
        None => format!("write `-> {krate}::Call<T>`, where `T` is what the response decodes to"),
    }
}

/// What to write in the place of a type that should be a `Result`.
fn result(ty: &Type, krate: &str) -> String {
    match meant(ty).map(print::tokens) {
        _ if is_alias(ty, RESULT) => format!(
            "write `{krate}::Result<{}>` itself: a macro can't see through an alias",
            first_argument(ty)
        ),
        response => {
            let response = response.as_deref().unwrap_or("T");
            format!(
                "write `-> {krate}::Result<{response}>`, or `-> {krate}::Call<{response}>` without `async`"
            )
        }
    }
}

/// `ApiCall<T>`, `ApiResult<T>`; a `SearchResult` is a response.
fn is_alias(ty: &Type, name: &str) -> bool {
    types::last_segment(ty).is_some_and(|segment| {
        segment.ident.to_string().ends_with(name)
            && (name == CALL || types::argument_count(segment) > 0)
    }) && !is_named(ty, name)
}

/// The response within a type that was written in the place of `Call<response>`.
fn meant(ty: &Type) -> Option<&Type> {
    if let Some(call) = types::find(ty, |ty| is_named(ty, CALL)) {
        return only_argument(call);
    }
    if let Some(output) = types::future_output(ty) {
        return meant(output);
    }
    if is_named(ty, RESULT) {
        return types::type_arguments(types::last_segment(ty)?)
            .first()
            .copied();
    }
    let is_future = ["Pin", "Box", "BoxFuture"]
        .iter()
        .any(|name| is_named(ty, name));
    let is_response = matches!(types::peel(ty), Type::Path(_) | Type::Tuple(_))
        && types::find(ty, borrows).is_none()
        && !types::has_impl(ty);
    (is_response && !is_future).then_some(ty)
}

fn is_named(ty: &Type, name: &str) -> bool {
    types::last_segment(ty).is_some_and(|segment| segment.ident == name)
}

/// Whether a response with this in it would borrow. A type of the user's own may decode as a `&'static`.
fn borrows(ty: &Type) -> bool {
    let Type::Reference(reference) = types::peel(ty) else {
        return false;
    };
    let is_static = reference
        .lifetime
        .as_ref()
        .is_some_and(|lifetime| lifetime.ident == "static");
    let is_text = types::known(&reference.elem).is_some_and(|segment| segment.ident == "str");
    !is_static || is_text || matches!(types::peel(&reference.elem), Type::Slice(_))
}

/// What rustc would explain by serde's traits, and not by what is to be written.
fn check_response(
    response: &Type,
    within: &str,
    krate: &str,
    errors: &mut Errors,
) -> Result<(), Reported> {
    if let Some(reference) = types::find(response, borrows) {
        let help = match print::tokens(reference).as_str() {
            "&str" | "&'static str" => "write `String`",
            _ => "write an owned type",
        };
        return Err(errors.report(
            reference,
            "a response must own its data: nothing outlives the call that it could borrow from",
            help,
        ));
    }
    if types::known(response).is_some_and(|segment| segment.ident == "str") {
        return Err(errors.report(response, "a response must own its data", "write `String`"));
    }
    if types::has_impl(response) {
        return Err(errors.report(
            response,
            "a response can't be `impl Trait`: what decodes it must be known",
            "write the type itself",
        ));
    }
    // A type of such a name without parameters is somebody's own.
    let outer = types::known(response).filter(|segment| !types::type_arguments(segment).is_empty());
    let fault = match outer.map(|segment| segment.ident.to_string()).as_deref() {
        Some(RESULT) if within == CALL => "awaiting a `Call` gives a `Result` already",
        Some(RESULT) => "the method returns a `Result` already",
        Some(CALL) if within == CALL => "this is a `Call` already",
        Some(CALL) => "an `async` endpoint awaits its call itself",
        _ => return Ok(()),
    };
    let inner = first_argument(response);
    Err(errors.report(
        response,
        fault,
        format!("write `{krate}::{within}<{inner}>`"),
    ))
}
