//! One file on its way to one connection.

use crate::NotAllowed;
use crate::error::ErrorKind;
use crate::folder::FolderId;
use crate::ids::{AssetId, ConnectionId, UploadId};
use crate::media::{MediaFile, MediaKind};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Why an upload stopped or waits, for the row and for the words in the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    pub kind: ErrorKind,
    /// A whole sentence, where it is ours.
    pub said: String,
    pub attempts: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WaitingFor {
    Time { until: Timestamp, failure: Failure },
    Network,
    Authorization,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UploadState {
    Queued,
    /// Its parts tell the rest.
    Uploading,
    Waiting(WaitingFor),
    /// A person did it. Goes on by itself at that time, if there is one.
    Paused {
        until: Option<Timestamp>,
    },
    /// Found while automatic uploads are off: goes when a person picks it, and until then is
    /// nothing that is left to do.
    Offered,
    Failed(Failure),
    /// Recorded while the connection was paused: the cloud will never take it.
    Skipped,
    Done {
        asset: AssetId,
    },
    Cancelled,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UploadEvent {
    /// The scheduler gave it a lane.
    Claimed,
    /// It lost its lane without a fault of its own: a restart, a displacement.
    Interrupted,
    Finished {
        asset: AssetId,
    },
    WillWait(WaitingFor),
    /// What it waited for has come.
    Ready,
    Failed(Failure),
    Skipped,
    Paused {
        until: Option<Timestamp>,
    },
    /// Picked, if it was only offered.
    Resumed,
    Cancelled,
    /// By the person.
    Retried,
}

impl UploadState {
    pub fn name(&self) -> &'static str {
        match self {
            UploadState::Queued => "queued",
            UploadState::Uploading => "uploading",
            UploadState::Waiting(_) => "waiting",
            UploadState::Paused { .. } => "paused",
            UploadState::Offered => "offered",
            UploadState::Failed(_) => "failed",
            UploadState::Skipped => "skipped",
            UploadState::Done { .. } => "done",
            UploadState::Cancelled => "cancelled",
        }
    }

    /// Nothing more will happen to it by itself, and it may be removed from the list.
    pub fn is_over(&self) -> bool {
        matches!(
            self,
            UploadState::Failed(_)
                | UploadState::Skipped
                | UploadState::Done { .. }
                | UploadState::Cancelled
        )
    }

    pub fn after(&self, event: &UploadEvent) -> Result<UploadState, NotAllowed> {
        use UploadEvent as E;
        use UploadState as S;
        match (self, event) {
            (S::Queued, E::Claimed) => Ok(S::Uploading),
            (S::Uploading, E::Interrupted) => Ok(S::Queued),
            (S::Uploading, E::Finished { asset }) => Ok(S::Done { asset: asset.clone() }),
            (S::Uploading, E::WillWait(what)) => Ok(S::Waiting(what.clone())),
            (S::Waiting(_), E::Ready) => Ok(S::Queued),
            (S::Uploading, E::Failed(failure)) => Ok(S::Failed(failure.clone())),
            (S::Uploading, E::Skipped) => Ok(S::Skipped),
            // Paused a second time: for another while.
            (S::Queued | S::Uploading | S::Waiting(_) | S::Paused { .. }, E::Paused { until }) => {
                Ok(S::Paused { until: *until })
            }
            (S::Paused { .. } | S::Offered, E::Resumed) => Ok(S::Queued),
            (
                S::Queued | S::Uploading | S::Waiting(_) | S::Paused { .. } | S::Offered,
                E::Cancelled,
            ) => Ok(S::Cancelled),
            // A cancel that is taken back.
            (S::Failed(_) | S::Waiting(_) | S::Cancelled, E::Retried) => Ok(S::Queued),
            (state, event) => Err(NotAllowed { state: state.name(), event: event.name() }),
        }
    }
}

impl UploadEvent {
    pub fn name(&self) -> &'static str {
        match self {
            UploadEvent::Claimed => "being claimed",
            UploadEvent::Interrupted => "being interrupted",
            UploadEvent::Finished { .. } => "finishing",
            UploadEvent::WillWait(_) => "beginning to wait",
            UploadEvent::Ready => "being ready again",
            UploadEvent::Failed(_) => "failing",
            UploadEvent::Skipped => "being skipped",
            UploadEvent::Paused { .. } => "being paused",
            UploadEvent::Resumed => "being resumed",
            UploadEvent::Cancelled => "being cancelled",
            UploadEvent::Retried => "being retried",
        }
    }
}

