//! What the cloud knows: accounts, projects, devices, tokens, assets and their parts.
//!
//! Plain data and rules. No HTTP, no files, no clock of its own: the moment is passed in, so are
//! the assumed behaviours. The whole of it is one JSON document between two runs.

pub mod assets;
pub mod devices;
pub mod pairing;

use std::collections::BTreeMap;
use std::fmt;

use rand::Rng;
use rand::distr::{Alphanumeric, SampleString};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use assets::Asset;
use devices::ProjectDevice;
use pairing::{AccessGrant, AccessToken, Code, RefreshGrant, RefreshToken};

macro_rules! ids {
    ($($(#[doc = $doc:literal])* $name:ident)+) => { $(
        $(#[doc = $doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            // Version 7, so that sorting by id is sorting by age.
            pub fn fresh() -> $name { $name(Uuid::now_v7()) }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<$name, uuid::Error> { text.parse().map($name) }
        }
    )+ };
}

ids! {
    AccountId
    ProjectId
    UserId
    /// One physical device, whatever it is attached to.
    DeviceId
    /// One device in one project.
    ProjectDeviceId
    AuthorizationId
    AssetId
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Account {
    pub id: AccountId,
    pub name: String,
    pub projects: Vec<Project>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Project {
    pub id: ProjectId,
    pub name: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct User {
    pub id: UserId,
    pub name: String,
}

#[derive(Serialize, Deserialize)]
pub struct Cloud {
    pub client_secret: String,
    /// Signs part URLs.
    pub signing_key: String,
    pub user: User,
    pub accounts: Vec<Account>,
    pub devices: Vec<ProjectDevice>,
    pub codes: Vec<Code>,
    pub access: BTreeMap<AccessToken, AccessGrant>,
    pub refresh: BTreeMap<RefreshToken, RefreshGrant>,
    pub assets: BTreeMap<AssetId, Asset>,
    /// Raised to expire every part URL issued before; each URL carries the number it was born with.
    pub url_epoch: u32,
}

impl Cloud {
    /// A first day: one account worth showing, one more beside it, nobody paired.
    pub fn demo() -> Cloud {
        let account = |name: &str, projects: &[&str]| Account {
            id: AccountId::fresh(),
            name: name.to_owned(),
            projects: projects
                .iter()
                .map(|name| Project { id: ProjectId::fresh(), name: (*name).to_owned() })
                .collect(),
        };
        Cloud {
            client_secret: secret(43),
            signing_key: secret(40),
            user: User { id: UserId::fresh(), name: "Mara Lindqvist".to_owned() },
            accounts: vec![
                account(
                    "Northlight Pictures",
                    &[
                        "Feature – Unit A",
                        "Feature – Unit B",
                        "Commercial 0471",
                        "Documentary – Harbour",
                        "Camera Tests",
                    ],
                ),
                account("Tidewater Films", &["Series – Block 2", "Pickups"]),
            ],
            devices: Vec::new(),
            codes: Vec::new(),
            access: BTreeMap::new(),
            refresh: BTreeMap::new(),
            assets: BTreeMap::new(),
            url_epoch: 0,
        }
    }

    pub fn projects(&self) -> impl Iterator<Item = &Project> {
        self.accounts.iter().flat_map(|account| &account.projects)
    }

    pub fn project(&self, id: ProjectId) -> Option<&Project> {
        self.projects().find(|project| project.id == id)
    }

    pub fn project_mut(&mut self, id: ProjectId) -> Option<&mut Project> {
        self.accounts
            .iter_mut()
            .flat_map(|account| &mut account.projects)
            .find(|project| project.id == id)
    }

    pub fn account_of(&self, id: ProjectId) -> Option<&Account> {
        self.accounts.iter().find(|account| account.projects.iter().any(|p| p.id == id))
    }
}

pub(crate) fn secret(length: usize) -> String {
    Alphanumeric.sample_string(&mut rand::rng(), length)
}

pub(crate) fn six_digits() -> String {
    format!("{:06}", rand::rng().random_range(0..1_000_000))
}
