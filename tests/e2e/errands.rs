//! The errands of somebody who has it since a minute, in one go: from the package to the next
//! version of it.

use crate::app::{Desktop, Driven, PATIENCE, wait_until};
use crate::media;
use crate::panel::Panel;
use crate::reader::Reader;
use crate::scene::DAY;
use serde_json::{Value, json};
use simulator::{Fault, Misdeed, Options, Place, Releases, Simulator};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const OLD: &str = "0.0.9";
const NEW: &str = env!("CARGO_PKG_VERSION");

fn run(command: &mut Command) -> String {
    let name = command.get_program().to_string_lossy().into_owned();
    let done = command.stdin(Stdio::null()).output().expect("it can be started");
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "{name} failed: {said}");
    String::from_utf8_lossy(&done.stdout).into_owned()
}

/// A package of this build, made by Tauri as a release is, in a folder of its own. An older version is
/// this build with a line at its end that says so.
fn package(folder: &Path, version: &str) -> PathBuf {
    let target = folder.join("packages").join(version);
    let program = target.join("debug/labrun");
    std::fs::create_dir_all(target.join("debug")).expect("a folder");
    // What a debugger would want makes most of it.
    run(Command::new("strip").arg("-o").arg(&program).arg(env!("CARGO_BIN_EXE_labrun")));
    if version != NEW {
        let mut built = std::fs::read(&program).expect("it was built");
        built.extend(format!("\nlabrun-version:{version}").bytes());
        std::fs::write(&program, built).expect("written");
    }
    let called = json!({ "version": version }).to_string();
    run(Command::new("node")
        .arg("ui/node_modules/@tauri-apps/cli/tauri.js")
        .args(["bundle", "--debug", "--bundles", "deb", "--config", &called])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("CARGO_TARGET_DIR", &target));
    let bundles = std::fs::read_dir(target.join("debug/bundle/deb")).expect("a package");
    let mut made = bundles.flatten().map(|one| one.path());
    made.find(|path| path.extension().is_some_and(|ending| ending == "deb")).expect("a package")
}

/// A computer with nothing on it but what dpkg has installed.
struct Root(PathBuf);

impl Root {
    /// Also puts there what asks for the administrator's password. It is told at once; what it then
    /// does as root, it does to this root.
    fn new(desktop: &mut Desktop) -> Self {
        let root = Self(desktop.folder.path().join("root"));
        let lists = root.0.join("var/lib/dpkg");
        for empty in ["info", "updates", "triggers"] {
            std::fs::create_dir_all(lists.join(empty)).expect("a folder");
        }
        for empty in ["status", "available"] {
            std::fs::write(lists.join(empty), []).expect("written");
        }
        let asks = desktop.folder.path().join("bin/pkexec");
        let script =
            format!("#!/bin/sh\n[ \"$1 $2\" = \"dpkg -i\" ] && {} \"$3\"\n", root.install());
        std::fs::write(&asks, script).expect("a script");
        std::fs::set_permissions(&asks, PermissionsExt::from_mode(0o755)).expect("it may run");
        let path = [desktop.folder.path().join("bin"), root.0.join("usr/bin")];
        let rest = std::env::var_os("PATH").unwrap_or_default();
        let path = path.into_iter().chain(std::env::split_paths(&rest));
        desktop.extras.push(("PATH", std::env::join_paths(path).expect("paths")));
        root
    }

    fn install(&self) -> String {
        let root = self.0.display();
        format!(
            "PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin fakeroot dpkg \
             --force-depends --force-not-root --force-script-chrootless --root={root} \
             --log={root}/var/lib/dpkg/log --install"
        )
    }

    /// What dpkg has put there, by its own list.
    fn version(&self) -> String {
        let about = ["--show", "--showformat", "${Version}", "labrun"];
        run(Command::new("dpkg-query").arg(format!("--root={}", self.0.display())).args(about))
    }

    fn program(&self) -> PathBuf {
        self.0.join("usr/bin/labrun")
    }

    /// What the menu of the desktop starts.
    fn in_the_menu(&self) -> PathBuf {
        let entry = self.0.join("usr/share/applications/Labrun.desktop");
        let entry = std::fs::read_to_string(entry).expect("it is in the menu");
        let exec = entry.lines().find_map(|line| line.strip_prefix("Exec=")).expect("it starts");
        // Files would stand in the place of the last word.
        let name = exec.strip_suffix(" %F").expect("a name, and files");
        self.0.join("usr/bin").join(name)
    }
}

