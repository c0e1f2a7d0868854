//! What a person may set. A missing field means the default, so older files stay readable.

use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Files on their way at once (U8: two at least by default).
    pub parallel_files: u32,
    /// Parts of one file on their way at once.
    pub parallel_parts: u32,
    /// Upper limit for everything together, in Mbit/s.
    pub limit_mbit: Option<u32>,
    /// Where a browser brings the answer of a sign-in back to, on this computer only. Fixed,
    /// because clouds compare it with what was registered with them.
    pub redirect_port: u16,
}

impl Default for Settings {
    fn default() -> Self {
        Self { parallel_files: 2, parallel_parts: 4, limit_mbit: None, redirect_port: 53_682 }
    }
}

impl Settings {
    /// The nearest settings that make sense.
    pub fn clamped(self) -> Self {
        Self {
            parallel_files: self.parallel_files.clamp(1, 16),
            parallel_parts: self.parallel_parts.clamp(1, 16),
            limit_mbit: self.limit_mbit.map(|limit| limit.max(1)),
            redirect_port: self.redirect_port.max(1024),
        }
    }
}

/// Whether a person stopped the whole queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "paused", rename_all = "snake_case")]
pub enum Pause {
    #[default]
    No,
    UntilResumed,
    Until {
        until: Timestamp,
    },
}

impl Pause {
    pub fn holds_at(self, now: Timestamp) -> bool {
        match self {
            Pause::No => false,
            Pause::UntilResumed => true,
            Pause::Until { until } => now < until,
        }
    }
}
