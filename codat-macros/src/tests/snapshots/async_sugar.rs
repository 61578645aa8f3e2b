trait Api: HasClient {
    fn delete_company(
        &self,
        company_id: CompanyId,
    ) -> impl ::core::future::Future<Output = Result<(), Error>> + ::core::marker::Send {
        let mut __codat_request = ::codat_client::RequestBuilder::new(
            self,
            ::codat_client::RequestBuilder::supertrait,
            const {
                &::codat_client::RequestBuilder::delete(
                        "delete_company",
                        "/companies/{company_id}",
                    )
                    .always_retried()
            },
        );
        (&mut __codat_request).path("company_id", &company_id);
        __codat_request.into_future::<_, _>()
    }
}
