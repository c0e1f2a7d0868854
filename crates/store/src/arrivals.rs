//! What comes into the queue: picked by a person, or found in a watched folder.

use crate::history::add_lines;
use crate::moves::put_state;
use crate::totals::begin_round_if_empty;
use crate::uploads::{json, put_file, signed, upload};
use crate::words::words;
use crate::{Store, StoreError, path};
use domain::{
    ConnectionId, FolderId, Happened, MediaFile, MediaKind, Timestamp, Upload, UploadEvent,
    UploadId, UploadState,
};
use sqlx::{Row, SqliteConnection};
use std::collections::HashMap;
use std::path::PathBuf;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Enqueued {
    /// Queued, or offered: by a row of its own, or by the row that a person had taken off the
    /// list after it failed, or that had only been offered to them.
    New(Upload),
    /// This file was queued to this connection before, and is no more queued than it was.
    Known(Upload),
}

/// A file as it goes into the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUpload {
    pub file: MediaFile,
    pub kind: MediaKind,
    /// See [`Upload::clip`].
    pub clip: String,
    /// `None`: a person picked it.
    pub found_in: Option<FolderId>,
    pub rank: i64,
    /// Still being written.
    pub growing: bool,
    /// Waits for a person to pick it.
    pub offered: bool,
}

impl Store {
    /// At the end of the queue. See [`Store::enqueue_all`].
    pub async fn enqueue(
        &self,
        connection: &ConnectionId,
        new: &NewUpload,
        now: Timestamp,
    ) -> Result<Enqueued, StoreError> {
        let mut all = self.enqueue_all(connection, std::slice::from_ref(new), now).await?;
        all.pop().ok_or_else(|| StoreError::Value("one file, no answer".into()))
    }

    /// At the end of the queue, in this order, all or none. One row per connection and
    /// fingerprint.
    ///
    /// What a person picks is new although a cancelled one of the same content exists, and comes
    /// back onto the list if they had taken it off. What a watched folder finds is known by a row
    /// in any state, on the list or not, because the person has had their say.
    pub async fn enqueue_all(
        &self,
        connection: &ConnectionId,
        all: &[NewUpload],
        now: Timestamp,
    ) -> Result<Vec<Enqueued>, StoreError> {
        let mut write = self.write().await?;
        let known: Option<i64> = sqlx::query_scalar("select 1 from connections where id = ?")
            .bind(connection.as_str())
            .fetch_optional(&mut *write)
            .await?;
        if known.is_none() {
            return Err(StoreError::NoSuchConnection(connection.clone()));
        }
        let last: i64 = sqlx::query_scalar("select coalesce(max(place), 0) from uploads")
            .fetch_one(&mut *write)
            .await?;
        let mut outcomes = Vec::with_capacity(all.len());
        let mut arrival = Arrival { connection, now, round_begun: false };
        let mut place = last + 1;
        for some in all.chunks(AT_ONCE) {
            outcomes.extend(arrival.take_in(&mut write, some, place).await?);
            place += some.len() as i64;
        }
        write.commit().await?;
        Ok(outcomes)
    }

    /// Which of these files have a row, whatever became of it: by path, size and time, so that a
    /// rescan need not read them again.
    pub async fn known_paths(
        &self,
        connection: &ConnectionId,
        files: &[(PathBuf, u64, i64)],
    ) -> Result<Vec<bool>, StoreError> {
        let mut read = self.read().await?;
        let mut known = Vec::with_capacity(files.len());
        for (file, size, modified_ns) in files {
            let found: Option<i64> = sqlx::query_scalar(
                "select 1 from uploads
                 where connection = ? and path = ? and size = ? and modified_ns = ? limit 1",
            )
            .bind(connection.as_str())
            .bind(path::to_bytes(file))
            .bind(signed(*size, "size")?)
            .bind(*modified_ns)
            .fetch_optional(&mut *read)
            .await?;
            known.push(found.is_some());
        }
        Ok(known)
    }
}

