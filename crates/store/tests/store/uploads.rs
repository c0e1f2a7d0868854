use crate::{LATER, NOW, Shelf, connection, file, id, plan};
use domain::{
    AssetId, ErrorKind, Failure, Fingerprint, MediaFile, MediaKind, NotAllowed, PartNumber,
    Timestamp, Upload, UploadEvent, UploadId, UploadState, WaitingFor,
};
use sqlx::{ConnectOptions, Connection as _, sqlite::SqliteConnectOptions};
use std::path::PathBuf;
use store::{Awaited, Enqueued, Store, StoreError};

fn failure(kind: ErrorKind) -> Failure {
    Failure { kind, said: "it said \"no\" 🎬".into(), attempts: 4 }
}

async fn claim(store: &Store) -> Option<Upload> {
    store.claim_next(&[id("c")], NOW).await.unwrap()
}

async fn names(store: &Store) -> Vec<String> {
    store.uploads().await.unwrap().iter().map(|upload| upload.file.name()).collect()
}

/// Takes an upload of 10 bytes in 2 parts, with part 1 sent, to each state in turn.
async fn in_state(shelf: &Shelf, state: &str) -> Upload {
    let upload = shelf.planned(&format!("{state}.mov"), 10, 2).await;
    let (a, store) = (AssetId::new("a"), &shelf.store);
    store.mark_sent(upload.id, &a, PartNumber(1), NOW).await.unwrap();
    let time = WaitingFor::Time { until: LATER, failure: failure(ErrorKind::Busy) };
    let event = match state {
        "queued" => UploadEvent::Interrupted,
        "uploading" => return shelf.row(upload.id).await,
        "waiting" => UploadEvent::WillWait(time),
        "waiting for the network" => UploadEvent::WillWait(WaitingFor::Network),
        "waiting for authorization" => UploadEvent::WillWait(WaitingFor::Authorization),
        "paused" => UploadEvent::Paused,
        "failed" => UploadEvent::Failed(failure(ErrorKind::Rejected)),
        "skipped" => UploadEvent::Skipped,
        "done" => {
            store.mark_sent(upload.id, &a, PartNumber(2), NOW).await.unwrap();
            UploadEvent::Finished { asset: a }
        }
        "cancelled" => UploadEvent::Cancelled,
        other => panic!("no such state: {other}"),
    };
    store.move_upload(upload.id, &event, NOW).await.unwrap()
}

const STATES: [&str; 10] = [
    "queued",
    "uploading",
    "waiting",
    "waiting for the network",
    "waiting for authorization",
    "paused",
    "failed",
    "skipped",
    "done",
    "cancelled",
];

#[tokio::test]
async fn a_file_seen_twice_is_queued_once() {
    let shelf = Shelf::new().await;
    shelf.store.save_connection(&connection("other")).await.unwrap();
    let first = shelf.queued("a.mov", 10).await;
    // The same content under another name is the same file.
    let again = MediaFile { path: "/copy/b.mov".into(), ..first.file.clone() };
    let kind = MediaKind::Ocf;
    let known = shelf.store.enqueue(&id("c"), &again, kind, LATER).await.unwrap();
    assert_eq!(known, Enqueued::Known(first.clone()));
    let other = shelf.store.enqueue(&id("other"), &again, kind, LATER).await.unwrap();
    assert!(matches!(other, Enqueued::New(_)), "each connection has its own");

    shelf.store.move_upload(first.id, &UploadEvent::Cancelled, NOW).await.unwrap();
    let anew = shelf.store.enqueue(&id("c"), &again, kind, LATER).await.unwrap();
    assert!(matches!(&anew, Enqueued::New(new) if new.id != first.id), "{anew:?}");
}

