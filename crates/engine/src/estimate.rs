//! Time left, steady enough to be believed.

use std::time::Duration;
use tokio::time::Instant;

/// A rate that follows slowly, and the rate that is reckoned with, which is only changed when it is
/// clearly wrong: in between the number goes down exactly as bytes do.
#[derive(Debug, Default)]
pub struct Estimate {
    /// The last reading, and since when they have been coming.
    last: Option<Instant>,
    began: Option<Instant>,
    /// Bytes per second, by weight: until the weights add up to one there is little to go by.
    smooth: f64,
    weight: f64,
    reckoned: Option<f64>,
    moved: Option<Instant>,
}

/// So long ago counts a third.
const MEMORY: f64 = 20.0;
/// Too early to say before.
const AT_FIRST: Duration = Duration::from_secs(3);
/// A rate off by more than this share is put right.
const TOLERANCE: f64 = 0.12;
/// Nothing moved for so long: there is no telling.
const STALLED: Duration = Duration::from_secs(10);
/// After so long without a reading, what was before says nothing.
const FORGOTTEN: Duration = Duration::from_secs(120);

impl Estimate {
    /// Seconds until `bytes_left` are gone, in round numbers. `None` while nothing moves and while
    /// it is too early to say.
    pub fn read(&mut self, now: Instant, bytes_left: u64, rate: f64) -> Option<u64> {
        if self.last.is_some_and(|last| now.duration_since(last) > FORGOTTEN) {
            *self = Self::default();
        }
        let passed = self.last.map_or(0.0, |last| now.duration_since(last).as_secs_f64());
        self.last = Some(now);
        if rate >= 1.0 {
            self.moved = Some(now);
            self.began.get_or_insert(now);
        } else if self.moved.is_none_or(|moved| now.duration_since(moved) > STALLED) {
            // The rate of before stays: it is the best guess for after.
            return None;
        }
        let kept = (-passed / MEMORY).exp();
        self.smooth = self.smooth * kept + rate * (1.0 - kept);
        self.weight = self.weight * kept + (1.0 - kept);
        let began = self.began?;
        if bytes_left == 0 || now.duration_since(began) < AT_FIRST || self.weight <= 0.0 {
            return None;
        }
        let fresh = self.smooth / self.weight;
        let off = |reckoned: f64| (reckoned - fresh).abs() > reckoned.max(fresh) * TOLERANCE;
        if self.reckoned.is_none_or(off) {
            self.reckoned = Some(fresh);
        }
        let reckoned = self.reckoned.filter(|rate| *rate >= 1.0)?;
        Some(round(bytes_left as f64 / reckoned))
    }
}

