//! The kinds of calls.

use codat_client::{Call, Client, HasClient, codat_endpoint};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What every endpoint here takes and returns.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Receipt {
    id: u32,
    #[serde(default)]
    note: Value,
}

impl Receipt {
    fn example() -> Self {
        Self {
            id: 1,
            note: Value::Null,
        }
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
pub(super) enum CallKind {
    Get,
    Put,
    Delete,
    PostWithoutKey,
    PostWithKey,
}

impl CallKind {
    pub(super) const ALL: [Self; 5] = [
        Self::Get,
        Self::Put,
        Self::Delete,
        Self::PostWithoutKey,
        Self::PostWithKey,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Get => "`GET`",
            Self::Put => "`PUT`",
            Self::Delete => "`DELETE`",
            Self::PostWithoutKey => "`POST` without key",
            Self::PostWithKey => "`POST` with key",
        }
    }

    pub(super) fn has_key(self) -> bool {
        self == Self::PostWithKey
    }

    pub(super) fn of(self, client: &Client) -> Call<Receipt> {
        let receipt = Receipt::example();
        match self {
            Self::Get => client.get_receipt(),
            Self::Put => client.put_receipt(&receipt),
            Self::Delete => client.delete_receipt(),
            Self::PostWithoutKey => client.search_receipts(&receipt),
            Self::PostWithKey => client.create_receipt(&receipt),
        }
    }
}