#[tokio::test]
async fn a_file_is_known_in_every_state_but_cancelled() {
    for state in STATES {
        let shelf = Shelf::new().await;
        let upload = in_state(&shelf, state).await;
        let again = shelf.store.enqueue(&id("c"), &upload.file, upload.kind, LATER).await.unwrap();
        match state {
            "cancelled" => assert!(matches!(again, Enqueued::New(_)), "{state}"),
            _ => assert_eq!(again, Enqueued::Known(upload), "{state}"),
        }
    }
}

#[tokio::test]
async fn two_at_once_queue_the_same_file_once() {
    let shelf = Shelf::new().await;
    let tries: Vec<_> = (0..8)
        .map(|_| {
            let store = shelf.store.clone();
            let one = file("a.mov", 1);
            tokio::spawn(async move {
                store.enqueue(&id("c"), &one, MediaKind::Ocf, NOW).await.unwrap()
            })
        })
        .collect();
    let mut new = 0;
    for one in tries {
        new += usize::from(matches!(one.await.unwrap(), Enqueued::New(_)));
    }
    assert_eq!(new, 1);
}

#[tokio::test]
async fn an_upload_needs_a_connection() {
    let shelf = Shelf::new().await;
    let refused = shelf.store.enqueue(&id("x"), &file("a", 1), MediaKind::Ocf, NOW).await;
    assert!(matches!(refused, Err(StoreError::NoSuchConnection(_))));
}

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
            ..file(&format!("{number}.mov"), size)
        };
        match shelf.store.enqueue(&id("c"), &odd, kind, NOW).await.unwrap() {
            Enqueued::New(upload) => rows.push(upload),
            known => panic!("{known:?}"),
        }
        assert_eq!((&rows[number].file, rows[number].kind), (&odd, kind));
    }
    let shelf = shelf.reopened().await;
    assert_eq!(shelf.store.uploads().await.unwrap(), rows);

    let too_large = shelf.store.enqueue(&id("c"), &file("x", 1 << 63), MediaKind::Ocf, NOW).await;
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
        shelf.store.enqueue(&id("c"), &odd, MediaKind::Other, NOW).await.unwrap();
    }
    let shelf = shelf.reopened().await;
    let rows = shelf.store.uploads().await.unwrap();
    assert_eq!(rows.into_iter().map(|row| row.file.path).collect::<Vec<_>>(), paths);
}

#[tokio::test]
async fn the_first_queued_upload_of_a_usable_connection_is_claimed() {
    let shelf = Shelf::new().await;
    let store = &shelf.store;
    store.save_connection(&connection("d")).await.unwrap();
    for (to, name) in [("d", "d1"), ("c", "c1"), ("d", "d2"), ("c", "c2")] {
        store.enqueue(&id(to), &file(name, 1), MediaKind::Ocf, NOW).await.unwrap();
    }
    let claim = async |usable: &[&str]| {
        let usable: Vec<_> = usable.iter().map(|name| id(name)).collect();
        let claimed = store.claim_next(&usable, NOW).await.unwrap()?;
        assert_eq!(claimed.state, UploadState::Uploading);
        Some(claimed.file.name())
    };
    assert_eq!(claim(&[]).await, None);
    assert_eq!(claim(&["nobody"]).await, None);
    assert_eq!(claim(&["c"]).await.as_deref(), Some("c1"), "d's place is before, but not usable");
    assert_eq!(claim(&["c", "d", "c"]).await.as_deref(), Some("d1"));
    assert_eq!(claim(&["c", "d"]).await.as_deref(), Some("d2"));
    assert_eq!(claim(&["d"]).await, None);
    assert_eq!(claim(&["d", "c"]).await.as_deref(), Some("c2"));
    assert_eq!(claim(&["d", "c"]).await, None);
}

