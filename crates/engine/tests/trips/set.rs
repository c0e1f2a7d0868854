//! The set: a simulated cloud, a profile folder, an engine between them.

use domain::{
    Answers, ConnectionId, Endpoint, Filter, Link, Links, ProviderKind, Reading, Secret, SignIn,
    Timestamp, TokenVault, Upload, UploadId, UploadState, WayId, Which,
};
use engine::{Added, Clock, Engine, Event, Look, Overrides, PageWords, Setup, Timings};
use providers::{Identity, Patience, Providers};
use rand::rngs::StdRng;
use rand::{RngCore, SeedableRng};
use sha2::{Digest, Sha256};
use simulator::{Kind, Options, Simulator};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};
use store::{MemoryVault, Store};
use tempfile::TempDir;

/// As long as a test waits for anything, on a slow machine.
pub const PATIENCE: Duration = Duration::from_secs(45);

pub struct Set {
    pub cloud: Simulator,
    pub engine: Engine,
    pub vault: Arc<MemoryVault>,
    pub folder: TempDir,
    clocks: Clocks,
    link: Arc<LinkOfTheSet>,
    timings: Timings,
    overrides: Overrides,
}

/// Both clocks of the computer on the set.
#[derive(Clone)]
pub struct Clocks {
    began: Instant,
    /// Time that passed without anybody waiting for it.
    ahead_ms: Arc<AtomicI64>,
    /// What somebody set the wall clock wrong by.
    wrong_ms: Arc<AtomicI64>,
}

impl Clocks {
    pub fn new() -> Self {
        let (ahead_ms, wrong_ms) = (Arc::default(), Arc::default());
        Self { began: Instant::now(), ahead_ms, wrong_ms }
    }

    pub fn advance(&self, span: Duration) {
        self.ahead_ms.fetch_add(span.as_millis() as i64, Ordering::SeqCst);
    }

    fn wall(&self) -> Timestamp {
        let now: Timestamp = SystemTime::now().into();
        let moved = self.ahead_ms.load(Ordering::SeqCst) + self.wrong_ms.load(Ordering::SeqCst);
        Timestamp(now.0 + moved)
    }

    pub fn clock(&self) -> Clock {
        let clocks = self.clone();
        Arc::new(move || clocks.wall())
    }

    pub fn look(&self) -> Look {
        let clocks = self.clone();
        Arc::new(move || Reading {
            wall: clocks.wall(),
            boot: "the set".to_owned(),
            ticks_ms: clocks.began.elapsed().as_millis() as i64
                + clocks.ahead_ms.load(Ordering::SeqCst),
        })
    }
}

/// What the operating system tells about the network there.
#[derive(Default)]
struct LinkOfTheSet(Mutex<Link>);

impl Links for LinkOfTheSet {
    fn look(&self) -> Link {
        self.0.lock().unwrap().clone()
    }
}

/// The rules of the product at a pace for tests, but for what is looked at by itself.
pub fn quick() -> Timings {
    Timings {
        pace: 0.05,
        look_again: Duration::from_millis(250),
        heartbeat: Duration::from_secs(60),
        whereabouts: Duration::from_secs(60),
        poll: Duration::from_secs(60),
        notice: Duration::from_secs(1),
        level: Duration::from_millis(500),
        ..Timings::default()
    }
}

impl Set {
    pub async fn new() -> Self {
        Self::with(quick(), Overrides::default()).await
    }

    pub async fn with(timings: Timings, overrides: Overrides) -> Self {
        Self::with_cloud(timings, overrides, |_| {}).await
    }

