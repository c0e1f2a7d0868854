//! Watched folders: which there are, how each is doing, and a task for each of them, so that a
//! share which hangs holds up no other.

mod folder;
mod hints;
mod taking;
mod unsettled;

use super::listing::Listed;
use crate::EngineError;
use crate::engine::Engine;
use crate::event::Event;
use domain::{ConnectionId, FolderId, FolderState, FolderWish, Upload, WatchedFolder};
use folder::Watching;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use tokio::sync::{Notify, mpsc, watch};
use tokio_util::sync::CancellationToken;

/// What is known of the watched folders, for whoever asks.
#[derive(Default)]
pub(crate) struct Folders {
    states: Mutex<HashMap<FolderId, FolderState>>,
    /// Of folders that were just added: what was there already and is not wanted.
    before: Mutex<HashMap<FolderId, HashSet<u64>>>,
    /// Counts how often somebody wanted them looked through.
    look: watch::Sender<u64>,
    /// Some were added, changed or removed.
    others: Notify,
    /// One at a time adds a folder, or looks which there are.
    turn: tokio::sync::Mutex<()>,
}

impl Folders {
    fn state(&self, id: FolderId) -> FolderState {
        let states = self.states.lock().expect("nobody panics with the lock");
        states.get(&id).cloned().unwrap_or(FolderState::Looking)
    }

    /// Whether it is news.
    fn set(&self, id: FolderId, state: FolderState) -> bool {
        let mut states = self.states.lock().expect("nobody panics with the lock");
        states.insert(id, state.clone()) != Some(state)
    }

    fn forget(&self, id: FolderId) {
        self.states.lock().expect("nobody panics with the lock").remove(&id);
    }

    fn take_before(&self, id: FolderId) -> HashSet<u64> {
        let mut before = self.before.lock().expect("nobody panics with the lock");
        before.remove(&id).unwrap_or_default()
    }
}

impl Engine {
    pub async fn watched_folders(&self) -> Result<Vec<(WatchedFolder, FolderState)>, EngineError> {
        let all = self.0.store.watched_folders().await?;
        let with_state = |folder: WatchedFolder| {
            let state = self.0.folders.state(folder.id);
            (folder, state)
        };
        Ok(all.into_iter().map(with_state).collect())
    }

    /// From here on, what comes into this folder goes to this connection. Where only what comes
    /// after is wanted, the folder is looked through before this returns.
    pub async fn watch(
        &self,
        connection: &ConnectionId,
        wish: FolderWish,
    ) -> Result<WatchedFolder, EngineError> {
        let inner = &self.0;
        let to = inner.store.connection(connection).await?.ok_or(EngineError::UnknownConnection)?;
        let able = inner.able(to.provider)?;
        if able.uploads.is_none() {
            return Err(EngineError::Rejected(able.no_uploads.to_owned()));
        }
        let turn = inner.folders.turn.lock().await;
        let wish = self.checked(connection, wish, None).await?;
        let before = match wish.existing {
            true => HashSet::new(),
            false => what_is_there(&wish).await?,
        };
        let folder = inner.store.add_folder(connection, &wish, inner.now()).await?;
        {
            let mut all = inner.folders.before.lock().expect("nobody panics with the lock");
            all.insert(folder.id, before);
        }
        drop(turn);
        tracing::info!(folder = %folder.id, "a folder is watched");
        self.others_are_watched().await?;
        Ok(folder)
    }

    pub async fn change_folder(&self, id: FolderId, wish: FolderWish) -> Result<(), EngineError> {
        let inner = &self.0;
        let turn = inner.folders.turn.lock().await;
        let all = inner.store.watched_folders().await?;
        let before = all.iter().find(|folder| folder.id == id).ok_or_else(not_watched)?;
        let wish = self.checked(&before.connection, wish, Some(id)).await?;
        inner.store.change_folder(id, &wish).await?.ok_or_else(not_watched)?;
        drop(turn);
        self.others_are_watched().await
    }

    /// What was found in it stays queued.
    pub async fn unwatch(&self, id: FolderId) -> Result<(), EngineError> {
        self.0.store.remove_folder(id).await?;
        self.others_are_watched().await
    }

    /// What is found from here on goes by itself, or is offered. What is queued stays.
    pub async fn set_automatic(
        &self,
        connection: &ConnectionId,
        automatic: bool,
    ) -> Result<(), EngineError> {
        let inner = &self.0;
        let connection = inner.store.set_automatic(connection, automatic).await?;
        let presence = inner.presence_of(&connection.id);
        inner.say(Event::ConnectionChanged { connection, presence });
        Ok(())
    }

