//! The method: what the attribute can stand on, and what it says of arguments and response.

mod deprecation;
mod item;
mod returns;
pub(crate) mod types;

#[cfg(test)]
mod tests;

use std::fmt::Display;

use syn::ext::IdentExt as _;
use syn::{FnArg, GenericParam, Ident, Pat, PatType, Receiver, ReceiverKind, Safety, Token, Type};

pub(crate) use self::deprecation::note as deprecation_note;
pub(crate) use self::item::{RawMethod, Read};
pub(crate) use self::returns::{CALL, RESULT, Returns, is_alias};
use crate::errors::{Errors, Reported};
use crate::print;
use crate::proposal::{propose, remove};
use crate::underline::Underline;

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
}

impl Argument<'_> {
    /// The name as a placeholder writes it, without `r#`.
    pub(crate) fn plain_name(self) -> String {
        self.name.unraw().to_string()
    }
}

impl<'a> Method<'a> {
    /// Checks the method; messages name the client's crate by `krate`.
    pub(crate) fn check(raw: &'a RawMethod, krate: &dyn Display, errors: &mut Errors) -> Self {
        raw.check(errors);
        check_qualifiers(raw, errors);
        check_generics(raw, errors);
        let receiver = receiver(raw, errors);
        let inputs = raw.signature.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(input) => Some(argument(input, errors)),
            FnArg::Receiver(_) => None,
        });
        let inputs: Vec<_> = inputs.collect();
        let returns = returns::check(&raw.signature, krate, errors);
        Self {
            raw,
            receiver,
            all_named: inputs.iter().all(Result::is_ok),
            arguments: inputs.into_iter().flatten().collect(),
            returns,
        }
    }
}

const CONCRETE: &str = "take a concrete type, in a path also `&dyn std::fmt::Display`";

const GENERIC: &str =
    "an endpoint can't have a type or const parameter: the trait would not work as `dyn`";

const OF_TRAIT: &str = "a parameter of the trait itself works, as a response with the bound `codat_client::ResponseValue`";

const NO_DYN: &str = "`serde::Serialize` doesn't work as `dyn`";

const NO_IMPL: &str = "an endpoint can't take `impl Trait`: the trait would not work as `dyn`";

fn check_qualifiers(raw: &RawMethod, errors: &mut Errors) {
    let signature = &raw.signature;
    let mut report = |at: Option<Underline>, keyword: &str| {
        at.map(|at| errors.report(at, format!("an endpoint can't be `{keyword}`"), remove("")));
    };
    report(signature.constness.as_ref().map(Underline::from), "const");
    report(signature.abi.as_ref().map(Underline::from), "extern");
    if let Safety::Unsafe(keyword) = &signature.safety {
        report(Some(keyword.into()), "unsafe");
    }
}

fn check_generics(raw: &RawMethod, errors: &mut Errors) {
    let is_lifetime = |it: &&GenericParam| matches!(it, GenericParam::Lifetime(_));
    let parameters = raw.signature.generics.params.iter();
    for parameter in parameters.filter(|it| !is_lifetime(it)) {
        errors.report(parameter, GENERIC, format!("{CONCRETE}; {OF_TRAIT}"));
    }
}

fn receiver(raw: &RawMethod, errors: &mut Errors) -> Result<Token![self], Reported> {
    let fault = "an endpoint takes `&self`";
    let Some(receiver) = raw.signature.receiver() else {
        let client = types::client_in_place_of_self(&raw.signature).map(Underline::from);
        let at = client.unwrap_or_else(|| (&raw.signature.ident).into());
        return Err(errors.report(at, fault, METHOD));
    };
    if is_shared_reference(receiver) {
        return Ok(receiver.self_token);
    }
    let help = propose(["&self"], "").adding(": a call borrows the client for a moment only");
    Err(errors.report(receiver, fault, help))
}

const METHOD: &str = "in a trait, `&self` comes first, and is the client in the place of any argument for it; a free function can't be an endpoint";

/// Whether this is `&self`, in either notation.
pub(crate) fn is_shared_reference(receiver: &Receiver) -> bool {
    let is_shared = match &receiver.kind {
        ReceiverKind::Reference(_, _, mutability) => mutability.is_none(),
        ReceiverKind::Typed(_, ty) => match types::peel(ty) {
            Type::Reference(it) => it.mutability.is_none() && types::is_named(&it.elem, "Self"),
            _ => false,
        },
        _ => false,
    };
    is_shared && receiver.mutability.is_none()
}

fn argument<'a>(input: &'a PatType, errors: &mut Errors) -> Result<Argument<'a>, Reported> {
    const LINTS: [&str; 6] = ["allow", "deny", "doc", "expect", "forbid", "warn"];
    for attribute in &input.attrs {
        if !LINTS.iter().any(|lint| attribute.path().is_ident(lint)) {
            let fault = "an argument of an endpoint can't have an attribute of its own";
            let name = print::tokens(&input.pat);
            let written = print::tokens(attribute);
            let key = written.split('"').nth(1).map(|key| format!("{key}="));
            let key = key.unwrap_or_default();
            let sent = "the endpoint's attribute says where it is sent, such as";
            let help = format!("{sent} `?{key}<{name}>`; a condition can stand on the method");
            return Err(errors.report(attribute, fault, remove(help)));
        }
    }
    let is_dyn = types::is_dyn_serialize(&input.ty);
    if is_dyn || types::has_impl(&input.ty) {
        let fault = if is_dyn { NO_DYN } else { NO_IMPL };
        let help = propose(types::concrete(&input.ty), CONCRETE);
        errors.report(&*input.ty, fault, help);
    }
    let ty = &*input.ty;
    let fault = "the arguments of an endpoint need plain names";
    let expected = "an argument is `name: Type`; the name says where it is sent";
    // As extractors are written: `Path(id): Path<u64>`.
    if let Pat::TupleStruct(it) = &*input.pat
        && let Some(inner) = types::first_argument(ty)
        && !types::is_client(inner)
    {
        // A form is sent by its type.
        let meant = if types::is_named(ty, "Form") {
            ty
        } else {
            inner
        };
        let meant = format!("{}: {}", print::tokens(&it.elems), print::tokens(meant));
        return Err(errors.report(input, fault, propose([meant], expected)));
    }
    let argument = plain_name(&input.pat).map(|name| Argument { name, ty });
    argument.map_err(|name| {
        let help = propose(name.map(Ident::to_string), expected);
        errors.report(&*input.pat, fault, help)
    })
}

/// The names of the arguments, as placeholders write them.
pub(crate) fn argument_names(raw: &RawMethod) -> Vec<String> {
    let names = raw.signature.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(input) => plain_name(&input.pat).ok(),
        FnArg::Receiver(_) => None,
    });
    names.map(|name| name.unraw().to_string()).collect()
}

/// The name that is the whole pattern, or else the name within it.
pub(crate) fn plain_name(pattern: &Pat) -> Result<&Ident, Option<&Ident>> {
    match pattern {
        Pat::Ident(it) if it.by_ref.is_none() && it.mutability.is_none() && it.subpat.is_none() => {
            Ok(&it.ident)
        }
        Pat::Ident(it) => Err(Some(&it.ident)),
        _ => Err(None),
    }
}
