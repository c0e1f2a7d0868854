//! Labrun among everything else on a desktop: what it tells the desktop and what it asks of it.

use crate::app::{Desktop, Driven, Owned, wait_until};
use crate::media;
use crate::panel::Panel;
use domain::{Pause, Settings};
use simulator::{Fault, Misdeed, Options, Place, Simulator};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use store::Store;

const PATIENCE: Duration = Duration::from_secs(40);

/// A desktop with a panel, and a Labrun that was connected once and has been closed since.
pub struct Everyday {
    pub panel: Panel,
    pub cloud: Simulator,
    pub desktop: Desktop,
}

/// A program that a test started.
pub struct Started(Owned);

impl Started {
    pub async fn until_over(&mut self) {
        let status = PathBuf::from(format!("/proc/{}/stat", self.0.id()));
        wait_until("the program to end", PATIENCE, || async {
            // What has ended and was not waited for is a zombie.
            let Ok(stat) = std::fs::read_to_string(&status) else { return Some(()) };
            stat.rsplit_once(") ").is_some_and(|(_, rest)| rest.starts_with('Z')).then_some(())
        })
        .await;
    }
}

impl Everyday {
    pub async fn connected() -> Self {
        let mut desktop = Desktop::with_keyring();
        let panel = Panel::on(&mut desktop).await;
        let mut options = Options::new(desktop.folder.path().join("cloud"));
        options.assumed.part_rule_bytes = 1024 * 1024;
        let cloud = Simulator::start(options).await.unwrap();
        desktop.point_at(&cloud);
        let window = Driven::open(&desktop).await;
        window.pair(&cloud).await;
        window.close().await;
        Self { panel, cloud, desktop }
    }

    /// Of about 5.5 MB.
    pub fn clip(&self, name: &str) -> String {
        let card = media::card(self.desktop.folder.path(), &[name]);
        card.join(format!("{name}.mov")).to_str().expect("the test's own path").to_owned()
    }

    pub fn slow(&self, bytes_per_s: u64) {
        self.cloud.fault(Fault::new(Place::Part, Misdeed::Slow { bytes_per_s }));
    }

    /// With the profile of this desktop, and these words.
    pub fn start(&self, words: &[&str]) -> Started {
        let mut labrun = Command::new(&self.desktop.program);
        labrun.arg("--profile").arg(self.desktop.profile()).args(words);
        self.desktop.place(&mut labrun);
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(self.desktop.folder.path().join("app.out"))
            .expect("a log");
        let out = log.try_clone().expect("a log");
        Started(Owned::start(labrun.stdin(Stdio::null()).stdout(out).stderr(log)))
    }

    /// While no program has the profile.
    pub async fn parts_at_once(&self, parts: u32) {
        let store = Store::open(&self.desktop.profile().join("labrun.db")).await.unwrap();
        let set = Settings { parallel_parts: Some(parts), ..store.settings().await.unwrap() };
        store.set_settings(&set).await.unwrap();
        store.close().await;
    }

    /// While no program has the profile.
    async fn paused(&self) {
        let store = Store::open(&self.desktop.profile().join("labrun.db")).await.unwrap();
        store.set_pause(Pause::UntilResumed).await.unwrap();
        store.close().await;
    }

    /// What Labrun has written down.
    pub fn log(&self) -> String {
        let logs = std::fs::read_dir(self.desktop.profile().join("logs")).expect("a folder");
        let read = |log: std::fs::DirEntry| std::fs::read_to_string(log.path()).expect("text");
        logs.filter_map(Result::ok).map(read).collect()
    }

    /// What the tray calls it.
    pub fn project(&self) -> String {
        self.cloud.devices().first().expect("it is connected to one").project.clone()
    }

    /// What was on its way ends, and nothing begins.
    pub async fn nothing_more_comes(&self) -> bool {
        let before = self.cloud.part_puts_begun();
        tokio::time::sleep(Duration::from_secs(2)).await;
        self.cloud.part_puts_begun() == before
    }

    pub fn window_is_open(&self) -> bool {
        let mut search = Command::new("xdotool");
        search.args(["search", "--onlyvisible", "--name", "^Labrun$"]);
        self.desktop.place(&mut search);
        !search.output().expect("xdotool runs").stdout.is_empty()
    }

    pub async fn until_window_is_open(&self) {
        wait_until("the window", PATIENCE, || async { self.window_is_open().then_some(()) }).await;
    }

