//! One file of the plan: how large, how it comes in, and what becomes of it.

use std::time::Duration;

use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

use crate::trouble::Poison;

#[derive(Clone, Debug, PartialEq)]
pub struct Clip {
    /// Of the file itself; no other one's name contains it.
    pub name: String,
    pub size: u64,
    /// Of its bytes.
    pub seed: u64,
    pub way: Way,
    pub fate: Fate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// In a watched folder.
    Watched,
    /// A person hands it in.
    Picked,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Fate {
    Plain,
    /// The cloud never takes it.
    Poisoned(Poison),
    /// Other bytes so long after it was shot, as when it is shot over.
    Changes {
        after: Duration,
    },
    Vanishes {
        after: Duration,
    },
    /// Written piece by piece under the eyes of whoever watches.
    Grows {
        pieces: u32,
    },
    /// There a second time, at another place, as a card is that is put in again.
    SeenTwice,
    Empty,
    /// Shot while the connection was paused in the cloud: refused for good.
    ShotInAPause,
}

/// Of all kinds, so that the order of the queue has something to do.
const ENDINGS: &[&str] = &["mov", "mxf", "ari", "wav", "jpg", "dpx", "cube", "cdl", "txt"];

impl Clip {
    pub fn new(dice: &mut StdRng, number: usize, way: Way, fate: Fate) -> Clip {
        let ending = ENDINGS.choose(dice).expect("there are some");
        let size = match fate {
            Fate::Empty => 0,
            // Small, so that several can be under way at once.
            Fate::Grows { pieces } => u64::from(pieces) * dice.random_range(1..20_000),
            _ => size(dice),
        };
        Clip { name: format!("C{number:06}.{ending}"), size, seed: dice.random(), way, fate }
    }
}

/// From one byte to 40 MB, most of them small.
fn size(dice: &mut StdRng) -> u64 {
    match dice.random_range(0..1000) {
        0..850 => dice.random_range(1..64_000),
        850..970 => dice.random_range(64_000..1_000_000),
        970..997 => dice.random_range(1_000_000..6_000_000),
        _ => dice.random_range(6_000_000..40_000_000),
    }
}
