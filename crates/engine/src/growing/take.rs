//! One recording being followed.

use super::Left;
use super::ending::Ending;
use super::rhythm::{Rhythm, Seen};
use crate::engine::Engine;
use crate::flight::Flight;
use crate::intake::{self, Whole};
use crate::trouble::{Cut, Judged, Problem};
use crate::unsent::Unsent;
use crate::{EngineError, Event};
use domain::{
    AssetId, Assets, Connection, ErrorKind, GrowingAbility, Growth, Part, PartTarget, Upload,
    UploadId,
};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Between two looks at the file.
const LOOK: Duration = Duration::from_millis(250);
/// Between two words to the window about its size.
const TELL: Duration = Duration::from_secs(1);
/// A file that is written anew under its old name is gone for a moment.
const GONE: Duration = Duration::from_millis(1500);
/// Targets that were too old are asked for again so often in one run.
const RENEWALS: u32 = 3;

pub(super) struct Take<'a> {
    pub engine: &'a Engine,
    pub flight: &'a Arc<Flight>,
    pub stop: &'a CancellationToken,
    pub id: UploadId,
    pub path: PathBuf,
    pub connection: Connection,
    pub assets: Arc<dyn Assets>,
    /// `None`: this cloud takes whole files only.
    pub ability: Option<GrowingAbility>,
    pub largest_file: u64,
    renewals: u32,
}

/// What the cloud has been asked for.
pub(super) struct Asked {
    pub asset: AssetId,
    pub law: Growth,
    pub ability: GrowingAbility,
    /// In order, with the head.
    pub parts: Vec<Part>,
    /// The size of the whole, once the cloud has been told.
    pub end: Option<u64>,
}

/// What came of sending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Went {
    All,
    /// Some have new targets and are to be sent again.
    Again,
    /// The file is not what it was a moment ago.
    Changed,
    /// The cloud gives no more targets, in its words.
    Refused(String),
}

/// Whether it can go on as it was begun.
pub(super) enum Way {
    On(Asked),
    /// Why it cannot, in words.
    Unfit(String),
}

impl<'a> Take<'a> {
    pub async fn of(
        engine: &'a Engine,
        upload: &Upload,
        flight: &'a Arc<Flight>,
        stop: &'a CancellationToken,
    ) -> Result<Self, Cut> {
        let judged = |problem| Cut::Judged(engine.0.judge(upload.id, problem));
        let (connection, assets) = engine.destination(upload).await.map_err(judged)?;
        let able = engine.0.able(connection.provider).map_err(|error| judged(error.into()))?;
        let uploads = able.uploads.as_ref();
        Ok(Self {
            engine,
            flight,
            stop,
            id: upload.id,
            path: upload.file.path.clone(),
            connection,
            assets,
            ability: uploads.and_then(|ability| ability.growing),
            largest_file: uploads.map_or(0, |ability| ability.largest_file),
            renewals: 0,
        })
    }

    pub fn judged(&self, problem: impl Into<Problem>) -> Cut {
        Cut::Judged(self.engine.0.judge(self.id, problem.into()))
    }

    pub async fn follow(mut self, upload: &mut Upload) -> Result<Left, Cut> {
        let mut rhythm = Rhythm::of(&self.path);
        let first = loop {
            let seen = self.look(&mut rhythm).await?;
            if seen.size > 0 {
                break seen;
            }
            rhythm.judge(Whole::No("it is empty"));
            if rhythm.has_ended(&self.engine.0.timings) {
                let said = format!("{} stayed empty", self.path.display());
                return Err(self.judged(Problem::new(ErrorKind::Rejected, &said)));
            }
            self.wait(&rhythm).await?;
        };
        let mut way = self.begin(upload, first).await?;
        let mut told = (Instant::now(), first.size);
        loop {
            let seen = self.look(&mut rhythm).await?;
            let mut is_steady = true;
            if let Way::On(asked) = &mut way {
                if told.0.elapsed() >= TELL && seen.size > told.1 {
                    self.tell(&asked.asset, seen.size).await?;
                    told = (Instant::now(), seen.size);
                }
                if let Some(why) = self.ask_for_more(asked, seen.size).await? {
                    way = Way::Unfit(why);
                    continue;
                }
                let ready = self.ready(asked, seen.size).await?;
                if !ready.is_empty() {
                    match self.send(upload, asked, ready).await? {
                        Went::All | Went::Again => continue,
                        Went::Changed => is_steady = false,
                        Went::Refused(why) => {
                            way = Way::Unfit(why);
                            continue;
                        }
                    }
                }
            }
            if is_steady && self.has_ended(&mut rhythm).await? {
                let ended = match way {
                    Way::On(asked) => self.end(upload, asked, seen).await?,
                    Way::Unfit(why) => self.give_up(upload, seen, &why).await?,
                };
                match ended {
                    Ending::Left(left) => return Ok(left),
                    Ending::GoesOn(back) => way = back,
                }
            }
            self.wait(&rhythm).await?;
        }
    }

