//! What this machine has, and getting what it lacks.
//!
//! On Debian and its relatives (anything with `apt-get`) missing packages are installed; elsewhere
//! they are named and the person decides. To need one more thing: a line in one of the lists.

use std::io::IsTerminal;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::program;

/// One thing needed from outside: its Debian package, and how to see that it is there where
/// packages have other names.
struct Need {
    package: &'static str,
    seen_by: Sign,
}

enum Sign {
    Program(&'static str),
    /// By the name that pkg-config knows it by.
    Library(&'static str),
    /// For a library that pkg-config has never heard of.
    Header(&'static str),
    /// What the session bus starts when it is asked for.
    Service(&'static str),
}

use Sign::{Header, Library, Program, Service};

const fn need(package: &'static str, seen_by: Sign) -> Need {
    Need { package, seen_by }
}

/// To build anything of ours.
const BUILDING: &[Need] =
    &[need("build-essential", Program("cc")), need("pkg-config", Program("pkg-config"))];

/// To build the app with its window.
const WINDOW: &[Need] = &[
    need("libwebkit2gtk-4.1-dev", Library("webkit2gtk-4.1")),
    need("libayatana-appindicator3-dev", Library("ayatana-appindicator3-0.1")),
    need("librsvg2-dev", Library("librsvg-2.0")),
    need("libssl-dev", Library("openssl")),
    need("libxdo-dev", Header("xdo.h")),
    need("libdbus-1-dev", Library("dbus-1")),
];

/// For a session of one's own, with a keyring that nobody has to unlock.
const PRIVATE_SESSION: &[Need] = &[
    need("dbus", Program("dbus-daemon")),
    need("dbus-bin", Program("dbus-send")),
    need("gnome-keyring", Program("gnome-keyring-daemon")),
];

/// To open the real window without a screen and to drive it.
const REAL_WINDOW: &[Need] = &[
    need("xvfb", Program("Xvfb")),
    need("webkit2gtk-driver", Program("WebKitWebDriver")),
    need("dbus-x11", Program("dbus-launch")),
    // What a screen reader sees the window by.
    need("at-spi2-core", Service("org.a11y.Bus")),
    // What a desktop says of its fonts.
    need("x11-utils", Program("xprop")),
    // A hand on the keyboard, an eye on the keyring.
    need("xdotool", Program("xdotool")),
    need("libsecret-tools", Program("secret-tool")),
    // A package of it, installed.
    need("fakeroot", Program("fakeroot")),
    // The person's own browser, which a sign-in goes through.
    need("chromium", Program("chromium")),
];

/// For the tests that talk to other people's implementations.
const INTEROP: &[Need] = &[need("openssl", Program("openssl"))];

/// For the tests of survival: writes seen from below, networks that are slow and lose packets.
const SURVIVAL: &[Need] = &[
    need("strace", Program("strace")),
    need("util-linux", Program("unshare")),
    need("iproute2", Program("ip")),
    need("nftables", Program("nft")),
];

/// To measure, and others to measure beside.
const MEASURING: &[Need] = &[
    need("time", Program("time")),
    need("curl", Program("curl")),
    need("python3-venv", Program("python3")),
];

/// To make packages and to look at them.
const PACKAGES: &[Need] = &[
    need("appstream", Program("appstreamcli")),
    need("cpio", Program("cpio")),
    need("desktop-file-utils", Program("desktop-file-validate")),
    need("dpkg", Program("dpkg-deb")),
    need("fakeroot", Program("fakeroot")),
    need("rpm", Program("rpm2cpio")),
    need("xvfb", Program("Xvfb")),
];

/// To make media worth sending.
const MEDIA: &[Need] = &[need("ffmpeg", Program("ffmpeg"))];

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    App,
    TripWithoutWindow,
    Packages,
    Measuring,
    Testing,
}

impl Purpose {
    fn needs(self) -> Vec<&'static Need> {
        let lists: &[&[Need]] = match self {
            Purpose::App => &[BUILDING, WINDOW],
            Purpose::TripWithoutWindow => &[BUILDING, PRIVATE_SESSION, MEDIA],
            Purpose::Packages => &[BUILDING, WINDOW, PRIVATE_SESSION, PACKAGES],
            Purpose::Measuring => &[BUILDING, PRIVATE_SESSION, MEASURING],
            Purpose::Testing => {
                &[BUILDING, WINDOW, PRIVATE_SESSION, MEDIA, REAL_WINDOW, INTEROP, SURVIVAL]
            }
        };
        lists.iter().flat_map(|list| list.iter()).collect()
    }
}

/// Sees to everything outside of this repository that `purpose` takes.
pub fn prepare(purpose: Purpose) -> Result<()> {
    if cfg!(target_os = "linux") {
        let needs = purpose.needs();
        if program::is_there("apt-get") { install_packages(&needs)? } else { look_for(&needs)? }
    } else if purpose == Purpose::TripWithoutWindow && !program::is_there("ffmpeg") {
        bail!("ffmpeg is missing; install it and start again");
    }
    match purpose {
        Purpose::TripWithoutWindow | Purpose::Measuring => Ok(()),
        Purpose::App | Purpose::Packages | Purpose::Testing => check_node(),
    }
}

fn install_packages(needs: &[&Need]) -> Result<()> {
    let wanted: Vec<&str> = needs.iter().map(|need| need.package).collect();
    // Exits with an error when it does not know one of the names, and lists the others all the same.
    let known = Command::new("dpkg-query")
        .args(["--show", "--showformat", "${Package} ${db:Status-Status}\n"])
        .args(&wanted)
        .stderr(Stdio::null())
        .output()
        .context("could not ask dpkg-query what is installed")?;
    let missing = not_installed(&wanted, &String::from_utf8_lossy(&known.stdout));
    if missing.is_empty() {
        return Ok(());
    }

    println!("Missing packages: {}", missing.join(" "));
    let install = ["apt-get", "install", "--yes", "--no-install-recommends"];
    let by_hand = format!("{} {}", install.join(" "), missing.join(" "));
    let Some(as_root) = way_to_root() else {
        bail!(
            "they take root to install, and there is no sudo here. As root, run\n\n    \
             apt-get update && {by_hand}\n\nand start again"
        );
    };
    println!("Installing them: {}{by_hand}", if as_root.is_empty() { "" } else { "sudo " });
    // Another apt may be at work (a fresh machine updates itself): wait for it.
    let patience = ["-o", "DPkg::Lock::Timeout=300"];
    let apt = |rest: &[&str]| {
        let words: Vec<&str> = as_root
            .iter()
            .copied()
            .chain(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"])
            .chain(patience)
            .chain(rest.iter().copied())
            .collect();
        program::run(Command::new(words[0]).args(&words[1..]).stdin(Stdio::inherit()))
    };
    // A mirror that is away matters only if the packages cannot be had without it.
    if let Err(error) = apt(&["update", "--quiet"]) {
        println!("{error:#}; trying with the lists there are");
    }
    let rest: Vec<&str> =
        install[1..].iter().copied().chain(["--quiet"]).chain(missing.iter().copied()).collect();
    apt(&rest).with_context(|| format!("these could not be installed: {}", missing.join(" ")))
}

/// Which of `wanted` are not in dpkg's list of `name state` lines as installed.
fn not_installed<'a>(wanted: &[&'a str], dpkg_list: &str) -> Vec<&'a str> {
    let installed = |package: &str| {
        dpkg_list.lines().any(|line| line.split_once(' ') == Some((package, "installed")))
    };
    wanted.iter().copied().filter(|package| !installed(package)).collect()
}

