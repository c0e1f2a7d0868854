//! What comes in: `enqueue`, `enqueue_all`, `known_paths`.

use crate::states::{STATES, in_state, names};
use crate::{LATER, NOW, Shelf, connection, file, id, new, picked};
use domain::{AssetId, FolderId, MediaFile, UploadEvent, UploadState};
use store::{Enqueued, NewUpload, StoreError};

fn found(file: &MediaFile) -> NewUpload {
    NewUpload { found_in: Some(FolderId(3)), ..picked(file) }
}

#[tokio::test]
async fn a_file_seen_twice_is_queued_once() {
    let shelf = Shelf::new().await;
    shelf.store.save_connection(&connection("other")).await.unwrap();
    let first = shelf.queued("a.mov", 10).await;
    // The same content under another name is the same file.
    let again = MediaFile { path: "/copy/b.mov".into(), ..first.file.clone() };
    let again = picked(&again);
    let known = shelf.store.enqueue(&id("c"), &again, LATER).await.unwrap();
    assert_eq!(known, Enqueued::Known(first.clone()));
    let other = shelf.store.enqueue(&id("other"), &again, LATER).await.unwrap();
    assert!(matches!(other, Enqueued::New(_)), "each connection has its own");

    shelf.store.move_upload(first.id, &UploadEvent::Cancelled, NOW).await.unwrap();
    let anew = shelf.store.enqueue(&id("c"), &again, LATER).await.unwrap();
    assert!(matches!(&anew, Enqueued::New(new) if new.id != first.id), "{anew:?}");
}

