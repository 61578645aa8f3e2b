//! Values of an attacker's, the calls they go into, and what has to come of these.

use std::fmt;
use std::slice::Iter;

use codat_client::body::{Form, Multipart, Part, Raw};
use codat_client::{Call, Client, HasClient, codat_endpoint};
use serde::Serialize;

use super::expected::Expected;

/// An endpoint for each place that a value can go to.
trait Target: HasClient {
    #[codat_endpoint(
        GET,
        "/<first>/in/<middle>/of/<last>?fixed=1&key=<value>&<plain>&tag=<tags>&<fields..>"
    )]
    #[expect(clippy::too_many_arguments, reason = "as many places for values")]
    fn get_in_of(
        &self,
        first: &str,
        middle: &str,
        last: &str,
        value: &str,
        plain: Option<&str>,
        tags: &[&str],
        fields: &[(&str, &str)],
    ) -> Call<()>;

    #[codat_endpoint(DELETE, "/<name>", header("X-One") = "<one>", header("X-Maybe") = "<maybe>", header("X-Many") = "<many>")]
    fn delete_named(&self, name: &str, one: &str, maybe: Option<&str>, many: &[&str]) -> Call<()>;

    #[codat_endpoint(POST, "/json/<id>", data = "<document>")]
    fn post_json(&self, id: &str, document: &Document<'_>) -> Call<()>;

    #[codat_endpoint(PATCH, "/form/<id>/end?<q>", data = "<form>")]
    fn patch_form(&self, id: &str, q: &str, form: Form<&[(&str, &str)]>) -> Call<()>;

    #[codat_endpoint(POST, "/files/<id>/upload", data = "<files>")]
    fn post_files(&self, id: &str, files: &Multipart) -> Call<()>;

    #[codat_endpoint(PUT, "/raw/<name>", data = "<file>")]
    fn put_raw(&self, name: &str, file: &Raw) -> Call<()>;

    #[codat_endpoint(HEAD, "/own")]
    fn head_own(&self) -> Call<()>;
}

impl Target for Client {}

#[derive(Serialize)]
struct Document<'a> {
    text: &'a str,
    texts: Vec<&'a str>,
}

/// The names of the endpoints, in the order in which an [`Attack`] counts them.
pub(crate) const ENDPOINTS: [&str; 7] = [
    "get_in_of",
    "delete_named",
    "post_json",
    "patch_form",
    "post_files",
    "put_raw",
    "head_own",
];

/// Values, and the endpoint that takes them.
#[derive(Clone)]
pub(crate) struct Attack {
    pub(crate) endpoint: usize,
    pub(crate) values: Vec<String>,
}

impl fmt::Debug for Attack {
    /// On one line, which is easier to find in what a failure tells.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = ENDPOINTS.get(self.endpoint).unwrap_or(&"head_own");
        write!(f, "{name} of {:?}", self.values)
    }
}

/// An attack as a call, and what has to come of it.
pub(crate) struct Aimed {
    pub(crate) call: Call<()>,
    pub(crate) expected: Expected,
    /// How many of the values it took.
    pub(crate) values: usize,
}

impl Attack {
    /// The call, which isn't sent yet.
    pub(crate) fn aim(&self, client: &Client) -> Aimed {
        let mut values = Values(self.values.iter());
        let aim = match self.endpoint {
            0 => get_in_of,
            1 => delete_named,
            2 => post_json,
            3 => patch_form,
            4 => post_files,
            5 => put_raw,
            _ => head_own,
        };
        let (call, expected) = aim(client, &mut values);
        Aimed {
            call,
            expected,
            values: self.values.len() - values.0.len(),
        }
    }
}

/// The values that are left.
struct Values<'a>(Iter<'a, String>);

impl<'a> Values<'a> {
    fn one(&mut self) -> &'a str {
        self.maybe().unwrap_or("harmless")
    }

    fn maybe(&mut self) -> Option<&'a str> {
        self.0.next().map(String::as_str)
    }

    fn several(&mut self, most: usize) -> Vec<&'a str> {
        self.0.by_ref().take(most).map(String::as_str).collect()
    }

    fn pairs(&mut self, most: usize) -> Vec<(&'a str, &'a str)> {
        let pair = |_| Some((self.maybe()?, self.one()));
        (0..most).map_while(pair).collect()
    }
}

