//! The table `parts`: write a plan, mark a part sent, list the unsent.
//!
//! What the parts of an upload add up to is kept in its row as well, changed in the same
//! transaction.

use crate::history::add_line;
use crate::uploads::{existing, json, open_for, signed};
use crate::{Store, StoreError};
use domain::{
    AssetId, Happened, NotAllowed, Part, PartNumber, PartTarget, Timestamp, Upload, UploadId,
};
use futures_util::{StreamExt, TryStreamExt};
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, SqliteConnection};

/// Written by one statement, which holds a copy of each address. SQLite would take 6,553.
const PARTS_AT_ONCE: usize = 250;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartRow {
    pub part: Part,
    /// When the cloud had accepted it.
    pub sent_at: Option<Timestamp>,
    /// Of the bytes as they were read: xxh3 with 128 bits, in hex.
    pub hash: Option<String>,
    /// What the cloud calls them.
    pub tag: Option<String>,
}

/// What is known of a part that the cloud has accepted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SentPart {
    pub hash: String,
    pub tag: Option<String>,
}

/// What the parts of one upload add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    pub accepted_bytes: u64,
    pub parts_sent: u32,
    pub unsent_left: u32,
}

impl Store {
    /// Asset and plan together, so that there is never one without the other. Also when a person
    /// paused it meanwhile: the cloud has created the asset, and that is a fact. Only without a
    /// plan, and not once the upload is done, skipped or cancelled; the parts must be numbered
    /// from 1, in order, and cover the file exactly.
    pub async fn write_plan(
        &self,
        id: UploadId,
        asset: &AssetId,
        parts: &[(Part, PartTarget)],
        now: Timestamp,
        targets_expire: Timestamp,
    ) -> Result<Upload, StoreError> {
        let mut write = self.write().await?;
        let before = existing(&mut write, id).await?;
        let state = before.state.name();
        open_for(&before, "being planned")?;
        if before.asset.is_some() {
            return Err(NotAllowed { state, event: "being planned a second time" }.into());
        }
        let planned: Vec<Part> = parts.iter().map(|(part, _)| *part).collect();
        let count = check_cover(id, before.file.size, &planned)?;
        for parts in parts.chunks(PARTS_AT_ONCE) {
            let mut rows = Vec::with_capacity(parts.len());
            for (part, target) in parts {
                let (start, length) =
                    (signed(part.start, "start")?, signed(part.length, "length")?);
                rows.push((part.number.0, start, length, target.reveal()));
            }
            QueryBuilder::new("insert into parts (upload, number, start, length, target) ")
                .push_values(rows, |mut row, (number, start, length, target)| {
                    row.push_bind(id.0)
                        .push_bind(number)
                        .push_bind(start)
                        .push_bind(length)
                        .push_bind(target);
                })
                .build()
                .persistent(false)
                .execute(&mut *write)
                .await?;
        }
        sqlx::query(
            "update uploads set asset = ?, part_count = ?, parts_sent = 0, accepted_bytes = 0,
                 targets_expire = ?
             where id = ?",
        )
        .bind(asset.as_str())
        .bind(count)
        .bind(targets_expire.0)
        .bind(id.0)
        .execute(&mut *write)
        .await?;
        let planned = Happened::Planned { asset: asset.clone(), parts: count };
        add_line(&mut write, id, now, &planned).await?;
        let after = existing(&mut write, id).await?;
        write.commit().await?;
        Ok(after)
    }

    /// When the targets of the plan stop working; `None` without a plan.
    pub async fn targets_expire(&self, id: UploadId) -> Result<Option<Timestamp>, StoreError> {
        let expire: Option<Option<i64>> =
            sqlx::query_scalar("select targets_expire from uploads where id = ?")
                .bind(id.0)
                .fetch_optional(&mut *self.read().await?)
                .await?;
        let expire = expire.ok_or(StoreError::NoSuchUpload(id))?;
        Ok(expire.map(Timestamp))
    }

