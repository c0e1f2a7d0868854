//! One budget of bytes per second for everything that leaves.

use std::sync::Mutex;
use std::time::Duration;
use tokio::time::Instant;

/// A bucket that is never fuller than a tenth of a second, so that a limit is kept on every
/// scale a person can see. Without a limit it costs one lock per buffer.
#[derive(Debug)]
pub struct Limiter {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    bytes_per_second: Option<f64>,
    /// When the bytes granted so far will have been paid for.
    paid_until: Instant,
}

const BURST: Duration = Duration::from_millis(100);

impl Limiter {
    pub fn new(limit_mbit: Option<u32>) -> Self {
        let limiter = Self {
            state: Mutex::new(State { bytes_per_second: None, paid_until: Instant::now() }),
        };
        limiter.set_if_changed(limit_mbit);
        limiter
    }

    pub fn set_if_changed(&self, limit_mbit: Option<u32>) {
        let wanted = limit_mbit.map(|mbit| f64::from(mbit) * 1_000_000.0 / 8.0);
        let mut state = self.state.lock().expect("nobody panics with the lock");
        if state.bytes_per_second != wanted {
            state.bytes_per_second = wanted;
            state.paid_until = Instant::now();
        }
    }

    /// How much to ask for at once: little while there is a limit to share.
    pub fn slice(&self) -> usize {
        let state = self.state.lock().expect("nobody panics with the lock");
        if state.bytes_per_second.is_some() { 16 * 1024 } else { usize::MAX }
    }

    /// Waits until `bytes` more may leave.
    pub async fn take(&self, bytes: usize) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn eight_megabit_let_one_megabyte_through_in_a_second() {
        let limiter = Limiter::new(Some(8));
        let start = Instant::now();
        for _ in 0..20 {
            limiter.take(50_000).await;
        }
        let took = start.elapsed();
        assert!((0.85..=1.05).contains(&took.as_secs_f64()), "{took:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn no_limit_means_no_wait() {
        let limiter = Limiter::new(None);
        let start = Instant::now();
        limiter.take(usize::MAX).await;
        assert_eq!(start.elapsed(), Duration::ZERO);
    }
}
