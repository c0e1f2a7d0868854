//! The vault for a machine without a keyring: one file under a passphrase.
//!
//! Argon2id makes the key, once, when the vault is unlocked; XChaCha20-Poly1305 seals all entries
//! together, with a new nonce at every write. The file: a header (below), the sealed entries as a
//! JSON object, and a SHA-256 of both, which tells a broken disk from a wrong passphrase. The
//! header is authenticated along with the entries.
//!
//! Plain text is in memory only, and the file is read anew at each call: two programs may have
//! the same vault unlocked.

use crate::disk::{beside, replace};
use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use domain::{Secret, TokenVault, VaultError, VaultKey};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use zeroize::Zeroizing;

const MAGIC: &[u8; 8] = b"LABRUNV1";
const SALT: usize = 16;
const NONCE: usize = 24;
/// Magic, memory, passes, lanes, salt: what the key depends on. The nonce follows.
const PREFIX: usize = MAGIC.len() + 3 * 4 + SALT;
const HEADER: usize = PREFIX + NONCE;
const CHECKSUM: usize = 32;

type Entries = BTreeMap<String, Zeroizing<String>>;

/// How hard it is to try passphrases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DerivationCost {
    pub memory_kib: u32,
    pub passes: u32,
}

impl DerivationCost {
    /// A fraction of a second on a laptop.
    pub const PERSON: Self = Self { memory_kib: 64 * 1024, passes: 3 };
    /// Protects nothing.
    pub const TEST: Self = Self { memory_kib: 8, passes: 1 };
}

pub struct VaultFile {
    path: PathBuf,
    /// The beginning of the file that the key was made for.
    prefix: [u8; PREFIX],
    key: Zeroizing<[u8; 32]>,
    writing: Mutex<()>,
}

impl std::fmt::Debug for VaultFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "VaultFile({})", self.path.display())
    }
}

impl VaultFile {
    pub fn exists(path: &Path) -> bool {
        path.exists()
    }

    /// An empty vault. Fails where one exists already, and without a passphrase.
    pub fn create(path: &Path, passphrase: &Secret) -> Result<VaultFile, VaultError> {
        Self::create_costing(path, passphrase, DerivationCost::PERSON)
    }

    /// With another cost, which the file remembers. For tests.
    pub fn create_costing(
        path: &Path,
        passphrase: &Secret,
        cost: DerivationCost,
    ) -> Result<VaultFile, VaultError> {
        if passphrase.is_empty() {
            return Err(VaultError::Failed("a passphrase is needed".into()));
        }
        let mut prefix = [0; PREFIX];
        prefix[..8].copy_from_slice(MAGIC);
        prefix[8..12].copy_from_slice(&cost.memory_kib.to_le_bytes());
        prefix[12..16].copy_from_slice(&cost.passes.to_le_bytes());
        prefix[16..20].copy_from_slice(&1_u32.to_le_bytes());
        prefix[20..].copy_from_slice(&rand::random::<[u8; SALT]>());
        let vault = Self::with_key(path, prefix, passphrase)?;
        let _alone = vault.alone()?;
        if path.exists() {
            return Err(failed("create", path, &io::ErrorKind::AlreadyExists.into()));
        }
        vault.save(&Entries::new())?;
        Ok(vault)
    }

    /// Takes as long as the vault's derivation costs.
    pub fn unlock(path: &Path, passphrase: &Secret) -> Result<VaultFile, VaultError> {
        let file = read_whole(path)?;
        let vault = Self::with_key(path, file.prefix, passphrase)?;
        // The file is as it was written, so it is the key that does not fit.
        vault.open(&file).map_err(|_| VaultError::WrongPassphrase)?;
        Ok(vault)
    }

