//! One upload, from claimed to done: look at the file, create the asset, send what is unsent.
//!
//! The order of writing is the whole point. The asset and its plan are written together, right
//! after the cloud's answer; each part is written down before anybody is told; what is in flight
//! is never written down, so a crash needs no repair. Stopping cuts parts in flight and nothing
//! else: a create call and a write, once begun, are seen through.

use crate::engine::{Engine, Inner};
use crate::flight::Flight;
use crate::sending::{Landed, send_part};
use crate::trouble::{Cut, Judged, Problem};
use crate::unsent::Unsent;
use crate::{EngineError, Event, clocks, intake};
use domain::{
    AssetId, Assets, CloudError, Connection, ErrorKind, Failure, Happened, PartNumber, Upload,
    UploadEvent, UploadId, Verdict, WaitingFor,
};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// How a run ended.
pub(crate) enum Ended {
    Moves(UploadEvent),
    /// Nothing can be written down any more.
    Halted {
        said: String,
    },
}

/// A wall clock that was set by more than this since the start is no witness of how old targets
/// are: then the cloud has to say so.
const TRUSTED_DRIFT: Duration = Duration::from_secs(60);

impl Engine {
    pub(crate) async fn transfer(
        &self,
        mut upload: Upload,
        flight: Arc<Flight>,
        stop: &CancellationToken,
    ) -> Ended {
        flight.follows_no_more();
        loop {
            let since = self.0.turns.now(&upload.connection);
            let judged = match self.run(&mut upload, &flight, stop).await {
                Ok(asset) => return Ended::Moves(UploadEvent::Finished { asset }),
                Err(Cut::Stopped) => return Ended::Moves(UploadEvent::Interrupted),
                Err(Cut::Judged(judged)) => judged,
            };
            if let Some(ended) = self.obey(judged, &mut upload, &flight, since, stop).await {
                return ended;
            }
        }
    }

    /// What follows from a verdict. `None`: it is to be run again.
    pub(crate) async fn obey(
        &self,
        judged: Judged,
        upload: &mut Upload,
        flight: &Flight,
        since: u64,
        stop: &CancellationToken,
    ) -> Option<Ended> {
        let inner = &self.0;
        let Judged { mut verdict, failure } = judged;
        if failure.kind == ErrorKind::FileMissing && self.is_away(upload).await {
            verdict = domain::retry::folder_away();
        }
        let now = inner.now();
        match verdict {
            // A refused session is renewed where it is used; one that comes here is spent.
            Verdict::TryAgain { .. } | Verdict::RenewSession => {
                let after = match verdict {
                    Verdict::TryAgain { after } => inner.timings.scaled(after),
                    _ => Duration::ZERO,
                };
                flight.waits_until(Some(now.after(after)));
                // Its lane is free until then.
                inner.wake.notify_one();
                let mut woken = inner.woke.subscribe();
                let stopped = tokio::select! {
                    () = stop.cancelled() => true,
                    () = tokio::time::sleep(after) => false,
                    _ = woken.changed() => false,
                };
                flight.waits_until(None);
                stopped.then_some(Ended::Moves(UploadEvent::Interrupted))
            }
            Verdict::StartOver => {
                if let Err(error) = inner.store.drop_plan(upload.id, &failure.said, now).await {
                    let said = EngineError::from(error).sentence();
                    return Some(Ended::Halted { said });
                }
                upload.asset = None;
                upload.part_count = None;
                upload.parts_sent = 0;
                flight.starts_over();
                None
            }
            Verdict::WaitFor { time } => {
                let until = now.after(inner.timings.scaled(time));
                let wait = WaitingFor::Time { until, failure };
                Some(Ended::Moves(UploadEvent::WillWait(wait)))
            }
            Verdict::WaitForNetwork => {
                self.line_is_down(&upload.connection, failure.kind);
                // The line is what is troubled, not this file.
                inner.trouble_is_over(upload.id);
                inner.remark(upload.id, Happened::LineBroke { why: failure.said }).await;
                Some(Ended::Moves(UploadEvent::WillWait(WaitingFor::Network)))
            }
            Verdict::WaitForAuthorization => {
                let (engine, id) = (self.clone(), upload.connection.clone());
                self.spawn(async move {
                    if let Err(error) = engine.0.authorization_lost_since(&id, since).await {
                        tracing::error!(%error, "could not write down a lost authorization");
                    }
                });
                Some(Ended::Moves(UploadEvent::WillWait(WaitingFor::Authorization)))
            }
            Verdict::Halt { .. } => Some(Ended::Halted { said: failure.said }),
            Verdict::GiveUp => Some(Ended::Moves(UploadEvent::Failed(failure))),
            Verdict::Skip => Some(Ended::Moves(UploadEvent::Skipped)),
        }
    }

