//! What a person may set, and taking it to another computer.

use super::{Answer, Held, pretty, save};
use crate::view::{CommandError, ErrorCode, Settings};
use serde::{Deserialize, Serialize};
use std::path::Path;
use tauri_plugin_dialog::DialogExt;

/// A file of settings says so, or any file with braces in it would be taken for one. There is no
/// sign-in in it, and no folder: those are of one computer.
#[derive(Serialize, Deserialize)]
struct Exported {
    labrun_settings: domain::Settings,
}

/// No settings are nearly as long.
const LONGEST: u64 = 1024 * 1024;

#[tauri::command]
pub async fn set_settings(shell: Held<'_>, settings: Settings) -> Answer<Settings> {
    Ok(shell.running().await?.set_settings(settings.into()).await?.into())
}

/// Asks where to. Backing out of the dialog writes nothing.
#[tauri::command]
pub async fn export_settings(shell: Held<'_>) -> Answer<Option<String>> {
    let labrun_settings = shell.running().await?.snapshot().await?.settings;
    let text = pretty(&Exported { labrun_settings })?;
    save(&shell, "Export the settings", "labrun-settings.json", text).await
}

/// Only reads them: the window sets them, and can take that back. Asks which file.
#[tauri::command]
pub async fn read_settings(shell: Held<'_>) -> Answer<Option<Settings>> {
    let (chosen, answer) = tokio::sync::oneshot::channel();
    shell.app.dialog().file().set_title("Import settings").pick_file(move |file| {
        let _ = chosen.send(file);
    });
    let Some(path) = answer.await.ok().flatten().and_then(|file| file.into_path().ok()) else {
        return Ok(None);
    };
    let read = tauri::async_runtime::spawn_blocking(move || read(&path)).await;
    match read {
        Ok(Ok(settings)) => Ok(Some(settings.into())),
        Ok(Err(said)) => Err(CommandError { code: ErrorCode::NotAllowed, said }),
        Err(error) => Err(CommandError {
            code: ErrorCode::NotAllowed,
            said: format!("It broke off: {error}."),
        }),
    }
}

fn read(path: &Path) -> Result<domain::Settings, String> {
    let name = path.display();
    let size = path.metadata().map_err(|error| format!("{name} cannot be read: {error}."))?.len();
    if size > LONGEST {
        return Err(format!("{name} is too large for settings of Labrun."));
    }
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("{name} cannot be read: {error}."))?;
    let exported: Exported = serde_json::from_str(&text)
        .map_err(|error| format!("{name} holds no settings of Labrun: {error}."))?;
    Ok(exported.labrun_settings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_exported_is_read_again_and_anything_else_is_refused_with_words() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.json");
        let settings = domain::Settings { limit_mbit: Some(40), ..domain::Settings::default() };
        let exported = Exported { labrun_settings: settings.clone() };
        std::fs::write(&path, serde_json::to_string(&exported).unwrap()).unwrap();
        assert_eq!(read(&path).unwrap(), settings);
        // Of an older version: what it did not know is as at the beginning.
        std::fs::write(&path, r#"{"labrun_settings":{"limit_mbit":5}}"#).unwrap();
        assert_eq!(read(&path).unwrap().limit_mbit, Some(5));
        for other in ["", "{}", "[1]", r#"{"labrun_settings":{"limit_mbit":"many"}}"#] {
            std::fs::write(&path, other).unwrap();
            let said = read(&path).unwrap_err();
            assert!(said.contains("holds no settings of Labrun"), "{said}");
        }
        assert!(read(folder.path()).is_err());
        assert!(read(&folder.path().join("none.json")).unwrap_err().contains("cannot be read"));
    }
}