#[tokio::test]
async fn what_a_person_picks_is_known_unless_it_was_cancelled_or_only_offered() {
    for state in STATES {
        let shelf = Shelf::new().await;
        let upload = in_state(&shelf, state).await;
        let again = shelf.store.enqueue(&id("c"), &picked(&upload.file), LATER).await.unwrap();
        match state {
            "cancelled" => assert!(new(again).id != upload.id),
            "offered" => {
                let picked = new(again);
                assert_eq!((picked.id, &picked.state), (upload.id, &UploadState::Queued));
                assert!(picked.place > upload.place);
            }
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
            let one = picked(&file("a.mov", 1));
            tokio::spawn(async move { store.enqueue(&id("c"), &one, NOW).await.unwrap() })
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
    let refused = shelf.store.enqueue(&id("x"), &picked(&file("a", 1)), NOW).await;
    assert!(matches!(refused, Err(StoreError::NoSuchConnection(_))));
}

#[tokio::test]
async fn what_arrived_is_known_also_after_it_was_taken_off_the_list() {
    let shelf = Shelf::new().await;
    let done = in_state(&shelf, "done").await;
    shelf.store.remove_uploads(&[done.id]).await.unwrap();
    let shelf = shelf.reopened().await;
    assert_eq!(shelf.store.uploads().await.unwrap(), []);
    let again = shelf.store.enqueue(&id("c"), &picked(&done.file), LATER).await.unwrap();
    assert_eq!(again, Enqueued::Known(done.clone()), "never sent a second time");
    assert_eq!(shelf.store.uploads().await.unwrap(), [done], "and on the list again");
}

#[tokio::test]
async fn a_call_that_is_dropped_halfway_leaves_a_store_that_works() {
    let shelf = Shelf::new().await;
    let mut names_seen = 0;
    for number in 0..60 {
        let one = picked(&file(&number.to_string(), 1));
        let c = id("c");
        let call = shelf.store.enqueue(&c, &one, NOW);
        // From before the first step to after the last.
        let patience = std::time::Duration::from_micros(number * 40);
        let _ = tokio::time::timeout(patience, call).await;
        let found = shelf.store.uploads().await.unwrap();
        assert!(found.len() >= names_seen, "what was there stays");
        names_seen = found.len();
    }
    shelf.queued("last", 1).await;
}

#[tokio::test]
async fn what_a_watched_folder_finds_is_known_by_a_row_in_any_state_on_the_list_or_not() {
    for state in STATES {
        let shelf = Shelf::new().await;
        let upload = in_state(&shelf, state).await;
        let again = shelf.store.enqueue(&id("c"), &found(&upload.file), LATER).await.unwrap();
        assert_eq!(again, Enqueued::Known(upload.clone()), "{state}");
        let removed = shelf.store.remove_uploads(&[upload.id]).await.unwrap();
        let again = shelf.store.enqueue(&id("c"), &found(&upload.file), LATER).await.unwrap();
        assert_eq!(again, Enqueued::Known(upload.clone()), "{state}, removed");
        let listed = names(&shelf.store).await.len();
        assert_eq!(listed, 1 - removed.len(), "{state}: what was taken off stays off");
    }
}

#[tokio::test]
async fn what_failed_and_was_taken_off_comes_back_when_it_is_picked_again() {
    let shelf = Shelf::new().await;
    let failed = in_state(&shelf, "failed").await;
    let other = shelf.queued("other.mov", 1).await;
    shelf.store.remove_uploads(&[failed.id]).await.unwrap();
    let elsewhere = MediaFile { path: "/copy/again.mov".into(), ..failed.file.clone() };
    let again = NewUpload { rank: 4, ..picked(&elsewhere) };
    let back = new(shelf.store.enqueue(&id("c"), &again, LATER).await.unwrap());
    assert_eq!((back.id, &back.state, &back.file), (failed.id, &UploadState::Queued, &elsewhere));
    assert_eq!((back.rank, back.finished_at), (4, None));
    assert!(back.place > other.place);
    // It resumes: the cloud has half of it.
    assert_eq!((back.asset, back.accepted_bytes), (Some(AssetId::new("a")), 5));
    assert_eq!(names(&shelf.store).await, ["other.mov", "again.mov"]);

    let skipped = in_state(&shelf, "skipped").await;
    shelf.store.remove_uploads(&[skipped.id]).await.unwrap();
    let again = shelf.store.enqueue(&id("c"), &picked(&skipped.file), LATER).await.unwrap();
    assert_eq!(again, Enqueued::Known(skipped), "the cloud will never take it");
    assert!(names(&shelf.store).await.contains(&"skipped.mov".to_owned()), "and it is seen why");
}

#[tokio::test]
async fn many_come_in_order_with_a_line_each_or_not_at_all() {
    let shelf = Shelf::new().await;
    let known = shelf.queued("3", 1).await;
    let mut all: Vec<NewUpload> =
        (0..10).map(|number| picked(&file(&number.to_string(), 1))).collect();
    all.push(all[1].clone());
    let came = shelf.store.enqueue_all(&id("c"), &all, LATER).await.unwrap();
    let known_at: Vec<usize> = came
        .iter()
        .enumerate()
        .filter_map(|(at, one)| matches!(one, Enqueued::Known(_)).then_some(at))
        .collect();
    assert_eq!(known_at, [3, 10], "queued before, and twice in one go");
    assert_eq!(came[3], Enqueued::Known(known));
    assert_eq!(names(&shelf.store).await, ["3", "0", "1", "2", "4", "5", "6", "7", "8", "9"]);
    for one in came {
        let (Enqueued::New(upload) | Enqueued::Known(upload)) = one;
        assert_eq!(shelf.store.history(upload.id).await.unwrap().len(), 1);
    }

    let mut bad: Vec<NewUpload> =
        (20..30).map(|number| picked(&file(&number.to_string(), 1))).collect();
    bad[9].file.size = u64::MAX;
    let refused = shelf.store.enqueue_all(&id("c"), &bad, LATER).await;
    assert!(matches!(refused, Err(StoreError::Value(_))), "{refused:?}");
    assert_eq!(names(&shelf.store).await.len(), 10);
    assert_eq!(shelf.store.enqueue_all(&id("c"), &[], LATER).await.unwrap(), []);
}

#[tokio::test]
async fn a_path_is_known_by_its_row_in_any_state_until_size_or_time_change() {
    let shelf = Shelf::new().await;
    shelf.store.save_connection(&connection("d")).await.unwrap();
    for state in STATES {
        let upload = in_state(&shelf, state).await;
        shelf.store.remove_uploads(&[upload.id]).await.unwrap();
        let MediaFile { path, size, modified_ns, .. } = upload.file;
        let asked = [
            (path.clone(), size, modified_ns),
            (path.clone(), size + 1, modified_ns),
            (path.clone(), size, modified_ns + 1),
            (path.with_extension("x"), size, modified_ns),
        ];
        let known = shelf.store.known_paths(&id("c"), &asked).await.unwrap();
        assert_eq!(known, [true, false, false, false], "{state}");
        let elsewhere = shelf.store.known_paths(&id("d"), &asked).await.unwrap();
        assert_eq!(elsewhere, [false; 4], "{state}");
    }
}
