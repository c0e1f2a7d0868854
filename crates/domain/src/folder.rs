//! Watched folders: where the person asked us to look, and what for.

use crate::ids::ConnectionId;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// A row of the table of watched folders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FolderId(pub i64);

impl std::fmt::Display for FolderId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// What a person says about a folder to be watched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderWish {
    pub path: PathBuf,
    /// Everything below it as well.
    pub subfolders: bool,
    /// Names to take, with `*` and `?`, upper and lower case alike. Empty: all media and all else
    /// that is no litter.
    pub take: Vec<String>,
    /// Names to leave, of files and of folders. Stronger than `take`.
    pub leave: Vec<String>,
    /// Send while the camera still writes, where cloud and format allow it.
    pub growing: bool,
    /// Also what was there before the folder was watched. Otherwise only what comes after.
    pub existing: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchedFolder {
    pub id: FolderId,
    pub connection: ConnectionId,
    pub wish: FolderWish,
    pub added_at: Timestamp,
}

/// How watching goes. In memory only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FolderState {
    /// The first look since the start or since it came back.
    Looking,
    Watching {
        /// Files that are still being written, or whose format says that they are not whole.
        unsettled: u64,
    },
    /// Not there: a card that is out, a share that is not mounted. Looked for again by itself.
    Away,
    /// There, and cannot be read.
    Unreadable { said: String },
}
