//! The Linux packages, as they are on a person's computer: installed into a root of their own,
//! started, and removed again.
//!
//! dpkg itself installs and removes, so what it would refuse is refused here. Nothing of this system
//! is touched, and root's rights are only played.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use resvg::tiny_skia::Pixmap;

use super::{files_in, name_of, version};
use crate::machine::{self, Purpose};
use crate::program::{self, Beside, ShortLivedFolder};
use crate::session::{self, Session};

const PATIENCE: Duration = Duration::from_secs(30);

/// What a person may not be without, and what the desktop asks for.
const FILES: &[&str] = &[
    "usr/bin/labrun",
    "usr/bin/labrunctl",
    "usr/share/applications/Labrun.desktop",
    "usr/share/metainfo/app.labrun.desktop.metainfo.xml",
    "usr/share/icons/hicolor/scalable/apps/labrun.svg",
];

/// Those of the panel, the menu, the switcher and the software centre.
const ICON_SIZES: &[u32] = &[16, 24, 32, 48, 64, 128, 256, 512];

pub fn run(packages: &Path) -> Result<()> {
    machine::prepare(Purpose::Packages)?;
    let version = version()?;
    let mut checked = 0;
    for path in files_in(packages)? {
        let name = name_of(&path);
        if name.ends_with(".deb") {
            println!("\n── {name}");
            debian(&path, &version)?;
        } else if name.ends_with(".rpm") {
            println!("\n── {name}");
            red_hat(&path, &version)?;
        } else {
            continue;
        }
        checked += 1;
    }
    ensure!(checked > 0, "there is no package in {packages:?}; `cargo xtask dist` makes them");
    Ok(())
}

fn debian(package: &Path, version: &str) -> Result<()> {
    let field = |name: &str| {
        program::read(Command::new("dpkg-deb").arg("--field").arg(package).arg(name))
            .map(|said| said.trim().to_owned())
    };
    ensure!(field("Package")? == "labrun", "the package is called {}", field("Package")?);
    ensure!(field("Version")? == version, "it says it is {}", field("Version")?);
    for needed in ["libwebkit2gtk-4.1-0", "libayatana-appindicator3-1"] {
        let all = field("Depends")?;
        ensure!(all.contains(needed), "it does not ask for {needed}, only for {all}");
    }

    let place = ShortLivedFolder::new()?;
    let root = Root::new(&place.0.join("root"))?;
    root.dpkg(&["--install"], Some(package))?;
    let installed = files_below(&root.folder)?;
    look_at(&root.folder, version, "DEB")?;
    said("installed: the program, its menu entry, its icons and what the software centre shows");

    let home = root.folder.join("home/person");
    let data = started(&root.folder.join("usr/bin/labrun"), &home)?;
    said("started from there, hidden in the tray, with a profile of its own");

    // More than a removal: the settings of the package would go as well.
    root.dpkg(&["--purge", "labrun"], None)?;
    for path in &installed {
        // A package has nothing to do with what dpkg itself keeps.
        let gone = path.starts_with("var/lib/dpkg") || !root.folder.join(path).exists();
        ensure!(gone, "{path:?} stayed behind after it was removed");
    }
    let queue =
        std::fs::read(data.join("labrun.db")).context("removing it took the queue along")?;
    ensure!(queue.starts_with(b"SQLite format 3"), "the queue that stayed is none");
    said("removed: nothing of it is left, and the person's queue is");
    Ok(())
}

/// An rpm is unpacked and not installed: rpm changes its root for that, which takes a real one.
fn red_hat(package: &Path, version: &str) -> Result<()> {
    let said_by = |words: &[&str]| program::read(Command::new("rpm").args(words).arg(package));
    let about = said_by(&["-qp", "--queryformat", "%{NAME} %{VERSION} %{LICENSE}"])?;
    let expected = format!("labrun {version} MIT OR Apache-2.0");
    ensure!(about == expected, "it says that it is {about}, and not {expected}");
    let needs = said_by(&["-qp", "--requires"])?;
    ensure!(needs.contains("libwebkit2gtk-4.1"), "it does not ask for WebKitGTK, only for {needs}");

    let place = ShortLivedFolder::new()?;
    // Debian's rpm2cpio fails even when it succeeds; cpio knows whether the archive was whole.
    let mut archive = Command::new("rpm2cpio").arg(package).stdout(Stdio::piped()).spawn()?;
    let content = archive.stdout.take().context("rpm2cpio has no output")?;
    let unpacking = ["--extract", "--make-directories", "--quiet"];
    let unpacked =
        program::run(Command::new("cpio").args(unpacking).current_dir(&place.0).stdin(content));
    archive.wait()?;
    unpacked?;
    look_at(&place.0, version, "RPM")?;
    said("unpacked: the same is in it, and the program says its version");
    Ok(())
}

