//! What the queue adds up to, for the one sentence above it.

use crate::{Store, StoreError};
use domain::{ConnectionId, Timestamp};
use sqlx::Row;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// Uploads that are not over, and their bytes.
    pub files: u64,
    pub bytes: u64,
    pub accepted_bytes: u64,
    /// Of the files: stopped one by one by a person.
    pub paused: u64,
    pub failed: u64,
    /// Of those that wait for a time: the first to go on.
    pub soonest_retry: Option<Timestamp>,
    /// Connections with something that should move, by itself or after a sign-in.
    pub connections: Vec<ConnectionId>,
}

impl Store {
    pub async fn totals(&self) -> Result<Totals, StoreError> {
        let rows = sqlx::query(
            "select connection, state, count(*) as files, sum(size) as bytes,
                 sum(accepted_bytes) as accepted, min(until) as until
             from uploads
             where state in ('queued', 'uploading', 'waiting', 'paused', 'failed')
             group by connection, state",
        )
        .fetch_all(&mut *self.read().await?)
        .await?;
        let mut totals = Totals::default();
        for row in &rows {
            let number = |column: &str| -> Result<u64, sqlx::Error> {
                Ok(row.try_get::<i64, _>(column)?.unsigned_abs())
            };
            let files = number("files")?;
            let state: String = row.try_get("state")?;
            if state == "failed" {
                totals.failed += files;
                continue;
            }
            totals.files += files;
            totals.bytes += number("bytes")?;
            totals.accepted_bytes += number("accepted")?;
            if state == "paused" {
                totals.paused += files;
                continue;
            }
            let until: Option<i64> = row.try_get("until")?;
            totals.soonest_retry =
                totals.soonest_retry.into_iter().chain(until.map(Timestamp)).min();
            let connection = ConnectionId::new(row.try_get::<String, _>("connection")?);
            if !totals.connections.contains(&connection) {
                totals.connections.push(connection);
            }
        }
        Ok(totals)
    }
}
