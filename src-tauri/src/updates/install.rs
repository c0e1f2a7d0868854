//! Puts the new version in place of this one, and starts it as this one was: with its window, or
//! hidden.

use super::said::Said;
use super::{Ready, State, fetch::said};
use crate::shell::Shell;
use crate::window;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Present while a new version is being started: how it is to show itself.
const MARK: &str = "restarting";
const HIDDEN: &str = "hidden";

/// Whoever starts Labrun later than this does so by hand.
const FRESH: Duration = Duration::from_secs(300);

pub async fn now(shell: &Arc<Shell>) {
    let Some(Ready { update, package, by_itself }) = shell.updates.take_ready() else { return };
    let version = update.version.clone();
    shell.updates.say(State::Installing { version: version.clone() });
    let mark = mark_restart(shell).await;
    let (installed, update) = put_in_place(update, package.clone()).await;
    match installed {
        Ok(()) => shell.app.request_restart(),
        Err(why) => {
            if let Some(mark) = mark {
                let _ = std::fs::remove_file(mark);
            }
            let parts = [("version", version.into()), ("why", why)];
            let said = Said::with("updates-not-installed", parts);
            // It can be tried again by hand; by itself it is not, or it would be tried for ever.
            if let Some(update) = update {
                let ready = Ready { update, package, by_itself: false };
                let place = &shell.updates.ready;
                *place.lock().expect("nobody panics with the lock") = Some(ready);
            }
            tracing::warn!(by_itself, "{said}");
            shell.updates.say(State::Refused { said });
        }
    }
}

/// The next start is by us and not by hand.
async fn mark_restart(shell: &Shell) -> Option<PathBuf> {
    let mark = shell.profile_folder().await?.join(MARK);
    let how = if window::is_open(&shell.app) { "" } else { HIDDEN };
    if let Err(error) = std::fs::write(&mark, how) {
        tracing::warn!(%error, "the next start will not know whether it is to hide");
    }
    Some(mark)
}

/// The same version once more.
pub async fn restart(shell: &Shell) {
    mark_restart(shell).await;
    shell.app.request_restart();
}

type Installed = (Result<(), Said>, Option<tauri_plugin_updater::Update>);

/// Verified once more: it lay on a disk meanwhile.
async fn put_in_place(update: tauri_plugin_updater::Update, package: PathBuf) -> Installed {
    let work = move || {
        let installed = std::fs::read(package)
            .map_err(|error| Said::from(error.to_string()))
            .and_then(|bytes| update.install(bytes).map_err(|error| said(&error)));
        (installed, Some(update))
    };
    let done = tauri::async_runtime::spawn_blocking(work).await;
    done.unwrap_or_else(|error| (Err(error.to_string().into()), None))
}

/// We leave anyway: what is ready is put in place for next time.
pub async fn at_quit(shell: &Arc<Shell>) {
    let Some(ready) = shell.updates.take_ready().filter(|ready| ready.by_itself) else { return };
    let update = ready.update.restart_after_install(false);
    if let (Err(why), _) = put_in_place(update, ready.package).await {
        tracing::warn!("the new version could not be installed at quit: {why}");
    }
}

/// Whether a version before this one has started us after an update, and then whether hidden.
pub fn before_restart(profile: &Path) -> Option<bool> {
    let mark = profile.join(MARK);
    let how = std::fs::read_to_string(&mark).ok()?;
    let age = mark.metadata().and_then(|mark| mark.modified()).ok()?.elapsed();
    let _ = std::fs::remove_file(mark);
    age.is_ok_and(|age| age < FRESH).then(|| how == HIDDEN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::SystemTime;

    #[test]
    fn a_version_that_is_started_by_the_one_before_shows_itself_as_that_one_did_and_only_once() {
        let profile = tempfile::tempdir().unwrap();
        let mark = profile.path().join(MARK);
        assert_eq!(before_restart(profile.path()), None);
        std::fs::write(&mark, HIDDEN).unwrap();
        assert_eq!(before_restart(profile.path()), Some(true));
        assert_eq!(before_restart(profile.path()), None, "the next start is by hand");
        std::fs::write(&mark, "").unwrap();
        assert_eq!(before_restart(profile.path()), Some(false));
    }

    #[test]
    fn a_new_version_that_never_started_does_not_hide_the_next_start_by_hand() {
        let profile = tempfile::tempdir().unwrap();
        let mark = std::fs::File::create(profile.path().join(MARK)).unwrap();
        mark.set_modified(SystemTime::now() - FRESH).unwrap();
        assert_eq!(before_restart(profile.path()), None);
    }
}
