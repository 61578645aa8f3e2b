"""One API in four forms: the text of the crates that are measured.

Every form has the same endpoints, with the same paths, arguments and types, and one caller for each of them, since generic code
costs nothing before it is called. Where two ways of writing a peer's code are equally natural, it gets the one that compiles to less.
"""

import json

# How many endpoints a trait (or `impl` block) has, as an API's group of them does.
GROUP = 20

UUID = 'uuid = { version = "1", features = ["serde"] }'
SERDE = 'serde = { version = "1", features = ["derive"] }'


class Endpoint:
    """The `number`th endpoint: five kinds take turns."""

    def __init__(self, number):
        self.number = number
        self.kind = ("get", "list", "create", "update", "delete")[number % 5]
        self.verb = {"list": "get", "create": "post", "update": "put"}.get(self.kind, self.kind)
        self.name = f"{self.kind}_{number}"
        self.answer = f"Answer{number}"
        self.body = f"Body{number}" if self.kind in ("create", "update") else None
        # The arguments, as (name, type, where it is sent).
        self.arguments = [("company_id", "Uuid", "path")]
        if self.kind in ("get", "update", "delete"):
            self.arguments.append(("item_id", "&str", "path"))
        if self.kind == "list":
            self.arguments.append(("page", "u32", "query"))
            self.arguments.append(("query", "Option<&str>", "query"))
        if self.kind == "update":
            self.arguments.append(("if_match", "&str", "header"))
        if self.body:
            self.arguments.append(("body", f"&{self.body}", "body"))
        self.path = f"/companies/{{company_id}}/data/items-{number}"
        if self.sends("item_id"):
            self.path += "/{item_id}"

    def sends(self, name):
        return any(name == argument for argument, _, _ in self.arguments)

    def signature(self):
        return ", ".join(f"{name}: {ty}" for name, ty, _ in self.arguments)

    def answer_fields(self):
        # The last one's name is the endpoint's own, as real types differ.
        return (("id", "String"), ("company_id", "Uuid"), ("amount", "f64"), (f"note_{self.number}", "Option<String>"))

    def body_fields(self):
        return (("reference", "String"), ("amount", "f64"), (f"note_{self.number}", "Option<String>"))

    def types(self):
        def struct(name, derive, fields):
            fields = "".join(f"    pub {field}: {ty},\n" for field, ty in fields)
            return f"#[derive(Clone, Debug, {derive})]\npub struct {name} {{\n{fields}}}\n"

        text = struct(self.answer, "serde::Deserialize", self.answer_fields())
        return text + struct(self.body, "serde::Serialize", self.body_fields()) if self.body else text

    def caller(self, client, error, path="", arguments=None, value="{}.await?"):
        """A caller that boxes its future, as spawning it would: the future's poll and its drop are compiled, too."""
        signature = self.signature().replace("&", "&'a ")
        if self.body:
            signature = signature.replace(self.body, path + self.body)
        arguments = ", ".join(arguments or [name for name, _, _ in self.arguments])
        value = value.format(f"client.{self.name}({arguments})")
        return (
            f"pub fn call_{self.name}<'a>(client: &'a {client}, {signature}) -> Boxed<'a, {error}> {{\n"
            f"    Box::pin(async move {{ Ok({value}.id) }})\n}}\n"
        )


BOXED = """\
use std::{future::Future, pin::Pin};
pub type Boxed<'a, E> = Pin<Box<dyn Future<Output = Result<String, E>> + Send + 'a>>;
"""


def groups(endpoints):
    for start in range(0, len(endpoints), GROUP):
        yield f"Group{start // GROUP}", endpoints[start : start + GROUP]


