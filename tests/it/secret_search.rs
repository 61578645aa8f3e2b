//! A key or a token that a server sends back, wherever it stands and however it is written, is not shown.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use codat_client::sandbox::{Fault, Reply, Sandbox};
use codat_client::{Call, Client, Credentials, HasClient, RetryConfig, codat_endpoint};

use crate::support::all_shown;

/// Short and of no special form: nothing gives it away but that the client knows it.
const KEY: &str = "hunter2";

trait Numbers: HasClient {
    #[codat_endpoint(GET, "/probe/numbers")]
    fn get_numbers(&self) -> Call<std::collections::HashMap<String, u32>>;
}

impl Numbers for Client {}

async fn client(sandbox: &Sandbox, credentials: Credentials) -> Client {
    Client::builder()
        .base_url(sandbox.base_url())
        .credentials(credentials)
        .retries(RetryConfig::none())
        .build()
        .unwrap()
}

/// What is put out about this reply.
async fn shown(sandbox: &Sandbox, codat: &Client, reply: Reply) -> String {
    sandbox.script([Fault::reply(reply)]);
    match codat.get_numbers().await {
        Ok(_) => String::new(),
        Err(error) => all_shown(&error),
    }
}

fn assert_hidden(shown: &str, secret: &str, context: &str) {
    let shown = shown.to_ascii_lowercase();
    assert!(
        !shown.contains(&secret.to_ascii_lowercase()),
        "`{secret}` is put out, {context}: {shown}"
    );
}

