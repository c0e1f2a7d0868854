//! Which upload goes next. Claims rows while there are free lanes, starts transfers, and takes
//! lanes away: from what a person paused, from a line that is down, from what costs money, for what
//! was moved to the top.
//!
//! Woken by a notification and by a slow timer: a missed wake-up costs seconds, never an upload.

use crate::engine::{Engine, Inner};
use crate::running::Running;
use crate::transfer::Ended;
use crate::{EngineError, Event, limiter};
use domain::{
    ConnectionId, ConnectionState, Happened, Lanes, MediaKind, Pause, Settings, Upload,
    UploadEvent, UploadId, UploadState,
};
use std::time::Duration;
use store::{Awaited, Wanted};
use tokio::time::Instant;

/// Files of up to so many bytes may go beside the lanes when those are full of larger ones.
const SMALL: u64 = 64 * 1024 * 1024;

/// What clouds make one part of, about: most files are cut smaller, hardly any into larger ones.
const ONE_PART: u64 = 16 * 1024 * 1024;

/// Small files on their way at once, however long the line: as many as the highest level of all has
/// connections.
const MOST_SMALL: usize = 64;

/// Recordings that are followed at once.
const MOST_RECORDINGS: usize = 16;

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
                    inner.storage_fails(error.sentence());
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
        // A person's word comes before all of this or after all of it.
        let _assigning = inner.assigning.lock().await;
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
            return Ok(());
        }
        inner.uploads_changed(inner.store.ready_waiting(None, Awaited::TimePassed, now).await?);
        inner.rows_changed(&inner.store.resume_due(now).await?).await?;
        let usable = self.usable_connections().await?;
        let settings = inner.settings().await?;
        let carried = inner.best_rate.lock().expect("nobody panics with the lock").now();
        inner.limiter.set_if_changed(limiter::in_force(&settings, now, carried));
        let kinds = inner.may_go(&settings);
        inner.displace_where(|running| {
            kinds.as_ref().is_some_and(|kinds| !kinds.contains(&running.kind))
        });
        // A recording does not wait: it takes no lane from anybody.
        while inner.recordings() < MOST_RECORDINGS {
            let claimed = inner.store.claim_growing(&usable, kinds.as_deref(), inner.now()).await?;
            let Some(upload) = claimed else { break };
            inner.say(Event::UploadChanged(upload.clone()));
            self.give_lane(upload);
        }
        let lanes = inner.level.by(&settings);
        while let Some(room) = inner.room(&lanes) {
            let wanted = Wanted {
                at_most: (room == Room::Beside).then_some(SMALL),
                kinds: kinds.clone(),
                not: Vec::new(),
            };
            let claimed = inner.store.claim_next(&usable, &wanted, inner.now()).await?;
            let Some(upload) = claimed else { break };
            inner.say(Event::UploadChanged(upload.clone()));
            self.give_lane(upload);
        }
        Ok(())
    }

    pub(crate) async fn usable_connections(&self) -> Result<Vec<ConnectionId>, EngineError> {
        let all = self.0.store.connections().await?;
        Ok(all
            .into_iter()
            .filter(|one| matches!(one.state, ConnectionState::Connected { .. }))
            .filter(|one| self.0.next_knock(&one.id).is_none())
            .map(|one| one.id)
            .collect())
    }

    fn give_lane(&self, upload: Upload) {
        let id = upload.id;
        let running = Running::new(&upload, &self.0.buffers, &self.0.stop);
        let before = self.0.put_running(id, running.clone());
        let engine = self.clone();
        self.spawn_to_its_end(async move {
            // Paused and resumed at once: the old run must be gone before a new one begins.
            let row = match before {
                None => Ok(Some(upload)),
                // It may have written down an asset since the row was claimed.
                Some(before) => {
                    before.until_ended().await;
                    engine.0.store.upload(id).await
                }
            };
            let (flight, stop) = (running.flight.clone(), running.stop());
            let outcome = match row {
                Ok(Some(upload)) if upload.growing => engine.grow(upload, flight, stop).await,
                Ok(Some(upload)) => engine.transfer(upload, flight, stop).await,
                Ok(None) => Ended::Moves(UploadEvent::Interrupted),
                Err(error) => Ended::Halted { said: EngineError::from(error).sentence() },
            };
            if let Err(error) = engine.put_down(id, outcome, &running).await {
                tracing::error!(upload = %id, %error, "could not write down how an upload ended");
                engine.0.stray(id, error.sentence());
            }
            engine.0.take_running(id, &running);
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
        if running.was_moved() {
            match self.0.store.upload(id).await? {
                // Resumed and claimed in the very moment of being stopped: back to the queue.
                Some(row)
                    if self.0.is_running(id, running) && row.state == UploadState::Uploading =>
                {
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
            self.0.forget_troubles(&[id]);
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

/// Where one more could go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Room {
    Lane,
    /// All lanes are full of large files: a small one need not wait behind terabytes.
    Beside,
}

impl Inner {
    fn recordings(&self) -> usize {
        let all = self.running_now();
        all.iter().filter(|(_, running)| running.flight.follows_a_camera()).count()
    }

    fn room(&self, level: &Lanes) -> Option<Room> {
        let lanes = level.files as usize;
        let mut all = self.running_now();
        all.retain(|(_, running)| !running.flight.follows_a_camera());
        // Those that wait for another try let others go meanwhile, and come back beside them. Not
        // ever more: what makes them wait may be a cloud that has enough to do.
        let held: Vec<&Running> =
            all.iter().map(|(_, running)| running).filter(|one| one.holds_a_lane()).collect();
        if held.len() < lanes {
            return (all.len() < lanes * 2).then_some(Room::Lane);
        }
        if all.len() - held.len() > lanes {
            return None;
        }
        if held.iter().all(|running| running.size > SMALL) {
            return (held.len() == lanes).then_some(Room::Beside);
        }
        // A file of few parts leaves most of its lane unused. On a long line a thousand of them
        // would take the time of as many answers, and so they get what they leave to each other.
        let parts = u64::from(level.parts);
        let used: u64 =
            held.iter().map(|one| one.size.div_ceil(ONE_PART).clamp(1, parts.max(1))).sum();
        if !self.level.lends_to_files() {
            return None;
        }
        let small = held.iter().all(|one| one.size <= ONE_PART);
        let on_their_way = held.iter().map(|one| one.size).sum();
        let lent = used < level.files as u64 * parts
            || small && held.len() < MOST_SMALL && self.level.waits_for_answers(on_their_way);
        lent.then_some(Room::Lane)
    }

    /// Gives lanes to what now goes first, as far as none are free: the rearmost running ones step
    /// back and keep their parts. A clip that follows its camera is left alone.
    pub fn make_room_for(&self, moved: &[(i64, i64)], lanes: usize) {
        let held: Vec<Running> = self
            .running_now()
            .into_iter()
            .map(|(_, running)| running)
            .filter(Running::holds_a_lane)
            .collect();
        let mut all: Vec<((i64, i64), Option<&Running>)> =
            moved.iter().map(|place| (*place, None)).collect();
        all.extend(held.iter().map(|running| (running.place(), Some(running))));
        all.sort_by_key(|(place, _)| *place);
        for (_, running) in all.into_iter().skip(lanes) {
            if let Some(running) = running {
                running.displace();
            }
        }
    }

    /// The kinds that may go while bytes cost money; `None`: all.
    pub fn may_go(&self, settings: &Settings) -> Option<Vec<MediaKind>> {
        let metered = self.network_status().metered || settings.treat_as_metered;
        settings.metered.kinds().filter(|_| metered).map(<[MediaKind]>::to_vec)
    }

    pub fn uploads_changed(&self, uploads: Vec<Upload>) {
        if uploads.len() > crate::control::FEW {
            self.say(Event::QueueChanged);
            return;
        }
        for upload in uploads {
            self.say(Event::UploadChanged(upload));
        }
    }

    /// What the last run of the program left in the middle, in the history of each.
    pub async fn note_what_broke_off(&self, rows: &[Upload]) -> Result<(), EngineError> {
        for row in rows.iter().filter(|row| row.asset.is_some()) {
            self.store.note(row.id, self.now(), &Happened::ProgramEnded).await?;
        }
        Ok(())
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
