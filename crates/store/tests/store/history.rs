use crate::{LATER, NOW, Shelf, hashed, id};
use domain::{AssetId, ErrorKind, Failure, PartNumber, UploadEvent, UploadId, WaitingFor};
use store::{StoreError, Wanted};

#[tokio::test]
async fn what_happened_to_an_upload_can_be_read_in_order() {
    let shelf = Shelf::new().await;
    let store = &shelf.store;
    let upload = shelf.planned("a.mov", 10, 2).await.id;
    let failure = Failure { kind: ErrorKind::Busy, said: "503 from host".into(), attempts: 3 };
    let wait = WaitingFor::Time { until: LATER, failure: failure.clone() };
    store.move_upload(upload, &UploadEvent::WillWait(wait), NOW).await.unwrap();
    store.move_upload(upload, &UploadEvent::Ready, LATER).await.unwrap();
    store.claim_next(&[id("c")], &Wanted::default(), LATER).await.unwrap();
    store.mark_sent(upload, &AssetId::new("a"), PartNumber(1), &hashed("h"), LATER).await.unwrap();
    store.drop_plan(upload, "the targets expired", LATER).await.unwrap();
    store.move_upload(upload, &UploadEvent::Failed(failure), LATER).await.unwrap();
    store.note(upload, LATER, "the person looked at it\nand \"sighed\"").await.unwrap();

    let shelf = shelf.reopened().await;
    let lines = shelf.store.history(upload).await.unwrap();
    let said: Vec<&str> = lines.iter().map(|(_, what)| what.as_str()).collect();
    assert_eq!(
        said,
        [
            "queued",
            "uploading",
            "asset a in 2 parts",
            "waiting: busy, attempt 3: 503 from host",
            "queued",
            "uploading",
            "gave up asset a with 1 of 2 parts: the targets expired",
            "failed: busy, attempt 3: 503 from host",
            "the person looked at it\nand \"sighed\"",
        ]
    );
    assert_eq!((lines[0].0, lines[8].0), (NOW, LATER));
}

#[tokio::test]
async fn only_the_newest_five_hundred_lines_are_kept_of_each_upload() {
    let shelf = Shelf::new().await;
    let (loud, quiet) = (shelf.queued("a.mov", 1).await.id, shelf.queued("b.mov", 1).await.id);
    for number in 1..=510 {
        shelf.store.note(loud, NOW, &number.to_string()).await.unwrap();
    }
    let lines = shelf.store.history(loud).await.unwrap();
    assert_eq!(lines.len(), 500);
    assert_eq!((lines[0].1.as_str(), lines[499].1.as_str()), ("11", "510"));
    assert_eq!(shelf.store.history(quiet).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_note_needs_its_upload_and_is_read_also_when_that_is_off_the_list() {
    let shelf = Shelf::new().await;
    let missing = shelf.store.note(UploadId(7), NOW, "?").await;
    assert!(matches!(missing, Err(StoreError::NoSuchUpload(UploadId(7)))));
    let upload = shelf.queued("a.mov", 1).await.id;
    shelf.store.move_upload(upload, &UploadEvent::Cancelled, NOW).await.unwrap();
    assert_eq!(shelf.store.remove_uploads(&[upload]).await.unwrap(), [upload]);
    assert_eq!(shelf.store.history(upload).await.unwrap().len(), 2);
}
