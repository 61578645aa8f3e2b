//! Codat's query language: `status=Paid&&{amountDue>0||currency~GB}`.

use std::cmp::Ordering;

use serde_json::Value;

/// The longest query that Codat documents.
const LONGEST: usize = 2048;

/// How deep groups may be nested.
const DEEPEST: usize = 32;

/// A condition on a record.
#[derive(Debug, PartialEq)]
pub(super) enum Filter {
    All(Vec<Filter>),
    Any(Vec<Filter>),
    Test(Test),
}

/// One comparison.
#[derive(Debug, PartialEq)]
pub(super) struct Test {
    pub(super) member: String,
    pub(super) operator: Operator,
    value: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Contains,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

/// The longer ones first, since the shorter ones begin them.
const OPERATORS: [(&str, Operator); 7] = [
    ("!=", Operator::NotEqual),
    (">=", Operator::GreaterOrEqual),
    ("<=", Operator::LessOrEqual),
    ("=", Operator::Equal),
    ("~", Operator::Contains),
    (">", Operator::Greater),
    ("<", Operator::Less),
];

/// The query doesn't follow the language.
#[derive(Debug, PartialEq)]
pub(super) struct Malformed;

impl Filter {
    /// `None`: the query is empty, so that every record passes.
    pub(super) fn parse(query: &str) -> Result<Option<Self>, Malformed> {
        if query.trim().is_empty() {
            return Ok(None);
        }
        if query.len() > LONGEST {
            return Err(Malformed);
        }
        let (filter, rest) = any(query, 0)?;
        rest.is_empty().then_some(Some(filter)).ok_or(Malformed)
    }

    /// All comparisons.
    pub(super) fn tests(&self) -> Vec<&Test> {
        match self {
            Self::All(filters) | Self::Any(filters) => {
                filters.iter().flat_map(Self::tests).collect()
            }
            Self::Test(test) => vec![test],
        }
    }

    pub(super) fn accepts(&self, record: &Value) -> bool {
        match self {
            Self::All(filters) => filters.iter().all(|filter| filter.accepts(record)),
            Self::Any(filters) => filters.iter().any(|filter| filter.accepts(record)),
            Self::Test(test) => test.accepts(record),
        }
    }
}

/// `a||b`: it binds less than `&&`.
fn any(text: &str, depth: usize) -> Result<(Filter, &str), Malformed> {
    list(text, "||", Filter::Any, |text| all(text, depth))
}

/// `a&&b`.
fn all(text: &str, depth: usize) -> Result<(Filter, &str), Malformed> {
    list(text, "&&", Filter::All, |text| one(text, depth))
}

fn list<'a>(
    text: &'a str,
    separator: &str,
    together: fn(Vec<Filter>) -> Filter,
    read: impl Fn(&'a str) -> Result<(Filter, &'a str), Malformed>,
) -> Result<(Filter, &'a str), Malformed> {
    let (first, mut rest) = read(text)?;
    let mut more = Vec::new();
    while let Some(next) = rest.strip_prefix(separator) {
        let (filter, after) = read(next)?;
        more.push(filter);
        rest = after;
    }
    if more.is_empty() {
        return Ok((first, rest));
    }
    more.insert(0, first);
    Ok((together(more), rest))
}

/// A group in braces, or a comparison.
fn one(text: &str, depth: usize) -> Result<(Filter, &str), Malformed> {
    let Some(inner) = text.trim_start().strip_prefix('{') else {
        return test(text);
    };
    if depth >= DEEPEST {
        return Err(Malformed);
    }
    let (filter, rest) = any(inner, depth + 1)?;
    let rest = rest.strip_prefix('}').ok_or(Malformed)?;
    Ok((filter, rest.trim_start()))
}

fn test(text: &str) -> Result<(Filter, &str), Malformed> {
    let ends = ["&&", "||", "{", "}"];
    let end = ends.iter().filter_map(|end| text.find(end)).min();
    let (test, rest) = text
        .split_at_checked(end.unwrap_or(text.len()))
        .ok_or(Malformed)?;
    let at = test.find(['!', '=', '~', '<', '>']).ok_or(Malformed)?;
    let (member, value) = test.split_at_checked(at).ok_or(Malformed)?;
    let mut operators = OPERATORS.iter();
    let read = |(text, operator): &(&str, Operator)| Some((*operator, value.strip_prefix(*text)?));
    let (operator, value) = operators.find_map(read).ok_or(Malformed)?;
    let (member, value) = (member.trim(), value.trim());
    let no_name = |c: char| c.is_whitespace() || c == '&' || c == '|';
    let no_value = ['=', '~', '<', '>'];
    if member.is_empty() || member.contains(no_name) || value.is_empty() || value.contains(no_value)
    {
        return Err(Malformed);
    }
    let (member, value) = (member.to_owned(), value.to_owned());
    let test = Test {
        member,
        operator,
        value,
    };
    Ok((Filter::Test(test), rest))
}

