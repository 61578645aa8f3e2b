//! Lists: pages, filters, tags and order.

use std::collections::BTreeSet;
use std::time::Duration;

use codat_client::models::{Company, CompanyRequestBody};
use codat_client::paging::{ListQuery, Page};
use codat_client::query::field;
use codat_client::sandbox::Sandbox;
use codat_client::{Client, DateTime, prelude::*};

async fn with_companies(names: &[(&str, Option<&str>)]) -> (Sandbox, Client) {
    let sandbox = Sandbox::start().await.unwrap();
    let codat = sandbox.client().unwrap();
    for (name, region) in names {
        let mut body = CompanyRequestBody::new(*name);
        let tag = |region: &str| ("region".to_owned(), region.to_owned());
        body.tags = region.map(|region| [tag(region)].into());
        codat.create_company(&body).await.unwrap();
    }
    (sandbox, codat)
}

fn names(page: &Page<Company>) -> Vec<&str> {
    let names = page.results.iter().map(|company| company.name.as_deref());
    names.map(|name| name.unwrap()).collect()
}

#[tokio::test]
async fn pages_have_totals_and_links_and_end() {
    let sandbox = Sandbox::builder().companies(250).start().await.unwrap();
    let codat = sandbox.client().unwrap();
    let mut seen = BTreeSet::new();
    for (number, size) in [(1, 100), (2, 100), (3, 50), (4, 0)] {
        let query = ListQuery::new().page(number).order_by("name");
        let page = codat.list_companies(&query).await.unwrap();
        assert_eq!(page.results.len(), size);
        assert_eq!(page.total_results, Some(250));
        assert_eq!(
            (page.page_number, page.page_size),
            (Some(number), Some(100))
        );
        let links = page.links.unwrap();
        let href = |link: Option<codat_client::paging::Link>| link.and_then(|link| link.href);
        let link = |page| format!("/companies?page={page}&pageSize=100&orderBy=name");
        assert_eq!(href(links.this).as_deref(), Some("/companies"));
        assert_eq!(href(links.current), Some(link(number)));
        assert_eq!(href(links.next), (number < 3).then(|| link(number + 1)));
        assert_eq!(href(links.previous), (number > 1).then(|| link(number - 1)));
        seen.extend(
            page.results
                .into_iter()
                .map(|company| company.id.to_string()),
        );
    }
    assert_eq!(seen.len(), 250);
}

#[tokio::test]
async fn a_page_that_cannot_be_is_refused() {
    let (_sandbox, codat) = with_companies(&[]).await;
    for query in [
        ListQuery::new().page(0),
        ListQuery::new().page_size(0),
        ListQuery::new().page_size(5001),
    ] {
        let error = codat.list_companies(&query).await.unwrap_err();
        assert_eq!(error.status().unwrap(), 400, "{query:?}");
    }
}

#[tokio::test]
async fn companies_are_filtered_and_ordered() {
    let companies = [("Ada", Some("uk")), ("Cy", Some("us")), ("Bob", None)];
    let (_sandbox, codat) = with_companies(&companies).await;
    let all = ListQuery::new;
    for (query, expected) in [
        (all().query("name=Ada"), &["Ada"][..]),
        (all().query("name~b"), &["Bob"]),
        (
            all().query("name!=Ada&&{name=Cy||name=Bob}"),
            &["Cy", "Bob"],
        ),
        (all().query("tags.region=us"), &["Cy"]),
        (all().tags("region = uk || region=us"), &["Ada", "Cy"]),
        (all().tags("region!=uk&&region~u"), &["Cy"]),
        (all().tags("region!=uk"), &["Company 1", "Cy", "Bob"]),
        (
            all().order_by("name").query("name!=x"),
            &["Ada", "Bob", "Company 1", "Cy"],
        ),
        (all().order_by("-name").page_size(2), &["Cy", "Company 1"]),
        (
            all().order_by("-name").page_size(2).page(2),
            &["Bob", "Ada"],
        ),
        (
            all().order_by("-created").query("name!=Company 1"),
            &["Bob", "Cy", "Ada"],
        ),
        (all().query("created>2099-01-01"), &[]),
    ] {
        let page = codat.list_companies(&query).await.unwrap();
        assert_eq!(names(&page), expected, "{query:?}");
    }
}

