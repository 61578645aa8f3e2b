//! Companies: your customers, whose data Codat connects.

use codat_macros::codat_endpoint;

use crate::models::CompanyAccessToken;
use crate::{Call, Client, CompanyId, HasClient};

/// The endpoints of the group *Companies*.
pub trait Companies: HasClient {
    /// Gets an access token for a company: with it, one of Codat's embedded components (the Connections SDK, the Link SDK)
    /// shows this company's data and no other's. It is valid for one day.
    ///
    /// Operation `get-company-access-token`: `GET /companies/{companyId}/accessToken`.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`]; 404 if there is no such company.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(codat: codat_client::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use codat_client::api::Companies;
    ///
    /// let company_id = "8a210b68-6988-11ed-a1eb-0242ac120002".parse()?;
    /// let token = codat.get_company_access_token(company_id).await?;
    /// println!("good for {:?}", token.expires_in());
    /// # Ok(()) }
    /// ```
    #[codat_endpoint(GET, "/companies/<company_id>/accessToken")]
    fn get_company_access_token(&self, company_id: CompanyId) -> Call<CompanyAccessToken>;
}

impl Companies for Client {}
