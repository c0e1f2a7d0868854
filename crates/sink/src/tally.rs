//! What has come in since the last `begin`, and when.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use serde_json::{Value, json};

#[derive(Default)]
pub struct Tally(Mutex<Seen>);

#[derive(Default)]
struct Seen {
    /// When the first connection that brought a request was made.
    began: Option<Instant>,
    /// When the last answer was due.
    ended: Option<Instant>,
    bytes: u64,
    requests: u64,
    /// Of these, by HTTP/2.
    by_http2: u64,
    connections: u64,
    /// Uploads on their way at this moment, and the most there were.
    open: u64,
    most_open: u64,
    /// Path and query of every `PUT`, in the order of their coming.
    targets: Vec<String>,
    /// What an S3 client asks about afterwards: size by path.
    objects: HashMap<String, u64>,
}

impl Tally {
    fn look(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn begin(&self) {
        *self.look() = Seen::default();
    }

    pub fn connected(&self, at: Instant) {
        let mut seen = self.look();
        seen.connections += 1;
        seen.began = Some(seen.began.map_or(at, |began| began.min(at)));
    }

    pub fn asked(&self) {
        self.look().requests += 1;
    }

    pub fn asked_by_http2(&self) {
        let mut seen = self.look();
        seen.requests += 1;
        seen.by_http2 += 1;
    }

    pub fn upload_began(&self, target: &str) {
        let mut seen = self.look();
        seen.open += 1;
        seen.most_open = seen.most_open.max(seen.open);
        seen.targets.push(target.to_owned());
    }

    pub fn upload_ended(&self, path: &str, bytes: u64) {
        let mut seen = self.look();
        seen.open = seen.open.saturating_sub(1);
        seen.bytes += bytes;
        *seen.objects.entry(path.to_owned()).or_default() += bytes;
    }

    pub fn upload_broke_off(&self) {
        let mut seen = self.look();
        seen.open = seen.open.saturating_sub(1);
    }

    pub fn answered(&self) {
        self.look().ended = Some(Instant::now());
    }

    /// It is written anew, or gone.
    pub fn forget(&self, path: &str) {
        self.look().objects.remove(path);
    }

    pub fn size_of(&self, path: &str) -> Option<u64> {
        self.look().objects.get(path).copied()
    }

    pub fn report(&self) -> Value {
        let seen = self.look();
        let seconds = match (seen.began, seen.ended) {
            (Some(began), Some(ended)) => ended.saturating_duration_since(began).as_secs_f64(),
            _ => 0.0,
        };
        json!({
            "seconds": seconds,
            "bytes": seen.bytes,
            "requests": seen.requests,
            "by_http2": seen.by_http2,
            "connections": seen.connections,
            "most_at_once": seen.most_open,
            "targets": seen.targets,
        })
    }
}
