//! What comes off a camera.

mod clip;
mod content;
mod kind;

pub use clip::{clip_folder, clip_of};
pub use content::{Content, HEAD};
pub use kind::MediaKind;

use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// A cheap identity of a file's content, to queue it once.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(String);

impl Fingerprint {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A file as it was when it was looked at. Before every part and before the last byte of every
/// part it is looked at again: a file that changed is never delivered half old, half new (U16).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaFile {
    pub path: PathBuf,
    pub size: u64,
    /// Nanoseconds since 1970, as fine as the file system keeps it.
    pub modified_ns: i64,
    /// When recording began, as far as the file system knows: birth time, else modification.
    pub made_at: Timestamp,
    /// What the clocks showed when it was looked at first.
    pub seen: Reading,
    pub fingerprint: Fingerprint,
}

/// One look at both clocks: the one on the wall, which people and networks set, and the one that
/// only counts up since the computer was started, sleep included.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    pub wall: Timestamp,
    /// Which start of the computer; empty where the system does not tell.
    pub boot: String,
    pub ticks_ms: i64,
}

impl Reading {
    /// Real time passed since an earlier reading, as well as it can be told: by the counting clock
    /// if the computer was not restarted in between, by the wall clock otherwise.
    pub fn since(&self, earlier: &Reading) -> i64 {
        if !self.boot.is_empty() && self.boot == earlier.boot {
            self.ticks_ms.saturating_sub(earlier.ticks_ms)
        } else {
            self.wall.0.saturating_sub(earlier.wall.0)
        }
    }
}

impl MediaFile {
    /// Shown in the cloud. Names that are not Unicode are shown as well as they can be.
    pub fn name(&self) -> String {
        self.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }
}

/// How long ago the media was made, worked out anew for each request. A retry is older.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MediaAge {
    pub seconds: u64,
}

impl MediaAge {
    /// A file from the future (a camera's clock runs ahead) is as new as can be. How old it was
    /// when it was first seen is told by the clock of that moment, how long ago that was by the
    /// clock that nobody sets: a wall clock that is put right meanwhile moves nothing into a pause
    /// or out of one.
    pub fn at(now: &Reading, made_at: Timestamp, seen: &Reading) -> Self {
        let then = seen.wall.0.saturating_sub(made_at.0).max(0);
        let since = now.since(seen).max(0);
        Self { seconds: (then.saturating_add(since) / 1000) as u64 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wall_clock_that_jumps_changes_no_age_and_a_restart_trusts_the_wall() {
        let reading = |wall, boot: &str, ticks_ms| Reading {
            wall: Timestamp(wall),
            boot: boot.to_owned(),
            ticks_ms,
        };
        let seen = reading(100_000, "a", 5_000);
        let made = Timestamp(90_000);
        let age = |now: &Reading| MediaAge::at(now, made, &seen).seconds;
        assert_eq!(age(&reading(130_000, "a", 35_000)), 40);
        assert_eq!(age(&reading(90_000_000, "a", 35_000)), 40, "somebody set the clock");
        assert_eq!(age(&reading(130_000, "b", 1)), 40, "started anew: the wall clock is all");
        assert_eq!(age(&reading(130_000, "", 0)), 40);
        let ahead = MediaAge::at(&seen, Timestamp(200_000), &seen);
        assert_eq!(ahead.seconds, 0, "a camera whose clock runs ahead");
    }
}
