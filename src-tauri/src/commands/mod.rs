//! What the window may ask, one file per feature of the interface. A command takes plain
//! arguments, calls one method, and turns the answer into a shape of `view`; an `if` in here
//! would belong in the engine.

pub mod app;
pub mod connections;
pub mod data_folder;
pub mod diagnostics;
pub mod folders;
pub mod queue;
pub mod settings;
pub mod updates;

use crate::shell::Shell;
use crate::view::{CommandError, ErrorCode};
use std::sync::Arc;
use tauri::State;
use tauri_plugin_dialog::DialogExt;

type Held<'a> = State<'a, Arc<Shell>>;
type Answer<T> = Result<T, CommandError>;

/// Asks where to, and writes it there. `None`: backing out of the dialog writes nothing.
async fn save(shell: &Shell, title: &str, name: &str, text: String) -> Answer<Option<String>> {
    let (chosen, answer) = tokio::sync::oneshot::channel();
    shell.app.dialog().file().set_title(title).set_file_name(name).save_file(move |file| {
        let _ = chosen.send(file);
    });
    let Some(path) = answer.await.ok().flatten().and_then(|file| file.into_path().ok()) else {
        return Ok(None);
    };
    tokio::fs::write(&path, text).await.map_err(|error| {
        let why = format!("{} could not be written: {error}", path.display());
        CommandError::new(ErrorCode::StorageFailed, &why)
    })?;
    Ok(Some(path.to_string_lossy().into_owned()))
}

/// For a file that a person may open. What we made ourselves can be written as JSON.
fn pretty(value: &impl serde::Serialize) -> Answer<String> {
    let text = serde_json::to_string_pretty(value).map_err(|error| {
        let why = format!("It could not be written as JSON: {error}");
        CommandError::new(ErrorCode::Internal, &why)
    })?;
    Ok(text + "\n")
}
