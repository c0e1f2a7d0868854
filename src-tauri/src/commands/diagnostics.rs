//! Looking at what is wrong, and saving it for somebody who is to help.

use super::{Answer, Held, save};
use crate::diagnostics;
use crate::view::Diagnosis;

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
    let title = shell.words().say("dialogs-save-diagnostics", &[]);
    save(&shell, &title, &diagnosis.file_name, diagnosis.report).await
}
