//! The vault over the system's keyring: Secret Service, Keychain, Credential Manager.
//!
//! A keyring may be absent, be locked, or wait for a person to type a password. Every call has a
//! time limit, so the worst answer is "locked", never silence.

mod entry;
mod system;
mod thread;

use domain::{Secret, TokenVault, VaultError, VaultKey};
use std::time::Duration;
use thread::ask;
use zeroize::Zeroizing;

/// Somebody looks at an empty window meanwhile.
const TO_OPEN: Duration = Duration::from_secs(5);
/// A keyring that locked itself asks the person first.
const TO_ANSWER: Duration = Duration::from_secs(15);

#[derive(Debug, Clone)]
pub struct Keyring {
    service: String,
    profile: String,
}

impl Keyring {
    /// Answers within five seconds. Writes and forgets an entry of no meaning, since only that
    /// shows that a keyring can be used; a locked one may ask the person for its password, and
    /// opening again later finds it unlocked.
    ///
    /// Entries are filed under `service` and `<profile>/<name of the key>`.
    pub fn open(service: &str, profile: &str) -> Result<Keyring, VaultError> {
        let keyring = Keyring { service: service.into(), profile: profile.into() };
        let (service, user) = (keyring.service.clone(), format!("{profile}/probe"));
        ask(TO_OPEN, move |store| {
            entry::write(store, &service, &user, b"probe")?;
            entry::forget(store, &service, &user)
        })?;
        Ok(keyring)
    }

    fn file_under(&self, key: &VaultKey) -> (String, String) {
        (self.service.clone(), format!("{}/{}", self.profile, key.name()))
    }
}

impl TokenVault for Keyring {
    fn read(&self, key: &VaultKey) -> Result<Option<Secret>, VaultError> {
        let (service, user) = self.file_under(key);
        let bytes = ask(TO_ANSWER, move |store| entry::read(store, &service, &user))?;
        let Some(mut bytes) = bytes else { return Ok(None) };
        match String::from_utf8(std::mem::take(&mut *bytes)) {
            Ok(text) => Ok(Some(Secret::new(text))),
            Err(error) => {
                drop(Zeroizing::new(error.into_bytes()));
                Err(VaultError::Damaged("it is not text".into()))
            }
        }
    }

    fn write(&self, key: &VaultKey, secret: &Secret) -> Result<(), VaultError> {
        let (service, user) = self.file_under(key);
        let secret = secret.clone();
        ask(TO_ANSWER, move |store| {
            entry::write(store, &service, &user, secret.reveal().as_bytes())
        })
    }

    fn forget(&self, key: &VaultKey) -> Result<(), VaultError> {
        let (service, user) = self.file_under(key);
        ask(TO_ANSWER, move |store| entry::forget(store, &service, &user))
    }
}
