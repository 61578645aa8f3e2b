//! Work that progresses: reads, writes, custom data.

use std::time::Duration;

use codat_client::models::{
    CreateConnection, CustomDataIdentifier, CustomDataTypeConfiguration, DataType, DatasetId,
    PullOperationStatus, PushOperationKey, PushOperationStatus, RefreshProductData,
    SupplementalDataConfiguration, SupplementalDataSource,
};
use codat_client::paging::ListQuery;
use codat_client::sandbox::Sandbox;
use codat_client::{Client, ConnectionId, prelude::*};

const STEP: Duration = Duration::from_millis(50);
const LONG: Duration = Duration::from_secs(60);

/// A sandbox with a linked connection, whose clock is stopped after all that is read at its first link.
async fn linked(platform: &str) -> (Sandbox, Client, ConnectionId) {
    let sandbox = Sandbox::start().await.unwrap();
    let codat = sandbox.client().unwrap();
    sandbox.stop_clock();
    let new = CreateConnection::new(platform);
    let connection = codat.create_connection(sandbox.company_id(), &new);
    let connection = connection.await.unwrap().id;
    sandbox.authorize(connection).unwrap();
    sandbox.advance_clock(LONG);
    (sandbox, codat, connection)
}

#[tokio::test]
async fn a_read_goes_through_its_steps_and_data_status_follows() {
    let (sandbox, codat, connection) = linked("gbol").await;
    let company = sandbox.company_id();
    let before = codat.get_company_data_status(company).await.unwrap();
    let before = before.get(&DataType::Invoices).unwrap().clone();
    assert_eq!(before.current_status, Some(PullOperationStatus::Complete));

    let read = codat.refresh_data_type(company, &DataType::Invoices, Some(connection));
    let read = read.await.unwrap();
    assert_eq!(read.status, Some(PullOperationStatus::Initial));
    let again = codat
        .refresh_data_type(company, &DataType::Invoices, None)
        .await;
    let again = again.unwrap_err();
    assert_eq!(again.status().unwrap(), 400);
    assert!(
        again
            .to_string()
            .contains("DatasetAlreadyInProgressException"),
        "{again}"
    );

    let mut seen = Vec::new();
    for step in 1..=9 {
        sandbox.advance_clock(STEP);
        let now = codat.get_pull_operation(company, read.id).await.unwrap();
        assert_eq!(now.progress, Some(step * 100 / 9));
        let status = codat.get_company_data_status(company).await.unwrap();
        let status = status.get(&DataType::Invoices).unwrap().clone();
        assert_eq!(status.current_status, now.status);
        assert_eq!(status.latest_sync_id, Some(read.id));
        let successful = if step < 9 {
            before.latest_sync_id
        } else {
            Some(read.id)
        };
        assert_eq!(status.latest_successful_sync_id, successful);
        seen.push(now.status.unwrap().to_string());
    }
    let expected = "Queued Fetching MapQueued Mapping ProcessingQueued Processing ValidationQueued Validating Complete";
    assert_eq!(seen.join(" "), expected);
    let end = codat.get_pull_operation(company, read.id).await.unwrap();
    assert_eq!(
        (end.is_completed, end.is_errored),
        (Some(true), Some(false))
    );
    assert!(end.completed.is_some());
    let last_sync = codat.get_company(company).await.unwrap().last_sync;
    assert_eq!(last_sync, end.completed);
    let result = codat
        .get_read_validation_results(company, read.id)
        .await
        .unwrap();
    assert!(result.errors.is_empty());
}

#[tokio::test]
async fn a_read_ends_as_a_test_decides() {
    let (sandbox, codat, _) = linked("gbol").await;
    let company = sandbox.company_id();
    sandbox.end_pulls_as(DataType::Bills, PullOperationStatus::ValidationError);
    let read = codat.refresh_data_type(company, &DataType::Bills, None);
    let id = read.await.unwrap().id;
    sandbox.advance_clock(LONG);
    let end = codat.get_pull_operation(company, id).await.unwrap();
    assert_eq!(end.status, Some(PullOperationStatus::ValidationError));
    assert_eq!(
        (end.is_completed, end.is_errored),
        (Some(false), Some(true))
    );
    let found = codat
        .get_read_validation_results(company, id)
        .await
        .unwrap();
    assert_eq!(found.errors.len(), 1);
    let errors = ListQuery::new().query("status=ValidationError");
    let errors = codat.list_pull_operations(company, &errors).await.unwrap();
    assert_eq!(errors.results, [end]);
}

