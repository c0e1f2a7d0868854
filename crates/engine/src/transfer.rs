//! One upload, from claimed to done: look at the file, create the asset, send what is unsent.
//!
//! The order of writing is the whole point. The asset and its plan are written together, right
//! after the cloud's answer; each part is written down before anybody is told; what is in flight
//! is never written down, so a crash needs no repair. Stopping cuts parts in flight and nothing
//! else: a create call and a write, once begun, are seen through.

use crate::engine::{Engine, Inner};
use crate::limiter::Limiter;
use crate::meter::Meter;
use crate::{EngineError, Event, intake};
use bytes::Bytes;
use domain::part::cut;
use domain::{
    AssetId, Assets, CloudError, Connection, ErrorKind, Failure, MediaAge, MediaFile, MediaKind,
    NewAsset, Part, PartBody, PartNumber, PartTarget, Timestamp, Trouble, Upload, UploadEvent,
    UploadId, Verdict, WaitingFor, retry,
};
use futures_util::stream;
use std::collections::VecDeque;
use std::fs::File;
use std::io;
use std::sync::atomic::{AtomicI64, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// How far a running transfer is, for whoever asks.
pub(crate) struct Flight {
    accepted: AtomicU64,
    in_flight: AtomicU64,
    /// Only ever grows: what the meter reads.
    moved: AtomicU64,
    /// 0: began with part 1.
    resumed_at: AtomicU32,
    /// When it will try again by itself; 0: it is trying.
    next_try: AtomicI64,
    meter: Mutex<Meter>,
}

impl Flight {
    pub fn new(upload: &Upload) -> Self {
        Self {
            accepted: AtomicU64::new(upload.accepted_bytes),
            in_flight: AtomicU64::new(0),
            moved: AtomicU64::new(0),
            resumed_at: AtomicU32::new(0),
            next_try: AtomicI64::new(0),
            meter: Mutex::default(),
        }
    }

    pub fn sent_bytes(&self) -> u64 {
        self.accepted.load(Ordering::Relaxed) + self.in_flight.load(Ordering::Relaxed)
    }

    pub fn in_flight_bytes(&self) -> u64 {
        self.in_flight.load(Ordering::Relaxed)
    }

    pub fn bytes_per_second(&self) -> f64 {
        let moved = self.moved.load(Ordering::Relaxed);
        let mut meter = self.meter.lock().expect("nobody panics with the lock");
        meter.rate(tokio::time::Instant::now(), moved)
    }

    pub fn resumed_at_part(&self) -> Option<u32> {
        Some(self.resumed_at.load(Ordering::Relaxed)).filter(|number| *number > 0)
    }

    pub fn next_try(&self) -> Option<Timestamp> {
        Some(self.next_try.load(Ordering::Relaxed)).filter(|at| *at > 0).map(Timestamp)
    }

    fn waits_until(&self, at: Option<Timestamp>) {
        self.next_try.store(at.map_or(0, |at| at.0), Ordering::Relaxed);
    }
}

/// The bytes of one part on their way; taken back when it ends, however it ends.
struct OnItsWay {
    flight: Arc<Flight>,
    bytes: AtomicU64,
}

impl OnItsWay {
    fn more(&self, bytes: u64) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
        self.flight.in_flight.fetch_add(bytes, Ordering::Relaxed);
        self.flight.moved.fetch_add(bytes, Ordering::Relaxed);
    }
}

impl Drop for OnItsWay {
    fn drop(&mut self) {
        self.flight.in_flight.fetch_sub(self.bytes.load(Ordering::Relaxed), Ordering::Relaxed);
    }
}

/// How a run ended.
pub(crate) enum Ended {
    Moves(UploadEvent),
    /// Nothing can be written down any more.
    Halted {
        said: String,
    },
}

/// What went wrong, before anyone judges it.
#[derive(Debug)]
struct Problem {
    kind: ErrorKind,
    said: String,
    retry_after: Option<Duration>,
}

/// The same, judged.
struct Judged {
    verdict: Verdict,
    failure: Failure,
}

/// Why a step did not get through.
enum Cut {
    Judged(Judged),
    Stopped,
}

impl From<CloudError> for Problem {
    fn from(error: CloudError) -> Self {
        Self { kind: error.kind(), retry_after: error.retry_after, said: error.to_string() }
    }
}

impl From<EngineError> for Problem {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Cloud(error) => error.into(),
            other => Self { kind: other.kind(), said: other.to_string(), retry_after: None },
        }
    }
}

