//! One watched folder: looked through every so often, which is the truth, and where the file
//! system says that something happened, which is quicker.

use super::super::listing::{BATCH, Extent, Listed};
use super::super::litter::Names;
use super::hints::Hints;
use super::unsettled::{All, News};
use crate::EngineError;
use crate::engine::Engine;
use domain::media::clip_folder;
use domain::{FolderState, MediaKind, UploadId, WatchedFolder};
use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;

/// Hints come in bursts.
const BURST: Duration = Duration::from_millis(50);
/// A folder that takes long to look through is looked through less often: one part of the time.
const SHARE: u32 = 10;
/// File systems keep time coarsely: FAT by two seconds.
const COARSE_MS: i64 = 2_000;

pub(super) struct Watching {
    pub(super) engine: Engine,
    pub(super) folder: WatchedFolder,
    extent: Extent,
    hints: Option<Hints>,
    pub(super) unsettled: All,
    /// Marks of files that need no further look: they have a row, or are not wanted.
    pub(super) known: HashSet<u64>,
    /// Files whose row follows them while they grow.
    pub(super) growing: HashMap<PathBuf, UploadId>,
    /// How often the folder was looked through.
    walks: u64,
    /// No look since the start, or since it came back.
    is_new: bool,
    /// It was looked through to the end once. From there on `known` tells what was there before,
    /// and nobody has to believe the clock of a camera.
    is_familiar: bool,
    /// Where files were found last: another one at the same place is another card.
    device: Option<u64>,
}

impl Watching {
    /// `before`: marks of what was there when the folder began to be watched and is not wanted.
    pub fn new(engine: Engine, folder: WatchedFolder, before: HashSet<u64>) -> Self {
        let extent = extent(&folder.wish);
        Self {
            engine,
            folder,
            extent,
            hints: None,
            unsettled: All::default(),
            known: before,
            growing: HashMap::new(),
            walks: 0,
            is_new: true,
            is_familiar: false,
            device: None,
        }
    }

    /// Until it is dropped.
    pub async fn watch(mut self, mut look: watch::Receiver<u64>) {
        let engine = self.engine.clone();
        let inner = &engine.0;
        let mut next_walk = Instant::now();
        let mut woken = inner.woke.subscribe();
        loop {
            let began = Instant::now();
            if began >= next_walk {
                let state = match self.look_through().await {
                    Ok(state) => Some(state),
                    Err(error) => {
                        tracing::warn!(%error, folder = %self.folder.id, "not looked through");
                        None
                    }
                };
                let away = state.as_ref().is_some_and(|state| *state == FolderState::Away);
                self.tell(state).await;
                let rest = match away {
                    // Only asked whether it is there.
                    true => inner.timings.rescan.min(inner.timings.calm),
                    false => inner.timings.rescan.max(began.elapsed() * SHARE),
                };
                next_walk = Instant::now() + rest;
            }
            if let Err(error) = self.settle().await {
                tracing::warn!(%error, folder = %self.folder.id, "files could not be taken in");
                tokio::time::sleep(inner.timings.calm).await;
            }
            self.tell(None).await;
            let next_file = self.unsettled.next(Instant::now(), &inner.timings);
            let next = next_file.map_or(next_walk, |at| at.min(next_walk));
            tokio::select! {
                () = tokio::time::sleep_until(next) => {}
                _ = look.changed() => next_walk = Instant::now(),
                _ = woken.changed() => next_walk = Instant::now(),
                () = hinted(self.hints.as_ref()) => {
                    tokio::time::sleep(BURST).await;
                    match self.look_where_hinted().await {
                        Ok(true) => {}
                        Ok(false) => next_walk = Instant::now(),
                        Err(error) => tracing::warn!(%error, "a hint was not followed"),
                    }
                }
            }
        }
    }

    /// `None`: there, as far as is known.
    async fn tell(&self, state: Option<FolderState>) {
        let inner = &self.engine.0;
        let before = inner.folders.state(self.folder.id);
        let state = match (state, before) {
            (Some(state), _) => state,
            (None, FolderState::Watching { .. }) => self.watching(),
            (None, before) => before,
        };
        if inner.folders.set(self.folder.id, state)
            && let Err(error) = self.engine.folders_changed().await
        {
            tracing::warn!(%error, "cannot tell how the folders are doing");
        }
    }

    fn watching(&self) -> FolderState {
        FolderState::Watching { unsettled: self.unsettled.count() }
    }

    async fn look_through(&mut self) -> Result<FolderState, EngineError> {
        let root = self.extent.root.clone();
        let device = match blocking(move || stand(&root)).await? {
            Ok(device) => device,
            Err(state) => return Ok(self.gone(state)),
        };
        if self.is_new {
            self.tell(Some(FolderState::Looking)).await;
            let wish = self.folder.wish.clone();
            // Before the walk: what comes in between is told.
            self.hints = blocking(move || Hints::of(&wish)).await?;
            self.growing =
                self.engine.0.store.growing_of(self.folder.id).await?.into_iter().collect();
        }
        self.walks += 1;
        let (sender, mut batches) = mpsc::channel(2);
        let extent = self.extent.clone();
        let walking = tokio::task::spawn_blocking(move || extent.walk(&extent.root, &sender));
        let mut seen = HashSet::new();
        while let Some(batch) = batches.recv().await {
            seen.extend(batch.iter().map(Listed::mark));
            self.sift(batch, false).await?;
        }
        let unreadable = walking.await.map_err(|error| EngineError::Rejected(error.to_string()))?;
        // Taken out meanwhile, or the empty place where a card was.
        let root = self.extent.root.clone();
        match blocking(move || stand(&root)).await? {
            Err(state) => return Ok(self.gone(state)),
            Ok(_) if seen.is_empty() && self.device.is_some() && self.device != device => {
                return Ok(self.gone(FolderState::Away));
            }
            Ok(_) => {}
        }
        if !seen.is_empty() {
            self.device = device;
        }
        self.is_familiar = true;
        if unreadable == 0 {
            self.known.retain(|mark| seen.contains(mark));
            self.unsettled.keep_seen_by(self.walks);
        }
        if std::mem::take(&mut self.is_new) {
            self.missing_are_back().await?;
        }
        Ok(self.watching())
    }

