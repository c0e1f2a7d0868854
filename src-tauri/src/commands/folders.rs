//! Where Labrun looks by itself.

use super::{Answer, Held};
use crate::view::FolderWish;
use domain::{ConnectionId, FolderId};
use tauri_plugin_dialog::DialogExt;

/// The system's own dialog. Backing out of it picks nothing.
#[tauri::command]
pub async fn pick_folder(shell: Held<'_>) -> Answer<Option<String>> {
    let (chosen, answer) = tokio::sync::oneshot::channel();
    let title = shell.words().say("dialogs-watch-folder", &[]);
    shell.app.dialog().file().set_title(title).pick_folder(move |folder| {
        let _ = chosen.send(folder);
    });
    Ok(answer.await.ok().flatten().map(|folder| folder.to_string()))
}

#[tauri::command]
pub async fn watch_folder(shell: Held<'_>, connection: String, wish: FolderWish) -> Answer<()> {
    shell.running().await?.watch(&ConnectionId::new(connection), wish.into()).await?;
    Ok(())
}

#[tauri::command]
pub async fn change_folder(shell: Held<'_>, id: i64, wish: FolderWish) -> Answer<()> {
    shell.running().await?.change_folder(FolderId(id), wish.into()).await?;
    Ok(())
}

#[tauri::command]
pub async fn unwatch_folder(shell: Held<'_>, id: i64) -> Answer<()> {
    shell.running().await?.unwatch(FolderId(id)).await?;
    Ok(())
}

#[tauri::command]
pub async fn look_now(shell: Held<'_>) -> Answer<()> {
    shell.running().await?.look_now();
    Ok(())
}

#[tauri::command]
pub async fn set_automatic(shell: Held<'_>, connection: String, automatic: bool) -> Answer<()> {
    shell.running().await?.set_automatic(&ConnectionId::new(connection), automatic).await?;
    Ok(())
}
