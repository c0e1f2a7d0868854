//! Plans that grow while the clip is being recorded.

use crate::{LATER, NOW, Shelf, connection, file, hashed, id, new, picked};
use domain::{
    AssetId, Fingerprint, Happened, MediaFile, Part, PartNumber, PartTarget, Timestamp, Upload,
    UploadEvent, UploadId, UploadState,
};
use sqlx::{ConnectOptions, Connection as _, sqlite::SqliteConnectOptions};
use store::{NewUpload, StoreError, Wanted};

fn a() -> AssetId {
    AssetId::new("a")
}

fn part(number: u32, start: u64, length: u64) -> Part {
    Part { number: PartNumber(number), start, length }
}

fn target(part: Part) -> (Part, PartTarget) {
    (part, PartTarget::new(format!("https://parts.example/{}", part.number)))
}

const HEAD: Part = Part { number: PartNumber(1), start: 0, length: 10 };

fn whole(size: u64) -> MediaFile {
    let fingerprint = Fingerprint::new(format!("whole {size}"));
    MediaFile { modified_ns: 5, fingerprint, ..file("clip.mov", size) }
}

impl Shelf {
    /// Claimed while it is being written, 25 bytes long, with an asset and its head planned.
    async fn growing(&self) -> Upload {
        let clip = NewUpload { growing: true, ..picked(&file("clip.mov", 25)) };
        let upload = new(self.store.enqueue(&id("c"), &clip, NOW).await.unwrap());
        self.store.claim_next(&[id("c")], &Wanted::default(), NOW).await.unwrap().unwrap();
        self.store.begin_growing(upload.id, &a(), HEAD, NOW, LATER).await.unwrap()
    }

    async fn send(&self, id: UploadId, number: u32) {
        let part = hashed(&number.to_string());
        self.store.mark_sent(id, &a(), PartNumber(number), &part, NOW).await.unwrap();
    }
}

#[tokio::test]
async fn a_clip_grows_part_by_part_over_restarts_and_is_done_when_its_head_is_sent() {
    let shelf = Shelf::new().await;
    let upload = shelf.growing().await;
    assert_eq!((upload.part_count, upload.parts_sent, upload.growing), (Some(1), 0, true));
    let added = [target(part(2, 10, 8)), target(part(3, 18, 7))];
    let row = shelf.store.add_growing_parts(upload.id, &a(), &added, 26).await.unwrap();
    assert_eq!((row.part_count, row.file.size), (Some(3), 26));
    shelf.send(upload.id, 2).await;
    let shelf = shelf.reopened().await;
    shelf.store.requeue_interrupted(NOW).await.unwrap();
    let row = shelf.row(upload.id).await;
    assert_eq!((row.accepted_bytes, row.parts_sent, row.growing), (8, 1, true));
    shelf.store.claim_next(&[id("c")], &Wanted::default(), NOW).await.unwrap().unwrap();
    shelf.send(upload.id, 3).await;
    let more = [target(part(4, 25, 5))];
    let row = shelf.store.add_growing_parts(upload.id, &a(), &more, 20).await.unwrap();
    assert_eq!(row.file.size, 30, "never less than it was, and all of its parts");

    let finished = UploadEvent::Finished { asset: a() };
    let early = shelf.store.move_upload(upload.id, &finished, NOW).await;
    assert!(matches!(early, Err(StoreError::NotAllSent { .. })), "{early:?}");
    // The end of the file changed once more after part 4 was planned, and there is a fifth.
    let last = [target(HEAD), target(part(4, 25, 7)), target(part(5, 32, 3))];
    let row = shelf.store.end_growing(upload.id, &a(), &whole(35), &last, NOW).await.unwrap();
    assert!(!row.growing);
    assert_eq!((row.file.size, row.part_count, row.parts_sent), (35, Some(5), 2));
    assert_eq!((&row.file.fingerprint, row.file.modified_ns), (&whole(35).fingerprint, 5));
    let unsent = shelf.store.unsent(upload.id).await.unwrap();
    assert_eq!(unsent, last);
    for number in [5, 4, 1] {
        let early = shelf.store.move_upload(upload.id, &finished, NOW).await;
        assert!(matches!(early, Err(StoreError::NotAllSent { .. })), "{early:?}");
        shelf.send(upload.id, number).await;
    }
    let done = shelf.store.move_upload(upload.id, &finished, NOW).await.unwrap();
    assert_eq!((done.state, done.accepted_bytes), (UploadState::Done { asset: a() }, 35));
    let lines = shelf.store.history(upload.id).await.unwrap();
    assert!(lines.iter().any(|(_, what)| *what == Happened::BegunGrowing { asset: a() }));
    assert!(lines.iter().any(|(_, what)| *what == Happened::RecordingEnded { bytes: 35 }));
}

