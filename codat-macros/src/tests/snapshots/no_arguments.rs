trait Api: HasClient {
    fn root(&self) -> Call<()> {
        let __codat_request = ::codat_client::RequestBuilder::new(
            self,
            ::codat_client::RequestBuilder::supertrait,
            const { &::codat_client::RequestBuilder::get("root", "/") },
        );
        __codat_request.into_call::<_>()
    }
}
