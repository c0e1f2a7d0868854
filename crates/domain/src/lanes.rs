//! How many files and how many parts of each are on their way at once, where the person has set no
//! number: climbs while more at once carries more, remembers what each level carried, and steps
//! back when it does not, when requests break, or when answers get slow.

use std::time::Duration;

/// How the work is spread at this moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lanes {
    pub files: u32,
    /// Of each file.
    pub parts: u32,
    /// Why, in a sentence.
    pub said: String,
}

/// What a few seconds showed.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Observation {
    pub bytes_per_second: f64,
    /// Requests that the network broke, from 0 to 1.
    pub broken: f64,
    /// Of a small request to the cloud and back.
    pub round_trip_ms: Option<u32>,
    /// Every lane had something to send all the time. Otherwise there is nothing to learn.
    pub busy: bool,
    /// A limit held us back, so that the link could not show what it carries.
    pub held_back: bool,
}

/// Small files spend most of their time on a long line waiting for two answers, that they may come
/// and that they have come. As much must be out as the line carries meanwhile; twice that, so that it
/// never runs dry and one that could carry more shows it. Whatever is out beyond that only waits for
/// the line itself, which is how a slow line is left in peace.
pub fn answers_are_waited_for(
    on_their_way: u64,
    bytes_per_second: f64,
    quickest_answer: Duration,
) -> bool {
    const ANSWERS: f64 = 2.0;
    const SPARE: f64 = 2.0;
    (on_their_way as f64) < SPARE * ANSWERS * quickest_answer.as_secs_f64() * bytes_per_second
}

/// Files and parts of each. About half as many again with every step.
const LADDER: [(u32, u32); 10] =
    [(2, 1), (2, 2), (2, 3), (2, 4), (3, 4), (4, 4), (4, 6), (6, 6), (6, 8), (8, 8)];
const START: usize = 2;

/// After a step the first observation is of both levels and of neither.
const SETTLING: u32 = 1;
/// Observations that make a judgement.
const LOOKS: usize = 2;
/// More at once must carry so much more to be worth it.
const GAIN: f64 = 1.08;
/// Less than this of what the same level carried before: another link, or another day.
const COLLAPSE: f64 = 0.6;
/// And more than this, likewise.
const BLOOM: f64 = 1.5;
const TOO_BROKEN: f64 = 0.1;
/// Observations until a level that brought nothing is tried again; doubles each time.
const FIRST_REST: u32 = 20;
const LONGEST_REST: u32 = 320;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    Beginning,
    Climbing,
    NoMore,
    Top,
    Broken,
    Slow,
    Changed,
    Limit,
}

/// Hill climbing with a memory. Pure: fed every few seconds by whoever has a clock.
#[derive(Debug, Clone)]
pub struct Tuner {
    level: usize,
    /// The last step was up, and nobody knows yet whether it was worth it.
    trying: bool,
    settling: u32,
    looks: Vec<f64>,
    carried: [Option<f64>; LADDER.len()],
    /// Observations until a step up to this level is tried again.
    rest: [u32; LADDER.len()],
    next_rest: [u32; LADDER.len()],
    quickest_ms: Option<u32>,
    why: Why,
}

impl Default for Tuner {
    fn default() -> Self {
        Self {
            level: START,
            trying: false,
            settling: 0,
            looks: Vec::new(),
            carried: [None; LADDER.len()],
            rest: [0; LADDER.len()],
            next_rest: [FIRST_REST; LADDER.len()],
            quickest_ms: None,
            why: Why::Beginning,
        }
    }
}

impl Tuner {
    /// The level of this moment. A number that the person has set stands.
    pub fn lanes(&self, files: Option<u32>, parts: Option<u32>) -> Lanes {
        let (own_files, own_parts) = LADDER[self.level];
        let said = match (files, parts) {
            (Some(_), Some(_)) => "As you have set it.",
            _ => self.said(),
        };
        Lanes {
            files: files.unwrap_or(own_files),
            parts: parts.unwrap_or(own_parts),
            said: said.to_owned(),
        }
    }

