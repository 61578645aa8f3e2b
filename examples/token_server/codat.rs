//! The client: of Codat if there is a key, otherwise of the sandbox.

use std::error::Error;
use std::time::Duration;

use codat_client::api::Connections;
use codat_client::models::CreateConnection;
use codat_client::sandbox::Sandbox;
use codat_client::{Client, ClientBuilder, CompanyId};

use crate::config::Config;
use crate::users::Users;

/// A person is waiting, so a failure is reported soon. The page tries again by itself.
const TIMEOUT: Duration = Duration::from_secs(5);

/// The client, the users whose companies it knows, and the sandbox, which runs until it is dropped.
pub(crate) async fn connect(
    config: &Config,
) -> Result<(Client, Users, Option<Sandbox>), Box<dyn Error>> {
    if config.has_key {
        // The sandbox's users have a public password.
        let file = config
            .users_file
            .as_ref()
            .ok_or("with CODAT_API_KEY, set USERS_FILE to a file that says who may sign in")?;
        let client = with_settings(ClientBuilder::from_env()?)?;
        return Ok((client, Users::read(file)?, None));
    }
    let sandbox = Sandbox::start().await?;
    if let Some(lifetime) = config.sandbox_token_lifetime {
        sandbox.set_token_lifetime(lifetime);
    }
    let companies = [sandbox.company_id(), sandbox.add_company()];
    let users = Users::of_the_sandbox(companies)?;
    let client = with_settings(sandbox.client_builder())?;
    for company in companies {
        connect_systems(&sandbox, &client, company).await?;
    }
    Ok((client, users, Some(sandbox)))
}

/// A company on the sandbox shares its accounting data, and hasn't authorised its shop yet.
async fn connect_systems(
    sandbox: &Sandbox,
    codat: &Client,
    company: CompanyId,
) -> codat_client::Result<()> {
    let (xero, shopify) = (CreateConnection::new("gbol"), CreateConnection::new("fztf"));
    let accounting = codat.create_connection(company, &xero).await?;
    sandbox.authorize(accounting.id)?;
    codat.create_connection(company, &shopify).await?;
    Ok(())
}

fn with_settings(builder: ClientBuilder) -> codat_client::Result<Client> {
    builder
        .timeout(TIMEOUT)
        .user_agent("bank-of-dave/1.0")
        .build()
}
