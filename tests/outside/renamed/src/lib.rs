//! Endpoints where `::codat_client` doesn't exist.
#![deny(warnings)]

use codat::body::Form;
use codat::{Call, Client, HasClient, Result, codat_endpoint};

/// Notes.
pub trait Notes: HasClient {
    /// Gets a note.
    #[codat_endpoint(GET, "/notes/<id>?<page>", retry = never, crate = codat)]
    fn get_note(&self, id: &str, page: Option<u32>) -> Call<String>;

    /// Adds a note.
    #[codat_endpoint(
        POST,
        "/notes?draft=true",
        data = "<note>",
        header("X-Source") = "<source>",
        errors(409),
        timeout = "5s",
        retry = always,
        auth = none,
        crate = ::codat,
    )]
    #[deprecated]
    fn add_note(&self, note: &Form<[(String, u32); 1]>, source: &str) -> Call<()>;

    /// Removes a note.
    #[codat_endpoint(DELETE, "/notes/<id>", crate = "codat")]
    async fn remove_note(&self, id: u64) -> Result<()>;
}

impl Notes for Client {}
