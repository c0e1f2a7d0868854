use crate::{LATER, NOW, Shelf, hashed, id};
use domain::{
    AssetId, ErrorKind, Failure, Happened, PartNumber, UploadEvent, UploadId, WaitingFor,
};
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
    store.drop_plan(upload, "The \"targets\" expired.", LATER).await.unwrap();
    store.move_upload(upload, &UploadEvent::Failed(failure.clone()), LATER).await.unwrap();
    store.note(upload, LATER, &Happened::ProgramEnded).await.unwrap();

    let shelf = shelf.reopened().await;
    let lines = shelf.store.history(upload).await.unwrap();
    let happened: Vec<Happened> = lines.iter().map(|(_, what)| what.clone()).collect();
    let asset = AssetId::new("a");
    let why = "The \"targets\" expired.".to_owned();
    assert_eq!(
        happened,
        [
            Happened::Queued,
            Happened::Uploading,
            Happened::Planned { asset: asset.clone(), parts: 2 },
            Happened::WaitsForTime(failure.clone()),
            Happened::Queued,
            Happened::Uploading,
            Happened::GaveUp { asset, sent: 1, parts: 2, why },
            Happened::Failed(failure),
            Happened::ProgramEnded,
        ]
    );
    assert_eq!((lines[0].0, lines[8].0), (NOW, LATER));
}

#[tokio::test]
async fn only_the_newest_five_hundred_lines_are_kept_of_each_upload() {
    let shelf = Shelf::new().await;
    let (loud, quiet) = (shelf.queued("a.mov", 1).await.id, shelf.queued("b.mov", 1).await.id);
    for number in 1..=510 {
        shelf.store.note(loud, NOW, &Happened::WrittenAnew { parts: number }).await.unwrap();
    }
    let lines = shelf.store.history(loud).await.unwrap();
    assert_eq!(lines.len(), 500);
    assert_eq!(lines[0].1, Happened::WrittenAnew { parts: 11 });
    assert_eq!(lines[499].1, Happened::WrittenAnew { parts: 510 });
    assert_eq!(shelf.store.history(quiet).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_note_needs_its_upload_and_is_read_also_when_that_is_off_the_list() {
    let shelf = Shelf::new().await;
    let missing = shelf.store.note(UploadId(7), NOW, &Happened::Queued).await;
    assert!(matches!(missing, Err(StoreError::NoSuchUpload(UploadId(7)))));
    let upload = shelf.queued("a.mov", 1).await.id;
    shelf.store.move_upload(upload, &UploadEvent::Cancelled, NOW).await.unwrap();
    assert_eq!(shelf.store.remove_uploads(&[upload]).await.unwrap(), [upload]);
    assert_eq!(shelf.store.history(upload).await.unwrap().len(), 2);
}
