//! The attribute on a struct.

use codat_client::codat_endpoint;

#[codat_endpoint(GET, "/companies")]
struct Company {
    name: String,
}

fn main() {
    let company = Company { name: "A".to_owned() };
    let _ = company.name;
}
