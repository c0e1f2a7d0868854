//! What a camera cloud can do for us. Two traits, because signing in and taking media are two
//! trips and neither needs to see the other's half.

use crate::account::{Person, Project};
use crate::connection::Endpoint;
use crate::error::CloudError;
use crate::ids::{AssetId, DeviceId};
use crate::media::MediaAge;
use crate::part::PartTarget;
use crate::secret::Secret;
use crate::sign_in::DeviceCodePrompt;
use crate::vault::Tokens;
use async_trait::async_trait;
use bytes::Bytes;
use futures_core::Stream;
use serde::{Deserialize, Serialize};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProviderKind {
    Frameio,
    Multicam,
    EagleEye,
    Vinli,
}

impl ProviderKind {
    pub const ALL: [ProviderKind; 4] = [
        ProviderKind::Frameio,
        ProviderKind::Multicam,
        ProviderKind::EagleEye,
        ProviderKind::Vinli,
    ];

    /// The stable word for rows, vault entries and commands.
    pub fn code(self) -> &'static str {
        match self {
            ProviderKind::Frameio => "frameio",
            ProviderKind::Multicam => "multicam",
            ProviderKind::EagleEye => "eagle_eye",
            ProviderKind::Vinli => "vinli",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// How one can sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    DeviceCode,
    Browser,
    Form,
    AddressAlone,
}

/// Something a person types before a sign-in starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldSpec {
    pub name: &'static str,
    pub label: &'static str,
    pub secret: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaySpec {
    pub way: Way,
    pub label: &'static str,
    pub fields: &'static [FieldSpec],
    /// The cloud wants to know our product by a secret, asked for once or built in.
    pub needs_client_secret: bool,
}

/// What a cloud can do, as data: code and window ask this and never "is it Frame.io".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capabilities {
    pub provider: ProviderKind,
    pub name: &'static str,
    /// The cloud's own word for what a connection points at.
    pub project_word: &'static str,
    pub ways: &'static [WaySpec],
    pub uploads: Option<UploadAbility>,
    /// How often the cloud wants to hear from us to show us as online.
    pub heartbeat: Option<Duration>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadAbility {
    /// How long part targets live.
    pub targets_live: Duration,
    pub largest_file: u64,
}

/// Where a valid session points: the answer to "who am I".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whereabouts {
    pub person: Option<Person>,
    pub project: Option<Project>,
    pub device: Option<DeviceId>,
    pub device_name: Option<String>,
    pub presence: crate::connection::Presence,
}

/// Where the engine gets a cloud from: one object per kind and endpoint.
pub trait Clouds: Send + Sync {
    fn capabilities(&self) -> Vec<Capabilities>;

    /// The vendor's own address, for a provider that has one.
    fn default_endpoint(&self, kind: ProviderKind) -> Option<Endpoint>;

    fn accounts(
        &self,
        kind: ProviderKind,
        endpoint: &Endpoint,
    ) -> Result<Arc<dyn Accounts>, CloudError>;

    /// `None`: this cloud takes no media.
    fn assets(
        &self,
        kind: ProviderKind,
        endpoint: &Endpoint,
    ) -> Result<Option<Arc<dyn Assets>>, CloudError>;

    /// The network changed or the machine slept: no open connection can be trusted.
    fn drop_lines(&self);
}

/// One answer to "has the person approved yet".
#[derive(Debug)]
pub enum Poll {
    Pending,
    SlowDown,
    Approved(Tokens),
    /// The code is spent or too old: ask for a new one.
    Expired,
}

/// Signing in, and what follows from it. Implemented per endpoint: the address and the client's
/// own identity are inside.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// Always over a connection of its own (A1): some clouds answer a second code on a reused
    /// one with `slow_down` for ever.
    async fn request_code(&self, client_secret: &Secret) -> Result<DeviceCodePrompt, CloudError>;

    async fn poll_code(
        &self,
        client_secret: &Secret,
        device_code: &Secret,
    ) -> Result<Poll, CloudError>;

    /// Spends the refresh token. [`CloudError::never_left`] tells whether the old one is
    /// certainly still good.
    async fn refresh(
        &self,
        client_secret: &Secret,
        refresh_token: &Secret,
    ) -> Result<Tokens, CloudError>;

    async fn who_am_i(&self, session: &Secret) -> Result<Whereabouts, CloudError>;

    async fn heartbeat(&self, session: &Secret) -> Result<(), CloudError>;

    /// Is the cloud there at all. Needs no session: what a wait for the network asks.
    async fn reachable(&self) -> Result<(), CloudError>;

    /// Makes the tokens worthless and takes the device off the vendor's side.
    async fn sign_out(&self, client_secret: &Secret, token: &Secret) -> Result<(), CloudError>;
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAsset {
    pub name: String,
    pub mime: &'static str,
    pub size: u64,
    pub age: MediaAge,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreatedAsset {
    pub id: AssetId,
    /// In the order of the parts. How many there are decides how the file is cut.
    pub targets: Vec<PartTarget>,
}

/// The bytes of one part, as they come off the disk.
pub struct PartBody {
    pub length: u64,
    pub bytes: Pin<Box<dyn Stream<Item = std::io::Result<Bytes>> + Send>>,
}

/// Taking media. Only a cloud that does so offers this.
#[async_trait]
pub trait Assets: Send + Sync {
    async fn create(&self, session: &Secret, asset: &NewAsset) -> Result<CreatedAsset, CloudError>;

    /// Returns once the cloud has accepted every byte. A body that ends early or fails must not
    /// count as accepted.
    async fn send_part(
        &self,
        target: &PartTarget,
        mime: &str,
        body: PartBody,
    ) -> Result<(), CloudError>;
}
