//! Every attempt to send a part and to create an asset, whole or broken: what a client is judged
//! by that promises to send nothing twice without need.
//!
//! Counted in the gate, on the bytes as they come off the line, before any fault looks at them.

use std::sync::atomic::{AtomicI64, AtomicU16, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Body;
use futures_util::TryStreamExt;
use serde::Serialize;

use crate::clock::Moment;

/// Times are those of this machine in milliseconds since 1970, however far the simulator's own
/// clock was moved.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct PartPut {
    pub asset_id: String,
    pub number: u32,
    pub began_ms: i64,
    /// `None` while it is on its way.
    pub ended_ms: Option<i64>,
    /// Bytes of its body that arrived.
    pub bytes: u64,
    /// What came of it. `None` when it broke off before there was an answer; with a fault like
    /// `lose_response` the answer may still not have left.
    pub status: Option<u16>,
    pub fault: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Creation {
    /// As the client wished.
    pub name: Option<String>,
    pub began_ms: i64,
    pub ended_ms: Option<i64>,
    pub status: Option<u16>,
    pub fault: Option<String>,
}

#[derive(Default)]
pub struct Traffic {
    puts: Mutex<Vec<(String, u32, Arc<Attempt>)>>,
    creations: Mutex<Vec<(Option<String>, Arc<Attempt>)>>,
}

struct Attempt {
    fault: Option<String>,
    began_ms: i64,
    bytes: AtomicU64,
    /// 0: on its way.
    ended_ms: AtomicI64,
    /// 0: none.
    status: AtomicU16,
}

/// Held while a request is carried out; however that ends, it is noted.
pub struct Passing(Arc<Attempt>);

impl Passing {
    fn begin(fault: Option<String>) -> Passing {
        Passing(Arc::new(Attempt {
            fault,
            began_ms: Moment::real_now().millis(),
            bytes: AtomicU64::new(0),
            ended_ms: AtomicI64::new(0),
            status: AtomicU16::new(0),
        }))
    }

    /// The same body, its bytes counted.
    pub fn count(&self, body: Body) -> Body {
        let attempt = self.0.clone();
        Body::from_stream(body.into_data_stream().inspect_ok(move |block| {
            attempt.bytes.fetch_add(block.len() as u64, Ordering::Relaxed);
        }))
    }

    pub fn answered(&self, status: u16) {
        self.0.status.store(status, Ordering::Relaxed);
        self.0.end();
    }
}

impl Drop for Passing {
    fn drop(&mut self) {
        self.0.end();
    }
}

impl Attempt {
    fn end(&self) {
        let now = Moment::real_now().millis();
        // The first end is the one that counts.
        let _ = self.ended_ms.compare_exchange(0, now, Ordering::Relaxed, Ordering::Relaxed);
    }

    fn ended_ms(&self) -> Option<i64> {
        Some(self.ended_ms.load(Ordering::Relaxed)).filter(|at| *at != 0)
    }

    fn status(&self) -> Option<u16> {
        Some(self.status.load(Ordering::Relaxed)).filter(|status| *status != 0)
    }
}

impl Traffic {
    /// `None` for a path that is no part's.
    pub fn part(&self, path: &str, fault: Option<String>) -> Option<Passing> {
        let (asset, number) = path.strip_prefix("/parts/")?.split_once('/')?;
        let number = number.parse().ok()?;
        let passing = Passing::begin(fault);
        lock(&self.puts).push((asset.to_owned(), number, passing.0.clone()));
        Some(passing)
    }

    pub fn creation(&self, name: Option<String>, fault: Option<String>) -> Passing {
        let passing = Passing::begin(fault);
        lock(&self.creations).push((name, passing.0.clone()));
        passing
    }

    pub fn puts_begun(&self) -> usize {
        lock(&self.puts).len()
    }

    pub fn creations_begun(&self) -> usize {
        lock(&self.creations).len()
    }

    pub fn puts(&self) -> Vec<PartPut> {
        let puts = lock(&self.puts);
        puts.iter()
            .map(|(asset_id, number, attempt)| PartPut {
                asset_id: asset_id.clone(),
                number: *number,
                began_ms: attempt.began_ms,
                ended_ms: attempt.ended_ms(),
                bytes: attempt.bytes.load(Ordering::Relaxed),
                status: attempt.status(),
                fault: attempt.fault.clone(),
            })
            .collect()
    }

    pub fn creations(&self) -> Vec<Creation> {
        let creations = lock(&self.creations);
        creations
            .iter()
            .map(|(name, attempt)| Creation {
                name: name.clone(),
                began_ms: attempt.began_ms,
                ended_ms: attempt.ended_ms(),
                status: attempt.status(),
                fault: attempt.fault.clone(),
            })
            .collect()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