#[tokio::test]
async fn many_lanes_never_claim_the_same_upload() {
    let shelf = Shelf::new().await;
    for number in 0..30 {
        shelf.queued(&format!("{number}.mov"), 1).await;
    }
    let lanes: Vec<_> = (0..6)
        .map(|_| {
            let store = shelf.store.clone();
            tokio::spawn(async move {
                let mut mine = Vec::new();
                while let Some(upload) = claim(&store).await {
                    mine.push(upload.id);
                }
                mine
            })
        })
        .collect();
    let mut claimed = Vec::new();
    for lane in lanes {
        claimed.extend(lane.await.unwrap());
    }
    claimed.sort();
    claimed.dedup();
    assert_eq!(claimed.len(), 30);
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
async fn the_store_allows_exactly_what_the_table_of_moves_allows() {
    let a = AssetId::new("a");
    let events = [
        UploadEvent::Claimed,
        UploadEvent::Interrupted,
        UploadEvent::Finished { asset: a.clone() },
        UploadEvent::WillWait(WaitingFor::Authorization),
        UploadEvent::Ready,
        UploadEvent::Failed(failure(ErrorKind::Denied)),
        UploadEvent::Skipped,
        UploadEvent::Paused,
        UploadEvent::Resumed,
        UploadEvent::Cancelled,
        UploadEvent::Retried,
    ];
    for event in &events {
        let shelf = Shelf::new().await;
        for state in STATES {
            let before = in_state(&shelf, state).await;
            if state == "uploading" {
                shelf.store.mark_sent(before.id, &a, PartNumber(2), NOW).await.unwrap();
            }
            let before = shelf.row(before.id).await;
            let moved = shelf.store.move_upload(before.id, event, LATER).await;
            let what = format!("{state}, {}", event.name());
            match (before.state.after(event), moved) {
                (Ok(next), Ok(moved)) => {
                    assert_eq!(moved.state, next, "{what}");
                    assert_eq!(moved.finished_at, next.is_over().then_some(LATER), "{what}");
                    assert_eq!(shelf.row(before.id).await, moved, "{what}");
                }
                (Err(expected), Err(StoreError::NotAllowed(refused))) => {
                    assert_eq!(refused, expected);
                    assert_eq!(shelf.row(before.id).await, before, "{what}: a refusal is nothing");
                }
                (expected, moved) => panic!("{what}: expected {expected:?}, got {moved:?}"),
            }
            // Out of the way of the next one.
            let _ = shelf.store.move_upload(before.id, &UploadEvent::Paused, LATER).await;
        }
    }
}

#[tokio::test]
async fn an_upload_is_not_done_before_every_part_is() {
    let shelf = Shelf::new().await;
    let (store, a) = (&shelf.store, AssetId::new("a"));
    let finished = UploadEvent::Finished { asset: a.clone() };

    let bare = shelf.queued("bare.mov", 5).await;
    assert_eq!(claim(store).await.unwrap().id, bare.id);
    let early = store.move_upload(bare.id, &finished, NOW).await;
    assert!(matches!(early, Err(StoreError::NotAllSent { unsent: 0, .. })), "no plan: {early:?}");

    let upload = shelf.planned("a.mov", 10, 2).await;
    store.mark_sent(upload.id, &a, PartNumber(2), NOW).await.unwrap();
    let early = store.move_upload(upload.id, &finished, NOW).await;
    assert!(matches!(early, Err(StoreError::NotAllSent { unsent: 1, .. })), "{early:?}");
    store.mark_sent(upload.id, &a, PartNumber(1), NOW).await.unwrap();
    let stale = UploadEvent::Finished { asset: AssetId::new("older") };
    let stale = store.move_upload(upload.id, &stale, NOW).await;
    assert!(matches!(stale, Err(StoreError::PlanReplaced { .. })), "{stale:?}");
    assert_eq!(shelf.row(upload.id).await.state, UploadState::Uploading);

    let done = store.move_upload(upload.id, &finished, LATER).await.unwrap();
    assert_eq!(done.state, UploadState::Done { asset: a });
    assert_eq!((done.accepted_bytes, done.finished_at), (10, Some(LATER)));
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
    ] {
        let sql = sqlx::AssertSqlSafe(format!("update uploads set {lie}"));
        sqlx::raw_sql(sql).execute(&mut raw).await.expect_err(lie);
    }
    raw.close().await.unwrap();
    assert_eq!(shelf.row(upload.id).await, upload);
}

