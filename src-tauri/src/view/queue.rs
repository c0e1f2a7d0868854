//! What is waiting, moving, stuck, done.

use super::{ErrorCode, Timestamp};
use domain::{MediaKind as Kind, UploadId, WaitingFor};
use engine::Standstill as Still;
use serde::{Deserialize, Serialize};
use words::Words;

#[cfg(test)]
use ts_rs::TS;

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    Ocf,
    Proxy,
    Audio,
    Lut,
    Cdl,
    Still,
    Other,
}

impl From<Kind> for MediaKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Ocf => Self::Ocf,
            Kind::Proxy => Self::Proxy,
            Kind::Audio => Self::Audio,
            Kind::Lut => Self::Lut,
            Kind::Cdl => Self::Cdl,
            Kind::Still => Self::Still,
            Kind::Other => Self::Other,
        }
    }
}

impl From<MediaKind> for Kind {
    fn from(kind: MediaKind) -> Self {
        match kind {
            MediaKind::Ocf => Self::Ocf,
            MediaKind::Proxy => Self::Proxy,
            MediaKind::Audio => Self::Audio,
            MediaKind::Lut => Self::Lut,
            MediaKind::Cdl => Self::Cdl,
            MediaKind::Still => Self::Still,
            MediaKind::Other => Self::Other,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum UploadState {
    Queued,
    Uploading,
    WaitingForTime { until: Timestamp, error: ErrorCode, said: String },
    WaitingForNetwork,
    WaitingForAuthorization,
    Paused { until: Option<Timestamp> },
    Offered,
    Failed { error: ErrorCode, said: String, attempts: u32 },
    Skipped,
    Done { asset: String },
    Cancelled,
}

impl UploadState {
    fn new(state: &domain::UploadState, words: &Words) -> Self {
        match state {
            domain::UploadState::Queued => Self::Queued,
            domain::UploadState::Uploading => Self::Uploading,
            domain::UploadState::Waiting(WaitingFor::Time { until, failure }) => {
                Self::WaitingForTime {
                    until: (*until).into(),
                    error: failure.kind.into(),
                    said: words.told(&failure.said),
                }
            }
            domain::UploadState::Waiting(WaitingFor::Network) => Self::WaitingForNetwork,
            domain::UploadState::Waiting(WaitingFor::Authorization) => {
                Self::WaitingForAuthorization
            }
            domain::UploadState::Paused { until } => Self::Paused { until: until.map(Into::into) },
            domain::UploadState::Offered => Self::Offered,
            domain::UploadState::Failed(failure) => Self::Failed {
                error: failure.kind.into(),
                said: words.told(&failure.said),
                attempts: failure.attempts,
            },
            domain::UploadState::Skipped => Self::Skipped,
            domain::UploadState::Done { asset } => Self::Done { asset: asset.to_string() },
            domain::UploadState::Cancelled => Self::Cancelled,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Upload {
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    pub connection: String,
    pub name: String,
    /// What the files of one recording have in common: original, proxy, sound.
    pub clip: String,
    /// The watched folder it was found in; null: a person picked it.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub found_in: Option<i64>,
    /// Still being written: it grows while it goes.
    pub growing: bool,
    /// The folder the file lies in, for the person to read.
    pub folder: String,
    #[cfg_attr(test, ts(type = "number"))]
    pub size: u64,
    pub kind: MediaKind,
    /// Place in the queue: the lower one goes first. Changes when it is moved to the top.
    #[cfg_attr(test, ts(type = "number"))]
    pub place: i64,
    pub state: UploadState,
    pub added_at: Timestamp,
    pub finished_at: Option<Timestamp>,
    /// Bytes of parts the cloud has accepted: the only progress that is a promise.
    #[cfg_attr(test, ts(type = "number"))]
    pub accepted_bytes: u64,
    pub parts_sent: u32,
    /// Known once the asset exists in the cloud.
    pub part_count: Option<u32>,
    /// First part of this run when it went on after a stop; null when it began at part 1.
    pub resumed_at_part: Option<u32>,
}

impl Upload {
    pub fn new(row: &domain::Upload, resumed_at_part: Option<u32>, words: &Words) -> Self {
        Self {
            id: row.id.0,
            connection: row.connection.to_string(),
            name: row.file.name(),
            clip: row.clip.clone(),
            found_in: row.found_in.map(|folder| folder.0),
            growing: row.growing,
            folder: row
                .file
                .path
                .parent()
                .map(|folder| folder.to_string_lossy().into_owned())
                .unwrap_or_default(),
            size: row.file.size,
            kind: row.kind.into(),
            place: row.place,
            state: UploadState::new(&row.state, words),
            added_at: row.added_at.into(),
            finished_at: row.finished_at.map(Into::into),
            accepted_bytes: row.accepted_bytes,
            parts_sent: row.parts_sent,
            part_count: row.part_count,
            resumed_at_part,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct UploadProgress {
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// Accepted plus in flight. Never less than accepted_bytes.
    #[cfg_attr(test, ts(type = "number"))]
    pub sent_bytes: u64,
    pub bytes_per_second: f64,
}

impl From<engine::Progress> for UploadProgress {
    fn from(progress: engine::Progress) -> Self {
        Self {
            id: progress.upload.0,
            sent_bytes: progress.sent_bytes,
            bytes_per_second: progress.bytes_per_second,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(tag = "paused", rename_all = "snake_case")]
pub enum Pause {
    No,
    UntilResumed,
    Until { until: Timestamp },
}

impl From<domain::Pause> for Pause {
    fn from(pause: domain::Pause) -> Self {
        match pause {
            domain::Pause::No => Self::No,
            domain::Pause::UntilResumed => Self::UntilResumed,
            domain::Pause::Until { until } => Self::Until { until: until.into() },
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(tag = "because", rename_all = "snake_case")]
pub enum Standstill {
    Network {
        next_try: Timestamp,
        /// Offline, untrusted, captive_portal or proxy_refused.
        why: ErrorCode,
    },
    Metered,
    Authorization {
        connection: String,
    },
    Paused,
    Busy {
        next_try: Timestamp,
    },
    Storage {
        said: String,
    },
}

impl Standstill {
    fn new(still: Still, words: &Words) -> Self {
        match still {
            Still::Network { next_try, why } => {
                Self::Network { next_try: next_try.into(), why: why.into() }
            }
            Still::Metered => Self::Metered,
            Still::Authorization { connection } => {
                Self::Authorization { connection: connection.to_string() }
            }
            Still::Paused => Self::Paused,
            Still::Busy { next_try } => Self::Busy { next_try: next_try.into() },
            Still::Storage { said } => Self::Storage { said: words.told(&said) },
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Headline {
    #[cfg_attr(test, ts(type = "number"))]
    pub files_left: u64,
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes_left: u64,
    /// Of everything since the queue was last empty, from 0 to 1. Never falls while files are only sent.
    pub fraction: f64,
    pub bytes_per_second: f64,
    #[cfg_attr(test, ts(type = "number | null"))]
    pub seconds_left: Option<u64>,
    #[cfg_attr(test, ts(type = "number"))]
    pub needs_attention: u64,
    /// Why nothing moves although something should; null while something moves or nothing is left.
    pub standstill: Option<Standstill>,
}

impl Headline {
    pub fn new(line: engine::Headline, words: &Words) -> Self {
        Self {
            files_left: line.files_left,
            bytes_left: line.bytes_left,
            fraction: line.fraction,
            bytes_per_second: line.bytes_per_second,
            seconds_left: line.seconds_left,
            needs_attention: line.needs_attention,
            standstill: line.standstill.map(|still| Standstill::new(still, words)),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum AddedOutcome {
    Queued {
        #[cfg_attr(test, ts(type = "number"))]
        id: i64,
    },
    AlreadyQueued {
        #[cfg_attr(test, ts(type = "number"))]
        id: i64,
    },
    AlreadySent {
        #[cfg_attr(test, ts(type = "number"))]
        id: i64,
    },
    Folder {
        /// Files in it that are no litter.
        #[cfg_attr(test, ts(type = "number"))]
        found: u64,
        #[cfg_attr(test, ts(type = "number"))]
        queued: u64,
        #[cfg_attr(test, ts(type = "number"))]
        known: u64,
        #[cfg_attr(test, ts(type = "number"))]
        refused: u64,
    },
    Refused {
        error: ErrorCode,
        said: String,
    },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Added {
    pub path: String,
    pub name: String,
    pub outcome: AddedOutcome,
}

impl Added {
    pub fn new(path: &std::path::Path, added: &engine::Added, words: &Words) -> Self {
        let outcome = match added {
            engine::Added::Queued(id) => AddedOutcome::Queued { id: id.0 },
            engine::Added::AlreadyQueued(id) => AddedOutcome::AlreadyQueued { id: id.0 },
            engine::Added::AlreadySent(id) => AddedOutcome::AlreadySent { id: id.0 },
            engine::Added::Folder { found, queued, known, refused } => AddedOutcome::Folder {
                found: *found,
                queued: *queued,
                known: *known,
                refused: *refused,
            },
            engine::Added::Refused(refusal) => AddedOutcome::Refused {
                error: refusal.into(),
                said: words.told(&refusal.to_string()),
            },
        };
        Self {
            path: path.to_string_lossy().into_owned(),
            name: path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_else(|| path.to_string_lossy().into_owned()),
            outcome,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct PartView {
    pub number: u32,
    #[cfg_attr(test, ts(type = "number"))]
    pub length: u64,
    pub sent: bool,
    /// xxh3 with 128 bits of the bytes as they were read; null until sent.
    pub hash: Option<String>,
    /// What the cloud calls these bytes (ETag); null where it did not say.
    pub tag: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct HistoryEntry {
    pub at: Timestamp,
    /// In whole sentences.
    pub what: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct UploadDetails {
    pub upload: Upload,
    pub path: String,
    pub fingerprint: String,
    pub asset: Option<String>,
    /// xxh3 with 128 bits of the whole file, where it is known already.
    pub hash: Option<String>,
    pub parts: Vec<PartView>,
    pub history: Vec<HistoryEntry>,
    /// Other files of the same recording on the same connection: original, proxy, sound.
    pub together: Vec<Upload>,
}

impl UploadDetails {
    pub fn new(details: engine::UploadDetails, words: &Words) -> Self {
        let row = &details.upload;
        Self {
            upload: Upload::new(row, None, words),
            path: row.file.path.to_string_lossy().into_owned(),
            fingerprint: row.file.fingerprint.as_str().to_owned(),
            asset: row.asset.as_ref().map(ToString::to_string),
            hash: row.hash.clone(),
            parts: details
                .parts
                .iter()
                .map(|row| PartView {
                    number: row.part.number.0,
                    length: row.part.length,
                    sent: row.sent_at.is_some(),
                    hash: row.hash.clone(),
                    tag: row.tag.clone(),
                })
                .collect(),
            history: details
                .history
                .iter()
                .map(|(at, what)| HistoryEntry { at: (*at).into(), what: words.happened(what) })
                .collect(),
            together: details.together.iter().map(|row| Upload::new(row, None, words)).collect(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum List {
    Active,
    Waiting,
    Attention,
    Done,
    Offered,
    All,
}

impl From<List> for domain::List {
    fn from(list: List) -> Self {
        match list {
            List::Active => Self::Active,
            List::Waiting => Self::Waiting,
            List::Attention => Self::Attention,
            List::Done => Self::Done,
            List::Offered => Self::Offered,
            List::All => Self::All,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Query {
    pub list: List,
    pub connection: Option<String>,
    /// In the name or the folder. Empty: all.
    pub words: String,
}

impl From<Query> for domain::Filter {
    fn from(query: Query) -> Self {
        Self {
            list: query.list.into(),
            connection: query.connection.map(domain::ConnectionId::new),
            words: query.words,
        }
    }
}

/// A stretch of a list, in its order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Page {
    #[cfg_attr(test, ts(type = "number"))]
    pub total: u64,
    #[cfg_attr(test, ts(type = "number"))]
    pub offset: u64,
    pub rows: Vec<Upload>,
}

/// How many each list has, for the same connection and words.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Counts {
    #[cfg_attr(test, ts(type = "number"))]
    pub active: u64,
    #[cfg_attr(test, ts(type = "number"))]
    pub waiting: u64,
    #[cfg_attr(test, ts(type = "number"))]
    pub attention: u64,
    #[cfg_attr(test, ts(type = "number"))]
    pub done: u64,
    #[cfg_attr(test, ts(type = "number"))]
    pub offered: u64,
    #[cfg_attr(test, ts(type = "number"))]
    pub all: u64,
}

impl From<domain::Counts> for Counts {
    fn from(counts: domain::Counts) -> Self {
        let domain::Counts { active, waiting, attention, done, offered, all } = counts;
        Self { active, waiting, attention, done, offered, all }
    }
}

/// Which uploads are meant: these, or all that a query shows but those.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(tag = "which", rename_all = "snake_case")]
pub enum Which {
    These {
        #[cfg_attr(test, ts(type = "Array<number>"))]
        ids: Vec<i64>,
    },
    All {
        query: Query,
        #[cfg_attr(test, ts(type = "Array<number>"))]
        except: Vec<i64>,
    },
}

impl From<Which> for domain::Which {
    fn from(which: Which) -> Self {
        let all = |ids: Vec<i64>| ids.into_iter().map(UploadId).collect();
        match which {
            Which::These { ids } => Self::These(all(ids)),
            Which::All { query, except } => Self::All { filter: query.into(), except: all(except) },
        }
    }
}

/// What an act on many came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Acted {
    #[cfg_attr(test, ts(type = "number"))]
    pub moved: u64,
    /// Those whose state does not allow it; they are left as they are.
    #[cfg_attr(test, ts(type = "number"))]
    pub refused: u64,
    /// Those that moved, at most 10,000 of them: to take it back.
    #[cfg_attr(test, ts(type = "Array<number>"))]
    pub ids: Vec<i64>,
}

impl From<engine::Acted> for Acted {
    fn from(acted: engine::Acted) -> Self {
        Self {
            moved: acted.moved,
            refused: acted.refused,
            ids: acted.ids.iter().map(|id| id.0).collect(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct ConnectionHeadline {
    pub connection: String,
    pub headline: Headline,
}