fn look_for_updates(desktop: &Desktop, releases: &Releases) {
    let path = desktop.profile().join("profile.json");
    let mut profile: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    profile["updates"] =
        json!({ "address": releases.address(), "public_key": releases.key().unwrap() });
    std::fs::write(path, profile.to_string()).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newcomer_installs_pairs_watches_pauses_moves_to_the_top_disconnects_and_updates() {
    let mut desktop = Desktop::with_keyring();
    let panel = Panel::on(&mut desktop).await;
    let mut options = Options::new(desktop.folder.path().join("cloud"));
    options.assumed.part_rule_bytes = 1024 * 1024;
    let cloud = Simulator::start(options).await.unwrap();
    let releases = cloud.open_releases().await.unwrap();
    desktop.extras.push(("SSL_CERT_FILE", cloud.ca_pem_path().into()));
    desktop.point_at(&cloud);
    look_for_updates(&desktop, &releases);
    // Where it looks when nobody says anything else.
    let everyday = desktop.folder.path().join("data/app.labrun.desktop");
    std::os::unix::fs::symlink(desktop.profile(), everyday).unwrap();

    // Install.
    let (old, new) = tokio::task::block_in_place(|| {
        (package(desktop.folder.path(), OLD), package(desktop.folder.path(), NEW))
    });
    let root = Root::new(&mut desktop);
    let installing = format!("{} {}", root.install(), old.display());
    tokio::task::block_in_place(|| run(Command::new("sh").args(["-c", &installing])));
    assert_eq!(root.version(), OLD);
    desktop.program = root.in_the_menu();
    assert_eq!(desktop.program, root.program());
    let window = Driven::open_from_the_menu(&desktop).await;
    window.see("connect-cloud").await;
    window.picture("errands-1-installed").await;

    // Pair, by the six digits.
    window.click("connect-cloud").await;
    window.click("provider-frameio").await;
    window.click("way-device_code").await;
    window.write("field-client_secret", cloud.client_secret()).await;
    window.click("start-sign-in").await;
    let code = window.user_code().await;
    window.picture("errands-2-code").await;
    cloud.approve(&code, None).unwrap();
    window.until_card("connected").await;
    let project = cloud.devices()[0].project.clone();
    window.until_holds("heading-name", &project).await;
    assert_eq!(cloud.devices()[0].client_version.as_deref(), Some(OLD));
    window.picture("errands-3-paired").await;

    // Watch a folder. The line is slow, so that there is something to do with what is in it.
    let card = media::card(desktop.folder.path(), &["A001_C001", "A001_C002"]);
    cloud.fault(Fault::new(Place::Part, Misdeed::Slow { bytes_per_s: 100_000 }));
    window.watch_by_dialog(&desktop, &card).await;
    window.picture("errands-4-which-folder").await;
    window.click("folder-keep").await;
    window.click("tab-queue").await;
    window.show_all().await;
    window.until_row(DAY[0], "uploading").await;
    cloud.until(|cloud| (cloud.part_puts_begun() > 0).then_some(())).await;
    window.picture("errands-5-watched").await;

    // Pause for an hour.
    window.click("pause-queue").await;
    window.click("pause-60").await;
    window.until_holds("standstill", "Paused").await;
    window.until_holds("standstill", "goes on").await;
    for name in DAY {
        window.until_row(name, "queued").await;
    }
    let begun = cloud.part_puts_begun();
    window.picture("errands-6-paused").await;

    // Move to the top, and go on.
    window.press_in_row(DAY[3], "top").await;
    let names = wait_until("it to be the first", PATIENCE, || async {
        Some(window.names().await).filter(|names| names[0] == DAY[3])
    })
    .await;
    assert_eq!(names, [DAY[3], DAY[0], DAY[1], DAY[2]]);
    assert_eq!(cloud.part_puts_begun(), begun, "nothing began while it was paused");
    window.picture("errands-7-moved-to-the-top").await;
    window.click("resume-queue").await;
    window.until_row(DAY[3], "uploading").await;
    cloud.clear_faults();
    for name in DAY {
        window.until_row(name, "done").await;
    }
    window.until_holds("headline", "Everything is up").await;
    window.picture("errands-8-everything-is-up").await;
    let assets = cloud.assets().await;
    assert_eq!(assets.len(), DAY.len());
    for name in DAY {
        let path =
            if name.contains("Proxy") { card.join("Proxy").join(name) } else { card.join(name) };
        let asset = assets.iter().find(|asset| asset.name == name).unwrap();
        assert_eq!(asset.sha256, Some(media::sha256(&path)), "{name}");
    }

    // Disconnect.
    window.open_connection().await;
    window.click("disconnect").await;
    window.picture("errands-9-disconnect").await;
    window.click("disconnect-confirm").await;
    window.until_card("not_authorized").await;
    cloud.until(|cloud| cloud.devices().is_empty().then_some(())).await;
    window.picture("errands-10-disconnected").await;

    // Update.
    releases.offer(NEW, std::fs::read(&new).unwrap()).unwrap();
    let before = std::fs::read(root.program()).unwrap();
    window.click("open-settings").await;
    window.click("check-for-updates").await;
    window.until_update_says(&format!("Labrun {NEW} is ready")).await;
    window.picture("errands-11-update-is-ready").await;
    assert!(std::fs::read(root.program()).unwrap() == before, "it waits to be told");
    let icons = panel.icons();
    window.click_and_lose("settings-update-now").await;
    wait_until("the next version", PATIENCE, || async { (panel.icons() > icons).then_some(()) })
        .await;
    assert_eq!(root.version(), NEW);
    let unpacked = desktop.folder.path().join("unpacked");
    run(Command::new("dpkg-deb").arg("--extract").arg(&new).arg(&unpacked));
    let signed = std::fs::read(unpacked.join("usr/bin/labrun")).unwrap();
    assert!(std::fs::read(root.program()).unwrap() == signed, "it is not what was signed");
    assert!(signed != before);

    // The window came back by itself, and whoever drove the one before has no hand on it: it says so.
    let reader = Reader::on(&desktop).await;
    reader.until_there("button", &format!("Settings {NEW}")).await;
    desktop.photograph("errands-12-updated");
    assert!(cloud.violations().is_empty(), "{:?}", cloud.violations());
}
