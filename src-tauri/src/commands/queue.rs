//! What is waiting, moving, stuck, done.

use super::{Answer, Held};
use crate::view::{Added, CommandError, ErrorCode, UploadDetails};
use domain::{ConnectionId, UploadId};
use std::path::PathBuf;
use std::time::Duration;
use tauri_plugin_dialog::DialogExt;
use tauri_plugin_opener::OpenerExt;

fn all(ids: &[i64]) -> Vec<UploadId> {
    ids.iter().copied().map(UploadId).collect()
}

/// The system's own dialog. Backing out of it picks nothing.
#[tauri::command]
pub async fn pick_files(shell: Held<'_>) -> Answer<Vec<String>> {
    let (chosen, answer) = tokio::sync::oneshot::channel();
    shell.app.dialog().file().set_title("Add files to the queue").pick_files(move |files| {
        let _ = chosen.send(files);
    });
    let files = answer.await.ok().flatten().unwrap_or_default();
    Ok(files.into_iter().map(|file| file.to_string()).collect())
}

#[tauri::command]
pub async fn add_files(
    shell: Held<'_>,
    connection: String,
    paths: Vec<PathBuf>,
) -> Answer<Vec<Added>> {
    let engine = shell.running().await?;
    let added = engine.add(&ConnectionId::new(connection), paths).await?;
    Ok(added.iter().map(|(path, outcome)| Added::new(path, outcome)).collect())
}

#[tauri::command]
pub async fn pause_uploads(shell: Held<'_>, ids: Vec<i64>) -> Answer<()> {
    Ok(shell.running().await?.pause_uploads(&all(&ids)).await?)
}

#[tauri::command]
pub async fn resume_uploads(shell: Held<'_>, ids: Vec<i64>) -> Answer<()> {
    Ok(shell.running().await?.resume_uploads(&all(&ids)).await?)
}

#[tauri::command]
pub async fn cancel_uploads(shell: Held<'_>, ids: Vec<i64>) -> Answer<()> {
    Ok(shell.running().await?.cancel_uploads(&all(&ids)).await?)
}

#[tauri::command]
pub async fn move_to_top(shell: Held<'_>, ids: Vec<i64>) -> Answer<()> {
    Ok(shell.running().await?.move_to_top(&all(&ids)).await?)
}

#[tauri::command]
pub async fn retry_uploads(shell: Held<'_>, ids: Vec<i64>) -> Answer<()> {
    Ok(shell.running().await?.retry_uploads(&all(&ids)).await?)
}

#[tauri::command]
pub async fn remove_uploads(shell: Held<'_>, ids: Vec<i64>) -> Answer<()> {
    Ok(shell.running().await?.remove_uploads(&all(&ids)).await?)
}

#[tauri::command]
pub async fn clear_done(shell: Held<'_>) -> Answer<()> {
    Ok(shell.running().await?.clear_done().await?)
}

#[tauri::command]
pub async fn pause_queue(shell: Held<'_>, minutes: Option<u32>) -> Answer<()> {
    let how_long = minutes.map(|minutes| Duration::from_secs(u64::from(minutes) * 60));
    Ok(shell.running().await?.pause_queue(how_long).await?)
}

#[tauri::command]
pub async fn resume_queue(shell: Held<'_>) -> Answer<()> {
    Ok(shell.running().await?.resume_queue().await?)
}

#[tauri::command]
pub async fn upload_details(shell: Held<'_>, id: i64) -> Answer<UploadDetails> {
    Ok(shell.running().await?.upload_details(UploadId(id)).await?.into())
}

#[tauri::command]
pub async fn show_in_folder(shell: Held<'_>, id: i64) -> Answer<()> {
    let details = shell.running().await?.upload_details(UploadId(id)).await?;
    let path = details.upload.file.path;
    shell.app.opener().reveal_item_in_dir(&path).map_err(|error| CommandError {
        code: ErrorCode::FileMissing,
        said: format!("{} could not be shown: {error}.", path.display()),
    })
}
