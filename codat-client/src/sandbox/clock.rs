//! The sandbox's time, which a test can stop and set forward.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::Instant;

use crate::DateTime;

/// A clock that runs with tokio's, unless it is stopped.
#[derive(Debug)]
pub(super) struct Clock {
    started_at: SystemTime,
    elapsed: Duration,
    /// Since when it runs. `None`: it is stopped.
    running_since: Option<Instant>,
}

impl Clock {
    pub(super) fn start() -> Self {
        Self {
            started_at: SystemTime::now(),
            elapsed: Duration::ZERO,
            running_since: Some(Instant::now()),
        }
    }

    /// The time since the sandbox was started.
    pub(super) fn elapsed(&self) -> Duration {
        let running = self.running_since.map(|since| since.elapsed());
        self.elapsed.saturating_add(running.unwrap_or_default())
    }

    pub(super) fn is_running(&self) -> bool {
        self.running_since.is_some()
    }

    pub(super) fn stop(&mut self) {
        self.elapsed = self.elapsed();
        self.running_since = None;
    }

    pub(super) fn advance(&mut self, by: Duration) {
        self.elapsed = self.elapsed.saturating_add(by);
    }

    /// The date at this time since the start.
    pub(super) fn date_at(&self, elapsed: Duration) -> DateTime {
        let date = self.started_at.checked_add(elapsed);
        let since_epoch = date.and_then(|date| date.duration_since(UNIX_EPOCH).ok());
        format_date(since_epoch.unwrap_or_default()).into()
    }
}

/// `2022-10-27T10:22:43.6464237Z`, as Codat writes dates.
fn format_date(since_epoch: Duration) -> String {
    let seconds = since_epoch.as_secs();
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = civil(days);
    let (hour, minute) = (second / 3600, second / 60 % 60);
    let ticks = since_epoch.subsec_nanos() / 100;
    let second = second % 60;
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{ticks:07}Z")
}

/// The date of a day since 1970-01-01. A year is counted from March, so that the leap day is its last.
fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    (era * 400 + year + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::{Clock, Duration, format_date};

    #[test]
    fn dates_are_written_as_codat_does() {
        for (seconds, nanos, expected) in [
            (0, 0, "1970-01-01T00:00:00.0000000Z"),
            (951_782_400, 0, "2000-02-29T00:00:00.0000000Z"),
            (1_666_866_163, 646_423_799, "2022-10-27T10:22:43.6464237Z"),
            (4_107_542_399, 0, "2100-02-28T23:59:59.0000000Z"),
            (4_107_542_400, 0, "2100-03-01T00:00:00.0000000Z"),
        ] {
            assert_eq!(format_date(Duration::new(seconds, nanos)), expected);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn it_runs_with_tokios_time_until_it_is_stopped() {
        let mut clock = Clock::start();
        tokio::time::advance(Duration::from_secs(2)).await;
        assert_eq!(clock.elapsed(), Duration::from_secs(2));
        clock.stop();
        tokio::time::advance(Duration::from_secs(2)).await;
        clock.advance(Duration::from_secs(1));
        assert_eq!(clock.elapsed(), Duration::from_secs(3));
    }
}
