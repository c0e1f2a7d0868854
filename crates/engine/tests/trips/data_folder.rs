//! The profile moves to another folder, and is killed at each step of it.

use domain::{
    Connection, ConnectionId, ConnectionState, Endpoint, Fingerprint, MediaFile, MediaKind,
    ProviderKind, Reading, Timestamp, WayId,
};
use engine::data_folder::{self, DataFolderError, FolderFault, Step};
use engine::profile::Profile;
use std::path::{Path, PathBuf};
use std::process::Command;
use store::{NewUpload, Store};

const ROWS: usize = 300;
const NOW: Timestamp = Timestamp(1_794_999_000_000);

/// By which the test knows that it is the one to be killed, and where.
const PLACE: &str = "LABRUN_TEST_DATA_FOLDER";
const DIE_AT: &str = "LABRUN_TEST_DIE_AT";

fn usual(place: &Path) -> PathBuf {
    place.join("usual")
}

fn other(place: &Path) -> PathBuf {
    place.join("other disk")
}

/// A profile with a queue in it.
async fn fill(folder: &Path) {
    let profile = Profile::open(folder, "test").unwrap();
    std::fs::create_dir_all(profile.logs()).unwrap();
    std::fs::write(profile.logs().join("labrun.2026-11-28.log"), "a line\n").unwrap();
    std::fs::create_dir_all(folder.join("webview/cache")).unwrap();
    std::fs::write(folder.join(".window-state.json"), "{}").unwrap();
    let store = Store::open(&profile.database()).await.unwrap();
    let id = ConnectionId::new("c");
    let connection = Connection {
        id: id.clone(),
        provider: ProviderKind::Frameio,
        endpoint: Endpoint { address: "https://localhost".parse().unwrap(), extra_ca: None },
        way: WayId::new("device_code"),
        state: ConnectionState::NotAuthorized,
        account: None,
        former: None,
        person: None,
        device: None,
        device_name: None,
        automatic: true,
        created_at: NOW,
        connected_at: None,
    };
    store.save_connection(&connection).await.unwrap();
    for row in 0..ROWS {
        let file = MediaFile {
            path: format!("/card/A{row:03}.mov").into(),
            size: 1000,
            modified_ns: 1,
            made_at: NOW,
            seen: Reading { wall: NOW, boot: "b".into(), ticks_ms: 7 },
            fingerprint: Fingerprint::new(format!("print {row}")),
        };
        let (kind, clip) = (MediaKind::Ocf, domain::media::clip_of(&file.path));
        let new =
            NewUpload { file, kind, clip, found_in: None, rank: 0, growing: false, offered: false };
        store.enqueue(&id, &new, NOW).await.unwrap();
    }
    // Never closed: the rows are in the log beside the database, as after a crash.
    let wal = folder.join("labrun.db-wal");
    assert!(wal.metadata().unwrap().len() > 0);
    copy(folder, &folder.with_extension("crashed"));
    store.close().await;
    drop(profile);
    std::fs::remove_dir_all(folder).unwrap();
    std::fs::rename(folder.with_extension("crashed"), folder).unwrap();
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.unwrap();
        let to = to.join(entry.path().strip_prefix(from).unwrap());
        match entry.file_type().is_dir() {
            true => std::fs::create_dir_all(to).unwrap(),
            false => drop(std::fs::copy(entry.path(), to).unwrap()),
        }
    }
}

/// Of a copy, so that looking changes nothing.
async fn rows(folder: &Path) -> usize {
    let aside = tempfile::tempdir().unwrap();
    for name in ["labrun.db", "labrun.db-wal"] {
        if folder.join(name).exists() {
            std::fs::copy(folder.join(name), aside.path().join(name)).unwrap();
        }
    }
    assert!(aside.path().join("labrun.db").exists(), "a queue in {}", folder.display());
    let store = Store::open(&aside.path().join("labrun.db")).await.unwrap();
    let rows = store.uploads().await.unwrap().len();
    store.close().await;
    rows
}