/// So many rows in one statement: one each would take a minute for 100,000, and all in one as much
/// memory as they are long.
const AT_ONCE: usize = 500;

/// Files that come together.
struct Arrival<'a> {
    connection: &'a ConnectionId,
    now: Timestamp,
    round_begun: bool,
}

impl Arrival<'_> {
    /// The places of those that are new begin at `first`.
    async fn take_in(
        &mut self,
        database: &mut SqliteConnection,
        some: &[NewUpload],
        first: i64,
    ) -> Result<Vec<Enqueued>, StoreError> {
        let mut known = self.known(database, some).await?;
        let mut outcomes: Vec<Option<Enqueued>> = vec![None; some.len()];
        let mut first_at: HashMap<&str, usize> = HashMap::new();
        let mut twice = Vec::new();
        let mut missing = Vec::new();
        for (at, new) in some.iter().enumerate() {
            let print = new.file.fingerprint.as_str();
            if let Some(before) = first_at.get(print) {
                twice.push((at, *before));
                continue;
            }
            first_at.insert(print, at);
            // Newest first.
            let rows = known.remove(&at).unwrap_or_default();
            let mut rows = rows.into_iter();
            let place = first + at as i64;
            let row = match new.found_in {
                Some(_) => rows.next().map(|(row, _)| Enqueued::Known(row)),
                None => match rows.find(|(row, _)| row.state != UploadState::Cancelled) {
                    Some((row, put_away)) => {
                        Some(self.pick_again(database, row, put_away, new, place).await?)
                    }
                    None => None,
                },
            };
            match row {
                Some(_) => outcomes[at] = row,
                None => missing.push(NewRow::of(new, place)?),
            }
        }
        for upload in self.insert(database, &missing).await? {
            let at = (upload.place - first) as usize;
            outcomes[at] = Some(Enqueued::New(upload));
        }
        for (at, before) in twice {
            if let Some(Enqueued::New(row) | Enqueued::Known(row)) = &outcomes[before] {
                outcomes[at] = Some(Enqueued::Known(row.clone()));
            }
        }
        let unanswered = || StoreError::Value("a file without an answer".into());
        outcomes.into_iter().map(|one| one.ok_or_else(unanswered)).collect()
    }

    /// The rows of the same content, newest first, by the index of the file, and whether they were
    /// taken off the list.
    async fn known(
        &self,
        database: &mut SqliteConnection,
        some: &[NewUpload],
    ) -> Result<HashMap<usize, Vec<(Upload, bool)>>, StoreError> {
        let prints: Vec<&str> = some.iter().map(|new| new.file.fingerprint.as_str()).collect();
        let rows = sqlx::query(
            "select print.key as at, uploads.* from json_each(?1) as print
             cross join uploads on connection = ?2 and fingerprint = print.value
                 and state <> 'cancelled'
             union all
             select print.key, uploads.* from json_each(?1) as print
             cross join uploads on connection = ?2 and fingerprint = print.value
                 and state = 'cancelled'",
        )
        .bind(json(&prints)?)
        .bind(self.connection.as_str())
        .fetch_all(database)
        .await?;
        let mut known: HashMap<usize, Vec<(Upload, bool)>> = HashMap::new();
        for row in &rows {
            let at: u32 = row.try_get("at")?;
            known.entry(at as usize).or_default().push((upload(row)?, row.try_get("put_away")?));
        }
        for rows in known.values_mut() {
            rows.sort_by_key(|(row, _)| std::cmp::Reverse(row.id));
        }
        Ok(known)
    }

    /// Each with its line.
    async fn insert(
        &mut self,
        database: &mut SqliteConnection,
        new: &[NewRow<'_>],
    ) -> Result<Vec<Upload>, StoreError> {
        if new.is_empty() {
            return Ok(Vec::new());
        }
        if new.iter().any(|row| !row.offered) {
            self.begin_round(database).await?;
        }
        let rows = sqlx::query(
            "insert into uploads (connection, path, words, size, modified_ns, made_at, fingerprint,
                                  kind, clip, found_in, rank, growing, offered, place, state,
                                  seen_wall, seen_boot, seen_ticks, added_at)
             select ?1, unhex(value ->> 'path'), value ->> 'words', value ->> 'size',
                    value ->> 'modified_ns', value ->> 'made_at', value ->> 'fingerprint',
                    value ->> 'kind', value ->> 'clip', value ->> 'found_in', value ->> 'rank',
                    value ->> 'growing', value ->> 'offered', value ->> 'place', value ->> 'state',
                    value ->> 'seen_wall', value ->> 'seen_boot', value ->> 'seen_ticks', ?2
             from json_each(?3) order by key
             returning *",
        )
        .bind(self.connection.as_str())
        .bind(self.now.0)
        .bind(json(new)?)
        .fetch_all(&mut *database)
        .await?;
        let uploads = rows.iter().map(upload).collect::<Result<Vec<_>, _>>()?;
        for offered in [false, true] {
            let of_these =
                uploads.iter().filter(|row| (row.state == UploadState::Offered) == offered);
            let ids: Vec<UploadId> = of_these.map(|row| row.id).collect();
            let state = if offered { UploadState::Offered } else { UploadState::Queued };
            add_lines(database, &ids, self.now, &Happened::of(&state)).await?;
        }
        Ok(uploads)
    }

    /// A person picks what has a row already.
    async fn pick_again(
        &mut self,
        database: &mut SqliteConnection,
        known: Upload,
        put_away: bool,
        new: &NewUpload,
        place: i64,
    ) -> Result<Enqueued, StoreError> {
        let event = match &known.state {
            UploadState::Offered if !new.offered => UploadEvent::Resumed,
            UploadState::Failed(_) if put_away => UploadEvent::Retried,
            _ => {
                if put_away {
                    sqlx::query("update uploads set put_away = 0 where id = ?")
                        .bind(known.id.0)
                        .execute(database)
                        .await?;
                }
                return Ok(Enqueued::Known(known));
            }
        };
        self.begin_round(database).await?;
        put_file(database, &known, &new.file).await?;
        sqlx::query("update uploads set rank = ?, place = ? where id = ?")
            .bind(new.rank)
            .bind(place)
            .bind(known.id.0)
            .execute(&mut *database)
            .await?;
        let next = known.state.after(&event)?;
        Ok(Enqueued::New(put_state(database, &known, &next, &event, self.now).await?))
    }

    async fn begin_round(&mut self, database: &mut SqliteConnection) -> Result<(), StoreError> {
        if !self.round_begun {
            begin_round_if_empty(database).await?;
            self.round_begun = true;
        }
        Ok(())
    }
}

