//! The table `watched_folders`.

use crate::states::{claim, failure};
use crate::{LATER, NOW, Shelf, connection, file, id, new, picked};
use domain::{ConnectionId, ErrorKind, Failure, FolderId, FolderWish, UploadEvent, WatchedFolder};
use store::{NewUpload, StoreError};

fn wish(path: &str) -> FolderWish {
    FolderWish {
        path: path.into(),
        subfolders: true,
        take: vec!["*.mov".into(), "A*".into()],
        leave: vec!["\"quoted\" 🎬".into()],
        growing: true,
        existing: false,
    }
}

#[tokio::test]
async fn watched_folders_survive_a_restart_and_change_and_go() {
    let shelf = Shelf::new().await;
    let store = &shelf.store;
    let first = store.add_folder(&id("c"), &wish("/card"), NOW).await.unwrap();
    let second = store.add_folder(&id("c"), &wish("/other"), NOW).await.unwrap();
    let expected =
        WatchedFolder { id: first.id, connection: id("c"), wish: wish("/card"), added_at: NOW };
    assert_eq!(first, expected);
    let other = FolderWish { take: Vec::new(), subfolders: false, existing: true, ..wish("/x") };
    let changed = store.change_folder(second.id, &other).await.unwrap().unwrap();
    assert_eq!((changed.id, &changed.wish), (second.id, &other));
    let shelf = shelf.reopened().await;
    assert_eq!(shelf.store.watched_folders().await.unwrap(), [first.clone(), changed.clone()]);

    shelf.store.remove_folder(first.id).await.unwrap();
    shelf.store.remove_folder(first.id).await.expect("removing what is not there is fine");
    assert_eq!(shelf.store.watched_folders().await.unwrap(), [changed]);
    assert_eq!(shelf.store.change_folder(first.id, &other).await.unwrap(), None);
    let new = shelf.store.add_folder(&id("c"), &wish("/card"), NOW).await.unwrap();
    assert!(new.id > second.id, "what was found in the one is not taken for the other's");
}

#[tokio::test]
async fn a_folder_is_watched_once_for_each_connection() {
    let shelf = Shelf::new().await;
    let store = &shelf.store;
    store.save_connection(&connection("d")).await.unwrap();
    let first = store.add_folder(&id("c"), &wish("/card"), NOW).await.unwrap();
    let again = FolderWish { growing: false, ..wish("/card") };
    let second = store.add_folder(&id("c"), &again, LATER).await.unwrap();
    assert_eq!(second, WatchedFolder { wish: again, ..first.clone() });
    let elsewhere = store.add_folder(&id("d"), &wish("/card"), NOW).await.unwrap();
    assert!(elsewhere.id != first.id);

    let other = store.add_folder(&id("c"), &wish("/other"), NOW).await.unwrap();
    let onto = store.change_folder(other.id, &wish("/card")).await;
    assert!(
        matches!(onto, Err(StoreError::AlreadyWatched { folder }) if folder == first.id),
        "{onto:?}"
    );
    store.change_folder(other.id, &wish("/other")).await.expect("itself is no other");
    let nobody = store.add_folder(&id("nobody"), &wish("/card"), NOW).await;
    assert!(matches!(nobody, Err(StoreError::NoSuchConnection(_))), "{nobody:?}");
}

#[tokio::test]
async fn a_connection_takes_its_folders_and_what_it_only_offered_along() {
    let shelf = Shelf::new().await;
    let store = &shelf.store;
    store.add_folder(&id("c"), &wish("/card"), NOW).await.unwrap();
    shelf.offered("offered.mov").await;
    let queued = shelf.queued("queued.mov", 1).await;
    let needed = store.remove_connection(&id("c")).await;
    assert!(matches!(needed, Err(StoreError::StillNeeded { uploads: 1 })), "{needed:?}");
    store.move_upload(queued.id, &UploadEvent::Cancelled, NOW).await.unwrap();
    store.remove_connection(&id("c")).await.unwrap();
    assert_eq!(store.watched_folders().await.unwrap(), []);
    assert_eq!(store.uploads().await.unwrap(), []);
    assert_eq!(store.totals().await.unwrap(), store::Totals::default());
}

#[tokio::test]
async fn whether_uploads_are_automatic_survives_a_restart() {
    let shelf = Shelf::new().await;
    assert!(shelf.store.connection(&id("c")).await.unwrap().unwrap().automatic);
    assert!(!shelf.store.set_automatic(&id("c"), false).await.unwrap().automatic);
    let shelf = shelf.reopened().await;
    assert!(!shelf.store.connections().await.unwrap()[0].automatic);
    let missing = shelf.store.set_automatic(&ConnectionId::new("x"), true).await;
    assert!(matches!(missing, Err(StoreError::NoSuchConnection(_))), "{missing:?}");
}

#[tokio::test]
async fn a_folder_finds_what_grew_in_it_and_what_was_missing() {
    let shelf = Shelf::new().await;
    let store = &shelf.store;
    let mut ids = Vec::new();
    for (name, folder, growing) in
        [("a", 1, true), ("b", 2, true), ("c", 1, false), ("d", 1, false), ("e", 2, false)]
    {
        let found_in = Some(FolderId(folder));
        let one = NewUpload { found_in, growing, ..picked(&file(name, 1)) };
        ids.push(new(store.enqueue(&id("c"), &one, NOW).await.unwrap()).id);
    }
    store.move_upload(ids[0], &UploadEvent::Cancelled, NOW).await.unwrap();
    let grew = store.growing_of(FolderId(1)).await.unwrap();
    assert_eq!(grew, [("/card/a".into(), ids[0])], "cancelled or not");

    let missing = |said: &str| Failure { said: said.into(), ..failure(ErrorKind::FileMissing) };
    for (upload, event) in [
        (ids[2], UploadEvent::Failed(missing("gone"))),
        (ids[3], UploadEvent::Failed(failure(ErrorKind::Rejected))),
        (ids[4], UploadEvent::Failed(missing("gone too"))),
    ] {
        store.move_to_top(&[upload]).await.unwrap();
        assert_eq!(claim(store).await.unwrap().id, upload);
        store.move_upload(upload, &event, NOW).await.unwrap();
    }
    assert_eq!(store.missing_of(FolderId(1)).await.unwrap(), [ids[2]]);
    assert_eq!(store.missing_of(FolderId(2)).await.unwrap(), [ids[4]]);
    store.remove_uploads(&[ids[2]]).await.unwrap();
    assert_eq!(store.missing_of(FolderId(1)).await.unwrap(), [], "off the list, out of mind");
}