/// A start, as the app does it: the move, the profile, the database, and then the old folder goes.
async fn start(place: &Path, step: &mut dyn FnMut(Step)) -> PathBuf {
    let usual = usual(place);
    let folder = data_folder::settle(&usual, "test", step).unwrap();
    let profile = Profile::open(&folder, "test").unwrap();
    let store = Store::open(&profile.database()).await.unwrap();
    step(Step::Done("opened"));
    data_folder::forget_what_was_left(&usual, step).unwrap();
    step(Step::Done("left behind"));
    store.close().await;
    folder
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_step_of_a_move_there_is_one_queue_and_no_row_is_lost() {
    if let Some(place) = std::env::var_os(PLACE) {
        let die_at: usize = std::env::var(DIE_AT).unwrap().parse().unwrap();
        let mut steps = 0;
        let mut step = |_: Step| {
            steps += 1;
            if steps == die_at {
                // Nothing gets to say goodbye.
                std::process::abort();
            }
        };
        start(Path::new(&place), &mut step).await;
        return;
    }
    let template = tempfile::tempdir().unwrap();
    fill(&usual(template.path())).await;
    let mut kills = 0;
    for die_at in 1.. {
        let place = tempfile::tempdir().unwrap();
        let (usual, other) = (usual(place.path()), other(place.path()));
        copy(template.path(), place.path());
        std::fs::create_dir(&other).unwrap();
        data_folder::choose(&usual, Some(&other)).unwrap().unwrap();
        let child = Command::new(std::env::current_exe().unwrap())
            .args([
                "data_folder::killed_at_any_step_of_a_move_there_is_one_queue_and_no_row_is_lost",
            ])
            .args(["--exact", "--nocapture"])
            .env(PLACE, place.path())
            .env(DIE_AT, die_at.to_string())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&child.stderr).into_owned();
        let survived = child.status.success();
        assert!(survived || child.status.code().is_none(), "not killed, but broken: {said}");
        let found = data_folder::find(&usual).unwrap();
        assert!(found == usual || found == other, "{}", found.display());
        assert_eq!(rows(&found).await, ROWS, "killed at step {die_at}");
        // The next start goes on from there.
        let settled = start(place.path(), &mut |_| ()).await;
        assert_eq!(settled, other, "killed at step {die_at}");
        assert_eq!(rows(&settled).await, ROWS, "killed at step {die_at}, started again");
        assert!(other.join("logs/labrun.2026-11-28.log").exists());
        assert!(!usual.join("labrun.db").exists() && !usual.join("profile.json").exists());
        assert!(usual.join("webview/cache").exists() && usual.join(".window-state.json").exists());
        if survived {
            break;
        }
        kills += 1;
    }
    assert!(kills >= 15, "{kills} steps are too few to have been everywhere");
}

#[tokio::test]
async fn a_move_says_how_far_it_is_until_every_byte_was_copied_and_compared() {
    let place = tempfile::tempdir().unwrap();
    let (usual, other) = (usual(place.path()), other(place.path()));
    fill(&usual).await;
    std::fs::write(usual.join("logs/labrun.2026-11-27.log"), vec![b'.'; 3_000_000]).unwrap();
    std::fs::create_dir(&other).unwrap();
    data_folder::choose(&usual, Some(&other)).unwrap().unwrap();
    assert!(data_folder::is_to_move(&usual));
    let mut told = Vec::new();
    let mut step = |step: Step| {
        if let Step::Bytes { done, of } = step {
            told.push((done, of));
        }
    };
    start(place.path(), &mut step).await;
    assert!(!data_folder::is_to_move(&usual));
    let (last, of) = *told.last().unwrap();
    assert!(last == of && of > 6_000_000, "{last} of {of}");
    assert!(told.len() > 6, "a large file is told of in steps: {told:?}");
    assert!(told.is_sorted() && told.iter().all(|(_, all)| *all == of), "{told:?}");
}

