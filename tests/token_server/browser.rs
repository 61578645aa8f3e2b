//! Headless Chromium, driven by its own driver, in a profile of its own and cut off from the network.

use std::env;
use std::fs;
use std::future::Future;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use uuid::Uuid;

use crate::component::{Component, HOST};
use crate::server::executable;

/// Set where a missing browser is a failure.
const REQUIRED: &str = "CODAT_TESTS_REQUIRE_BROWSER";

/// A case ends within this time, or fails.
const LONGEST: Duration = Duration::from_secs(120);

/// How the browser is set up.
#[derive(Clone, Copy, Default)]
pub(crate) struct Setup {
    /// Whether Codat's component can be loaded: from its stand-in.
    pub(crate) is_online: bool,
    pub(crate) is_phone: bool,
    pub(crate) is_dark: bool,
}

pub(crate) const ONLINE: Setup = Setup {
    is_online: true,
    is_phone: false,
    is_dark: false,
};
pub(crate) const OFFLINE: Setup = Setup {
    is_online: false,
    ..ONLINE
};

/// Runs a case in a fresh browser, and keeps what was to be seen at its end in `target/screenshots/`.
///
/// Without a browser on this machine the case is skipped, unless [`REQUIRED`] is set.
pub(crate) async fn drive<F>(name: &str, setup: Setup, case: impl FnOnce(Page) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    /// Each takes a few hundred megabytes, and most of them wait for a token to expire.
    static AT_ONCE: Semaphore = Semaphore::const_new(4);

    let Some(programs) = Programs::find() else {
        assert!(
            env::var_os(REQUIRED).is_none(),
            "chromium and chromedriver aren't installed, and {REQUIRED} is set"
        );
        // Not by `eprintln!`, which the test harness keeps to itself.
        let line = format!("SKIPPED a test: chromium and chromedriver aren't installed ({name})\n");
        io::stderr().write_all(line.as_bytes()).unwrap();
        return;
    };
    let _turn = AT_ONCE.acquire().await.unwrap();
    executable().await;
    let component = if setup.is_online {
        Some(Component::start().await)
    } else {
        None
    };
    let browser = Browser::start(&programs, setup, component.as_ref()).await;
    let page = browser.page();
    for old in [format!("{name}.png"), format!("{name}.failed.png")] {
        let _ = fs::remove_file(screenshots().join(old));
    }

    let ended = timeout(LONGEST, tokio::spawn(case(page.clone()))).await;
    let (suffix, panicked) = match ended {
        Ok(Ok(())) => ("", None),
        Ok(Err(error)) => (".failed", Some(error.into_panic())),
        Err(_) => (".failed", Some(Box::new("the case takes too long") as _)),
    };
    page.screenshot(&format!("{name}{suffix}")).await;
    browser.close().await;
    if let Some(panicked) = panicked {
        std::panic::resume_unwind(panicked);
    }
}

struct Programs {
    browser: PathBuf,
    driver: PathBuf,
}

impl Programs {
    fn find() -> Option<Self> {
        let find = |name: &str| {
            let path = env::var_os("PATH")?;
            env::split_paths(&path)
                .map(|folder| folder.join(name))
                .find(|file| file.is_file())
        };
        Some(Self {
            browser: find("chromium").or_else(|| find("google-chrome"))?,
            driver: find("chromedriver")?,
        })
    }
}

/// A running browser; dropping it kills it.
struct Browser {
    client: Client,
    // In this order: nothing writes to the profile any more when it is removed.
    _driver: Driver,
    _profile: Profile,
}

impl Browser {
    /// A browser that doesn't come up, as happens on a machine under load, is started anew.
    async fn start(programs: &Programs, setup: Setup, component: Option<&Component>) -> Self {
        for _ in 0..2 {
            match Self::try_to_start(programs, setup, component).await {
                Ok(browser) => return browser,
                Err(problem) => eprintln!("starting the browser again: {problem}"),
            }
        }
        let last = Self::try_to_start(programs, setup, component).await;
        last.unwrap_or_else(|problem| panic!("no browser: {problem}"))
    }

    async fn try_to_start(
        programs: &Programs,
        setup: Setup,
        component: Option<&Component>,
    ) -> Result<Self, String> {
        let mut driver = Driver::spawn(&programs.driver);
        let port = timeout(Duration::from_secs(20), driver.port())
            .await
            .map_err(|_| "chromedriver doesn't start")?;
        let profile = Profile::new();
        let capabilities = capabilities(programs, setup, component, &profile.0);
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities.as_object().unwrap().clone());
        let url = format!("http://127.0.0.1:{port}");
        let client = timeout(Duration::from_secs(60), builder.connect(&url))
            .await
            .map_err(|_| "chromium doesn't start")?
            .map_err(|error| error.to_string())?;
        Ok(Self {
            client,
            _driver: driver,
            _profile: profile,
        })
    }

    fn page(&self) -> Page {
        Page {
            client: self.client.clone(),
        }
    }

    async fn close(self) {
        let _ = timeout(Duration::from_secs(20), self.client.clone().close()).await;
    }
}

/// The driver, and the browser that it starts.
struct Driver(Child);

