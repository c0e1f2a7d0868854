//! Where secrets live: the OS keyring, a passphrase-locked file for a machine without one, or
//! memory for tests of the rules.

use crate::error::ErrorKind;
use crate::ids::ConnectionId;
use crate::provider::ProviderKind;
use crate::secret::Secret;
use crate::time::Timestamp;

/// What a cloud gives after a sign-in and after each refresh. The refresh token may work only
/// once, so a new pair is written to the vault before anyone uses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tokens {
    pub access: Secret,
    pub refresh: Option<Secret>,
    /// When we got them: half of the answer to "is it time to refresh".
    pub issued_at: Timestamp,
    pub expires_at: Timestamp,
}

/// The name of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum VaultKey {
    /// The tokens of one connection.
    Tokens(ConnectionId),
    /// The tokens of a connection that a person has left, while its cloud has not been told.
    Leaving(String),
    /// A key by which a cloud knows our product, per address of that cloud: `client_secret`,
    /// `client_id`, and what else a way asks for once.
    Client { provider: ProviderKind, address: String, field: &'static str },
    /// Name and password for one proxy, by [`Proxy::filed_under`](crate::Proxy::filed_under).
    Proxy(String),
    /// The id by which clouds know this installation (A3). No secret to its owner's machine, but
    /// the clouds ask that a user cannot read or change it.
    Installation,
}

impl VaultKey {
    /// The entry's name in the vault. Stable: renaming one would orphan what people have stored.
    pub fn name(&self) -> String {
        match self {
            VaultKey::Tokens(connection) => format!("tokens/{connection}"),
            VaultKey::Leaving(farewell) => format!("leaving/{farewell}"),
            VaultKey::Client { provider, address, field } => {
                format!("{}/{}/{address}", field.replace('_', "-"), provider.code())
            }
            VaultKey::Proxy(address) => format!("proxy/{address}"),
            VaultKey::Installation => "installation".to_owned(),
        }
    }
}

/// Calls may block (D-Bus, disk, a key derivation): not for an async thread.
pub trait TokenVault: Send + Sync {
    fn read(&self, key: &VaultKey) -> Result<Option<Secret>, VaultError>;
    /// Returns once the entry would survive a power cut.
    fn write(&self, key: &VaultKey, secret: &Secret) -> Result<(), VaultError>;
    /// Forgetting what is not there is fine.
    fn forget(&self, key: &VaultKey) -> Result<(), VaultError>;
}

#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    #[error("this computer has no keyring that Labrun can use: {0}")]
    Absent(String),
    #[error("the keyring is locked")]
    Locked,
    #[error("that passphrase does not open the vault")]
    WrongPassphrase,
    #[error("the vault's entry is not readable: {0}")]
    Damaged(String),
    #[error("the vault could not be used: {0}")]
    Failed(String),
}

impl VaultError {
    pub fn kind(&self) -> ErrorKind {
        ErrorKind::VaultUnavailable
    }
}
