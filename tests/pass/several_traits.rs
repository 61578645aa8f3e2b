//! Several traits on one client, two of them with a method of the same name.

#![deny(warnings)]

use codat_client::{Call, Client, HasClient, codat_endpoint};

trait Invoices: HasClient {
    #[codat_endpoint(GET, "/invoices")]
    fn list(&self) -> Call<()>;

    #[codat_endpoint(DELETE, "/invoices/<number>")]
    fn delete_invoice(&self, number: u32) -> Call<()>;
}

trait Bills: HasClient {
    #[codat_endpoint(GET, "/bills")]
    fn list(&self) -> Call<()>;

    #[codat_endpoint(DELETE, "/bills/<number>")]
    fn delete_bill(&self, number: u32) -> Call<()>;
}

/// All of them behind one name.
trait Everything: Invoices + Bills {}

impl Invoices for Client {}
impl Bills for Client {}
impl Everything for Client {}

fn templates(codat: &dyn Everything) -> [&'static str; 4] {
    [
        Invoices::list(codat).endpoint().unwrap().template(),
        Bills::list(codat).endpoint().unwrap().template(),
        codat.delete_invoice(1).endpoint().unwrap().template(),
        codat.delete_bill(1).endpoint().unwrap().template(),
    ]
}

pub(crate) fn main() {
    let expected = ["/invoices", "/bills", "/invoices/{number}", "/bills/{number}"];
    assert_eq!(templates(Client::offline()), expected);
}
