//! What goes over the wire: the one correct request, and its response.

use uuid::{Uuid, uuid};

/// The company whose token is requested.
pub const COMPANY: Uuid = uuid!("8a210b68-6988-11ed-a1eb-0242ac120002");

/// The API key.
pub const KEY: &str = "vTk3mRz0Qw8uYp5nXc1sDf7gHj2kLa4b";

/// `Basic ` and the key in base64: what every request carries.
pub const AUTHORIZATION: &str = "Basic dlRrM21SejBRdzh1WXA1blhjMXNEZjdnSGoya0xhNGI=";

/// The path of the one route.
pub const PATH: &str = "/companies/8a210b68-6988-11ed-a1eb-0242ac120002/accessToken";

/// The token in the response. It is as long as a JSON Web Token with a few claims, and not a real one.
pub const TOKEN: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.\
    eyJzdWIiOiI4YTIxMGI2OC02OTg4LTExZWQtYTFlYi0wMjQyYWMxMjAwMDIiLCJpYXQiOjE3NjM4NTYwMDAsImV4cCI6MTc2Mzk0MjQwMCwic2NvcGUiOiJlbWJlZGRlZCJ9.\
    bm90LWEtcmVhbC1zaWduYXR1cmUtanVzdC1hcy1sb25nIQ";

/// The response, with the headers that an API behind a gateway sends.
pub fn answer() -> Vec<u8> {
    let body = format!(r#"{{"accessToken":"{TOKEN}","expiresIn":86400,"tokenType":"Bearer"}}"#);
    format!(
        "HTTP/1.1 200 OK\r\n\
         Date: Sun, 23 Nov 2025 09:00:00 GMT\r\n\
         Content-Type: application/json; charset=utf-8\r\n\
         Content-Length: {}\r\n\
         Connection: keep-alive\r\n\
         Cache-Control: no-store\r\n\
         Strict-Transport-Security: max-age=31536000; includeSubDomains\r\n\
         Vary: Accept-Encoding\r\n\
         X-Content-Type-Options: nosniff\r\n\
         X-Correlation-Id: 3f0c5d0e8a5f4b6e9d7c2b1a0f9e8d7c\r\n\
         X-Rate-Limit-Limit: 2000\r\n\
         X-Rate-Limit-Remaining: 1999\r\n\
         X-Rate-Limit-Reset: 2025-11-24T00:00:00Z\r\n\
         \r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// A response that no contestant should ever get.
pub fn plain(status: u16, text: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status} -\r\nContent-Length: {}\r\n\r\n{text}",
        text.len()
    )
    .into_bytes()
}

/// Whether this is the request that a contestant has to send.
pub fn check(request: &httparse::Request<'_, '_>) -> Result<(), String> {
    if request.method != Some("GET") {
        return Err(format!("the method is {:?}", request.method));
    }
    if request.path != Some(PATH) {
        return Err(format!("the path is {:?}", request.path));
    }
    let mut keys = request
        .headers
        .iter()
        .filter(|header| header.name.eq_ignore_ascii_case("authorization"));
    match (keys.next(), keys.next()) {
        (Some(key), None) if key.value == AUTHORIZATION.as_bytes() => Ok(()),
        _ => Err("there isn't the one right `Authorization`".to_owned()),
    }
}
