//! Plans that grow: the clip is still being recorded, and nobody knows how long it gets. Part 1 is
//! planned from the start and sent last, because cameras write the head of a file at its end. While
//! it has no target nobody can take the plan for one that is whole, an older app included.

use crate::history::add_line;
use crate::parts::{check_cover, clear_plans, part};
use crate::uploads::{check_alone, existing, open_for, same_content, signed};
use crate::words::words;
use crate::{Store, StoreError, path};
use domain::{
    AssetId, Happened, MediaFile, NotAllowed, Part, PartTarget, Timestamp, Upload, UploadId,
};
use sqlx::{Row, SqliteConnection};

impl Store {
    /// The asset exists and is empty; `head` is the part that will be sent last. Only of one that
    /// grows and has no plan.
    pub async fn begin_growing(
        &self,
        id: UploadId,
        asset: &AssetId,
        head: Part,
        now: Timestamp,
        targets_expire: Timestamp,
    ) -> Result<Upload, StoreError> {
        let mut write = self.write().await?;
        let before = existing(&mut write, id).await?;
        open_for(&before, "being planned")?;
        let state = before.state.name();
        if before.asset.is_some() {
            return Err(NotAllowed { state, event: "being planned a second time" }.into());
        }
        if !before.growing {
            return Err(NotAllowed { state, event: "growing of what is whole" }.into());
        }
        sqlx::query(
            "update uploads set asset = ?1, growing_asset = ?1, part_count = 1, parts_sent = 0, accepted_bytes = 0,
                 targets_expire = ?2
             where id = ?3",
        )
        .bind(asset.as_str())
        .bind(targets_expire.0)
        .bind(id.0)
        .execute(&mut *write)
        .await?;
        put_part(&mut write, id, head, None).await?;
        let begun = Happened::BegunGrowing { asset: asset.clone() };
        add_line(&mut write, id, now, &begun).await?;
        let after = existing(&mut write, id).await?;
        write.commit().await?;
        Ok(after)
    }

    /// Parts that the cloud has given a target for. One that is there already is planned anew: it
    /// counts as unsent again, whatever was sent of it. `size` is that of the file so far, which
    /// never gets less.
    pub async fn add_growing_parts(
        &self,
        id: UploadId,
        asset: &AssetId,
        parts: &[(Part, PartTarget)],
        size: u64,
    ) -> Result<Upload, StoreError> {
        let mut write = self.write().await?;
        let before = existing(&mut write, id).await?;
        if !before.growing || before.asset.as_ref() != Some(asset) {
            return Err(StoreError::PlanReplaced { upload: id });
        }
        for (part, target) in parts {
            put_part(&mut write, id, *part, Some(target)).await?;
        }
        let ends = parts.iter().map(|(part, _)| part.start.saturating_add(part.length));
        let end = ends.max().unwrap_or(0);
        let size = size.max(end).max(before.file.size);
        add_up(&mut write, id, size).await?;
        let after = existing(&mut write, id).await?;
        write.commit().await?;
        Ok(after)
    }

    /// Parts that have a target and have not been sent, in order. Not those that still have to get
    /// one: the head, mostly.
    pub async fn asked_for(&self, id: UploadId) -> Result<Vec<(Part, PartTarget)>, StoreError> {
        let rows = sqlx::query(
            "select * from parts where upload = ? and sent_at is null and target is not null
             order by number",
        )
        .bind(id.0)
        .fetch_all(&mut *self.read().await?)
        .await?;
        let asked = |row| Ok((part(row)?, PartTarget::new(row.try_get::<String, _>("target")?)));
        rows.iter().map(asked).collect()
    }

