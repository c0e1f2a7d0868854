//! profile → vault → store → providers → engine, in that order. Each step can stop at a screen
//! of its own, and goes on from there when a person has answered.

use crate::events::{Glance, headlines};
use crate::profile::write_log;
use crate::updates::Updates;
use crate::{pages, spoken, view};
use domain::{Language, Secret, SignIn, TokenVault};
use engine::data_folder::{self, DataFolderError};
use engine::profile::{Profile, ProfileError, Vault, installation_id};
use engine::{Engine, Setup, system_clock};
use providers::{Identity, Patience, Providers};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;
use store::{OpenError, Store};
use tauri::AppHandle;
use tauri::ipc::Channel;
use tokio::sync::{Notify, watch};
use words::Words;

/// How far the start has come.
enum Stage {
    Starting,
    /// On its way to the data folder that a person chose.
    Moving(view::Startup),
    /// For a drive to be plugged in, or for another Labrun to end. Goes on by itself.
    Waits(view::Startup),
    /// Nothing to be done from the window.
    Closed(view::Startup),
    VaultNeeded {
        profile: Arc<Profile>,
        vault: view::VaultState,
    },
    DatabaseTrouble {
        profile: Arc<Profile>,
        open: OpenVault,
        startup: view::Startup,
    },
    Ready {
        profile: Arc<Profile>,
        engine: Engine,
        vault: view::VaultState,
    },
    Over,
}

impl Stage {
    /// Comes about without a person.
    fn is_on_its_way(&self) -> bool {
        matches!(self, Self::Starting | Self::Moving(_) | Self::Waits(_))
    }

    fn says_as(&self, other: &Self) -> bool {
        matches!((self, other), (Self::Waits(one), Self::Waits(other)) if one == other)
    }
}

/// How often it is looked whether what the start waits for has come about.
const LOOKS_AGAIN: Duration = Duration::from_secs(1);

/// How often the window is told how far a move is.
const MOVE_TOLD: Duration = Duration::from_millis(250);

type Opened = Result<Arc<dyn TokenVault>, domain::VaultError>;

#[derive(Clone)]
struct OpenVault {
    vault: Arc<dyn TokenVault>,
    kind: view::VaultKind,
}

pub struct Shell {
    pub app: AppHandle,
    /// Where the profile is, unless a person chose otherwise, and what says where it is then.
    usual: PathBuf,
    /// Where the log is, once that is settled.
    folder: OnceLock<PathBuf>,
    stage: tokio::sync::Mutex<Stage>,
    /// The window's ear. A reloaded window brings a new one.
    window: Mutex<Option<Channel<view::Changes>>>,
    /// The stage changed, or there is a new ear.
    pub moved: Notify,
    /// Files from the command line that the window has not taken yet.
    handed: Mutex<Vec<PathBuf>>,
    /// How the queue stands, for whoever acts on that without a window. `None`: not started yet.
    pub glance: watch::Sender<Option<Arc<Glance>>>,
    pub updates: Updates,
    /// What a person was shown last of what is wrong.
    previewed: Mutex<Option<view::Diagnosis>>,
}

impl Shell {
    pub fn new(app: AppHandle, usual: PathBuf) -> Self {
        Self {
            app,
            usual,
            folder: OnceLock::new(),
            stage: tokio::sync::Mutex::new(Stage::Starting),
            window: Mutex::default(),
            moved: Notify::new(),
            handed: Mutex::default(),
            glance: watch::Sender::new(None),
            updates: Updates::default(),
            previewed: Mutex::default(),
        }
    }

