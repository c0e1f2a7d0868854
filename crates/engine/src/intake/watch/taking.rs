//! From files that settled, or that are seen to grow, to rows of the queue.

use super::super::add::Arrival;
use super::super::listing::{BATCH, Listed, mark};
use super::super::settled::{Whole, open_and_judge};
use super::super::{Refusal, find};
use super::folder::{Watching, blocking};
use crate::EngineError;
use crate::event::Event;
use domain::{
    Connection, ErrorKind, GrowingAbility, Happened, MediaFile, Upload, UploadState, WaitingFor,
};
use std::io;
use std::path::{Path, PathBuf};
use store::Enqueued;
use tokio::time::Instant;

/// Files that are judged together.
const FEW: usize = 200;

/// What a cloud and its connection allow at this moment.
struct Terms {
    connection: Connection,
    largest: u64,
    growing: Option<GrowingAbility>,
}

impl Watching {
    /// Into the queue while it is still being recorded, where the cloud takes that.
    pub(super) async fn follow(&mut self, path: &Path) -> Result<(), EngineError> {
        let terms = self.terms().await?;
        let Some(terms) = terms.filter(|it| it.growing.is_some() && it.connection.automatic) else {
            return Ok(());
        };
        let seen = match self.unsettled.get(path) {
            Some(file) => file.seen.clone(),
            None => return Ok(()),
        };
        let (path, largest) = (path.to_owned(), terms.largest);
        let found = blocking({
            let path = path.clone();
            move || find(&path, largest, &seen)
        });
        let Ok(found) = found.await? else { return Ok(()) };
        let arrival = Arrival { found_in: Some(self.folder.id), growing: true, offered: false };
        let taken = self.engine.take_in(&terms.connection.id, vec![found], arrival).await?;
        if let Some(Enqueued::New(upload)) = taken.first() {
            self.unsettled.remove(&path);
            self.growing.insert(path, upload.id);
        }
        Ok(())
    }

    /// Asks those that have been calm whether they are whole, and takes what has settled.
    pub(super) async fn settle(&mut self) -> Result<(), EngineError> {
        let timings = self.engine.0.timings;
        for some in self.unsettled.to_judge(Instant::now(), &timings).chunks(FEW) {
            let some = some.to_vec();
            let judged = blocking(move || {
                let judge = |path: PathBuf| (open_and_judge(&path), path);
                some.into_iter().map(judge).collect::<Vec<_>>()
            });
            for (judged, path) in judged.await? {
                let (metadata, whole) = match judged {
                    Ok(judged) => judged,
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {
                        self.unsettled.remove(&path);
                        continue;
                    }
                    Err(error) => {
                        tracing::debug!(path = %path.display(), %error, "cannot be read yet");
                        self.unsettled.put_off(Instant::now(), &path);
                        continue;
                    }
                };
                let listed = Listed::with(path, &metadata);
                self.note(&listed, false).await?;
                let same = self.unsettled.get(&listed.path).is_some_and(|file| {
                    (file.size, file.modified_ns) == (listed.size, listed.modified_ns)
                });
                if same {
                    self.unsettled.judged(&listed.path, whole);
                }
            }
        }
        for some in self.unsettled.settled(Instant::now(), &timings).chunks(BATCH) {
            if let Err(error) = self.take(some).await {
                for path in some {
                    self.unsettled.put_off(Instant::now(), path);
                }
                return Err(error);
            }
        }
        Ok(())
    }

