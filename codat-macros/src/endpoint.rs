//! Binds the three: what the attribute declares, what the path holds, what the method takes.
//! An [`Endpoint`] exists only if they fit together.

mod binding;

#[cfg(test)]
mod tests;

use syn::Token;

use self::binding::Bindings;
use crate::attr::{Declaration, Options, Verb};
use crate::errors::{Errors, Reported};
use crate::print;
use crate::proposal::propose;
use crate::signature::types::{self, Shape};
use crate::signature::{self, Argument, Method, RawMethod, Returns};
use crate::slot::{Content, Place, Slot};
use crate::underline::Underline;

/// An endpoint without an error: all that the expansion needs.
pub(crate) struct Endpoint<'a> {
    pub(crate) method: &'a RawMethod,
    pub(crate) receiver: Token![self],
    pub(crate) returns: Returns<'a>,
    pub(crate) verb: Verb,
    /// The path without its query, placeholders in braces.
    pub(crate) template: String,
    pub(crate) options: &'a Options,
    pub(crate) deprecated: Option<String>,
    pub(crate) steps: Vec<Step<'a>>,
}

/// One part of the request, in the order in which it is rendered.
pub(crate) enum Step<'a> {
    Argument(Place, &'a str, Argument<'a>),
    /// `key=value` pairs of the query.
    Query(String),
    Header(&'a str, &'a str),
}

impl<'a> Endpoint<'a> {
    pub(crate) fn bind(
        declaration: &'a Declaration,
        method: Method<'a>,
        errors: &mut Errors,
    ) -> Result<Self, Reported> {
        let (options, template) = (&declaration.options, &declaration.template);
        let in_path = template.iter().flat_map(|template| &template.slots);
        let in_options = options.headers.iter().chain(&options.body);
        let slots: Vec<_> = in_path.chain(in_options).collect();
        let mut bindings = Bindings::new(&method, declaration.complete);
        let steps = steps(&slots, &mut bindings, errors);
        let takes_body =
            declaration.verb.is_ok_and(Verb::has_body) && options.body_option.is_none();
        bindings.check(&slots, takes_body, errors);
        check_verb(declaration, &method, errors);
        Ok(Self {
            method: method.raw,
            receiver: method.receiver?,
            returns: method.returns?,
            verb: declaration.verb?,
            template: template.as_ref().map_err(|reported| *reported)?.path(),
            options,
            deprecated: signature::deprecation_note(&method.raw.attributes),
            steps,
        })
    }
}

fn steps<'a>(
    slots: &[&'a Slot],
    bindings: &mut Bindings<'a>,
    errors: &mut Errors,
) -> Vec<Step<'a>> {
    let media_type = slots.iter().find_map(|slot| match &slot.content {
        Content::Fixed(text) if slot.key == "content-type" => Some(text.as_str()),
        _ => None,
    });
    let mut steps = Vec::new();
    for slot in slots.iter().copied() {
        let key = &slot.key;
        match (&slot.content, slot.place) {
            (Content::Argument(name), place) => {
                if let Some(argument) = bindings.bind(name, slot) {
                    check_type(slot, argument, media_type.unwrap_or_default(), errors);
                    steps.push(Step::Argument(place, key, argument));
                }
            }
            (Content::Fixed(value), Place::Header) => steps.push(Step::Header(key, value)),
            (Content::Fixed(_), Place::Path) => {}
            (Content::Fixed(value), _) => {
                let equals = if key.is_empty() { "" } else { "=" };
                let pair = format!("{key}{equals}{value}");
                // Neighbours are one literal.
                match steps.last_mut() {
                    Some(Step::Query(pairs)) => *pairs = format!("{pairs}&{pair}"),
                    _ => steps.push(Step::Query(pair)),
                }
            }
        }
    }
    steps
}

