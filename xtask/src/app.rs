//! Building the app: the UI by vite, and the window around it by Tauri's own tool, which is the
//! only one that puts the UI inside the program.

use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context, Result};

use crate::program;
use crate::repo;

pub fn fetch_ui_packages() -> Result<()> {
    fetch_packages("ui")
}

/// What the tests of `crates/providers/tests/interop` talk to: other people's implementations.
pub fn fetch_interop_packages() -> Result<()> {
    fetch_packages("crates/providers/tests/interop/node")
}

/// Fetches a folder's packages when there are none, or when the lock file is younger than they are.
fn fetch_packages(folder: &str) -> Result<()> {
    let lock = changed_at(&repo::root().join(folder).join("package-lock.json"))
        .with_context(|| format!("{folder}/package-lock.json is missing; it belongs here"))?;
    // npm writes this one last.
    let written = repo::root().join(folder).join("node_modules/.package-lock.json");
    if changed_at(&written).is_none_or(|fetched| fetched < lock) {
        let words = ["--prefix", folder, "ci", "--no-audit", "--no-fund"];
        program::run(program::npm().args(words))?;
    }
    Ok(())
}

fn changed_at(path: &Path) -> Option<SystemTime> {
    path.metadata().and_then(|metadata| metadata.modified()).ok()
}

pub fn npm(arguments: &[&str]) -> Result<()> {
    program::run(program::npm().args(["--prefix", "ui"]).args(arguments))
}

pub fn build_ui() -> Result<()> {
    npm(&["run", "build"])
}

/// Builds the UI, and the app with it inside.
pub fn build() -> Result<()> {
    tauri(&["build", "--debug", "--no-bundle"])
}

pub fn write_types() -> Result<()> {
    program::run(
        Command::new(program::cargo())
            .args(["test", "--package", "labrun", "--lib", "view"])
            .env("LABRUN_WRITE_TYPES", "1"),
    )
}

/// Asked through node and not through the shell's shim, which has another name on every system.
pub fn tauri(arguments: &[&str]) -> Result<()> {
    program::run(
        Command::new("node").arg("ui/node_modules/@tauri-apps/cli/tauri.js").args(arguments),
    )
}