    fn gone(&mut self, state: FolderState) -> FolderState {
        self.hints = None;
        self.unsettled.clear();
        self.is_new = true;
        state
    }

    /// What could not be read while the card was out goes on.
    async fn missing_are_back(&self) -> Result<(), EngineError> {
        let inner = &self.engine.0;
        for id in inner.store.missing_of(self.folder.id).await? {
            let Some(row) = inner.store.upload(id).await? else { continue };
            let path = row.file.path;
            if blocking(move || path.is_file()).await? {
                self.engine.retry_with(id, None).await?;
            }
        }
        Ok(())
    }

    /// Whether a look at single files was enough.
    async fn look_where_hinted(&mut self) -> Result<bool, EngineError> {
        let heard = self.hints.as_ref().map(Hints::take).unwrap_or_default();
        let extent = self.extent.clone();
        let looked = blocking(move || {
            let mut files = Vec::new();
            let mut enough = !heard.missed;
            for (path, closed) in heard.paths {
                // The folder itself went, came or was renamed.
                enough &= path != extent.root;
                // A folder came: with what is in it.
                enough &= !path.is_dir() || !extent.subfolders;
                if extent.covers(&path) {
                    files.push((path.clone(), closed, Listed::of(path)));
                }
            }
            (files, enough)
        });
        let (files, enough) = looked.await?;
        let mut closed_ones = Vec::new();
        let mut others = Vec::new();
        for (path, closed, listed) in files {
            match listed {
                None => self.unsettled.remove(&path),
                Some(listed) if closed => closed_ones.push(listed),
                Some(listed) => others.push(listed),
            }
        }
        self.sift(closed_ones, true).await?;
        self.sift(others, false).await?;
        Ok(enough)
    }

    /// Leaves those that need no further look, and notes the others.
    async fn sift(&mut self, files: Vec<Listed>, closed: bool) -> Result<(), EngineError> {
        let engine = self.engine.clone();
        let mut open = Vec::new();
        for one in files {
            if !self.known.contains(&one.mark()) && !self.is_followed(&one.path).await? {
                open.push(one);
            }
        }
        for some in open.chunks(BATCH) {
            let asked: Vec<(PathBuf, u64, i64)> =
                some.iter().map(|one| (one.path.clone(), one.size, one.modified_ns)).collect();
            let known = engine.0.store.known_paths(&self.folder.connection, &asked).await?;
            for (one, known) in some.iter().zip(known) {
                if known || self.was_before(one) {
                    self.known.insert(one.mark());
                    self.unsettled.remove(&one.path);
                } else {
                    self.note(one, closed).await?;
                }
            }
        }
        Ok(())
    }

    /// Only what comes after the folder began to be watched is wanted, and this was there.
    fn was_before(&self, one: &Listed) -> bool {
        let began = self.folder.added_at.0 - COARSE_MS;
        !self.is_familiar && !self.folder.wish.existing && one.arrived.0 < began
    }

    /// A row follows it while it grows.
    async fn is_followed(&mut self, path: &Path) -> Result<bool, EngineError> {
        let Some(id) = self.growing.get(path) else { return Ok(false) };
        let grows = self.engine.0.store.upload(*id).await?.is_some_and(|row| row.growing);
        if !grows {
            self.growing.remove(path);
        }
        Ok(grows)
    }

    pub(super) async fn note(&mut self, one: &Listed, closed: bool) -> Result<(), EngineError> {
        let reading = self.engine.0.reading();
        let news = self.unsettled.note(Instant::now(), one, closed, self.walks, &reading);
        let may_grow = self.folder.wish.growing
            && MediaKind::may_grow(&one.path)
            && clip_folder(&one.path).is_none();
        if news == News::Grown && !closed && may_grow {
            self.follow(&one.path).await?;
        }
        Ok(())
    }
}

pub(super) fn extent(wish: &domain::FolderWish) -> Extent {
    let names = Some(Names::of(wish));
    Extent { root: wish.path.clone(), subfolders: wish.subfolders, names }
}

async fn hinted(hints: Option<&Hints>) {
    match hints {
        Some(hints) => hints.some().await,
        None => std::future::pending().await,
    }
}

pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, EngineError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| EngineError::Rejected(error.to_string()))
}

/// Whether the folder is there and can be read, and on which device it is.
fn stand(root: &Path) -> Result<Option<u64>, FolderState> {
    let unreadable = |said: &str| FolderState::Unreadable { said: said.to_owned() };
    let of = |error: io::Error| match error.kind() {
        io::ErrorKind::PermissionDenied => unreadable("Labrun may not read this folder."),
        // Also a share that does not answer.
        _ => FolderState::Away,
    };
    let metadata = std::fs::metadata(root).map_err(of)?;
    if !metadata.is_dir() {
        return Err(unreadable("This is a file, not a folder."));
    }
    std::fs::read_dir(root).map_err(of)?;
    Ok(device(&metadata))
}

#[cfg(unix)]
fn device(metadata: &std::fs::Metadata) -> Option<u64> {
    Some(std::os::unix::fs::MetadataExt::dev(metadata))
}

#[cfg(not(unix))]
fn device(_: &std::fs::Metadata) -> Option<u64> {
    None
}
