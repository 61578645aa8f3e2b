//! The differences that a test found, by the name of what differs.

use std::collections::BTreeSet;

use serde_json::Value;

/// What the description gets wrong, each as the problem that it would be.
const EXCEPTIONS: [&str; 2] = [
    // It says that this endpoint returns records, in the form of a page. Its text speaks of the configuration, and so does the
    // endpoint that sets it.
    "get-custom-data-type-configuration: the response",
    // Its examples lack the member `supplementalDataConfig`, which the schema and the examples of the response have.
    "configure-supplemental-data: an example of the body",
];

/// A member that one of two schemas has, where one model is for both: the item of a `ValidationResult`, which push operations have too.
const IN_ONE_SCHEMA: &str = "ruleId";

/// The problems that aren't exceptions.
#[derive(Default)]
pub(super) struct Problems(BTreeSet<String>);

impl Problems {
    pub(super) fn report(&mut self, what: &str, problem: &str) {
        let problem = format!("{what}: {problem}");
        if !EXCEPTIONS
            .iter()
            .any(|exception| problem.starts_with(exception))
        {
            self.0.insert(problem);
        }
    }

    pub(super) fn compare<T: PartialEq + std::fmt::Debug>(
        &mut self,
        what: &str,
        name: &str,
        ours: &T,
        described: &T,
    ) {
        if ours != described {
            self.report(
                what,
                &format!("{name} is {ours:?}, and described as {described:?}"),
            );
        }
    }

    /// Compares JSON, in which a described member that is `null` is as good as absent.
    pub(super) fn differ(&mut self, what: &str, name: &str, ours: &Value, described: &Value) {
        if let Some(difference) = difference(ours, described) {
            self.report(what, &format!("{name} differs at {difference}"));
        }
    }

    /// Compares JSON of which only a part is described.
    pub(super) fn within(&mut self, what: &str, name: &str, ours: &Value, described: &Value) {
        if let Some(difference) = difference(&part(ours, described), described) {
            self.report(what, &format!("{name} differs at {difference}"));
        }
    }

    #[track_caller]
    pub(super) fn assert_none(self) {
        assert!(
            self.0.is_empty(),
            "\n{}\n",
            Vec::from_iter(self.0).join("\n")
        );
    }
}

/// Where two values differ first.
fn difference(ours: &Value, described: &Value) -> Option<String> {
    match (ours, described) {
        (Value::Object(a), Value::Object(b)) => {
            let extra = |name: &&String| !b.contains_key(*name) && *name != IN_ONE_SCHEMA;
            if let Some(name) = a.keys().find(extra) {
                return Some(format!("{name}, which isn't described"));
            }
            let names: BTreeSet<_> = a.keys().chain(b.keys()).collect();
            names.into_iter().find_map(|name| {
                difference(&ours[name], &described[name]).map(|rest| format!("{name}.{rest}"))
            })
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).find_map(|(a, b)| difference(a, b))
        }
        _ => (ours != described).then(|| format!(": {ours}, and described as {described}")),
    }
}

/// Of a value, the members that another has.
fn part(of: &Value, other: &Value) -> Value {
    match (of, other) {
        (Value::Object(of), Value::Object(other)) => {
            let both = other.iter().filter(|(name, _)| of.contains_key(*name));
            both.map(|(name, other)| (name.clone(), part(&of[name], other)))
                .collect()
        }
        (Value::Array(of), Value::Array(other)) => of
            .iter()
            .zip(other)
            .map(|(of, other)| part(of, other))
            .collect(),
        _ => of.clone(),
    }
}
