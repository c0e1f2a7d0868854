//! Which upload goes next. Claims rows while there are free lanes, starts transfers, and takes
//! lanes away: from what a person paused, from a line that is down, for what was moved to the top.
//!
//! Woken by a notification and by a slow timer: a missed wake-up costs seconds, never an upload.

use crate::engine::{Engine, Inner};
use crate::transfer::{Ended, Flight};
use crate::{EngineError, Event};
use domain::{ConnectionId, ConnectionState, Pause, Upload, UploadEvent, UploadId, UploadState};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use store::Awaited;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// A transfer that has a lane.
#[derive(Clone)]
pub(crate) struct Running {
    pub connection: ConnectionId,
    pub place: i64,
    pub flight: Arc<Flight>,
    stop: CancellationToken,
    ended: CancellationToken,
    /// The row has been moved already, by whoever stops us.
    moved: Arc<AtomicBool>,
}

impl Running {
    /// Takes the lane away. The row goes back to the queue.
    fn displace(&self) {
        self.stop.cancel();
    }

    /// Stops it after a person moved the row.
    fn stop_moved(&self) {
        self.moved.store(true, Ordering::SeqCst);
        self.stop.cancel();
    }
}

impl Engine {
    /// Runs until the engine stops.
    pub(crate) async fn schedule(self) {
        let inner = &self.0;
        loop {
            // Registered before looking, so that what arrives in between is not missed.
            let woken = inner.wake.notified();
            if let Some(rest) = inner.held_for() {
                tokio::time::sleep(rest).await;
            }
            let wait = match self.fill_lanes().await {
                Ok(()) => {
                    inner.storage_works_again();
                    inner.timings.look_again
                }
                Err(error) => {
                    tracing::error!(%error, "the queue stands still");
                    inner.storage_fails(error.to_string());
                    inner.timings.look_again.max(Duration::from_secs(1))
                }
            };
            tokio::select! {
                () = woken => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    async fn fill_lanes(&self) -> Result<(), EngineError> {
        let inner = &self.0;
        let now = inner.now();
        if inner.storage_holds_still() {
            // Something can be written again, or this fails and we stay where we are.
            inner.store.try_writing().await?;
        }
        inner.put_strays_back().await?;
        let pause = inner.store.pause().await?;
        if let Pause::Until { until } = pause
            && until <= now
        {
            inner.store.set_pause(Pause::No).await?;
            inner.say(Event::PauseChanged(Pause::No));
        } else if pause.holds_at(now) {
            // One that got its lane while the pause was being written down.
            inner.stop_all_running();
            return Ok(());
        }
        inner.uploads_changed(inner.store.ready_waiting(None, Awaited::TimePassed, now).await?);
        let usable = self.usable_connections().await?;
        let settings = inner.settings().await?;
        inner.limiter.set_if_changed(settings.limit_mbit);
        while inner.running_count() < settings.parallel_files as usize {
            let Some(upload) = inner.store.claim_next(&usable, inner.now()).await? else { break };
            inner.say(Event::UploadChanged(upload.clone()));
            self.give_lane(upload, settings.parallel_parts as usize);
        }
        Ok(())
    }

    async fn usable_connections(&self) -> Result<Vec<ConnectionId>, EngineError> {
        let all = self.0.store.connections().await?;
        Ok(all
            .into_iter()
            .filter(|one| matches!(one.state, ConnectionState::Connected { .. }))
            .filter(|one| self.0.next_knock(&one.id).is_none())
            .map(|one| one.id)
            .collect())
    }

    fn give_lane(&self, upload: Upload, parallel_parts: usize) {
        let id = upload.id;
        let running = Running {
            connection: upload.connection.clone(),
            place: upload.place,
            flight: Arc::new(Flight::new(&upload)),
            stop: self.0.stop.child_token(),
            ended: CancellationToken::new(),
            moved: Arc::default(),
        };
        let before = {
            let mut all = self.0.running.lock().expect("nobody panics with the lock");
            all.insert(id, running.clone())
        };
        let engine = self.clone();
        self.spawn_to_its_end(async move {
            // Paused and resumed at once: the old run must be gone before a new one begins.
            let row = match before {
                None => Ok(Some(upload)),
                // It may have written down an asset since the row was claimed.
                Some(before) => {
                    before.ended.cancelled().await;
                    engine.0.store.upload(id).await
                }
            };
            let outcome = match row {
                Ok(Some(upload)) => {
                    let flight = running.flight.clone();
                    engine.transfer(upload, flight, parallel_parts, &running.stop).await
                }
                Ok(None) => Ended::Moves(UploadEvent::Interrupted),
                Err(error) => Ended::Halted { said: error.to_string() },
            };
            if let Err(error) = engine.put_down(id, outcome, &running).await {
                tracing::error!(upload = %id, %error, "could not write down how an upload ended");
                engine.0.stray(id, error.to_string());
            }
            {
                let mut all = engine.0.running.lock().expect("nobody panics with the lock");
                if all.get(&id).is_some_and(|now| Arc::ptr_eq(&now.flight, &running.flight)) {
                    all.remove(&id);
                }
            }
            running.ended.cancel();
            engine.0.say(Event::StandstillChanged);
            engine.0.wake.notify_one();
        });
    }

    /// Writes down how a run ended. A person's word that came first stays.
    async fn put_down(
        &self,
        id: UploadId,
        outcome: Ended,
        running: &Running,
    ) -> Result<(), EngineError> {
        if running.moved.load(Ordering::SeqCst) {
            let row = self.0.store.upload(id).await?;
            let ours = {
                let all = self.0.running.lock().expect("nobody panics with the lock");
                all.get(&id).is_some_and(|now| Arc::ptr_eq(&now.flight, &running.flight))
            };
            match row {
                // Resumed and claimed in the very moment of being stopped: back to the queue.
                Some(row) if ours && row.state == UploadState::Uploading => {
                    let event = UploadEvent::Interrupted;
                    let row = self.0.store.move_upload(id, &event, self.0.now()).await?;
                    self.0.say(Event::UploadChanged(row));
                }
                // The last word to the window is the row as it is.
                Some(row) => self.0.say(Event::UploadChanged(row)),
                None => {}
            }
            return Ok(());
        }
        let outcome = match outcome {
            Ended::Moves(event) => event,
            Ended::Halted { said } => {
                self.0.stray(id, said);
                return Ok(());
            }
        };
        if !matches!(outcome, UploadEvent::WillWait(_) | UploadEvent::Interrupted) {
            self.0.troubles.lock().expect("nobody panics with the lock").remove(&id);
        }
        match self.0.store.move_upload(id, &outcome, self.0.now()).await {
            Ok(upload) => {
                tracing::info!(upload = %id, state = upload.state.name(), "an upload moved");
                self.0.say(Event::UploadChanged(upload));
                Ok(())
            }
            Err(error) => match EngineError::from(error) {
                // Moved or removed by a person in this very moment.
                EngineError::NotAllowed(_)
                | EngineError::Store(store::StoreError::NoSuchUpload(_)) => Ok(()),
                other => Err(other),
            },
        }
    }
}

impl Inner {
    pub fn running_count(&self) -> usize {
        self.running.lock().expect("nobody panics with the lock").len()
    }

    pub fn running_now(&self) -> Vec<(UploadId, Running)> {
        let all = self.running.lock().expect("nobody panics with the lock");
        all.iter().map(|(id, running)| (*id, running.clone())).collect()
    }

    pub fn stop_running_of(&self, connection: &ConnectionId) {
        for (_, running) in self.running_now() {
            if running.connection == *connection {
                running.displace();
            }
        }
    }

    pub fn stop_all_running(&self) {
        for (_, running) in self.running_now() {
            running.displace();
        }
    }

    pub fn stop_moved(&self, id: UploadId) {
        let all = self.running.lock().expect("nobody panics with the lock");
        if let Some(running) = all.get(&id) {
            running.stop_moved();
        }
    }

    /// Gives a lane to what now goes first, if none is free: the rearmost running upload steps
    /// back and keeps its parts.
    pub fn make_room_for(&self, first_place: i64, lanes: usize) {
        let all = self.running_now();
        if all.len() < lanes {
            return;
        }
        let rearmost = all.iter().max_by_key(|(_, running)| running.place);
        if let Some((_, running)) = rearmost
            && running.place > first_place
        {
            running.displace();
        }
    }

    pub fn uploads_changed(&self, uploads: Vec<Upload>) {
        for upload in uploads {
            self.say(Event::UploadChanged(upload));
        }
    }

    /// Rows that say they are uploading and have no transfer: what a failing disk left behind.
    async fn put_strays_back(&self) -> Result<(), EngineError> {
        let strays = {
            let mut strays = self.strays.lock().expect("nobody panics with the lock");
            std::mem::take(&mut *strays)
        };
        for (index, id) in strays.iter().enumerate() {
            match self.store.move_upload(*id, &UploadEvent::Interrupted, self.now()).await {
                Ok(upload) => self.say(Event::UploadChanged(upload)),
                Err(error) => match EngineError::from(error) {
                    EngineError::NotAllowed(_)
                    | EngineError::Store(store::StoreError::NoSuchUpload(_)) => {}
                    other => {
                        let mut again = self.strays.lock().expect("nobody panics with the lock");
                        again.extend(&strays[index..]);
                        return Err(other);
                    }
                },
            }
        }
        Ok(())
    }

    pub fn storage_holds_still(&self) -> bool {
        self.storage.lock().expect("nobody panics with the lock").is_some()
    }

    /// How long the queue still rests after a failure to write.
    fn held_for(&self) -> Option<Duration> {
        let held = self.held_until.lock().expect("nobody panics with the lock");
        held.map(|until| until.saturating_duration_since(Instant::now()))
            .filter(|rest| !rest.is_zero())
    }

    fn stray(&self, id: UploadId, said: String) {
        let rest = self.timings.scaled(Duration::from_secs(10));
        *self.held_until.lock().expect("nobody panics with the lock") = Some(Instant::now() + rest);
        self.strays.lock().expect("nobody panics with the lock").push(id);
        self.storage_fails(said);
    }

    pub fn storage_fails(&self, said: String) {
        *self.storage.lock().expect("nobody panics with the lock") = Some(said);
        self.say(Event::StandstillChanged);
    }

    fn storage_works_again(&self) {
        if self.storage.lock().expect("nobody panics with the lock").take().is_some() {
            self.say(Event::StandstillChanged);
        }
    }
}
