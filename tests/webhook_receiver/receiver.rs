//! The program, built by cargo and run as a child, and a client that delivers to it as Codat does.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, SystemTime};

use codat_client::api::Webhooks as _;
use codat_client::body::Raw;
use codat_client::models::WebhookConsumerPrototype;
use codat_client::sandbox::Sandbox;
use codat_client::webhooks::WebhookSecret;
use codat_client::{Call, Client, HasClient, codat_endpoint};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::{OnceCell, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use uuid::Uuid;

use crate::{PATIENCE, example};

trait Consumer: HasClient {
    #[codat_endpoint(
        POST,
        "/codat",
        data = "<body>",
        header("webhook-id") = "<id>",
        header("webhook-timestamp") = "<timestamp>",
        header("webhook-signature") = "<signature>",
        auth = none
    )]
    fn deliver(&self, id: &str, timestamp: &str, signature: &str, body: Raw) -> Call<()>;
}

impl Consumer for Client {}

/// What delivers to a receiver.
#[derive(Clone)]
pub(crate) struct Deliverer {
    client: Client,
    secret: WebhookSecret,
}

impl Deliverer {
    /// Whether the message is acknowledged in the time that Codat waits.
    pub(crate) async fn deliver(&self, id: &str, body: &str) -> bool {
        let headers = self
            .secret
            .sign(id, SystemTime::now(), body.as_bytes())
            .unwrap();
        let [timestamp, signature] =
            ["webhook-timestamp", "webhook-signature"].map(|name| headers[name].to_str().unwrap());
        let body = Raw::new("application/json", body.to_owned());
        let call = self.client.deliver(id, timestamp, signature, body);
        call.timeout(Duration::from_secs(15)).await.is_ok()
    }
}

/// A running receiver; dropping it kills it.
pub(crate) struct Receiver {
    /// In a folder of its own.
    journal: PathBuf,
    addr: String,
    child: Child,
    deliverer: Deliverer,
    reader: JoinHandle<()>,
    /// How many messages are done, over all starts, and all that it has printed.
    told: watch::Receiver<(usize, Vec<String>)>,
    tell: watch::Sender<(usize, Vec<String>)>,
}

impl Receiver {
    pub(crate) async fn start(sandbox: &Sandbox) -> Self {
        Self::start_in(sandbox, &folder()).await
    }

    /// With its journal in this folder.
    pub(crate) async fn start_in(sandbox: &Sandbox, folder: &Path) -> Self {
        let journal = folder.join("journal");
        let (tell, told) = watch::channel((0, Vec::new()));
        let addr = "127.0.0.1:0";
        let (child, addr, deliverer, reader) = spawn(sandbox, addr, &journal, tell.clone()).await;
        Self {
            journal,
            addr,
            child,
            deliverer,
            reader,
            told,
            tell,
        }
    }

    /// At the same address.
    pub(crate) async fn restart(&mut self, sandbox: &Sandbox) {
        let (addr, tell) = (self.addr.clone(), self.tell.clone());
        (self.child, self.addr, self.deliverer, self.reader) =
            spawn(sandbox, &addr, &self.journal, tell).await;
    }

    pub(crate) fn journal(&self) -> &Path {
        &self.journal
    }

    pub(crate) fn addr(&self) -> &str {
        &self.addr
    }

    /// Nobody reads any more what it prints.
    pub(crate) async fn close_output(&mut self) {
        self.reader.abort();
        let _ = (&mut self.reader).await;
    }

    pub(crate) fn deliverer(&self) -> Deliverer {
        self.deliverer.clone()
    }

    /// Has the sandbox deliver to it, also after a restart.
    pub(crate) async fn subscribe(&self, sandbox: &Sandbox) {
        let url = format!("http://{}/codat", self.addr);
        let consumer = WebhookConsumerPrototype::new(url, ["read.completed"]);
        let codat = sandbox.client().unwrap();
        codat.create_webhook_consumer(&consumer).await.unwrap();
    }

    /// At once, as when the power fails.
    pub(crate) async fn kill(&mut self) {
        self.child.kill().await.unwrap();
    }

