//! Adds the page's origin to those that Codat allows. From any other origin, the browser doesn't let Codat's component call Codat.

use std::time::Duration;

use codat_client::Client;
use codat_client::api::Settings;
use codat_client::models::ConnectionManagementAllowedOrigins;
use tokio::time::sleep;
use tracing::{info, warn};

use crate::config::Origin;

/// Adds the origin to those that Codat allows. If Codat is down, it tries again while the server runs: an outage of Codat
/// must not prevent the server from starting.
pub(crate) async fn allow_origin(codat: Client, origin: Origin) {
    let mut wait = Duration::from_secs(5);
    loop {
        match try_to_allow(&codat, &origin.to_string()).await {
            Ok(()) => return,
            Err(error) if error.is_retryable() => {
                warn!(error = %format_args!("{error:#}"), "couldn't tell Codat the page's origin; trying again in {wait:?}");
            }
            Err(error) => {
                warn!(error = %format_args!("{error:#}"), "couldn't tell Codat the page's origin; its component won't work here");
                return;
            }
        }
        sleep(wait).await;
        wait = (wait * 2).min(Duration::from_secs(300));
    }
}

/// Writing replaces all origins, including those of your other services. So the origins are read first, and written only if
/// this one is missing. A change between reading and writing is lost. If several services with different origins start at the
/// same time, set all origins once, when you deploy.
async fn try_to_allow(codat: &Client, origin: &str) -> codat_client::Result<()> {
    let known = codat.get_cors_settings().await?;
    if known.allowed_origins().iter().any(|known| known == origin) {
        info!(origin, "Codat knows the page's origin");
        return Ok(());
    }
    let origins = known.allowed_origins().iter().map(String::as_str);
    let origins = ConnectionManagementAllowedOrigins::new(origins.chain([origin]));
    codat.set_cors_settings(&origins).await?;
    info!(origin, "told Codat the page's origin");
    Ok(())
}
