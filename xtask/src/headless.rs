//! `cargo xtask run --headless`: sign in, send a clip and look at what arrived, with no window and
//! no person. The same engine as the app's, wired by `labrunctl`.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::cloud::{Cloud, make_clip, megabytes};
use crate::machine::{self, Purpose};
use crate::program::{self, Beside};
use crate::repo;
use crate::run::build_programs;
use crate::session::Session;

pub fn run() -> Result<()> {
    machine::prepare(Purpose::TripWithoutWindow)?;
    build_programs(&["simulator", "labrunctl"])?;
    program::take_everything_along_when_interrupted()?;

    // From nothing each time, beside what the window remembers and never in it.
    let folder = repo::dev_folder().join("headless");
    if folder.exists() {
        std::fs::remove_dir_all(&folder).with_context(|| format!("could not clear {folder:?}"))?;
    }
    std::fs::create_dir_all(&folder)?;
    let simulator = Beside::command(repo::built("simulator")?);
    let trip = Trip::start(&folder, simulator, repo::built("labrunctl")?)?;

    println!("\n1  Sign in");
    trip.connect()?;
    println!("\n2  A clip");
    let clip = folder.join("A001_C001_practice.mov");
    make_clip(&clip)?;
    println!("\n3  Send it");
    let began = Instant::now();
    trip.labrunctl(&["add"], Some(&clip))?;
    trip.labrunctl(&["run", "--until-empty"], None)?;
    println!("  took {:.1} s", began.elapsed().as_secs_f32());
    println!("\n4  What arrived");
    compare(&clip, &trip.cloud)
}

/// A simulated cloud, and `labrunctl` with a profile and a keyring of its own.
pub struct Trip {
    folder: PathBuf,
    labrunctl: PathBuf,
    pub cloud: Cloud,
    session: Option<Session>,
}

impl Trip {
    pub fn start(folder: &Path, simulator: Command, labrunctl: PathBuf) -> Result<Self> {
        let log = folder.join("simulator.log");
        let cloud = Cloud::start(simulator, &folder.join("simulator"), &log)?;
        println!("\nA simulated camera cloud is at {} for the length of this trip.", cloud.api);
        let session = if cfg!(target_os = "linux") {
            println!(
                "Tokens go into a real keyring on a private message bus, made for this trip, so \
                 that nobody has to unlock one."
            );
            Some(Session::start(&folder.join("keyring"))?)
        } else {
            println!("Tokens go into this system's own keyring.");
            None
        };
        Ok(Self { folder: folder.to_owned(), labrunctl, cloud, session })
    }

    pub fn command(&self) -> Result<Command> {
        self.command_of(&self.labrunctl)
    }

    /// Another program over the same profile.
    pub fn command_of(&self, program: &Path) -> Result<Command> {
        let mut command = Beside::command(program);
        command.arg("--profile").arg(self.folder.join("profile")).stdin(Stdio::null());
        if let Some(session) = &self.session {
            session.put(&mut command);
        }
        Ok(command)
    }

    /// Signs in by device code; we are the person who types the code on the cloud's page.
    pub fn connect(&self) -> Result<()> {
        let secret = self.folder.join("client-secret");
        write_for_us_alone(&secret, &self.cloud.client_secret)?;
        let mut command = self.command()?;
        command.args(["--json", "connect", "frameio", "--address", &self.cloud.api]);
        command.arg("--ca").arg(&self.cloud.ca).arg("--client-secret-file").arg(&secret);
        let labrunctl = Beside::start(command.stdout(Stdio::piped()))?;
        let mut connected = false;
        for line in BufReader::new(labrunctl.take_stdout()).lines() {
            let event: Value = serde_json::from_str(&line?)?;
            match event["event"].as_str() {
                Some("code") => {
                    let code = event["user_code"].as_str().context("a code without digits")?;
                    println!("  the code is {code}; approving it on the cloud's side");
                    self.cloud.approve(code)?;
                }
                Some("connected") => {
                    connected = true;
                    let project = &event["project"];
                    let name = project["name"].as_str().or_else(|| project.as_str());
                    println!("  connected{}", name.map(|n| format!(" to {n}")).unwrap_or_default());
                }
                _ => {}
            }
        }
        labrunctl.wait_for_success()?;
        std::fs::remove_file(&secret)?;
        ensure!(connected, "labrunctl ended well and yet never said that it is connected");
        Ok(())
    }

    fn labrunctl(&self, words: &[&str], file: Option<&Path>) -> Result<()> {
        let mut command = self.command()?;
        command.args(words).args(file);
        Beside::start(&mut command)?.wait_for_success()
    }
}

fn write_for_us_alone(path: &Path, text: &str) -> Result<()> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())?;
    Ok(())
}

/// Prints both sides of the trip and fails unless they are the same bytes.
fn compare(clip: &Path, cloud: &Cloud) -> Result<()> {
    let name = clip.file_name().context("a clip without a name")?.to_string_lossy();
    let assets = cloud.list("assets")?;
    let mine: Vec<&Value> = assets.iter().filter(|asset| asset["name"] == *name).collect();
    let [asset] = mine.as_slice() else {
        bail!("the cloud should have one asset called {name}, and has {}", mine.len());
    };
    let size_here = clip.metadata()?.len();
    let size_there = asset["filesize"].as_u64().unwrap_or_default();
    let here = sha256(clip)?;
    let there = asset["sha256"].as_str().unwrap_or("none: the asset is not whole");
    let parts = asset["parts"].as_array().map_or(0, Vec::len);
    println!("  asset           {}", asset["id"].as_str().unwrap_or("?"));
    println!("  name            {name}");
    println!("  parts           {parts}");
    println!("  size here       {size_here} bytes ({})", megabytes(size_here));
    println!("  size there      {size_there} bytes");
    println!("  SHA-256 here    {here}");
    println!("  SHA-256 there   {there}");
    ensure!(size_here == size_there && here == there, "what arrived is not what was sent");
    let complaints = cloud.list("violations")?;
    ensure!(complaints.is_empty(), "the bytes arrived, but the cloud complains: {complaints:#?}");
    println!("\nThe same bytes on both sides, and the cloud has nothing to complain about.");
    Ok(())
}

fn sha256(path: &Path) -> Result<String> {
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0_u8; 1 << 20];
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            read => hasher.update(&buffer[..read]),
        }
    }
    Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}