#[tokio::test]
async fn a_folder_that_is_away_is_said_and_no_empty_queue_begins() {
    let place = tempfile::tempdir().unwrap();
    let (usual, other) = (usual(place.path()), other(place.path()));
    fill(&usual).await;
    std::fs::create_dir(&other).unwrap();
    data_folder::choose(&usual, Some(&other)).unwrap().unwrap();
    start(place.path(), &mut |_| ()).await;
    let unplugged = place.path().join("in a drawer");
    std::fs::rename(&other, &unplugged).unwrap();
    let away = |found: Result<PathBuf, DataFolderError>| match found {
        Err(DataFolderError::Away(folder)) => assert!(folder.ends_with("other disk")),
        other => panic!("{other:?}"),
    };
    away(data_folder::find(&usual));
    away(data_folder::settle(&usual, "test", &mut |_| ()));
    // What a drive is hung into is there without the drive, and empty.
    std::fs::create_dir(&other).unwrap();
    away(data_folder::find(&usual));
    // Another profile is not ours.
    drop(Profile::open(&other, "test").unwrap());
    away(data_folder::find(&usual));
    std::fs::remove_dir_all(&other).unwrap();
    std::fs::rename(&unplugged, &other).unwrap();
    assert_eq!(rows(&data_folder::find(&usual).unwrap()).await, ROWS);
    // And back to where it is usually, past the log of the start that missed it.
    std::fs::create_dir_all(usual.join("logs")).unwrap();
    std::fs::write(usual.join("logs/labrun.2026-11-29.log"), "a line\n").unwrap();
    data_folder::choose(&usual, None).unwrap().unwrap();
    assert_eq!(start(place.path(), &mut |_| ()).await, usual);
    assert_eq!(rows(&usual).await, ROWS);
    assert!(data_folder::look(&usual).unwrap().is_usual && !other.exists());
}

#[tokio::test]
async fn a_folder_that_cannot_be_the_one_is_refused_by_what_is_wrong_with_it() {
    let place = tempfile::tempdir().unwrap();
    let (usual, other) = (usual(place.path()), other(place.path()));
    fill(&usual).await;
    let refused = |folder: &Path| data_folder::choose(&usual, Some(folder)).unwrap().unwrap_err();
    assert_eq!(refused(&other), FolderFault::Missing);
    assert_eq!(refused(&usual), FolderFault::Within);
    assert_eq!(refused(&usual.join("logs")), FolderFault::Within);
    std::fs::create_dir(&other).unwrap();
    std::fs::write(other.join("shotlist.pdf"), "of somebody").unwrap();
    assert_eq!(refused(&other), FolderFault::NotEmpty);
    assert_eq!(data_folder::look(&usual).unwrap().next, None);

    // Filled between the choice and the start: whatever it is, it is not ours.
    std::fs::remove_file(other.join("shotlist.pdf")).unwrap();
    data_folder::choose(&usual, Some(&other)).unwrap().unwrap();
    std::fs::write(other.join("labrun.db"), "of somebody").unwrap();
    assert_eq!(start(place.path(), &mut |_| ()).await, usual);
    assert_eq!(std::fs::read(other.join("labrun.db")).unwrap(), b"of somebody");
    let stands = data_folder::look(&usual).unwrap();
    assert_eq!((stands.next, stands.refused), (None, Some(FolderFault::NotEmpty)));
    assert_eq!(rows(&usual).await, ROWS);
}

#[tokio::test]
async fn a_profile_that_somebody_has_open_does_not_move() {
    let place = tempfile::tempdir().unwrap();
    let (usual, other) = (usual(place.path()), other(place.path()));
    let open = Profile::open(&usual, "labrunctl").unwrap();
    std::fs::create_dir(&other).unwrap();
    data_folder::choose(&usual, Some(&other)).unwrap().unwrap();
    match data_folder::settle(&usual, "test", &mut |_| ()) {
        Err(DataFolderError::InUse { holder }) => assert!(holder.starts_with("labrunctl")),
        other => panic!("{other:?}"),
    }
    assert_eq!(std::fs::read_dir(&other).unwrap().count(), 0);
    drop(open);
    data_folder::stay(&usual).unwrap();
    assert_eq!(data_folder::settle(&usual, "test", &mut |_| ()).unwrap(), usual);
}

#[test]
fn a_pointer_that_is_spoiled_is_said_and_begins_nothing() {
    let usual = tempfile::tempdir().unwrap();
    std::fs::write(usual.path().join("data-folder.json"), "{").unwrap();
    let spoiled = data_folder::find(usual.path()).unwrap_err();
    assert!(matches!(spoiled, DataFolderError::Unreadable { .. }), "{spoiled}");
}
