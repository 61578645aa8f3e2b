//! Endpoints without a mistake, made up of parts; and mistakes to put into them.

use proptest::prelude::{Just, Strategy, prop_oneof};
use proptest::sample::{select, subsequence};

/// The parts of an endpoint's declaration.
#[derive(Debug, Clone)]
pub(super) struct Declared {
    pub(super) method: &'static str,
    /// Literals and `<placeholders>`.
    pub(super) segments: Vec<String>,
    pub(super) query: Vec<String>,
    pub(super) options: Vec<String>,
    /// Names and types, in any order.
    pub(super) arguments: Vec<(String, &'static str)>,
    pub(super) output: &'static str,
}

impl Declared {
    pub(super) fn attribute(&self) -> String {
        let query = match self.query.join("&") {
            query if query.is_empty() => query,
            query => format!("?{query}"),
        };
        let path = format!("/{}{query}", self.segments.join("/"));
        let options: String = self
            .options
            .iter()
            .map(|option| format!(", {option}"))
            .collect();
        format!("{}, {path:?}{options}", self.method)
    }

    pub(super) fn item(&self) -> String {
        let arguments: String = self
            .arguments
            .iter()
            .map(|(name, ty)| format!(", {name}: {ty}"))
            .collect();
        format!("fn f(&self{arguments}) -> {};", self.output)
    }
}

/// Where an argument goes.
#[derive(Debug, Clone, Copy)]
enum Place {
    Segment,
    Query,
    NamedQuery,
    Header,
}

pub(super) fn declared() -> impl Strategy<Value = Declared> {
    let names = vec![
        "company_id",
        "r#type",
        "page",
        "request",
        "self_",
        "a1",
        "_x",
        "Größe",
    ];
    let place = prop_oneof![
        Just(Place::Segment),
        Just(Place::Query),
        Just(Place::NamedQuery),
        Just(Place::Header),
    ];
    let method = select(vec!["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]);
    let arguments = (
        subsequence(names, 0..=8).prop_shuffle(),
        proptest::collection::vec(place, 8),
        proptest::collection::vec(
            select(vec![
                "&str",
                "u32",
                "CompanyId",
                "&dyn Display",
                "&'static T",
            ]),
            8,
        ),
    );
    let literals = subsequence(vec!["companies", "a%20b", "x.y", "v1", "~-_"], 0..=5);
    let options = subsequence(
        vec![
            "errors(400, 409)",
            "timeout = \"30s\"",
            "retry = never",
            "auth = none",
            "header(\"X-Fixed\") = \"1, 2\"",
        ],
        0..=5,
    )
    .prop_shuffle();
    let output = select(vec![
        "Call<()>",
        "Call<Vec<T>>",
        "codat_client::Call<Self::Item>",
        "Call<Raw>",
    ]);
    (
        method,
        arguments,
        literals,
        options,
        output,
        proptest::bool::ANY,
    )
        .prop_map(
            |(method, (names, places, types), literals, options, output, has_body)| {
                let mut declared = Declared {
                    method,
                    segments: literals.iter().map(ToString::to_string).collect(),
                    query: Vec::new(),
                    options: options.iter().map(ToString::to_string).collect(),
                    arguments: Vec::new(),
                    output,
                };
                for ((name, place), ty) in names.into_iter().zip(places).zip(types) {
                    let plain = name.trim_start_matches("r#");
                    match place {
                        Place::Segment => declared.segments.push(format!("<{plain}>")),
                        Place::Query => declared.query.push(format!("<{plain}>")),
                        Place::NamedQuery => declared
                            .query
                            .push(format!("key{}=<{plain}>", declared.query.len())),
                        Place::Header => declared.options.push(format!(
                            "header(\"X-{}\") = \"<{plain}>\"",
                            declared.options.len()
                        )),
                    }
                    declared.arguments.push((name.to_owned(), ty));
                }
                if method == "HEAD" {
                    declared.output = "Call<()>";
                }
                if has_body && ["POST", "PUT", "PATCH"].contains(&method) {
                    declared.options.push("data = \"<body>\"".to_owned());
                    declared.arguments.push(("body".to_owned(), "&Body"));
                }
                declared
            },
        )
}

/// A mistake that has to be reported whatever it is put into.
#[derive(Debug, Clone, Copy)]
pub(super) enum Mistake {
    Method(&'static str),
    Segment(&'static str),
    Query(&'static str),
    Option(&'static str),
    Argument(&'static str, &'static str),
    Output(&'static str),
}

pub(super) fn mistake() -> impl Strategy<Value = Mistake> {
    use Mistake::{Argument, Method, Option, Output, Query, Segment};

    select(vec![
        Method("get"),
        Method("\"GET\""),
        Method("CONNECT"),
        Segment("<nobody>"),
        Segment("x<company_id>"),
        Segment("{company_id}"),
        Segment(":company_id"),
        Segment(".."),
        Segment("%2e%2E"),
        Segment("a b"),
        Segment("100%"),
        Segment("a#b"),
        Segment("<open"),
        Query("<fields..>&after=1"),
        Query("a=x<page>"),
        Option("timout = \"5s\""),
        Option("timeout = \"5 parsecs\""),
        Option("retry = maybe"),
        Option("auth = basic"),
        Option("errors(99)"),
        Option("errors(200)"),
        Option("data = \"nobody\""),
        Option("header(\"Bad Name\") = \"x\""),
        Option("header(\"Authorization\") = \"x\""),
        Option("crate = a, crate = b"),
        Argument("unsent", "u8"),
        Argument("(a, b)", "(u8, u8)"),
        Output("Vec<u8>"),
        Output("Call<Result<(), Error>>"),
        Output("Call"),
    ])
}

impl Mistake {
    pub(super) fn put_into(self, declared: &mut Declared) {
        match self {
            Self::Method(method) => declared.method = method,
            Self::Segment(segment) => declared.segments.push(segment.to_owned()),
            Self::Query(pair) => declared.query.push(pair.to_owned()),
            Self::Option(option) => declared.options.push(option.to_owned()),
            Self::Argument(name, ty) => declared.arguments.push((name.to_owned(), ty)),
            Self::Output(output) => declared.output = output,
        }
    }
}
