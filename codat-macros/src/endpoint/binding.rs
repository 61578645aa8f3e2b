//! Which argument is sent where: each of them, and each once.

use std::collections::BTreeSet;
use std::ops::Range;

use syn::LitStr;

use crate::attr::{Options, Verb};
use crate::errors::Errors;
use crate::path::{PathLiteral, Template};
use crate::placeholder::probable_name;
use crate::signature::{Argument, Method, types};
use crate::suggest;

/// The arguments of the method, and what became of each.
pub(super) struct Bindings<'a> {
    arguments: Vec<Binding<'a>>,
    unknown: Vec<Unknown<'a>>,
    /// Whether every argument has a name, so that one that isn't found isn't there.
    all_named: bool,
    /// Whether the whole path was understood, so that an argument that isn't in it isn't meant to be.
    path_known: bool,
    options: &'a Options,
}

struct Binding<'a> {
    argument: Argument<'a>,
    /// As a placeholder writes it.
    name: String,
    uses: Vec<Use>,
    /// A faulty part of the declaration probably means this argument.
    suspected: bool,
}

/// A placeholder that names no argument.
struct Unknown<'a> {
    name: &'a str,
    source: Source<'a>,
}

/// Where a placeholder stands.
pub(super) enum Source<'a> {
    Path(&'a PathLiteral, Range<usize>),
    Option(&'a LitStr),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    Path,
    Query,
    Header,
    Body,
}

impl<'a> Bindings<'a> {
    pub(super) fn new(
        method: &Method<'a>,
        template: Option<&Template>,
        options: &'a Options,
    ) -> Self {
        let mut names = BTreeSet::new();
        let arguments = method
            .arguments
            .iter()
            .map(|argument| Binding {
                argument: *argument,
                name: argument.plain_name(),
                uses: Vec::new(),
                // rustc reports a second argument of one name. A client in the place of `self` was reported.
                suspected: !names.insert(argument.plain_name())
                    || argument.faulty
                    || method.receiver.is_err() && types::is_client(argument.ty),
            })
            .collect();
        Self {
            arguments,
            unknown: Vec::new(),
            all_named: method.all_named,
            path_known: template.is_some_and(|template| template.complete),
            options,
        }
    }

    /// Finds the argument that a placeholder means, and notes that it is sent.
    pub(super) fn bind(
        &mut self,
        name: &'a str,
        place: Use,
        source: Source<'a>,
    ) -> Option<Argument<'a>> {
        match self
            .arguments
            .iter_mut()
            .find(|binding| binding.name == name)
        {
            Some(binding) => {
                binding.uses.push(place);
                Some(binding.argument)
            }
            None => {
                self.unknown.push(Unknown { name, source });
                None
            }
        }
    }

    /// Reports placeholders without an argument, and of arguments that are sent nowhere or twice.
    pub(super) fn check(mut self, verb: Option<Verb>, errors: &mut Errors) {
        self.check_unknown(errors);
        for binding in &self.arguments {
            let Binding {
                argument,
                name,
                uses,
                suspected,
            } = binding;
            match uses.as_slice() {
                [_] => {}
                [] => {
                    let mentioned = self.options.mentioned.contains(name);
                    if self.path_known && !suspected && !mentioned {
                        errors.report(
                            argument.name,
                            format!("the argument `{name}` is never sent"),
                            if types::is_client(argument.ty) {
                                "remove it: the client is `self`".to_owned()
                            } else {
                                self.how_to_send(name, verb)
                            },
                        );
                    }
                }
                [first, second, ..] => {
                    let (first, second) = (first.phrase(), second.phrase());
                    let places = if first == second {
                        format!("twice {first}")
                    } else {
                        format!("{first} and {second}")
                    };
                    errors.report(
                        argument.name,
                        format!("the argument `{name}` is sent {places}"),
                        "send it once, or take a second argument",
                    );
                }
            }
        }
    }

    /// Reports each placeholder that names no argument, and which one it probably means.
    fn check_unknown(&mut self, errors: &mut Errors) {
        let unknown = std::mem::take(&mut self.unknown);
        let mut meant: Vec<_> = unknown
            .iter()
            .map(|unknown| self.similar(unknown.name))
            .collect();
        // If one placeholder and one argument are left over, they are two halves of one error.
        let mut strangers = meant.iter_mut().filter(|meant| meant.is_none());
        if let (Some(stranger), None) = (strangers.next(), strangers.next()) {
            *stranger = self.only_free();
        }
        for (Unknown { name, source }, meant) in unknown.into_iter().zip(meant) {
            // An argument without a name was reported already, and may be the one.
            if meant.is_none() && !self.all_named {
                continue;
            }
            let probable = probable_name(name).unwrap_or_else(|| name.to_owned());
            let fault = if probable == name {
                format!("no argument is named `{name}`")
            } else {
                format!("`{name}` is not the name of an argument")
            };
            let help = self.help(&probable, meant.as_deref());
            match source {
                Source::Path(literal, at) => literal.report(errors, at, fault, help),
                Source::Option(literal) => errors.report(literal, fault, help),
            };
        }
    }

    /// The argument of a similar name that is sent nowhere. It isn't reported a second time.
    fn similar(&mut self, name: &str) -> Option<String> {
        let free = self.free().map(|binding| binding.name.as_str());
        let meant = suggest::nearest(name, free)?.to_owned();
        self.suspect(&meant);
        Some(meant)
    }

    /// The argument of a similar name that is sent elsewhere.
    fn similar_used(&self, name: &str) -> Option<&str> {
        let used = self
            .arguments
            .iter()
            .filter(|binding| !binding.uses.is_empty());
        suggest::nearest(name, used.map(|binding| binding.name.as_str()))
    }

    /// The one argument that is sent nowhere, if it is the only one.
    pub(super) fn only_free(&mut self) -> Option<String> {
        let free: Vec<_> = self.free().map(|binding| binding.name.clone()).collect();
        let [only] = free.as_slice() else {
            return None;
        };
        self.suspect(only);
        Some(only.clone())
    }

    fn free(&self) -> impl Iterator<Item = &Binding<'a>> {
        self.arguments
            .iter()
            .filter(|binding| binding.uses.is_empty() && !binding.suspected)
    }

    fn how_to_send(&self, name: &str, verb: Option<Verb>) -> String {
        if is_secret(name) {
            return format!(
                "remove it if it is Codat's: the client's credentials are sent without it; otherwise add `header(\"Name\") = \"<{name}>\"`"
            );
        }
        let help = format!(
            "write `<{name}>` in the path or the query, or add `header(\"Name\") = \"<{name}>\"`"
        );
        // One that was faulty is mentioned.
        let has_body = self.options.body.is_some() || self.options.mentioned.contains("data");
        match verb {
            Some(verb) if !verb.has_body() => help,
            _ if has_body => help,
            _ => format!("{help} or `data = \"<{name}>\"`"),
        }
    }

    fn suspect(&mut self, name: &str) {
        if let Some(binding) = self
            .arguments
            .iter_mut()
            .find(|binding| binding.name == name)
        {
            binding.suspected = true;
        }
    }

    fn help(&self, name: &str, meant: Option<&str>) -> String {
        let names = suggest::list(self.arguments.iter().map(|binding| binding.name.as_str()));
        let used = self.similar_used(name);
        match (meant, used, self.arguments.len()) {
            (Some(meant), _, 1) => format!("write `<{meant}>`, the only argument"),
            (Some(meant), _, _) => format!("write `<{meant}>`; the arguments are {names}"),
            (None, Some(used), _) => {
                format!("add `{name}` to the arguments; `{used}` is sent elsewhere already")
            }
            (None, None, 0) => {
                format!("add `{name}` to the arguments of the method, which takes none")
            }
            (None, None, 1) => format!("add `{name}` to the arguments; the only one is {names}"),
            (None, None, _) => format!("add `{name}` to the arguments, which are {names}"),
        }
    }
}

impl Use {
    fn phrase(self) -> &'static str {
        match self {
            Self::Path => "in the path",
            Self::Query => "in the query",
            Self::Header => "in a header",
            Self::Body => "as the body",
        }
    }
}

/// Whether it names what must not be in a URL, which logs hold.
fn is_secret(name: &str) -> bool {
    const SECRETS: [&str; 7] = [
        "key",
        "apikey",
        "token",
        "secret",
        "password",
        "authorization",
        "auth",
    ];
    name.to_lowercase()
        .split('_')
        .any(|word| SECRETS.contains(&word))
}