    /// The cloud is another one than usual.
    pub async fn with_cloud(
        timings: Timings,
        overrides: Overrides,
        change: impl FnOnce(&mut Options),
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut options = Options::new(folder.path().join("cloud"));
        // A person at a web page is quick here.
        options.assumed.poll_interval_s = 1;
        options.assumed.poll_tolerance_ms = 1000;
        // Many parts without many bytes.
        options.assumed.part_rule_bytes = 256 * 1024;
        change(&mut options);
        let cloud = Simulator::start(options).await.unwrap();
        let (vault, clocks, link) =
            (Arc::new(MemoryVault::new()), Clocks::new(), Arc::<LinkOfTheSet>::default());
        let setup = setup(&cloud, folder.path(), &vault, &clocks, &link, timings, overrides).await;
        let engine = Engine::start(setup).await.unwrap();
        Self { cloud, engine, vault, folder, clocks, link, timings, overrides }
    }

    /// As after a crash: nothing of the old engine gets to say goodbye but its sockets.
    pub async fn restart(&mut self) {
        self.engine.stop().await;
        self.engine = Engine::start(self.setup().await).await.unwrap();
    }

    /// The same, with a client of another patience.
    pub async fn restart_with(&mut self, patience: Patience) {
        self.engine.stop().await;
        let clouds = Providers::with_clock(identity(), patience, self.clocks.clock());
        let setup = Setup { clouds: Arc::new(clouds), ..self.setup().await };
        self.engine = Engine::start(setup).await.unwrap();
    }

    async fn setup(&self) -> Setup {
        let Self { cloud, vault, clocks, link, timings, overrides, .. } = self;
        setup(cloud, self.folder.path(), vault, clocks, link, *timings, *overrides).await
    }

    /// Time passes, for us and for the cloud.
    pub fn advance(&self, span: Duration) {
        self.clocks.advance(span);
        self.cloud.advance(span);
    }

    /// Somebody sets the clock on the wall by so many seconds, forwards or backwards. No time
    /// passes by that.
    pub fn jump_wall_clock(&self, seconds: i64) {
        self.clocks.wrong_ms.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    /// What the operating system tells about the network from here on.
    pub fn set_link(&self, link: Link) {
        *self.link.0.lock().unwrap() = link;
    }

    pub fn secret(&self) -> Answers {
        typed(self.cloud.client_secret())
    }

    pub async fn start_sign_in(&self) {
        let fields = self.secret();
        self.engine
            .start_sign_in(ProviderKind::Frameio, device_code(), fields, None, None)
            .await
            .unwrap();
    }

    /// Signed in and pointing at the first project.
    pub async fn pair(&self) -> ConnectionId {
        self.start_sign_in().await;
        let code = within(self.cloud.until_code()).await;
        self.cloud.approve(&code.user_code, None).unwrap();
        self.until_signed_in().await
    }

    pub async fn until_signed_in(&self) -> ConnectionId {
        self.until("the sign-in to end", || async {
            match self.engine.sign_in() {
                Some(SignIn::Authorized { connection }) => Some(connection),
                Some(SignIn::Failed { said, .. }) => panic!("the sign-in failed: {said}"),
                _ => None,
            }
        })
        .await
    }

    /// Looks now and after every event.
    pub async fn until<T, F>(&self, what: &str, mut look: impl FnMut() -> F) -> T
    where
        F: Future<Output = Option<T>>,
    {
        let mut events = self.engine.subscribe();
        let found = tokio::time::timeout(PATIENCE, async {
            loop {
                if let Some(found) = look().await {
                    return found;
                }
                let _ = events.recv().await;
            }
        });
        match found.await {
            Ok(found) => found,
            Err(_) => {
                let now = self.engine.snapshot().await.unwrap();
                let page = self.engine.list(&Filter::default(), 0, 20).await.unwrap();
                let states: Vec<_> = page.rows.iter().map(|one| &one.state).collect();
                panic!("waited in vain for {what}; {:?}; {states:?}", now.sign_in);
            }
        }
    }

    pub async fn upload(&self, id: UploadId) -> Upload {
        self.engine.upload_details(id).await.unwrap().upload
    }

    pub async fn until_upload(
        &self,
        id: UploadId,
        what: &str,
        is_so: impl Fn(&Upload) -> bool,
    ) -> Upload {
        self.until(what, || async {
            let upload = self.upload(id).await;
            is_so(&upload).then_some(upload)
        })
        .await
    }

    pub async fn until_done(&self, id: UploadId) -> Upload {
        self.until_upload(id, "the upload to be done", |upload| match &upload.state {
            UploadState::Failed(failure) => panic!("it failed: {failure:?}"),
            state => matches!(state, UploadState::Done { .. }),
        })
        .await
    }

    /// A file of seeded noise.
    pub fn file(&self, name: &str, size: usize) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, noise(size as u64, size)).unwrap();
        path
    }

    pub async fn add(&self, to: &ConnectionId, path: &Path) -> UploadId {
        match self.add_any(to, path).await {
            Added::Queued(id) => id,
            other => panic!("{other:?}"),
        }
    }

    pub async fn add_any(&self, to: &ConnectionId, path: &Path) -> Added {
        self.engine.add(to, vec![path.to_owned()]).await.unwrap().remove(0).1
    }
}

