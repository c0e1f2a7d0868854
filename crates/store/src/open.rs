//! Opening a database without ever harming one: what is there is looked at first, read-only, and
//! touched only once it is known to be whole and ours. A new one appears under its name complete,
//! so an empty file under that name is damage and not a beginning.

use crate::disk::{beside, folder_of, private_file, sync_folder};
use crate::error::{OpenError, io_kind, is_damage, kind_of};
use crate::words::fill_in;
use crate::{Store, StoreError};
use domain::ErrorKind;
use sqlx::migrate::MigrateError;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection, SqlitePool};
use std::io::Read;
use std::path::Path;
use std::time::Duration;

/// The largest `user_version` that this version understands. See the first migration.
const FORMAT: u32 = 1;
const READERS: u32 = 3;
/// How long to wait for another program that has the database, and for our own turn.
const PATIENCE: Duration = Duration::from_secs(10);
/// The writer's turn comes after every write before it, each as slow as the disk is.
const TURN: Duration = Duration::from_secs(120);

impl Store {
    /// Opens the database at `path`, or makes one; its folder must exist. A database that is
    /// damaged or newer is left as it is.
    pub async fn open(path: &Path) -> Result<Store, OpenError> {
        match found_at(path)? {
            Found::Nothing => create(path).await?,
            Found::Database => look(path).await?,
        }
        let failed = |error: sqlx::Error| open_error(path, &error);
        let options = options().filename(path);
        let writer = pool(1).connect_with(options.clone()).await.map_err(failed)?;
        migrate(&writer).await.map_err(|error| migrate_error(path, error))?;
        fill_in(&writer).await.map_err(|error| fill_in_error(path, error))?;
        let readers =
            pool(READERS).min_connections(0).connect_lazy_with(options.pragma("query_only", "on"));
        Ok(Store { writer, readers, keeper: None })
    }

    /// Gone when the last clone is.
    pub async fn open_in_memory() -> Result<Store, OpenError> {
        let path = Path::new(":memory:");
        let failed = |error: sqlx::Error| open_error(path, &error);
        let name = format!("file:labrun-{:032x}", rand::random::<u128>());
        let options = options().filename(name).in_memory(true).shared_cache(true);
        let keeper = pool(1).connect_with(options.clone()).await.map_err(failed)?;
        let writer = pool(1).connect_with(options).await.map_err(failed)?;
        migrate(&writer).await.map_err(|error| migrate_error(path, error))?;
        Ok(Store { readers: writer.clone(), writer, keeper: Some(keeper) })
    }

    /// Returns once everything is in the one file and nothing is beside it.
    pub async fn close(self) {
        // The writer last: the last one out folds the log into the file.
        self.readers.close().await;
        self.writer.close().await;
        if let Some(keeper) = self.keeper {
            keeper.close().await;
        }
    }

    pub(crate) async fn read(
        &self,
    ) -> Result<sqlx::pool::PoolConnection<sqlx::Sqlite>, StoreError> {
        Ok(self.readers.acquire().await?)
    }
}

enum Found {
    Nothing,
    Database,
}

/// What the file system alone can tell.
fn found_at(path: &Path) -> Result<Found, OpenError> {
    let damaged = |said: &str| OpenError::Damaged { path: path.into(), said: said.into() };
    let failed = |error| io_error(path, &error);
    let mut file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            // SQLite would begin a new database and delete the log of the lost one.
            return match std::fs::metadata(beside(path, "-wal")) {
                Ok(log) if log.len() > 0 => Err(damaged("the file is gone, its log is not")),
                _ => Ok(Found::Nothing),
            };
        }
        Err(error) => return Err(failed(error)),
    };
    let mut header = Vec::new();
    file.by_ref().take(100).read_to_end(&mut header).map_err(failed)?;
    if header.is_empty() {
        return Err(damaged("the file is empty"));
    }
    if header.len() < 100 || !header.starts_with(b"SQLite format 3\0") {
        return Err(damaged("the file is not a database"));
    }
    let user_version = u32::from_be_bytes([header[60], header[61], header[62], header[63]]);
    understood(path, user_version.into())?;
    Ok(Found::Database)
}

fn understood(path: &Path, user_version: i64) -> Result<(), OpenError> {
    match user_version {
        version if version > FORMAT.into() => Err(OpenError::Newer {
            path: path.into(),
            said: format!("it has format {version}, this version knows up to {FORMAT}"),
        }),
        // Ours never has this number: it is there before the file has its name.
        0 => Err(OpenError::Damaged {
            path: path.into(),
            said: "it is a database, but not one of Labrun".into(),
        }),
        _ => Ok(()),
    }
}

/// Reads through the whole database and writes nothing.
async fn look(path: &Path) -> Result<(), OpenError> {
    let failed = |error: sqlx::Error| open_error(path, &error);
    let has_log = beside(path, "-wal").exists();
    let mut connection = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        // Nobody has it open and all of it is in the file. Said so, SQLite makes no file beside.
        .immutable(!has_log)
        .busy_timeout(PATIENCE)
        .disable_statement_logging()
        .connect()
        .await
        .map_err(failed)?;
    let looked = look_inside(path, &mut connection).await;
    let _ = connection.close().await;
    looked
}