    /// Comes back when there is nothing more that can come about by itself.
    pub async fn start(&self) {
        loop {
            // A profile that is wanted elsewhere goes there first.
            let arrived = match data_folder::is_to_move(&self.usual) {
                true => self.settle().await,
                false => Ok(()),
            };
            let mut stage = self.stage.lock().await;
            if !stage.is_on_its_way() {
                return;
            }
            let next = match arrived {
                Ok(()) => {
                    let found = data_folder::find(&self.usual);
                    self.log_into(found.unwrap_or_else(|_| self.usual.clone()));
                    self.open_profile().await
                }
                Err(stuck) => stuck,
            };
            let (waits, is_news) = (matches!(next, Stage::Waits(_)), !next.says_as(&stage));
            *stage = next;
            drop(stage);
            if is_news {
                self.moved.notify_one();
            }
            if !waits {
                return;
            }
            tokio::time::sleep(LOOKS_AGAIN).await;
        }
    }

    async fn settle(&self) -> Result<(), Stage> {
        let usual = self.usual.clone();
        let (bytes, mut seen) = watch::channel((0, 0));
        let moving = tauri::async_runtime::spawn_blocking(move || {
            data_folder::settle(&usual, "Labrun", &mut |step| {
                if let data_folder::Step::Bytes { done, of } = step {
                    bytes.send_replace((done, of));
                }
            })
        });
        // Until whoever counts is gone.
        while seen.changed().await.is_ok() {
            let (done, of) = *seen.borrow_and_update();
            let startup = view::Startup::MovingDataFolder { done, of };
            let mut stage = self.stage.lock().await;
            if stage.is_on_its_way() {
                *stage = Stage::Moving(startup);
            }
            drop(stage);
            self.moved.notify_one();
            tokio::time::sleep(MOVE_TOLD).await;
        }
        match moving.await {
            Ok(Err(DataFolderError::InUse { holder })) => {
                Err(Stage::Waits(view::Startup::ProfileInUse { holder }))
            }
            // It stays where it was, and the settings say why.
            Ok(Err(error)) => {
                eprintln!("Labrun: {error}");
                Ok(())
            }
            Ok(Ok(_)) => Ok(()),
            Err(error) => Err(Stage::Closed(view::Startup::Failed { said: error.to_string() })),
        }
    }

    /// Not before the profile is where it belongs: the log goes along when it moves.
    fn log_into(&self, folder: PathBuf) {
        self.folder.get_or_init(|| {
            write_log(&folder);
            folder
        });
    }

    pub async fn stop(&self) {
        if let Some(engine) = self.engine().await {
            // Parts are cut at once; a create call or a refresh is seen through, because their
            // answers come only once.
            let _ = tokio::time::timeout(Duration::from_secs(45), engine.stop()).await;
        }
        // Gives the profile back: a new version may be waiting for it already.
        *self.stage.lock().await = Stage::Over;
    }

    pub fn folder(&self) -> &Path {
        self.folder.get().unwrap_or(&self.usual)
    }

    pub fn usual_folder(&self) -> &Path {
        &self.usual
    }

    pub fn previewed(&self, diagnosis: view::Diagnosis) {
        *self.previewed.lock().expect("nobody panics with the lock") = Some(diagnosis);
    }

    pub fn last_previewed(&self) -> Option<view::Diagnosis> {
        self.previewed.lock().expect("nobody panics with the lock").clone()
    }

    pub fn language(&self) -> Language {
        spoken::language()
    }

