//! Endpoints with something changed at random: any token, or what is in a string.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use proptest::prelude::{Arbitrary, Strategy};
use proptest::sample::{Index, select};

const ARGUMENTS: [&str; 5] = [
    r#"GET, "/companies/<company_id>/x?fixed=1&page=<page>&<filter..>""#,
    r#"POST, "/a/<company_id>?<page>&<filter..>", data = "<body>", header("If-Match") = "<etag>""#,
    r#"PUT, "/", errors(400, 409), timeout = "1.5s", retry = never, auth = none, crate = a::b"#,
    r#"DELETE, "/a%20b/<company_id>", header("X") = "fixed", crate = "::codat""#,
    r##"HEAD, r#"/<company_id>/<page>?<filter>"#, b"bytes", 'c', 1.5e9, -0x1"##,
];

const ITEMS: [&str; 6] = [
    "fn f(&self, company_id: CompanyId, page: Option<u32>, filter: &Filter) -> Call<Vec<u8>>;",
    "fn f(&self, company_id: u8, page: u8, filter: &Filter, body: &B, etag: Option<&str>) -> Call<()>;",
    "#[doc = \"d\"] async fn f<'a>(&'a self, company_id: &'a [u8]) -> Result<(), Error>;",
    "#[deprecated(note = \"n\")] pub unsafe fn f<T>(mut self, (a, b): impl Display) -> Self where T: X { a }",
    "pub(crate) struct S<T> { a: Box<dyn Fn(T) -> T> }",
    "macro_rules! m { ($($x:tt)*) => { $($x)* } }",
];

/// What gets into the strings: all that means something in a path, an option or a header.
const SPICE: [&str; 24] = [
    "<",
    ">",
    "<page>",
    "<>",
    "..",
    "/",
    "?",
    "&",
    "=",
    "%",
    "%2",
    "%00",
    "#",
    "é",
    "\u{1f980}",
    "\u{202e}",
    "\u{0}",
    "\n",
    "\r\n",
    "+",
    "https://",
    "{x}",
    "{",
    "s",
];

/// One change: where, and which.
#[derive(Debug, Clone)]
pub(super) struct Mutation {
    /// The position in a list of tokens, and in each group that it leads into.
    at: Vec<Index>,
    change: Change,
}

#[derive(Debug, Clone)]
enum Change {
    Remove,
    Repeat,
    Swap(Index),
    Wrap(Delimiter),
    Replace(&'static str),
    Spice(&'static str, Index),
    /// A string as long as no path is.
    Lengthen,
}

/// The arguments and the item of an endpoint before any change.
pub(super) fn endpoint() -> impl Strategy<Value = (&'static str, &'static str)> {
    (select(&ARGUMENTS[..]), select(&ITEMS[..]))
}

pub(super) fn mutation() -> impl Strategy<Value = Mutation> {
    use proptest::prelude::{Just, prop_oneof};

    let delimiter = select(vec![
        Delimiter::None,
        Delimiter::Parenthesis,
        Delimiter::Brace,
        Delimiter::Bracket,
    ]);
    let token = select(vec![
        ",",
        "=",
        "r#fn",
        "self",
        "Self",
        "crate",
        "_",
        "'a",
        "0",
        "\"\"",
        "b\"x\"",
        "'x'",
        "->",
        "::",
        "data",
        "header",
        "GET",
        "get",
        "async",
        "impl",
        "dyn",
        "Option",
        "!",
        "#",
        "1e400",
        "\"<company_id>\"",
    ]);
    let spice = (select(&SPICE[..]), Index::arbitrary());
    let change = prop_oneof![
        1 => Just(Change::Remove),
        1 => Just(Change::Repeat),
        1 => Index::arbitrary().prop_map(Change::Swap),
        1 => delimiter.prop_map(Change::Wrap),
        1 => token.prop_map(Change::Replace),
        4 => spice.prop_map(|(text, at)| Change::Spice(text, at)),
        1 => Just(Change::Lengthen),
    ];
    let at = proptest::collection::vec(Index::arbitrary(), 4);
    (at, change).prop_map(|(at, change)| Mutation { at, change })
}

impl Mutation {
    pub(super) fn apply(&self, tokens: TokenStream) -> TokenStream {
        self.apply_at(&self.at, tokens)
    }

    fn apply_at(&self, at: &[Index], tokens: TokenStream) -> TokenStream {
        let mut tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let Some((position, deeper)) = at.split_first() else {
            return tokens.into_iter().collect();
        };
        if tokens.is_empty() {
            return self.apply_nowhere();
        }
        let position = position.index(tokens.len());
        match &tokens[position] {
            // Groups are gone into rather than changed, as long as the way goes on.
            TokenTree::Group(group) if !deeper.is_empty() => {
                let inner = self.apply_at(deeper, group.stream());
                tokens[position] = Group::new(group.delimiter(), inner).into();
            }
            _ => self.change(&mut tokens, position),
        }
        tokens.into_iter().collect()
    }

    /// To an empty list a token can only be added.
    fn apply_nowhere(&self) -> TokenStream {
        match &self.change {
            Change::Replace(token) => parse(token),
            _ => Literal::string("").into_token_stream(),
        }
    }

    fn change(&self, tokens: &mut Vec<TokenTree>, position: usize) {
        let token = tokens[position].clone();
        match (&self.change, token) {
            (Change::Remove, _) => {
                tokens.remove(position);
            }
            (Change::Repeat, token) => tokens.insert(position, token),
            (Change::Swap(other), _) => {
                let other = other.index(tokens.len());
                tokens.swap(position, other);
            }
            (Change::Wrap(delimiter), token) => {
                tokens[position] = Group::new(*delimiter, token.into()).into();
            }
            (Change::Replace(text), _) => {
                tokens.splice(position..=position, parse(text));
            }
            (Change::Spice(text, at), TokenTree::Literal(literal)) => {
                let mut letters: Vec<char> = content(&literal).chars().collect();
                let at = at.index(letters.len() + 1);
                letters.splice(at..at, text.chars());
                let text: String = letters.into_iter().collect();
                tokens[position] = Literal::string(&text).into();
            }
            (Change::Spice(..), _) => tokens[position] = Punct::new(',', Spacing::Alone).into(),
            (Change::Lengthen, TokenTree::Literal(literal)) => {
                let long = format!("{}/{}", content(&literal), "<a>/é%".repeat(500));
                tokens[position] = Literal::string(&long).into();
            }
            (Change::Lengthen, _) => {
                tokens[position] = Ident::new(&"long".repeat(500), Span::call_site()).into();
            }
        }
    }
}

/// What a literal holds, as far as it matters here.
fn content(literal: &Literal) -> String {
    let text = literal.to_string();
    text.trim_matches('"').to_owned()
}

fn parse(text: &str) -> TokenStream {
    text.parse().expect("the text should be tokens")
}

trait IntoTokenStream {
    fn into_token_stream(self) -> TokenStream;
}

impl IntoTokenStream for Literal {
    fn into_token_stream(self) -> TokenStream {
        TokenTree::from(self).into()
    }
}
