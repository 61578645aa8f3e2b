//! Companies: created, read, listed, changed, deleted, their products and tokens.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::company::CompanyRecord;
use super::super::error_body::CLIENTS_API;
use super::super::events::Event;
use super::super::list::{self, Kind};
use super::super::refusal::{Problem, bad_request, not_found, not_valid, problem};
use super::super::request_body;
use super::super::world::World;
use super::super::{RecordedRequest, Reply};
use super::sync_settings;
use super::{CodatRoute, Handled, route};
use crate::api::Companies as _;
use crate::models::{
    Company, CompanyAccessToken, CompanyProductWebhookPayload, CompanyRequestBody,
    CompanyUpdateRequest, DataConnectionStatus, DataType, ProductIdentifier, RefreshProductData,
    SetCompanySyncSettings,
};
use crate::paging::ListQuery;
use crate::{Client, CompanyId};

const COMPANY: Kind = Kind {
    name: "Company",
    service: CLIENTS_API,
    not_queried: &[],
};

const MOST_PRODUCTS: usize = 100;

/// Codat's own products, whose data can't be refreshed by hand.
const STANDARD_PRODUCTS: [(&str, &str); 9] = [
    ("bank-feeds", "Bank Feeds"),
    ("commerce", "Sync for Commerce"),
    ("expenses", "Expenses"),
    ("expenses-v1", "Sync for Expenses"),
    ("lending", "Lending"),
    ("payables", "Payables"),
    ("payables-v1", "Sync for Payables"),
    ("payables-v2", "Payables"),
    ("spend-insights", "Spend Insights"),
];

pub(super) fn routes(codat: &Client) -> Vec<Option<CodatRoute>> {
    let company = CompanyId::nil();
    let product = ProductIdentifier::from("product");
    let settings = SetCompanySyncSettings::new(company, []);
    vec![
        route(&codat.list_companies(&ListQuery::new()), list_companies),
        route(&codat.create_company(&CompanyRequestBody::new("")), create),
        route(&codat.get_company(company), get),
        route(
            &codat.replace_company(company, &CompanyRequestBody::new("")),
            replace,
        ),
        route(
            &codat.update_company(company, &CompanyUpdateRequest::new()),
            update,
        ),
        route(&codat.delete_company(company), delete),
        route(&codat.add_product(company, &product), add_product),
        route(&codat.remove_product(company, &product), remove_product),
        route(
            &codat.refresh_product_data(company, &product, None),
            refresh_product,
        ),
        route(&codat.get_company_access_token(company), access_token),
        route(
            &codat.get_company_sync_settings(company),
            sync_settings::of_company,
        ),
        route(
            &codat.set_company_sync_settings(company, &settings),
            sync_settings::set_of_company,
        ),
    ]
}

fn list_companies(world: &mut World, request: &RecordedRequest) -> Handled {
    list::page(
        request,
        &COMPANY,
        world.companies.iter().map(|it| &it.company),
    )
}

fn create(world: &mut World, request: &RecordedRequest) -> Handled {
    let body: CompanyRequestBody = request_body::read(request, &["name"])?;
    let id = world.create_company(Company {
        name: Some(clean_name(&body.name)?),
        description: Some(body.description.unwrap_or_default()),
        tags: checked_tags(body.tags.unwrap_or_default())?,
        ..Company::default()
    })?;
    report(world, id, "company.created");
    let record = world.companies.get(&id);
    Ok(Reply::model(200, &record.map(|record| &record.company)))
}

fn get(world: &mut World, request: &RecordedRequest) -> Handled {
    Ok(Reply::model(200, &world.company(request)?.company))
}

fn replace(world: &mut World, request: &RecordedRequest) -> Handled {
    let company = &mut world.company_mut(request)?.company;
    let body: CompanyRequestBody = request_body::read(request, &["name"])?;
    let (name, tags) = (clean_name(&body.name)?, body.tags.unwrap_or_default());
    company.tags = checked_tags(tags)?;
    company.name = Some(name);
    company.description = Some(body.description.unwrap_or_default());
    Ok(Reply::model(200, company))
}

fn update(world: &mut World, request: &RecordedRequest) -> Handled {
    let company = &mut world.company_mut(request)?.company;
    let members = request_body::members(request)?;
    // Unlike the other members, tags that are `null` are an update: they remove all tags.
    let clears_tags = members.get("tags").is_some_and(Value::is_null);
    let body: CompanyUpdateRequest = request_body::model(members)?;
    let name = body.name.as_deref().map(clean_name).transpose()?;
    let tags = body.tags.or(clears_tags.then(BTreeMap::new));
    if let Some(tags) = tags {
        company.tags = checked_tags(tags)?;
    }
    company.name = name.or(company.name.take());
    company.description = body.description.or(company.description.take());
    Ok(Reply::model(200, company))
}

fn delete(world: &mut World, request: &RecordedRequest) -> Handled {
    let id = world.company(request)?.id();
    report(world, id, "company.deleted");
    world.companies.remove(&id);
    Ok(Reply::new(204))
}

fn report(world: &mut World, company: CompanyId, event: &str) {
    world.report(company, |record| {
        let mut payload = serde_json::to_value(&record.company).unwrap_or_default();
        if let Some(members) = payload.as_object_mut() {
            members.remove("dataConnections");
        }
        Event::of(record, event, &payload)
    });
}

