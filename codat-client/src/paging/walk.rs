//! The requests of a walk over pages.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::future::{Future as _, ready};
use std::panic::resume_unwind;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tracing::Instrument as _;
use tracing::instrument::WithSubscriber as _;
use url::form_urlencoded;

use super::progress::{Contradiction, Progress, Received};
use crate::call::{Prepared, Sent};
use crate::error::{Error, RequestError, RequestFault};
use crate::request::Request;
use crate::response::RawResponse;

/// The parameter with the number of the page.
const PAGE: &str = "page";
/// The parameter with the most records of a page.
const PAGE_SIZE: &str = "pageSize";

/// Sends the same request for one page after the other.
///
/// It doesn't know the type of the records, so that it is compiled once and not for each type.
pub(super) struct Walk {
    /// The request of some page. Each page has a copy, with everything that is set on the call.
    request: Box<Prepared>,
    pub(super) progress: Progress,
    /// The most requests under way.
    pub(super) concurrency: usize,
    /// The pages that are under way or have come, in order, without a gap. The first is the next one, or the one after it.
    fetches: VecDeque<(u64, Fetch)>,
}

/// A page that is under way.
enum Fetch {
    /// Polled here.
    Here(Sent),
    /// Polled by the runtime: later pages make progress also while the caller is busy with an earlier one. Otherwise they would run
    /// out of time, and would hold their places in a rate limit, which the caller may need.
    Ahead(Task),
}

/// A task that is cancelled when it is dropped.
struct Task(JoinHandle<Result<RawResponse, Error>>);

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Walk {
    /// Begins at the page that the request asks for, or at the first.
    pub(super) fn new(request: Box<Prepared>) -> Result<Self, Error> {
        let first = match parameter(&request.request, PAGE) {
            Some(page) => page.parse().ok().filter(|&page| page > 0),
            None => Some(1),
        };
        let endpoint = request.request.endpoint;
        let first = first.ok_or_else(|| RequestError::new(endpoint, RequestFault::PageNumber))?;
        let size = parameter(&request.request, PAGE_SIZE).and_then(|size| size.parse().ok());
        Ok(Self {
            request,
            progress: Progress::new(first, size),
            concurrency: 1,
            fetches: VecDeque::new(),
        })
    }

    /// The same walk from another page on.
    pub(super) fn begin_at(&mut self, page: u64) -> Result<(), Error> {
        if page == 0 {
            let endpoint = self.request.request.endpoint;
            return Err(RequestError::new(endpoint, RequestFault::PageNumber).into());
        }
        self.progress = self.progress.restarted(page);
        self.fetches.clear();
        Ok(())
    }

    /// The same walk at the same place, with nothing under way.
    #[cfg(feature = "blocking")]
    pub(super) fn restarted(&self) -> Self {
        Self {
            request: self.request.clone(),
            progress: self.progress.clone(),
            concurrency: self.concurrency,
            fetches: VecDeque::new(),
        }
    }

    /// Takes the response for the next page into account. Returns whether it has records.
    pub(super) fn accept(&mut self, page: &Received) -> Result<bool, Contradiction> {
        let accepted = self.progress.accept(page);
        if self.progress.next().is_none() {
            // The list may have become shorter than it was when these were sent.
            self.fetches.clear();
        }
        accepted
    }

    /// What all its requests have in common.
    pub(super) fn request(&self) -> &Prepared {
        &self.request
    }

    /// The response for the next page. None: the walk has ended.
    pub(super) fn poll(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<RawResponse, Error>>> {
        let Some(next) = self.progress.next() else {
            return Poll::Ready(None);
        };
        let mut fetch = match self.fetches.pop_front() {
            Some((page, fetch)) if page == next => fetch,
            // The page is the first, or has failed before.
            later => {
                if let Some(later) = later {
                    self.fetches.push_front(later);
                }
                Fetch::Here(self.send(next))
            }
        };
        self.send_ahead(next);
        loop {
            let polled = match &mut fetch {
                Fetch::Here(sent) => sent.as_mut().poll(context),
                Fetch::Ahead(task) => match Pin::new(&mut task.0).poll(context) {
                    Poll::Ready(Ok(outcome)) => Poll::Ready(outcome),
                    Poll::Ready(Err(ended)) => match ended.try_into_panic() {
                        Ok(panic) => resume_unwind(panic),
                        // Its runtime was dropped. This is another one.
                        Err(_cancelled) => {
                            fetch = Fetch::Here(self.send(next));
                            continue;
                        }
                    },
                    Poll::Pending => Poll::Pending,
                },
            };
            if polled.is_pending() {
                self.fetches.push_front((next, fetch));
            }
            return polled.map(Some);
        }
    }

    /// Sends the requests after the next page's, as far as pages are known to be there.
    fn send_ahead(&mut self, next: u64) {
        let last = self.progress.last();
        let mut page = self.fetches.back().map_or(next, |(page, _)| *page);
        while self.fetches.len() + 1 < self.concurrency && page < last {
            let Ok(runtime) = Handle::try_current() else {
                return;
            };
            page += 1;
            let sent = self.send(page);
            let task = runtime.spawn(sent.in_current_span().with_current_subscriber());
            self.fetches.push_back((page, Fetch::Ahead(Task(task))));
        }
    }

    /// The request of a page. Nothing is sent before it is polled.
    fn send(&self, page: u64) -> Sent {
        let mut prepared = self.request.clone();
        match set_page(&mut prepared.request, page) {
            Ok(()) => Box::pin(prepared.send()),
            Err(fault) => {
                let refused = RequestError::new(prepared.request.endpoint, fault);
                Box::pin(ready(Err(refused.into())))
            }
        }
    }
}

/// The first value of a parameter.
fn parameter<'a>(request: &'a Request, wanted: &str) -> Option<Cow<'a, str>> {
    let mut pairs = form_urlencoded::parse(request.query.as_bytes());
    pairs
        .find(|(name, _)| name == wanted)
        .map(|(_, value)| value)
}

