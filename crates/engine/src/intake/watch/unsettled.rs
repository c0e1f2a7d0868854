//! Files that are still being written, as far as anyone can tell, and when to look at each again.

use super::super::listing::Listed;
use super::super::settled::Whole;
use crate::engine::Timings;
use domain::Reading;
use domain::media::clip_folder;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::time::Instant;

#[derive(Debug)]
pub struct Unsettled {
    pub size: u64,
    pub modified_ns: i64,
    /// What the clocks showed when it was seen first.
    pub seen: Reading,
    /// What its format says of it as it is.
    pub whole: Option<Whole>,
    /// Since when it has been like that.
    since: Instant,
    /// Somebody who wrote to it has closed it, and it has not changed since.
    closed: bool,
    /// The folder that is one clip with everything in it.
    clip: Option<PathBuf>,
    /// The walk that came by it last.
    walk: u64,
}

/// What is new about a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    First,
    Same,
    Grown,
    /// In any other way.
    Changed,
}

/// All of a folder.
#[derive(Debug, Default)]
pub struct All {
    files: HashMap<PathBuf, Unsettled>,
}

impl All {
    pub fn count(&self) -> u64 {
        self.files.len() as u64
    }

    pub fn get(&self, path: &Path) -> Option<&Unsettled> {
        self.files.get(path)
    }

    pub fn clear(&mut self) {
        self.files.clear();
    }

    pub fn remove(&mut self, path: &Path) {
        self.files.remove(path);
    }

    /// Forgets those that the last walk did not come by.
    pub fn keep_seen_by(&mut self, walk: u64) {
        self.files.retain(|_, file| file.walk >= walk);
    }

    /// A look at one of them.
    pub fn note(
        &mut self,
        now: Instant,
        listed: &Listed,
        closed: bool,
        walk: u64,
        seen: &Reading,
    ) -> News {
        let Listed { path, size, modified_ns, .. } = listed;
        let Some(file) = self.files.get_mut(path) else {
            let file = Unsettled {
                size: *size,
                modified_ns: *modified_ns,
                seen: seen.clone(),
                whole: None,
                since: now,
                closed,
                clip: clip_folder(path),
                walk,
            };
            self.files.insert(path.clone(), file);
            return News::First;
        };
        file.walk = file.walk.max(walk);
        if (file.size, file.modified_ns) == (*size, *modified_ns) {
            file.closed |= closed;
            return News::Same;
        }
        let news = if *size > file.size { News::Grown } else { News::Changed };
        (file.size, file.modified_ns) = (*size, *modified_ns);
        (file.since, file.closed, file.whole) = (now, closed, None);
        news
    }

    pub fn judged(&mut self, path: &Path, whole: Whole) {
        if let Some(file) = self.files.get_mut(path) {
            file.whole = Some(whole);
        }
    }

    /// It cannot be read, or not be written down: later.
    pub fn put_off(&mut self, now: Instant, path: &Path) {
        if let Some(file) = self.files.get_mut(path) {
            (file.since, file.whole) = (now, None);
        }
    }

    /// Those that have been calm for long enough to be asked whether they are whole.
    pub fn to_judge(&self, now: Instant, timings: &Timings) -> Vec<PathBuf> {
        let due = |file: &Unsettled| file.whole.is_none() && file.is_calm(now, timings);
        self.files.iter().filter(|(_, file)| due(file)).map(|(path, _)| path.clone()).collect()
    }

    /// Those that have settled, in the order in which they go. A clip that is a folder goes when
    /// all of it has.
    pub fn settled(&self, now: Instant, timings: &Timings) -> Vec<PathBuf> {
        let mut restless = BTreeSet::new();
        // By the clip, then by name: what belongs together stays together.
        let mut ready: BTreeMap<(&Path, &Path), Option<&PathBuf>> = BTreeMap::new();
        for (path, file) in &self.files {
            if file.whole.is_some() && file.is_calm(now, timings) {
                let together = file.clip.as_deref().unwrap_or(path);
                ready.insert((together, path), file.clip.as_ref());
            } else {
                restless.extend(file.clip.as_ref());
            }
        }
        let free = ready.iter().filter(|(_, clip)| clip.is_none_or(|it| !restless.contains(it)));
        free.map(|((_, path), _)| path.to_path_buf()).collect()
    }

    /// When to look again.
    pub fn next(&self, now: Instant, timings: &Timings) -> Option<Instant> {
        let calm_at = |file: &Unsettled| file.calm_for(timings).map(|calm| file.since + calm);
        self.files.values().filter_map(calm_at).filter(|at| *at > now).min()
    }
}

impl Unsettled {
    fn is_calm(&self, now: Instant, timings: &Timings) -> bool {
        self.calm_for(timings).is_some_and(|calm| now.duration_since(self.since) >= calm)
    }

