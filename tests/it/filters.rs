//! Filters and orders: what Codat reads is what was meant, or nothing is sent.

use codat_client::models::{DataType, PullOperation};
use codat_client::paging::{ListQuery, Page};
use codat_client::query::{Filter, OrderBy, field};
use codat_client::sandbox::{Reply, Sandbox};
use codat_client::{Call, Client, CompanyId, DateTime, Error, HasClient, Method, codat_endpoint};
use proptest::prelude::*;
use proptest::test_runner::Config;
use serde::Serialize;
use serde_json::{Value, json};

#[derive(Serialize)]
struct Invoices<'a> {
    query: Option<&'a Filter>,
    order_by: OrderBy,
}

trait Records: HasClient {
    #[codat_endpoint(GET, "/records?<query..>")]
    fn list_records(&self, query: &ListQuery) -> Call<Page<Value>>;

    #[codat_endpoint(GET, "/records?<query..>")]
    fn list_invoices(&self, query: Invoices<'_>) -> Call<Value>;

    #[codat_endpoint(GET, "/records?query=<filter>&orderBy=<order>")]
    fn find_records(&self, filter: &Filter, order: Option<&OrderBy>) -> Call<Value>;

    #[codat_endpoint(GET, "/records", header("X-Filter") = "<filter>")]
    fn records_by_header(&self, filter: &Filter) -> Call<Value>;

    #[codat_endpoint(POST, "/records", data = "<filter>")]
    fn records_by_body(&self, filter: &Filter) -> Call<Value>;
}

impl Records for Client {}

async fn sandbox() -> Sandbox {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.mount(Method::GET, "/records", |_| {
        Reply::json(200, json!({"results": []}))
    });
    sandbox
}

/// The parameters of the only request that has arrived.
fn sent(sandbox: &Sandbox) -> Vec<(String, String)> {
    let [request] = &sandbox.take_requests()[..] else {
        panic!("one request");
    };
    let query = request.query().unwrap_or_default();
    url::form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect()
}

/// The examples of https://docs.codat.io/using-the-api/querying, of its guides and of the API description, without the spaces that
/// some of them have.
#[test]
fn documented_examples_give_the_documented_text() {
    let id: CompanyId = "81be41e9-5c2c-4064-829c-bca43b5e6f59".parse().unwrap();
    let unusual = field("totalAmount").gt(100).or(field("totalAmount").lt(50));
    for (filter, text) in [
        (
            field("id").eq(id),
            "id=81be41e9-5c2c-4064-829c-bca43b5e6f59",
        ),
        (field("amountDue").gt(0), "amountDue>0"),
        (field("currency").eq("GBP"), "currency=GBP"),
        (field("customerRef.id").eq("61"), "customerRef.id=61"),
        (
            field("amountDue").gt(0).and(field("totalAmount").lt(1000)),
            "amountDue>0&&totalAmount<1000",
        ),
        (field("dueDate").gt("2021-01-28"), "dueDate>2021-01-28"),
        (
            field("metadata.isDeleted").ne(true),
            "metadata.isDeleted!=true",
        ),
        (
            unusual.and(field("status").ne("paid")),
            "{totalAmount>100||totalAmount<50}&&status!=paid",
        ),
        (
            field("status")
                .ne("Complete")
                .and(field("status").ne("NotSupported")),
            "status!=Complete&&status!=NotSupported",
        ),
        (
            field("region")
                .eq("uk")
                .and(field("team").eq("invoice-finance")),
            "region=uk&&team=invoice-finance",
        ),
        (
            field("dataConnections.status").ne("PendingAuth"),
            "dataConnections.status!=PendingAuth",
        ),
    ] {
        assert_eq!(filter.check(), Ok(text));
        assert_eq!(serde_json::to_value(&filter).unwrap(), text);
    }
}

#[test]
fn all_comparisons_and_kinds_of_values() {
    #[derive(Serialize)]
    enum Status {
        #[serde(rename = "PartiallyPaid")]
        Partly,
    }
    let date = DateTime::from("2022-10-27T10:22:43.6464237Z");
    for (filter, text) in [
        (field("a").eq(-5), "a=-5"),
        (field("a").ne(u64::MAX), "a!=18446744073709551615"),
        (field("a").ge(0.1), "a>=0.1"),
        (field("a").le(0.1_f32), "a<=0.1"),
        (field("a").lt(1e21), "a<1000000000000000000000.0"),
        (field("a").gt(1e-7), "a>0.0000001"),
        (field("a").eq(100.0), "a=100.0"),
        (field("a").contains("b c"), "a~b c"),
        (field("a").eq(false), "a=false"),
        (field("a").gt(&date), "a>2022-10-27T10:22:43.6464237Z"),
        (field("a").eq(DataType::BankAccounts), "a=bankAccounts"),
        (field("a").eq(DataType::Other("new".to_owned())), "a=new"),
        (field("a").eq(Status::Partly), "a=PartiallyPaid"),
        (field("a").eq(Some("b")), "a=b"),
        (field("a").eq("b".to_owned()), "a=b"),
    ] {
        assert_eq!(filter.check(), Ok(text));
    }
}

#[test]
fn mixtures_have_braces_and_others_have_none() {
    let [a, b, c, d] = ["a", "b", "c", "d"].map(|name| field(name).eq(1));
    let text = |filter: Filter| filter.check().unwrap().to_owned();
    assert_eq!(
        text(a.clone().and(b.clone()).and(c.clone())),
        "a=1&&b=1&&c=1"
    );
    assert_eq!(
        text(a.clone().and(b.clone().and(c.clone()))),
        "a=1&&b=1&&c=1"
    );
    assert_eq!(text(a.clone().or(b.clone()).or(c.clone())), "a=1||b=1||c=1");
    assert_eq!(
        text(a.clone().and(b.clone()).or(c.clone().and(d.clone()))),
        "{a=1&&b=1}||{c=1&&d=1}"
    );
    assert_eq!(
        text(a.clone().and(b.clone().or(c.clone().and(d)))),
        "a=1&&{b=1||{c=1&&d=1}}"
    );
    assert_eq!(text(a.and(Filter::from("b = 1||c=1"))), "a=1&&{b = 1||c=1}");
    assert!(b.and("  ".into()).check().is_err());
    assert!(Filter::from("").or(c).check().is_err());
}

#[test]
fn what_would_be_misread_is_refused() {
    for value in [
        "a&&b", "a||b", "{", "}", "a=b", "!=", "a~b", ">", "<=", "a<b", "a&", "|", "", " ", " a",
        "a ", "\ta", "a\u{a0}", "a\nb", "a\r\n", "\0", "\u{85}", "\u{7f}",
    ] {
        for filter in [
            field("a").eq(value),
            field(value).eq(1),
            field("b").eq(1).and(field("a").contains(value)),
            field("a").gt(value).or(field("b").eq(1)),
        ] {
            let error = filter.check().unwrap_err();
            let serialized = serde_json::to_string(&filter).unwrap_err();
            assert_eq!(serialized.to_string(), format!("is refused: {error}"));
        }
        assert!(OrderBy::asc(value).check().is_err(), "{value:?}");
        assert!(OrderBy::desc(value).check().is_err(), "{value:?}");
    }
    for name in ["a!", "!a", "a&b", "a|b"] {
        assert!(field(name).eq(1).check().is_err(), "{name}");
    }
    assert!(OrderBy::asc("-a").check().is_err());
    assert!(field("a").eq(f64::NAN).check().is_err());
    assert!(field("a").eq(f32::INFINITY).check().is_err());
    assert!(field("a").eq(None::<u8>).check().is_err());
    assert!(field("a").eq(["b"].as_slice()).check().is_ok());
    assert!(field("a").eq(["b", "c"].as_slice()).check().is_err());
    assert!(field("a").eq(json!({"b": 1})).check().is_err());
    assert!(field("a").eq(PullOperation::default()).check().is_err());
}

#[test]
fn an_error_names_the_field_and_not_the_value() {
    let message = |filter: Filter| filter.check().unwrap_err().to_string();
    assert_eq!(
        message(field("reference").eq("secret=5")),
        "the value for `reference` holds `=`, which is an operator, and there is no escape"
    );
    assert_eq!(
        message(field("date").eq(None::<&str>)),
        "the value for `date` is absent"
    );
    assert_eq!(
        message(field("rate").eq(f64::NAN)),
        "the value for `rate` is infinite or not a number"
    );
    assert_eq!(
        message(field("a b&").eq(1)),
        "the field's name `a b&` ends with a part of an operator"
    );
    // The first of several.
    assert_eq!(
        message(
            field("a")
                .eq("")
                .and(field("b").eq("="))
                .and(field("c").eq(1))
        ),
        "the value for `a` is empty"
    );
}

#[test]
fn a_filter_has_2048_characters_at_most() {
    let longest = field("a").eq("é".repeat(2046));
    assert_eq!(longest.check().unwrap().chars().count(), 2048);
    let longer = field("a").eq("é".repeat(2047));
    let error = longer.check().unwrap_err();
    assert_eq!(
        error.to_string(),
        "the filter has more than 2048 characters"
    );

    let half = |length: usize| field("b").eq("x".repeat(length - 2));
    let both = half(1023).and(half(1023));
    assert_eq!(both.check().unwrap().len(), 2048);
    assert!(half(1023).and(half(1024)).check().is_err());
    // The braces count as well.
    assert!(both.clone().or(half(3)).check().is_err());
    assert!(Filter::from("x".repeat(2048)).check().is_ok());
    assert!(Filter::from("x".repeat(2049)).check().is_err());
    // A loop over too many doesn't fill the memory.
    let many = (0..100_000).map(|id| field("id").eq(id));
    assert!(many.reduce(Filter::or).unwrap().check().is_err());
}

#[tokio::test]
async fn every_place_of_a_query_sends_the_filter_intact() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    for value in [
        "Marks & Spencer",
        "O'Brien",
        "\"quoted\"",
        "100%",
        "a+b",
        "%26%26",
        "Zoë 日本 🦀",
        "a|b",
        "Yahoo!",
        "#?/;,",
        "\\",
    ] {
        let filter = field("name").eq(value).and(field("amount").gt(0));
        let text = format!("name={value}&&amount>0");
        let query = ListQuery::new()
            .query(filter.clone())
            .order_by(OrderBy::desc("date"))
            .tags(field("region").ne(value));
        codat.list_records(&query).await.unwrap();
        let tags = format!("region!={value}");
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            sent(&sandbox),
            [
                pair("query", &text),
                pair("orderBy", "-date"),
                pair("tags", &tags)
            ]
        );