    async fn run(
        &self,
        upload: &mut Upload,
        flight: &Arc<Flight>,
        stop: &CancellationToken,
    ) -> Result<AssetId, Cut> {
        let id = upload.id;
        if let (Some(asset), Some(count)) = (&upload.asset, upload.part_count)
            && upload.parts_sent == count
        {
            // The cloud has every byte of what was queued; what became of the file since is
            // nobody's business any more.
            return Ok(asset.clone());
        }
        let judged = |problem: Problem| Cut::Judged(self.0.judge(id, problem));
        let file = upload.file.clone();
        let same = tokio::task::spawn_blocking({
            let file = file.clone();
            move || intake::same(&file)
        });
        // A card that hangs must not keep a person from stopping this.
        let same = tokio::select! {
            () = stop.cancelled() => return Err(Cut::Stopped),
            same = same => same,
        };
        same.unwrap_or(Err(ErrorKind::Internal))
            .map_err(|kind| judged(Problem::with_file(kind, &file)))?;
        if stop.is_cancelled() {
            return Err(Cut::Stopped);
        }
        let (connection, assets) = self.destination(upload).await.map_err(judged)?;
        let asset = match &upload.asset {
            Some(asset) => {
                self.0.unless_too_old(id).await?;
                asset.clone()
            }
            None => {
                let planned = self
                    .create(upload, &connection, assets.as_ref(), flight, stop)
                    .await
                    .map_err(judged)?
                    .ok_or(Cut::Stopped)?;
                let asset = planned.asset.clone().ok_or_else(|| {
                    let said = "a plan was written without its asset";
                    judged(Problem::new(ErrorKind::Internal, said))
                })?;
                *upload = planned;
                self.0.say(Event::UploadChanged(upload.clone()));
                asset
            }
        };
        let unsent = Unsent::of(&self.0.store, id).await;
        let unsent = unsent.map_err(|error| judged(Problem::from(error)))?;
        if upload.parts_sent > 0
            && let Some(PartNumber(part)) = unsent.first()
        {
            flight.resumes_at(part);
            let (sent, parts) = (upload.parts_sent, upload.part_count);
            self.0.remark(id, Happened::GoesOn { part, sent, parts }).await;
        }
        self.send_parts(upload, &asset, &assets, unsent, flight, stop).await?;
        Ok(asset)
    }

    /// Where it goes.
    pub(crate) async fn destination(
        &self,
        upload: &Upload,
    ) -> Result<(Connection, Arc<dyn Assets>), Problem> {
        let connection = self.0.store.connection(&upload.connection).await?;
        let connection = connection.ok_or(EngineError::UnknownConnection)?;
        let assets = self.0.clouds.assets(connection.provider, &connection.endpoint)?;
        let assets = assets
            .ok_or_else(|| CloudError::new(ErrorKind::Rejected, "this cloud takes no media"))?;
        Ok((connection, assets))
    }