class Codat:
    name = "codat"
    shown = "`codat-client`"

    @staticmethod
    def dependencies(repository):
        return [f'codat-client = {{ path = "{repository}/codat-client", default-features = false }}', SERDE]

    @staticmethod
    def files(endpoints):
        text = [BOXED, "use codat_client::{Call, Client, Error, HasClient, Uuid, codat_endpoint};\n"]
        text += [endpoint.types() for endpoint in endpoints]
        for group, members in groups(endpoints):
            text.append(f"pub trait {group}: HasClient {{\n")
            for it in members:
                options = [it.path.replace("{", "<").replace("}", ">")]
                options[0] = f'"{options[0]}?page=<page>&pageSize=100&<query>"' if it.kind == "list" else f'"{options[0]}"'
                if it.sends("if_match"):
                    options.append('header("If-Match") = "<if_match>"')
                if it.body:
                    options.append('data = "<body>"')
                text.append(f"    #[codat_endpoint({it.verb.upper()}, {', '.join(options)})]\n")
                text.append(f"    fn {it.name}(&self, {it.signature()}) -> Call<{it.answer}>;\n")
            text.append(f"}}\nimpl {group} for Client {{}}\n")
        text += [endpoint.caller("Client", "Error") for endpoint in endpoints]
        return {"src/lib.rs": "".join(text)}


class Handwritten:
    name = "handwritten"
    shown = "hand-written `reqwest`"

    @staticmethod
    def dependencies(_repository):
        reqwest = 'reqwest = { version = "0.13", default-features = false, features = ["json", "query"] }'
        return [reqwest, SERDE, 'serde_json = "1"', 'percent-encoding = "2"', UUID]

    # What the functions share. The token is in the `reqwest::Client`'s default headers.
    PRELUDE = """\
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};
use reqwest::StatusCode;
use uuid::Uuid;

pub struct Client {
    http: reqwest::Client,
    base_url: String,
}

#[derive(Debug, serde::Deserialize)]
pub struct ErrorMessage {
    pub error: Option<String>,
    pub correlation_id: Option<String>,
}

#[derive(Debug)]
pub enum Error {
    Http(reqwest::Error),
    Status(StatusCode, Option<ErrorMessage>),
    Decode(serde_json::Error),
}

impl From<reqwest::Error> for Error {
    fn from(error: reqwest::Error) -> Self {
        Self::Http(error)
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Decode(error)
    }
}

const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn segment(value: &str) -> PercentEncode<'_> {
    utf8_percent_encode(value, SEGMENT)
}
"""

    @classmethod
    def files(cls, endpoints):
        text = [BOXED, cls.PRELUDE] + [endpoint.types() for endpoint in endpoints]
        for _, members in groups(endpoints):
            text.append("impl Client {\n")
            for it in members:
                path = it.path.replace("{item_id}", "{}")
                values = ", self.base_url" + (", segment(item_id)" if it.sends("item_id") else "")
                steps = ""
                if it.sends("if_match"):
                    steps += '.header("If-Match", if_match)'
                if it.body:
                    steps += ".json(body)"
                if it.kind == "list":
                    steps += '.query(&[("page", page), ("pageSize", 100)]).query(&[("query", query)])'
                text.append(f"""\
    pub async fn {it.name}(&self, {it.signature()}) -> Result<{it.answer}, Error> {{
        let url = format!("{{}}{path}"{values});
        let response = self.http.{it.verb}(url){steps}.send().await?;
        let status = response.status();
        let body = response.bytes().await?;
        if !status.is_success() {{
            return Err(Error::Status(status, serde_json::from_slice(&body).ok()));
        }}
        Ok(serde_json::from_slice(&body)?)
    }}
""")
            text.append("}\n")
        text += [endpoint.caller("Client", "Error") for endpoint in endpoints]
        return {"src/lib.rs": "".join(text)}