#[tokio::test]
async fn a_part_with_a_new_target_is_unsent_again() {
    let shelf = Shelf::new().await;
    let upload = shelf.growing().await;
    let first = [target(part(2, 10, 8))];
    shelf.store.add_growing_parts(upload.id, &a(), &first, 25).await.unwrap();
    shelf.send(upload.id, 2).await;
    let again = [target(part(2, 10, 9))];
    let row = shelf.store.add_growing_parts(upload.id, &a(), &again, 25).await.unwrap();
    assert_eq!((row.accepted_bytes, row.parts_sent, row.part_count), (0, 0, Some(2)));
    let parts = shelf.store.parts(upload.id).await.unwrap();
    assert_eq!((parts[1].part, parts[1].sent_at, &parts[1].hash), (again[0].0, None, &None));
}

#[tokio::test]
async fn an_end_that_does_not_cover_the_file_changes_nothing() {
    let shelf = Shelf::new().await;
    let upload = shelf.growing().await;
    let added = [target(part(2, 10, 8)), target(part(3, 18, 7))];
    shelf.store.add_growing_parts(upload.id, &a(), &added, 25).await.unwrap();
    shelf.send(upload.id, 2).await;
    let before = shelf.row(upload.id).await;
    let gap = vec![target(HEAD), target(part(3, 19, 6))];
    let without_head = Vec::new();
    for (parts, size) in [
        (gap, 25),
        (without_head, 25),
        (vec![target(HEAD)], 24),
        (vec![target(HEAD)], 5),
        (vec![target(HEAD), target(part(5, 25, 5))], 30),
    ] {
        let bad = shelf.store.end_growing(upload.id, &a(), &whole(size), &parts, NOW).await;
        assert!(matches!(bad, Err(StoreError::BadPlan { .. })), "{parts:?}: {bad:?}");
        assert_eq!(shelf.row(upload.id).await, before);
    }
    let other = AssetId::new("b");
    let head = [target(HEAD)];
    let late = shelf.store.end_growing(upload.id, &other, &whole(25), &head, NOW).await;
    assert!(matches!(late, Err(StoreError::PlanReplaced { .. })), "{late:?}");
    let late = shelf.store.add_growing_parts(upload.id, &other, &head, 25).await;
    assert!(matches!(late, Err(StoreError::PlanReplaced { .. })), "{late:?}");
    shelf.store.end_growing(upload.id, &a(), &whole(25), &head, NOW).await.unwrap();
    let twice = shelf.store.end_growing(upload.id, &a(), &whole(25), &head, NOW).await;
    assert!(matches!(twice, Err(StoreError::PlanReplaced { .. })), "{twice:?}");
}

#[tokio::test]
async fn a_clip_whose_bytes_are_in_the_cloud_says_so_though_the_same_file_was_queued_again() {
    let shelf = Shelf::new().await;
    let upload = shelf.growing().await;
    let picked = picked(&whole(10));
    let other = new(shelf.store.enqueue(&id("c"), &picked, NOW).await.unwrap());
    let ended = shelf.store.end_growing(upload.id, &a(), &whole(10), &[target(HEAD)], NOW).await;
    let ended = ended.unwrap();
    assert!(!ended.growing);
    assert_ne!(ended.file.fingerprint, other.file.fingerprint);
    shelf.send(upload.id, 1).await;
    let finished = UploadEvent::Finished { asset: a() };
    let done = shelf.store.move_upload(upload.id, &finished, NOW).await.unwrap();
    assert!(matches!(done.state, UploadState::Done { .. }));
    let told = shelf.store.history(upload.id).await.unwrap();
    let twice = Happened::QueuedTwice { other: other.id };
    assert!(told.iter().any(|(_, what)| *what == twice), "{told:?}");
}

#[tokio::test]
async fn a_clip_that_is_given_up_and_queued_already_is_not_queued_twice() {
    let shelf = Shelf::new().await;
    let upload = shelf.growing().await;
    let picked = picked(&whole(10));
    let other = new(shelf.store.enqueue(&id("c"), &picked, NOW).await.unwrap());
    let refused = shelf.store.give_up_growing(upload.id, &whole(10), "why not", NOW).await;
    assert!(
        matches!(refused, Err(StoreError::AlreadyQueued { upload }) if upload == other.id),
        "{refused:?}"
    );
    assert!(shelf.row(upload.id).await.growing);
}

