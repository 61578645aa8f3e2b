trait Api: HasClient {
    fn create_company(&self, company: NewCompany) -> Call<Company> {
        let mut request = ::codat_client::__private::RequestBuilder::new(
            self,
            ::codat_client::__private::supertrait,
            const {
                &::codat_client::Endpoint::new(
                        ::codat_client::Method::POST,
                        "create_company",
                        "/companies",
                    )
                    .errors(&[400u16, 409u16])
                    .timeout_millis(1500u64)
                    .retry(::codat_client::RetryMode::Never)
                    .unauthenticated()
            },
        );
        request.body("company", &company);
        request.into_call()
    }
}
