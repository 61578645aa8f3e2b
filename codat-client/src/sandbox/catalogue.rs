//! The integrations that the sandbox has.

use std::sync::OnceLock;

use super::new_ids::NewIds;
use super::refusal::no_platform;
use super::{RecordedRequest, Reply};
use crate::models::{
    Branding, BrandingButton, BrandingImage, BrandingLogo, Connection, DataType, DataTypeFeature,
    FeatureState, FeatureType, ImageReference, Integration, SourceType, SupportedFeature,
};

/// The platform that Codat may not serve, by its example of a 451.
pub(super) const NOT_COMPLIANT: &str = "qudb";

/// Key, name, kind, and whether it runs on the customer's computer.
const PLATFORMS: [(&str, &str, SourceType, bool); 9] = [
    ("mqjo", "Codat Sandbox", SourceType::Accounting, false),
    ("gbol", "Xero", SourceType::Accounting, false),
    ("qhyg", "QuickBooks Online", SourceType::Accounting, false),
    ("pqsw", "QuickBooks Desktop", SourceType::Accounting, true),
    ("akxx", "Oracle NetSuite", SourceType::Accounting, false),
    ("vjms", "Pandle", SourceType::Accounting, false),
    ("dfxm", "Basiq", SourceType::Banking, false),
    ("fztf", "Shopify", SourceType::Commerce, false),
    (NOT_COMPLIANT, "Qudb Books", SourceType::Accounting, false),
];

/// The data types that can be written, where the platform is accounting software.
const WRITTEN: [DataType; 9] = [
    DataType::BankTransactions,
    DataType::BillPayments,
    DataType::Bills,
    DataType::Customers,
    DataType::DirectCosts,
    DataType::Invoices,
    DataType::JournalEntries,
    DataType::Payments,
    DataType::Suppliers,
];

/// All integrations, in the order in which they are listed. They never change, so that all sandboxes share them.
pub(super) fn integrations() -> &'static [Integration] {
    static ALL: OnceLock<Vec<Integration>> = OnceLock::new();

    let one = |(key, name, kind, offline): &(&str, &str, SourceType, bool)| {
        let mut ids = NewIds::new(seed(key));
        Integration {
            key: (*key).into(),
            logo_url: Some(image(key, "full")),
            name: Some((*name).to_owned()),
            enabled: Some(true),
            source_id: Some(ids.next().to_string()),
            source_type: Some(kind.clone()),
            integration_id: Some(ids.next().to_string().into()),
            is_offline_connector: Some(*offline),
            is_beta: Some(false),
            data_provided_by: Some((*name).to_owned()),
            datatype_features: features(kind),
        }
    };
    ALL.get_or_init(|| PLATFORMS.iter().map(one).collect())
}

/// The images of an integration.
pub(super) fn branding(integration: &Integration) -> Branding {
    let key = integration.key.as_str();
    let shown = |variant| {
        let image = ImageReference {
            src: Some(image(key, variant)),
            alt: integration.name.clone(),
        };
        Some(BrandingImage { image: Some(image) })
    };
    Branding {
        logo: Some(BrandingLogo {
            full: shown("full"),
            square: shown("square"),
        }),
        button: Some(BrandingButton {
            default: shown("button"),
            hover: shown("button-hover"),
        }),
        source_id: integration.source_id.clone(),
    }
}

/// The integration with this key.
pub(super) fn integration(key: &str) -> Option<&'static Integration> {
    let mut all = integrations().iter();
    all.find(|integration| integration.key.as_str() == key)
}

/// The integration that a request's path names.
pub(super) fn integration_of(request: &RecordedRequest) -> Result<&'static Integration, Reply> {
    let key = request.path_value("platform_key").unwrap_or_default();
    integration(key).ok_or_else(|| no_platform(key))
}

/// Whether the connection's platform can do this with the data type.
pub(super) fn can(connection: &Connection, feature: &FeatureType, data_type: &DataType) -> bool {
    let key = connection.integration_key.as_ref();
    let integration = key.and_then(|key| integration(key.as_str()));
    let mut of_type = integration.iter().flat_map(|it| &it.datatype_features);
    let of_type = of_type.find(|features| features.data_type.as_ref() == Some(data_type));
    let mut features = of_type.iter().flat_map(|it| &it.supported_features);
    features.any(|supported| supported.feature_type.as_ref() == Some(feature))
}

/// The data types of a kind of system are told by the beginnings of their names.
fn features(kind: &SourceType) -> Vec<DataTypeFeature> {
    let prefix = match kind {
        SourceType::Banking => "banking-",
        SourceType::Commerce => "commerce-",
        _ => "",
    };
    let is_of_kind = |name: &&str| match prefix {
        "" => !name.contains('-'),
        prefix => name.starts_with(prefix),
    };
    let names = DataType::KNOWN.iter().copied().filter(is_of_kind);
    names.map(|name| feature(name.into())).collect()
}

fn feature(data_type: DataType) -> DataTypeFeature {
    let mut types = vec![FeatureType::Get];
    if WRITTEN.contains(&data_type) {
        types.push(FeatureType::Post);
    }
    let released = types.into_iter().map(|feature_type| SupportedFeature {
        feature_type: Some(feature_type),
        feature_state: Some(FeatureState::Release),
    });
    DataTypeFeature {
        data_type: Some(data_type),
        supported_features: released.collect(),
    }
}

fn image(key: &str, variant: &str) -> String {
    format!("https://static.codat.io/public/branding/{key}/{variant}.png")
}

fn seed(key: &str) -> u64 {
    key.bytes()
        .fold(0, |seed, byte| (seed << 8) | u64::from(byte))
}
