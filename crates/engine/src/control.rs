//! What a person does to the queue: pause, resume, cancel, retry, put first, take off the list.
//!
//! The row first, then the transfer: whatever happens in between, the person's word is kept.

use crate::engine::{Engine, Inner};
use crate::event::Event;
use crate::{EngineError, intake};
use domain::{
    ConnectionId, Counts, ErrorKind, Filter, List, MediaFile, MediaKind, Page, Pause, Settings,
    Upload, UploadEvent, UploadId, UploadState, Which,
};
use std::collections::HashSet;
use std::time::Duration;

/// What an act on many came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Acted {
    pub moved: u64,
    /// Those whose state does not allow it; they are left as they are.
    pub refused: u64,
    /// Those that moved, at most 10,000 of them: to take it back.
    pub ids: Vec<UploadId>,
}

/// More rows than this are not told one by one: whoever looks asks for its page again.
pub(crate) const FEW: usize = 100;
const MOST_TOLD: usize = 10_000;

impl Engine {
    pub async fn list(
        &self,
        filter: &Filter,
        offset: u64,
        limit: u64,
    ) -> Result<Page, EngineError> {
        Ok(self.0.store.list(filter, offset, limit).await?)
    }

    pub async fn counts(
        &self,
        connection: Option<&ConnectionId>,
        words: &str,
    ) -> Result<Counts, EngineError> {
        Ok(self.0.store.counts(connection, words).await?)
    }

    /// Without a time: until resumed.
    pub async fn pause_uploads(
        &self,
        which: &Which,
        how_long: Option<Duration>,
    ) -> Result<Acted, EngineError> {
        let until = how_long.map(|time| self.0.now().after(time));
        self.act(which, &UploadEvent::Paused { until }).await
    }

    /// Also picks what is only offered.
    pub async fn resume_uploads(&self, which: &Which) -> Result<Acted, EngineError> {
        self.act(which, &UploadEvent::Resumed).await
    }

    pub async fn cancel_uploads(&self, which: &Which) -> Result<Acted, EngineError> {
        self.act(which, &UploadEvent::Cancelled).await
    }

    async fn act(&self, which: &Which, event: &UploadEvent) -> Result<Acted, EngineError> {
        let inner = &self.0;
        let _assigning = inner.assigning.lock().await;
        let ids = inner.store.ids(which).await?;
        let (moved, refused) = match ids.as_slice() {
            // Of one, the person is told why not.
            [id] => {
                inner.store.move_upload(*id, event, inner.now()).await?;
                (ids, 0)
            }
            many => {
                let moved = inner.store.move_uploads(many, event, inner.now()).await?;
                (moved.ids, moved.refused)
            }
        };
        // What is resumed may still be ending its last run; the next one waits for that.
        if *event != UploadEvent::Resumed {
            for id in &moved {
                inner.stop_moved(*id);
            }
        }
        inner.rows_changed(&moved).await?;
        inner.wake.notify_one();
        Ok(acted(moved, refused))
    }

    /// Tries failed ones again, from the last part the cloud has, and takes a cancel back. A file
    /// that changed since is looked at anew and sent as it is now.
    pub async fn retry_uploads(&self, which: &Which) -> Result<Acted, EngineError> {
        let inner = &self.0;
        let ids = inner.store.ids(which).await?;
        if let [id] = ids.as_slice() {
            self.retry_with(*id, None).await?;
            return Ok(acted(ids, 0));
        }
        // Those that changed have to be looked at, one by one; the rest moves at once.
        let (mut moved, mut refused, mut rest) = (Vec::new(), 0, Vec::new());
        let changed = self.changed_files().await?;
        for id in ids {
            match changed.contains(&id) {
                true if self.retry_with(id, None).await.is_ok() => moved.push(id),
                true => refused += 1,
                false => rest.push(id),
            }
        }
        inner.forget_troubles(&rest);
        let others = inner.store.move_uploads(&rest, &UploadEvent::Retried, inner.now()).await?;
        moved.extend(others.ids);
        inner.rows_changed(&moved).await?;
        inner.wake.notify_one();
        Ok(acted(moved, refused + others.refused))
    }

    /// Those that failed because their file is not the one that was queued.
    async fn changed_files(&self) -> Result<HashSet<UploadId>, EngineError> {
        let failed = Filter { list: List::Attention, ..Filter::default() };
        let (mut changed, mut offset) = (HashSet::new(), 0);
        loop {
            let page = self.0.store.list(&failed, offset, 1_000).await?;
            if page.rows.is_empty() {
                return Ok(changed);
            }
            offset += page.rows.len() as u64;
            changed.extend(page.rows.iter().filter(|row| has_changed(row)).map(|row| row.id));
        }
    }

    pub(crate) async fn retry_with(
        &self,
        id: UploadId,
        looked: Option<&MediaFile>,
    ) -> Result<(), EngineError> {
        let inner = &self.0;
        let upload = inner.store.upload(id).await?.ok_or(EngineError::UnknownUpload)?;
        let file = match looked {
            Some(file) => Some(file.clone()),
            None if has_changed(&upload) => {
                let (path, reading) = (upload.file.path.clone(), inner.reading());
                let again =
                    tokio::task::spawn_blocking(move || intake::look(&path, u64::MAX, &reading));
                let again =
                    again.await.map_err(|error| EngineError::Rejected(error.to_string()))?;
                Some(again.map_err(|refusal| EngineError::Rejected(refusal.to_string()))?)
            }
            None => None,
        };
        if let Some(file) = file.filter(|file| *file != upload.file) {
            inner.store.set_file(id, &file).await?;
        }
        inner.forget_troubles(&[id]);
        let upload = inner.store.move_upload(id, &UploadEvent::Retried, inner.now()).await?;
        inner.say(Event::UploadChanged(upload));
        inner.wake.notify_one();
        Ok(())
    }

