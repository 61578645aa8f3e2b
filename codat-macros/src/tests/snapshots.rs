//! The expansion of each feature, formatted and kept in `snapshots`, so that a change shows in review.
//!
//! `UPDATE_EXPECT=1 cargo test -p codat-macros` writes them anew.

use expect_test::expect_file;

use super::expand_source;

#[track_caller]
fn check(source: &str, snapshot: &str) {
    let method = expand_source(source);
    let file = syn::parse2(quote::quote!(trait Api: HasClient { #method })).unwrap();
    // Absolute: the package may be unpacked inside of another workspace.
    let directory = env!("CARGO_MANIFEST_DIR");
    expect_file![format!("{directory}/src/tests/snapshots/{snapshot}.rs")]
        .assert_eq(&prettyplease::unparse(&file));
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
        "plain_get",
    );
}

#[test]
fn no_arguments() {
    check(
        r#"
        #[codat_endpoint(GET, "/")]
        fn root(&self) -> Call<()>;
        "#,
        "no_arguments",
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
        "query_forms",
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
        "body_and_headers",
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
        "options",
    );
}

#[test]
fn async_sugar() {
    check(
        r#"
        #[codat_endpoint(DELETE, "/companies/<company_id>", retry = always)]
        async fn delete_company(&self, company_id: CompanyId) -> Result<(), Error>;
        "#,
        "async_sugar",
    );
}

#[test]
fn renamed_crate() {
    check(
        r#"
        #[codat_endpoint(GET, "/companies/<company_id>", crate = crate::vendored::codat)]
        fn get_company(&self, company_id: CompanyId) -> crate::vendored::codat::Call<Company>;
        "#,
        "renamed_crate",
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
        "deprecated",
    );
}

#[test]
fn raw_identifiers() {
    check(
        r#"
        #[codat_endpoint(GET, "/types/<type>?<match>")]
        fn r#use<'a>(&'a self, r#type: &'a str, r#match: bool) -> Call<Type>;
        "#,
        "raw_identifiers",
    );
}

#[test]
fn mistakes() {
    check(
        r#"
        #[codat_endpoint(get, "/companies/<compny_id>/x y", timout = "30s")]
        fn get_company(&self, company_id: CompanyId, _: u32) -> Call<Company>;
        "#,
        "mistakes",
    );
}

/// Every fault that the method itself can have is taken out, so that its callers compile.
#[test]
fn fallback_signature() {
    check(
        r#"
        #[codat_endpoint(GET, "/companies/<company_id>")]
        pub unsafe fn get_company<T: Display>(&mut self, mut company_id: T) -> Result<Company, Error>;
        "#,
        "fallback_signature",
    );
}

#[test]
fn fallback_async() {
    check(
        r#"
        #[codat_endpoint(GET, "/companies/")]
        async fn list_companies(&self) -> Result<Page<Company>, Error>;
        "#,
        "fallback_async",
    );
}
