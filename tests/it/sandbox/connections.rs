//! Connections, from the link that is sent to the customer to the end.

use std::collections::BTreeMap;

use codat_client::models::{
    Connection, CreateConnection, DataConnectionStatus, UpdateConnectionStatus,
};
use codat_client::paging::ListQuery;
use codat_client::sandbox::Sandbox;
use codat_client::{Client, ConnectionId, prelude::*};

async fn pending(sandbox: &Sandbox, codat: &Client) -> Connection {
    let xero = CreateConnection::new("gbol");
    let created = codat.create_connection(sandbox.company_id(), &xero);
    created.await.unwrap()
}

#[tokio::test]
async fn a_customer_authorises_at_the_link_without_a_key() {
    let sandbox = Sandbox::start().await.unwrap();
    let (codat, company) = (sandbox.client().unwrap(), sandbox.company_id());
    let connection = pending(&sandbox, &codat).await;
    assert_eq!(connection.status, Some(DataConnectionStatus::PendingAuth));
    assert_eq!(connection.platform_name.as_deref(), Some("Xero"));

    let _ = rustls::crypto::ring::default_provider().install_default();
    let browser = reqwest::Client::builder().no_proxy().build().unwrap();
    let link = connection.link_url.clone().unwrap();
    let redirect = codat.get_company(company).await.unwrap().redirect.unwrap();
    let page = browser.get(redirect).send().await.unwrap();
    assert!(page.text().await.unwrap().contains(&link));
    let page = browser.get(&link).send().await.unwrap();
    let page = page.text().await.unwrap();
    assert!(page.contains("<button>Authorise</button>"), "{page}");
    let looked = codat.get_connection(company, connection.id).await.unwrap();
    assert_eq!(looked, connection);

    let page = browser
        .post(&link)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(page.contains("Xero is linked"), "{page}");
    let linked = codat.get_connection(company, connection.id).await.unwrap();
    assert_eq!(linked.status, Some(DataConnectionStatus::Linked));
    let listed = codat.get_company(company).await.unwrap().data_connections;
    assert_eq!(listed, [linked]);
}

#[tokio::test]
async fn a_connection_is_unlinked_authorised_again_and_deleted() {
    let sandbox = Sandbox::start().await.unwrap();
    let (codat, company) = (sandbox.client().unwrap(), sandbox.company_id());
    let id = pending(&sandbox, &codat).await.id;
    sandbox.authorize(id).unwrap();
    let unlinked = UpdateConnectionStatus::unlinked();
    let connection = codat
        .unlink_connection(company, id, &unlinked)
        .await
        .unwrap();
    assert_eq!(connection.status, Some(DataConnectionStatus::Unlinked));
    let linked = UpdateConnectionStatus::new(DataConnectionStatus::Linked);
    let error = codat
        .unlink_connection(company, id, &linked)
        .await
        .unwrap_err();
    assert_eq!(error.status().unwrap(), 400);

    let by_status = ListQuery::new().query("dataConnections.status=Unlinked");
    let companies = codat.list_companies(&by_status).await.unwrap();
    assert_eq!(companies.total_results, Some(1));

    let authorization = BTreeMap::from([("code".to_owned(), "x".to_owned())]);
    let connection = codat.update_connection_authorization(company, id, &authorization);
    assert_eq!(
        connection.await.unwrap().status,
        Some(DataConnectionStatus::Linked)
    );

    codat.delete_connection(company, id).await.unwrap();
    let listed = codat
        .list_connections(company, &ListQuery::new())
        .await
        .unwrap();
    assert_eq!((listed.results, listed.total_results), (vec![], Some(0)));
    for error in [
        codat.delete_connection(company, id).await.unwrap_err(),
        codat
            .get_connection(company, ConnectionId::nil())
            .await
            .unwrap_err(),
        sandbox.authorize(id).unwrap_err(),
    ] {
        assert!(error.is_not_found());
        assert!(error.to_string().contains("not found"), "{error}");
    }
}

#[tokio::test]
async fn a_platform_that_is_missing_or_unknown_is_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    let (codat, company) = (sandbox.client().unwrap(), sandbox.company_id());
    for (body, status) in [
        (CreateConnection::default(), 400),
        (CreateConnection::new("zzzz"), 404),
    ] {
        let error = codat.create_connection(company, &body).await.unwrap_err();
        assert_eq!(error.status().unwrap(), status);
    }
}

#[tokio::test]
async fn ids_are_the_same_in_every_run() {
    let mut runs = Vec::new();
    for seed in [7, 7, 8] {
        let sandbox = Sandbox::builder().seed(seed).start().await.unwrap();
        let codat = sandbox.client().unwrap();
        let connection = pending(&sandbox, &codat).await;
        runs.push((sandbox.company_id(), connection.id));
    }
    assert_eq!(runs[0], runs[1]);
    assert_ne!(runs[0], runs[2]);
}
