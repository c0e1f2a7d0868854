//! Where one installation's data lives: a folder, held by one engine at a time.
//!
//! - `labrun.db`: the queue
//! - `profile.json`: its id, and other addresses of clouds, if any
//! - `vault`: secrets under a passphrase, only where there is no keyring
//! - `lock`: who holds the profile
//! - `logs/`, `webview/`
//!
//! Which folder that is, is for [`data_folder`](crate::data_folder) to say.

use domain::{Endpoint, ProviderKind, Secret, Timestamp, TokenVault, VaultError, VaultKey};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use url::Url;

pub(crate) const LOCK: &str = "lock";
pub(crate) const WRITTEN: &str = "profile.json";
pub(crate) const LOGS: &str = "logs";

/// An open profile. The lock is given back when it is dropped, or by the system when we die.
#[derive(Debug)]
pub struct Profile {
    folder: PathBuf,
    written: Written,
    lock: File,
}

impl Drop for Profile {
    /// Said outright: a program that is being started at this moment has a copy of the handle until
    /// it runs.
    fn drop(&mut self) {
        let _ = self.lock.unlock();
    }
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Written {
    /// Keeps two profiles apart in one keyring.
    #[serde(default)]
    id: String,
    /// By provider code. For whoever runs a cloud at another address than the vendor's.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    clouds: BTreeMap<String, CloudAddress>,
    /// For whoever hands out Labrun from another place than its makers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    updates: Option<Updates>,
}

/// Where new versions are announced, and whose they must be.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Updates {
    pub address: Url,
    /// As `plugins.updater.pubkey` in `tauri.conf.json`.
    pub public_key: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct CloudAddress {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    address: Option<Url>,
    /// The public key to encrypt for, where the cloud's own is not the one: SPKI in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    public_key: Option<String>,
    /// A file with a certificate authority in PEM, trusted besides the system's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ca: Option<PathBuf>,
}

#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    #[error("the profile is in use by {holder}")]
    InUse { holder: String },
    #[error("the profile folder {} cannot be used: {source}", folder.display())]
    Folder { folder: PathBuf, source: io::Error },
    #[error("{} is not readable: {said}", path.display())]
    Unreadable { path: PathBuf, said: String },
}

impl Profile {
    /// `holder` is how we introduce ourselves to whoever comes second.
    pub fn open(folder: &Path, holder: &str) -> Result<Self, ProfileError> {
        let at = |source| ProfileError::Folder { folder: folder.to_owned(), source };
        create_private(folder).map_err(at)?;
        let lock = take_lock(&folder.join(LOCK), holder).map_err(|error| match error {
            Taken::By(holder) => ProfileError::InUse { holder },
            Taken::Failed(source) => at(source),
        })?;
        let path = folder.join(WRITTEN);
        let mut written = match std::fs::read(&path) {
            Ok(text) => serde_json::from_slice::<Written>(&text).map_err(|error| {
                ProfileError::Unreadable { path: path.clone(), said: error.to_string() }
            })?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Written::default(),
            Err(source) => return Err(at(source)),
        };
        if written.id.is_empty() {
            written.id = uuid::Uuid::new_v4().to_string();
            let text = serde_json::to_vec_pretty(&written).map_err(|error| at(error.into()))?;
            replace(&path, &text).map_err(at)?;
        }
        Ok(Self { folder: folder.to_owned(), written, lock })
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn id(&self) -> &str {
        &self.written.id
    }

    pub fn database(&self) -> PathBuf {
        self.folder.join("labrun.db")
    }

    pub fn vault_file(&self) -> PathBuf {
        self.folder.join("vault")
    }

    pub fn logs(&self) -> PathBuf {
        self.folder.join(LOGS)
    }

    /// Where this profile expects a cloud instead of at the vendor's own address.
    pub fn endpoint(&self, kind: ProviderKind) -> Result<Option<Endpoint>, ProfileError> {
        let Some(cloud) = self.written.clouds.get(kind.code()) else { return Ok(None) };
        let Some(address) = &cloud.address else { return Ok(None) };
        let extra_ca = match &cloud.ca {
            Some(path) => Some(std::fs::read_to_string(path).map_err(|error| {
                ProfileError::Unreadable { path: path.clone(), said: error.to_string() }
            })?),
            None => None,
        };
        Ok(Some(Endpoint { address: address.clone(), extra_ca }))
    }

    /// Where this profile gets its updates from instead of from Labrun's makers.
    pub fn updates(&self) -> Option<&Updates> {
        self.written.updates.as_ref()
    }

    /// The public key by which this profile encrypts for Multicam machines instead of the vendor's.
    pub fn multicam_key(&self) -> Option<String> {
        self.written.clouds.get(ProviderKind::Multicam.code())?.public_key.clone()
    }
}

pub(crate) fn create_private(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// Writes the whole file or leaves the old one, whatever happens in between.
pub(crate) fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let beside = path.with_extension("new");
    let mut file = File::create(&beside)?;
    file.write_all(content)?;
    file.sync_all()?;
    std::fs::rename(beside, path)?;
    sync_folder(path.parent().unwrap_or(path))
}

/// A new name is only as lasting as the folder that it is written in.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

pub(crate) enum Taken {
    By(String),
    Failed(io::Error),
}

pub(crate) fn take_lock(path: &Path, holder: &str) -> Result<File, Taken> {
    let mut file = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .map_err(Taken::Failed)?;
    match file.try_lock() {
        Ok(()) => {
            let me = format!("{holder} (process {})", std::process::id());
            file.set_len(0).map_err(Taken::Failed)?;
            file.write_all(me.as_bytes()).map_err(Taken::Failed)?;
            Ok(file)
        }
        Err(TryLockError::WouldBlock) => {
            let mut who = String::new();
            let _ = file.rewind().and_then(|()| file.read_to_string(&mut who));
            Err(Taken::By(if who.is_empty() { "another Labrun".to_owned() } else { who }))
        }
        Err(TryLockError::Error(error)) => Err(Taken::Failed(error)),
    }
}

/// Where this profile's secrets are.
pub enum Vault {
    Keyring(Arc<dyn TokenVault>),
    /// A passphrase file is there and waits for its passphrase.
    Locked,
    /// No keyring can be used and no file was ever made: a person has to choose.
    ToBeChosen {
        said: String,
    },
}

impl Profile {
    /// Blocks: asks the system's keyring. A vault file, once chosen, goes first, so that a
    /// keyring that appears later does not hide what is in it.
    pub fn vault(&self) -> Vault {
        if store::VaultFile::exists(&self.vault_file()) {
            return Vault::Locked;
        }
        match store::Keyring::open("Labrun", self.id()) {
            Ok(keyring) => Vault::Keyring(Arc::new(keyring)),
            Err(error) => Vault::ToBeChosen { said: error.to_string() },
        }
    }