    /// How long it must be calm. `None`: an empty file waits for its content.
    fn calm_for(&self, timings: &Timings) -> Option<Duration> {
        if self.size == 0 {
            return None;
        }
        Some(match self.whole {
            None | Some(Whole::Yes) if self.closed => timings.calm / 4,
            None | Some(Whole::Yes) => timings.calm,
            Some(Whole::Untold) if self.closed => timings.calm,
            Some(Whole::Untold) => timings.calm_unknown,
            // The recorder may have lost its power; what there is goes all the same, some time.
            Some(Whole::No(_)) => timings.calm_broken,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;

    fn listed(path: &str, size: u64, modified_ns: i64) -> Listed {
        Listed { path: path.into(), size, modified_ns, arrived: Timestamp(0) }
    }

    struct Desk {
        all: All,
        began: Instant,
        timings: Timings,
    }

    impl Desk {
        fn new() -> Self {
            let timings = Timings {
                calm: Duration::from_secs(2),
                calm_unknown: Duration::from_secs(8),
                calm_broken: Duration::from_secs(600),
                ..Timings::default()
            };
            Self { all: All::default(), began: Instant::now(), timings }
        }

        fn at(&self, seconds: f64) -> Instant {
            self.began + Duration::from_secs_f64(seconds)
        }

        fn note(&mut self, seconds: f64, path: &str, size: u64, closed: bool) -> News {
            let now = self.at(seconds);
            self.all.note(now, &listed(path, size, 0), closed, 0, &Reading::default())
        }

        fn to_judge(&self, seconds: f64) -> usize {
            self.all.to_judge(self.at(seconds), &self.timings).len()
        }

        fn settled(&self, seconds: f64) -> Vec<String> {
            let all = self.all.settled(self.at(seconds), &self.timings);
            all.iter().map(|path| path.to_string_lossy().into_owned()).collect()
        }
    }

    #[test]
    fn a_file_is_calm_for_a_while_before_it_is_asked_and_longer_the_less_its_format_says() {
        for (whole, seconds) in [(Whole::Yes, 2.0), (Whole::Untold, 8.0), (Whole::No(""), 600.0)] {
            let mut desk = Desk::new();
            assert_eq!(desk.note(0.0, "a.mov", 10, false), News::First);
            assert_eq!(desk.to_judge(1.9), 0);
            assert_eq!(desk.to_judge(2.0), 1);
            desk.all.judged(Path::new("a.mov"), whole);
            assert!(desk.settled(seconds - 0.1).is_empty(), "{whole:?}");
            assert_eq!(desk.settled(seconds), ["a.mov"], "{whole:?}");
            let next = desk.all.next(desk.at(seconds - 0.1), &desk.timings);
            assert_eq!(next, Some(desk.at(seconds)));
        }
    }

    #[test]
    fn a_file_that_was_closed_settles_sooner_and_one_that_changes_starts_anew() {
        let mut desk = Desk::new();
        desk.note(0.0, "a.mov", 10, true);
        assert_eq!(desk.to_judge(0.5), 1);
        assert_eq!(desk.note(1.0, "a.mov", 20, false), News::Grown);
        assert_eq!(desk.to_judge(2.9), 0);
        assert_eq!(desk.to_judge(3.0), 1);
        desk.all.judged(Path::new("a.mov"), Whole::Yes);
        assert_eq!(desk.note(3.0, "a.mov", 15, false), News::Changed);
        assert!(desk.settled(4.0).is_empty());
    }

    #[test]
    fn an_empty_file_waits_without_end() {
        let mut desk = Desk::new();
        desk.note(0.0, "a.mov", 0, true);
        assert_eq!(desk.to_judge(9_999.0), 0);
        assert_eq!(desk.all.next(desk.began, &desk.timings), None);
    }

    #[test]
    fn a_clip_that_is_a_folder_goes_when_all_of_it_has_settled_and_stays_together() {
        let mut desk = Desk::new();
        let one = "X.RDM/A001_C001_0101AB.RDC/A001_C001_0101AB_001.R3D";
        let two = "X.RDM/A001_C001_0101AB.RDC/A001_C001_0101AB_002.R3D";
        desk.note(0.0, one, 10, false);
        desk.note(0.0, "X.RDM/Z.mov", 10, false);
        desk.note(5.0, two, 10, false);
        for path in [one, "X.RDM/Z.mov"] {
            desk.all.judged(Path::new(path), Whole::Untold);
        }
        assert_eq!(desk.settled(9.0), ["X.RDM/Z.mov"]);
        desk.all.judged(Path::new(two), Whole::Untold);
        assert_eq!(desk.settled(13.0), [one, two, "X.RDM/Z.mov"]);
    }

    #[test]
    fn what_a_walk_does_not_come_by_any_more_is_forgotten() {
        let mut desk = Desk::new();
        let now = desk.began;
        let mut note = |path, walk| {
            desk.all.note(now, &listed(path, 1, 0), false, walk, &Reading::default());
        };
        note("a.mov", 1);
        note("b.mov", 1);
        note("a.mov", 2);
        desk.all.keep_seen_by(2);
        assert_eq!(desk.all.count(), 1);
    }
}