    /// Each once, byte for byte; answers how many parts came more than once.
    pub async fn arrived_once(&self, clips: &[String]) -> u32 {
        let assets = self.cloud.assets().await;
        assert_eq!(assets.len(), clips.len(), "{assets:?}");
        for clip in clips {
            // Both were begun at once, so either may have come to be there first.
            let path = Path::new(clip);
            let name = path.file_name().expect("a name").to_string_lossy();
            let asset = assets.iter().find(|asset| asset.name == name);
            let asset = asset.unwrap_or_else(|| panic!("no {name} among {assets:?}"));
            assert_eq!(asset.sha256, Some(media::sha256(path)), "{clip}");
        }
        assets.iter().flat_map(|asset| &asset.parts).map(|part| part.received - 1).sum()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_keeps_the_computer_awake_only_while_bytes_move_and_tells_once_when_all_is_done() {
    let day = Everyday::connected().await;
    let (first, second) = (day.clip("A001_C001"), day.clip("A001_C002"));
    let _labrun = day.start(&["--hidden"]);
    day.panel.until_says("Everything is uploaded").await;
    assert!(day.panel.awake().is_empty(), "there is nothing to stay awake for");
    drop(_labrun);

    day.slow(400_000);
    let _labrun = day.start(&["--hidden", &first, &second]);
    day.panel.until_awake(true).await;
    assert_eq!(day.panel.awake(), ["idle", "sleep"]);
    day.panel.choose("Pause").await;
    day.panel.until_awake(false).await;
    day.panel.choose("Resume").await;
    day.panel.until_awake(true).await;
    day.cloud.clear_faults();
    day.panel.until_awake(false).await;

    let body = day.panel.until_told("2 files are uploaded").await;
    assert_eq!(body, "The queue is done.");
    // One for both, and a click on it brings the window.
    assert_eq!(day.panel.notifications().len(), 1, "{:?}", day.panel.notifications());
    assert!(!day.window_is_open());
    day.panel.click_notification().await;
    day.until_window_is_open().await;
    day.arrived_once(&[first, second]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cloud_that_has_signed_us_out_is_told_of() {
    let day = Everyday::connected().await;
    let project = day.project();
    let _labrun = day.start(&["--hidden"]);
    day.panel.until_says(&project).await;
    day.cloud.forget(None).unwrap();
    let body = day.panel.until_told(&format!("{project} is signed out")).await;
    assert!(body.contains("wants you to sign in again"), "{body}");
    day.panel.until_says("Sign in again").await;
}

/// The everyday profile is the one that a program without `--profile` opens.
#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_hands_over_its_file_and_brings_the_window() {
    let day = Everyday::connected().await;
    let clip = PathBuf::from(day.clip("A001_C001"));
    let everyday = day.desktop.folder.path().join("data/app.labrun.desktop");
    // Moved and not linked: it is the very same one.
    std::fs::rename(day.desktop.profile(), &everyday).unwrap();
    let start = |words: &[&str]| {
        let mut labrun = Command::new(&day.desktop.program);
        labrun.args(words).current_dir(clip.parent().unwrap());
        day.desktop.place(&mut labrun);
        Started(Owned::start(labrun.stdin(Stdio::null()).stdout(Stdio::null())))
    };
    let _first = start(&["--hidden"]);
    day.panel.until_says("Everything is uploaded").await;
    let icons = day.panel.icons();
    assert!(!day.window_is_open());

    let name = clip.file_name().unwrap().to_str().unwrap();
    let mut second = start(&[name]);
    second.until_over().await;
    day.until_window_is_open().await;
    let done = day.cloud.until_completed(name);
    let asset = tokio::time::timeout(PATIENCE, done).await.expect("the file goes");
    assert_eq!(asset.sha256, Some(media::sha256(&clip)));
    assert_eq!(day.panel.icons(), icons, "there is one Labrun");
}

#[tokio::test(flavor = "multi_thread")]
async fn start_at_login_is_a_switch_that_the_system_has_the_last_word_on() {
    let day = Everyday::connected().await;
    let entry = day.desktop.folder.path().join("home/.config/autostart/Labrun.desktop");
    let window = Driven::open(&day.desktop).await;
    window.click("open-settings").await;
    window.click("start_at_login").await;
    wait_until("the entry", PATIENCE, || async { entry.exists().then_some(()) }).await;
    let written = std::fs::read_to_string(&entry).unwrap();
    let exec = written.lines().find(|line| line.starts_with("Exec=")).unwrap();
    assert!(exec.contains("--hidden"), "{exec}");
    assert!(exec.contains(day.desktop.profile().to_str().unwrap()), "{exec}");
    window.picture("settings-desktop").await;
    window.close().await;

    // Taken out by the system's own list of what starts at login.
    std::fs::remove_file(&entry).unwrap();
    let window = Driven::open(&day.desktop).await;
    window.click("open-settings").await;
    window.until_unchecked("start_at_login").await;
    assert!(!entry.exists());
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_need_a_person_are_told_of_together() {
    let day = Everyday::connected().await;
    let clips = [day.clip("A001_C001"), day.clip("A001_C002")];
    day.paused().await;
    let _labrun = day.start(&["--hidden", &clips[0], &clips[1]]);
    day.panel
        .until_line("both to wait", |line| {
            line.text.starts_with("2 files") && line.text.ends_with("paused")
        })
        .await;
    // Somebody goes on writing into them. Both are looked at again in the moment of the resuming.
    for clip in &clips {
        let mut file = std::fs::File::options().append(true).open(clip).unwrap();
        file.write_all(b"more").unwrap();
    }
    day.panel.choose("Resume").await;
    day.panel.until_told("2 files need attention").await;
    assert_eq!(day.panel.notifications().len(), 1, "{:?}", day.panel.notifications());
    day.panel.until_says("2 files need attention").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_logout_asks_nobody_and_the_upload_goes_on_after_it() {
    let day = Everyday::connected().await;
    let clip = day.clip("A001_C001");
    day.slow(100_000);
    let mut labrun = day.start(&["--hidden", &clip]);
    wait_until("a part on its way", PATIENCE, || async {
        (day.cloud.part_puts_begun() > 0).then_some(())
    })
    .await;
    let told = Command::new("kill").args(["-TERM", &labrun.0.id().to_string()]).status();
    assert!(told.expect("kill runs").success());
    labrun.until_over().await;
    assert!(day.log().contains("the system ends Labrun"), "it left, and was not cut off");
    assert!(day.panel.awake().is_empty(), "the computer may sleep");
    day.cloud.clear_faults();
    let _labrun = day.start(&["--hidden"]);
    day.panel.until_says("Everything is uploaded").await;
    day.arrived_once(&[clip]).await;
}
