//! `cargo xtask test`: every check there is, in one order, each with a name and a time.
//!
//! A missing tool is fetched; one that cannot be had is a failure. Nothing is ever left out for
//! want of a tool.

use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::machine::{self, Purpose};
use crate::{app, headless, program, repo};

struct Step {
    /// What a person types to run this one; several steps may answer to one name.
    name: &'static str,
    about: &'static str,
    act: fn() -> Result<()>,
}

const STEPS: &[Step] = &[
    Step { name: "fmt", about: "the Rust code is formatted", act: format },
    Step {
        name: "ui",
        about: "the UI's packages are those of its lock file",
        act: app::fetch_ui_packages,
    },
    Step { name: "ui", about: "the UI's types agree", act: ui_check },
    Step { name: "ui", about: "the UI's tests", act: ui_test },
    Step { name: "ui", about: "the UI builds", act: app::build_ui },
    // After the UI: the window's tests have it inside, and clippy reads them too.
    Step { name: "clippy", about: "clippy has nothing to say", act: clippy },
    Step {
        name: "rust",
        about: "other people's implementations, for ours to talk to",
        act: app::fetch_interop_packages,
    },
    Step { name: "rust", about: "every Rust test without a window", act: rust },
    Step { name: "rust", about: "every example in the documentation", act: examples },
    Step { name: "window", about: "the app builds as it ships, the UI inside", act: build_app },
    Step { name: "window", about: "the trips of a person through the real window", act: window },
    Step { name: "trip", about: "the trip of `cargo xtask run --headless`", act: headless::run },
];

pub fn run(wanted: &[&str]) -> Result<()> {
    if let Some(unknown) = wanted.iter().find(|name| STEPS.iter().all(|step| step.name != **name)) {
        bail!("there is no step called {unknown}");
    }
    let chosen: Vec<&Step> =
        STEPS.iter().filter(|step| wanted.is_empty() || wanted.contains(&step.name)).collect();

    let began = Instant::now();
    let mut done: Vec<(&str, Duration)> = Vec::new();
    let mut failure = None;
    let preparing = ("what this machine lacks is fetched", prepare as fn() -> Result<()>);
    let steps = std::iter::once(preparing).chain(chosen.iter().map(|step| (step.about, step.act)));
    for (number, (about, act)) in steps.enumerate() {
        println!("\n── {number}/{} {about}", chosen.len());
        let step_began = Instant::now();
        let outcome = act();
        done.push((about, step_began.elapsed()));
        if let Err(error) = outcome {
            eprintln!("\n{error:#}");
            failure = Some(about);
            break;
        }
    }

    println!("\n── summary");
    for (about, took) in &done {
        let mark = if failure == Some(*about) { "FAILED" } else { "ok" };
        println!("{:>8}  {mark:6}  {about}", clock(*took));
    }
    for step in &chosen[done.len().saturating_sub(1)..] {
        println!("{:>8}  {:6}  {}", "", "not run", step.about);
    }
    if let Some((about, took)) = done.iter().max_by_key(|(_, took)| *took) {
        println!(
            "{:>8}  in all; the slowest was: {about} ({})",
            clock(began.elapsed()),
            clock(*took)
        );
    }
    // Our words and those of cargo, in the order in which they were said.
    std::io::stdout().flush()?;
    match failure {
        Some(about) => bail!("failed: {about}"),
        None => Ok(()),
    }
}

fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{:.1} s", time.as_secs_f32())
    } else {
        format!("{} m {:02} s", seconds / 60, seconds % 60)
    }
}

fn prepare() -> Result<()> {
    machine::prepare(Purpose::Testing)?;
    machine::cargo_install("cargo-nextest", "cargo-nextest", "^0.9")?;
    machine::cargo_install("tauri-driver", "tauri-driver", "^2")
}

fn cargo(arguments: &[&str]) -> Result<()> {
    program::run(Command::new(program::cargo()).args(arguments).env("PATH", program::path()))
}

fn format() -> Result<()> {
    cargo(&["fmt", "--all", "--check"])
}

fn clippy() -> Result<()> {
    cargo(
        &[&["clippy", "--workspace", "--all-targets"], FEATURES, &["--", "-D", "warnings"]]
            .concat(),
    )
}

fn ui_check() -> Result<()> {
    app::npm(&["run", "check"])
}

fn ui_test() -> Result<()> {
    app::npm(&["test"])
}

/// Those that a plain `cargo test` leaves out: they need a display, or packages of npm.
const FEATURES: &[&str] = &["--features", "labrun/e2e,providers/interop"];

/// The tests of the window are built along with all others, so that both runs share one build; and
/// with the feature of Tauri's that puts the UI inside the program they drive.
fn every_test(filter: &str) -> Result<()> {
    let run = ["nextest", "run", "--workspace", "--no-fail-fast", "--filterset", filter];
    cargo(&[&run, FEATURES].concat())
}

fn rust() -> Result<()> {
    // Somebody may have asked for this step alone, in a fresh clone.
    if !repo::root().join("ui/dist/index.html").exists() {
        app::fetch_ui_packages()?;
        app::build_ui()?;
    }
    every_test("not binary(e2e)")
}

/// nextest does not run the examples in documentation; cargo does, and takes a minute to find out
/// that there are none.
fn examples() -> Result<()> {
    let folders = ["crates", "src-tauri"];
    if folders.iter().any(|folder| has_examples(&repo::root().join(folder))) {
        cargo(&["test", "--workspace", "--doc"])
    } else {
        println!("there are none");
        Ok(())
    }
}

fn has_examples(folder: &Path) -> bool {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).any(|path| {
        if path.is_dir() {
            return has_examples(&path);
        }
        path.extension().is_some_and(|end| end == "rs")
            && std::fs::read_to_string(&path).is_ok_and(|text| {
                text.lines()
                    .map(str::trim_start)
                    .any(|line| line.starts_with("/// ```") || line.starts_with("//! ```"))
            })
    })
}

fn build_app() -> Result<()> {
    app::fetch_ui_packages()?;
    app::build()
}

/// The tests start their own screen, bus and keyring, one for each test.
fn window() -> Result<()> {
    every_test("binary(e2e)")
}
