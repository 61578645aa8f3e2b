//! Of a type that is held by another, only the one that lacks the derive is named.

use codat_client::body::Form;
use codat_client::{Call, Client, HasClient, codat_endpoint};

struct NewBill;

trait Bills: HasClient {
    #[codat_endpoint(POST, "/bills", data = "<bills>")]
    fn add_bills(&self, bills: &[NewBill]) -> Call<()>;

    #[codat_endpoint(POST, "/bills/form", data = "<bill>")]
    fn add_bill(&self, bill: Form<NewBill>) -> Call<()>;

    #[codat_endpoint(POST, "/bills/maybe", data = "<bill>")]
    fn maybe_add_bill(&self, bill: Option<&NewBill>) -> Call<()>;
}

impl Bills for Client {}

fn main() {}