#[tokio::test]
async fn a_query_that_cannot_be_read_is_refused_in_codats_words() {
    let (sandbox, codat) = with_companies(&[]).await;
    let all = ListQuery::new;
    let malformed = "Error parsing query - Malformed query.";
    let unknown = "Error parsing query - Could not resolve property size on Company";
    for (query, expected) in [
        (all().query("name"), malformed),
        (all().query("name=a&&"), malformed),
        (all().tags("region>uk"), malformed),
        (all().query("size>1"), unknown),
        (all().order_by("-size"), unknown),
    ] {
        let error = codat.list_companies(&query).await.unwrap_err();
        assert_eq!(error.status().unwrap(), 400);
        assert!(error.to_string().contains(expected), "{error}");
    }
    let by_end = all().query("isCompleted=true");
    let pulls = codat.list_pull_operations(sandbox.company_id(), &by_end);
    let error = pulls.await.unwrap_err().to_string();
    let expected = "Error parsing query - Could not resolve property isCompleted on Dataset";
    assert!(error.contains(expected), "{error}");
}

#[tokio::test]
async fn integrations_are_listed_and_have_their_branding() {
    let (_sandbox, codat) = with_companies(&[]).await;
    let banks = ListQuery::new().query("sourceType=Banking");
    let banks = codat.list_integrations(&banks).await.unwrap();
    assert_eq!(banks.total_results, Some(1));
    let key = &banks.results[0].key;
    let bank = codat.get_integration(key).await.unwrap();
    assert_eq!(bank, banks.results[0]);
    let branding = codat.get_integrations_branding(key).await.unwrap();
    assert_eq!(branding.source_id, bank.source_id);
    let unknown = codat.get_integration(&"zzzz".into()).await;
    assert!(unknown.unwrap_err().is_not_found());
}

/// What the guide `lists` says of page numbers, and what it shows instead of them.
#[tokio::test]
async fn a_deletion_moves_later_records_to_earlier_pages_but_not_to_earlier_dates() {
    let (sandbox, codat) = with_companies(&[]).await;
    for number in 0..12 {
        if number % 2 == 0 {
            sandbox.advance_clock(Duration::from_secs(1));
        }
        let body = CompanyRequestBody::new(number.to_string());
        codat.create_company(&body).await.unwrap();
    }
    let by_date = || ListQuery::new().page_size(5).order_by("created");

    let mut pages = codat.list_companies(&by_date()).pages();
    let first = pages.next().await.unwrap().unwrap();
    codat.delete_company(first.results[0].id).await.unwrap();
    let rest = pages.collect().await.unwrap();
    let seen = first.results.len() + rest.iter().map(|page| page.results.len()).sum::<usize>();
    let total = usize::try_from(first.total_results.unwrap()).unwrap();
    assert_eq!(seen, total - 1, "nothing says that one is missing");

    let kept: Vec<_> = codat
        .list_companies(&by_date())
        .items()
        .collect()
        .await
        .unwrap();
    let (mut from, mut seen) = (DateTime::from("2000-01-01T00:00:00Z"), BTreeSet::new());
    for _ in 0..kept.len() {
        let query = by_date().query(field("created").ge(&from));
        let page = codat.list_companies(&query).await.unwrap();
        from = page.results.last().unwrap().created.clone().unwrap();
        let deleted = seen.is_empty().then(|| page.results[0].id);
        seen.extend(page.results.into_iter().map(|company| company.id));
        if page.total_results.unwrap() <= 5 {
            break;
        }
        if let Some(id) = deleted {
            codat.delete_company(id).await.unwrap();
        }
    }
    assert_eq!(seen, kept.iter().map(|company| company.id).collect());
}
