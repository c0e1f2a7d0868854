//! Frame.io Camera to Cloud: signing in by device code or as an application, and taking media.
//!
//! The reference is the vendor's own
//! [Camera to Cloud documentation](https://developer.frame.io/camera-to-cloud); each function
//! links to its page. What that leaves open is in [`assumed`]. A device here is what Frame.io
//! calls one installation of ours; the word stays in this folder.
//!
//! Files: [`wire`] has the shapes of the answers, [`sign_in`] the device codes and their tokens,
//! [`application`] the sign-in in the browser, [`places`] where a session points and whether the
//! cloud is there, [`projects`] what else it may point at, [`socket`] the cloud's own line to us,
//! [`error`] the two tables from answers to kinds, [`assets`] creating an asset and sending a part,
//! [`growing`] the same for a clip that is still being recorded.

mod application;
mod assets;
mod assumed;
mod error;
mod growing;
mod places;
mod projects;
mod sign_in;
mod socket;
mod wire;

use crate::http::{Http, Transport};
use crate::route::Shared;
use crate::{Cloud, Identity, Now, Patience};
use async_trait::async_trait;
use domain::provider::{CLIENT_ID, CLIENT_SECRET};
use domain::{
    Accepted, AccountId, Accounts, AssetId, Assets, BrowserAnswer, BrowserAsk, Capabilities,
    Client, CloudError, CreatedAsset, DeviceCodePrompt, DeviceId, Endpoint, ErrorKind, Grant,
    GrowingAbility, GrowingPart, Left, ListedAccount, ListedProject, Listing, NewAsset,
    NewGrowingAsset, PartBody, PartTarget, Place, Poll, ProviderKind, Pushes, Secret, Session,
    Tokens, UploadAbility, Way, WayId, WaySpec, Whereabouts,
};
use reqwest::header::{HeaderMap, HeaderValue};
use url::Url;

pub struct Frameio {
    http: Http,
    /// Where an application's pages and tokens are.
    pages: Url,
    /// The id of this installation: what a device code calls `client_id`.
    client_id: Secret,
    leaving: application::Leaving,
    patience: Patience,
    now: Now,
}

pub fn capabilities() -> Capabilities {
    Capabilities {
        provider: ProviderKind::Frameio,
        name: "Frame.io",
        project_word: "project",
        account_word: "account",
        ways: WAYS,
        uploads: Some(UploadAbility {
            targets_live: assumed::TARGETS_LIVE,
            largest_file: assumed::LARGEST_FILE,
            growing: Some(GrowingAbility {
                smallest_part: assumed::SMALLEST_PART,
                largest_part: assumed::LARGEST_PART,
                most_parts: assumed::MOST_PARTS as u32,
                parts_can_be_sent_again: assumed::PARTS_CAN_BE_SENT_AGAIN,
            }),
        }),
        no_uploads: "",
        heartbeat: Some(assumed::HEARTBEAT),
        no_accounts: "None of your accounts is enabled for Camera to Cloud. Ask the owner of the \
                      account to enable it, or ask Frame.io.",
        no_projects: "This account has no project that is open to Camera to Cloud. Enable it in \
                      the project's settings on Frame.io.",
        withdrawn: "Frame.io no longer lists this computer in that project.",
        support: "https://help.frame.io/en/collections/3045101-camera-to-cloud",
        finds_accounts_by: None,
        callback: "frameio",
    }
}

/// The device code: who holds a `client_secret`.
pub const DEVICE_CODE: &str = "device_code";

/// The browser: who holds a `client_id`.
const APPLICATION: &str = "application";

const WAYS: &[WaySpec] = &[
    WaySpec {
        picks: false,
        ..WaySpec::new(
            DEVICE_CODE,
            Way::DeviceCode,
            "Six-digit code",
            "You type a code on Frame.io and pick the project there",
            &[CLIENT_SECRET],
        )
    },
    WaySpec::new(
        APPLICATION,
        Way::Browser,
        "Sign in with your browser",
        "You sign in on Frame.io's own page and pick the project here",
        &[CLIENT_ID],
    ),
];

fn is_application(way: &WayId) -> bool {
    way.as_str() == APPLICATION
}

pub fn default_endpoint() -> Option<Endpoint> {
    Some(Endpoint { address: "https://api.frame.io".parse().ok()?, extra_ca: None })
}

