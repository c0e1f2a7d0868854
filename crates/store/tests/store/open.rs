use crate::{NOW, Shelf, connection, id};
use domain::{ErrorKind, Timestamp};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection as _, SqliteConnection};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use store::{OpenError, Store, set_aside};

async fn raw(path: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(path).create_if_missing(true).connect().await.unwrap()
}

/// A closed database of 200 uploads.
async fn filled() -> (tempfile::TempDir, PathBuf) {
    let shelf = Shelf::new().await;
    for number in 0..200 {
        shelf.queued(&format!("{number:0200}.mov"), 1).await;
    }
    let path = shelf.path();
    shelf.store.close().await;
    (shelf.folder, path)
}

/// Every file in the folder, with its bytes.
fn everything(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap());
    files
        .map(|file| {
            let name = file.file_name().to_string_lossy().into_owned();
            (name, std::fs::read(file.path()).unwrap_or_default())
        })
        .collect()
}

fn names(folder: &Path) -> Vec<String> {
    everything(folder).into_keys().collect()
}

#[tokio::test]
async fn a_new_database_is_one_private_file_once_it_is_closed() {
    let shelf = Shelf::new().await;
    #[cfg(unix)]
    for name in names(shelf.folder.path()) {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(shelf.folder.path().join(&name)).unwrap().permissions();
        assert_eq!(mode.mode() & 0o777, 0o600, "{name}");
    }
    shelf.store.close().await;
    assert_eq!(names(shelf.folder.path()), ["labrun.db"]);
}

#[tokio::test]
async fn opening_and_closing_again_changes_nothing() {
    let (folder, path) = filled().await;
    let before = everything(folder.path());
    Store::open(&path).await.unwrap().close().await;
    assert!(before == everything(folder.path()));
}

#[tokio::test]
async fn what_is_not_a_whole_database_is_damaged_and_stays_as_it_is() {
    let (whole_folder, whole) = filled().await;
    let whole = std::fs::read(whole).unwrap();
    drop(whole_folder);
    let mut torn_header = whole.clone();
    torn_header[..16].fill(0);
    let mut torn_page = whole.clone();
    torn_page[9 * 4096..10 * 4096].fill(0xa5);
    let mut torn_schema = whole.clone();
    torn_schema[100..4096].fill(0x11);
    let cases: [(&str, &[u8]); 7] = [
        ("empty", &[]),
        ("text", b"not a database at all, but long enough to be looked at as one. ".as_slice()),
        ("only a header", &whole[..100]),
        ("cut short", &whole[..whole.len() / 2]),
        ("torn header", &torn_header),
        ("torn page", &torn_page),
        ("torn schema", &torn_schema),
    ];
    for (what, bytes) in cases {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("labrun.db");
        std::fs::write(&path, bytes).unwrap();
        for _ in 0..2 {
            match Store::open(&path).await {
                Err(OpenError::Damaged { path: at, said }) => {
                    assert_eq!(at, path);
                    assert!(!said.is_empty());
                }
                other => panic!("{what}: {other:?}"),
            }
            let after = everything(folder.path());
            assert!(after.len() == 1 && after["labrun.db"] == bytes, "{what}: {:?}", after.keys());
        }
    }
}

#[tokio::test]
async fn a_torn_page_is_found_also_while_there_is_a_log() {
    let shelf = Shelf::new().await;
    for number in 0..200 {
        shelf.queued(&format!("{number:0200}.mov"), 1).await;
    }
    shelf.store.clone().close().await;
    let store = Store::open(&shelf.path()).await.unwrap();
    store.save_connection(&connection("d")).await.unwrap();
    // As a kill would leave it.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("labrun.db");
    let mut bytes = std::fs::read(shelf.path()).unwrap();
    bytes[9 * 4096..10 * 4096].fill(0xa5);
    std::fs::write(&path, &bytes).unwrap();
    let log = std::fs::read(shelf.folder.path().join("labrun.db-wal")).unwrap();
    std::fs::write(folder.path().join("labrun.db-wal"), &log).unwrap();

    let opened = Store::open(&path).await;
    assert!(matches!(opened, Err(OpenError::Damaged { .. })), "{opened:?}");
    let after = everything(folder.path());
    assert!(after["labrun.db"] == bytes && after["labrun.db-wal"] == log);
}

#[tokio::test]
async fn a_log_without_its_database_is_not_thrown_away() {
    let shelf = Shelf::new().await;
    shelf.queued("a", 1).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("labrun.db");
    let log = folder.path().join("labrun.db-wal");
    std::fs::copy(shelf.folder.path().join("labrun.db-wal"), &log).unwrap();
    let opened = Store::open(&path).await;
    assert!(matches!(opened, Err(OpenError::Damaged { .. })), "{opened:?}");
    assert_eq!(names(folder.path()), ["labrun.db-wal"]);

    let aside = set_aside(&path, NOW).unwrap();
    assert!(!aside.exists(), "an empty file beside a log would be its end");
    assert_eq!(names(folder.path()).len(), 1);
    Store::open(&path).await.unwrap();
}

#[tokio::test]
async fn a_kill_leaves_a_log_from_which_everything_comes_back() {
    let shelf = Shelf::new().await;
    let upload = shelf.queued("a", 1).await;
    let folder = tempfile::tempdir().unwrap();
    for name in ["labrun.db", "labrun.db-wal"] {
        std::fs::copy(shelf.folder.path().join(name), folder.path().join(name)).unwrap();
    }
    let store = Store::open(&folder.path().join("labrun.db")).await.unwrap();
    assert_eq!(store.uploads().await.unwrap(), [upload]);
}

