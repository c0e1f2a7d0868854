//! The table `uploads`: enqueue, claim the next, move between states.

use crate::history::add_line;
use crate::{Store, StoreError, parts, path};
use domain::{
    AssetId, ConnectionId, ErrorKind, Failure, Fingerprint, MediaFile, MediaKind, NotAllowed,
    Timestamp, Upload, UploadEvent, UploadId, UploadState, WaitingFor,
};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};
use std::collections::HashSet;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Enqueued {
    New(Upload),
    /// This file was queued to this connection before; nothing was written. The row may be in any
    /// state but cancelled.
    Known(Upload),
}

/// What may have come for those that wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Awaited {
    /// For everything whose time is `now` or before.
    TimePassed,
    Network,
    Authorization,
}

impl Store {
    /// At the end of the queue. One row per connection and fingerprint; a cancelled one does not
    /// count.
    pub async fn enqueue(
        &self,
        connection: &ConnectionId,
        file: &MediaFile,
        kind: MediaKind,
        now: Timestamp,
    ) -> Result<Enqueued, StoreError> {
        let mut write = self.write().await?;
        if let Some(row) = same_file(&mut write, connection, &file.fingerprint).await? {
            write.commit().await?;
            return Ok(Enqueued::Known(row));
        }
        let known: Option<i64> = sqlx::query_scalar("select 1 from connections where id = ?")
            .bind(connection.as_str())
            .fetch_optional(&mut *write)
            .await?;
        if known.is_none() {
            return Err(StoreError::NoSuchConnection(connection.clone()));
        }
        let row = sqlx::query(
            "insert into uploads (connection, path, size, modified_ns, made_at, fingerprint, kind,
                                  place, state, added_at)
             values (?, ?, ?, ?, ?, ?, ?, (select coalesce(max(place), 0) + 1 from uploads),
                     'queued', ?)
             returning *",
        )
        .bind(connection.as_str())
        .bind(path::to_bytes(&file.path))
        .bind(signed(file.size, "size")?)
        .bind(file.modified_ns)
        .bind(file.made_at.0)
        .bind(file.fingerprint.as_str())
        .bind(kind.code())
        .bind(now.0)
        .fetch_one(&mut *write)
        .await?;
        let upload = upload(&row)?;
        add_line(&mut write, upload.id, now, "queued").await?;
        write.commit().await?;
        Ok(Enqueued::New(upload))
    }

    pub async fn upload(&self, id: UploadId) -> Result<Option<Upload>, StoreError> {
        fetch(&mut *self.read().await?, id).await
    }

    /// All that are on the list, over or not, in the order of the queue.
    pub async fn uploads(&self) -> Result<Vec<Upload>, StoreError> {
        let rows = sqlx::query("select * from uploads where put_away = 0 order by place, id")
            .fetch_all(&mut *self.read().await?)
            .await?;
        rows.iter().map(upload).collect()
    }

    /// The first queued upload to one of these connections becomes `Uploading`.
    pub async fn claim_next(
        &self,
        usable: &[ConnectionId],
        now: Timestamp,
    ) -> Result<Option<Upload>, StoreError> {
        let usable =
            serde_json::to_string(usable).map_err(|error| StoreError::Value(error.to_string()))?;
        let mut write = self.write().await?;
        // One step into the index per connection. A single walk along the queue would pass by
        // everything that waits for a connection which is not usable.
        let row = sqlx::query(
            "update uploads set state = 'uploading'
             where state = 'queued' and id = (
                 select first.id from json_each(?) as usable
                 join uploads as first on first.id = (
                     select id from uploads
                     where connection = usable.value and state = 'queued'
                     order by place, id limit 1)
                 order by first.place, first.id limit 1)
             returning *",
        )
        .bind(usable)
        .fetch_optional(&mut *write)
        .await?;
        let Some(row) = row else {
            write.commit().await?;
            return Ok(None);
        };
        let upload = upload(&row)?;
        add_line(&mut write, upload.id, now, &line(&upload.state)).await?;
        write.commit().await?;
        Ok(Some(upload))
    }

    /// What follows from a move beyond the state: over sets `finished_at`; done, cancelled and
    /// skipped clear the part targets; a failure because the file changed drops the plan, any
    /// other keeps it, so that a retry resumes; a retry starts the count of attempts anew.
    ///
    /// Finishing asks for a plan of that asset with every part sent ([`StoreError::NotAllSent`],
    /// [`StoreError::PlanReplaced`]).
    pub async fn move_upload(
        &self,
        id: UploadId,
        event: &UploadEvent,
        now: Timestamp,
    ) -> Result<Upload, StoreError> {
        let mut write = self.write().await?;
        let before = existing(&mut write, id).await?;
        let next = before.state.after(event)?;
        if let UploadEvent::Finished { asset } = event {
            if before.asset.as_ref().is_some_and(|filled| filled != asset) {
                return Err(StoreError::PlanReplaced { upload: id });
            }
            let unsent = before.part_count.unwrap_or(0) - before.parts_sent;
            if before.part_count.is_none() || unsent > 0 {
                return Err(StoreError::NotAllSent { upload: id, unsent });
            }
        }
        put_state(&mut write, &before, &next, event, now).await?;
        match &next {
            UploadState::Done { .. } | UploadState::Cancelled | UploadState::Skipped => {
                parts::clear_targets(&mut write, id).await?;
            }
            UploadState::Failed(Failure { kind: ErrorKind::FileChanged, .. }) => {
                parts::clear_plan(&mut write, &before, "the file changed", now).await?;
            }
            _ => {}
        }
        if *event == UploadEvent::Retried {
            put_attempts(&mut write, id, 0).await?;
        }
        let after = existing(&mut write, id).await?;
        write.commit().await?;
        Ok(after)
    }

    /// For the start: nothing is on its way, whatever the rows say.
    pub async fn requeue_interrupted(&self, now: Timestamp) -> Result<Vec<Upload>, StoreError> {
        let mut write = self.write().await?;
        let ids: Vec<i64> =
            sqlx::query_scalar("select id from uploads where state = 'uploading' order by id")
                .fetch_all(&mut *write)
                .await?;
        let mut moved = Vec::with_capacity(ids.len());
        for id in ids {
            let before = existing(&mut write, UploadId(id)).await?;
            let event = UploadEvent::Interrupted;
            let next = before.state.after(&event)?;
            moved.push(put_state(&mut write, &before, &next, &event, now).await?);
        }
        write.commit().await?;
        Ok(moved)
    }

    /// Everything that waited for this is queued again, at its old place. Without a connection:
    /// of all connections.
    pub async fn ready_waiting(
        &self,
        connection: Option<&ConnectionId>,
        what: Awaited,
        now: Timestamp,
    ) -> Result<Vec<Upload>, StoreError> {
        let (waiting_for, until) = match what {
            Awaited::TimePassed => ("time", Some(now.0)),
            Awaited::Network => ("network", None),
            Awaited::Authorization => ("authorization", None),
        };
        let mut write = self.write().await?;
        // The whole queue can wait for one line, so this is one statement and not one move each:
        // from any waiting state, being ready leads to queued.
        let rows = sqlx::query(
            "update uploads set state = 'queued', waiting_for = null, until = null,
                 error_kind = null, error_said = null, error_attempts = null
             where state = 'waiting' and waiting_for = ?1
                 and (?2 is null or until <= ?2) and (?3 is null or connection = ?3)
             returning *",
        )
        .bind(waiting_for)
        .bind(until)
        .bind(connection.map(ConnectionId::as_str))
        .fetch_all(&mut *write)
        .await?;
        let mut moved = rows.iter().map(upload).collect::<Result<Vec<_>, _>>()?;
        for upload in &moved {
            add_line(&mut write, upload.id, now, &line(&upload.state)).await?;
        }
        write.commit().await?;
        moved.sort_by_key(|upload| (upload.place, upload.id));
        Ok(moved)
    }

    /// Before all others, in the given order. Ids without a row are passed over.
    pub async fn move_to_top(&self, ids: &[UploadId]) -> Result<Vec<Upload>, StoreError> {
        let mut seen = HashSet::new();
        let ids: Vec<UploadId> = ids.iter().copied().filter(|id| seen.insert(*id)).collect();
        let mut write = self.write().await?;
        let top: i64 = sqlx::query_scalar("select coalesce(min(place), 0) from uploads")
            .fetch_one(&mut *write)
            .await?;
        let mut moved = Vec::with_capacity(ids.len());
        for (place, id) in (top - ids.len() as i64..).zip(ids) {
            let row = sqlx::query("update uploads set place = ? where id = ? returning *")
                .bind(place)
                .bind(id.0)
                .fetch_optional(&mut *write)
                .await?;
            moved.extend(row.as_ref().map(upload).transpose()?);
        }
        write.commit().await?;
        Ok(moved)
    }

    /// Whether it is off the list: only what is over can be. A done one stays in the database, out
    /// of sight: it is the only record that the file arrived, and keeps it from being sent twice.
    pub async fn remove_upload(&self, id: UploadId) -> Result<bool, StoreError> {
        let mut write = self.write().await?;
        let kept = sqlx::query("update uploads set put_away = 1 where id = ? and state = 'done'")
            .bind(id.0)
            .execute(&mut *write)
            .await?
            .rows_affected();
        let removed = sqlx::query(
            "delete from uploads where id = ? and finished_at is not null and state <> 'done'",
        )
        .bind(id.0)
        .execute(&mut *write)
        .await?
        .rows_affected();
        write.commit().await?;
        Ok(kept + removed > 0)
    }

    /// See [`Upload::attempts`].
    pub async fn note_attempts(&self, id: UploadId, attempts: u32) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        put_attempts(&mut write, id, attempts).await?;
        write.commit().await
    }

    /// The file as it is now. Its plan is dropped, unless only its path is new: what was sent of
    /// the old content is worth nothing.
    pub async fn set_file(&self, id: UploadId, file: &MediaFile) -> Result<Upload, StoreError> {
        let mut write = self.write().await?;
        let before = existing(&mut write, id).await?;
        open_for(&before, "changing its file")?;
        let other = same_file(&mut write, &before.connection, &file.fingerprint).await?;
        if let Some(other) = other.filter(|other| other.id != id) {
            return Err(StoreError::AlreadyQueued { upload: other.id });
        }
        let content = |file: &MediaFile| (file.size, file.modified_ns, file.fingerprint.clone());
        if content(&before.file) != content(file) {
            parts::forget_plan(&mut write, id).await?;
        }
        let row = sqlx::query(
            "update uploads set path = ?, size = ?, modified_ns = ?, made_at = ?, fingerprint = ?
             where id = ? returning *",
        )
        .bind(path::to_bytes(&file.path))
        .bind(signed(file.size, "size")?)
        .bind(file.modified_ns)
        .bind(file.made_at.0)
        .bind(file.fingerprint.as_str())
        .bind(id.0)
        .fetch_one(&mut *write)
        .await?;
        let after = upload(&row)?;
        write.commit().await?;
        Ok(after)
    }
}

