//! Lines as people have them, laid inside a network namespace: long, narrow, losing packets. Here
//! nobody is told how many connections to use; ours finds its own level.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::load::{Carrier, Case, MIB};
use super::measure::Run;
use super::peers::{self, Peers};
use super::stage::{self, Stage};
use crate::program;

pub struct Line {
    pub name: &'static str,
    pub mbit: f64,
    /// Each way, made by the sink and the simulated cloud.
    pub delay_ms: u64,
    lost_percent: u32,
    loads: &'static [Load],
    pub asked: &'static [Asked],
}

/// Of ours, on such a line.
pub enum Asked {
    /// The one file of this load: at least such a share of the line.
    OfTheLine(Load, f64),
    Mbit(Load, f64),
    /// The first takes at most so many times as long as the second.
    TimesAsLong(Load, Load, f64),
}

/// Files and bytes of each.
pub type Load = (u32, u64);

pub const LINES: [Line; 2] = [
    Line {
        name: "1 Gbit/s, 80 ms there and back",
        mbit: 1000.0,
        delay_ms: 40,
        lost_percent: 0,
        loads: &[(1, 2048 * MIB), (1000, MIB), (1, 1000 * MIB), (10_000, MIB), (1, 10_000 * MIB)],
        asked: &[
            Asked::OfTheLine((1, 2048 * MIB), 0.95),
            Asked::TimesAsLong((1000, MIB), (1, 1000 * MIB), 1.5),
            Asked::TimesAsLong((10_000, MIB), (1, 10_000 * MIB), 1.5),
        ],
    },
    Line {
        name: "60 Mbit/s, 1 % of all packets lost",
        mbit: 60.0,
        delay_ms: 0,
        lost_percent: 1,
        loads: &[(1, 128 * MIB)],
        asked: &[Asked::Mbit((1, 128 * MIB), 50.0)],
    },
];

/// What came out on one line: the load, who sent it, and how it went.
pub struct Trip {
    pub load: String,
    pub name: String,
    pub run: Run,
}

/// Runs this program again with a network of its own, and reads what it found.
pub fn measured(index: usize, folder: &Path) -> Result<Vec<Trip>> {
    measured_by("--on-line", index, folder)
}

/// By what this program does when it is told so.
pub fn measured_by(word: &str, index: usize, folder: &Path) -> Result<Vec<Trip>> {
    let found = folder.join(format!("line-{index}.json"));
    let mut command = program::Beside::command("unshare");
    command.arg("--net").arg(std::env::current_exe()?).args(["bench", word]);
    command.arg(index.to_string()).arg(&found);
    program::Beside::start(&mut command)?.wait_for_success()?;
    let said: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(&found)?)?;
    said.iter().map(|one| trip(one).context("a measurement without its figures")).collect()
}

/// Inside.
pub fn run(index: &str, found: &Path) -> Result<()> {
    let line = laid(index)?;
    let folder = found.parent().context("a file lies in a folder")?;
    let peers = Peers::install(folder)?;
    let stage = Stage::set(folder, stage::built()?, line.delay_ms, &[Carrier::Tls])?;
    let mut trips = Vec::new();
    for &(files, bytes) in line.loads {
        let case = case((files, bytes));
        let prepared = stage.prepare(&case, true)?;
        // Minutes are as good as three times ten seconds.
        let rounds = if case.is_large() { 1 } else { 3 };
        for _ in 0..rounds {
            for name in [peers::OURS, peers::CURL] {
                if name == peers::CURL && case.is_ours_alone() {
                    continue;
                }
                let run = peers.run(name, &stage, &prepared)?;
                println!("  {:24} {name:13} {run}", case.name());
                trips.push(told(&case.name(), name, &run));
            }
        }
    }
    std::fs::write(found, Value::from(trips).to_string())?;
    Ok(())
}

pub fn told(load: &str, name: &str, run: &Run) -> Value {
    json!({
        "load": load, "name": name, "bytes": run.bytes, "seconds": run.seconds,
        "whole_seconds": run.whole_seconds, "cpu_seconds": run.cpu_seconds,
        "peak_mib": run.peak_mib, "connections": run.connections, "requests": run.requests,
        "by_http2": run.by_http2, "at_once": run.at_once,
    })
}

pub fn case((files, bytes): Load) -> Case {
    Case { carrier: Carrier::Tls, files, bytes }
}

/// The line that was asked for, laid in the network that this program is in.
pub fn laid(index: &str) -> Result<&'static Line> {
    let line = LINES.get(index.parse::<usize>()?).context("there is no such line")?;
    lay(line)?;
    program::take_everything_along_when_interrupted()?;
    Ok(line)
}

fn lay(line: &Line) -> Result<()> {
    let Line { mbit, lost_percent, .. } = line;
    let mut words = vec!["ip link set lo up".to_owned()];
    if *lost_percent > 0 {
        // Packets as they are outside, or one in a hundred would be one in 64 KiB.
        words.push("ip link set lo mtu 1500".to_owned());
        words.push(format!(
            "nft 'add table inet bench; \
             add chain inet bench way {{ type filter hook input priority 0; }}; \
             add rule inet bench way numgen random mod 100 < {lost_percent} drop'"
        ));
    }
    words.push(format!("tc qdisc add dev lo root tbf rate {mbit}mbit burst 256kb latency 50ms"));
    for words in words {
        let ran = Command::new("sh").args(["-c", &words]).output()?;
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        ensure!(ran.status.success(), "`{words}` is refused here: {}", said.trim());
    }
    Ok(())
}

fn trip(said: &Value) -> Option<Trip> {
    Some(Trip {
        load: said["load"].as_str()?.to_owned(),
        name: said["name"].as_str()?.to_owned(),
        run: Run {
            bytes: said["bytes"].as_u64()?,
            seconds: said["seconds"].as_f64()?,
            whole_seconds: said["whole_seconds"].as_f64()?,
            cpu_seconds: said["cpu_seconds"].as_f64()?,
            peak_mib: said["peak_mib"].as_f64()?,
            connections: said["connections"].as_u64()?,
            requests: said["requests"].as_u64()?,
            by_http2: said["by_http2"].as_u64()?,
            at_once: said["at_once"].as_u64()?,
        },
    })
}
