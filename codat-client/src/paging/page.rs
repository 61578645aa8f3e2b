//! One page of a list.

use serde::{Deserialize, Serialize};

use crate::null_as_default;

/// One page of a list. [`Call::items`](crate::Call::items) is a stream of the whole list.
///
/// ```
/// use codat_client::{Call, CompanyId, HasClient, codat_endpoint};
/// use codat_client::paging::{ListQuery, Page};
///
/// #[derive(serde::Deserialize)]
/// struct Invoice {
///     id: String,
/// }
///
/// trait Invoices: HasClient {
///     #[codat_endpoint(GET, "/companies/<company_id>/data/invoices?<query..>")]
///     fn list_invoices(&self, company_id: CompanyId, query: &ListQuery) -> Call<Page<Invoice>>;
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "T: Deserialize<'de>"))]
#[non_exhaustive]
pub struct Page<T> {
    /// The records of this page.
    #[serde(deserialize_with = "null_as_default")]
    pub results: Vec<T>,
    /// The number of this page, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_number: Option<u64>,
    /// The page size: the maximum number of records of a page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_size: Option<u64>,
    /// The number of records on all pages that match the query.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_results: Option<u64>,
    /// The links to this page and to others. Some lists have none.
    #[serde(rename = "_links", skip_serializing_if = "Option::is_none")]
    pub links: Option<Links>,
}

impl<T> Page<T> {
    /// The only page of a list: for fakes.
    pub fn of(results: Vec<T>) -> Self {
        let total = u64::try_from(results.len()).ok();
        Self {
            results,
            page_number: Some(1),
            page_size: total,
            total_results: total,
            links: None,
        }
    }
}

impl<T> Default for Page<T> {
    /// The only page of an empty list.
    fn default() -> Self {
        Self::of(Vec::new())
    }
}

/// The links of a [`Page`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Links {
    /// The list, without a page number.
    #[serde(rename = "self", skip_serializing_if = "Option::is_none")]
    pub this: Option<Link>,
    /// This page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current: Option<Link>,
    /// The next page. `None` on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<Link>,
    /// The previous page. `None` on the first page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous: Option<Link>,
}

/// A link to a page.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Link {
    /// The path with its query, relative to the base URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::Page;

    #[test]
    fn a_page_reads_and_writes_what_codat_documents() {
        let json = r#"{"results":[1,2],"pageNumber":1,"pageSize":2,"totalResults":5,"_links":{"self":{"href":"/a"},"current":{"href":"/a?page=1"},"next":{"href":"/a?page=2"}}}"#;
        let page: Page<u8> = serde_json::from_str(json).unwrap();
        assert_eq!(page.results, [1, 2]);
        assert_eq!(page.total_results, Some(5));
        let next = page.links.clone().unwrap().next.unwrap();
        assert_eq!(next.href.as_deref(), Some("/a?page=2"));
        assert_eq!(serde_json::to_string(&page).unwrap(), json);
    }

    #[test]
    fn a_list_may_be_null_and_lack_all_else_but_has_to_be_there() {
        let page: Page<u8> =
            serde_json::from_str(r#"{"results":null,"_links":{"next":null}}"#).unwrap();
        assert!(page.results.is_empty());
        assert!(serde_json::from_str::<Page<u8>>(r#"{"message":"upstream"}"#).is_err());
    }
}