#[tokio::test]
async fn one_that_is_given_up_goes_on_as_a_whole_file_with_an_asset_of_its_own() {
    let shelf = Shelf::new().await;
    let upload = shelf.growing().await;
    let added = [target(part(2, 10, 8))];
    shelf.store.add_growing_parts(upload.id, &a(), &added, 25).await.unwrap();
    shelf.send(upload.id, 2).await;
    let row = shelf.store.give_up_growing(upload.id, &whole(90), "It changed.", NOW).await.unwrap();
    assert_eq!((row.growing, row.file.size, &row.asset, row.part_count), (false, 90, &None, None));
    assert_eq!((row.accepted_bytes, row.state), (0, UploadState::Uploading));
    let told = shelf.store.history(upload.id).await.unwrap();
    let given_up = Happened::GaveUp { asset: a(), sent: 1, parts: 2, why: "It changed.".into() };
    assert!(
        told.iter().any(|(_, what)| *what == given_up),
        "what was sent is not forgotten without a word"
    );
    let plan = crate::plan(90, 3);
    let b = AssetId::new("b");
    let row = shelf.store.write_plan(upload.id, &b, &plan, NOW, LATER).await.unwrap();
    assert_eq!((row.part_count, row.growing), (Some(3), false));
    let grown = shelf.store.begin_growing(upload.id, &a(), HEAD, NOW, LATER).await;
    assert!(matches!(grown, Err(StoreError::NotAllowed(_))), "{grown:?}");
}

#[tokio::test]
async fn only_what_is_being_written_grows() {
    let shelf = Shelf::new().await;
    shelf.store.save_connection(&connection("d")).await.unwrap();
    let whole = shelf.queued("whole.mov", 10).await;
    let refused = shelf.store.begin_growing(whole.id, &a(), HEAD, NOW, LATER).await;
    assert!(matches!(refused, Err(StoreError::NotAllowed(_))), "{refused:?}");
    let upload = shelf.growing().await;
    let twice = shelf.store.begin_growing(upload.id, &a(), HEAD, NOW, Timestamp(1)).await;
    assert!(matches!(twice, Err(StoreError::NotAllowed(_))), "{twice:?}");
    assert_eq!(shelf.store.targets_expire(upload.id).await.unwrap(), Some(LATER));
}

#[tokio::test]
async fn what_an_older_app_plans_whole_grows_no_longer() {
    let shelf = Shelf::new().await;
    let upload = shelf.growing().await;
    // It finds no target for the head, gives the asset up and begins with the whole file.
    let mut raw = SqliteConnectOptions::new().filename(shelf.path()).connect().await.unwrap();
    sqlx::raw_sql(
        "delete from parts;
         update uploads set asset = null, part_count = null, parts_sent = 0, accepted_bytes = 0,
             targets_expire = null;
         insert into parts (upload, number, start, length, target)
             values (1, 1, 0, 25, 'https://parts.example');
         update uploads set asset = 'whole', part_count = 1, parts_sent = 0, accepted_bytes = 0,
             targets_expire = 9;",
    )
    .execute(&mut raw)
    .await
    .unwrap();
    raw.close().await.unwrap();
    let row = shelf.row(upload.id).await;
    assert_eq!((row.growing, row.asset), (false, Some(AssetId::new("whole"))));
}

#[tokio::test]
async fn what_was_asked_for_is_what_has_a_target_and_was_not_sent() {
    let shelf = Shelf::new().await;
    let upload = shelf.growing().await;
    assert_eq!(shelf.store.asked_for(upload.id).await.unwrap(), [], "the head has no target yet");
    let added = [target(part(2, 10, 8)), target(part(3, 18, 7))];
    shelf.store.add_growing_parts(upload.id, &a(), &added, 26).await.unwrap();
    shelf.send(upload.id, 2).await;
    assert_eq!(shelf.store.asked_for(upload.id).await.unwrap(), added[1..]);
    // Asked for anew, it is to be sent anew.
    shelf.store.add_growing_parts(upload.id, &a(), &added[..1], 26).await.unwrap();
    assert_eq!(shelf.store.asked_for(upload.id).await.unwrap(), added);
}