    fn said(&self) -> &'static str {
        match self.why {
            Why::Beginning => "A careful beginning: it finds its own level once bytes flow.",
            Why::Climbing => "More at once carries more, so it tries how far that goes.",
            Why::NoMore => "This fills the link: more at once has carried no more.",
            Why::Top => "As many at once as there are lanes: each step up has carried more.",
            Why::Broken => "Fewer at once, because the network breaks requests.",
            Why::Slow => "Fewer at once, because the cloud answered ever more slowly.",
            Why::Changed => "The link is not what it was, so it finds its level anew.",
            Why::Limit => "The limit is reached: more at once would carry no more.",
        }
    }

    /// Another network: nothing that was learned holds.
    pub fn forget(&mut self) {
        *self = Self { why: Why::Changed, ..Self::default() };
    }

    /// Whether the level is another one.
    pub fn observe(&mut self, seen: Observation) -> bool {
        let before = self.level;
        for rest in &mut self.rest {
            *rest = rest.saturating_sub(1);
        }
        if let Some(now) = seen.round_trip_ms {
            self.quickest_ms = Some(self.quickest_ms.map_or(now, |quickest| quickest.min(now)));
        }
        if seen.broken > TOO_BROKEN && self.level > 0 {
            self.step_down(Why::Broken);
        } else if !seen.busy {
            self.looks.clear();
        } else if seen.held_back {
            self.looks.clear();
            if self.trying {
                self.step_down(Why::Limit);
            }
            self.why = Why::Limit;
        } else if self.settling > 0 {
            self.settling -= 1;
        } else {
            self.looks.push(seen.bytes_per_second);
            if self.looks.len() >= LOOKS {
                let mean = self.looks.iter().sum::<f64>() / self.looks.len() as f64;
                self.looks.clear();
                self.judge(mean, seen.round_trip_ms);
            }
        }
        self.level != before
    }

    fn judge(&mut self, mean: f64, round_trip_ms: Option<u32>) {
        if let Some(before) = self.carried[self.level]
            && (mean < before * COLLAPSE || mean > before * BLOOM)
        {
            let (level, quickest_ms) = (self.level.min(START), self.quickest_ms);
            *self = Self { level, quickest_ms, why: Why::Changed, ..Self::default() };
            self.settling = SETTLING;
            return;
        }
        self.carried[self.level] = Some(mean);
        let below = self.carried[..self.level].iter().flatten().copied().reduce(f64::max);
        let gained = below.is_some_and(|below| mean >= below * GAIN);
        if std::mem::take(&mut self.trying) {
            if !gained {
                self.step_down(Why::NoMore);
                return;
            }
            self.next_rest[self.level] = FIRST_REST;
        }
        if self.level > 0 && !gained && self.answers_slowly(round_trip_ms) {
            self.step_down(Why::Slow);
            return;
        }
        match self.rest.get(self.level + 1) {
            Some(0) => {
                self.level += 1;
                self.trying = true;
                self.settling = SETTLING;
                self.why = Why::Climbing;
            }
            Some(_) => {}
            None => self.why = Why::Top,
        }
    }

    /// The queue in front of the link is full: whatever else is asked there waits as well.
    fn answers_slowly(&self, now: Option<u32>) -> bool {
        match (now, self.quickest_ms) {
            (Some(now), Some(quickest)) => now > (quickest * 4).max(quickest + 400),
            _ => false,
        }
    }

    /// The level that is left stays untried for a while, each time for longer.
    fn step_down(&mut self, why: Why) {
        let left = self.level;
        self.rest[left] = self.next_rest[left];
        self.next_rest[left] = (self.next_rest[left] * 2).min(LONGEST_REST);
        self.level = left.saturating_sub(1);
        self.trying = false;
        self.settling = SETTLING;
        self.looks.clear();
        self.why = why;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A link as far as this rule sees it.
    struct Simulated {
        capacity: f64,
        /// What one connection gets at most: its window per round trip.
        each: f64,
        /// More connections than this get into each other's way.
        crowded_at: u32,
        noise: u64,
    }

    impl Simulated {
        fn new(capacity: f64, each: f64, crowded_at: u32) -> Self {
            Self { capacity, each, crowded_at, noise: 7 }
        }

        fn carries(&mut self, lanes: &Lanes) -> f64 {
            let connections = lanes.files * lanes.parts;
            let crowd = f64::from(connections.saturating_sub(self.crowded_at));
            let quiet = (f64::from(connections) * self.each).min(self.capacity);
            // A repeatable noise of three percent either way.
            self.noise = self.noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let noise = (self.noise >> 40) as f64 / f64::from(1_u32 << 24) * 0.06 - 0.03;
            quiet * (1.0 + noise) * (1.0 - 0.01 * crowd).max(0.3)
        }

        /// The share of the best that it gets over the last tenth, and how often it moved there.
        fn run(&mut self, tuner: &mut Tuner, observations: usize) -> (f64, usize) {
            let best = self.best();
            let (mut sum, mut moves, last) = (0.0, 0, observations / 10);
            for index in 0..observations {
                let lanes = tuner.lanes(None, None);
                assert!(lanes.files >= 2, "two files at least");
                let bytes_per_second = self.carries(&lanes);
                let seen = Observation { bytes_per_second, busy: true, ..Observation::default() };
                let moved = tuner.observe(seen);
                if index >= observations - last {
                    sum += bytes_per_second;
                    moves += usize::from(moved);
                }
            }
            (sum / last as f64 / best, moves)
        }

        fn best(&mut self) -> f64 {
            let mut best = 0.0_f64;
            for (files, parts) in LADDER {
                let lanes = Lanes { files, parts, said: String::new() };
                best = best.max(self.carries(&lanes));
            }
            best
        }
    }

    #[test]
    fn it_comes_near_the_best_on_links_of_every_kind_and_stays_there() {
        for (what, mut link) in [
            ("a slow line that one connection fills", Simulated::new(1e6, 2e6, 64)),
            ("fibre", Simulated::new(125e6, 20e6, 64)),
            ("a long way: little for each connection", Simulated::new(50e6, 2e6, 64)),
            ("a phone that chokes on many", Simulated::new(6e6, 1e6, 8)),
            ("more than all lanes can fill", Simulated::new(1e9, 4e6, 64)),
        ] {
            let mut tuner = Tuner::default();
            let (share, moves) = link.run(&mut tuner, 400);
            assert!(share > 0.88, "{what}: {share} at {:?}", tuner.lanes(None, None));
            assert!(moves <= 4, "{what}: restless");
        }
    }

    #[test]
    fn a_slow_line_is_not_crowded_and_a_long_one_is_filled() {
        let mut tuner = Tuner::default();
        Simulated::new(1e6, 2e6, 64).run(&mut tuner, 400);
        let lanes = tuner.lanes(None, None);
        assert!(lanes.files * lanes.parts <= 8, "{lanes:?}");
        assert!(lanes.said.contains("fills the link"), "{}", lanes.said);
        let mut tuner = Tuner::default();
        Simulated::new(50e6, 2e6, 64).run(&mut tuner, 400);
        let lanes = tuner.lanes(None, None);
        assert!(lanes.files * lanes.parts >= 24, "{lanes:?}");
    }

    #[test]
    fn another_link_is_noticed_and_learned_anew() {
        let mut tuner = Tuner::default();
        Simulated::new(100e6, 3e6, 64).run(&mut tuner, 400);
        let wide = tuner.lanes(None, None);
        let (share, _) = Simulated::new(3e6, 3e6, 4).run(&mut tuner, 400);
        let narrow = tuner.lanes(None, None);
        assert!(narrow.files * narrow.parts < wide.files * wide.parts, "{wide:?} {narrow:?}");
        assert!(share > 0.85, "{share}");
        let (share, _) = Simulated::new(100e6, 3e6, 64).run(&mut tuner, 400);
        assert!(share > 0.85, "{share}");
    }

    #[test]
    fn broken_requests_lead_down_at_once_and_are_named() {
        let mut tuner = Tuner::default();
        Simulated::new(100e6, 3e6, 64).run(&mut tuner, 200);
        let broken = Observation { broken: 0.3, busy: true, ..Observation::default() };
        let before = tuner.lanes(None, None);
        assert!(tuner.observe(broken));
        let after = tuner.lanes(None, None);
        assert!(after.files * after.parts < before.files * before.parts);
        assert!(after.said.contains("breaks requests"), "{}", after.said);
        for _ in 0..20 {
            tuner.observe(broken);
        }
        assert_eq!(tuner.lanes(None, None).files, 2, "never fewer than two files");
    }

    #[test]
    fn slow_answers_without_a_gain_lead_down() {
        let mut tuner = Tuner::default();
        let at = |round_trip_ms, bytes_per_second| Observation {
            round_trip_ms: Some(round_trip_ms),
            bytes_per_second,
            busy: true,
            ..Observation::default()
        };
        for _ in 0..30 {
            tuner.observe(at(20, 1e6));
        }
        let before = tuner.level;
        for _ in 0..3 {
            tuner.observe(at(2_000, 1e6));
        }
        assert!(tuner.level < before, "{tuner:?}");
        assert!(tuner.said().contains("slowly"), "{}", tuner.said());
    }

    #[test]
    fn nothing_is_learned_while_lanes_are_idle_or_a_limit_holds() {
        let mut tuner = Tuner::default();
        let idle = Observation { bytes_per_second: 1e6, ..Observation::default() };
        let held = Observation { busy: true, held_back: true, ..idle };
        for seen in [idle, held].repeat(50) {
            assert!(!tuner.observe(seen));
        }
        assert!(tuner.said().contains("limit"));
    }

    #[test]
    fn what_the_person_has_set_stands() {
        let mut tuner = Tuner::default();
        assert_eq!(tuner.lanes(Some(1), None).files, 1);
        assert_eq!(tuner.lanes(None, Some(9)).parts, 9);
        Simulated::new(1e9, 4e6, 64).run(&mut tuner, 400);
        let set = tuner.lanes(Some(3), Some(5));
        assert_eq!((set.files, set.parts), (3, 5));
        assert!(set.said.contains("you"), "{}", set.said);
    }
}
