//! Names in any script, in whichever form their letters were typed.

#![deny(warnings)]

use codat_client::{Call, Client, HasClient, codat_endpoint};

trait Names: HasClient {
    #[codat_endpoint(GET, "/<हिन्दी>?<größe>")]
    fn combining_marks(&self, हिन्दी: u8, größe: u8) -> Call<()>;

    // The placeholders of these have their accents as characters of their own, and so has one of the arguments.
    #[codat_endpoint(GET, "/<größe>?<été>")]
    fn decomposed(&self, größe: u8, été: u8) -> Call<()>;
}

impl Names for Client {}

pub(crate) fn main() {
    let call = Client::offline().combining_marks(1, 2);
    assert_eq!(call.endpoint().unwrap().template(), "/{हिन्दी}");
    let call = Client::offline().decomposed(1, 2);
    assert_eq!(call.endpoint().unwrap().template(), "/{größe}");
    assert!(call.request().unwrap().url().as_str().ends_with("/1?%C3%A9t%C3%A9=2"));
}