    /// Parts that follow the end of the file, as far as there are bytes for them. A reason why the
    /// cloud takes no more of them.
    async fn ask_for_more(&self, asked: &mut Asked, size: u64) -> Result<Option<String>, Cut> {
        // Once it knows the last part there are none behind it.
        if asked.end.is_some() {
            return Ok(None);
        }
        let most = 2 * self.engine.0.parts_at_once();
        let mut more: Vec<Part> = Vec::new();
        while more.len() < most
            && let Some(last) = more.last().or(asked.parts.last())
            && let Some(next) = asked.law.next(last, size)
        {
            more.push(next);
        }
        if more.is_empty() {
            return Ok(None);
        }
        match self.ask_for(asked, &more, None, size).await? {
            Ok(()) => asked.parts.extend(more),
            Err(why) => return Ok(Some(why)),
        }
        Ok(None)
    }

    /// What can be sent before the end: neither the head nor the last part.
    async fn ready(&self, asked: &Asked, size: u64) -> Result<Vec<(Part, PartTarget)>, Cut> {
        let last = asked.end.and(asked.parts.last()).map(|part| part.number);
        let mut open = self.open().await?;
        open.retain(|(part, _)| {
            part.number.0 > 1 && Some(part.number) != last && part.start + part.length <= size
        });
        Ok(open)
    }

    /// Those with a target that have not been sent.
    pub async fn open(&self) -> Result<Vec<(Part, PartTarget)>, Cut> {
        let open = self.engine.0.store.asked_for(self.id).await;
        open.map_err(|error| self.judged(error))
    }

    /// `upload` says by what file they are read, and whether that may still change.
    pub async fn send(
        &mut self,
        upload: &Upload,
        asked: &Asked,
        parts: Vec<(Part, PartTarget)>,
    ) -> Result<Went, Cut> {
        let (engine, asset, assets) = (self.engine, &asked.asset, self.assets.clone());
        let parts = Unsent::only(parts);
        let sending = engine.send_parts(upload, asset, &assets, parts, self.flight, self.stop);
        tokio::pin!(sending);
        let mut told = upload.file.size;
        let sent = loop {
            tokio::select! {
                sent = &mut sending => break sent,
                () = tokio::time::sleep(TELL), if upload.growing => {
                    // Whether it is still there is asked by whoever reads it.
                    let seen = self.stat().await?.map_or(told, |seen| seen.size);
                    if seen > told {
                        self.tell(asset, seen).await?;
                        told = seen;
                    }
                }
            }
        };
        let Err(cut) = sent else { return Ok(Went::All) };
        let kind = match &cut {
            Cut::Judged(Judged { failure, .. }) => failure.kind,
            Cut::Stopped => return Err(cut),
        };
        match kind {
            ErrorKind::FileChanged | ErrorKind::FileMissing => Ok(Went::Changed),
            ErrorKind::TargetExpired if self.renewals < RENEWALS => {
                self.renewals += 1;
                self.renew(asked).await
            }
            _ => Err(cut),
        }
    }

    /// The row, and the window.
    async fn tell(&self, asset: &AssetId, size: u64) -> Result<(), Cut> {
        let inner = &self.engine.0;
        let row = inner.store.add_growing_parts(self.id, asset, &[], size).await;
        inner.say(Event::UploadChanged(row.map_err(|error| self.judged(error))?));
        Ok(())
    }

    async fn has_ended(&self, rhythm: &mut Rhythm) -> Result<bool, Cut> {
        let timings = &self.engine.0.timings;
        if rhythm.is_to_be_judged(timings) {
            let path = self.path.clone();
            rhythm.judge(self.blocking(move || intake::whole(&path)).await?);
        }
        Ok(rhythm.has_ended(timings))
    }

    async fn look(&self, rhythm: &mut Rhythm) -> Result<Seen, Cut> {
        let began = Instant::now();
        loop {
            match self.stat().await? {
                Ok(seen) => {
                    rhythm.note(seen);
                    return Ok(seen);
                }
                Err(problem) if began.elapsed() >= GONE => return Err(self.judged(problem)),
                Err(_) => self.wait(rhythm).await?,
            }
        }
    }

    async fn stat(&self) -> Result<Result<Seen, Problem>, Cut> {
        let path = self.path.clone();
        let metadata = self.blocking(move || std::fs::metadata(path)).await?;
        let path = self.path.display();
        Ok(metadata.map(|metadata| Seen::of(&metadata)).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
                let said = format!("{path} vanished while it was being recorded");
                Problem::new(ErrorKind::FileMissing, &said)
            }
            _ => Problem::new(ErrorKind::FileUnreadable, &format!("{path} cannot be read")),
        }))
    }

    /// A card that hangs must not keep a person from stopping this.
    pub async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Cut> {
        tokio::select! {
            () = self.stop.cancelled() => Err(Cut::Stopped),
            done = tokio::task::spawn_blocking(work) => {
                done.map_err(|error| self.judged(EngineError::Rejected(error.to_string())))
            }
        }
    }

    /// For more of the file. Others may use the line meanwhile.
    async fn wait(&self, rhythm: &Rhythm) -> Result<(), Cut> {
        self.flight.is_held_up(true);
        let waited = tokio::select! {
            () = self.stop.cancelled() => Err(Cut::Stopped),
            () = tokio::time::sleep(LOOK) => Ok(()),
            () = rhythm.until_closed() => Ok(()),
        };
        self.flight.is_held_up(false);
        waited
    }
}
