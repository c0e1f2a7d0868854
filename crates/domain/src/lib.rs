//! The words and the rules of Labrun.
//!
//! Everything here is data and pure functions: what a connection, an upload, a part is, which
//! moves are allowed, what happens after an error. Time, randomness and addresses come in as
//! arguments.
//!
//! What this crate deliberately does not know: HTTP, SQL, Tauri, the clock, an async runtime.
//! (Two traits are `async`, because clouds are slow; nothing here ever awaits.)
//!
//! To add a rule: put it beside the word it is about, as a function from values to a value, and
//! test it in the same file. To add a state: extend the enum, its `after`, and its printed table.
//!
//! The glossary is in `ARCHITECTURE.md`; one word, one meaning.

pub mod account;
pub mod connection;
pub mod error;
pub mod folder;
pub mod growing;
pub mod history;
pub mod ids;
pub mod lanes;
pub mod language;
pub mod link;
pub mod media;
pub mod part;
pub mod provider;
pub mod queue;
pub mod retry;
pub mod route;
pub mod secret;
pub mod settings;
pub mod sign_in;
pub mod time;
pub mod upload;
pub mod vault;

pub use account::{Account, ListedAccount, ListedProject, Listing, Person, Place, Project};
pub use connection::{Connection, ConnectionEvent, ConnectionState, Endpoint, Farewell, Presence};
pub use error::{CloudError, ErrorKind, sentence, stopped};
pub use folder::{FolderId, FolderState, FolderWish, WatchedFolder};
pub use growing::Growth;
pub use history::Happened;
pub use ids::{AccountId, AssetId, ConnectionId, DeviceId, ProjectId, UploadId, WayId};
pub use lanes::{Lanes, Observation, Tuner};
pub use language::Language;
pub use link::{Health, Link, LinkKind, Links, NetworkStatus, NoLinks};
pub use media::{Fingerprint, MediaAge, MediaFile, MediaKind, Reading};
pub use part::{Part, PartNumber, PartTarget};
pub use provider::{
    Accepted, Accounts, Assets, BrowserAnswer, BrowserAsk, Capabilities, Client, Clouds,
    CreatedAsset, FieldKind, FieldSpec, Grant, GrowingAbility, GrowingPart, Left, NewAsset,
    NewGrowingAsset, PartBody, Picture, PictureKind, Poll, ProviderKind, Push, Pushes, Session,
    UploadAbility, Way, WaySpec, Whereabouts,
};
pub use queue::{Counts, Filter, List, Page, Which};
pub use retry::{Trouble, Verdict};
pub use route::{Authority, AuthorityFault, Proxy, ProxyFault, ProxyLogin, Route};
pub use secret::Secret;
pub use settings::{LimitRule, MeteredRule, Pause, Settings};
pub use sign_in::{Answers, DeviceCodePrompt, SignIn, SignInEvent};
pub use time::Timestamp;
pub use upload::{Failure, Upload, UploadEvent, UploadState, WaitingFor};
pub use vault::{TokenVault, Tokens, VaultError, VaultKey};

/// A move that the current state does not allow. Names both, so that a log line explains itself.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{event} is not possible while {state}")]
pub struct NotAllowed {
    pub state: &'static str,
    pub event: &'static str,
}

impl NotAllowed {
    /// For a person, who knows what they wanted.
    pub fn sentence(&self) -> String {
        format!("That is not possible while it is {}.", self.state.replace('_', " "))
    }
}