    /// Of the whole file, as a receipt names it.
    pub async fn set_hash(&self, id: UploadId, hash: &str) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        let written = sqlx::query("update uploads set hash = ? where id = ?")
            .bind(hash)
            .bind(id.0)
            .execute(&mut *write)
            .await?;
        write.commit().await?;
        match written.rows_affected() {
            0 => Err(StoreError::NoSuchUpload(id)),
            _ => Ok(()),
        }
    }

    /// To start over with a new asset. What was sent to the old one stays in the history as a
    /// line. Not once the upload is done, skipped or cancelled.
    pub async fn drop_plan(
        &self,
        id: UploadId,
        why: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        let before = existing(&mut write, id).await?;
        open_for(&before, "starting over")?;
        clear_plans(&mut write, &[id], why, now).await?;
        write.commit().await
    }

    /// All of them; see [`Store::unsent_after`].
    pub async fn unsent(&self, id: UploadId) -> Result<Vec<(Part, PartTarget)>, StoreError> {
        self.unsent_after(id, PartNumber(0), u32::MAX).await
    }

    /// In order, and no more than so many: a plan may have ten thousand parts, each with a long
    /// address. Never shorter than the truth: an unsent part without a target is
    /// [`StoreError::TargetsGone`].
    pub async fn unsent_after(
        &self,
        id: UploadId,
        after: PartNumber,
        most: u32,
    ) -> Result<Vec<(Part, PartTarget)>, StoreError> {
        let rows = sqlx::query(
            "select number, start, length, target from parts
             where upload = ? and number > ? and sent_at is null order by number limit ?",
        )
        .bind(id.0)
        .bind(after.0)
        .bind(most)
        .fetch_all(&mut *self.read().await?)
        .await?;
        rows.iter()
            .map(|row| {
                let target: Option<String> = row.try_get("target")?;
                let target = target.ok_or(StoreError::TargetsGone { upload: id })?;
                Ok((part(row)?, PartTarget::new(target)))
            })
            .collect()
    }

    /// All of the plan, in order; empty without one.
    pub async fn parts(&self, id: UploadId) -> Result<Vec<PartRow>, StoreError> {
        let mut read = self.read().await?;
        // Row by row: as the database hands them over they take several times the room.
        let rows = sqlx::query("select * from parts where upload = ? order by number")
            .bind(id.0)
            .fetch(&mut *read);
        let rows = rows.map(|row| {
            let row = row?;
            let sent_at: Option<i64> = row.try_get("sent_at")?;
            Ok(PartRow {
                part: part(&row)?,
                sent_at: sent_at.map(Timestamp),
                hash: row.try_get("hash")?,
                tag: row.try_get("tag")?,
            })
        });
        rows.try_collect().await
    }

    /// The cloud has accepted this part of this asset. On the disk when it returns. In whatever
    /// state the upload is meanwhile: an accepted part is a fact. A second time changes nothing.
    ///
    /// A part of another asset than the one being filled changes nothing either
    /// ([`StoreError::PlanReplaced`]).
    pub async fn mark_sent(
        &self,
        id: UploadId,
        asset: &AssetId,
        number: PartNumber,
        part: &SentPart,
        now: Timestamp,
    ) -> Result<Sent, StoreError> {
        let mut write = self.write().await?;
        let before = existing(&mut write, id).await?;
        let Some(count) = before.part_count.filter(|_| before.asset.as_ref() == Some(asset)) else {
            return Err(StoreError::PlanReplaced { upload: id });
        };
        let length: Option<i64> = sqlx::query_scalar(
            "update parts set sent_at = ?, target = null, hash = ?, tag = ?
             where upload = ? and number = ? and sent_at is null
             returning length",
        )
        .bind(now.0)
        .bind(&part.hash)
        .bind(&part.tag)
        .bind(id.0)
        .bind(number.0)
        .fetch_optional(&mut *write)
        .await?;
        let Some(length) = length else {
            if !part_exists(&mut write, id, number).await? {
                return Err(StoreError::NoSuchPart { upload: id, part: number });
            }
            write.commit().await?;
            return Ok(sent(count, before.parts_sent, before.accepted_bytes));
        };
        let row = sqlx::query(
            "update uploads set parts_sent = parts_sent + 1, accepted_bytes = accepted_bytes + ?,
                 hash = iif(part_count = 1 and growing = 0, ?, hash)
             where id = ? returning parts_sent, accepted_bytes",
        )
        .bind(length)
        .bind(&part.hash)
        .bind(id.0)
        .fetch_one(&mut *write)
        .await?;
        let accepted: i64 = row.try_get("accepted_bytes")?;
        let sent = sent(count, row.try_get("parts_sent")?, accepted.unsigned_abs());
        write.commit().await?;
        Ok(sent)
    }
}

