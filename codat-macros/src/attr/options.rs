//! The options behind the path: which there are, and how often.

use std::collections::{BTreeMap, VecDeque};

use quote::ToTokens as _;
use syn::Path;

use super::body;
use super::chunk::{self, Chunk};
use super::duration;
use super::header;
use super::keys::{AUTH, CRATE, DATA, ERRORS, HEADER, KEYS, RETRY, TIMEOUT, form, is_key};
use super::raw_option::RawOption;
use super::value::{self, RETRY_HELP, Retry};
use crate::errors::{Errors, Reported};
use crate::placeholder::names;
use crate::print;
use crate::proposal::{Help, propose, remove};
use crate::slot::Slot;
use crate::suggest;
use crate::underline::Underline;

#[derive(Default)]
pub(crate) struct Options {
    pub(crate) headers: Vec<Slot>,
    pub(crate) body: Option<Slot>,
    /// Where the body is declared.
    pub(crate) body_option: Option<Underline>,
    pub(crate) errors: Vec<u16>,
    pub(crate) timeout_millis: Option<u64>,
    pub(crate) retry: Option<Retry>,
    pub(crate) unauthenticated: bool,
    pub(crate) krate: Option<Path>,
    /// The names in faulty options: an argument among them may have been meant to be sent.
    pub(crate) mentioned: Vec<String>,
}

/// What isn't an option because it has another name, or its place elsewhere.
fn elsewhere(option: &RawOption) -> Option<Help> {
    let given = print::tokens(&option.given());
    let header = |name: &str| propose([format!("header({name:?}) = {given}")], form(HEADER));
    Some(match option.key.to_string().as_str() {
        "status" | "statuses" | "error" => propose(value::status_form(option), form(ERRORS)),
        "content_type" => header("Content-Type"),
        "accept" => header("Accept"),
        "headers" => propose(
            header::forms(&chunk::strings(&option.given())),
            form(HEADER),
        ),
        "body" | "json" | "payload" => propose(body::forms(option), form(DATA)),
        "form" => propose(body::forms(option), form(DATA)).adding(", and take a `body::Form`"),
        "multipart" => {
            propose(body::forms(option), form(DATA)).adding(", and take a `body::Multipart`")
        }
        "no_auth" | "unauthenticated" => propose(["auth = none"], ""),
        "retries" | "max_retries" | "attempts" | "max_attempts" => RETRY_HELP.into(),
        "base_url" | "host" => remove("`ClientBuilder::base_url` sets it"),
        "response" | "returns" | "output" => remove("the return type says what the response is"),
        "idempotent" | "idempotency" | "idempotency_key" => remove(IDEMPOTENCY),
        "query" | "params" => "it is written in the path: `\"/companies?page=<page>\"`".into(),
        "name" => remove("an endpoint has the name of its method"),
        "deprecated" => remove("`#[deprecated]` stands above the method"),
        _ => return None,
    })
}

const IDEMPOTENCY: &str =
    "a POST or PATCH carries a key anyway, and `Call::idempotency_key` sets one for a call";

impl Options {
    pub(super) fn parse(chunks: VecDeque<Chunk>, errors: &mut Errors) -> Self {
        let mut options = Self::default();
        let mut given = BTreeMap::new();
        for chunk in chunks {
            let tokens = chunk.to_token_stream();
            let added = RawOption::read(chunk, errors)
                .and_then(|option| options.add(&option, &mut given, errors));
            if added.is_err() {
                options.mentioned.extend(names(&print::tokens(&tokens)));
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
            DATA => {
                self.body_option = Some(Underline::from(&option.chunk));
                self.body = Some(body::parse(option, errors)?);
            }
            ERRORS => self.errors = value::statuses(option, errors)?,
            TIMEOUT => self.timeout_millis = Some(duration::timeout(option, errors)?),
            RETRY => self.retry = Some(value::retry(option, errors)?),
            AUTH => self.unauthenticated = value::no_auth(option, errors)?,
            CRATE => self.krate = Some(value::path(option, errors)?),
            _ => return Err(unknown(option, &key, errors)),
        }
        Ok(())
    }
}

fn unknown(option: &RawOption, key: &str, errors: &mut Errors) -> Reported {
    let fault = format!("unknown option `{key}`");
    if let Some(help) = elsewhere(option) {
        return errors.report(&option.chunk, fault, help);
    }
    let list = format!("the options are {}", suggest::list(KEYS));
    let help = propose(suggest::nearest(key, KEYS), list.clone());
    errors.report(&option.key, fault, help.adding(format!("; {list}")))
}

fn repeated(option: &RawOption, first: Underline, errors: &mut Errors) -> Reported {
    if option.key != DATA {
        let fault = format!("`{}` is given already", option.key);
        return errors.report(&option.chunk, fault, remove(""));
    }
    let fault = "two bodies: only one `data` is allowed";
    let reported = errors.report(&option.chunk, fault, "send one struct that holds both");
    errors.report(first, "the first body is here", "");
    errors.join_last();
    reported
}
