trait Api: HasClient {
    fn root(&self) -> Call<()> {
        let request = ::codat_client::__private::RequestBuilder::new(
            self,
            ::codat_client::__private::supertrait,
            const {
                &::codat_client::Endpoint::new(::codat_client::Method::GET, "root", "/")
            },
        );
        request.into_call()
    }
}
