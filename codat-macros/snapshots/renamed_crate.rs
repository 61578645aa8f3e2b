trait Api: HasClient {
    fn get_company(
        &self,
        company_id: CompanyId,
    ) -> crate::vendored::codat::Call<Company> {
        let mut request = crate::vendored::codat::__private::RequestBuilder::new(
            self,
            crate::vendored::codat::__private::supertrait,
            const {
                &crate::vendored::codat::Endpoint::new(
                    crate::vendored::codat::Method::GET,
                    "get_company",
                    "/companies/{company_id}",
                )
            },
        );
        request.path("company_id", &company_id);
        request.into_call()
    }
}
