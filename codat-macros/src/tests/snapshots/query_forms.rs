trait Api: HasClient {
    fn list_companies(
        &self,
        page_size: Option<u32>,
        tags: &[String],
        filter: &CompanyFilter,
    ) -> Call<Page<Company>> {
        let mut __codat_request = ::codat_client::RequestBuilder::new(
            self,
            ::codat_client::RequestBuilder::supertrait,
            const {
                &::codat_client::RequestBuilder::get("list_companies", "/companies")
            },
        );
        (&mut __codat_request).query_literal("archived=false&beta");
        (&mut __codat_request).query("pageSize", &page_size);
        (&mut __codat_request).query_literal("orderBy=-created");
        (&mut __codat_request).query("tags", tags);
        (&mut __codat_request).query_fields("filter", filter);
        __codat_request.into_generic_call::<_>()
    }
}