impl Frameio {
    pub fn new(
        endpoint: &Endpoint,
        identity: &Identity,
        patience: Patience,
        route: &Shared,
        now: Now,
    ) -> Result<Self, CloudError> {
        let version = HeaderValue::from_str(&identity.version).map_err(|_| {
            CloudError::new(ErrorKind::Internal, "the app's version is not fit for a header")
        })?;
        let mut always = HeaderMap::new();
        always.insert("x-client-version", version);
        let http = Http::new(endpoint, patience, route, Transport::OnlyHttps, always)?;
        let (pages, client_id) = (application::pages_of(http.base()), identity.client_id.clone());
        Ok(Self { http, pages, client_id, leaving: Default::default(), patience, now })
    }
}

impl Cloud for Frameio {
    fn drop_lines(&self) {
        self.http.drop_lines();
    }
}

#[async_trait]
impl Accounts for Frameio {
    async fn request_code(&self, client: &Client) -> Result<DeviceCodePrompt, CloudError> {
        sign_in::request_code(self, client).await
    }

    async fn poll_code(&self, client: &Client, code: &Secret) -> Result<Poll, CloudError> {
        sign_in::poll_code(self, client, code).await
    }

    fn browser_page(&self, client: &Client, ask: &BrowserAsk) -> Result<Url, CloudError> {
        application::page(self, client, ask)
    }

    async fn redeem(&self, client: &Client, answer: &BrowserAnswer) -> Result<Grant, CloudError> {
        application::redeem(self, client, answer).await
    }

    async fn refresh(&self, client: &Client, refresh: &Secret) -> Result<Tokens, CloudError> {
        match is_application(&client.way) {
            true => application::refresh(self, client, refresh).await,
            false => sign_in::refresh(self, client, refresh).await,
        }
    }

    async fn who_am_i(
        &self,
        session: &Session,
        _chosen: Option<&Place>,
    ) -> Result<Whereabouts, CloudError> {
        places::who_am_i(self, session).await
    }

    async fn accounts(
        &self,
        session: &Session,
        _find: Option<&str>,
    ) -> Result<Listing<ListedAccount>, CloudError> {
        projects::accounts(self, session).await
    }

    async fn projects(
        &self,
        session: &Session,
        account: &AccountId,
    ) -> Result<Listing<ListedProject>, CloudError> {
        projects::projects(self, session, account).await
    }

    async fn choose(
        &self,
        session: &Session,
        from: Option<&Place>,
        to: &Place,
    ) -> Result<(), CloudError> {
        projects::choose(self, session, from, to).await
    }

    async fn heartbeat(&self, session: &Session) -> Result<(), CloudError> {
        places::heartbeat(self, session).await
    }

    async fn listen(
        &self,
        session: &Session,
        device: &DeviceId,
    ) -> Result<Option<Pushes>, CloudError> {
        socket::listen(self, session, device).await.map(Some)
    }

    async fn reachable(&self) -> Result<(), CloudError> {
        places::reachable(self).await
    }

    async fn sign_out(&self, client: &Client, tokens: &Tokens) -> Result<Left, CloudError> {
        match is_application(&client.way) {
            true => application::sign_out(self, client, tokens).await,
            false => sign_in::sign_out(self, client, tokens).await,
        }
    }
}

#[async_trait]
impl Assets for Frameio {
    async fn create(
        &self,
        session: &Session,
        asset: &NewAsset,
    ) -> Result<CreatedAsset, CloudError> {
        assets::create(self, session, asset).await
    }

    async fn send_part(
        &self,
        target: &PartTarget,
        mime: &str,
        body: PartBody,
    ) -> Result<Accepted, CloudError> {
        assets::send_part(self, target, mime, body).await
    }

    async fn create_growing(
        &self,
        session: &Session,
        asset: &NewGrowingAsset,
    ) -> Result<AssetId, CloudError> {
        growing::create(self, session, asset).await
    }

    async fn growing_targets(
        &self,
        session: &Session,
        asset: &AssetId,
        parts: &[GrowingPart],
        total: Option<u64>,
    ) -> Result<Vec<PartTarget>, CloudError> {
        growing::targets(self, session, asset, parts, total).await
    }
}
