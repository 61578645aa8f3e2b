//! The attribute in an `impl` block.

use codat_client::{Call, Client, CompanyId, codat_endpoint};

struct Api(Client);

impl Api {
    #[codat_endpoint(GET, "/companies/<company_id>")]
    pub fn get_company(&self, company_id: CompanyId) -> Call<String> {
        unimplemented!("{company_id} {:?}", self.0)
    }
}

fn main() {
    let _ = Api::get_company;
}
