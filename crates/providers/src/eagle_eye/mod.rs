//! Eagle Eye CameraManager: end users by the hosted page, dealers by password. It takes no media.
//!
//! The reference is the vendor's
//! [developer pages](https://developer.cameramanager.com/docs/introduction) for
//! `rest.cameramanager.com`; the same vendor's newer platform is another cloud with other tokens
//! and ids. What the pages leave open is in [`assumed`]. A camera is what a connection points at
//! here, and an account is a customer.
//!
//! Files: [`wire`] has the shapes of the answers, [`sign_in`] pages, passwords and tokens,
//! [`places`] who is signed in and which cameras there are, [`error`] the two tables from answers
//! to kinds. Besides: [`dealer`] and [`user`] are the two kinds of token, each with all that may be
//! asked by it, because a dealer's could do far more; [`rest`] reads what they are answered.

mod assumed;
mod dealer;
mod error;
mod places;
mod rest;
mod sign_in;
mod user;
mod wire;

use crate::http::{Http, Transport};
use crate::route::Shared;
use crate::{Cloud, Now, Patience};
use async_trait::async_trait;
use dealer::GeneratedTokens;
use domain::provider::{CLIENT_ID, CLIENT_SECRET};
use domain::{
    AccountId, Accounts, Answers, BrowserAnswer, BrowserAsk, Capabilities, Client, CloudError,
    Endpoint, FieldKind, FieldSpec, Grant, Left, ListedAccount, ListedProject, Listing, Place,
    ProviderKind, Secret, Session, Tokens, Way, WaySpec, Whereabouts,
};
use reqwest::header::{ACCEPT, HeaderMap, HeaderValue};
use url::Url;

pub struct EagleEye {
    http: Http,
    generated: GeneratedTokens,
    now: Now,
}

pub fn capabilities() -> Capabilities {
    Capabilities {
        provider: ProviderKind::EagleEye,
        name: "Eagle Eye CameraManager",
        project_word: "camera",
        account_word: "account",
        ways: WAYS,
        uploads: None,
        no_uploads: "CameraManager records from its own cameras and takes no media, so nothing can \
                     be uploaded to it.",
        heartbeat: None,
        no_accounts: "CameraManager lists no account for you. A dealer needs the vendor's support \
                      to be let in here.",
        no_projects: "There is no camera in this account. Add one in CameraManager, then look \
                      again.",
        withdrawn: "That camera is no longer there, or no longer shown to you.",
        support: "https://developer.cameramanager.com",
        finds_accounts_by: Some("e-mail address"),
        callback: "eagle-eye",
    }
}

/// End users, on the cloud's own page.
const HOSTED: &str = "hosted";
/// A dealer with customers.
const RESELLER: &str = "reseller";
/// A dealer with resellers.
const DISTRIBUTOR: &str = "distributor";

const EMAIL: &str = "email";
const PASSWORD: &str = "password";
const SESSION_ONLY: &str = "session_only";

const KEY_ID: FieldSpec = FieldSpec {
    label: "API key: ID",
    hint: "From dealer.cameramanager.com, one per company",
    ..CLIENT_ID
};

const KEY_SECRET: FieldSpec = FieldSpec {
    label: "API key: SECRET",
    hint: "Beside the ID, on the same page",
    ..CLIENT_SECRET
};

const DEALER_EMAIL: FieldSpec = FieldSpec {
    name: EMAIL,
    label: "E-mail address",
    kind: FieldKind::Email,
    hint: "What you sign in to the dealer dashboard with",
    optional: false,
    kept: false,
};

const DEALER_PASSWORD: FieldSpec = FieldSpec {
    name: PASSWORD,
    label: "Password",
    kind: FieldKind::Secret,
    hint: "Used once and kept nowhere",
    optional: false,
    kept: false,
};

const ONLY_NOW: FieldSpec = FieldSpec {
    name: SESSION_ONLY,
    label: "For this session only",
    kind: FieldKind::Switch,
    hint: "A dealer's sign-in opens every customer. With this on it ends when the app does",
    optional: true,
    kept: false,
};

const DEALER: &[FieldSpec] = &[KEY_ID, KEY_SECRET, DEALER_EMAIL, DEALER_PASSWORD, ONLY_NOW];

const WAYS: &[WaySpec] = &[
    WaySpec::new(
        HOSTED,
        Way::Browser,
        "Sign in with your browser",
        "You have cameras: you sign in on CameraManager's own page",
        &[KEY_ID, KEY_SECRET],
    ),
    WaySpec::new(
        RESELLER,
        Way::Form,
        "Dealer: reseller",
        "You look after customers, with the permission to generate access tokens",
        DEALER,
    ),
    WaySpec::new(
        DISTRIBUTOR,
        Way::Form,
        "Dealer: distributor",
        "You look after resellers, and see the customers of all of them",
        DEALER,
    ),
];

pub fn default_endpoint() -> Option<Endpoint> {
    Some(Endpoint { address: "https://rest.cameramanager.com".parse().ok()?, extra_ca: None })
}

impl EagleEye {
    pub fn new(
        endpoint: &Endpoint,
        patience: Patience,
        route: &Shared,
        now: Now,
    ) -> Result<Self, CloudError> {
        let always = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static("application/json"))]);
        let http = Http::new(endpoint, patience, route, Transport::OnlyHttps, always)?;
        Ok(Self { http, generated: GeneratedTokens::default(), now })
    }
}

impl Cloud for EagleEye {
    fn drop_lines(&self) {
        self.http.drop_lines();
    }
}

#[async_trait]
impl Accounts for EagleEye {
    fn browser_page(&self, client: &Client, ask: &BrowserAsk) -> Result<Url, CloudError> {
        sign_in::page(self, client, ask)
    }

    async fn redeem(&self, client: &Client, answer: &BrowserAnswer) -> Result<Grant, CloudError> {
        sign_in::redeem(self, client, answer).await
    }

    async fn enter(&self, client: &Client, typed: &Answers) -> Result<Grant, CloudError> {
        sign_in::enter(self, client, typed).await
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
        find: Option<&str>,
    ) -> Result<Listing<ListedAccount>, CloudError> {
        places::accounts(self, session, find).await
    }

    async fn projects(
        &self,
        session: &Session,
        account: &AccountId,
    ) -> Result<Listing<ListedProject>, CloudError> {
        places::projects(self, session, account).await
    }

    async fn reachable(&self) -> Result<(), CloudError> {
        places::reachable(self).await
    }

    async fn sign_out(&self, client: &Client, tokens: &Tokens) -> Result<Left, CloudError> {
        sign_in::sign_out(self, client, tokens).await
    }
}