    /// Looks through all watched folders at once.
    pub fn look_now(&self) {
        self.0.folders.look.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// The folder in which it was found is not there: a card that is out, a share that is not
    /// mounted. Its file is not missing, it is away.
    pub(crate) async fn is_away(&self, upload: &Upload) -> bool {
        let Some(id) = upload.found_in else { return false };
        if self.0.folders.state(id) == FolderState::Away {
            return true;
        }
        let all = self.0.store.watched_folders().await.unwrap_or_default();
        let Some(folder) = all.into_iter().find(|folder| folder.id == id) else { return false };
        let there = tokio::task::spawn_blocking(move || folder.wish.path.is_dir());
        !there.await.unwrap_or(true)
    }

    /// A folder is watched once for a connection, and not inside another one.
    async fn checked(
        &self,
        connection: &ConnectionId,
        mut wish: FolderWish,
        itself: Option<FolderId>,
    ) -> Result<FolderWish, EngineError> {
        let all = self.0.store.watched_folders().await?;
        let others: Vec<WatchedFolder> = all
            .into_iter()
            .filter(|other| other.connection == *connection && Some(other.id) != itself)
            .collect();
        let known = itself.is_some();
        let checked = tokio::task::spawn_blocking(move || {
            let path = std::path::absolute(&wish.path)
                .map_err(|error| format!("This is no folder: {error}."))?;
            // One that is watched already may be away while its wish is changed.
            if !path.is_dir() && !known {
                return Err(format!("There is no folder {}.", path.display()));
            }
            wish.path = path;
            match others.iter().find(|other| overlap(&wish, &other.wish)) {
                Some(other) if same_place(&wish.path) == same_place(&other.wish.path) => {
                    Err(format!("{} is watched already.", other.wish.path.display()))
                }
                Some(other) => Err(format!(
                    "{} is watched already, and one of the two lies in the other. Remove it \
                     first, or watch without sub-folders.",
                    other.wish.path.display()
                )),
                None => Ok(wish),
            }
        });
        let checked = checked.await.map_err(|error| EngineError::Rejected(error.to_string()))?;
        checked.map_err(EngineError::Rejected)
    }

    async fn others_are_watched(&self) -> Result<(), EngineError> {
        self.0.folders.others.notify_one();
        self.folders_changed().await
    }

    async fn folders_changed(&self) -> Result<(), EngineError> {
        self.0.say(Event::FoldersChanged(self.watched_folders().await?));
        Ok(())
    }

    /// Runs until the engine stops: a task for each folder.
    pub(crate) async fn watch_folders(self) {
        let inner = &self.0;
        let mut events = self.subscribe();
        let mut tasks: HashMap<FolderId, (WatchedFolder, tokio_util::sync::DropGuard)> =
            HashMap::new();
        loop {
            let others = inner.folders.others.notified();
            let turn = inner.folders.turn.lock().await;
            match inner.store.watched_folders().await {
                Ok(folders) => self.keep_watching(&mut tasks, folders),
                Err(error) => {
                    tracing::warn!(%error, "cannot read which folders are watched");
                    tokio::time::sleep(inner.timings.look_again).await;
                    continue;
                }
            }
            drop(turn);
            tokio::pin!(others);
            loop {
                tokio::select! {
                    () = &mut others => break,
                    event = events.recv() => match event {
                        // Its folders went with it.
                        Ok(Event::ConnectionRemoved(_)) => {
                            if let Err(error) = self.folders_changed().await {
                                tracing::warn!(%error, "cannot tell how the folders are doing");
                            }
                            break;
                        }
                        Ok(_) => {}
                        Err(_) => break,
                    },
                }
            }
        }
    }

    fn keep_watching(
        &self,
        tasks: &mut HashMap<FolderId, (WatchedFolder, tokio_util::sync::DropGuard)>,
        folders: Vec<WatchedFolder>,
    ) {
        tasks.retain(|id, (watched, _)| {
            let stays = folders.contains(watched);
            if !stays {
                self.0.folders.forget(*id);
            }
            stays
        });
        for folder in folders {
            if tasks.contains_key(&folder.id) {
                continue;
            }
            let stop = CancellationToken::new();
            let before = self.0.folders.take_before(folder.id);
            let watching = Watching::new(self.clone(), folder.clone(), before);
            let look = self.0.folders.look.subscribe();
            let ended = stop.clone();
            self.spawn(async move {
                tokio::select! {
                    () = ended.cancelled() => {}
                    () = watching.watch(look) => {}
                }
            });
            tasks.insert(folder.id, (folder, stop.drop_guard()));
        }
    }
}

fn not_watched() -> EngineError {
    EngineError::Rejected("This folder is not watched any more.".to_owned())
}

/// Where a path really leads, as far as it is there.
fn same_place(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// Whether a file could be found in both.
fn overlap(one: &FolderWish, other: &FolderWish) -> bool {
    let (here, there) = (same_place(&one.path), same_place(&other.path));
    here == there
        || (one.subfolders && there.starts_with(&here))
        || (other.subfolders && here.starts_with(&there))
}

/// Marks of all files that are in the folder at this moment.
async fn what_is_there(wish: &FolderWish) -> Result<HashSet<u64>, EngineError> {
    let extent = folder::extent(wish);
    let (sender, mut batches) = mpsc::channel(2);
    let walking = tokio::task::spawn_blocking(move || extent.walk(&extent.root, &sender));
    let mut marks = HashSet::new();
    while let Some(batch) = batches.recv().await {
        marks.extend(batch.iter().map(Listed::mark));
    }
    walking.await.map_err(|error| EngineError::Rejected(error.to_string()))?;
    Ok(marks)
}
