//! What the file system tells by itself. Never needed: what it does not tell is found by looking.

use domain::FolderWish;
use notify::event::{AccessKind, AccessMode};
use notify::{Config, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use tokio::sync::Notify;

/// Above this it is quicker to look through the folder.
const MOST: usize = 5_000;

#[derive(Debug, Default)]
pub struct Heard {
    /// Where something happened, and whether somebody who wrote there has closed the file.
    pub paths: HashMap<PathBuf, bool>,
    /// Something was missed, or too much happened.
    pub missed: bool,
}

/// Hints about one folder, as long as it is kept.
pub struct Hints {
    heard: Arc<Mutex<Heard>>,
    some: Arc<Notify>,
    _watcher: RecommendedWatcher,
}

impl Hints {
    /// `None`: the system gives none here. Walks through the folder where the system wants each
    /// sub-folder named. Blocks.
    pub fn of(wish: &FolderWish) -> Option<Self> {
        let heard: Arc<Mutex<Heard>> = Arc::default();
        let some: Arc<Notify> = Arc::default();
        let (into, tell) = (heard.clone(), some.clone());
        let handler = move |event: notify::Result<Event>| {
            let mut heard = into.lock().expect("nobody panics with the lock");
            match event {
                Ok(event) if event.need_rescan() => heard.missed = true,
                Ok(event) => {
                    let closed = match event.kind {
                        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
                        EventKind::Access(_) => return,
                        _ => false,
                    };
                    for path in event.paths {
                        let known = heard.paths.entry(path).or_default();
                        // Written to again: it was not closed for good.
                        *known = closed;
                    }
                }
                Err(_) => heard.missed = true,
            }
            if heard.paths.len() > MOST {
                *heard = Heard { missed: true, ..Heard::default() };
            }
            tell.notify_one();
        };
        let config = Config::default().with_follow_symlinks(false);
        let mode = match wish.subfolders {
            true => RecursiveMode::Recursive,
            false => RecursiveMode::NonRecursive,
        };
        let watching = RecommendedWatcher::new(handler, config).and_then(|mut watcher| {
            watcher.watch(&wish.path, mode)?;
            Ok(watcher)
        });
        match watching {
            Ok(_watcher) => Some(Self { heard, some, _watcher }),
            Err(error) => {
                tracing::info!(%error, "no hints about a folder: it is only looked through");
                None
            }
        }
    }

    pub async fn some(&self) {
        self.some.notified().await;
    }

    pub fn take(&self) -> Heard {
        std::mem::take(&mut *self.heard.lock().expect("nobody panics with the lock"))
    }
}
