//! The row of an upload, and its file.

use crate::states::{STATES, claim, failure, in_state};
use crate::{LATER, NOW, Shelf, file, id, new, picked, plan};
use domain::{
    AssetId, ErrorKind, Fingerprint, FolderId, Happened, MediaFile, MediaKind, NotAllowed, Reading,
    Timestamp, UploadEvent, UploadState,
};
use sqlx::{ConnectOptions, Connection as _, sqlite::SqliteConnectOptions};
use std::path::PathBuf;
use store::{NewUpload, StoreError};

#[tokio::test]
async fn every_kind_and_every_size_survives_a_restart() {
    let shelf = Shelf::new().await;
    let mut rows = Vec::new();
    let sizes = [0, 1, 5_000_000_000, 1 << 53, i64::MAX as u64];
    for (number, kind) in MediaKind::ALL.into_iter().enumerate() {
        let size = sizes[number % sizes.len()];
        let odd = MediaFile {
            modified_ns: i64::MIN + number as i64,
            made_at: Timestamp(-1 - number as i64),
            seen: Reading { wall: NOW, boot: format!("boot {number}"), ticks_ms: number as i64 },
            ..file(&format!("{number}.mov"), size)
        };
        let found = NewUpload {
            kind,
            clip: format!("clip {number}"),
            found_in: (number % 2 == 0).then_some(FolderId(number as i64)),
            rank: number as i64,
            growing: number % 3 == 0,
            ..picked(&odd)
        };
        let row = new(shelf.store.enqueue(&id("c"), &found, NOW).await.unwrap());
        assert_eq!((&row.file, row.kind, &row.clip), (&odd, kind, &found.clip));
        assert_eq!(
            (row.found_in, row.rank, row.growing),
            (found.found_in, found.rank, found.growing)
        );
        rows.push(row);
    }
    let shelf = shelf.reopened().await;
    assert_eq!(shelf.store.uploads().await.unwrap(), rows);

    let too_large = shelf.store.enqueue(&id("c"), &picked(&file("x", 1 << 63)), NOW).await;
    assert!(matches!(too_large, Err(StoreError::Value(_))), "{too_large:?}");
}

#[tokio::test]
async fn names_that_no_text_can_hold_come_back_as_the_same_bytes() {
    let mut paths: Vec<PathBuf> = vec![
        "/card/A001 🎬 ünï ‏עברית.mov".into(),
        "/card/it's \"quoted\"; drop table uploads; --.mov".into(),
        "/card/line\nbreak\ttab\r.mov".into(),
        format!("/card/{}", "n".repeat(255)).into(),
        format!("/{}", "deep/".repeat(800)).into(),
        "relative.mov".into(),
        "".into(),
    ];
    #[cfg(unix)]
    {
        use std::{ffi::OsString, os::unix::ffi::OsStringExt};
        paths.push(OsString::from_vec(b"/card/\xff\xfe\x80 latin\xe9.mov".to_vec()).into());
        paths.push(OsString::from_vec((1..=255).collect()).into());
    }
    #[cfg(windows)]
    {
        use std::{ffi::OsString, os::windows::ffi::OsStringExt};
        paths.push(OsString::from_wide(&[0x41, 0xd800, 0x42]).into());
    }
    let shelf = Shelf::new().await;
    for (number, path) in paths.iter().enumerate() {
        let odd = MediaFile { path: path.clone(), ..file(&number.to_string(), 1) };
        shelf.store.enqueue(&id("c"), &picked(&odd), NOW).await.unwrap();
    }
    let shelf = shelf.reopened().await;
    let rows = shelf.store.uploads().await.unwrap();
    assert_eq!(rows.into_iter().map(|row| row.file.path).collect::<Vec<_>>(), paths);
}

#[tokio::test]
async fn every_state_survives_a_restart_with_what_it_carries() {
    let mut shelf = Shelf::new().await;
    let mut rows = Vec::new();
    for state in STATES {
        rows.push(in_state(&shelf, state).await);
    }
    shelf = shelf.reopened().await;
    for row in rows {
        assert_eq!(shelf.row(row.id).await, row);
        assert_eq!(row.finished_at.is_some(), row.state.is_over(), "{}", row.state.name());
    }
}

