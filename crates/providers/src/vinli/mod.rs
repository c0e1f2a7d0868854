//! Vinli: cars through a plug-in device. It takes no media.
//!
//! The reference is the vendor's [documentation](https://docs.vin.li/en/latest/web/index.html)
//! and, where that is silent, the code of its own client libraries
//! ([`vinli-node`](https://github.com/vinli/vinli-node),
//! [`android-net`](https://github.com/vinli/android-net),
//! [`ios-net`](https://github.com/vinli/ios-net)). What neither says is in [`assumed`].
//!
//! One name per service under a common suffix: `auth.vin.li`, `platform.vin.li`. The endpoint is
//! the suffix. An app of a customer has two pairs of keys: its own, which sees the devices of all
//! its users and serves here as a check alone, and that of each client in it, which signs people
//! in.
//!
//! Files: [`wire`] has the shapes of the answers, [`sign_in`] the browser and the tokens,
//! [`places`] the person and their devices, [`error`] the table from answers to kinds.

mod assumed;
mod error;
mod places;
mod sign_in;
mod wire;

use crate::http::{Http, Transport};
use crate::route::Shared;
use crate::{Cloud, Now, Patience};
use async_trait::async_trait;
use domain::provider::{CLIENT_ID, CLIENT_SECRET};
use domain::{
    AccountId, Accounts, Answers, BrowserAnswer, BrowserAsk, Capabilities, Client, CloudError,
    Endpoint, FieldKind, FieldSpec, Grant, Left, ListedAccount, ListedProject, Listing, Place,
    ProviderKind, Secret, Session, Tokens, Way, WaySpec, Whereabouts,
};
use reqwest::header::HeaderMap;
use url::{Host, Url};

pub struct Vinli {
    /// At the platform's address, where the devices are.
    http: Http,
    /// Where people sign in, and are asked about.
    auth: Url,
    now: Now,
}

pub fn capabilities() -> Capabilities {
    Capabilities {
        provider: ProviderKind::Vinli,
        name: "Vinli",
        project_word: "device",
        account_word: "account",
        ways: WAYS,
        uploads: None,
        no_uploads: "Vinli reads data of vehicles and takes no media, so nothing can be uploaded \
                     to it.",
        heartbeat: None,
        no_accounts: "Vinli did not say whose account this is. Sign in again.",
        no_projects: "You share no device with this app. Allow one in MyVinli, then look again.",
        withdrawn: "Its owner no longer shares this device with the app.",
        support: "https://my.vin.li",
        finds_accounts_by: None,
        callback: "vinli",
    }
}

/// A client of type server, with its secret.
pub const CODE: &str = "code";
/// A client of type web, which has none.
pub const IMPLICIT: &str = "implicit";

/// Kept under a name of its own: a client of another type has another id.
const WEB_CLIENT_ID: FieldSpec = FieldSpec {
    name: "web_client_id",
    hint: "At dev.vin.li: your app, a client of type web",
    ..CLIENT_ID
};

const APP_ID: FieldSpec = FieldSpec {
    name: "app_id",
    label: "App ID",
    kind: FieldKind::Text,
    hint: "Only to check the set-up. Not the client ID, and not kept",
    optional: true,
    kept: false,
};

const APP_SECRET: FieldSpec = FieldSpec {
    name: "app_secret",
    label: "App secret",
    kind: FieldKind::Secret,
    hint: "Only to check the set-up. Not kept",
    optional: true,
    kept: false,
};

const WAYS: &[WaySpec] = &[
    WaySpec {
        // Older documentation of Vinli's has errors there, for either flow.
        in_fragment: true,
        checks_set_up: true,
        ..WaySpec::new(
            CODE,
            Way::Browser,
            "Sign in at Vinli",
            "In your browser, by a client of type “server” of your own Vinli app",
            &[
                FieldSpec { hint: "At dev.vin.li: your app, a client of type server", ..CLIENT_ID },
                FieldSpec { hint: "Beside the client ID at dev.vin.li", ..CLIENT_SECRET },
                APP_ID,
                APP_SECRET,
            ],
        )
    },
    WaySpec {
        in_fragment: true,
        confirms: true,
        ..WaySpec::new(
            IMPLICIT,
            Way::Browser,
            "Sign in without a client secret",
            "Less safe: the key passes through the browser. Only if you have no client secret",
            &[WEB_CLIENT_ID],
        )
    },
];

pub fn default_endpoint() -> Option<Endpoint> {
    Some(Endpoint { address: "https://vin.li".parse().ok()?, extra_ca: None })
}

/// Where one of the services is: at a name of its own under the suffix. An address that is no
/// suffix, because it is a number, this computer or has a port, has all of them in one place.
fn service(name: &str, endpoint: &Url) -> Url {
    let mut there = endpoint.clone();
    there.set_path("");
    if let Some(Host::Domain(suffix)) = endpoint.host()
        && suffix != "localhost"
        && endpoint.port().is_none()
    {
        // A name that is one is still one with another in front.
        let _ = there.set_host(Some(&format!("{name}.{suffix}")));
    }
    there
}

impl Vinli {
    pub fn new(
        endpoint: &Endpoint,
        patience: Patience,
        route: &Shared,
        now: Now,
    ) -> Result<Self, CloudError> {
        let platform =
            Endpoint { address: service("platform", &endpoint.address), ..endpoint.clone() };
        let http = Http::new(&platform, patience, route, Transport::OnlyHttps, HeaderMap::new())?;
        Ok(Self { http, auth: service("auth", &endpoint.address), now })
    }
}

impl Cloud for Vinli {
    fn drop_lines(&self) {
        self.http.drop_lines();
    }
}

#[async_trait]
impl Accounts for Vinli {
    fn browser_page(&self, client: &Client, ask: &BrowserAsk) -> Result<Url, CloudError> {
        sign_in::page(self, client, ask)
    }

    async fn redeem(&self, client: &Client, answer: &BrowserAnswer) -> Result<Grant, CloudError> {
        sign_in::redeem(self, client, answer).await
    }

    async fn check_set_up(&self, _client: &Client, typed: &Answers) -> Result<String, CloudError> {
        places::check_set_up(self, typed).await
    }

    async fn refresh(&self, client: &Client, refresh: &Secret) -> Result<Tokens, CloudError> {
        sign_in::refresh(self, client, refresh).await
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

    async fn sign_out(&self, _client: &Client, _tokens: &Tokens) -> Result<Left, CloudError> {
        Ok(sign_in::LEFT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_service_has_a_name_under_the_suffix_unless_there_is_but_one_place() {
        let auth = |endpoint: &str| service("auth", &endpoint.parse().unwrap()).to_string();
        assert_eq!(auth("https://vin.li"), "https://auth.vin.li/");
        assert_eq!(auth("https://vin.li:443"), "https://auth.vin.li/");
        assert_eq!(auth("https://partner.vin.li"), "https://auth.partner.vin.li/");
        for one_place in [
            "https://127.0.0.1/",
            "https://127.0.0.1:8443/",
            "https://[::1]:8443/",
            "https://localhost/",
            "https://vin.li:8443/",
        ] {
            assert_eq!(auth(one_place), one_place);
        }
    }
}
