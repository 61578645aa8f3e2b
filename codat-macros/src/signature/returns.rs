//! The return type: `Call<T>`, or with `async` a `Result`.

use quote::ToTokens as _;
use syn::{ReturnType, Signature, Type};

use super::types;
use crate::errors::{Errors, Reported};

pub(crate) const CALL: &str = "Call";
pub(crate) const RESULT: &str = "Result";

/// A return type that an endpoint can have.
pub(crate) enum Returns<'a> {
    /// `Call<answer>`
    Call { answer: &'a Type },
    /// `async fn … -> output`, which is a `Result<answer, Error>` or an alias of one.
    Future {
        output: &'a Type,
        answer: Option<&'a Type>,
    },
}

pub(super) fn check<'a>(
    signature: &'a Signature,
    errors: &mut Errors,
) -> Result<Returns<'a>, Reported> {
    let asyncness = signature.asyncness.as_ref();
    let ReturnType::Type(_, ty) = &signature.output else {
        let help = match asyncness {
            Some(_) => "write `-> Result<T, Error>`, where `T` is what the answer decodes to",
            None => {
                "write `-> Call<T>`, where `T` is what the answer decodes to, or `-> Call<()>` for nothing"
            }
        };
        let fault = format!("`{}` returns nothing", signature.ident);
        return Err(errors.report(&signature.ident, fault, help));
    };
    let segment = types::last_segment(ty);
    match (asyncness, segment) {
        (Some(asyncness), Some(segment)) if segment.ident == CALL => Err(errors.report(
            asyncness,
            "a `Call` is a future already",
            "remove `async`, or return `Result<T, Error>`",
        )),
        (Some(_), Some(segment)) if segment.ident == RESULT => {
            let answer = types::type_arguments(segment).first().copied();
            Ok(Returns::Future { output: ty, answer })
        }
        (None, Some(segment)) if segment.ident == CALL => {
            match (
                types::type_arguments(segment).as_slice(),
                types::argument_count(segment),
            ) {
                ([answer], 1) => check_answer(answer, errors).map(|()| Returns::Call { answer }),
                _ => Err(errors.report(
                    &**ty,
                    "`Call` takes one type, what the answer decodes to",
                    "write `Call<T>`, or `Call<()>` for nothing",
                )),
            }
        }
        (asyncness, segment) => {
            let fault = match asyncness {
                Some(_) => "an `async` endpoint returns a `Result`",
                None => "an endpoint returns a `Call`",
            };
            let help = match asyncness {
                Some(_) => "write `-> Result<T, Error>`, or `-> Call<T>` without `async`",
                None => {
                    "write `-> Call<T>`, where `T` is what the answer decodes to; `async fn … -> Result<T, Error>` works as well"
                }
            };
            // A name with a prefix or parameters would hardly be an alias of ours.
            let alias = segment.is_some_and(|segment| segment.ident != RESULT);
            let note = if alias {
                " (a macro can't see through an alias)"
            } else {
                ""
            };
            Err(errors.report(&**ty, fault, format!("{help}{note}")))
        }
    }
}

/// What rustc would explain by serde's traits, and not by what is to be written.
fn check_answer(answer: &Type, errors: &mut Errors) -> Result<(), Reported> {
    if let Type::Reference(reference) = types::peel(answer) {
        let owned = match reference.elem.to_token_stream().to_string().as_str() {
            "str" => "`Call<String>`".to_owned(),
            _ => "an owned type".to_owned(),
        };
        return Err(errors.report(
            answer,
            "an answer must own its data: nothing outlives the call that it could borrow from",
            format!("write {owned}"),
        ));
    }
    // A type of that name without parameters is somebody's own.
    let is_result = types::last_segment(answer).is_some_and(|segment| {
        segment.ident == RESULT && !types::type_arguments(segment).is_empty()
    });
    if is_result {
        return Err(errors.report(
            answer,
            "awaiting a `Call` gives a `Result` already",
            "write `Call<T>`, where `T` is what the answer decodes to",
        ));
    }
    Ok(())
}
