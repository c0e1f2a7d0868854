//! Which upload goes next.

use crate::history::add_line;
use crate::uploads::{json, signed, upload};
use crate::{Store, StoreError};
use domain::{ConnectionId, Happened, MediaKind, Timestamp, Upload, UploadId};

/// What a free lane would take. The default takes anything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// Only files of up to so many bytes.
    pub at_most: Option<u64>,
    /// Only these kinds.
    pub kinds: Option<Vec<MediaKind>>,
    /// Not these.
    pub not: Vec<UploadId>,
}

impl Store {
    /// The first queued clip that is still being recorded, of these kinds (`None`: of any), becomes
    /// `Uploading`. It is sent as fast as it grows, and cannot wait for what is larger.
    pub async fn claim_growing(
        &self,
        usable: &[ConnectionId],
        kinds: Option<&[MediaKind]>,
        now: Timestamp,
    ) -> Result<Option<Upload>, StoreError> {
        let kinds: Vec<&str> =
            kinds.unwrap_or(&MediaKind::ALL).iter().map(|kind| kind.code()).collect();
        let mut write = self.write_soon().await?;
        // The pluses keep SQLite to the index of the few that grow: by connection and kind it would
        // look through the whole queue.
        let row = sqlx::query(
            "update uploads set state = 'uploading'
             where state = 'queued' and id = (
                 select id from uploads
                 where state = 'queued' and growing = 1
                     and +connection in (select value from json_each(?1))
                     and +kind in (select value from json_each(?2))
                 order by rank, place, id limit 1)
             returning *",
        )
        .bind(json(usable)?)
        .bind(json(&kinds)?)
        .fetch_optional(&mut *write)
        .await?;
        let upload = row.as_ref().map(upload).transpose()?;
        if let Some(upload) = &upload {
            add_line(&mut write, upload.id, now, &Happened::of(&upload.state)).await?;
        }
        write.commit().await?;
        Ok(upload)
    }

    /// The first queued upload to one of these connections that is wanted becomes `Uploading`.
    pub async fn claim_next(
        &self,
        usable: &[ConnectionId],
        wanted: &Wanted,
        now: Timestamp,
    ) -> Result<Option<Upload>, StoreError> {
        let mut usable = usable.to_vec();
        let at_most = wanted.at_most.map(|size| signed(size, "size")).transpose()?;
        let kinds = wanted.kinds.as_deref().unwrap_or(&MediaKind::ALL);
        let kinds = json(&kinds.iter().map(|kind| kind.code()).collect::<Vec<_>>())?;
        let only_some = wanted.kinds.is_some() || at_most.is_some();
        let mut write = self.write_soon().await?;
        if only_some {
            // Asked first whether there is one at all: the walk below would pass by a whole long
            // queue to find out. One step per connection and kind.
            let have: Vec<String> = sqlx::query_scalar(
                "select usable.value from json_each(?1) as usable
                 where exists (
                     select 1 from json_each(?2) as wanted where exists (
                         select 1 from uploads
                         where connection = usable.value and kind = wanted.value
                             and size <= ?3 and state = 'queued'))",
            )
            .bind(json(&usable)?)
            .bind(&kinds)
            .bind(at_most.unwrap_or(i64::MAX))
            .fetch_all(&mut *write)
            .await?;
            usable.retain(|connection| have.iter().any(|have| have == connection.as_str()));
        }
        // One step into the index per connection. A single walk along the queue would pass by
        // everything that waits for a connection which is not usable.
        let row = sqlx::query(
            "update uploads set state = 'uploading'
             where state = 'queued' and id = (
                 select first.id from json_each(?1) as usable
                 join uploads as first on first.id = (
                     select id from uploads
                     where connection = usable.value and state = 'queued'
                         and (?2 is null or size <= ?2)
                         and (not ?3 or kind in (select value from json_each(?4)))
                         and id not in (select value from json_each(?5))
                     order by rank, place, id limit 1)
                 order by first.rank, first.place, first.id limit 1)
             returning *",
        )
        .bind(json(&usable)?)
        .bind(at_most)
        .bind(only_some)
        .bind(kinds)
        .bind(json(&wanted.not)?)
        .fetch_optional(&mut *write)
        .await?;
        let Some(row) = row else {
            write.commit().await?;
            return Ok(None);
        };
        let upload = upload(&row)?;
        add_line(&mut write, upload.id, now, &Happened::of(&upload.state)).await?;
        write.commit().await?;
        Ok(Some(upload))
    }
}
