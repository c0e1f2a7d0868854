//! The table `watched_folders`.

use crate::uploads::json;
use crate::{Store, StoreError, path};
use domain::{Connection, ConnectionId, FolderId, FolderWish, Timestamp, UploadId, WatchedFolder};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;
use std::path::PathBuf;

impl Store {
    /// In the order in which they were added.
    pub async fn watched_folders(&self) -> Result<Vec<WatchedFolder>, StoreError> {
        let rows = sqlx::query("select * from watched_folders order by id")
            .fetch_all(&mut *self.read().await?)
            .await?;
        rows.iter().map(folder).collect()
    }

    /// One row per connection and path: added again, it has the new wish.
    pub async fn add_folder(
        &self,
        connection: &ConnectionId,
        wish: &FolderWish,
        now: Timestamp,
    ) -> Result<WatchedFolder, StoreError> {
        let mut write = self.write().await?;
        let row = sqlx::query(
            "insert into watched_folders (connection, path, subfolders, take, leave, growing,
                                          existing, added_at)
             select id, ?2, ?3, ?4, ?5, ?6, ?7, ?8 from connections where id = ?1
             on conflict (connection, path) do update set subfolders = ?3, take = ?4, leave = ?5,
                 growing = ?6, existing = ?7
             returning *",
        )
        .bind(connection.as_str())
        .bind(path::to_bytes(&wish.path))
        .bind(wish.subfolders)
        .bind(json(&wish.take)?)
        .bind(json(&wish.leave)?)
        .bind(wish.growing)
        .bind(wish.existing)
        .bind(now.0)
        .fetch_optional(&mut *write)
        .await?;
        write.commit().await?;
        let row = row.ok_or_else(|| StoreError::NoSuchConnection(connection.clone()))?;
        folder(&row)
    }

    /// `None`: there is no such folder. Not to a path that this connection watches by another row
    /// ([`StoreError::AlreadyWatched`]).
    pub async fn change_folder(
        &self,
        id: FolderId,
        wish: &FolderWish,
    ) -> Result<Option<WatchedFolder>, StoreError> {
        let mut write = self.write().await?;
        let other: Option<i64> = sqlx::query_scalar(
            "select other.id from watched_folders as one
             join watched_folders as other on other.connection = one.connection
             where one.id = ? and other.path = ? and other.id <> one.id",
        )
        .bind(id.0)
        .bind(path::to_bytes(&wish.path))
        .fetch_optional(&mut *write)
        .await?;
        if let Some(other) = other {
            return Err(StoreError::AlreadyWatched { folder: FolderId(other) });
        }
        let row = sqlx::query(
            "update watched_folders set path = ?, subfolders = ?, take = ?, leave = ?, growing = ?,
                 existing = ?
             where id = ? returning *",
        )
        .bind(path::to_bytes(&wish.path))
        .bind(wish.subfolders)
        .bind(json(&wish.take)?)
        .bind(json(&wish.leave)?)
        .bind(wish.growing)
        .bind(wish.existing)
        .bind(id.0)
        .fetch_optional(&mut *write)
        .await?;
        write.commit().await?;
        row.as_ref().map(folder).transpose()
    }

    /// What was found in it stays queued. Removing what is not there is fine.
    pub async fn remove_folder(&self, id: FolderId) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        sqlx::query("delete from watched_folders where id = ?")
            .bind(id.0)
            .execute(&mut *write)
            .await?;
        write.commit().await
    }

    /// Clips found in it whose rows were begun while they grew and never saw their end, and where
    /// they are. Whatever became of the rows: one that a person cancelled is not found anew.
    pub async fn growing_of(&self, id: FolderId) -> Result<Vec<(PathBuf, UploadId)>, StoreError> {
        let rows = sqlx::query(
            "select id, path from uploads
             where growing = 1 and found_in = ? order by id",
        )
        .bind(id.0)
        .fetch_all(&mut *self.read().await?)
        .await?;
        rows.iter()
            .map(|row| {
                let upload: i64 = row.try_get("id")?;
                let at = path::from_bytes(row.try_get("path")?)
                    .ok_or_else(|| StoreError::Value(format!("path of upload {upload}")))?;
                Ok((at, UploadId(upload)))
            })
            .collect()
    }

    /// Those found in it that failed, or wait, because they were not there.
    pub async fn missing_of(&self, id: FolderId) -> Result<Vec<UploadId>, StoreError> {
        let ids: Vec<i64> = sqlx::query_scalar(
            "select id from uploads
             where error_kind = 'file_missing' and found_in = ? and put_away = 0
                 and state in ('failed', 'waiting')
             order by id",
        )
        .bind(id.0)
        .fetch_all(&mut *self.read().await?)
        .await?;
        Ok(ids.into_iter().map(UploadId).collect())
    }

    /// Whether what watched folders find for this connection goes by itself.
    pub async fn set_automatic(
        &self,
        connection: &ConnectionId,
        automatic: bool,
    ) -> Result<Connection, StoreError> {
        let mut write = self.write().await?;
        sqlx::query("update connections set automatic = ? where id = ?")
            .bind(automatic)
            .bind(connection.as_str())
            .execute(&mut *write)
            .await?;
        write.commit().await?;
        let row = self.connection(connection).await?;
        row.ok_or_else(|| StoreError::NoSuchConnection(connection.clone()))
    }
}

fn folder(row: &SqliteRow) -> Result<WatchedFolder, StoreError> {
    let id: i64 = row.try_get("id")?;
    let bad = |what: &str| StoreError::Value(format!("{what} of watched folder {id}"));
    let names = |column: &str| -> Result<Vec<String>, StoreError> {
        serde_json::from_str(row.try_get(column)?).map_err(|_| bad(column))
    };
    Ok(WatchedFolder {
        id: FolderId(id),
        connection: ConnectionId::new(row.try_get::<String, _>("connection")?),
        wish: FolderWish {
            path: path::from_bytes(row.try_get("path")?).ok_or_else(|| bad("path"))?,
            subfolders: row.try_get("subfolders")?,
            take: names("take")?,
            leave: names("leave")?,
            growing: row.try_get("growing")?,
            existing: row.try_get("existing")?,
        },
        added_at: Timestamp(row.try_get("added_at")?),
    })
}
