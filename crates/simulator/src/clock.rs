//! The simulator's time: the machine's, plus however far someone moved it ahead.
//!
//! Everything with a life (codes, tokens, part URLs, pauses, a silent socket) is measured here and
//! nowhere else, so eight hours can pass in a test without anybody waiting.

use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

/// A point in simulator time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(Timestamp);

impl Moment {
    pub fn real_now() -> Moment {
        Moment(Timestamp::now())
    }

    /// Saturates at the ends of the calendar instead of failing.
    #[must_use]
    pub fn plus(self, seconds: i64) -> Moment {
        let edge = if seconds < 0 { Timestamp::MIN } else { Timestamp::MAX };
        Moment(self.0.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(edge))
    }

    pub fn millis(self) -> i64 {
        self.0.as_millisecond()
    }

    /// Zero when `earlier` is not earlier at all.
    pub fn since(self, earlier: Moment) -> Duration {
        Duration::from_millis(u64::try_from(self.millis() - earlier.millis()).unwrap_or(0))
    }

    /// `20250502T091433Z`, as a presigned URL writes it.
    pub fn amz_date(self) -> String {
        self.0.strftime("%Y%m%dT%H%M%SZ").to_string()
    }

    pub fn from_amz_date(text: &str) -> Option<Moment> {
        let civil = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", text).ok()?;
        Some(Moment(civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp()))
    }

    pub fn year(self) -> i16 {
        self.0.to_zoned(jiff::tz::TimeZone::UTC).year()
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.6}", self.0)
    }
}

pub struct Clock {
    ahead_ms: AtomicI64,
    moved: watch::Sender<()>,
}

impl Clock {
    pub fn new(ahead_ms: i64) -> Clock {
        Clock { ahead_ms: AtomicI64::new(ahead_ms), moved: watch::Sender::new(()) }
    }

    pub fn now(&self) -> Moment {
        let ahead = SignedDuration::from_millis(self.ahead_ms());
        let real = Moment::real_now();
        Moment(real.0.checked_add(ahead).unwrap_or(real.0))
    }

    pub fn ahead_ms(&self) -> i64 {
        self.ahead_ms.load(Ordering::Acquire)
    }

    pub fn advance(&self, seconds: i64) {
        // Bounded, so that no sum of moves can leave the calendar: a century either way.
        const CENTURY_MS: i64 = 100 * 366 * 86_400 * 1000;
        let moved = seconds.saturating_mul(1000).saturating_add(self.ahead_ms());
        self.ahead_ms.store(moved.clamp(-CENTURY_MS, CENTURY_MS), Ordering::Release);
        self.moved.send_replace(());
    }

    /// Returns once the simulator's clock is past `moment`, whether time passed or was moved.
    pub async fn sleep_until(&self, moment: Moment) {
        let mut moved = self.moved.subscribe();
        loop {
            let left = moment.since(self.now());
            if left.is_zero() {
                return;
            }
            tokio::select! {
                () = tokio::time::sleep(left) => {}
                _ = moved.changed() => {}
            }
        }
    }

    /// Sleeps for `span`; moves of the clock since it was `ahead_ms` ahead count as time slept.
    pub async fn sleep_since(&self, ahead_ms: i64, span: Duration) {
        let moved = SignedDuration::from_millis(self.ahead_ms().saturating_sub(ahead_ms));
        let span = SignedDuration::try_from(span).unwrap_or(SignedDuration::MAX);
        let left = span.saturating_sub(moved);
        let until = Moment(self.now().0.checked_add(left).unwrap_or(Timestamp::MAX));
        self.sleep_until(until).await;
    }
}
