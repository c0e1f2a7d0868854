//! The engine's face: what can be asked of it, one method per intent.

use crate::EngineError;
use crate::connections::Turns;
use crate::event::{Event, Headline, Progress, Standstill};
use crate::farewells::Farewells;
use crate::intake::{self, Added, Refusal};
use crate::limiter::Limiter;
use crate::network::Lines;
use crate::pictures::Pictures;
use crate::presence::Watches;
use crate::scheduler::Running;
use crate::sessions::Sessions;
use crate::sign_in::SignInDesk;
use domain::{
    Capabilities, Clouds, Connection, ConnectionId, ConnectionState, Endpoint, ErrorKind, Farewell,
    MediaKind, Pause, Presence, ProjectId, ProviderKind, Secret, Settings, SignIn, Timestamp,
    TokenVault, Upload, UploadEvent, UploadId, UploadState,
};
use std::collections::HashMap;
use std::future::Future;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};
use store::{Enqueued, PartRow, Store, Totals};
use tokio::sync::{Notify, broadcast};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// What time it is. Handed in, so that eight hours can pass in a test.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

pub fn system_clock() -> Clock {
    Arc::new(|| SystemTime::now().into())
}

/// How often things are looked at. Tests use shorter ones; the rules stay the same.
#[derive(Debug, Clone, Copy)]
pub struct Timings {
    /// Factor on every wait between tries and polls.
    pub pace: f64,
    /// The scheduler's slow timer, in case a wake-up was missed.
    pub look_again: Duration,
    pub heartbeat: Duration,
    /// How often a cloud that wants to hear from us is asked where a connection points.
    pub whereabouts: Duration,
    /// The same for a cloud that does not care whether we are there.
    pub poll: Duration,
    /// How long a browser may take to bring an answer back.
    pub browser: Duration,
    /// How often the clocks and the network are looked at.
    pub notice: Duration,
}

impl Default for Timings {
    fn default() -> Self {
        Self {
            pace: 1.0,
            look_again: Duration::from_secs(5),
            heartbeat: Duration::from_secs(60),
            whereabouts: Duration::from_secs(180),
            poll: Duration::from_secs(300),
            browser: Duration::from_secs(300),
            notice: Duration::from_secs(5),
        }
    }
}

impl Timings {
    pub(crate) fn scaled(&self, wait: Duration) -> Duration {
        wait.mul_f64(self.pace)
    }
}

/// What an engine is built from.
pub struct Setup {
    pub store: Store,
    pub vault: Arc<dyn TokenVault>,
    pub clouds: Arc<dyn Clouds>,
    /// Other addresses than the vendors' own, by provider.
    pub endpoints: HashMap<ProviderKind, Endpoint>,
    /// Client secrets that came with this build.
    pub built_in_secrets: HashMap<ProviderKind, Secret>,
    pub clock: Clock,
    pub timings: Timings,
    pub overrides: Overrides,
}

/// Settings of this run only, above what the person has set for good.
#[derive(Debug, Clone, Copy, Default)]
pub struct Overrides {
    pub parallel_parts: Option<u32>,
    pub limit_mbit: Option<u32>,
    pub redirect_port: Option<u16>,
}

/// Cheap to clone; all clones are one engine.
#[derive(Clone)]
pub struct Engine(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub store: Store,
    pub clouds: Arc<dyn Clouds>,
    pub sessions: Sessions,
    pub desk: SignInDesk,
    pub lines: Lines,
    pub limiter: Arc<Limiter>,
    pub timings: Timings,
    pub built_in_secrets: HashMap<ProviderKind, Secret>,
    pub endpoints: HashMap<ProviderKind, Endpoint>,
    overrides: Overrides,
    clock: Clock,
    events: broadcast::Sender<Event>,
    pub presence: Mutex<HashMap<ConnectionId, Presence>>,
    pub turns: Turns,
    pub watches: Watches,
    pub pictures: Pictures,
    pub farewells: Farewells,
    /// What a person has just chosen, until the cloud says so too.
    pub chosen: Mutex<HashMap<ConnectionId, ProjectId>>,
    pub running: Mutex<HashMap<UploadId, Running>>,
    /// How often what went wrong with an upload since bytes were last accepted.
    pub troubles: Mutex<HashMap<UploadId, HashMap<ErrorKind, u32>>>,
    /// Rows that could not be moved because nothing could be written.
    pub strays: Mutex<Vec<UploadId>>,
    pub storage: Mutex<Option<String>>,
    /// After a failure to write, the queue rests until then.
    pub held_until: Mutex<Option<tokio::time::Instant>>,
    /// For the scheduler.
    pub wake: Notify,
    /// For every wait: the machine slept, time has passed.
    pub woke: Notify,
    pub tasks: TaskTracker,
    pub stop: CancellationToken,
}

