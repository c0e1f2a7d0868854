//! Where the queue and the log are, and taking them elsewhere at the next start.

use super::{Answer, Held};
use crate::view::{CommandError, DataFolder, ErrorCode};
use crate::{spoken, updates};
use engine::data_folder::{self as place, DataFolderError, FolderFault};
use std::path::{Path, PathBuf};
use tauri_plugin_dialog::DialogExt;
use tauri_plugin_opener::OpenerExt;

#[tauri::command]
pub async fn data_folder(shell: Held<'_>) -> Answer<DataFolder> {
    let usual = shell.usual_folder().to_owned();
    apart(move || place::look(&usual)).await
}

/// Asks for the folder, under a title in the window's words. One that cannot be the one is told with how it stands; backing out of the
/// dialog changes nothing.
#[tauri::command]
pub async fn choose_data_folder(shell: Held<'_>, title: String) -> Answer<DataFolder> {
    let (chosen, answer) = tokio::sync::oneshot::channel();
    shell.app.dialog().file().set_title(title).pick_folder(move |folder| {
        let _ = chosen.send(folder);
    });
    let folder = answer.await.ok().flatten().and_then(|folder| folder.into_path().ok());
    let usual = shell.usual_folder().to_owned();
    match folder {
        Some(folder) => apart(move || chosen_or_refused(&usual, Some(folder))).await,
        None => apart(move || place::look(&usual)).await,
    }
}

/// Back to where it is usually.
#[tauri::command]
pub async fn reset_data_folder(shell: Held<'_>) -> Answer<DataFolder> {
    let usual = shell.usual_folder().to_owned();
    apart(move || chosen_or_refused(&usual, None)).await
}

/// It stays where it is after all.
#[tauri::command]
pub async fn keep_data_folder(shell: Held<'_>) -> Answer<DataFolder> {
    let usual = shell.usual_folder().to_owned();
    apart(move || place::stay(&usual).and_then(|()| place::look(&usual))).await
}

#[tauri::command]
pub async fn open_data_folder(shell: Held<'_>) -> Answer<()> {
    let usual = shell.usual_folder().to_owned();
    let folder = apart(move || place::look(&usual)).await?.path;
    let opened = shell.app.opener().open_path(folder.as_str(), None::<&str>);
    opened.map_err(|error| refused(&format!("{folder} could not be opened: {error}")))
}

/// For a folder that was away at the start.
#[tauri::command]
pub async fn look_for_data_folder(shell: Held<'_>) -> Answer<()> {
    shell.look_for_data_folder().await;
    Ok(())
}

/// Uploads go on after it.
#[tauri::command]
pub async fn restart(shell: Held<'_>) -> Answer<()> {
    updates::restart(&shell).await;
    Ok(())
}

fn chosen_or_refused(usual: &Path, folder: Option<PathBuf>) -> Result<Stands, DataFolderError> {
    let fault: Option<FolderFault> = place::choose(usual, folder.as_deref())?.err();
    let stands = place::look(usual)?;
    Ok(Stands { refused: fault.or(stands.refused), ..stands })
}

type Stands = place::DataFolder;

/// Disks may be slow, and drives asleep.
async fn apart(
    work: impl FnOnce() -> Result<Stands, DataFolderError> + Send + 'static,
) -> Answer<DataFolder> {
    let done = tauri::async_runtime::spawn_blocking(work).await;
    let done = done.map_err(|error| refused(&format!("It broke off: {error}")))?;
    let stands = done.map_err(|error| refused(&error.to_string()))?;
    Ok(DataFolder::new(stands, spoken::words()))
}

fn refused(why: &str) -> CommandError {
    CommandError::new(ErrorCode::StorageFailed, why)
}
