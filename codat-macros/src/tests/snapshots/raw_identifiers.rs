trait Api: HasClient {
    fn r#use<'a>(&'a self, r#type: &'a str, r#match: bool) -> Call<Type> {
        let mut __codat_request = ::codat_client::RequestBuilder::new(
            self,
            ::codat_client::RequestBuilder::supertrait,
            const { &::codat_client::RequestBuilder::get("use", "/types/{type}") },
        );
        (&mut __codat_request).path("type", r#type);
        (&mut __codat_request).query("match", &r#match);
        __codat_request.into_call::<_>()
    }
}
