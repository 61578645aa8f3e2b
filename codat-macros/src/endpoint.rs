//! Binds the three: what the attribute declares, what the path holds, what the method takes.
//! An [`Endpoint`] exists only if they fit together.

mod binding;

#[cfg(test)]
mod tests;

use syn::Token;

use self::binding::{Bindings, Source, Use};
use crate::attr::{Body, Declaration, Header, HeaderValue, Retry, Verb};
use crate::errors::{Errors, Reported};
use crate::path::{Parameter, Segment, Template};
use crate::signature::types::{self, Many};
use crate::signature::{self, Argument, Method, RawMethod, Returns};

/// An endpoint without an error: all that the expansion needs.
pub(crate) struct Endpoint<'a> {
    pub(crate) method: &'a RawMethod,
    pub(crate) receiver: Token![self],
    pub(crate) returns: Returns<'a>,
    pub(crate) verb: Verb,
    /// The path without its query, placeholders in braces.
    pub(crate) template: String,
    pub(crate) errors: &'a [u16],
    pub(crate) timeout_millis: Option<u64>,
    pub(crate) retry: Option<Retry>,
    pub(crate) unauthenticated: bool,
    pub(crate) deprecated: Option<String>,
    pub(crate) steps: Vec<Step<'a>>,
}

/// One part of the request, in the order in which it is rendered.
pub(crate) enum Step<'a> {
    Path(Argument<'a>),
    Query { key: &'a str, value: Argument<'a> },
    QueryFields(Argument<'a>),
    QueryLiteral(String),
    Header { name: &'a str, value: Argument<'a> },
    HeaderLiteral { name: &'a str, value: &'a str },
    Body(Argument<'a>),
}

impl<'a> Endpoint<'a> {
    pub(crate) fn bind(
        declaration: &'a Declaration,
        template: &'a Result<Template, Reported>,
        method: Method<'a>,
        errors: &mut Errors,
    ) -> Result<Self, Reported> {
        let options = &declaration.options;
        let mut bindings = Bindings::new(&method, template.as_ref().ok(), options);
        let mut steps = Vec::new();
        if let Ok(template) = template {
            path(template, &mut bindings, &mut steps, errors);
            query(template, &mut bindings, &mut steps, errors);
        }
        headers(&options.headers, &mut bindings, &mut steps);
        if let Some(body) = &options.body {
            self::body(body, &declaration.verb, &mut bindings, &mut steps, errors);
        }
        bindings.check(declaration.verb.ok(), errors);

        let template = template.as_ref().map_err(|reported| *reported)?;
        Ok(Self {
            method: method.raw,
            receiver: method.receiver?,
            returns: method.returns?,
            verb: declaration.verb?,
            template: template.path(),
            errors: &options.errors,
            timeout_millis: options.timeout_millis,
            retry: options.retry,
            unauthenticated: options.unauthenticated,
            deprecated: signature::deprecation_note(&method.raw.attributes),
            steps,
        })
    }
}

fn path<'a>(
    template: &'a Template,
    bindings: &mut Bindings<'a>,
    steps: &mut Vec<Step<'a>>,
    errors: &mut Errors,
) {
    for segment in &template.segments {
        let Segment::Placeholder(placeholder) = segment else {
            continue;
        };
        let source = Source::Path(&template.literal, placeholder.at.clone());
        if let Some(argument) = bindings.bind(&placeholder.name, Use::Path, source) {
            check_single(argument, errors);
            steps.push(Step::Path(argument));
        }
    }
}

/// A segment holds one value, always.
fn check_single(argument: Argument<'_>, errors: &mut Errors) {
    let name = argument.name;
    let (fault, help) = match types::many(argument.ty) {
        None => return,
        Some(Many::Optional) => (
            "a segment of the path can't be left out",
            format!("take the value itself, or move it to the query: `?<{name}>`"),
        ),
        Some(Many::List) => (
            "a segment of the path holds one value",
            format!(
                "take one value, or move the list to the query, which repeats its key: `?<{name}>`"
            ),
        ),
    };
    errors.report(argument.ty, fault, help);
}

fn query<'a>(
    template: &'a Template,
    bindings: &mut Bindings<'a>,
    steps: &mut Vec<Step<'a>>,
    errors: &mut Errors,
) {
    for parameter in &template.query {
        let placeholder = match parameter {
            Parameter::Fixed(pair) => {
                // Neighbours are one literal.
                if let Some(Step::QueryLiteral(pairs)) = steps.last_mut() {
                    pairs.push('&');
                    pairs.push_str(pair);
                } else {
                    steps.push(Step::QueryLiteral(pair.clone()));
                }
                continue;
            }
            Parameter::Value { placeholder, .. } | Parameter::Fields(placeholder) => placeholder,
        };
        let source = Source::Path(&template.literal, placeholder.at.clone());
        let Some(argument) = bindings.bind(&placeholder.name, Use::Query, source) else {
            continue;
        };
        if matches!(parameter, Parameter::Fields(_)) && types::is_single(argument.ty) {
            let name = argument.plain_name();
            errors.report(
                argument.ty,
                "a single value has no fields to send",
                format!("write `<{name}>`, which sends it as one parameter"),
            );
        }
        steps.push(match parameter {
            Parameter::Value { key, .. } => Step::Query {
                key,
                value: argument,
            },
            _ => Step::QueryFields(argument),
        });
    }
}

fn headers<'a>(headers: &'a [Header], bindings: &mut Bindings<'a>, steps: &mut Vec<Step<'a>>) {
    for Header { name, value } in headers {
        match value {
            HeaderValue::Fixed(value) => steps.push(Step::HeaderLiteral { name, value }),
            HeaderValue::Argument(argument) => {
                let source = Source::Option(&argument.literal);
                if let Some(value) = bindings.bind(&argument.name, Use::Header, source) {
                    steps.push(Step::Header { name, value });
                }
            }
        }
    }
}

fn body<'a>(
    body: &'a Body,
    verb: &Result<Verb, Reported>,
    bindings: &mut Bindings<'a>,
    steps: &mut Vec<Step<'a>>,
    errors: &mut Errors,
) {
    let Body { argument, option } = body;
    if let Ok(verb) = verb
        && !verb.has_body()
    {
        errors.report(
            *option,
            format!("a `{}` request carries no body", verb.name()),
            format!(
                "use `POST`, `PUT` or `PATCH`, or send the fields in the query: `?<{}..>`",
                argument
                    .as_ref()
                    .map_or("filter", |argument| &argument.name)
            ),
        );
    }
    let Some(argument) = argument else {
        let name = bindings.only_free().unwrap_or_else(|| "body".to_owned());
        errors.report(
            *option,
            "`data` lacks its value",
            format!("write `data = \"<{name}>\"`"),
        );
        return;
    };
    let source = Source::Option(&argument.literal);
    if let Some(argument) = bindings.bind(&argument.name, Use::Body, source) {
        if types::many(argument.ty) == Some(Many::Optional) {
            errors.report(
                argument.ty,
                "a body can't be left out: `None` would be sent as `null`",
                "take the value itself, or declare a second endpoint without `data`",
            );
        }
        steps.push(Step::Body(argument));
    }
}
