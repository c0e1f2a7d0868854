//! How much goes at once: watches what the link carries, and lets the rule in `domain::lanes` find
//! the level where the person has set none.

use crate::engine::{Engine, Inner};
use domain::{Lanes, Observation, Settings, Tuner};
use std::sync::Mutex;
use tokio::time::Instant;

#[derive(Default)]
pub(crate) struct Level {
    tuner: Mutex<Tuner>,
    /// What the person has set, as it was read last: files and parts.
    set: Mutex<(Option<u32>, Option<u32>)>,
}

/// No file gets more parts at once than this, however few files there are.
const MOST_PARTS: u32 = 16;

impl Level {
    pub fn now(&self) -> Lanes {
        let (files, parts) = *self.set.lock().expect("nobody panics with the lock");
        self.tuner.lock().expect("nobody panics with the lock").lanes(files, parts)
    }

    /// As the settings want it.
    pub fn by(&self, settings: &Settings) -> Lanes {
        *self.set.lock().expect("nobody panics with the lock") =
            (settings.parallel_files, settings.parallel_parts);
        self.now()
    }

    /// Parts at once for one of so many files. Lanes without a file lend theirs to the others,
    /// unless the person has set a number of parts.
    pub fn parts_for_each_of(&self, files: usize) -> usize {
        let lanes = self.now();
        let (_, set) = *self.set.lock().expect("nobody panics with the lock");
        if let Some(parts) = set {
            return parts as usize;
        }
        let files = u32::try_from(files).unwrap_or(u32::MAX).max(1);
        let shared = (lanes.files * lanes.parts).div_ceil(files).min(MOST_PARTS);
        shared.max(lanes.parts) as usize
    }

    /// Whether files that need less than a lane may be more than there are lanes: not where the
    /// person has said how many.
    pub fn lends_to_files(&self) -> bool {
        self.set.lock().expect("nobody panics with the lock").0.is_none()
    }

    /// Another network: what was learned does not hold there.
    pub fn forget(&self) {
        self.tuner.lock().expect("nobody panics with the lock").forget();
    }

    fn observe(&self, seen: Observation) -> bool {
        self.tuner.lock().expect("nobody panics with the lock").observe(seen)
    }
}

impl Engine {
    /// How the work is spread at this moment, and why.
    pub fn lanes(&self) -> Lanes {
        self.0.level.now()
    }

    /// Runs until the engine stops.
    pub(crate) async fn keep_level(self) {
        let inner = &self.0;
        let (mut before, mut since, mut was_full) = (inner.limiter.taken(), Instant::now(), false);
        loop {
            tokio::time::sleep(inner.timings.level).await;
            let (taken, now, full) =
                (inner.limiter.taken(), Instant::now(), inner.lanes_are_full());
            let passed = now.duration_since(since).as_secs_f64().max(0.001);
            let rate = taken.wrapping_sub(before) as f64 / passed;
            let network = inner.network_status();
            let seen = Observation {
                bytes_per_second: rate,
                broken: network.broken,
                round_trip_ms: network.round_trip_ms,
                busy: full && was_full,
                held_back: inner.limiter.holds_back(rate),
            };
            if inner.level.observe(seen) {
                tracing::debug!(lanes = ?inner.level.now(), rate, "another level");
                inner.wake.notify_one();
            }
            (before, since, was_full) = (taken, now, full);
        }
    }
}

impl Inner {
    /// More at once could carry more only then.
    fn lanes_are_full(&self) -> bool {
        let lanes = self.level.now();
        let running = self.running_now();
        let moving = running.iter().filter(|(_, one)| !one.flight.waits()).count();
        let in_air: u32 = running.iter().map(|(_, one)| one.flight.parts_in_air()).sum();
        moving >= lanes.files as usize || in_air * 10 >= lanes.files * lanes.parts * 7
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lane_without_a_file_lends_its_parts_unless_the_person_has_set_a_number() {
        let level = Level::default();
        let Lanes { files, parts, .. } = level.by(&Settings::default());
        assert_eq!(level.parts_for_each_of(1), (files * parts) as usize);
        assert_eq!(level.parts_for_each_of(files as usize), parts as usize);
        assert_eq!(level.parts_for_each_of(100), parts as usize);
        level.by(&Settings { parallel_parts: Some(2), ..Settings::default() });
        assert_eq!(level.parts_for_each_of(1), 2);
    }
}
