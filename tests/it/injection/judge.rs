//! Sends attacks over the wire and compares what arrives with what was given, by parsers that are others' than the
//! client's: `httparse`, `matchit`, `url` and `multer`.

use std::collections::HashMap;

use codat_client::{Bytes, Client, ClientBuilder, Credentials, Error, RetryConfig, Url, Uuid};
use percent_encoding::percent_decode_str;
use tokio::runtime::Runtime;

use super::attack::{Aimed, Attack};
use super::expected::{Body, Expected, Refusal, same};
use super::parts;
use super::wire::{Arrived, Wire};

/// The routes that the server has: those of the endpoints, and those that an attacker would rather reach.
const ROUTES: [(&str, &str); 22] = [
    ("GET", "/{first}/in/{middle}/of/{last}"),
    ("GET", "/{first}/in/{middle}/of/{last}/{more}"),
    ("GET", "/{first}/in/{middle}/of"),
    ("GET", "/{first}/in/{middle}"),
    ("GET", "/admin"),
    ("DELETE", "/{name}"),
    ("DELETE", "/{name}/{more}"),
    ("DELETE", "/"),
    ("POST", "/json/{id}"),
    ("POST", "/json/{id}/{more}"),
    ("POST", "/json"),
    ("POST", "/files/{id}/upload"),
    ("POST", "/files/{id}"),
    ("POST", "/{any}"),
    ("PATCH", "/form/{id}/end"),
    ("PATCH", "/form/{id}"),
    ("PATCH", "/{any}"),
    ("PUT", "/raw/{name}"),
    ("PUT", "/raw/{name}/{more}"),
    ("PUT", "/{any}"),
    ("HEAD", "/own"),
    ("HEAD", "/{any}"),
];

/// A client, and the server that it speaks to.
pub(crate) struct Judge {
    runtime: Runtime,
    client: Client,
    wire: Wire,
    routers: HashMap<&'static str, matchit::Router<&'static str>>,
}

impl Judge {
    pub(crate) fn new(settings: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let wire = runtime.block_on(Wire::start());
        let builder = Client::builder()
            .base_url(format!("http://{}", wire.host()))
            .credentials(Credentials::api_key("abc"))
            .retries(RetryConfig::none());
        let client = settings(builder).build().unwrap();
        let mut routers = HashMap::<_, matchit::Router<_>>::new();
        for (method, route) in ROUTES {
            let router = routers.entry(method).or_default();
            router.insert(route, route).unwrap();
        }
        Self {
            runtime,
            client,
            wire,
            routers,
        }
    }

    /// Makes the call. How many of its values arrived, which is none if it was refused; an error says what is wrong.
    pub(crate) fn check(&mut self, attack: &Attack) -> Result<usize, String> {
        let Aimed {
            call,
            expected,
            values,
        } = attack.aim(&self.client);
        let outcome = self.runtime.block_on(call);
        let mut arrivals = self.wire.take();
        match (outcome, arrivals.pop()) {
            (_, Some(Err(problem))) => Err(problem),
            (Ok(()), Some(Ok(arrived))) if arrivals.is_empty() => {
                if expected.refusal == Refusal::Certain {
                    return Err(format!("it should have been refused: {arrived:?}"));
                }
                self.compare(&arrived, &expected)
                    .map_err(|problem| format!("{problem}: {arrived:?}"))?;
                Ok(values)
            }
            (Err(Error::Request(_)), None) if expected.refusal != Refusal::Never => Ok(0),
            (outcome, last) => Err(format!("{outcome:?} of {arrivals:?} and {last:?}")),
        }
    }

    fn compare(&self, arrived: &Arrived, expected: &Expected) -> Result<(), String> {
        same("method", &*arrived.method, expected.method)?;
        self.compare_path(arrived, expected)?;
        compare_query(arrived, expected)?;
        self.compare_headers(arrived, expected)?;
        self.compare_body(arrived, expected)
    }

