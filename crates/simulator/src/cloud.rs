//! What the cloud knows: accounts, projects, devices, tokens, assets and their parts.
//!
//! Plain data and rules. No HTTP, no files, no clock of its own: the moment is passed in, so are
//! the assumed behaviours. The whole of it is one JSON document between two runs.

pub mod application;
pub mod assets;
pub mod devices;
pub mod listed;
pub mod pairing;

use std::collections::BTreeMap;
use std::fmt;

use rand::Rng;
use rand::distr::{Alphanumeric, SampleString};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use application::Application;
use assets::Asset;
use devices::ProjectDevice;
use listed::Many;
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
    /// Ever so many more, which are made up when somebody asks for them.
    #[serde(default)]
    pub many: Option<Many>,
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
    #[serde(default = "email")]
    pub email: String,
}

fn email() -> String {
    "mara.lindqvist@northlight.example".to_owned()
}

#[derive(Serialize, Deserialize)]
pub struct Cloud {
    pub client_secret: String,
    /// Signs part URLs.
    pub signing_key: String,
    pub user: User,
    #[serde(default)]
    pub application: Application,
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
    /// A first day: one account worth showing, one more beside it, one with nothing in it and one
    /// with far too much, nobody paired.
    pub fn demo() -> Cloud {
        let account = |name: &str, projects: &[&str]| Account {
            id: AccountId::fresh(),
            name: name.to_owned(),
            projects: projects
                .iter()
                .map(|name| Project { id: ProjectId::fresh(), name: (*name).to_owned() })
                .collect(),
            many: None,
        };
        Cloud {
            client_secret: secret(43),
            signing_key: secret(40),
            user: User { id: UserId::fresh(), name: "Mara Lindqvist".to_owned(), email: email() },
            application: Application::default(),
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
                account("Fjord Archive (empty)", &[]),
                Account { many: Some(Many::of(10_000)), ..account("Studio Ångström", &[]) },
            ],
            devices: Vec::new(),
            codes: Vec::new(),
            access: BTreeMap::new(),
            refresh: BTreeMap::new(),
            assets: BTreeMap::new(),
            url_epoch: 0,
        }
    }
}

pub(crate) fn secret(length: usize) -> String {
    Alphanumeric.sample_string(&mut rand::rng(), length)
}

pub(crate) fn six_digits() -> String {
    format!("{:06}", rand::rng().random_range(0..1_000_000))
}
