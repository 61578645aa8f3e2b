//! The method: what the attribute can stand on, and what it says of arguments and response.

mod deprecation;
mod item;
mod returns;
pub(crate) mod types;

#[cfg(test)]
mod tests;

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
        raw.check(errors);
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

const CONCRETE: &str = "take a concrete type, in a path also `&dyn std::fmt::Display`";

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
    for parameter in &raw.signature.generics.params {
        let kind = match parameter {
            GenericParam::Lifetime(_) => continue,
            GenericParam::Type(_) => "type",
            GenericParam::Const(_) => "const",
        };
        let fault = "parameter: the trait would not work as `dyn`";
        let fault = format!("an endpoint can't have a {kind} {fault}");
        let help = format!("{CONCRETE}; a parameter of the trait itself works");
        errors.report(parameter, fault, help);
    }
}

fn receiver(raw: &RawMethod, errors: &mut Errors) -> Result<Token![self], Reported> {
    let fault = "an endpoint takes `&self`";
    let Some(receiver) = raw.signature.receiver() else {
        let client = types::client_in_place_of_self(&raw.signature).map(Underline::from);
        let at = client.unwrap_or_else(|| (&raw.signature.ident).into());
        let help = propose(["&self"], METHOD).adding(format!(": {METHOD}"));
        return Err(errors.report(at, fault, help));
    };
    if is_shared_reference(receiver) {
        return Ok(receiver.self_token);
    }
    let help = propose(["&self"], "").adding(": a call borrows the client for a moment only");
    Err(errors.report(receiver, fault, help))
}

const METHOD: &str = "an endpoint is a trait's method: its first argument, `&self`, is the client";

/// Whether this is `&self`, in either notation.
pub(crate) fn is_shared_reference(receiver: &Receiver) -> bool {
    match &receiver.kind {
        ReceiverKind::Reference(_, _, mutability) => mutability.is_none(),
        ReceiverKind::Typed(_, ty) if receiver.mutability.is_none() => match types::peel(ty) {
            Type::Reference(it) => it.mutability.is_none() && types::is_named(&it.elem, "Self"),
            _ => false,
        },
        _ => false,
    }
}

fn argument<'a>(input: &'a PatType, errors: &mut Errors) -> Result<Argument<'a>, Reported> {
    const LINTS: [&str; 6] = ["allow", "deny", "doc", "expect", "forbid", "warn"];
    let before = errors.len();
    for attribute in &input.attrs {
        if !LINTS.iter().any(|lint| attribute.path().is_ident(lint)) {
            let fault = "an argument of an endpoint can't have an attribute of its own";
            let name = print::tokens(&input.pat);
            let sent = "the endpoint's attribute says where it is sent, such as";
            let help = format!("{sent} `?<{name}>`; a condition can stand on the method");
            errors.report(attribute, fault, remove(help));
        }
    }
    let faulty = errors.len() > before;
    let is_dyn = print::tokens(&input.ty).contains("dyn serde::Serialize");
    if is_dyn || types::has_impl(&input.ty) {
        let fault = if is_dyn { NO_DYN } else { NO_IMPL };
        let help = propose(types::concrete(&input.ty), CONCRETE);
        errors.report(&*input.ty, fault, help);
    }
    let ty = &*input.ty;
    let fault = "the arguments of an endpoint need plain names";
    let expected = "an argument is `name: Type`; the name says where it is sent";
    // As extractors are written: `Path(id): Path<u64>`.
    let inner = types::first_argument(ty).filter(|inner| !types::is_client(inner));
    if let (Pat::TupleStruct(it), Some(inner)) = (&*input.pat, inner) {
        let meant = format!("{}: {}", print::tokens(&it.elems), print::tokens(inner));
        return Err(errors.report(input, fault, propose([meant], expected)));
    }
    let argument = plain_name(&input.pat).map(|name| Argument { name, ty, faulty });
    argument.map_err(|name| {
        let help = propose(name.map(Ident::to_string), expected);
        errors.report(&*input.pat, fault, help)
    })
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
