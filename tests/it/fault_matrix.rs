//! Every fault that the network and a server can have, met by every kind of call, on real sockets. What happened is written
//! down in `docs/fault-matrix.md`; `UPDATE_EXPECT=1` writes it anew.

pub(crate) mod calls;
pub(crate) mod cell;
mod faults;
mod measure;
mod place;
mod render;

use std::sync::Arc;
use std::time::Duration;

use expect_test::expect_file;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use self::place::Places;
use crate::support::another_process::{self, AnotherProcess};

/// How many cells are under way at once: enough that those which wait for a time-out wait together, and not so many that
/// the machine is what they wait for.
const AT_ONCE: usize = 64;

#[tokio::test]
#[cfg_attr(
    not(target_os = "linux"),
    ignore = "it needs certificates in a file, and a listener that lets connections wait"
)]
async fn every_fault_is_met_as_documented() {
    let process = AnotherProcess::of("fault_matrix::in_another_process");
    let (passed, printed) = process.run(Duration::from_secs(600)).await;
    assert!(passed, "{printed}");
}

/// Where the platform trusts the servers here, so that the client's own TLS is met by them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it is run by the other test, in a process of its own"]
async fn in_another_process() {
    if !another_process::is_here() {
        return;
    }
    let places = Arc::new(Places::new().await);
    let turns = Arc::new(Semaphore::new(AT_ONCE));
    let sections = Arc::new(faults::sections(&places.elsewhere()));

    let mut cells = JoinSet::new();
    for (section, faults) in sections.iter().enumerate() {
        for (row, fault) in faults.faults.iter().enumerate() {
            for &call in fault.calls() {
                let (places, turns) = (Arc::clone(&places), Arc::clone(&turns));
                let sections = Arc::clone(&sections);
                cells.spawn(async move {
                    let _turn = turns.acquire().await.unwrap();
                    let fault = &sections[section].faults[row];
                    (
                        (section, row, call),
                        measure::cell(fault, call, &places).await,
                    )
                });
            }
        }
    }
    let mut measured = cells.join_all().await;
    measured.sort_by_key(|(place, _)| *place);

    let mut wrong = Vec::new();
    for ((section, row, call), cell) in &measured {
        let fault = &sections[*section].faults[*row];
        for problem in cell.problems(fault, *call) {
            wrong.push(format!("{}, {call:?}: {problem} in {cell:#?}", fault.name));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert_eq!(
        places.requests_elsewhere(),
        0,
        "the key stays where it belongs"
    );

    let cells = measured.iter().map(|(_, cell)| cell);
    expect_file!["../../docs/fault-matrix.md"].assert_eq(&render::document(&sections, cells));
}
