//! A company's id can't be passed as an invoice's.

use codat_client::{Client, CompanyId};
use compile_fail_tests::{InvoiceId, Invoices};

fn main() {
    let company_id = CompanyId::nil();
    let invoice_id = InvoiceId("1".to_owned());
    let _ = Client::offline().get_invoice(invoice_id, company_id);
}