#[tokio::test]
async fn a_database_of_a_newer_format_is_left_untouched() {
    let (folder, path) = filled().await;
    let mut newer = raw(&path).await;
    sqlx::raw_sql("pragma user_version = 2").execute(&mut newer).await.unwrap();

    // While the number is only in the log, as the newer app's crash would leave it.
    let crashed = tempfile::tempdir().unwrap();
    for name in ["labrun.db", "labrun.db-wal"] {
        std::fs::copy(folder.path().join(name), crashed.path().join(name)).unwrap();
    }
    let before = everything(crashed.path());
    let opened = Store::open(&crashed.path().join("labrun.db")).await;
    assert!(matches!(opened, Err(OpenError::Newer { .. })), "{opened:?}");
    let after = everything(crashed.path());
    for (name, bytes) in before {
        assert!(after[&name] == bytes, "{name}");
    }

    // And once it is in the file.
    newer.close().await.unwrap();
    let before = everything(folder.path());
    let opened = Store::open(&path).await;
    assert!(matches!(&opened, Err(OpenError::Newer { said, .. }) if said.contains("format 2")));
    assert!(before == everything(folder.path()));
}

#[tokio::test]
async fn another_programs_database_is_not_made_ours() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("labrun.db");
    let mut other = raw(&path).await;
    sqlx::raw_sql("create table theirs (a)").execute(&mut other).await.unwrap();
    other.close().await.unwrap();
    let before = everything(folder.path());
    let opened = Store::open(&path).await;
    assert!(matches!(opened, Err(OpenError::Damaged { .. })), "{opened:?}");
    assert!(before == everything(folder.path()));
}

#[tokio::test]
async fn a_place_that_cannot_be_opened_is_not_called_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let missing = Store::open(&folder.path().join("no folder/labrun.db")).await;
    assert!(
        matches!(&missing, Err(OpenError::Failed { kind: ErrorKind::StorageFailed, .. })),
        "{missing:?}"
    );
    let a_folder = Store::open(folder.path()).await;
    assert!(matches!(a_folder, Err(OpenError::Failed { .. })), "{a_folder:?}");
    assert_eq!(names(folder.path()), Vec::<String>::new());
}

#[tokio::test]
async fn several_that_open_a_new_database_at_once_share_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("labrun.db");
    let opening: Vec<_> = (0..4)
        .map(|_| {
            let path = path.clone();
            tokio::spawn(async move { Store::open(&path).await.unwrap() })
        })
        .collect();
    let mut stores = Vec::new();
    for one in opening {
        stores.push(one.await.unwrap());
    }
    stores[0].save_connection(&connection("c")).await.unwrap();
    for store in stores {
        assert_eq!(store.connections().await.unwrap(), [connection("c")]);
        store.close().await;
    }
    assert_eq!(names(folder.path()), ["labrun.db"]);
}

#[tokio::test]
async fn two_programs_write_to_the_same_queue_by_turns() {
    let shelf = Shelf::new().await;
    let other = Store::open(&shelf.path()).await.unwrap();
    let writing = [shelf.store.clone(), other.clone()].map(|store| {
        tokio::spawn(async move {
            for number in 0..40 {
                store.save_connection(&connection(&format!("{number}"))).await.unwrap();
            }
        })
    });
    for one in writing {
        one.await.unwrap();
    }
    assert_eq!(other.connections().await.unwrap().len(), 41);
}

#[tokio::test]
async fn setting_aside_moves_everything_and_overwrites_nothing() {
    // 2026-11-22 08:30:00 UTC
    let now = Timestamp(1_795_336_200_000);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("labrun.db");
    let nothing = set_aside(&path, now).unwrap_err();
    assert_eq!(nothing.kind(), std::io::ErrorKind::NotFound);

    for round in 1..=3 {
        for ending in ["", "-wal", "-shm"] {
            let name = folder.path().join(format!("labrun.db{ending}"));
            std::fs::write(name, format!("{round}{ending}")).unwrap();
        }
        set_aside(&path, now).unwrap();
    }
    let expected: BTreeMap<String, Vec<u8>> = [(1, ""), (2, "-2"), (3, "-3")]
        .into_iter()
        .flat_map(|(round, number)| {
            ["", "-wal", "-shm"].map(|ending| {
                let name = format!("labrun.db.aside-20261122-083000{number}{ending}");
                (name, format!("{round}{ending}").into_bytes())
            })
        })
        .collect();
    assert_eq!(everything(folder.path()), expected);
}

#[tokio::test]
async fn after_setting_a_database_aside_a_new_one_begins_and_the_old_one_still_opens() {
    let (folder, path) = filled().await;
    let aside = set_aside(&path, NOW).unwrap();
    let store = Store::open(&path).await.unwrap();
    assert_eq!(store.connections().await.unwrap(), []);
    let old = Store::open(&aside).await.unwrap();
    assert_eq!(old.uploads().await.unwrap().len(), 200);
    assert!(old.connection(&id("c")).await.unwrap().is_some());
    drop(folder);
}

#[tokio::test]
async fn the_log_of_a_database_set_aside_goes_with_it() {
    let shelf = Shelf::new().await;
    let upload = shelf.queued("a", 1).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("labrun.db");
    for name in ["labrun.db", "labrun.db-wal"] {
        std::fs::copy(shelf.folder.path().join(name), folder.path().join(name)).unwrap();
    }
    let aside = set_aside(&path, NOW).unwrap();
    let old = Store::open(&aside).await.unwrap();
    assert_eq!(old.uploads().await.unwrap(), [upload]);
}
