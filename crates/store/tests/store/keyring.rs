//! A real Secret Service on a private bus of its own. Needs `dbus-daemon`, `dbus-send` and
//! `gnome-keyring-daemon`; without them the tests fail, they do not skip.
#![cfg(target_os = "linux")]

use crate::again::{myself, other_half};
use crate::id;
use domain::{ProviderKind, Secret, TokenVault, VaultError, VaultKey};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use store::Keyring;
use tempfile::TempDir;

/// Ended with the test that started it.
struct Ending(Child);

impl Drop for Ending {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A session bus on which no service starts by itself, and a home of its own.
struct Bus {
    address: String,
    home: TempDir,
    _daemon: Ending,
}

impl Bus {
    fn start() -> Self {
        let home = tempfile::tempdir().unwrap();
        let config = home.path().join("bus.conf");
        let text = format!(
            "<busconfig><type>session</type><listen>unix:dir={}</listen>\
             <auth>EXTERNAL</auth><policy context='default'><allow send_destination='*'/>\
             <allow eavesdrop='false'/><allow own='*'/></policy></busconfig>",
            home.path().display()
        );
        std::fs::write(&config, text).unwrap();
        let mut daemon = Command::new("dbus-daemon")
            .arg("--config-file")
            .arg(&config)
            .args(["--nofork", "--nopidfile", "--print-address"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("dbus-daemon is needed");
        let mut address = String::new();
        BufReader::new(daemon.stdout.take().unwrap()).read_line(&mut address).unwrap();
        assert!(!address.is_empty(), "the bus did not start");
        Self { address: address.trim().into(), home, _daemon: Ending(daemon) }
    }

    fn on_it(&self, command: &mut Command) {
        alone(command, self.home.path());
        command.env("DBUS_SESSION_BUS_ADDRESS", &self.address);
    }

    /// A keyring, unlocked with a passphrase or left as it is.
    fn keyring(&self, passphrase: Option<&str>) -> Ending {
        let mut command = Command::new("gnome-keyring-daemon");
        command.args(["--foreground", "--components=secrets"]);
        if passphrase.is_some() {
            command.arg("--unlock");
        }
        self.on_it(&mut command);
        let mut daemon = command
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("gnome-keyring-daemon is needed");
        let mut stdin = daemon.stdin.take().unwrap();
        stdin.write_all(passphrase.unwrap_or_default().as_bytes()).unwrap();
        drop(stdin);
        let daemon = Ending(daemon);
        self.wait_for_the_name();
        daemon
    }

    fn wait_for_the_name(&self) {
        let begin = Instant::now();
        loop {
            let mut asking = Command::new("dbus-send");
            asking.args(["--session", "--print-reply=literal", "--dest=org.freedesktop.DBus"]);
            asking.args(["/", "org.freedesktop.DBus.NameHasOwner"]);
            asking.arg("string:org.freedesktop.secrets");
            self.on_it(&mut asking);
            let answer = asking.output().expect("dbus-send is needed");
            if String::from_utf8_lossy(&answer.stdout).contains("true") {
                return;
            }
            assert!(begin.elapsed() < Duration::from_secs(30), "no keyring came: {answer:?}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The other half of a test, on this bus.
    fn run(&self, test: &str, said: &str) -> String {
        let mut command = myself(test, said);
        self.on_it(&mut command);
        finished(command)
    }
}

/// Nothing of the session that the test itself runs in.
fn alone(command: &mut Command, home: &Path) {
    for name in ["DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY", "XDG_SESSION_ID"] {
        command.env_remove(name);
    }
    command.env("HOME", home).env("XDG_RUNTIME_DIR", home);
    command.env("XDG_DATA_HOME", home.join("data")).env("XDG_CONFIG_HOME", home.join("config"));
}

fn finished(mut command: Command) -> String {
    let output = command.stderr(Stdio::piped()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("1 passed"), "the other half did not run: {said}");
    said
}

fn tokens() -> VaultKey {
    VaultKey::Tokens(id("c"))
}

/// As long as real pairs of tokens are, and longer than one entry on Windows may be.
fn long(of: char) -> Secret {
    Secret::new(of.to_string().repeat(9_000) + "🎬\n\"")
}

#[test]
fn secrets_are_written_read_forgotten_and_survive_reopening() {
    match other_half().as_deref() {
        None => {
            let test = "keyring::secrets_are_written_read_forgotten_and_survive_reopening";
            let bus = Bus::start();
            let daemon = bus.keyring(Some("pw"));
            bus.run(test, "write");
            bus.run(test, "read");
            drop(daemon);
            // And the keyring's own restart.
            let _daemon = bus.keyring(Some("pw"));
            bus.run(test, "read");
            bus.run(test, "forget");
        }
        Some("write") => {
            let vault = Keyring::open("Labrun", "day 1").unwrap();
            assert_eq!(vault.read(&tokens()).unwrap(), None);
            vault.write(&tokens(), &Secret::new("first")).unwrap();
            vault.write(&tokens(), &Secret::new("second ✓\n")).unwrap();
            assert_eq!(vault.read(&tokens()).unwrap(), Some(Secret::new("second ✓\n")));

            // From one entry to several, to several others, and back.
            let client = VaultKey::Client {
                provider: ProviderKind::Frameio,
                address: "127.0.0.1:8443".into(),
                field: "client_secret",
            };
            for secret in [Secret::new("s"), long('a'), long('b'), Secret::new(""), long('c')] {
                vault.write(&client, &secret).unwrap();
                assert_eq!(vault.read(&client).unwrap().as_ref(), Some(&secret));
            }
            vault.write(&VaultKey::Installation, &long('i')).unwrap();
        }
        Some("read") => {
            let vault = Keyring::open("Labrun", "day 1").unwrap();
            assert_eq!(vault.read(&tokens()).unwrap(), Some(Secret::new("second ✓\n")));
            assert_eq!(vault.read(&VaultKey::Installation).unwrap(), Some(long('i')));
            let other = Keyring::open("Labrun", "another profile").unwrap();
            assert_eq!(other.read(&tokens()).unwrap(), None);
            other.forget(&tokens()).expect("forgetting what is not there is fine");
        }
        Some(_) => {
            let vault = Keyring::open("Labrun", "day 1").unwrap();
            for key in [tokens(), VaultKey::Installation] {
                vault.forget(&key).unwrap();
                assert_eq!(vault.read(&key).unwrap(), None);
            }
        }
    }
}

#[test]
fn nothing_is_left_in_the_keyring_but_what_was_written() {
    let test = "keyring::nothing_is_left_in_the_keyring_but_what_was_written";
    if other_half().is_some() {
        let vault = Keyring::open("Labrun", "p").unwrap();
        for secret in [long('a'), long('b'), Secret::new("short")] {
            vault.write(&tokens(), &secret).unwrap();
        }
        vault.write(&VaultKey::Installation, &long('c')).unwrap();
        vault.forget(&VaultKey::Installation).unwrap();
        return;
    }
    let bus = Bus::start();
    let _daemon = bus.keyring(Some("pw"));
    bus.run(test, "");
    let mut asking = Command::new("dbus-send");
    asking.args(["--session", "--print-reply=literal", "--dest=org.freedesktop.secrets"]);
    asking.args(["/org/freedesktop/secrets", "org.freedesktop.Secret.Service.SearchItems"]);
    asking.arg("dict:string:string:service,Labrun");
    bus.on_it(&mut asking);
    let answer = asking.output().unwrap();
    let answer = String::from_utf8_lossy(&answer.stdout);
    assert_eq!(answer.matches("/org/freedesktop/secrets/collection/").count(), 1, "{answer}");
}

#[test]
fn a_keyring_that_was_started_anew_is_found_again() {
    let test = "keyring::a_keyring_that_was_started_anew_is_found_again";
    if other_half().is_some() {
        let vault = Keyring::open("Labrun", "p").unwrap();
        vault.write(&tokens(), &Secret::new("s")).unwrap();
        println!("\nready");
        std::io::stdin().read_line(&mut String::new()).unwrap();
        assert_eq!(vault.read(&tokens()).unwrap(), Some(Secret::new("s")));
        return;
    }
    let bus = Bus::start();
    let daemon = bus.keyring(Some("pw"));
    let mut command = myself(test, "");
    bus.on_it(&mut command);
    let mut child = Ending(command.stdin(Stdio::piped()).spawn().unwrap());
    let mut lines = BufReader::new(child.0.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap() == "ready"), "the other half did not begin");
    drop(daemon);
    let _daemon = bus.keyring(Some("pw"));
    child.0.stdin.take().unwrap().write_all(b"go\n").unwrap();
    let rest: Vec<_> = lines.map(|line| line.unwrap()).collect();
    assert!(child.0.wait().unwrap().success(), "{rest:?}");
}

/// Opens twice, since the second time must not find what the first one broke, and says how it
/// went and how many seconds the longer one took.
fn try_to_open() {
    let mut answers = Vec::new();
    let mut longest = Duration::ZERO;
    for _ in 0..2 {
        let begin = Instant::now();
        let opened = Keyring::open("Labrun", "p");
        longest = longest.max(begin.elapsed());
        // Five seconds, and what a busy machine adds.
        assert!(longest < Duration::from_secs(15), "that was {longest:?}");
        answers.push(match opened {
            Ok(_) => "opened".to_owned(),
            Err(VaultError::Absent(said)) => format!("absent: {said}"),
            Err(VaultError::Locked) => "locked".to_owned(),
            Err(other) => format!("{other:?}"),
        });
    }
    println!("\nanswers: {answers:?}\nlongest: {}", longest.as_secs());
}

fn answers(said: &str) -> &str {
    said.lines().find_map(|line| line.strip_prefix("answers: ")).expect(said)
}

#[test]
fn without_a_session_bus_the_keyring_is_absent_and_says_why() {
    if other_half().is_some() {
        return try_to_open();
    }
    let home = tempfile::tempdir().unwrap();
    let test = "keyring::without_a_session_bus_the_keyring_is_absent_and_says_why";
    let mut command = myself(test, "");
    alone(&mut command, home.path());
    let said = finished(command);
    assert_eq!(answers(&said).matches("\"absent: ").count(), 2, "{said}");
}

#[test]
fn on_a_bus_without_a_keyring_it_is_absent() {
    if other_half().is_some() {
        return try_to_open();
    }
    let said = Bus::start().run("keyring::on_a_bus_without_a_keyring_it_is_absent", "");
    assert_eq!(answers(&said).matches("\"absent: ").count(), 2, "{said}");
}

#[test]
fn a_bus_that_never_answers_does_not_hold_us_up() {
    if other_half().is_some() {
        return try_to_open();
    }
    let home = tempfile::tempdir().unwrap();
    let socket = home.path().join("bus");
    let _silent = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    let mut command = myself("keyring::a_bus_that_never_answers_does_not_hold_us_up", "");
    alone(&mut command, home.path());
    command.env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", socket.display()));
    let said = finished(command);
    assert_eq!(answers(&said).matches("\"absent: no answer").count(), 2, "{said}");
}

#[test]
fn a_keyring_that_nobody_unlocked_is_locked_within_the_time_limit() {
    if other_half().is_some() {
        return try_to_open();
    }
    let test = "keyring::a_keyring_that_nobody_unlocked_is_locked_within_the_time_limit";
    let bus = Bus::start();
    // There has never been one.
    let daemon = bus.keyring(None);
    let said = bus.run(test, "");
    assert!(!said.contains("opened"), "{said}");
    drop(daemon);
    // There is one, and nobody has typed its password since the restart.
    drop(bus.keyring(Some("pw")));
    let _daemon = bus.keyring(None);
    let said = bus.run(test, "");
    let locked = answers(&said).matches("\"locked\"").count();
    assert_eq!(locked, 2, "{said}");
}

#[test]
fn a_password_dialog_that_nobody_answers_does_not_hold_us_up() {
    if other_half().is_some() {
        return try_to_open();
    }
    let bus = Bus::start();
    drop(bus.keyring(Some("pw")));
    let _daemon = bus.keyring(None);
    // The dialog: a program of that name that never answers.
    let _dialog = zbus::blocking::connection::Builder::address(bus.address.as_str())
        .unwrap()
        .name("org.gnome.keyring.SystemPrompter")
        .unwrap()
        .build()
        .unwrap();
    let said = bus.run("keyring::a_password_dialog_that_nobody_answers_does_not_hold_us_up", "");
    assert_eq!(answers(&said), r#"["locked", "locked"]"#, "{said}");
    let longest = said.lines().find_map(|line| line.strip_prefix("longest: ")).unwrap();
    assert!(longest.parse::<u64>().unwrap() >= 5, "it gave the person a while: {said}");
}
