//! A walk over a list, page by page.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::Page;
use super::progress::{Fingerprint, Received};
use super::walk::Walk;
use crate::call::{Call, Decode, Unsent, read};
use crate::error::{DecodeError, Error};
use crate::response::RawResponse;

impl<T> Call<Page<T>> {
    /// A [`Stream`] of all pages of the list, beginning at the page that the call requests.
    ///
    /// ```no_run
    /// # async fn example(codat: codat_client::Client) -> codat_client::Result<()> {
    /// use codat_client::{api::Companies, paging::ListQuery};
    ///
    /// let query = ListQuery::new().page_size(500);
    /// let mut pages = codat.list_companies(&query).pages().concurrency(4);
    /// while let Some(page) = pages.next().await {
    ///     let page = page?;
    ///     println!("{} of {:?}", page.results.len(), page.total_results);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn pages(self) -> Pages<T> {
        let source = match self.into_unsent() {
            Unsent::Request(request, decode) => match Walk::new(request) {
                Ok(walk) => Source::Walk(Box::new(walk), decode),
                Err(error) => Source::Known(Some(Err(error))),
            },
            Unsent::Known(result) => Source::Known(Some(result)),
        };
        Pages { source }
    }
}

/// The pages of a list: the [`Stream`] of [`Call::pages`].
///
/// # What is sent
///
/// Each page is the call's own request, with another parameter `page`. All settings of the call apply to each page: retries, time
/// limits, headers. Links in a response are never followed. Only a `GET` can be sent for several pages, or an endpoint that is declared
/// with `retry = always`.
///
/// # Where it ends
///
/// - At an empty page. It isn't returned.
/// - After as many records as `totalResults` says.
/// - At a page with `_links`, if none of them leads to a next page.
/// - If a page has neither a total nor links: at a page with fewer records than the page size.
///
/// # When a page fails
///
/// The stream returns the error. If it is polled again, it requests the same page again. Stop at an error, or wait before you continue:
/// otherwise a request that always fails is sent again and again. [`next_page`](Self::next_page) is the page at which to
/// [resume](Self::from_page), even in another process.
///
/// # When records are deleted during a walk
///
/// If a record on an earlier page is deleted, the later ones move up, and the walk misses one without an error. The guide
/// [`lists`](crate::guide::lists#when-records-are-deleted-during-a-walk) shows how to list without page numbers.
///
/// A response that isn't the page that was requested is [`Error::Decode`]: one with another page number, or with the
/// records of the page before it.
///
/// If an argument of the call is wrong, the stream returns one error and ends. Nothing is sent.
///
/// # Fakes
///
/// A call that was [made ready](Call::ready) returns its page, and ignores [`from_page`](Self::from_page). A page without records isn't
/// returned.
#[must_use = "a stream does nothing unless it is polled"]
pub struct Pages<T> {
    source: Source<T>,
}

enum Source<T> {
    Walk(Box<Walk>, Decode<Page<T>>),
    /// A fake's page, or what is wrong with the call, until it was given.
    Known(Option<Result<Page<T>, Error>>),
}

/// A total that is wrong doesn't begin a request for each page that it promises.
const MOST_AT_ONCE: usize = 64;

impl<T> Pages<T> {
    /// Sends up to this many requests at once: 1 unless set. 0 counts as 1, and more than 64 as 64.
    ///
    /// Pages keep their order, and at most this many are in memory. The first page is requested alone, because its total tells how many
    /// pages there are. Without a total, pages are requested one after the other.
    ///
    /// The other requests run as tasks of the runtime, so they make progress while your code uses a page. Codat allows ten requests at
    /// once for each company. A [`RateLimit`](crate::RateLimit) delays those that exceed this limit.
    pub fn concurrency(mut self, requests: usize) -> Self {
        if let Source::Walk(walk, _) = &mut self.source {
            walk.concurrency = requests.clamp(1, MOST_AT_ONCE);
        }
        self
    }

