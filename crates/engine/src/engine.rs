//! The engine's face: what can be asked of it, one method per intent.

use crate::EngineError;
use crate::buffers::Buffers;
use crate::clocks::{Clock, Look};
use crate::connections::Turns;
use crate::event::{Event, Headline, Progress};
use crate::farewells::Farewells;
use crate::headline::Estimates;
use crate::lanes::Level;
use crate::limiter::{BestRate, Limiter};
use crate::loopback::Pages;
use crate::network::Lines;
use crate::pictures::Pictures;
use crate::presence::Watches;
use crate::running::Running;
use crate::sessions::Sessions;
use crate::setup::{Overrides, Setup};
use crate::sign_in::SignInDesk;
use domain::{
    Capabilities, Clouds, Connection, ConnectionId, ConnectionState, Counts, Endpoint, ErrorKind,
    Farewell, FolderState, Happened, Links, NetworkStatus, Pause, Presence, ProjectId,
    ProviderKind, Reading, Secret, Settings, SignIn, Timestamp, Upload, UploadId, WatchedFolder,
};
use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::{PartRow, Store};
use tokio::sync::{Notify, broadcast, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub(crate) use crate::setup::Timings;

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
    pub pages: Pages,
    clock: Clock,
    look: Look,
    /// What both clocks showed at the start.
    pub began: Reading,
    pub links: Arc<dyn Links>,
    pub network: Mutex<NetworkStatus>,
    pub best_rate: Mutex<BestRate>,
    pub level: Level,
    /// What parts are read into.
    pub buffers: Buffers,
    pub estimates: Estimates,
    pub folders: crate::intake::Folders,
    /// Held while rows get lanes and while a person moves rows, so that neither overtakes the
    /// other.
    pub assigning: tokio::sync::Mutex<()>,
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
    /// For every wait: the machine slept, time has passed. Counts, so that nobody who was busy in
    /// that moment misses it.
    pub woke: watch::Sender<u32>,
    pub tasks: TaskTracker,
    pub stop: CancellationToken,
}

/// Everything at one moment: what a window starts from.
#[derive(Debug, Clone)]
pub struct Snapshot {
    pub connections: Vec<(Connection, Presence)>,
    pub sign_in: Option<SignIn>,
    /// Of everything; the rows themselves are asked for by the page.
    pub counts: Counts,
    pub progress: Vec<Progress>,
    pub headline: Headline,
    pub pause: Pause,
    pub settings: Settings,
    /// Leaves that a cloud is still to be told of.
    pub farewells: Vec<Farewell>,
    pub folders: Vec<(WatchedFolder, FolderState)>,
    pub network: NetworkStatus,
}

/// One upload, as closely as we know it.
#[derive(Debug, Clone)]
pub struct UploadDetails {
    pub upload: Upload,
    pub parts: Vec<PartRow>,
    pub history: Vec<(Timestamp, Happened)>,
    /// Other files of the same recording.
    pub together: Vec<Upload>,
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
            pages: setup.pages,
            timings: setup.timings,
            built_in_secrets: setup.built_in_secrets,
            endpoints: setup.endpoints,
            clock: setup.clock,
            began: (setup.reading)(),
            look: setup.reading,
            links: setup.links,
            network: Mutex::default(),
            best_rate: Mutex::default(),
            level: Level::default(),
            buffers: Buffers::default(),
            estimates: Estimates::default(),
            folders: crate::intake::Folders::default(),
            assigning: tokio::sync::Mutex::default(),
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
            woke: watch::Sender::new(0),
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
        }))
    }

    /// Puts back what a crash left and starts to work.
    pub async fn start(setup: Setup) -> Result<Self, EngineError> {
        let engine = Self::at_rest(setup);
        let inner = &engine.0;
        let broken_off = inner.store.requeue_interrupted(inner.now()).await?;
        inner.note_what_broke_off(&broken_off).await?;
        for connection in inner.store.connections().await? {
            // What the network was like before we were stopped says nothing about now.
            inner.line_is_up(&connection.id).await?;
            if connection.state != ConnectionState::NotAuthorized {
                inner.authorization_is_back(&connection.id).await?;
            }
        }
        inner.rank_by(&inner.settings().await?).await?;
        inner.take_route().await;
        engine.spawn(engine.clone().schedule());
        engine.spawn(engine.clone().keep_level());
        engine.spawn(engine.clone().watch_folders());
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
            counts: inner.store.counts(None, "").await?,
            progress: self.progress(),
            headline: self.headline().await?,
            pause: inner.store.pause().await?,
            settings: inner.store.settings().await?,
            farewells: inner.store.farewells().await?,
            folders: self.watched_folders().await?,
            network: inner.network_status(),
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

    pub async fn upload_details(&self, id: UploadId) -> Result<UploadDetails, EngineError> {
        let store = &self.0.store;
        let upload = store.upload(id).await?.ok_or(EngineError::UnknownUpload)?;
        Ok(UploadDetails {
            together: store.same_clip(&upload).await?,
            parts: store.parts(id).await?,
            history: store.history(id).await?,
            upload,
        })
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
            parallel_files: self.overrides.parallel_files.or(set.parallel_files),
            parallel_parts: self.overrides.parallel_parts.or(set.parallel_parts),
            limit_mbit: self.overrides.limit_mbit.or(set.limit_mbit),
            redirect_port: self.overrides.redirect_port.unwrap_or(set.redirect_port),
            ..set
        }
        .clamped())
    }

    pub fn reading(&self) -> Reading {
        (self.look)()
    }

    /// Nobody listening is fine.
    pub fn say(&self, event: Event) {
        let _ = self.events.send(event);
    }
}