/// Whether an argument can go where it is sent, as far as its type's form says.
fn check_type(slot: &Slot, argument: Argument<'_>, media_type: &str, errors: &mut Errors) {
    let ty = argument.ty;
    let shape = types::shape(ty);
    let whole = types::referent(ty);
    let inner = || types::first_argument(whole).map(|inner| format!("&{}", print::tokens(inner)));
    let is = |name| types::is_named(whole, name);
    let is_known = |names: &[&str]| types::is_known(whole, names);
    let is_form = media_type.contains("urlencoded") && !is("Form") && !is("Raw");
    let as_form = || format!("codat_client::body::Form<{}>", print::tokens(whole));
    let as_fields = |dots| {
        let name = argument.plain_name();
        let expected = format!("`<{name}..>` sends a map or a struct, last and without a key");
        slot.source.propose([format!("<{name}{dots}>")], expected)
    };
    let (fault, help) = match (slot.place, shape) {
        (Place::Fields, _) if types::has_no_fields(ty) => (NO_FIELDS, as_fields("")),
        (Place::Query, Shape::Map) => (A_MAP, as_fields("..")),
        (Place::Path, Shape::Optional) => (PRESENT, ANOTHER.into()),
        (Place::Path, Shape::List | Shape::Bytes) => (ONE, TEXT.into()),
        (Place::Path, _) => return,
        _ if is_known(&["Arc", "Rc"]) && inner().is_some() => (SHARED, propose(inner(), "")),
        (Place::Header, Shape::Bytes) => (SINGLE, "a text is one of these; bytes aren't".into()),
        (Place::Header, Shape::Map | Shape::Compound) => (SINGLE, IN_HEADER.into()),
        (Place::Query, Shape::Compound) => (SINGLE, IN_QUERY.into()),
        (Place::Body, _) if types::is_of_bytes(ty) => (NUMBERS, RAW_OR_OWN.into()),
        (Place::Body, _) if is_known(&["Path", "PathBuf"]) => (FILE, RAW.into()),
        (Place::Body, _) if is("Multipart") && media_type.starts_with("multipart") => {
            (BOUNDARY, "drop the header: the body sets it".into())
        }
        (Place::Body, _) if is_form => (NO_FORM, propose([as_form()], "")),
        (Place::Body, _) if types::is_string(ty) && !media_type.is_empty() => (QUOTED, RAW.into()),
        _ => return,
    };
    let at = match fault {
        NO_FIELDS | A_MAP => Underline::from(&slot.source),
        _ => ty.into(),
    };
    errors.report(at, fault, help);
}

const NO_FIELDS: &str = "the argument has no fields to send as parameters";

const A_MAP: &str = "the argument is a map, whose entries are parameters of their own";

const SINGLE: &str =
    "a parameter or a header is a single value, an `Option` of one, or a list of them";

const IN_QUERY: &str = "take one of these: a time as a number or a text, a pair as two parameters; a type of your own is written with a path, such as `self::Duration`";

const IN_HEADER: &str = "take one of these, a time as a text; `Call::header` sets further headers; a type of your own is written with a path, such as `self::Duration`";

const SHARED: &str = "serde sends an `Arc` or `Rc` only with its feature `rc`";

const FILE: &str = "the name of a file would be sent, and not what it holds";

const NO_FORM: &str = "the body is sent as JSON, and the header says otherwise";

const ONE: &str = "a segment of the path holds one value";

const PRESENT: &str = "a segment of the path can't be left out";

const NUMBERS: &str = "bytes would be sent as a JSON list of numbers";

const QUOTED: &str = "a string is sent as JSON, in quotes, whatever the header says";

const BOUNDARY: &str = "a multipart body has a boundary, which this `Content-Type` lacks";

const ANOTHER: &str = "take the value itself; without the segment, it is another endpoint";

const TEXT: &str = "take one value, such as a text that holds all";

const RAW_OR_OWN: &str = "take a `codat_client::body::Raw`, which is sent as it is and has a media type; a type of your own is written with a path, such as `self::Bytes`";

const RAW: &str = "take a `codat_client::body::Raw`, which is sent as it is and has a media type";

/// Whether the HTTP method fits body and response.
fn check_verb(declaration: &Declaration, method: &Method<'_>, errors: &mut Errors) {
    let Ok(verb) = declaration.verb else {
        return;
    };
    if let Some(option) = &declaration.options.body_option
        && !verb.has_body()
    {
        let fault = format!("a `{}` request carries no body", verb.name());
        let help = "`POST`, `PUT`, `PATCH` and `DELETE` do; a query takes fields as `?<filter..>`";
        errors.report(option, fault, help);
    }
    if let (Verb::HEAD, Ok(returns)) = (verb, &method.returns)
        && let Some(response) = returns.response
        && !types::is_without_body(response)
    {
        let fault = "the response to a `HEAD` request has no body";
        let help = propose(["()"], "").adding(
            "; `Error::is_not_found` tells a 404, and `Call::with_response` gives the headers",
        );
        errors.report(response, fault, help);
    }
}
