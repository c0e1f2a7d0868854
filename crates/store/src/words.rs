//! What is searched: the paths, in lower case. And what an app that did not know of these columns
//! left empty.

use crate::{StoreError, path};
use sqlx::{Row, SqlitePool};
use std::path::Path;

/// The column that is searched.
pub(crate) fn words(path: &Path) -> String {
    path.to_string_lossy().to_lowercase()
}

/// Few rows at a time, so that a long queue of an older app costs no memory.
const AT_ONCE: i64 = 1_000;

/// Writes the words and the clip of rows that have none.
pub(crate) async fn fill_in(writer: &SqlitePool) -> Result<(), StoreError> {
    let mut last = 0;
    loop {
        let mut transaction = writer.begin().await?;
        let rows = sqlx::query(
            "select id, path, clip from uploads where words = '' and id > ? order by id limit ?",
        )
        .bind(last)
        .bind(AT_ONCE)
        .fetch_all(&mut *transaction)
        .await?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in rows {
            last = row.try_get("id")?;
            // Of another system; it says so where it is read.
            let Some(path) = path::from_bytes(row.try_get("path")?) else { continue };
            let mut clip: String = row.try_get("clip")?;
            if clip.is_empty() {
                clip = domain::media::clip_of(&path);
            }
            sqlx::query("update uploads set words = ?, clip = ? where id = ?")
                .bind(words(&path))
                .bind(clip)
                .bind(last)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
    }
}
