//! The query of an endpoint that lists something.

use serde::Serialize;

use crate::query::{Filter, OrderBy};

/// The query parameters of an endpoint that returns a list: page, page size, filter and order.
///
/// ```
/// use codat_client::paging::ListQuery;
/// use codat_client::query::{OrderBy, field};
///
/// let query = ListQuery::new()
///     .page_size(500)
///     .query(field("amountDue").gt(0))
///     .order_by(OrderBy::desc("modifiedDate"));
/// assert_eq!(query.page_size, Some(500));
/// ```
///
/// An endpoint takes it as `?<query..>`: see [`Page`](super::Page). Parameters that aren't set aren't sent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ListQuery {
    /// The number of the page, from 1. Codat's default is 1.
    pub page: Option<u64>,
    /// The page size: the maximum number of records of a page. Codat's default is 100. Its limit is 5,000, or 2,000 for some lists.
    pub page_size: Option<u64>,
    /// Which records the list has: `query`.
    pub query: Option<Filter>,
    /// In which order the list has them: `orderBy`.
    pub order_by: Option<OrderBy>,
    /// A filter on the tags of companies, such as `region=uk`: for
    /// [`list_companies`](crate::api::Companies::list_companies) only.
    pub tags: Option<Filter>,
}

impl ListQuery {
    /// A query without parameters: the first page of the whole list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the number of the page, from 1.
    #[must_use]
    pub fn page(mut self, page: u64) -> Self {
        self.page = Some(page);
        self
    }

    /// Sets the page size.
    #[must_use]
    pub fn page_size(mut self, page_size: u64) -> Self {
        self.page_size = Some(page_size);
        self
    }

    /// Sets the filter: a [`Filter`], or text in [Codat's query language](https://docs.codat.io/using-the-api/querying).
    #[must_use]
    pub fn query(mut self, query: impl Into<Filter>) -> Self {
        self.query = Some(query.into());
        self
    }

    /// Sets the filter on the tags of companies.
    #[must_use]
    pub fn tags(mut self, tags: impl Into<Filter>) -> Self {
        self.tags = Some(tags.into());
        self
    }

    /// Sets the order: an [`OrderBy`], or the field's name, with a `-` before it for descending order.
    #[must_use]
    pub fn order_by(mut self, order_by: impl Into<OrderBy>) -> Self {
        self.order_by = Some(order_by.into());
        self
    }
}