/// A row to be, as one of many in JSON.
#[derive(serde::Serialize)]
struct NewRow<'a> {
    path: String,
    words: String,
    size: i64,
    modified_ns: i64,
    made_at: i64,
    fingerprint: &'a str,
    kind: &'a str,
    clip: &'a str,
    found_in: Option<i64>,
    rank: i64,
    growing: bool,
    offered: bool,
    place: i64,
    state: &'a str,
    seen_wall: i64,
    seen_boot: &'a str,
    seen_ticks: i64,
}

impl<'a> NewRow<'a> {
    fn of(new: &'a NewUpload, place: i64) -> Result<Self, StoreError> {
        let file = &new.file;
        Ok(Self {
            path: in_hex(&path::to_bytes(&file.path)),
            words: words(&file.path),
            size: signed(file.size, "size")?,
            modified_ns: file.modified_ns,
            made_at: file.made_at.0,
            fingerprint: file.fingerprint.as_str(),
            kind: new.kind.code(),
            clip: &new.clip,
            found_in: new.found_in.map(|folder| folder.0),
            rank: new.rank,
            growing: new.growing,
            offered: new.offered,
            place,
            state: if new.offered { "paused" } else { "queued" },
            seen_wall: file.seen.wall.0,
            seen_boot: &file.seen.boot,
            seen_ticks: file.seen.ticks_ms,
        })
    }
}

/// JSON has no bytes.
fn in_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
