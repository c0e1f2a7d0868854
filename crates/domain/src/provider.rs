//! What a camera cloud can do for us. Two traits, because signing in and taking media are two
//! trips and neither needs to see the other's half.

use crate::account::{Account, ListedAccount, ListedProject, Listing, Person, Place, Project};
use crate::connection::{Endpoint, Presence};
use crate::error::{CloudError, ErrorKind};
use crate::ids::{AccountId, AssetId, DeviceId, WayId};
use crate::media::MediaAge;
use crate::part::{PartNumber, PartTarget};
use crate::route::Route;
use crate::secret::Secret;
use crate::sign_in::{Answers, DeviceCodePrompt};
use crate::vault::Tokens;
use async_trait::async_trait;
use bytes::Bytes;
use futures_core::Stream;
use serde::{Deserialize, Serialize};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

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

/// How one can sign in, as the window has a screen for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    DeviceCode,
    Browser,
    Form,
    AddressAlone,
}

/// What a person does with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    Text,
    Email,
    /// Shown as dots.
    Secret,
    /// Host and port of a machine.
    Address,
    /// On or off: `"on"` or absent.
    Switch,
}

/// Something a person types before a sign-in starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldSpec {
    /// The key in [`Answers`](crate::Answers).
    pub name: &'static str,
    pub label: &'static str,
    pub kind: FieldKind,
    /// Where to find it, or what follows from it.
    pub hint: &'static str,
    pub optional: bool,
    /// A key by which the cloud knows our product: asked for once per address, then in the vault.
    /// The others live as long as one sign-in.
    pub kept: bool,
}

/// The field that carries the client secret.
pub const CLIENT_SECRET: FieldSpec = FieldSpec {
    name: "client_secret",
    label: "Client secret",
    kind: FieldKind::Secret,
    hint: "From the people who registered this app with the cloud",
    optional: false,
    kept: true,
};

/// The field that carries the client id.
pub const CLIENT_ID: FieldSpec = FieldSpec {
    name: "client_id",
    label: "Client ID",
    kind: FieldKind::Text,
    hint: "From the people who registered this app with the cloud",
    optional: false,
    kept: true,
};

/// The field that carries a machine's address.
pub const ADDRESS: &str = "address";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaySpec {
    /// Unique within the provider, see [`WayId`].
    pub id: &'static str,
    pub way: Way,
    /// What the button says.
    pub label: &'static str,
    /// Whom it is for, in one short sentence.
    pub about: &'static str,
    pub fields: &'static [FieldSpec],
    /// Account and project are picked here. Otherwise on the cloud's own page.
    pub picks: bool,
    /// The browser brings the answer behind a `#`, which it does not send by itself.
    pub in_fragment: bool,
    /// Whoever came out of it is shown and must be confirmed before anything is kept: the answer
    /// could have been slipped in.
    pub confirms: bool,
    /// The keys can be tried before anyone signs in: [`Accounts::check_set_up`].
    pub checks_set_up: bool,
}

impl WaySpec {
    /// The usual case, to build the others from.
    pub const fn new(
        id: &'static str,
        way: Way,
        label: &'static str,
        about: &'static str,
        fields: &'static [FieldSpec],
    ) -> Self {
        Self {
            id,
            way,
            label,
            about,
            fields,
            picks: true,
            in_fragment: false,
            confirms: false,
            checks_set_up: false,
        }
    }
}

/// What a cloud can do, as data: code and window ask this and never "is it Frame.io".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capabilities {
    pub provider: ProviderKind,
    pub name: &'static str,
    /// The cloud's own word for what a connection points at.
    pub project_word: &'static str,
    /// The cloud's own word for what groups them.
    pub account_word: &'static str,
    pub ways: &'static [WaySpec],
    pub uploads: Option<UploadAbility>,
    /// Why not, in a sentence for a person, where `uploads` is `None`.
    pub no_uploads: &'static str,
    /// How often the cloud wants to hear from us to show us as online.
    pub heartbeat: Option<Duration>,
    /// Said when a list is empty, with what to do.
    pub no_accounts: &'static str,
    pub no_projects: &'static str,
    /// Said when what was chosen is no longer listed there.
    pub withdrawn: &'static str,
    pub support: &'static str,
    /// Accounts can also be looked for at the cloud, by this ("e-mail address").
    pub finds_accounts_by: Option<&'static str>,
    /// The last part of the browser's way back: `/callback/…`, one per provider.
    pub callback: &'static str,
}

impl Capabilities {
    pub fn way(&self, id: &WayId) -> Option<&'static WaySpec> {
        self.ways.iter().find(|way| way.id == id.as_str())
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadAbility {
    /// How long part targets live.
    pub targets_live: Duration,
    pub largest_file: u64,
    /// Takes a clip while it is still being recorded; `None`: whole files only.
    pub growing: Option<GrowingAbility>,
}

/// The limits for the parts of a clip that grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GrowingAbility {
    /// Of every part but the last.
    pub smallest_part: u64,
    pub largest_part: u64,
    pub most_parts: u32,
    /// The same part may be asked for and sent again, and the last one counts.
    pub parts_can_be_sent_again: bool,
}

