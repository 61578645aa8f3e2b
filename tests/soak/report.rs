//! The figures, and what they should be.

use std::collections::HashSet;
use std::fmt;
use std::process::ExitCode;
use std::time::Duration;

use codat_client::Stats;

use crate::connection::Done;
use crate::load::Load;
use crate::outcome::{Outcome, Tally};
use crate::weather::FAULTS_PER_1000;

/// Everything that was measured.
pub(crate) struct Figures {
    pub(crate) load: Load,
    pub(crate) elapsed: Duration,
    pub(crate) reads: Tally,
    pub(crate) writes: Tally,
    /// By its reference, whether a payment is known to be made.
    pub(crate) paid: Vec<bool>,
    /// By its reference, whether a payment certainly wasn't made, as its error says.
    pub(crate) unpaid: Vec<bool>,
    pub(crate) stats: Stats,
    /// Resident memory in kB, in samples over all calls.
    pub(crate) resident: Vec<u64>,
    /// Before and after.
    pub(crate) tasks: (usize, usize),
    pub(crate) connections: Option<(usize, usize)>,
    /// The connections that the client kept to the end.
    pub(crate) pooled: Option<usize>,
    pub(crate) log_hits: u64,
    pub(crate) log_lines: u64,
    pub(crate) log_bytes: u64,
    pub(crate) log_finds: bool,
    pub(crate) server: Done,
}

/// The lines to print, and whether all is well.
#[derive(Debug, Default)]
pub(crate) struct Report {
    lines: Vec<String>,
    failed: bool,
}

impl Report {
    /// A report of checks, each with what was found.
    pub(crate) fn of_checks(checks: impl IntoIterator<Item = (String, bool)>) -> Self {
        let mut report = Self::default();
        for (found, is_well) in checks {
            report.failed |= !is_well;
            let verdict = if is_well { "ok" } else { "FAILED" };
            report.lines.push(format!("{verdict:>6}  {found}"));
        }
        report
    }

    pub(crate) fn of(figures: &Figures) -> Self {
        let mut report = Self::default();
        report.outcomes(figures);
        report.faults(figures);
        report.title("check");
        report.calls_are_counted(figures);
        report.server_agrees(figures);
        report.writes_are_single(figures);
        report.nothing_is_left(figures);
        report.memory_is_flat(&figures.resident);
        report.log_is_clean(figures);
        report
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        if self.failed {
            ExitCode::FAILURE
        } else {
            ExitCode::SUCCESS
        }
    }

    fn outcomes(&mut self, figures: &Figures) {
        let Figures {
            load,
            elapsed,
            reads,
            writes,
            ..
        } = figures;
        self.lines.push(format!(
            "{} calls, {} at a time, in {:.1} s",
            load.calls,
            load.concurrency,
            elapsed.as_secs_f64()
        ));
        self.title("outcome                                     GET       POST");
        for outcome in Outcome::ALL {
            let name = format!("{outcome:?}");
            let (reads, writes) = (reads.of(outcome), writes.of(outcome));
            self.lines
                .push(format!("{name:36} {reads:>10} {writes:>10}"));
        }
    }

    fn faults(&mut self, figures: &Figures) {
        self.title("fault                                  requests");
        for (name, met) in &figures.server.faults {
            self.lines.push(format!("{name:36} {met:>10}"));
        }
    }

    fn title(&mut self, title: &str) {
        self.lines.extend([String::new(), title.to_owned()]);
    }

    fn check(&mut self, name: &str, figure: impl fmt::Display, holds: bool) {
        let verdict = if holds { "ok" } else { "FAILED" };
        self.failed |= !holds;
        self.lines.push(format!("{verdict:7} {name}: {figure}"));
    }

    fn calls_are_counted(&mut self, figures: &Figures) {
        let Figures {
            load,
            reads,
            writes,
            stats,
            ..
        } = figures;
        let calls = u64::from(load.calls);
        let ended = reads.total() + writes.total();
        self.check(
            "calls that ended",
            format!("{ended} of {calls}"),
            ended == calls,
        );
        let wrong = reads.of(Outcome::Wrong) + writes.of(Outcome::Wrong);
        self.check("calls that ended in no documented way", wrong, wrong == 0);

        let of = |outcome| reads.of(outcome) + writes.of(outcome);
        let succeeded = of(Outcome::Success);
        let agree = stats.calls() == calls
            && stats.succeeded() == succeeded
            && stats.failed() == calls - succeeded
            && stats.attempts() == stats.calls() + stats.retries();
        self.check("`Client::stats` agrees", format!("{stats:?}"), agree);
    }

