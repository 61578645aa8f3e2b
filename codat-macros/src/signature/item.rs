//! What the attribute was put on: a method of a trait, it is hoped.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::{Attribute, Signature, Token, Visibility};

use crate::errors::{Errors, Reported};
use crate::proposal::{propose, remove};

/// The name of the attribute itself.
const ENDPOINT: &str = "codat_endpoint";

const EXAMPLE: &str = "an endpoint is a method that a trait declares: `trait MyApi: HasClient { #[codat_endpoint(…)] fn …(&self, …) -> …; }` and `impl MyApi for Client {}`";

const ON_METHODS: &str =
    "it stands on each method, with the whole path: a trait has no common prefix";

const ONE: &str = "drop one of the two: a second endpoint is a method of its own";

const NO_SELF: &str = "a function without `&self` can't be an endpoint";

const IN_TRAIT: &str = "an endpoint is declared in a trait, without `pub` and without a body";

const MOCKED: &str = "`#[mockall::automock]` doesn't work on a trait of endpoints";

const MOCK: &str = "declare the mock with `mockall::mock!`, as the client's guide on testing shows, or write a fake by hand";

/// A method as it was written. Its signature may still be wrong.
pub(crate) struct RawMethod {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) signature: Signature,
    pub(crate) body: Option<Group>,
    /// Where the method ends.
    end: Span,
}

/// What an item turned out to be.
pub(crate) enum Read {
    Method(Box<RawMethod>),
    /// Something else, which was reported, and whether it is a function.
    Other(bool, Reported),
    /// What `#[mockall::automock]` made of an endpoint: it puts the attribute on that, too. The trait itself is refused.
    Mock,
    /// What rustc can't read either, and says so.
    Unreadable,
}

impl RawMethod {
    /// Reads a method of a trait, or says why the item can't be one.
    pub(crate) fn read(item: &TokenStream, errors: &mut Errors) -> Read {
        let method = syn::parse2::<Self>(item.clone());
        if method.is_err()
            && let Some(keyword) = other_item(item)
        {
            let fault = format!("`#[{ENDPOINT}]` can't be on `{keyword}`");
            let (fault, help) = match keyword.to_string().as_str() {
                _ if item.to_string().contains("__mock") => (MOCKED.to_owned(), MOCK),
                "trait" => (fault, ON_METHODS),
                _ => (fault, EXAMPLE),
            };
            return Read::Other(false, errors.report(&keyword, fault, help));
        }
        let method = match method {
            Ok(method) if method.body.as_ref().is_some_and(is_mock) => return Read::Mock,
            Ok(method) => method,
            Err(_) => return Read::Unreadable,
        };
        let is_public = !matches!(method.visibility, Visibility::Inherited);
        // What isn't in a trait for sure.
        let fault = match (method.signature.receiver(), &method.body) {
            (None, body) if is_public || body.is_some() => NO_SELF,
            (Some(_), Some(_)) if is_public => IN_TRAIT,
            _ => return Read::Method(Box::new(method)),
        };
        let reported = errors.report(&method.signature.fn_token, fault, EXAMPLE);
        Read::Other(true, reported)
    }

    /// Reports what surrounds the signature and doesn't belong to an endpoint.
    pub(super) fn check(&self, errors: &mut Errors) {
        let twice = "this method is an endpoint already";
        for further in self.attributes.iter().filter(|it| is_endpoint(it)) {
            errors.report(further, twice, ONE);
        }
        if !matches!(self.visibility, Visibility::Inherited) {
            let help = remove("in an `impl`, declare the endpoint in a trait instead");
            errors.report(&self.visibility, "a trait's method has no visibility", help);
        }
        match &self.body {
            // Of the attribute itself, under another name.
            Some(body) if body.stream().to_string().contains("__codat_request") => {
                errors.report(&self.signature.ident, twice, ONE);
            }
            Some(body) => {
                let help = propose([";"], "in an `impl`, drop the attribute");
                errors.report(body, "the attribute writes the body of an endpoint", help);
            }
            None => {}
        }
    }

    /// A body in the place of the one that was written, or of the `;`: lints about the method underline it up to here.
    pub(crate) fn block(&self, tokens: TokenStream) -> Group {
        let mut block = Group::new(Delimiter::Brace, tokens);
        block.set_span(self.end);
        block
    }

    /// Every attribute but further ones of ours, which would expand once more.
    pub(crate) fn kept_attributes(&self) -> impl Iterator<Item = &Attribute> {
        self.attributes.iter().filter(|it| !is_endpoint(it))
    }
}

impl Parse for RawMethod {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = Attribute::parse_outer(input)?;
        let visibility = input.parse()?;
        let signature = input.parse()?;
        let body: Option<Group> = match input.peek(syn::token::Brace) {
            // Also of `macro_rules!`, which puts a `block` into an invisible group.
            true => {
                let content;
                let brace = syn::braced!(content in input);
                let mut body = Group::new(Delimiter::Brace, content.parse()?);
                body.set_span(brace.span.join());
                Some(body)
            }
            false => None,
        };
        let end = match &body {
            Some(body) => body.span_close(),
            None => input.parse::<Token![;]>()?.span,
        };
        Ok(Self {
            attributes,
            visibility,
            signature,
            body,
            end,
        })
    }
}

/// Whether this body is one of `mockall`'s, none of which could stand in a trait.
fn is_mock(body: &Group) -> bool {
    let text = body.stream().to_string().replace(char::is_whitespace, "");
    let is_field = text.starts_with("self.") && text.contains("_expectations.");
    is_field || text.starts_with("use::mockall::") || text.starts_with("__mock")
}

fn is_endpoint(attribute: &Attribute) -> bool {
    let last = attribute.path().segments.last();
    last.is_some_and(|segment| segment.ident == ENDPOINT)
}

/// The keyword of an item that isn't a function.
fn other_item(item: &TokenStream) -> Option<TokenTree> {
    let after_visibility = |input: ParseStream<'_>| {
        Attribute::parse_outer(input)?;
        input.parse::<Visibility>()?;
        input.parse::<TokenStream>()
    };
    let tokens = after_visibility.parse2(item.clone()).ok()?;
    let is_word = |token: &TokenTree| matches!(token, TokenTree::Ident(_) | TokenTree::Literal(_));
    let mut words = tokens.into_iter().take_while(is_word);
    let is_qualifier = |word: &TokenTree| matches!(&*word.to_string(), "unsafe" | "auto");
    let keyword = words.find(|word| !is_qualifier(word))?;
    let is_function = keyword.to_string() == "fn" || words.any(|word| word.to_string() == "fn");
    (!is_function).then_some(keyword)
}
