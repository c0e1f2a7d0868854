//! The shapes that the window sees: neither rows nor wire formats, and never a secret. Their
//! TypeScript is generated into `ui/src/ipc/types.ts` by the test at the end of this file.

use crate::spoken;
use domain::{ErrorKind, NotAllowed};
use engine::EngineError;
use serde::{Deserialize, Serialize};
use words::Words;

#[cfg(test)]
use ts_rs::TS;

mod clouds;
mod diagnostics;
mod folders;
mod network;
pub mod notices;
mod queue;
mod route;
mod settings;
mod updates;

pub use clouds::ProviderSpec;
pub use diagnostics::{Diagnosis, Finding};
pub use folders::{FolderWish, WatchedFolder};
pub use network::NetworkStatus;
pub use queue::{
    Acted, Added, ConnectionHeadline, Counts, Headline, Page, Pause, Query, Upload, UploadDetails,
    UploadProgress, Which,
};
pub use route::{AuthorityFault, DataFolder, PickedAuthorities, Proxy, ReadProxy};
pub use settings::{Lanes, Language, Settings};
pub use updates::Update;

/// Milliseconds since 1970, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS), ts(type = "number"))]
pub struct Timestamp(pub i64);

impl From<domain::Timestamp> for Timestamp {
    fn from(at: domain::Timestamp) -> Self {
        Self(at.0)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum ProviderKind {
    Frameio,
    Multicam,
    EagleEye,
    Vinli,
}

impl From<domain::ProviderKind> for ProviderKind {
    fn from(kind: domain::ProviderKind) -> Self {
        match kind {
            domain::ProviderKind::Frameio => Self::Frameio,
            domain::ProviderKind::Multicam => Self::Multicam,
            domain::ProviderKind::EagleEye => Self::EagleEye,
            domain::ProviderKind::Vinli => Self::Vinli,
        }
    }
}

impl From<ProviderKind> for domain::ProviderKind {
    fn from(kind: ProviderKind) -> Self {
        match kind {
            ProviderKind::Frameio => Self::Frameio,
            ProviderKind::Multicam => Self::Multicam,
            ProviderKind::EagleEye => Self::EagleEye,
            ProviderKind::Vinli => Self::Vinli,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum Way {
    DeviceCode,
    Browser,
    Form,
    AddressAlone,
}

impl From<domain::Way> for Way {
    fn from(way: domain::Way) -> Self {
        match way {
            domain::Way::DeviceCode => Self::DeviceCode,
            domain::Way::Browser => Self::Browser,
            domain::Way::Form => Self::Form,
            domain::Way::AddressAlone => Self::AddressAlone,
        }
    }
}

impl From<Way> for domain::Way {
    fn from(way: Way) -> Self {
        match way {
            Way::DeviceCode => Self::DeviceCode,
            Way::Browser => Self::Browser,
            Way::Form => Self::Form,
            Way::AddressAlone => Self::AddressAlone,
        }
    }
}

/// What the window's table of words branches on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    Offline,
    Untrusted,
    CaptivePortal,
    ProxyRefused,
    ClockWrong,
    Busy,
    NotAuthorized,
    WrongSecret,
    WrongLogin,
    Denied,
    PlanLimit,
    RecordedWhilePaused,
    TargetExpired,
    AssetGone,
    PartRefused,
    Rejected,
    FileChanged,
    FileMissing,
    FileUnreadable,
    NotAFile,
    FileEmpty,
    FileTooLarge,
    StorageFull,
    StorageFailed,
    VaultUnavailable,
    VaultLocked,
    WrongPassphrase,
    NotAllowed,
    UnknownConnection,
    Internal,
}

impl From<ErrorKind> for ErrorCode {
    fn from(kind: ErrorKind) -> Self {
        match kind {
            ErrorKind::Offline => Self::Offline,
            ErrorKind::Untrusted => Self::Untrusted,
            ErrorKind::CaptivePortal => Self::CaptivePortal,
            ErrorKind::ProxyRefused => Self::ProxyRefused,
            ErrorKind::ClockWrong => Self::ClockWrong,
            ErrorKind::Busy => Self::Busy,
            ErrorKind::NotAuthorized => Self::NotAuthorized,
            ErrorKind::WrongSecret => Self::WrongSecret,
            ErrorKind::WrongLogin => Self::WrongLogin,
            ErrorKind::Denied => Self::Denied,
            ErrorKind::PlanLimit => Self::PlanLimit,
            ErrorKind::RecordedWhilePaused => Self::RecordedWhilePaused,
            ErrorKind::TargetExpired => Self::TargetExpired,
            ErrorKind::AssetGone => Self::AssetGone,
            ErrorKind::PartRefused => Self::PartRefused,
            ErrorKind::Rejected => Self::Rejected,
            ErrorKind::FileChanged => Self::FileChanged,
            ErrorKind::FileMissing => Self::FileMissing,
            ErrorKind::FileUnreadable => Self::FileUnreadable,
            ErrorKind::StorageFull => Self::StorageFull,
            ErrorKind::StorageFailed => Self::StorageFailed,
            ErrorKind::VaultUnavailable => Self::VaultUnavailable,
            ErrorKind::Internal => Self::Internal,
        }
    }
}

impl From<&engine::Refusal> for ErrorCode {
    fn from(refusal: &engine::Refusal) -> Self {
        match refusal {
            engine::Refusal::Missing => Self::FileMissing,
            engine::Refusal::Unreadable(_) => Self::FileUnreadable,
            engine::Refusal::NotAFile => Self::NotAFile,
            engine::Refusal::Empty => Self::FileEmpty,
            engine::Refusal::TooLarge { .. } => Self::FileTooLarge,
            engine::Refusal::NotStored { kind, .. } => (*kind).into(),
        }
    }
}

/// What every command rejects with. `said` is one plain sentence with the particulars; never a secret.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct CommandError {
    pub code: ErrorCode,
    pub said: String,
}

impl CommandError {
    /// `why`: in English, by whoever knows no catalogue.
    pub fn new(code: ErrorCode, why: &str) -> Self {
        Self { code, said: spoken::words().told(why) }
    }
}

impl From<EngineError> for CommandError {
    fn from(error: EngineError) -> Self {
        let code = match &error {
            EngineError::NotAllowed(_) => ErrorCode::NotAllowed,
            EngineError::UnknownConnection => ErrorCode::UnknownConnection,
            other => other.kind().into(),
        };
        Self::new(code, &error.sentence())
    }
}

impl From<NotAllowed> for CommandError {
    fn from(error: NotAllowed) -> Self {
        Self::new(ErrorCode::NotAllowed, &error.sentence())
    }
}

impl From<domain::VaultError> for CommandError {
    fn from(error: domain::VaultError) -> Self {
        let code = match error {
            domain::VaultError::Locked => ErrorCode::VaultLocked,
            domain::VaultError::WrongPassphrase => ErrorCode::WrongPassphrase,
            _ => ErrorCode::VaultUnavailable,
        };
        Self::new(code, &error.to_string())
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Person {
    pub name: String,
    pub email: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Project {
    pub id: String,
    pub name: String,
}

impl From<&domain::Project> for Project {
    fn from(project: &domain::Project) -> Self {
        Self { id: project.id.to_string(), name: project.name.clone() }
    }
}

impl From<Project> for domain::Project {
    fn from(project: Project) -> Self {
        Self { id: domain::ProjectId::new(project.id), name: project.name }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Account {
    pub id: String,
    pub name: String,
}

impl From<&domain::Account> for Account {
    fn from(account: &domain::Account) -> Self {
        Self { id: account.id.to_string(), name: account.name.clone() }
    }
}

impl From<Account> for domain::Account {
    fn from(account: Account) -> Self {
        Self { id: domain::AccountId::new(account.id), name: account.name }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct ListedAccount {
    pub id: String,
    pub name: String,
    /// A second line: what tells two of the same name apart.
    pub note: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct ListedProject {
    pub id: String,
    pub name: String,
    pub note: Option<String>,
    /// Where the cloud tells: is it there right now.
    pub online: Option<bool>,
}

/// What a cloud has to choose from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Accounts {
    pub entries: Vec<ListedAccount>,
    /// False: the cloud has more than was read.
    pub complete: bool,
    /// A state of the cloud that explains the list, in a sentence.
    pub said: Option<String>,
}

impl Accounts {
    pub fn new(list: domain::Listing<domain::ListedAccount>, words: &Words) -> Self {
        let entry = |listed: domain::ListedAccount| ListedAccount {
            id: listed.account.id.to_string(),
            name: listed.account.name,
            note: listed.note.map(|note| words.told_as_it_stands(&note)),
        };
        let entries = list.entries.into_iter().map(entry).collect();
        let said = list.said.map(|said| words.told(&said));
        Self { entries, complete: list.complete, said }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Projects {
    pub entries: Vec<ListedProject>,
    pub complete: bool,
    pub said: Option<String>,
}

impl Projects {
    pub fn new(list: domain::Listing<domain::ListedProject>, words: &Words) -> Self {
        let entry = |listed: domain::ListedProject| ListedProject {
            id: listed.project.id.to_string(),
            name: listed.project.name,
            note: listed.note.map(|note| words.told_as_it_stands(&note)),
            online: listed.online,
        };
        let entries = list.entries.into_iter().map(entry).collect();
        let said = list.said.map(|said| words.told(&said));
        Self { entries, complete: list.complete, said }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum ConnectionState {
    NotAuthorized,
    NotConnected,
    Connected,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    Unknown,
    Online,
    Offline,
    Paused,
    Idle,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Connection {
    pub id: String,
    pub provider: ProviderKind,
    /// The way the person signed in; a WaySpec's id.
    pub way: String,
    pub state: ConnectionState,
    pub presence: Presence,
    pub person: Option<Person>,
    /// Changes when the person's picture does; null without one. The picture itself: command picture.
    pub picture: Option<u32>,
    pub account: Option<Account>,
    pub project: Option<Project>,
    /// What it pointed at before the authorization was lost: its queue was meant for that.
    pub former_project: Option<Project>,
    /// What it sends and receives is not encrypted: a lasting mark.
    pub plain: bool,
    /// How the cloud calls this installation.
    pub device_name: Option<String>,
    /// What watched folders find goes by itself; otherwise it is offered, and a person picks.
    pub automatic: bool,
    /// Host of the cloud when it is not the provider's own: a lasting mark on the card (practice cloud, proxy).
    pub other_address: Option<String>,
    pub connected_at: Option<Timestamp>,
}

impl Connection {
    pub fn new(
        row: &domain::Connection,
        presence: domain::Presence,
        picture: Option<u32>,
        vendor: Option<&domain::Endpoint>,
        words: &Words,
    ) -> Self {
        let at_the_vendors = vendor.is_some_and(|own| own.address == row.endpoint.address);
        Self {
            id: row.id.to_string(),
            provider: row.provider.into(),
            way: row.way.to_string(),
            state: match row.state {
                domain::ConnectionState::NotAuthorized => ConnectionState::NotAuthorized,
                domain::ConnectionState::NotConnected => ConnectionState::NotConnected,
                domain::ConnectionState::Connected { .. } => ConnectionState::Connected,
            },
            presence: match presence {
                domain::Presence::Unknown => Presence::Unknown,
                domain::Presence::Online => Presence::Online,
                domain::Presence::Offline => Presence::Offline,
                domain::Presence::Paused => Presence::Paused,
                domain::Presence::Idle => Presence::Idle,
            },
            // Where a cloud knows nobody by name, it is by what they signed in with.
            person: row.person.as_ref().map(|person| Person {
                name: words.told_as_it_stands(&person.name),
                email: person.email.clone(),
            }),
            picture,
            account: row.account.as_ref().map(Into::into),
            project: row.state.project().map(Into::into),
            former_project: row.former.as_ref().map(Into::into),
            plain: row.endpoint.is_plain(),
            device_name: row.device_name.clone(),
            automatic: row.automatic,
            other_address: (!at_the_vendors).then(|| row.endpoint.authority()),
            connected_at: row.connected_at.map(Into::into),
        }
    }
}

/// A person left, and the cloud has not been told yet. Told as soon as it can be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Farewell {
    pub id: String,
    pub provider: ProviderKind,
    /// What was left: the project's name, or the cloud's.
    pub what: String,
    pub since: Timestamp,
}

impl Farewell {
    pub fn new(farewell: &domain::Farewell, words: &Words) -> Self {
        Self {
            id: farewell.id.clone(),
            provider: farewell.provider.into(),
            what: words.told_as_it_stands(&farewell.what),
            since: farewell.since.into(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum SignIn {
    Starting {
        provider: ProviderKind,
        way: Way,
        id: String,
    },
    AwaitingApproval {
        provider: ProviderKind,
        way: Way,
        id: String,
        /// Six digits for a device code, null for a browser sign-in.
        user_code: Option<String>,
        /// Where the code is typed, for the person to read.
        link: Option<String>,
        /// The same with the code filled in: QR and button.
        link_with_code: Option<String>,
        /// SVG of the QR code for link_with_code.
        qr_svg: Option<String>,
        expires_at: Timestamp,
        /// Which code this is, from 1: a new one replaces an expired one by itself.
        code_number: u32,
        /// Set while the cloud cannot be reached; the polling goes on by itself.
        trouble: Option<CommandError>,
    },
    AwaitingConfirmation {
        provider: ProviderKind,
        way: Way,
        id: String,
        /// Who came out of the sign-in: the person says whether it is they.
        who: String,
    },
    Authorized {
        connection: String,
    },
    Failed {
        provider: ProviderKind,
        way: Way,
        id: String,
        error: CommandError,
    },
    Cancelled,
}

impl SignIn {
    pub fn new(state: &domain::SignIn, words: &Words) -> Self {
        let error = |kind: ErrorKind, said: &str| CommandError {
            code: kind.into(),
            said: words.told(said),
        };
        match state {
            domain::SignIn::Starting { provider, way, id } => Self::Starting {
                provider: (*provider).into(),
                way: (*way).into(),
                id: id.to_string(),
            },
            domain::SignIn::AwaitingApproval {
                provider,
                way,
                id,
                prompt,
                code_number,
                trouble,
            } => {
                // The page of a browser sign-in carries its state: it is opened for the window
                // and not shown in it.
                let shown = |link: &Option<url::Url>| {
                    link.as_ref().filter(|_| *way != domain::Way::Browser).map(url::Url::to_string)
                };
                let link_with_code = shown(&prompt.link_with_code);
                Self::AwaitingApproval {
                    provider: (*provider).into(),
                    way: (*way).into(),
                    id: id.to_string(),
                    user_code: prompt.user_code.clone(),
                    link: shown(&prompt.link),
                    qr_svg: link_with_code.as_deref().and_then(qr),
                    link_with_code,
                    expires_at: prompt.expires_at.into(),
                    code_number: *code_number,
                    trouble: trouble.as_ref().map(|(kind, said)| error(*kind, said)),
                }
            }
            domain::SignIn::AwaitingConfirmation { provider, way, id, who } => {
                Self::AwaitingConfirmation {
                    provider: (*provider).into(),
                    way: (*way).into(),
                    id: id.to_string(),
                    who: words.told_as_it_stands(who),
                }
            }
            domain::SignIn::Authorized { connection } => {
                Self::Authorized { connection: connection.to_string() }
            }
            domain::SignIn::Failed { provider, way, id, kind, said } => Self::Failed {
                provider: (*provider).into(),
                way: (*way).into(),
                id: id.to_string(),
                error: error(*kind, said),
            },
            domain::SignIn::Cancelled => Self::Cancelled,
        }
    }
}

/// Black on white in both themes: what phones read best.
fn qr(text: &str) -> Option<String> {
    let code = qrcode::QrCode::new(text).ok()?;
    let image = code
        .render::<qrcode::render::svg::Color>()
        .min_dimensions(220, 220)
        .dark_color(qrcode::render::svg::Color("#000000"))
        .light_color(qrcode::render::svg::Color("#ffffff"))
        .build();
    Some(image)
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum VaultKind {
    Keyring,
    File,
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum VaultStep {
    Ready,
    Locked,
    ToBeChosen,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct VaultState {
    pub kind: VaultKind,
    pub state: VaultStep,
    /// Why the OS keyring cannot be used, when it cannot.
    pub said: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Snapshot {
    pub version: String,
    pub providers: Vec<ProviderSpec>,
    pub connections: Vec<Connection>,
    pub sign_in: Option<SignIn>,
    /// Of everything. The rows themselves are asked for by the page: list_uploads.
    pub counts: Counts,
    pub progress: Vec<UploadProgress>,
    pub headline: Headline,
    /// For each connection that has something in the queue.
    pub headlines: Vec<ConnectionHeadline>,
    pub pause: Pause,
    pub settings: Settings,
    pub vault: VaultState,
    pub farewells: Vec<Farewell>,
    pub folders: Vec<WatchedFolder>,
    pub network: NetworkStatus,
    pub lanes: Lanes,
    pub update: Update,
}

/// The first answer of the backend. Everything but "ready" is a screen of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(tag = "startup", rename_all = "snake_case")]
pub enum Startup {
    Ready {
        snapshot: Box<Snapshot>,
    },
    VaultNeeded {
        vault: VaultState,
    },
    /// Goes on by itself when the other one ends.
    ProfileInUse {
        holder: String,
    },
    /// To where a person chose, in bytes.
    MovingDataFolder {
        #[cfg_attr(test, ts(type = "number"))]
        done: u64,
        #[cfg_attr(test, ts(type = "number"))]
        of: u64,
    },
    /// A drive that is not plugged in. Goes on by itself when it is.
    DataFolderAway {
        path: String,
    },
    DatabaseDamaged {
        path: String,
        said: String,
    },
    DatabaseNewer {
        path: String,
        said: String,
    },
    Failed {
        said: String,
    },
}

impl Startup {
    /// What others say in it is English until here, because what is written down for whoever helps
    /// is made of the same.
    pub fn told(mut self, words: &Words) -> Self {
        match &mut self {
            Self::VaultNeeded { vault: VaultState { said: Some(said), .. } }
            | Self::DatabaseDamaged { said, .. }
            | Self::DatabaseNewer { said, .. }
            | Self::Failed { said } => *said = words.told(said),
            Self::ProfileInUse { holder } => *holder = words.told_as_it_stands(holder),
            Self::Ready { .. }
            | Self::VaultNeeded { .. }
            | Self::MovingDataFolder { .. }
            | Self::DataFolderAway { .. } => {}
        }
        self
    }
}

/// What the window is told first: how far the start is, and what to say it in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Opening {
    /// The one in force: the person's, and the computer's until that is known.
    pub language: Language,
    #[serde(flatten)]
    pub startup: Startup,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    Info,
    Good,
    Attention,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Notice {
    pub tone: Tone,
    pub said: String,
}

/// What changed since the last one, merged, a few times a second. Whole rows, never deltas.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Changes {
    /// Set when the start-up state itself changed (vault unlocked, database set aside): draw this instead.
    pub startup: Option<Startup>,
    /// The one in force from now on. null: unchanged.
    pub language: Option<Language>,
    pub connections: Vec<Connection>,
    pub connections_removed: Vec<String>,
    /// null: unchanged.
    pub sign_in: Option<SignIn>,
    /// Rows that changed, as far as they are few. Whoever shows one draws it anew.
    pub uploads: Vec<Upload>,
    /// Rows came, went or moved: ask for the page on the screen again.
    pub queue_moved: bool,
    pub counts: Option<Counts>,
    /// All that is moving now; what is not in it does not move.
    pub progress: Vec<UploadProgress>,
    pub headline: Option<Headline>,
    /// All there are now. null: unchanged.
    pub headlines: Option<Vec<ConnectionHeadline>>,
    pub pause: Option<Pause>,
    pub settings: Option<Settings>,
    pub vault: Option<VaultState>,
    /// All there are now. null: unchanged.
    pub farewells: Option<Vec<Farewell>>,
    /// All there are now. null: unchanged.
    pub folders: Option<Vec<WatchedFolder>>,
    pub network: Option<NetworkStatus>,
    pub lanes: Option<Lanes>,
    pub update: Option<Update>,
    /// Files came in on the command line: take_handed has them.
    pub handed: bool,
    /// Said once, as a toast.
    pub notices: Vec<Notice>,
}

/// What leaving a connection came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Disconnected {
    pub vendor_side: bool,
    pub said: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use super::{
        clouds::*, diagnostics::*, folders::*, network::*, queue::*, route::*, settings::*,
        updates::*,
    };

    /// Every shape, in the order in which they are read.
    fn typescript() -> String {
        let config = ts_rs::Config::default();
        let mut text = String::from(
            "// Generated from src-tauri/src/view.rs by `cargo xtask types`. Do not edit.\n",
        );
        macro_rules! shapes {
            ($($shape:ty),* $(,)?) => { $(
                text.push('\n');
                if let Some(docs) = <$shape as TS>::docs() { text.push_str(&docs); }
                text.push_str("export ");
                text.push_str(&<$shape as TS>::decl(&config));
                text.push('\n');
            )* };
        }
        shapes!(
            Timestamp,
            ProviderKind,
            Way,
            ErrorCode,
            CommandError,
            FieldKind,
            FieldSpec,
            WaySpec,
            ProviderSpec,
            Person,
            Project,
            Account,
            ListedAccount,
            ListedProject,
            Accounts,
            Projects,
            ConnectionState,
            Presence,
            Connection,
            Farewell,
            SignIn,
            MediaKind,
            UploadState,
            Upload,
            UploadProgress,
            Pause,
            Standstill,
            Headline,
            Lanes,
            LimitRule,
            MeteredRule,
            Proxy,
            ProxyFault,
            ReadProxy,
            Authority,
            AuthorityFault,
            PickedAuthorities,
            FolderFault,
            RefusedFolder,
            DataFolder,
            Language,
            Settings,
            VaultKind,
            VaultStep,
            VaultState,
            AddedOutcome,
            Added,
            PartView,
            HistoryEntry,
            UploadDetails,
            List,
            Query,
            Page,
            Counts,
            Which,
            Acted,
            FolderWish,
            FolderState,
            WatchedFolder,
            LinkKind,
            Health,
            NetworkStatus,
            ConnectionHeadline,
            Update,
            Snapshot,
            Startup,
            Opening,
            Tone,
            Notice,
            Changes,
            Disconnected,
            Finding,
            Diagnosis,
        );
        text
    }

    #[test]
    fn the_views_typescript_is_the_committed_one() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/ui/src/ipc/types.ts");
        let generated = typescript();
        if std::env::var_os("LABRUN_WRITE_TYPES").is_some() {
            std::fs::write(path, &generated).unwrap();
        }
        let committed = std::fs::read_to_string(path).unwrap();
        assert!(committed == generated, "run `cargo xtask types` and commit ui/src/ipc/types.ts");
    }

    #[test]
    fn a_link_becomes_a_picture_for_a_phone() {
        let picture = qr("https://next.frame.io/approve?code=402917").unwrap();
        assert!(picture.contains("<svg"));
    }
}
