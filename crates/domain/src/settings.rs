//! What a person may set. A missing field means the default, so older files stay readable.

use crate::language::{Language, known_language};
use crate::media::MediaKind;
use crate::route::Proxy;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// More than any company has.
const MOST_AUTHORITIES: usize = 50;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Files on their way at once (U8: two at least by default). `None`: finds its own level.
    pub parallel_files: Option<u32>,
    /// Parts of one file on their way at once. `None`: finds its own level.
    pub parallel_parts: Option<u32>,
    /// Upper limit for everything together, in Mbit/s, where no rule of the schedule holds.
    pub limit_mbit: Option<u32>,
    /// Other limits at other times of the week. The first that holds decides.
    pub schedule: Vec<LimitRule>,
    /// Of what the link is measured to carry, so many percent are left for others.
    pub leave_percent: u8,
    /// Kinds in the order in which they go. One that is missing goes with the last.
    pub order: Vec<MediaKind>,
    /// What goes while bytes cost money.
    pub metered: MeteredRule,
    /// The person says that bytes cost money here, whatever the system says.
    pub treat_as_metered: bool,
    /// Where a browser brings the answer of a sign-in back to, on this computer only. Fixed,
    /// because clouds compare it with what was registered with them.
    pub redirect_port: u16,
    /// In the tray, as soon as the person has logged in to the computer.
    pub start_at_login: bool,
    /// The computer does not go to sleep by itself while bytes move or are about to.
    pub keep_awake: bool,
    /// Says on the desktop that files need a person.
    pub notify_attention: bool,
    /// Says on the desktop that the queue is done.
    pub notify_finished: bool,
    /// Says on the desktop that a cloud wants to be signed in to again.
    pub notify_signed_out: bool,
    /// Looks for new versions, and takes them when the queue is idle.
    pub update_by_itself: bool,
    /// Through which proxy everything goes, if any. Its name and password are in the vault.
    pub proxy: Proxy,
    /// Certificate authorities to trust besides the system's, each as PEM.
    pub authorities: Vec<String>,
    /// What Labrun speaks. `None`: what the computer speaks.
    #[serde(deserialize_with = "known_language")]
    pub language: Option<Language>,
}

/// A limit for some hours of some days, by the clock on this computer's wall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitRule {
    /// Monday first.
    pub days: [bool; 7],
    /// Minutes after midnight.
    pub from: u16,
    /// Minutes after midnight; not later than `from`: it goes on into the next day until then.
    pub to: u16,
    /// `None`: as fast as it goes.
    pub limit_mbit: Option<u32>,
}

impl LimitRule {
    /// `day` is 0 for Monday, `minute` is after midnight.
    pub fn holds(&self, day: usize, minute: u16) -> bool {
        let begins_today = self.days[day % 7];
        if self.from < self.to {
            return begins_today && (self.from..self.to).contains(&minute);
        }
        let began_yesterday = self.days[(day + 6) % 7];
        (begins_today && minute >= self.from) || (began_yesterday && minute < self.to)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeteredRule {
    #[default]
    Everything,
    ProxiesOnly,
    Nothing,
}

impl MeteredRule {
    /// The kinds that may go while bytes cost money; `None`: all.
    pub fn kinds(self) -> Option<&'static [MediaKind]> {
        match self {
            MeteredRule::Everything => None,
            MeteredRule::ProxiesOnly => Some(&[MediaKind::Proxy]),
            MeteredRule::Nothing => Some(&[]),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            parallel_files: None,
            parallel_parts: None,
            limit_mbit: None,
            schedule: Vec::new(),
            leave_percent: 0,
            order: vec![
                MediaKind::Proxy,
                MediaKind::Still,
                MediaKind::Lut,
                MediaKind::Cdl,
                MediaKind::Audio,
                MediaKind::Ocf,
                MediaKind::Other,
            ],
            metered: MeteredRule::Everything,
            treat_as_metered: false,
            redirect_port: 53_682,
            start_at_login: false,
            keep_awake: true,
            notify_attention: true,
            notify_finished: true,
            notify_signed_out: true,
            update_by_itself: true,
            proxy: Proxy::System,
            authorities: Vec::new(),
            language: None,
        }
    }
}

impl Settings {
    /// The nearest settings that make sense.
    pub fn clamped(mut self) -> Self {
        self.parallel_files = self.parallel_files.map(|files| files.clamp(1, 16));
        self.parallel_parts = self.parallel_parts.map(|parts| parts.clamp(1, 16));
        self.limit_mbit = self.limit_mbit.map(|limit| limit.max(1));
        self.leave_percent = self.leave_percent.min(90);
        self.redirect_port = self.redirect_port.max(1024);
        self.schedule.truncate(50);
        for rule in &mut self.schedule {
            rule.from = rule.from.min(24 * 60 - 1);
            rule.to = rule.to.min(24 * 60);
            rule.limit_mbit = rule.limit_mbit.map(|limit| limit.max(1));
        }
        self.proxy = self.proxy.tidied();
        self.authorities.truncate(MOST_AUTHORITIES);
        let mut seen = HashSet::new();
        self.order.retain(|kind| seen.insert(*kind));
        self
    }

