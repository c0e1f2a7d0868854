//! Which folder the profile is in: its usual place, or one that a person chose.
//!
//! A small file in the usual place says which, `data-folder.json`. It is replaced as a whole or not
//! at all, and it alone decides: whatever else lies where, exactly one folder is the profile's.
//!
//! - `moving`: at a start, from the old folder into the new one
//! - `share`: whether a folder is on another computer, where SQLite must not be

mod moving;
mod share;

pub use moving::{Step, forget_what_was_left, settle};

use crate::profile::{LOCK, LOGS, WRITTEN, replace};
use serde::{Deserialize, Serialize};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

const POINTER: &str = "data-folder.json";

/// What the web view keeps is written by others while we move, is large, and comes again.
const STAYS: [&str; 4] = [LOCK, POINTER, "webview", "EBWebView"];

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
struct Pointer {
    /// `None`: in the usual place.
    at: Option<PathBuf>,
    /// Of the profile that is there. Without it the folder is another one by the same name, such
    /// as the empty one that a drive is hung into.
    id: String,
    /// Where it goes at the next start.
    next: Option<Next>,
    /// Until the new folder was opened once.
    left: Option<Left>,
    /// Why the last move did not come about.
    refused: Option<FolderFault>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Next {
    folder: PathBuf,
    /// The folder was empty, and this is what is being copied into it: whatever lies there under
    /// these names is ours.
    begun: Option<Vec<String>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Left {
    folder: PathBuf,
    names: Vec<String>,
}

/// How it stands, for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataFolder {
    pub folder: PathBuf,
    pub is_usual: bool,
    /// Where it goes at the next start.
    pub next: Option<PathBuf>,
    pub refused: Option<FolderFault>,
}

/// Why a folder cannot be the new one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "fault", content = "said", rename_all = "snake_case")]
pub enum FolderFault {
    #[error("there is no such folder")]
    Missing,
    #[error("there is something in it")]
    NotEmpty,
    #[error("nothing can be written there")]
    NotWritable,
    #[error("it is on another computer, where a queue can be damaged")]
    NetworkShare,
    #[error("it is the present folder, or lies within it")]
    Within,
    #[error("there is not enough room on its disk")]
    Full,
    #[error("{0}")]
    Failed(String),
}

#[derive(Debug, thiserror::Error)]
pub enum DataFolderError {
    /// A drive that is not plugged in, most likely. Nobody may begin an empty queue instead.
    #[error("the data folder {} is not there", .0.display())]
    Away(PathBuf),
    #[error("the profile is in use by {holder}")]
    InUse { holder: String },
    #[error("{} is not readable: {said}", path.display())]
    Unreadable { path: PathBuf, said: String },
    #[error("{} cannot be written: {said}", path.display())]
    Unwritable { path: PathBuf, said: String },
}

/// Where the profile is now. `usual` is where it is unless a person chose otherwise.
pub fn find(usual: &Path) -> Result<PathBuf, DataFolderError> {
    let pointer = Pointer::read(usual)?;
    match &pointer.at {
        None => Ok(usual.to_owned()),
        Some(folder) if id_in(folder).is_some_and(|id| id == pointer.id) => Ok(folder.clone()),
        Some(folder) => Err(DataFolderError::Away(folder.clone())),
    }
}

/// Whether the next [`settle`] takes the profile elsewhere.
pub fn is_to_move(usual: &Path) -> bool {
    Pointer::read(usual).is_ok_and(|pointer| pointer.next.is_some())
}

/// How it stands, whether it is there or not.
pub fn look(usual: &Path) -> Result<DataFolder, DataFolderError> {
    let pointer = Pointer::read(usual)?;
    Ok(DataFolder {
        is_usual: pointer.at.is_none(),
        folder: pointer.at.unwrap_or_else(|| usual.to_owned()),
        next: pointer.next.map(|next| next.folder),
        refused: pointer.refused,
    })
}

/// At the next start the profile goes there. `None`: back to its usual place. An error of the inner
/// kind says why this folder cannot be the one.
pub fn choose(
    usual: &Path,
    folder: Option<&Path>,
) -> Result<Result<(), FolderFault>, DataFolderError> {
    let now = find(usual)?;
    let folder = folder.unwrap_or(usual).to_owned();
    if let Err(fault) = check(usual, &now, &folder) {
        return Ok(Err(fault));
    }
    Pointer::change(usual, |pointer| {
        pointer.next = Some(Next { folder, begun: None });
        pointer.refused = None;
    })?;
    Ok(Ok(()))
}

/// It stays where it is after all.
pub fn stay(usual: &Path) -> Result<(), DataFolderError> {
    Pointer::change(usual, |pointer| {
        // One that has begun is for the next start to clean up.
        let has_begun = pointer.next.as_ref().is_some_and(|next| next.begun.is_some());
        if !has_begun {
            pointer.next = None;
        }
        pointer.refused = None;
    })
}

impl Pointer {
    fn read(usual: &Path) -> Result<Self, DataFolderError> {
        let path = usual.join(POINTER);
        let said = match std::fs::read(&path) {
            Ok(text) => match serde_json::from_slice(&text) {
                Ok(pointer) => return Ok(pointer),
                Err(error) => error.to_string(),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => error.to_string(),
        };
        // Somewhere is a queue, and nobody knows where.
        Err(DataFolderError::Unreadable { path, said })
    }

    /// One at a time: nobody writes back what another one has just changed.
    fn change(usual: &Path, change: impl FnOnce(&mut Self)) -> Result<(), DataFolderError> {
        static CHANGING: Mutex<()> = Mutex::new(());
        let _alone = CHANGING.lock().unwrap_or_else(PoisonError::into_inner);
        let mut pointer = Self::read(usual)?;
        change(&mut pointer);
        pointer.write(usual)
    }

    fn write(&self, usual: &Path) -> Result<(), DataFolderError> {
        let path = usual.join(POINTER);
        let text = serde_json::to_vec_pretty(self).map_err(io::Error::from);
        let written = text.and_then(|text| replace(&path, &text));
        written.map_err(|error| DataFolderError::Unwritable { path, said: error.to_string() })
    }
}

/// The id of the profile in a folder, if there is one.
fn id_in(folder: &Path) -> Option<String> {
    let text = std::fs::read(folder.join(WRITTEN)).ok()?;
    let written: serde_json::Value = serde_json::from_slice(&text).ok()?;
    written["id"].as_str().map(str::to_owned)
}

/// What goes along when the profile moves.
fn names_in(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let name = entry?.file_name().into_string();
        let name = name.map_err(|name| io::Error::other(format!("{name:?} is no name of ours")))?;
        // What begins with a dot is of others, who keep it in the usual place.
        let stays = STAYS.contains(&name.as_str()) || name.starts_with('.');
        if !stays && !name.ends_with(".new") && !name.ends_with("-shm") {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// Whether the profile can go from one folder to another.
fn check(usual: &Path, now: &Path, folder: &Path) -> Result<(), FolderFault> {
    if !folder.is_dir() {
        return Err(FolderFault::Missing);
    }
    let (now, folder) = (&real(now), &real(folder));
    // The usual place may have others' folders below it, but the profile's own are no place for it.
    let is_usual = *folder == real(usual);
    if folder == now || (folder.starts_with(now) && !is_usual) {
        return Err(FolderFault::Within);
    }
    if share::is_on_another_computer(folder) {
        return Err(FolderFault::NetworkShare);
    }
    let said = |error: io::Error| fault_of(&error);
    let is_empty = match is_usual {
        // A start that found its folder away has left its log here.
        true => names_in(folder).map_err(said)?.iter().all(|name| name == LOGS),
        false => std::fs::read_dir(folder).map_err(said)?.next().is_none(),
    };
    if !is_empty {
        return Err(FolderFault::NotEmpty);
    }
    try_writing(folder).map_err(|error| match fault_of(&error) {
        FolderFault::Full => FolderFault::Full,
        _ => FolderFault::NotWritable,
    })
}

/// Past every link. It is compared by this, and kept and shown as the person chose it.
fn real(folder: &Path) -> PathBuf {
    folder.canonicalize().unwrap_or_else(|_| folder.to_owned())
}

fn try_writing(folder: &Path) -> io::Result<()> {
    let probe = folder.join(".labrun-probe");
    let mut file = std::fs::File::create(&probe)?;
    let written = file.write_all(b"probe").and_then(|()| file.sync_all());
    drop(file);
    std::fs::remove_file(probe)?;
    written
}

fn fault_of(error: &io::Error) -> FolderFault {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => FolderFault::Full,
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            FolderFault::NotWritable
        }
        io::ErrorKind::NotFound => FolderFault::Missing,
        _ => FolderFault::Failed(error.to_string()),
    }
}
