//! Lists that a thread walks.

use std::future::poll_fn;
use std::iter::FusedIterator;
use std::mem;

use super::items::CurrentPage;
use super::walk::Walk;
use super::{Items, Page, Pages};
use crate::call::block_on;
use crate::error::Error;
use crate::response::RawResponse;

/// An iterator that blocks the thread until the next record or page has arrived: see [`Items::wait`] and [`Pages::wait`].
///
/// Requests are sent as those of [`Call::wait`](crate::Call::wait), with the same errors and limits.
#[derive(Debug)]
#[must_use = "an iterator does nothing unless it is used"]
pub struct Wait<S>(S);

impl<T> Items<T> {
    /// The same records as an iterator, for code that isn't async. It needs the feature `blocking`.
    ///
    /// ```no_run
    /// use codat_client::{Client, api::Companies, paging::ListQuery};
    ///
    /// fn main() -> codat_client::Result<()> {
    ///     let codat = Client::from_env()?;
    ///     for company in codat.list_companies(&ListQuery::new()).items().wait() {
    ///         println!("{}", company?.id);
    ///     }
    ///     Ok(())
    /// }
    /// ```
    pub fn wait(mut self) -> Wait<Self> {
        self.pages = self.pages.wait().0;
        Wait(self)
    }
}

impl<T> Pages<T> {
    /// The same pages as an iterator, for code that isn't async. It needs the feature `blocking`.
    pub fn wait(mut self) -> Wait<Self> {
        if let Some(walk) = self.walk() {
            // What is under way belongs to the runtime on which it began.
            *walk = walk.restarted();
        }
        Wait(self)
    }

    fn next_blocking(&mut self) -> Option<Result<Page<T>, Error>> {
        let outcome = self.walk().and_then(Walk::wait);
        self.receive(outcome)
    }
}

impl Walk {
    /// The response for the next page. None: the walk has ended.
    fn wait(&mut self) -> Option<Result<RawResponse, Error>> {
        self.progress.next()?;
        let (endpoint, longest) = (self.request().request.endpoint, self.request().total());
        let restarted = self.restarted();
        let mut walk = mem::replace(self, restarted);
        let walked = block_on(endpoint, longest, async move {
            let outcome = poll_fn(|context| walk.poll(context)).await;
            (walk, outcome)
        });
        match walked {
            Ok((walk, outcome)) => {
                *self = walk;
                outcome
            }
            // The walk is lost, with all that was under way. It begins again at the same place.
            Err(error) => Some(Err(error)),
        }
    }
}

impl<T> Wait<Items<T>> {
    /// The number of the page that has the next record: see [`Items::next_page`].
    pub fn next_page(&self) -> Option<u64> {
        self.0.next_page()
    }
}

impl<T> Wait<Pages<T>> {
    /// The number of the next page: see [`Pages::next_page`].
    pub fn next_page(&self) -> Option<u64> {
        self.0.next_page()
    }
}

impl<T> Iterator for Wait<Items<T>> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let Items { pages, page } = &mut self.0;
        loop {
            if let Some(record) = page.next() {
                return Some(Ok(record));
            }
            let number = pages.next_page();
            match pages.next_blocking()? {
                // It has records.
                Ok(next) => *page = CurrentPage::of(next, number),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

impl<T> Iterator for Wait<Pages<T>> {
    type Item = Result<Page<T>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next_blocking()
    }
}

impl<T> FusedIterator for Wait<Items<T>> {}

impl<T> FusedIterator for Wait<Pages<T>> {}
