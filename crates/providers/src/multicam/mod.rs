//! Multicam Systems: no central cloud but machines, each with an address, a key and rooms of its
//! own. It takes no media.
//!
//! The vendor describes how to sign in, for
//! [Multicam 9 and for 10](https://support.multicam-systems.com/hc/en-us/articles/360004982933-Web-API-Authentication);
//! what can be read after that is known from the
//! [public client](https://github.com/bitfocus/companion-module-multicamsystems-multicamsuite)
//! alone. What neither says is in [`assumed`].
//!
//! Files: [`wire`] has the shapes of the answers, [`sign_in`] the three ways in, [`places`] the
//! machine with its rooms and media lists, [`error`] the table from answers to kinds. Besides:
//! [`address`] reads what a person types, [`cipher`] hides the key of a Multicam 9 user, and
//! [`asks`] is the list of all that may be asked of a machine, because one key there also starts,
//! stops and shuts down.

mod address;
mod asks;
mod assumed;
mod cipher;
mod error;
mod places;
mod sign_in;
mod wire;

use crate::route::Shared;
use crate::{Cloud, Now, Patience};
use asks::Asks;
use async_trait::async_trait;
use cipher::PublicKey;
use domain::provider::ADDRESS;
use domain::{
    AccountId, Accounts, Answers, Capabilities, Client, CloudError, Endpoint, FieldKind, FieldSpec,
    Grant, Left, ListedAccount, ListedProject, Listing, Place, ProviderKind, Session, Tokens, Way,
    WaySpec, Whereabouts,
};

pub use address::typed_endpoints;

pub struct Multicam {
    asks: Asks,
    /// Host and port, which is all that names a machine for good.
    authority: String,
    key: PublicKey,
    now: Now,
}

pub fn capabilities() -> Capabilities {
    Capabilities {
        provider: ProviderKind::Multicam,
        name: "Multicam Systems",
        project_word: "room",
        account_word: "machine",
        ways: WAYS,
        uploads: None,
        no_uploads: "A Multicam machine takes no media over the network, so nothing can be \
                     uploaded to it.",
        heartbeat: None,
        no_accounts: "The machine did not say what it is. Check the address.",
        no_projects: "This machine has neither a room nor a media list. Make one in Multicam, \
                      then look again.",
        withdrawn: "That room or media list is no longer on the machine.",
        support: "https://support.multicam-systems.com",
        finds_accounts_by: None,
        callback: "multicam",
    }
}

/// Multicam 10 and newer: a key in a header.
pub const KEY: &str = "key";
/// Multicam 9 and older: a user and an encrypted key, for a token.
pub const TOKEN: &str = "token";
/// Either: the machine lists this computer's IP address.
pub const TRUSTED: &str = "address";

/// The field that allows plain http to a machine on the network.
const PLAIN: &str = "plain";
const USER: &str = "user";

const MACHINE: FieldSpec = FieldSpec {
    name: ADDRESS,
    label: "Address of the machine",
    kind: FieldKind::Address,
    hint: "Host and port, such as 192.168.1.20:8082",
    optional: false,
    kept: false,
};

const UNENCRYPTED: FieldSpec = FieldSpec {
    name: PLAIN,
    label: "Allow an unencrypted connection",
    kind: FieldKind::Switch,
    hint: "Used only if the machine has no https. Everyone on the network can then read along, \
           the key included",
    optional: true,
    kept: false,
};

const API_KEY: FieldSpec = FieldSpec {
    name: "key",
    label: "API key",
    kind: FieldKind::Secret,
    hint: "In Multicam: Settings > Systems > API",
    optional: false,
    kept: false,
};

const API_USER: FieldSpec = FieldSpec {
    name: USER,
    label: "API user",
    kind: FieldKind::Text,
    hint: "The user made for the API inside Multicam, often an e-mail address",
    optional: false,
    kept: false,
};

const WAYS: &[WaySpec] = &[
    WaySpec::new(
        KEY,
        Way::Form,
        "API key (Multicam 10 and newer)",
        "You copy the API key from the machine",
        &[MACHINE, API_KEY, UNENCRYPTED],
    ),
    WaySpec::new(
        TOKEN,
        Way::Form,
        "User and key (Multicam 9 and older)",
        "You type the API user and its key; good for 14 days at a time",
        &[MACHINE, API_USER, API_KEY, UNENCRYPTED],
    ),
    WaySpec::new(
        TRUSTED,
        Way::AddressAlone,
        "Trusted address",
        "No key: the machine has this computer's IP address on its list",
        &[MACHINE, UNENCRYPTED],
    ),
];

impl Multicam {
    /// `key` replaces the vendor's public key, see
    /// [`Providers::with_multicam_key`](crate::Providers::with_multicam_key).
    pub fn new(
        endpoint: &Endpoint,
        key: Option<&str>,
        patience: Patience,
        route: &Shared,
        now: Now,
    ) -> Result<Self, CloudError> {
        Ok(Self {
            asks: Asks::of(endpoint, patience, route)?,
            authority: endpoint.authority(),
            key: PublicKey::read(key)?,
            now,
        })
    }
}

impl Cloud for Multicam {
    fn drop_lines(&self) {
        self.asks.drop_lines();
    }
}

#[async_trait]
impl Accounts for Multicam {
    async fn enter(&self, client: &Client, typed: &Answers) -> Result<Grant, CloudError> {
        sign_in::enter(self, client, typed).await
    }

    async fn who_am_i(
        &self,
        session: &Session,
        chosen: Option<&Place>,
    ) -> Result<Whereabouts, CloudError> {
        places::who_am_i(self, session, chosen).await
    }

    async fn accounts(
        &self,
        session: &Session,
        _find: Option<&str>,
    ) -> Result<Listing<ListedAccount>, CloudError> {
        places::accounts(self, session).await
    }

    async fn projects(
        &self,
        session: &Session,
        _account: &AccountId,
    ) -> Result<Listing<ListedProject>, CloudError> {
        places::projects(self, session).await
    }

    async fn reachable(&self) -> Result<(), CloudError> {
        places::reachable(self).await
    }

    async fn sign_out(&self, client: &Client, _tokens: &Tokens) -> Result<Left, CloudError> {
        Ok(sign_in::leave(client))
    }
}
