//! `cargo xtask dist`: packages of the app for this system, collected in one folder under names that
//! do not clash when those of other systems are put beside them.
//!
//! Each kind of package is Tauri's business; what is ours is what must be true of it: [`check`]
//! installs the Linux ones, starts and removes them, [`feed`] is what goes out beside them.

mod check;
mod feed;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::json;

use crate::machine::{self, Purpose};
use crate::{app, program, repo};

pub use feed::write as feed;

/// By Tauri's name: where it lies below `bundle/`, how its name ends, and on which system it is made.
struct Kind {
    name: &'static str,
    ending: &'static str,
    system: &'static str,
    /// Made by tools that Tauri downloads: only when it is asked for by name.
    by_name_only: bool,
}

const KINDS: &[Kind] = &[
    Kind { name: "deb", ending: ".deb", system: "linux", by_name_only: false },
    Kind { name: "rpm", ending: ".rpm", system: "linux", by_name_only: false },
    Kind { name: "appimage", ending: ".AppImage", system: "linux", by_name_only: true },
    Kind { name: "dmg", ending: ".dmg", system: "macos", by_name_only: false },
    // What an update on macOS is made of.
    Kind { name: "app", ending: ".app.tar.gz", system: "macos", by_name_only: false },
    Kind { name: "nsis", ending: "-setup.exe", system: "windows", by_name_only: false },
    Kind { name: "msi", ending: ".msi", system: "windows", by_name_only: true },
];

/// Set by whoever may sign updates; see docs/releasing.md.
const SIGNING_KEY: &str = "TAURI_SIGNING_PRIVATE_KEY";

pub fn run(words: &[&str]) -> Result<()> {
    if words == ["--check"] {
        return check::run(&folder()?);
    }
    let here = |kind: &&Kind| kind.system == std::env::consts::OS;
    let kinds: Vec<&Kind> = match words {
        [] => KINDS.iter().filter(here).filter(|kind| !kind.by_name_only).collect(),
        names => names.iter().map(|name| wanted(name)).collect::<Result<_>>()?,
    };
    if kinds.is_empty() {
        bail!("no package is made for {}", std::env::consts::OS);
    }
    machine::prepare(Purpose::Packages)?;
    app::fetch_ui_packages()?;

    let names: Vec<&str> = kinds.iter().map(|kind| kind.name).collect();
    let mut arguments = vec!["build", "--bundles"];
    let bundles = names.join(",");
    arguments.push(&bundles);
    // Signed for the updater only where the key is: without it Tauri would refuse to build at all.
    let signed = std::env::var_os(SIGNING_KEY).is_some_and(|key| !key.is_empty());
    let config = json!({ "bundle": {
        "createUpdaterArtifacts": signed,
        "externalBin": [terminal_program()?],
    } });
    let config = config.to_string();
    arguments.extend(["--config", &config]);
    // Not the other programs of the workspace as well.
    arguments.extend(["--", "--package", "labrun"]);
    app::tauri(&arguments)?;

    let packages = collect(&kinds)?;
    if cfg!(target_os = "linux") {
        check::run(&folder()?)?;
    }
    println!("\nThe packages:");
    for package in packages {
        println!("  {}", package.display());
    }
    Ok(())
}

/// Builds `labrunctl`, which every package has beside the app, and gives back where Tauri finds it:
/// without the name of the system that it wants behind it.
fn terminal_program() -> Result<PathBuf> {
    let mut build = Command::new(program::cargo());
    program::run(build.args(["build", "--release", "--package", "cli", "--bin", "labrunctl"]))?;
    let said = program::read(Command::new("rustc").arg("-vV"))?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    let host = host.context("rustc does not say what it builds for")?;
    let target = repo::target_folder()?;
    let built = target.join("release/labrunctl").with_extension(std::env::consts::EXE_EXTENSION);
    let folder = target.join("beside");
    std::fs::create_dir_all(&folder)?;
    let named = format!("labrunctl-{host}{}", std::env::consts::EXE_SUFFIX);
    std::fs::copy(built, folder.join(named))?;
    Ok(folder.join("labrunctl"))
}

fn wanted(name: &str) -> Result<&'static Kind> {
    let kind = KINDS.iter().find(|kind| kind.name == name);
    let kind = kind.with_context(|| format!("there is no package of kind {name}"))?;
    if kind.system != std::env::consts::OS {
        bail!("a package of kind {name} is made on {} and nowhere else", kind.system);
    }
    Ok(kind)
}

/// Where the packages are put.
fn folder() -> Result<PathBuf> {
    Ok(repo::target_folder()?.join("dist"))
}

fn collect(kinds: &[&Kind]) -> Result<Vec<PathBuf>> {
    let to = folder()?;
    if to.exists() {
        std::fs::remove_dir_all(&to).with_context(|| format!("could not clear {to:?}"))?;
    }
    std::fs::create_dir_all(&to)?;
    let version = version()?;
    let mut packages = Vec::new();
    for kind in kinds {
        let from = bundles()?.join(if kind.name == "app" { "macos" } else { kind.name });
        let found: Vec<PathBuf> = files_in(&from)?
            .into_iter()
            .filter(|path| name_of(path).ends_with(kind.ending))
            // Of an earlier version, or of the app by itself, which says none.
            .filter(|path| kind.name == "app" || name_of(path).contains(&version))
            .collect();
        if found.is_empty() && kind.name != "app" {
            bail!("Tauri made no package of kind {}; it is looked for in {from:?}", kind.name);
        }
        for path in found {
            let name = match kind.name {
                "app" => format!("Labrun_{version}_{}{}", std::env::consts::ARCH, kind.ending),
                _ => name_of(&path),
            };
            let signature = path.with_file_name(format!("{}.sig", name_of(&path)));
            if signature.exists() {
                std::fs::copy(&signature, to.join(format!("{name}.sig")))?;
            }
            std::fs::copy(&path, to.join(&name))?;
            packages.push(to.join(name));
        }
    }
    Ok(packages)
}

fn bundles() -> Result<PathBuf> {
    Ok(repo::target_folder()?.join("release").join("bundle"))
}

/// From `Cargo.toml`, the only place where it is written; every package of the workspace has it.
fn version() -> Result<String> {
    let text = std::fs::read_to_string(repo::root().join("Cargo.toml"))?;
    let line = text.lines().skip_while(|line| *line != "[workspace.package]");
    let line = line.map(str::trim).find_map(|line| line.strip_prefix("version = "));
    let version = line.context("Cargo.toml names no version under [workspace.package]")?;
    Ok(version.trim_matches('"').to_owned())
}

fn files_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("{folder:?} is not there"))?;
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .filter(|path| path.as_ref().is_ok_and(|path| path.is_file()))
        .collect::<Result<_, _>>()?;
    files.sort();
    Ok(files)
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
