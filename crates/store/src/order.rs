//! The order of the queue: the rank of the kind first, then the place.

use crate::uploads::{json, upload};
use crate::{Store, StoreError};
use domain::{MediaKind, Upload, UploadId};
use futures_util::TryStreamExt;
use sqlx::QueryBuilder;
use std::collections::HashSet;

/// The rank of what a person moved to the top.
const TOP: i64 = -1;

impl Store {
    /// Before all others, in the given order. What is over, and ids without a row, are passed over.
    pub async fn move_to_top(&self, ids: &[UploadId]) -> Result<Vec<Upload>, StoreError> {
        let mut seen = HashSet::new();
        let ids: Vec<UploadId> = ids.iter().copied().filter(|id| seen.insert(*id)).collect();
        let mut write = self.write().await?;
        let top: i64 = sqlx::query_scalar("select coalesce(min(place), 0) from uploads")
            .fetch_one(&mut *write)
            .await?;
        // The key of an array's element is its index.
        let mut moved: Vec<Upload> = sqlx::query(
            "update uploads set place = ?1 + above.key, rank = ?2
             from json_each(?3) as above
             where uploads.id = above.value and finished_at is null
             returning *",
        )
        .bind(top - ids.len() as i64)
        .bind(TOP)
        .bind(json(&ids)?)
        .fetch(&mut *write)
        .map_err(StoreError::from)
        .and_then(async |row| upload(&row))
        .try_collect()
        .await?;
        write.commit().await?;
        moved.sort_by_key(|upload| (upload.place, upload.id));
        Ok(moved)
    }

    /// New ranks for the kinds, for everything that still goes or may go again and was not moved
    /// to the top. Whether a row changed by it.
    pub async fn rank_anew(&self, ranks: &[(MediaKind, i64)]) -> Result<bool, StoreError> {
        if ranks.is_empty() {
            return Ok(false);
        }
        let mut write = self.write().await?;
        let mut query = QueryBuilder::new("update uploads set rank = ");
        push_rank(&mut query, ranks);
        query
            .push(" where put_away = 0 and standing in (0, 1, 2, 3, 5) and rank >= 0 and rank <> ");
        push_rank(&mut query, ranks);
        let changed = query.build().execute(&mut *write).await?.rows_affected();
        write.commit().await?;
        Ok(changed > 0)
    }
}

/// The rank that goes with the kind of a row.
fn push_rank(query: &mut QueryBuilder<sqlx::Sqlite>, ranks: &[(MediaKind, i64)]) {
    query.push("case kind");
    for (kind, rank) in ranks {
        query.push(" when ").push_bind(kind.code()).push(" then ").push_bind(*rank);
    }
    query.push(" else rank end");
}
