//! The cloud on disk: one JSON document in the folder, written soon after a change and at the end.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::cloud::Cloud;
use crate::kind::Kind;
use crate::others::Others;

#[derive(Serialize, Deserialize)]
pub struct Saved {
    /// How far ahead the clock was moved, or tokens would come back to life.
    pub clock_ahead_ms: i64,
    /// The ports of the last run: part URLs name one of them.
    pub api_port: u16,
    pub control_port: u16,
    /// The ports of the other clouds.
    #[serde(default)]
    pub other_ports: BTreeMap<Kind, u16>,
    pub cloud: Cloud,
    /// A run of before there were others begins with their demo.
    #[serde(default)]
    pub others: Others,
}

fn path(dir: &Path) -> PathBuf {
    dir.join("state.json")
}

/// `None` in a new folder. A document nobody can read is an error, not a fresh start: someone's
/// practice run is in it.
pub fn read(dir: &Path) -> io::Result<Option<Saved>> {
    let path = path(dir);
    match std::fs::read(&path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|error| {
            io::Error::new(
                io::ErrorKind::InvalidData,
                format!("{} cannot be read ({error}); remove it to start afresh", path.display()),
            )
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whole or not at all: written beside, then renamed.
pub fn write(dir: &Path, document: &[u8]) -> io::Result<()> {
    let beside = dir.join("state.json.new");
    std::fs::write(&beside, document)?;
    std::fs::rename(beside, path(dir))
}
