//! How much goes at once: watches what the link carries, and lets the rule in `domain::lanes` find
//! the level where the person has set none.

use crate::engine::{Engine, Inner};
use domain::{Lanes, Observation, Settings, Tuner};
use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;
use tokio::time::Instant;

#[derive(Default)]
pub(crate) struct Level {
    tuner: Mutex<Tuner>,
    answers: Mutex<Answers>,
    /// What the person has set, as it was read last: files and parts.
    set: Mutex<(Option<u32>, Option<u32>)>,
}

/// No file gets more parts at once than this, however few files there are.
const MOST_PARTS: u32 = 16;

/// What the cloud answered lately, and how quickly it can.
#[derive(Default)]
struct Answers {
    /// To a small question. What is slower waited for something else as well.
    quickest: Option<Duration>,
    /// What it took, within the last moment.
    taken: VecDeque<(Instant, u64)>,
}

/// Long enough for some answers from the other side of the world, short enough to follow.
const MOMENT: Duration = Duration::from_millis(500);

impl Answers {
    fn taken_at(&mut self, now: Instant) -> u64 {
        while self.taken.front().is_some_and(|(at, _)| now.duration_since(*at) > MOMENT) {
            self.taken.pop_front();
        }
        self.taken.iter().map(|(_, bytes)| bytes).sum()
    }
}

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

    /// The cloud took so long for a question that is answered as quickly as it can.
    pub fn was_answered_in(&self, took: Duration) {
        let mut answers = self.answers.lock().expect("nobody panics with the lock");
        answers.quickest = Some(answers.quickest.map_or(took, |quickest| quickest.min(took)));
    }

    pub fn was_taken(&self, bytes: u64) {
        let now = Instant::now();
        let mut answers = self.answers.lock().expect("nobody panics with the lock");
        answers.taken_at(now);
        answers.taken.push_back((now, bytes));
    }

    /// Whether so many bytes of small files, all that is on its way, wait for answers more than for
    /// the line.
    pub fn waits_for_answers(&self, on_their_way: u64) -> bool {
        let mut answers = self.answers.lock().expect("nobody panics with the lock");
        let taken = answers.taken_at(Instant::now());
        let Some(quickest) = answers.quickest else { return false };
        let bytes_per_second = taken as f64 / MOMENT.as_secs_f64();
        domain::lanes::answers_are_waited_for(on_their_way, bytes_per_second, quickest)
    }

    /// Another network: what was learned does not hold there.
    pub fn forget(&self) {
        *self.answers.lock().expect("nobody panics with the lock") = Answers::default();
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

    #[tokio::test(start_paused = true)]
    async fn small_files_that_wait_for_answers_are_joined_by_others_until_the_line_is_what_they_wait_for()
     {
        const MIB: u64 = 1024 * 1024;
        let level = Level::default();
        assert!(!level.waits_for_answers(MIB), "nothing is known yet");
        level.was_answered_in(Duration::from_millis(300));
        level.was_answered_in(Duration::from_millis(80));
        level.was_answered_in(Duration::from_millis(200));
        level.was_taken(20 * MIB);
        // 40 MiB a second, and two answers for each file: 6.4 MiB are the least that must be out.
        assert!(level.waits_for_answers(12 * MIB));
        assert!(!level.waits_for_answers(13 * MIB));
        tokio::time::advance(MOMENT * 2).await;
        assert!(!level.waits_for_answers(MIB), "nothing arrives: no time to send more");
        level.was_taken(20 * MIB);
        level.forget();
        assert!(!level.waits_for_answers(1));
    }

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
