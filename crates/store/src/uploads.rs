//! The table `uploads`: the row and its file. How rows come in is in `arrivals`, which goes next in
//! `claims`, how they move between states in `moves`, their order in `order`.

use crate::words::words;
use crate::{Store, StoreError, parts, path};
use domain::{
    AssetId, ConnectionId, ErrorKind, Failure, Fingerprint, FolderId, MediaFile, MediaKind,
    NotAllowed, Reading, Timestamp, Upload, UploadId, UploadState, WaitingFor,
};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

impl Store {
    /// Other files of the same recording to the same connection.
    pub async fn same_clip(&self, upload: &Upload) -> Result<Vec<Upload>, StoreError> {
        if upload.clip.is_empty() {
            return Ok(Vec::new());
        }
        let rows = sqlx::query(
            "select * from uploads
             where connection = ? and clip = ? and put_away = 0 and id <> ? order by id limit 200",
        )
        .bind(upload.connection.as_str())
        .bind(&upload.clip)
        .bind(upload.id.0)
        .fetch_all(&mut *self.read().await?)
        .await?;
        rows.iter().map(self::upload).collect()
    }

    pub async fn upload(&self, id: UploadId) -> Result<Option<Upload>, StoreError> {
        fetch(&mut *self.read().await?, id).await
    }

    /// All that are on the list, over or not, in the order of the queue: for tests and for small
    /// tools. Whoever shows a queue asks for a page ([`Store::list`]).
    pub async fn uploads(&self) -> Result<Vec<Upload>, StoreError> {
        let rows = sqlx::query("select * from uploads where put_away = 0 order by rank, place, id")
            .fetch_all(&mut *self.read().await?)
            .await?;
        rows.iter().map(upload).collect()
    }

    /// The file as it is now. Its plan is dropped, unless only its path is new: what was sent of
    /// the old content is worth nothing.
    pub async fn set_file(&self, id: UploadId, file: &MediaFile) -> Result<Upload, StoreError> {
        let mut write = self.write().await?;
        let before = existing(&mut write, id).await?;
        open_for(&before, "changing its file")?;
        check_alone(&mut write, &before, file).await?;
        put_file(&mut write, &before, file).await?;
        let after = existing(&mut write, id).await?;
        write.commit().await?;
        Ok(after)
    }
}

/// Another upload of this content to the same connection.
pub(crate) async fn same_content(
    database: &mut SqliteConnection,
    before: &Upload,
    file: &MediaFile,
) -> Result<Option<UploadId>, StoreError> {
    let other: Option<i64> = sqlx::query_scalar(
        "select id from uploads
         where connection = ? and fingerprint = ? and state <> 'cancelled' and id <> ?",
    )
    .bind(before.connection.as_str())
    .bind(file.fingerprint.as_str())
    .bind(before.id.0)
    .fetch_optional(database)
    .await?;
    Ok(other.map(UploadId))
}

/// No other upload to the same connection has this content.
pub(crate) async fn check_alone(
    database: &mut SqliteConnection,
    before: &Upload,
    file: &MediaFile,
) -> Result<(), StoreError> {
    match same_content(database, before, file).await? {
        Some(upload) => Err(StoreError::AlreadyQueued { upload }),
        None => Ok(()),
    }
}

/// See [`Store::set_file`].
pub(crate) async fn put_file(
    database: &mut SqliteConnection,
    before: &Upload,
    file: &MediaFile,
) -> Result<(), StoreError> {
    let content = |file: &MediaFile| (file.size, file.modified_ns, file.fingerprint.clone());
    let same = content(&before.file) == content(file);
    if !same {
        parts::forget_plans(database, &[before.id]).await?;
    }
    sqlx::query(
        "update uploads set path = ?, words = ?, size = ?, modified_ns = ?, made_at = ?,
             fingerprint = ?, hash = iif(?, hash, null), seen_wall = ?, seen_boot = ?, seen_ticks = ?
         where id = ?",
    )
    .bind(path::to_bytes(&file.path))
    .bind(words(&file.path))
    .bind(signed(file.size, "size")?)
    .bind(file.modified_ns)
    .bind(file.made_at.0)
    .bind(file.fingerprint.as_str())
    .bind(same)
    .bind(file.seen.wall.0)
    .bind(&file.seen.boot)
    .bind(file.seen.ticks_ms)
    .bind(before.id.0)
    .execute(database)
    .await?;
    Ok(())
}

pub(crate) async fn existing(
    database: &mut SqliteConnection,
    id: UploadId,
) -> Result<Upload, StoreError> {
    fetch(database, id).await?.ok_or(StoreError::NoSuchUpload(id))
}

