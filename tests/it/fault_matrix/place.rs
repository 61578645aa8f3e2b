//! Where a fault strikes, and the client that meets it there.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use codat_client::{Client, ClientBuilder, Credentials};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::cell::{PATIENT, Pace};
use crate::support::raw_server::{Answer, Identity, RawServer};
use crate::support::unanswered::Unanswered;

/// A server that is well is here …
const WELL: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 1);
/// … and here is none.
const NOBODY: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
/// Here connections wait to be taken.
const BUSY: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 3);

#[derive(Debug, Clone)]
pub(super) enum Place {
    /// The way to the server.
    Way(Resolution),
    /// A server that speaks TLS.
    Tls(Answer),
    /// A server that doesn't.
    Plain(Answer),
}

/// What becomes of the server's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Resolution {
    Fails,
    Stalls,
    /// Nobody listens at its address.
    Refused,
    /// At its address connections are never made.
    Unanswered,
    Well,
}

/// What the cells share.
#[derive(Debug)]
pub(super) struct Places {
    identity: Arc<Identity>,
    elsewhere: RawServer,
}

impl Places {
    pub(super) async fn new() -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self {
            identity: Identity::new(),
            elsewhere: RawServer::start(vec![well()]).await,
        }
    }

    /// The URL of a server that nothing may reach.
    pub(super) fn elsewhere(&self) -> String {
        self.elsewhere.url().to_owned()
    }

    pub(super) fn requests_elsewhere(&self) -> usize {
        self.elsewhere.connection_count()
    }
}

pub(super) fn well() -> Answer {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json";
    Answer::whole(head, r#"{"id": 1}"#)
}

/// A server with its fault, and all that keeps it up.
pub(super) struct Stage {
    pub(super) server: RawServer,
    builder: ClientBuilder,
    _unanswered: Option<Unanswered>,
}

impl Stage {
    /// The fault on the first occasion only, or on each.
    pub(super) async fn set(place: &Place, pace: Pace, lasts: bool, places: &Places) -> Self {
        let script = |answer: &Answer| match lasts {
            true => vec![answer.clone()],
            false => vec![answer.clone(), well()],
        };
        let key = Credentials::api_key("key-of-the-matrix");
        let builder = Client::builder().credentials(key);
        let http = || {
            reqwest::Client::builder()
                .no_proxy()
                .redirect(reqwest::redirect::Policy::none())
                .retry(reqwest::retry::never())
                .connect_timeout(if pace == Pace::Connect {
                    pace.limit()
                } else {
                    PATIENT
                })
        };
        match place {
            Place::Plain(answer) => {
                let server = RawServer::start(script(answer)).await;
                let builder = builder.base_url(server.url()).connect_timeout(PATIENT);
                Self {
                    server,
                    builder,
                    _unanswered: None,
                }
            }
            Place::Tls(answer) => {
                let identity = &places.identity;
                let server = RawServer::start_tls(script(answer), identity).await;
                let root = reqwest::Certificate::from_der(identity.root()).unwrap();
                let http = http()
                    .tls_certs_only([root])
                    .dns_resolver(Arc::new(Script::of([Resolution::Well])));
                let builder = builder
                    .base_url(format!("https://api.localhost:{}", server.port()))
                    .http_client(http.build().unwrap());
                Self {
                    server,
                    builder,
                    _unanswered: None,
                }
            }
            Place::Way(resolution) => {
                let server = RawServer::start(vec![well()]).await;
                let unanswered = match resolution {
                    Resolution::Unanswered => {
                        Some(Unanswered::at((BUSY, server.port()).into()).await)
                    }
                    _ => None,
                };
                let script = match lasts {
                    true => Script::of([*resolution]),
                    false => Script::of([*resolution, Resolution::Well]),
                };
                let http = http().dns_resolver(Arc::new(script)).build().unwrap();
                let builder = builder
                    .base_url(format!("http://api.localhost:{}", server.port()))
                    .http_client(http)
                    .https_only(false);
                Self {
                    server,
                    builder,
                    _unanswered: unanswered,
                }
            }
        }
    }

    pub(super) fn client(&mut self, set: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Client {
        let builder = std::mem::replace(&mut self.builder, Client::builder());
        set(builder).build().unwrap()
    }
}

/// A resolver that does one thing after the other, and the last one for ever.
struct Script {
    resolutions: Vec<Resolution>,
    asked: AtomicUsize,
}

impl Script {
    fn of(resolutions: impl Into<Vec<Resolution>>) -> Self {
        Self {
            resolutions: resolutions.into(),
            asked: AtomicUsize::new(0),
        }
    }
}

impl Resolve for Script {
    fn resolve(&self, _: Name) -> Resolving {
        let asked = self.asked.fetch_add(1, Ordering::Relaxed);
        let last = self.resolutions.len() - 1;
        let resolution = self.resolutions[asked.min(last)];
        Box::pin(async move {
            let address = match resolution {
                Resolution::Fails => return Err("no such name".into()),
                Resolution::Stalls => std::future::pending().await,
                Resolution::Refused => NOBODY,
                Resolution::Unanswered => BUSY,
                Resolution::Well => WELL,
            };
            let address = SocketAddr::new(IpAddr::V4(address), 0);
            Ok(Box::new(std::iter::once(address)) as Addrs)
        })
    }
}
