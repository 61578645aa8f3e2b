trait Api: HasClient {
    fn list_companies(
        &self,
        page_size: Option<u32>,
        tags: &[String],
        filter: &CompanyFilter,
    ) -> Call<Page<Company>> {
        let mut request = ::codat_client::__private::RequestBuilder::new(
            self,
            ::codat_client::__private::supertrait,
            const {
                &::codat_client::Endpoint::new(
                    ::codat_client::Method::GET,
                    "list_companies",
                    "/companies",
                )
            },
        );
        request.query_literal("archived=false&beta");
        request.query("pageSize", &page_size);
        request.query_literal("orderBy=-created");
        request.query("tags", tags);
        request.query_fields("filter", filter);
        request.into_call()
    }
}