    pub fn words(&self) -> &'static Words {
        spoken::words()
    }

    /// Whether it is another one than before.
    pub fn speak(&self, chosen: Option<Language>) -> bool {
        spoken::speak(chosen)
    }

    /// What this program calls itself.
    pub fn version(&self) -> String {
        self.app.package_info().version.to_string()
    }

    /// Files that a person named when starting us. The window asks where they go.
    pub fn hand_over(&self, files: Vec<PathBuf>) {
        if files.is_empty() {
            return;
        }
        self.handed.lock().expect("nobody panics with the lock").extend(files);
        self.tell(view::Changes { handed: true, ..view::Changes::default() });
    }

    pub fn take_handed(&self) -> Vec<PathBuf> {
        std::mem::take(&mut *self.handed.lock().expect("nobody panics with the lock"))
    }

    pub async fn engine(&self) -> Option<Engine> {
        match &*self.stage.lock().await {
            Stage::Ready { engine, .. } => Some(engine.clone()),
            _ => None,
        }
    }

    pub async fn running(&self) -> Result<Engine, view::CommandError> {
        self.engine().await.ok_or_else(|| view::CommandError {
            code: view::ErrorCode::NotAllowed,
            said: self.words().say("health-not-started", &[]),
        })
    }

    pub fn listen(&self, ear: Channel<view::Changes>) {
        *self.window.lock().expect("nobody panics with the lock") = Some(ear);
    }

    /// A window that is gone hears nothing; the next one starts from a snapshot.
    pub fn tell(&self, changes: view::Changes) {
        let mut ear = self.window.lock().expect("nobody panics with the lock");
        if ear.as_ref().is_some_and(|ear| ear.send(changes).is_err()) {
            *ear = None;
        }
    }

    pub async fn tell_everything(&self) {
        let startup = Some(self.startup().await);
        let language = Some(self.language().into());
        self.tell(view::Changes { startup, language, ..view::Changes::default() });
    }

    pub async fn opening(&self) -> view::Opening {
        // Its language last: by then a start that has come to its end has said what the person chose.
        let startup = self.startup().await;
        view::Opening { language: self.language().into(), startup }
    }

    /// Where we are, as a screen.
    pub async fn startup(&self) -> view::Startup {
        self.startup_in(self.words()).await
    }

    pub async fn startup_in(&self, words: &Words) -> view::Startup {
        // The stage is let go before the snapshot is taken: it asks the vault, and a keyring that
        // prompts would hold up every command.
        let (engine, vault) = match &*self.stage.lock().await {
            Stage::Starting | Stage::Over => {
                let said = words.say("health-is-starting", &[]);
                return view::Startup::Failed { said };
            }
            Stage::Closed(startup)
            | Stage::Moving(startup)
            | Stage::Waits(startup)
            | Stage::DatabaseTrouble { startup, .. } => {
                return startup.clone().told(words);
            }
            Stage::VaultNeeded { vault, .. } => {
                return view::Startup::VaultNeeded { vault: vault.clone() }.told(words);
            }
            Stage::Ready { engine, vault, .. } => (engine.clone(), vault.clone()),
        };
        match self.snapshot(&engine, &vault, words).await {
            Ok(snapshot) => view::Startup::Ready { snapshot: Box::new(snapshot) },
            Err(error) => view::Startup::Failed { said: error.sentence() }.told(words),
        }
    }

    async fn snapshot(
        &self,
        engine: &Engine,
        vault: &view::VaultState,
        words: &Words,
    ) -> Result<view::Snapshot, engine::EngineError> {
        let all = engine.snapshot().await?;
        let mut providers = Vec::new();
        for able in engine.capabilities() {
            let known = engine.known_fields(able.provider).await.unwrap_or_default();
            providers.push(view::ProviderSpec::new(&able, &known, words));
        }
        Ok(view::Snapshot {
            version: self.version(),
            providers,
            connections: all
                .connections
                .iter()
                .map(|(row, presence)| connection(engine, row, *presence, words))
                .collect(),
            sign_in: all.sign_in.as_ref().map(|state| view::SignIn::new(state, words)),
            counts: all.counts.into(),
            progress: all.progress.into_iter().map(Into::into).collect(),
            headline: view::Headline::new(all.headline, words),
            headlines: headlines(engine, words).await?,
            pause: all.pause.into(),
            settings: all.settings.into(),
            vault: vault.clone(),
            farewells: all.farewells.iter().map(|one| view::Farewell::new(one, words)).collect(),
            folders: all
                .folders
                .into_iter()
                .map(|(row, state)| view::WatchedFolder::new(row, state, words))
                .collect(),
            network: view::NetworkStatus::new(all.network, words),
            lanes: view::Lanes::new(engine.lanes(), words),
            update: view::Update::new(self.updates.state(), words),
        })
    }

    pub async fn create_vault(&self, passphrase: Secret) -> Result<(), view::CommandError> {
        self.open_vault_with(passphrase, Profile::create_vault).await
    }

    pub async fn unlock_vault(&self, passphrase: Secret) -> Result<(), view::CommandError> {
        self.open_vault_with(passphrase, Profile::unlock_vault).await
    }

    async fn open_vault_with(
        &self,
        passphrase: Secret,
        open: fn(&Profile, &Secret) -> Opened,
    ) -> Result<(), view::CommandError> {
        let mut stage = self.stage.lock().await;
        let Stage::VaultNeeded { profile, .. } = &*stage else { return Ok(()) };
        let profile = profile.clone();
        let opening = profile.clone();
        let vault = tauri::async_runtime::spawn_blocking(move || open(&opening, &passphrase))
            .await
            .unwrap_or_else(|error| Err(domain::VaultError::Failed(error.to_string())))?;
        let open = OpenVault { vault, kind: view::VaultKind::File };
        *stage = self.open_database(profile, open).await;
        drop(stage);
        self.tell_everything().await;
        self.moved.notify_one();
        Ok(())
    }

    pub async fn retry_keyring(&self) {
        let mut stage = self.stage.lock().await;
        if let Stage::VaultNeeded { profile, .. } = &*stage {
            *stage = self.open_vault(profile.clone()).await;
        }
        drop(stage);
        self.tell_everything().await;
        self.moved.notify_one();
    }

    /// The person has read what is wrong with the database and wants to go on without it.
    pub async fn set_database_aside(&self) -> Result<(), view::CommandError> {
        let mut stage = self.stage.lock().await;
        let Stage::DatabaseTrouble { profile, open, .. } = &*stage else { return Ok(()) };
        let (profile, open) = (profile.clone(), open.clone());
        let aside = profile.set_database_aside(system_clock()()).map_err(|error| {
            let why = format!("The database could not be moved aside: {error}");
            view::CommandError::new(view::ErrorCode::StorageFailed, &why)
        })?;
        tracing::warn!(kept = %aside.display(), "the database was set aside");
        *stage = self.open_database(profile, open).await;
        drop(stage);
        self.tell_everything().await;
        let path = aside.to_string_lossy().into_owned();
        let said = self.words().say("notifications-old-queue-kept", &[("path", path.into())]);
        let notices = vec![view::Notice { tone: view::Tone::Info, said }];
        self.tell(view::Changes { notices, ..view::Changes::default() });
        self.moved.notify_one();
        Ok(())
    }

    /// A person who has just plugged in the drive does not want to wait.
    pub async fn look_for_data_folder(&self) {
        let mut stage = self.stage.lock().await;
        if matches!(&*stage, Stage::Waits(view::Startup::DataFolderAway { .. })) {
            *stage = self.open_profile().await;
        }
        drop(stage);
        self.tell_everything().await;
        self.moved.notify_one();
    }

    async fn open_profile(&self) -> Stage {
        let folder = match data_folder::find(&self.usual) {
            Ok(folder) => folder,
            Err(DataFolderError::Away(folder)) => {
                let path = folder.to_string_lossy().into_owned();
                return Stage::Waits(view::Startup::DataFolderAway { path });
            }
            Err(error) => {
                return Stage::Closed(view::Startup::Failed { said: error.to_string() });
            }
        };
        match Profile::open(&folder, "Labrun") {
            Ok(profile) => self.open_vault(Arc::new(profile)).await,
            Err(ProfileError::InUse { holder }) => {
                Stage::Waits(view::Startup::ProfileInUse { holder })
            }
            Err(error) => Stage::Closed(view::Startup::Failed { said: error.to_string() }),
        }
    }

    async fn open_vault(&self, profile: Arc<Profile>) -> Stage {
        let asked = profile.clone();
        let vault = tauri::async_runtime::spawn_blocking(move || asked.vault()).await;
        let needed = |kind, state, said| view::VaultState { kind, state, said };
        match vault {
            Ok(Vault::Keyring(vault)) => {
                let open = OpenVault { vault, kind: view::VaultKind::Keyring };
                self.open_database(profile, open).await
            }
            Ok(Vault::Locked) => {
                let vault = needed(view::VaultKind::File, view::VaultStep::Locked, None);
                Stage::VaultNeeded { profile, vault }
            }
            Ok(Vault::ToBeChosen { said }) => {
                let vault = needed(view::VaultKind::None, view::VaultStep::ToBeChosen, Some(said));
                Stage::VaultNeeded { profile, vault }
            }
            Err(error) => Stage::Closed(view::Startup::Failed { said: error.to_string() }),
        }
    }

    async fn open_database(&self, profile: Arc<Profile>, open: OpenVault) -> Stage {
        let store = match Store::open(&profile.database()).await {
            Ok(store) => store,
            Err(error) => {
                tracing::error!(%error, "the database cannot be used");
                let path = profile.database().to_string_lossy().into_owned();
                let said = error.to_string();
                let startup = match error {
                    OpenError::Damaged { .. } => view::Startup::DatabaseDamaged { path, said },
                    OpenError::Newer { .. } => view::Startup::DatabaseNewer { path, said },
                    _ => return Stage::Closed(view::Startup::Failed { said }),
                };
                return Stage::DatabaseTrouble { profile, open, startup };
            }
        };
        match start_engine(&profile, store, open.vault, self.version()).await {
            Ok(engine) => {
                self.forget_old_folder();
                if let Ok(settings) = engine.settings().await {
                    self.speak(settings.language);
                }
                let vault =
                    view::VaultState { kind: open.kind, state: view::VaultStep::Ready, said: None };
                Stage::Ready { profile, engine, vault }
            }
            Err(said) => Stage::Closed(view::Startup::Failed { said }),
        }
    }

    /// It was kept until the new one had opened. Nobody waits for that.
    fn forget_old_folder(&self) {
        let usual = self.usual.clone();
        tauri::async_runtime::spawn_blocking(move || {
            if let Err(error) = data_folder::forget_what_was_left(&usual, &mut |_| ()) {
                tracing::warn!(%error, "the old data folder is still there");
            }
        });
    }

    /// For what lives beside the database: marks of things that were said once.
    pub async fn profile_folder(&self) -> Option<PathBuf> {
        Some(self.profile().await?.folder().to_owned())
    }

    pub async fn profile(&self) -> Option<Arc<Profile>> {
        match &*self.stage.lock().await {
            Stage::Ready { profile, .. } => Some(profile.clone()),
            _ => None,
        }
    }
}

