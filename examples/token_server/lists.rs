//! The connections of each company, cached for a moment.

use std::sync::Arc;
use std::time::Duration;

use codat_client::api::Connections;
use codat_client::models::Connection;
use codat_client::paging::{ListQuery, Page};
use codat_client::{Client, CompanyId};
use moka::sync::Cache;
use tokio::sync::OnceCell;

/// A user can request the list as often as they like. Codat's quota is that of all companies together.
const CACHED: Duration = Duration::from_secs(10);

type List = codat_client::Result<Page<Connection>>;

pub(crate) struct Lists {
    codat: Client,
    by_company: Cache<CompanyId, Arc<OnceCell<List>>>,
}

impl Lists {
    pub(crate) fn new(codat: Client) -> Self {
        let by_company = Cache::builder().max_capacity(10_000).time_to_live(CACHED);
        Self {
            codat,
            by_company: by_company.build(),
        }
    }

    /// The connections of this company. Of several callers, one makes the request. An error is cached as well.
    pub(crate) async fn get(&self, company: CompanyId) -> List {
        let list = self.by_company.get_with(company, Arc::default);
        let request = async || {
            self.codat
                .list_connections(company, &ListQuery::new())
                .await
        };
        list.get_or_init(request).await.clone()
    }
}
