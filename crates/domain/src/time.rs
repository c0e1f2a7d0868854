//! An instant as a number. This crate never asks what time it is; callers say so.

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Milliseconds since 1970, UTC.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// For what does not end by itself.
    pub const NEVER: Timestamp = Timestamp(i64::MAX);

    pub fn after(self, wait: Duration) -> Self {
        Self(self.0.saturating_add(wait.as_millis().min(i64::MAX as u128) as i64))
    }

    /// How long until this instant, seen from `now`; zero when it has passed.
    pub fn from_now(self, now: Timestamp) -> Duration {
        Duration::from_millis(self.0.saturating_sub(now.0).max(0) as u64)
    }
}

impl From<std::time::SystemTime> for Timestamp {
    fn from(time: std::time::SystemTime) -> Self {
        match time.duration_since(std::time::UNIX_EPOCH) {
            Ok(since) => Self(since.as_millis() as i64),
            Err(before) => Self(-(before.duration().as_millis() as i64)),
        }
    }
}