/// The words that make a command root's; none when we are root, `None` when there is no way.
fn way_to_root() -> Option<Vec<&'static str>> {
    let root = program::read(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    if root {
        Some(vec![])
    } else if !program::is_there("sudo") {
        None
    } else if std::io::stdin().is_terminal() {
        Some(vec!["sudo"])
    } else {
        // Nobody is there to type a password: better an error than waiting for ever.
        Some(vec!["sudo", "--non-interactive"])
    }
}

fn look_for(needs: &[&Need]) -> Result<()> {
    let missing: Vec<String> = needs
        .iter()
        .filter_map(|need| match need.seen_by {
            Program(name) => (!program::is_there(name)).then(|| format!("the program {name}")),
            Library(name) => {
                (!library_is_there(name)).then(|| format!("the library {name} with its headers"))
            }
            Header(name) => (!header_is_there(name)).then(|| format!("the header {name}")),
            Service(name) => (!service_is_there(name)).then(|| format!("the D-Bus service {name}")),
        })
        .collect();
    if !missing.is_empty() {
        bail!(
            "this machine has no apt-get, so nothing was installed. Missing:\n  {}\nInstall them \
             the way this system does, and start again",
            missing.join("\n  ")
        );
    }
    Ok(())
}

fn library_is_there(name: &str) -> bool {
    program::read(Command::new("pkg-config").args(["--exists", name])).is_ok()
}

