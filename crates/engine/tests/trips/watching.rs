//! Watched folders: real files, real hints of the file system, real looks through the folder.

use crate::camera::Camera;
use crate::set::{Set, noise, only, quick, sha256};
use domain::{
    ConnectionId, Counts, ErrorKind, Filter, FolderId, FolderState, FolderWish, Happened,
    MediaKind, Upload, UploadState, WaitingFor,
};
use engine::{Event, Overrides, Timings};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

/// The same rules at a pace for tests. What is broken waits for ever, unless a test says so.
fn timings() -> Timings {
    Timings {
        calm: Duration::from_millis(400),
        calm_unknown: Duration::from_millis(1200),
        calm_broken: Duration::from_secs(3600),
        rescan: Duration::from_secs(1),
        ..quick()
    }
}

async fn set() -> (Set, ConnectionId) {
    let set = Set::with(timings(), Overrides::default()).await;
    let id = set.pair().await;
    (set, id)
}

fn wish(path: &Path) -> FolderWish {
    FolderWish {
        path: path.to_owned(),
        subfolders: true,
        take: Vec::new(),
        leave: Vec::new(),
        growing: false,
        existing: true,
    }
}

fn folder(set: &Set, name: &str) -> PathBuf {
    let path = set.folder.path().join(name);
    std::fs::create_dir_all(&path).unwrap();
    path
}

/// A small file of its own content.
fn put(path: PathBuf) -> PathBuf {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let seed = path
        .to_string_lossy()
        .bytes()
        .fold(7, |sum: u64, byte| sum * 31 % 1_000_003 + u64::from(byte));
    std::fs::write(&path, noise(seed, 3000)).unwrap();
    path
}

/// A clip as ffmpeg writes it.
fn clip(path: &Path) -> Vec<u8> {
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-y"])
        .args(["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25", "-t", "2"])
        .args(["-c:v", "mpeg4", "-q:v", "2"])
        .arg(path)
        .status()
        .expect("these tests need ffmpeg");
    assert!(made.success());
    std::fs::read(path).unwrap()
}

async fn counts(set: &Set) -> Counts {
    set.engine.counts(None, "").await.unwrap()
}

async fn until_counts(set: &Set, what: &str, is_so: impl Fn(Counts) -> bool) {
    let looked = || async { is_so(counts(set).await).then_some(()) };
    set.until(what, looked).await;
}

async fn rows(set: &Set) -> Vec<Upload> {
    let mut rows = set.engine.list(&Filter::default(), 0, 1000).await.unwrap().rows;
    rows.sort_by_key(|row| row.place);
    rows
}

async fn names(set: &Set) -> BTreeSet<String> {
    rows(set).await.iter().map(|row| row.file.name()).collect()
}

async fn until_state(set: &Set, id: FolderId, wanted: FolderState) {
    let looked = || async {
        let all = set.engine.watched_folders().await.unwrap();
        all.iter().any(|(folder, state)| folder.id == id && *state == wanted).then_some(())
    };
    set.until(&format!("the folder to be {wanted:?}"), looked).await;
}

const STILL: FolderState = FolderState::Watching { unsettled: 0 };

