//! Lists: filters, order and pages.

use std::cmp::Ordering;

use serde::Serialize;
use serde_json::Value;
use url::form_urlencoded::{self, Serializer};

use super::filter::{Filter, Operator, members};
use super::refusal::{malformed_query, not_valid, problem, unresolved};
use super::reply::without_nulls;
use super::{RecordedRequest, Reply};
use crate::paging::{Link, Links, Page};

const DEFAULT_SIZE: usize = 100;
const LARGEST_SIZE: usize = 5000;

/// What is listed, as error messages name it.
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) service: &'static str,
    /// The members that records have and queries can't test.
    pub(super) not_queried: &'static [&'static str],
}

/// What the query of a request asks for.
#[derive(Debug, Default)]
struct Asked {
    page: usize,
    size: usize,
    filter: Option<Filter>,
    tags: Option<Filter>,
    order: Option<Order>,
    /// The parameters that every page has.
    same: Vec<(String, String)>,
}

#[derive(Debug)]
struct Order {
    member: String,
    descending: bool,
}

/// The page of these records that the request asks for.
pub(super) fn page<'a, T>(
    request: &RecordedRequest,
    kind: &Kind,
    records: impl Iterator<Item = &'a T> + Clone,
) -> Result<Reply, Reply>
where
    T: Serialize + Default + 'a,
{
    let asked = Asked::of(request, kind)?;
    asked.check(kind, &json(&T::default()))?;
    let (results, total) = if asked.chooses() {
        let mut chosen: Vec<Value> = records.map(json).filter(|it| asked.accepts(it)).collect();
        asked.sort(&mut chosen);
        let total = chosen.len();
        (asked.cut(chosen.into_iter()), total)
    } else {
        let total = records.clone().count();
        (asked.cut(records.map(json)), total)
    };
    let links = asked.links(request.path(), total);
    Ok(asked.reply(results, total, Some(links)))
}

/// The same without links, which custom data has none of.
pub(super) fn page_without_links<'a, T>(
    request: &RecordedRequest,
    kind: &Kind,
    records: impl Iterator<Item = &'a T> + Clone,
) -> Result<Reply, Reply>
where
    T: Serialize + Default + 'a,
{
    let asked = Asked::of(request, kind)?;
    let total = records.clone().count();
    Ok(asked.reply(asked.cut(records.map(json)), total, None))
}

fn json(record: &impl Serialize) -> Value {
    serde_json::to_value(record).unwrap_or_default()
}