/// The one that a person has clicked on.
pub fn only(id: UploadId) -> Which {
    Which::These(vec![id])
}

pub fn all_of_it() -> Which {
    Which::All { filter: Filter::default(), except: Vec::new() }
}

pub fn noise(seed: u64, size: usize) -> Vec<u8> {
    let mut bytes = vec![0; size];
    StdRng::seed_from_u64(seed).fill_bytes(&mut bytes);
    bytes
}

pub fn typed(secret: &str) -> Answers {
    [("client_secret".to_owned(), Secret::new(secret))].into_iter().collect()
}

/// The simulator's own word for a cloud.
pub fn there(kind: ProviderKind) -> Kind {
    match kind {
        ProviderKind::Frameio => Kind::Frameio,
        ProviderKind::Multicam => Kind::Multicam,
        ProviderKind::EagleEye => Kind::EagleEye,
        ProviderKind::Vinli => Kind::Vinli,
    }
}

pub fn device_code() -> WayId {
    WayId::new("device_code")
}

pub fn sha256(path: &Path) -> String {
    Sha256::digest(std::fs::read(path).unwrap()).iter().map(|byte| format!("{byte:02x}")).collect()
}

pub async fn within<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, work).await.expect("it takes too long")
}

pub async fn until_event(
    events: &mut tokio::sync::broadcast::Receiver<Event>,
    is_it: impl Fn(&Event) -> bool,
) {
    within(async {
        loop {
            if let Ok(event) = events.recv().await
                && is_it(&event)
            {
                return;
            }
        }
    })
    .await;
}

fn identity() -> Identity {
    Identity {
        client_id: Secret::new("5b3e6f0e-0000-4000-8000-labrun-tests"),
        version: "0.1.0".to_owned(),
    }
}

async fn setup(
    cloud: &Simulator,
    folder: &Path,
    vault: &Arc<MemoryVault>,
    clocks: &Clocks,
    link: &Arc<LinkOfTheSet>,
    timings: Timings,
    overrides: Overrides,
) -> Setup {
    let patience = Patience {
        connect: Duration::from_secs(5),
        answer: Duration::from_secs(5),
        stall: Duration::from_secs(2),
    };
    let endpoint = |kind: ProviderKind| Endpoint {
        address: cloud.address(there(kind)).parse().unwrap(),
        extra_ca: Some(std::fs::read_to_string(cloud.ca_pem_path()).unwrap()),
    };
    let key = cloud.keys().multicam_public_key;
    let clouds = Providers::with_clock(identity(), patience, clocks.clock());
    let (vault, links): (Arc<dyn TokenVault>, Arc<dyn Links>) = (vault.clone(), link.clone());
    Setup {
        store: Store::open(&folder.join("labrun.db")).await.unwrap(),
        vault,
        clouds: Arc::new(clouds.with_multicam_key(Some(key))),
        endpoints: ProviderKind::ALL.into_iter().map(|kind| (kind, endpoint(kind))).collect(),
        built_in_secrets: HashMap::new(),
        clock: clocks.clock(),
        reading: clocks.look(),
        links,
        timings,
        overrides,
        pages: Arc::new(PageWords::default),
    }
}
