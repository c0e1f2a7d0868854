//! `cargo xtask run`: the app, beside a camera cloud that is simulated on this machine.

use std::process::Command;

use anyhow::{Result, bail};

use crate::cloud::Cloud;
use crate::machine::{self, Purpose};
use crate::program::{self, Beside};
use crate::session::{self, Session};
use crate::{app, headless, repo};

pub fn run() -> Result<()> {
    if !has_display() {
        println!("There is no display here: the same trip, on the terminal.\n");
        return headless::run();
    }
    machine::prepare(Purpose::App)?;
    app::fetch_ui_packages()?;
    app::build()?;
    build_programs(&["simulator"])?;

    program::take_everything_along_when_interrupted()?;
    let folder = repo::dev_folder();
    std::fs::create_dir_all(&folder)?;
    let simulator = Beside::command(repo::built("simulator")?);
    let log = folder.join("simulator.log");
    let cloud = Cloud::start(simulator, &folder.join("simulator"), &log)?;
    let profile = folder.join("profile");
    cloud.write_profile(&profile)?;

    println!();
    println!("The window talks to four simulated camera clouds; Frame.io's is at {}.", cloud.api);
    println!("  client secret   {}", cloud.client_secret);
    println!("                  The window asks for it once. It stands for what the vendor gives");
    println!("                  to makers of devices, and is worth nothing anywhere else.");
    println!("  approve codes   {}", cloud.control);
    println!("                  The clouds' own side: type the six digits there. It also has the");
    println!(
        "                  keys of the other ways to sign in, and says what went wrong on request."
    );
    println!("Close this with Ctrl-C, or quit the app from its tray.");
    println!();

    let mut command = Beside::command(repo::built("labrun")?);
    command.arg("--profile").arg(&profile);
    // Without a bus there would be no keyring and no tray; with one it is the person's own.
    let own_session = if cfg!(target_os = "linux") && !session::has_bus() {
        println!("No message bus in this session: the app gets one of its own, with a keyring.\n");
        machine::prepare(Purpose::TripWithoutWindow)?;
        Some(Session::start(&folder.join("keyring"))?)
    } else {
        None
    };
    if let Some(session) = &own_session {
        session.put(&mut command).env("XDG_DATA_HOME", folder.join("keyring"));
    }
    let status = Beside::start(&mut command)?.wait()?;
    if !status.success() {
        bail!("the app ended with {status}");
    }
    Ok(())
}

/// Builds programs without a window; quick when they are already there.
pub fn build_programs(names: &[&str]) -> Result<()> {
    let mut command = Command::new(program::cargo());
    command.arg("build");
    for name in names {
        command.args(["--bin", name]);
    }
    // Each by its own package, or cargo would build the whole workspace's libraries beside them.
    let packages = names.iter().map(|&name| if name == "labrunctl" { "cli" } else { name });
    for package in packages {
        command.args(["--package", package]);
    }
    program::run(&mut command)
}

fn has_display() -> bool {
    let named = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || named("DISPLAY") || named("WAYLAND_DISPLAY")
}
