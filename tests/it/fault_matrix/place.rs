//! Where a fault strikes, and the client that meets it there.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use codat_client::{Client, ClientBuilder, Credentials};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::oneshot;

use super::cell::{PATIENT, Pace};
use crate::support::another_process;
use crate::support::raw_server::{Answer, Identity, RawServer, refusing};
use crate::support::unanswered::Unanswered;

#[derive(Debug, Clone)]
pub(super) enum Place {
    /// The server's name.
    Name(Resolution),
    /// The server's address.
    Address(Listening),
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
    Well,
}

/// Who listens at the server's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Listening {
    Nobody,
    /// Somebody who takes no connections.
    Busy,
}

const KEY: &str = "key-of-the-matrix";

/// What the cells share.
#[derive(Debug)]
pub(super) struct Places {
    identity: Arc<Identity>,
    elsewhere: RawServer,
}

impl Places {
    /// In a process of their own, whose platform trusts the servers of them.
    pub(super) async fn new() -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let identity = Identity::new();
        another_process::trust(&identity.root_as_pem());
        Self {
            identity,
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
}

impl Stage {
    /// The fault on the first occasion only, or on each.
    pub(super) async fn set(place: &Place, pace: Pace, lasts: bool, places: &Places) -> Self {
        let script = |answer: &Answer| match lasts {
            true => vec![answer.clone()],
            false => vec![answer.clone(), well()],
        };
        let connect_timeout = match pace {
            Pace::Connect => pace.limit(),
            Pace::AtOnce | Pace::Attempt => PATIENT,
        };
        let builder = Client::builder()
            .credentials(Credentials::api_key(KEY))
            .connect_timeout(connect_timeout);
        match place {
            Place::Plain(answer) => {
                let server = RawServer::start(script(answer)).await;
                let builder = builder.base_url(server.url());
                Self { server, builder }
            }
            Place::Tls(answer) => {
                let server = RawServer::start_tls(script(answer), &places.identity).await;
                let builder = builder.base_url(format!("https://127.0.0.1:{}", server.port()));
                Self { server, builder }
            }
            Place::Address(listening) => {
                let closed = Closed::with(*listening).await;
                let (server, begin) = RawServer::begin_later(closed.port(), vec![well()]);
                let builder = builder
                    .base_url(server.url())
                    .credentials(opening(closed, begin, lasts));
                Self { server, builder }
            }
            // The resolver of the client's own is the system's.
            Place::Name(resolution) => {
                let server = RawServer::start(vec![well()]).await;
                let script = match lasts {
                    true => Script::of([*resolution]),
                    false => Script::of([*resolution, Resolution::Well]),
                };
                let http = reqwest::Client::builder()
                    .no_proxy()
                    .redirect(reqwest::redirect::Policy::none())
                    .retry(reqwest::retry::never())
                    .connect_timeout(connect_timeout)
                    .dns_resolver(Arc::new(script))
                    .build();
                let builder = builder
                    .base_url(format!("http://api.localhost:{}", server.port()))
                    .http_client(http.unwrap())
                    .https_only(false);
                Self { server, builder }
            }
        }
    }

    pub(super) fn client(&mut self, set: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Client {
        let builder = std::mem::replace(&mut self.builder, Client::builder());
        set(builder).build().unwrap()
    }
}

/// An address where no connection is made, until it is opened.
enum Closed {
    Nobody(TcpSocket),
    Busy(Unanswered),
}

impl Closed {
    async fn with(listening: Listening) -> Self {
        match listening {
            Listening::Nobody => Self::Nobody(refusing().0),
            Listening::Busy => Self::Busy(Unanswered::start().await),
        }
    }

    fn port(&self) -> u16 {
        match self {
            Self::Nobody(socket) => socket.local_addr().unwrap().port(),
            Self::Busy(unanswered) => unanswered.port(),
        }
    }

    async fn open(self) -> TcpListener {
        match self {
            Self::Nobody(socket) => socket.listen(16).unwrap(),
            Self::Busy(unanswered) => unanswered.into_listener().await,
        }
    }
}

/// Credentials that open the address if the fault passes: when they are asked for the second time, for the second attempt.
fn opening(closed: Closed, begin: oneshot::Sender<TcpListener>, lasts: bool) -> Credentials {
    let asked = AtomicUsize::new(0);
    let closed = Mutex::new(Some((closed, begin)));
    Credentials::provider(move || {
        let opens = asked.fetch_add(1, Ordering::Relaxed) == 1 && !lasts;
        let opened = closed.lock().unwrap().take_if(|_| opens);
        async move {
            if let Some((closed, begin)) = opened {
                begin.send(closed.open().await).unwrap();
            }
            Ok::<_, std::io::Error>(KEY.into())
        }
    })
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
            match resolution {
                Resolution::Fails => Err("no such name".into()),
                Resolution::Stalls => std::future::pending().await,
                Resolution::Well => {
                    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
                    Ok(Box::new(std::iter::once(address)) as Addrs)
                }
            }
        })
    }
}
