//! Starting, the vault, the database, leaving.

use super::{Answer, Held};
use crate::tray;
use crate::view::{Changes, Opening};
use domain::Secret;
use std::path::PathBuf;
use tauri::ipc::Channel;

/// The snapshot first; changes follow on the channel.
#[tauri::command]
pub async fn subscribe(shell: Held<'_>, channel: Channel<Changes>) -> Answer<Opening> {
    shell.listen(channel);
    Ok(shell.opening().await)
}

#[tauri::command]
pub async fn create_vault(shell: Held<'_>, passphrase: String) -> Answer<()> {
    shell.create_vault(Secret::new(passphrase)).await
}

#[tauri::command]
pub async fn unlock_vault(shell: Held<'_>, passphrase: String) -> Answer<()> {
    shell.unlock_vault(Secret::new(passphrase)).await
}

#[tauri::command]
pub async fn retry_keyring(shell: Held<'_>) -> Answer<()> {
    shell.retry_keyring().await;
    Ok(())
}

#[tauri::command]
pub async fn set_database_aside(shell: Held<'_>) -> Answer<()> {
    shell.set_database_aside().await
}

#[tauri::command]
pub async fn quit(shell: Held<'_>) -> Answer<()> {
    tray::quit(shell.app.clone());
    Ok(())
}

/// Files from the command line, each told once.
#[tauri::command]
pub async fn take_handed(shell: Held<'_>) -> Answer<Vec<PathBuf>> {
    Ok(shell.take_handed())
}
