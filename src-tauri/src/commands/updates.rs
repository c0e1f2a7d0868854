//! A new version.

use super::{Answer, Held};

/// What comes of it is told as a change.
#[tauri::command]
pub async fn check_for_updates(shell: Held<'_>) -> Answer<()> {
    shell.updates.look_now();
    Ok(())
}

/// Restarts Labrun; uploads go on with the parts that were not sent.
#[tauri::command]
pub async fn install_update(shell: Held<'_>) -> Answer<()> {
    shell.updates.install_now();
    Ok(())
}