    async fn take(&mut self, paths: &[PathBuf]) -> Result<(), EngineError> {
        let Some(terms) = self.terms().await? else { return Ok(()) };
        let mut asked = Vec::new();
        for path in paths {
            if let Some(file) = self.unsettled.get(path) {
                let whole = file.whole.unwrap_or(Whole::Untold);
                let seen = file.seen.clone();
                asked.push((path.clone(), (file.size, file.modified_ns), seen, whole));
            }
        }
        let largest = terms.largest;
        let looked = blocking(move || {
            let look = |(path, stamp, seen, whole): (PathBuf, _, _, _)| {
                (find(&path, largest, &seen), path, stamp, whole)
            };
            asked.into_iter().map(look).collect::<Vec<_>>()
        });
        let (mut good, mut wholes) = (Vec::new(), Vec::new());
        for (looked, path, stamp, whole) in looked.await? {
            match looked {
                Ok(found) if (found.file.size, found.file.modified_ns) == stamp => {
                    good.push(found);
                    wholes.push(whole);
                }
                Err(Refusal::TooLarge { .. }) => {
                    let notice = crate::Notice::TooLarge { path: path.clone() };
                    let connection = Some(terms.connection.id.clone());
                    self.engine.0.say(Event::Noticed { connection, notice });
                    self.known.insert(mark(&path, stamp.0, stamp.1));
                    self.unsettled.remove(&path);
                }
                Err(Refusal::Missing | Refusal::NotAFile) => self.unsettled.remove(&path),
                // Written to in this very moment, or not to be read now: it has not settled.
                Ok(_) | Err(_) => self.unsettled.put_off(Instant::now(), &path),
            }
        }
        let offered = !terms.connection.automatic;
        let arrival = Arrival { found_in: Some(self.folder.id), growing: false, offered };
        let files: Vec<MediaFile> = good.iter().map(|found| found.file.clone()).collect();
        let taken = self.engine.take_in(&terms.connection.id, good, arrival).await?;
        for ((file, whole), taken) in files.iter().zip(wholes).zip(taken) {
            self.known.insert(mark(&file.path, file.size, file.modified_ns));
            self.unsettled.remove(&file.path);
            match (taken, whole) {
                (Enqueued::New(upload), Whole::No(why)) => {
                    let taken = Happened::TakenUnsettled { why: why.to_owned() };
                    self.engine.0.remark(upload.id, taken).await;
                }
                (Enqueued::New(_), _) => {}
                (Enqueued::Known(row), _) => {
                    if let Err(error) = self.met_again(&row, file).await {
                        tracing::warn!(upload = %row.id, %error, "not taken from its new place");
                    }
                }
            }
        }
        Ok(())
    }

    /// A card seen again under another mount point: what was left of it goes on from there.
    async fn met_again(&self, row: &Upload, file: &MediaFile) -> Result<(), EngineError> {
        if row.file.path == file.path || is_settled_for_good(&row.state) {
            return Ok(());
        }
        let old = row.file.path.clone();
        if blocking(move || old.exists()).await? {
            return Ok(());
        }
        if is_missing(&row.state) {
            return self.engine.retry_with(row.id, Some(file)).await;
        }
        // One on its way finds out by itself, and is met again then.
        if row.state != UploadState::Uploading {
            let row = self.engine.0.store.set_file(row.id, file).await?;
            self.engine.0.say(Event::UploadChanged(row));
        }
        Ok(())
    }

    /// `None`: the connection is gone, or its cloud takes no media.
    async fn terms(&self) -> Result<Option<Terms>, EngineError> {
        let inner = &self.engine.0;
        let Some(connection) = inner.store.connection(&self.folder.connection).await? else {
            return Ok(None);
        };
        let uploads = inner.able(connection.provider)?.uploads;
        Ok(uploads.map(|ability| Terms {
            connection,
            largest: ability.largest_file,
            growing: ability.growing,
        }))
    }
}

fn is_settled_for_good(state: &UploadState) -> bool {
    state.is_over() && !is_missing(state)
}

/// It failed, or waits, because its file was not there.
fn is_missing(state: &UploadState) -> bool {
    match state {
        UploadState::Failed(failure) | UploadState::Waiting(WaitingFor::Time { failure, .. }) => {
            failure.kind == ErrorKind::FileMissing
        }
        _ => false,
    }
}
