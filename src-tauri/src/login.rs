//! Start at login, in the tray.
//!
//! What the system has is the truth: whoever takes Labrun out of the system's own list of what
//! starts at login has said so there, and the setting follows.

use crate::shell::Shell;
use crate::view;
use std::path::Path;
use std::sync::Arc;
use tauri::Wry;
use tauri::plugin::TauriPlugin;
use tauri_plugin_autostart::ManagerExt;

/// `profile`: one that was asked for by name.
pub fn plugin(profile: Option<&Path>) -> TauriPlugin<Wry> {
    let mut how = tauri_plugin_autostart::Builder::new().app_name("Labrun").arg("--hidden");
    if let Some(profile) = profile {
        how = how.arg("--profile").arg(profile.to_string_lossy());
    }
    how.build()
}

/// Runs as long as the program.
pub async fn keep(shell: Arc<Shell>) {
    let mut glances = shell.glance.subscribe();
    let mut known = None;
    loop {
        if glances.changed().await.is_err() {
            return;
        }
        let Some(glance) = glances.borrow_and_update().clone() else { continue };
        let wanted = glance.settings.start_at_login;
        if known == Some(wanted) {
            continue;
        }
        let first = known.replace(wanted).is_none();
        let login = shell.app.autolaunch();
        let is_set = login.is_enabled().unwrap_or(false);
        if first && is_set != wanted {
            adopt(&shell, is_set).await;
            known = Some(is_set);
            continue;
        }
        let done = match wanted {
            // Also when it is set already: the program may lie elsewhere by now.
            true => login.enable(),
            false if is_set => login.disable(),
            false => Ok(()),
        };
        if let Err(error) = done {
            tracing::warn!(%error, "start at login could not be changed");
            let why = format!("This system does not let Labrun start at login: {error}");
            let said = shell.words().told(&why);
            let notices = vec![view::Notice { tone: view::Tone::Attention, said }];
            shell.tell(view::Changes { notices, ..view::Changes::default() });
            adopt(&shell, is_set).await;
            known = Some(is_set);
        }
    }
}

async fn adopt(shell: &Shell, is_set: bool) {
    let Some(engine) = shell.engine().await else { return };
    let adopted = async {
        let mut settings = engine.settings().await?;
        settings.start_at_login = is_set;
        engine.set_settings(settings).await
    };
    if let Err(error) = adopted.await {
        tracing::warn!(%error, "the setting does not say what the system does at login");
    }
}
