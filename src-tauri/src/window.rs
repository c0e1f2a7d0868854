//! The one window: shown, hidden into the tray, and its size remembered.

use crate::shell::Shell;
use std::path::Path;
use std::sync::Arc;
use tauri::{AppHandle, Manager, WebviewWindowBuilder, Window, WindowEvent};
use tauri_plugin_notification::NotificationExt;
use tauri_plugin_window_state::StateFlags;

const LABEL: &str = "main";

/// Whether it was visible is not kept: it opens when a person opens it.
pub fn kept() -> StateFlags {
    StateFlags::all() & !StateFlags::VISIBLE
}

pub fn build(app: &AppHandle, profile: &Path, visible: bool) -> tauri::Result<()> {
    let Some(config) = app.config().app.windows.iter().find(|window| window.label == LABEL) else {
        return Ok(());
    };
    WebviewWindowBuilder::from_config(app, config)?
        // What the web view keeps belongs to the profile, and stays in its usual place.
        .data_directory(profile.join("webview"))
        .visible(visible)
        // The window shows Labrun and nothing else, whatever a page or a dropped link may want.
        .on_navigation(|url| matches!(url.scheme(), "tauri" | "about") || is_our_own_http(url))
        .build()?;
    Ok(())
}

/// Tauri serves the interface over http on Windows, and from the dev server during development.
fn is_our_own_http(url: &url::Url) -> bool {
    url.host_str() == Some("tauri.localhost")
        || (cfg!(debug_assertions) && url.host_str() == Some("localhost"))
}

pub fn show(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL) {
        let _ = window.show();
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}

/// A person has it before them.
pub fn is_looked_at(app: &AppHandle) -> bool {
    app.get_webview_window(LABEL).is_some_and(|window| {
        window.is_visible().unwrap_or(false) && window.is_focused().unwrap_or(false)
    })
}

/// It can be seen, in front or not.
pub fn is_open(app: &AppHandle) -> bool {
    app.get_webview_window(LABEL).is_some_and(|window| window.is_visible().unwrap_or(false))
}

/// Closing the window keeps uploading, and says so the first time.
pub fn on_event(window: &Window, event: &WindowEvent) {
    let WindowEvent::CloseRequested { api, .. } = event else { return };
    api.prevent_close();
    let _ = window.hide();
    let app = window.app_handle().clone();
    tauri::async_runtime::spawn(async move {
        let shell = app.state::<Arc<Shell>>().inner().clone();
        // Nothing has started that could go on.
        let Some(folder) = shell.profile_folder().await else {
            app.exit(0);
            return;
        };
        let said = folder.join("said-closing-keeps-uploading");
        if said.exists() {
            return;
        }
        let words = shell.words();
        let shown = app
            .notification()
            .builder()
            .title(words.say("notifications-closed-title", &[]))
            .body(words.say("notifications-closed", &[]))
            .show();
        if shown.is_ok() {
            let _ = std::fs::write(said, []);
        }
    });
}
