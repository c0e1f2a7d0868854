//! What a person does to the queue, and what goes first.

use crate::set::{Set, all_of_it, only, quick};
use domain::{
    ConnectionId, Filter, Happened, Lanes, LimitRule, Link, List, MeteredRule, Settings, UploadId,
    UploadState, Which,
};
use engine::{Event, Overrides, Standstill, Timings};
use simulator::{Fault, Misdeed, Place};
use std::path::PathBuf;
use std::time::Duration;

const SLOW: u64 = 100_000;

async fn lanes(set: &Set, files: u32) {
    let settings = Settings { parallel_files: Some(files), ..Settings::default() };
    set.engine.set_settings(settings).await.unwrap();
}

fn slow(set: &Set) {
    set.cloud.fault(Fault::new(Place::Part, Misdeed::Slow { bytes_per_s: SLOW }));
}

async fn uploading(set: &Set, id: UploadId) {
    set.until_upload(id, "its turn", |one| one.state == UploadState::Uploading).await;
}

/// Of so many bytes, all zero, and no room taken on the disk.
fn hollow(set: &Set, name: &str, size: u64) -> PathBuf {
    let path = set.folder.path().join(name);
    std::fs::File::create(&path).unwrap().set_len(size).unwrap();
    path
}

async fn three(set: &Set, id: &ConnectionId) -> [UploadId; 3] {
    let mut all = Vec::new();
    for index in 0..3 {
        all.push(set.add(id, &set.file(&format!("A00{index}.mov"), 2_000_000 + index)).await);
    }
    all.try_into().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn kinds_go_in_the_order_that_the_person_wants_and_a_new_order_holds_at_once() {
    let set = Set::new().await;
    let id = set.pair().await;
    set.engine.pause_queue(None).await.unwrap();
    lanes(&set, 1).await;
    let original = set.add(&id, &set.file("A001.mov", 1000)).await;
    let sound = set.add(&id, &set.file("A001.wav", 1001)).await;
    let proxy = set.add(&id, &set.file("A001_proxy.mov", 1002)).await;
    let waiting = Filter { list: List::Waiting, ..Filter::default() };
    let order = async || {
        let page = set.engine.list(&waiting, 0, 10).await.unwrap();
        page.rows.iter().map(|one| one.id).collect::<Vec<_>>()
    };
    assert_eq!(order().await, [proxy, sound, original]);
    let mut settings = Settings { parallel_files: Some(1), ..Settings::default() };
    settings.order.rotate_right(2);
    settings.order.retain(|kind| *kind != domain::MediaKind::Audio);
    settings.order.insert(0, domain::MediaKind::Audio);
    let mut events = set.engine.subscribe();
    set.engine.set_settings(settings).await.unwrap();
    crate::set::until_event(&mut events, |event| matches!(event, Event::QueueChanged)).await;
    assert_eq!(order().await, [sound, original, proxy]);
    set.engine.resume_queue().await.unwrap();
    for upload in [original, sound, proxy] {
        set.until_done(upload).await;
    }
    let arrived: Vec<String> =
        set.cloud.assets().await.into_iter().map(|asset| asset.name).collect();
    assert_eq!(arrived, ["A001.wav", "A001.mov", "A001_proxy.mov"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_moved_to_the_top_take_all_lanes_in_their_order() {
    let set = Set::new().await;
    let id = set.pair().await;
    lanes(&set, 2).await;
    slow(&set);
    let [one, two, _] = three(&set, &id).await;
    let four = set.add(&id, &set.file("B001.mov", 2_000_004)).await;
    let five = set.add(&id, &set.file("B002.mov", 2_000_005)).await;
    uploading(&set, one).await;
    uploading(&set, two).await;
    let acted = set.engine.move_to_top(&Which::These(vec![five, four])).await.unwrap();
    assert_eq!((acted.moved, acted.refused), (2, 0));
    uploading(&set, four).await;
    uploading(&set, five).await;
    for back in [one, two] {
        // It may still be hanging up.
        set.until_upload(back, "it to step back", |one| one.state == UploadState::Queued).await;
    }
    assert!(set.upload(five).await.place < set.upload(four).await.place);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_one_that_is_moved_to_the_top_keeps_its_lane_when_another_follows() {
    let set = Set::new().await;
    let id = set.pair().await;
    lanes(&set, 2).await;
    slow(&set);
    let [one, two, three] = three(&set, &id).await;
    uploading(&set, one).await;
    uploading(&set, two).await;
    set.engine.move_to_top(&only(two)).await.unwrap();
    set.engine.move_to_top(&only(three)).await.unwrap();
    uploading(&set, three).await;
    assert_eq!(set.upload(two).await.state, UploadState::Uploading);
    assert_eq!(set.upload(one).await.state, UploadState::Queued);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_go_takes_no_lane_from_anybody_when_it_is_moved_to_the_top() {
    let set = Set::new().await;
    let id = set.pair().await;
    let metered = Settings {
        parallel_files: Some(1),
        metered: MeteredRule::ProxiesOnly,
        treat_as_metered: true,
        ..Settings::default()
    };
    set.engine.set_settings(metered).await.unwrap();
    slow(&set);
    let proxy = set.add(&id, &set.file("A001_proxy.mov", 2_000_000)).await;
    let original = set.add(&id, &set.file("A001.mov", 2_000_001)).await;
    let begun = set.until_upload(proxy, "some parts", |one| one.parts_sent >= 1).await;
    set.engine.move_to_top(&only(original)).await.unwrap();
    let later =
        set.until_upload(proxy, "more parts", |one| one.parts_sent > begun.parts_sent + 1).await;
    assert_eq!(later.state, UploadState::Uploading);
    let history = set.engine.upload_details(proxy).await.unwrap().history;
    let stopped = |what: &Happened| matches!(what, Happened::Stopped { .. });
    assert!(!history.iter().any(|(_, what)| stopped(what)), "{history:?}");
    assert_eq!(set.upload(original).await.state, UploadState::Queued);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_paused_for_a_quarter_of_an_hour_goes_on_by_itself_and_another_pause_replaces_it() {
    let set = Set::new().await;
    let id = set.pair().await;
    slow(&set);
    let [one, two, _] = three(&set, &id).await;
    set.until_upload(one, "some parts", |one| one.parts_sent >= 1).await;
    let quarter = Some(Duration::from_secs(900));
    let both = Which::These(vec![one, two]);
    let acted = set.engine.pause_uploads(&both, quarter).await.unwrap();
    assert_eq!((acted.moved, acted.refused), (2, 0));
    assert!(matches!(set.upload(one).await.state, UploadState::Paused { until: Some(_) }));
    set.engine.pause_uploads(&only(two), None).await.unwrap();
    set.advance(Duration::from_secs(901));
    set.cloud.clear_faults();
    set.until_done(one).await;
    assert_eq!(set.upload(two).await.state, UploadState::Paused { until: None });
    set.engine.resume_uploads(&only(two)).await.unwrap();
    set.until_done(two).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancel_that_is_taken_back_delivers_the_file_after_all() {
    let set = Set::new().await;
    let id = set.pair().await;
    slow(&set);
    let path = set.file("A001.mov", 2_000_000);
    let upload = set.add(&id, &path).await;
    set.until_upload(upload, "some parts", |one| one.parts_sent >= 1).await;
    set.engine.cancel_uploads(&only(upload)).await.unwrap();
    assert_eq!(set.upload(upload).await.state, UploadState::Cancelled);
    set.cloud.clear_faults();
    set.engine.retry_uploads(&only(upload)).await.unwrap();
    set.until_done(upload).await;
    let arrived = set.cloud.until_completed("A001.mov").await;
    assert_eq!(arrived.sha256, Some(crate::set::sha256(&path)));
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_a_filter_shows_is_paused_cancelled_and_removed_at_once_but_those_left_out() {
    let set = Set::new().await;
    let id = set.pair().await;
    set.engine.pause_queue(None).await.unwrap();
    let paths: Vec<PathBuf> = (0..150).map(|i| set.file(&format!("B{i:03}.mov"), 10 + i)).collect();
    set.engine.add(&id, paths).await.unwrap();
    let kept = set.add(&id, &set.file("A001.mov", 1000)).await;
    let which = Which::All {
        filter: Filter { words: "b0".to_owned(), ..Filter::default() },
        except: Vec::new(),
    };
    let mut events = set.engine.subscribe();
    let acted = set.engine.pause_uploads(&which, None).await.unwrap();
    assert_eq!((acted.moved, acted.refused, acted.ids.len()), (100, 0, 100));
    let but_one = Which::All { filter: Filter::default(), except: vec![kept] };
    let cancelled = set.engine.cancel_uploads(&but_one).await.unwrap();
    assert_eq!(cancelled.moved, 150);
    let mut rows = 0;
    let mut moved = 0;
    while let Ok(event) = events.try_recv() {
        match event {
            Event::UploadChanged(_) => rows += 1,
            Event::QueueChanged => moved += 1,
            _ => {}
        }
    }
    assert!(rows <= 100, "{rows} rows told one by one");
    assert!(moved >= 1);
    // Taken back, and done for good.
    let acted = set.engine.retry_uploads(&Which::These(cancelled.ids)).await.unwrap();
    assert_eq!((acted.moved, acted.refused), (150, 0));
    let some = Which::These(acted.ids[..50].to_vec());
    assert_eq!(set.engine.cancel_uploads(&some).await.unwrap().moved, 50);
    let acted = set.engine.remove_uploads(&all_of_it()).await.unwrap();
    assert_eq!((acted.moved, acted.refused), (50, 101));
    assert_eq!(set.engine.counts(None, "").await.unwrap().all, 101);
    set.engine.resume_queue().await.unwrap();
    set.until("all to be done", async || {
        (set.engine.counts(None, "").await.unwrap().done == 101).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_file_does_not_wait_behind_large_ones() {
    let set = Set::new().await;
    let id = set.pair().await;
    lanes(&set, 1).await;
    slow(&set);
    let large = set.add(&id, &hollow(&set, "A001.mov", 70 << 20)).await;
    uploading(&set, large).await;
    let second = set.add(&id, &hollow(&set, "A002.mov", 71 << 20)).await;
    let small = set.add(&id, &set.file("A003.mov", 1000)).await;
    set.until_done(small).await;
    assert_eq!(set.upload(large).await.state, UploadState::Uploading);
    assert_eq!(set.upload(second).await.state, UploadState::Queued);
    set.engine.cancel_uploads(&all_of_it()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_waits_for_another_try_lets_the_next_go() {
    let set = Set::with(Timings { pace: 1.0, ..quick() }, Overrides::default()).await;
    let id = set.pair().await;
    lanes(&set, 1).await;
    set.cloud.fault(Fault::status(Place::Part, 503, "SlowDown").part_number(2));
    let stuck = set.add(&id, &set.file("A001.mov", 1_000_000)).await;
    set.until_upload(stuck, "all but one part", |one| {
        one.part_count.is_some_and(|count| one.parts_sent + 1 == count)
    })
    .await;
    // One part only: its number is never 2.
    let next = set.add(&id, &set.file("A002.mov", 1000)).await;
    set.until_done(next).await;
    assert_ne!(set.upload(stuck).await.state.name(), "done");
    set.cloud.clear_faults();
    set.until_done(stuck).await;
    let history = set.engine.upload_details(stuck).await.unwrap().history;
    let again = |what: &Happened| matches!(what, Happened::PartAgain { part: 2, .. });
    assert!(history.iter().any(|(_, what)| again(what)), "{history:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn while_bytes_cost_money_only_proxies_go_and_it_is_said_why_the_rest_stands_still() {
    let set = Set::new().await;
    let id = set.pair().await;
    let settings = Settings { metered: MeteredRule::ProxiesOnly, ..Settings::default() };
    set.engine.set_settings(settings).await.unwrap();
    slow(&set);
    let original = set.add(&id, &set.file("A001.mov", 2_000_000)).await;
    set.until_upload(original, "some parts", |one| one.parts_sent >= 1).await;
    set.set_link(Link { metered: Some(true), ..Link::default() });
    set.until_upload(original, "it to step back", |one| one.state == UploadState::Queued).await;
    set.cloud.clear_faults();
    let proxy = set.add(&id, &set.file("A001_proxy.mov", 1000)).await;
    set.until_done(proxy).await;
    set.until("the reason", async || {
        let headline = set.engine.headline().await.unwrap();
        (headline.standstill == Some(Standstill::Metered)).then_some(())
    })
    .await;
    assert_eq!(set.upload(original).await.state, UploadState::Queued);
    set.set_link(Link { metered: Some(false), ..Link::default() });
    set.until_done(original).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_limit_of_this_hour_is_kept() {
    let set = Set::new().await;
    let id = set.pair().await;
    let always = LimitRule { days: [true; 7], from: 0, to: 0, limit_mbit: Some(8) };
    let settings = Settings { schedule: vec![always], ..Settings::default() };
    set.engine.set_settings(settings).await.unwrap();
    let upload = set.add(&id, &set.file("A001.mov", 2_000_000)).await;
    set.until_upload(upload, "it to begin", |one| one.asset.is_some()).await;
    let began = tokio::time::Instant::now();
    set.until_done(upload).await;
    // 2 MB at 1 MB/s.
    assert!(began.elapsed() > Duration::from_millis(1500), "{:?}", began.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wall_clock_that_is_set_moves_nothing_into_a_pause_or_out_of_one() {
    for (seconds, name) in [(3_600, "forwards"), (-3_600, "backwards")] {
        let set = Set::new().await;
        let id = set.pair().await;
        set.engine.pause_queue(None).await.unwrap();
        let before = set.file("before.mov", 1000);
        let past = std::time::SystemTime::now() - Duration::from_secs(600);
        std::fs::File::options().write(true).open(&before).unwrap().set_modified(past).unwrap();
        let before = set.add(&id, &before).await;
        set.cloud.pause(None).unwrap();
        let during = set.add(&id, &set.file("during.mov", 1001)).await;
        set.jump_wall_clock(seconds);
        set.engine.resume_queue().await.unwrap();
        set.until_upload(during, name, |one| one.state == UploadState::Skipped).await;
        set.until_done(before).await;
        let history = set.engine.upload_details(during).await.unwrap().history;
        assert_eq!(history.last().map(|(_, what)| what), Some(&Happened::Skipped), "{history:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn small_files_lend_each_other_what_they_leave_of_their_lanes() {
    let set = Set::new().await;
    let id = set.pair().await;
    slow(&set);
    let mut all = Vec::new();
    for number in 0..8 {
        all.push(set.add(&id, &set.file(&format!("A{number:03}.mov"), 200_000)).await);
    }
    let Lanes { files, parts, .. } = set.engine.lanes();
    assert!(files < 6 && files * parts >= 6, "this test wants another beginning");
    set.until("six of them to be on their way", async || {
        let mut moving = 0;
        for one in &all {
            moving += usize::from(set.upload(*one).await.state == UploadState::Uploading);
        }
        (moving >= 6).then_some(())
    })
    .await;
    set.engine.cancel_uploads(&all_of_it()).await.unwrap();
}
