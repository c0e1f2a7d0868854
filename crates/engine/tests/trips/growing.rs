//! Clips that are sent while they are being recorded, and everything that can come in between.

use crate::camera::{Camera, follow, follow_in};
use crate::memory::Desk;
use crate::set::{Set, noise, only, sha256};
use domain::{ErrorKind, Happened, Upload, UploadId, UploadState, WaitingFor};
use providers::memory::Call;
use simulator::{AssetStatus, Fault, Misdeed, Place};
use std::path::Path;
use std::time::Duration;

const MB: usize = 1_000_000;

/// Paired, with a camera that rolls and parts of its clip in the cloud.
async fn rolling(set: &Set) -> (Camera, UploadId) {
    let id = set.pair().await;
    let mut camera = Camera::begins(set, "A001_C001.mov");
    camera.rolls(3 * MB);
    let upload = follow(set, &id, &camera.path).await;
    set.until_upload(upload, "it to begin", |upload| upload.asset.is_some()).await;
    camera.rolls(15 * MB);
    set.until_upload(upload, "its first parts", |upload| upload.parts_sent >= 2).await;
    (camera, upload)
}

async fn history(set: &Set, upload: UploadId) -> Vec<Happened> {
    let lines = set.engine.upload_details(upload).await.unwrap().history;
    lines.into_iter().map(|(_, what)| what).collect()
}

/// The cloud has the file as it is on the disk, in one asset, and nothing to complain of.
async fn arrived(set: &Set, path: &Path, done: &Upload) {
    let assets = set.cloud.assets().await;
    let [asset] = assets.as_slice() else { panic!("{} assets", assets.len()) };
    assert_eq!(asset.sha256, Some(sha256(path)));
    assert_eq!(done.state, UploadState::Done { asset: domain::AssetId::new(&asset.id) });
    assert_eq!(done.accepted_bytes, std::fs::metadata(path).unwrap().len());
    assert_eq!((done.growing, done.file.size), (false, done.accepted_bytes));
    assert!(set.cloud.violations().is_empty(), "{:?}", set.cloud.violations());
}