#[tokio::test]
async fn a_retry_resumes_with_its_asset_and_parts_and_counts_attempts_anew() {
    let shelf = Shelf::new().await;
    let upload = in_state(&shelf, "failed").await;
    shelf.store.note_attempts(upload.id, 8).await.unwrap();
    let retried = shelf.store.move_upload(upload.id, &UploadEvent::Retried, NOW).await.unwrap();
    assert_eq!(retried.asset, Some(AssetId::new("a")));
    assert_eq!((retried.attempts, retried.accepted_bytes), (0, 5));
    assert_eq!((retried.finished_at, retried.part_count), (None, Some(2)));
    assert_eq!(shelf.store.unsent(upload.id).await.unwrap(), plan(10, 2)[1..]);
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
    let told = told.iter().find(|(_, what)| what.contains("gave up asset a with 1 of 2 parts"));
    assert!(told.is_some(), "what was sent is not forgotten without a word");

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

#[tokio::test]
async fn after_a_restart_what_was_on_its_way_is_queued_at_its_place() {
    let mut shelf = Shelf::new().await;
    let mut others = Vec::new();
    for state in STATES.into_iter().filter(|state| *state != "uploading") {
        others.push(in_state(&shelf, state).await);
    }
    let (one, two) = (in_state(&shelf, "uploading").await, shelf.planned("two", 10, 2).await);
    shelf = shelf.reopened().await;
    let requeued = shelf.store.requeue_interrupted(LATER).await.unwrap();
    let expected = [one, two].map(|upload| Upload { state: UploadState::Queued, ..upload });
    assert_eq!(requeued, expected, "with asset, parts and place");
    for other in others {
        assert_eq!(shelf.row(other.id).await, other);
    }
    assert_eq!(shelf.store.requeue_interrupted(LATER).await.unwrap(), []);
}

#[tokio::test]
async fn only_what_has_come_makes_the_waiting_ready() {
    let shelf = Shelf::new().await;
    let store = &shelf.store;
    store.save_connection(&connection("d")).await.unwrap();
    let time = in_state(&shelf, "waiting").await;
    let network = in_state(&shelf, "waiting for the network").await;
    let authorization = in_state(&shelf, "waiting for authorization").await;
    let before = Timestamp(LATER.0 - 1);
    let ready = async |connection: Option<&str>, what, now| {
        let connection = connection.map(id);
        let moved = store.ready_waiting(connection.as_ref(), what, now).await.unwrap();
        for upload in &moved {
            assert_eq!(shelf.row(upload.id).await, *upload);
            assert_eq!(upload.state, UploadState::Queued);
            let (_, last) = store.history(upload.id).await.unwrap().pop().unwrap();
            assert_eq!(last, "queued");
        }
        moved.into_iter().map(|upload| upload.id).collect::<Vec<_>>()
    };
    assert_eq!(ready(None, Awaited::TimePassed, before).await, []);
    assert_eq!(ready(Some("d"), Awaited::TimePassed, LATER).await, []);
    assert_eq!(ready(Some("c"), Awaited::TimePassed, LATER).await, [time.id]);
    assert_eq!(ready(Some("d"), Awaited::Network, LATER).await, []);
    assert_eq!(ready(None, Awaited::Network, LATER).await, [network.id]);
    assert_eq!(ready(Some("c"), Awaited::Authorization, LATER).await, [authorization.id]);
    assert_eq!(ready(None, Awaited::Authorization, LATER).await, []);
    let resumed = shelf.row(time.id).await;
    assert_eq!((resumed.place, resumed.accepted_bytes), (time.place, 5));
}

#[tokio::test]
async fn what_is_moved_to_the_top_keeps_its_given_order() {
    let shelf = Shelf::new().await;
    let store = &shelf.store;
    let mut ids = Vec::new();
    for name in ["a", "b", "c", "d", "e"] {
        ids.push(shelf.queued(name, 1).await.id);
    }
    let moved = store.move_to_top(&[ids[3], ids[1], UploadId(99), ids[3]]).await.unwrap();
    assert_eq!(moved.iter().map(|upload| upload.id).collect::<Vec<_>>(), [ids[3], ids[1]]);
    assert_eq!(names(store).await, ["d", "b", "a", "c", "e"]);
    store.move_to_top(&[ids[4]]).await.unwrap();
    assert_eq!(names(store).await, ["e", "d", "b", "a", "c"]);
    assert_eq!(claim(store).await.unwrap().file.name(), "e");
    shelf.queued("f", 1).await;
    let shelf = shelf.reopened().await;
    assert_eq!(names(&shelf.store).await, ["e", "d", "b", "a", "c", "f"]);
    assert_eq!(shelf.store.move_to_top(&[]).await.unwrap(), []);
}

#[tokio::test]
async fn only_what_is_over_can_be_removed_and_its_id_is_never_used_again() {
    let shelf = Shelf::new().await;
    for state in STATES {
        let upload = in_state(&shelf, state).await;
        let removed = shelf.store.remove_upload(upload.id).await.unwrap();
        assert_eq!(removed, upload.state.is_over(), "{state}");
        let listed = names(&shelf.store).await.contains(&upload.file.name());
        assert_eq!(listed, !removed, "{state}");
        let kept = shelf.store.upload(upload.id).await.unwrap().is_some();
        assert_eq!(kept, !removed || state == "done", "{state}");
        assert_eq!(shelf.store.parts(upload.id).await.unwrap().len(), if kept { 2 } else { 0 });
    }
    let last = in_state(&shelf, "cancelled").await;
    assert!(shelf.store.remove_upload(last.id).await.unwrap());
    assert!(!shelf.store.remove_upload(last.id).await.unwrap(), "there is nothing any more");
    let shelf = shelf.reopened().await;
    assert!(shelf.queued("new", 1).await.id > last.id);
}

#[tokio::test]
async fn what_arrived_is_known_also_after_it_was_taken_off_the_list() {
    let shelf = Shelf::new().await;
    let done = in_state(&shelf, "done").await;
    shelf.store.remove_upload(done.id).await.unwrap();
    let shelf = shelf.reopened().await;
    assert_eq!(shelf.store.uploads().await.unwrap(), []);
    let again = shelf.store.enqueue(&id("c"), &done.file, done.kind, LATER).await.unwrap();
    assert_eq!(again, Enqueued::Known(done), "never sent a second time");
}

#[tokio::test]
async fn attempts_are_noted() {
    let shelf = Shelf::new().await;
    let upload = shelf.queued("a", 1).await;
    shelf.store.note_attempts(upload.id, 7).await.unwrap();
    let shelf = shelf.reopened().await;
    assert_eq!(shelf.row(upload.id).await.attempts, 7);
    let missing = shelf.store.note_attempts(UploadId(99), 1).await;
    assert!(matches!(missing, Err(StoreError::NoSuchUpload(UploadId(99)))));
}

#[tokio::test]
async fn a_call_that_is_dropped_halfway_leaves_a_store_that_works() {
    let shelf = Shelf::new().await;
    let mut names_seen = 0;
    for number in 0..60 {
        let one = file(&number.to_string(), 1);
        let c = id("c");
        let call = shelf.store.enqueue(&c, &one, MediaKind::Ocf, NOW);
        // From before the first step to after the last.
        let patience = std::time::Duration::from_micros(number * 40);
        let _ = tokio::time::timeout(patience, call).await;
        let found = shelf.store.uploads().await.unwrap();
        assert!(found.len() >= names_seen, "what was there stays");
        names_seen = found.len();
    }
    shelf.queued("last", 1).await;
}
