use crate::memory::Desk;
use crate::set::{Set, only, quick, sha256};
use domain::{ErrorKind, Happened, UploadState, WaitingFor};
use engine::{Added, Overrides, Standstill};
use simulator::{Fault, Misdeed, Place};
use std::time::Duration;

/// So many at once, and so many are sent again at most.
const PARTS: u32 = 4;

async fn a_set() -> Set {
    let parts = Overrides { parallel_parts: Some(PARTS), ..Overrides::default() };
    Set::with(quick(), parts).await
}

fn slow(set: &Set) {
    set.cloud.fault(Fault::new(Place::Part, Misdeed::Slow { bytes_per_s: 200_000 }));
}

async fn arrived_once(set: &Set, path: &std::path::Path, most_repeats: u32) {
    let assets = set.cloud.assets().await;
    let [asset] = assets.as_slice() else { panic!("{} assets", assets.len()) };
    assert_eq!(asset.sha256, Some(sha256(path)));
    let repeats: u32 = asset.parts.iter().map(|part| part.received - 1).sum();
    assert!(repeats <= most_repeats, "{repeats} parts were sent again");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restart_it_goes_on_with_the_first_unsent_part() {
    let mut set = a_set().await;
    let id = set.pair().await;
    slow(&set);
    let path = set.file("A001.mov", 3_000_000);
    let upload = set.add(&id, &path).await;
    let before = set.until_upload(upload, "some parts", |upload| upload.parts_sent >= 2).await;
    set.restart().await;
    let again = set.upload(upload).await;
    assert!(again.parts_sent >= before.parts_sent);
    assert_eq!(again.asset, before.asset);
    set.until("it to say so", || async {
        set.engine.progress().iter().find_map(|one| one.resumed_at_part)
    })
    .await;
    set.cloud.clear_faults();
    set.until_done(upload).await;
    arrived_once(&set, &path, PARTS).await;
    let history = set.engine.upload_details(upload).await.unwrap().history;
    let any = |is: fn(&Happened) -> bool| history.iter().any(|(_, what)| is(what));
    assert!(any(|what| matches!(what, Happened::Stopped { .. })), "{history:?}");
    assert!(any(|what| matches!(what, Happened::GoesOn { parts: Some(_), .. })), "{history:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_that_slept_sends_what_was_on_its_way_again_at_once_over_another_line() {
    let set = a_set().await;
    let id = set.pair().await;
    slow(&set);
    let path = set.file("A001.mov", 3_000_000);
    let upload = set.add(&id, &path).await;
    set.until_upload(upload, "some parts", |upload| upload.parts_sent >= 2).await;
    set.advance(Duration::from_secs(3_600));
    set.until("it to be said", async || {
        let history = set.engine.upload_details(upload).await.unwrap().history;
        let changed = |what: &Happened| matches!(what, Happened::NetworkChanged { .. });
        history.iter().any(|(_, what)| changed(what)).then_some(())
    })
    .await;
    set.cloud.clear_faults();
    set.until_done(upload).await;
    arrived_once(&set, &path, PARTS * 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn paused_and_resumed_it_keeps_what_was_accepted() {
    let set = a_set().await;
    let id = set.pair().await;
    slow(&set);
    let path = set.file("A001.mov", 3_000_000);
    let upload = set.add(&id, &path).await;
    set.until_upload(upload, "some parts", |upload| upload.parts_sent >= 2).await;
    for _ in 0..5 {
        set.engine.pause_uploads(&only(upload), None).await.unwrap();
        assert_eq!(set.upload(upload).await.state, UploadState::Paused { until: None });
        set.engine.resume_uploads(&only(upload)).await.unwrap();
    }
    set.cloud.clear_faults();
    set.until_done(upload).await;
    arrived_once(&set, &path, PARTS * 6).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn paused_while_the_asset_is_being_created_it_still_makes_only_one() {
    let set = a_set().await;
    let id = set.pair().await;
    let stall = Misdeed::Stall { seconds: 1.0, bytes: None };
    set.cloud.fault(Fault::new(Place::Create, stall).times(1));
    let path = set.file("A001.mov", 1_000_000);
    let upload = set.add(&id, &path).await;
    set.until_upload(upload, "it to begin", |one| one.state == UploadState::Uploading).await;
    set.engine.pause_uploads(&only(upload), None).await.unwrap();
    set.engine.resume_uploads(&only(upload)).await.unwrap();
    set.until_done(upload).await;
    arrived_once(&set, &path, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_drops_is_waited_for_said_and_survived() {
    let set = a_set().await;
    let id = set.pair().await;
    slow(&set);
    let path = set.file("A001.mov", 3_000_000);
    let upload = set.add(&id, &path).await;
    set.until_upload(upload, "some parts", |upload| upload.parts_sent >= 2).await;
    set.cloud.drop_line().await.unwrap();
    set.until_upload(upload, "it to wait for the network", |upload| {
        upload.state == UploadState::Waiting(WaitingFor::Network)
    })
    .await;
    let headline = set.engine.headline().await.unwrap();
    assert!(matches!(headline.standstill, Some(Standstill::Network { .. })), "{headline:?}");
    set.cloud.clear_faults();
    set.cloud.restore_line().await.unwrap();
    set.until_done(upload).await;
    arrived_once(&set, &path, PARTS).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_swallows_everything_is_noticed_by_its_standing_still() {
    let set = a_set().await;
    let id = set.pair().await;
    slow(&set);
    let path = set.file("A001.mov", 2_000_000);
    let upload = set.add(&id, &path).await;
    set.until_upload(upload, "some parts", |upload| upload.parts_sent >= 1).await;
    set.cloud.black_hole().await.unwrap();
    set.until_upload(upload, "it to wait for the network", |upload| {
        upload.state == UploadState::Waiting(WaitingFor::Network)
    })
    .await;
    set.cloud.clear_faults();
    set.cloud.restore_line().await.unwrap();
    set.until_done(upload).await;
    arrived_once(&set, &path, PARTS * 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn offline_at_the_start_is_no_failure() {
    let mut set = a_set().await;
    let id = set.pair().await;
    set.cloud.drop_line().await.unwrap();
    set.restart().await;
    let upload = set.add(&id, &set.file("A001.mov", 1000)).await;
    set.until_upload(upload, "it to wait", |upload| {
        upload.state == UploadState::Waiting(WaitingFor::Network)
    })
    .await;
    set.cloud.restore_line().await.unwrap();
    set.until_done(upload).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn targets_older_than_a_day_lead_to_one_new_asset_and_are_said_in_the_history() {
    let mut set = a_set().await;
    let id = set.pair().await;
    slow(&set);
    let path = set.file("A001.mov", 2_000_000);
    let upload = set.add(&id, &path).await;
    set.until_upload(upload, "some parts", |upload| upload.parts_sent >= 1).await;
    set.engine.pause_uploads(&only(upload), None).await.unwrap();
    set.cloud.clear_faults();
    set.advance(Duration::from_secs(25 * 3600));
    set.restart().await;
    set.engine.resume_uploads(&only(upload)).await.unwrap();
    set.until_done(upload).await;
    let assets = set.cloud.assets().await;
    assert_eq!(assets.len(), 2);
    assert_eq!(assets[1].sha256, Some(sha256(&path)));
    let history = set.engine.upload_details(upload).await.unwrap().history;
    let count = |is: fn(&Happened) -> bool| history.iter().filter(|(_, what)| is(what)).count();
    assert_eq!(count(|what| matches!(what, Happened::GaveUp { .. })), 1, "{history:?}");
    let tries = |what: &Happened| match what {
        Happened::PartAgain { failure, .. } | Happened::WaitsForTime(failure) => {
            failure.kind == ErrorKind::TargetExpired
        }
        _ => false,
    };
    assert_eq!(count(tries), 0, "no try was spent on it: {history:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_that_were_not_at_hand_at_first_are_sent_as_well() {
    let mut desk = Desk::new().await;
    desk.cloud.set_part_size(1);
    let id = desk.enter().await;
    desk.choose(&id, "account-1", "project-1").await;
    let clip: Vec<u8> = (0..1_000_u32).map(|number| number as u8).collect();
    let path = desk.folder.path().join("A001_C001.mov");
    std::fs::write(&path, &clip).unwrap();
    let added = desk.engine.add(&id, vec![path]).await.unwrap().remove(0).1;
    let Added::Queued(upload) = added else { panic!("{added:?}") };
    let row = async |desk: &Desk| desk.engine.upload_details(upload).await.unwrap().upload;
    desk.until("some parts", async || (row(&desk).await.parts_sent > 300).then_some(())).await;
    desk.restart().await;
    desk.until("it to be done", async || {
        matches!(row(&desk).await.state, UploadState::Done { .. }).then_some(())
    })
    .await;
    assert_eq!(desk.cloud.received()[0].bytes(), Some(clip));
}