    fn with_key(
        path: &Path,
        prefix: [u8; PREFIX],
        passphrase: &Secret,
    ) -> Result<VaultFile, VaultError> {
        let number = |at: usize| {
            u32::from_le_bytes([prefix[at], prefix[at + 1], prefix[at + 2], prefix[at + 3]])
        };
        let (memory, passes, lanes) = (number(8), number(12), number(16));
        // A file may not take all memory or all day.
        if memory > 1024 * 1024 || passes > 100 || lanes > 16 {
            return Err(damaged("it asks for too much"));
        }
        let params = Params::new(memory, passes, lanes, Some(32))
            .map_err(|error| damaged(&error.to_string()))?;
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.reveal().as_bytes(), &prefix[20..], &mut *key)
            .map_err(|error| VaultError::Failed(error.to_string()))?;
        Ok(VaultFile { path: path.into(), prefix, key, writing: Mutex::new(()) })
    }

    fn load(&self) -> Result<Entries, VaultError> {
        let file = read_whole(&self.path)?;
        if file.prefix != self.prefix {
            // Somebody put another vault there.
            return Err(VaultError::WrongPassphrase);
        }
        self.open(&file)
    }

    fn open(&self, file: &Sealed) -> Result<Entries, VaultError> {
        let payload = Payload { msg: &file.sealed, aad: &header(&file.prefix, &file.nonce) };
        let plain = XChaCha20Poly1305::new((&*self.key).into())
            .decrypt((&file.nonce).into(), payload)
            .map(Zeroizing::new)
            .map_err(|_| damaged("it does not open with its own key"))?;
        serde_json::from_slice(&plain).map_err(|_| damaged("its entries are not readable"))
    }

    fn save(&self, entries: &Entries) -> Result<(), VaultError> {
        // Room for everything from the start: a buffer that grows leaves copies behind.
        let room = entries.iter().map(|(name, secret)| name.len() + secret.len() + 16);
        let mut plain = Zeroizing::new(Vec::with_capacity(2 * room.sum::<usize>() + 16));
        serde_json::to_writer(&mut *plain, entries)
            .map_err(|error| VaultError::Failed(error.to_string()))?;
        let nonce: [u8; NONCE] = rand::random();
        let mut bytes = header(&self.prefix, &nonce);
        let sealed = XChaCha20Poly1305::new((&*self.key).into())
            .encrypt((&nonce).into(), Payload { msg: &plain, aad: &bytes })
            .map_err(|error| VaultError::Failed(error.to_string()))?;
        bytes.extend(sealed);
        let checksum = Sha256::digest(&bytes);
        bytes.extend_from_slice(&checksum);
        replace(&self.path, &bytes).map_err(|error| failed("write", &self.path, &error))
    }

    fn change(&self, change: impl FnOnce(&mut Entries) -> bool) -> Result<(), VaultError> {
        let _mine = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let _alone = self.alone()?;
        let mut entries = self.load()?;
        match change(&mut entries) {
            true => self.save(&entries),
            false => Ok(()),
        }
    }

    /// Held while the file is read, changed and written, so that two programs do not undo each
    /// other's change. On a file beside it, because the vault itself is replaced.
    fn alone(&self) -> Result<File, VaultError> {
        let path = beside(&self.path, ".lock");
        let locked = OpenOptions::new().create(true).append(true).open(&path).and_then(|file| {
            match file.lock() {
                // A file system without locks has no second program on it either.
                Err(error) if error.kind() != io::ErrorKind::Unsupported => Err(error),
                _ => Ok(file),
            }
        });
        locked.map_err(|error| failed("lock", &path, &error))
    }
}

impl TokenVault for VaultFile {
    fn read(&self, key: &VaultKey) -> Result<Option<Secret>, VaultError> {
        let secret = self.load()?.remove(&key.name());
        Ok(secret.map(|mut secret| Secret::new(std::mem::take(&mut *secret))))
    }

    fn write(&self, key: &VaultKey, secret: &Secret) -> Result<(), VaultError> {
        self.change(|entries| {
            entries.insert(key.name(), Zeroizing::new(secret.reveal().to_owned()));
            true
        })
    }

    fn forget(&self, key: &VaultKey) -> Result<(), VaultError> {
        self.change(|entries| entries.remove(&key.name()).is_some())
    }
}

struct Sealed {
    prefix: [u8; PREFIX],
    nonce: [u8; NONCE],
    sealed: Vec<u8>,
}

/// Whole, as far as the checksum tells; nothing is known yet of who wrote it.
fn read_whole(path: &Path) -> Result<Sealed, VaultError> {
    let bytes = std::fs::read(path).map_err(|error| failed("read", path, &error))?;
    if !bytes.starts_with(MAGIC) {
        return Err(damaged("it is not a vault"));
    }
    let cut_short = || damaged("it is cut short");
    let (content, checksum) = bytes.split_last_chunk::<CHECKSUM>().ok_or_else(cut_short)?;
    let (header, sealed) = content.split_at_checked(HEADER).ok_or_else(cut_short)?;
    if Sha256::digest(content).as_slice() != checksum {
        return Err(damaged("it is not as it was written"));
    }
    let (prefix, nonce) = header.split_at(PREFIX);
    match (prefix.try_into(), nonce.try_into()) {
        (Ok(prefix), Ok(nonce)) => Ok(Sealed { prefix, nonce, sealed: sealed.to_vec() }),
        _ => Err(cut_short()),
    }
}

fn header(prefix: &[u8; PREFIX], nonce: &[u8; NONCE]) -> Vec<u8> {
    [&prefix[..], &nonce[..]].concat()
}

fn damaged(said: &str) -> VaultError {
    VaultError::Damaged(said.into())
}

fn failed(what: &str, path: &Path, error: &io::Error) -> VaultError {
    VaultError::Failed(format!("could not {what} {}: {error}", path.display()))
}
