//! What the queue adds up to, for the one sentence above it. Read from sums that the database keeps
//! with every change of a row: it is asked for several times a second.

use crate::{Store, StoreError};
use domain::{ConnectionId, Timestamp, UploadId};
use sqlx::{Row, SqliteConnection};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// Uploads that are not over, and their bytes. What is only offered is not among them.
    pub files: u64,
    pub bytes: u64,
    pub accepted_bytes: u64,
    /// Of the files: stopped one by one by a person.
    pub paused: u64,
    pub failed: u64,
    pub skipped: u64,
    pub offered: u64,
    /// Finished since the queue was last empty.
    pub done_files: u64,
    pub done_bytes: u64,
    /// Of those that wait for a time: the first to go on.
    pub soonest_retry: Option<Timestamp>,
    /// Connections with something that should move, by itself or after a sign-in.
    pub connections: Vec<ConnectionId>,
}

impl Store {
    pub async fn totals(&self) -> Result<Totals, StoreError> {
        self.add_up(None).await
    }

    pub async fn totals_of(&self, connection: &ConnectionId) -> Result<Totals, StoreError> {
        self.add_up(Some(connection)).await
    }

    async fn add_up(&self, of: Option<&ConnectionId>) -> Result<Totals, StoreError> {
        // One statement, so that all of it is of the same moment: a file that finishes in between
        // would be counted twice, and the overall bar would fall back.
        let rows = sqlx::query(
            "select connection, slot, files, bytes, accepted from tallies
                 where files > 0 and (?1 is null or connection = ?1)
             union all
             select connection, 'round', files, bytes, 0 from rounds
                 where ?1 is null or connection = ?1
             union all
             select '', 'retry', 0, min(until), 0 from uploads
                 where state = 'waiting' and waiting_for = 'time'
                     and (?1 is null or connection = ?1)",
        )
        .bind(of.map(ConnectionId::as_str))
        .fetch_all(&mut *self.read().await?)
        .await?;
        let mut totals = Totals::default();
        for row in &rows {
            let number = |column: &str| -> Result<u64, sqlx::Error> {
                Ok(row.try_get::<i64, _>(column)?.unsigned_abs())
            };
            let files = number("files")?;
            let slot: &str = row.try_get("slot")?;
            match slot {
                "queued" | "uploading" | "waiting" | "paused" => {
                    totals.files += files;
                    totals.bytes += number("bytes")?;
                    totals.accepted_bytes += number("accepted")?;
                }
                "failed" => totals.failed += files,
                "skipped" => totals.skipped += files,
                "offered" => totals.offered += files,
                "round" => {
                    totals.done_files += files;
                    totals.done_bytes += number("bytes")?;
                }
                "retry" => {
                    totals.soonest_retry = row.try_get::<Option<i64>, _>("bytes")?.map(Timestamp);
                }
                _ => {}
            }
            match slot {
                "paused" => totals.paused += files,
                "queued" | "uploading" | "waiting" => {
                    let connection = ConnectionId::new(row.try_get::<String, _>("connection")?);
                    if !totals.connections.contains(&connection) {
                        totals.connections.push(connection);
                    }
                }
                _ => {}
            }
        }
        Ok(totals)
    }
}

/// Before something is left to do: when nothing was, what was finished so far is history.
pub(crate) async fn begin_round_if_empty(
    database: &mut SqliteConnection,
) -> Result<(), StoreError> {
    if nothing_is_left(database).await? {
        begin_round(database).await?;
    }
    Ok(())
}

pub(crate) async fn nothing_is_left(database: &mut SqliteConnection) -> Result<bool, StoreError> {
    let empty = sqlx::query_scalar(
        "select not exists (
             select 1 from tallies
             where slot in ('queued', 'uploading', 'waiting', 'paused') and files > 0)",
    )
    .fetch_one(database)
    .await?;
    Ok(empty)
}

/// What was finished so far is history.
pub(crate) async fn begin_round(database: &mut SqliteConnection) -> Result<(), StoreError> {
    sqlx::query("delete from rounds").execute(database).await?;
    Ok(())
}

pub(crate) async fn add_to_round(
    database: &mut SqliteConnection,
    done: UploadId,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into rounds select connection, 1, counted from uploads where id = ?
         on conflict do update set files = files + 1, bytes = bytes + excluded.bytes",
    )
    .bind(done.0)
    .execute(database)
    .await?;
    Ok(())
}