#[tokio::test(start_paused = true)]
async fn a_read_goes_on_by_tokios_clock() {
    let sandbox = Sandbox::start().await.unwrap();
    let (codat, company) = (sandbox.client().unwrap(), sandbox.company_id());
    let new = CreateConnection::new("dfxm");
    let connection = codat.create_connection(company, &new).await.unwrap().id;
    sandbox.authorize(connection).unwrap();
    tokio::time::sleep(LONG).await;
    let history = codat.list_pull_operations(company, &ListQuery::new());
    let history = history.await.unwrap();
    assert_eq!(history.total_results, Some(4));
    for read in history.results {
        assert_eq!(read.status, Some(PullOperationStatus::Complete));
    }
    codat.refresh_company_data(company).await.unwrap();
    let history = codat.list_pull_operations(company, &ListQuery::new());
    assert_eq!(history.await.unwrap().total_results, Some(8));
}

#[tokio::test]
async fn what_cannot_be_read_is_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    let (codat, company) = (sandbox.client().unwrap(), sandbox.company_id());
    let nothing = codat.refresh_company_data(company).await.unwrap_err();
    assert_eq!(nothing.status().unwrap(), 400);
    let new = CreateConnection::new("gbol");
    let pending = codat.create_connection(company, &new).await.unwrap().id;
    for (data_type, connection, status) in [
        (DataType::Bills, None, 400),
        (DataType::Bills, Some(pending), 400),
        (DataType::Bills, Some(ConnectionId::nil()), 404),
        ("nonsense".into(), None, 400),
    ] {
        let read = codat.refresh_data_type(company, &data_type, connection);
        assert_eq!(
            read.await.unwrap_err().status().unwrap(),
            status,
            "{data_type}"
        );
    }
    sandbox.authorize(pending).unwrap();
    let banking = DataType::BankingAccounts;
    let read = codat.refresh_data_type(company, &banking, None).await;
    assert_eq!(read.unwrap_err().status().unwrap(), 400);
    let unknown = codat.get_pull_operation(company, DatasetId::nil()).await;
    assert!(unknown.unwrap_err().is_not_found());
}

#[tokio::test]
async fn a_custom_product_is_not_refreshed_while_data_is_read() {
    let (sandbox, codat, _) = linked("gbol").await;
    let (company, product) = (sandbox.company_id(), "ours".into());
    codat.add_product(company, &product).await.unwrap();
    let types = RefreshProductData::new([DataType::Bills]);
    let refresh = codat.refresh_product_data(company, &product, Some(&types));
    refresh.await.unwrap();
    let again = codat.refresh_product_data(company, &product, None).await;
    let again = again.unwrap_err().to_string();
    assert!(
        again.contains("while a read operation is in progress"),
        "{again}"
    );
    sandbox.advance_clock(LONG);
    let unknown = RefreshProductData::new([DataType::from("nonsense")]);
    let refresh = codat.refresh_product_data(company, &product, Some(&unknown));
    let error = refresh.await.unwrap_err();
    assert_eq!(error.status().unwrap(), 400);
    assert!(
        error.to_string().contains("invoices, itemReceipts"),
        "{error}"
    );
}

#[tokio::test]
async fn a_write_ends_as_a_test_decides() {
    let (sandbox, codat, connection) = linked("gbol").await;
    let company = sandbox.company_id();
    let invoices = DataType::Invoices;
    let mut keys = Vec::new();
    for ending in PushOperationStatus::KNOWN {
        let ending = PushOperationStatus::from(*ending);
        let key = sandbox
            .start_push(connection, &invoices, ending.clone())
            .unwrap();
        let begun = codat.get_push_operation(company, key).await.unwrap();
        assert_eq!(begun.status, Some(PushOperationStatus::Pending));
        keys.push((key, ending));
    }
    sandbox.advance_clock(LONG);
    for (key, ending) in keys {
        let end = codat.get_push_operation(company, key).await.unwrap();
        assert_eq!(end.status.as_ref(), Some(&ending));
        assert_eq!(end.completed_on_utc.is_some(), ending.is_final());
        assert_eq!(end.is_successful(), ending == PushOperationStatus::Success);
        assert_eq!(end.changes.len(), usize::from(end.is_successful()));
    }
    let latest = ListQuery::new().order_by("-requestedOnUtc").page_size(3);
    let latest = codat
        .get_company_push_history(company, &latest)
        .await
        .unwrap();
    assert_eq!((latest.results.len(), latest.total_results), (3, Some(4)));

    let unknown = codat.get_push_operation(company, PushOperationKey::nil());
    assert!(unknown.await.unwrap_err().is_not_found());
    let nowhere = sandbox.start_push(ConnectionId::nil(), &invoices, PushOperationStatus::Success);
    assert!(nowhere.unwrap_err().is_not_found());
    let options = |data_type: DataType| async move {
        let options =
            codat.get_create_update_model_options_by_data_type(company, connection, &data_type);
        options.await
    };
    assert_eq!(
        options.clone()(DataType::Bills).await.unwrap().required,
        Some(true)
    );
    assert!(
        options(DataType::TaxRates)
            .await
            .unwrap_err()
            .is_not_found()
    );
}

