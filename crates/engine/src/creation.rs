//! The asset in the cloud, and the plan of its parts.

use crate::engine::Engine;
use crate::flight::Flight;
use crate::trouble::Problem;
use domain::part::cut;
use domain::{
    AssetId, Assets, CloudError, Connection, ErrorKind, MediaAge, MediaFile, MediaKind, NewAsset,
    Part, PartTarget, Session, Upload,
};
use futures_util::future::BoxFuture;
use std::time::Duration;
use store::StoreError;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

impl Engine {
    /// The cloud's answer and what we know of it are one step: what it created is written down
    /// before anything else can happen. `None`: the connection points elsewhere now, and nothing
    /// was created.
    pub(crate) async fn create(
        &self,
        upload: &Upload,
        connection: &Connection,
        assets: &dyn Assets,
        flight: &Flight,
        stop: &CancellationToken,
    ) -> Result<Option<Upload>, Problem> {
        let inner = &self.0;
        let created = self
            .call(connection, flight, stop, |session| {
                Box::pin(async move {
                    let asked = Instant::now();
                    let created = assets.create(&session, &self.new_asset(&upload.file)).await;
                    if created.is_ok() {
                        inner.level.was_answered_in(asked.elapsed());
                    }
                    created
                })
            })
            .await?;
        let Some(created) = created else { return Ok(None) };
        let count = u32::try_from(created.targets.len()).unwrap_or(u32::MAX);
        if count == 0 {
            let said = "the cloud created an asset and gave no place to send it to";
            return Err(Problem::new(ErrorKind::Rejected, said));
        }
        let plan: Vec<(Part, PartTarget)> =
            cut(upload.file.size, count).into_iter().zip(created.targets).collect();
        let now = inner.now();
        let expire = now.after(self.targets_live(connection));
        self.hold_on_to(upload, &created.id, stop, || {
            Box::pin(inner.store.write_plan(upload.id, &created.id, &plan, now, expire))
        })
        .await
        .map(Some)
    }

    /// One call to the cloud by which something comes to be there, with a session renewed once if
    /// need be. `None`: the connection points elsewhere now, and nothing came of it.
    pub(crate) async fn call<'a, T: Send + 'a>(
        &self,
        connection: &Connection,
        flight: &Flight,
        stop: &CancellationToken,
        call: impl Fn(Session) -> BoxFuture<'a, Result<T, CloudError>>,
    ) -> Result<Option<T>, Problem> {
        let inner = &self.0;
        let since = inner.turns.now(&connection.id);
        let pointing = inner.turns.pointing(&connection.id);
        // Nobody points it elsewhere while something is created. Whoever does so at this moment may
        // take long, and others can go meanwhile.
        let _still = match pointing.gate.try_read() {
            Ok(still) => still,
            Err(_) => {
                flight.is_held_up(true);
                inner.wake.notify_one();
                let still = tokio::select! {
                    () = stop.cancelled() => return Ok(None),
                    still = pointing.gate.read() => still,
                };
                flight.is_held_up(false);
                still
            }
        };
        let session = inner.session(connection).await?;
        // After the session is in hand: it may be of a sign-in that leads to another project.
        if !inner.points_as_before(connection).await? {
            return Ok(None);
        }
        match call(session.clone()).await {
            Err(error) if error.kind() == ErrorKind::NotAuthorized => {
                let session = inner.renewed_session(connection, &session).await?;
                if !inner.points_as_before(connection).await? {
                    return Ok(None);
                }
                match call(session).await {
                    Err(error) if error.kind() == ErrorKind::NotAuthorized => {
                        self.why_refused(connection, since, error).await
                    }
                    other => Ok(Some(other?)),
                }
            }
            other => Ok(Some(other?)),
        }
    }

    /// What was created and is not written down is held on to: letting go of it would make a second
    /// asset for the same file.
    pub(crate) async fn hold_on_to<'a>(
        &self,
        upload: &Upload,
        asset: &AssetId,
        stop: &CancellationToken,
        write: impl Fn() -> BoxFuture<'a, Result<Upload, StoreError>>,
    ) -> Result<Upload, Problem> {
        let inner = &self.0;
        loop {
            match write().await {
                Ok(row) => return Ok(row),
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
                        && row.asset.as_ref() == Some(asset)
                    {
                        return Ok(row);
                    }
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// A cloud that lets us create nothing has not necessarily forgotten us: it may only have taken
    /// us off the project. It is believed once it says the same about ourselves.
    async fn why_refused<T>(
        &self,
        connection: &Connection,
        since: u64,
        refused: CloudError,
    ) -> Result<Option<T>, Problem> {
        let inner = &self.0;
        inner.look_where_alone(connection, since).await?;
        if !inner.points_as_before(connection).await? {
            return Ok(None);
        }
        let said = format!("the cloud takes no media from this connection: {}", refused.said);
        let problem = Problem::new(ErrorKind::Rejected, &said);
        Err(Problem { asked: refused.asked, ..problem })
    }

    /// Anew at each call: a retry is older, and what was shot in a pause stays there.
    pub(crate) fn age_of(&self, file: &MediaFile) -> MediaAge {
        MediaAge::at(&self.0.reading(), file.made_at, &file.seen)
    }

    fn new_asset(&self, file: &MediaFile) -> NewAsset {
        NewAsset {
            name: file.name(),
            mime: MediaKind::mime(&file.path),
            size: file.size,
            age: self.age_of(file),
        }
    }
}