/// The row, together with what its parts add up to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    pub id: UploadId,
    pub connection: ConnectionId,
    pub file: MediaFile,
    pub kind: MediaKind,
    /// What the files of one recording have in common: the original, its proxy, its sound. Lower
    /// case, so that it can be compared. See [`crate::media::clip_of`].
    pub clip: String,
    /// The watched folder it was found in. `None`: a person picked it.
    pub found_in: Option<FolderId>,
    /// Still being written: its size is that of the last look, and its plan grows with it.
    pub growing: bool,
    /// Before the place: the rank of its kind, or less where a person moved it to the top.
    pub rank: i64,
    /// Lower goes first, among equals in rank.
    pub place: i64,
    pub state: UploadState,
    /// Known as soon as the cloud has said so, and kept through every pause and restart.
    pub asset: Option<AssetId>,
    pub added_at: Timestamp,
    pub finished_at: Option<Timestamp>,
    /// Known once the asset exists.
    pub part_count: Option<u32>,
    pub parts_sent: u32,
    /// Bytes of the parts that the cloud has accepted.
    pub accepted_bytes: u64,
    /// Of the whole file, xxh3 with 128 bits in hex: known once it was worked out for a receipt,
    /// or at once where the file is a single part.
    pub hash: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;

    #[test]
    fn the_whole_table_of_upload_moves() {
        let failure = Failure { kind: ErrorKind::Rejected, said: "no".into(), attempts: 1 };
        let asset = AssetId::new("a");
        let states = [
            UploadState::Queued,
            UploadState::Uploading,
            UploadState::Waiting(WaitingFor::Network),
            UploadState::Paused { until: None },
            UploadState::Offered,
            UploadState::Failed(failure.clone()),
            UploadState::Skipped,
            UploadState::Done { asset: asset.clone() },
            UploadState::Cancelled,
        ];
        let events = [
            UploadEvent::Claimed,
            UploadEvent::Interrupted,
            UploadEvent::Finished { asset },
            UploadEvent::WillWait(WaitingFor::Authorization),
            UploadEvent::Ready,
            UploadEvent::Failed(failure),
            UploadEvent::Skipped,
            UploadEvent::Paused { until: None },
            UploadEvent::Resumed,
            UploadEvent::Cancelled,
            UploadEvent::Retried,
        ];
        let mut table = String::new();
        for state in &states {
            let row: Vec<String> = events
                .iter()
                .filter_map(|event| {
                    let next = state.after(event).ok()?;
                    Some(format!("{} => {}", event.name(), next.name()))
                })
                .collect();
            writeln!(table, "{}: {}", state.name(), row.join(", ")).unwrap();
        }
        assert_eq!(
            table,
            "\
queued: being claimed => uploading, being paused => paused, being cancelled => cancelled
uploading: being interrupted => queued, finishing => done, beginning to wait => waiting, failing => failed, being skipped => skipped, being paused => paused, being cancelled => cancelled
waiting: being ready again => queued, being paused => paused, being cancelled => cancelled, being retried => queued
paused: being paused => paused, being resumed => queued, being cancelled => cancelled
offered: being resumed => queued, being cancelled => cancelled
failed: being retried => queued
skipped: 
done: 
cancelled: being retried => queued
"
        );
    }
}