class Progenitor:
    name = "progenitor"
    shown = "`progenitor` (`generate_api!`)"

    @staticmethod
    def dependencies(_repository):
        reqwest = 'reqwest = { version = "0.13", default-features = false, features = ["json", "query", "stream"] }'
        return ['progenitor = "0.15"', reqwest, SERDE, 'serde_json = "1"', UUID]

    @classmethod
    def files(cls, endpoints):
        text = [BOXED, 'progenitor::generate_api!("openapi.json");\n', "use uuid::Uuid;\n"]
        text.append("pub type Failure = progenitor::progenitor_client::Error<types::ErrorMessage>;\n")
        for it in endpoints:
            # It takes UUIDs by reference, and query parameters in the order of their names.
            arguments = ["&company_id" if name == "company_id" else name for name, _, _ in it.arguments]
            if it.kind == "list":
                arguments.insert(2, "Some(100)")
            text.append(it.caller("Client", "Failure", "types::", arguments, "{}.await?.into_inner()"))
        return {"src/lib.rs": "".join(text), "openapi.json": json.dumps(cls.document(endpoints), indent=1)}

    SCHEMAS = {
        "String": {"type": "string"},
        "&str": {"type": "string"},
        "Option<&str>": {"type": "string"},
        "Option<String>": {"type": "string"},
        "Uuid": {"type": "string", "format": "uuid"},
        "f64": {"type": "number", "format": "double"},
        "u32": {"type": "integer", "format": "uint32"},
    }

    @classmethod
    def document(cls, endpoints):
        def struct(fields):
            return {
                "type": "object",
                "properties": {name: cls.SCHEMAS[ty] for name, ty in fields},
                "required": [name for name, ty in fields if not ty.startswith("Option")],
            }

        def json_of(name):
            return {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}}

        def parameter(name, ty, place):
            shown = "If-Match" if name == "if_match" else name
            return {"name": shown, "in": place, "required": not ty.startswith("Option"), "schema": cls.SCHEMAS[ty]}

        error = (("error", "Option<String>"), ("correlation_id", "Option<String>"))
        schemas, paths = {"ErrorMessage": struct(error)}, {}
        for it in endpoints:
            schemas[it.answer] = struct(it.answer_fields())
            parameters = [parameter(*argument) for argument in it.arguments if argument[2] != "body"]
            if it.kind == "list":
                parameters.append(parameter("pageSize", "u32", "query") | {"required": False})
            operation = {
                "operationId": it.name,
                "parameters": parameters,
                "responses": {
                    "200": {"description": "done"} | json_of(it.answer),
                    # Not "default", which it takes for an answer of success, too.
                    "4XX": {"description": "failed"} | json_of("ErrorMessage"),
                    "5XX": {"description": "failed"} | json_of("ErrorMessage"),
                },
            }
            if it.body:
                schemas[it.body] = struct(it.body_fields())
                operation["requestBody"] = {"required": True} | json_of(it.body)
            paths[it.path] = {it.verb: operation}
        return {
            "openapi": "3.0.3",
            "info": {"title": "Benchmark", "version": "1.0.0"},
            "paths": paths,
            "components": {"schemas": schemas},
        }


class Conjure:
    name = "conjure"
    shown = "`conjure-macros` (`#[conjure_client]`)"

    @staticmethod
    def dependencies(_repository):
        # The last one has the client that the callers call; the macro itself is generic over it.
        return ['conjure-error = "5"', 'conjure-http = "5"', 'conjure-runtime = "7"', SERDE, UUID]

    @staticmethod
    def files(endpoints):
        text = [BOXED, "use conjure_error::Error;\nuse conjure_http::{conjure_client, endpoint};\n"]
        text.append("use conjure_http::client::{DisplaySeqEncoder, StdResponseDeserializer};\n")
        text.append("use conjure_runtime::Client;\nuse uuid::Uuid;\n")
        text += [endpoint.types() for endpoint in endpoints]
        for group, members in groups(endpoints):
            text.append(f"#[conjure_client]\npub trait {group} {{\n")
            for it in members:
                page_size = ', #[query(name = "pageSize")] page_size: u32' if it.kind == "list" else ""
                attributes = {
                    "page": '#[query(name = "page")]',
                    "query": '#[query(name = "query", encoder = DisplaySeqEncoder)]',
                    "if_match": '#[header(name = "If-Match")]',
                }
                arguments = ", ".join(
                    f"{attributes.get(name, f'#[{place}]')} {name}: {ty}" for name, ty, place in it.arguments
                )
                text.append(f"""\
    #[endpoint(method = {it.verb.upper()}, path = "{it.path}", accept = StdResponseDeserializer)]
    async fn {it.name}(&self, {arguments}{page_size}) -> Result<{it.answer}, Error>;
""")
            text.append("}\n")
            order = {"list": ["company_id", "page", "query", "100"]}
            text += [it.caller(f"{group}Client<Client>", "Error", arguments=order.get(it.kind)) for it in members]
        return {"src/lib.rs": "".join(text)}


FORMS = (Codat, Handwritten, Progenitor, Conjure)
