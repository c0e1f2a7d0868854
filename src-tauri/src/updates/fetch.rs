//! One look at the feed, and one download. Whatever is refused is refused in words.

use super::source::Source;
use crate::shell::Shell;
use crate::view::Update as State;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tauri::async_runtime::block_on;
use tauri_plugin_updater::{Error, Update, UpdaterExt};

/// A line that says nothing for so long has nothing to say.
const SILENCE: Duration = Duration::from_secs(60);

pub enum Looked {
    Nothing { said: Option<String> },
    Newer(Box<Update>),
}

pub async fn newer(shell: &Arc<Shell>, source: &Source) -> Result<Looked, String> {
    let offered = Arc::new(Mutex::new(None));
    let seen = offered.clone();
    let leaving = shell.clone();
    let engine = shell.engine().await.ok_or("Labrun is closing.")?;
    // The same route as the clouds': a network that lets those through lets this through.
    let route = engine.route().await.map_err(|error| error.sentence())?;
    let prepared = providers::Prepared::of(&route, None)?;
    let updater = shell
        .app
        .updater_builder()
        .pubkey(&source.key)
        // Also where a redirect leads, and for the download: the plugin would only warn of it.
        .configure_client(move |client| {
            prepared.apply(client.https_only(true).read_timeout(SILENCE))
        })
        .version_comparator(move |ours, release| {
            let is_older = release.version < ours;
            *seen.lock().expect("nobody panics with the lock") =
                is_older.then(|| release.version.to_string());
            release.version > ours
        })
        // Windows ends us at once when its installer starts.
        .on_before_exit(move || {
            block_on(leaving.stop());
            leaving.app.cleanup_before_exit();
        })
        .endpoints(source.feeds.clone())
        .and_then(|builder| builder.build())
        .map_err(|error| said(&error))?;
    match updater.check().await.map_err(|error| said(&error))? {
        Some(update) if update.download_url.scheme() != "https" => Err(format!(
            "Labrun {} was refused: it would have come over a line that anybody can read and change.",
            update.version
        )),
        Some(update) => Ok(Looked::Newer(Box::new(update))),
        None => {
            let older = offered.lock().expect("nobody panics with the lock").take();
            let said = older.map(|older| {
                format!(
                    "Labrun {older} was offered and refused: it is older than this one, {}.",
                    shell.version()
                )
            });
            Ok(Looked::Nothing { said })
        }
    }
}

/// Fetches and verifies; what is not what was signed is never written anywhere.
pub async fn package(shell: &Shell, update: &Update) -> Result<PathBuf, String> {
    let version = &update.version;
    let say = |percent| {
        let version = version.clone();
        shell.updates.say(State::Downloading { version, percent });
    };
    say(0);
    let (mut had, mut shown) = (0, 0);
    let on_bytes = |count: usize, all: Option<u64>| {
        had += count as u64;
        let Some(all) = all.filter(|all| *all > 0) else { return };
        let percent = (had * 100 / all).min(100) as u8;
        if percent != shown {
            shown = percent;
            say(percent);
        }
    };
    let bytes = update.download(on_bytes, || ()).await;
    let bytes = bytes.map_err(|error| match error {
        Error::Reqwest(error) if !error.is_builder() => {
            tracing::info!(%error, "the download broke off");
            format!(
                "Labrun {version} did not arrive whole. Nothing was installed; Labrun tries again \
                 later."
            )
        }
        error => format!("Labrun {version} was refused: {}", said(&error)),
    })?;
    keep(shell, version, bytes).await
}

async fn keep(shell: &Shell, version: &str, bytes: Vec<u8>) -> Result<PathBuf, String> {
    let said =
        |error: std::io::Error| format!("Labrun {version} could not be written down: {error}.");
    let Some(profile) = shell.profile_folder().await else {
        return Err("Labrun is closing.".to_owned());
    };
    let folder = profile.join("updates");
    // Of earlier ones nothing is needed any more.
    match tokio::fs::remove_dir_all(&folder).await {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(said(error)),
        _ => {}
    }
    tokio::fs::create_dir_all(&folder).await.map_err(said)?;
    let package = folder.join(version);
    tokio::fs::write(&package, bytes).await.map_err(said)?;
    Ok(package)
}

/// For a person.
pub fn said(error: &Error) -> String {
    match error {
        Error::Minisign(_) | Error::Base64(_) | Error::SignatureUtf8(_) => {
            "its signature does not fit. It was damaged or changed on the way, or is not from \
             Labrun's makers. Nothing was installed."
                .to_owned()
        }
        Error::SignedVersionMismatch { signed, announced } => {
            format!("it was announced as {announced} and is {signed}. Nothing was installed.")
        }
        Error::MissingSignedVersion => {
            "its signature does not say which version it is. Nothing was installed.".to_owned()
        }
        Error::InsecureTransportProtocol => "Updates are taken over https only.".to_owned(),
        Error::Reqwest(error) if error.is_builder() => {
            "updates are taken over https only. Nothing was installed.".to_owned()
        }
        Error::Reqwest(_) => {
            "Updates cannot be looked for at the moment: the place they come from does not answer. \
             Labrun tries again later."
                .to_owned()
        }
        Error::Network(_) | Error::ReleaseNotFound => {
            "The place that updates come from has no answer that makes sense. Labrun tries again \
             later."
                .to_owned()
        }
        Error::TargetNotFound(_) | Error::TargetsNotFound(_) => {
            "There is a new version, but not for this kind of computer.".to_owned()
        }
        Error::AuthenticationFailed => {
            "nobody allowed it with a password. Nothing was installed.".to_owned()
        }
        other => format!("{other}."),
    }
}
