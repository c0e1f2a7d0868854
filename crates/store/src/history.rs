//! The table `history`: what happened to an upload, as JSON, the newest 500 lines of each. It becomes
//! words where it is read. What an older app wrote is words already, and stays so.

use crate::uploads::json;
use crate::{Store, StoreError};
use domain::{Happened, Timestamp, UploadId};
use sqlx::{Row, SqliteConnection};

impl Store {
    /// Oldest first. Empty also when there is no such upload.
    pub async fn history(&self, id: UploadId) -> Result<Vec<(Timestamp, Happened)>, StoreError> {
        let rows = sqlx::query("select at, what from history where upload = ? order by id")
            .bind(id.0)
            .fetch_all(&mut *self.read().await?)
            .await?;
        rows.iter()
            .map(|row| Ok((Timestamp(row.try_get("at")?), read(row.try_get("what")?))))
            .collect()
    }

    /// One line, without secrets: a person may read it.
    pub async fn note(
        &self,
        id: UploadId,
        now: Timestamp,
        what: &Happened,
    ) -> Result<(), StoreError> {
        let mut write = self.write_soon().await?;
        let upload: Option<i64> = sqlx::query_scalar("select id from uploads where id = ?")
            .bind(id.0)
            .fetch_optional(&mut *write)
            .await?;
        if upload.is_none() {
            return Err(StoreError::NoSuchUpload(id));
        }
        add_line(&mut write, id, now, what).await?;
        write.commit().await
    }
}

fn read(what: &str) -> Happened {
    serde_json::from_str(what).unwrap_or_else(|_| Happened::Said { words: what.to_owned() })
}

pub(crate) async fn add_line(
    database: &mut SqliteConnection,
    id: UploadId,
    now: Timestamp,
    what: &Happened,
) -> Result<(), StoreError> {
    sqlx::query("insert into history (upload, at, what) values (?, ?, ?)")
        .bind(id.0)
        .bind(now.0)
        .bind(json(what)?)
        .execute(database)
        .await?;
    Ok(())
}

/// The same line for many.
pub(crate) async fn add_lines(
    database: &mut SqliteConnection,
    ids: &[UploadId],
    now: Timestamp,
    what: &Happened,
) -> Result<(), StoreError> {
    sqlx::query("insert into history (upload, at, what) select value, ?, ? from json_each(?)")
        .bind(now.0)
        .bind(json(what)?)
        .bind(json(ids)?)
        .execute(database)
        .await?;
    Ok(())
}