#[tokio::test]
async fn what_only_a_bug_would_write_is_refused_by_the_table_itself() {
    let shelf = Shelf::new().await;
    let upload = in_state(&shelf, "uploading").await;
    let mut raw = SqliteConnectOptions::new().filename(shelf.path()).connect().await.unwrap();
    for lie in [
        "state = 'finished'",
        "state = 'done', finished_at = 1",
        "state = 'failed', finished_at = 1",
        "state = 'waiting'",
        "state = 'waiting', waiting_for = 'time'",
        "state = 'queued', finished_at = 1",
        "until = 1",
        "error_kind = 'busy'",
        "asset = null",
        "part_count = null",
        "parts_sent = 3",
        "accepted_bytes = 11",
        "size = -1",
        "size = 'large'",
        "connection = 'nobody'",
        "growing = 2",
        "offered = 2",
    ] {
        let sql = sqlx::AssertSqlSafe(format!("update uploads set {lie}"));
        sqlx::raw_sql(sql).execute(&mut raw).await.expect_err(lie);
    }
    raw.close().await.unwrap();
    assert_eq!(shelf.row(upload.id).await, upload);
}

#[tokio::test]
async fn a_file_that_changed_starts_over_with_a_new_plan() {
    let shelf = Shelf::new().await;
    let (store, upload) = (&shelf.store, in_state(&shelf, "uploading").await);
    let changed = UploadEvent::Failed(failure(ErrorKind::FileChanged));
    let failed = store.move_upload(upload.id, &changed, NOW).await.unwrap();
    assert_eq!((failed.asset, failed.part_count, failed.accepted_bytes), (None, None, 0));
    assert_eq!(store.parts(upload.id).await.unwrap(), []);
    let told = store.history(upload.id).await.unwrap();
    let (asset, why) = (AssetId::new("a"), "The file changed.".to_owned());
    let given_up = Happened::GaveUp { asset, sent: 1, parts: 2, why };
    assert!(
        told.iter().any(|(_, what)| *what == given_up),
        "what was sent is not forgotten without a word"
    );

    store.move_upload(upload.id, &UploadEvent::Retried, NOW).await.unwrap();
    let new = MediaFile { fingerprint: Fingerprint::new("new"), ..file("uploading.mov", 12) };
    let set = store.set_file(upload.id, &new).await.unwrap();
    assert_eq!((&set.file, &set.state), (&new, &UploadState::Queued));
    assert_eq!(claim(store).await.unwrap().file, new);
    store.write_plan(upload.id, &AssetId::new("b"), &plan(12, 3), NOW, LATER).await.unwrap();
}

#[tokio::test]
async fn a_new_file_drops_the_plan_unless_only_its_path_is_new() {
    let shelf = Shelf::new().await;
    let (store, upload) = (&shelf.store, in_state(&shelf, "paused").await);
    let moved = MediaFile { path: "/mnt/card2/a.mov".into(), ..upload.file.clone() };
    let set = store.set_file(upload.id, &moved).await.unwrap();
    assert_eq!((set.accepted_bytes, &set.file), (5, &moved), "the same content elsewhere");

    for touched in [
        MediaFile { modified_ns: 1, ..moved.clone() },
        MediaFile { size: 11, ..moved.clone() },
        MediaFile { fingerprint: Fingerprint::new("f"), ..moved.clone() },
    ] {
        let shelf = Shelf::new().await;
        let upload = in_state(&shelf, "paused").await;
        let set = shelf.store.set_file(upload.id, &touched).await.unwrap();
        assert_eq!((set.asset, set.accepted_bytes), (None, 0), "{touched:?}");
        assert_eq!(shelf.store.parts(upload.id).await.unwrap(), []);
        assert_eq!(shelf.store.targets_expire(upload.id).await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_changed_file_that_is_already_queued_is_not_queued_twice() {
    let shelf = Shelf::new().await;
    let (old, new) = (shelf.queued("old", 1).await, shelf.queued("new", 2).await);
    let refused = shelf.store.set_file(old.id, &new.file).await;
    assert!(
        matches!(refused, Err(StoreError::AlreadyQueued { upload }) if upload == new.id),
        "{refused:?}"
    );
    shelf.store.set_file(old.id, &old.file).await.expect("itself is no other");

    let done = in_state(&shelf, "done").await;
    let closed = shelf.store.set_file(done.id, &file("x", 3)).await;
    assert!(matches!(closed, Err(StoreError::NotAllowed(NotAllowed { state: "done", .. }))));
}
