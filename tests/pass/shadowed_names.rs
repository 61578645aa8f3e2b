//! Types, functions and constants of the user's own with the names that an expansion might take for granted.

#![deny(warnings)]
#![allow(dead_code, non_upper_case_globals)]

use codat_client::{HasClient, codat_endpoint};

struct Client;
struct Error;
struct Method;
struct Endpoint;
struct RetryMode;
struct Request;
struct Future;
struct Send;
enum Option {}
#[derive(serde::Deserialize)]
struct Result {}
struct String;
struct Vec;
struct Call;
struct RequestBuilder;

const request: u8 = 0;
const client: u8 = 0;
const call: u8 = 0;

fn supertrait() {}

#[derive(serde::Serialize)]
struct Box(u8);

impl std::fmt::Display for Box {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}

mod core {}

/// Types that have parameters as well.
mod search {
    #[derive(serde::Deserialize)]
    pub(crate) struct Result<T>(#[allow(dead_code)] T);

    #[derive(serde::Deserialize)]
    pub(crate) struct Call<T>(#[allow(dead_code)] T);

    pub(crate) struct Vec<T>(pub(crate) T);

    impl<T: std::fmt::Display> std::fmt::Display for Vec<T> {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            self.0.fmt(f)
        }
    }
}

/// As `use anyhow::Ok` and `use derive_more::*` would.
mod declared {
    #![allow(unused)]

    use super::{Error, Option, Result, String, Vec, core};
    use std::convert::identity as Ok;
    use std::convert::identity as Err;
    use std::convert::identity as Some;
    struct None;
    use codat_client::codat_endpoint as Debug;
    use codat_client::codat_endpoint as Clone;
    use codat_client::codat_endpoint as Copy;
    use codat_client::codat_endpoint as PartialEq;
    use codat_client::codat_endpoint as Eq;
    use codat_client::codat_endpoint as PartialOrd;
    use codat_client::codat_endpoint as Ord;
    use codat_client::codat_endpoint as Hash;
    use codat_client::codat_endpoint as Default;

    codat_client::id! {
        pub(crate) struct PaymentId("payment");
    }

    codat_client::text_id! {
        pub(crate) struct Number;
    }

    codat_client::open_enum! {
        pub(crate) enum Status {
            Ok = "ok",
            None = "none",
        }
    }
}

trait Shadows: HasClient {
    #[codat_endpoint(POST, "/<a>", data = "<b>", timeout = "1s", retry = never, errors(409), auth = none)]
    fn shadows(&self, a: Box, b: Box) -> codat_client::Call<u8>;

    #[codat_endpoint(GET, "/<a>")]
    fn of_the_same_name(&self, a: Box) -> codat_client::Call<Result>;

    #[codat_endpoint(GET, "/<a>")]
    async fn sugar(&self, a: Box) -> codat_client::Result<u8>;

    #[codat_endpoint(GET, "/<a>")]
    fn with_parameters(&self, a: search::Vec<u8>) -> codat_client::Call<search::Result<u8>>;

    #[codat_endpoint(GET, "/<a>")]
    async fn sugar_with_parameters(&self, a: &search::Vec<u8>) -> codat_client::Result<search::Call<u8>>;
}

impl Shadows for codat_client::Client {}

pub(crate) fn main() {
    let codat = codat_client::Client::offline();
    assert!(codat.shadows(Box(1), Box(2)).request().is_some());
    drop(codat.of_the_same_name(Box(1)));
    drop(codat.sugar(Box(1)));
    drop(codat.with_parameters(search::Vec(1)));
    drop(codat.sugar_with_parameters(&search::Vec(1)));
    assert!("no id".parse::<declared::PaymentId>().is_err());
    assert_eq!(serde_json::from_str::<declared::Number>("\"1\"").unwrap(), "1".into());
    assert_eq!("ok".parse(), Ok(declared::Status::Ok));
}