#[tokio::test]
async fn custom_data_is_configured_read_and_listed() {
    let (sandbox, codat, connection) = linked("gbol").await;
    let (company, orders) = (sandbox.company_id(), CustomDataIdentifier::from("Orders"));
    let platform = "gbol".into();
    let unknown = codat.get_custom_data_type_configuration(&platform, &orders);
    assert!(unknown.await.unwrap_err().is_not_found());
    let unknown = codat.refresh_custom_data_type(company, connection, &orders);
    assert!(unknown.await.unwrap_err().is_not_found());

    let mut configuration = CustomDataTypeConfiguration::default();
    configuration.data_source = Some("api/purchaseOrders".to_owned());
    configuration.required_data = Some([("number".to_owned(), "$[*].number".to_owned())].into());
    let set = codat.configure_custom_data_type(&platform, &orders, &configuration);
    assert_eq!(set.await.unwrap(), configuration);
    let kept = codat.get_custom_data_type_configuration(&platform, &orders);
    assert_eq!(kept.await.unwrap(), configuration);

    let query = ListQuery::new().page_size(2);
    let list = || codat.list_custom_data_type_records(company, connection, &orders, &query);
    assert_eq!(list().await.unwrap().total_results, Some(0));
    let read = codat.refresh_custom_data_type(company, connection, &orders);
    let read = read.await.unwrap();
    assert_eq!(read.data_type, Some("Orders".into()));
    sandbox.advance_clock(LONG);
    let records = list().await.unwrap();
    assert_eq!((records.results.len(), records.total_results), (2, Some(3)));
    assert_eq!(records.results[1].content["number"]["value"], "number 2");
    assert_eq!(records.links, None);
}

#[tokio::test]
async fn a_platform_that_codat_may_not_serve_is_a_451() {
    let (sandbox, codat, connection) = linked("qudb").await;
    let (company, orders) = (sandbox.company_id(), CustomDataIdentifier::from("Orders"));
    let refresh = codat
        .refresh_custom_data_type(company, connection, &orders)
        .await;
    let query = ListQuery::new();
    let list = codat.list_custom_data_type_records(company, connection, &orders, &query);
    for error in [refresh.unwrap_err(), list.await.unwrap_err()] {
        assert_eq!(error.status().unwrap(), 451);
        assert!(error.to_string().contains("Platform 'qudb'"), "{error}");
    }
}

#[tokio::test]
async fn supplemental_data_is_kept_for_its_platform_and_data_type() {
    let sandbox = Sandbox::start().await.unwrap();
    let codat = sandbox.client().unwrap();
    let mut source = SupplementalDataSource::default();
    source.data_source = Some("/Invoices".to_owned());
    let configuration = SupplementalDataConfiguration::new([("ours".to_owned(), source)]);
    let (gbol, invoices) = ("gbol".into(), DataType::Invoices);
    let set = codat.configure_supplemental_data(&gbol, &invoices, &configuration);
    set.await.unwrap();
    let kept = codat.get_supplemental_data_configuration(&gbol, &invoices);
    assert_eq!(kept.await.unwrap(), configuration);
    for (platform, data_type) in [
        ("gbol", "bills"),
        ("zzzz", "invoices"),
        ("gbol", "nonsense"),
    ] {
        let (platform, data_type) = (platform.into(), data_type.into());
        let other = codat.get_supplemental_data_configuration(&platform, &data_type);
        assert!(other.await.unwrap_err().is_not_found());
    }
}