    fn server_agrees(&mut self, figures: &Figures) {
        let Figures { stats, server, .. } = figures;
        // An attempt that runs out of time may do so before it is sent.
        let unsent = stats.attempts().checked_sub(server.requests);
        let figure = format!("{} of {} attempts", server.requests, stats.attempts());
        let few = unsent.is_some_and(|unsent| unsent <= stats.attempts() / 100);
        self.check("requests that arrived", figure, few);

        let met: u64 = server.faults.iter().map(|(_, met)| met).sum();
        let (requests, share) = (server.requests as f64, FAULTS_PER_1000 as f64 / 1000.0);
        // Four standard deviations of what chance gives.
        let margin = 4.0 * (requests * share * (1.0 - share)).sqrt();
        let as_meant = (met as f64 - requests * share).abs() <= margin;
        let figure = format!("{met}, {:.1} %", 100.0 * met as f64 / requests);
        self.check("requests that met a fault", figure, as_meant);
        let throttled = server
            .faults
            .iter()
            .filter(|(name, _)| name.starts_with("429"));
        let throttled: u64 = throttled.map(|(_, met)| met).sum();
        let figure = format!("{} seen of {throttled} sent", stats.throttled());
        let agree = (throttled * 99 / 100..=throttled).contains(&stats.throttled());
        self.check("answers with 429", figure, agree);
    }

    fn writes_are_single(&mut self, figures: &Figures) {
        let Figures {
            writes,
            paid,
            unpaid,
            server,
            ..
        } = figures;
        let twice = server.payments_twice + server.keys_twice + server.without_key;
        self.check("writes executed twice, or without a key", twice, twice == 0);
        let (executed, payments) = (server.executed, server.payments.len() as u64);
        let figure = format!("{payments} by {executed} writes");
        self.check("payments made", figure, executed == payments);
        let made: HashSet<u32> = server.payments.iter().copied().collect();
        let known = references(paid);
        let unfounded = known.difference(&made).count();
        self.check(
            "payments known to be made that weren't",
            unfounded,
            unfounded == 0,
        );
        let failed = writes.total() - writes.of(Outcome::Success);
        let unknown = made.difference(&known).count() as u64;
        let figure = format!("{unknown}, of {failed} calls that failed");
        self.check(
            "payments made without being known to be",
            figure,
            unknown <= failed,
        );
        let unpaid = references(unpaid);
        let denied = made.intersection(&unpaid).count();
        self.check(
            "payments made of which the error says that they certainly weren't",
            format!("{denied}, of {} such errors", unpaid.len()),
            denied == 0 && !unpaid.is_empty(),
        );
    }

    fn nothing_is_left(&mut self, figures: &Figures) {
        let (before, after) = figures.tasks;
        self.check(
            "tasks before and after",
            format!("{before}, {after}"),
            after <= before,
        );
        match figures.connections {
            Some((before, after)) => {
                let pooled = figures.pooled.unwrap_or_default();
                let figure = format!("{before}, {after} ({pooled} pooled at the end)");
                self.check("connections before and after", figure, after <= before);
            }
            None => self.skipped("connections before and after"),
        }
    }

    /// The medians of the third and the last quarter of all calls: the last may be larger by 2 % and 512 kB.
    fn memory_is_flat(&mut self, resident: &[u64]) {
        let quarter = resident.len() / 4;
        let third = median(resident.get(2 * quarter..3 * quarter).unwrap_or_default());
        let last = median(resident.get(3 * quarter..).unwrap_or_default());
        match third.zip(last) {
            Some((third, last)) => {
                let figure = format!("{third} kB, {last} kB");
                let flat = last <= third + third / 50 + 512;
                self.check("resident in the third and last quarter", figure, flat);
            }
            None => self.skipped("resident in the third and last quarter"),
        }
    }

    fn log_is_clean(&mut self, figures: &Figures) {
        let Figures {
            log_hits,
            log_lines,
            log_bytes,
            log_finds,
            ..
        } = figures;
        let searched = format!("{log_lines} lines, {} MB", log_bytes / 1_000_000);
        self.check("log searched", searched, *log_lines > 0);
        self.check("lines with the key or a token", log_hits, *log_hits == 0);
        self.check("what is put into the log is found", log_finds, *log_finds);
    }

    fn skipped(&mut self, name: &str) {
        self.lines
            .push(format!("skipped {name}: this system doesn't tell"));
    }
}

fn median(samples: &[u64]) -> Option<u64> {
    let mut sorted = samples.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied()
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines.join("\n"))
    }
}

/// The payments for which it is so.
fn references(is_so: &[bool]) -> HashSet<u32> {
    (0..)
        .zip(is_so)
        .filter_map(|(reference, is_so)| is_so.then_some(reference))
        .collect()
}
