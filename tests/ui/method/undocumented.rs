//! A lint about the method itself.

#![deny(missing_docs)]

use codat_client::{Call, Client, CompanyId, HasClient, Result, codat_endpoint};

/// Companies.
pub trait Companies: HasClient {
    #[codat_endpoint(GET, "/companies/<company_id>")]
    fn get_company(&self, company_id: CompanyId) -> Call<String>;

    #[codat_endpoint(DELETE, "/companies/<company_id>")]
    async fn delete_company(&self, company_id: CompanyId) -> Result<()>;
}

impl Companies for Client {}

fn main() {}
