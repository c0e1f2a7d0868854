//! From one version to the next, really: the program on the disk is another one afterwards. And what
//! is refused.
//!
//! The old version is this build with a line at its end that says so; what it is updated to is this
//! build, byte for byte.

use crate::app::{Driven, wait_until};
use crate::citizen::Everyday;
use serde_json::{Value, json};
use simulator::{Flaw, Releases};
use std::path::PathBuf;
use std::time::Duration;

const OLD: &str = "0.0.9";
const NEW: &str = env!("CARGO_PKG_VERSION");
/// As set: what finds its own level would be another number each time.
const PARTS_AT_ONCE: u32 = 2;
const PATIENCE: Duration = Duration::from_secs(120);

struct Updating {
    day: Everyday,
    releases: Releases,
    /// What is replaced. It stands for an AppImage: one file that a person has put somewhere.
    program: PathBuf,
}

fn this_build() -> Vec<u8> {
    std::fs::read(env!("CARGO_BIN_EXE_labrun")).expect("it was built for this test")
}

impl Updating {
    async fn prepared() -> Self {
        use std::os::unix::fs::PermissionsExt;
        let mut day = Everyday::connected().await;
        let releases = day.cloud.open_releases().await.unwrap();
        let program = day.desktop.folder.path().join("Labrun.AppImage");
        let mut old = this_build();
        old.extend(format!("\nlabrun-version:{OLD}").bytes());
        std::fs::write(&program, old).unwrap();
        std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
        // As the runtime of an AppImage says it, and whom this computer trusts.
        day.desktop.extras.push(("APPIMAGE", program.clone().into()));
        let ca = day.cloud.ca_pem_path().to_owned();
        day.desktop.extras.push(("SSL_CERT_FILE", ca.into()));
        day.desktop.program = program.clone();
        let updating = Self { day, releases, program };
        updating.look_at(&updating.releases.address());
        updating
    }

    fn look_at(&self, address: &str) {
        let path = self.day.desktop.profile().join("profile.json");
        let mut profile: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        profile["updates"] =
            json!({ "address": address, "public_key": self.releases.key().unwrap() });
        std::fs::write(path, profile.to_string()).unwrap();
    }

    /// What it calls itself to the cloud.
    fn known_as(&self) -> String {
        self.day.cloud.devices()[0].client_version.clone().expect("it has called")
    }

    fn is_new(&self) -> bool {
        std::fs::read(&self.program).is_ok_and(|program| program == this_build())
    }

    /// The next program has put its icon into the tray, and knows of nothing newer.
    async fn until_restarted(&self, icons: usize) {
        wait_until("the next version", PATIENCE, || async {
            (self.day.panel.icons() > icons).then_some(())
        })
        .await;
        assert!(self.is_new(), "it was started before it was replaced");
        self.day.panel.until_says("Check for updates").await;
    }

