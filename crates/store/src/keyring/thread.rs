//! The one thread that talks to the keyring. A call that waits for a person's password cannot be
//! taken back; on its own thread it holds up nobody, a second one does not add a second dialog,
//! and writes happen in the order in which they were asked for.

use super::system;
use domain::VaultError;
use keyring_core::CredentialStore;
use keyring_core::Error as KeyringError;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

pub(super) type Answer<T> = Result<T, KeyringError>;
type Line = Arc<CredentialStore>;
type Job = Box<dyn FnOnce(&mut Option<Line>) + Send>;

/// Whether there is a keyring to talk to: what tells "no answer" from "locked".
static CONNECTED: AtomicBool = AtomicBool::new(false);
static JOBS: LazyLock<Mutex<Option<Sender<Job>>>> = LazyLock::new(|| Mutex::new(start()));

fn start() -> Option<Sender<Job>> {
    let (jobs, waiting) = channel::<Job>();
    std::thread::Builder::new()
        .name("keyring".into())
        .spawn(move || {
            let mut line = None;
            for job in waiting {
                if catch_unwind(AssertUnwindSafe(|| job(&mut line))).is_err() {
                    line = None;
                }
                CONNECTED.store(line.is_some(), Ordering::Relaxed);
            }
        })
        .ok()?;
    Some(jobs)
}

/// Does `work` on that thread and waits for it, for `limit` at most. Work that has not begun by
/// then is not done any more; work that has begun may still come to its end.
pub(super) fn ask<T: Send + 'static>(
    limit: Duration,
    work: impl Fn(&CredentialStore) -> Answer<T> + Send + 'static,
) -> Result<T, VaultError> {
    let given_up = Arc::new(AtomicBool::new(false));
    let (answer, answered) = channel();
    let job: Job = {
        let given_up = given_up.clone();
        Box::new(move |line| {
            if !given_up.load(Ordering::Relaxed) {
                let _ = answer.send(attempt(line, work));
            }
        })
    };
    let absent = |said: String| VaultError::Absent(said);
    JOBS.lock()
        .unwrap_or_else(|broken| broken.into_inner())
        .as_ref()
        .and_then(|jobs| jobs.send(job).ok())
        .ok_or_else(|| absent("no thread can be started for it".into()))?;
    match answered.recv_timeout(limit) {
        Ok(answer) => answer,
        Err(RecvTimeoutError::Disconnected) => {
            Err(VaultError::Failed("the call to the keyring broke off".into()))
        }
        Err(RecvTimeoutError::Timeout) => {
            given_up.store(true, Ordering::Relaxed);
            match CONNECTED.load(Ordering::Relaxed) {
                true => Err(VaultError::Locked),
                false => Err(absent(format!("no answer within {} s", limit.as_secs()))),
            }
        }
    }
}

fn attempt<T>(
    line: &mut Option<Line>,
    work: impl Fn(&CredentialStore) -> Answer<T>,
) -> Result<T, VaultError> {
    if let Some(old) = line {
        match work(&**old) {
            // The keyring may have been started anew since. What we ask for can be asked twice.
            Err(KeyringError::PlatformFailure(_)) => *line = None,
            answer => return answer.map_err(vault_error),
        }
    }
    let new: Line = system::Store::new().map_err(|error| VaultError::Absent(error.to_string()))?;
    CONNECTED.store(true, Ordering::Relaxed);
    let answer = work(&*new).map_err(vault_error);
    *line = Some(new);
    answer
}

fn vault_error(error: KeyringError) -> VaultError {
    match error {
        KeyringError::NoStorageAccess(_) => VaultError::Locked,
        KeyringError::BadStoreFormat(said) => VaultError::Damaged(said),
        KeyringError::BadEncoding(_) | KeyringError::BadDataFormat(..) => {
            VaultError::Damaged("it is not what was written".into())
        }
        KeyringError::Ambiguous(_) => VaultError::Damaged("there are several of it".into()),
        other => VaultError::Failed(other.to_string()),
    }
}
