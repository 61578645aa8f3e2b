//! The attribute on a function of its own, without a visibility.

use codat_client::{Call, CompanyId, codat_endpoint};

#[codat_endpoint(GET, "/companies/<company_id>")]
fn get_company(company_id: CompanyId) -> Call<String> {
    unimplemented!("{company_id}")
}

fn main() {
    let _ = get_company;
}
