use domain::{ConnectionId, ErrorKind, FolderId, NotAllowed, PartNumber, UploadId};
use std::path::PathBuf;

/// Why the store did not do it. Nothing was written, except where [`StoreError::Database`] came
/// from the commit itself: then it is not known, and asking again tells.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The row is not in a state for this, or no longer.
    #[error(transparent)]
    NotAllowed(#[from] NotAllowed),
    #[error("there is no upload {0}")]
    NoSuchUpload(UploadId),
    #[error("there is no connection {0}")]
    NoSuchConnection(ConnectionId),
    /// The plan of this upload has no part of this number.
    #[error("upload {upload} has no part {part}")]
    NoSuchPart { upload: UploadId, part: PartNumber },
    /// The part belongs to an asset that this upload is not filling any more.
    #[error("upload {upload} is no longer filling the asset that this part was sent to")]
    PlanReplaced { upload: UploadId },
    #[error("the plan does not cut upload {upload} into parts that cover it: {why}")]
    BadPlan { upload: UploadId, why: String },
    /// Some parts are neither sent nor can be: their targets have been cleared.
    #[error("the part targets of upload {upload} are gone")]
    TargetsGone { upload: UploadId },
    /// Called done while parts are missing.
    #[error("upload {upload} is not done: {unsent} parts are not sent, or it has no plan")]
    NotAllSent { upload: UploadId, unsent: u32 },
    /// Another upload of this connection already has that fingerprint.
    #[error("the same file is already in the queue as upload {upload}")]
    AlreadyQueued { upload: UploadId },
    /// This connection watches that path already.
    #[error("this folder is watched already, as folder {folder}")]
    AlreadyWatched { folder: FolderId },
    #[error("the connection still has {uploads} uploads that are not over")]
    StillNeeded { uploads: u64 },
    /// A number that does not fit, or a row that says what no version of this program wrote.
    #[error("unreadable or unwritable value: {0}")]
    Value(String),
    #[error("the queue's database failed: {0}")]
    Database(#[from] sqlx::Error),
}

impl StoreError {
    pub fn kind(&self) -> ErrorKind {
        match self {
            StoreError::Database(error) => kind_of(error),
            StoreError::Value(_) => ErrorKind::StorageFailed,
            StoreError::TargetsGone { .. } => ErrorKind::TargetExpired,
            StoreError::NotAllowed(_)
            | StoreError::NoSuchUpload(_)
            | StoreError::NoSuchConnection(_)
            | StoreError::NoSuchPart { .. }
            | StoreError::PlanReplaced { .. }
            | StoreError::BadPlan { .. }
            | StoreError::NotAllSent { .. }
            | StoreError::AlreadyQueued { .. }
            | StoreError::AlreadyWatched { .. }
            | StoreError::StillNeeded { .. } => ErrorKind::Internal,
        }
    }
}

/// Why there is no store. `said` is one line that may be shown.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Not a database, or a broken one. Left as it is, byte by byte: what becomes of it is for the
    /// person to say ([`crate::set_aside`]).
    #[error("{} is damaged: {said}", path.display())]
    Damaged { path: PathBuf, said: String },
    /// Written by a newer version, in a way that this one would get wrong. Left as it is.
    #[error("{} belongs to a newer version: {said}", path.display())]
    Newer { path: PathBuf, said: String },
    /// Nothing is known to be wrong with the file: no room, no permission, in use.
    #[error("{} could not be opened: {said}", path.display())]
    Failed { path: PathBuf, kind: ErrorKind, said: String },
}

impl OpenError {
    pub fn kind(&self) -> ErrorKind {
        match self {
            OpenError::Failed { kind, .. } => *kind,
            OpenError::Damaged { .. } | OpenError::Newer { .. } => ErrorKind::StorageFailed,
        }
    }
}

/// SQLite's primary code is the low byte of what it says.
fn code(error: &sqlx::Error) -> Option<i32> {
    error.as_database_error()?.code()?.parse().ok()
}

pub(crate) fn kind_of(error: &sqlx::Error) -> ErrorKind {
    const FULL: i32 = 13;
    // Disks that are full in other words: a quota, a limit on file sizes, no room for the
    // write-ahead log's index.
    const IOERR_WRITE: i32 = 778;
    const IOERR_SHMSIZE: i32 = 4874;
    if let sqlx::Error::Io(error) = error {
        return io_kind(error);
    }
    match code(error) {
        Some(FULL | IOERR_WRITE | IOERR_SHMSIZE) => ErrorKind::StorageFull,
        _ => ErrorKind::StorageFailed,
    }
}

pub(crate) fn io_kind(error: &std::io::Error) -> ErrorKind {
    use std::io::ErrorKind as Io;
    match error.kind() {
        Io::StorageFull | Io::QuotaExceeded | Io::FileTooLarge => ErrorKind::StorageFull,
        _ => ErrorKind::StorageFailed,
    }
}

/// SQLITE_CORRUPT and SQLITE_NOTADB: the file itself is at fault.
pub(crate) fn is_damage(error: &sqlx::Error) -> bool {
    matches!(code(error).map(|code| code & 0xff), Some(11 | 26))
}