/// Nobody believes the seconds of an hour.
fn round(seconds: f64) -> u64 {
    let step = match seconds {
        ..60.0 => 5.0,
        ..600.0 => 15.0,
        ..3_600.0 => 60.0,
        ..36_000.0 => 300.0,
        _ => 3_600.0,
    };
    ((seconds / step).round() * step).max(5.0) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::rngs::StdRng;
    use rand::{Rng, SeedableRng};

    const GIGABYTE: u64 = 1_000_000_000;

    /// What a person sees of a line, four times a second, until everything is gone.
    struct Seen {
        /// How long it was to take still, in truth, and what was said.
        said: Vec<(f64, Option<u64>)>,
    }

    impl Seen {
        fn of(bytes: u64, rate: impl Fn(f64) -> f64) -> Self {
            let (begin, mut left, mut estimate) =
                (Instant::now(), bytes as f64, Estimate::default());
            let mut said = Vec::new();
            let mut ticks = 0_u32;
            while left > 0.0 && ticks < 100_000 {
                let second = f64::from(ticks) / 4.0;
                let rate = rate(second);
                let now = begin + Duration::from_secs_f64(second);
                said.push((second, estimate.read(now, left as u64, rate)));
                left -= rate / 4.0;
                ticks += 1;
            }
            let took = f64::from(ticks) / 4.0;
            Self { said: said.into_iter().map(|(at, said)| (took - at, said)).collect() }
        }

        /// How often it got longer, and by how much of itself at most.
        fn setbacks(&self) -> (usize, f64) {
            let said: Vec<u64> = self.said.iter().filter_map(|(_, said)| *said).collect();
            let longer = said.windows(2).filter(|pair| pair[1] > pair[0]);
            let shares = longer.clone().map(|pair| pair[1] as f64 / pair[0] as f64 - 1.0);
            (longer.count(), shares.fold(0.0, f64::max))
        }

        /// Off by how much of the truth at most, after the first `seconds`.
        fn worst_after(&self, seconds: f64) -> f64 {
            let took = self.said[0].0;
            let later = self.said.iter().filter(|(left, _)| *left < took - seconds && *left > 30.0);
            let shares = later.filter_map(|(left, said)| Some((*left, (*said)? as f64)));
            shares.map(|(truth, said)| (said / truth - 1.0).abs()).fold(0.0, f64::max)
        }
    }

    fn noise(seed: u64, share: f64) -> impl Fn(f64) -> f64 {
        move |second| {
            let mut dice = StdRng::seed_from_u64(seed + (second * 4.0) as u64);
            1.0 + dice.random_range(-share..share)
        }
    }

    #[test]
    fn over_a_steady_line_it_only_ever_gets_less_and_is_right() {
        let seen = Seen::of(6 * GIGABYTE, |_| 10e6);
        assert_eq!(seen.setbacks(), (0, 0.0));
        assert!(seen.worst_after(4.0) < 0.15, "{}", seen.worst_after(4.0));
        let first = seen.said.iter().position(|(_, said)| said.is_some());
        assert_eq!(first, Some(12), "said after three seconds");
    }

    #[test]
    fn over_a_noisy_line_it_is_put_right_a_few_times_and_by_little() {
        for seed in 0..8 {
            let noise = noise(seed, 0.6);
            let seen = Seen::of(6 * GIGABYTE, |second| 10e6 * noise(second));
            let (times, share) = seen.setbacks();
            assert!(times <= 4 && share < 0.25, "seed {seed}: {times} times, {share}");
            assert!(seen.worst_after(30.0) < 0.35, "seed {seed}: {}", seen.worst_after(30.0));
        }
    }

    #[test]
    fn a_line_that_gets_slow_is_believed_in_steps_and_then_rightly() {
        let seen = Seen::of(12 * GIGABYTE, |second| if second < 300.0 { 20e6 } else { 5e6 });
        let (times, share) = seen.setbacks();
        assert!((3..=20).contains(&times) && share < 0.25, "{times} times, {share}");
        assert!(seen.worst_after(420.0) < 0.2, "{}", seen.worst_after(420.0));
    }

    #[test]
    fn a_line_that_stalls_says_nothing_and_goes_on_as_before() {
        let stalled = |second: f64| (100.0..160.0).contains(&second);
        let seen = Seen::of(3 * GIGABYTE, |second| if stalled(second) { 0.0 } else { 10e6 });
        let at = |second: usize| seen.said[second * 4].1;
        assert!(at(90).is_some());
        assert_eq!((at(115), at(150)), (None, None));
        let (before, after) = (at(99).unwrap() as f64, at(165).unwrap() as f64);
        assert!((after / before - 1.0).abs() < 0.7, "{before} and then {after}");
        assert!(seen.worst_after(240.0) < 0.3, "{}", seen.worst_after(240.0));
    }

    #[test]
    fn what_is_added_to_the_queue_is_reckoned_at_once() {
        let (mut now, mut estimate) = (Instant::now(), Estimate::default());
        let mut read = |left| {
            now += Duration::from_secs(1);
            estimate.read(now, left, 10e6)
        };
        for _ in 0..10 {
            read(GIGABYTE);
        }
        assert_eq!((read(GIGABYTE), read(2 * GIGABYTE), read(0)), (Some(105), Some(195), None));
    }

    #[test]
    fn after_a_long_silence_it_begins_anew() {
        let (begin, mut estimate) = (Instant::now(), Estimate::default());
        let read = |estimate: &mut Estimate, second: u64| {
            estimate.read(begin + Duration::from_secs(second), GIGABYTE, 10e6)
        };
        let said: Vec<_> = (0..5).map(|second| read(&mut estimate, second).is_some()).collect();
        assert_eq!(said, [false, false, false, true, true]);
        assert_eq!(read(&mut estimate, 1_000), None);
    }

    #[test]
    fn it_is_said_in_round_numbers() {
        let said = [0.1, 4.0, 31.0, 61.0, 599.0, 601.0, 3_601.0, 40_000.0].map(round);
        assert_eq!(said, [5, 5, 30, 60, 600, 600, 3_600, 39_600]);
    }
}