pub(crate) async fn existing(
    database: &mut SqliteConnection,
    id: UploadId,
) -> Result<Upload, StoreError> {
    fetch(database, id).await?.ok_or(StoreError::NoSuchUpload(id))
}

/// Done, skipped and cancelled rows are closed; a failed one may still be worked on.
pub(crate) fn open_for(upload: &Upload, event: &'static str) -> Result<(), NotAllowed> {
    match &upload.state {
        UploadState::Done { .. } | UploadState::Skipped | UploadState::Cancelled => {
            Err(NotAllowed { state: upload.state.name(), event })
        }
        _ => Ok(()),
    }
}

async fn fetch(
    database: &mut SqliteConnection,
    id: UploadId,
) -> Result<Option<Upload>, StoreError> {
    let row = sqlx::query("select * from uploads where id = ?")
        .bind(id.0)
        .fetch_optional(database)
        .await?;
    row.as_ref().map(upload).transpose()
}

async fn same_file(
    database: &mut SqliteConnection,
    connection: &ConnectionId,
    fingerprint: &Fingerprint,
) -> Result<Option<Upload>, StoreError> {
    let row = sqlx::query(
        "select * from uploads
         where connection = ? and fingerprint = ? and state <> 'cancelled'",
    )
    .bind(connection.as_str())
    .bind(fingerprint.as_str())
    .fetch_optional(database)
    .await?;
    row.as_ref().map(upload).transpose()
}