/// Everything at one moment: what a window starts from.
#[derive(Debug, Clone)]
pub struct Snapshot {
    pub connections: Vec<(Connection, Presence)>,
    pub sign_in: Option<SignIn>,
    pub uploads: Vec<Upload>,
    pub progress: Vec<Progress>,
    pub headline: Headline,
    pub pause: Pause,
    pub settings: Settings,
    /// Leaves that a cloud is still to be told of.
    pub farewells: Vec<Farewell>,
}

/// One upload, as closely as we know it.
#[derive(Debug, Clone)]
pub struct UploadDetails {
    pub upload: Upload,
    pub parts: Vec<PartRow>,
    pub history: Vec<(Timestamp, String)>,
}

impl Engine {
    /// An engine that answers and writes down, and moves nothing by itself.
    pub fn at_rest(setup: Setup) -> Self {
        Self(Arc::new(Inner {
            sessions: Sessions::new(setup.vault),
            store: setup.store,
            clouds: setup.clouds,
            desk: SignInDesk::default(),
            lines: Lines::default(),
            limiter: Arc::new(Limiter::new(None)),
            overrides: setup.overrides,
            timings: setup.timings,
            built_in_secrets: setup.built_in_secrets,
            endpoints: setup.endpoints,
            clock: setup.clock,
            events: broadcast::channel(4096).0,
            presence: Mutex::default(),
            turns: Turns::default(),
            watches: Watches::default(),
            pictures: Pictures::default(),
            farewells: Farewells::default(),
            chosen: Mutex::default(),
            running: Mutex::default(),
            troubles: Mutex::default(),
            strays: Mutex::default(),
            storage: Mutex::default(),
            held_until: Mutex::default(),
            wake: Notify::new(),
            woke: Notify::new(),
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
        }))
    }

    /// Puts back what a crash left and starts to work.
    pub async fn start(setup: Setup) -> Result<Self, EngineError> {
        let engine = Self::at_rest(setup);
        let inner = &engine.0;
        inner.store.requeue_interrupted(inner.now()).await?;
        for connection in inner.store.connections().await? {
            // What the network was like before we were stopped says nothing about now.
            inner.line_is_up(&connection.id).await?;
            if connection.state != ConnectionState::NotAuthorized {
                inner.authorization_is_back(&connection.id).await?;
            }
        }
        engine.spawn(engine.clone().schedule());
        engine.spawn(engine.clone().keep_present());
        engine.spawn(engine.clone().notice_changes());
        engine.spawn(engine.clone().say_farewells());
        Ok(engine)
    }

    /// Stops everything. What was in flight is sent again next time.
    pub async fn stop(&self) {
        self.cancel_sign_in();
        // First those who start things, then what was started.
        self.0.stop.cancel();
        self.0.stop_all_running();
        self.0.tasks.close();
        self.0.tasks.wait().await;
    }

