//! What will happen, worked out from a seed alone: which files there are and what befalls them,
//! when the program is killed, what the cloud gets wrong and when.
//!
//! Pure. The same seed is the same plan, whatever the machine does meanwhile.

use std::fmt;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use simulator::Fault;

use crate::clip::{Clip, Fate, Way};
use crate::trouble;

/// How much there is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    pub files: usize,
    /// How long things go wrong; what it takes to recover from it comes after.
    pub span: Duration,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    pub seed: u64,
    pub clips: Vec<Clip>,
    /// In the order of their time.
    pub steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// After the beginning.
    pub at: Duration,
    pub what: What,
}

/// When exactly a kill falls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    Anywhere,
    /// So long after the next create call began.
    Create {
        after: Duration,
    },
    /// So long after the next part began.
    Part {
        after: Duration,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// The next so many clips are shot.
    Shoot {
        clips: usize,
    },
    Kill {
        aim: Aim,
        down: Duration,
    },
    /// Told to stop, as when a person quits.
    Quit {
        down: Duration,
    },
    CutLine {
        span: Duration,
    },
    BlackHole {
        span: Duration,
    },
    LongLine {
        delay: Duration,
        span: Duration,
    },
    Fault(Fault),
    /// No fault holds any longer, but for those that poison a clip.
    Calm,
    ExpireTokens,
    ExpireTargets,
    /// Time passes, for us and for the cloud.
    Pass {
        hours: u32,
    },
    /// Our wall clock is wrong by so much.
    ClockJumps {
        seconds: i64,
        span: Duration,
    },
    DiskFull {
        span: Duration,
    },
    DatabaseLocked {
        span: Duration,
    },
    /// Somebody pauses the connection in the cloud, these clips are shot, somebody resumes it.
    PausedInTheCloud {
        clips: usize,
        span: Duration,
    },
    Person(Act),
}

/// What a person at the window does. A clip is meant by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Pause { clip: usize, span: Duration },
    Cancel { clip: usize },
    Top { clip: usize },
    PauseAll { span: Duration },
}

impl Plan {
    pub fn new(seed: u64, size: Size) -> Plan {
        let mut dice = StdRng::seed_from_u64(seed);
        let mut clips = clips(&mut dice, size.files);
        let steps = steps(&mut dice, &mut clips, size.span);
        Plan { seed, clips, steps }
    }
}

/// What becomes of most of them, and of some.
fn clips(dice: &mut StdRng, files: usize) -> Vec<Clip> {
    (0..files)
        .map(|number| {
            let way = if dice.random_bool(0.5) { Way::Watched } else { Way::Picked };
            let fate = match dice.random_range(0..1000) {
                0..4 => Fate::Poisoned(trouble::poison(dice)),
                4..14 => Fate::Changes { after: millis(dice, 0..8000) },
                14..24 => Fate::Vanishes { after: millis(dice, 0..8000) },
                24..36 => Fate::Grows { pieces: dice.random_range(3..40) },
                36..50 => Fate::SeenTwice,
                50..56 => Fate::Empty,
                _ => Fate::Plain,
            };
            Clip::new(dice, number, way, fate)
        })
        .collect()
}

fn millis(dice: &mut StdRng, range: std::ops::Range<u64>) -> Duration {
    Duration::from_millis(dice.random_range(range))
}

/// Until when something holds that must not meet itself, or something else.
#[derive(Default)]
struct Held {
    line: Duration,
    disk: Duration,
    clock: Duration,
    kill: Duration,
    queue: Duration,
    /// From when on time may pass that nobody waits for. The file system does not know of it: what
    /// is shot then would be too old for a pause.
    passing: Duration,
}

fn steps(dice: &mut StdRng, clips: &mut [Clip], span: Duration) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut step = |at, what| steps.push(Step { at, what });
    // Some are there from the start; the others come in waves, the last well before the end.
    let first = clips.len() / 3;
    step(Duration::ZERO, What::Shoot { clips: first });
    let mut shot = first;
    let mut held = Held { passing: span / 2, ..Held::default() };
    let mut at = Duration::from_millis(500);
    let mut calm = Duration::from_secs(4);
    while at < span {
        let left = clips.len() - shot;
        let wave = left.min((clips.len() / 20).max(1));
        let part = (1.0 + 2.0 * at.as_secs_f64() / span.as_secs_f64()) / 3.0;
        let due = (clips.len() as f64 * part) as usize;
        // Nothing is shot while a clock is wrong, or in somebody's pause by accident.
        if left > 0 && due >= shot + wave && held.clock <= at {
            if dice.random_bool(0.25) && at + Duration::from_secs(5) < held.passing {
                let wave = wave.min(6);
                let pause = millis(dice, 1500..6000);
                // Meant otherwise, some of them; shot in a pause is all that counts.
                for clip in &mut clips[shot..shot + wave] {
                    clip.fate = Fate::ShotInAPause;
                    clip.size = clip.size.max(1);
                }
                step(at, What::PausedInTheCloud { clips: wave, span: pause });
                shot += wave;
                held.clock = at + pause + Duration::from_secs(4);
            } else {
                step(at, What::Shoot { clips: wave });
                shot += wave;
            }
        }
        step(at, one(dice, at, shot, &mut held));
        if at >= calm {
            step(at, What::Calm);
            calm = at + millis(dice, 3000..9000);
        }
        at += millis(dice, 50..900);
    }
    if shot < clips.len() {
        step(span.max(held.clock), What::Shoot { clips: clips.len() - shot });
    }
    steps
}

