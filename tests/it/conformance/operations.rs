//! What this crate declares for each operation.

use std::pin::Pin;

use codat_client::endpoint::Endpoint;
use codat_client::models::{
    ApiKeyId, CompanyAccessToken, ConnectionManagementAccessToken, CustomDataIdentifier, DataType,
    DatasetId, PlatformKey, ProductIdentifier, PushOperationKey, WebhookId,
};
use codat_client::paging::ListQuery;
use codat_client::{
    Call, Client, CompanyId, ConnectionId, Error, FromResponse, RawResponse, Response, RetryConfig,
    StatusCode, prelude::*,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// A call, taken apart.
pub(super) struct Made {
    pub(super) endpoint: &'static Endpoint,
    /// The names of the query's parameters.
    pub(super) query: Vec<String>,
    pub(super) body: Option<Value>,
    /// Reads a response, and writes what was read again, unless that is a token.
    pub(super) decode: fn(&RawResponse) -> Result<Option<Value>, Error>,
    /// Sends the call to a mock, which is asked for this status.
    pub(super) send: Box<dyn FnOnce(StatusCode) -> Sending>,
}

type Sending = Pin<Box<dyn Future<Output = Result<Response<()>, Error>>>>;

/// Makes a call from a body and the names of the query's parameters.
pub(super) type Make = Box<dyn Fn(&Value, &[&str]) -> Made>;

/// What the arguments of calls are, other than bodies.
#[derive(Clone)]
pub(super) struct Arguments {
    pub(super) company: CompanyId,
    pub(super) connection: ConnectionId,
    pub(super) dataset: DatasetId,
    pub(super) push: PushOperationKey,
    pub(super) consumer: WebhookId,
    pub(super) key: ApiKeyId,
    pub(super) platform: PlatformKey,
    pub(super) product: ProductIdentifier,
    pub(super) page: u64,
    pub(super) filter: &'static str,
}

impl Default for Arguments {
    fn default() -> Self {
        Self {
            company: CompanyId::nil(),
            connection: ConnectionId::nil(),
            dataset: DatasetId::nil(),
            push: PushOperationKey::nil(),
            consumer: WebhookId::nil(),
            key: ApiKeyId::from("1"),
            platform: PlatformKey::from("gbol"),
            product: ProductIdentifier::from("lending"),
            page: 1,
            filter: "name=x",
        }
    }
}

/// Every operation by its id.
pub(super) fn declared(codat: &'static Client) -> Vec<(&'static str, Make)> {
    declared_with(codat, &Arguments::default())
}

/// Every operation by its id, with these arguments.
#[expect(deprecated, reason = "what is deprecated is still there")]
pub(super) fn declared_with(
    codat: &'static Client,
    arguments: &Arguments,
) -> Vec<(&'static str, Make)> {
    let arguments: &'static Arguments = Box::leak(Box::new(arguments.clone()));
    let (company, connection) = (arguments.company, arguments.connection);
    let platform = || arguments.platform.clone();
    let product = || arguments.product.clone();
    let custom = || CustomDataIdentifier::from("Orders");
    vec![
        plain(arguments, "list-companies", move |query| {
            codat.list_companies(query)
        }),
        with_body("create-company", move |body| codat.create_company(&body)),
        plain(arguments, "get-company", move |_| {
            codat.get_company(company)
        }),
        with_body("replace-company", move |body| {
            codat.replace_company(company, &body)
        }),
        with_body("update-company", move |body| {
            codat.update_company(company, &body)
        }),
        plain(arguments, "delete-company", move |_| {
            codat.delete_company(company)
        }),
        plain(arguments, "add-product", move |_| {
            codat.add_product(company, &product())
        }),
        plain(arguments, "remove-product", move |_| {
            codat.remove_product(company, &product())
        }),
        with_body("refresh-product-data", move |body| {
            codat.refresh_product_data(company, &product(), Some(&body))
        }),
        token::<CompanyAccessToken>("get-company-access-token", move || {
            codat.get_company_access_token(company)
        }),
        plain(arguments, "get-company-syncSettings", move |_| {
            codat.get_company_sync_settings(company)
        }),
        with_body("set-company-syncSettings", move |body| {
            codat.set_company_sync_settings(company, &body)
        }),
        plain(arguments, "list-connections", move |query| {
            codat.list_connections(company, query)
        }),
        with_body("create-connection", move |body| {
            codat.create_connection(company, &body)
        }),
        plain(arguments, "get-connection", move |_| {
            codat.get_connection(company, connection)
        }),
        with_body("unlink-connection", move |body| {
            codat.unlink_connection(company, connection, &body)
        }),
        plain(arguments, "delete-connection", move |_| {
            codat.delete_connection(company, connection)
        }),
        with_body("update-connection-authorization", move |body| {
            codat.update_connection_authorization(company, connection, &body)
        }),
        token::<ConnectionManagementAccessToken>(
            "get-connection-management-access-token",
            move || codat.get_access_token(company),
        ),
        plain(
            arguments,
            "get-connection-management-cors-settings",
            move |_| codat.get_connection_management_cors_settings(),
        ),
        with_body("set-connection-management-cors-settings", move |body| {
            codat.set_connection_management_cors_settings(&body)
        }),
        plain(arguments, "get-cors-settings", move |_| {
            codat.get_cors_settings()
        }),
        with_body("set-cors-settings", move |body| {
            codat.set_cors_settings(&body)
        }),
        plain(arguments, "get-profile", move |_| codat.get_profile()),
        with_body("update-profile", move |body| codat.update_profile(&body)),
        plain(arguments, "get-profile-syncSettings", move |_| {
            codat.get_profile_sync_settings()
        }),
        with_body("update-profile-syncSettings", move |body| {
            codat.update_profile_sync_settings(&body)
        }),
        plain(arguments, "list-api-keys", move |_| codat.list_api_keys()),
        with_body("create-api-key", move |body| codat.create_api_key(&body)),
        plain(arguments, "delete-api-key", move |_| {
            codat.delete_api_key(&arguments.key)
        }),
        plain(arguments, "refresh-company-data", move |_| {
            codat.refresh_company_data(company)
        }),
        plain(arguments, "refresh-data-type", move |_| {
            codat.refresh_data_type(company, &DataType::Bills, Some(connection))
        }),
        plain(arguments, "get-company-data-status", move |_| {
            codat.get_company_data_status(company)
        }),
        plain(arguments, "list-pull-operations", move |query| {
            codat.list_pull_operations(company, query)
        }),
        plain(arguments, "get-pull-operation", move |_| {
            codat.get_pull_operation(company, arguments.dataset)
        }),
        plain(arguments, "list-webhook-consumers", move |_| {
            codat.list_webhook_consumers()
        }),
        with_body("create-webhook-consumer", move |body| {
            codat.create_webhook_consumer(&body)
        }),
        plain(arguments, "delete-webhook-consumer", move |_| {
            codat.delete_webhook_consumer(arguments.consumer)
        }),
        plain(arguments, "rotate-zapier-key", move |_| {
            codat.rotate_zapier_key()
        }),
        plain(arguments, "list-integrations", move |query| {
            codat.list_integrations(query)
        }),
        plain(arguments, "get-integration", move |_| {
            codat.get_integration(&platform())
        }),
        plain(arguments, "get-integrations-branding", move |_| {
            codat.get_integrations_branding(&platform())
        }),
        plain(arguments, "get-read-validation-results", move |_| {
            codat.get_read_validation_results(company, arguments.dataset)
        }),
        plain(
            arguments,
            "get-create-update-model-options-by-data-type",
            move |_| {
                codat.get_create_update_model_options_by_data_type(
                    company,
                    connection,
                    &DataType::Bills,
                )
            },
        ),
        plain(arguments, "get-company-push-history", move |query| {
            codat.get_company_push_history(company, query)
        }),
        plain(arguments, "get-push-operation", move |_| {
            codat.get_push_operation(company, arguments.push)
        }),
        plain(
            arguments,
            "get-supplemental-data-configuration",
            move |_| codat.get_supplemental_data_configuration(&platform(), &DataType::Bills),
        ),
        with_body("configure-supplemental-data", move |body| {
            codat.configure_supplemental_data(&platform(), &DataType::Bills, &body)
        }),
        plain(arguments, "get-custom-data-type-configuration", move |_| {
            codat.get_custom_data_type_configuration(&platform(), &custom())
        }),
        with_body("configure-custom-data-type", move |body| {
            codat.configure_custom_data_type(&platform(), &custom(), &body)
        }),
        plain(arguments, "refresh-custom-data-type", move |_| {
            codat.refresh_custom_data_type(company, connection, &custom())
        }),
        plain(arguments, "list-custom-data-type-records", move |query| {
            codat.list_custom_data_type_records(company, connection, &custom(), query)
        }),
    ]
}

fn plain<T: FromResponse + Serialize + 'static>(
    arguments: &'static Arguments,
    id: &'static str,
    call: impl Fn(&ListQuery) -> Call<T> + 'static,
) -> (&'static str, Make) {
    (
        id,
        Box::new(move |_, query| made(call(&list_query(arguments, query)), written::<T>)),
    )
}