/// Writes the state with what it carries, if the row is still in the state before.
async fn put_state(
    database: &mut SqliteConnection,
    before: &Upload,
    next: &UploadState,
    event: &UploadEvent,
    now: Timestamp,
) -> Result<Upload, StoreError> {
    let waiting = match next {
        UploadState::Waiting(what) => Some(what),
        _ => None,
    };
    let (waiting_for, until) = match waiting {
        Some(WaitingFor::Time { until, .. }) => (Some("time"), Some(until.0)),
        Some(WaitingFor::Network) => (Some("network"), None),
        Some(WaitingFor::Authorization) => (Some("authorization"), None),
        None => (None, None),
    };
    let failure = match next {
        UploadState::Failed(failure) => Some(failure),
        UploadState::Waiting(WaitingFor::Time { failure, .. }) => Some(failure),
        _ => None,
    };
    let row = sqlx::query(
        "update uploads set state = ?, waiting_for = ?, until = ?, error_kind = ?,
             error_said = ?, error_attempts = ?, finished_at = ?
         where id = ? and state = ? returning *",
    )
    .bind(next.name())
    .bind(waiting_for)
    .bind(until)
    .bind(failure.map(|failure| failure.kind.code()))
    .bind(failure.map(|failure| failure.said.as_str()))
    .bind(failure.map(|failure| failure.attempts))
    .bind(next.is_over().then_some(now.0))
    .bind(before.id.0)
    .bind(before.state.name())
    .fetch_optional(&mut *database)
    .await?;
    let row = row.ok_or(NotAllowed { state: before.state.name(), event: event.name() })?;
    add_line(database, before.id, now, &line(next)).await?;
    upload(&row)
}

