//! A walk over a list, record by record.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_core::Stream;

use super::{Page, Pages};
use crate::call::Call;
use crate::error::Error;

impl<T> Call<Page<T>> {
    /// A [`Stream`] of all records of the list, beginning at the page that the call requests.
    ///
    /// ```no_run
    /// # async fn example(codat: codat_client::Client) -> codat_client::Result<()> {
    /// use codat_client::{api::Companies, paging::ListQuery};
    ///
    /// let query = ListQuery::new().page_size(500);
    /// let mut companies = codat.list_companies(&query).items();
    /// while let Some(company) = companies.next().await {
    ///     println!("{}", company?.id);
    /// }
    /// let all = codat.list_companies(&query).items().collect().await?;
    /// # let _: Vec<codat_client::models::Company> = all;
    /// # Ok(()) }
    /// ```
    ///
    /// [`Pages`] explains which requests are sent, and where the list ends.
    pub fn items(self) -> Items<T> {
        Items {
            pages: self.pages(),
            page: CurrentPage::none(),
        }
    }
}

/// The records of a list: the [`Stream`] of [`Call::items`](crate::Call::items). [`Pages`] explains which requests are sent.
///
/// It is `Send` if the records are, and owns all that it needs. When it is dropped, it sends nothing more.
///
/// [`next`](Self::next) and [`collect`](Self::collect) need no import. The adaptors of the crate `futures` also work; what is `collect`
/// here is `try_collect` there.
#[must_use = "a stream does nothing unless it is polled"]
pub struct Items<T> {
    pub(super) pages: Pages<T>,
    /// The records of the current page that weren't given yet.
    pub(super) page: CurrentPage<T>,
}

/// What is left of a page.
pub(super) struct CurrentPage<T> {
    number: Option<u64>,
    records: vec::IntoIter<T>,
}

impl<T> CurrentPage<T> {
    /// A page, and the number that it has.
    pub(super) fn of(page: Page<T>, number: Option<u64>) -> Self {
        Self {
            number,
            records: page.results.into_iter(),
        }
    }

    pub(super) fn next(&mut self) -> Option<T> {
        self.records.next()
    }

    fn none() -> Self {
        Self::of(Page::default(), None)
    }
}

impl<T> Items<T> {
    /// Sends up to this many requests at once: see [`Pages::concurrency`].
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.pages = self.pages.concurrency(requests);
        self
    }

    /// Begins at the first record of this page, instead of the page that the call requests. Pages count from 1.
    pub fn from_page(mut self, page: u64) -> Self {
        self.pages = self.pages.from_page(page);
        self.page = CurrentPage::none();
        self
    }

    /// The number of the page that has the next record, to [resume](Self::from_page) there. `None` at the end of the list.
    ///
    /// It changes after the last record of a page. If you resume in the middle of a page, the first records of this page come again.
    pub fn next_page(&self) -> Option<u64> {
        match self.page.records.len() {
            0 => self.pages.next_page(),
            _ => self.page.number,
        }
    }

    /// The next record. `None` at the end of the list.
    ///
    /// The future can be dropped before it is ready, for example in `select!`. No record is lost.
    ///
    /// # Errors
    ///
    /// Those of the call, and [`Error::Decode`] for a response that isn't the page that was requested.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// All remaining records, in memory.
    ///
    /// # Errors
    ///
    /// The first error of [`next`](Self::next). The records before it are dropped.
    pub async fn collect(mut self) -> Result<Vec<T>, Error> {
        let mut records = Vec::new();
        while let Some(record) = self.next().await {
            records.push(record?);
        }
        Ok(records)
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if let Some(record) = self.page.next() {
                return Poll::Ready(Some(Ok(record)));
            }
            // Its memory goes before that of the next page is needed.
            self.page = CurrentPage::none();
            let number = self.pages.next_page();
            match ready!(self.pages.poll(context)) {
                // It has records.
                Some(Ok(page)) => self.page = CurrentPage::of(page, number),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<T> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.page.records.len(), None)
    }
}

/// Nothing of it is pinned in place.
impl<T> Unpin for Items<T> {}

impl<T> fmt::Debug for Items<T> {
    /// Without the records.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("pages", &self.pages)
            .field("next_page", &self.next_page())
            .finish()
    }
}
