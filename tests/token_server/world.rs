//! A sandbox, its users, and the server between them.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use codat_client::CompanyId;
use codat_client::sandbox::Sandbox;
use serde_json::json;
use uuid::Uuid;

use crate::server::Server;

/// The hash of `demo`.
const PASSWORD_HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$Y29kYXQtZXhhbXBsZS0x$mEOYwQWG2c0gaZPfN1F3ZZQheSweRgCuBBsTZMomo0A";

/// Where the page is said to be. The tests find it at the address of its server.
pub(crate) const ORIGIN: &str = "http://bank-of-dave.localhost";

pub(crate) struct World {
    pub(crate) sandbox: Sandbox,
    pub(crate) server: Server,
    /// Amira's company, Khan’s Bakery.
    pub(crate) bakery: CompanyId,
    /// Tom's company, Hartley Cycles.
    pub(crate) cycles: CompanyId,
    /// A second one of Tom's.
    pub(crate) repairs: CompanyId,
}

impl World {
    pub(crate) async fn start() -> Self {
        Self::on(Sandbox::start().await.unwrap()).await
    }

    pub(crate) async fn with_tokens_that_live(lifetime: Duration) -> Self {
        let sandbox = Sandbox::start().await.unwrap();
        sandbox.set_token_lifetime(lifetime);
        Self::on(sandbox).await
    }

    pub(crate) async fn on(sandbox: Sandbox) -> Self {
        Self::with_settings(sandbox, &[]).await
    }

    /// With further variables of the server's.
    pub(crate) async fn with_settings(sandbox: Sandbox, settings: &[(&str, &str)]) -> Self {
        let [bakery, cycles, repairs] = [(); 3].map(|()| sandbox.add_company());
        let users = UsersFile::write(&json!([
            {
                "name": "amira", "full_name": "Amira Khan", "password_hash": PASSWORD_HASH,
                "companies": [{ "id": bakery, "name": "Khan’s Bakery" }],
            },
            {
                "name": "tom", "full_name": "Tom Hartley", "password_hash": PASSWORD_HASH,
                "companies": [{ "id": cycles, "name": "Hartley Cycles" }, { "id": repairs, "name": "Hartley Repairs" }],
            },
        ]));
        let variables = [
            ("CODAT_BASE_URL", sandbox.base_url()),
            ("CODAT_API_KEY", sandbox.api_key()),
            ("PUBLIC_ORIGIN", ORIGIN),
            ("USERS_FILE", users.path()),
        ];
        let server = Server::start(&[&variables, settings].concat()).await;
        Self {
            sandbox,
            server,
            bakery,
            cycles,
            repairs,
        }
    }

    /// How many tokens Codat was asked for.
    pub(crate) fn token_requests(&self) -> usize {
        let requests = self.sandbox.requests();
        requests
            .iter()
            .filter(|request| request.path().ends_with("/accessToken"))
            .count()
    }
}

/// The file is read when the server starts, and no longer needed after that.
pub(crate) struct UsersFile(PathBuf);

impl UsersFile {
    pub(crate) fn write(users: &serde_json::Value) -> Self {
        let path =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("users-{}.json", Uuid::new_v4()));
        fs::write(&path, users.to_string()).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for UsersFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}