    /// Blocks: derives a key from the passphrase.
    pub fn create_vault(&self, passphrase: &Secret) -> Result<Arc<dyn TokenVault>, VaultError> {
        Ok(Arc::new(store::VaultFile::create(&self.vault_file(), passphrase)?))
    }

    /// Blocks: derives a key from the passphrase.
    pub fn unlock_vault(&self, passphrase: &Secret) -> Result<Arc<dyn TokenVault>, VaultError> {
        Ok(Arc::new(store::VaultFile::unlock(&self.vault_file(), passphrase)?))
    }

    /// Moves a database that cannot be used out of the way, for a person who asked for it.
    pub fn set_database_aside(&self, now: Timestamp) -> io::Result<PathBuf> {
        store::set_aside(&self.database(), now)
    }
}

/// The id by which clouds know this installation (A3): made up once, kept in the vault because
/// clouds ask that a user can neither read nor change it. Blocks.
pub fn installation_id(vault: &dyn TokenVault) -> Result<Secret, VaultError> {
    if let Some(id) = vault.read(&VaultKey::Installation)? {
        return Ok(id);
    }
    let id = Secret::new(uuid::Uuid::new_v4().to_string());
    vault.write(&VaultKey::Installation, &id)?;
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_engine_is_told_who_holds_the_profile() {
        let dir = tempfile::tempdir().unwrap();
        let first = Profile::open(dir.path(), "labrun").unwrap();
        let error = Profile::open(dir.path(), "labrunctl").unwrap_err();
        let expected = format!("labrun (process {})", std::process::id());
        assert!(error.to_string().contains(&expected), "{error}");
        drop(first);
        Profile::open(dir.path(), "labrunctl").unwrap();
    }

    #[test]
    fn a_profile_keeps_its_id_and_its_addresses() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(
            dir.path().join("profile.json"),
            r#"{"clouds":{"frameio":{"address":"https://127.0.0.1:1"},"multicam":{"public_key":"MA=="}}}"#,
        )
        .unwrap();
        let id = Profile::open(dir.path(), "a").unwrap().id().to_owned();
        let again = Profile::open(dir.path(), "b").unwrap();
        assert_eq!(again.id(), id);
        let endpoint = again.endpoint(ProviderKind::Frameio).unwrap().unwrap();
        assert_eq!(endpoint.authority(), "127.0.0.1:1");
        assert_eq!(again.endpoint(ProviderKind::Vinli).unwrap(), None);
        assert_eq!(again.endpoint(ProviderKind::Multicam).unwrap(), None);
        assert_eq!(again.multicam_key().as_deref(), Some("MA=="));
    }

    #[test]
    fn a_spoiled_profile_file_is_said_and_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("profile.json"), "{").unwrap();
        let error = Profile::open(dir.path(), "a").unwrap_err();
        assert!(matches!(error, ProfileError::Unreadable { .. }), "{error}");
        assert_eq!(std::fs::read(dir.path().join("profile.json")).unwrap(), b"{");
    }

    #[test]
    fn the_id_of_an_installation_is_random_kept_and_nobodys_name() {
        let vault = store::MemoryVault::default();
        let id = installation_id(&vault).unwrap();
        assert_eq!(installation_id(&vault).unwrap(), id, "it stays");
        // Version 4 is random throughout; version 1 would hold this machine's MAC address.
        let uuid = uuid::Uuid::parse_str(id.reveal()).unwrap();
        assert_eq!(uuid.get_version(), Some(uuid::Version::Random));
        let other = store::MemoryVault::default();
        assert_ne!(installation_id(&other).unwrap(), id, "another installation has another");
    }
}
