trait Api: HasClient {
    /// Get company
    ///
    /// Returns a single company.
    fn get_company(&self, company_id: CompanyId) -> Call<Company> {
        let mut __codat_request = ::codat_client::RequestBuilder::new(
            self,
            ::codat_client::RequestBuilder::supertrait,
            const {
                &::codat_client::RequestBuilder::get(
                    "get_company",
                    "/companies/{company_id}",
                )
            },
        );
        (&mut __codat_request).path("company_id", &company_id);
        __codat_request.into_call::<_>()
    }
}