    /// What a kill may leave: a line that was begun.
    pub(crate) fn tear_the_last_line(&self) {
        let mut file = fs::OpenOptions::new()
            .append(true)
            .open(&self.journal)
            .unwrap();
        file.write_all(br#"{"received":{"messageId":"msg_"#)
            .unwrap();
    }

    /// Stops it in the friendly way, and returns its last line.
    pub(crate) async fn stop(&mut self) -> String {
        self.terminate().await;
        self.wait_for_line("stopped").await
    }

    pub(crate) async fn terminate(&mut self) {
        let id = self.child.id().unwrap().to_string();
        let status = Command::new("kill").args(["-TERM", &id]).status().await;
        assert!(status.unwrap().success());
        let ended = timeout(PATIENCE, self.child.wait()).await.unwrap();
        assert!(ended.unwrap().success());
    }

    /// Until so many messages are done in its journal: after a kill, it may not have printed the last one.
    pub(crate) async fn wait_for_outcomes(&self, count: usize) {
        let wait = async {
            while self.outcomes().len() < count {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        timeout(2 * PATIENCE, wait).await.unwrap();
    }

    /// Until it has printed a line with these words.
    pub(crate) async fn wait_for_line(&self, words: &str) -> String {
        let mut told = self.told.clone();
        let find = |lines: &[String]| lines.iter().find(|line| line.contains(words)).cloned();
        let told = told.wait_for(|(_, lines)| find(lines).is_some());
        let told = timeout(PATIENCE, told).await.unwrap().unwrap();
        find(&told.1).unwrap()
    }

    /// Until it has printed that so many messages are done.
    pub(crate) async fn wait_for(&self, count: usize) {
        let mut told = self.told.clone();
        let done = told.wait_for(|(done, _)| *done >= count);
        timeout(2 * PATIENCE, done).await.unwrap().unwrap();
    }

    /// The outcomes in its journal, by message.
    pub(crate) fn outcomes(&self) -> BTreeMap<String, Vec<String>> {
        let journal = fs::read_to_string(&self.journal).unwrap();
        let mut outcomes: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for line in journal
            .split_inclusive('\n')
            .filter(|line| line.ends_with('\n'))
        {
            let line: Value = serde_json::from_str(line).unwrap();
            if let Some(id) = line["done"]["messageId"].as_str() {
                let outcome = line["done"]["outcome"].as_str().unwrap().to_owned();
                outcomes.entry(id.to_owned()).or_default().push(outcome);
            }
        }
        outcomes
    }

    /// How many files and connections it has open.
    #[cfg(target_os = "linux")]
    pub(crate) fn open_files(&self) -> usize {
        let files = format!("/proc/{}/fd", self.child.id().unwrap());
        fs::read_dir(files).unwrap().count()
    }

    /// The most memory that it has had so far, in bytes.
    pub(crate) fn peak_memory(&self) -> u64 {
        let status = format!("/proc/{}/status", self.child.id().unwrap());
        let status = fs::read_to_string(status).unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        1024 * peak
            .unwrap()
            .trim()
            .trim_end_matches(" kB")
            .parse::<u64>()
            .unwrap()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(self.journal.parent().unwrap());
    }
}

/// A new folder, which a receiver that has its journal there removes in the end.
pub(crate) fn folder() -> PathBuf {
    let name = format!("webhooks-{}", Uuid::new_v4());
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir(&folder).unwrap();
    folder
}

async fn executable() -> &'static Path {
    static EXECUTABLE: OnceCell<PathBuf> = OnceCell::const_new();
    EXECUTABLE
        .get_or_init(|| example::build("webhook_receiver"))
        .await
}

async fn command(sandbox: &Sandbox, addr: &str, journal: &Path) -> Command {
    let mut command = Command::new(executable().await);
    command
        .env("CODAT_BASE_URL", sandbox.base_url())
        .env("CODAT_API_KEY", sandbox.api_key())
        .env("CODAT_WEBHOOK_SECRET", sandbox.webhook_secret())
        .env("ADDR", addr)
        .env("JOURNAL", journal)
        .stdin(Stdio::null())
        .kill_on_drop(true);
    command
}

/// Starts it, and waits until it serves.
async fn spawn(
    sandbox: &Sandbox,
    addr: &str,
    journal: &Path,
    tell: watch::Sender<(usize, Vec<String>)>,
) -> (Child, String, Deliverer, JoinHandle<()>) {
    let mut command = command(sandbox, addr, journal).await;
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let url = timeout(PATIENCE, lines.next_line()).await.unwrap();
    let url = url.unwrap().expect("the receiver ended");
    let reader = tokio::spawn(async move {
        while let Ok(Some(line)) = lines.next_line().await {
            let is_done = line.contains(": fetched") || line.contains(": nothing to do");
            tell.send_modify(|(done, lines)| {
                *done += usize::from(is_done);
                lines.push(line);
            });
        }
    });
    let origin = url.trim_end_matches("/codat");
    let client = Client::builder()
        .base_url(origin)
        .credentials(codat_client::Credentials::api_key("none"));
    let deliverer = Deliverer {
        client: client.build().unwrap(),
        secret: sandbox.webhook_secret().parse().unwrap(),
    };
    (
        child,
        origin.trim_start_matches("http://").to_owned(),
        deliverer,
        reader,
    )
}

/// What it says when it is started with this journal and further settings, and ends by itself.
pub(crate) async fn complaint(
    sandbox: &Sandbox,
    journal: &Path,
    settings: &[(&str, &OsStr)],
) -> String {
    let mut command = command(sandbox, "127.0.0.1:0", journal).await;
    let output = command.envs(settings.iter().copied()).output();
    let output = timeout(PATIENCE, output).await.unwrap().unwrap();
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8(output.stderr).unwrap()
}

/// What it prints without any setting.
pub(crate) async fn demonstration() -> String {
    let output = Command::new(executable().await)
        .env_remove("CODAT_API_KEY")
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let output = timeout(PATIENCE, output).await.unwrap().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}
