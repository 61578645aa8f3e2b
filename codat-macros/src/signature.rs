//! The method: what the attribute can stand on, and what it says of arguments and response.

mod deprecation;
mod item;
mod place;
mod returns;
pub(crate) mod types;

#[cfg(test)]
mod tests;

use quote::ToTokens as _;
use syn::ext::IdentExt as _;
use syn::{
    FnArg, GenericParam, Ident, Pat, PatType, Receiver, ReceiverKind, Safety, Token, Type,
    Visibility,
};

pub(crate) use self::deprecation::note as deprecation_note;
pub(crate) use self::item::RawMethod;
pub(crate) use self::place::place;
pub(crate) use self::returns::{CALL, RESULT, Returns};
use crate::errors::{Errors, Reported, Underline};

/// A method whose form was checked, part by part.
pub(crate) struct Method<'a> {
    pub(crate) raw: &'a RawMethod,
    pub(crate) receiver: Result<Token![self], Reported>,
    /// Those that have a name.
    pub(crate) arguments: Vec<Argument<'a>>,
    /// False if one had no name: it may be the one that a placeholder means.
    pub(crate) all_named: bool,
    pub(crate) returns: Result<Returns<'a>, Reported>,
}

#[derive(Clone, Copy)]
pub(crate) struct Argument<'a> {
    pub(crate) name: &'a Ident,
    pub(crate) ty: &'a Type,
    /// Whether an error at its attributes was reported, which may be why it is sent nowhere.
    pub(crate) faulty: bool,
}

impl Argument<'_> {
    /// The name as a placeholder writes it, without `r#`.
    pub(crate) fn plain_name(self) -> String {
        self.name.unraw().to_string()
    }
}

impl<'a> Method<'a> {
    /// Checks the method; messages name the client's crate by `krate`.
    pub(crate) fn check(raw: &'a RawMethod, krate: &str, errors: &mut Errors) -> Self {
        check_surroundings(raw, errors);
        check_qualifiers(raw, errors);
        check_generics(raw, errors);
        let receiver = receiver(raw, errors);
        let mut arguments = Vec::new();
        let mut all_named = true;
        for input in &raw.signature.inputs {
            if let FnArg::Typed(input) = input {
                match argument(input, errors) {
                    Ok(argument) => arguments.push(argument),
                    Err(_) => all_named = false,
                }
            }
        }
        let returns = returns::check(&raw.signature, krate, errors);
        Self {
            raw,
            receiver,
            arguments,
            all_named,
            returns,
        }
    }
}

fn check_surroundings(raw: &RawMethod, errors: &mut Errors) {
    for further in raw.further_endpoints() {
        errors.report(
            further,
            "this method is an endpoint already",
            "remove one of the two attributes, or declare a second method",
        );
    }
    if !matches!(raw.visibility, Visibility::Inherited) {
        errors.report(
            &raw.visibility,
            "a trait's method has no visibility",
            format!("remove `{}`", raw.visibility.to_token_stream()),
        );
    }
    if let Some(body) = &raw.body {
        errors.report(
            Underline::between(body.span_open(), body.span_close()),
            "the attribute writes the body of an endpoint",
            "write `;` in place of the block; in an `impl`, remove the attribute",
        );
    }
}

fn check_qualifiers(raw: &RawMethod, errors: &mut Errors) {
    let signature = &raw.signature;
    let mut report = |at: Underline, keyword: &str| {
        let fault = format!("an endpoint can't be `{keyword}`");
        errors.report(at, fault, format!("remove `{keyword}`"));
    };
    if let Some(constness) = &signature.constness {
        report(constness.into(), "const");
    }
    if let Safety::Unsafe(unsafety) = &signature.safety {
        report(unsafety.into(), "unsafe");
    }
    if let Some(abi) = &signature.abi {
        report(abi.into(), "extern");
    }
    if let Some(variadic) = &signature.variadic {
        errors.report(
            variadic,
            "an endpoint can't take a variable number of arguments",
            "take a list, such as `&[T]`",
        );
    }
}