    fn compare_path(&self, arrived: &Arrived, expected: &Expected) -> Result<(), String> {
        // No parser that normalises makes another URL of it.
        let url = format!("http://{}{}", self.wire.host(), arrived.target);
        let parsed = Url::parse(&url).map_err(|error| error.to_string())?;
        same("normalised URL", parsed.as_str(), &*url)?;
        let path = parsed.path();
        let segments = expected.route.matches('/').count();
        same("number of segments", &path.matches('/').count(), &segments)?;

        let router = self.routers.get(expected.method).ok_or("no router")?;
        let found = router.at(path).map_err(|error| error.to_string())?;
        same("route", *found.value, expected.route)?;
        let values = found.params.iter();
        let values = values.map(|(name, value)| Ok((name, percent_decoded(value)?)));
        let values = values.collect::<Result<Vec<_>, String>>()?;
        let given = expected.path.iter();
        let given: Vec<_> = given.map(|(name, value)| (*name, value.clone())).collect();
        same("path values", &values, &given)
    }

    fn compare_headers(&self, arrived: &Arrived, expected: &Expected) -> Result<(), String> {
        let mut actual = arrived.headers.clone();
        if let "POST" | "PATCH" = expected.method {
            // A fresh one each time.
            let keys: Vec<_> = arrived.header("idempotency-key").collect();
            same("number of idempotency keys", &keys.len(), &1)?;
            Uuid::try_parse_ascii(keys[0]).map_err(|error| error.to_string())?;
            actual.retain(|(name, _)| name != "idempotency-key");
        }
        if let Body::Multipart(_) = expected.body {
            parts::boundary(arrived)?;
            actual.retain(|(name, _)| name != "content-type");
        }
        let mut wanted = expected.headers.clone();
        if !wanted.iter().any(|(name, _)| name == "user-agent") {
            let products: Vec<_> = arrived.header("user-agent").collect();
            same("number of user agents", &products.len(), &1)?;
            let product = products[0].starts_with(b"codat-client/");
            same("that it is the client", &product, &true)?;
            actual.retain(|(name, _)| name != "user-agent");
        }
        let mut by_default = |name: &str, value: &[u8]| {
            if !wanted.iter().any(|(other, _)| other == name) {
                wanted.push((name.to_owned(), Bytes::copy_from_slice(value)));
            }
        };
        by_default("host", self.wire.host().as_bytes());
        by_default("authorization", b"Basic YWJj");
        by_default("accept", b"application/json");
        if !matches!(expected.body, Body::None) {
            by_default("content-length", arrived.body.len().to_string().as_bytes());
        }
        // The values of one name stay in their order.
        actual.sort_by(|(one, _), (other, _)| one.cmp(other));
        wanted.sort_by(|(one, _), (other, _)| one.cmp(other));
        same("headers", &actual, &wanted)
    }

    fn compare_body(&self, arrived: &Arrived, expected: &Expected) -> Result<(), String> {
        match &expected.body {
            Body::None => same("body", &arrived.body, &Bytes::new()),
            Body::Raw(bytes) => same("body", &arrived.body, bytes),
            Body::Json(value) => {
                let read = serde_json::from_slice::<serde_json::Value>(&arrived.body);
                same("body", &read.map_err(|error| error.to_string())?, value)
            }
            Body::Form(fields) => {
                let read = url::form_urlencoded::parse(&arrived.body);
                same("body", &read.into_owned().collect::<Vec<_>>(), fields)
            }
            Body::Multipart(parts) => {
                let read = self.runtime.block_on(parts::read(arrived));
                same("body", &read?, parts)
            }
        }
    }
}

/// Both by those who read it as a form, and by those who don't take a plus sign for a space.
fn compare_query(arrived: &Arrived, expected: &Expected) -> Result<(), String> {
    let query = arrived.target.split_once('?').map(|(_, query)| query);
    let Some(query) = query else {
        return same("query", &[][..], &expected.query[..]);
    };
    let form = url::form_urlencoded::parse(query.as_bytes());
    same("query", &form.into_owned().collect(), &expected.query)?;
    let pairs = query.split('&').map(|pair| {
        let (name, value) = pair.split_once('=').ok_or("a parameter without a value")?;
        Ok((percent_decoded(name)?, percent_decoded(value)?))
    });
    let pairs = pairs.collect::<Result<Vec<_>, String>>()?;
    same("query", &pairs, &expected.query)
}

fn percent_decoded(text: &str) -> Result<String, String> {
    let decoded = percent_decode_str(text).decode_utf8();
    decoded
        .map(Into::into)
        .map_err(|error| format!("{text:?}: {error}"))
}
