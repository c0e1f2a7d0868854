//! From files to rows of the queue: what a person picked, and what watched folders find.
//!
//! A file is *looked at* (`look`), is no *litter* (`litter`), has *settled* (`settled`), and only
//! then is queued. Events of the file system are hints; looking through a folder is the truth.

mod add;
mod listing;
mod litter;
mod look;
mod settled;
mod watch;

use domain::{ErrorKind, UploadId};

pub use look::{Found, find, look, modified_ns, read_exact_at, same, still, unchanged};
pub use settled::{Whole, whole};
pub(crate) use watch::Folders;

/// What became of one path that a person handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Added {
    Queued(UploadId),
    /// In the queue already, under this row.
    AlreadyQueued(UploadId),
    /// The cloud has it already, by this row.
    AlreadySent(UploadId),
    /// A folder, with all that is in it.
    Folder {
        /// Files that are no litter.
        found: u64,
        queued: u64,
        known: u64,
        refused: u64,
    },
    Refused(Refusal),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    Missing,
    Unreadable(String),
    NotAFile,
    Empty,
    TooLarge {
        largest: u64,
    },
    /// Our own database would not take the row.
    NotStored {
        kind: ErrorKind,
        said: String,
    },
}

impl Refusal {
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::Missing => "file_missing",
            Refusal::Unreadable(_) => "file_unreadable",
            Refusal::NotAFile => "not_a_file",
            Refusal::Empty => "file_empty",
            Refusal::TooLarge { .. } => "file_too_large",
            Refusal::NotStored { kind, .. } => kind.code(),
        }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Refusal::Missing => f.write_str("There is no file at this place."),
            Refusal::Unreadable(said) => write!(f, "The file cannot be read: {said}."),
            Refusal::NotAFile => f.write_str("This is a folder or a device, not a file."),
            Refusal::Empty => f.write_str("The file is empty."),
            Refusal::TooLarge { largest } => {
                write!(f, "The cloud takes files up to {largest} bytes.")
            }
            Refusal::NotStored { said, .. } => write!(f, "It could not be written down: {said}."),
        }
    }
}