    /// Begins at this page, instead of the page that the call requests. Pages count from 1.
    pub fn from_page(mut self, page: u64) -> Self {
        if let Source::Walk(walk, _) = &mut self.source
            && let Err(error) = walk.begin_at(page)
        {
            self.source = Source::Known(Some(Err(error)));
        }
        self
    }

    /// The number of the next page, to [resume](Self::from_page) there. After an error, it is the page that failed. `None` at the end of the
    /// list.
    pub fn next_page(&self) -> Option<u64> {
        match &self.source {
            Source::Walk(walk, _) => walk.progress.next(),
            Source::Known(Some(Ok(page))) => Some(page.page_number.unwrap_or(1)),
            Source::Known(_) => None,
        }
    }

    /// The next page. `None` at the end of the list.
    ///
    /// The future can be dropped before it is ready, for example in `select!`. No page is lost.
    ///
    /// # Errors
    ///
    /// Those of the call, and [`Error::Decode`] for a response that isn't the page that was requested.
    pub async fn next(&mut self) -> Option<Result<Page<T>, Error>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// All remaining pages, in memory.
    ///
    /// # Errors
    ///
    /// The first error of [`next`](Self::next). The pages before it are dropped.
    pub async fn collect(mut self) -> Result<Vec<Page<T>>, Error> {
        let mut pages = Vec::new();
        while let Some(page) = self.next().await {
            pages.push(page?);
        }
        Ok(pages)
    }

    pub(super) fn poll(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Page<T>, Error>>> {
        let outcome = match &mut self.source {
            Source::Walk(walk, _) => ready!(walk.poll(context)),
            Source::Known(_) => None,
        };
        Poll::Ready(self.receive(outcome))
    }

    /// The page in the walk's next response, or the one that is known.
    pub(super) fn receive(
        &mut self,
        outcome: Option<Result<RawResponse, Error>>,
    ) -> Option<Result<Page<T>, Error>> {
        let page = match &mut self.source {
            Source::Walk(walk, decode) => accept(walk, *decode, outcome?),
            Source::Known(known) => known.take()?.map(|page| Some(page).filter(has_records)),
        };
        page.transpose()
    }

    /// The walk, unless the page is known.
    #[cfg(feature = "blocking")]
    pub(super) fn walk(&mut self) -> Option<&mut Walk> {
        match &mut self.source {
            Source::Walk(walk, _) => Some(walk),
            Source::Known(_) => None,
        }
    }
}

fn has_records<T>(page: &Page<T>) -> bool {
    !page.results.is_empty()
}

/// Reads a page and checks that it is the next one. None: it is empty.
fn accept<T>(
    walk: &mut Walk,
    decode: Decode<Page<T>>,
    outcome: Result<RawResponse, Error>,
) -> Result<Option<Page<T>>, Error> {
    let response = outcome?;
    read(decode, &response, |page| check(walk, &response, page))
}

fn check<T>(
    walk: &mut Walk,
    response: &RawResponse,
    page: Page<T>,
) -> Result<Option<Page<T>>, Error> {
    let received = Received {
        records: u64::try_from(page.results.len()).unwrap_or(u64::MAX),
        number: page.page_number,
        size: page.page_size,
        total: page.total_results,
        has_next: page.links.as_ref().map(|links| links.next.is_some()),
        fingerprint: Fingerprint::of(response.body()),
    };
    match walk.accept(&received) {
        Ok(true) => Ok(Some(page)),
        Ok(false) => Ok(None),
        Err(contradiction) => Err(DecodeError::new(response, &contradiction.to_string()).into()),
    }
}

impl<T> Stream for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

/// Nothing of it is pinned in place: what is under way has a box of its own.
impl<T> Unpin for Pages<T> {}

impl<T> fmt::Debug for Pages<T> {
    /// Without the records.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Pages");
        match &self.source {
            Source::Walk(walk, _) => debug.field("request", &walk.request().request),
            Source::Known(Some(Err(error))) => debug.field("error", error),
            Source::Known(_) => debug.field("state", &"known"),
        };
        debug.field("next_page", &self.next_page()).finish()
    }
}
