//! One command, from its start to its end: what the sink saw of it, and what the system says that
//! it cost.

use std::fmt;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::program::{self, Beside};

/// Longer than any of these commands takes, on any machine.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Clone, Copy)]
pub struct Run {
    pub bytes: u64,
    /// From the first connection that reached the sink to its last answer: whoever takes long to
    /// start is not called a slow sender for it.
    pub seconds: f64,
    /// The whole command.
    pub whole_seconds: f64,
    /// Of the whole command, its own and the system's for it.
    pub cpu_seconds: f64,
    pub peak_mib: f64,
    pub connections: u64,
    pub requests: u64,
    /// Of these, as the sink saw it.
    pub by_http2: u64,
    /// Uploads on their way at the same moment, at most.
    pub at_once: u64,
}

impl Run {
    pub fn mb_per_second(&self) -> f64 {
        self.bytes as f64 / 1e6 / self.seconds
    }

    pub fn cpu_per_gb(&self) -> f64 {
        self.cpu_seconds / (self.bytes as f64 / 1e9)
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:7.0} MB/s {:6.2} CPU-s/GB {:7.1} MiB {:6.2} s {:3} connections {:2} at once",
            self.mb_per_second(),
            self.cpu_per_gb(),
            self.peak_mib,
            self.whole_seconds,
            self.connections,
            self.at_once
        )
    }
}

/// Runs `command` against a sink that has forgotten everything before.
pub fn measured(
    sink: &Sink,
    bytes: u64,
    costs: &Path,
    command: &Command,
    log: &Path,
) -> Result<Run> {
    sink.begin()?;
    let mut timed = Beside::command("time");
    timed.arg("--format=%e %U %S %M").arg("--output").arg(costs).arg("--quiet").arg("--");
    timed.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => timed.env(name, value),
            None => timed.env_remove(name),
        };
    }
    let output = std::fs::File::create(log)?;
    timed.stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output);
    let status = Beside::start(&mut timed)?.wait()?;
    if !status.success() {
        let said = std::fs::read_to_string(log).unwrap_or_default();
        let last: Vec<&str> = said.lines().rev().take(3).collect();
        bail!("it ended with {status}: {}", last.into_iter().rev().collect::<Vec<_>>().join(" · "));
    }
    let report = sink.report()?;
    let number = |name: &str| report[name].as_u64().with_context(|| format!("no {name}"));
    let arrived = number("bytes")?;
    ensure!(arrived == bytes, "{arrived} bytes arrived, and {bytes} were to be sent");
    let costs = std::fs::read_to_string(costs)?;
    let costs: Vec<f64> = costs.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    let [whole_seconds, user, system, peak_kib] = costs[..] else {
        bail!("`time` wrote something else than was asked for");
    };
    Ok(Run {
        bytes,
        seconds: report["seconds"].as_f64().context("no seconds")?,
        whole_seconds,
        cpu_seconds: user + system,
        peak_mib: peak_kib / 1024.0,
        connections: number("connections")?,
        requests: number("requests")?,
        by_http2: number("by_http2")?,
        at_once: number("most_at_once")?,
    })
}

/// The far end, as a program beside us.
pub struct Sink {
    pub plain: String,
    pub tls: String,
    /// Those that offer HTTP/2 as well, one for each window.
    pub both: Vec<String>,
    pub ca: std::path::PathBuf,
    _program: Beside,
}

impl Sink {
    pub fn start(
        program: &Path,
        folder: &Path,
        delay_ms: u64,
        http2_windows: &[u64],
    ) -> Result<Self> {
        let mut command = Beside::command(program);
        command.arg("--dir").arg(folder).args(["--delay-ms", &delay_ms.to_string()]);
        for window in http2_windows {
            command.args(["--http2-window", &window.to_string()]);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let beside = Beside::start(&mut command)?;
        let mut said = String::new();
        let mut output = std::io::BufReader::new(beside.take_stdout());
        std::io::BufRead::read_line(&mut output, &mut said)?;
        let said: Value = serde_json::from_str(&said).context("the sink did not start")?;
        let word = |name: &str| {
            let word = said[name].as_str().map(str::to_owned);
            word.with_context(|| format!("the sink did not say its {name}"))
        };
        let (plain, tls, ca) = (word("plain")?, word("tls")?, word("ca")?.into());
        let both = said["both"].as_array().context("the sink did not say its other doors")?;
        let both = both.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect();
        Ok(Self { plain, tls, both, ca, _program: beside })
    }

    fn begin(&self) -> Result<()> {
        self.ask("POST", "/desk/begin").map(|_| ())
    }

    fn report(&self) -> Result<Value> {
        Ok(serde_json::from_str(&self.ask("GET", "/desk/report")?)?)
    }

    /// Where parts were sent since the last `begin`: path and query.
    pub fn targets(&self) -> Result<Vec<String>> {
        let report = self.report()?;
        let targets = report["targets"].as_array().context("no targets")?;
        Ok(targets.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect())
    }

    fn ask(&self, method: &str, path: &str) -> Result<String> {
        let host = self.plain.trim_start_matches("http://");
        let mut line = TcpStream::connect(host)?;
        line.set_read_timeout(Some(PATIENCE))?;
        write!(line, "{method} {path} HTTP/1.0\r\nHost: {host}\r\n\r\n")?;
        let mut answer = String::new();
        line.read_to_string(&mut answer)?;
        let (_, body) = answer.split_once("\r\n\r\n").context("the answer has no end")?;
        Ok(body.to_owned())
    }
}

/// The version that a program tells of itself, as short as it gets.
pub fn version(program: &Path, word: &str) -> String {
    let said = program::read(Command::new(program).arg(word)).unwrap_or_default();
    let number = said.split_whitespace().find(|word| {
        let word = word.trim_start_matches('v');
        word.starts_with(|first: char| first.is_ascii_digit()) && word.contains('.')
    });
    number.unwrap_or_default().trim_start_matches('v').to_owned()
}