async fn look_inside(path: &Path, connection: &mut SqliteConnection) -> Result<(), OpenError> {
    let failed = |error: sqlx::Error| open_error(path, &error);
    // Again, because a newer number may still be in the log.
    let user_version: i64 = sqlx::query_scalar("pragma user_version")
        .fetch_one(&mut *connection)
        .await
        .map_err(failed)?;
    understood(path, user_version)?;
    let said: Vec<String> = sqlx::query_scalar("pragma quick_check(3)")
        .fetch_all(&mut *connection)
        .await
        .map_err(failed)?;
    if said != ["ok"] {
        return Err(OpenError::Damaged { path: path.into(), said: said.join("; ") });
    }
    Ok(())
}

/// Makes the database somewhere else and gives it its name when it is whole.
async fn create(path: &Path) -> Result<(), OpenError> {
    let failed = |error: sqlx::Error| open_error(path, &error);
    let io_failed = |error| io_error(path, &error);
    let folder = folder_of(path);
    let workshop =
        tempfile::Builder::new().prefix(".labrun-new-").tempdir_in(folder).map_err(io_failed)?;
    let new = workshop.path().join("new.db");
    // SQLite gives the files beside it the same permissions.
    drop(private_file(&new).map_err(io_failed)?);
    let writer = pool(1).connect_with(options().filename(&new)).await.map_err(failed)?;
    let migrated = migrate(&writer).await;
    writer.close().await;
    migrated.map_err(|error| migrate_error(path, error))?;
    match std::fs::hard_link(&new, path) {
        Ok(()) => {}
        // Another one was quicker; its database is as good.
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
        // No such links on this file system.
        Err(_) if !path.exists() => std::fs::rename(&new, path).map_err(io_failed)?,
        Err(_) => {}
    }
    sync_folder(folder).map_err(io_failed)
}

fn options() -> SqliteConnectOptions {
    let options = SqliteConnectOptions::new()
        .journal_mode(SqliteJournalMode::Wal)
        // What is acknowledged survives a power cut: with `full` the log is synchronised at every
        // commit and not, as with `normal`, only before a checkpoint; a checkpoint synchronises
        // the file before the log may begin anew (https://sqlite.org/pragma.html#pragma_synchronous).
        // Also where `fsync` alone does not reach the medium (macOS; the pragma is for checkpoints
        // too, and means nothing elsewhere).
        .synchronous(SqliteSynchronous::Full)
        .pragma("fullfsync", "on")
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        // Part targets are secrets: cleared means overwritten.
        .pragma("secure_delete", "on")
        .pragma("journal_size_limit", "4194304");
    // Only the test of the plans listens.
    if cfg!(test) { options } else { options.disable_statement_logging() }
}

fn pool(size: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(size)
        .min_connections(1)
        .acquire_timeout(TURN)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
}

async fn migrate(writer: &SqlitePool) -> Result<(), MigrateError> {
    let mut migrator = sqlx::migrate!();
    // Going back one version still opens the queue.
    migrator.set_ignore_missing(true);
    migrator.run(writer).await
}

fn open_error(path: &Path, error: &sqlx::Error) -> OpenError {
    let path = path.to_owned();
    let said = error.to_string();
    match is_damage(error) {
        true => OpenError::Damaged { path, said },
        false => OpenError::Failed { path, kind: kind_of(error), said },
    }
}

fn migrate_error(path: &Path, error: MigrateError) -> OpenError {
    match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => {
            open_error(path, &error)
        }
        other => OpenError::Failed {
            path: path.into(),
            kind: ErrorKind::StorageFailed,
            said: other.to_string(),
        },
    }
}

fn fill_in_error(path: &Path, error: StoreError) -> OpenError {
    match error {
        StoreError::Database(error) => open_error(path, &error),
        other => {
            OpenError::Failed { path: path.into(), kind: other.kind(), said: other.to_string() }
        }
    }
}

fn io_error(path: &Path, error: &std::io::Error) -> OpenError {
    OpenError::Failed { path: path.into(), kind: io_kind(error), said: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_connection_asks_for_the_most_that_a_disk_can_promise() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("labrun.db");
        let store = Store::open(&path).await.unwrap();
        // Given up, so that the next one is a new connection.
        drop(store.write().await.unwrap());
        let mut write = store.write().await.unwrap();
        for (pragma, expected) in [
            ("pragma synchronous", "2"),
            ("pragma fullfsync", "1"),
            ("pragma foreign_keys", "1"),
            ("pragma secure_delete", "1"),
            ("pragma journal_mode", "wal"),
            ("pragma busy_timeout", "10000"),
        ] {
            let row = sqlx::query(pragma).fetch_one(&mut *write).await.unwrap();
            let text: String = sqlx::Row::try_get_unchecked(&row, 0).unwrap();
            assert_eq!(text, expected, "{pragma}");
        }
    }
}