    /// The limit in force, in Mbit/s. `day` is 0 for Monday, `minute` is after midnight.
    pub fn limit_at(&self, day: usize, minute: u16) -> Option<u32> {
        match self.schedule.iter().find(|rule| rule.holds(day, minute)) {
            Some(rule) => rule.limit_mbit,
            None => self.limit_mbit,
        }
    }

    /// Lower goes first.
    pub fn rank(&self, kind: MediaKind) -> u32 {
        let place = self.order.iter().position(|one| *one == kind);
        place.unwrap_or(self.order.len()) as u32
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

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: u16 = 60;

    fn at(from: u16, to: u16, days: [bool; 7]) -> LimitRule {
        LimitRule { days, from, to, limit_mbit: Some(5) }
    }

    #[test]
    fn a_rule_holds_within_its_hours_and_one_over_midnight_into_the_next_day() {
        let monday = [true, false, false, false, false, false, false];
        let day = at(8 * HOUR, 18 * HOUR, monday);
        assert!(day.holds(0, 8 * HOUR) && day.holds(0, 17 * HOUR + 59));
        assert!(!day.holds(0, 18 * HOUR) && !day.holds(1, 9 * HOUR));
        let night = at(22 * HOUR, 6 * HOUR, monday);
        assert!(night.holds(0, 23 * HOUR) && night.holds(1, 5 * HOUR));
        assert!(!night.holds(0, 5 * HOUR) && !night.holds(1, 23 * HOUR));
        let sunday = at(22 * HOUR, 6 * HOUR, [false, false, false, false, false, false, true]);
        assert!(sunday.holds(0, 5 * HOUR), "the week goes round");
        let whole = at(0, 0, monday);
        assert!(whole.holds(0, 0) && whole.holds(0, 24 * HOUR - 1) && !whole.holds(1, 0));
    }

    #[test]
    fn the_first_rule_that_holds_decides_and_without_one_the_lasting_limit() {
        let mut settings = Settings { limit_mbit: Some(50), ..Settings::default() };
        settings.schedule = vec![
            LimitRule { limit_mbit: None, ..at(12 * HOUR, 13 * HOUR, [true; 7]) },
            at(8 * HOUR, 18 * HOUR, [true; 7]),
        ];
        assert_eq!(settings.limit_at(3, 12 * HOUR), None);
        assert_eq!(settings.limit_at(3, 14 * HOUR), Some(5));
        assert_eq!(settings.limit_at(3, 20 * HOUR), Some(50));
    }

    #[test]
    fn proxies_go_before_originals_and_a_kind_that_is_not_in_the_order_goes_last() {
        let settings = Settings::default();
        assert!(settings.rank(MediaKind::Proxy) < settings.rank(MediaKind::Ocf));
        let some = Settings { order: vec![MediaKind::Audio; 3], ..settings }.clamped();
        assert_eq!((some.rank(MediaKind::Audio), some.rank(MediaKind::Ocf)), (0, 1));
    }
}
