//! Is the network good, and if not, why: from what was seen to a word and a sentence.

use domain::{ErrorKind, Health, NetworkStatus};
use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::Instant;

/// What came of the requests of the last minutes. A cloud that says no was reached as well.
#[derive(Debug, Default)]
pub struct Requests {
    /// When, and what was in the way.
    last: VecDeque<(Instant, Option<ErrorKind>)>,
}

/// Longer than the pause between two looks at a cloud that nothing is sent to.
const REMEMBERED: Duration = Duration::from_secs(360);
/// A fast line sends a hundred parts a second; so many say enough.
const MOST: usize = 500;

impl Requests {
    pub fn add(&mut self, now: Instant, in_the_way: Option<ErrorKind>) {
        self.last.push_back((now, in_the_way));
        self.forget_before(now);
    }

    fn forget_before(&mut self, now: Instant) {
        let is_old = |at: &Instant| now.duration_since(*at) > REMEMBERED;
        while self.last.len() > MOST || self.last.front().is_some_and(|(at, _)| is_old(at)) {
            self.last.pop_front();
        }
    }

    /// How many, and which part of them the network broke.
    pub fn look(&mut self, now: Instant) -> (usize, f64) {
        self.forget_before(now);
        let broken = self.last.iter().filter(|(_, in_the_way)| in_the_way.is_some()).count();
        (self.last.len(), broken as f64 / self.last.len().max(1) as f64)
    }

    /// What was in the way of the last two, if nothing came through between them.
    pub fn failing(&self) -> Option<ErrorKind> {
        let mut latest = self.last.iter().rev().map(|(_, in_the_way)| *in_the_way);
        let last = latest.next()??;
        latest.next()?.map(|_| last)
    }
}

#[derive(Debug, Clone, Copy)]
pub struct Seen {
    pub absent: bool,
    /// Why clouds cannot be reached, when none can that something waits for.
    pub down: Option<ErrorKind>,
    /// One of several.
    pub one_is_down: bool,
    /// Requests of the last minutes.
    pub asked: usize,
    /// Which part of them the network broke.
    pub broken: f64,
    /// Bytes per second: the most that got through for some seconds, of the last minutes.
    pub best: Option<f64>,
    /// It is a person's limit that keeps it there.
    pub limited: bool,
    pub round_trip_ms: Option<u32>,
    pub signal_percent: Option<u8>,
}

/// The floor of the vendor's checklist: 50 Mbit/s.
const FLOOR: f64 = 50_000_000.0 / 8.0;
/// A gigabyte in half an hour: less is of no use on a set.
const TOO_SLOW: f64 = 5_000_000.0 / 8.0;
/// One that breaks is no habit.
const FEW: usize = 5;

pub fn judge(seen: &Seen) -> (Health, String) {
    let said = |health, words: &str| (health, words.to_owned());
    if seen.absent {
        return said(Health::Down, "This computer has no network.");
    }
    match seen.down {
        Some(ErrorKind::CaptivePortal) => {
            return said(
                Health::Down,
                "The network wants a login first: open any page in a browser.",
            );
        }
        Some(ErrorKind::ProxyRefused) => {
            return said(Health::Down, "The proxy of this network does not let us through.");
        }
        Some(ErrorKind::Untrusted) => {
            return said(
                Health::Down,
                "The certificate that answers is not trusted, so nothing is sent.",
            );
        }
        Some(_) => return said(Health::Down, "The cloud cannot be reached."),
        None => {}
    }
    if seen.asked == 0 {
        return said(Health::Unknown, "");
    }
    let slow = |limit| !seen.limited && seen.best.is_some_and(|best| best < limit);
    let late = |limit| seen.round_trip_ms.is_some_and(|trip| trip > limit);
    let enough = seen.asked >= FEW;
    if enough && seen.broken > 0.25 {
        return said(Health::Poor, "Requests keep breaking off.");
    }
    if late(3_000) {
        return said(Health::Poor, "Answers take several seconds.");
    }
    if slow(TOO_SLOW) {
        return said(Health::Poor, "Hardly anything gets through.");
    }
    if seen.one_is_down {
        return said(Health::Fair, "One of the clouds cannot be reached.");
    }
    if enough && seen.broken > 0.05 {
        return said(Health::Fair, "Some requests break off.");
    }
    if seen.signal_percent.is_some_and(|signal| signal < 30) {
        return said(Health::Fair, "The Wi-Fi signal is weak.");
    }
    if late(800) {
        return said(Health::Fair, "Answers take long.");
    }
    if slow(FLOOR) {
        return said(Health::Fair, "Less than 50 Mbit/s get through.");
    }
    said(Health::Good, "")
}

/// Whether a person would see the difference. Compared with what was told last, not with what was
/// seen last: what creeps is told in the end.
pub fn worth_telling(told: &NetworkStatus, now: &NetworkStatus) -> bool {
    let plain = |status: &NetworkStatus| {
        let link = domain::Link { signal_percent: None, ..status.link.clone() };
        (link, status.health, status.said.clone(), status.metered)
    };
    let signal = |status: &NetworkStatus| status.link.signal_percent.map(f64::from);
    let trip = |status: &NetworkStatus| status.round_trip_ms.map(f64::from);
    let rate = |status: &NetworkStatus| status.measured_bytes_per_second;
    plain(told) != plain(now)
        || moved(rate(told), rate(now), |before| before * 0.1)
        || moved(trip(told), trip(now), |before| before * 0.3 + 10.0)
        || moved(signal(told), signal(now), |_| 7.0)
}