    pub fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.0.events.subscribe()
    }

    pub async fn snapshot(&self) -> Result<Snapshot, EngineError> {
        let inner = &self.0;
        let connections = inner.store.connections().await?;
        Ok(Snapshot {
            connections: connections
                .into_iter()
                .map(|one| {
                    let presence = inner.presence_of(&one.id);
                    (one, presence)
                })
                .collect(),
            sign_in: self.sign_in(),
            uploads: inner.store.uploads().await?,
            progress: self.progress(),
            headline: self.headline().await?,
            pause: inner.store.pause().await?,
            settings: inner.store.settings().await?,
            farewells: inner.store.farewells().await?,
        })
    }

    pub async fn connections(&self) -> Result<Vec<Connection>, EngineError> {
        Ok(self.0.store.connections().await?)
    }

    pub async fn pause(&self) -> Result<Pause, EngineError> {
        Ok(self.0.store.pause().await?)
    }

    pub fn capabilities(&self) -> Vec<Capabilities> {
        self.0.clouds.capabilities()
    }

    /// Where a new sign-in to this provider goes.
    pub fn endpoint(&self, provider: ProviderKind) -> Option<Endpoint> {
        let other = self.0.endpoints.get(&provider).cloned();
        other.or_else(|| self.0.clouds.default_endpoint(provider))
    }

    /// The vendor's own address, for a provider that has one.
    pub fn vendor_endpoint(&self, provider: ProviderKind) -> Option<Endpoint> {
        self.0.clouds.default_endpoint(provider)
    }

    /// Queues files for a connection. One answer per path, in order; a bad one never keeps the
    /// others out.
    pub async fn add(
        &self,
        connection: &ConnectionId,
        paths: Vec<PathBuf>,
    ) -> Result<Vec<(PathBuf, Added)>, EngineError> {
        let inner = &self.0;
        let to = inner.store.connection(connection).await?.ok_or(EngineError::UnknownConnection)?;
        let able = inner.able(to.provider)?;
        let Some(ability) = able.uploads else {
            return Err(EngineError::Rejected(able.no_uploads.to_owned()));
        };
        let mut outcomes = Vec::with_capacity(paths.len());
        for path in paths {
            let outcome = self.add_one(connection, &path, ability.largest_file).await;
            outcomes.push((path, outcome));
        }
        inner.wake.notify_one();
        Ok(outcomes)
    }

    async fn add_one(
        &self,
        connection: &ConnectionId,
        path: &std::path::Path,
        largest: u64,
    ) -> Added {
        let inner = &self.0;
        let looked = tokio::task::spawn_blocking({
            let path = path.to_owned();
            move || intake::look(&path, largest)
        });
        let file = match looked.await {
            Ok(Ok(file)) => file,
            Ok(Err(refusal)) => return Added::Refused(refusal),
            Err(error) => return Added::Refused(Refusal::Unreadable(error.to_string())),
        };
        let kind = MediaKind::of(&file.path);
        match inner.store.enqueue(connection, &file, kind, inner.now()).await {
            Ok(Enqueued::New(upload)) => {
                let id = upload.id;
                inner.say(Event::UploadChanged(upload));
                Added::Queued(id)
            }
            Ok(Enqueued::Known(upload)) => match upload.state {
                UploadState::Done { .. } => Added::AlreadySent(upload.id),
                UploadState::Failed(_) => match self.retry_with(upload.id, Some(&file)).await {
                    Ok(()) => Added::Queued(upload.id),
                    Err(error) => not_stored(&error),
                },
                _ => Added::AlreadyQueued(upload.id),
            },
            Err(error) => not_stored(&error.into()),
        }
    }

    pub async fn pause_uploads(&self, ids: &[UploadId]) -> Result<(), EngineError> {
        self.move_all(ids, &UploadEvent::Paused).await
    }

    pub async fn resume_uploads(&self, ids: &[UploadId]) -> Result<(), EngineError> {
        self.move_all(ids, &UploadEvent::Resumed).await
    }

    pub async fn cancel_uploads(&self, ids: &[UploadId]) -> Result<(), EngineError> {
        self.move_all(ids, &UploadEvent::Cancelled).await
    }

    /// The row first, then the transfer: whatever happens in between, the person's word is kept.
    async fn move_all(&self, ids: &[UploadId], event: &UploadEvent) -> Result<(), EngineError> {
        let inner = &self.0;
        let mut refused = None;
        for id in ids {
            match inner.store.move_upload(*id, event, inner.now()).await {
                Ok(upload) => {
                    // A resumed one may have its new lane already.
                    if *event != UploadEvent::Resumed {
                        inner.stop_moved(*id);
                    }
                    inner.say(Event::UploadChanged(upload));
                }
                // Of many, those that can move do; of one, the person is told.
                Err(error) => match EngineError::from(error) {
                    EngineError::NotAllowed(what) => refused = Some(what),
                    other => return Err(other),
                },
            }
        }
        inner.wake.notify_one();
        match refused {
            Some(what) if ids.len() == 1 => Err(what.into()),
            _ => Ok(()),
        }
    }

    /// Tries failed ones again, from the last part the cloud has. A file that changed since is
    /// looked at anew and sent as it is now.
    pub async fn retry_uploads(&self, ids: &[UploadId]) -> Result<(), EngineError> {
        let mut refused = None;
        for id in ids {
            if let Err(error) = self.retry_with(*id, None).await {
                refused = Some(error);
            }
        }
        self.0.wake.notify_one();
        match refused {
            Some(error) if ids.len() == 1 => Err(error),
            _ => Ok(()),
        }
    }

    async fn retry_with(
        &self,
        id: UploadId,
        looked: Option<&domain::MediaFile>,
    ) -> Result<(), EngineError> {
        let inner = &self.0;
        let upload = inner.store.upload(id).await?.ok_or(EngineError::UnknownUpload)?;
        let changed = matches!(&upload.state,
            UploadState::Failed(failure) if failure.kind == ErrorKind::FileChanged);
        let file = match looked {
            Some(file) => Some(file.clone()),
            None if changed => {
                let path = upload.file.path.clone();
                let again = tokio::task::spawn_blocking(move || intake::look(&path, u64::MAX));
                let again =
                    again.await.map_err(|error| EngineError::Rejected(error.to_string()))?;
                Some(again.map_err(|refusal| EngineError::Rejected(refusal.to_string()))?)
            }
            None => None,
        };
        if let Some(file) = file.filter(|file| *file != upload.file) {
            inner.store.set_file(id, &file).await?;
        }
        inner.troubles.lock().expect("nobody panics with the lock").remove(&id);
        let upload = inner.store.move_upload(id, &UploadEvent::Retried, inner.now()).await?;
        inner.say(Event::UploadChanged(upload));
        inner.wake.notify_one();
        Ok(())
    }

    pub async fn move_to_top(&self, ids: &[UploadId]) -> Result<(), EngineError> {
        let inner = &self.0;
        let moved = inner.store.move_to_top(ids).await?;
        let first = moved
            .iter()
            .filter(|upload| upload.state == UploadState::Queued)
            .map(|upload| upload.place)
            .min();
        inner.uploads_changed(moved);
        if let Some(place) = first {
            let lanes = inner.settings().await?.parallel_files as usize;
            inner.make_room_for(place, lanes);
        }
        inner.wake.notify_one();
        Ok(())
    }

    /// Takes finished ones off the list. The file itself is never touched.
    pub async fn remove_uploads(&self, ids: &[UploadId]) -> Result<(), EngineError> {
        for id in ids {
            if self.0.store.remove_upload(*id).await? {
                self.0.say(Event::UploadRemoved(*id));
            }
        }
        Ok(())
    }

    pub async fn clear_done(&self) -> Result<(), EngineError> {
        let all = self.0.store.uploads().await?;
        let done = all.iter().filter(|one| matches!(one.state, UploadState::Done { .. }));
        self.remove_uploads(&done.map(|one| one.id).collect::<Vec<_>>()).await
    }

    pub async fn upload_details(&self, id: UploadId) -> Result<UploadDetails, EngineError> {
        let store = &self.0.store;
        Ok(UploadDetails {
            upload: store.upload(id).await?.ok_or(EngineError::UnknownUpload)?,
            parts: store.parts(id).await?,
            history: store.history(id).await?,
        })
    }

    pub async fn pause_queue(&self, how_long: Option<Duration>) -> Result<(), EngineError> {
        let pause = match how_long {
            Some(time) => Pause::Until { until: self.0.now().after(time) },
            None => Pause::UntilResumed,
        };
        self.0.store.set_pause(pause).await?;
        self.0.stop_all_running();
        self.0.say(Event::PauseChanged(pause));
        self.0.wake.notify_one();
        Ok(())
    }

    pub async fn resume_queue(&self) -> Result<(), EngineError> {
        self.0.store.set_pause(Pause::No).await?;
        self.0.say(Event::PauseChanged(Pause::No));
        self.0.wake.notify_one();
        Ok(())
    }

    pub async fn set_settings(&self, settings: Settings) -> Result<Settings, EngineError> {
        let settings = settings.clamped();
        self.0.store.set_settings(&settings).await?;
        self.0.say(Event::SettingsChanged(settings.clone()));
        self.0.wake.notify_one();
        Ok(settings)
    }

    /// The part that the run of this moment began with, when it was not the first.
    pub fn resumed_at_part(&self, id: UploadId) -> Option<u32> {
        let all = self.0.running.lock().expect("nobody panics with the lock");
        all.get(&id)?.flight.resumed_at_part()
    }

    pub fn progress(&self) -> Vec<Progress> {
        let running = self.0.running_now();
        let mut all: Vec<Progress> = running
            .into_iter()
            .map(|(upload, running)| Progress {
                upload,
                sent_bytes: running.flight.sent_bytes(),
                bytes_per_second: running.flight.bytes_per_second(),
                resumed_at_part: running.flight.resumed_at_part(),
            })
            .collect();
        all.sort_by_key(|progress| progress.upload);
        all
    }

    /// The one sentence above the queue, in numbers.
    pub async fn headline(&self) -> Result<Headline, EngineError> {
        let inner = &self.0;
        let totals = inner.store.totals().await?;
        let running = inner.running_now();
        let rate: f64 = running.iter().map(|(_, one)| one.flight.bytes_per_second()).sum();
        let in_flight: u64 = running.iter().map(|(_, one)| one.flight.in_flight_bytes()).sum();
        let sent = (totals.accepted_bytes + in_flight).min(totals.bytes);
        let bytes_left = totals.bytes - sent;
        Ok(Headline {
            files_left: totals.files,
            bytes_left,
            fraction: if totals.bytes == 0 { 1.0 } else { sent as f64 / totals.bytes as f64 },
            bytes_per_second: rate,
            seconds_left: (rate > 1.0 && totals.files > 0)
                .then(|| (bytes_left as f64 / rate).ceil() as u64),
            needs_attention: totals.failed,
            standstill: self.standstill(&totals).await?,
        })
    }

    async fn standstill(&self, totals: &Totals) -> Result<Option<Standstill>, EngineError> {
        let inner = &self.0;
        if totals.files == 0 {
            return Ok(None);
        }
        if let Some(said) = inner.storage.lock().expect("nobody panics with the lock").clone() {
            return Ok(Some(Standstill::Storage { said }));
        }
        let all_by_hand = totals.files == totals.paused;
        if all_by_hand || inner.store.pause().await?.holds_at(inner.now()) {
            return Ok(Some(Standstill::Paused));
        }
        let running = inner.running_now();
        let tries: Vec<Option<Timestamp>> =
            running.iter().map(|(_, one)| one.flight.next_try()).collect();
        if tries.iter().any(Option::is_none) {
            return Ok(None);
        }
        if let Some(next_try) = tries.into_iter().flatten().min() {
            return Ok(Some(Standstill::Busy { next_try }));
        }
        let waiting = &totals.connections;
        if let Some(next_try) = waiting.iter().filter_map(|id| inner.next_knock(id)).min() {
            return Ok(Some(Standstill::Network { next_try }));
        }
        for id in waiting {
            let connection = inner.store.connection(id).await?;
            // Without a project nothing moves either, and it takes the same person to change it.
            if connection.is_some_and(|one| one.state.project().is_none()) {
                return Ok(Some(Standstill::Authorization { connection: id.clone() }));
            }
        }
        Ok(totals.soonest_retry.map(|next_try| Standstill::Busy { next_try }))
    }

    pub(crate) fn targets_live(&self, connection: &Connection) -> Duration {
        let able = self.capabilities().into_iter().find(|one| one.provider == connection.provider);
        able.and_then(|one| one.uploads).map_or(Duration::MAX, |ability| ability.targets_live)
    }

    /// Work that ends by itself when told to, and must not be cut in the middle of a write.
    pub(crate) fn spawn_to_its_end(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.0.tasks.spawn(work);
    }

    /// Work that ends with the engine.
    pub(crate) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let stop = self.0.stop.clone();
        self.0.tasks.spawn(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                () = work => {}
            }
        });
    }
}

fn not_stored(error: &EngineError) -> Added {
    Added::Refused(Refusal::NotStored { kind: error.kind(), said: error.to_string() })
}

impl Inner {
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    pub fn able(&self, provider: ProviderKind) -> Result<Capabilities, EngineError> {
        let all = self.clouds.capabilities();
        all.into_iter().find(|able| able.provider == provider).ok_or_else(|| {
            EngineError::Rejected(format!("this Labrun cannot talk to {}", provider.code()))
        })
    }

    /// As they hold for this run.
    pub async fn settings(&self) -> Result<Settings, EngineError> {
        let set = self.store.settings().await?;
        Ok(Settings {
            parallel_parts: self.overrides.parallel_parts.unwrap_or(set.parallel_parts),
            limit_mbit: self.overrides.limit_mbit.or(set.limit_mbit),
            redirect_port: self.overrides.redirect_port.unwrap_or(set.redirect_port),
            ..set
        }
        .clamped())
    }

    /// Nobody listening is fine.
    pub fn say(&self, event: Event) {
        let _ = self.events.send(event);
    }
}
