//! Who may pass when: arithmetic on instants, without a clock.

use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::time::Duration;

use tokio::time::Instant;

const MINUTE_NANOS: u64 = 60_000_000_000;

/// What has passed: the generic cell rate algorithm, known from ATM networks.
#[derive(Debug)]
struct Meter {
    interval: Duration,
    /// How far ahead of an even pace requests may be.
    tolerance: Duration,
    /// When the next request would come, if all had come at an even pace.
    due: Instant,
}

impl Meter {
    /// When the next request may pass, from now on.
    fn free_at(&self, now: Instant) -> Instant {
        let free = self.due.checked_sub(self.tolerance);
        free.map_or(now, |free| free.max(now))
    }

    fn pass(&mut self, now: Instant) {
        self.due = self.due.max(now) + self.interval;
    }
}

/// Those who wait for their turn, in the order in which they came.
///
/// Each has a slot of its own, an interval long, one after the other; who leaves lets all behind it move up. Nobody has to
/// act for another to pass: a slot that isn't used in its time is over. Who has missed its slot comes before all who came
/// later, but stands in nobody's way until it asks again.
#[derive(Debug)]
pub(super) struct Line {
    meter: Meter,
    /// The tickets of those who wait, in ascending order.
    waiting: VecDeque<u64>,
    /// When the slot of the first begins. If anyone waits, the meter lets a request pass by then.
    first_at: Instant,
    next_ticket: u64,
}

impl Line {
    /// One that never lets pass more than so many requests in any minute, wherever it begins.
    ///
    /// After a pause a tenth of them pass at once, and then one in each interval. What passes at once and what passes in
    /// the minute from there on make up the whole, hence the interval is a little longer than an even share of the minute.
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

    /// A ticket to ask with, until it is given back.
    pub(super) fn draw(&mut self) -> u64 {
        let ticket = self.next_ticket;
        self.next_ticket += 1;
        ticket
    }

    /// Passes, or tells when to ask again: unless someone who had missed a slot comes back, the ticket passes then.
    pub(super) fn ask(&mut self, ticket: u64, now: Instant) -> Result<(), Instant> {
        while !self.waiting.is_empty() && self.slot(1) <= now {
            self.next_slot();
        }
        match self.waiting.binary_search(&ticket) {
            Ok(0) if self.first_at <= now => self.next_slot(),
            Ok(place) => return Err(self.slot(place)),
            // Nobody came before it.
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

    /// Gives the ticket back, and tells whether somebody moves up.
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

    /// When the slot of this place begins.
    fn slot(&self, place: usize) -> Instant {
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        self.first_at + self.meter.interval * place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// A line whose slots are so many seconds long, of which nothing passes at once, and when the first of them begins.
    fn busy_line(slot: u32) -> (Line, Instant) {
        let now = Instant::now();
        let mut line = Line::new(NonZeroU32::new(60 / slot).unwrap(), now);
        line.meter.tolerance = Duration::ZERO;
        line.meter.interval = SECOND * slot;
        pass(&mut line, now).unwrap();
        (line, now + SECOND * slot)
    }

    /// One more passes, or joins the line and tells how many seconds after `now` its slot begins.
    fn pass(line: &mut Line, now: Instant) -> Result<u64, u64> {
        let ticket = line.draw();
        line.ask(ticket, now)
            .map(|()| ticket)
            .map_err(|at| (at - now).as_secs())
    }

    #[test]
    fn each_has_a_slot_of_its_own_and_who_leaves_lets_the_others_move_up() {
        let (mut line, start) = busy_line(10);
        let tickets = [(); 4].map(|()| line.draw());
        let ask = |line: &mut Line, number: usize, seconds| {
            let asked = line.ask(tickets[number], start + SECOND * seconds);
            asked.map_err(|at| (at - start).as_secs())
        };
        for number in 0..4 {
            assert_eq!(
                ask(&mut line, number, 0),
                [Ok(()), Err(10), Err(20), Err(30)][number]
            );
        }
        assert!(line.leave(tickets[1]));
        assert_eq!(ask(&mut line, 2, 1), Err(10));
        assert!(!line.leave(tickets[3]), "nobody was behind the last");
        assert!(!line.leave(tickets[0]), "it has passed");
        assert_eq!(ask(&mut line, 2, 10), Ok(()));
        assert!(line.waiting.is_empty());
    }

    #[test]
    fn who_misses_its_slot_holds_up_nobody_and_is_first_when_it_comes_back() {
        let (mut line, start) = busy_line(10);
        let at = |seconds| start + SECOND * seconds;
        let [absent, second, third] = [(); 3].map(|()| line.draw());
        for ticket in [absent, second, third] {
            let _ = line.ask(ticket, at(0) - SECOND);
        }
        // Its slot is kept for it until it is over.
        assert_eq!(line.ask(second, at(9)), Err(at(10)));
        assert_eq!(line.ask(second, at(10)), Ok(()));
        assert_eq!(pass(&mut line, at(10)), Err(20));
        assert_eq!(line.ask(absent, at(11)), Err(at(20)));
        // Those who came later stand behind it.
        assert_eq!(line.ask(third, at(20)), Err(at(30)));
        assert_eq!(line.ask(absent, at(20)), Ok(()));
        assert_eq!(line.ask(third, at(30)), Ok(()));

        // With room left it passes at once.
        let (mut line, start) = busy_line(10);
        let absent = line.draw();
        assert_eq!(line.ask(absent, start - SECOND), Err(start));
        assert_eq!(line.ask(absent, start + SECOND * 60), Ok(()));
    }

    /// Whoever asks, is dropped or is forgotten, in whatever order.
    #[test]
    fn no_minute_ever_sees_more_than_the_limit() {
        let minute = Duration::from_nanos(MINUTE_NANOS);
        for per_minute in [1, 2, 7, 60, 1_000] {
            let mut random = fastrand::Rng::with_seed(per_minute.into());
            let limit = usize::try_from(per_minute).unwrap();
            let mut now = Instant::now();
            let mut line = Line::new(NonZeroU32::new(per_minute).unwrap(), now);
            let mut passed = Vec::new();
            let mut tickets = Vec::new();
            for _ in 0..5 * limit.max(40) {
                let pause = line.meter.interval.mul_f64(random.f64() * 1.5);
                now += if random.u8(..50) == 0 {
                    minute / 2
                } else {
                    pause
                };
                tickets.extend((0..random.usize(..4)).map(|_| line.draw()));
                random.shuffle(&mut tickets);
                let asking = random.usize(..=tickets.len());
                for ticket in tickets.split_off(asking) {
                    match line.ask(ticket, now) {
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
                    line.leave(ticket);
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
