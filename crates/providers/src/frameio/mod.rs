//! Frame.io Camera to Cloud: signing in by device code, and taking media.
//!
//! The reference is the vendor's own
//! [Camera to Cloud documentation](https://developer.frame.io/camera-to-cloud); each function
//! links to its page. What that leaves open is in [`assumed`]. A device here is what Frame.io
//! calls one installation of ours; the word stays in this folder.
//!
//! Files: [`wire`] has the shapes of the answers, [`sign_in`] the codes and tokens, [`places`]
//! where a session points and whether the cloud is there, [`error`] the two tables from answers
//! to kinds, [`assets`] creating an asset and sending a part.

mod assets;
mod assumed;
mod error;
mod places;
mod sign_in;
mod wire;

use crate::http::Http;
use crate::{Identity, Now, Patience};
use async_trait::async_trait;
use domain::{
    Accounts, Assets, Capabilities, CloudError, CreatedAsset, DeviceCodePrompt, Endpoint,
    ErrorKind, NewAsset, PartBody, PartTarget, Poll, ProviderKind, Secret, Tokens, UploadAbility,
    Way, WaySpec, Whereabouts,
};
use reqwest::header::{HeaderMap, HeaderValue};

pub struct Frameio {
    http: Http,
    client_id: Secret,
    now: Now,
}

pub fn capabilities() -> Capabilities {
    Capabilities {
        provider: ProviderKind::Frameio,
        name: "Frame.io",
        project_word: "project",
        ways: &[WaySpec {
            way: Way::DeviceCode,
            label: "Six-digit code",
            fields: &[],
            needs_client_secret: true,
        }],
        uploads: Some(UploadAbility {
            targets_live: assumed::TARGETS_LIVE,
            largest_file: assumed::LARGEST_FILE,
        }),
        heartbeat: Some(assumed::HEARTBEAT),
    }
}

pub fn default_endpoint() -> Option<Endpoint> {
    Some(Endpoint { address: "https://api.frame.io".parse().ok()?, extra_ca: None })
}

impl Frameio {
    pub fn new(
        endpoint: &Endpoint,
        identity: &Identity,
        patience: Patience,
        now: Now,
    ) -> Result<Self, CloudError> {
        let version = HeaderValue::from_str(&identity.version).map_err(|_| {
            CloudError::new(ErrorKind::Internal, "the app's version is not fit for a header")
        })?;
        let mut always = HeaderMap::new();
        always.insert("x-client-version", version);
        let http = Http::new(endpoint, patience, always)?;
        Ok(Self { http, client_id: identity.client_id.clone(), now })
    }

    pub fn drop_lines(&self) {
        self.http.drop_lines();
    }
}

#[async_trait]
impl Accounts for Frameio {
    async fn request_code(&self, client_secret: &Secret) -> Result<DeviceCodePrompt, CloudError> {
        sign_in::request_code(self, client_secret).await
    }

    async fn poll_code(
        &self,
        client_secret: &Secret,
        device_code: &Secret,
    ) -> Result<Poll, CloudError> {
        sign_in::poll_code(self, client_secret, device_code).await
    }

    async fn refresh(
        &self,
        client_secret: &Secret,
        refresh_token: &Secret,
    ) -> Result<Tokens, CloudError> {
        sign_in::refresh(self, client_secret, refresh_token).await
    }

    async fn who_am_i(&self, session: &Secret) -> Result<Whereabouts, CloudError> {
        places::who_am_i(self, session).await
    }

    async fn heartbeat(&self, session: &Secret) -> Result<(), CloudError> {
        places::heartbeat(self, session).await
    }

    async fn reachable(&self) -> Result<(), CloudError> {
        places::reachable(self).await
    }

    async fn sign_out(&self, client_secret: &Secret, token: &Secret) -> Result<(), CloudError> {
        sign_in::sign_out(self, client_secret, token).await
    }
}

#[async_trait]
impl Assets for Frameio {
    async fn create(&self, session: &Secret, asset: &NewAsset) -> Result<CreatedAsset, CloudError> {
        assets::create(self, session, asset).await
    }

    async fn send_part(
        &self,
        target: &PartTarget,
        mime: &str,
        body: PartBody,
    ) -> Result<(), CloudError> {
        assets::send_part(self, target, mime, body).await
    }
}