fn look_at(root: &Path, version: &str, kind: &str) -> Result<()> {
    for file in FILES {
        ensure!(root.join(file).is_file(), "there is no {file} in it");
    }
    for size in ICON_SIZES {
        let icon = format!("usr/share/icons/hicolor/{size}x{size}/apps/labrun.png");
        let bytes = std::fs::read(root.join(&icon)).with_context(|| format!("no {icon} in it"))?;
        let picture = Pixmap::decode_png(&bytes)?;
        let drawn = (picture.width(), picture.height());
        ensure!(drawn == (*size, *size), "{icon} has {drawn:?} pixels");
    }

    let entry = root.join("usr/share/applications/Labrun.desktop");
    program::run(Command::new("desktop-file-validate").arg(&entry))?;
    let entry = std::fs::read_to_string(entry)?;
    for line in ["Name=Labrun", "Icon=labrun", "Terminal=false"] {
        ensure!(entry.lines().any(|one| one == line), "the menu entry has no {line}:\n{entry}");
    }
    let exec = entry.lines().find_map(|line| line.strip_prefix("Exec="));
    let starts = exec.and_then(|words| words.split_whitespace().next());
    ensure!(starts == Some("labrun"), "the menu entry starts {exec:?}");
    let info = root.join("usr/share/metainfo/app.labrun.desktop.metainfo.xml");
    program::read(Command::new("appstreamcli").args(["validate", "--no-net"]).arg(info))?;

    let labrun = root.join("usr/bin/labrun");
    // What the updater goes by when it asks for the next one.
    let mark = format!("__TAURI_BUNDLE_TYPE_VAR_{kind}");
    let marked = std::fs::read(&labrun)?.windows(mark.len()).any(|piece| piece == mark.as_bytes());
    ensure!(marked, "the program does not know that it came as a package of kind {kind}");
    for (program, name) in [(labrun, "labrun"), (root.join("usr/bin/labrunctl"), "labrunctl")] {
        let said = program::read(Command::new(program).arg("--version"))?;
        ensure!(said.trim() == format!("{name} {version}"), "{name} says that it is {said}");
    }
    Ok(())
}

/// Starts it as the desktop does at login, and gives back the profile that it has made.
fn started(labrun: &Path, home: &Path) -> Result<PathBuf> {
    let session = Session::start(&home.join(".local/share"))?;
    let (_screen, display) = session::screen()?;
    let log = home.join("said");
    let mut command = Beside::command(labrun);
    command.arg("--hidden").env("HOME", home).env("DISPLAY", display);
    for kept in ["XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "WAYLAND_DISPLAY"] {
        command.env_remove(kept);
    }
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(File::create(&log)?);
    let program = Beside::start(session.put(&mut command))?;

    let profile = home.join(".local/share/app.labrun.desktop");
    let began = Instant::now();
    // The database is opened last; a file is all that can be seen of that from outside.
    while !profile.join("labrun.db").exists() {
        if let Some(status) = program.ended()? {
            bail!("it ended with {status}: {}", std::fs::read_to_string(&log)?);
        }
        if began.elapsed() > PATIENCE {
            bail!("it made no queue within {} s", PATIENCE.as_secs());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(profile)
}

/// A root with nothing in it but dpkg's own list, which is empty.
struct Root {
    folder: PathBuf,
}

impl Root {
    fn new(folder: &Path) -> Result<Self> {
        let lists = folder.join("var/lib/dpkg");
        for empty in ["info", "updates", "triggers"] {
            std::fs::create_dir_all(lists.join(empty))?;
        }
        for empty in ["status", "available"] {
            File::create(lists.join(empty))?;
        }
        Ok(Self { folder: folder.to_owned() })
    }

    /// What the package needs is not in that root, and not what is asked here.
    fn dpkg(&self, words: &[&str], package: Option<&Path>) -> Result<()> {
        let said = program::read(
            Command::new("fakeroot")
                .args(["dpkg", "--force-depends", "--force-not-root", "--force-script-chrootless"])
                .arg(format!("--root={}", self.folder.display()))
                .arg(format!("--log={}", self.folder.join("var/lib/dpkg/log").display()))
                .args(words)
                .args(package)
                // Where dpkg finds its own tools, also in a person's shell.
                .env("PATH", "/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin"),
        )?;
        drop(said);
        Ok(())
    }
}

/// Every file, from the root.
fn files_below(root: &Path) -> Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.strip_prefix(root)?.to_owned());
            }
        }
    }
    Ok(found)
}

fn said(words: &str) {
    println!("   {words}");
}