    /// They get lanes at once, if they can go now: the rearmost running ones step back and keep
    /// their parts. What is over is left where it is.
    pub async fn move_to_top(&self, which: &Which) -> Result<Acted, EngineError> {
        let inner = &self.0;
        let _assigning = inner.assigning.lock().await;
        let ids = inner.store.ids(which).await?;
        let moved = inner.store.move_to_top(&ids).await?;
        for upload in &moved {
            inner.place_of_running(upload.id, (upload.rank, upload.place));
        }
        let settings = inner.settings().await?;
        let usable = self.usable_connections().await?;
        let may_go = inner.may_go(&settings);
        let first: Vec<(i64, i64)> = moved
            .iter()
            .filter(|upload| upload.state == UploadState::Queued && !upload.growing)
            .filter(|upload| usable.contains(&upload.connection))
            .filter(|upload| may_go.as_ref().is_none_or(|kinds| kinds.contains(&upload.kind)))
            .map(|upload| (upload.rank, upload.place))
            .collect();
        let paused = inner.store.pause().await?.holds_at(inner.now());
        if !paused && !inner.storage_holds_still() {
            inner.make_room_for(&first, inner.level.by(&settings).files as usize);
        }
        let refused = moved.iter().filter(|upload| upload.state.is_over()).count();
        let refused = (refused + ids.len() - moved.len()) as u64;
        let ids: Vec<UploadId> =
            moved.iter().filter(|upload| !upload.state.is_over()).map(|upload| upload.id).collect();
        inner.uploads_changed(moved);
        inner.wake.notify_one();
        Ok(acted(ids, refused))
    }

    /// Takes what is over off the list. The files themselves are never touched.
    pub async fn remove_uploads(&self, which: &Which) -> Result<Acted, EngineError> {
        let ids = self.0.store.ids(which).await?;
        let removed = self.0.store.remove_uploads(&ids).await?;
        if removed.len() > FEW {
            self.0.say(Event::QueueChanged);
        } else {
            for id in &removed {
                self.0.say(Event::UploadRemoved(*id));
            }
        }
        let refused = (ids.len() - removed.len()) as u64;
        Ok(acted(removed, refused))
    }

    pub async fn pause_queue(&self, how_long: Option<Duration>) -> Result<(), EngineError> {
        let pause = match how_long {
            Some(time) => Pause::Until { until: self.0.now().after(time) },
            None => Pause::UntilResumed,
        };
        // Not between the look at a pause that ends and the word that it has.
        let _assigning = self.0.assigning.lock().await;
        self.0.store.set_pause(pause).await?;
        self.0.stop_all_running();
        self.0.say(Event::PauseChanged(pause));
        self.0.wake.notify_one();
        Ok(())
    }

    pub async fn resume_queue(&self) -> Result<(), EngineError> {
        let _assigning = self.0.assigning.lock().await;
        self.0.store.set_pause(Pause::No).await?;
        self.0.say(Event::PauseChanged(Pause::No));
        self.0.wake.notify_one();
        Ok(())
    }

    /// As they hold for this run.
    pub async fn settings(&self) -> Result<Settings, EngineError> {
        self.0.settings().await
    }

    pub async fn set_settings(&self, settings: Settings) -> Result<Settings, EngineError> {
        let settings = settings.clamped();
        let before = self.0.store.settings().await?;
        let other_route =
            (&before.proxy, &before.authorities) != (&settings.proxy, &settings.authorities);
        if other_route {
            // One that cannot be taken is not kept.
            self.0.go_by(&settings).await?;
        }
        self.0.store.set_settings(&settings).await?;
        if other_route {
            self.network_changed();
        }
        self.0.rank_by(&settings).await?;
        self.0.say(Event::SettingsChanged(settings.clone()));
        self.0.wake.notify_one();
        Ok(settings)
    }
}

/// The file on the disk is not the one that was queued.
fn has_changed(upload: &Upload) -> bool {
    matches!(&upload.state,
        UploadState::Failed(failure) if failure.kind == ErrorKind::FileChanged)
}

fn acted(ids: Vec<UploadId>, refused: u64) -> Acted {
    let moved = ids.len() as u64;
    Acted { moved, refused, ids: ids.into_iter().take(MOST_TOLD).collect() }
}

impl Inner {
    /// Tells of rows that moved: each with its row where they are few.
    pub async fn rows_changed(&self, ids: &[UploadId]) -> Result<(), EngineError> {
        if ids.len() > FEW {
            self.say(Event::QueueChanged);
            return Ok(());
        }
        for id in ids {
            if let Some(row) = self.store.upload(*id).await? {
                self.say(Event::UploadChanged(row));
            }
        }
        Ok(())
    }

    /// Puts the queue into the order of kinds that the person wants.
    pub async fn rank_by(&self, settings: &Settings) -> Result<(), EngineError> {
        let ranks: Vec<(MediaKind, i64)> =
            MediaKind::ALL.into_iter().map(|kind| (kind, settings.rank(kind).into())).collect();
        if self.store.rank_anew(&ranks).await? {
            self.rank_running(|kind| settings.rank(kind).into());
            self.say(Event::QueueChanged);
        }
        Ok(())
    }
}
