//! What a person hands in: files and whole folders.

use super::listing::{BATCH, Extent};
use super::{Added, Found, Refusal, find};
use crate::EngineError;
use crate::engine::Engine;
use crate::event::Event;
use domain::media::clip_of;
use domain::{ConnectionId, FolderId, UploadState, Which};
use std::path::{Path, PathBuf};
use store::{Enqueued, NewUpload};

/// How files come into the queue. The default: a person picked them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Arrival {
    pub found_in: Option<FolderId>,
    pub growing: bool,
    pub offered: bool,
}

/// More new rows than this are not told one by one.
const FEW: usize = 20;

impl Engine {
    /// Queues files, and all that is in folders. One answer per path, in order; a bad one never
    /// keeps the others out.
    pub async fn add(
        &self,
        connection: &ConnectionId,
        paths: Vec<PathBuf>,
    ) -> Result<Vec<(PathBuf, Added)>, EngineError> {
        let inner = &self.0;
        let to = inner.store.connection(connection).await?.ok_or(EngineError::UnknownConnection)?;
        let able = inner.able(to.provider)?;
        let Some(ability) = able.uploads else {
            return Err(EngineError::Rejected(able.no_uploads.to_owned()));
        };
        let largest = ability.largest_file;
        let mut outcomes = Vec::with_capacity(paths.len());
        let mut paths = paths.into_iter();
        while !paths.as_slice().is_empty() && !inner.stop.is_cancelled() {
            let some: Vec<PathBuf> = paths.by_ref().take(BATCH).collect();
            let told = tokio::task::spawn_blocking(|| {
                some.into_iter().map(|path| (path.is_dir(), path)).collect::<Vec<_>>()
            });
            let told = told.await.map_err(|error| EngineError::Rejected(error.to_string()))?;
            let mut files = Vec::new();
            for (is_folder, path) in told {
                if is_folder {
                    outcomes.extend(self.add_files(connection, &mut files, largest).await);
                    let outcome = self.add_folder(connection, &path, largest).await;
                    outcomes.push((path, outcome));
                } else {
                    files.push(path);
                }
            }
            outcomes.extend(self.add_files(connection, &mut files, largest).await);
        }
        inner.wake.notify_one();
        Ok(outcomes)
    }

    async fn add_folder(&self, connection: &ConnectionId, path: &Path, largest: u64) -> Added {
        let (mut found, mut queued, mut known, mut refused) = (0, 0, 0, 0);
        let (sender, mut batches) = tokio::sync::mpsc::channel(2);
        let extent = Extent { root: path.to_owned(), subfolders: true, names: None };
        let walking = tokio::task::spawn_blocking(move || extent.walk(&extent.root, &sender));
        while let Some(batch) = batches.recv().await {
            let mut batch = batch.into_iter().map(|listed| listed.path).collect::<Vec<_>>();
            found += batch.len() as u64;
            for (_, outcome) in self.add_files(connection, &mut batch, largest).await {
                match outcome {
                    Added::Queued(_) => queued += 1,
                    Added::Refused(Refusal::Empty) => found -= 1,
                    Added::Refused(_) => refused += 1,
                    _ => known += 1,
                }
            }
            if self.0.stop.is_cancelled() {
                break;
            }
        }
        drop(batches);
        match walking.await {
            Ok(unreadable) => refused += unreadable,
            Err(error) => return Added::Refused(Refusal::Unreadable(error.to_string())),
        }
        Added::Folder { found, queued, known, refused }
    }

    /// Takes all of them; leaves `paths` empty.
    async fn add_files(
        &self,
        connection: &ConnectionId,
        paths: &mut Vec<PathBuf>,
        largest: u64,
    ) -> Vec<(PathBuf, Added)> {
        if paths.is_empty() {
            return Vec::new();
        }
        let paths = std::mem::take(paths);
        let reading = self.0.reading();
        let looked = tokio::task::spawn_blocking({
            let paths = paths.clone();
            move || paths.iter().map(|path| find(path, largest, &reading)).collect::<Vec<_>>()
        });
        let looked = match looked.await {
            Ok(looked) => looked,
            Err(error) => {
                let refused = |path| (path, Added::Refused(Refusal::Unreadable(error.to_string())));
                return paths.into_iter().map(refused).collect();
            }
        };
        let good: Vec<Found> = looked.iter().flatten().cloned().collect();
        let mut queued = match self.take_in(connection, good, Arrival::default()).await {
            Ok(queued) => queued.into_iter(),
            Err(error) => {
                let said = error.to_string();
                let kind = error.kind();
                let refused = |(path, looked): (PathBuf, Result<Found, Refusal>)| {
                    let refusal = looked.err();
                    let not_stored = Refusal::NotStored { kind, said: said.clone() };
                    (path, Added::Refused(refusal.unwrap_or(not_stored)))
                };
                return paths.into_iter().zip(looked).map(refused).collect();
            }
        };
        let mut outcomes = Vec::with_capacity(paths.len());
        for (path, looked) in paths.into_iter().zip(looked) {
            let outcome = match looked {
                Err(refusal) => Added::Refused(refusal),
                Ok(Found { file, .. }) => match queued.next() {
                    Some(Enqueued::New(upload)) => Added::Queued(upload.id),
                    Some(Enqueued::Known(upload)) => match upload.state {
                        UploadState::Done { .. } => Added::AlreadySent(upload.id),
                        UploadState::Failed(_) => {
                            match self.retry_with(upload.id, Some(&file)).await {
                                Ok(()) => Added::Queued(upload.id),
                                Err(error) => Added::Refused(Refusal::NotStored {
                                    kind: error.kind(),
                                    said: error.to_string(),
                                }),
                            }
                        }
                        // Picked by hand: that is what it waited for.
                        UploadState::Offered => {
                            let this = Which::These(vec![upload.id]);
                            let _ = self.resume_uploads(&this).await;
                            Added::Queued(upload.id)
                        }
                        _ => Added::AlreadyQueued(upload.id),
                    },
                    None => Added::Refused(Refusal::Missing),
                },
            };
            outcomes.push((path, outcome));
        }
        outcomes
    }

    /// Writes files into the queue, together and in this order.
    pub(super) async fn take_in(
        &self,
        connection: &ConnectionId,
        files: Vec<Found>,
        arrival: Arrival,
    ) -> Result<Vec<Enqueued>, EngineError> {
        if files.is_empty() {
            return Ok(Vec::new());
        }
        let inner = &self.0;
        let settings = inner.settings().await?;
        let Arrival { found_in, growing, offered } = arrival;
        let new: Vec<NewUpload> = files
            .into_iter()
            .map(|Found { file, kind }| NewUpload {
                kind,
                clip: clip_of(&file.path),
                found_in,
                rank: settings.rank(kind).into(),
                growing,
                offered,
                file,
            })
            .collect();
        let outcomes = inner.store.enqueue_all(connection, &new, inner.now()).await?;
        let fresh = || {
            outcomes.iter().filter_map(|outcome| match outcome {
                Enqueued::New(upload) => Some(upload),
                Enqueued::Known(_) => None,
            })
        };
        if fresh().count() > FEW {
            inner.say(Event::QueueChanged);
        } else {
            for upload in fresh() {
                inner.say(Event::UploadChanged(upload.clone()));
            }
        }
        inner.wake.notify_one();
        Ok(outcomes)
    }
}
