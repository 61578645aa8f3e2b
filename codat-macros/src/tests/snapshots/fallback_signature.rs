trait Api: HasClient {
    fn get_company<T: Display>(&self, _: T) -> ::codat_client::Call<Company>
    where
        Self: Sized,
    {
        ::core::compile_error! {
            "a trait's method has no visibility\nhelp: remove `pub`"
        }
        ::core::compile_error! {
            "an endpoint can't be `unsafe`\nhelp: remove `unsafe`"
        }
        ::core::compile_error! {
            "an endpoint can't have a type parameter: the trait would not work as `dyn`\nhelp: write a concrete type in place of `T`, or in a path `&dyn std::fmt::Display`; a parameter of the trait itself works"
        }
        ::core::compile_error! {
            "an endpoint takes `&self`\nhelp: write `&self`: a call borrows the client for a moment only"
        }
        ::core::compile_error! {
            "the arguments of an endpoint need plain names\nhelp: write `company_id` alone"
        }
        ::core::compile_error! {
            "an endpoint returns a `Call`\nhelp: write `-> codat_client::Call<Company>`"
        }
        let _: ::core::marker::PhantomData<Result<Company, Error>>;
        loop {}
    }
}
