//! Members that are `null`.

use serde::{Deserialize, Deserializer};

/// Reads `null` as the type's default: an empty list, map or string. Use it on a field, together with serde's `default` for a missing field:
///
/// ```
/// #[derive(serde::Deserialize)]
/// struct Customer {
///     #[serde(default, deserialize_with = "codat_client::null_as_default")]
///     addresses: Vec<String>,
///     // `None` for `null` and for a member that is absent.
///     phone: Option<String>,
/// }
///
/// # fn main() -> Result<(), serde_json::Error> {
/// let customer: Customer = serde_json::from_str(r#"{"addresses": null}"#)?;
/// assert!(customer.addresses.is_empty() && customer.phone.is_none());
/// # Ok(()) }
/// ```
///
/// # Errors
///
/// Those of reading the type itself.
pub fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}
