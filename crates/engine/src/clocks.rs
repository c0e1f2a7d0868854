//! What time it is, asked of both clocks of the computer: the one on the wall, and the one that only
//! counts.

use domain::{Reading, Timestamp};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, SystemTime};

/// What time it is. Handed in, so that eight hours can pass in a test.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// A look at both clocks. Handed in, so that one of them can jump in a test.
pub type Look = Arc<dyn Fn() -> Reading + Send + Sync>;

pub fn system_clock() -> Clock {
    Arc::new(|| SystemTime::now().into())
}

pub fn system_reading() -> Look {
    Arc::new(|| Reading {
        wall: SystemTime::now().into(),
        boot: BOOT.clone(),
        ticks_ms: ticks_ms(),
    })
}

/// Which start of the computer. Where the system does not tell, which start of this program: then
/// the counting clock is of use as long as it runs.
static BOOT: LazyLock<String> = LazyLock::new(|| {
    let told = std::fs::read_to_string("/proc/sys/kernel/random/boot_id");
    told.map_or_else(|_| uuid::Uuid::new_v4().to_string(), |told| told.trim().to_owned())
});

/// Sleep included ([clock_gettime(2)](https://man7.org/linux/man-pages/man2/clock_gettime.2.html)).
#[cfg(target_os = "linux")]
fn ticks_ms() -> i64 {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    now.tv_sec * 1000 + now.tv_nsec / 1_000_000
}

/// On a Mac `CLOCK_MONOTONIC` goes on while the system is asleep (see its `clock_gettime(3)`).
#[cfg(target_os = "macos")]
fn ticks_ms() -> i64 {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
    now.tv_sec * 1000 + now.tv_nsec / 1_000_000
}

/// On Windows this counts through sleep by itself.
#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn ticks_ms() -> i64 {
    static BEGAN: LazyLock<std::time::Instant> = LazyLock::new(std::time::Instant::now);
    BEGAN.elapsed().as_millis() as i64
}

/// How far the counting clock is from what a timer should have taken, if that was a sleep of the
/// computer. Both are compared with the same length of time, so it does not matter whether the
/// timer itself stood still meanwhile: on Windows it does not.
pub(crate) fn slept(before: &Reading, now: &Reading, meant: Duration) -> Option<Duration> {
    let passed = now.since(before).max(now.wall.0.saturating_sub(before.wall.0));
    let over = passed.saturating_sub(meant.as_millis() as i64);
    (over > AT_LEAST_MS).then(|| Duration::from_millis(over as u64))
}

/// A timer on a busy machine is late by less.
const AT_LEAST_MS: i64 = 5_000;

/// The wall clock was set, or has drifted, by so much against the counting one. Sleep is no drift.
pub(crate) fn drift(before: &Reading, now: &Reading) -> Duration {
    let wall = now.wall.0.saturating_sub(before.wall.0);
    Duration::from_millis(wall.saturating_sub(now.since(before)).unsigned_abs())
}

/// For whoever needs a day of the week: 0 for Monday, and the minutes after midnight, by the clock
/// on this computer's wall.
pub(crate) fn day_and_minute(now: Timestamp) -> (usize, u16) {
    let at = jiff::Timestamp::from_millisecond(now.0).unwrap_or_default();
    let local = at.to_zoned(jiff::tz::TimeZone::system());
    let day = local.weekday().to_monday_zero_offset();
    (usize::try_from(day).unwrap_or(0), local.hour() as u16 * 60 + local.minute() as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(wall: i64, ticks_ms: i64) -> Reading {
        Reading { wall: Timestamp(wall), boot: "a".to_owned(), ticks_ms }
    }

    const FIVE: Duration = Duration::from_secs(5);

    #[test]
    fn a_sleep_is_noticed_by_its_length_and_a_late_timer_is_none() {
        let before = at(0, 0);
        assert_eq!(slept(&before, &at(5_000, 5_000), FIVE), None);
        assert_eq!(slept(&before, &at(8_000, 8_000), FIVE), None);
        let night = slept(&before, &at(3_605_000, 3_605_000), FIVE);
        assert_eq!(night, Some(Duration::from_secs(3_600)));
    }

    #[test]
    fn a_wall_clock_that_is_set_drifts_and_sleep_does_not() {
        let before = at(0, 0);
        assert_eq!(drift(&before, &at(3_600_000, 3_600_000)), Duration::ZERO);
        assert_eq!(drift(&before, &at(-60_000, 1_000)), Duration::from_secs(61));
    }

    #[test]
    fn the_counting_clock_counts_and_knows_its_start() {
        let look = system_reading();
        let (before, after) = (look(), look());
        assert!(!before.boot.is_empty());
        assert_eq!(before.boot, after.boot);
        assert!(after.ticks_ms >= before.ticks_ms);
    }
}
