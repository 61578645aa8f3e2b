trait Api: HasClient {
    fn get_company(
        &self,
        company_id: CompanyId,
    ) -> crate::vendored::codat::Call<Company> {
        let mut __codat_request = crate::vendored::codat::RequestBuilder::new(
            self,
            crate::vendored::codat::RequestBuilder::supertrait,
            const {
                &crate::vendored::codat::RequestBuilder::get(
                    "get_company",
                    "/companies/{company_id}",
                )
            },
        );
        (&mut __codat_request).path("company_id", &company_id);
        __codat_request.into_call::<_>()
    }
}
