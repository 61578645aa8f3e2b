//! The users and their companies. In production, this is your identity provider and your database. What stays: *the server*
//! decides which companies are a user's.
//!
//! A file of users is JSON, like `users.example.json`, whose password is `demo`. `password_hash` is an Argon2id hash in its usual
//! form, with these parameters for all users. This command writes one (on Debian, `apt install argon2`):
//! `printf %s "$password" | argon2 "$(openssl rand -hex 16)" -id -k 19456 -t 2 -p 1 -e`.

use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use codat_client::CompanyId;
use serde::{Deserialize, Serialize};

use crate::passwords::Passwords;

/// The hash of a password that nobody has. It is compared if the name doesn't exist, so that the time of a response doesn't
/// show which names exist.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5LWF0LWFsbC0x$a8bqsEbrhboBLEk5Hkf8gxaFOUKuXVVMvLcq7thJzMM";

/// The hash of `demo`, for the users of the sandbox.
const DEMO: &str = "$argon2id$v=19$m=19456,t=2,p=1$Y29kYXQtZXhhbXBsZS0x$mEOYwQWG2c0gaZPfN1F3ZZQheSweRgCuBBsTZMomo0A";

pub(crate) struct Users {
    by_name: HashMap<String, Arc<User>>,
    nobody: PasswordHash,
    passwords: Passwords,
    is_demo: bool,
}

#[derive(Deserialize)]
pub(crate) struct User {
    name: String,
    full_name: String,
    #[serde(deserialize_with = "password_hash")]
    password_hash: PasswordHash,
    companies: Vec<Company>,
}

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Company {
    pub(crate) id: CompanyId,
    pub(crate) name: String,
}

impl Users {
    pub(crate) fn read(file: &Path) -> Result<Self, Box<dyn Error>> {
        let name = file.display();
        let text = fs::read(file).map_err(|error| format!("{name} can't be read: {error}"))?;
        let users: Vec<User> =
            serde_json::from_slice(&text).map_err(|error| format!("{name}: {error}"))?;
        if let Some(user) = users.iter().find(|user| user.companies.is_empty()) {
            return Err(format!("{name}: {} has no company", user.name).into());
        }
        Self::new(users, false)
    }

    /// Two users, each with a company.
    pub(crate) fn of_the_sandbox([first, second]: [CompanyId; 2]) -> Result<Self, Box<dyn Error>> {
        let user = |name: &str, full_name: &str, company: &str, id| {
            Ok::<_, Box<dyn Error>>(User {
                name: name.to_owned(),
                full_name: full_name.to_owned(),
                password_hash: PasswordHash::new(DEMO)?,
                companies: vec![Company {
                    id,
                    name: company.to_owned(),
                }],
            })
        };
        let users = vec![
            user("amira", "Amira Khan", "Khan’s Bakery", first)?,
            user("tom", "Tom Hartley", "Hartley Cycles", second)?,
        ];
        Self::new(users, true)
    }

    fn new(users: Vec<User>, is_demo: bool) -> Result<Self, Box<dyn Error>> {
        let nobody = PasswordHash::new(NOBODY)?;
        let mut by_name = HashMap::new();
        for user in users {
            if !takes_as_long(&user.password_hash, &nobody) {
                return Err(format!(
                    "the password hash of {} must be Argon2id with {}: the time of a comparison would tell that there is this user",
                    user.name, nobody.params
                )
                .into());
            }
            if let Some(twice) = by_name.insert(user.name.clone(), Arc::new(user)) {
                return Err(format!("there are two users named {}", twice.name).into());
            }
        }
        Ok(Self {
            by_name,
            nobody,
            passwords: Passwords::new(),
            is_demo,
        })
    }

    /// Whether these are the sandbox's users, whose password is public.
    pub(crate) fn is_demo(&self) -> bool {
        self.is_demo
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Arc<User>> {
        self.by_name.get(name)
    }

    /// The user with this name, if this is their password.
    pub(crate) async fn with_password(&self, name: &str, password: String) -> Option<&Arc<User>> {
        let user = self.get(name);
        let hash = user.map_or(&self.nobody, |user| &user.password_hash);
        let is_right = self.passwords.is_right(password, hash).await;
        user.filter(|_| is_right)
    }
}

impl User {
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn full_name(&self) -> &str {
        &self.full_name
    }

    pub(crate) fn companies(&self) -> &[Company] {
        &self.companies
    }

    /// The user's company with this id, or the first one if there is no id.
    /// This check is the important one: the id comes from the browser, the list doesn't.
    pub(crate) fn company(&self, wanted: Option<CompanyId>) -> Option<&Company> {
        match wanted {
            Some(id) => self.companies.iter().find(|company| company.id == id),
            None => self.companies.first(),
        }
    }
}

fn takes_as_long(one: &PasswordHash, other: &PasswordHash) -> bool {
    (&one.algorithm, one.version, &one.params) == (&other.algorithm, other.version, &other.params)
}

fn password_hash<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<PasswordHash, D::Error> {
    let text = String::deserialize(deserializer)?;
    PasswordHash::new(&text).map_err(serde::de::Error::custom)
}