fn check_generics(raw: &RawMethod, errors: &mut Errors) {
    for parameter in &raw.signature.generics.params {
        let (kind, instead) = match parameter {
            GenericParam::Lifetime(_) => continue,
            GenericParam::Type(parameter) => {
                let ident = &parameter.ident;
                (
                    "type",
                    format!(
                        "a concrete type in place of `{ident}`, or in a path `&dyn std::fmt::Display`"
                    ),
                )
            }
            GenericParam::Const(parameter) => (
                "const",
                format!("an argument in place of `{}`", parameter.ident),
            ),
        };
        errors.report(
            parameter,
            format!("an endpoint can't have a {kind} parameter: the trait would not work as `dyn`"),
            format!("write {instead}; a parameter of the trait itself works"),
        );
    }
}

fn receiver(raw: &RawMethod, errors: &mut Errors) -> Result<Token![self], Reported> {
    let Some(receiver) = raw.signature.receiver() else {
        let mut inputs = raw.signature.inputs.iter();
        let takes_client = inputs.any(|input| match input {
            FnArg::Typed(input) => types::is_client(&input.ty),
            FnArg::Receiver(_) => false,
        });
        let help = if takes_client {
            "an endpoint is a method of a trait: write `&self` in place of the client"
        } else {
            "an endpoint is a method of a trait: write `&self` as its first argument"
        };
        return Err(errors.report(
            raw.signature.paren_token.span.open(),
            "an endpoint takes `&self`",
            help,
        ));
    };
    if is_shared_reference(receiver) {
        Ok(receiver.self_token)
    } else {
        Err(errors.report(
            receiver,
            "an endpoint takes `&self`",
            "write `&self`: a call borrows the client for a moment only",
        ))
    }
}

/// Whether this is `&self`, in either notation.
pub(crate) fn is_shared_reference(receiver: &Receiver) -> bool {
    match &receiver.kind {
        ReceiverKind::Reference(_, _, mutability) => mutability.is_none(),
        ReceiverKind::Typed(_, ty) => match types::peel(ty) {
            Type::Reference(reference) => {
                let is_self = types::last_segment(&reference.elem)
                    .is_some_and(|segment| segment.ident == "Self");
                is_self && reference.mutability.is_none() && receiver.mutability.is_none()
            }
            _ => false,
        },
        _ => false,
    }
}

fn argument<'a>(input: &'a PatType, errors: &mut Errors) -> Result<Argument<'a>, Reported> {
    let before = errors.len();
    for attribute in &input.attrs {
        if let (Some(place), Ok(name)) = (place(attribute), plain_name(&input.pat)) {
            errors.report(
                attribute,
                "an argument's place is written in the endpoint's attribute",
                place.help(attribute, &name.unraw().to_string()),
            );
        }
        if attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr") {
            errors.report(
                attribute,
                "an argument of an endpoint can't be conditional",
                "put the condition on the method, and declare another one without the argument",
            );
        }
    }
    let faulty = errors.len() > before;
    if types::has_impl(&input.ty) {
        errors.report(
            &*input.ty,
            "an endpoint can't take `impl Trait`: the trait would not work as `dyn`",
            "write a concrete type, or in a path `&dyn std::fmt::Display`",
        );
    }
    plain_name(&input.pat)
        .map(|name| Argument {
            name,
            ty: &input.ty,
            faulty,
        })
        .map_err(|name| {
            let help = match name {
                Some(name) => format!("write `{name}` alone"),
                None => "write `name: Type`; the name says where the argument is sent".to_owned(),
            };
            errors.report(
                &*input.pat,
                "the arguments of an endpoint need plain names",
                help,
            )
        })
}

/// The name that is the whole pattern, or else the name within it.
pub(crate) fn plain_name(pattern: &Pat) -> Result<&Ident, Option<&Ident>> {
    match pattern {
        Pat::Ident(pattern) => {
            let is_plain = pattern.by_ref.is_none()
                && pattern.mutability.is_none()
                && pattern.subpat.is_none();
            if is_plain {
                Ok(&pattern.ident)
            } else {
                Err(Some(&pattern.ident))
            }
        }
        _ => Err(None),
    }
}