impl From<store::StoreError> for Problem {
    fn from(error: store::StoreError) -> Self {
        EngineError::from(error).into()
    }
}

impl Problem {
    fn with_file(kind: ErrorKind, file: &MediaFile) -> Self {
        let path = file.path.display();
        let said = match kind {
            ErrorKind::FileMissing => format!("{path} is not there any more"),
            ErrorKind::FileChanged => format!("{path} was changed after it was queued"),
            _ => format!("{path} cannot be read"),
        };
        Self { kind, said, retry_after: None }
    }
}

impl Inner {
    /// Counts a trouble and asks the one table what to do.
    fn judge(&self, upload: UploadId, problem: Problem) -> Judged {
        let attempts = {
            let mut troubles = self.troubles.lock().expect("nobody panics with the lock");
            let count = troubles.entry(upload).or_default().entry(problem.kind).or_default();
            *count += 1;
            *count
        };
        let trouble =
            Trouble { kind: problem.kind, attempt: attempts, retry_after: problem.retry_after };
        let verdict = retry::verdict(trouble, rand::random());
        tracing::warn!(%upload, ?verdict, attempts, said = %problem.said, "trouble");
        Judged { verdict, failure: Failure { kind: problem.kind, said: problem.said, attempts } }
    }

    /// Bytes were accepted. Only the count of new assets goes on: a file that is never done
    /// within the life of its targets must come to an end some time.
    fn trouble_is_over(&self, upload: UploadId) {
        let mut troubles = self.troubles.lock().expect("nobody panics with the lock");
        if let Some(kinds) = troubles.get_mut(&upload) {
            kinds.retain(|kind, _| matches!(kind, ErrorKind::TargetExpired | ErrorKind::AssetGone));
        }
    }
}

impl Engine {
    pub(crate) async fn transfer(
        &self,
        mut upload: Upload,
        flight: Arc<Flight>,
        parallel: usize,
        stop: &CancellationToken,
    ) -> Ended {
        loop {
            let since = self.0.turns.now(&upload.connection);
            let judged = match self.run(&mut upload, &flight, parallel, stop).await {
                Ok(asset) => return Ended::Moves(UploadEvent::Finished { asset }),
                Err(Cut::Stopped) => return Ended::Moves(UploadEvent::Interrupted),
                Err(Cut::Judged(judged)) => judged,
            };
            let Judged { verdict, failure } = judged;
            let now = self.0.now();
            match verdict {
                // A refused session is renewed where it is used; one that comes here is spent.
                Verdict::TryAgain { .. } | Verdict::RenewSession => {
                    let after = match verdict {
                        Verdict::TryAgain { after } => self.0.timings.scaled(after),
                        _ => Duration::ZERO,
                    };
                    flight.waits_until(Some(now.after(after)));
                    tokio::select! {
                        () = stop.cancelled() => return Ended::Moves(UploadEvent::Interrupted),
                        () = tokio::time::sleep(after) => {}
                        () = self.0.woke.notified() => {}
                    }
                    flight.waits_until(None);
                }
                Verdict::StartOver => {
                    let why = format!("started over with a new asset: {}", failure.said);
                    if let Err(error) = self.0.store.drop_plan(upload.id, &why, now).await {
                        return Ended::Halted { said: error.to_string() };
                    }
                    upload.asset = None;
                    flight.accepted.store(0, Ordering::Relaxed);
                    flight.resumed_at.store(0, Ordering::Relaxed);
                }
                Verdict::WaitFor { time } => {
                    let until = now.after(self.0.timings.scaled(time));
                    let wait = WaitingFor::Time { until, failure };
                    return Ended::Moves(UploadEvent::WillWait(wait));
                }
                Verdict::WaitForNetwork => {
                    self.line_is_down(&upload.connection);
                    // The line is what is troubled, not this file.
                    self.0.trouble_is_over(upload.id);
                    return Ended::Moves(UploadEvent::WillWait(WaitingFor::Network));
                }
                Verdict::WaitForAuthorization => {
                    let (engine, id) = (self.clone(), upload.connection.clone());
                    self.spawn(async move {
                        if let Err(error) = engine.0.authorization_lost_since(&id, since).await {
                            tracing::error!(%error, "could not write down a lost authorization");
                        }
                    });
                    return Ended::Moves(UploadEvent::WillWait(WaitingFor::Authorization));
                }
                Verdict::Halt { .. } => return Ended::Halted { said: failure.said },
                Verdict::GiveUp => return Ended::Moves(UploadEvent::Failed(failure)),
                Verdict::Skip => return Ended::Moves(UploadEvent::Skipped),
            }
        }
    }

