//! The options behind the path: which there are, and how often.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use proc_macro2::TokenStream;
use quote::ToTokens as _;
use syn::Path;

use super::body::{self, Body};
use super::chunk::Chunk;
use super::duration;
use super::header::{self, Header};
use super::keys::{AUTH, CRATE, DATA, ERRORS, HEADER, KEYS, RETRY, TIMEOUT, is_key};
use super::raw_option::RawOption;
use super::value::{self, Retry};
use crate::errors::{Errors, Reported, Underline};
use crate::suggest;

#[derive(Default)]
pub(crate) struct Options {
    pub(crate) body: Option<Body>,
    pub(crate) headers: Vec<Header>,
    pub(crate) errors: Vec<u16>,
    pub(crate) timeout_millis: Option<u64>,
    pub(crate) retry: Option<Retry>,
    pub(crate) unauthenticated: bool,
    pub(crate) krate: Option<Path>,
    /// Every word of the options that were faulty: an argument among them may have been meant to be sent.
    pub(crate) mentioned: BTreeSet<String>,
}

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
            "remove it: the return type says what the response decodes to".to_owned()
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
            TIMEOUT => self.timeout_millis = Some(duration::timeout(option, errors)?),
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
