//! The set: a simulated cloud, a profile folder, an engine between them.

use domain::{
    Answers, ConnectionId, Endpoint, ProviderKind, Secret, SignIn, Timestamp, TokenVault, Upload,
    UploadId, UploadState, WayId,
};
use engine::{Added, Clock, Engine, Event, Overrides, Setup, Timings};
use providers::{Identity, Patience, Providers};
use rand::rngs::StdRng;
use rand::{RngCore, SeedableRng};
use sha2::{Digest, Sha256};
use simulator::{Kind, Options, Simulator};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};
use store::{MemoryVault, Store};
use tempfile::TempDir;

/// As long as a test waits for anything, on a slow machine.
pub const PATIENCE: Duration = Duration::from_secs(45);

pub struct Set {
    pub cloud: Simulator,
    pub engine: Engine,
    pub vault: Arc<MemoryVault>,
    pub folder: TempDir,
    ahead_ms: Arc<AtomicI64>,
}

/// The rules of the product at a pace for tests, but for what is looked at by itself.
pub fn quick() -> Timings {
    Timings {
        pace: 0.05,
        look_again: Duration::from_millis(250),
        heartbeat: Duration::from_secs(60),
        whereabouts: Duration::from_secs(60),
        poll: Duration::from_secs(60),
        ..Timings::default()
    }
}

impl Set {
    pub async fn new() -> Self {
        Self::with(quick(), Overrides::default()).await
    }

    pub async fn with(timings: Timings, overrides: Overrides) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut options = Options::new(folder.path().join("cloud"));
        // A person at a web page is quick here.
        options.assumed.poll_interval_s = 1;
        options.assumed.poll_tolerance_ms = 1000;
        // Many parts without many bytes.
        options.assumed.part_rule_bytes = 256 * 1024;
        let cloud = Simulator::start(options).await.unwrap();
        let vault = Arc::new(MemoryVault::new());
        let ahead_ms = Arc::new(AtomicI64::new(0));
        let engine = engine(&cloud, folder.path(), &vault, &ahead_ms, timings, overrides).await;
        Self { cloud, engine, vault, folder, ahead_ms }
    }

    /// As after a crash: nothing of the old engine gets to say goodbye but its sockets.
    pub async fn restart(&mut self) {
        self.engine.stop().await;
        let (timings, overrides) = (quick(), Overrides::default());
        let folder = self.folder.path();
        self.engine =
            engine(&self.cloud, folder, &self.vault, &self.ahead_ms, timings, overrides).await;
    }

    /// Time passes, for us and for the cloud.
    pub fn advance(&self, span: Duration) {
        self.ahead_ms.fetch_add(span.as_millis() as i64, Ordering::SeqCst);
        self.cloud.advance(span);
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
                let states: Vec<_> = now.uploads.iter().map(|one| &one.state).collect();
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

async fn engine(
    cloud: &Simulator,
    folder: &Path,
    vault: &Arc<MemoryVault>,
    ahead_ms: &Arc<AtomicI64>,
    timings: Timings,
    overrides: Overrides,
) -> Engine {
    let identity = Identity {
        client_id: Secret::new("5b3e6f0e-0000-4000-8000-labrun-tests"),
        version: "0.1.0".to_owned(),
    };
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
    let ahead = ahead_ms.clone();
    let clock: Clock = Arc::new(move || {
        let now: Timestamp = SystemTime::now().into();
        Timestamp(now.0 + ahead.load(Ordering::SeqCst))
    });
    let clouds = Providers::with_clock(identity, patience, clock.clone());
    let vault: Arc<dyn TokenVault> = vault.clone();
    Engine::start(Setup {
        store: Store::open(&folder.join("labrun.db")).await.unwrap(),
        vault,
        clouds: Arc::new(clouds.with_multicam_key(Some(key))),
        endpoints: ProviderKind::ALL.into_iter().map(|kind| (kind, endpoint(kind))).collect(),
        built_in_secrets: HashMap::new(),
        clock,
        timings,
        overrides,
    })
    .await
    .unwrap()
}