/// How often each part has arrived.
async fn arrivals(set: &Set) -> Vec<u32> {
    set.cloud.assets().await[0].parts.iter().map(|part| part.received).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clip_is_sent_while_it_is_being_recorded_and_its_head_comes_last() {
    let set = Set::new().await;
    let (mut camera, upload) = rolling(&set).await;
    let meanwhile = set.cloud.assets().await.remove(0);
    assert_eq!(meanwhile.status, AssetStatus::Uploading);
    assert!(meanwhile.parts.iter().all(|part| part.number > 1), "{:?}", meanwhile.parts);
    let row = set.until_upload(upload, "its size", |row| row.file.size > 17_000_000).await;
    assert!(row.growing);
    camera.rolls(3 * MB);
    let path = camera.cuts();
    let done = set.until_done(upload).await;
    arrived(&set, &path, &done).await;
    assert!(arrivals(&set).await.iter().all(|times| *times == 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clip_smaller_than_a_part_is_one_part() {
    let set = Set::new().await;
    let id = set.pair().await;
    let mut camera = Camera::begins(&set, "A001_C001.mov");
    camera.rolls(1000);
    let upload = follow(&set, &id, &camera.path).await;
    set.until_upload(upload, "it to begin", |upload| upload.asset.is_some()).await;
    let path = camera.cuts();
    let done = set.until_done(upload).await;
    assert_eq!(done.part_count, Some(1));
    arrived(&set, &path, &done).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restart_in_the_middle_it_goes_on_in_the_same_asset() {
    let mut set = Set::new().await;
    let (mut camera, upload) = rolling(&set).await;
    let before = set.upload(upload).await;
    set.engine.stop().await;
    camera.rolls(6 * MB);
    set.restart().await;
    set.until_upload(upload, "more parts", |row| row.parts_sent > before.parts_sent).await;
    set.engine.stop().await;
    // The take ends while nobody is there to see it.
    camera.rolls(MB);
    let path = camera.cuts();
    set.restart().await;
    let done = set.until_done(upload).await;
    assert_eq!(done.asset, before.asset);
    arrived(&set, &path, &done).await;
    assert!(arrivals(&set).await.iter().all(|times| *times == 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_is_cut_while_the_camera_rolls_is_waited_for_and_caught_up_with() {
    let set = Set::new().await;
    let (mut camera, upload) = rolling(&set).await;
    set.cloud.drop_line().await.unwrap();
    camera.rolls(12 * MB);
    set.until_upload(upload, "it to wait for the network", |row| {
        row.state == UploadState::Waiting(WaitingFor::Network)
    })
    .await;
    camera.rolls(MB);
    let path = camera.cuts();
    set.cloud.restore_line().await.unwrap();
    let done = set.until_done(upload).await;
    arrived(&set, &path, &done).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_pauses_a_recording_and_lets_it_go_on() {
    let set = Set::new().await;
    let (mut camera, upload) = rolling(&set).await;
    let before = set.upload(upload).await;
    set.engine.pause_uploads(&only(upload), None).await.unwrap();
    assert_eq!(set.upload(upload).await.state, UploadState::Paused { until: None });
    camera.rolls(8 * MB);
    set.engine.resume_uploads(&only(upload)).await.unwrap();
    set.until_upload(upload, "more parts", |row| row.parts_sent > before.parts_sent).await;
    set.engine.pause_queue(None).await.unwrap();
    let path = camera.cuts();
    set.engine.resume_queue().await.unwrap();
    let done = set.until_done(upload).await;
    arrived(&set, &path, &done).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_camera_goes_back_to_is_sent_anew_in_the_same_asset() {
    let set = Set::new().await;
    let (mut camera, upload) = rolling(&set).await;
    camera.write_at(6 * MB as u64, &noise(7, 100));
    let path = camera.cuts();
    let done = set.until_done(upload).await;
    arrived(&set, &path, &done).await;
    let arrivals = arrivals(&set).await;
    assert_eq!(arrivals[1], 2, "{arrivals:?}");
    assert_eq!(arrivals.iter().sum::<u32>(), arrivals.len() as u32 + 1, "{arrivals:?}");
    let history = history(&set, upload).await;
    assert!(history.contains(&Happened::WrittenAnew { parts: 1 }), "{history:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_part_is_taken_twice_a_changed_clip_goes_as_a_whole_file() {
    let set = Set::new().await;
    set.cloud.assume(|assumed| assumed.realtime_parts_again = false);
    let (mut camera, upload) = rolling(&set).await;
    camera.write_at(6 * MB as u64, &noise(7, 100));
    let path = camera.cuts();
    set.until_done(upload).await;
    let assets = set.cloud.assets().await;
    let [placeholder, whole] = assets.as_slice() else { panic!("{} assets", assets.len()) };
    assert_eq!(placeholder.status, AssetStatus::Uploading);
    assert_eq!(whole.sha256, Some(sha256(&path)));
    let history = history(&set, upload).await;
    let leaves_one =
        |what: &Happened| matches!(what, Happened::GoesWhole { placeholder: true, .. });
    assert!(history.iter().any(leaves_one), "{history:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_take_that_is_thrown_away_and_begun_anew_in_the_same_file_arrives_as_it_ends() {
    let set = Set::new().await;
    let (mut camera, upload) = rolling(&set).await;
    camera.starts_over();
    camera.rolls(2 * MB);
    // Shorter than what the cloud has of it, so that no part can be made to fit.
    let path = camera.cuts();
    set.until_done(upload).await;
    let assets = set.cloud.assets().await;
    let [_, whole] = assets.as_slice() else { panic!("{} assets", assets.len()) };
    assert_eq!(whole.sha256, Some(sha256(&path)));

    // Longer: every part of the first take is sent anew.
    let mut camera = Camera::begins(&set, "A001_C002.mov");
    camera.rolls(3 * MB);
    let id = set.engine.connections().await.unwrap().remove(0).id;
    let upload = follow(&set, &id, &camera.path).await;
    set.until_upload(upload, "it to begin", |upload| upload.asset.is_some()).await;
    camera.rolls(15 * MB);
    set.until_upload(upload, "its first parts", |upload| upload.parts_sent >= 2).await;
    camera.starts_over();
    camera.rolls(100);
    camera.rolls(18 * MB);
    let path = camera.cuts();
    set.until_done(upload).await;
    let assets = set.cloud.assets().await;
    assert_eq!(assets.len(), 3);
    assert_eq!(assets[2].sha256, Some(sha256(&path)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_that_ends_a_little_shorter_than_it_was_still_fills_its_asset() {
    let set = Set::new().await;
    let (mut camera, upload) = rolling(&set).await;
    // The camera gives back some of the room it had taken.
    let kept = std::fs::metadata(&camera.path).unwrap().len() - 3 * MB as u64;
    camera.gives_back(3 * MB as u64);
    assert_eq!(std::fs::metadata(&camera.path).unwrap().len(), kept);
    let path = camera.cuts();
    let done = set.until_done(upload).await;
    arrived(&set, &path, &done).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cloud_that_takes_no_growing_clip_gets_the_file_once_it_is_whole() {
    let set = Set::new().await;
    let id = set.pair().await;
    set.cloud.fault(Fault::status(Place::Create, 422, "").times(1));
    let mut camera = Camera::begins(&set, "A001_C001.mov");
    camera.rolls(MB);
    let upload = follow(&set, &id, &camera.path).await;
    set.until_upload(upload, "it to begin", |row| row.state == UploadState::Uploading).await;
    camera.rolls(MB);
    let path = camera.cuts();
    let done = set.until_done(upload).await;
    arrived(&set, &path, &done).await;
    let leaves_one =
        |what: &Happened| matches!(what, Happened::GoesWhole { placeholder: true, .. });
    assert!(!history(&set, upload).await.iter().any(leaves_one));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cloud_that_takes_whole_files_only_is_asked_for_nothing_else() {
    let desk = Desk::new().await;
    desk.cloud.set_takes_growing(false);
    desk.cloud.set_part_size(64 * 1024);
    let id = desk.enter().await;
    desk.choose(&id, "account-1", "project-1").await;
    let mut camera = Camera::begins_in(desk.folder.path(), "A001_C001.mov");
    camera.rolls(MB);
    let upload = follow_in(&desk.folder.path().join("labrun.db"), &id, &camera.path).await;
    let row = || async { desk.engine.upload_details(upload).await.unwrap().upload };
    desk.until("it to begin", async || (row().await.state == UploadState::Uploading).then_some(()))
        .await;
    let path = camera.cuts();
    desk.until("it to be done", async || {
        matches!(row().await.state, UploadState::Done { .. }).then_some(())
    })
    .await;
    assert_eq!(desk.cloud.calls(Call::CreateGrowing), 0);
    assert_eq!(desk.cloud.received()[0].bytes(), Some(std::fs::read(path).unwrap()));
}

#[tokio::test(flavor = "multi_thread")]
async fn targets_that_lived_their_day_are_asked_for_again_in_the_same_asset() {
    let mut set = Set::new().await;
    let id = set.pair().await;
    set.cloud.fault(Fault::new(Place::Part, Misdeed::Slow { bytes_per_s: 300_000 }));
    let mut camera = Camera::begins(&set, "A001_C001.mov");
    camera.rolls(MB);
    let upload = follow(&set, &id, &camera.path).await;
    set.until_upload(upload, "it to begin", |upload| upload.asset.is_some()).await;
    camera.rolls(14 * MB);
    set.until_upload(upload, "targets", |row| row.part_count >= Some(2)).await;
    set.engine.pause_uploads(&only(upload), None).await.unwrap();
    set.cloud.clear_faults();
    set.advance(Duration::from_secs(25 * 3600));
    set.restart().await;
    set.engine.resume_uploads(&only(upload)).await.unwrap();
    set.until_upload(upload, "a part", |row| row.parts_sent >= 1).await;
    let path = camera.cuts();
    let done = set.until_done(upload).await;
    arrived(&set, &path, &done).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clip_that_is_shot_while_the_cloud_is_paused_is_skipped() {
    let set = Set::new().await;
    let id = set.pair().await;
    set.cloud.pause(None).unwrap();
    let mut camera = Camera::begins(&set, "A001_C001.mov");
    camera.rolls(MB);
    let upload = follow(&set, &id, &camera.path).await;
    set.until_upload(upload, "it to be skipped", |row| row.state == UploadState::Skipped).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_that_vanishes_fails_in_words() {
    let set = Set::new().await;
    let (camera, upload) = rolling(&set).await;
    std::fs::remove_file(&camera.path).unwrap();
    let failed = set
        .until_upload(upload, "it to fail", |row| matches!(row.state, UploadState::Failed(_)))
        .await;
    let UploadState::Failed(failure) = failed.state else { unreachable!("just seen") };
    assert_eq!(failure.kind, ErrorKind::FileMissing);
    assert!(failure.said.contains("vanished while it was being recorded"), "{}", failure.said);
}