    async fn run(
        &self,
        upload: &mut Upload,
        flight: &Arc<Flight>,
        parallel: usize,
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
        let connection = self
            .0
            .store
            .connection(&upload.connection)
            .await
            .map_err(|error| judged(error.into()))?
            .ok_or_else(|| judged(EngineError::UnknownConnection.into()))?;
        let assets = self
            .0
            .clouds
            .assets(connection.provider, &connection.endpoint)
            .map_err(|error| judged(error.into()))?
            .ok_or_else(|| {
                judged(CloudError::new(ErrorKind::Rejected, "this cloud takes no media").into())
            })?;
        let asset = match &upload.asset {
            Some(asset) => asset.clone(),
            None => {
                let planned = self
                    .create(upload, &connection, assets.as_ref(), stop)
                    .await
                    .map_err(judged)?
                    .ok_or(Cut::Stopped)?;
                let asset = planned.asset.clone().ok_or_else(|| {
                    let said = "a plan was written without its asset".to_owned();
                    judged(Problem { kind: ErrorKind::Internal, said, retry_after: None })
                })?;
                *upload = planned;
                self.0.say(Event::UploadChanged(upload.clone()));
                asset
            }
        };
        let unsent = self.0.store.unsent(id).await.map_err(|error| judged(Problem::from(error)))?;
        if upload.parts_sent > 0
            && let Some((part, _)) = unsent.first()
        {
            flight.resumed_at.store(part.number.0, Ordering::Relaxed);
        }
        self.send_parts(upload, &asset, &assets, unsent.into(), flight, parallel, stop).await?;
        Ok(asset)
    }

