//! Moves between states, one by one and many at once.

use crate::history::{add_line, add_lines};
use crate::totals::{add_to_round, begin_round, begin_round_if_empty, nothing_is_left};
use crate::uploads::{check_alone, existing, json, upload};
use crate::{Store, StoreError, parts};
use domain::{
    ConnectionId, ErrorKind, Failure, Happened, NotAllowed, Timestamp, Upload, UploadEvent,
    UploadId, UploadState, WaitingFor,
};
use futures_util::TryStreamExt;
use sqlx::SqliteConnection;
use std::collections::BTreeMap;

/// What may have come for those that wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Awaited {
    /// For everything whose time is `now` or before.
    TimePassed,
    Network,
    Authorization,
}

/// No wait of `domain::retry` is nearly as long.
const LONGEST_WAIT_MS: i64 = 3_600_000;

/// What a move of many came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Moved {
    pub ids: Vec<UploadId>,
    /// Those whose state does not allow it. They are as they were.
    pub refused: u64,
}

impl Store {
    /// What follows from a move beyond the state: over sets `finished_at`; done, cancelled and
    /// skipped clear the part targets; a failure because the file changed drops the plan, any
    /// other keeps it, so that a retry resumes; a cancel that is taken back begins anew.
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
            // What still grows is never whole, however many of its parts have been sent.
            if before.part_count.is_none() || unsent > 0 || before.growing {
                return Err(StoreError::NotAllSent { upload: id, unsent });
            }
        }
        if *event == UploadEvent::Retried && before.state == UploadState::Cancelled {
            check_alone(&mut write, &before, &before.file).await?;
        }
        if is_left_to_do(&next) && !is_left_to_do(&before.state) {
            begin_round_if_empty(&mut write).await?;
        }
        put_state(&mut write, &before, &next, event, now).await?;
        match &next {
            UploadState::Done { .. } | UploadState::Cancelled | UploadState::Skipped => {
                parts::clear_targets(&mut write, &[id]).await?;
            }
            UploadState::Failed(Failure { kind: ErrorKind::FileChanged, .. }) => {
                parts::clear_plans(&mut write, &[id], FILE_CHANGED, now).await?;
            }
            _ => {}
        }
        match (&before.state, event) {
            (UploadState::Cancelled, UploadEvent::Retried) => {
                parts::clear_plans(&mut write, &[id], CANCELLED_MEANWHILE, now).await?;
            }
            (_, UploadEvent::Finished { .. }) => add_to_round(&mut write, id).await?,
            _ => {}
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
    /// of all connections. A time that lies further ahead than any wait does was written down
    /// while the clock was wrong, and has come.
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
        let mut moved: Vec<Upload> = sqlx::query(
            "update uploads set state = 'queued', waiting_for = null, until = null,
                 error_kind = null, error_said = null, error_attempts = null
             where state = 'waiting' and waiting_for = ?1
                 and (?2 is null or until <= ?2 or until > ?2 + ?4)
                 and (?3 is null or connection = ?3)
             returning *",
        )
        .bind(waiting_for)
        .bind(until)
        .bind(connection.map(ConnectionId::as_str))
        .bind(LONGEST_WAIT_MS)
        .fetch(&mut *write)
        .map_err(StoreError::from)
        .and_then(async |row| upload(&row))
        .try_collect()
        .await?;
        let ids: Vec<UploadId> = moved.iter().map(|upload| upload.id).collect();
        add_lines(&mut write, &ids, now, &Happened::of(&UploadState::Queued)).await?;
        write.commit().await?;
        moved.sort_by_key(|upload| (upload.rank, upload.place, upload.id));
        Ok(moved)
    }

    /// One transaction, however many; those that cannot move are left as they are. Only for what a
    /// person does ([`UploadEvent::Paused`], `Resumed`, `Cancelled`, `Retried`): where these lead
    /// depends on nothing but the name of the state before.
    pub async fn move_uploads(
        &self,
        ids: &[UploadId],
        event: &UploadEvent,
        now: Timestamp,
    ) -> Result<Moved, StoreError> {
        let mut write = self.write().await?;
        let mut by_state: BTreeMap<&'static str, (UploadState, Vec<UploadId>)> = BTreeMap::new();
        let mut found = 0;
        let all = json(ids)?;
        let mut rows = sqlx::query(
            "select * from uploads where id in (select value from json_each(?)) order by id",
        )
        .bind(all)
        .fetch(&mut *write);
        while let Some(row) = rows.try_next().await? {
            let row = upload(&row)?;
            found += 1;
            let alike = by_state.entry(row.state.name()).or_insert((row.state, Vec::new()));
            alike.1.push(row.id);
        }
        drop(rows);
        let mut moved = Moved::default();
        let was_empty = nothing_is_left(&mut write).await?;
        let mut something_is_left = false;
        for (before, ids) in by_state.into_values() {
            let Ok(next) = before.after(event) else { continue };
            let went = move_all(&mut write, &before, &next, &ids, now).await?;
            something_is_left |= !went.is_empty() && is_left_to_do(&next);
            moved.ids.extend(went);
        }
        // Only now: of those asked to move, all may have been refused.
        if was_empty && something_is_left {
            begin_round(&mut write).await?;
        }
        moved.refused = found - moved.ids.len() as u64;
        write.commit().await?;
        Ok(moved)
    }

    /// Timed pauses that are over: queued again, at their old place.
    pub async fn resume_due(&self, now: Timestamp) -> Result<Vec<UploadId>, StoreError> {
        let mut write = self.write().await?;
        let due: Vec<i64> = sqlx::query_scalar(
            "select id from uploads
             where state = 'paused' and paused_until is not null and paused_until <= ?",
        )
        .bind(now.0)
        .fetch_all(&mut *write)
        .await?;
        let due: Vec<UploadId> = due.into_iter().map(UploadId).collect();
        if !due.is_empty() {
            let before = UploadState::Paused { until: Some(now) };
            move_all(&mut write, &before, &UploadState::Queued, &due, now).await?;
        }
        write.commit().await?;
        Ok(due)
    }

    /// Takes what is over off the list; the rest is left. The rows stay in the database, out of
    /// sight: they are the only record of what arrived, and keep a watched folder from finding
    /// the same files again.
    pub async fn remove_uploads(&self, ids: &[UploadId]) -> Result<Vec<UploadId>, StoreError> {
        let mut write = self.write().await?;
        let removed: Vec<i64> = sqlx::query_scalar(
            "update uploads set put_away = 1
             where id in (select value from json_each(?)) and finished_at is not null
                 and put_away = 0
             returning id",
        )
        .bind(json(ids)?)
        .fetch_all(&mut *write)
        .await?;
        write.commit().await?;
        Ok(removed.into_iter().map(UploadId).collect())
    }
}