/// Where a valid session points: the answer to "who am I".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whereabouts {
    /// `None`: the cloud does not tell, and what is known of the person stays.
    pub person: Option<Person>,
    /// A picture of the person, to be fetched without any token.
    pub picture: Option<Url>,
    /// `None`: the cloud does not tell, and what is known stays.
    pub account: Option<Account>,
    /// `None`: nothing is chosen, or what was chosen is there no more.
    pub project: Option<Project>,
    pub device: Option<DeviceId>,
    pub device_name: Option<String>,
    pub presence: Presence,
}

impl Whereabouts {
    /// A cloud that answers is there, whether it says so or not.
    pub fn seen(&self) -> Presence {
        match self.presence {
            Presence::Unknown => Presence::Online,
            told => told,
        }
    }
}

/// Who we are to a cloud: the way a person signed in, and the keys by which the cloud knows our
/// product in that way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    pub way: WayId,
    pub keys: Answers,
}

/// An authorization in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub way: WayId,
    pub access: Secret,
}

/// What a sign-in that succeeded gives.
#[derive(Debug)]
pub struct Grant {
    pub tokens: Tokens,
    /// What the person typed about themselves, for a cloud that does not tell.
    pub person: Option<Person>,
    /// False: kept in memory only, because the person wants it so.
    pub lasting: bool,
}

/// What a browser is sent off with. `state` and the challenge are single use.
#[derive(Debug, Clone)]
pub struct BrowserAsk {
    pub redirect: Url,
    pub state: Secret,
    /// PKCE, S256 ([RFC 7636](https://www.rfc-editor.org/rfc/rfc7636#section-4.2)).
    pub challenge: String,
}

/// What the browser brought back, after `state` was found to be ours.
#[derive(Debug, Clone)]
pub struct BrowserAnswer {
    /// The very text that it was sent off with.
    pub redirect: Url,
    pub verifier: Secret,
    /// `code`, `access_token`, `error`, …, from the query or from behind the `#`.
    pub fields: Answers,
}

/// How the other side took our leave, in a sentence for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// False: the cloud has no such call, and `said` tells what the person can do there.
    pub vendor_side: bool,
    pub said: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureKind {
    Png,
    Jpeg,
    Webp,
    Gif,
}

/// A small picture, checked to be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub kind: PictureKind,
    pub bytes: Bytes,
}

/// Something came in over a cloud's own line to us. A hint, never the truth: whoever hears it asks
/// [`Accounts::who_am_i`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Push {
    /// The line stands.
    Joined,
    /// Something changed there.
    Changed,
}

/// Ends when the line does; the error says why.
pub type Pushes = Pin<Box<dyn Stream<Item = Result<Push, CloudError>> + Send>>;

/// Where the engine gets a cloud from: one object per kind and endpoint.
#[async_trait]
pub trait Clouds: Send + Sync {
    fn capabilities(&self) -> Vec<Capabilities>;

    /// The vendor's own address, for a provider that has one.
    fn default_endpoint(&self, kind: ProviderKind) -> Option<Endpoint>;

    /// The addresses to try in turn, best first, for a provider whose address a person types.
    fn typed_endpoints(
        &self,
        kind: ProviderKind,
        typed: &Answers,
    ) -> Result<Vec<Endpoint>, CloudError>;

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

    /// Fetched without any token, over https, up to a size. `endpoint` lends its certificate
    /// authority only.
    async fn picture(&self, endpoint: &Endpoint, link: &Url) -> Result<Picture, CloudError>;

    /// From the next line on, requests leave by another route. Lines that are open stay as they
    /// are until [`drop_lines`](Self::drop_lines). A route that cannot be taken changes nothing.
    fn go_by(&self, route: Route) -> Result<(), CloudError>;

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

/// Signing in, and what follows from it. Implemented per endpoint: the address is inside. A cloud
/// implements what its [`Capabilities`] promise; the rest answers that it cannot.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// For [`Way::DeviceCode`]. Always over a connection of its own (A1): some clouds answer a
    /// second code on a reused one with `slow_down` for ever.
    async fn request_code(&self, _client: &Client) -> Result<DeviceCodePrompt, CloudError> {
        Err(no_such_call())
    }

    async fn poll_code(&self, _client: &Client, _code: &Secret) -> Result<Poll, CloudError> {
        Err(no_such_call())
    }

    /// For [`Way::Browser`]: the page to open.
    fn browser_page(&self, _client: &Client, _ask: &BrowserAsk) -> Result<Url, CloudError> {
        Err(no_such_call())
    }

