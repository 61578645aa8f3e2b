//! The options behind the path: which there are, in which form, and how often.

use std::collections::{BTreeMap, VecDeque};

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::buffer::TokenBuffer;

use super::chunk::Chunk;
use super::{Options, body, header, value};
use crate::errors::{Errors, Reported, Underline};
use crate::suggest;

const DATA: &str = "data";
const HEADER: &str = "header";
const ERRORS: &str = "errors";
const TIMEOUT: &str = "timeout";
const RETRY: &str = "retry";
const AUTH: &str = "auth";
const CRATE: &str = "crate";

const KEYS: [&str; 7] = [DATA, HEADER, ERRORS, TIMEOUT, RETRY, AUTH, CRATE];

/// What other libraries call an option.
const SYNONYMS: [(&str, &str); 3] = [
    ("headers", HEADER),
    ("no_auth", AUTH),
    ("unauthenticated", AUTH),
];

/// What isn't an option because it has its place elsewhere.
fn elsewhere(option: &RawOption) -> Option<String> {
    let word = option.key.to_string();
    Some(match word.as_str() {
        "status" | "statuses" | "error" => value::statuses_help(option),
        "content_type" => "write `header(\"Content-Type\") = \"…\"`".to_owned(),
        "accept" => "write `header(\"Accept\") = \"…\"`".to_owned(),
        "base_url" | "host" => "remove it: `ClientBuilder::base_url` sets it".to_owned(),
        "response" | "returns" | "output" => {
            "remove it: the return type says what the answer decodes to".to_owned()
        }
        "retries" | "max_retries" | "attempts" | "max_attempts" => value::RETRY_HELP.to_owned(),
        "idempotent" | "idempotency" | "idempotency_key" => {
            "remove it: a POST or PATCH carries a key anyway, and `Call::idempotency_key` sets one for a call".to_owned()
        }
        "query" | "params" => {
            "write it in the path, such as `\"/companies?page=<page>&<filter..>\"`".to_owned()
        }
        "form" | "multipart" => {
            let ty = if word == "form" { "Form" } else { "Multipart" };
            format!("{}, and take a `codat_client::body::{ty}`", body::form(option))
        }
        "body" | "json" | "payload" => body::form(option),
        "headers" => format!("write {}", header::forms(option)?),
        "name" => "remove it: an endpoint has the name of its method".to_owned(),
        "deprecated" => "write `#[deprecated]` above the method".to_owned(),
        _ => return None,
    })
}

/// An option as it was written: `key`, `key(arguments)`, `key = value` or `key(arguments) = value`.
pub(super) struct RawOption {
    pub(super) chunk: Chunk,
    pub(super) key: Ident,
    pub(super) arguments: Option<Group>,
    pub(super) value: Option<TokenStream>,
}

pub(super) fn is_key(word: &str) -> bool {
    KEYS.contains(&word)
}

pub(super) fn resembles_key(word: &str) -> bool {
    suggest::nearest(word, KEYS).is_some()
}

impl RawOption {
    fn read(chunk: Chunk, errors: &mut Errors) -> Result<Self, Reported> {
        let buffer = TokenBuffer::new2(chunk.to_token_stream());
        let Some((key, mut rest)) = buffer.begin().ident() else {
            return Err(errors.report(
                &chunk,
                "expected an option",
                format!("the options are {}", suggest::list(KEYS)),
            ));
        };
        let mut arguments = None;
        if let Some((TokenTree::Group(group), after)) = rest.token_tree()
            && group.delimiter() == Delimiter::Parenthesis
        {
            arguments = Some(group);
            rest = after;
        }
        let value = match rest.punct() {
            Some((equals, value)) if equals.as_char() == '=' => {
                Some(value.token_stream()).filter(|value| !value.is_empty())
            }
            Some((colon, value)) if colon.as_char() == ':' && !value.eof() => {
                let value = value.token_stream();
                errors.report(
                    colon.span(),
                    format!("expected `=` after `{key}`"),
                    format!("write `{key} = {value}`"),
                );
                Some(value)
            }
            _ if rest.eof() => None,
            _ => {
                let example = example(&key.to_string());
                let rest = rest.token_stream();
                return Err(errors.report(
                    &rest,
                    format!("expected `,` or the end after `{key}`"),
                    example.map_or("remove this".to_owned(), |example| {
                        format!("write `{example}`")
                    }),
                ));
            }
        };
        Ok(Self {
            chunk,
            key,
            arguments,
            value,
        })
    }