    async fn until_ready(&self) {
        let line = format!("Update to {NEW} now");
        wait_until(&line, PATIENCE, || async {
            let lines = self.day.panel.lines().await.ok()?;
            lines.iter().any(|one| one.text == line && one.enabled).then_some(())
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_becomes_the_next_version_in_the_middle_of_an_upload_and_goes_on_with_the_next_part() {
    let updating = Updating::prepared().await;
    let Updating { day, releases, .. } = &updating;
    releases.offer(NEW, this_build()).unwrap();
    let clip = day.clip("A001_C001");
    day.parts_at_once(PARTS_AT_ONCE).await;
    // Half a minute for six parts, two at once.
    day.slow(100_000);
    let _labrun = updating.day.start(&["--hidden", &clip]);
    updating.until_ready().await;
    wait_until("a part", PATIENCE, || async {
        let assets = day.cloud.assets_so_far();
        assets.iter().flat_map(|one| &one.parts).any(|one| one.received > 0).then_some(())
    })
    .await;
    assert_eq!(updating.known_as(), OLD, "the cloud hears which one it is");
    let lines = day.panel.lines().await.unwrap();
    assert!(lines[1].text.starts_with("1 file"), "an upload is on its way: {lines:?}");
    assert!(!updating.is_new());

    let icons = day.panel.icons();
    day.panel.choose(&format!("Update to {NEW} now")).await;
    updating.until_restarted(icons).await;
    assert!(!day.window_is_open(), "it was hidden before");
    day.cloud.clear_faults();
    day.panel.until_says("Everything is uploaded").await;
    let twice = day.arrived_once(&[clip]).await;
    assert!(twice <= PARTS_AT_ONCE, "{twice} parts came twice, and no more were on their way");
    assert_eq!(updating.known_as(), NEW);
    assert!(day.cloud.violations().is_empty(), "{:?}", day.cloud.violations());
}

#[tokio::test(flavor = "multi_thread")]
async fn with_nothing_on_its_way_it_takes_the_next_version_by_itself() {
    let updating = Updating::prepared().await;
    updating.releases.offer(NEW, this_build()).unwrap();
    let icons = updating.day.panel.icons();
    let _labrun = updating.day.start(&["--hidden"]);
    // One for the old, one for the new.
    updating.until_restarted(icons + 1).await;
    assert!(!updating.day.window_is_open());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_ready_is_put_in_place_at_quit() {
    let updating = Updating::prepared().await;
    updating.releases.offer(NEW, this_build()).unwrap();
    let mut labrun = updating.day.start(&["--hidden"]);
    updating.until_ready().await;
    assert!(!updating.is_new());
    let icons = updating.day.panel.icons();
    updating.day.panel.choose("Quit").await;
    labrun.until_over().await;
    assert!(updating.is_new());
    assert_eq!(updating.day.panel.icons(), icons, "whoever quits wants it gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_what_was_signed_is_refused_in_words_and_nothing_is_replaced() {
    let updating = Updating::prepared().await;
    let Updating { day, releases, program } = &updating;
    let before = std::fs::read(program).unwrap();
    let package = || [b"\x7fELF".as_slice(), &[7; 100_000]].concat();
    // The same feed over plain HTTP would answer, and is not asked.
    releases.offer("9.9.9", package()).unwrap();
    updating.look_at(&releases.plain_address());
    let window = Driven::open(&day.desktop).await;
    window.click("open-settings").await;
    window.until_update_says("over https only").await;
    assert!(releases.asked().is_empty(), "{:?}", releases.asked());
    window.close().await;

    releases.offer(OLD, package()).unwrap();
    updating.look_at(&releases.address());
    let window = Driven::open(&day.desktop).await;
    window.click("open-settings").await;
    window.until_update_says("No newer version").await;

    let refused = [
        (Flaw::ForeignKey, "its signature does not fit"),
        (Flaw::ChangedByte, "its signature does not fit"),
        (Flaw::Truncated, "its signature does not fit"),
        (Flaw::CutOff, "did not arrive whole"),
        (Flaw::SignedAs("0.0.1".to_owned()), "announced as 9.9.9 and is 0.0.1"),
        (Flaw::PlainPackage, "a line that anybody can read and change"),
    ];
    for (flaw, words) in refused {
        releases.offer_spoiled("9.9.9", package(), flaw.clone()).unwrap();
        window.click("check-for-updates").await;
        window.until_update_says(words).await;
        println!("{flaw:?}: refused");
        if flaw == Flaw::ChangedByte {
            window.picture("update-refused").await;
        }
        // A look that found nothing wipes the last words.
        releases.offer(OLD, package()).unwrap();
        window.click("check-for-updates").await;
        window.until_update_says("No newer version").await;
    }
    releases.offer("0.0.1", package()).unwrap();
    window.click("check-for-updates").await;
    window.until_update_says("it is older than this one").await;
    assert!(!releases.asked().contains(&"http /package".to_owned()), "{:?}", releases.asked());

    // And the same package, as it was signed, is taken.
    releases.offer("9.9.9", package()).unwrap();
    window.click("check-for-updates").await;
    window.until_update_says("Labrun 9.9.9 is ready").await;
    window.see("update-line").await;
    window.picture("update-ready").await;
    assert!(std::fs::read(program).unwrap() == before, "it was replaced");
    window.close().await;
}