#[tokio::test]
async fn a_key_is_hidden_in_every_form_in_which_it_is_accepted() {
    let sandbox = Sandbox::start().await.unwrap();
    let padded = STANDARD.encode(KEY);
    let unpadded = STANDARD_NO_PAD.encode(KEY);
    let pair = STANDARD.encode(format!("user:{KEY}"));
    for credentials in [
        Credentials::api_key(KEY),
        Credentials::api_key(format!(" {KEY}\n")),
        Credentials::api_key(format!("Basic {padded}")),
        Credentials::header(format!("Basic {padded}")),
        Credentials::header(format!("Basic {unpadded}")),
        Credentials::header(format!("basic  {padded}")),
        Credentials::header(format!("BASIC   {unpadded}")),
        Credentials::header(format!("Basic {pair}")),
        Credentials::header(format!("Basic {}", pair.trim_end_matches('='))),
        Credentials::provider(|| async { Ok::<_, std::io::Error>(KEY.into()) }),
    ] {
        let codat = client(&sandbox, credentials).await;
        for status in [200, 401, 404, 418] {
            for written in [
                KEY.to_owned(),
                KEY.to_uppercase(),
                unpadded.clone(),
                unpadded.to_lowercase(),
                "%68unter2".to_owned(),
                "%2568unter2".to_owned(),
                "hunte&#114;2".to_owned(),
                "hunte&#x72;2".to_owned(),
                "hunte&amp;#x72;2".to_owned(),
                r"hunte\u0072\u0032".to_owned(),
            ] {
                for (content_type, body) in [
                    ("text/plain", format!("what is {written}?")),
                    (
                        "text/html",
                        format!("<html><title>{written}</title></html>"),
                    ),
                    (
                        "application/json",
                        format!(r#"{{"error":"what is {written}?"}}"#),
                    ),
                    (
                        "application/json",
                        format!(
                            r#"{{"title":"{written}","errors":{{"{written}":["{written}"]}}}}"#
                        ),
                    ),
                    (
                        "application/json",
                        format!(r#"{{"{written}":"{written}"}}"#),
                    ),
                ] {
                    let shown = shown(
                        &sandbox,
                        &codat,
                        Reply::new(status).body(content_type, body.clone()),
                    )
                    .await;
                    assert_hidden(&shown, &written, &format!("{status}, {body}"));
                    assert_hidden(&shown, KEY, &format!("{status}, {body}"));
                }
            }
        }
    }
}

#[tokio::test]
async fn a_key_is_hidden_at_every_offset_around_each_cut() {
    let sandbox = Sandbox::start().await.unwrap();
    let codat = client(&sandbox, Credentials::api_key("kQ7sGh1ZcRfN2uLd8e")).await;
    let written = "kQ7sGh1ZcRfN2uLd8e".to_owned();
    let encoded = STANDARD.encode(&written);
    // The start of a body, a quoted text, and the quoted start of a body.
    for cut in [4096usize, 400, 200] {
        for offset in cut - 35..cut + 5 {
            for secret in [&written, &encoded] {
                for filler in [" ", "a "] {
                    let before: String = filler.chars().cycle().take(offset).collect();
                    let text = format!("{before}{secret} and more {}", "words ".repeat(900));
                    for (status, content_type, body) in [
                        (404, "text/plain", text.clone()),
                        (200, "text/plain", text.clone()),
                        (404, "application/json", format!(r#"{{"error":"{text}"}}"#)),
                        (404, "application/json", format!(r#"{{"other":"{text}"}}"#)),
                    ] {
                        let shown = shown(
                            &sandbox,
                            &codat,
                            Reply::new(status).body(content_type, body),
                        )
                        .await;
                        // Nor its beginning.
                        let start = secret.get(..6).unwrap();
                        assert_hidden(
                            &shown,
                            start,
                            &format!("{status}, {offset} of {cut}, {filler:?}"),
                        );
                    }
                }
            }
        }
    }
}

/// Numbers that look random, the same in each run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap()
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.next().to_le_bytes()[3]).collect()
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    fn of(&mut self, alphabet: &str, count: usize) -> String {
        let alphabet: Vec<char> = alphabet.chars().collect();
        (0..count).map(|_| *self.pick(&alphabet)).collect()
    }

    /// As servers make them.
    fn token(&mut self) -> String {
        let length = 24 + self.below(30);
        match self.below(6) {
            0 => {
                let claims = format!(r#"{{"sub":"{}"}}"#, self.next());
                format!(
                    "eyJhbGciOiJIUzI1NiJ9.{}.{}",
                    URL_SAFE_NO_PAD.encode(claims),
                    URL_SAFE_NO_PAD.encode(self.bytes(32))
                )
            }
            1 => STANDARD.encode(self.bytes(length)),
            2 => URL_SAFE_NO_PAD.encode(self.bytes(length)),
            3 => self
                .bytes(16)
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
            4 => self.of(
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
                length + 8,
            ),
            _ => self.of("abcdefghijklmnopqrstuvwxyz0123456789", length + 8),
        }
    }

    /// A body that holds the secret somewhere.
    fn body(&mut self, secret: &str) -> (&'static str, String) {
        const WORDS: [&str; 12] = [
            "the", "company", "was", "not", "found", "key", "token", "is", "invalid", "see",
            "page", "please",
        ];
        let mut words: Vec<String> = (0..self.below(30))
            .map(|_| (*self.pick(&WORDS)).to_owned())
            .collect();
        let place = self.below(words.len() + 1);
        let around = *self.pick(&[
            "",
            "'",
            "(",
            "<",
            "token=",
            "Bearer ",
            "https://x.example/t/",
            "\u{200b}",
            "é",
        ]);
        words.insert(place, format!("{around}{secret}"));
        let text = words.join(" ");
        match self.below(8) {
            0 => ("text/plain", text),
            1 => ("text/html", format!("<html><head><title>{text}</title></head><body>{text}</body></html>")),
            2 => ("text/html", format!("<!doctype html><p class=\"x\">{text}</p>")),
            3 => ("application/json", serde_json::json!({ "error": text, "correlationId": format!("id {text}") }).to_string()),
            4 => ("application/json", serde_json::json!({ "message": text, "code": 5 }).to_string()),
            5 => (
                "application/problem+json",
                serde_json::json!({"title": text, "detail": text, "errors": {text.clone(): [text]}, "traceId": format!("id {text}")}).to_string(),
            ),
            6 => ("application/json", serde_json::json!({ text.clone(): text }).to_string()),
            _ => (
                "application/json",
                serde_json::json!({"error": "no", "validation": {"errors": [{"itemId": text, "message": text}]}}).to_string(),
            ),
        }
    }
}

#[tokio::test]
async fn ten_thousand_random_bodies_show_no_key_and_no_token() {
    const KEYS: usize = 10;
    const BODIES: usize = 1000;

    let sandbox = Sandbox::start().await.unwrap();
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut searched = 0;
    for _ in 0..KEYS {
        let length = 5 + random.below(40);
        let key = random.of(
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_!$.:",
            length,
        );
        let codat = client(&sandbox, Credentials::api_key(key.clone())).await;
        for number in 0..BODIES {
            let secret = match number % 3 {
                0 => key.clone(),
                1 => STANDARD.encode(&key),
                _ => random.token(),
            };
            let (content_type, body) = random.body(&secret);
            let status = *random.pick(&[200, 400, 404, 500]);
            let shown = shown(
                &sandbox,
                &codat,
                Reply::new(status).body(content_type, body.clone()),
            )
            .await;
            searched += shown.len();
            assert_hidden(&shown, &secret, &body);
            // Nor the most of it.
            if secret.len() > 20 {
                let (start, end) = secret.split_at(secret.len() / 2);
                assert_hidden(&shown, start, &body);
                assert_hidden(&shown, end, &body);
            }
        }
        sandbox.take_requests();
    }
    assert!(searched > 1_000_000, "there is something to search");
}
