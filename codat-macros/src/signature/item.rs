//! What the attribute was put on: a method of a trait, it is hoped.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use syn::buffer::{Cursor, TokenBuffer};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Signature, Token, Visibility};

use crate::errors::{CompileErrors, Errors, Reported};

/// The name of the attribute itself.
const ENDPOINT: &str = "codat_endpoint";

/// What may stand before `fn`.
const QUALIFIERS: [&str; 8] = [
    "async", "auto", "const", "default", "extern", "final", "safe", "unsafe",
];

/// A method as it was written. Its signature may still be wrong.
pub(crate) struct RawMethod {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) signature: Signature,
    pub(crate) body: Option<Group>,
    /// Where the method ends.
    end: Span,
}

impl RawMethod {
    /// Reads a method of a trait, or says why the item can't be one.
    pub(crate) fn read(item: &TokenStream) -> Result<Self, CompileErrors> {
        let mut errors = Errors::default();
        let method = Self::try_read(item, &mut errors);
        errors.finish(method)
    }

    fn try_read(item: &TokenStream, errors: &mut Errors) -> Result<Self, Reported> {
        if let Some((keyword, noun)) = other_item(item) {
            return Err(errors.report(
                &keyword,
                format!("`#[{ENDPOINT}]` can't be on {noun}"),
                format!("put it on a method of a trait: `{}`", example()),
            ));
        }
        let method = syn::parse2::<Self>(item.clone()).map_err(|error| {
            errors.report(
                item,
                format!("`#[{ENDPOINT}]` can't read this method: {error}"),
                format!("write it in the form `{}`", example()),
            )
        })?;
        // What has a body and isn't in a trait for sure.
        let elsewhere = match (method.signature.receiver(), &method.visibility) {
            _ if method.body.is_none() => return Ok(method),
            (None, _) => "a free function can't be an endpoint",
            (Some(_), Visibility::Inherited) => return Ok(method),
            (Some(_), _) => "an endpoint is declared in a trait, without `pub` and without a body",
        };
        Err(errors.report(
            &method.signature.fn_token,
            elsewhere,
            format!("declare a method of a trait: `{}`", example()),
        ))
    }

    /// A body in the place of the one that was written, or of the `;`: lints about the method underline it up to here.
    pub(crate) fn block(&self, tokens: TokenStream) -> Group {
        let mut block = Group::new(Delimiter::Brace, tokens);
        block.set_span(self.end);
        block
    }

    /// Every attribute but further ones of ours, which would expand once more.
    pub(crate) fn kept_attributes(&self) -> impl Iterator<Item = &Attribute> {
        self.attributes
            .iter()
            .filter(|attribute| !is_endpoint(attribute))
    }

    pub(crate) fn further_endpoints(&self) -> impl Iterator<Item = &Attribute> {
        self.attributes
            .iter()
            .filter(|attribute| is_endpoint(attribute))
    }
}

impl Parse for RawMethod {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = Attribute::parse_outer(input)?;
        let visibility = input.parse()?;
        let signature = input.parse()?;
        let (body, end) = if input.peek(syn::token::Brace) {
            let body: Group = input.parse()?;
            let end = body.span_close();
            (Some(body), end)
        } else {
            (None, input.parse::<Token![;]>()?.span)
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

fn is_endpoint(attribute: &Attribute) -> bool {
    attribute
        .path()
        .segments
        .last()
        .is_some_and(|segment| segment.ident == ENDPOINT)
}

fn example() -> String {
    format!(
        "trait MyApi: codat_client::HasClient {{ #[{ENDPOINT}(…)] fn …; }}` and `impl MyApi for codat_client::Client {{}}"
    )
}

/// The keyword of an item that isn't a function, and what to call the item.
fn other_item(item: &TokenStream) -> Option<(TokenTree, &'static str)> {
    let buffer = TokenBuffer::new2(item.clone());
    let mut cursor = skip_visibility(skip_attributes(buffer.begin()));
    let mut qualifier: Option<Ident> = None;
    while let Some((word, rest)) = cursor.ident() {
        let text = word.to_string();
        if text == "fn" {
            return None;
        }
        if !QUALIFIERS.contains(&text.as_str()) {
            break;
        }
        cursor = rest.literal().map_or(rest, |(_, after_abi)| after_abi);
        qualifier = Some(word);
    }
    let next = cursor.ident().map(|(word, _)| word);
    if let Some(noun) = next.as_ref().and_then(|word| noun(&word.to_string())) {
        return next.map(|word| (word.into(), noun));
    }
    match qualifier {
        Some(word) if word == "const" => Some((word.into(), "a constant")),
        Some(word) if word == "extern" => Some((word.into(), "an `extern` block")),
        _ => cursor.token_tree().map(|(token, _)| (token, "this item")),
    }
}

fn noun(keyword: &str) -> Option<&'static str> {
    Some(match keyword {
        "struct" => "a struct",
        "enum" => "an enum",
        "union" => "a union",
        "mod" => "a module",
        "trait" => "a whole trait",
        "impl" => "an `impl` block",
        "type" => "a type",
        "static" => "a static",
        "use" => "an import",
        "crate" => "an `extern crate`",
        "macro_rules" | "macro" => "a macro",
        "let" => "a statement",
        _ => return None,
    })
}

fn skip_attributes(mut cursor: Cursor<'_>) -> Cursor<'_> {
    while let Some((pound, rest)) = cursor.punct() {
        match rest.group(Delimiter::Bracket) {
            Some((_, _, after)) if pound.as_char() == '#' => cursor = after,
            _ => break,
        }
    }
    cursor
}

fn skip_visibility(cursor: Cursor<'_>) -> Cursor<'_> {
    match cursor.ident() {
        Some((word, rest)) if word == "pub" => rest
            .group(Delimiter::Parenthesis)
            .map_or(rest, |(_, _, after)| after),
        _ => cursor,
    }
}
