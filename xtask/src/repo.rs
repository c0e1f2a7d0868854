//! Where things lie in this repository.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::program;

/// As cargo says at the start, and not as it was when this was compiled: two checkouts may share one
/// target folder.
pub fn root() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let here = here.unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    here.parent().expect("xtask lies in the repository's root").to_owned()
}

/// Everything that `cargo xtask run` leaves on disk. Ignored by git; may be deleted at any time.
pub fn dev_folder() -> PathBuf {
    root().join(".labrun-dev")
}

/// A program that cargo has built.
pub fn built(program: &str) -> Result<PathBuf> {
    let program = format!("{program}{}", std::env::consts::EXE_SUFFIX);
    Ok(target_folder()?.join("debug").join(program))
}

/// Asked of cargo, because people move it.
pub fn target_folder() -> Result<PathBuf> {
    let said = program::read(Command::new(program::cargo()).args([
        "metadata",
        "--no-deps",
        "--format-version=1",
    ]))?;
    let metadata: serde_json::Value = serde_json::from_str(&said)?;
    let target = metadata["target_directory"].as_str().context("cargo names no target folder")?;
    Ok(target.into())
}