    /// For [`Way::Browser`]: what the browser brought back, made into tokens. An `error` among its
    /// fields becomes ours.
    async fn redeem(&self, _client: &Client, _answer: &BrowserAnswer) -> Result<Grant, CloudError> {
        Err(no_such_call())
    }

    /// For [`Way::Form`] and [`Way::AddressAlone`]: what the person typed, made into tokens.
    /// Passwords are gone when this returns.
    async fn enter(&self, _client: &Client, _typed: &Answers) -> Result<Grant, CloudError> {
        Err(no_such_call())
    }

    /// Are the typed keys good, as far as can be told before anyone signs in. A sentence.
    async fn check_set_up(&self, _client: &Client, _typed: &Answers) -> Result<String, CloudError> {
        Err(no_such_call())
    }

    /// Spends the refresh token. [`CloudError::never_left`] tells whether the old one is
    /// certainly still good.
    async fn refresh(&self, _client: &Client, _refresh: &Secret) -> Result<Tokens, CloudError> {
        Err(no_such_call())
    }

    /// `chosen` is what the connection points at, for a cloud that does not remember it for us:
    /// it is looked up there and comes back under its present name, or not at all.
    async fn who_am_i(
        &self,
        session: &Session,
        chosen: Option<&Place>,
    ) -> Result<Whereabouts, CloudError>;

    /// What one may choose from. With `find`, what the cloud finds by it.
    async fn accounts(
        &self,
        _session: &Session,
        _find: Option<&str>,
    ) -> Result<Listing<ListedAccount>, CloudError> {
        Err(no_such_call())
    }

    async fn projects(
        &self,
        _session: &Session,
        _account: &AccountId,
    ) -> Result<Listing<ListedProject>, CloudError> {
        Err(no_such_call())
    }

    /// Points the session at a project, on the cloud's side too where it keeps that; where it does
    /// not, there is nothing to tell it. `from` is where it pointed before.
    async fn choose(
        &self,
        _session: &Session,
        _from: Option<&Place>,
        _to: &Place,
    ) -> Result<(), CloudError> {
        Ok(())
    }

    /// For a cloud with [`Capabilities::heartbeat`].
    async fn heartbeat(&self, _session: &Session) -> Result<(), CloudError> {
        Err(no_such_call())
    }

    /// The cloud's own line to us; `None` where it has none.
    async fn listen(
        &self,
        _session: &Session,
        _device: &DeviceId,
    ) -> Result<Option<Pushes>, CloudError> {
        Ok(None)
    }

    /// Is the cloud there at all. Needs no session: what a wait for the network asks.
    async fn reachable(&self) -> Result<(), CloudError>;

    /// Makes the tokens worthless and takes us off the vendor's side, as far as the cloud lets us.
    async fn sign_out(&self, client: &Client, tokens: &Tokens) -> Result<Left, CloudError>;
}

fn no_such_call() -> CloudError {
    CloudError::new(ErrorKind::Rejected, "this cloud has no such call")
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

/// A clip that is still being recorded: nobody knows how long it gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewGrowingAsset {
    pub name: String,
    pub mime: &'static str,
    pub age: MediaAge,
}

/// A part of a clip that grows, as the cloud wants to hear of it before it gives a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GrowingPart {
    pub number: PartNumber,
    pub size: u64,
    /// No part has a higher number.
    pub is_final: bool,
}

/// The cloud has every byte of a part.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Accepted {
    /// What the cloud calls these bytes (an `ETag`), for the receipt.
    pub tag: Option<String>,
}

/// The bytes of one part, as they come off the disk.
pub struct PartBody {
    pub length: u64,
    pub bytes: Pin<Box<dyn Stream<Item = std::io::Result<Bytes>> + Send>>,
}

/// Taking media. Only a cloud that does so offers this.
#[async_trait]
pub trait Assets: Send + Sync {
    async fn create(&self, session: &Session, asset: &NewAsset)
    -> Result<CreatedAsset, CloudError>;

    /// Returns once the cloud has accepted every byte. A body that ends early or fails must not
    /// count as accepted.
    async fn send_part(
        &self,
        target: &PartTarget,
        mime: &str,
        body: PartBody,
    ) -> Result<Accepted, CloudError>;

    /// For a cloud with [`UploadAbility::growing`]: an asset without a size and without targets.
    async fn create_growing(
        &self,
        _session: &Session,
        _asset: &NewGrowingAsset,
    ) -> Result<AssetId, CloudError> {
        Err(no_such_call())
    }

    /// Targets for some parts of a growing asset, in the order of `parts`. `total` goes along with
    /// the final part and only then: the size of the whole.
    async fn growing_targets(
        &self,
        _session: &Session,
        _asset: &AssetId,
        _parts: &[GrowingPart],
        _total: Option<u64>,
    ) -> Result<Vec<PartTarget>, CloudError> {
        Err(no_such_call())
    }
}
