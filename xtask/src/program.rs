//! Starting other programs, and never leaving one behind.

use std::ffi::{OsStr, OsString};
use std::io::Read;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// How long a program may take to go after being asked to.
const FAREWELL: Duration = Duration::from_secs(5);

/// Runs to the end, showing what it says; anything but success is an error.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| could_not_start(command))?;
    if !status.success() {
        bail!("`{}` failed ({status})", spelled(command));
    }
    Ok(())
}

/// Runs to the end without showing anything, and gives back what it wrote.
pub fn read(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().with_context(|| could_not_start(command))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("`{}` failed ({}): {}", spelled(command), output.status, said.trim());
    }
    Ok(String::from_utf8(output.stdout)?)
}

pub fn is_there(program: &str) -> bool {
    find(program).is_some()
}

fn find(program: &str) -> Option<PathBuf> {
    let name = format!("{program}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(&path()).map(|folder| folder.join(&name)).find(|path| path.is_file())
}

/// The search path, with the folder that `cargo install` fills: a shell that has not been opened
/// anew after installing Rust does not have it yet.
pub fn path() -> OsString {
    let old = std::env::var_os("PATH").unwrap_or_default();
    let cargo_home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    let folders = std::env::split_paths(&old).chain(cargo_home.map(|home| home.join("bin")));
    std::env::join_paths(folders).unwrap_or(old)
}

/// The cargo that runs us, so that a chosen toolchain stays chosen.
pub fn cargo() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// npm is a script and not a program on Windows, and has to be asked for by its full name.
pub fn npm() -> Command {
    Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

/// As a person would type it, without the tie of [`Beside::command`].
fn spelled(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    match words.as_slice() {
        [program, tie @ .., last] if program == "setpriv" && tie.len() >= TIE.len() => {
            let mine: Vec<_> = tie[TIE.len()..].iter().chain([last]).cloned().collect();
            mine.join(" ")
        }
        words => words.join(" "),
    }
}

fn could_not_start(command: &Command) -> String {
    format!("could not start `{}`", spelled(command))
}

const TIE: [&str; 3] = ["--pdeathsig", "TERM", "--"];

type Shared = Arc<Mutex<Child>>;

/// All that run beside us, in the order they were started.
static BESIDE_US: Mutex<Vec<Shared>> = Mutex::new(Vec::new());
static FOLDERS: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A program that runs beside this one and ends with it: when this value goes, on Ctrl-C, and on
/// Linux even when we are killed.
pub struct Beside {
    child: Shared,
    name: String,
}

impl Beside {
    /// A command for [`Beside::start`]: on Linux the kernel ends the program should we be killed
    /// outright and have no chance to.
    pub fn command(program: impl AsRef<OsStr>) -> Command {
        if cfg!(target_os = "linux") && is_there("setpriv") {
            let mut command = Command::new("setpriv");
            command.args(TIE).arg(program);
            command
        } else {
            Command::new(program)
        }
    }

    pub fn start(command: &mut Command) -> Result<Self> {
        let child = command.spawn().with_context(|| could_not_start(command))?;
        let child = Arc::new(Mutex::new(child));
        locked(&BESIDE_US).push(child.clone());
        Ok(Self { child, name: spelled(command) })
    }

    /// Of the program itself: what ties it to us becomes it.
    pub fn id(&self) -> u32 {
        locked(&self.child).id()
    }

    pub fn take_stdout(&self) -> impl Read + use<> {
        locked(&self.child).stdout.take().expect("started with a piped stdout")
    }

    pub fn take_stdin(&self) -> impl std::io::Write + use<> {
        locked(&self.child).stdin.take().expect("started with a piped stdin")
    }

    /// Waits for it to end by itself. Looks now and then instead of blocking, so that Ctrl-C can
    /// get at the program meanwhile.
    pub fn wait(&self) -> Result<ExitStatus> {
        loop {
            if let Some(status) = self.ended()? {
                return Ok(status);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    pub fn wait_for_success(&self) -> Result<()> {
        let status = self.wait()?;
        if !status.success() {
            bail!("`{}` failed ({status})", self.name);
        }
        Ok(())
    }

    pub fn ended(&self) -> Result<Option<ExitStatus>> {
        Ok(locked(&self.child).try_wait()?)
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        stop(&self.child);
        locked(&BESIDE_US).retain(|other| !Arc::ptr_eq(other, &self.child));
    }
}

/// A folder that is gone when this value is.
pub struct ShortLivedFolder(pub PathBuf);

impl ShortLivedFolder {
    /// In the system's place for such folders, readable for this person only. Short on purpose: a
    /// socket's path may not be longer than about a hundred letters.
    pub fn new() -> Result<Self> {
        let place = std::env::temp_dir();
        let free = (0..1000).map(|n| place.join(format!("labrun-{}-{n}", std::process::id())));
        // One that is there was left by somebody with our number who was killed.
        let folder = free
            .filter(|folder| !folder.exists())
            .find(|folder| std::fs::create_dir(folder).is_ok())
            .with_context(|| format!("could not make a folder in {}", place.display()))?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o700))?;
        }
        locked(&FOLDERS).push(folder.clone());
        Ok(Self(folder))
    }
}

impl Drop for ShortLivedFolder {
    fn drop(&mut self) {
        // Left behind it would be an empty folder in the system's own rubbish heap.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// From here on Ctrl-C, a closed terminal and a polite kill end what runs beside us as well.
pub fn take_everything_along_when_interrupted() -> Result<()> {
    ctrlc::set_handler(|| {
        // The last started first: the app before its cloud, the keyring before its bus.
        for child in locked(&BESIDE_US).iter().rev() {
            stop(child);
        }
        for folder in locked(&FOLDERS).iter() {
            let _ = std::fs::remove_dir_all(folder);
        }
        eprintln!("\nxtask: interrupted; everything it had started is stopped");
        std::process::exit(130);
    })
    .context("could not listen for Ctrl-C")
}

fn stop(child: &Shared) {
    let mut child = locked(child);
    if matches!(child.try_wait(), Ok(Some(_))) {
        return;
    }
    ask_to_end(&mut child);
    let asked = Instant::now();
    while asked.elapsed() < FAREWELL {
        if matches!(child.try_wait(), Ok(Some(_))) {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(unix)]
fn ask_to_end(child: &mut Child) {
    use rustix::process::{Pid, Signal, kill_process};
    let _ = kill_process(Pid::from_child(child), Signal::TERM);
}

#[cfg(not(unix))]
fn ask_to_end(child: &mut Child) {
    let _ = child.kill();
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_program_beside_us_is_gone_when_its_value_is() {
        let beside = Beside::start(Beside::command("sleep").arg("600")).expect("sleep starts");
        let child = beside.child.clone();
        assert!(beside.ended().expect("it can be asked").is_none(), "it runs");
        drop(beside);
        let ended = locked(&child).try_wait().expect("it can be asked");
        assert!(ended.is_some(), "it still runs");
    }

    #[test]
    fn an_error_names_the_program_and_not_how_it_was_tied_to_us() {
        let beside =
            Beside::start(Beside::command("sh").args(["-c", "exit 3"])).expect("sh starts");
        let error = beside.wait_for_success().expect_err("it ended with 3");
        assert!(error.to_string().starts_with("`sh -c exit 3` failed"), "{error}");
    }
}