async fn put_attempts(
    database: &mut SqliteConnection,
    id: UploadId,
    attempts: u32,
) -> Result<(), StoreError> {
    let written = sqlx::query("update uploads set attempts = ? where id = ?")
        .bind(attempts)
        .bind(id.0)
        .execute(database)
        .await?;
    match written.rows_affected() {
        0 => Err(StoreError::NoSuchUpload(id)),
        _ => Ok(()),
    }
}

/// A state as a line of the history.
fn line(state: &UploadState) -> String {
    let failed = |failure: &Failure| {
        let Failure { kind, said, attempts } = failure;
        format!("{}, attempt {attempts}: {said}", kind.code())
    };
    match state {
        UploadState::Waiting(WaitingFor::Time { failure, .. }) => {
            format!("waiting: {}", failed(failure))
        }
        UploadState::Waiting(WaitingFor::Network) => "waiting for the network".into(),
        UploadState::Waiting(WaitingFor::Authorization) => "waiting for authorization".into(),
        UploadState::Failed(failure) => format!("failed: {}", failed(failure)),
        UploadState::Done { asset } => format!("done, asset {asset}"),
        other => other.name().into(),
    }
}

pub(crate) fn signed(number: u64, what: &str) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(|_| StoreError::Value(format!("{what} {number}")))
}

fn upload(row: &SqliteRow) -> Result<Upload, StoreError> {
    let id: i64 = row.try_get("id")?;
    let bad = |what: &str| StoreError::Value(format!("{what} of upload {id}"));
    let until: Option<i64> = row.try_get("until")?;
    let asset = row.try_get::<Option<String>, _>("asset")?.map(AssetId::new);
    let error_kind: Option<&str> = row.try_get("error_kind")?;
    let failure = error_kind.map(|code| {
        Ok::<_, StoreError>(Failure {
            // Of a newer version; its words still tell.
            kind: ErrorKind::from_code(code).unwrap_or(ErrorKind::Internal),
            said: row.try_get("error_said")?,
            attempts: row.try_get("error_attempts")?,
        })
    });
    let waiting_for: Option<&str> = row.try_get("waiting_for")?;
    let state = match (row.try_get("state")?, waiting_for) {
        ("queued", None) => UploadState::Queued,
        ("uploading", None) => UploadState::Uploading,
        ("waiting", Some("time")) => UploadState::Waiting(WaitingFor::Time {
            until: Timestamp(until.ok_or_else(|| bad("until"))?),
            failure: failure.ok_or_else(|| bad("error"))??,
        }),
        ("waiting", Some("network")) => UploadState::Waiting(WaitingFor::Network),
        ("waiting", Some("authorization")) => UploadState::Waiting(WaitingFor::Authorization),
        ("paused", None) => UploadState::Paused,
        ("failed", None) => UploadState::Failed(failure.ok_or_else(|| bad("error"))??),
        ("skipped", None) => UploadState::Skipped,
        ("done", None) => UploadState::Done { asset: asset.clone().ok_or_else(|| bad("asset"))? },
        ("cancelled", None) => UploadState::Cancelled,
        _ => return Err(bad("state")),
    };
    let size: i64 = row.try_get("size")?;
    let accepted: i64 = row.try_get("accepted_bytes")?;
    Ok(Upload {
        id: UploadId(id),
        connection: ConnectionId::new(row.try_get::<String, _>("connection")?),
        file: MediaFile {
            path: path::from_bytes(row.try_get("path")?).ok_or_else(|| bad("path"))?,
            size: u64::try_from(size).map_err(|_| bad("size"))?,
            modified_ns: row.try_get("modified_ns")?,
            made_at: Timestamp(row.try_get("made_at")?),
            fingerprint: Fingerprint::new(row.try_get::<String, _>("fingerprint")?),
        },
        kind: MediaKind::from_code(row.try_get("kind")?).unwrap_or(MediaKind::Other),
        place: row.try_get("place")?,
        state,
        asset,
        attempts: row.try_get("attempts")?,
        added_at: Timestamp(row.try_get("added_at")?),
        finished_at: row.try_get::<Option<i64>, _>("finished_at")?.map(Timestamp),
        part_count: row.try_get("part_count")?,
        parts_sent: row.try_get("parts_sent")?,
        accepted_bytes: u64::try_from(accepted).map_err(|_| bad("accepted bytes"))?,
    })
}
