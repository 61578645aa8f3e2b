//! Which argument is sent where: each of them, and each once.

use std::collections::BTreeSet;

use syn::Type;

use crate::errors::{Errors, NEVER_SENT};
use crate::placeholder::snake_case;
use crate::signature::{Argument, Method, types};
use crate::slot::{Content, Place, Slot};
use crate::suggest;

/// The arguments of the method, and what became of each.
pub(super) struct Bindings<'a> {
    arguments: Vec<Binding<'a>>,
    /// Slots that name no argument.
    unknown: Vec<(&'a str, &'a Slot)>,
    /// Whether every argument has a name, so that one that isn't found isn't there.
    all_named: bool,
    /// Whether every part of the declaration that may name an argument was understood.
    complete: bool,
}

struct Binding<'a> {
    argument: Argument<'a>,
    /// As a placeholder writes it.
    name: String,
    uses: Vec<Place>,
    /// A faulty part of the declaration probably means this argument.
    suspected: bool,
}

impl Binding<'_> {
    fn is_free(&self) -> bool {
        self.uses.is_empty() && !self.suspected
    }
}

impl<'a> Bindings<'a> {
    pub(super) fn new(method: &Method<'a>, complete: bool) -> Self {
        let mut names = BTreeSet::new();
        let binding = |argument: &Argument<'a>| Binding {
            argument: *argument,
            name: argument.plain_name(),
            uses: Vec::new(),
            // rustc reports a second argument of one name. A client in the place of `self` was reported.
            suspected: !names.insert(argument.name)
                || method.receiver.is_err() && types::is_client(argument.ty),
        };
        Self {
            arguments: method.arguments.iter().map(binding).collect(),
            unknown: Vec::new(),
            all_named: method.all_named,
            complete,
        }
    }

    /// Finds the argument that a placeholder means, and notes that it is sent.
    pub(super) fn bind(&mut self, name: &'a str, slot: &'a Slot) -> Option<Argument<'a>> {
        let mut arguments = self.arguments.iter_mut();
        let Some(binding) = arguments.find(|binding| binding.name == name) else {
            self.unknown.push((name, slot));
            return None;
        };
        binding.uses.push(slot.place);
        Some(binding.argument)
    }

    /// Reports placeholders without an argument, and arguments that are sent nowhere or twice.
    pub(super) fn check(mut self, slots: &[&Slot], takes_body: bool, errors: &mut Errors) {
        self.check_unknown(errors);
        self.check_fixed(slots, errors);
        for binding in &self.arguments {
            let (argument, name) = (binding.argument, &binding.name);
            let (fault, help) = match binding.uses.as_slice() {
                [] if binding.is_free() && self.complete => {
                    (NEVER_SENT, how_to_send(name, argument.ty, takes_body))
                }
                [_, _, ..] => (
                    "is sent twice",
                    "send it once, or take a second argument".into(),
                ),
                _ => continue,
            };
            let fault = format!("the argument `{name}` {fault}");
            errors.report(argument.name, fault, help);
        }
    }

    /// Reports each placeholder that names no argument, and which one it probably means. The arguments that are sent nowhere
    /// belong to the same error.
    fn check_unknown(&mut self, errors: &mut Errors) {
        let unknown = std::mem::take(&mut self.unknown);
        if unknown.is_empty() {
            return;
        }
        let names: Vec<_> = self.arguments.iter().map(|it| it.name.clone()).collect();
        let free = self.arguments.iter().filter(|it| it.is_free());
        let free: Vec<_> = free.map(|it| it.name.clone()).collect();
        for binding in &mut self.arguments {
            binding.suspected = true;
        }
        let is_alone = unknown.len() == 1;
        for (name, slot) in unknown {
            // What is left over is the other half of the same error.
            let only = free.first().filter(|_| free.len() == 1 && is_alone);
            let near = suggest::nearest(name, free.iter().map(String::as_str));
            let meant = near.or(only.map(String::as_str));
            // An argument without a name was reported already, and may be the one.
            if meant.is_none() && !self.all_named {
                continue;
            }
            let otherwise = match free.is_empty() {
                true => format!("add `{name}` to the method's arguments, or drop what names it"),
                false => format!("what isn't sent yet is {}", suggest::list(&free)),
            };
            let placeholder = meant.map(|meant| match slot.place {
                Place::Fields => format!("<{meant}..>"),
                _ => slot.source.placeholder(name, meant),
            });
            let help = slot.source.propose(placeholder, otherwise);
            let help = help.adding(format!("; the method takes {}", suggest::list(&names)));
            errors.report(&slot.source, format!("no argument is named `{name}`"), help);
        }
    }

    /// Reports fixed text that has the name of an argument which is sent nowhere.
    fn check_fixed(&mut self, slots: &[&Slot], errors: &mut Errors) {
        for slot in slots {
            let Content::Fixed(text) = &slot.content else {
                continue;
            };
            let is_sign = |c: char| !c.is_alphanumeric() && c != '_';
            let is_name = |name: &str| name == snake_case(text.trim_matches(is_sign));
            let is_meant = |it: &&mut Binding<'_>| {
                it.is_free() && is_name(&it.name) && types::has_no_fields(it.argument.ty)
            };
            if let Some(binding) = self.arguments.iter_mut().find(is_meant) {
                binding.suspected = true;
                let name = &binding.name;
                let fault =
                    format!("`{text}` is fixed here, and the argument `{name}` {NEVER_SENT}");
                let help = slot
                    .source
                    .propose([slot.source.placeholder(text, name)], "");
                errors.report(&slot.source, fault, help);
            }
        }
    }
}

fn how_to_send(name: &str, ty: &Type, takes_body: bool) -> String {
    let is_secret = |word| matches!(word, "key" | "token" | "secret" | "password" | "auth");
    if types::is_client(ty) {
        "the client is `self`: drop this argument".to_owned()
    } else if name.to_lowercase().split('_').any(is_secret) {
        "the client sends its credentials itself; another secret goes into a `header`".to_owned()
    } else if name.contains("timeout") {
        "`Call::timeout` sets that of one call: drop this argument".to_owned()
    } else {
        let has_fields = !types::has_no_fields(ty);
        let data =
            (takes_body && has_fields).then(|| format!("name it in `data = \"<{name}>\"`, or "));
        let fields = has_fields.then(|| format!(", a struct as `?<{name}..>`"));
        let (data, fields) = (data.unwrap_or_default(), fields.unwrap_or_default());
        format!(
            "{data}put `<{name}>` into the path, the query or a `header`{fields}; or drop the argument"
        )
    }
}
