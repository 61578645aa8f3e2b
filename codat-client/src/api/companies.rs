//! Companies: your customers, whose data Codat connects.

use codat_macros::codat_endpoint;

use crate::models::{
    Company, CompanyAccessToken, CompanyRequestBody, CompanySyncSettings, CompanyUpdateRequest,
    ProductIdentifier, RefreshProductData, SetCompanySyncSettings,
};
use crate::paging::{ListQuery, Page};
use crate::{Call, Client, CompanyId, HasClient};

/// The endpoints of the tag *Companies*.
pub trait Companies: HasClient {
    /// Lists your companies, a page at a time.
    ///
    /// Operation `list-companies`: `GET /companies`.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`], and [`Error::ErrorMessage`](crate::Error::ErrorMessage) with 400 if the query can't be read.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(codat: codat_client::Client, company_id: codat_client::CompanyId) -> codat_client::Result<()> {
    /// use codat_client::{api::Companies, paging::ListQuery};
    ///
    /// let query = ListQuery::new().page_size(500).order_by("-created");
    /// let mut companies = codat.list_companies(&query).items();
    /// while let Some(company) = companies.next().await {
    ///     let company = company?;
    ///     println!("{} {}", company.id, company.name.unwrap_or_default());
    /// }
    /// # Ok(()) }
    /// ```
    #[codat_endpoint(GET, "/companies?<query..>", errors(400))]
    fn list_companies(&self, query: &ListQuery) -> Call<Page<Company>>;

    /// Creates a company.
    ///
    /// Operation `create-company`: `POST /companies`.
    ///
    /// A second call creates a second company with the same name. A retry within one call doesn't: it has the same `Idempotency-Key`.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`], and [`Error::ErrorMessage`](crate::Error::ErrorMessage) with 400 if the company has no name.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(codat: codat_client::Client, company_id: codat_client::CompanyId) -> codat_client::Result<()> {
    /// use codat_client::{api::Companies, models::CompanyRequestBody};
    ///
    /// let company = codat.create_company(&CompanyRequestBody::new("Bank of Dave")).await?;
    /// println!("send this link to your customer: {:?}", company.redirect);
    /// # Ok(()) }
    /// ```
    #[codat_endpoint(POST, "/companies", data = "<company>", errors(400))]
    fn create_company(&self, company: &CompanyRequestBody) -> Call<Company>;

    /// Gets one company.
    ///
    /// Operation `get-company`: `GET /companies/{companyId}`.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`].
    #[codat_endpoint(GET, "/companies/<company_id>")]
    fn get_company(&self, company_id: CompanyId) -> Call<Company>;

    /// Replaces the name, the description and the tags of a company.
    ///
    /// Operation `replace-company`: `PUT /companies/{companyId}`.
    ///
    /// What the body leaves out is removed. [`update_company`](Self::update_company) keeps it.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`].
    #[codat_endpoint(PUT, "/companies/<company_id>", data = "<company>")]
    fn replace_company(&self, company_id: CompanyId, company: &CompanyRequestBody)
    -> Call<Company>;

    /// Changes the name, the description or the tags of a company.
    ///
    /// Operation `update-company`: `PATCH /companies/{companyId}`.
    ///
    /// What the body leaves out stays. Tags are replaced as a whole: an empty map removes them all.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`].
    #[codat_endpoint(PATCH, "/companies/<company_id>", data = "<changes>")]
    fn update_company(
        &self,
        company_id: CompanyId,
        changes: &CompanyUpdateRequest,
    ) -> Call<Company>;

    /// Deletes a company, its connections and the data that was read. This can't be undone.
    ///
    /// Operation `delete-company`: `DELETE /companies/{companyId}`.
    ///
    /// The response is 204.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`]. 404 may mean that an earlier attempt deleted it: see [`Error::earlier`](crate::Error::earlier).
    #[codat_endpoint(DELETE, "/companies/<company_id>")]
    fn delete_company(&self, company_id: CompanyId) -> Call<()>;

    /// Enables a product for a company.
    ///
    /// Operation `add-product`: `PUT /companies/{companyId}/products/{productIdentifier}`.
    ///
    /// The response is 204. Codat offers this to the participants of its development program only.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`].
    #[codat_endpoint(PUT, "/companies/<company_id>/products/<product_identifier>")]
    fn add_product(
        &self,
        company_id: CompanyId,
        product_identifier: &ProductIdentifier,
    ) -> Call<()>;

    /// Disables a product for a company.
    ///
    /// Operation `remove-product`: `DELETE /companies/{companyId}/products/{productIdentifier}`.
    ///
    /// The response is 204. Codat offers this to the participants of its development program only.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`].
    #[codat_endpoint(DELETE, "/companies/<company_id>/products/<product_identifier>")]
    fn remove_product(
        &self,
        company_id: CompanyId,
        product_identifier: &ProductIdentifier,
    ) -> Call<()>;

    /// Requests that the data of a custom product is read now.
    ///
    /// Operation `refresh-product-data`: `POST /companies/{companyId}/products/{productIdentifier}/refresh`.
    ///
    /// The response is 202: the data is read in the background. Without a body, all data types of the product are read.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`], and [`Error::ErrorMessage`](crate::Error::ErrorMessage) with 400 if a read is under way already, or a data type isn't the product's.
    #[codat_endpoint(
        POST,
        "/companies/<company_id>/products/<product_identifier>/refresh",
        data = "<refresh>",
        errors(400)
    )]
    fn refresh_product_data(
        &self,
        company_id: CompanyId,
        product_identifier: &ProductIdentifier,
        refresh: Option<&RefreshProductData>,
    ) -> Call<()>;

    /// Gets an access token for a company, with which a web page embeds Codat's components. It is valid for one day.
    ///
    /// Operation `get-company-access-token`: `GET /companies/{companyId}/accessToken`.
    ///
    /// Each call creates a new token. The feature `tokens` caches them.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`].
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(codat: codat_client::Client, company_id: codat_client::CompanyId) -> codat_client::Result<()> {
    /// use codat_client::api::Companies;
    ///
    /// let token = codat.get_company_access_token(company_id).await?;
    /// println!("expires in {:?}", token.expires_in());
    /// # Ok(()) }
    /// ```
    #[codat_endpoint(GET, "/companies/<company_id>/accessToken")]
    fn get_company_access_token(&self, company_id: CompanyId) -> Call<CompanyAccessToken>;

    /// Gets how often data is read for a company, and how far back.
    ///
    /// Operation `get-company-syncSettings`: `GET /companies/{companyId}/syncSettings`.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`].
    #[codat_endpoint(GET, "/companies/<company_id>/syncSettings")]
    fn get_company_sync_settings(&self, company_id: CompanyId) -> Call<CompanySyncSettings>;

    /// Sets how often data is read for a company, and how far back.
    ///
    /// Operation `set-company-syncSettings`: `POST /companies/{companyId}/syncSettings`.
    ///
    /// The response is 204.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`], and [`Error::ErrorMessage`](crate::Error::ErrorMessage) with 400 if a setting is invalid.
    #[codat_endpoint(
        POST,
        "/companies/<company_id>/syncSettings",
        data = "<settings>",
        errors(400)
    )]
    fn set_company_sync_settings(
        &self,
        company_id: CompanyId,
        settings: &SetCompanySyncSettings,
    ) -> Call<()>;
}

impl Companies for Client {}
