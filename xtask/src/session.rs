//! A session of our own: a message bus and a keyring on it that nobody has to unlock.
//!
//! The keyring is a real one (gnome-keyring), so what needs a vault is tried with a vault. It is
//! empty at first, its password is no secret, and it never meets the keyring of the person.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use crate::program::{self, Beside, ShortLivedFolder};

const PATIENCE: Duration = Duration::from_secs(20);

pub struct Session {
    address: String,
    // In the order in which they go: the keyring before its bus, the folder last.
    _keyring: Beside,
    _bus: Beside,
    runtime: ShortLivedFolder,
}

impl Session {
    /// Keeps the keyring's file under `folder`.
    pub fn start(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        let runtime = ShortLivedFolder::new()?;

        let mut command = Beside::command("dbus-daemon");
        command.args(["--session", "--nofork", "--nopidfile", "--print-address=1"]);
        command.env("XDG_RUNTIME_DIR", &runtime.0).env("XDG_DATA_HOME", folder);
        let bus = Beside::start(
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()),
        )?;
        let mut address = String::new();
        BufReader::new(bus.take_stdout()).read_line(&mut address)?;
        let address = address.trim().to_owned();
        if address.is_empty() {
            bail!("the private message bus did not start");
        }

        let mut command = Beside::command("gnome-keyring-daemon");
        command.args(["--foreground", "--unlock", "--components=secrets"]);
        command.env("DBUS_SESSION_BUS_ADDRESS", &address);
        command.env("XDG_RUNTIME_DIR", &runtime.0).env("XDG_DATA_HOME", folder);
        let keyring = Beside::start(
            command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()),
        )?;
        // The password ends where the pipe does.
        keyring.take_stdin().write_all(b"practice")?;

        let session = Self { address, _keyring: keyring, _bus: bus, runtime };
        session.wait_until_unlocked()?;
        Ok(session)
    }

    /// Makes `command` live in this session instead of the person's.
    pub fn put<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
            .env("DBUS_SESSION_BUS_ADDRESS", &self.address)
            .env("XDG_RUNTIME_DIR", &self.runtime.0)
    }

    /// Asks until the keyring says that it is open. It can only be asked: it announces nothing.
    fn wait_until_unlocked(&self) -> Result<()> {
        let began = Instant::now();
        while !(self.keyring_is_on_the_bus() && self.default_collection_is_open()) {
            if began.elapsed() > PATIENCE {
                bail!("the private keyring did not open within {} s", PATIENCE.as_secs());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    /// Asked first: a call to the keyring itself would make the bus start a second one.
    fn keyring_is_on_the_bus(&self) -> bool {
        let said = self.call(&[
            "--dest=org.freedesktop.DBus",
            "/org/freedesktop/DBus",
            "org.freedesktop.DBus.NameHasOwner",
            "string:org.freedesktop.secrets",
        ]);
        said.is_ok_and(|said| said.contains("boolean true"))
    }

    fn default_collection_is_open(&self) -> bool {
        let said = self.call(&[
            "--dest=org.freedesktop.secrets",
            "/org/freedesktop/secrets/aliases/default",
            "org.freedesktop.DBus.Properties.Get",
            "string:org.freedesktop.Secret.Collection",
            "string:Locked",
        ]);
        said.is_ok_and(|said| said.contains("boolean false"))
    }

    fn call(&self, words: &[&str]) -> Result<String> {
        let mut command = Command::new("dbus-send");
        command.args(["--session", "--print-reply"]).args(words);
        program::read(self.put(&mut command)).context("the private bus does not answer")
    }
}

/// A screen that nobody sees, on a number that it finds itself.
pub fn screen() -> Result<(Beside, String)> {
    let mut command = Beside::command("Xvfb");
    command.args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"]);
    let screen = Beside::start(command.stdout(Stdio::piped()).stderr(Stdio::null()))?;
    let mut number = String::new();
    BufReader::new(screen.take_stdout().take(16)).read_line(&mut number)?;
    ensure!(!number.trim().is_empty(), "Xvfb did not start");
    Ok((screen, format!(":{}", number.trim())))
}

/// Whether the person's session has a message bus at all.
pub fn has_bus() -> bool {
    let told =
        std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some_and(|address| !address.is_empty());
    let in_its_place = std::env::var_os("XDG_RUNTIME_DIR")
        .is_some_and(|folder| Path::new(&folder).join("bus").exists());
    told || in_its_place
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_session_opens_its_keyring_by_itself_and_leaves_no_process_behind() {
        let data = std::env::temp_dir().join(format!("labrun-session-{}", std::process::id()));
        let session = Session::start(&data).expect("dbus and gnome-keyring are installed");
        let runtime = session.runtime.0.clone();
        assert!(data.join("keyrings/login.keyring").exists(), "the keyring lies in its own folder");
        assert!(processes_with(&runtime).len() >= 2, "the bus and the keyring are running");

        drop(session);
        assert_eq!(processes_with(&runtime), Vec::<String>::new());
        assert!(!runtime.exists(), "the folder of its sockets is gone");
        std::fs::remove_dir_all(&data).expect("nobody holds the keyring's file");
    }

    /// Those that were started for this session: its folder is in their environment.
    fn processes_with(folder: &Path) -> Vec<String> {
        let mark = format!("XDG_RUNTIME_DIR={}", folder.display());
        let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
        processes
            .filter(|process| {
                let environment = std::fs::read(process.path().join("environ"));
                environment.is_ok_and(|text| {
                    text.split(|&byte| byte == 0).any(|entry| entry == mark.as_bytes())
                })
            })
            .filter_map(|process| std::fs::read_to_string(process.path().join("comm")).ok())
            .collect()
    }
}