/// Why a cancel that is taken back begins anew: nobody knows what the cloud has kept.
const CANCELLED_MEANWHILE: &str = "It was cancelled meanwhile.";
const FILE_CHANGED: &str = "The file changed.";

/// What the overall bar measures.
fn is_left_to_do(state: &UploadState) -> bool {
    !state.is_over() && *state != UploadState::Offered
}

/// All of these are in the state `before`. Those that moved.
async fn move_all(
    database: &mut SqliteConnection,
    before: &UploadState,
    next: &UploadState,
    ids: &[UploadId],
    now: Timestamp,
) -> Result<Vec<UploadId>, StoreError> {
    let taken_back = *before == UploadState::Cancelled;
    let until = match next {
        UploadState::Paused { until } => until.map(|at| at.0),
        _ => None,
    };
    // Of several cancelled ones of the same content the newest comes back, and none beside one
    // that is not cancelled.
    let moved: Vec<i64> = sqlx::query_scalar(
        "update uploads as one set state = ?1, offered = 0, paused_until = ?2, waiting_for = null,
             until = null, error_kind = null, error_said = null, error_attempts = null,
             finished_at = ?3
         where id in (select value from json_each(?4)) and state = ?5 and put_away = 0
             and (not ?6 or not exists (
                 select 1 from uploads as other
                 where other.connection = one.connection and other.fingerprint = one.fingerprint
                     and other.state <> 'cancelled'))
             and (not ?6 or not exists (
                 select 1 from uploads as other
                 where other.connection = one.connection and other.fingerprint = one.fingerprint
                     and other.state = 'cancelled' and other.put_away = 0 and other.id > one.id
                     and other.id in (select value from json_each(?4))))
         returning id",
    )
    .bind(state_column(next))
    .bind(until)
    .bind(next.is_over().then_some(now.0))
    .bind(json(ids)?)
    .bind(state_column(before))
    .bind(taken_back)
    .fetch_all(&mut *database)
    .await?;
    let moved: Vec<UploadId> = moved.into_iter().map(UploadId).collect();
    if taken_back {
        parts::clear_plans(database, &moved, CANCELLED_MEANWHILE, now).await?;
    }
    if *next == UploadState::Cancelled {
        parts::clear_targets(database, &moved).await?;
    }
    add_lines(database, &moved, now, &Happened::of(next)).await?;
    Ok(moved)
}

/// The word in the row: an offered one is a paused one that nobody has picked.
fn state_column(state: &UploadState) -> &'static str {
    match state {
        UploadState::Offered => UploadState::Paused { until: None }.name(),
        other => other.name(),
    }
}

/// Writes the state with what it carries, if the row is still in the state before.
pub(crate) async fn put_state(
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
    let paused_until = match next {
        UploadState::Paused { until } => until.map(|at| at.0),
        _ => None,
    };
    let row = sqlx::query(
        "update uploads set state = ?, waiting_for = ?, until = ?, error_kind = ?,
             error_said = ?, error_attempts = ?, finished_at = ?, paused_until = ?, offered = ?,
             put_away = 0
         where id = ? and state = ? returning *",
    )
    .bind(state_column(next))
    .bind(waiting_for)
    .bind(until)
    .bind(failure.map(|failure| failure.kind.code()))
    .bind(failure.map(|failure| failure.said.as_str()))
    .bind(failure.map(|failure| failure.attempts))
    .bind(next.is_over().then_some(now.0))
    .bind(paused_until)
    .bind(*next == UploadState::Offered)
    .bind(before.id.0)
    .bind(state_column(&before.state))
    .fetch_optional(&mut *database)
    .await?;
    let row = row.ok_or(NotAllowed { state: before.state.name(), event: event.name() })?;
    add_line(database, before.id, now, &Happened::of(next)).await?;
    upload(&row)
}
