//! What happened, in the past tense, carrying whole rows: whoever misses one is healed by the next.

use crate::notice::Notice;
use domain::{
    Connection, ConnectionId, ErrorKind, Farewell, FolderState, NetworkStatus, Pause, Presence,
    Settings, SignIn, Timestamp, Upload, UploadId, WatchedFolder,
};

#[derive(Debug, Clone)]
pub enum Event {
    ConnectionChanged {
        connection: Connection,
        presence: Presence,
    },
    ConnectionRemoved(ConnectionId),
    /// `None`: the person has put the last one away.
    SignInChanged(Option<SignIn>),
    UploadChanged(Upload),
    UploadRemoved(UploadId),
    /// Many rows came, went or moved: ask for your page again.
    QueueChanged,
    /// All there are, and how each is doing.
    FoldersChanged(Vec<(WatchedFolder, FolderState)>),
    NetworkChanged(NetworkStatus),
    PauseChanged(Pause),
    SettingsChanged(Settings),
    /// All there are: leaves that a cloud is still to be told of.
    FarewellsChanged(Vec<Farewell>),
    /// Something that nobody asked for and that a person should know.
    Noticed {
        connection: Option<ConnectionId>,
        notice: Notice,
    },
    /// Something that only the headline shows: a line went down or came back.
    StandstillChanged,
}

/// How far an upload is at this moment. Asked for, never sent: its readers differ in how often
/// they care.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    pub upload: UploadId,
    /// Accepted by the cloud plus on its way. Can shrink when a part must be sent again.
    pub sent_bytes: u64,
    pub bytes_per_second: f64,
    /// The part this run began with, when it was not the first.
    pub resumed_at_part: Option<u32>,
}

/// Why nothing moves although something should.
#[derive(Debug, Clone, PartialEq)]
pub enum Standstill {
    Network {
        next_try: Timestamp,
        /// Offline, or what stands in between.
        why: ErrorKind,
    },
    /// Bytes cost money here, and the person wants nothing of what is left to go then.
    Metered,
    Authorization {
        connection: ConnectionId,
    },
    Paused,
    Busy {
        next_try: Timestamp,
    },
    Storage {
        said: String,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub struct Headline {
    pub files_left: u64,
    pub bytes_left: u64,
    /// Of everything since the queue was last empty, from 0 to 1.
    pub fraction: f64,
    pub bytes_per_second: f64,
    pub seconds_left: Option<u64>,
    pub needs_attention: u64,
    pub standstill: Option<Standstill>,
}
