//! Whatever a user writes: the macro answers, and doesn't panic.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

use super::messages;
use crate::expand;

const ARGUMENTS: [&str; 4] = [
    r#"GET, "/companies/<company_id>/x?fixed=1&page=<page>&<filter..>""#,
    r#"POST, "/a/<company_id>?<page>&<filter..>", data = "<body>", header("If-Match") = "<etag>""#,
    r#"PUT, "/", errors(400, 409), timeout = "1.5s", retry = never, auth = none, crate = a::b"#,
    r#"DELETE, "/a%20b/<company_id>", header("X") = "fixed", crate = "::codat""#,
];

const ITEMS: [&str; 4] = [
    "fn f(&self, company_id: CompanyId, page: Option<u32>, filter: &Filter) -> Call<Vec<u8>>;",
    "#[doc = \"d\"] async fn f<'a>(&'a self, company_id: &'a [u8]) -> Result<(), Error>;",
    "#[deprecated(note = \"n\")] pub unsafe fn f<T>(mut self, (a, b): impl Display) -> Self where T: X { a }",
    "pub(crate) struct S<T> { a: Box<dyn Fn(T) -> T> }",
];

/// What gets into the strings: all that means something in a path.
const SPICE: [&str; 16] = [
    "<",
    ">",
    "..",
    "/",
    "?",
    "&",
    "=",
    "%",
    "%2",
    "#",
    "é",
    "\u{1f980}",
    "\n",
    "+",
    "https://",
    "{x}",
];

/// A small generator of numbers, the same on each run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

fn mutate(tokens: TokenStream, chance: &mut Chance) -> TokenStream {
    let mut tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let position = chance.below(tokens.len() + 1);
    if let Some(token) = tokens.get(position).cloned() {
        match (chance.below(8), token) {
            (0, _) => {
                tokens.remove(position);
            }
            (1, token) => tokens.insert(position, token),
            (2, _) => {
                let other = chance.below(tokens.len());
                tokens.swap(position, other);
            }
            (3, token) => {
                let delimiters = [
                    Delimiter::None,
                    Delimiter::Parenthesis,
                    Delimiter::Brace,
                    Delimiter::Bracket,
                ];
                let delimiter = delimiters[chance.below(delimiters.len())];
                tokens[position] = Group::new(delimiter, token.into()).into();
            }
            (_, TokenTree::Group(group)) => {
                let inner = mutate(group.stream(), chance);
                tokens[position] = Group::new(group.delimiter(), inner).into();
            }
            (_, TokenTree::Literal(literal)) => {
                tokens[position] = spice(&literal, chance).into();
            }
            (4, _) => tokens[position] = Ident::new_raw("fn", Span::call_site()).into(),
            (_, _) => tokens[position] = Punct::new(',', Spacing::Alone).into(),
        }
    } else {
        tokens.push(Literal::string("").into());
    }
    tokens.into_iter().collect()
}

/// Puts something into a string, or drops a letter of it.
fn spice(literal: &Literal, chance: &mut Chance) -> Literal {
    let text = literal.to_string();
    let mut letters: Vec<char> = text.trim_matches('"').chars().collect();
    let position = chance.below(letters.len() + 1);
    if chance.below(4) == 0 && position < letters.len() {
        letters.remove(position);
    } else {
        letters.splice(position..position, chance.pick(&SPICE).chars());
    }
    Literal::string(&letters.into_iter().collect::<String>())
}

#[test]
fn odd_tokens_never_panic() {
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    for round in 0..500 {
        let mut arguments: TokenStream = ARGUMENTS[round % 4].parse().unwrap();
        let mut item: TokenStream = ITEMS[round / 4 % 4].parse().unwrap();
        for _ in 0..=chance.below(4) {
            if chance.below(3) == 0 {
                item = mutate(item, &mut chance);
            } else {
                arguments = mutate(arguments, &mut chance);
            }
        }
        let source = format!("#[codat_endpoint({arguments})] {item}");
        let expansion = expand(arguments, item);
        for message in messages(&expansion) {
            let first = message.chars().next().unwrap();
            assert!(!first.is_uppercase(), "{source}\n{message}");
            assert!(message.lines().count() >= 1, "{source}\n{message}");
        }
    }
}

/// What is emitted for a method is a method, whatever was wrong with it.
#[test]
fn a_mended_method_is_one() {
    let mut chance = Chance(0x2545_f491_4f6c_dd1d);
    for round in 0..500 {
        let mut arguments: TokenStream = ARGUMENTS[round % 4].parse().unwrap();
        let item: TokenStream = ITEMS[round / 4 % 2].parse().unwrap();
        for _ in 0..3 {
            arguments = mutate(arguments, &mut chance);
        }
        let source = format!("#[codat_endpoint({arguments})] {item}");
        let method = syn::parse2::<syn::TraitItemFn>(expand(arguments, item));
        assert!(
            method.is_ok_and(|method| method.default.is_some()),
            "{source}"
        );
    }
}

#[test]
fn no_item_at_all() {
    assert_eq!(
        messages(&expand(TokenStream::new(), TokenStream::new())).len(),
        1
    );
}
