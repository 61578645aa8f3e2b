//! The example `webhook_receiver`: the real program, killed in the middle of its work, and flooded.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

#[path = "../example.rs"]
mod example;
mod receiver;

use std::collections::{BTreeMap, BTreeSet};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use codat_client::Method;
use codat_client::sandbox::{Fault, Reply, Sandbox};
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use self::receiver::Receiver;

const PATIENCE: Duration = Duration::from_secs(60);

/// A sandbox where fetching takes a while.
async fn sandbox() -> Sandbox {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.mount(Method::GET, "/companies/{company_id}/data/invoices", |_| {
        Reply::json(200, json!({ "results": [{}] }))
    });
    sandbox.set_fault(|_| Fault::none().delay(Duration::from_millis(20)));
    sandbox
}

/// A read, which the receiver fetches with this number in the query.
fn read(sandbox: &Sandbox, number: usize) -> Value {
    json!({
        "referenceCompany": { "id": sandbox.company_id() },
        "modifiedFromDate": format!("number-{number}-"),
        "dataTypes": [{ "dataType": "invoices", "recordsModified": true }],
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_killed_in_the_middle_does_everything_and_each_effect_once() {
    const MESSAGES: usize = 60;
    const BY_THE_SANDBOX: usize = 20;
    const ALL: usize = MESSAGES + BY_THE_SANDBOX;

    let sandbox = sandbox().await;
    let mut receiver = Receiver::start(&sandbox).await;
    receiver.subscribe(&sandbox).await;
    let mut acknowledged = BTreeSet::new();
    let mut from_sandbox = 0;
    // Killed twice, and then left alone.
    for done_before in [15, 40, MESSAGES] {
        // As Codat does, which delivers again what wasn't acknowledged: here everything, and three times.
        let deliverer = receiver.deliverer();
        let deliveries = async {
            for number in (0..MESSAGES).chain(0..MESSAGES).chain(0..MESSAGES) {
                let id = format!("msg_{number}");
                let body =
                    json!({ "eventType": "read.completed", "payload": read(&sandbox, number) });
                if deliverer.deliver(&id, &body.to_string()).await {
                    acknowledged.insert(id);
                }
            }
        };
        if done_before < MESSAGES {
            {
                let mut done = pin!(receiver.wait_for(done_before));
                tokio::select! {
                    () = &mut done => {}
                    () = deliveries => done.await,
                }
            }
            // The sandbox delivers these until they are acknowledged: by this process or the next.
            for _ in 0..BY_THE_SANDBOX / 2 {
                let number = MESSAGES + from_sandbox;
                from_sandbox += 1;
                sandbox.deliver("read.completed", None, read(&sandbox, number));
            }
            receiver.kill().await;
            receiver.tear_the_last_line();
            receiver.restart(&sandbox).await;
        } else {
            timeout(PATIENCE, deliveries).await.unwrap();
            receiver.wait_for_outcomes(ALL).await;
        }
    }
    assert_eq!(acknowledged.len(), MESSAGES);
    assert_eq!(receiver.stop().await, "stopped, with 0 messages left to do");

    // Each has one outcome, whoever delivered it, and was fetched.
    let outcomes = receiver.outcomes();
    assert_eq!(outcomes.len(), ALL);
    for (id, outcomes) in outcomes {
        assert_eq!(outcomes, ["fetched 1 records"], "{id}");
    }
    let requests = sandbox.requests();
    for number in 0..ALL {
        let number = format!("number-{number}-");
        let is_fetched = |query: Option<&str>| query.is_some_and(|query| query.contains(&number));
        let is_fetched = requests.iter().any(|request| is_fetched(request.query()));
        assert!(is_fetched, "{number}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_leaves_memory_flat_and_loses_nothing() {
    const MESSAGES: usize = 5000;
    const AT_ONCE: usize = 64;

    let sandbox = sandbox().await;
    let mut receiver = Receiver::start(&sandbox).await;
    let body =
        json!({ "eventType": "company.created", "payload": { "name": "a".repeat(8 * 1024) } });
    let body: Arc<str> = body.to_string().into();
    let mut memory = Vec::new();
    for (from, to) in [(0, 1000), (1000, MESSAGES)] {
        let numbers = Arc::new(std::sync::Mutex::new(from..to));
        let deliverers = (0..AT_ONCE).map(|_| {
            let (numbers, body) = (Arc::clone(&numbers), Arc::clone(&body));
            let deliverer = receiver.deliverer();
            tokio::spawn(async move {
                loop {
                    let Some(number) = numbers.lock().unwrap().next() else {
                        return;
                    };
                    // Where it isn't acknowledged, it is delivered again.
                    while !deliverer.deliver(&format!("msg_{number}"), &body).await {
                        sleep(Duration::from_millis(50)).await;
                    }
                }
            })
        });
        let deliverers: Vec<_> = deliverers.collect();
        for deliverer in deliverers {
            timeout(2 * PATIENCE, deliverer).await.unwrap().unwrap();
        }
        receiver.wait_for(to).await;
        memory.push(receiver.peak_memory());
    }
    assert_eq!(receiver.stop().await, "stopped, with 0 messages left to do");
    // The messages alone are 40 MB.
    let growth = memory[1].saturating_sub(memory[0]);
    assert!(growth < 8 * 1024 * 1024, "{memory:?}");
    let outcomes: BTreeMap<_, _> = receiver.outcomes();
    assert_eq!(outcomes.len(), MESSAGES);
    assert!(outcomes.values().all(|outcomes| outcomes.len() == 1));
}

/// What needs no fetching.
const NOTHING_TO_DO: &str = r#"{ "eventType": "company.merged" }"#;

#[tokio::test(flavor = "multi_thread")]
async fn it_receives_though_nobody_reads_what_it_prints() {
    let sandbox = sandbox().await;
    let mut receiver = Receiver::start(&sandbox).await;
    receiver.close_output().await;
    let deliverer = receiver.deliverer();
    for id in ["msg_1", "msg_2", "msg_1"] {
        assert!(deliverer.deliver(id, NOTHING_TO_DO).await, "{id}");
    }
    receiver.wait_for_outcomes(2).await;
    receiver.terminate().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journal_belongs_to_one_process() {
    let sandbox = sandbox().await;
    let mut receiver = Receiver::start(&sandbox).await;
    let complaint = receiver::complaint(&sandbox, receiver.journal(), &[]).await;
    assert!(
        complaint.contains("journal: another process"),
        "{complaint}"
    );
    // It doesn't matter how that process ends.
    receiver.kill().await;
    receiver.restart(&sandbox).await;
    assert!(receiver.deliverer().deliver("msg", NOTHING_TO_DO).await);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn the_journal_keeps_its_place_and_its_mode() {
    use std::fs::{self, File, Permissions};
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let folder = receiver::folder();
    let file = folder.join("elsewhere");
    File::create(&file).unwrap();
    fs::set_permissions(&file, Permissions::from_mode(0o640)).unwrap();
    symlink(&file, folder.join("journal")).unwrap();

    let sandbox = sandbox().await;
    let mut receiver = Receiver::start_in(&sandbox, &folder).await;
    assert!(receiver.deliverer().deliver("msg", NOTHING_TO_DO).await);
    receiver.terminate().await;
    let file = file.symlink_metadata().unwrap();
    assert!(file.is_file() && file.len() > 0);
    assert_eq!(file.permissions().mode() & 0o777, 0o640);
    assert!(folder.join("journal").is_symlink());
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn it_says_what_is_wrong_with_its_settings() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    let sandbox = sandbox().await;
    let folder = receiver::folder();
    for (name, value, complaint) in [
        ("ADDR", &b"here"[..], "ADDR can't be \"here\""),
        ("ADDR", b"127.0.0.1:70000", "ADDR can't be"),
        ("JOURNAL", b"/nowhere/journal", "/nowhere/journal: No such"),
        ("JOURNAL", b"\xff", "JOURNAL isn't Unicode"),
        // A pipe here. With a device such as `/dev/null`, a failure would do harm.
        ("JOURNAL", b"/dev/stdout", "it isn't a file"),
        ("CODAT_API_KEY", b"\xff", "CODAT_API_KEY isn't Unicode"),
        ("CODAT_WEBHOOK_SECRET", b"", "set CODAT_WEBHOOK_SECRET"),
        ("CODAT_WEBHOOK_SECRET", b"whsec_", "CODAT_WEBHOOK_SECRET: "),
        ("CODAT_BASE_URL", b"here", "the base URL has no scheme"),
    ] {
        let settings = [(name, OsStr::from_bytes(value))];
        let said = receiver::complaint(&sandbox, &folder.join("journal"), &settings).await;
        assert!(
            said.contains(complaint) && said.lines().count() == 1,
            "{complaint}: {said}"
        );
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_pauses_for_as_long_as_it_asks() {
    let sandbox = sandbox().await;
    let mut receiver = Receiver::start(&sandbox).await;
    // Longer than a call may take.
    sandbox.set_fault(|_| Fault::status(429).retry_after("61"));
    let body = json!({ "eventType": "read.completed", "payload": read(&sandbox, 1) });
    let deliverer = receiver.deliverer();
    assert!(deliverer.deliver("msg", &body.to_string()).await);
    receiver.wait_for_line("nothing is fetched for 61 s").await;
    assert_eq!(receiver.stop().await, "stopped, with 1 messages left to do");
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn half_a_request_keeps_nobody_out() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpStream;

    let sandbox = sandbox().await;
    let mut receiver = Receiver::start(&sandbox).await;
    let mut halves = Vec::new();
    for number in 0..400 {
        let mut half = TcpStream::connect(receiver.addr()).await.unwrap();
        let head = ["", "POST /codat HTTP/1.1\r\nHost: x\r\n"][number % 2];
        half.write_all(head.as_bytes()).await.unwrap();
        halves.push(half);
    }
    // It comes after all these, and is still acknowledged in time.
    assert!(receiver.deliverer().deliver("msg", NOTHING_TO_DO).await);
    assert!(receiver.open_files() < 300, "{}", receiver.open_files());
    for half in &mut halves {
        let closed = timeout(PATIENCE / 4, half.read_to_end(&mut Vec::new())).await;
        assert!(closed.is_ok(), "half a request is waited for");
    }
    receiver.terminate().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demonstration_tells_its_story_and_stops() {
    let story = receiver::demonstration().await;
    for line in [
        ": nothing is fetched until the quota is reset",
        ": waits",
        ": fetching goes on",
        " has to connect again",
        ": nothing to do about \"company.merged\"",
        "stopped, with 0 messages left to do",
    ] {
        assert!(
            story.lines().any(|told| told.ends_with(line)),
            "{line}:\n{story}"
        );
    }
    assert_eq!(story.matches("delivered again").count(), 2, "{story}");
    // Two reads that were asked for, and the first after the connection.
    assert_eq!(story.matches(": fetched").count(), 3, "{story}");
}
