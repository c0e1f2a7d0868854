//! One look at the feed, and one download. Whatever is refused is refused in words.

use super::State;
use super::said::Said;
use super::source::Source;
use crate::shell::Shell;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tauri::async_runtime::block_on;
use tauri_plugin_updater::{Error, Update, UpdaterExt};

/// A line that says nothing for so long has nothing to say.
const SILENCE: Duration = Duration::from_secs(60);

pub enum Looked {
    Nothing { said: Option<Said> },
    Newer(Box<Update>),
}

pub async fn newer(shell: &Arc<Shell>, source: &Source) -> Result<Looked, Said> {
    let offered = Arc::new(Mutex::new(None));
    let seen = offered.clone();
    let leaving = shell.clone();
    let engine = shell.engine().await.ok_or_else(|| Said::ours("updates-closing"))?;
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
        Some(update) if update.download_url.scheme() != "https" => {
            let version = update.version.into();
            Err(Said::with("updates-open-line", [("version", version)]))
        }
        Some(update) => Ok(Looked::Newer(Box::new(update))),
        None => {
            let older = offered.lock().expect("nobody panics with the lock").take();
            let said = older.map(|older| {
                let ours = shell.version().into();
                Said::with("updates-older", [("version", older.into()), ("ours", ours)])
            });
            Ok(Looked::Nothing { said })
        }
    }
}

/// Fetches and verifies; what is not what was signed is never written anywhere.
pub async fn package(shell: &Shell, update: &Update) -> Result<PathBuf, Said> {
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
            Said::with("updates-not-whole", [("version", version.as_str().into())])
        }
        error => {
            let parts = [("version", version.as_str().into()), ("why", said(&error))];
            Said::with("updates-refused", parts)
        }
    })?;
    keep(shell, version, bytes).await
}

async fn keep(shell: &Shell, version: &str, bytes: Vec<u8>) -> Result<PathBuf, Said> {
    let said = |error: std::io::Error| {
        let parts = [("version", version.into()), ("why", error.to_string().into())];
        Said::with("updates-not-kept", parts)
    };
    let Some(profile) = shell.profile_folder().await else {
        return Err(Said::ours("updates-closing"));
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
pub fn said(error: &Error) -> Said {
    match error {
        Error::Minisign(_) | Error::Base64(_) | Error::SignatureUtf8(_) => {
            Said::ours("updates-why-signature")
        }
        Error::SignedVersionMismatch { signed, announced } => {
            let announced = announced.to_string().into();
            let signed = signed.to_string().into();
            let parts = [("announced", announced), ("signed", signed)];
            Said::with("updates-why-other-version", parts)
        }
        Error::MissingSignedVersion => Said::ours("updates-why-no-version"),
        Error::InsecureTransportProtocol => Said::ours("updates-https-only"),
        Error::Reqwest(error) if error.is_builder() => Said::ours("updates-why-https-only"),
        Error::Reqwest(_) => Said::ours("updates-no-answer"),
        Error::Network(_) | Error::ReleaseNotFound => Said::ours("updates-no-sense"),
        Error::TargetNotFound(_) | Error::TargetsNotFound(_) => {
            Said::ours("updates-not-for-this-computer")
        }
        Error::AuthenticationFailed => Said::ours("updates-why-password"),
        other => format!("{other}.").into(),
    }
}
