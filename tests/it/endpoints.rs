//! Codat's own endpoints.
#![allow(deprecated, reason = "the deprecated routes are tested, too")]

use std::time::Duration;

use codat_client::api::{Companies, ConnectionManagement, Settings};
use codat_client::models::ConnectionManagementAllowedOrigins;
use codat_client::sandbox::{Fault, Sandbox};
use codat_client::{CompanyId, Error, Method};

#[tokio::test]
async fn connection_management_access_token() {
    let sandbox = Sandbox::start().await.unwrap();
    let company_id = sandbox.company_id();
    let codat = sandbox.client().unwrap();
    let token = codat.get_access_token(company_id).await.unwrap();
    assert!(sandbox.accepts_token(token.access_token().expose()));

    let [request] = sandbox.take_requests().try_into().unwrap();
    assert_eq!(request.method(), Method::GET);
    assert_eq!(
        request.path(),
        format!("/companies/{company_id}/connectionManagement/accessToken")
    );
    assert_eq!(request.query(), None);
}

#[tokio::test]
async fn company_access_token() {
    let sandbox = Sandbox::start().await.unwrap();
    let company_id = sandbox.company_id();
    let codat = sandbox.client().unwrap();
    let response = codat
        .get_company_access_token(company_id)
        .with_response()
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.attempts(), 1);
    assert!(response.quota().limit().unwrap() > response.quota().remaining().unwrap());
    assert!(response.quota().reset().is_some());
    let token = response.into_value();
    assert_eq!(token.expires_in(), Duration::from_secs(86_400));
    assert_eq!(token.token_type(), "Bearer");
    assert!(sandbox.accepts_token(token.access_token().expose()));
    assert_eq!(
        sandbox.requests()[0].path(),
        format!("/companies/{company_id}/accessToken")
    );
}

#[tokio::test]
async fn cors_settings_by_both_routes() {
    let sandbox = Sandbox::start().await.unwrap();
    let codat = sandbox.client().unwrap();
    let origins = ConnectionManagementAllowedOrigins::new(["https://www.bank-of-dave.com"]);

    assert_eq!(
        codat.get_cors_settings().await.unwrap().allowed_origins(),
        [""; 0]
    );
    assert_eq!(codat.set_cors_settings(&origins).await.unwrap(), origins);
    assert_eq!(
        codat
            .get_connection_management_cors_settings()
            .await
            .unwrap(),
        origins
    );

    let none = ConnectionManagementAllowedOrigins::default();
    assert_eq!(
        codat
            .set_connection_management_cors_settings(&none)
            .await
            .unwrap(),
        none
    );
    assert_eq!(codat.get_cors_settings().await.unwrap(), none);

    let routes: Vec<_> = sandbox
        .take_requests()
        .iter()
        .map(|request| format!("{} {}", request.method(), request.path()))
        .collect();
    assert_eq!(
        routes,
        [
            "GET /corsSettings",
            "POST /corsSettings",
            "GET /connectionManagement/corsSettings",
            "POST /connectionManagement/corsSettings",
            "GET /corsSettings",
        ]
    );
}

#[tokio::test]
async fn the_end_of_the_old_token_route_is_explained() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.script([Fault::status(404)]);
    let codat = sandbox.client().unwrap();
    let error = codat
        .get_access_token(sandbox.company_id())
        .await
        .unwrap_err();
    assert!(error.is_not_found());
    let help = error.help().unwrap();
    assert!(
        help.contains("2026-10-12") && help.contains("Companies::get_company_access_token"),
        "{help}"
    );
    assert!(error.to_string().contains(&help), "{error}");

    // A company that doesn't exist has no such excuse on the route that stays.
    let error = codat
        .get_company_access_token(CompanyId::nil())
        .await
        .unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(error.help(), None);
}

#[tokio::test]
async fn a_wrong_key_is_unauthorized() {
    let sandbox = Sandbox::start().await.unwrap();
    let stranger = codat_client::Client::builder()
        .base_url(sandbox.base_url())
        .credentials(codat_client::Credentials::api_key("wrong"))
        .build()
        .unwrap();
    let error = stranger
        .get_company_access_token(sandbox.company_id())
        .await
        .unwrap_err();
    assert!(error.is_unauthorized());
    assert!(matches!(error, Error::ErrorMessage(_)));
    assert_eq!(sandbox.request_count(), 1);
}
