//! Looking at what is wrong, and saving it for somebody who is to help.

use super::{Answer, Held};
use crate::diagnostics;
use crate::view::{CommandError, Diagnosis, ErrorCode};
use tauri_plugin_dialog::DialogExt;

#[tauri::command]
pub async fn diagnose(shell: Held<'_>) -> Answer<Diagnosis> {
    let diagnosis = diagnostics::diagnose(&shell).await;
    shell.previewed(diagnosis.clone());
    Ok(diagnosis)
}

/// What was looked at and nothing newer: nobody sends away what they have not seen. Asks where to;
/// backing out of the dialog writes nothing.
#[tauri::command]
pub async fn save_diagnostics(shell: Held<'_>) -> Answer<Option<String>> {
    let Some(diagnosis) = shell.last_previewed() else { return Ok(None) };
    let (chosen, answer) = tokio::sync::oneshot::channel();
    shell
        .app
        .dialog()
        .file()
        .set_title("Save the diagnostics")
        .set_file_name(&diagnosis.file_name)
        .save_file(move |file| {
            let _ = chosen.send(file);
        });
    let Some(path) = answer.await.ok().flatten().and_then(|file| file.into_path().ok()) else {
        return Ok(None);
    };
    tokio::fs::write(&path, &diagnosis.report).await.map_err(|error| CommandError {
        code: ErrorCode::StorageFailed,
        said: format!("{} could not be written: {error}.", path.display()),
    })?;
    Ok(Some(path.display().to_string()))
}
