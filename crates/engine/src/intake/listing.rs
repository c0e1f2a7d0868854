//! What is in a folder: everything that is no litter and that the person wants. Never through a
//! link, never into another file system. Blocks.

use super::litter::{Names, is_litter};
use super::look::modified_ns;
use domain::Timestamp;
use std::fs::Metadata;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use tokio::sync::mpsc::Sender;
use walkdir::{DirEntry, WalkDir};

/// Files that are handed on together.
pub const BATCH: usize = 500;

/// A file as its folder lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub path: PathBuf,
    pub size: u64,
    /// Nanoseconds since 1970.
    pub modified_ns: i64,
    /// When it came to this place, as far as the file system knows.
    pub arrived: Timestamp,
}

impl Listed {
    /// `None`: it is gone, or no file.
    pub fn of(path: PathBuf) -> Option<Self> {
        // A link is not followed.
        let metadata = std::fs::symlink_metadata(&path).ok()?;
        metadata.is_file().then(|| Self::with(path, &metadata))
    }

    pub fn with(path: PathBuf, metadata: &Metadata) -> Self {
        let (size, modified_ns) = (metadata.len(), modified_ns(metadata));
        Self { path, size, modified_ns, arrived: arrived(metadata) }
    }

    pub fn mark(&self) -> u64 {
        mark(&self.path, self.size, self.modified_ns)
    }
}

/// Path, size and time in few bytes, for as long as the program runs: of 100,000 files they fit into two megabytes.
pub fn mark(path: &Path, size: u64, modified_ns: i64) -> u64 {
    let mut hash = DefaultHasher::new();
    hash.write(path.as_os_str().as_encoded_bytes());
    hash.write(&size.to_le_bytes());
    hash.write(&modified_ns.to_le_bytes());
    hash.finish()
}

/// A copy is born when it is made, however old its content; what is moved here changes its place
/// in the file system.
fn arrived(metadata: &Metadata) -> Timestamp {
    let born = metadata.created().ok().map(Timestamp::from);
    let modified = metadata.modified().ok().map(Timestamp::from);
    born.max(modified).max(placed(metadata)).unwrap_or(Timestamp(0))
}

#[cfg(unix)]
fn placed(metadata: &Metadata) -> Option<Timestamp> {
    use std::os::unix::fs::MetadataExt;
    let at = metadata.ctime().checked_mul(1000)?.checked_add(metadata.ctime_nsec() / 1_000_000)?;
    Some(Timestamp(at))
}

#[cfg(not(unix))]
fn placed(_: &Metadata) -> Option<Timestamp> {
    None
}

/// What is wanted of a folder.
#[derive(Debug, Clone)]
pub struct Extent {
    pub root: PathBuf,
    pub subfolders: bool,
    /// `None`: all that is no litter.
    pub names: Option<Names>,
}

impl Extent {
    /// Whether a path that somebody named is one that a walk would come by.
    pub fn covers(&self, path: &Path) -> bool {
        let Ok(below) = path.strip_prefix(&self.root) else { return false };
        let depth = below.components().count();
        let way = || below.iter().take(depth.saturating_sub(1));
        depth > 0
            && (self.subfolders || depth == 1)
            && !way().any(|folder| self.passes_by(folder, true))
            && below.file_name().is_some_and(|name| !self.passes_by(name, false))
    }

    fn passes_by(&self, name: &std::ffi::OsStr, is_folder: bool) -> bool {
        is_litter(name, is_folder)
            || self
                .names
                .as_ref()
                .is_some_and(|names| names.leave(name) || (!is_folder && !names.take(name)))
    }

    fn wants(&self, entry: &DirEntry) -> bool {
        entry.depth() == 0 || !self.passes_by(entry.file_name(), entry.file_type().is_dir())
    }

    /// Hands on all files from `from` on down, in the order of their names, until nobody takes
    /// them any more. How many entries could not be read.
    pub fn walk(&self, from: &Path, files: &Sender<Vec<Listed>>) -> u64 {
        let depth = if self.subfolders { usize::MAX } else { 1 };
        let entries = WalkDir::new(from)
            .max_depth(depth)
            .same_file_system(true)
            .sort_by_file_name()
            .into_iter()
            .filter_entry(|entry| self.wants(entry));
        let mut unreadable = 0;
        let mut batch = Vec::new();
        for entry in entries {
            match entry.and_then(|entry| {
                let is_file = entry.file_type().is_file();
                Ok((is_file.then(|| entry.metadata()).transpose()?, entry.into_path()))
            }) {
                Ok((Some(metadata), path)) => batch.push(Listed::with(path, &metadata)),
                Ok((None, _)) => {}
                Err(error) => {
                    tracing::debug!(%error, "passed by");
                    unreadable += 1;
                }
            }
            if batch.len() >= BATCH && files.blocking_send(std::mem::take(&mut batch)).is_err() {
                return unreadable;
            }
        }
        if !batch.is_empty() {
            let _ = files.blocking_send(batch);
        }
        unreadable
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(extent: &Extent) -> Vec<String> {
        let (sender, mut batches) = tokio::sync::mpsc::channel(1000);
        extent.walk(&extent.root, &sender);
        drop(sender);
        let mut names = Vec::new();
        while let Some(batch) = batches.blocking_recv() {
            names.extend(batch.into_iter().map(|one| {
                let below = one.path.strip_prefix(&extent.root).unwrap();
                below.to_string_lossy().replace('\\', "/")
            }));
        }
        names
    }

    #[test]
    fn a_folder_is_walked_without_litter_links_and_what_a_person_leaves() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().to_owned();
        for file in [
            "A001.mov",
            "._A001.mov",
            ".Trashes/old.mov",
            "CLIP/A002.mov",
            "CLIP/A002.xml",
            "rushes/A003.mov",
        ] {
            let path = root.join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, b"x").unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(&root, root.join("CLIP/loop")).unwrap();
        let mut extent = Extent { root: root.clone(), subfolders: true, names: None };
        assert_eq!(all(&extent), ["A001.mov", "CLIP/A002.mov", "CLIP/A002.xml", "rushes/A003.mov"]);
        assert!(extent.covers(&root.join("CLIP/A002.mov")));
        assert!(!extent.covers(&root.join(".Trashes/old.mov")) && !extent.covers(&root));
        let wish = domain::FolderWish {
            path: root.clone(),
            subfolders: true,
            take: vec!["*.mov".to_owned()],
            leave: vec!["RUSHES".to_owned()],
            growing: false,
            existing: true,
        };
        extent.names = Some(Names::of(&wish));
        assert_eq!(all(&extent), ["A001.mov", "CLIP/A002.mov"]);
        assert!(!extent.covers(&root.join("rushes/A003.mov")));
        assert!(!extent.covers(&root.join("CLIP/A002.xml")));
        extent.subfolders = false;
        assert_eq!(all(&extent), ["A001.mov"]);
        assert!(!extent.covers(&root.join("CLIP/A002.mov")));
    }
}
