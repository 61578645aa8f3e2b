//! The options behind the path: which there are, and how often.

use std::collections::{BTreeSet, VecDeque};

use syn::Path;

use super::chunk::Chunk;
use super::keys::{AUTH, CRATE, DATA, ERRORS, HEADER, KEYS, RETRY, TIMEOUT, form, is_key};
use super::raw_option::{RawOption, forms};
use super::{body, duration, header, value};
use crate::errors::{Errors, Reported};
use crate::print;
use crate::proposal::{Help, propose, remove};
use crate::slot::Slot;
use crate::suggest;

#[derive(Default)]
pub(crate) struct Options {
    pub(crate) headers: Vec<Slot>,
    pub(crate) body: Option<Slot>,
    /// The option that declares the body.
    pub(crate) body_option: Option<Chunk>,
    pub(crate) errors: Vec<u16>,
    pub(crate) timeout_millis: Option<u64>,
    /// `never` or `always`.
    pub(crate) retry: Option<&'static str>,
    pub(crate) unauthenticated: bool,
    pub(crate) krate: Option<Path>,
}

/// What isn't an option because it has another name, or its place elsewhere.
fn elsewhere(option: &RawOption, arguments: &[String]) -> Option<Help> {
    let as_option = |key| propose(forms(key, &option.given()), form(key));
    let given = print::tokens(&option.given());
    let as_header = |name| propose([format!("{HEADER}({name:?}) = {given}")], BY_TYPE);
    Some(match option.key.to_string().as_str() {
        "status" | "statuses" | "error" => as_option(ERRORS),
        "headers" => as_option(HEADER),
        "accept" | "produces" => as_header("Accept"),
        "content_type" | "consumes" => as_header("Content-Type"),
        "body" | "json" | "payload" => as_option(DATA),
        "form" => as_option(DATA).adding(", and take a `codat_client::body::Form`"),
        "multipart" => as_option(DATA).adding(", and take a `codat_client::body::Multipart`"),
        "no_auth" | "unauthenticated" => propose(["auth = none"], ""),
        "no_retry" => propose(["retry = never"], ""),
        "retries" | "max_retries" | "attempts" | "max_attempts" => form(RETRY).into(),
        "base_url" | "host" => remove("`ClientBuilder::base_url` sets it"),
        "idempotent" | "idempotency" | "idempotency_key" => remove(IDEMPOTENCY),
        "query" | "params" => "the path holds it: `?<page>`, for a struct `?<filter..>`".into(),
        "deprecated" => remove("`#[deprecated]` stands above the method"),
        name if arguments.iter().any(|it| it == name) => remove("a placeholder names it"),
        _ => return None,
    })
}

const BY_TYPE: &str = "a header is `header(\"Name\") = \"…\"`; the type of the body sets `Content-Type`, such as `codat_client::body::Form`";

const IDEMPOTENCY: &str = "a POST or PATCH carries a key anyway; `Call::idempotency_key` sets one";

impl Options {
    pub(super) fn parse(chunks: VecDeque<Chunk>, errors: &mut Errors) -> Self {
        let mut options = Self::default();
        let mut given = BTreeSet::new();
        for chunk in chunks {
            if let Ok(option) = RawOption::read(&chunk, errors) {
                // What was reported is left out.
                let _ = options.add(&option, &mut given, errors);
            }
        }
        options
    }

    fn add(
        &mut self,
        option: &RawOption,
        given: &mut BTreeSet<String>,
        errors: &mut Errors,
    ) -> Result<(), Reported> {
        let key = option.key.to_string();
        if key == HEADER {
            self.headers
                .push(header::parse(option, &self.headers, errors)?);
            return Ok(());
        }
        if is_key(&key) && !given.insert(key.clone()) {
            return Err(repeated(option, &self.body_option, errors));
        }
        match key.as_str() {
            DATA => {
                self.body_option = Some(option.chunk.clone());
                self.body = Some(body::parse(option, errors)?);
            }
            ERRORS => self.errors = value::statuses(option, errors)?,
            TIMEOUT => self.timeout_millis = Some(duration::timeout(option, errors)?),
            RETRY => self.retry = Some(value::bare_word(option, &["never", "always"], errors)?),
            AUTH => self.unauthenticated = value::bare_word(option, &["none"], errors).is_ok(),
            CRATE => self.krate = Some(value::path(option, errors)?),
            _ => return Err(unknown(option, &key, errors)),
        }
        Ok(())
    }
}

fn unknown(option: &RawOption, key: &str, errors: &mut Errors) -> Reported {
    let fault = format!("unknown option `{key}`");
    if let Some(help) = elsewhere(option, &errors.arguments) {
        return errors.report(&option.chunk, fault, help);
    }
    let list = format!("the options are {}", suggest::list(KEYS));
    let help = propose(suggest::nearest(key, KEYS), list.clone());
    errors.report(&option.key, fault, help.adding(format!("; {list}")))
}

fn repeated(option: &RawOption, first: &Option<Chunk>, errors: &mut Errors) -> Reported {
    let fault = format!("`{}` is given already", option.key);
    match option.key.to_string().as_str() {
        DATA => {
            errors.report(first, "the first of two bodies", "");
            let fault = "the second of two bodies: only one `data` is allowed";
            errors.report(&option.chunk, fault, "send one struct that holds both")
        }
        ERRORS => errors.report(&option.chunk, fault, "one `errors(…)` lists all statuses"),
        _ => errors.report(&option.chunk, fault, remove("")),
    }
}
