//! Companies: created, read, replaced, updated, deleted, with their tags, products and sync settings.

use std::collections::BTreeMap;

use codat_client::models::{
    CompanyRequestBody, CompanyUpdateRequest, DataType, ProductIdentifier, SetCompanySyncSettings,
    SyncSetting,
};
use codat_client::sandbox::Sandbox;
use codat_client::{Call, Client, CompanyId, HasClient, codat_endpoint, prelude::*};
use serde_json::{Value, json};

/// Updates with any body.
trait Raw: HasClient {
    #[codat_endpoint(PATCH, "/companies/<company_id>", data = "<body>")]
    fn patch(&self, company_id: &str, body: &Value) -> Call<Value>;

    #[codat_endpoint(POST, "/companies", data = "<body>")]
    fn post(&self, body: &Value) -> Call<Value>;
}

impl Raw for Client {}

fn tags(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    let pairs = pairs.iter();
    pairs
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

#[tokio::test]
async fn a_company_lives_from_its_creation_to_its_deletion() {
    let sandbox = Sandbox::start().await.unwrap();
    let codat = sandbox.client().unwrap();
    let mut body = CompanyRequestBody::new("Bank of (Dave[1])");
    body.tags = Some(tags(&[("region", "uk")]));
    let created = codat.create_company(&body).await.unwrap();
    assert_eq!(created.name.as_deref(), Some("Bank of Dave1"));
    assert_eq!(created.tags, tags(&[("region", "uk")]));
    assert!(created.created.is_some());
    let redirect = created.redirect.clone().unwrap();
    assert!(redirect.starts_with(sandbox.base_url()), "{redirect}");
    assert_eq!(codat.get_company(created.id).await.unwrap(), created);

    // What an update leaves out stays.
    let mut changes = CompanyUpdateRequest::new();
    changes.description = Some("customer 4711".to_owned());
    let updated = codat.update_company(created.id, &changes).await.unwrap();
    assert_eq!(updated.description.as_deref(), Some("customer 4711"));
    assert_eq!(updated.name, created.name);
    assert_eq!(updated.tags, created.tags);
    changes.tags = Some(tags(&[("team", "a")]));
    let updated = codat.update_company(created.id, &changes).await.unwrap();
    assert_eq!(updated.tags, tags(&[("team", "a")]));

    // What a replacement leaves out goes.
    let replaced = CompanyRequestBody::new("New Name");
    let replaced = codat.replace_company(created.id, &replaced).await.unwrap();
    assert_eq!(replaced.description.as_deref(), Some(""));
    assert!(replaced.tags.is_empty());

    codat.delete_company(created.id).await.unwrap();
    let error = codat.get_company(created.id).await.unwrap_err();
    assert!(error.is_not_found());
    let expected = format!("No company was found with ID {}", created.id);
    assert!(error.to_string().contains(&expected), "{error}");
    let error = codat.delete_company(created.id).await.unwrap_err();
    assert!(error.is_not_found());
}

#[tokio::test]
async fn tags_that_are_absent_null_or_empty_are_three_things() {
    let sandbox = Sandbox::start().await.unwrap();
    let codat = sandbox.client().unwrap();
    let id = sandbox.company_id().to_string();
    for (body, expected) in [
        (json!({ "tags": { "a": "1" } }), json!({ "a": "1" })),
        (json!({}), json!({ "a": "1" })),
        (json!({ "tags": null }), json!({})),
        (json!({ "tags": { "b": "2" } }), json!({ "b": "2" })),
        (json!({ "tags": {}, "name": null }), json!({})),
    ] {
        let company = codat.patch(&id, &body).await.unwrap();
        assert_eq!(company["tags"], expected, "{body}");
        assert_eq!(company["name"], "Company 1");
        // Codat leaves out what isn't set.
        assert!(!company.as_object().unwrap().contains_key("lastSync"));
    }
}

#[tokio::test]
async fn what_is_not_valid_is_refused_with_the_members_that_are_not() {
    let sandbox = Sandbox::start().await.unwrap();
    let codat = sandbox.client().unwrap();
    let eleven: BTreeMap<_, _> = (0..11).map(|n| (n.to_string(), "x")).collect();
    for (body, member) in [
        (json!({}), "name"),
        (json!({ "name": null }), "name"),
        (json!({ "name": "()" }), "name"),
        (json!({ "name": 5 }), "body"),
        (json!([]), "body"),
        (json!({ "name": "a", "tags": eleven }), "tags"),
        (json!({ "name": "a", "tags": { "": "x" } }), "tags"),
        (
            json!({ "name": "a", "tags": { "k": "x".repeat(101) } }),
            "tags.k",
        ),
    ] {
        let error = codat.post(&body).await.unwrap_err();
        assert_eq!(error.status().unwrap(), 400, "{body}");
        let message = error.error_message().unwrap();
        let validation = message.validation().unwrap();
        assert_eq!(validation.errors()[0].item_id(), Some(member), "{body}");
    }
    let error = codat.patch("no-uuid", &json!({})).await.unwrap_err();
    assert!(error.is_not_found());
}

#[tokio::test]
async fn products_are_enabled_refreshed_and_disabled() {
    let sandbox = Sandbox::start().await.unwrap();
    let (codat, id) = (sandbox.client().unwrap(), sandbox.company_id());
    let custom = ProductIdentifier::from("our-product");
    for product in ["lending", "our-product", "our-product"] {
        codat.add_product(id, &product.into()).await.unwrap();
    }
    let company = codat.get_company(id).await.unwrap();
    assert_eq!(company.products, ["lending", "our-product"]);

    let lending = ProductIdentifier::from("lending");
    let error = codat.refresh_product_data(id, &lending, None).await;
    let error = error.unwrap_err().to_string();
    assert!(
        error.contains("Lending doesn't support data refreshing"),
        "{error}"
    );
    codat.refresh_product_data(id, &custom, None).await.unwrap();

    codat.remove_product(id, &lending).await.unwrap();
    for gone in [
        codat.remove_product(id, &lending).await,
        codat.add_product(CompanyId::nil(), &lending).await,
        codat.refresh_product_data(id, &"other".into(), None).await,
    ] {
        assert!(gone.unwrap_err().is_not_found());
    }
}

#[tokio::test]
async fn sync_settings_are_the_profiles_until_a_company_has_its_own() {
    let sandbox = Sandbox::start().await.unwrap();
    let (codat, id) = (sandbox.client().unwrap(), sandbox.company_id());
    let defaults = codat.get_company_sync_settings(id).await.unwrap();
    assert_eq!(defaults.overrides_defaults, Some(false));
    assert_eq!(defaults.settings.len(), DataType::KNOWN.len());

    let mut own = SyncSetting::new(DataType::Invoices, false, 1, 7);
    own.months_to_sync = Some(3);
    let mut body = SetCompanySyncSettings::new(id, [own.clone()]);
    codat.set_company_sync_settings(id, &body).await.unwrap();
    let settings = codat.get_company_sync_settings(id).await.unwrap();
    assert_eq!(settings.overrides_defaults, Some(true));
    assert_eq!(settings.settings.len(), DataType::KNOWN.len());
    assert!(settings.settings.contains(&own));

    body.overrides_defaults = false;
    codat.set_company_sync_settings(id, &body).await.unwrap();
    assert_eq!(codat.get_company_sync_settings(id).await.unwrap(), defaults);

    body.settings[0].sync_order = None;
    let missing = codat
        .set_company_sync_settings(id, &body)
        .await
        .unwrap_err();
    assert!(
        missing.to_string().contains("settings[0].syncOrder"),
        "{missing}"
    );
    let other = SetCompanySyncSettings::new(CompanyId::nil(), []);
    let wrong = codat
        .set_company_sync_settings(id, &other)
        .await
        .unwrap_err();
    assert_eq!(wrong.status().unwrap(), 400);
}
