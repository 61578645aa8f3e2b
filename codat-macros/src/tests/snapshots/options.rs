trait Api: HasClient {
    fn create_company(&self, company: NewCompany) -> Call<Company> {
        let mut __codat_request = ::codat_client::RequestBuilder::new(
            self,
            ::codat_client::RequestBuilder::supertrait,
            const {
                &::codat_client::RequestBuilder::post("create_company", "/companies")
                    .errors(&[400u16, 409u16])
                    .timeout_millis(1500u64)
                    .never_retried()
                    .unauthenticated()
            },
        );
        (&mut __codat_request).body("company", &company);
        __codat_request.into_call::<_>()
    }
}
