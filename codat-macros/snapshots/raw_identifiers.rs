trait Api: HasClient {
    fn r#use<'a>(&'a self, r#type: &'a str, r#match: bool) -> Call<Type> {
        let mut request = ::codat_client::__private::RequestBuilder::new(
            self,
            ::codat_client::__private::supertrait,
            const {
                &::codat_client::Endpoint::new(
                    ::codat_client::Method::GET,
                    "use",
                    "/types/{type}",
                )
            },
        );
        request.path("type", r#type);
        request.query("match", &r#match);
        request.into_call()
    }
}
