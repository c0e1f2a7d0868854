//! `cargo xtask others`: whether the compiler has anything to say to the code for macOS and for
//! Windows, found out without either. Nothing is linked and nothing runs: that takes the real ones,
//! as in the workflow.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::{app, program, repo};

const TARGETS: [&str; 2] = ["aarch64-apple-darwin", "x86_64-pc-windows-gnu"];

/// What the build scripts of C libraries call, by the names they know it by there.
const COMPILERS: [&str; 5] = [
    "compiler",
    "x86_64-w64-mingw32-gcc",
    "x86_64-w64-mingw32-g++",
    "x86_64-w64-mingw32-ar",
    "x86_64-w64-mingw32-windres",
];

/// Takes anything and makes an empty file of it: Rust is checked without what it would be linked to.
const STAND_IN: &str = r#"#!/bin/sh
out= before=
for word; do
    [ "$before" = -o ] || [ "$before" = --output ] && out=$word
    before=$word
done
[ -z "$out" ] || : > "$out"
"#;

pub fn check() -> Result<()> {
    if !cfg!(unix) {
        bail!("this stands in for systems that are not here, and knows how to on Linux and macOS");
    }
    let stand_ins = repo::root().join("target/others");
    for name in COMPILERS {
        stand_in(&stand_ins.join(name))?;
    }
    app::fetch_ui_packages()?;
    app::build_ui()?;
    for target in TARGETS {
        program::run(Command::new("rustup").args(["target", "add", target]))?;
        println!("\n── {target}");
        let compiler = stand_ins.join("compiler");
        let own = target.replace('-', "_");
        let mut paths = vec![stand_ins.clone()];
        paths.extend(std::env::split_paths(&program::path()));
        program::run(
            Command::new(program::cargo())
                .args(["clippy", "--workspace", "--all-targets", "--target", target])
                .args(["--", "-D", "warnings"])
                .env("PATH", std::env::join_paths(paths)?)
                .env(format!("CC_{own}"), &compiler)
                .env(format!("CXX_{own}"), &compiler)
                .env(format!("AR_{own}"), &compiler),
        )?;
    }
    Ok(())
}

fn stand_in(path: &PathBuf) -> Result<()> {
    std::fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
    std::fs::write(path, STAND_IN)?;
    program::run(Command::new("chmod").arg("+x").arg(path))
}
