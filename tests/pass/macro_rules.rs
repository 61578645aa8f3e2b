//! Endpoints whose parts come from a `macro_rules!` macro.

#![deny(warnings)]

use codat_client::{Call, Client, HasClient, codat_endpoint};

macro_rules! endpoints {
    (
        $visibility:vis $trait:ident;
        $(
            $(#[$meta:meta])*
            $name:ident: $verb:ident $path:literal $timeout:expr, $argument:ident: $ty:ty, $body:literal => $answer:ty;
        )*
    ) => {
        $visibility trait $trait: HasClient {
            $(
                $(#[$meta])*
                #[codat_endpoint($verb, $path, data = $body, timeout = $timeout)]
                fn $name(&self, $argument: $ty, request: &str) -> Call<$answer>;
            )*

            // An argument of the macro's own hygiene, beside one of the caller's.
            #[codat_endpoint(GET, "/own/<id>")]
            fn own(&self, id: &str) -> Call<()>;
        }

        impl $trait for Client {}
    };
}

endpoints! {
    pub Made;
    #[doc = "Made by a macro."]
    make_bill: POST "/<bill>" "30s", bill: &str, "<request>" => String;
    make_item: PUT "/items?<request>" "1m", item: Vec<u32>, "<item>" => Vec<String>;
}

macro_rules! whole_arguments {
    ($name:ident, $($arguments:tt)*) => {
        trait Whole: HasClient {
            #[codat_endpoint($($arguments)*)]
            fn $name(&self) -> Call<()>;
        }

        impl Whole for Client {}
    };
}

whole_arguments!(whole, DELETE, "/whole", retry = never);

pub(crate) fn main() {
    let client = Client::offline();
    let call = client.make_bill("a", "body");
    assert_eq!(call.endpoint().unwrap().template(), "/{bill}");
    let call = client.make_item(vec![1], "query");
    assert_eq!(call.request().unwrap().url().query(), Some("request=query"));
    assert_eq!(client.own("1").endpoint().unwrap().template(), "/own/{id}");
    assert_eq!(client.whole().endpoint().unwrap().name(), "whole");
}
