//! Does it survive? Everything that can go wrong, from a seed, against the engine and a simulated
//! cloud, and afterwards the question whether a single byte was lost, doubled or lied about.
//!
//! Two processes: the worker is the product without a window, on a profile of its own, and is
//! killed again and again; the other one runs the cloud, shoots the clips, breaks things and
//! judges.

pub mod camera;
pub mod clip;
mod deeds;
pub mod disk;
pub mod evidence;
mod finale;
pub mod plan;
pub mod power;
pub mod process;
pub mod resent;
pub mod run;
pub mod stage;
pub mod trace;
pub mod trouble;
pub mod truth;
pub mod verdict;
pub mod words;
pub mod worker;