fn with_body<B: DeserializeOwned, T: FromResponse + Serialize + 'static>(
    id: &'static str,
    call: impl Fn(B) -> Call<T> + 'static,
) -> (&'static str, Make) {
    let read = move |body: &Value| {
        serde_json::from_value(body.clone()).unwrap_or_else(|error| panic!("{id}: {error}: {body}"))
    };
    (
        id,
        Box::new(move |body, _| made(call(read(body)), written::<T>)),
    )
}

fn token<T: FromResponse + 'static>(
    id: &'static str,
    call: impl Fn() -> Call<T> + 'static,
) -> (&'static str, Make) {
    (
        id,
        Box::new(move |_, _| made(call(), |response| T::from_response(response).map(|_| None))),
    )
}

fn written<T: FromResponse + Serialize>(response: &RawResponse) -> Result<Option<Value>, Error> {
    T::from_response(response).map(|value| Some(serde_json::to_value(value).unwrap()))
}

fn made<T: FromResponse + 'static>(
    call: Call<T>,
    decode: fn(&RawResponse) -> Result<Option<Value>, Error>,
) -> Made {
    let request = call.request().unwrap_or_else(|| panic!("{call:?}"));
    Made {
        endpoint: call.endpoint().unwrap(),
        query: request
            .url()
            .query_pairs()
            .map(|(name, _)| name.into_owned())
            .collect(),
        body: request
            .body()
            .map(|body| serde_json::from_slice(body).unwrap()),
        decode,
        send: Box::new(move |status| {
            let call = call
                .header("Prefer", format!("code={}", status.as_u16()))
                .retries(RetryConfig::none())
                .with_response();
            Box::pin(async { call.await.map(|response| response.map(drop)) })
        }),
    }
}

/// A query in which these parameters are set.
fn list_query(arguments: &Arguments, names: &[&str]) -> ListQuery {
    let set = |name| names.contains(&name);
    let mut query = ListQuery::new();
    query.page = set("page").then_some(arguments.page);
    query.page_size = set("pageSize").then_some(100);
    query.query = set("query").then(|| arguments.filter.into());
    query.order_by = set("orderBy").then(|| "-name".into());
    query.tags = set("tags").then(|| "region=uk".into());
    query
}

/// Nothing, as the body that is read from a response without one.
#[test]
fn nothing_is_null() {
    let response = RawResponse::new(
        codat_client::StatusCode::OK,
        codat_client::HeaderMap::new(),
        "",
    );
    assert_eq!(written::<()>(&response).unwrap(), Some(json!(null)));
}
