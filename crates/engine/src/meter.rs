//! How fast bytes leave, steady enough to read.

use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::Instant;

/// The mean over the last few seconds. A reading is taken whenever somebody asks.
#[derive(Debug, Default)]
pub struct Meter {
    readings: VecDeque<(Instant, u64)>,
}

const WINDOW: Duration = Duration::from_secs(5);
const AT_LEAST: Duration = Duration::from_millis(100);

impl Meter {
    /// `total` only ever grows: bytes handed to the network since the start.
    pub fn rate(&mut self, now: Instant, total: u64) -> f64 {
        if self.readings.back().is_none_or(|(at, _)| now.duration_since(*at) >= AT_LEAST) {
            self.readings.push_back((now, total));
        }
        while self.readings.len() > 2
            && self.readings.front().is_some_and(|(at, _)| now.duration_since(*at) > WINDOW)
        {
            self.readings.pop_front();
        }
        match self.readings.front() {
            Some((at, first)) if now > *at => {
                total.saturating_sub(*first) as f64 / now.duration_since(*at).as_secs_f64()
            }
            _ => 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_the_mean_of_the_last_seconds_and_falls_to_zero() {
        let start = Instant::now();
        let mut meter = Meter::default();
        let mut last = 0.0;
        for second in 0..10 {
            last = meter.rate(start + Duration::from_secs(second), second * 1000);
        }
        assert_eq!(last, 1000.0);
        for second in 10..20 {
            last = meter.rate(start + Duration::from_secs(second), 9000);
        }
        assert_eq!(last, 0.0);
    }
}
