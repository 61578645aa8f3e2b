//! The name that was probably meant.

/// The candidate nearest to what was written, if one is near enough to be worth naming.
pub(crate) fn nearest<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let plain = plain(written);
    let length = written.chars().count();
    // A name that shares nothing with what was written isn't near, however short both are.
    let limit = (length / 3).max(1).min(length.saturating_sub(1));
    let distance = |candidate| match self::plain(candidate) == plain {
        true => 0,
        false => strsim::osa_distance(written, candidate),
    };
    let candidates = candidates.into_iter().map(|it| (distance(it), it));
    let near = candidates.filter(|(distance, _)| *distance <= limit);
    Some(near.min_by_key(|(distance, _)| *distance)?.1)
}

/// A name without what people disagree about: case, underscores, hyphens.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(|c| !matches!(c, '_' | '-'));
    letters.flat_map(char::to_lowercase).collect()
}

/// `a`, `a and b`, `a, b and c`, each in backticks.
pub(crate) fn list(names: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let names = names.into_iter();
    let quoted: Vec<_> = names.map(|name| format!("`{}`", name.as_ref())).collect();
    match quoted.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => quoted.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::{list, nearest};

    #[test]
    fn case_and_underscores_do_not_count() {
        assert_eq!(
            nearest("companyId", ["page", "company_id"]),
            Some("company_id")
        );
        assert_eq!(nearest("COMPANY-ID", ["company_id"]), Some("company_id"));
    }

    #[test]
    fn a_third_of_the_letters_may_differ() {
        assert_eq!(nearest("compny_id", ["company_id"]), Some("company_id"));
        assert_eq!(nearest("PSOT", ["POST", "PUT"]), Some("POST"));
        assert_eq!(nearest("FETCH", ["GET", "PATCH", "HEAD"]), None);
        assert_eq!(nearest("x", ["y", "z"]), None);
        assert_eq!(nearest("xs", ["x", "z"]), Some("x"));
        assert_eq!(nearest("id", ["company_id"]), None);
        assert_eq!(nearest("id", []), None);
    }

    #[test]
    fn the_nearest_of_several_is_named() {
        assert_eq!(
            nearest("connection", ["connections", "connection_"]),
            Some("connection_")
        );
    }

    #[test]
    fn lists_read_as_prose() {
        assert_eq!(list([""; 0]), "");
        assert_eq!(list(["a"]), "`a`");
        assert_eq!(list(["a", "b", "c"]), "`a`, `b` and `c`");
    }
}
