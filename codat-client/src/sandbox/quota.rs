//! The daily quota that every response reports.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::Reply;

const DAY: u64 = 86_400;

/// Codat's daily allowance: 1,000 requests, and as many again for each active company.
pub(super) fn daily_limit(active_companies: usize) -> u64 {
    let companies = u64::try_from(active_companies).unwrap_or(u64::MAX);
    companies.saturating_add(1).saturating_mul(1_000)
}

/// Adds the quota's headers, unless the reply brings its own.
pub(super) fn report(reply: Reply, limit: u64, used: u64, now: SystemTime) -> Reply {
    let remaining = limit.saturating_sub(used);
    [
        ("X-Rate-Limit-Limit", limit.to_string()),
        ("X-Rate-Limit-Remaining", remaining.to_string()),
        // The format isn't documented; HTTP's own is what a header would use.
        (
            "X-Rate-Limit-Reset",
            httpdate::fmt_http_date(next_midnight(now)),
        ),
    ]
    .into_iter()
    .fold(reply, |reply, (name, value)| {
        if reply.has_header(name) {
            reply
        } else {
            reply.header(name, value)
        }
    })
}

fn next_midnight(now: SystemTime) -> SystemTime {
    let seconds = now
        .duration_since(UNIX_EPOCH)
        .map_or(0, |elapsed| elapsed.as_secs());
    UNIX_EPOCH + Duration::from_secs((seconds / DAY + 1) * DAY)
}

#[cfg(test)]
mod tests {
    use super::{Duration, Reply, UNIX_EPOCH, daily_limit, report};

    #[test]
    fn the_quota_is_reported_and_never_below_nothing() {
        // 2026-06-12T13:14:15Z
        let now = UNIX_EPOCH + Duration::from_secs(1_781_270_055);
        let (head, _) = report(Reply::new(200), daily_limit(1), 3, now).into_parts();
        assert_eq!(head.headers["x-rate-limit-limit"], "2000");
        assert_eq!(head.headers["x-rate-limit-remaining"], "1997");
        assert_eq!(
            head.headers["x-rate-limit-reset"],
            "Sat, 13 Jun 2026 00:00:00 GMT"
        );
        let (head, _) = report(Reply::new(200), 5, 6, now).into_parts();
        assert_eq!(head.headers["x-rate-limit-remaining"], "0");
    }

    #[test]
    fn a_reply_can_bring_its_own() {
        let reply = Reply::new(200).header("x-rate-limit-reset", "soon");
        let (head, _) = report(reply, 5, 1, UNIX_EPOCH).into_parts();
        assert_eq!(head.headers["x-rate-limit-reset"], "soon");
    }
}
