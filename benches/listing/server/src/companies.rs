//! Companies with the members that Codat's documentation shows, and ids, names and dates of their own.

use fastrand::Rng;
use serde_json::{Value, json};

const ADJECTIVES: [&str; 12] = [
    "Blue", "Northern", "Golden", "Rapid", "Quiet", "Coastal", "Modern", "Royal", "Bright",
    "Silver", "Urban", "Green",
];
const NOUNS: [&str; 12] = [
    "Harbour",
    "Bakery",
    "Motors",
    "Textiles",
    "Consulting",
    "Dental",
    "Logistics",
    "Foods",
    "Studios",
    "Plumbing",
    "Optics",
    "Farms",
];
const FORMS: [&str; 4] = ["Ltd", "LLP", "Inc", "& Sons"];
const USERS: [&str; 4] = ["Mike Smith", "Joe Bloggs", "Dan Tzabar", "Zoë Müller"];
const PRODUCTS: [&str; 5] = [
    "spend-insights",
    "lending",
    "expenses-v1",
    "commerce",
    "payables-v2",
];
/// Key, integration id, source id, name and kind.
const PLATFORMS: [[&str; 5]; 4] = [
    [
        "gbol",
        "8a156a5a-39cb-4f9d-856e-76ef9b9a9607",
        "bdd831ce-eebd-4896-89a7-20e5ee8989ee",
        "Xero",
        "Accounting",
    ],
    [
        "qhyg",
        "6b113e06-e818-45d7-977b-8e6bb3d01269",
        "56e6575a-3f1f-4918-b009-f7535555f0d6",
        "QuickBooks Online",
        "Accounting",
    ],
    [
        "akxx",
        "cc750323-5a47-4f28-8d8e-30fbbf2ce137",
        "9815b998-024d-4415-a40b-89903b2cad6f",
        "Oracle NetSuite",
        "Accounting",
    ],
    [
        "fztf",
        "3a0b1b53-7f2a-4b1b-9d3f-2f1d6f2c3a11",
        "35ecfd5b-b9b7-4b4d-9f4c-5e7c1a1f0d55",
        "Shopify",
        "Commerce",
    ],
];

/// The bodies of all pages.
pub fn pages(pages: usize, records: usize) -> Vec<Vec<u8>> {
    // The same on each run.
    let mut random = Rng::with_seed(7);
    let page = |number: usize| {
        let results: Vec<Value> = (0..records).map(|_| company(&mut random)).collect();
        let link =
            |page: usize| json!({"href": format!("/companies?page={page}&pageSize={records}")});
        let mut links = json!({"self": {"href": "/companies"}, "current": link(number)});
        if number < pages {
            links["next"] = link(number + 1);
        }
        if number > 1 {
            links["previous"] = link(number - 1);
        }
        let page = json!({
            "results": results,
            "pageNumber": number,
            "pageSize": records,
            "totalResults": pages * records,
            "_links": links,
        });
        page.to_string().into_bytes()
    };
    (1..=pages).map(page).collect()
}

fn company(random: &mut Rng) -> Value {
    let id = uuid(random);
    let [adjective, noun, form] =
        [&ADJECTIVES[..], &NOUNS, &FORMS].map(|words| *choose(random, words));
    let name = format!("{adjective} {noun} {form}");
    let connections = random.usize(1..=2);
    let connections: Vec<Value> = (0..connections).map(|_| connection(random, &id)).collect();
    json!({
        "id": id,
        "name": name,
        "description": format!("{name}, customer {} since {}", random.u32(1000..10_000), random.u16(2015..2027)),
        "platform": "",
        "redirect": format!("https://link.codat.io/company/{id}"),
        "lastSync": date(random),
        "dataConnections": connections,
        "created": date(random),
        "createdByUserName": choose(random, &USERS),
        "products": PRODUCTS[..random.usize(1..=PRODUCTS.len())],
        "tags": {"region": choose(random, &["uk", "us", "eu"]), "refId": random.u32(1000..10_000).to_string()},
        "referenceSubsidiaryCompanies": [],
    })
}

fn connection(random: &mut Rng, company: &str) -> Value {
    let id = uuid(random);
    let [key, integration, source, platform, kind] = *choose(random, &PLATFORMS);
    let status = *choose(
        random,
        &["Linked", "Linked", "Linked", "PendingAuth", "Deauthorized"],
    );
    let errors: Vec<Value> = (status == "Deauthorized")
        .then(|| error(random, platform))
        .into_iter()
        .collect();
    json!({
        "id": id,
        "integrationId": integration,
        "integrationKey": key,
        "sourceId": source,
        "platformName": platform,
        "linkUrl": format!("https://link-api.codat.io/companies/{company}/connections/{id}/start"),
        "status": status,
        "lastSync": date(random),
        "created": date(random),
        "sourceType": kind,
        "dataConnectionErrors": errors,
        "connectionInfo": {},
    })
}

fn error(random: &mut Rng, platform: &str) -> Value {
    json!({
        "statusCode": "401",
        "statusText": "Unauthorized",
        "errorMessage": format!("The access of this connection to {platform} was revoked. Ask the company to authorise it again."),
        "erroredOnUtc": date(random),
    })
}

fn choose<'a, T>(random: &mut Rng, from: &'a [T]) -> &'a T {
    random.choice(from).expect("it isn't empty")
}

fn uuid(random: &mut Rng) -> String {
    let hex = format!("{:032x}", random.u128(..));
    format!(
        "{}-{}-4{}-a{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[13..16],
        &hex[17..20],
        &hex[20..]
    )
}

fn date(random: &mut Rng) -> String {
    let mut number = |range| random.u32(range);
    let (month, day) = (number(1..13), number(1..29));
    let (hour, minute, second) = (number(0..24), number(0..60), number(0..60));
    format!("2026-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}