fn header_is_there(name: &str) -> bool {
    ["/usr/include", "/usr/local/include"]
        .iter()
        .any(|folder| Path::new(folder).join(name).exists())
}

fn service_is_there(name: &str) -> bool {
    let file = format!("dbus-1/services/{name}.service");
    ["/usr/share", "/usr/local/share"].iter().any(|folder| Path::new(folder).join(&file).exists())
}

fn check_node() -> Result<()> {
    let said = program::read(Command::new("node").arg("--version")).context(
        "Node.js is needed to build the window's inside; install version 20.19 or newer, with npm",
    )?;
    if !node_is_new_enough(said.trim()) {
        bail!("Node.js is {} here; vite needs 20.19 or newer (or 22.12, or 24)", said.trim());
    }
    program::read(program::npm().arg("--version"))
        .context("npm is missing; it comes with Node.js")?;
    Ok(())
}

fn node_is_new_enough(version: &str) -> bool {
    let mut numbers = version.trim_start_matches('v').split('.').map(|word| word.parse::<u32>());
    match (numbers.next(), numbers.next()) {
        (Some(Ok(20)), Some(Ok(minor))) => minor >= 19,
        (Some(Ok(22)), Some(Ok(minor))) => minor >= 12,
        (Some(Ok(major)), _) => major >= 24,
        _ => false,
    }
}

/// A program of cargo's own registry, at a version that we have tried.
pub fn cargo_install(program: &str, package: &str, version: &str) -> Result<()> {
    if program::is_there(program) {
        return Ok(());
    }
    println!(
        "Missing {program}; installing it: cargo install {package} --version '{version}' --locked"
    );
    program::run(
        Command::new(program::cargo())
            .args(["install", package, "--version", version, "--locked", "--quiet"])
            // Its own leftovers do not belong into ours.
            .env_remove("CARGO_TARGET_DIR"),
    )
    .with_context(|| format!("{program} is needed and could not be installed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_counts_only_when_dpkg_calls_it_installed() {
        let list = "xvfb installed\nffmpeg config-files\nlibssl-dev half-installed\n";
        let wanted = ["xvfb", "ffmpeg", "libssl-dev", "gnome-keyring"];
        assert_eq!(not_installed(&wanted, list), ["ffmpeg", "libssl-dev", "gnome-keyring"]);
    }

    #[test]
    fn a_package_is_not_taken_for_another_one_that_its_name_begins_with() {
        assert_eq!(not_installed(&["dbus"], "dbus-x11 installed\n"), ["dbus"]);
        assert_eq!(not_installed(&["dbus"], "dbus installed\n"), [""; 0]);
    }

    #[test]
    fn testing_takes_everything_that_the_other_purposes_take() {
        let names =
            |purpose: Purpose| purpose.needs().iter().map(|need| need.package).collect::<Vec<_>>();
        let all = names(Purpose::Testing);
        for purpose in [Purpose::App, Purpose::TripWithoutWindow] {
            for package in names(purpose) {
                assert!(all.contains(&package), "{package} is needed for the tests as well");
            }
        }
    }

    #[test]
    fn node_is_taken_from_the_versions_that_vite_supports() {
        for version in ["v20.19.0", "v20.20.2", "v22.12.0", "v24.1.0", "v25.0.0"] {
            assert!(node_is_new_enough(version), "{version}");
        }
        for version in ["v18.20.4", "v20.18.1", "v22.11.0", "v23.0.0", "", "gibberish"] {
            assert!(!node_is_new_enough(version), "{version}");
        }
    }
}