/// The name without the characters that Codat forbids.
fn clean_name(name: &str) -> Result<String, Reply> {
    let allowed =
        |c: &char| c.is_ascii_alphanumeric() || c.is_whitespace() || "-',&@.?!".contains(*c);
    let name: String = name.chars().filter(allowed).collect();
    match name.trim() {
        "" => Err(not_valid(&[problem(
            "name",
            "must have at least one allowed character",
        )])),
        _ => Ok(name),
    }
}

fn checked_tags(tags: BTreeMap<String, String>) -> Result<BTreeMap<String, String>, Reply> {
    let mut problems: Vec<Problem> = Vec::new();
    if tags.len() > 10 {
        problems.push(problem("tags", "must be at most 10"));
    }
    for (key, value) in &tags {
        if !(1..=27).contains(&key.chars().count()) {
            problems.push(problem("tags", "must have keys of 1 to 27 characters"));
        }
        if value.chars().count() > 100 {
            problems.push(problem(
                format!("tags.{key}"),
                "must have at most 100 characters",
            ));
        }
    }
    match problems.as_slice() {
        [] => Ok(tags),
        problems => Err(not_valid(problems)),
    }
}

fn product(request: &RecordedRequest) -> String {
    let product = request.path_value("product_identifier");
    product.unwrap_or_default().to_owned()
}

fn add_product(world: &mut World, request: &RecordedRequest) -> Handled {
    let product = product(request);
    let record = world.company_mut(request)?;
    let (id, products) = (record.id(), &mut record.company.products);
    if !products.contains(&product) {
        if products.len() >= MOST_PRODUCTS {
            return Err(bad_request("The company has too many products."));
        }
        products.push(product.clone());
        report_product(world, id, "company.product.added", &product);
    }
    Ok(Reply::new(204))
}

fn remove_product(world: &mut World, request: &RecordedRequest) -> Handled {
    let product = product(request);
    let record = world.company_mut(request)?;
    let (id, products) = (record.id(), &mut record.company.products);
    let before = products.len();
    products.retain(|enabled| *enabled != product);
    if products.len() == before {
        return Err(no_product(&product));
    }
    report_product(world, id, "company.product.removed", &product);
    Ok(Reply::new(204))
}

fn report_product(world: &mut World, company: CompanyId, event: &str, product: &str) {
    world.report(company, |record| {
        let company = &record.company;
        let payload = CompanyProductWebhookPayload {
            id: company.id,
            name: company.name.clone(),
            description: company.description.clone(),
            product_id: Some(product.to_owned()),
            product_name: Some(standard(product).unwrap_or(product).to_owned()),
            products: company.products.clone(),
        };
        Event::of(record, event, &payload)
    });
}

fn no_product(product: &str) -> Reply {
    not_found(&format!(
        "Product '{product}' is not enabled for the company"
    ))
}

/// The name of one of Codat's own products.
fn standard(product: &str) -> Option<&'static str> {
    let mut products = STANDARD_PRODUCTS.iter();
    let found = products.find(|(identifier, _)| *identifier == product);
    found.map(|(_, name)| *name)
}

fn refresh_product(world: &mut World, request: &RecordedRequest) -> Handled {
    let product = product(request);
    let record = world.company(request)?;
    let body = match request.body() {
        [] => RefreshProductData::default(),
        _ => request_body::read(request, &[])?,
    };
    let types = body.data_types.unwrap_or_default();
    check_types(&types)?;
    if let Some(name) = standard(&product) {
        return Err(bad_request(&format!(
            "{name} doesn't support data refreshing. For more information, refer to your solution’s documentation \
             [here](https://docs.codat.io)."
        )));
    }
    if !record.company.products.contains(&product) {
        return Err(no_product(&product));
    }
    if record.is_being_read() {
        return Err(bad_request(
            "Data cannot be refreshed while a read operation is in progress. Allow the read to complete before \
             attempting to refresh.",
        ));
    }
    let (company, connections) = (record.id(), linked(record));
    for connection in connections {
        if types.is_empty() {
            world.queue_first_reads(company, connection);
        }
        for data_type in &types {
            if world.reads(company, connection, data_type) {
                world.queue_pull(company, connection, data_type, None)?;
            }
        }
    }
    Ok(Reply::new(202))
}

fn check_types(types: &[DataType]) -> Result<(), Reply> {
    let unknown = types
        .iter()
        .find(|it| !DataType::KNOWN.contains(&it.as_str()));
    unknown.map_or(Ok(()), |unknown| {
        let valid = DataType::KNOWN.join(", ");
        let message = format!("has {unknown}, which is none of: {valid}");
        Err(not_valid(&[problem("dataTypes", message)]))
    })
}

/// The connections that can be read.
pub(super) fn linked(record: &CompanyRecord) -> Vec<crate::ConnectionId> {
    let connections = record.company.data_connections.iter();
    let linked = connections.filter(|it| it.status == Some(DataConnectionStatus::Linked));
    linked.map(|connection| connection.id).collect()
}

fn access_token(world: &mut World, request: &RecordedRequest) -> Handled {
    let company = world.company(request)?.id();
    let lifetime = world.company_token_lifetime;
    let token = world.tokens.issue(company, lifetime);
    let body = CompanyAccessToken::new(token, lifetime);
    Ok(Reply::json(
        200,
        serde_json::json!({
            "accessToken": body.access_token().expose(),
            "expiresIn": body.expires_in().as_secs(),
            "tokenType": body.token_type(),
        }),
    ))
}
