trait Api: HasClient {
    fn update_invoice(
        &self,
        company_id: CompanyId,
        invoice_id: &str,
        invoice: &mut Invoice,
        etag: Option<Etag>,
    ) -> Call<Pushed<Invoice>> {
        let mut request = ::codat_client::__private::RequestBuilder::new(
            self,
            ::codat_client::__private::supertrait,
            const {
                &::codat_client::Endpoint::new(
                    ::codat_client::Method::PUT,
                    "update_invoice",
                    "/companies/{company_id}/invoices/{invoice_id}",
                )
            },
        );
        request.path("company_id", &company_id);
        request.path("invoice_id", invoice_id);
        request.header("if-match", &etag);
        request.header_literal("x-source", "erp, nightly");
        request.body("invoice", &*invoice);
        request.into_call()
    }
}
