//! Codat's own endpoints, declared with [`#[codat_endpoint]`](macro@crate::codat_endpoint): all 52 operations of its Platform API.
//!
//! There is one trait for each tag of Codat's API reference. Import the trait to call its methods on a [`Client`](crate::Client), or
//! all of them with the [`prelude`](crate::prelude). A method is named after Codat's operation id, which is unique; only
//! [`get_access_token`](ConnectionManagement::get_access_token) has the shorter name of Codat's other clients.
//!
//! # When a new method has the name of yours
//!
//! A minor release may add methods to these traits, since Codat adds operations. If your own trait has a method of the same name and
//! both traits are imported, a call of that method no longer compiles. It never calls the other method silently:
//!
//! ```compile_fail,E0034
//! use codat_client::{CompanyId, prelude::*};
//!
//! trait MyApi: HasClient {
//!     #[codat_endpoint(GET, "/companies/<company_id>?fields=name")]
//!     fn get_company(&self, company_id: CompanyId) -> Call<String>;
//! }
//!
//! impl MyApi for Client {}
//!
//! async fn name(codat: &Client, company_id: CompanyId) -> codat_client::Result<String> {
//!     codat.get_company(company_id).await // error[E0034]: multiple applicable items in scope
//! }
//! ```
//!
//! Each of these is safe:
//!
//! - Import the traits that you call by name, and not the prelude.
//! - Take `&dyn MyApi` or `&impl MyApi` in place of `&Client`. It has the methods of your trait only.
//! - Name the trait in the call: `MyApi::get_company(codat, company_id)`.
//! - Begin your methods' names with something of yours, such as `acme_get_company`.
//!
//! ```
//! # use codat_client::{CompanyId, prelude::*};
//! # trait MyApi: HasClient {
//! #     #[codat_endpoint(GET, "/companies/<company_id>?fields=name")]
//! #     fn get_company(&self, company_id: CompanyId) -> Call<String>;
//! # }
//! # impl MyApi for Client {}
//! async fn by_argument(codat: &dyn MyApi, company_id: CompanyId) -> codat_client::Result<String> {
//!     codat.get_company(company_id).await
//! }
//!
//! async fn by_bound(codat: &impl MyApi, company_id: CompanyId) -> codat_client::Result<String> {
//!     codat.get_company(company_id).await
//! }
//!
//! async fn by_name(codat: &Client, company_id: CompanyId) -> codat_client::Result<String> {
//!     MyApi::get_company(codat, company_id).await
//! }
//! ```
//!
//! # All operations
//!
//! | method | trait | operation |
//! | --- | --- | --- |
//! | [`list_companies`](Companies::list_companies) | [`Companies`] | `GET /companies` |
//! | [`create_company`](Companies::create_company) | [`Companies`] | `POST /companies` |
//! | [`get_company`](Companies::get_company) | [`Companies`] | `GET /companies/{companyId}` |
//! | [`replace_company`](Companies::replace_company) | [`Companies`] | `PUT /companies/{companyId}` |
//! | [`update_company`](Companies::update_company) | [`Companies`] | `PATCH /companies/{companyId}` |
//! | [`delete_company`](Companies::delete_company) | [`Companies`] | `DELETE /companies/{companyId}` |
//! | [`add_product`](Companies::add_product) | [`Companies`] | `PUT /companies/{companyId}/products/{productIdentifier}` |
//! | [`remove_product`](Companies::remove_product) | [`Companies`] | `DELETE /companies/{companyId}/products/{productIdentifier}` |
//! | [`refresh_product_data`](Companies::refresh_product_data) | [`Companies`] | `POST /companies/{companyId}/products/{productIdentifier}/refresh` |
//! | [`get_company_access_token`](Companies::get_company_access_token) | [`Companies`] | `GET /companies/{companyId}/accessToken` |
//! | [`get_company_sync_settings`](Companies::get_company_sync_settings) | [`Companies`] | `GET /companies/{companyId}/syncSettings` |
//! | [`set_company_sync_settings`](Companies::set_company_sync_settings) | [`Companies`] | `POST /companies/{companyId}/syncSettings` |
//! | [`get_access_token`](ConnectionManagement::get_access_token) | [`ConnectionManagement`] | `GET /companies/{companyId}/connectionManagement/accessToken` |
//! | [`list_connections`](Connections::list_connections) | [`Connections`] | `GET /companies/{companyId}/connections` |
//! | [`create_connection`](Connections::create_connection) | [`Connections`] | `POST /companies/{companyId}/connections` |
//! | [`get_connection`](Connections::get_connection) | [`Connections`] | `GET /companies/{companyId}/connections/{connectionId}` |
//! | [`unlink_connection`](Connections::unlink_connection) | [`Connections`] | `PATCH /companies/{companyId}/connections/{connectionId}` |
//! | [`delete_connection`](Connections::delete_connection) | [`Connections`] | `DELETE /companies/{companyId}/connections/{connectionId}` |
//! | [`update_connection_authorization`](Connections::update_connection_authorization) | [`Connections`] | `PUT /companies/{companyId}/connections/{connectionId}/authorization` |
//! | [`get_custom_data_type_configuration`](CustomDataType::get_custom_data_type_configuration) | [`CustomDataType`] | `GET /integrations/{platformKey}/dataTypes/custom/{customDataIdentifier}` |
//! | [`configure_custom_data_type`](CustomDataType::configure_custom_data_type) | [`CustomDataType`] | `PUT /integrations/{platformKey}/dataTypes/custom/{customDataIdentifier}` |
//! | [`refresh_custom_data_type`](CustomDataType::refresh_custom_data_type) | [`CustomDataType`] | `POST /companies/{companyId}/connections/{connectionId}/data/queue/custom/{customDataIdentifier}` |
//! | [`list_custom_data_type_records`](CustomDataType::list_custom_data_type_records) | [`CustomDataType`] | `GET /companies/{companyId}/connections/{connectionId}/data/custom/{customDataIdentifier}` |
//! | [`list_integrations`](Integrations::list_integrations) | [`Integrations`] | `GET /integrations` |
//! | [`get_integration`](Integrations::get_integration) | [`Integrations`] | `GET /integrations/{platformKey}` |
//! | [`get_integrations_branding`](Integrations::get_integrations_branding) | [`Integrations`] | `GET /integrations/{platformKey}/branding` |
//! | [`get_create_update_model_options_by_data_type`](PushData::get_create_update_model_options_by_data_type) | [`PushData`] | `GET /companies/{companyId}/connections/{connectionId}/options/{dataType}` |
//! | [`get_company_push_history`](PushData::get_company_push_history) | [`PushData`] | `GET /companies/{companyId}/push` |
//! | [`get_push_operation`](PushData::get_push_operation) | [`PushData`] | `GET /companies/{companyId}/push/{pushOperationKey}` |
//! | [`get_read_validation_results`](ReadData::get_read_validation_results) | [`ReadData`] | `GET /companies/{companyId}/sync/{datasetId}/validation` |
//! | [`refresh_company_data`](RefreshData::refresh_company_data) | [`RefreshData`] | `POST /companies/{companyId}/data/all` |
//! | [`refresh_data_type`](RefreshData::refresh_data_type) | [`RefreshData`] | `POST /companies/{companyId}/data/queue/{dataType}` |
//! | [`get_company_data_status`](RefreshData::get_company_data_status) | [`RefreshData`] | `GET /companies/{companyId}/dataStatus` |
//! | [`list_pull_operations`](RefreshData::list_pull_operations) | [`RefreshData`] | `GET /companies/{companyId}/data/history` |
//! | [`get_pull_operation`](RefreshData::get_pull_operation) | [`RefreshData`] | `GET /companies/{companyId}/data/history/{datasetId}` |
//! | [`get_cors_settings`](Settings::get_cors_settings) | [`Settings`] | `GET /corsSettings` |
//! | [`set_cors_settings`](Settings::set_cors_settings) | [`Settings`] | `POST /corsSettings` |
//! | [`get_connection_management_cors_settings`](Settings::get_connection_management_cors_settings) | [`Settings`] | `GET /connectionManagement/corsSettings` |
//! | [`set_connection_management_cors_settings`](Settings::set_connection_management_cors_settings) | [`Settings`] | `POST /connectionManagement/corsSettings` |
//! | [`get_profile`](Settings::get_profile) | [`Settings`] | `GET /profile` |
//! | [`update_profile`](Settings::update_profile) | [`Settings`] | `PUT /profile` |
//! | [`get_profile_sync_settings`](Settings::get_profile_sync_settings) | [`Settings`] | `GET /profile/syncSettings` |
//! | [`update_profile_sync_settings`](Settings::update_profile_sync_settings) | [`Settings`] | `POST /profile/syncSettings` |
//! | [`list_api_keys`](Settings::list_api_keys) | [`Settings`] | `GET /apiKeys` |
//! | [`create_api_key`](Settings::create_api_key) | [`Settings`] | `POST /apiKeys` |
//! | [`delete_api_key`](Settings::delete_api_key) | [`Settings`] | `DELETE /apiKeys/{apiKeyId}` |
//! | [`get_supplemental_data_configuration`](SupplementalData::get_supplemental_data_configuration) | [`SupplementalData`] | `GET /integrations/{platformKey}/dataTypes/{dataType}/supplementalDataConfig` |
//! | [`configure_supplemental_data`](SupplementalData::configure_supplemental_data) | [`SupplementalData`] | `PUT /integrations/{platformKey}/dataTypes/{dataType}/supplementalDataConfig` |
//! | [`list_webhook_consumers`](Webhooks::list_webhook_consumers) | [`Webhooks`] | `GET /webhooks` |
//! | [`create_webhook_consumer`](Webhooks::create_webhook_consumer) | [`Webhooks`] | `POST /webhooks` |
//! | [`delete_webhook_consumer`](Webhooks::delete_webhook_consumer) | [`Webhooks`] | `DELETE /webhooks/{webhookId}` |
//! | [`rotate_zapier_key`](Webhooks::rotate_zapier_key) | [`Webhooks`] | `POST /webhooks/integrationKeys/zapier` |

mod companies;
mod connection_management;
mod connections;
mod custom_data_type;
mod integrations;
mod push_data;
mod read_data;
mod refresh_data;
mod settings;
mod supplemental_data;
mod webhooks;

pub use companies::Companies;
pub use connection_management::ConnectionManagement;
pub use connections::Connections;
pub use custom_data_type::CustomDataType;
pub use integrations::Integrations;
pub use push_data::PushData;
pub use read_data::ReadData;
pub use refresh_data::RefreshData;
pub use settings::Settings;
pub use supplemental_data::SupplementalData;
pub use webhooks::Webhooks;
