//! The profile, API keys, webhook consumers.

use codat_client::models::{
    ClientId, CreateApiKey, DataType, Profile, SyncSetting, UpdateProfileSyncSettings,
    WebhookConsumerPrototype, WebhookId,
};
use codat_client::sandbox::Sandbox;
use codat_client::{Client, Credentials, prelude::*};

#[tokio::test]
async fn an_api_key_opens_the_sandbox_until_it_is_deleted() {
    let sandbox = Sandbox::start().await.unwrap();
    let codat = sandbox.client().unwrap();
    let created = codat
        .create_api_key(&CreateApiKey::new("ours"))
        .await
        .unwrap();
    let key = created.api_key.clone().unwrap();
    let second = Client::builder()
        .base_url(sandbox.base_url())
        .credentials(Credentials::api_key(key.expose()))
        .build()
        .unwrap();
    let keys = second.list_api_keys().await.unwrap();
    assert_eq!(keys.results.len(), 2);
    assert_eq!(keys.results[1], created);

    second.delete_api_key(&keys.results[0].id).await.unwrap();
    assert!(codat.list_api_keys().await.unwrap_err().is_unauthorized());
    let twice = second.delete_api_key(&keys.results[0].id).await;
    assert!(twice.unwrap_err().is_not_found());
    second.delete_api_key(&created.id).await.unwrap();
    assert!(second.list_api_keys().await.unwrap_err().is_unauthorized());
}

#[tokio::test]
async fn an_eleventh_key_and_a_long_name_are_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    let codat = sandbox.client().unwrap();
    let long = CreateApiKey::new("x".repeat(51));
    let error = codat.create_api_key(&long).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 400);
    for number in 2..=10 {
        let key = CreateApiKey::new(format!("key {number}"));
        codat.create_api_key(&key).await.unwrap();
    }
    let error = codat.create_api_key(&CreateApiKey::default()).await;
    let error = error.unwrap_err();
    assert_eq!(error.status().unwrap(), 409);
    assert!(
        error.to_string().contains("Maximum number of API keys"),
        "{error}"
    );
}

#[tokio::test]
async fn the_profile_is_kept() {
    let sandbox = Sandbox::start().await.unwrap();
    let codat = sandbox.client().unwrap();
    let mut profile = Profile::new("Bob's Burgers", "https://bobs-burgers.com/{companyId}");
    profile.white_list_urls = Some(vec!["https://bobs-burgers.com".to_owned()]);
    let updated = codat.update_profile(&profile).await.unwrap();
    assert_eq!(updated.white_list_urls, profile.white_list_urls);
    assert_eq!(codat.get_profile().await.unwrap(), updated);
    let error = codat.update_profile(&Profile::default()).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 400);
}

#[tokio::test]
async fn the_profiles_sync_settings_are_the_companies() {
    let sandbox = Sandbox::start().await.unwrap();
    let codat = sandbox.client().unwrap();
    let before = codat.get_profile_sync_settings().await.unwrap();
    assert_eq!(before.overrides_defaults, Some(false));
    let weekly = SyncSetting::new(DataType::Bills, false, 168, 0);
    let body = UpdateProfileSyncSettings::new(before.client_id, [weekly.clone()]);
    codat.update_profile_sync_settings(&body).await.unwrap();
    let company = codat.get_company_sync_settings(sandbox.company_id());
    assert!(company.await.unwrap().settings.contains(&weekly));
    let other = UpdateProfileSyncSettings::new(ClientId::nil(), []);
    let error = codat
        .update_profile_sync_settings(&other)
        .await
        .unwrap_err();
    assert_eq!(error.status().unwrap(), 400);
}

#[tokio::test]
async fn webhook_consumers_are_kept_up_to_fifty() {
    let sandbox = Sandbox::start().await.unwrap();
    let codat = sandbox.client().unwrap();
    let mut body = WebhookConsumerPrototype::new("https://a.example/codat", ["company.created"]);
    body.company_tags = Some(vec!["region:uk".to_owned()]);
    let created = codat.create_webhook_consumer(&body).await.unwrap();
    assert_eq!(created.url, body.url);
    assert_eq!(created.disabled, Some(false));
    let listed = codat.list_webhook_consumers().await.unwrap();
    assert_eq!(listed.results, std::slice::from_ref(&created));
    for wrong in [
        WebhookConsumerPrototype::default(),
        WebhookConsumerPrototype::new("no url", ["a"]),
        WebhookConsumerPrototype::new("ftp://a.example", ["a"]),
    ] {
        let error = codat.create_webhook_consumer(&wrong).await.unwrap_err();
        assert_eq!(error.status().unwrap(), 400, "{wrong:?}");
    }
    for _ in 1..50 {
        codat.create_webhook_consumer(&body).await.unwrap();
    }
    let error = codat.create_webhook_consumer(&body).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 400);
    codat.delete_webhook_consumer(created.id).await.unwrap();
    for unknown in [created.id, WebhookId::nil()] {
        let error = codat.delete_webhook_consumer(unknown).await.unwrap_err();
        assert!(error.is_not_found());
    }
    let [one, two] = [
        codat.rotate_zapier_key().await,
        codat.rotate_zapier_key().await,
    ];
    assert_ne!(one.unwrap(), two.unwrap());
}
