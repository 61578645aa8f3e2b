//! The kinds of calls.

use codat_client::{Call, Client, HasClient, codat_endpoint};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What every endpoint here takes and returns.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Receipt {
    id: u32,
    #[serde(default)]
    note: Value,
}

/// What is sent: a few bytes, or more than a connection takes before somebody reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Size {
    Small,
    Large,
}

impl Size {
    const LARGE: usize = 8 * 1024 * 1024;

    fn receipt(self) -> Receipt {
        let note = match self {
            Self::Small => Value::Null,
            Self::Large => "x".repeat(Self::LARGE).into(),
        };
        Receipt { id: 1, note }
    }
}

trait Receipts: HasClient {
    #[codat_endpoint(GET, "/receipts/1")]
    fn get_receipt(&self) -> Call<Receipt>;

    #[codat_endpoint(PUT, "/receipts/1", data = "<receipt>")]
    fn put_receipt(&self, receipt: &Receipt) -> Call<Receipt>;

    #[codat_endpoint(DELETE, "/receipts/1")]
    fn delete_receipt(&self) -> Call<Receipt>;

    #[codat_endpoint(POST, "/receipts/1", data = "<receipt>", retry = always)]
    fn search_receipts(&self, receipt: &Receipt) -> Call<Receipt>;

    #[codat_endpoint(POST, "/receipts/1", data = "<receipt>")]
    fn create_receipt(&self, receipt: &Receipt) -> Call<Receipt>;
}

impl Receipts for Client {}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum CallKind {
    Get,
    Put,
    Delete,
    PostWithoutKey,
    PostWithKey,
}

impl CallKind {
    const ALL: [Self; 5] = [
        Self::Get,
        Self::Put,
        Self::Delete,
        Self::PostWithoutKey,
        Self::PostWithKey,
    ];

    /// Those that send so much.
    pub(crate) fn sending(size: Size) -> &'static [Self] {
        match size {
            Size::Small => &Self::ALL,
            Size::Large => &[Self::Put, Self::PostWithoutKey, Self::PostWithKey],
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Get => "`GET`",
            Self::Put => "`PUT`",
            Self::Delete => "`DELETE`",
            Self::PostWithoutKey => "`POST` without key",
            Self::PostWithKey => "`POST` with key",
        }
    }

    pub(crate) fn has_key(self) -> bool {
        self == Self::PostWithKey
    }

    pub(crate) fn of(self, client: &Client, size: Size) -> Call<Receipt> {
        match self {
            Self::Get => client.get_receipt(),
            Self::Put => client.put_receipt(&size.receipt()),
            Self::Delete => client.delete_receipt(),
            Self::PostWithoutKey => client.search_receipts(&size.receipt()),
            Self::PostWithKey => client.create_receipt(&size.receipt()),
        }
    }
}
