//! A vault in memory, for tests of the rules, that fails when told to.

use domain::{Secret, TokenVault, VaultError, VaultKey};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

#[derive(Debug, Default)]
pub struct MemoryVault(Mutex<Inside>);

#[derive(Debug, Default)]
struct Inside {
    entries: HashMap<VaultKey, Secret>,
    locked: bool,
    failing_reads: u32,
    failing_writes: u32,
    failing_forgets: u32,
}

impl MemoryVault {
    pub fn new() -> Self {
        Self::default()
    }

    /// While locked, every call answers [`VaultError::Locked`].
    pub fn set_locked(&self, locked: bool) {
        self.inside().locked = locked;
    }

    /// Adds one to how many reads will fail from now on. The same for the other two.
    pub fn fail_next_read(&self) {
        self.inside().failing_reads += 1;
    }

    pub fn fail_next_write(&self) {
        self.inside().failing_writes += 1;
    }

    pub fn fail_next_forget(&self) {
        self.inside().failing_forgets += 1;
    }

    /// The names of what it holds, in order.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.inside().entries.keys().map(VaultKey::name).collect();
        names.sort();
        names
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn enter(
        &self,
        failing: impl FnOnce(&mut Inside) -> &mut u32,
    ) -> Result<MutexGuard<'_, Inside>, VaultError> {
        let mut inside = self.inside();
        if inside.locked {
            return Err(VaultError::Locked);
        }
        let failing = failing(&mut inside);
        if *failing > 0 {
            *failing -= 1;
            return Err(VaultError::Failed("told to".into()));
        }
        Ok(inside)
    }
}

impl TokenVault for MemoryVault {
    fn read(&self, key: &VaultKey) -> Result<Option<Secret>, VaultError> {
        Ok(self.enter(|inside| &mut inside.failing_reads)?.entries.get(key).cloned())
    }

    fn write(&self, key: &VaultKey, secret: &Secret) -> Result<(), VaultError> {
        let mut inside = self.enter(|inside| &mut inside.failing_writes)?;
        inside.entries.insert(key.clone(), secret.clone());
        Ok(())
    }

    fn forget(&self, key: &VaultKey) -> Result<(), VaultError> {
        self.enter(|inside| &mut inside.failing_forgets)?.entries.remove(key);
        Ok(())
    }
}