    /// Sends them, several at once, and writes each down as it arrives.
    pub(crate) async fn send_parts(
        &self,
        upload: &Upload,
        asset: &AssetId,
        assets: &Arc<dyn Assets>,
        mut unsent: Unsent,
        flight: &Arc<Flight>,
        stop: &CancellationToken,
    ) -> Result<(), Cut> {
        let inner = &self.0;
        let mut woken = inner.woke.subscribe();
        let mut in_air = JoinSet::new();
        let mut in_hand = BTreeMap::new();
        let send = |part, target| {
            let (assets, file) = (assets.clone(), upload.file.clone());
            let (flight, limiter) = (flight.clone(), inner.limiter.clone());
            send_part(assets, file, upload.growing, part, target, flight, limiter)
        };
        let fill = |in_air: &mut JoinSet<_>, in_hand: &mut BTreeMap<_, _>, unsent: &mut Unsent| {
            while in_air.len() < inner.parts_at_once()
                && let Some((part, target)) = unsent.next()
            {
                in_hand.insert(part.number, (part, target.clone(), Instant::now()));
                in_air.spawn(send(part, target));
            }
        };
        let outcome = loop {
            if let Err(error) = unsent.have_some(&inner.store, upload.id).await {
                break Err(Cut::Judged(inner.judge(upload.id, Problem::from(error))));
            }
            fill(&mut in_air, &mut in_hand, &mut unsent);
            let landed = tokio::select! {
                biased;
                () = stop.cancelled() => break Err(Cut::Stopped),
                // What is on its way over a line that is gone would be waited for in vain.
                _ = woken.changed() => {
                    in_air.shutdown().await;
                    while let Some((_, (part, target, _))) = in_hand.pop_last() {
                        unsent.put_back(part, target);
                    }
                    continue;
                }
                landed = in_air.join_next() => landed,
            };
            let (part, target, sent) = match landed {
                None => break Ok(()),
                Some(Ok(landed)) => landed,
                Some(Err(error)) => {
                    let said = format!("sending a part broke off: {error}");
                    let problem = Problem::new(ErrorKind::Internal, &said);
                    break Err(Cut::Judged(inner.judge(upload.id, problem)));
                }
            };
            let kept = match sent {
                Ok(landed) => {
                    // The next one leaves meanwhile: the line does not wait for our disk.
                    fill(&mut in_air, &mut in_hand, &mut unsent);
                    self.keep(upload, asset, part.number, &landed, flight).await
                }
                Err(problem) => Err(problem),
            };
            let Err(problem) = kept else {
                in_hand.remove(&part.number);
                continue;
            };
            // Broken off by ourselves: the same as above, and no trouble of the line there is now.
            let left = in_hand.get(&part.number).map(|(_, _, left)| *left);
            if problem.kind.is_on_the_way() && left.is_some_and(|left| inner.lines.anew_since(left))
            {
                in_hand.remove(&part.number);
                unsent.put_back(part, target);
                continue;
            }
            let judged = inner.judge(upload.id, problem);
            let Verdict::TryAgain { after } = judged.verdict else {
                break Err(Cut::Judged(judged));
            };
            // The others go on; this one keeps its place among them and waits in it.
            let after = inner.timings.scaled(after);
            flight.waits_until(Some(inner.now().after(after)));
            inner.wake.notify_one();
            let (number, bytes, failure) = (part.number.0, part.length, judged.failure);
            inner.remark(upload.id, Happened::PartAgain { part: number, bytes, failure }).await;
            let (sending, flight) = (send(part, target), flight.clone());
            in_air.spawn(async move {
                tokio::time::sleep(after).await;
                flight.waits_until(None);
                sending.await
            });
        };
        if outcome.is_err()
            && let Some((parts, bytes)) = flight.on_the_way()
        {
            inner.remark(upload.id, Happened::Stopped { parts, bytes }).await;
        }
        // Gone before we say that we ended: the next run must not meet our parts.
        in_air.shutdown().await;
        flight.waits_until(None);
        outcome
    }

    /// Written down, then told.
    async fn keep(
        &self,
        upload: &Upload,
        asset: &AssetId,
        number: PartNumber,
        landed: &Landed,
        flight: &Flight,
    ) -> Result<(), Problem> {
        let inner = &self.0;
        let now = inner.now();
        let sent = inner.store.mark_sent(upload.id, asset, number, &landed.sent, now).await?;
        flight.accepts(sent.accepted_bytes);
        inner.trouble_is_over(upload.id);
        inner.bytes_accepted_over(&upload.connection);
        inner.level.was_taken(landed.bytes);
        if inner.next_knock(&upload.connection).is_some() {
            inner.line_is_up(&upload.connection).await?;
        }
        if let Some(row) = inner.store.upload(upload.id).await? {
            inner.say(Event::UploadChanged(row));
        }
        Ok(())
    }
}

impl Inner {
    /// Of one file.
    pub fn parts_at_once(&self) -> usize {
        let moving = self.running_now().iter().filter(|(_, one)| !one.flight.waits()).count();
        self.level.parts_for_each_of(moving).max(1)
    }

    /// A line in the history. It is for people: nothing is built on it, and what cannot be written
    /// shows at the next row that must be.
    pub async fn remark(&self, id: UploadId, what: Happened) {
        if let Err(error) = self.store.note(id, self.now(), &what).await {
            tracing::warn!(upload = %id, %error, ?what, "could not write into the history");
        }
    }

    /// Targets that have lived their time are known to be of no use: no part and no try is spent on
    /// them.
    async fn unless_too_old(&self, id: UploadId) -> Result<(), Cut> {
        let expire = match self.store.targets_expire(id).await {
            Ok(expire) => expire,
            Err(error) => return Err(Cut::Judged(self.judge(id, error.into()))),
        };
        let told = clocks::drift(&self.began, &self.reading()) < TRUSTED_DRIFT;
        if told && expire.is_some_and(|expire| expire <= self.now()) {
            let said = "The addresses for its parts had reached their end.".to_owned();
            let failure = Failure { kind: ErrorKind::TargetExpired, said, attempts: 1 };
            return Err(Cut::Judged(Judged { verdict: Verdict::StartOver, failure }));
        }
        Ok(())
    }
}
