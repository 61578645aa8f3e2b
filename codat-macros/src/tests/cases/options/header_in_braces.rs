//! An argument in braces as the value of a header.

use codat_client::{Call, Client, CompanyId, HasClient, codat_endpoint};

trait Notes: HasClient {
    #[codat_endpoint(GET, "/notes/<id>", header("X-Company") = "{company_id}")]
    fn get_note(&self, id: u32, company_id: CompanyId) -> Call<String>;
}

impl Notes for Client {}

fn main() {}
