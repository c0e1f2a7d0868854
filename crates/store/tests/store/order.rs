//! The order of the queue: `move_to_top`, `rank_anew`.

use crate::states::{STATES, claim, in_state, names};
use crate::{NOW, Shelf, file, id, new, picked};
use domain::{MediaKind, UploadEvent, UploadId};
use store::NewUpload;

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
async fn what_is_over_does_not_move_to_the_top() {
    let shelf = Shelf::new().await;
    let mut ids = Vec::new();
    let mut open = Vec::new();
    for state in STATES {
        let upload = in_state(&shelf, state).await;
        ids.push(upload.id);
        open.extend((!upload.state.is_over()).then_some(upload.id));
    }
    let moved = shelf.store.move_to_top(&ids).await.unwrap();
    assert_eq!(moved.iter().map(|upload| upload.id).collect::<Vec<_>>(), open);
    assert!(moved.iter().all(|upload| upload.rank == -1));
}

#[tokio::test]
async fn a_new_order_of_kinds_holds_for_all_but_what_was_moved_to_the_top() {
    let shelf = Shelf::new().await;
    let store = &shelf.store;
    let mut ids = Vec::new();
    for (name, kind, rank) in [
        ("film", MediaKind::Ocf, 5),
        ("proxy", MediaKind::Proxy, 0),
        ("sound", MediaKind::Audio, 4),
        ("film two", MediaKind::Ocf, 5),
        ("cancelled", MediaKind::Ocf, 5),
    ] {
        let one = NewUpload { kind, rank, ..picked(&file(name, 1)) };
        ids.push(new(store.enqueue(&id("c"), &one, NOW).await.unwrap()).id);
    }
    store.move_upload(ids[4], &UploadEvent::Cancelled, NOW).await.unwrap();
    store.move_to_top(&[ids[2]]).await.unwrap();
    assert_eq!(names(store).await[..4], ["sound", "proxy", "film", "film two"]);
    let ranks = [(MediaKind::Ocf, 0), (MediaKind::Proxy, 1), (MediaKind::Audio, 2)];
    assert!(store.rank_anew(&ranks).await.unwrap());
    assert!(!store.rank_anew(&ranks).await.unwrap(), "nothing changes a second time");
    assert!(!store.rank_anew(&[]).await.unwrap());
    // A cancel that is taken back has its place in the new order too.
    store.move_upload(ids[4], &UploadEvent::Retried, NOW).await.unwrap();
    let order = ["sound", "film", "film two", "cancelled", "proxy"];
    assert_eq!(names(store).await, order);
    for name in order {
        assert_eq!(claim(store).await.unwrap().file.name(), name);
    }
}
