//! One budget of bytes per second for everything that leaves.

use crate::clocks::day_and_minute;
use domain::{Settings, Timestamp};
use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::time::Instant;

/// A bucket that is never fuller than a tenth of a second, so that a limit is kept on every
/// scale a person can see. Without a limit it costs one lock per buffer.
#[derive(Debug)]
pub struct Limiter {
    state: Mutex<State>,
    /// Bytes that have left. Only ever grows.
    taken: AtomicU64,
}

#[derive(Debug)]
struct State {
    bytes_per_second: Option<f64>,
    /// When the bytes granted so far will have been paid for.
    paid_until: Instant,
}

const BURST: Duration = Duration::from_millis(100);

impl Limiter {
    /// In bytes per second.
    pub fn new(limit: Option<f64>) -> Self {
        let limiter = Self {
            state: Mutex::new(State { bytes_per_second: None, paid_until: Instant::now() }),
            taken: AtomicU64::new(0),
        };
        limiter.set_if_changed(limit);
        limiter
    }

    pub fn set_if_changed(&self, wanted: Option<f64>) {
        let mut state = self.state.lock().expect("nobody panics with the lock");
        if state.bytes_per_second != wanted {
            state.bytes_per_second = wanted;
            state.paid_until = Instant::now();
        }
    }

    pub fn taken(&self) -> u64 {
        self.taken.load(Ordering::Relaxed)
    }

    /// Whether it is the limit that keeps it at this many bytes per second.
    pub fn holds_back(&self, bytes_per_second: f64) -> bool {
        let state = self.state.lock().expect("nobody panics with the lock");
        state.bytes_per_second.is_some_and(|limit| bytes_per_second > limit * 0.85)
    }

    /// How much to ask for at once: little while there is a limit to share.
    pub fn slice(&self) -> usize {
        let state = self.state.lock().expect("nobody panics with the lock");
        if state.bytes_per_second.is_some() { 16 * 1024 } else { usize::MAX }
    }

    /// Waits until `bytes` more may leave.
    pub async fn take(&self, bytes: usize) {
        self.taken.fetch_add(bytes as u64, Ordering::Relaxed);
        let until = {
            let mut state = self.state.lock().expect("nobody panics with the lock");
            let Some(rate) = state.bytes_per_second else { return };
            let now = Instant::now();
            let floor = now.checked_sub(BURST).unwrap_or(now);
            state.paid_until =
                state.paid_until.max(floor) + Duration::from_secs_f64(bytes as f64 / rate);
            state.paid_until
        };
        tokio::time::sleep_until(until).await;
    }
}

/// The limit in bytes per second, from what the person set for this hour and what they leave for
/// others of a link that was measured to carry so much.
pub(crate) fn in_force(settings: &Settings, now: Timestamp, carried: Option<f64>) -> Option<f64> {
    let (day, minute) = day_and_minute(now);
    let set = settings.limit_at(day, minute).map(|mbit| f64::from(mbit) * 1_000_000.0 / 8.0);
    let share = carried
        .filter(|_| settings.leave_percent > 0)
        .map(|rate| rate * f64::from(100 - settings.leave_percent.min(90)) / 100.0);
    set.into_iter().chain(share).reduce(f64::min)
}

/// The best that the link carried for some seconds, of the last minutes. While a share of it is
/// all that is used, nothing better can be measured: so for one look in a while the share is let
/// go.
#[derive(Debug, Default)]
pub struct BestRate {
    seen: VecDeque<(Instant, f64)>,
    probing: Option<Instant>,
}

const REMEMBERED: Duration = Duration::from_secs(600);
const PROBE_EVERY: Duration = Duration::from_secs(240);
/// Two looks at the network fall into it.
const PROBE_FOR: Duration = Duration::from_secs(12);

impl BestRate {
    pub fn add(&mut self, now: Instant, rate: f64) {
        if rate > 0.0 {
            self.seen.push_back((now, rate));
        }
        while self.seen.front().is_some_and(|(at, _)| now.duration_since(*at) > REMEMBERED) {
            self.seen.pop_front();
        }
    }

    /// The best of the last minutes, whatever is used of it.
    pub fn best(&self) -> Option<f64> {
        self.seen.iter().map(|(_, rate)| *rate).reduce(f64::max)
    }

    /// What a share is taken of; `None` while it is looked how much there is.
    pub fn now(&mut self) -> Option<f64> {
        let now = Instant::now();
        let began = *self.probing.get_or_insert(now);
        let since = now.duration_since(began);
        if since > PROBE_EVERY {
            self.probing = Some(now);
            return None;
        }
        if since < PROBE_FOR { None } else { self.best() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::LimitRule;

    #[tokio::test(start_paused = true)]
    async fn eight_megabit_let_one_megabyte_through_in_a_second() {
        let limiter = Limiter::new(Some(1_000_000.0));
        let start = Instant::now();
        for _ in 0..20 {
            limiter.take(50_000).await;
        }
        let took = start.elapsed();
        assert!((0.85..=1.05).contains(&took.as_secs_f64()), "{took:?}");
    }

    #[test]
    fn the_stricter_of_schedule_and_share_is_in_force() {
        let noon = Timestamp(1_795_000_000_000);
        let mut settings = Settings { limit_mbit: Some(80), ..Settings::default() };
        assert_eq!(in_force(&settings, noon, Some(5e6)), Some(10e6));
        settings.leave_percent = 25;
        assert_eq!(in_force(&settings, noon, Some(8e6)), Some(6e6));
        assert_eq!(in_force(&settings, noon, None), Some(10e6));
        let (day, minute) = day_and_minute(noon);
        let mut days = [false; 7];
        days[day] = true;
        let rule = LimitRule { days, from: minute, to: minute + 1, limit_mbit: Some(8) };
        settings.schedule.push(rule);
        assert_eq!(in_force(&settings, noon, None), Some(1e6));
    }

    #[tokio::test(start_paused = true)]
    async fn a_share_is_let_go_now_and_then_to_see_how_much_there_is() {
        let mut best = BestRate::default();
        assert_eq!(best.now(), None);
        best.add(Instant::now(), 5e6);
        tokio::time::advance(PROBE_FOR + Duration::from_secs(1)).await;
        assert_eq!(best.now(), Some(5e6));
        tokio::time::advance(PROBE_EVERY).await;
        assert_eq!(best.now(), None);
        tokio::time::advance(REMEMBERED + Duration::from_secs(1)).await;
        best.add(Instant::now(), 2e6);
        assert_eq!(best.best(), Some(2e6));
    }

    #[tokio::test(start_paused = true)]
    async fn no_limit_means_no_wait() {
        let limiter = Limiter::new(None);
        let start = Instant::now();
        limiter.take(usize::MAX).await;
        assert_eq!(start.elapsed(), Duration::ZERO);
    }
}