fn one(dice: &mut StdRng, at: Duration, shot: usize, held: &mut Held) -> What {
    for _ in 0..20 {
        let what = match dice.random_range(0..100) {
            0..20 if held.kill <= at => {
                let down = millis(dice, 0..1500);
                held.kill = at + down + Duration::from_millis(2000);
                if dice.random_bool(0.15) { What::Quit { down } } else { kill(dice, down) }
            }
            20..52 => What::Fault(trouble::passing(dice)),
            52..60 if held.line <= at => {
                let span = millis(dice, 200..5000);
                held.line = at + span + Duration::from_secs(2);
                match dice.random_range(0..3) {
                    0 => What::CutLine { span },
                    1 => What::BlackHole { span },
                    _ => What::LongLine { delay: millis(dice, 20..200), span },
                }
            }
            60..64 => What::ExpireTokens,
            64..67 => What::ExpireTargets,
            67..70 if held.passing.max(held.clock) <= at => {
                What::Pass { hours: dice.random_range(1..30) }
            }
            70..74 if held.clock <= at => {
                let span = millis(dice, 500..5000);
                held.clock = at + span + Duration::from_secs(1);
                let seconds = *[-86_400, -7200, -600, 600, 7200, 86_400]
                    .choose(dice)
                    .expect("there are some");
                What::ClockJumps { seconds, span }
            }
            74..78 if held.disk <= at => {
                let span = millis(dice, 500..5000);
                held.disk = at + span + Duration::from_secs(2);
                What::DiskFull { span }
            }
            78..83 if held.disk <= at => {
                let span = millis(dice, 300..13_000);
                held.disk = at + span + Duration::from_secs(1);
                What::DatabaseLocked { span }
            }
            83..97 if shot > 0 => {
                // Mostly of those that are not done yet.
                let oldest = if dice.random_bool(0.8) { shot.saturating_sub(100) } else { 0 };
                let clip = dice.random_range(oldest..shot);
                What::Person(match dice.random_range(0..8) {
                    0..4 => Act::Top { clip },
                    4..7 => Act::Pause { clip, span: millis(dice, 200..6000) },
                    _ => Act::Cancel { clip },
                })
            }
            97..100 if held.queue <= at => {
                let span = millis(dice, 200..3000);
                held.queue = at + span + Duration::from_secs(3);
                What::Person(Act::PauseAll { span })
            }
            _ => continue,
        };
        return what;
    }
    What::ExpireTokens
}

fn kill(dice: &mut StdRng, down: Duration) -> What {
    let aim = match dice.random_range(0..4) {
        0 => Aim::Create { after: millis(dice, 0..40) },
        1 => Aim::Part { after: millis(dice, 0..40) },
        _ => Aim::Anywhere,
    };
    What::Kill { aim, down }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes: u64 = self.clips.iter().map(|clip| clip.size).sum();
        writeln!(
            f,
            "seed {}: {} files, {:.0} MB, {} steps",
            self.seed,
            self.clips.len(),
            bytes as f64 / 1e6,
            self.steps.len()
        )?;
        for clip in self.clips.iter().filter(|clip| clip.fate != Fate::Plain) {
            writeln!(f, "  {} of {} bytes: {:?}", clip.name, clip.size, clip.fate)?;
        }
        for step in &self.steps {
            writeln!(f, "  {:7.2} s  {}", step.at.as_secs_f64(), step.what)?;
        }
        Ok(())
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // The fields that are not used say nothing.
            What::Fault(fault) => {
                write!(f, "fault on {:?}: {:?}", fault.on, fault.misdeed)?;
                if let Some(times) = fault.times {
                    write!(f, ", {times} times")?;
                }
                if fault.probability < 1.0 {
                    write!(f, ", {:.0} %", fault.probability * 100.0)?;
                }
                Ok(())
            }
            other => write!(f, "{other:?}"),
        }
    }
}

/// Those of a plan that hold until the end of the run.
pub fn lasting(clips: &[Clip]) -> Vec<Fault> {
    clips
        .iter()
        .filter_map(|clip| match &clip.fate {
            Fate::Poisoned(poison) => Some(poison.fault(&clip.name)),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests;
