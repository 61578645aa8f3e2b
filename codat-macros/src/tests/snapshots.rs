//! The expansion of each feature, formatted and kept in `codat-macros/snapshots`, so that a change shows in review.
//!
//! `UPDATE_EXPECT=1 cargo test -p codat-macros` writes them anew.

use expect_test::{ExpectFile, expect_file};

use super::expand_source;

#[expect(
    clippy::needless_pass_by_value,
    reason = "it reads as an assertion does"
)]
fn check(source: &str, expected: ExpectFile) {
    let method = expand_source(source);
    let file = syn::parse2(quote::quote!(trait Api: HasClient { #method })).unwrap();
    expected.assert_eq(&prettyplease::unparse(&file));
}

#[test]
fn plain_get() {
    check(
        r#"
        /// Get company
        ///
        /// Returns a single company.
        #[codat_endpoint(GET, "/companies/<company_id>")]
        fn get_company(&self, company_id: CompanyId) -> Call<Company>;
        "#,
        expect_file!["../../snapshots/plain_get.rs"],
    );
}

#[test]
fn no_arguments() {
    check(
        r#"
        #[codat_endpoint(GET, "/")]
        fn root(&self) -> Call<()>;
        "#,
        expect_file!["../../snapshots/no_arguments.rs"],
    );
}

#[test]
fn query_forms() {
    check(
        r#"
        #[codat_endpoint(GET, "/companies?archived=false&beta&pageSize=<page_size>&orderBy=-created&<tags>&<filter..>")]
        fn list_companies(
            &self,
            page_size: Option<u32>,
            tags: &[String],
            filter: &CompanyFilter,
        ) -> Call<Page<Company>>;
        "#,
        expect_file!["../../snapshots/query_forms.rs"],
    );
}

#[test]
fn body_and_headers() {
    check(
        r#"
        #[codat_endpoint(PUT, "/companies/<company_id>/invoices/<invoice_id>", data = "<invoice>",
            header("If-Match") = "<etag>", header("X-Source") = "erp, nightly")]
        fn update_invoice(
            &self,
            company_id: CompanyId,
            invoice_id: &str,
            invoice: &mut Invoice,
            etag: Option<Etag>,
        ) -> Call<Pushed<Invoice>>;
        "#,
        expect_file!["../../snapshots/body_and_headers.rs"],
    );
}

#[test]
fn options() {
    check(
        r#"
        #[codat_endpoint(POST, "/companies", data = "<company>", errors(400, 409), timeout = "1.5s",
            retry = never, auth = none)]
        fn create_company(&self, company: NewCompany) -> Call<Company>;
        "#,
        expect_file!["../../snapshots/options.rs"],
    );
}

#[test]
fn async_sugar() {
    check(
        r#"
        #[codat_endpoint(DELETE, "/companies/<company_id>", retry = always)]
        async fn delete_company(&self, company_id: CompanyId) -> Result<(), Error>;
        "#,
        expect_file!["../../snapshots/async_sugar.rs"],
    );
}

#[test]
fn renamed_crate() {
    check(
        r#"
        #[codat_endpoint(GET, "/companies/<company_id>", crate = crate::vendored::codat)]
        fn get_company(&self, company_id: CompanyId) -> crate::vendored::codat::Call<Company>;
        "#,
        expect_file!["../../snapshots/renamed_crate.rs"],
    );
}

/// Where the crate isn't found, rustc underlines one word and not the whole attribute.
#[test]
fn crate_stands_at_the_method() {
    fn find(tokens: proc_macro2::TokenStream) -> Option<String> {
        tokens.into_iter().find_map(|token| match token {
            proc_macro2::TokenTree::Group(group) => find(group.stream()),
            proc_macro2::TokenTree::Ident(word) if word == "codat_client" => {
                word.span().source_text()
            }
            _ => None,
        })
    }
    let tokens = expand_source(r#"#[codat_endpoint(GET, "/a")] fn f(&self) -> Call<T>;"#);
    assert_eq!(find(tokens).as_deref(), Some("GET"));
}

#[test]
fn deprecated() {
    check(
        r#"
        #[codat_endpoint(GET, "/companies/<company_id>/old")]
        #[deprecated(since = "0.2.0", note = "use `get_company`")]
        #[must_use = "a call does nothing until it is awaited"]
        fn get_company_old(&self, company_id: CompanyId) -> Call<Company>;
        "#,
        expect_file!["../../snapshots/deprecated.rs"],
    );
}

#[test]
fn raw_identifiers() {
    check(
        r#"
        #[codat_endpoint(GET, "/types/<type>?<match>")]
        fn r#use<'a>(&'a self, r#type: &'a str, r#match: bool) -> Call<Type>;
        "#,
        expect_file!["../../snapshots/raw_identifiers.rs"],
    );
}

#[test]
fn mistakes() {
    check(
        r#"
        #[codat_endpoint(get, "/companies/<compny_id>/x y", timout = "30s")]
        fn get_company(&self, company_id: CompanyId, _: u32) -> Call<Company>;
        "#,
        expect_file!["../../snapshots/mistakes.rs"],
    );
}

/// Every fault that the method itself can have is taken out, so that its callers compile.
#[test]
fn mended_signature() {
    check(
        r#"
        #[codat_endpoint(GET, "/companies/<company_id>")]
        pub unsafe fn get_company<T: Display>(&mut self, mut company_id: T) -> Result<Company, Error>;
        "#,
        expect_file!["../../snapshots/mended_signature.rs"],
    );
}

#[test]
fn mended_async() {
    check(
        r#"
        #[codat_endpoint(GET, "/companies/")]
        async fn list_companies(&self) -> Result<Page<Company>, Error>;
        "#,
        expect_file!["../../snapshots/mended_async.rs"],
    );
}