impl Test {
    fn accepts(&self, record: &Value) -> bool {
        let values = members(record, &self.member);
        if values.is_empty() {
            // A member that the record lacks differs from every value.
            return self.operator == Operator::NotEqual;
        }
        values.iter().any(|value| self.compares(value))
    }

    fn compares(&self, actual: &Value) -> bool {
        if self.operator == Operator::Contains {
            return text(actual)
                .to_lowercase()
                .contains(&self.value.to_lowercase());
        }
        let ordering = match (actual.as_f64(), self.value.parse::<f64>()) {
            (Some(actual), Ok(expected)) => actual.partial_cmp(&expected),
            _ => Some(text(actual).as_str().cmp(&self.value)),
        };
        match self.operator {
            Operator::Equal => ordering == Some(Ordering::Equal),
            Operator::NotEqual => ordering != Some(Ordering::Equal),
            Operator::Greater => ordering == Some(Ordering::Greater),
            Operator::GreaterOrEqual => ordering.is_some_and(Ordering::is_ge),
            Operator::Less => ordering == Some(Ordering::Less),
            Operator::LessOrEqual => ordering.is_some_and(Ordering::is_le),
            Operator::Contains => false,
        }
    }
}

/// What a record holds at `a.b`. A list stands for each of its items.
pub(super) fn members<'a>(record: &'a Value, path: &str) -> Vec<&'a Value> {
    let mut found = vec![record];
    for name in path.split('.') {
        found = found
            .into_iter()
            .flat_map(items)
            .filter_map(|value| value.get(name))
            .collect();
    }
    let found = found.into_iter().flat_map(items);
    found.filter(|value| !value.is_null()).collect()
}

fn items(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        one => vec![one],
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Filter, Malformed, members};
    use serde_json::json;

    #[test]
    fn a_filter_is_read_and_tested() {
        let record = json!({
            "name": "Bank of Dave", "count": 12, "open": true, "none": null, "created": "2026-06-01T09:30:00Z",
            "tags": { "region": "uk" }, "connections": [{ "status": "Linked" }, { "status": "PendingAuth" }],
        });
        for (query, accepted) in [
            ("name=Bank of Dave", true),
            ("name = Bank of Dave ", true),
            ("name=Bank", false),
            ("name~dave", true),
            ("name!=Bank", true),
            ("count>9", true),
            ("count>=12", true),
            ("count<12", false),
            ("count<=12.0", true),
            ("open=true", true),
            ("created>2026-05-31", true),
            ("created<2026-05-31", false),
            ("tags.region=uk", true),
            ("tags.team!=a", true),
            ("tags.team=a", false),
            ("none=null", false),
            ("connections.status=PendingAuth", true),
            ("connections.status=Unlinked", false),
            ("count=1||count=12", true),
            ("count=1&&count=12||open=true", true),
            ("count=1&&{count=12||open=true}", false),
            ("{count=12||count=1}&&open=true", true),
            (" {count=12} && {{open=true}} ", true),
        ] {
            let filter = Filter::parse(query).unwrap().unwrap();
            assert_eq!(filter.accepts(&record), accepted, "{query}: {filter:?}");
        }
        assert_eq!(members(&record, "connections.status").len(), 2);
    }

    #[test]
    fn what_is_malformed_is_refused() {
        for query in [
            "name",
            "=a",
            "name=",
            "name==a",
            "name=a&&",
            "&&name=a",
            "name=a||",
            "{name=a",
            "name=a}",
            "{}",
            "name!a",
            "a b=c",
            "name=a{b=c}",
            "name=a&&&b=c",
        ] {
            assert_eq!(Filter::parse(query), Err(Malformed), "{query}");
        }
        assert_eq!(
            Filter::parse(&format!("a={}", "b".repeat(2047))),
            Err(Malformed)
        );
        assert_eq!(Filter::parse(&"{".repeat(2000)), Err(Malformed));
        assert_eq!(Filter::parse(" "), Ok(None));
    }
}
