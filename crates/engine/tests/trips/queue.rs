use crate::set::{Set, only};
use domain::{Settings, UploadState, Which};
use simulator::{Fault, Misdeed, Place};

async fn one_lane(set: &Set) {
    let settings = Settings { parallel_files: Some(1), ..Settings::default() };
    set.engine.set_settings(settings).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn moved_to_the_top_it_takes_the_lane_and_the_other_keeps_its_parts() {
    let set = Set::new().await;
    let id = set.pair().await;
    one_lane(&set).await;
    set.cloud.fault(Fault::new(Place::Part, Misdeed::Slow { bytes_per_s: 200_000 }));
    let first = set.add(&id, &set.file("A001.mov", 3_000_000)).await;
    let second = set.add(&id, &set.file("A002.mov", 3_000_001)).await;
    let before = set.until_upload(first, "some parts", |one| one.parts_sent >= 1).await;
    set.engine.move_to_top(&only(second)).await.unwrap();
    set.until_upload(second, "its turn", |one| one.state == UploadState::Uploading).await;
    let displaced = set.upload(first).await;
    assert_eq!(displaced.state, UploadState::Queued);
    assert!(displaced.parts_sent >= before.parts_sent);
    set.cloud.clear_faults();
    set.until_done(second).await;
    set.until_done(first).await;
    assert_eq!(set.cloud.assets().await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelled_it_stops_at_once_and_may_be_added_again() {
    let set = Set::new().await;
    let id = set.pair().await;
    set.cloud.fault(Fault::new(Place::Part, Misdeed::Slow { bytes_per_s: 100_000 }));
    let path = set.file("A001.mov", 3_000_000);
    let upload = set.add(&id, &path).await;
    set.until_upload(upload, "it to begin", |one| one.asset.is_some()).await;
    set.engine.cancel_uploads(&only(upload)).await.unwrap();
    assert_eq!(set.upload(upload).await.state, UploadState::Cancelled);
    set.until("its lane to be free", || async { set.engine.progress().is_empty().then_some(()) })
        .await;
    set.cloud.clear_faults();
    let again = set.add(&id, &path).await;
    assert_ne!(again, upload);
    set.until_done(again).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_can_be_cancelled_while_some_are_done_already() {
    let set = Set::new().await;
    let id = set.pair().await;
    let done = set.add(&id, &set.file("A001.mov", 1000)).await;
    set.until_done(done).await;
    set.engine.pause_queue(None).await.unwrap();
    let waiting = set.add(&id, &set.file("A002.mov", 1001)).await;
    set.engine.cancel_uploads(&Which::These(vec![done, waiting])).await.unwrap();
    assert!(matches!(set.upload(done).await.state, UploadState::Done { .. }));
    assert_eq!(set.upload(waiting).await.state, UploadState::Cancelled);
}

#[tokio::test(flavor = "multi_thread")]
async fn recorded_while_the_cloud_was_paused_is_skipped_and_the_others_go_on() {
    let set = Set::new().await;
    let id = set.pair().await;
    let before = set.file("before.mov", 1000);
    let past = std::time::SystemTime::now() - std::time::Duration::from_secs(600);
    std::fs::File::options().write(true).open(&before).unwrap().set_modified(past).unwrap();
    set.cloud.pause(None).unwrap();
    let during = set.add(&id, &set.file("during.mov", 1001)).await;
    let before = set.add(&id, &before).await;
    set.until_upload(during, "the refusal", |one| one.state == UploadState::Skipped).await;
    set.until_done(before).await;
}
