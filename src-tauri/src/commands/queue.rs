//! What is waiting, moving, stuck, done.

use super::{Answer, Held, pretty, save};
use crate::view::{
    Acted, Added, CommandError, Counts, ErrorCode, Page, Query, Upload, UploadDetails, Which,
};
use domain::{ConnectionId, UploadId};
use std::path::PathBuf;
use std::time::Duration;
use tauri_plugin_dialog::DialogExt;
use tauri_plugin_opener::OpenerExt;

fn span(minutes: Option<u32>) -> Option<Duration> {
    minutes.map(|minutes| Duration::from_secs(u64::from(minutes) * 60))
}

/// The system's own dialog. Backing out of it picks nothing.
#[tauri::command]
pub async fn pick_files(shell: Held<'_>) -> Answer<Vec<String>> {
    let (chosen, answer) = tokio::sync::oneshot::channel();
    let title = shell.words().say("dialogs-add-files", &[]);
    shell.app.dialog().file().set_title(title).pick_files(move |files| {
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
    let words = shell.words();
    Ok(added.iter().map(|(path, outcome)| Added::new(path, outcome, words)).collect())
}

#[tauri::command]
pub async fn list_uploads(shell: Held<'_>, query: Query, offset: u64, limit: u64) -> Answer<Page> {
    let engine = shell.running().await?;
    let page = engine.list(&query.into(), offset, limit).await?;
    let words = shell.words();
    let rows = page.rows.iter().map(|row| Upload::new(row, engine.resumed_at_part(row.id), words));
    Ok(Page { total: page.total, offset: page.offset, rows: rows.collect() })
}

#[tauri::command]
pub async fn count_uploads(
    shell: Held<'_>,
    connection: Option<String>,
    words: String,
) -> Answer<Counts> {
    let connection = connection.map(ConnectionId::new);
    Ok(shell.running().await?.counts(connection.as_ref(), &words).await?.into())
}

/// Without minutes: until resumed.
#[tauri::command]
pub async fn pause_uploads(shell: Held<'_>, which: Which, minutes: Option<u32>) -> Answer<Acted> {
    Ok(shell.running().await?.pause_uploads(&which.into(), span(minutes)).await?.into())
}

#[tauri::command]
pub async fn resume_uploads(shell: Held<'_>, which: Which) -> Answer<Acted> {
    Ok(shell.running().await?.resume_uploads(&which.into()).await?.into())
}

#[tauri::command]
pub async fn cancel_uploads(shell: Held<'_>, which: Which) -> Answer<Acted> {
    Ok(shell.running().await?.cancel_uploads(&which.into()).await?.into())
}

#[tauri::command]
pub async fn move_to_top(shell: Held<'_>, which: Which) -> Answer<Acted> {
    Ok(shell.running().await?.move_to_top(&which.into()).await?.into())
}

#[tauri::command]
pub async fn retry_uploads(shell: Held<'_>, which: Which) -> Answer<Acted> {
    Ok(shell.running().await?.retry_uploads(&which.into()).await?.into())
}

#[tauri::command]
pub async fn remove_uploads(shell: Held<'_>, which: Which) -> Answer<Acted> {
    Ok(shell.running().await?.remove_uploads(&which.into()).await?.into())
}

#[tauri::command]
pub async fn pause_queue(shell: Held<'_>, minutes: Option<u32>) -> Answer<()> {
    Ok(shell.running().await?.pause_queue(span(minutes)).await?)
}

#[tauri::command]
pub async fn resume_queue(shell: Held<'_>) -> Answer<()> {
    Ok(shell.running().await?.resume_queue().await?)
}

#[tauri::command]
pub async fn upload_details(shell: Held<'_>, id: i64) -> Answer<UploadDetails> {
    let details = shell.running().await?.upload_details(UploadId(id)).await?;
    Ok(UploadDetails::new(details, shell.words()))
}

#[tauri::command]
pub async fn show_in_folder(shell: Held<'_>, id: i64) -> Answer<()> {
    let details = shell.running().await?.upload_details(UploadId(id)).await?;
    let path = details.upload.file.path;
    let opener = shell.app.opener();
    // A desktop without a file manager that can be asked to point at a file may still open a folder.
    let shown = opener.reveal_item_in_dir(&path).or_else(|error| match path.parent() {
        Some(folder) if folder.is_dir() => opener.open_path(folder.to_string_lossy(), None::<&str>),
        _ => Err(error),
    });
    shown.map_err(|error| {
        let why = format!("{} could not be shown: {error}", path.display());
        CommandError::new(ErrorCode::FileMissing, &why)
    })
}

/// Asks where to, and writes it there. Backing out of the dialog writes nothing.
#[tauri::command]
pub async fn save_receipt(shell: Held<'_>, id: i64) -> Answer<Option<String>> {
    let engine = shell.running().await?;
    let receipt = engine.receipt(UploadId(id)).await?;
    let title = shell.words().say("dialogs-save-receipt", &[]);
    save(&shell, &title, &receipt.file_name(), pretty(&receipt)?).await
}