/// Done, skipped and cancelled rows are closed; a failed one may still be worked on.
pub(crate) fn open_for(upload: &Upload, event: &'static str) -> Result<(), NotAllowed> {
    match &upload.state {
        UploadState::Done { .. } | UploadState::Skipped | UploadState::Cancelled => {
            Err(NotAllowed { state: upload.state.name(), event })
        }
        _ => Ok(()),
    }
}

async fn fetch(
    database: &mut SqliteConnection,
    id: UploadId,
) -> Result<Option<Upload>, StoreError> {
    let row = sqlx::query("select * from uploads where id = ?")
        .bind(id.0)
        .fetch_optional(database)
        .await?;
    row.as_ref().map(upload).transpose()
}

pub(crate) fn json(value: &(impl serde::Serialize + ?Sized)) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Value(error.to_string()))
}

pub(crate) fn signed(number: u64, what: &str) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(|_| StoreError::Value(format!("{what} {number}")))
}

pub(crate) fn upload(row: &SqliteRow) -> Result<Upload, StoreError> {
    let id: i64 = row.try_get("id")?;
    let bad = |what: &str| StoreError::Value(format!("{what} of upload {id}"));
    let until: Option<i64> = row.try_get("until")?;
    let asset = row.try_get::<Option<String>, _>("asset")?.map(AssetId::new);
    let error_kind: Option<&str> = row.try_get("error_kind")?;
    let failure = error_kind.map(|code| {
        Ok::<_, StoreError>(Failure {
            // Of a newer version; its words still tell.
            kind: ErrorKind::from_code(code).unwrap_or(ErrorKind::Internal),
            said: row.try_get("error_said")?,
            attempts: row.try_get("error_attempts")?,
        })
    });
    let waiting_for: Option<&str> = row.try_get("waiting_for")?;
    let state = match (row.try_get("state")?, waiting_for) {
        ("queued", None) => UploadState::Queued,
        ("uploading", None) => UploadState::Uploading,
        ("waiting", Some("time")) => UploadState::Waiting(WaitingFor::Time {
            until: Timestamp(until.ok_or_else(|| bad("until"))?),
            failure: failure.ok_or_else(|| bad("error"))??,
        }),
        ("waiting", Some("network")) => UploadState::Waiting(WaitingFor::Network),
        ("waiting", Some("authorization")) => UploadState::Waiting(WaitingFor::Authorization),
        ("paused", None) if row.try_get("offered")? => UploadState::Offered,
        ("paused", None) => UploadState::Paused {
            until: row.try_get::<Option<i64>, _>("paused_until")?.map(Timestamp),
        },
        ("failed", None) => UploadState::Failed(failure.ok_or_else(|| bad("error"))??),
        ("skipped", None) => UploadState::Skipped,
        ("done", None) => UploadState::Done { asset: asset.clone().ok_or_else(|| bad("asset"))? },
        ("cancelled", None) => UploadState::Cancelled,
        _ => return Err(bad("state")),
    };
    let added_at: i64 = row.try_get("added_at")?;
    // Of an older app, which did not write it down.
    let seen_wall: i64 = Some(row.try_get("seen_wall")?).filter(|at| *at > 0).unwrap_or(added_at);
    let size: i64 = row.try_get("size")?;
    let accepted: i64 = row.try_get("accepted_bytes")?;
    Ok(Upload {
        id: UploadId(id),
        connection: ConnectionId::new(row.try_get::<String, _>("connection")?),
        file: MediaFile {
            path: path::from_bytes(row.try_get("path")?).ok_or_else(|| bad("path"))?,
            size: u64::try_from(size).map_err(|_| bad("size"))?,
            modified_ns: row.try_get("modified_ns")?,
            made_at: Timestamp(row.try_get("made_at")?),
            seen: Reading {
                wall: Timestamp(seen_wall),
                boot: row.try_get("seen_boot")?,
                ticks_ms: row.try_get("seen_ticks")?,
            },
            fingerprint: Fingerprint::new(row.try_get::<String, _>("fingerprint")?),
        },
        kind: MediaKind::from_code(row.try_get("kind")?).unwrap_or(MediaKind::Other),
        clip: row.try_get("clip")?,
        found_in: row.try_get::<Option<i64>, _>("found_in")?.map(FolderId),
        growing: row.try_get("growing")?,
        rank: row.try_get("rank")?,
        place: row.try_get("place")?,
        state,
        asset,
        added_at: Timestamp(added_at),
        finished_at: row.try_get::<Option<i64>, _>("finished_at")?.map(Timestamp),
        part_count: row.try_get("part_count")?,
        parts_sent: row.try_get("parts_sent")?,
        accepted_bytes: u64::try_from(accepted).map_err(|_| bad("accepted bytes"))?,
        hash: row.try_get("hash")?,
    })
}