impl Driver {
    fn spawn(program: &Path) -> Self {
        let mut command = Command::new(program);
        command
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        // A group of its own, of which the browser is.
        #[cfg(unix)]
        command.process_group(0);
        Self(command.spawn().unwrap())
    }

    /// The driver chooses a free port, and says which.
    async fn port(&mut self) -> u16 {
        let mut lines = BufReader::new(self.0.stdout.take().unwrap()).lines();
        while let Some(line) = lines.next_line().await.unwrap() {
            if let Some((_, port)) = line.split_once("started successfully on port ") {
                return port.trim_end_matches('.').parse().unwrap();
            }
        }
        panic!("chromedriver ended");
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // The driver's end isn't the browser's.
        if let Some(id) = self.0.id().filter(|_| cfg!(unix)) {
            let group = format!("-{id}");
            let mut kill = std::process::Command::new("kill");
            let _ = kill.args(["-KILL", "--", &group]).status();
        }
    }
}

/// A folder for what the browser keeps.
struct Profile(PathBuf);

impl Profile {
    fn new() -> Self {
        let name = format!("chromium-{}", Uuid::new_v4());
        Self(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name))
    }
}

impl Drop for Profile {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn capabilities(
    programs: &Programs,
    setup: Setup,
    component: Option<&Component>,
    profile: &Path,
) -> Value {
    let mut hosts = String::new();
    if let Some(component) = component {
        hosts = format!("MAP {HOST}:443 {},", component.address());
    }
    let mut args = vec![
        "--headless".to_owned(),
        // Whoever runs this as root, as in a container, can't have the sandbox.
        "--no-sandbox".to_owned(),
        "--disable-dev-shm-usage".to_owned(),
        "--disable-gpu".to_owned(),
        "--disable-quic".to_owned(),
        "--no-first-run".to_owned(),
        "--no-proxy-server".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-sync".to_owned(),
        "--lang=en-GB".to_owned(),
        "--window-size=1280,1000".to_owned(),
        format!("--host-resolver-rules={hosts}MAP * ~NOTFOUND,EXCLUDE 127.0.0.1"),
        format!("--user-data-dir={}", profile.display()),
    ];
    if setup.is_dark {
        args.push("--blink-settings=preferredColorScheme=0".to_owned());
    }
    let mut options = json!({ "binary": programs.browser, "args": args });
    if setup.is_phone {
        let metrics = json!({ "width": 360, "height": 740, "pixelRatio": 2.0, "touch": true });
        options["mobileEmulation"] = json!({ "deviceMetrics": metrics });
    }
    json!({
        // The stand-in's certificate is its own.
        "acceptInsecureCerts": true,
        "goog:chromeOptions": options,
    })
}

/// What a case looks at.
#[derive(Clone)]
pub(crate) struct Page {
    client: Client,
}

impl Page {
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    pub(crate) async fn goto(&self, url: &str) {
        self.client.goto(url).await.unwrap();
    }

    pub(crate) async fn sign_in(&self, origin: &str, name: &str) {
        self.goto(&format!("{origin}/sign-in")).await;
        let form = self.client.form(Locator::Css("form")).await.unwrap();
        form.set_by_name("name", name).await.unwrap();
        form.set_by_name("password", "demo").await.unwrap();
        self.click("form button").await;
    }

    pub(crate) async fn click(&self, css: &str) {
        self.client
            .find(Locator::Css(css))
            .await
            .unwrap()
            .click()
            .await
            .unwrap();
    }

    /// The visible text of the first such element, once there is one; for twenty seconds.
    pub(crate) async fn text(&self, css: &str) -> String {
        let wait = self.client.wait().at_most(Duration::from_secs(20));
        let element = wait.for_element(Locator::Css(css)).await;
        let element = element.unwrap_or_else(|error| panic!("{css}: {error}"));
        element.text().await.unwrap()
    }

    /// Waits until that text has this in it.
    pub(crate) async fn wait_for_text(&self, css: &str, part: &str) {
        let mut last = None;
        for _ in 0..200 {
            last = match self.client.find(Locator::Css(css)).await {
                // The page may replace it at any moment.
                Ok(element) => element.text().await.ok(),
                Err(_) => None,
            };
            if last.as_ref().is_some_and(|text| text.contains(part)) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{css} doesn't come to say {part:?}, but {last:?}");
    }

    /// What the body of a function returns.
    pub(crate) async fn eval(&self, body: &str) -> Value {
        self.client.execute(body, Vec::new()).await.unwrap()
    }

    /// What the body of an asynchronous function returns.
    pub(crate) async fn eval_async(&self, body: &str) -> Value {
        let body = format!(
            "const done = arguments[0]; (async () => {{ {body} }})().then(done, (error) => done(String(error)));"
        );
        self.client.execute_async(&body, Vec::new()).await.unwrap()
    }

    pub(crate) async fn screenshot(&self, name: &str) {
        let folder = screenshots();
        fs::create_dir_all(&folder).unwrap();
        match timeout(Duration::from_secs(20), self.client.screenshot()).await {
            Ok(Ok(image)) => fs::write(folder.join(format!("{name}.png")), image).unwrap(),
            other => eprintln!("no screenshot of {name}: {other:?}"),
        }
    }
}

/// In cargo's target folder, which git doesn't see.
fn screenshots() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots")
}
