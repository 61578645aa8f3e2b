//! When which request may be sent: arithmetic on instants, without a clock.

use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::time::Duration;

use tokio::time::Instant;

const MINUTE_NANOS: u64 = 60_000_000_000;

/// Measures the requests that were let through, by the generic cell rate algorithm.
#[derive(Debug)]
struct Meter {
    interval: Duration,
    /// How far requests may be ahead of an even pace.
    tolerance: Duration,
    /// When the next request would be due, if all came at an even pace.
    due: Instant,
}

impl Meter {
    /// The earliest time, from `now` on, at which the next request may pass.
    fn free_at(&self, now: Instant) -> Instant {
        let free = self.due.checked_sub(self.tolerance);
        free.map_or(now, |free| free.max(now))
    }

    fn pass(&mut self, now: Instant) {
        self.due = self.due.max(now) + self.interval;
    }
}

/// The requests that wait for their turn, in the order of arrival.
///
/// Each has a time slot, one interval long. When a request leaves the queue, all behind it move up by one slot.
///
/// No request depends on another being polled: an unused slot simply ends. A request that missed its slot is first in the
/// queue when it asks again, and blocks no other until then.
#[derive(Debug)]
pub(super) struct Queue {
    meter: Meter,
    /// The tickets of the waiting requests, in ascending order.
    waiting: VecDeque<u64>,
    /// When the first slot begins. If any request waits, the meter lets one pass by then.
    first_at: Instant,
    next_ticket: u64,
}

impl Queue {
    /// A queue that lets at most `per_minute` requests pass in any 60 seconds.
    ///
    /// After a pause, a tenth of them pass at once, and then one in each interval. A minute that begins with the tenth must
    /// not exceed the limit, so the interval is a little longer than an even share of the minute.
    pub(super) fn new(per_minute: NonZeroU32, now: Instant) -> Self {
        let at_once = (per_minute.get() / 10).max(1);
        let evenly = u64::from(per_minute.get() - at_once) + 1;
        let interval = Duration::from_nanos(MINUTE_NANOS.div_ceil(evenly));
        Self {
            meter: Meter {
                interval,
                tolerance: interval * (at_once - 1),
                due: now,
            },
            waiting: VecDeque::new(),
            first_at: now,
            next_ticket: 0,
        }
    }

    /// A ticket to [ask](Self::ask) with, until it [leaves](Self::leave).
    pub(super) fn draw(&mut self) -> u64 {
        let ticket = self.next_ticket;
        self.next_ticket += 1;
        ticket
    }

    /// Lets the request pass, or returns the time at which to ask again. The request passes then, unless one that had missed
    /// its slot comes first.
    pub(super) fn ask(&mut self, ticket: u64, now: Instant) -> Result<(), Instant> {
        while !self.waiting.is_empty() && self.slot(1) <= now {
            self.next_slot();
        }
        match self.waiting.binary_search(&ticket) {
            Ok(0) if self.first_at <= now => self.next_slot(),
            Ok(place) => return Err(self.slot(place)),
            // No request is waiting in front of it.
            Err(0) if self.meter.free_at(now) <= now => {}
            Err(place) => {
                if self.waiting.is_empty() {
                    self.first_at = self.meter.free_at(now);
                }
                self.waiting.insert(place, ticket);
                return Err(self.slot(place));
            }
        }
        self.meter.pass(now);
        self.first_at = self.first_at.max(self.meter.free_at(now));
        Ok(())
    }