    /// The cloud's answer and what we know of it are one step: what it created is written down
    /// before anything else can happen. `None`: the connection points elsewhere now, and nothing
    /// was created.
    async fn create(
        &self,
        upload: &Upload,
        connection: &Connection,
        assets: &dyn Assets,
        stop: &CancellationToken,
    ) -> Result<Option<Upload>, Problem> {
        let inner = &self.0;
        let since = inner.turns.now(&connection.id);
        let pointing = inner.turns.pointing(&connection.id);
        // Nobody points it elsewhere while something is created.
        let still = tokio::select! {
            () = stop.cancelled() => return Ok(None),
            still = pointing.gate.read() => still,
        };
        let session = inner.session(connection).await?;
        // After the session is in hand: it may be of a sign-in that leads to another project.
        if !inner.points_as_before(connection).await? {
            return Ok(None);
        }
        let created = match assets.create(&session, &self.new_asset(&upload.file)).await {
            Err(error) if error.kind() == ErrorKind::NotAuthorized => {
                let session = inner.renewed_session(connection, &session).await?;
                if !inner.points_as_before(connection).await? {
                    return Ok(None);
                }
                match assets.create(&session, &self.new_asset(&upload.file)).await {
                    Err(error) if error.kind() == ErrorKind::NotAuthorized => {
                        return self.why_refused(connection, since, error).await;
                    }
                    other => other?,
                }
            }
            other => other?,
        };
        drop(still);
        let count = u32::try_from(created.targets.len()).unwrap_or(u32::MAX);
        if count == 0 {
            let said = "the cloud created an asset and gave no place to send it to".to_owned();
            return Err(Problem { kind: ErrorKind::Rejected, said, retry_after: None });
        }
        let plan: Vec<(Part, PartTarget)> =
            cut(upload.file.size, count).into_iter().zip(created.targets).collect();
        let now = inner.now();
        let expire = now.after(self.targets_live(connection));
        // What was created and is not written down is held on to: letting go of it would make a
        // second asset for the same file.
        loop {
            match inner.store.write_plan(upload.id, &created.id, &plan, now, expire).await {
                Ok(row) => return Ok(Some(row)),
                Err(error)
                    if matches!(
                        error.kind(),
                        ErrorKind::StorageFull | ErrorKind::StorageFailed
                    ) && !stop.is_cancelled() =>
                {
                    inner.storage_fails(error.to_string());
                    let again = inner.timings.scaled(Duration::from_secs(10));
                    tokio::select! {
                        () = stop.cancelled() => {}
                        () = tokio::time::sleep(again) => {}
                    }
                    // A commit that failed may have happened all the same.
                    if let Ok(Some(row)) = inner.store.upload(upload.id).await
                        && row.asset.as_ref() == Some(&created.id)
                    {
                        return Ok(Some(row));
                    }
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// A cloud that lets us create nothing has not necessarily forgotten us: it may only have taken
    /// us off the project. It is believed once it says the same about ourselves.
    async fn why_refused(
        &self,
        connection: &Connection,
        since: u64,
        refused: CloudError,
    ) -> Result<Option<Upload>, Problem> {
        let inner = &self.0;
        inner.look_where_alone(connection, since).await?;
        if !inner.points_as_before(connection).await? {
            return Ok(None);
        }
        let said = format!("the cloud takes no media from this connection: {refused}");
        Err(Problem { kind: ErrorKind::Rejected, said, retry_after: None })
    }

    fn new_asset(&self, file: &MediaFile) -> NewAsset {
        NewAsset {
            name: file.name(),
            mime: MediaKind::mime(&file.path),
            size: file.size,
            // Anew at each call: a retry is older, and what was shot in a pause stays there.
            age: MediaAge::at(self.0.now(), file.made_at),
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one loop, and each is a different thing")]
    async fn send_parts(
        &self,
        upload: &Upload,
        asset: &AssetId,
        assets: &Arc<dyn Assets>,
        mut unsent: VecDeque<(Part, PartTarget)>,
        flight: &Arc<Flight>,
        parallel: usize,
        stop: &CancellationToken,
    ) -> Result<(), Cut> {
        let mut in_air = JoinSet::new();
        let outcome = loop {
            while in_air.len() < parallel.max(1)
                && let Some((part, target)) = unsent.pop_front()
            {
                let sending = send_part(
                    assets.clone(),
                    upload.file.clone(),
                    part,
                    target,
                    flight.clone(),
                    self.0.limiter.clone(),
                );
                in_air.spawn(sending);
            }
            let landed = tokio::select! {
                biased;
                () = stop.cancelled() => break Err(Cut::Stopped),
                landed = in_air.join_next() => landed,
            };
            let (part, target, sent) = match landed {
                None => break Ok(()),
                Some(Ok(landed)) => landed,
                Some(Err(error)) => {
                    let said = format!("sending a part broke off: {error}");
                    let problem = Problem { kind: ErrorKind::Internal, said, retry_after: None };
                    break Err(Cut::Judged(self.0.judge(upload.id, problem)));
                }
            };
            let kept = match sent {
                Ok(on_its_way) => {
                    let kept = self.keep(upload, asset, part.number, flight).await;
                    drop(on_its_way);
                    kept
                }
                Err(problem) => Err(problem),
            };
            let Err(problem) = kept else { continue };
            let judged = self.0.judge(upload.id, problem);
            match judged.verdict {
                Verdict::TryAgain { after } => {
                    // The others go on; this one keeps a lane and waits in it.
                    let after = self.0.timings.scaled(after);
                    flight.waits_until(Some(self.0.now().after(after)));
                    let (assets, file) = (assets.clone(), upload.file.clone());
                    let (flight, limiter) = (flight.clone(), self.0.limiter.clone());
                    let inner = self.0.clone();
                    in_air.spawn(async move {
                        tokio::select! {
                            () = tokio::time::sleep(after) => {}
                            () = inner.woke.notified() => {}
                        }
                        flight.waits_until(None);
                        send_part(assets, file, part, target, flight, limiter).await
                    });
                }
                _ => break Err(Cut::Judged(judged)),
            }
        };
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
        flight: &Flight,
    ) -> Result<(), Problem> {
        let inner = &self.0;
        let sent = inner.store.mark_sent(upload.id, asset, number, inner.now()).await?;
        flight.accepted.store(sent.accepted_bytes, Ordering::Relaxed);
        inner.trouble_is_over(upload.id);
        inner.bytes_accepted_over(&upload.connection);
        if inner.next_knock(&upload.connection).is_some() {
            inner.line_is_up(&upload.connection).await?;
        }
        if let Some(row) = inner.store.upload(upload.id).await? {
            inner.say(Event::UploadChanged(row));
        }
        Ok(())
    }
}

const BUFFER: usize = 256 * 1024;
/// Buffers between the disk and the network: one being sent, one being read.
const BUFFERS: usize = 2;

async fn send_part(
    assets: Arc<dyn Assets>,
    file: MediaFile,
    part: Part,
    target: PartTarget,
    flight: Arc<Flight>,
    limiter: Arc<Limiter>,
) -> (Part, PartTarget, Result<OnItsWay, Problem>) {
    let on_its_way = OnItsWay { flight, bytes: AtomicU64::new(0) };
    let on_its_way = Arc::new(on_its_way);
    let (sender, buffers) = mpsc::channel(BUFFERS);
    let reading = tokio::task::spawn_blocking({
        let file = file.clone();
        move || read_part(&file, part, &sender)
    });
    let counted = on_its_way.clone();
    // Paid for in small slices: with a low limit and many parts a whole buffer would be so long
    // in coming that the line would look dead.
    let bytes = stream::unfold(
        (buffers, Bytes::new(), counted, limiter),
        |(mut buffers, mut rest, counted, limiter)| async move {
            if rest.is_empty() {
                let next: io::Result<Bytes> = buffers.recv().await?;
                match next {
                    Ok(buffer) => rest = buffer,
                    Err(error) => {
                        return Some((Err(error), (buffers, rest, counted, limiter)));
                    }
                }
            }
            let slice = rest.split_to(rest.len().min(limiter.slice()));
            limiter.take(slice.len()).await;
            counted.more(slice.len() as u64);
            Some((Ok(slice), (buffers, rest, counted, limiter)))
        },
    );
    let mime = MediaKind::mime(&file.path);
    let body = PartBody { length: part.length, bytes: Box::pin(bytes) };
    let sent = assets.send_part(&target, mime, body).await;
    // Whatever the cloud made of a body that broke off: when the disk was the reason, it is the
    // disk that is named.
    let read = match &sent {
        Ok(()) => reading.await.unwrap_or(Err(ErrorKind::Internal)),
        // A disk that hangs is not waited for: its part has failed anyway.
        Err(_) => match tokio::time::timeout(Duration::from_secs(2), reading).await {
            Ok(read) => read.unwrap_or(Err(ErrorKind::Internal)),
            Err(_) => Ok(()),
        },
    };
    let outcome = match (read, sent) {
        (Err(kind), _) => Err(Problem::with_file(kind, &file)),
        (Ok(()), Err(error)) => Err(error.into()),
        (Ok(()), Ok(())) => Ok(()),
    };
    let outcome = outcome.map(|()| match Arc::try_unwrap(on_its_way) {
        Ok(on_its_way) => on_its_way,
        // The client still holds the body's end; its bytes count as accepted from here.
        Err(shared) => OnItsWay { flight: shared.flight.clone(), bytes: AtomicU64::new(0) },
    });
    (part, target, outcome)
}

/// Reads one part into the channel. The last buffer is held back until the file has proved to be
/// still the one that was queued: a part that was read across a change never becomes whole, so
/// the cloud never gets a file that is half old, half new (U16).
fn read_part(
    file: &MediaFile,
    part: Part,
    sender: &mpsc::Sender<io::Result<Bytes>>,
) -> Result<(), ErrorKind> {
    let outcome = read_checked(file, part, sender);
    if outcome.is_err() {
        // Breaks the request off. If nobody listens any more it is broken off already.
        let _ = sender.blocking_send(Err(io::Error::other("the file cannot be sent as it is")));
    }
    outcome
}

fn read_checked(
    file: &MediaFile,
    part: Part,
    sender: &mpsc::Sender<io::Result<Bytes>>,
) -> Result<(), ErrorKind> {
    let open = File::open(&file.path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => ErrorKind::FileMissing,
        _ => ErrorKind::FileUnreadable,
    })?;
    let check = || {
        let metadata = open.metadata().map_err(|_| ErrorKind::FileUnreadable)?;
        intake::unchanged(file, &metadata)?;
        intake::still(file)
    };
    check()?;
    let end = part.start + part.length;
    let mut at = part.start;
    while at < end {
        let length = BUFFER.min((end - at) as usize);
        let mut buffer = vec![0; length];
        intake::read_exact_at(&open, &mut buffer, at).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => ErrorKind::FileChanged,
            _ => ErrorKind::FileUnreadable,
        })?;
        at += length as u64;
        if at == end {
            check()?;
        }
        if sender.blocking_send(Ok(buffer.into())).is_err() {
            return Ok(());
        }
    }
    Ok(())
}
