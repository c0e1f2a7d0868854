//! How far a running transfer is, for whoever asks.

use crate::buffers::Buffers;
use crate::meter::Meter;
use domain::{Timestamp, Upload};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

pub(crate) struct Flight {
    accepted: AtomicU64,
    in_flight: AtomicU64,
    /// Only ever grows: what the meter reads.
    moved: AtomicU64,
    parts_in_air: AtomicU32,
    /// 0: began with part 1.
    resumed_at: AtomicU32,
    /// When it will try again by itself; 0: it is trying.
    next_try: AtomicI64,
    /// Waits for others of our own to be done with something.
    held_up: AtomicBool,
    /// Is sent only as fast as a camera writes it.
    follows: AtomicBool,
    meter: Mutex<Meter>,
    /// What its parts are read into.
    pub buffers: Buffers,
}

impl Flight {
    pub fn new(upload: &Upload, buffers: &Buffers) -> Self {
        Self {
            accepted: AtomicU64::new(upload.accepted_bytes),
            in_flight: AtomicU64::new(0),
            moved: AtomicU64::new(0),
            parts_in_air: AtomicU32::new(0),
            resumed_at: AtomicU32::new(0),
            next_try: AtomicI64::new(0),
            held_up: AtomicBool::new(false),
            follows: AtomicBool::new(upload.growing),
            meter: Mutex::default(),
            buffers: buffers.clone(),
        }
    }

    pub fn sent_bytes(&self) -> u64 {
        self.accepted.load(Ordering::Relaxed) + self.in_flight.load(Ordering::Relaxed)
    }

    pub fn in_flight_bytes(&self) -> u64 {
        self.in_flight.load(Ordering::Relaxed)
    }

    pub fn parts_in_air(&self) -> u32 {
        self.parts_in_air.load(Ordering::Relaxed)
    }

    /// Parts and bytes that have to be sent a second time if it is broken off now. `None`: nothing.
    pub fn on_the_way(&self) -> Option<(u32, u64)> {
        let (parts, bytes) = (self.parts_in_air(), self.in_flight_bytes());
        (bytes > 0).then_some((parts, bytes))
    }

    pub fn bytes_per_second(&self) -> f64 {
        let moved = self.moved.load(Ordering::Relaxed);
        let mut meter = self.meter.lock().expect("nobody panics with the lock");
        meter.rate(tokio::time::Instant::now(), moved)
    }

    pub fn resumed_at_part(&self) -> Option<u32> {
        Some(self.resumed_at.load(Ordering::Relaxed)).filter(|number| *number > 0)
    }

    /// When it will try again by itself, if nothing of it moves until then.
    pub fn next_try(&self) -> Option<Timestamp> {
        let at = self.next_try.load(Ordering::Relaxed);
        (at > 0 && self.parts_in_air() == 0).then_some(Timestamp(at))
    }

    /// Nothing of it moves, and nothing will for a while.
    pub fn waits(&self) -> bool {
        self.held_up.load(Ordering::Relaxed) || self.next_try().is_some()
    }

    pub fn accepts(&self, bytes: u64) {
        self.accepted.store(bytes, Ordering::Relaxed);
    }

    /// With nothing in the cloud.
    pub fn starts_over(&self) {
        self.accepted.store(0, Ordering::Relaxed);
        self.resumed_at.store(0, Ordering::Relaxed);
    }

    pub fn resumes_at(&self, number: u32) {
        self.resumed_at.store(number, Ordering::Relaxed);
    }

    pub fn waits_until(&self, at: Option<Timestamp>) {
        self.next_try.store(at.map_or(0, |at| at.0), Ordering::Relaxed);
    }

    /// Goes beside the lanes, because it is sent only as fast as its camera writes it.
    pub fn follows_a_camera(&self) -> bool {
        self.follows.load(Ordering::Relaxed)
    }

    /// The recording is over, or it goes as a whole file after all.
    pub fn follows_no_more(&self) {
        self.follows.store(false, Ordering::Relaxed);
    }

    pub fn is_held_up(&self, is_so: bool) {
        self.held_up.store(is_so, Ordering::Relaxed);
    }
}

/// One part on its way. Its bytes are taken back when it ends, however it ends.
pub(crate) struct OnItsWay {
    flight: Arc<Flight>,
    bytes: AtomicU64,
}

impl OnItsWay {
    pub fn new(flight: Arc<Flight>) -> Self {
        flight.parts_in_air.fetch_add(1, Ordering::Relaxed);
        Self { flight, bytes: AtomicU64::new(0) }
    }

    pub fn more(&self, bytes: u64) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
        self.flight.in_flight.fetch_add(bytes, Ordering::Relaxed);
        self.flight.moved.fetch_add(bytes, Ordering::Relaxed);
    }
}

impl Drop for OnItsWay {
    fn drop(&mut self) {
        self.flight.in_flight.fetch_sub(self.bytes.load(Ordering::Relaxed), Ordering::Relaxed);
        self.flight.parts_in_air.fetch_sub(1, Ordering::Relaxed);
    }
}