impl Asked {
    fn of(request: &RecordedRequest, kind: &Kind) -> Result<Self, Reply> {
        let mut asked = Self {
            page: 1,
            size: DEFAULT_SIZE,
            ..Self::default()
        };
        let query = request.query().unwrap_or_default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "page" => asked.page = number(&name, &value, usize::MAX)?,
                "pageSize" => asked.size = number(&name, &value, LARGEST_SIZE)?,
                "query" => asked.filter = parse(&value, kind)?,
                "tags" => asked.tags = parse(&value, kind)?,
                "orderBy" => asked.order = Order::parse(&value),
                _ => continue,
            }
            if name != "page" && name != "pageSize" {
                asked.same.push((name.into_owned(), value.into_owned()));
            }
        }
        Ok(asked)
    }

    /// Refuses members that records don't have, and what tags can't be tested for.
    fn check(&self, kind: &Kind, example: &Value) -> Result<(), Reply> {
        let tests = self.filter.iter().flat_map(Filter::tests);
        let tested = tests.map(|test| test.member.as_str());
        let ordered = self.order.iter().map(|order| order.member.as_str());
        for member in tested.chain(ordered) {
            if kind.not_queried.contains(&member) || !has(example, member) {
                return Err(unresolved(kind.service, member, kind.name));
            }
        }
        let tests = self.tags.iter().flat_map(Filter::tests);
        let of_tags = [Operator::Equal, Operator::NotEqual, Operator::Contains];
        if !tests
            .into_iter()
            .all(|test| of_tags.contains(&test.operator))
        {
            return Err(malformed_query(kind.service));
        }
        Ok(())
    }

    /// Whether anything but the page is asked for.
    fn chooses(&self) -> bool {
        self.filter.is_some() || self.tags.is_some() || self.order.is_some()
    }

    fn accepts(&self, record: &Value) -> bool {
        let by = |filter: &Option<Filter>, value| {
            filter.as_ref().is_none_or(|filter| filter.accepts(value))
        };
        by(&self.filter, record) && by(&self.tags, record.get("tags").unwrap_or(&Value::Null))
    }

    fn sort(&self, records: &mut [Value]) {
        let Some(order) = &self.order else { return };
        // Stable: records that compare as equal stay in the order in which they were added.
        records.sort_by(|a, b| {
            let (a, b) = (members(a, &order.member), members(b, &order.member));
            let ascending = compare(a.first().copied(), b.first().copied());
            if order.descending {
                ascending.reverse()
            } else {
                ascending
            }
        });
    }

    /// The records of the page.
    fn cut(&self, records: impl Iterator<Item = Value>) -> Vec<Value> {
        let skipped = (self.page - 1).saturating_mul(self.size);
        let records = records.skip(skipped).take(self.size);
        records.map(without_nulls).collect()
    }

    fn reply(&self, results: Vec<Value>, total: usize, links: Option<Links>) -> Reply {
        let page = Page {
            results,
            page_number: u64::try_from(self.page).ok(),
            page_size: u64::try_from(self.size).ok(),
            total_results: u64::try_from(total).ok(),
            links,
        };
        Reply::json(200, page)
    }

    fn links(&self, path: &str, total: usize) -> Links {
        let link = |page: usize| {
            let mut query = Serializer::new(String::new());
            query.append_pair("page", &page.to_string());
            query.append_pair("pageSize", &self.size.to_string());
            query.extend_pairs(&self.same);
            href(format!("{path}?{}", query.finish()))
        };
        let shown = self.page.saturating_mul(self.size);
        Links {
            this: href(path.to_owned()),
            current: link(self.page),
            next: (shown < total).then(|| link(self.page + 1)).flatten(),
            previous: (self.page > 1).then(|| link(self.page - 1)).flatten(),
        }
    }
}

fn href(href: String) -> Option<Link> {
    Some(Link { href: Some(href) })
}

impl Order {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let member = text.strip_prefix('-');
        Some(Self {
            member: member.unwrap_or(text).to_owned(),
            descending: member.is_some(),
        })
        .filter(|order| !order.member.is_empty())
    }
}

fn parse(query: &str, kind: &Kind) -> Result<Option<Filter>, Reply> {
    Filter::parse(query).map_err(|_malformed| malformed_query(kind.service))
}

fn number(name: &str, text: &str, most: usize) -> Result<usize, Reply> {
    let number = text.parse().ok();
    number
        .filter(|number| (1..=most).contains(number))
        .ok_or_else(|| {
            let message = match most {
                usize::MAX => "must be a number from 1".to_owned(),
                most => format!("must be a number from 1 to {most}"),
            };
            not_valid(&[problem(name, message)])
        })
}

/// Whether records have this member, as far as one in which nothing is set can say.
fn has(example: &Value, member: &str) -> bool {
    let mut value = example;
    for name in member.split('.') {
        value = match value {
            Value::Null => return true,
            Value::Array(items) if items.is_empty() => return true,
            Value::Object(members) if members.is_empty() => return true,
            value => match value.get(name) {
                Some(inner) => inner,
                None => return false,
            },
        };
    }
    true
}

fn compare(a: Option<&Value>, b: Option<&Value>) -> Ordering {
    match (a, b) {
        (Some(Value::Number(a)), Some(Value::Number(b))) => {
            let (a, b) = (a.as_f64(), b.as_f64());
            a.partial_cmp(&b).unwrap_or(Ordering::Equal)
        }
        (Some(Value::String(a)), Some(Value::String(b))) => a.cmp(b),
        (Some(Value::Bool(a)), Some(Value::Bool(b))) => a.cmp(b),
        // What is absent comes first.
        (a, b) => a.is_some().cmp(&b.is_some()),
    }
}
