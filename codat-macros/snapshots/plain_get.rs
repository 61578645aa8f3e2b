trait Api: HasClient {
    /// Get company
    ///
    /// Returns a single company.
    fn get_company(&self, company_id: CompanyId) -> Call<Company> {
        let mut request = ::codat_client::__private::RequestBuilder::new(
            self,
            ::codat_client::__private::supertrait,
            const {
                &::codat_client::Endpoint::new(
                    ::codat_client::Method::GET,
                    "get_company",
                    "/companies/{company_id}",
                )
            },
        );
        request.path("company_id", &company_id);
        request.into_call()
    }
}
