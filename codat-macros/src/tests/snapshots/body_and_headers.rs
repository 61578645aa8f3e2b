trait Api: HasClient {
    fn update_invoice(
        &self,
        company_id: CompanyId,
        invoice_id: &str,
        invoice: &mut Invoice,
        etag: Option<Etag>,
    ) -> Call<Pushed<Invoice>> {
        let mut __codat_request = ::codat_client::RequestBuilder::new(
            self,
            ::codat_client::RequestBuilder::supertrait,
            const {
                &::codat_client::RequestBuilder::put(
                    "update_invoice",
                    "/companies/{company_id}/invoices/{invoice_id}",
                )
            },
        );
        (&mut __codat_request).path("company_id", &company_id);
        (&mut __codat_request).path("invoice_id", invoice_id);
        (&mut __codat_request).header("if-match", &etag);
        (&mut __codat_request).header_literal("x-source", "erp, nightly");
        (&mut __codat_request).body("invoice", &*invoice);
        __codat_request.into_generic_call::<_>()
    }
}