    /// The value of an option that has the form `key = value`.
    pub(super) fn only_value(&self, errors: &mut Errors) -> Result<&TokenStream, Reported> {
        match (&self.arguments, &self.value) {
            (None, Some(value)) => Ok(value),
            _ => Err(self.malformed(errors)),
        }
    }

    /// Says which form this option has.
    pub(super) fn malformed(&self, errors: &mut Errors) -> Reported {
        let key = self.key.to_string();
        self.suggest(example(&key).unwrap_or(&key), errors)
    }

    /// Says that this option is written in the form of another one, which is like the example.
    pub(super) fn suggest(&self, example: &str, errors: &mut Errors) -> Reported {
        errors.report(&self.chunk, self.fault(), format!("write `{example}`"))
    }

    /// What is wrong with the form.
    pub(super) fn fault(&self) -> String {
        let key = &self.key;
        match (&self.arguments, &self.value) {
            (None, None) => format!("`{key}` lacks its value"),
            _ => format!("`{key}` has another form"),
        }
    }
}

/// One option in its right form.
fn example(key: &str) -> Option<&'static str> {
    Some(match key {
        DATA => "data = \"<body>\"",
        HEADER => "header(\"Name\") = \"<argument>\"",
        ERRORS => "errors(400, 409)",
        TIMEOUT => "timeout = \"30s\"",
        RETRY => "retry = never",
        AUTH => "auth = none",
        CRATE => "crate = path::to::codat_client",
        _ => return None,
    })
}

impl Options {
    pub(super) fn parse(chunks: VecDeque<Chunk>, errors: &mut Errors) -> Self {
        let mut options = Self::default();
        let mut given = BTreeMap::new();
        for chunk in chunks {
            let tokens = chunk.to_token_stream();
            let added = RawOption::read(chunk, errors)
                .and_then(|option| options.add(&option, &mut given, errors));
            if added.is_err() {
                options.mention(&tokens);
            }
        }
        options
    }

    fn add(
        &mut self,
        option: &RawOption,
        given: &mut BTreeMap<String, Underline>,
        errors: &mut Errors,
    ) -> Result<(), Reported> {
        let key = option.key.to_string();
        if key == HEADER {
            self.headers
                .push(header::parse(option, &self.headers, errors)?);
            return Ok(());
        }
        if let Some(first) = given.get(&key) {
            return Err(repeated(option, *first, errors));
        }
        if is_key(&key) {
            given.insert(key.clone(), Underline::from(&option.chunk));
        }
        match key.as_str() {
            DATA => self.body = Some(body::parse(option, errors)?),
            ERRORS => self.errors = value::statuses(option, errors)?,
            TIMEOUT => self.timeout_millis = Some(value::timeout(option, errors)?),
            RETRY => self.retry = Some(value::retry(option, errors)?),
            AUTH => self.unauthenticated = value::no_auth(option, errors)?,
            CRATE => self.krate = Some(value::path(option, errors)?),
            _ => return Err(unknown(option, &key, errors)),
        }
        Ok(())
    }

    fn mention(&mut self, tokens: &TokenStream) {
        let text = tokens.to_string();
        let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
        self.mentioned
            .extend(words.filter(|word| !word.is_empty()).map(str::to_owned));
    }
}

fn unknown(option: &RawOption, key: &str, errors: &mut Errors) -> Reported {
    let fault = format!("unknown option `{key}`");
    if let Some(help) = elsewhere(option) {
        return errors.report(&option.key, fault, help);
    }
    let list = suggest::list(KEYS);
    let synonym = SYNONYMS
        .iter()
        .find(|(word, _)| *word == key)
        .map(|(_, option)| *option);
    let help = match synonym.or_else(|| suggest::nearest(key, KEYS)) {
        Some(near) => format!(
            "write `{}`; the options are {list}",
            if near == AUTH { "auth = none" } else { near }
        ),
        None => format!("the options are {list}"),
    };
    errors.report(&option.key, fault, help)
}

fn repeated(option: &RawOption, first: Underline, errors: &mut Errors) -> Reported {
    if option.key == DATA {
        let reported = errors.report(
            &option.chunk,
            "two bodies: only one `data` is allowed",
            "send one struct that holds both",
        );
        errors.point_at(first, &option.chunk, "the first body is here");
        return reported;
    }
    errors.report(
        &option.key,
        format!("`{}` is given already", option.key),
        "remove one of the two",
    )
}