async fn start_engine(
    profile: &Profile,
    store: Store,
    vault: Arc<dyn TokenVault>,
    version: String,
) -> Result<Engine, String> {
    let asked = vault.clone();
    let client_id = tauri::async_runtime::spawn_blocking(move || installation_id(asked.as_ref()))
        .await
        .map_err(|error| error.to_string())?
        .map_err(|error| error.to_string())?;
    let identity = Identity { client_id, version };
    let clouds = Providers::new(identity, Patience::default());
    let clouds = Arc::new(clouds.with_multicam_key(profile.multicam_key()));
    let links = Arc::new(link::System::default());
    let mut setup =
        Setup::of(profile, store, vault, clouds, links).map_err(|error| error.to_string())?;
    setup.pages = Arc::new(|| pages::said(spoken::words()));
    Engine::start(setup).await.map_err(|error| error.sentence())
}

pub fn connection(
    engine: &Engine,
    row: &domain::Connection,
    presence: domain::Presence,
    words: &Words,
) -> view::Connection {
    let vendor = engine.vendor_endpoint(row.provider);
    view::Connection::new(row, presence, engine.picture_version(&row.id), vendor.as_ref(), words)
}

/// The link of the code on the screen.
pub fn approval_link(sign_in: Option<SignIn>) -> Option<url::Url> {
    match sign_in? {
        SignIn::AwaitingApproval { prompt, .. } => prompt.link_with_code.or(prompt.link),
        _ => None,
    }
}
