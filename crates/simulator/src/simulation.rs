//! One running simulator, as its two faces share it: the cloud's routes and the control desk.
//!
//! Locks are held for a few lines and never across an await.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;
use tokio::sync::{broadcast, watch};

use crate::assumed::Assumed;
use crate::clock::{Clock, Moment};
use crate::cloud::{Cloud, ProjectDeviceId};
use crate::faults::Faults;
use crate::kind::Kind;
use crate::ledger::{Ledger, RequestSeen, Violation, ViolationKind};
use crate::line::{Line, LineState};
use crate::others::Others;
use crate::saved;
use crate::traffic::Traffic;

pub struct Simulation {
    pub dir: PathBuf,
    /// Part bytes are counted and forgotten.
    pub discard: bool,
    /// The origin that parts are sent to, if it is not ours.
    pub parts_at: Option<String>,
    pub control_port: u16,
    pub clock: Clock,
    /// By cloud.
    pub ports: BTreeMap<Kind, u16>,
    pub lines: BTreeMap<Kind, Arc<Line>>,
    pub pushes: broadcast::Sender<Push>,
    /// Whose turn it is to hash what arrived.
    pub hashing: tokio::sync::Mutex<()>,
    pub traffic: Traffic,
    cloud: Mutex<Cloud>,
    others: Mutex<Others>,
    assumed: Mutex<Assumed>,
    faults: Mutex<Faults>,
    ledger: Mutex<Ledger>,
    calls: Mutex<CallWindow>,
    changed: watch::Sender<u64>,
    /// Changes of the saved part, so that a mere look is not written to disk.
    unsaved: AtomicU64,
    /// Which of them is on disk. Held while it is written: one at a time writes beside the document, and
    /// the last to write has the newest state.
    saved: Mutex<u64>,
}

/// Something the cloud tells the sockets of one device.
#[derive(Clone, Debug)]
pub struct Push {
    pub device: ProjectDeviceId,
    pub event: &'static str,
    pub payload: Value,
    /// The channel is closed after this.
    pub last: bool,
}

/// Calls counted for the rate-limit headers.
struct CallWindow {
    began: Moment,
    calls: u32,
}

pub struct CallsLeft {
    pub limit: u32,
    pub remaining: u32,
    pub window_ms: u32,
    pub over: bool,
}

pub struct Beginnings {
    pub dir: PathBuf,
    pub discard: bool,
    pub parts_at: Option<String>,
    pub ports: BTreeMap<Kind, u16>,
    pub control_port: u16,
    pub clock_ahead_ms: i64,
    pub lines: BTreeMap<Kind, Arc<Line>>,
    pub cloud: Cloud,
    pub others: Others,
    pub assumed: Assumed,
    pub seed: u64,
}

impl Simulation {
    pub fn new(beginnings: Beginnings) -> Simulation {
        let Beginnings { dir, discard, parts_at, control_port, .. } = beginnings;
        let clock = Clock::new(beginnings.clock_ahead_ms);
        let calls = CallWindow { began: clock.now(), calls: 0 };
        Simulation {
            dir,
            discard,
            parts_at,
            ports: beginnings.ports,
            control_port,
            clock,
            lines: beginnings.lines,
            pushes: broadcast::Sender::new(256),
            hashing: tokio::sync::Mutex::new(()),
            traffic: Traffic::default(),
            cloud: Mutex::new(beginnings.cloud),
            others: Mutex::new(beginnings.others),
            assumed: Mutex::new(beginnings.assumed),
            faults: Mutex::new(Faults::new(beginnings.seed)),
            ledger: Mutex::default(),
            calls: Mutex::new(calls),
            changed: watch::Sender::new(0),
            unsaved: AtomicU64::new(1),
            saved: Mutex::new(0),
        }
    }

    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    pub fn api(&self) -> String {
        self.address(Kind::Frameio)
    }

    /// Where a cloud is.
    pub fn address(&self, kind: Kind) -> String {
        format!("https://127.0.0.1:{}", self.ports.get(&kind).copied().unwrap_or_default())
    }

    pub fn look_at_others<T>(&self, look: impl FnOnce(&Others) -> T) -> T {
        look(&lock(&self.others))
    }

    pub fn change_others<T>(&self, change: impl FnOnce(&mut Others) -> T) -> T {
        let outcome = change(&mut lock(&self.others));
        self.unsaved.fetch_add(1, Ordering::AcqRel);
        self.something_changed();
        outcome
    }

