//! An upload in each state that there is.

use crate::{LATER, NOW, Shelf, hashed, id};
use domain::{AssetId, ErrorKind, Failure, PartNumber, Timestamp, Upload, UploadEvent, WaitingFor};
use store::{Store, Wanted};

pub const STATES: [&str; 12] = [
    "queued",
    "uploading",
    "waiting",
    "waiting for the network",
    "waiting for authorization",
    "paused",
    "paused for a while",
    "offered",
    "failed",
    "skipped",
    "done",
    "cancelled",
];

pub fn failure(kind: ErrorKind) -> Failure {
    Failure { kind, said: "it said \"no\" 🎬".into(), attempts: 4 }
}

pub fn paused(until: Option<Timestamp>) -> UploadEvent {
    UploadEvent::Paused { until }
}

pub async fn claim(store: &Store) -> Option<Upload> {
    store.claim_next(&[id("c")], &Wanted::default(), NOW).await.unwrap()
}

pub async fn names(store: &Store) -> Vec<String> {
    store.uploads().await.unwrap().iter().map(|upload| upload.file.name()).collect()
}

/// Takes an upload of 10 bytes to this state; all but an offered one have a plan of 2 parts, with
/// part 1 sent.
pub async fn in_state(shelf: &Shelf, state: &str) -> Upload {
    named_in_state(shelf, &format!("{state}.mov"), state).await
}

pub async fn named_in_state(shelf: &Shelf, name: &str, state: &str) -> Upload {
    if state == "offered" {
        return shelf.offered(name).await;
    }
    let upload = shelf.planned(name, 10, 2).await;
    let (a, store) = (AssetId::new("a"), &shelf.store);
    store.mark_sent(upload.id, &a, PartNumber(1), &hashed("1"), NOW).await.unwrap();
    let time = WaitingFor::Time { until: LATER, failure: failure(ErrorKind::Busy) };
    let event = match state {
        "queued" => UploadEvent::Interrupted,
        "uploading" => return shelf.row(upload.id).await,
        "waiting" => UploadEvent::WillWait(time),
        "waiting for the network" => UploadEvent::WillWait(WaitingFor::Network),
        "waiting for authorization" => UploadEvent::WillWait(WaitingFor::Authorization),
        "paused" => paused(None),
        "paused for a while" => paused(Some(LATER)),
        "failed" => UploadEvent::Failed(failure(ErrorKind::Rejected)),
        "skipped" => UploadEvent::Skipped,
        "done" => {
            store.mark_sent(upload.id, &a, PartNumber(2), &hashed("2"), NOW).await.unwrap();
            UploadEvent::Finished { asset: a }
        }
        "cancelled" => UploadEvent::Cancelled,
        other => panic!("no such state: {other}"),
    };
    store.move_upload(upload.id, &event, NOW).await.unwrap()
}