        let query = Invoices {
            query: Some(&filter),
            order_by: OrderBy::asc("date"),
        };
        codat.list_invoices(query).await.unwrap();
        assert_eq!(
            sent(&sandbox),
            [pair("query", &text), pair("order_by", "date")]
        );

        codat.find_records(&filter, None).await.unwrap();
        assert_eq!(sent(&sandbox), [pair("query", &text)]);
    }

    // Text is sent as it is.
    let query = ListQuery::new().query("a = 1 && b~c").order_by("-date");
    codat.list_records(&query).await.unwrap();
    let expected = [("query", "a = 1 && b~c"), ("orderBy", "-date")];
    assert_eq!(
        sent(&sandbox),
        expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
}

#[tokio::test]
async fn a_refused_filter_fails_the_call_before_anything_is_sent() {
    async fn refused<T: std::fmt::Debug>(call: Call<T>) -> String {
        let error = call.await.unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{error:?}");
        error.to_string()
    }
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    let filter = field("name").eq("a||b");
    let why =
        "is refused: the value for `name` holds `||`, which is an operator, and there is no escape";

    let query = ListQuery::new().query(filter.clone());
    assert_eq!(
        refused(codat.list_records(&query)).await,
        format!("can't send the request of `list_records`: the field `query` of `query` {why}")
    );
    let query = Invoices {
        query: Some(&filter),
        order_by: "a".into(),
    };
    assert_eq!(
        refused(codat.list_invoices(query)).await,
        format!("can't send the request of `list_invoices`: the field `query` of `query` {why}")
    );
    assert_eq!(
        refused(codat.find_records(&filter, None)).await,
        format!("can't send the request of `find_records`: the query parameter `query` {why}")
    );
    let order = OrderBy::desc("-date");
    assert_eq!(
        refused(codat.find_records(&"a=1".into(), Some(&order))).await,
        "can't send the request of `find_records`: the query parameter `orderBy` is refused: the field's name begins with `-`, \
         which reverses the order"
    );
    assert_eq!(
        refused(codat.records_by_header(&filter)).await,
        format!(
            "can't send the request of `records_by_header`: the value of the header `x-filter` {why}"
        )
    );
    assert_eq!(
        refused(codat.records_by_body(&filter)).await,
        "can't send the request of `records_by_body`: the body `filter` can't be encoded"
    );
    assert_eq!(sandbox.request_count(), 0);
}

