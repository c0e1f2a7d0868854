use crate::{LATER, NOW, Shelf, connection, file, id};
use domain::{
    AssetId, ErrorKind, Failure, MediaKind, PartNumber, Timestamp, UploadEvent, WaitingFor,
};
use store::Totals;

#[tokio::test]
async fn the_totals_are_of_what_is_not_over() {
    let shelf = Shelf::new().await;
    let store = &shelf.store;
    store.save_connection(&connection("d")).await.unwrap();
    store.save_connection(&connection("idle")).await.unwrap();
    assert_eq!(store.totals().await.unwrap(), Totals::default());

    let failure = Failure { kind: ErrorKind::Busy, said: "no".into(), attempts: 1 };
    let wait = |until| {
        let failure = failure.clone();
        UploadEvent::WillWait(WaitingFor::Time { until: Timestamp(until), failure })
    };
    let a = AssetId::new("a");
    for (name, event) in [
        ("later", Some(wait(9))),
        ("soon", Some(wait(7))),
        ("network", Some(UploadEvent::WillWait(WaitingFor::Network))),
        ("paused", Some(UploadEvent::Paused)),
        ("failed", Some(UploadEvent::Failed(failure.clone()))),
        ("skipped", Some(UploadEvent::Skipped)),
        ("cancelled", Some(UploadEvent::Cancelled)),
        ("moving", None),
        ("done", Some(UploadEvent::Finished { asset: a.clone() })),
    ] {
        let upload = shelf.planned(name, 10, 2).await;
        store.mark_sent(upload.id, &a, PartNumber(1), NOW).await.unwrap();
        if name == "done" {
            store.mark_sent(upload.id, &a, PartNumber(2), NOW).await.unwrap();
        }
        if let Some(event) = event {
            store.move_upload(upload.id, &event, LATER).await.unwrap();
        }
    }
    store.enqueue(&id("d"), &file("queued", 100), MediaKind::Ocf, NOW).await.unwrap();

    let totals = shelf.reopened().await.store.totals().await.unwrap();
    assert_eq!(
        totals,
        Totals {
            files: 6,
            bytes: 150,
            accepted_bytes: 25,
            paused: 1,
            failed: 1,
            soonest_retry: Some(Timestamp(7)),
            connections: vec![id("c"), id("d")],
        }
    );
}
