trait Api: HasClient {
    #[deprecated(since = "0.2.0", note = "use `get_company`")]
    #[must_use = "a call does nothing until it is awaited"]
    fn get_company_old(&self, company_id: CompanyId) -> Call<Company> {
        let mut __codat_request = ::codat_client::RequestBuilder::new(
            self,
            ::codat_client::RequestBuilder::supertrait,
            const {
                &::codat_client::RequestBuilder::get(
                        "get_company_old",
                        "/companies/{company_id}/old",
                    )
                    .deprecated("use `get_company`")
            },
        );
        (&mut __codat_request).path("company_id", &company_id);
        __codat_request.into_call::<_>()
    }
}
