//! What happened to an upload, as its history keeps it: what, and with which numbers. It becomes words
//! where it is read, in the language of whoever reads it then.

use crate::ids::{AssetId, UploadId};
use crate::upload::{Failure, UploadState, WaitingFor};
use serde::{Deserialize, Serialize};

/// One line of a history. Rows keep it, so a variant may be added and none is renamed.
///
/// `why` is a whole sentence in English that the catalogue knows, or somebody else's own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "happened", rename_all = "snake_case")]
pub enum Happened {
    Queued,
    Offered,
    Uploading,
    WaitsForTime(Failure),
    WaitsForNetwork,
    WaitsForAuthorization,
    Paused,
    Failed(Failure),
    Skipped,
    Done {
        asset: AssetId,
    },
    Cancelled,
    /// The cloud has created the asset, and the file is cut.
    Planned {
        asset: AssetId,
        parts: u32,
    },
    /// The same for a clip that is still being recorded: nobody knows how many parts it gets.
    BegunGrowing {
        asset: AssetId,
    },
    RecordingEnded {
        bytes: u64,
    },
    /// While it grew, the same file came into the queue once more.
    QueuedTwice {
        other: UploadId,
    },
    /// What was sent to this asset is worth nothing any more.
    GaveUp {
        asset: AssetId,
        sent: u32,
        parts: u32,
        why: String,
    },
    /// A recording that could not be followed to its end.
    GoesWhole {
        /// The cloud keeps an asset that will never be whole.
        placeholder: bool,
        why: String,
    },
    /// The camera wrote once more into what had been sent.
    WrittenAnew {
        parts: u32,
    },
    GoesOn {
        part: u32,
        sent: u32,
        /// `None`: it still grows.
        parts: Option<u32>,
    },
    PartAgain {
        part: u32,
        bytes: u64,
        failure: Failure,
    },
    LineBroke {
        why: String,
    },
    /// With parts on the way that are sent a second time.
    Stopped {
        parts: u32,
        bytes: u64,
    },
    NetworkChanged {
        parts: u32,
        bytes: u64,
    },
    ProgramEnded,
    /// By what its format says it may not be whole, and nothing more came.
    TakenUnsettled {
        why: String,
    },
    /// In words, by an app that kept nothing else.
    Said {
        words: String,
    },
}

impl Happened {
    /// It came into this state.
    pub fn of(state: &UploadState) -> Self {
        match state {
            UploadState::Queued => Self::Queued,
            UploadState::Uploading => Self::Uploading,
            UploadState::Waiting(WaitingFor::Time { failure, .. }) => {
                Self::WaitsForTime(failure.clone())
            }
            UploadState::Waiting(WaitingFor::Network) => Self::WaitsForNetwork,
            UploadState::Waiting(WaitingFor::Authorization) => Self::WaitsForAuthorization,
            UploadState::Paused { .. } => Self::Paused,
            UploadState::Offered => Self::Offered,
            UploadState::Failed(failure) => Self::Failed(failure.clone()),
            UploadState::Skipped => Self::Skipped,
            UploadState::Done { asset } => Self::Done { asset: asset.clone() },
            UploadState::Cancelled => Self::Cancelled,
        }
    }

    /// The asset that it is about.
    pub fn asset(&self) -> Option<&AssetId> {
        match self {
            Self::Done { asset }
            | Self::Planned { asset, .. }
            | Self::BegunGrowing { asset }
            | Self::GaveUp { asset, .. } => Some(asset),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;

    #[test]
    fn a_line_is_written_as_what_it_is_and_read_again() {
        let failure =
            Failure { kind: ErrorKind::Busy, said: "It is \"full\".".into(), attempts: 3 };
        let line = Happened::PartAgain { part: 2, bytes: 7, failure };
        let written = serde_json::to_string(&line).unwrap();
        assert_eq!(
            written,
            r#"{"happened":"part_again","part":2,"bytes":7,"failure":{"kind":"busy","said":"It is \"full\".","attempts":3}}"#
        );
        assert_eq!(serde_json::from_str::<Happened>(&written).unwrap(), line);
        assert!(serde_json::from_str::<Happened>("queued").is_err(), "of an older app");
    }
}
