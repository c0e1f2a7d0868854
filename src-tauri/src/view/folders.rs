//! Watched folders.

use super::Timestamp;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use words::Words;

#[cfg(test)]
use ts_rs::TS;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct FolderWish {
    pub path: String,
    /// Everything below it as well.
    pub subfolders: bool,
    /// Names to take, with * and ?. Empty: all that is no litter.
    pub take: Vec<String>,
    /// Names to leave, of files and of folders. Stronger than take.
    pub leave: Vec<String>,
    /// Send while the camera still writes, where cloud and format allow it.
    pub growing: bool,
    /// Also what was there before the folder was watched.
    pub existing: bool,
}

impl From<FolderWish> for domain::FolderWish {
    fn from(wish: FolderWish) -> Self {
        let FolderWish { path, subfolders, take, leave, growing, existing } = wish;
        Self { path: PathBuf::from(path), subfolders, take, leave, growing, existing }
    }
}

impl From<domain::FolderWish> for FolderWish {
    fn from(wish: domain::FolderWish) -> Self {
        let domain::FolderWish { path, subfolders, take, leave, growing, existing } = wish;
        let path = path.to_string_lossy().into_owned();
        Self { path, subfolders, take, leave, growing, existing }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(tag = "folder", rename_all = "snake_case")]
pub enum FolderState {
    Looking,
    Watching {
        /// Files that are still being written, or whose format says that they are not whole.
        #[cfg_attr(test, ts(type = "number"))]
        unsettled: u64,
    },
    Away,
    Unreadable {
        said: String,
    },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct WatchedFolder {
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    pub connection: String,
    pub wish: FolderWish,
    pub added_at: Timestamp,
    pub state: FolderState,
}

impl WatchedFolder {
    pub fn new(row: domain::WatchedFolder, state: domain::FolderState, words: &Words) -> Self {
        Self {
            id: row.id.0,
            connection: row.connection.to_string(),
            wish: row.wish.into(),
            added_at: row.added_at.into(),
            state: match state {
                domain::FolderState::Looking => FolderState::Looking,
                domain::FolderState::Watching { unsettled } => FolderState::Watching { unsettled },
                domain::FolderState::Away => FolderState::Away,
                domain::FolderState::Unreadable { said } => {
                    FolderState::Unreadable { said: words.told(&said) }
                }
            },
        }
    }
}
