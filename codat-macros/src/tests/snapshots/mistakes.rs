trait Api: HasClient {
    fn get_company(&self, company_id: CompanyId, _: u32) -> Call<Company> {
        ::core::compile_error! {
            "the method is a bare word in upper case\nhelp: write `GET`"
        }
        ::core::compile_error! {
            "no argument is named `compny_id`\n\n  /companies/<compny_id>/x y\n             ^^^^^^^^^^^\nhelp: write `<company_id>`; the method takes `company_id`"
        }
        ::core::compile_error! {
            "a space can't stand in a path\n\n  /companies/<compny_id>/x y\n                          ^\nhelp: write `%20`"
        }
        ::core::compile_error! {
            "unknown option `timout`\nhelp: write `timeout`; the options are `data`, `header`, `errors`, `timeout`, `retry`, `auth` and `crate`"
        }
        ::core::compile_error! {
            "the arguments of an endpoint need plain names\nhelp: an argument is `name: Type`; the name says where it is sent"
        }
        loop {}
    }
}