/// What a filter means.
#[derive(Debug, Clone, PartialEq)]
enum Meaning {
    Is(String, &'static str, String),
    All(Vec<Meaning>),
    Any(Vec<Meaning>),
}

const COMPARISONS: [&str; 7] = ["!=", ">=", "<=", "=", "~", ">", "<"];

/// Reads a filter as Codat documents its language: operators wherever they stand, the longest first, and spaces around them.
struct Reader<'a>(&'a str);

impl Reader<'_> {
    fn take(&mut self, token: &str) -> bool {
        let rest = self.0.trim_start().strip_prefix(token);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    /// The text before the next operator.
    fn text(&mut self) -> String {
        let operators = ["&&", "||", "{", "}"].into_iter().chain(COMPARISONS);
        let end = operators.filter_map(|operator| self.0.find(operator)).min();
        let (text, rest) = self.0.split_at(end.unwrap_or(self.0.len()));
        self.0 = rest;
        text.trim().to_owned()
    }

    fn operand(&mut self) -> Option<Meaning> {
        if self.take("{") {
            let meaning = self.joined()?;
            return self.take("}").then_some(meaning);
        }
        let name = self.text();
        let comparison = COMPARISONS.into_iter().find(|token| self.take(token))?;
        Some(Meaning::Is(name, comparison, self.text()))
    }

    fn joined(&mut self) -> Option<Meaning> {
        let mut operands = vec![self.operand()?];
        let is_all = self.0.trim_start().starts_with("&&");
        while self.take(if is_all { "&&" } else { "||" }) {
            operands.push(self.operand()?);
        }
        match operands.len() {
            1 => operands.pop(),
            _ => Some(flat(is_all, operands)),
        }
    }
}