#[tokio::test(flavor = "multi_thread")]
async fn a_clip_that_is_copied_slowly_goes_by_itself_once_and_only_when_it_is_whole() {
    let (set, id) = set().await;
    let bytes = clip(&set.folder.path().join("made.mov"));
    let card = folder(&set, "card");
    set.engine.watch(&id, wish(&card)).await.unwrap();
    let path = card.join("A001_C001.mov");
    let mut copy = File::create(&path).unwrap();
    for (index, slice) in bytes.chunks(bytes.len() / 8 + 1).enumerate() {
        copy.write_all(slice).unwrap();
        // Once it rests for longer than any file must that does not tell whether it is whole.
        let rest = if index == 4 { Duration::from_secs(2) } else { Duration::from_millis(100) };
        tokio::time::sleep(rest).await;
        if index < 7 {
            assert_eq!(counts(&set).await.all, 0, "after slice {index}");
        }
    }
    drop(copy);
    until_counts(&set, "the clip to arrive", |counts| counts.done == 1).await;
    let assets = set.cloud.assets().await;
    let [asset] = assets.as_slice() else { panic!("{} assets", assets.len()) };
    assert_eq!(asset.sha256, Some(sha256(&path)));
    let row = rows(&set).await.remove(0);
    assert!(row.found_in.is_some() && !row.growing);
    assert_ne!(row.file.seen, domain::Reading::default());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_seen_again_elsewhere_uploads_nothing_twice() {
    let (set, id) = set().await;
    let card = folder(&set, "mnt/CARD_A");
    for name in ["A001.mov", "SUB/A002.mov", "A003.wav"] {
        put(card.join(name));
    }
    let here = set.engine.watch(&id, wish(&card)).await.unwrap();
    until_counts(&set, "the card to arrive", |counts| counts.done == 3).await;
    let elsewhere = set.folder.path().join("mnt/CARD_B");
    std::fs::rename(&card, &elsewhere).unwrap();
    until_state(&set, here.id, FolderState::Away).await;
    let there = set.engine.watch(&id, wish(&elsewhere)).await.unwrap();
    until_state(&set, there.id, FolderState::Watching { unsettled: 3 }).await;
    until_state(&set, there.id, STILL).await;
    assert_eq!(counts(&set).await.all, 3);
    put(elsewhere.join("A004.mov"));
    until_counts(&set, "what is new on it to arrive", |counts| counts.done == 4).await;
    assert_eq!(set.cloud.assets().await.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_is_out_is_waited_for_and_goes_on_when_it_is_back() {
    let (set, id) = set().await;
    set.engine.pause_queue(None).await.unwrap();
    let card = folder(&set, "CARD");
    put(card.join("A001.mov"));
    let watched = set.engine.watch(&id, wish(&card)).await.unwrap();
    until_counts(&set, "the file to be queued", |counts| counts.waiting == 1).await;
    let out = set.folder.path().join("out");
    std::fs::rename(&card, &out).unwrap();
    until_state(&set, watched.id, FolderState::Away).await;
    set.engine.resume_queue().await.unwrap();
    let upload = rows(&set).await.remove(0).id;
    let waits =
        set.until_upload(upload, "it to wait", |row| matches!(row.state, UploadState::Waiting(_)));
    match waits.await.state {
        UploadState::Waiting(WaitingFor::Time { failure, .. }) => {
            assert_eq!(failure.kind, ErrorKind::FileMissing);
        }
        other => panic!("{other:?}"),
    }
    std::fs::rename(&out, &card).unwrap();
    set.until_done(upload).await;
    assert_eq!(set.cloud.assets().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_left_of_a_card_goes_on_from_another_mount_point() {
    let (set, id) = set().await;
    set.engine.pause_queue(None).await.unwrap();
    let card = folder(&set, "CARD");
    put(card.join("A001.mov"));
    put(card.join("A002.mov"));
    let watched = set.engine.watch(&id, wish(&card)).await.unwrap();
    until_counts(&set, "both to be queued", |counts| counts.waiting == 2).await;
    let [waiting, paused] = rows(&set).await.iter().map(|row| row.id).collect::<Vec<_>>()[..]
    else {
        panic!("two rows")
    };
    set.engine.pause_uploads(&only(paused), None).await.unwrap();
    let elsewhere = set.folder.path().join("ELSEWHERE");
    std::fs::rename(&card, &elsewhere).unwrap();
    until_state(&set, watched.id, FolderState::Away).await;
    set.engine.resume_queue().await.unwrap();
    let is_waiting = |row: &Upload| matches!(row.state, UploadState::Waiting(_));
    set.until_upload(waiting, "it to wait for the card", is_waiting).await;
    let there = set.engine.watch(&id, wish(&elsewhere)).await.unwrap();
    set.until_done(waiting).await;
    let moved = |row: &Upload| row.file.path.starts_with(&elsewhere);
    let row = set.until_upload(paused, "the new place of the other", moved).await;
    assert_eq!(row.state, UploadState::Paused { until: None }, "the person's word stays");
    set.engine.resume_uploads(&only(paused)).await.unwrap();
    set.until_done(paused).await;
    until_state(&set, there.id, STILL).await;
    assert_eq!(counts(&set).await.all, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restart_nothing_is_queued_twice_and_what_came_meanwhile_is_found() {
    let (mut set, id) = set().await;
    let card = folder(&set, "CARD");
    for name in ["A001.mov", "A002.mov", "A003.mov"] {
        put(card.join(name));
    }
    let watched = set.engine.watch(&id, wish(&card)).await.unwrap();
    until_counts(&set, "the card to arrive", |counts| counts.done == 3).await;
    let first = rows(&set).await.remove(0).id;
    set.engine.remove_uploads(&only(first)).await.unwrap();
    set.engine.stop().await;
    put(card.join("A004.mov"));
    set.restart().await;
    until_counts(&set, "what came meanwhile to arrive", |counts| counts.done == 3).await;
    until_state(&set, watched.id, STILL).await;
    let expected = ["A002.mov", "A003.mov", "A004.mov"].map(str::to_owned);
    assert_eq!(names(&set).await, BTreeSet::from(expected), "what was put away stays away");
    assert_eq!(set.cloud.assets().await.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn with_automatic_off_files_are_offered_and_go_when_they_are_picked() {
    let (set, id) = set().await;
    set.engine.set_automatic(&id, false).await.unwrap();
    let card = folder(&set, "CARD");
    put(card.join("A001.mov"));
    let picked = put(card.join("A002.mov"));
    set.engine.watch(&id, wish(&card)).await.unwrap();
    until_counts(&set, "both to be offered", |counts| counts.offered == 2).await;
    let one = rows(&set).await.remove(0);
    assert_eq!(one.state, UploadState::Offered);
    set.engine.resume_uploads(&only(one.id)).await.unwrap();
    set.until_done(one.id).await;
    set.add(&id, &picked).await;
    until_counts(&set, "the other to arrive", |counts| counts.done == 2).await;
    set.engine.set_automatic(&id, true).await.unwrap();
    put(card.join("A003.mov"));
    until_counts(&set, "the third by itself", |counts| counts.done == 3).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn litter_and_names_that_a_person_leaves_stay_and_sub_folders_go_when_they_are_wanted() {
    let (set, id) = set().await;
    set.engine.pause_queue(None).await.unwrap();
    let card = folder(&set, "CARD");
    for name in [
        "A001.MOV",
        "._A001.MOV",
        ".Trashes/A000.MOV",
        "Thumbs.db",
        "A005.MOV.part",
        "notes.txt",
        "clips/A002.mov",
        "tests/A003.mov",
        "A004_test.mov",
    ] {
        put(card.join(name));
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink(&card, card.join("clips/round")).unwrap();
    let mut filtered = wish(&card);
    filtered.take = vec!["*.mov".to_owned()];
    filtered.leave = vec!["*TEST*".to_owned()];
    let watched = set.engine.watch(&id, filtered.clone()).await.unwrap();
    until_counts(&set, "two to be queued", |counts| counts.waiting == 2).await;
    until_state(&set, watched.id, STILL).await;
    let expected = ["A001.MOV", "A002.mov"].map(str::to_owned);
    assert_eq!(names(&set).await, BTreeSet::from(expected));
    // By its final name, as copy programs give it at the end.
    std::fs::rename(card.join("A005.MOV.part"), card.join("A005.MOV")).unwrap();
    until_counts(&set, "the one that was renamed", |counts| counts.waiting == 3).await;
    filtered.take.clear();
    filtered.subfolders = false;
    set.engine.change_folder(watched.id, filtered).await.unwrap();
    until_counts(&set, "the notes too", |counts| counts.waiting == 4).await;
    put(card.join("clips/A006.mov"));
    put(card.join("A007.mov"));
    until_counts(&set, "the one on top", |counts| counts.waiting == 5).await;
    until_state(&set, watched.id, STILL).await;
    assert!(!names(&set).await.contains("A006.mov"));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_comes_after_goes_where_a_person_wants_that_however_old_it_is() {
    let (mut set, id) = set().await;
    let card = folder(&set, "CARD");
    put(card.join("old.mov"));
    // The clock of the file system is coarse, and so is this rule after a restart.
    tokio::time::sleep(Duration::from_millis(2500)).await;
    let mut later = wish(&card);
    later.existing = false;
    let watched = set.engine.watch(&id, later).await.unwrap();
    put(card.join("new.mov"));
    let copied = put(set.folder.path().join("copied.mov"));
    let long_ago = SystemTime::now() - Duration::from_secs(86_400);
    File::options().write(true).open(&copied).unwrap().set_modified(long_ago).unwrap();
    std::fs::rename(&copied, card.join("copied.mov")).unwrap();
    until_counts(&set, "the two that came", |counts| counts.done == 2).await;
    set.engine.stop().await;
    put(card.join("meanwhile.mov"));
    set.restart().await;
    until_counts(&set, "the third", |counts| counts.done == 3).await;
    until_state(&set, watched.id, STILL).await;
    assert!(!names(&set).await.contains("old.mov"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_red_clip_goes_when_all_its_segments_are_calm_and_stays_together() {
    let (set, id) = set().await;
    set.engine.pause_queue(None).await.unwrap();
    let card = folder(&set, "A002_0908FT.RDM");
    set.engine.watch(&id, wish(&card)).await.unwrap();
    let clip = card.join("A002_C001_0908R4.RDC");
    put(clip.join("A002_C001_0908R4_001.R3D"));
    put(clip.join("A002_C001_0908R4.RMD"));
    let mut second = File::create(clip.join("A002_C001_0908R4_002.R3D")).unwrap();
    for round in 0..15 {
        second.write_all(&noise(round, 1000)).unwrap();
        tokio::time::sleep(Duration::from_millis(150)).await;
        assert_eq!(counts(&set).await.all, 0, "its second segment is still being written");
    }
    drop(second);
    put(card.join("B.mov"));
    until_counts(&set, "all of it", |counts| counts.waiting == 4).await;
    let rows = rows(&set).await;
    let clips: Vec<&str> = rows.iter().map(|row| row.clip.as_str()).collect();
    let red = "a002_c001_0908r4";
    let first = clips.iter().position(|clip| *clip == red).unwrap();
    assert_eq!(&clips[first..first + 3], [red; 3], "{clips:?}");
    assert!(rows.iter().all(|row| row.kind == MediaKind::Ocf), "{rows:?}");
    let ranks: BTreeSet<i64> = rows.iter().map(|row| row.rank).collect();
    assert_eq!(ranks.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn three_thousand_small_files_in_one_go_are_each_queued_once() {
    let (set, id) = set().await;
    set.engine.pause_queue(None).await.unwrap();
    let card = folder(&set, "CARD");
    let watched = set.engine.watch(&id, wish(&card)).await.unwrap();
    let mut events = set.engine.subscribe();
    for index in 0..3000_u32 {
        std::fs::write(card.join(format!("F{index:04}.dat")), index.to_le_bytes()).unwrap();
    }
    until_counts(&set, "all of them", |counts| counts.waiting == 3000).await;
    until_state(&set, watched.id, STILL).await;
    assert_eq!(counts(&set).await.all, 3000);
    let mut single = 0;
    while let Ok(event) = events.try_recv() {
        single += usize::from(matches!(event, Event::UploadChanged(_)));
    }
    assert!(single < 300, "{single} rows were told one by one");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_that_lost_its_power_goes_after_a_long_calm_and_its_history_says_so() {
    let patience = Duration::from_secs(2);
    let timings = Timings { calm_broken: patience, ..timings() };
    let set = Set::with(timings, Overrides::default()).await;
    let id = set.pair().await;
    let mut bytes = clip(&set.folder.path().join("made.mov"));
    bytes.truncate(bytes.len() / 2);
    let card = folder(&set, "CARD");
    let path = card.join("A001.mov");
    std::fs::write(&path, bytes).unwrap();
    set.engine.watch(&id, wish(&card)).await.unwrap();
    until_counts(&set, "it to arrive", |counts| counts.done == 1).await;
    let row = rows(&set).await.remove(0).id;
    let history = set.engine.upload_details(row).await.unwrap().history;
    let unsettled = |what: &Happened| matches!(what, Happened::TakenUnsettled { .. });
    assert!(history.iter().any(|(_, what)| unsettled(what)), "{history:?}");
    assert_eq!(set.cloud.assets().await[0].sha256, Some(sha256(&path)));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_file_waits_for_its_content() {
    let (set, id) = set().await;
    let card = folder(&set, "CARD");
    let watched = set.engine.watch(&id, wish(&card)).await.unwrap();
    let path = card.join("A001.dat");
    File::create(&path).unwrap();
    until_state(&set, watched.id, FolderState::Watching { unsettled: 1 }).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(counts(&set).await.all, 0);
    std::fs::write(&path, b"content").unwrap();
    until_counts(&set, "it to arrive", |counts| counts.done == 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_is_watched_once_and_never_inside_another_and_unwatching_leaves_the_queue() {
    let (set, id) = set().await;
    set.engine.pause_queue(None).await.unwrap();
    let (outer, inner) = (folder(&set, "outer"), folder(&set, "outer/inner"));
    put(outer.join("A001.mov"));
    let watched = set.engine.watch(&id, wish(&outer)).await.unwrap();
    let refused =
        async |wish: FolderWish| set.engine.watch(&id, wish).await.unwrap_err().to_string();
    assert!(refused(wish(&outer)).await.contains("is watched already"));
    assert!(refused(wish(&inner)).await.contains("lies in the other"));
    let round_about = outer.join("inner").join("..");
    assert!(refused(wish(&round_about)).await.contains("is watched already"));
    let nowhere = set.folder.path().join("nowhere");
    assert!(refused(wish(&nowhere)).await.contains("There is no folder"));
    let narrow = FolderWish { subfolders: false, ..wish(&outer) };
    set.engine.change_folder(watched.id, narrow).await.unwrap();
    set.engine.watch(&id, wish(&inner)).await.unwrap();
    until_counts(&set, "the file to be queued", |counts| counts.waiting == 1).await;
    set.engine.unwatch(watched.id).await.unwrap();
    assert_eq!(set.engine.watched_folders().await.unwrap().len(), 1);
    assert_eq!(counts(&set).await.waiting, 1);
    let gone = set.engine.change_folder(watched.id, wish(&outer)).await.unwrap_err().to_string();
    assert!(gone.contains("not watched any more"), "{gone}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clip_that_grows_is_followed_from_its_first_bytes_where_a_person_wants_that() {
    let (set, id) = set().await;
    let card = folder(&set, "CARD");
    let live = FolderWish { growing: true, ..wish(&card) };
    set.engine.watch(&id, live).await.unwrap();
    let mut camera = Camera::begins(&set, "CARD/A001_C001.mov");
    let mut followed = false;
    for _ in 0..100 {
        camera.rolls(200_000);
        tokio::time::sleep(Duration::from_millis(100)).await;
        followed = rows(&set).await.iter().any(|row| row.growing);
        if followed {
            break;
        }
    }
    assert!(followed, "it is queued while it is being recorded");
    camera.rolls(200_000);
    let path = camera.cuts();
    until_counts(&set, "the clip to arrive", |counts| counts.done == 1).await;
    // Longer than two looks through the folder: its row is the only one.
    tokio::time::sleep(Duration::from_millis(2500)).await;
    assert_eq!(counts(&set).await.all, 1);
    assert_eq!(set.cloud.assets().await[0].sha256, Some(sha256(&path)));
}
