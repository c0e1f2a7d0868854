//! Has a recording ended? A file is being recorded while it changes; it has ended once it is whole
//! by its format and rests for longer than its recorder ever rested before.
//!
//! Where the file system tells that a writer closed the file, that is the sooner word.

use crate::engine::Timings;
use crate::intake::{Whole, modified_ns};
use notify::event::{AccessKind, AccessMode};
use notify::{EventKind, RecursiveMode, Watcher};
use std::fs::Metadata;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};
use tokio::sync::Notify;
use tokio::time::Instant;

/// Between the last change and the end, where a writer closed the file behind it.
const CLOSED: Duration = Duration::from_millis(300);
/// The same where nobody told, but the recorder's pace is known.
const SHORTEST: Duration = Duration::from_secs(1);
/// So many times as long as it ever rested.
const TIMES: u32 = 3;
/// As coarse as time stamps get: on FAT.
const JUDGED_AGAIN: Duration = Duration::from_secs(2);

/// A file at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seen {
    pub size: u64,
    pub modified_ns: i64,
}

impl Seen {
    pub fn of(metadata: &Metadata) -> Self {
        Self { size: metadata.len(), modified_ns: modified_ns(metadata) }
    }
}

pub(super) struct Rhythm {
    last: Option<Seen>,
    /// When the last change was, as closely as we know it.
    changed: Instant,
    /// How often it was seen to change.
    changes: u32,
    longest_rest: Duration,
    /// What its format told since then, and when.
    whole: Option<(Whole, Instant)>,
    closes: Closes,
}

impl Rhythm {
    pub fn of(path: &Path) -> Self {
        Self {
            last: None,
            changed: Instant::now(),
            changes: 0,
            longest_rest: Duration::ZERO,
            whole: None,
            closes: Closes::of(path),
        }
    }

    /// Somebody closed the file: look at it now.
    pub async fn until_closed(&self) {
        self.closes.heard.notified().await;
    }

    pub fn note(&mut self, seen: Seen) {
        let now = Instant::now();
        match self.last {
            Some(last) if last == seen => return,
            Some(_) => {
                self.longest_rest = self.longest_rest.max(now.duration_since(self.changed));
                self.changes += 1;
                self.changed = now;
            }
            // It may have been at rest for long before we looked.
            None => {
                let rest = rest_of(seen.modified_ns);
                self.changed = now.checked_sub(rest).unwrap_or(now);
            }
        }
        self.last = Some(seen);
        self.whole = None;
    }

    /// It rests for long enough to be asked whether it is whole. A recorder that is only slow need
    /// not be read along with.
    pub fn is_to_be_judged(&self, timings: &Timings) -> bool {
        let is_due = match self.whole {
            None => true,
            // Where time stamps are coarse, what was written last may not show in them.
            Some((Whole::No(_), at)) => at.elapsed() >= JUDGED_AGAIN,
            Some(_) => false,
        };
        let has_bytes = self.last.is_some_and(|last| last.size > 0);
        is_due && has_bytes && self.rest() >= self.wanted(Whole::Yes, timings)
    }

    /// What its format tells of what was seen last.
    pub fn judge(&mut self, whole: Whole) {
        self.whole = Some((whole, Instant::now()));
    }

    pub fn has_ended(&self, timings: &Timings) -> bool {
        self.whole.is_some_and(|(whole, _)| self.rest() >= self.wanted(whole, timings))
    }

    fn rest(&self) -> Duration {
        self.changed.elapsed()
    }

    fn wanted(&self, whole: Whole, timings: &Timings) -> Duration {
        let closed = self.closes.for_good(self.last);
        // With one change or none nothing is known of its pace.
        let by_pace = match self.changes {
            0 | 1 => timings.calm,
            _ => SHORTEST.min(timings.calm).max(self.longest_rest * TIMES),
        };
        match whole {
            Whole::Yes if closed => CLOSED,
            Whole::Yes => by_pace,
            Whole::Untold if closed => timings.calm,
            Whole::Untold => by_pace.max(timings.calm_unknown),
            Whole::No(_) => timings.calm_broken,
        }
        .min(timings.calm_broken)
    }
}

/// How long ago, by the clock on the wall.
fn rest_of(modified_ns: i64) -> Duration {
    let at = SystemTime::UNIX_EPOCH + Duration::from_nanos(modified_ns.max(0).unsigned_abs());
    SystemTime::now().duration_since(at).unwrap_or_default()
}

