trait Api: HasClient {
    #[deprecated(since = "0.2.0", note = "use `get_company`")]
    #[must_use = "a call does nothing until it is awaited"]
    fn get_company_old(&self, company_id: CompanyId) -> Call<Company> {
        let mut request = ::codat_client::__private::RequestBuilder::new(
            self,
            ::codat_client::__private::supertrait,
            const {
                &::codat_client::Endpoint::new(
                        ::codat_client::Method::GET,
                        "get_company_old",
                        "/companies/{company_id}/old",
                    )
                    .deprecated("use `get_company`")
            },
        );
        request.path("company_id", &company_id);
        request.into_call()
    }
}
