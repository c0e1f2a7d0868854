//! What stands around a measurement: the sink, a simulated cloud for each carrier whose part
//! addresses lead to it, and `labrunctl`, signed in.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::load::{self, CONNECTIONS, Carrier, Case, Clip};
use super::measure::{self, Run, Sink};
use crate::headless::Trip;
use crate::{program, repo};

pub struct Programs {
    sink: PathBuf,
    simulator: PathBuf,
    /// As it is shipped.
    labrunctl: PathBuf,
    /// The same with one line less: it sends parts to this computer without TLS as well.
    labrunctl_plain: PathBuf,
}

/// In release, as they would be shipped.
pub fn build() -> Result<()> {
    let folder = repo::target_folder()?;
    let release = folder.join("release");
    let built = |words: &[&str]| {
        let mut command = Command::new(program::cargo());
        command.args(["build", "--release", "--bin", "labrunctl", "--package", "cli"]);
        program::run(command.args(words))
    };
    built(&["--features", "providers/plain-parts"])?;
    std::fs::create_dir_all(folder.join("bench"))?;
    std::fs::copy(release.join("labrunctl"), folder.join("bench/labrunctl-plain"))?;
    built(&["--package", "sink", "--bin", "sink", "--package", "simulator", "--bin", "simulator"])?;
    Ok(())
}

/// What [`build`] has built.
pub fn built() -> Result<Programs> {
    let folder = repo::target_folder()?;
    let release = folder.join("release");
    Ok(Programs {
        sink: release.join("sink"),
        simulator: release.join("simulator"),
        labrunctl: release.join("labrunctl"),
        labrunctl_plain: folder.join("bench/labrunctl-plain"),
    })
}

pub struct Stage {
    folder: PathBuf,
    pub sink: Sink,
    tls: Trip,
    plain: Trip,
    /// Of our own runs: the queue takes no file twice, so each gets a name that is new.
    sent: Cell<u64>,
}

/// All that a peer needs to know.
pub struct Prepared {
    pub case: Case,
    /// Ours finds its own level, instead of being told as everybody is.
    own_level: bool,
    pub origin: String,
    /// With an address for each of its parts.
    pub clips: Vec<(Clip, Vec<String>)>,
}

impl Prepared {
    /// As the cloud cuts the files.
    pub fn part_bytes(&self) -> u64 {
        let count = self.clips.first().map_or(1, |(_, targets)| targets.len());
        self.case.bytes.div_ceil(count.max(1) as u64)
    }
}

impl Stage {
    /// With everything so far away, each way.
    pub fn set(folder: &Path, programs: Programs, delay_ms: u64) -> Result<Self> {
        let sink = Sink::start(&programs.sink, &folder.join("sink"), delay_ms)?;
        let trip = |name: &str, labrunctl: &Path, parts_at: &str| {
            let folder = folder.join(name);
            // Signed in anew each time, to a cloud that remembers nothing.
            if folder.exists() {
                std::fs::remove_dir_all(&folder)?;
            }
            std::fs::create_dir_all(&folder)?;
            let mut simulator = program::Beside::command(&programs.simulator);
            simulator.args(["--parts-at", parts_at, "--delay-ms", &delay_ms.to_string()]);
            let mut trip = Trip::start(&folder, simulator, labrunctl.to_owned())?;
            let both = folder.join("both-authorities.pem");
            let text = std::fs::read_to_string(&trip.cloud.ca)?;
            std::fs::write(&both, text + &std::fs::read_to_string(&sink.ca)?)?;
            trip.cloud.ca = both;
            trip.connect()?;
            Ok::<_, anyhow::Error>(trip)
        };
        let tls = trip("tls", &programs.labrunctl, &sink.tls)?;
        let plain = trip("plain", &programs.labrunctl_plain, &sink.plain)?;
        Ok(Self { folder: folder.to_owned(), sink, tls, plain, sent: Cell::new(0) })
    }

    /// Makes the files, sends them once unmeasured, and takes the addresses from that, so that
    /// others can send to the very same ones.
    pub fn prepare(&self, case: &Case, own_level: bool) -> Result<Prepared> {
        let files = load::make(&self.folder.join("files"), case)?;
        let (tls, plain) = (self.sink.tls.clone(), self.sink.plain.clone());
        let origin = if case.carrier == Carrier::Tls { tls } else { plain };
        let bare = files.iter().map(|path| Clip { path: path.clone(), parts: Vec::new() });
        let clips = bare.map(|clip| (clip, Vec::new())).collect();
        let mut prepared = Prepared { case: *case, own_level, origin, clips };
        if own_level && case.is_ours_alone() {
            return Ok(prepared);
        }
        self.send(&prepared)?;

        let mut by_asset: BTreeMap<String, BTreeMap<u32, String>> = BTreeMap::new();
        for target in self.sink.targets()? {
            let path = target.split('?').next().unwrap_or_default();
            let (asset, number) = path.rsplit_once('/').context("a part without a number")?;
            let address = format!("{}{target}", prepared.origin);
            by_asset.entry(asset.to_owned()).or_default().insert(number.parse()?, address);
        }
        ensure!(by_asset.len() == files.len(), "an asset for each file is expected");
        for ((clip, targets), parts) in prepared.clips.iter_mut().zip(by_asset.into_values()) {
            *targets = parts.into_values().collect();
            *clip = load::cut(&clip.path, targets.len())?;
        }
        Ok(prepared)
    }

    /// Ours: queue, commits, progress and hashing as for everybody.
    pub fn send(&self, prepared: &Prepared) -> Result<Run> {
        let Case { carrier, files, .. } = prepared.case;
        let trip = if carrier == Carrier::Tls { &self.tls } else { &self.plain };
        let at_once = files.min(CONNECTIONS);
        let parts = (CONNECTIONS / at_once).max(1);
        let mut command = trip.command()?;
        command.arg("send");
        if !prepared.own_level {
            command.args(["--files", &at_once.to_string(), "--parallel", &parts.to_string()]);
        }
        let number = self.sent.replace(self.sent.get() + 1);
        let links = self.folder.join("sending");
        if links.exists() {
            std::fs::remove_dir_all(&links)?;
        }
        std::fs::create_dir_all(&links)?;
        for (index, (clip, _)) in prepared.clips.iter().enumerate() {
            let link = links.join(format!("clip-{number}-{index}.mov"));
            std::fs::hard_link(&clip.path, &link)?;
            command.arg(link);
        }
        self.measured(prepared, "labrunctl", &command)
    }

    pub fn measured(&self, prepared: &Prepared, name: &str, command: &Command) -> Result<Run> {
        let log = self.folder.join(format!("{name}.log"));
        let costs = self.folder.join("costs");
        measure::measured(&self.sink, prepared.case.total(), &costs, command, &log)
    }
}
