//! The kinds of request bodies.

use codat_client::body::{Form, Multipart, Part, Raw};
use codat_client::sandbox::{RecordedRequest, Reply};
use codat_client::{Call, Client, Error, HasClient, Method, codat_endpoint};
use serde::Serialize;

use crate::support::sandbox;

#[derive(Serialize)]
struct Login<'a> {
    user: &'a str,
    scopes: Vec<&'a str>,
    hint: Option<u8>,
}

trait Bodies: HasClient {
    #[codat_endpoint(POST, "/probe", data = "<login>")]
    fn json(&self, login: &Login<'_>) -> Call<()>;

    #[codat_endpoint(POST, "/probe", data = "<login>")]
    fn form(&self, login: Form<Login<'_>>) -> Call<()>;

    #[codat_endpoint(POST, "/probe", data = "<files>")]
    fn multipart(&self, files: &Multipart) -> Call<()>;

    #[codat_endpoint(POST, "/probe", data = "<bytes>")]
    fn raw(&self, bytes: Raw) -> Call<()>;

    #[codat_endpoint(POST, "/probe", data = "<numbers>", header("Content-Type") = "application/vnd.codat")]
    fn declared(&self, numbers: &[u32]) -> Call<()>;

    #[codat_endpoint(POST, "/probe", data = "<login>", header("Content-Type") = "<content_type>")]
    fn declared_by_argument(&self, login: &Login<'_>, content_type: &str) -> Call<()>;

    #[codat_endpoint(POST, "/probe", data = "<form>", header("Content-Type") = "<content_type>")]
    fn declared_form(&self, form: Form<Login<'_>>, content_type: &str) -> Call<()>;

    #[codat_endpoint(POST, "/probe", data = "<files>", header("Content-Type") = "<content_type>")]
    fn declared_multipart(&self, files: &Multipart, content_type: &str) -> Call<()>;

    #[codat_endpoint(POST, "/probe", data = "<login>")]
    fn optional(&self, login: Option<&Login<'_>>) -> Call<()>;

    #[codat_endpoint(POST, "/probe", data = "<login>")]
    fn optional_form(&self, login: &Option<Form<Login<'_>>>) -> Call<()>;

    #[codat_endpoint(POST, "/probe")]
    fn nothing(&self) -> Call<()>;

    #[codat_endpoint(POST, "/probe", data = "<map>")]
    fn odd(&self, map: &std::collections::BTreeMap<Vec<u8>, u8>) -> Call<()>;
}

impl Bodies for Client {}

const LOGIN: Login<'_> = Login {
    user: "a b&c",
    scopes: Vec::new(),
    hint: None,
};

async fn sent(call: impl FnOnce(&Client) -> Call<()>) -> RecordedRequest {
    let sandbox = sandbox().await;
    sandbox.mount(Method::POST, "/probe", |_| Reply::new(204));
    call(&sandbox.client().unwrap()).await.unwrap();
    let [request] = sandbox.take_requests().try_into().unwrap();
    request
}

#[tokio::test]
async fn json() {
    let request = sent(|codat| codat.json(&LOGIN)).await;
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(
        request.body(),
        br#"{"user":"a b&c","scopes":[],"hint":null}"#
    );
}

#[tokio::test]
async fn form() {
    let login = Login {
        scopes: vec!["x", "y"],
        ..LOGIN
    };
    let request = sent(|codat| codat.form(Form(login))).await;
    assert_eq!(
        request.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(request.body(), b"user=a+b%26c&scopes=x&scopes=y");
}

#[tokio::test]
async fn multipart() {
    let files = Multipart::new().text("note", "March").part(
        "file",
        Part::new("application/pdf", "%PDF").file_name("a.pdf"),
    );
    let request = sent(|codat| codat.multipart(&files)).await;
    let content_type = request.header("content-type").unwrap();
    let boundary = content_type
        .strip_prefix("multipart/form-data; boundary=")
        .unwrap();
    let body = String::from_utf8(request.body().to_vec()).unwrap();
    assert_eq!(body.matches(&format!("--{boundary}\r\n")).count(), 2);
    assert!(body.ends_with(&format!("%PDF\r\n--{boundary}--\r\n")));
}

#[tokio::test]
async fn raw() {
    let request = sent(|codat| codat.raw(Raw::new("text/csv", "a,b\n"))).await;
    assert_eq!(request.header("content-type"), Some("text/csv"));
    assert_eq!(request.body(), b"a,b\n");
}

#[tokio::test]
async fn a_declared_content_type_prevails() {
    let request = sent(|codat| codat.declared(&[1, 2])).await;
    assert_eq!(
        request.header("content-type"),
        Some("application/vnd.codat")
    );
    assert_eq!(request.body(), b"[1,2]");
}

#[test]
fn a_body_is_not_sent_as_another_format() {
    const FORM: &str = "application/x-www-form-urlencoded";
    const PARTS: &str = "multipart/form-data; boundary=a";

    let codat = Client::offline();
    let json = |content_type| codat.declared_by_argument(&LOGIN, content_type);
    let form = |content_type| codat.declared_form(Form(LOGIN), content_type);
    let multipart = |content_type| codat.declared_multipart(&Multipart::new(), content_type);
    for refused in [
        json(FORM),
        json("Application/XML; charset=utf-8"),
        json("application/octet-stream"),
        json(PARTS),
        json("text/csv"),
        form("application/json"),
        multipart("multipart/form-data"),
        multipart(PARTS),
    ] {
        assert!(refused.request().is_none(), "{refused:?}");
    }
    for sent in [
        json("application/json; charset=utf-8"),
        json("text/json"),
        json("application/vnd.codat"),
        form("application/x-www-form-urlencoded; charset=utf-8"),
    ] {
        assert!(sent.request().is_some(), "{sent:?}");
    }
    let problem = "the body `login` has another format than the header `Content-Type` says";
    let debug = format!("{:?}", json("text/csv"));
    assert!(debug.contains(problem), "{debug}");
}

#[tokio::test]
async fn an_optional_body_is_sent_or_left_out() {
    let request = sent(|codat| codat.optional(Some(&LOGIN))).await;
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert!(request.body().starts_with(b"{"));
    let form = sent(|codat| codat.optional_form(&Some(Form(LOGIN)))).await;
    assert_eq!(form.body(), b"user=a+b%26c");
    for request in [
        sent(|codat| codat.optional(None)).await,
        sent(|codat| codat.optional_form(&None)).await,
    ] {
        assert_eq!(request.header("content-type"), None);
        assert_eq!(request.header("content-length"), Some("0"));
        assert_eq!(request.body(), b"");
    }
}

#[tokio::test]
async fn no_body() {
    let request = sent(Bodies::nothing).await;
    assert_eq!(request.header("content-type"), None);
    assert_eq!(request.header("content-length"), Some("0"));
    assert_eq!(request.body(), b"");
}

#[tokio::test]
async fn what_cannot_be_encoded_sends_nothing() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    let map = [(vec![1], 2)].into();
    let error = codat.odd(&map).await.unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    assert_eq!(
        error.to_string(),
        "can't send the request of `odd`: the body `map` can't be encoded"
    );
    assert!(std::error::Error::source(&error).is_some());
    let error = codat.raw(Raw::new("a\nb", "")).await.unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    assert_eq!(sandbox.request_count(), 0);
}
