//! Keeps Labrun the newest: looks, fetches, verifies, and installs when nothing is on its way.
//!
//! - [`source`]: where releases come from, and whether this Labrun can replace itself at all.
//! - [`fetch`]: one look, one download; every refusal in words.
//! - [`said`]: what there is to tell, in no language yet.
//! - [`install`]: puts the new version in place of this one, and starts it.
//!
//! An upload is never in the way of an update nor the other way round: parts are cut as at any quit
//! and sent again, and what was accepted stays accepted.

mod fetch;
mod install;
mod said;
mod source;

pub use install::{at_quit, before_restart, restart};

use crate::events::Glance;
use crate::shell::Shell;
use crate::window;
use said::Said;
use source::Source;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tauri::{AppHandle, Manager};
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, sleep_until, timeout};

/// Releases are days apart; a few hours are soon enough.
const EVERY: Duration = Duration::from_secs(6 * 3600);

/// What came to nothing for lack of a line is tried again sooner.
const AFTER_TROUBLE: Duration = Duration::from_secs(30 * 60);

/// A start has better things to do first.
const FIRST: Duration = Duration::from_secs(5);

/// As long as this nothing is on its way and nobody looks: then a restart disturbs nobody.
const IDLE: Duration = Duration::from_secs(30);

/// How Labrun itself stands. The window is told the same in its language: [`crate::view::Update`].
#[derive(Debug, Clone, PartialEq)]
pub enum State {
    Off { said: Said },
    Current { said: Option<Said> },
    Checking,
    Downloading { version: String, percent: u8 },
    Ready { version: String, notes: Option<String>, by_itself: bool },
    Installing { version: String },
    Refused { said: Said },
}

/// A new version that was fetched and verified, and lies in the profile.
struct Ready {
    update: tauri_plugin_updater::Update,
    package: PathBuf,
    /// Nobody is asked for a password when it is installed.
    by_itself: bool,
}

pub struct Updates {
    state: watch::Sender<State>,
    /// A person wants to know now.
    asked: Notify,
    /// A person wants it now.
    wanted: Notify,
    ready: Mutex<Option<Ready>>,
}

impl Default for Updates {
    fn default() -> Self {
        Self {
            state: watch::Sender::new(State::Current { said: None }),
            asked: Notify::new(),
            wanted: Notify::new(),
            ready: Mutex::default(),
        }
    }
}

impl Updates {
    pub fn state(&self) -> State {
        self.state.borrow().clone()
    }

    pub fn subscribe(&self) -> watch::Receiver<State> {
        self.state.subscribe()
    }

    pub fn look_now(&self) {
        self.asked.notify_one();
    }

    pub fn install_now(&self) {
        self.wanted.notify_one();
    }

    fn say(&self, state: State) {
        tracing::info!(update = ?state, "updates");
        self.state.send_replace(state);
    }

    /// What is ready is not put in place at this quit.
    #[cfg(unix)]
    pub fn put_off(&self) {
        drop(self.take_ready());
    }

    fn take_ready(&self) -> Option<Ready> {
        self.ready.lock().expect("nobody panics with the lock").take()
    }

    fn is_ready(&self) -> bool {
        self.ready.lock().expect("nobody panics with the lock").is_some()
    }
}

/// What the one line about updates in the tray does when it is chosen.
pub fn go_on(app: &AppHandle) {
    let updates = &app.state::<Arc<Shell>>().updates;
    match updates.state() {
        State::Ready { .. } => updates.install_now(),
        _ => updates.look_now(),
    }
}

/// Runs as long as the program.
pub async fn keep(shell: Arc<Shell>) {
    let mut glances = shell.glance.subscribe();
    if glances.wait_for(Option::is_some).await.is_err() {
        return;
    }
    let Some(profile) = shell.profile().await else { return };
    let source = match source::of(&shell.app, &profile) {
        Ok(source) => source,
        Err(said) => return shell.updates.say(State::Off { said }),
    };
    drop(profile);
    let mut next = Instant::now() + FIRST;
    loop {
        let by_itself = glances.borrow().as_ref().is_some_and(|now| now.settings.update_by_itself);
        tokio::select! {
            () = sleep_until(next), if by_itself => look(&shell, &source).await,
            () = shell.updates.asked.notified() => look(&shell, &source).await,
            () = shell.updates.wanted.notified() => install::now(&shell).await,
            () = nobody_minds(&shell), if by_itself && shell.updates.is_ready() => {
                install::now(&shell).await;
            }
            // The setting may be another one.
            Ok(()) = settings_change(&mut glances, by_itself) => continue,
        }
        let troubled = matches!(shell.updates.state(), State::Refused { .. });
        next = Instant::now() + if troubled { AFTER_TROUBLE } else { EVERY };
    }
}

async fn settings_change(
    glances: &mut watch::Receiver<Option<Arc<Glance>>>,
    by_itself: bool,
) -> Result<(), watch::error::RecvError> {
    let is_other = |glance: &Option<Arc<Glance>>| {
        glance.as_ref().is_some_and(|now| now.settings.update_by_itself != by_itself)
    };
    glances.wait_for(is_other).await.map(|_| ())
}

async fn look(shell: &Arc<Shell>, source: &Source) {
    // What lies there verified is as good as what would be fetched, unless there is a newer one.
    let had = shell.updates.is_ready();
    let before = shell.updates.state();
    if !had {
        shell.updates.say(State::Checking);
    }
    match fetch::newer(shell, source).await {
        Ok(fetch::Looked::Nothing { said }) if !had => {
            shell.updates.say(State::Current { said });
        }
        Ok(fetch::Looked::Nothing { .. }) => {}
        Ok(fetch::Looked::Newer(update)) => {
            let is_same =
                matches!(&before, State::Ready { version, .. } if *version == update.version);
            if is_same {
                return;
            }
            shell.updates.take_ready();
            let version = update.version.clone();
            let notes = update.body.clone();
            match fetch::package(shell, &update).await {
                Ok(package) => {
                    let by_itself = source.by_itself;
                    let ready = Ready { update: *update, package, by_itself };
                    let place = &shell.updates.ready;
                    *place.lock().expect("nobody panics with the lock") = Some(ready);
                    shell.updates.say(State::Ready { version, notes, by_itself });
                }
                Err(said) => shell.updates.say(State::Refused { said }),
            }
        }
        // What is ready stays ready, whatever a later look came to.
        Err(_) if had => {}
        Err(said) => shell.updates.say(State::Refused { said }),
    }
}

/// Comes back once nothing has been on its way and nobody has looked for a while.
async fn nobody_minds(shell: &Shell) {
    let is_asked_for = |ready: &Ready| ready.by_itself;
    let by_itself = {
        let ready = shell.updates.ready.lock().expect("nobody panics with the lock");
        ready.as_ref().is_some_and(is_asked_for)
    };
    if !by_itself {
        return std::future::pending().await;
    }
    let mut glances = shell.glance.subscribe();
    let mut since = Instant::now();
    loop {
        let glance = glances.borrow_and_update().clone();
        if is_busy(shell, glance.as_deref()).await {
            since = Instant::now();
        } else if since.elapsed() >= IDLE {
            return;
        }
        // The window says nothing when it is opened, so it is looked at now and then.
        let _ = timeout(IDLE / 10, glances.changed()).await;
    }
}

async fn is_busy(shell: &Shell, glance: Option<&Glance>) -> bool {
    let left = glance.is_none_or(|glance| glance.headline.files_left > 0);
    let signing_in = match shell.engine().await {
        Some(engine) => engine.sign_in().is_some(),
        None => true,
    };
    left || signing_in || window::is_open(&shell.app)
}
