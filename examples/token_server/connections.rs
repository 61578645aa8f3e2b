//! The connections route: what the page lists where Codat's component can't be loaded.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use codat_client::DateTime;
use codat_client::models::DataConnectionStatus;
use serde::Serialize;

use crate::app::App;
use crate::refusal::Refusal;
use crate::signed_in::{SignedIn, Wanted};

#[derive(Serialize)]
pub(crate) struct Listed {
    connections: Vec<Connection>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Connection {
    platform: Option<String>,
    status: Option<DataConnectionStatus>,
    last_sync: Option<DateTime>,
}

/// `GET /api/connections`: those of the user's company, or of the one that `?company_id=…` names. The link at which a connection is
/// authorised stays here.
pub(crate) async fn connections(
    State(app): State<Arc<App>>,
    SignedIn { user, .. }: SignedIn,
    wanted: Wanted,
) -> Result<Json<Listed>, Refusal> {
    let company = wanted.company(&user)?;
    let list = app.lists.get(company.id).await?;
    let connections = list.results.into_iter().map(|connection| Connection {
        platform: connection.platform_name,
        status: connection.status,
        last_sync: connection.last_sync,
    });
    Ok(Json(Listed {
        connections: connections.collect(),
    }))
}
