trait Api: HasClient {
    fn get_company<T: Display>(&self, _: T) -> ::codat_client::Call<Company>
    where
        Self: Sized,
    {
        ::core::compile_error! {
            "a trait's method has no visibility\nhelp: remove it: in an `impl`, declare the endpoint in a trait instead"
        }
        ::core::compile_error! {
            "an endpoint can't be `unsafe`\nhelp: remove it"
        }
        ::core::compile_error! {
            "an endpoint can't have a type or const parameter: the trait would not work as `dyn`\nhelp: take a concrete type, in a path also `&dyn std::fmt::Display`; a parameter of the trait itself works, as a response with the bound `codat_client::ResponseValue`"
        }
        ::core::compile_error! {
            "an endpoint takes `&self`\nhelp: write `&self`: a call borrows the client for a moment only"
        }
        ::core::compile_error! {
            "the arguments of an endpoint need plain names\nhelp: write `company_id`"
        }
        ::core::compile_error! {
            "an endpoint returns a `Call`\nhelp: write `codat_client::Call<Company>`, or make the method `async`"
        }
        let _: ::core::marker::PhantomData<Result<Company, Error>>;
        loop {}
    }
}