fn sent(count: u32, parts_sent: u32, accepted_bytes: u64) -> Sent {
    Sent { accepted_bytes, parts_sent, unsent_left: count - parts_sent }
}

async fn part_exists(
    database: &mut SqliteConnection,
    id: UploadId,
    number: PartNumber,
) -> Result<bool, StoreError> {
    let found: Option<i64> =
        sqlx::query_scalar("select 1 from parts where upload = ? and number = ?")
            .bind(id.0)
            .bind(number.0)
            .fetch_optional(database)
            .await?;
    Ok(found.is_some())
}

/// How many there are, if they are numbered from 1, in order, and cover the file exactly.
pub(crate) fn check_cover(id: UploadId, size: u64, parts: &[Part]) -> Result<u32, StoreError> {
    let bad = |why: String| StoreError::BadPlan { upload: id, why };
    let mut end = 0;
    let mut count = 0;
    for part in parts {
        if part.number.0 != count + 1 || part.start != end {
            return Err(bad(format!("part {} begins at {}", part.number, part.start)));
        }
        count += 1;
        end = part.start.checked_add(part.length).ok_or_else(|| bad("too long".into()))?;
    }
    match count > 0 && end == size {
        true => Ok(count),
        false => Err(bad(format!("{count} parts end at {end} of {size}"))),
    }
}

pub(crate) async fn clear_targets(
    database: &mut SqliteConnection,
    ids: &[UploadId],
) -> Result<(), StoreError> {
    sqlx::query(
        "update parts set target = null
         where upload in (select value from json_each(?)) and target is not null",
    )
    .bind(json(ids)?)
    .execute(database)
    .await?;
    Ok(())
}

/// Writes down what is lost by it ([`Happened::GaveUp`]), then [`forget_plans`]. `why` is a sentence.
pub(crate) async fn clear_plans(
    database: &mut SqliteConnection,
    ids: &[UploadId],
    why: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into history (upload, at, what)
         select id, ?, json_object('happened', 'gave_up', 'asset', asset, 'sent', parts_sent,
                                   'parts', part_count, 'why', ?)
         from uploads where id in (select value from json_each(?)) and asset is not null",
    )
    .bind(now.0)
    .bind(why)
    .bind(json(ids)?)
    .execute(&mut *database)
    .await?;
    forget_plans(database, ids).await
}

pub(crate) async fn forget_plans(
    database: &mut SqliteConnection,
    ids: &[UploadId],
) -> Result<(), StoreError> {
    let ids = json(ids)?;
    sqlx::query("delete from parts where upload in (select value from json_each(?))")
        .bind(&ids)
        .execute(&mut *database)
        .await?;
    sqlx::query(
        "update uploads set asset = null, growing_asset = null, part_count = null, parts_sent = 0,
             accepted_bytes = 0, targets_expire = null, hash = null
         where id in (select value from json_each(?)) and asset is not null",
    )
    .bind(&ids)
    .execute(database)
    .await?;
    Ok(())
}

pub(crate) fn part(row: &SqliteRow) -> Result<Part, StoreError> {
    let unsigned = |column: &str| {
        let number: i64 = row.try_get(column)?;
        u64::try_from(number).map_err(|_| StoreError::Value(format!("{column} of a part")))
    };
    Ok(Part {
        number: PartNumber(row.try_get("number")?),
        start: unsigned("start")?,
        length: unsigned("length")?,
    })
}