/// What the file system says by itself. Nothing, where it says nothing.
struct Closes {
    heard: Arc<Notify>,
    told: Arc<Mutex<Told>>,
    /// Heard as long as it is kept.
    _ear: Option<notify::RecommendedWatcher>,
}

#[derive(Default)]
struct Told {
    times: u32,
    /// The file as its writer left it the last time.
    left: Option<Seen>,
}

impl Closes {
    fn of(path: &Path) -> Self {
        let (heard, told) = (Arc::new(Notify::new()), Arc::new(Mutex::new(Told::default())));
        let (hint, tell, file) = (heard.clone(), told.clone(), path.to_owned());
        let ear = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            let closed = EventKind::Access(AccessKind::Close(AccessMode::Write));
            if event.is_ok_and(|event| event.kind == closed) {
                let left = std::fs::metadata(&file).ok().map(|metadata| Seen::of(&metadata));
                let mut told = tell.lock().expect("nobody panics with the lock");
                (told.times, told.left) = (told.times.saturating_add(1), left);
                drop(told);
                hint.notify_one();
            }
        });
        let ear = ear.ok().and_then(|mut ear| {
            ear.watch(path, RecursiveMode::NonRecursive).ok()?;
            Some(ear)
        });
        Self { heard, told, _ear: ear }
    }

    /// Closed behind this, and never before: who closes a file again and again will come back.
    fn for_good(&self, seen: Option<Seen>) -> bool {
        let told = self.told.lock().expect("nobody panics with the lock");
        told.times == 1 && seen.is_some() && told.left == seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIMINGS: fn() -> Timings = Timings::default;

    fn rhythm(changes: u32, longest: u64) -> Rhythm {
        let folder = tempfile::tempdir().unwrap();
        let mut rhythm = Rhythm::of(&folder.path().join("none"));
        rhythm.last = Some(Seen { size: 1, modified_ns: 0 });
        (rhythm.changes, rhythm.longest_rest) = (changes, Duration::from_secs(longest));
        rhythm
    }

    #[test]
    fn how_long_a_file_must_rest_is_told_by_its_format_its_pace_and_its_closing() {
        let secs = |rhythm: &Rhythm, whole| rhythm.wanted(whole, &TIMINGS()).as_secs_f32();
        let steady = rhythm(9, 0);
        assert_eq!(secs(&steady, Whole::Yes), 1.0);
        assert_eq!(secs(&steady, Whole::Untold), 8.0);
        assert_eq!(secs(&steady, Whole::No("")), 600.0);
        let fragments = rhythm(9, 10);
        assert_eq!(secs(&fragments, Whole::Yes), 30.0, "it writes every ten seconds");
        assert_eq!(secs(&fragments, Whole::Untold), 30.0);
        assert_eq!(secs(&rhythm(1, 0), Whole::Yes), 2.0, "nothing is known of its pace");
        let closed = |times, left| {
            let rhythm = rhythm(9, 10);
            *rhythm.closes.told.lock().unwrap() = Told { times, left };
            rhythm
        };
        let here = Some(Seen { size: 1, modified_ns: 0 });
        assert_eq!(secs(&closed(1, here), Whole::Yes), 0.3);
        assert_eq!(secs(&closed(1, here), Whole::Untold), 2.0);
        assert_eq!(secs(&closed(1, here), Whole::No("")), 600.0);
        assert_eq!(secs(&closed(2, here), Whole::Yes), 30.0, "it will come back");
        let before = Some(Seen { size: 0, modified_ns: 0 });
        assert_eq!(secs(&closed(1, before), Whole::Yes), 30.0, "written to since");
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn a_writer_that_closes_the_file_is_heard_and_one_that_goes_on_is_not() {
        use std::io::Write;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("C001.mov");
        let mut file = std::fs::File::create(&path).unwrap();
        let mut rhythm = Rhythm::of(&path);
        let seen = || Seen::of(&std::fs::metadata(&path).unwrap());
        file.write_all(b"one").unwrap();
        rhythm.note(seen());
        assert!(!rhythm.closes.for_good(rhythm.last));
        file.write_all(b"two").unwrap();
        drop(file);
        tokio::time::timeout(Duration::from_secs(20), rhythm.until_closed()).await.unwrap();
        assert!(!rhythm.closes.for_good(rhythm.last), "what was seen was not the end");
        rhythm.note(seen());
        assert!(rhythm.closes.for_good(rhythm.last));
    }
}
