//! The attribute of [`codat-client`](https://docs.rs/codat-client), which re-exports it.

mod attr;
mod endpoint;
mod errors;
mod expand;
mod mend;
mod path;
mod placeholder;
mod signature;
mod suggest;

#[cfg(any(test, fuzzing))]
pub mod soundness;
#[cfg(test)]
mod tests;

use self::attr::Declaration;
use self::endpoint::Endpoint;
use self::errors::Errors;
use self::expand::Client;
use self::path::Template;
use self::signature::{Method, RawMethod};

/// Turns a method of a trait into an endpoint of the API: writes the body that renders the request and returns the call.
///
/// ```ignore
/// use codat_client::{Call, Client, CompanyId, HasClient, codat_endpoint};
///
/// pub trait Invoices: HasClient {
///     /// Lists the invoices of a company.
///     #[codat_endpoint(GET, "/companies/<company_id>/data/invoices?pageSize=<page_size>&<query>")]
///     fn list_invoices(
///         &self,
///         company_id: CompanyId,
///         page_size: Option<u32>,
///         query: Option<&str>,
///     ) -> Call<Page<Invoice>>;
/// }
///
/// impl Invoices for Client {}
/// ```
///
/// The signature stays as it is written, and so do documentation, `#[cfg]`, `#[deprecated]`, `#[must_use]` and every
/// other attribute. The trait has to build on `HasClient`, and works as `dyn`.
///
/// # Grammar
///
/// ```text
/// #[codat_endpoint(METHOD, "/path/<arg>/literal?fixed=1&pageSize=<page_size>&<filter..>", option, option = value, …)]
/// ```
///
/// | part | meaning |
/// | --- | --- |
/// | `METHOD` | `GET`, `HEAD`, `POST`, `PUT`, `PATCH` or `DELETE`, a bare word in upper case |
/// | `<arg>` in the path | fills one whole segment from the argument of that name: anything that displays |
/// | `key=<arg>` in the query | a parameter; an `Option` is left out when `None`, a list repeats the key |
/// | `<arg>` in the query | the same, with the argument's name as the key |
/// | `<arg..>` last in the query | a struct that serialises, flattened into parameters |
/// | `key=value`, `key` in the query | a fixed parameter |
///
/// Literal text is sent as it is written, so it must be what a URL allows: `%20` for a space. Each argument is sent in
/// exactly one place. A raw identifier such as `r#type` is meant by its plain name, `<type>`.
///
/// # Options
///
/// | option | meaning |
/// | --- | --- |
/// | `data = "<arg>"` | the body: anything that serialises as JSON, or a wrapper that chooses another form |
/// | `header("Name") = "<arg>"` | a header from an argument; left out when `None` |
/// | `header("Name") = "text"` | a header that is always the same |
/// | `errors(400, 409)` | statuses that this endpoint documents beyond 401, 402, 403, 404, 429, 500 and 503 |
/// | `timeout = "30s"` | the time that a call has: a number with `ms`, `s` or `m` |
/// | `retry = never`, `retry = always` | whether to send again, whatever the method |
/// | `auth = none` | sends no credentials |
/// | `crate = path` | where `codat_client` is, if it was renamed or is re-exported |
///
/// # What the method looks like
///
/// It takes `&self`, and arguments with plain names and concrete types (or `&dyn Trait`). Lifetime parameters are fine.
/// It returns one of two:
///
/// - **`Call<T>`**, a future that can be sent to another thread and has settings of its own. `T` is what the answer
///   decodes to. The name has to be `Call`, with any prefix: a macro can't see through an alias.
/// - **`Result<T, Error>` of an `async fn`**, for those who need nothing but the answer. It gives up the settings of the
///   single call, the response beside its value, `wait` and `dyn`; the future borrows `self` and the arguments.
///
/// # What it expands to
///
/// ```ignore
/// #[codat_endpoint(PUT, "/companies/<company_id>?dryRun=true", data = "<company>", timeout = "30s")]
/// fn update_company(&self, company_id: CompanyId, company: &Company) -> Call<Company>;
/// ```
///
/// becomes
///
/// ```ignore
/// fn update_company(&self, company_id: CompanyId, company: &Company) -> Call<Company> {
///     let mut request = ::codat_client::__private::RequestBuilder::new(
///         self,
///         ::codat_client::__private::supertrait,
///         const {
///             &::codat_client::Endpoint::new(
///                 ::codat_client::Method::PUT,
///                 "update_company",
///                 "/companies/{company_id}",
///             )
///             .timeout_millis(30000u64)
///         },
///     );
///     request.path("company_id", &company_id);
///     request.query_literal("dryRun=true");
///     request.body("company", company);
///     request.into_call()
/// }
/// ```
///
/// # Mistakes
///
/// All mistakes of one method are told at once, in the order of the source, each with what to write instead. The method
/// stays, so that its callers compile. What only rustc can see, such as an argument that doesn't serialise, is underlined
/// at the type that the signature gives it.
#[cfg(not(fuzzing))] // The fuzzer builds this crate as an ordinary library.
#[proc_macro_attribute]
pub fn codat_endpoint(
    arguments: proc_macro::TokenStream,
    item: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    expand(arguments.into(), item.into()).into()
}

/// The whole way from tokens to tokens, of types that exist outside of a compiler as well.
fn expand(
    arguments: proc_macro2::TokenStream,
    item: proc_macro2::TokenStream,
) -> proc_macro2::TokenStream {
    let raw = match RawMethod::read(&item) {
        Ok(raw) => raw,
        // It stays as it is, with the mistakes beside it.
        Err(mistakes) => return item.into_iter().chain(mistakes.into_tokens()).collect(),
    };
    let mut errors = Errors::default();
    let declaration = Declaration::parse(arguments, &mut errors);
    let method = Method::check(&raw, &mut errors);
    let template = declaration
        .path
        .clone()
        .map(|path| Template::parse(path, &mut errors));
    let endpoint = Endpoint::bind(&declaration, &template, method, &mut errors);
    let client = Client::new(declaration.options.krate.as_ref());
    match errors.finish(endpoint) {
        Ok(endpoint) => expand::method(&endpoint, client),
        Err(mistakes) => mend::method(&raw, client, mistakes),
    }
}
