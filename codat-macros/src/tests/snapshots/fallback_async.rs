trait Api: HasClient {
    fn list_companies(
        &self,
    ) -> impl ::core::future::Future<
        Output = Result<Page<Company>, Error>,
    > + ::core::marker::Send {
        ::core::compile_error! {
            "the path has an empty segment\n\n  /companies/\n  ^^^^^^^^^^^\nhelp: write `/companies`"
        }
        let _: ::core::marker::PhantomData<Result<Page<Company>, Error>>;
        ::core::future::pending()
    }
}
