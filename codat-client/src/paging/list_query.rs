//! The query of an endpoint that lists something.

use serde::Serialize;

/// The query of an endpoint that lists something: which page, how many records, which of them, in which order.
///
/// ```
/// use codat_client::paging::ListQuery;
///
/// let query = ListQuery::new().page_size(500).order_by("-modifiedDate");
/// assert_eq!(query.page_size, Some(500));
/// ```
///
/// An endpoint takes it as `?<query..>`: see [`Page`](super::Page). What isn't set isn't sent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ListQuery {
    /// The number of the page, from 1: the first unless set.
    pub page: Option<u64>,
    /// The most records of a page: 100 unless set. Codat's limit is 5,000, and 2,000 for some lists.
    pub page_size: Option<u64>,
    /// A filter in [Codat's query language](https://docs.codat.io/using-the-api/querying), such as `status=Paid&&amountDue>0`: at most
    /// 2,048 characters.
    pub query: Option<String>,
    /// The member to order by, ascending; with a `-` before it, descending.
    pub order_by: Option<String>,
    /// A filter on the tags of companies, such as `region=uk`: for
    /// [`list_companies`](crate::api::Companies::list_companies) only.
    pub tags: Option<String>,
}

impl ListQuery {
    /// The first page of the whole list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the number of the page, from 1.
    #[must_use]
    pub fn page(mut self, page: u64) -> Self {
        self.page = Some(page);
        self
    }

    /// Sets the most records of a page.
    #[must_use]
    pub fn page_size(mut self, page_size: u64) -> Self {
        self.page_size = Some(page_size);
        self
    }

    /// Sets the filter.
    #[must_use]
    pub fn query(mut self, query: impl Into<String>) -> Self {
        self.query = Some(query.into());
        self
    }

    /// Sets the filter on the tags of companies.
    #[must_use]
    pub fn tags(mut self, tags: impl Into<String>) -> Self {
        self.tags = Some(tags.into());
        self
    }

    /// Sets the member to order by, with a `-` before it for descending order.
    #[must_use]
    pub fn order_by(mut self, order_by: impl Into<String>) -> Self {
        self.order_by = Some(order_by.into());
        self
    }
}
