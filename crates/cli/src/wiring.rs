//! profile → vault → store → providers → engine.

use crate::arguments::Arguments;
use domain::{ConnectionId, Secret, TokenVault};
use engine::profile::{Profile, Vault, installation_id};
use engine::{Engine, EngineError, Overrides, Setup, data_folder, system_clock};
use providers::{Identity, Patience, Providers};
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use store::Store;
use tracing_subscriber::EnvFilter;

/// One sentence for the terminal.
#[derive(Debug)]
pub struct Failed(pub String);

impl<E: Display> From<E> for Failed
where
    E: std::error::Error,
{
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// To the terminal's error stream, and only when asked for.
pub fn write_log() {
    let wanted = EnvFilter::try_from_env("LABRUN_LOG").unwrap_or_else(|_| EnvFilter::new("off"));
    let log = tracing_subscriber::fmt().with_env_filter(wanted).with_writer(std::io::stderr);
    log.init();
}

/// Held until the program ends: the lock is in it.
static PROFILE: OnceLock<Profile> = OnceLock::new();

fn profile(arguments: &Arguments) -> Result<&'static Profile, Failed> {
    if let Some(profile) = PROFILE.get() {
        return Ok(profile);
    }
    let folder = data_folder::settle(&arguments.profile, "labrunctl", &mut |_| ())?;
    let profile = Profile::open(&folder, "labrunctl")?;
    data_folder::forget_what_was_left(&arguments.profile, &mut |_| ())?;
    Ok(PROFILE.get_or_init(|| profile))
}

pub async fn store(arguments: &Arguments) -> Result<Store, Failed> {
    let profile = profile(arguments)?;
    Store::open(&profile.database()).await.map_err(|error| {
        Failed(format!("{error}\nNothing was changed. To start with an empty queue and keep the old file: labrunctl --profile {} set-aside", arguments.profile.display()))
    })
}

pub fn set_aside(arguments: &Arguments) -> Result<PathBuf, Failed> {
    Ok(profile(arguments)?.set_database_aside(system_clock()())?)
}

pub async fn engine(arguments: &Arguments, overrides: Overrides) -> Result<Engine, Failed> {
    let profile = profile(arguments)?;
    let store = store(arguments).await?;
    let passphrase = arguments.passphrase_file.as_ref().map(secret_from).transpose()?;
    let opened = tokio::task::spawn_blocking(move || {
        let vault = vault(profile, passphrase)?;
        let client_id = installation_id(vault.as_ref())?;
        Ok::<_, Failed>((vault, client_id))
    });
    let (vault, client_id) = opened.await??;
    Ok(Engine::start(setup(profile, store, vault, client_id, overrides)?).await?)
}

/// For what only looks at files and writes rows: touches no vault and no network.
pub async fn resting_engine(arguments: &Arguments) -> Result<Engine, Failed> {
    let store = store(arguments).await?;
    let no_vault = Arc::new(store::MemoryVault::new());
    let nobody = Secret::new("");
    let setup = setup(profile(arguments)?, store, no_vault, nobody, Overrides::default())?;
    Ok(Engine::at_rest(setup))
}

fn setup(
    profile: &Profile,
    store: Store,
    vault: Arc<dyn TokenVault>,
    client_id: Secret,
    overrides: Overrides,
) -> Result<Setup, Failed> {
    let identity = Identity { client_id, version: env!("CARGO_PKG_VERSION").to_owned() };
    let clouds = Providers::new(identity, Patience::default());
    let clouds = Arc::new(clouds.with_multicam_key(profile.multicam_key()));
    let links = Arc::new(link::System::default());
    Ok(Setup { overrides, ..Setup::of(profile, store, vault, clouds, links)? })
}

fn vault(profile: &Profile, passphrase: Option<Secret>) -> Result<Arc<dyn TokenVault>, Failed> {
    match (profile.vault(), passphrase) {
        (Vault::Keyring(vault), _) => Ok(vault),
        (Vault::Locked, Some(passphrase)) => Ok(profile.unlock_vault(&passphrase)?),
        (Vault::Locked, None) => Err(Failed(
            "the vault of this profile needs its passphrase: --passphrase-file FILE".to_owned(),
        )),
        (Vault::ToBeChosen { .. }, Some(passphrase)) => Ok(profile.create_vault(&passphrase)?),
        (Vault::ToBeChosen { said }, None) => Err(Failed(format!(
            "{said}. Labrun keeps no secret in plain text. Unlock a keyring, or choose an \
             encrypted vault file: --passphrase-file FILE"
        ))),
    }
}

/// The one meant by a person who did not have to say which.
pub async fn connection(engine: &Engine, asked: Option<&str>) -> Result<ConnectionId, Failed> {
    let all = engine.connections().await?;
    match (asked, all.as_slice()) {
        (Some(id), all) => {
            let found = all.iter().find(|one| one.id.as_str() == id);
            Ok(found.ok_or(EngineError::UnknownConnection)?.id.clone())
        }
        (None, [one]) => Ok(one.id.clone()),
        (None, []) => Err(Failed("connect to a cloud first".to_owned())),
        (None, _) => Err(Failed("there are several connections: say --connection ID".to_owned())),
    }
}

/// The first line of a file: what editors add at the end is not part of a secret.
pub fn secret_from(path: impl AsRef<Path>) -> Result<Secret, Failed> {
    let path = path.as_ref();
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failed(format!("{} cannot be read: {error}", path.display())))?;
    let text = Secret::new(text);
    let line = text.reveal().lines().next().unwrap_or_default().trim();
    if line.is_empty() {
        return Err(Failed(format!("{} is empty", path.display())));
    }
    Ok(Secret::new(line))
}
