//! The limit of concurrent requests for each company.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use tokio::sync::Semaphore;

use crate::lock::lock;

/// The companies with a request that is under way or waiting. No other company takes memory.
pub(super) struct Companies {
    /// The most concurrent requests of one company.
    pub(super) most: u32,
    busy: Mutex<HashMap<String, Busy>>,
}

struct Busy {
    semaphore: Arc<Semaphore>,
    /// The requests that have a place or wait for one. A counter of its own, since the `Arc`'s count changes outside the lock.
    users: usize,
}

impl Companies {
    pub(super) fn new(most: u32) -> Self {
        Self {
            most,
            busy: Mutex::default(),
        }
    }

    /// Waits for a place, behind earlier requests of the same company. The place is free again when it, or this future, is
    /// dropped.
    pub(super) async fn enter(&self, company: &str) -> Place<'_> {
        let mut place = Place {
            semaphore: self.join(company),
            company: company.to_owned(),
            companies: self,
            taken: false,
        };
        // The only error is a closed semaphore, and no code closes it.
        if let Ok(permit) = place.semaphore.acquire().await {
            permit.forget();
            place.taken = true;
        }
        place
    }

    fn join(&self, company: &str) -> Arc<Semaphore> {
        let mut busy = self.busy();
        if let Some(company) = busy.get_mut(company) {
            company.users += 1;
            return Arc::clone(&company.semaphore);
        }
        let most = usize::try_from(self.most).unwrap_or(usize::MAX);
        let semaphore = Arc::new(Semaphore::new(most.min(Semaphore::MAX_PERMITS)));
        let first = Busy {
            semaphore: Arc::clone(&semaphore),
            users: 1,
        };
        busy.insert(company.to_owned(), first);
        semaphore
    }

    fn leave(&self, company: &str) {
        let mut busy = self.busy();
        if let Some(left) = busy.get_mut(company) {
            left.users -= 1;
            if left.users == 0 {
                busy.remove(company);
            }
        }
    }

    fn busy(&self) -> MutexGuard<'_, HashMap<String, Busy>> {
        lock(&self.busy)
    }
}

/// A place among the requests of a company, taken or waited for.
pub(super) struct Place<'a> {
    companies: &'a Companies,
    company: String,
    semaphore: Arc<Semaphore>,
    taken: bool,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if self.taken {
            self.semaphore.add_permits(1);
        }
        self.companies.leave(&self.company);
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::pin::pin;
    use std::sync::Barrier;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::task::{Context, Poll, Waker};

    use super::*;

    fn poll<T>(future: std::pin::Pin<&mut impl Future<Output = T>>) -> Poll<T> {
        future.poll(&mut Context::from_waker(Waker::noop()))
    }

    fn enter<'a>(companies: &'a Companies, company: &str) -> Option<Place<'a>> {
        match poll(pin!(companies.enter(company))) {
            Poll::Ready(place) => Some(place),
            Poll::Pending => None,
        }
    }

    #[test]
    fn nothing_is_kept_of_a_company_without_requests() {
        let companies = Companies::new(2);
        for number in 0..1_000 {
            let place = enter(&companies, &number.to_string());
            assert_eq!(companies.busy().len(), 1);
            drop(place);
        }
        assert!(companies.busy().is_empty());

        let first = enter(&companies, "a").unwrap();
        let second = enter(&companies, "a").unwrap();
        drop(first);
        // The one that is left still counts.
        let first = enter(&companies, "a").unwrap();
        assert!(enter(&companies, "a").is_none());
        drop((first, second));
        assert!(companies.busy().is_empty());
    }

    #[test]
    fn waiting_requests_are_served_in_order_and_may_leave() {
        let companies = Companies::new(1);
        let place = enter(&companies, "a").unwrap();
        let mut left = Box::pin(companies.enter("a"));
        let mut next = pin!(companies.enter("a"));
        let mut last = pin!(companies.enter("a"));
        for waiting in [left.as_mut(), next.as_mut(), last.as_mut()] {
            assert!(poll(waiting).is_pending());
        }
        assert!(enter(&companies, "b").is_some(), "another company waits");

        drop(left);
        drop(place);
        assert!(poll(last.as_mut()).is_pending());
        let Poll::Ready(place) = poll(next) else {
            panic!("the place wasn't handed on");
        };
        drop(place);
        assert!(poll(last).is_ready());
        assert!(companies.busy().is_empty());
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn many_threads_never_have_more_than_the_limit_and_leave_nothing_behind() {
        const MOST: u32 = 3;

        struct Shared {
            companies: Companies,
            running: [AtomicU32; 2],
        }

        let shared = Arc::new(Shared {
            companies: Companies::new(MOST),
            running: Default::default(),
        });
        let work = |worker: usize| {
            let shared = Arc::clone(&shared);
            tokio::spawn(async move {
                let mut peak = 0;
                for round in 0..200 {
                    let number = (worker + round) % 2;
                    let name = number.to_string();
                    let entering = shared.companies.enter(&name);
                    if round % 5 == 0 {
                        // Leaves again, whether it has got in or not.
                        let mut entering = Box::pin(entering);
                        let _ = poll(entering.as_mut());
                        continue;
                    }
                    let _place = entering.await;
                    let running = &shared.running[number];
                    peak = peak.max(running.fetch_add(1, Ordering::SeqCst) + 1);
                    tokio::task::yield_now().await;
                    running.fetch_sub(1, Ordering::SeqCst);
                }
                peak
            })
        };
        let workers: Vec<_> = (0..32).map(work).collect();
        let mut peak = 0;
        for worker in workers {
            peak = peak.max(worker.await.unwrap());
        }
        assert_eq!(peak, MOST);
        assert!(shared.companies.busy().is_empty());
    }

    #[test]
    fn places_that_are_given_back_at_the_same_moment_leave_nothing_behind() {
        let companies = Companies::new(2);
        for _ in 0..5_000 {
            let places = [(); 2].map(|()| enter(&companies, "a").unwrap());
            let barrier = Barrier::new(2);
            std::thread::scope(|scope| {
                for place in places {
                    scope.spawn(|| {
                        barrier.wait();
                        drop(place);
                    });
                }
            });
            assert!(companies.busy().is_empty());
        }
    }
}
