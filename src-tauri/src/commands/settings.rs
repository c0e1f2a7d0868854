//! What a person may set.

use super::{Answer, Held};
use crate::view::Settings;

#[tauri::command]
pub async fn set_settings(shell: Held<'_>, settings: Settings) -> Answer<Settings> {
    Ok(shell.running().await?.set_settings(settings.into()).await?.into())
}