fn get_in_of(client: &Client, values: &mut Values<'_>) -> (Call<()>, Expected) {
    let (first, middle, last) = (values.one(), values.one(), values.one());
    let (value, plain) = (values.one(), values.maybe());
    let (tags, fields) = (values.several(5), values.pairs(3));
    let call = client.get_in_of(first, middle, last, value, plain, &tags, &fields);
    let mut expected = Expected::new("GET", "/{first}/in/{middle}/of/{last}")
        .path("first", first)
        .path("middle", middle)
        .path("last", last)
        .query("fixed", "1")
        .query("key", value);
    if let Some(plain) = plain {
        expected = expected.query("plain", plain);
    }
    for tag in tags {
        expected = expected.query("tag", tag);
    }
    for (name, value) in fields {
        expected = expected.query(name, value);
    }
    (call, expected)
}

fn delete_named(client: &Client, values: &mut Values<'_>) -> (Call<()>, Expected) {
    let (name, one, maybe) = (values.one(), values.one(), values.maybe());
    let many = values.several(4);
    let call = client.delete_named(name, one, maybe, &many);
    let mut expected = Expected::new("DELETE", "/{name}")
        .path("name", name)
        .header("x-one", one);
    if let Some(maybe) = maybe {
        expected = expected.header("x-maybe", maybe);
    }
    for value in many {
        expected = expected.header("x-many", value);
    }
    (call, expected)
}

fn post_json(client: &Client, values: &mut Values<'_>) -> (Call<()>, Expected) {
    let id = values.one();
    let document = Document {
        text: values.one(),
        texts: values.several(14),
    };
    let expected = Expected::new("POST", "/json/{id}")
        .path("id", id)
        .json(serde_json::to_value(&document).unwrap());
    (client.post_json(id, &document), expected)
}

fn patch_form(client: &Client, values: &mut Values<'_>) -> (Call<()>, Expected) {
    let (id, q) = (values.one(), values.one());
    let form = values.pairs(7);
    let expected = Expected::new("PATCH", "/form/{id}/end")
        .path("id", id)
        .query("q", q)
        .form(&form);
    (client.patch_form(id, q, Form(&form)), expected)
}

fn post_files(client: &Client, values: &mut Values<'_>) -> (Call<()>, Expected) {
    let id = values.one();
    let mut files = Multipart::new();
    let mut expected = Expected::new("POST", "/files/{id}/upload")
        .path("id", id)
        .multipart();
    while let Some(name) = values.maybe() {
        if let Some(file_name) = values.maybe() {
            let (content_type, content) = (values.one(), values.one());
            let part = Part::new(content_type, content.to_owned()).file_name(file_name);
            files = files.part(name, part);
            expected = expected.part(name, Some(file_name), content_type, content);
        } else {
            files = files.text(name, "text");
            expected = expected.part(name, None, "text/plain; charset=utf-8", "text");
        }
    }
    (client.post_files(id, &files), expected)
}

fn put_raw(client: &Client, values: &mut Values<'_>) -> (Call<()>, Expected) {
    let (name, content_type, content) = (values.one(), values.one(), values.one());
    let expected = Expected::new("PUT", "/raw/{name}")
        .path("name", name)
        .raw(content_type, content);
    let file = Raw::new(content_type, content.to_owned());
    (client.put_raw(name, &file), expected)
}

/// The headers of a single call, the names of which come from the attacker as well.
fn head_own(client: &Client, values: &mut Values<'_>) -> (Call<()>, Expected) {
    let mut call = client.head_own();
    let mut expected = Expected::new("HEAD", "/own");
    for (name, value) in values.pairs(1) {
        call = call.header(name, value);
        expected = expected.own_header(name, value);
    }
    (call, expected)
}