    pub fn control(&self) -> String {
        format!("http://127.0.0.1:{}", self.control_port)
    }

    pub fn assumed(&self) -> Assumed {
        lock(&self.assumed).clone()
    }

    pub fn assume(&self, assumed: Assumed) {
        *lock(&self.assumed) = assumed;
        self.something_changed();
    }

    pub fn look<T>(&self, look: impl FnOnce(&Cloud) -> T) -> T {
        look(&lock(&self.cloud))
    }

    pub fn change<T>(&self, change: impl FnOnce(&mut Cloud) -> T) -> T {
        let outcome = change(&mut lock(&self.cloud));
        self.unsaved.fetch_add(1, Ordering::AcqRel);
        self.something_changed();
        outcome
    }

    pub fn advance(&self, seconds: i64) {
        self.clock.advance(seconds);
        self.unsaved.fetch_add(1, Ordering::AcqRel);
        self.something_changed();
    }

    pub fn faults(&self) -> MutexGuard<'_, Faults> {
        lock(&self.faults)
    }

    pub fn ledger(&self) -> MutexGuard<'_, Ledger> {
        lock(&self.ledger)
    }

    pub fn violation(&self, kind: ViolationKind, detail: impl Into<String>) {
        let violation = Violation { kind, detail: detail.into(), at: self.now() };
        self.ledger().violation(violation);
        self.something_changed();
    }

    pub fn request_seen(&self, request: RequestSeen) {
        self.ledger().request(request);
        self.something_changed();
    }

    pub fn push(&self, device: ProjectDeviceId, event: &'static str, payload: Value, last: bool) {
        if !lock(&self.assumed).silent_socket {
            // No open socket is not a failure.
            let _ = self.pushes.send(Push { device, event, payload, last });
        }
    }

    /// All lines go up and down together.
    pub fn line_state(&self) -> LineState {
        self.lines.get(&Kind::Frameio).map_or(LineState::Up, |line| line.state())
    }

    pub fn count_call(&self) -> CallsLeft {
        let (limit, window_ms, enforced) = {
            let assumed = lock(&self.assumed);
            (assumed.rate_limit_calls, assumed.rate_limit_window_ms, assumed.rate_limit_enforced)
        };
        let now = self.now();
        let mut window = lock(&self.calls);
        if now.since(window.began) >= Duration::from_millis(window_ms.into()) {
            *window = CallWindow { began: now, calls: 0 };
        }
        window.calls = window.calls.saturating_add(1);
        let over = enforced && window.calls > limit;
        CallsLeft { limit, remaining: limit.saturating_sub(window.calls), window_ms, over }
    }

    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    pub fn something_changed(&self) {
        self.changed.send_modify(|count| *count += 1);
    }

    /// Writes the state if it differs from what is on disk.
    pub fn save(&self) -> io::Result<()> {
        #[derive(Serialize)]
        struct Document<'a> {
            clock_ahead_ms: i64,
            api_port: u16,
            control_port: u16,
            other_ports: &'a BTreeMap<Kind, u16>,
            cloud: &'a Cloud,
            others: &'a Others,
        }

        let mut saved = lock(&self.saved);
        let version = self.unsaved.load(Ordering::Acquire);
        if *saved == version {
            return Ok(());
        }
        let document = {
            let (cloud, others) = (lock(&self.cloud), lock(&self.others));
            serde_json::to_vec(&Document {
                clock_ahead_ms: self.clock.ahead_ms(),
                api_port: self.ports.get(&Kind::Frameio).copied().unwrap_or_default(),
                control_port: self.control_port,
                other_ports: &self.ports,
                cloud: &cloud,
                others: &others,
            })
            .map_err(io::Error::other)?
        };
        saved::write(&self.dir, &document)?;
        *saved = version;
        Ok(())
    }

    /// Saves after changes, and rests between two saves in proportion to what one costs: a long
    /// upload changes the state hundreds of times a second.
    pub async fn keep_saved(self: Arc<Simulation>) {
        let mut changes = self.changes();
        loop {
            let simulation = self.clone();
            let began = std::time::Instant::now();
            let saving = tokio::task::spawn_blocking(move || simulation.save()).await;
            if let Ok(Err(error)) = saving {
                eprintln!("simulator: the state could not be written: {error}");
            }
            let rest = (began.elapsed() * 10).max(Duration::from_millis(200));
            tokio::time::sleep(rest).await;
            if changes.changed().await.is_err() {
                return;
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic elsewhere must not turn every later request into one.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
