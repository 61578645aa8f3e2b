//! What is written on the method stays on it.

#![deny(warnings)]
#![deny(missing_docs, unused_must_use)]

use codat_client::{Call, Client, HasClient, codat_endpoint};

/// Endpoints with attributes of all kinds.
pub trait Attributes: HasClient {
    /// Left out, and so is its endpoint.
    #[cfg(windows)]
    #[codat_endpoint(GET, "/never")]
    fn chosen(&self) -> Call<NotEvenAType>;

    /// Left in.
    #[cfg(not(windows))]
    #[codat_endpoint(GET, "/always")]
    fn chosen(&self) -> Call<()>;

    /// The attribute comes first.
    #[codat_endpoint(GET, "/later")]
    #[cfg(any())]
    fn later(&self) -> Call<NotEvenAType>;

    #[doc = "Has a note."]
    #[codat_endpoint(GET, "/old")]
    #[deprecated(since = "0.1.0", note = "use `chosen`")]
    fn old(&self) -> Call<()>;

    /// Has none.
    #[deprecated]
    #[codat_endpoint(GET, "/older")]
    fn older(&self) -> Call<()>;

    /// Has an unusual name, and says that it is on purpose.
    #[allow(non_snake_case)]
    #[must_use = "a call does nothing until it is awaited"]
    #[codat_endpoint(GET, "/<companyId>")]
    fn unusualName(&self, companyId: &str) -> Call<()>;
}

impl Attributes for Client {}

pub(crate) fn main() {
    let client = Client::offline();
    assert_eq!(client.chosen().endpoint().unwrap().template(), "/always");
    #[expect(deprecated)]
    let (old, older) = (client.old(), client.older());
    assert_eq!(old.endpoint().unwrap().deprecation_note(), Some("use `chosen`"));
    assert_eq!(older.endpoint().unwrap().deprecation_note(), Some(""));
    let call = client.unusualName("a");
    assert_eq!(call.endpoint().unwrap().deprecation_note(), None);
}
