trait Api: HasClient {
    fn delete_company(
        &self,
        company_id: CompanyId,
    ) -> impl ::core::future::Future<Output = Result<(), Error>> + ::core::marker::Send {
        let mut request = ::codat_client::__private::RequestBuilder::new(
            self,
            ::codat_client::__private::supertrait,
            const {
                &::codat_client::Endpoint::new(
                        ::codat_client::Method::DELETE,
                        "delete_company",
                        "/companies/{company_id}",
                    )
                    .retry(::codat_client::RetryMode::Always)
            },
        );
        request.path("company_id", &company_id);
        request.into_future::<Result<(), Error>, _>()
    }
}
