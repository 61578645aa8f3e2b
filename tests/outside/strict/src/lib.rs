//! Endpoints under every lint that a strict team turns on, through a re-export.
#![deny(warnings, missing_docs, clippy::all, clippy::pedantic, clippy::nursery, clippy::cargo)]
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::missing_const_for_fn)]
#![allow(clippy::cargo_common_metadata, clippy::multiple_crate_versions, reason = "it isn't published")]
#![no_implicit_prelude]

use ::core::option::Option;
use ::facade::codat::body::Form;
use ::facade::codat::{Call, Client, CompanyId, HasClient, Result, Uuid, codat_endpoint};
use ::serde::{Deserialize, Serialize};
use ::std::string::String;

/// What is written to a ledger.
#[derive(Debug, Serialize, Deserialize)]
pub struct Entry {
    /// What it is about.
    pub text: String,
}

/// The ledger.
pub trait Ledger: HasClient {
    /// Gets an entry.
    #[codat_endpoint(GET, "/companies/<company_id>/ledger/<id>?<page>", crate = ::facade::codat)]
    fn get_entry(&self, company_id: CompanyId, id: Uuid, page: Option<u32>) -> Call<Entry>;

    /// Adds an entry.
    #[codat_endpoint(POST, "/ledger", data = "<entry>", header("X-Source") = "<source>", errors(409), timeout = "5s", retry = never, auth = none, crate = ::facade::codat)]
    fn add_entry(&self, entry: &Form<Entry>, source: &str) -> Call<()>;

    /// Removes an entry.
    ///
    /// # Errors
    ///
    /// Those of any call.
    #[codat_endpoint(DELETE, "/ledger/<id>", crate = ::facade::codat)]
    async fn remove_entry(&self, id: Uuid) -> Result<()>;

    /// The way it was.
    #[deprecated(note = "use `get_entry`")]
    #[codat_endpoint(GET, "/ledger/<id>", crate = ::facade::codat)]
    fn get_entry_v1(&self, id: Uuid) -> Call<Entry>;
}

impl Ledger for Client {}