    /// The clip has its final size and content: from here on it is an upload like any other, whose
    /// unsent parts are `parts` and those that were unsent before. Every other part of the plan
    /// must have been sent, and all of them must cover the file exactly ([`StoreError::BadPlan`]).
    ///
    /// When recording began and when the clip was seen first stays what it was.
    pub async fn end_growing(
        &self,
        id: UploadId,
        asset: &AssetId,
        file: &MediaFile,
        parts: &[(Part, PartTarget)],
        now: Timestamp,
    ) -> Result<Upload, StoreError> {
        let mut write = self.write().await?;
        let before = existing(&mut write, id).await?;
        if !before.growing || before.asset.as_ref() != Some(asset) {
            return Err(StoreError::PlanReplaced { upload: id });
        }
        // Every byte of this row is in the cloud or about to be, and it must be able to say so: it
        // keeps the print it had while it grew, and the other row keeps that of the content.
        let other = same_content(&mut write, &before, file).await?;
        let mut file = file.clone();
        if let Some(other) = other {
            file.fingerprint = before.file.fingerprint.clone();
            add_line(&mut write, id, now, &Happened::QueuedTwice { other }).await?;
        }
        for (part, target) in parts {
            put_part(&mut write, id, *part, Some(target)).await?;
        }
        check_cover(id, file.size, &planned(&mut write, id).await?)?;
        add_up(&mut write, id, file.size).await?;
        put_grown(&mut write, id, &file).await?;
        let ended = Happened::RecordingEnded { bytes: file.size };
        add_line(&mut write, id, now, &ended).await?;
        let after = existing(&mut write, id).await?;
        write.commit().await?;
        Ok(after)
    }

    /// It goes on as an upload of the whole file, with an asset of its own.
    pub async fn give_up_growing(
        &self,
        id: UploadId,
        file: &MediaFile,
        why: &str,
        now: Timestamp,
    ) -> Result<Upload, StoreError> {
        let mut write = self.write().await?;
        let before = existing(&mut write, id).await?;
        open_for(&before, "starting over")?;
        check_alone(&mut write, &before, file).await?;
        clear_plans(&mut write, &[id], why, now).await?;
        put_grown(&mut write, id, file).await?;
        let after = existing(&mut write, id).await?;
        write.commit().await?;
        Ok(after)
    }
}

/// A part as it is planned; sent no longer, if it was.
async fn put_part(
    database: &mut SqliteConnection,
    id: UploadId,
    part: Part,
    target: Option<&PartTarget>,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into parts (upload, number, start, length, target) values (?1, ?2, ?3, ?4, ?5)
         on conflict (upload, number) do update set start = ?3, length = ?4, target = ?5,
             sent_at = null, hash = null, tag = null",
    )
    .bind(id.0)
    .bind(part.number.0)
    .bind(signed(part.start, "start")?)
    .bind(signed(part.length, "length")?)
    .bind(target.map(PartTarget::reveal))
    .execute(database)
    .await?;
    Ok(())
}

/// Brings the sums in the row up to its parts.
async fn add_up(
    database: &mut SqliteConnection,
    id: UploadId,
    size: u64,
) -> Result<(), StoreError> {
    sqlx::query(
        "update uploads set size = ?1,
             part_count = (select count(*) from parts where upload = ?2),
             parts_sent = (select count(*) from parts where upload = ?2 and sent_at is not null),
             accepted_bytes = (select coalesce(sum(length), 0) from parts
                               where upload = ?2 and sent_at is not null)
         where id = ?2",
    )
    .bind(signed(size, "size")?)
    .bind(id.0)
    .execute(database)
    .await?;
    Ok(())
}

/// The whole plan, in order, of which every unsent part has a target.
async fn planned(database: &mut SqliteConnection, id: UploadId) -> Result<Vec<Part>, StoreError> {
    let rows = sqlx::query("select * from parts where upload = ? order by number")
        .bind(id.0)
        .fetch_all(database)
        .await?;
    let mut planned = Vec::with_capacity(rows.len());
    for row in &rows {
        let part = part(row)?;
        let sent: Option<i64> = row.try_get("sent_at")?;
        let target: Option<&str> = row.try_get("target")?;
        if sent.is_none() && target.is_none() {
            let why = format!("part {} is neither sent nor has it a target", part.number);
            return Err(StoreError::BadPlan { upload: id, why });
        }
        planned.push(part);
    }
    Ok(planned)
}

/// Grown up: the file as it is for good.
async fn put_grown(
    database: &mut SqliteConnection,
    id: UploadId,
    file: &MediaFile,
) -> Result<(), StoreError> {
    sqlx::query(
        "update uploads set growing = 0, path = ?, words = ?, size = ?, modified_ns = ?,
             fingerprint = ?
         where id = ?",
    )
    .bind(path::to_bytes(&file.path))
    .bind(words(&file.path))
    .bind(signed(file.size, "size")?)
    .bind(file.modified_ns)
    .bind(file.fingerprint.as_str())
    .bind(id.0)
    .execute(database)
    .await?;
    Ok(())
}
