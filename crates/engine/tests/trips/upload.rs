use crate::set::{PATIENCE, Set, only, quick, sha256};
use domain::{Filter, Pause, UploadState};
use engine::{Added, Overrides, Standstill};
use simulator::{Expirable, Fault, Misdeed, Place};
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn a_file_arrives_whole_once_and_without_a_violation() {
    let set = Set::new().await;
    let id = set.pair().await;
    let path = set.file("A001_C001.mov", 3_000_001);
    let upload = set.add(&id, &path).await;
    let done = set.until_done(upload).await;
    assert_eq!(done.accepted_bytes, 3_000_001);
    let assets = set.cloud.assets().await;
    let [asset] = assets.as_slice() else { panic!("{} assets", assets.len()) };
    assert_eq!(asset.sha256.as_deref(), Some(sha256(&path).as_str()));
    assert_eq!(done.state, UploadState::Done { asset: domain::AssetId::new(&asset.id) });
    assert!(asset.parts.len() > 10);
    assert!(asset.parts.iter().all(|part| part.received == 1), "{:?}", asset.parts);
    assert!(set.cloud.violations().is_empty(), "{:?}", set.cloud.violations());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_one_byte_arrives() {
    let set = Set::new().await;
    let id = set.pair().await;
    let path = set.file("one.txt", 1);
    let upload = set.add(&id, &path).await;
    set.until_done(upload).await;
    assert_eq!(set.cloud.assets().await[0].sha256, Some(sha256(&path)));
}

#[tokio::test(flavor = "multi_thread")]
async fn names_nobody_would_choose_arrive_as_they_are() {
    let set = Set::new().await;
    let id = set.pair().await;
    let long = format!("{}.mov", "é".repeat(125) + "x");
    assert_eq!(long.len(), 255);
    let names =
        ["🎬 take 7.mov", "it's \"good\".mov", "two\nlines.mov", "50%&?#=.mov", long.as_str()];
    for (index, name) in names.iter().enumerate() {
        let path = set.file(name, 1000 + index);
        let upload = set.add(&id, &path).await;
        set.until_done(upload).await;
    }
    let arrived: Vec<String> =
        set.cloud.assets().await.into_iter().map(|asset| asset.name).collect();
    assert_eq!(arrived, names);
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_is_not_unicode_arrives_with_its_bytes_whole() {
    use std::os::unix::ffi::OsStrExt;
    let set = Set::new().await;
    let id = set.pair().await;
    let path = set.folder.path().join(std::ffi::OsStr::from_bytes(b"caf\xe9.mov"));
    std::fs::write(&path, b"bytes").unwrap();
    let upload = set.add(&id, &path).await;
    set.until_done(upload).await;
    assert_eq!(set.cloud.assets().await[0].sha256, Some(sha256(&path)));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_files_are_on_their_way_at_once_and_parts_beside_each_other() {
    let set = Set::new().await;
    let id = set.pair().await;
    set.cloud.fault(Fault::new(Place::Part, Misdeed::Slow { bytes_per_s: 200_000 }));
    let one = set.add(&id, &set.file("A001.mov", 1_500_000)).await;
    let two = set.add(&id, &set.file("A002.mov", 1_500_001)).await;
    set.until("both to move", || async {
        let progress = set.engine.progress();
        let moving = |id| progress.iter().any(|one| one.upload == id && one.sent_bytes > 300_000);
        (moving(one) && moving(two)).then_some(())
    })
    .await;
    set.cloud.clear_faults();
    set.until_done(one).await;
    set.until_done(two).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_added_twice_is_queued_once_and_sent_once() {
    let set = Set::new().await;
    let id = set.pair().await;
    let path = set.file("A001.mov", 1000);
    let upload = set.add(&id, &path).await;
    set.until_done(upload).await;
    assert_eq!(set.add_any(&id, &path).await, Added::AlreadySent(upload));
    // Taken off the list is not taken out of the record.
    set.engine.remove_uploads(&only(upload)).await.unwrap();
    assert_eq!(set.engine.list(&Filter::default(), 0, 10).await.unwrap().total, 0);
    assert_eq!(set.add_any(&id, &path).await, Added::AlreadySent(upload));
    // Nor is it another file because the card is mounted elsewhere.
    let elsewhere = set.folder.path().join("CARD");
    std::fs::create_dir(&elsewhere).unwrap();
    std::fs::copy(&path, elsewhere.join("A001.mov")).unwrap();
    assert_eq!(set.add_any(&id, &elsewhere.join("A001.mov")).await, Added::AlreadySent(upload));
    assert_eq!(set.cloud.assets().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_access_token_that_expires_in_the_middle_is_noticed_by_nobody() {
    let set = Set::new().await;
    let id = set.pair().await;
    set.cloud.fault(Fault::new(Place::Part, Misdeed::Slow { bytes_per_s: 400_000 }));
    let long = set.add(&id, &set.file("A001.mov", 2_000_000)).await;
    set.until_upload(long, "its first part", |upload| upload.parts_sent > 0).await;
    set.cloud.expire(Expirable::AccessTokens);
    let next = set.add(&id, &set.file("A002.mov", 1000)).await;
    set.cloud.clear_faults();
    set.until_done(long).await;
    set.until_done(next).await;
    let all = set.engine.connections().await.unwrap();
    assert!(all[0].state.project().is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_is_kept() {
    let limit = Overrides { limit_mbit: Some(8), ..Overrides::default() };
    let set = Set::with(quick(), limit).await;
    let id = set.pair().await;
    let upload = set.add(&id, &set.file("A001.mov", 2_000_000)).await;
    set.until_upload(upload, "it to begin", |upload| upload.asset.is_some()).await;
    let began = tokio::time::Instant::now();
    set.until_done(upload).await;
    // 2 MB at 1 MB/s; the upper end is for slow machines and proves nothing.
    let took = began.elapsed();
    assert!(took > Duration::from_millis(1500), "{took:?}");
    assert!(took < PATIENCE);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_queue_holds_still_says_so_and_resumes_by_itself_in_time() {
    let set = Set::new().await;
    let id = set.pair().await;
    set.engine.pause_queue(Some(Duration::from_secs(900))).await.unwrap();
    let upload = set.add(&id, &set.file("A001.mov", 1000)).await;
    let headline = set.engine.headline().await.unwrap();
    assert_eq!(headline.standstill, Some(Standstill::Paused));
    assert_eq!(headline.files_left, 1);
    set.advance(Duration::from_secs(901));
    set.until_done(upload).await;
    assert_eq!(set.engine.pause().await.unwrap(), Pause::No);
}