fn read(filter: &str) -> Option<Meaning> {
    let mut reader = Reader(filter);
    let meaning = reader.joined()?;
    reader.0.is_empty().then_some(meaning)
}

/// `a && (b && c)` is `a && b && c`.
fn flat(is_all: bool, operands: Vec<Meaning>) -> Meaning {
    let parts = operands.into_iter().flat_map(|operand| match operand {
        Meaning::All(parts) if is_all => parts,
        Meaning::Any(parts) if !is_all => parts,
        other => vec![other],
    });
    match is_all {
        true => Meaning::All(parts.collect()),
        false => Meaning::Any(parts.collect()),
    }
}

/// A filter, and what is meant by it.
fn filters() -> impl Strategy<Value = (Filter, Meaning)> {
    let hostile = "[ab &|{}=!~<>'\"\\\\\n\té\u{a0}\u{2028}%#+.-]{0,4}";
    let name = prop_oneof![9 => "[a-zA-Z.]{1,8}", 1 => hostile];
    let value = prop_oneof![9 => "[a-zé'\"][a-z .&|!-]{0,6}[a-zé'\"!]", 1 => hostile];
    let comparison = (name, 0..COMPARISONS.len(), value).prop_map(|(name, index, value)| {
        let left = field(&name);
        let comparison = COMPARISONS[index];
        let filter = match comparison {
            "!=" => left.ne(&value),
            ">=" => left.ge(&value),
            "<=" => left.le(&value),
            "=" => left.eq(&value),
            "~" => left.contains(&value),
            ">" => left.gt(&value),
            _ => left.lt(&value),
        };
        (filter, Meaning::Is(name, comparison, value))
    });
    comparison.prop_recursive(3, 6, 2, |operand| {
        (operand.clone(), operand, any::<bool>()).prop_map(|(left, right, is_all)| {
            let meaning = flat(is_all, vec![left.1, right.1]);
            match is_all {
                true => (left.0.and(right.0), meaning),
                false => (left.0.or(right.0), meaning),
            }
        })
    })
}

#[test]
fn no_filter_is_misread() {
    assert_eq!(read("a=1&&b=2||c=3"), None);
    assert_ne!(read("a=x&&b=y"), read("a={x&&b=y}"));

    let accepted = std::cell::Cell::new(0);
    let mut runner = proptest::test_runner::TestRunner::new(Config {
        failure_persistence: None,
        ..Config::with_cases(1_500)
    });
    let result = runner.run(&filters(), |(filter, meaning)| {
        if let Ok(text) = filter.check() {
            accepted.set(accepted.get() + 1);
            prop_assert_eq!(read(text), Some(meaning));
        }
        Ok(())
    });
    result.unwrap();
    let accepted = accepted.get();
    assert!(
        (300..1_350).contains(&accepted),
        "{accepted} of 1,500 were accepted"
    );
}
