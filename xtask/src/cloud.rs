//! The simulated camera cloud as a program beside us, and what we say to its control desk.

use std::fs::OpenOptions;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::program::{self, Beside};

/// How long the desk may take for an answer. It works in memory; a longer silence is a fault.
const PATIENCE: Duration = Duration::from_secs(30);

pub struct Cloud {
    /// Frame.io's.
    pub api: String,
    /// By the word for the cloud.
    addresses: Vec<(&'static str, String)>,
    pub control: String,
    pub ca: PathBuf,
    pub client_secret: String,
    /// Of a Multicam machine: the vendor's own would lock what the simulator cannot open.
    multicam_key: String,
    _simulator: Beside,
}

impl Cloud {
    /// Starts it over `folder`, where it keeps its state from one start to the next. What it says
    /// goes into `log`, which is there for when something fails.
    pub fn start(mut command: Command, folder: &Path, log: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        let log_file = OpenOptions::new().create(true).append(true).open(log)?;
        command.arg("--dir").arg(folder).stdin(Stdio::null()).stdout(Stdio::piped());
        let simulator = Beside::start(command.stderr(log_file))?;

        let mut said = BufReader::new(simulator.take_stdout());
        let mut first = String::new();
        said.read_line(&mut first)?;
        let said_first: Value = serde_json::from_str(&first)
            .with_context(|| format!("the simulator did not start; {log:?} says why"))?;
        let word = |name: &str| {
            let word = said_first[name].as_str().map(str::to_owned);
            word.with_context(|| format!("the simulator did not say its {name}"))
        };
        let (api, control, client_secret) =
            (word("api")?, word("control")?, word("client_secret")?);
        let mut addresses = vec![("frameio", api.clone())];
        for cloud in ["multicam", "eagle_eye", "vinli"] {
            addresses.push((cloud, word(cloud)?));
        }
        let multicam_key = said_first["keys"]["multicam_public_key"]
            .as_str()
            .context("the simulator did not say its Multicam key")?
            .to_owned();
        let ca = std::path::absolute(word("ca")?)?;
        // Read on, or it would stand still once the pipe is full.
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        Ok(Self { api, addresses, control, ca, client_secret, multicam_key, _simulator: simulator })
    }

    /// Points the profile at this cloud instead of the vendor's. What else it knows stays: its id
    /// is how it finds its secrets again.
    pub fn write_profile(&self, folder: &Path) -> Result<()> {
        std::fs::create_dir_all(folder)?;
        let path = folder.join("profile.json");
        let mut profile: Value = match std::fs::read_to_string(&path) {
            Ok(text) => serde_json::from_str(&text).with_context(|| {
                format!("{} is not JSON; remove it to start afresh", path.display())
            })?,
            Err(_) => json!({}),
        };
        for (cloud, address) in &self.addresses {
            profile["clouds"][*cloud] = json!({ "address": address, "ca": self.ca });
        }
        profile["clouds"]["multicam"]["public_key"] = json!(self.multicam_key);
        std::fs::write(path, serde_json::to_string_pretty(&profile)? + "\n")?;
        Ok(())
    }

    pub fn approve(&self, user_code: &str) -> Result<()> {
        let body = json!({ "user_code": user_code }).to_string();
        self.ask("POST", "/approve", &body).context("the cloud did not take the approval")?;
        Ok(())
    }

    /// From here on every part comes in at so many bytes a second.
    pub fn slow_parts_down(&self, bytes_per_second: u64) -> Result<()> {
        let fault = json!({ "on": "part", "do": "slow", "bytes_per_s": bytes_per_second });
        self.ask("POST", "/faults", &fault.to_string()).map(|_| ())
    }

    /// One of the desk's lists: `assets`, or `violations` of the vendor's rules.
    pub fn list(&self, what: &str) -> Result<Vec<Value>> {
        let said = self.ask("GET", &format!("/{what}"), "")?;
        serde_json::from_str(&said).with_context(|| format!("this is no list of {what}: {said}"))
    }

    /// HTTP 1.0, which ends an answer by hanging up: nothing more is needed to read it.
    fn ask(&self, method: &str, path: &str, body: &str) -> Result<String> {
        let host = self
            .control
            .strip_prefix("http://")
            .with_context(|| format!("the control desk is at {}, not on http", self.control))?
            .trim_end_matches('/');
        let mut line = TcpStream::connect(host)?;
        line.set_read_timeout(Some(PATIENCE))?;
        let length = body.len();
        write!(
            line,
            "{method} {path} HTTP/1.0\r\nHost: {host}\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        )?;
        let mut answer = String::new();
        line.read_to_string(&mut answer)?;
        let (head, body) = answer.split_once("\r\n\r\n").context("the answer has no end")?;
        let status = head.lines().next().unwrap_or_default();
        if !status.split(' ').nth(1).is_some_and(|code| code.starts_with('2')) {
            bail!("{method} {path}: {status}: {}", body.trim());
        }
        Ok(body.to_owned())
    }
}

/// Makes a clip of some 40 MB: moving pictures with noise, sound and a timecode track, the same
/// bytes each time.
pub fn make_clip(path: &Path) -> Result<()> {
    let picture = "testsrc2=size=1280x720:rate=25,noise=alls=12:allf=t:all_seed=20260901";
    let mut command = Command::new("ffmpeg");
    command
        .args(["-nostdin", "-hide_banner", "-loglevel", "error", "-y"])
        .args(["-f", "lavfi", "-i", picture])
        .args(["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"])
        .args([
            "-t",
            "4",
            "-c:v",
            "mjpeg",
            "-q:v",
            "2",
            "-pix_fmt",
            "yuvj420p",
            "-c:a",
            "pcm_s16le",
        ])
        .args(["-timecode", "10:00:00:00", "-metadata:s:v", "reel_name=A001"])
        .args(["-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"])
        .arg(path);
    let began = Instant::now();
    program::run(&mut command).context("the sample clip could not be made")?;
    println!(
        "  made {} ({}) in {:.1} s",
        path.display(),
        megabytes(path.metadata()?.len()),
        began.elapsed().as_secs_f32()
    );
    Ok(())
}

pub fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}
