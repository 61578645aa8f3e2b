//! A body is JSON, or what its wrapper says.

#![deny(warnings)]

use codat_client::body::{Form, Multipart, Raw};
use codat_client::{Call, Client, HasClient, codat_endpoint};
use serde::Serialize;

#[derive(Serialize)]
struct Company {
    name: &'static str,
}

trait Bodies: HasClient {
    #[codat_endpoint(POST, "/value", data = "<body>")]
    fn value(&self, body: Company) -> Call<()>;

    #[codat_endpoint(PUT, "/reference", data = "<body>")]
    fn reference(&self, body: &Company) -> Call<()>;

    #[codat_endpoint(PATCH, "/list", data = "<body>")]
    fn list(&self, body: &[Company]) -> Call<()>;

    #[codat_endpoint(POST, "/form", data = "<body>")]
    fn form(&self, body: Form<Company>) -> Call<()>;

    #[codat_endpoint(POST, "/multipart", data = "<body>")]
    fn multipart(&self, body: &Multipart) -> Call<()>;

    #[codat_endpoint(DELETE, "/raw", data = "<body>")]
    fn raw(&self, body: Raw) -> Call<()>;
}

impl Bodies for Client {}

fn check<T>(call: &Call<T>, content_type: &str, body: Option<&str>) {
    let request = call.request().unwrap();
    let found = request.headers()["content-type"].to_str().unwrap();
    assert!(found.starts_with(content_type), "{found}");
    if let Some(body) = body {
        assert_eq!(request.body().unwrap(), body);
    }
}

pub(crate) fn main() {
    let client = Client::offline();
    let company = || Company { name: "A" };
    check(&client.value(company()), "application/json", Some(r#"{"name":"A"}"#));
    check(&client.reference(&company()), "application/json", Some(r#"{"name":"A"}"#));
    check(&client.list(&[company()]), "application/json", Some(r#"[{"name":"A"}]"#));
    check(&client.form(Form(company())), "application/x-www-form-urlencoded", Some("name=A"));
    check(&client.multipart(&Multipart::new().text("name", "A")), "multipart/form-data", None);
    check(&client.raw(Raw::new("text/csv", "a,b")), "text/csv", Some("a,b"));
}
