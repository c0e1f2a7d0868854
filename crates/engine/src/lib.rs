//! Labrun without a window: sign-ins, connections, the queue and the transfers.
//!
//! [`Engine`] has one method per intent and one stream of [`Event`]s that carry whole rows. Rows
//! are the truth; what lives here in memory is only what is in flight.
//!
//! What this crate deliberately does not know: HTTP (it sees clouds through the traits of
//! `domain`; `loopback` reads the one request that a browser brings back, and no more), SQL (it calls
//! `store`), Tauri, and whether anybody is watching.
//!
//! To add an intent: one method here, its work in the file named for its subject, one event for
//! what changed. Words for people are made at the window's edge, not here.

mod buffers;
mod clients;
mod clocks;
mod connections;
mod control;
mod creation;
pub mod data_folder;
mod engine;
mod error;
mod estimate;
mod event;
mod farewells;
mod flight;
mod growing;
mod headline;
mod health;
mod intake;
mod lanes;
mod limiter;
mod loopback;
mod meter;
mod network;
mod notice;
mod pictures;
mod presence;
pub mod profile;
mod receipt;
mod route;
mod running;
mod scheduler;
mod sending;
mod sessions;
mod setup;
mod sign_in;
mod surroundings;
mod transfer;
mod trouble;
mod unsent;

pub use clocks::{Clock, Look, system_clock, system_reading};
pub use connections::Disconnected;
pub use control::Acted;
pub use engine::{Engine, Snapshot, UploadDetails};
pub use error::EngineError;
pub use event::{Event, Headline, Progress, Standstill};
pub use intake::{Added, Refusal};
pub use loopback::{PageText, PageWords, Pages};
pub use notice::Notice;
pub use receipt::Receipt;
pub use setup::{Overrides, Setup, Timings};