fn moved(before: Option<f64>, now: Option<f64>, by: impl Fn(f64) -> f64) -> bool {
    match (before, now) {
        (Some(before), Some(now)) => (before - now).abs() > by(before),
        (before, now) => before.is_some() != now.is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Link;
    use std::fmt::Write;

    const WELL: Seen = Seen {
        absent: false,
        down: None,
        one_is_down: false,
        asked: 100,
        broken: 0.0,
        best: Some(12e6),
        limited: false,
        round_trip_ms: Some(40),
        signal_percent: Some(80),
    };

    #[test]
    fn the_whole_table_of_health() {
        let down = |kind| Seen { down: Some(kind), ..WELL };
        let rows = [
            ("well", WELL),
            ("nothing known", Seen { asked: 0, best: None, round_trip_ms: None, ..WELL }),
            ("asked, nothing sent", Seen { best: None, signal_percent: None, ..WELL }),
            ("no network", Seen { absent: true, ..WELL }),
            ("offline", down(ErrorKind::Offline)),
            ("captive portal", down(ErrorKind::CaptivePortal)),
            ("proxy", down(ErrorKind::ProxyRefused)),
            ("untrusted", down(ErrorKind::Untrusted)),
            ("one of several down", Seen { one_is_down: true, ..WELL }),
            ("1 of 3 broken", Seen { asked: 3, broken: 0.33, ..WELL }),
            ("8% broken", Seen { broken: 0.08, ..WELL }),
            ("30% broken", Seen { broken: 0.3, ..WELL }),
            ("1 s there and back", Seen { round_trip_ms: Some(1_000), ..WELL }),
            ("4 s there and back", Seen { round_trip_ms: Some(4_000), ..WELL }),
            ("weak signal", Seen { signal_percent: Some(20), ..WELL }),
            ("40 Mbit/s", Seen { best: Some(5e6), ..WELL }),
            ("40 Mbit/s as wished", Seen { best: Some(5e6), limited: true, ..WELL }),
            ("2 Mbit/s", Seen { best: Some(25e4), ..WELL }),
        ];
        let mut table = String::new();
        for (what, seen) in rows {
            let (health, said) = judge(&seen);
            writeln!(table, "{what}: {health:?} {said}").unwrap();
            assert_eq!(said.is_empty(), matches!(health, Health::Good | Health::Unknown), "{what}");
        }
        assert_eq!(
            table,
            "\
well: Good 
nothing known: Unknown 
asked, nothing sent: Good 
no network: Down This computer has no network.
offline: Down The cloud cannot be reached.
captive portal: Down The network wants a login first: open any page in a browser.
proxy: Down The proxy of this network does not let us through.
untrusted: Down The certificate that answers is not trusted, so nothing is sent.
one of several down: Fair One of the clouds cannot be reached.
1 of 3 broken: Good 
8% broken: Fair Some requests break off.
30% broken: Poor Requests keep breaking off.
1 s there and back: Fair Answers take long.
4 s there and back: Poor Answers take several seconds.
weak signal: Fair The Wi-Fi signal is weak.
40 Mbit/s: Fair Less than 50 Mbit/s get through.
40 Mbit/s as wished: Good 
2 Mbit/s: Poor Hardly anything gets through.
"
        );
    }

    #[test]
    fn requests_are_remembered_for_minutes_and_two_in_a_row_say_that_it_fails() {
        let (begin, minute) = (Instant::now(), Duration::from_secs(60));
        let mut requests = Requests::default();
        assert_eq!(requests.look(begin), (0, 0.0));
        requests.add(begin, None);
        requests.add(begin + minute, Some(ErrorKind::Offline));
        assert_eq!(requests.failing(), None);
        requests.add(begin + 2 * minute, Some(ErrorKind::CaptivePortal));
        assert_eq!(requests.failing(), Some(ErrorKind::CaptivePortal));
        requests.add(begin + 3 * minute, None);
        assert_eq!(requests.failing(), None);
        assert_eq!(requests.look(begin + 3 * minute), (4, 0.5));
        assert_eq!(requests.look(begin + 7 * minute), (3, 2.0 / 3.0));
        assert_eq!(requests.look(begin + 20 * minute), (0, 0.0));
        for _ in 0..10_000 {
            requests.add(begin, None);
        }
        assert_eq!(requests.look(begin).0, MOST);
    }

    #[test]
    fn a_number_that_trembles_is_no_news_one_that_creeps_is_and_another_network_is() {
        let at = |rate, trip, signal| NetworkStatus {
            measured_bytes_per_second: Some(rate),
            round_trip_ms: Some(trip),
            link: Link { signal_percent: Some(signal), ..Link::default() },
            ..NetworkStatus::default()
        };
        let told = at(10.0e6, 40, 80);
        for trembling in [at(10.8e6, 40, 80), at(10.0e6, 55, 80), at(10.0e6, 40, 75)] {
            assert!(!worth_telling(&told, &trembling), "{trembling:?}");
        }
        for news in [at(12.0e6, 40, 80), at(10.0e6, 90, 80), at(10.0e6, 40, 60)] {
            assert!(worth_telling(&told, &news), "{news:?}");
        }
        let link = Link { name: Some("StageNet".into()), ..told.link.clone() };
        assert!(worth_telling(&told, &NetworkStatus { link, ..told.clone() }));
        assert!(worth_telling(&told, &NetworkStatus { metered: true, ..told.clone() }));
        assert!(worth_telling(&NetworkStatus::default(), &told));
    }
}
