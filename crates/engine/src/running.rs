//! Transfers that have a lane.

use crate::buffers::Buffers;
use crate::engine::Inner;
use crate::flight::Flight;
use domain::{ConnectionId, MediaKind, Upload, UploadId};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use tokio_util::sync::CancellationToken;

#[derive(Clone)]
pub(crate) struct Running {
    pub connection: ConnectionId,
    pub kind: MediaKind,
    pub size: u64,
    pub flight: Arc<Flight>,
    /// Rank and place: lower goes first. Changes when it is moved to the top.
    place: Arc<Mutex<(i64, i64)>>,
    stop: CancellationToken,
    ended: CancellationToken,
    /// The row has been moved already, by whoever stops us.
    moved: Arc<AtomicBool>,
}

impl Running {
    pub fn new(upload: &Upload, buffers: &Buffers, stop: &CancellationToken) -> Self {
        Self {
            connection: upload.connection.clone(),
            kind: upload.kind,
            size: upload.file.size,
            flight: Arc::new(Flight::new(upload, buffers)),
            place: Arc::new(Mutex::new((upload.rank, upload.place))),
            stop: stop.child_token(),
            ended: CancellationToken::new(),
            moved: Arc::default(),
        }
    }

    pub fn place(&self) -> (i64, i64) {
        *self.place.lock().expect("nobody panics with the lock")
    }

    pub fn stop(&self) -> &CancellationToken {
        &self.stop
    }

    /// One that waits for another try keeps nobody else from going, nor does a clip that is sent
    /// only as fast as its camera writes it.
    pub fn holds_a_lane(&self) -> bool {
        let goes_beside = self.flight.follows_a_camera() || self.flight.waits();
        !goes_beside && !self.stop.is_cancelled()
    }

    /// Takes the lane away. The row goes back to the queue.
    pub fn displace(&self) {
        self.stop.cancel();
    }

    pub fn was_moved(&self) -> bool {
        self.moved.load(Ordering::SeqCst)
    }

    pub async fn until_ended(&self) {
        self.ended.cancelled().await;
    }

    fn is(&self, other: &Running) -> bool {
        Arc::ptr_eq(&self.flight, &other.flight)
    }
}

impl Inner {
    pub fn running_now(&self) -> Vec<(UploadId, Running)> {
        let all = self.running.lock().expect("nobody panics with the lock");
        all.iter().map(|(id, running)| (*id, running.clone())).collect()
    }

    /// The run of the same upload before this one, if it has not ended yet.
    pub fn put_running(&self, id: UploadId, running: Running) -> Option<Running> {
        self.running.lock().expect("nobody panics with the lock").insert(id, running)
    }

    pub fn is_running(&self, id: UploadId, running: &Running) -> bool {
        let all = self.running.lock().expect("nobody panics with the lock");
        all.get(&id).is_some_and(|now| now.is(running))
    }

    pub fn take_running(&self, id: UploadId, running: &Running) {
        {
            let mut all = self.running.lock().expect("nobody panics with the lock");
            if all.get(&id).is_some_and(|now| now.is(running)) {
                all.remove(&id);
            }
        }
        running.ended.cancel();
    }

    pub fn displace_where(&self, is_it: impl Fn(&Running) -> bool) {
        for (_, running) in self.running_now() {
            if is_it(&running) {
                running.displace();
            }
        }
    }

    pub fn stop_running_of(&self, connection: &ConnectionId) {
        self.displace_where(|running| running.connection == *connection);
    }

    pub fn stop_all_running(&self) {
        self.displace_where(|_| true);
    }

    /// Stops it after its row was moved.
    pub fn stop_moved(&self, id: UploadId) {
        let all = self.running.lock().expect("nobody panics with the lock");
        if let Some(running) = all.get(&id) {
            running.moved.store(true, Ordering::SeqCst);
            running.stop.cancel();
        }
    }

    /// The order of kinds is another one. What was moved to the top stays there.
    pub fn rank_running(&self, rank: impl Fn(MediaKind) -> i64) {
        for (_, running) in self.running_now() {
            let mut place = running.place.lock().expect("nobody panics with the lock");
            if place.0 >= 0 {
                place.0 = rank(running.kind);
            }
        }
    }

    /// A running one that was moved keeps its new place.
    pub fn place_of_running(&self, id: UploadId, place: (i64, i64)) {
        let all = self.running.lock().expect("nobody panics with the lock");
        if let Some(running) = all.get(&id) {
            *running.place.lock().expect("nobody panics with the lock") = place;
        }
    }
}