    /// Takes the ticket out of the queue. Returns whether others move up.
    pub(super) fn leave(&mut self, ticket: u64) -> bool {
        match self.waiting.binary_search(&ticket) {
            Ok(place) => {
                self.waiting.remove(place);
                place < self.waiting.len()
            }
            Err(_) => false,
        }
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    fn next_slot(&mut self) {
        self.waiting.pop_front();
        self.first_at = self.slot(1);
    }

    /// When the slot of this position begins.
    fn slot(&self, place: usize) -> Instant {
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        self.first_at + self.meter.interval * place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// A queue whose slots are `slot` seconds long and lets no request pass at once; and the time at which its first slot begins.
    fn busy_queue(slot: u32) -> (Queue, Instant) {
        let now = Instant::now();
        let mut queue = Queue::new(NonZeroU32::new(60 / slot).unwrap(), now);
        queue.meter.tolerance = Duration::ZERO;
        queue.meter.interval = SECOND * slot;
        pass(&mut queue, now).unwrap();
        (queue, now + SECOND * slot)
    }

    /// One more request passes, or joins the queue: then the seconds from `now` to its slot.
    fn pass(queue: &mut Queue, now: Instant) -> Result<u64, u64> {
        let ticket = queue.draw();
        queue
            .ask(ticket, now)
            .map(|()| ticket)
            .map_err(|at| (at - now).as_secs())
    }

    #[test]
    fn each_request_has_a_slot_and_the_others_move_up_when_it_leaves() {
        let (mut queue, start) = busy_queue(10);
        let tickets = [(); 4].map(|()| queue.draw());
        let ask = |queue: &mut Queue, number: usize, seconds| {
            let asked = queue.ask(tickets[number], start + SECOND * seconds);
            asked.map_err(|at| (at - start).as_secs())
        };
        for number in 0..4 {
            assert_eq!(
                ask(&mut queue, number, 0),
                [Ok(()), Err(10), Err(20), Err(30)][number]
            );
        }
        assert!(queue.leave(tickets[1]));
        assert_eq!(ask(&mut queue, 2, 1), Err(10));
        assert!(!queue.leave(tickets[3]), "nobody was behind the last");
        assert!(!queue.leave(tickets[0]), "it has passed");
        assert_eq!(ask(&mut queue, 2, 10), Ok(()));
        assert!(queue.waiting.is_empty());
    }

    #[test]
    fn a_missed_slot_blocks_no_other_request_and_its_owner_is_first_when_it_returns() {
        let (mut queue, start) = busy_queue(10);
        let at = |seconds| start + SECOND * seconds;
        let [absent, second, third] = [(); 3].map(|()| queue.draw());
        for ticket in [absent, second, third] {
            let _ = queue.ask(ticket, at(0) - SECOND);
        }
        // Its slot is reserved until it is over.
        assert_eq!(queue.ask(second, at(9)), Err(at(10)));
        assert_eq!(queue.ask(second, at(10)), Ok(()));
        assert_eq!(pass(&mut queue, at(10)), Err(20));
        assert_eq!(queue.ask(absent, at(11)), Err(at(20)));
        // Later requests are behind it.
        assert_eq!(queue.ask(third, at(20)), Err(at(30)));
        assert_eq!(queue.ask(absent, at(20)), Ok(()));
        assert_eq!(queue.ask(third, at(30)), Ok(()));

        // With room left it passes at once.
        let (mut queue, start) = busy_queue(10);
        let absent = queue.draw();
        assert_eq!(queue.ask(absent, start - SECOND), Err(start));
        assert_eq!(queue.ask(absent, start + SECOND * 60), Ok(()));
    }

    /// Requests ask, leave and are forgotten in a random order.
    #[test]
    fn no_minute_ever_sees_more_than_the_limit() {
        let minute = Duration::from_nanos(MINUTE_NANOS);
        for per_minute in [1, 2, 7, 60, 1_000] {
            let mut random = fastrand::Rng::with_seed(per_minute.into());
            let limit = usize::try_from(per_minute).unwrap();
            let mut now = Instant::now();
            let mut queue = Queue::new(NonZeroU32::new(per_minute).unwrap(), now);
            let mut passed = Vec::new();
            let mut tickets = Vec::new();
            for _ in 0..5 * limit.max(40) {
                let pause = queue.meter.interval.mul_f64(random.f64() * 1.5);
                now += if random.u8(..50) == 0 {
                    minute / 2
                } else {
                    pause
                };
                tickets.extend((0..random.usize(..4)).map(|_| queue.draw()));
                random.shuffle(&mut tickets);
                let asking = random.usize(..=tickets.len());
                for ticket in tickets.split_off(asking) {
                    match queue.ask(ticket, now) {
                        Ok(()) => passed.push(now),
                        Err(at) => {
                            assert!(at > now);
                            tickets.push(ticket);
                        }
                    }
                }
                if random.u8(..4) == 0
                    && let Some(ticket) = tickets.pop()
                {
                    queue.leave(ticket);
                }
            }
            assert!(passed.len() > 2 * limit, "{}", passed.len());
            for from in 0..passed.len().saturating_sub(limit) {
                let span = passed[from + limit] - passed[from];
                assert!(span >= minute, "{} in {span:?}", limit + 1);
            }
        }
    }
}