/// Sets the number of the page, in its place in the query or behind it. All else stays as it is, byte by byte.
fn set_page(request: &mut Request, page: u64) -> Result<(), RequestFault> {
    let page = format!("{PAGE}={page}");
    let mut is_set = false;
    let mut query = Vec::new();
    for pair in request.query.split('&').filter(|pair| !pair.is_empty()) {
        let name = form_urlencoded::parse(pair.as_bytes()).next();
        if name.is_none_or(|(name, _)| name != PAGE) {
            query.push(pair);
        } else if !std::mem::replace(&mut is_set, true) {
            query.push(&page);
        }
    }
    if !is_set {
        query.push(&page);
    }
    let query = query.join("&");
    request.set_query(query)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Client;
    use crate::api::Companies as _;
    use crate::call::Unsent;
    use crate::paging::ListQuery;

    #[test]
    fn only_the_page_changes_from_one_request_to_the_next() {
        let with_page = |query: &str| {
            let call = Client::offline().list_companies(&ListQuery::new());
            let Unsent::Request(prepared, _) = call.into_unsent() else {
                panic!("a request");
            };
            let mut request = prepared.request;
            request.query = query.to_owned();
            set_page(&mut request, 7).unwrap();
            assert_eq!(request.url.query(), Some(request.query.as_str()));
            request.query
        };
        assert_eq!(with_page(""), "page=7");
        assert_eq!(with_page("page=1"), "page=7");
        assert_eq!(
            with_page("pageSize=5&query=a%3Db"),
            "pageSize=5&query=a%3Db&page=7"
        );
        assert_eq!(with_page("a=1&page=&b=%26&page=2"), "a=1&page=7&b=%26");
        assert_eq!(with_page("p%61ge=1&paged=2&flag"), "page=7&paged=2&flag");
    }
}
