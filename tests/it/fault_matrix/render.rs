//! The document.

use std::fmt::Write as _;

use super::calls::CallKind;
use super::cell::{ATTEMPTS, Cell, Ended, Kind, Pace};
use super::faults::{Fault, Section};

const HEAD: &str = include_str!("head.md");

/// The document; `cells` come in the order of sections, faults and kinds of calls.
pub(super) fn document<'a>(
    sections: &[Section],
    mut cells: impl Iterator<Item = &'a Cell>,
) -> String {
    let faults = || sections.iter().flat_map(|section| &section.faults);
    let cell_count: usize = faults().map(|fault| fault.calls().len()).sum();
    let mut document = HEAD
        .replace("{attempts}", &ATTEMPTS.to_string())
        .replace("{faults}", &faults().count().to_string())
        .replace("{cells}", &cell_count.to_string());
    for Section {
        title,
        explanation,
        faults,
    } in sections
    {
        write!(document, "\n## {title}\n\n{explanation}\n\n{COLUMNS}").unwrap();
        for fault in faults {
            let cells: Vec<_> = cells.by_ref().take(fault.calls().len()).collect();
            let mut name = fault.name.as_str();
            for row in rows(fault, &cells) {
                writeln!(document, "| {name} | {} | {} |", row.calls(fault), row.rest).unwrap();
                name = "";
            }
        }
    }
    assert!(cells.next().is_none(), "a cell has no row");
    document
}

const COLUMNS: &str = "\
| fault | calls | attempts | requests read | fails with | ends | if it passes | executed |
| --- | --- | --- | --- | --- | --- | --- | --- |
";

/// Calls that fare alike.
struct Row {
    calls: Vec<CallKind>,
    rest: String,
}

/// Each kind of call that meets the fault is in one of them.
fn rows(fault: &Fault, cells: &[&Cell]) -> Vec<Row> {
    assert_eq!(cells.len(), fault.calls().len());
    let mut rows: Vec<Row> = Vec::new();
    for (call, cell) in fault.calls().iter().zip(cells) {
        let rest = columns(fault, cell);
        match rows.iter_mut().find(|row| row.rest == rest) {
            Some(row) => row.calls.push(*call),
            None => rows.push(Row {
                calls: vec![*call],
                rest,
            }),
        }
    }
    rows
}

impl Row {
    fn calls(&self, fault: &Fault) -> String {
        if self.calls.len() == fault.calls().len() {
            return "all".to_owned();
        }
        let names: Vec<_> = self.calls.iter().map(|call| call.name()).collect();
        names.join(", ")
    }
}

/// What stands behind the calls.
fn columns(fault: &Fault, cell: &Cell) -> String {
    let Cell {
        lasting, passing, ..
    } = cell;
    [
        lasting.attempts.to_string(),
        lasting.requests.to_string(),
        error(lasting),
        ends(fault.pace, lasting.attempts),
        then(passing, lasting),
        passing.executed.to_string(),
    ]
    .join(" | ")
}

/// The longest text of an error's that stands in the document.
const LONGEST: usize = 160;

fn error(ended: &Ended) -> String {
    let mut message = ended.message.clone();
    if let Some((end, _)) = message.char_indices().nth(LONGEST) {
        message.truncate(end);
        message.push('…');
    }
    match ended.kind {
        Kind::Success => "success".to_owned(),
        // A pipe would end the cell.
        kind => format!(
            "`{kind:?}`: {}",
            message.replace('|', "\\|").replace('<', "\\<")
        ),
    }
}

fn ends(pace: Pace, attempts: u32) -> String {
    let time = match pace {
        Pace::AtOnce => return "at once".to_owned(),
        Pace::Connect => "connect time-out",
        Pace::Attempt => "attempt time-out",
    };
    match attempts {
        1 => time.to_owned(),
        attempts => format!("{attempts} × {time}"),
    }
}

fn then(passing: &Ended, lasting: &Ended) -> String {
    match passing.kind {
        Kind::Success if lasting.kind == Kind::Success => "success".to_owned(),
        Kind::Success => format!("success at attempt {}", passing.attempts),
        kind => format!("`{kind:?}` all the same"),
    }
}
