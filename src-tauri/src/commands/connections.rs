//! Signing in and leaving.

use super::{Answer, Held};
use crate::shell::approval_link;
use crate::view::{CommandError, Disconnected, ErrorCode, ProviderKind, Way};
use domain::{ConnectionId, Secret};
use std::collections::HashMap;
use tauri_plugin_opener::OpenerExt;

#[tauri::command]
pub async fn start_sign_in(
    shell: Held<'_>,
    provider: ProviderKind,
    way: Way,
    fields: HashMap<String, String>,
    connection: Option<String>,
) -> Answer<()> {
    let fields = fields.into_iter().map(|(name, typed)| (name, Secret::new(typed))).collect();
    let connection = connection.map(ConnectionId::new);
    let engine = shell.running().await?;
    Ok(engine.start_sign_in(provider.into(), way.into(), fields, connection, None).await?)
}

#[tauri::command]
pub async fn cancel_sign_in(shell: Held<'_>) -> Answer<()> {
    shell.running().await?.cancel_sign_in();
    Ok(())
}

#[tauri::command]
pub async fn dismiss_sign_in(shell: Held<'_>) -> Answer<()> {
    shell.running().await?.dismiss_sign_in();
    Ok(())
}

/// Opens the link of the code on the screen: the window cannot have any other one opened.
#[tauri::command]
pub async fn open_approval_page(shell: Held<'_>) -> Answer<()> {
    let Some(link) = approval_link(shell.running().await?.sign_in()) else { return Ok(()) };
    shell.app.opener().open_url(link, None::<&str>).map_err(|error| CommandError {
        code: ErrorCode::Internal,
        said: format!("The browser could not be opened: {error}."),
    })
}

#[tauri::command]
pub async fn disconnect(shell: Held<'_>, connection: String) -> Answer<Disconnected> {
    let left = shell.running().await?.disconnect(&ConnectionId::new(connection)).await?;
    Ok(Disconnected { vendor_side: left.vendor_side, said: left.said })
}

#[tauri::command]
pub async fn forget_connection(shell: Held<'_>, connection: String) -> Answer<()> {
    Ok(shell.running().await?.forget_connection(&ConnectionId::new(connection)).await?)
}
