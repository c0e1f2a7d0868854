//! What stands around a measurement: the sink, a simulated cloud for each carrier whose part
//! addresses lead to it, and `labrunctl`, signed in.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::load::{self, CONNECTIONS, Carrier, Case, Clip, HTTP2_WINDOWS};
use super::measure::{self, Run, Sink};
use crate::headless::Trip;
use crate::{program, repo};

pub struct Programs {
    sink: PathBuf,
    simulator: PathBuf,
    /// As it is shipped.
    labrunctl: PathBuf,
    folder: PathBuf,
}

/// Ours for a carrier that the product would not take, by a feature of `providers`.
fn feature(carrier: Carrier) -> Option<&'static str> {
    match carrier {
        Carrier::Tls | Carrier::Http1 => None,
        Carrier::Plain => Some("plain-parts"),
        Carrier::Http2 | Carrier::Http2Wide => Some("http2-parts"),
    }
}

/// In release, as they would be shipped.
pub fn build(carriers: &[Carrier]) -> Result<()> {
    let folder = repo::target_folder()?;
    let release = folder.join("release");
    std::fs::create_dir_all(folder.join("bench"))?;
    let built = |words: &[&str]| {
        let mut command = Command::new(program::cargo());
        command.args(["build", "--release", "--bin", "labrunctl", "--package", "cli"]);
        program::run(command.args(words))
    };
    let features: BTreeSet<_> = carriers.iter().filter_map(|one| feature(*one)).collect();
    for feature in features {
        built(&["--features", &format!("providers/{feature}")])?;
        let kept = folder.join("bench").join(format!("labrunctl-{feature}"));
        std::fs::copy(release.join("labrunctl"), kept)?;
    }
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
        folder: folder.join("bench"),
    })
}

impl Programs {
    fn labrunctl(&self, carrier: Carrier) -> PathBuf {
        match feature(carrier) {
            None => self.labrunctl.clone(),
            Some(feature) => self.folder.join(format!("labrunctl-{feature}")),
        }
    }
}

pub struct Stage {
    folder: PathBuf,
    pub sink: Sink,
    trips: Vec<(Carrier, Trip)>,
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
    pub fn set(
        folder: &Path,
        programs: Programs,
        delay_ms: u64,
        carriers: &[Carrier],
    ) -> Result<Self> {
        let both = carriers.iter().any(|carrier| carrier.is_http2());
        let windows = if both { &HTTP2_WINDOWS[..] } else { &[] };
        let sink = Sink::start(&programs.sink, &folder.join("sink"), delay_ms, windows)?;
        let trip = |number: usize, carrier: Carrier| {
            let folder = folder.join(format!("trip-{number}"));
            // Signed in anew each time, to a cloud that remembers nothing.
            if folder.exists() {
                std::fs::remove_dir_all(&folder)?;
            }
            std::fs::create_dir_all(&folder)?;
            let mut simulator = program::Beside::command(&programs.simulator);
            simulator.args(["--parts-at", origin(&sink, carrier)?]);
            simulator.args(["--delay-ms", &delay_ms.to_string()]);
            let mut trip = Trip::start(&folder, simulator, programs.labrunctl(carrier))?;
            let both = folder.join("both-authorities.pem");
            let text = std::fs::read_to_string(&trip.cloud.ca)?;
            std::fs::write(&both, text + &std::fs::read_to_string(&sink.ca)?)?;
            trip.cloud.ca = both;
            trip.connect()?;
            Ok::<_, anyhow::Error>((carrier, trip))
        };
        let trips = carriers.iter().enumerate().map(|(number, carrier)| trip(number, *carrier));
        let trips = trips.collect::<Result<_>>()?;
        Ok(Self { folder: folder.to_owned(), sink, trips, sent: Cell::new(0) })
    }

    fn trip(&self, carrier: Carrier) -> Result<&Trip> {
        let found = self.trips.iter().find(|(one, _)| *one == carrier);
        found.map(|(_, trip)| trip).context("nobody is signed in for this carrier")
    }

    /// Makes the files, sends them once unmeasured, and takes the addresses from that, so that
    /// others can send to the very same ones.
    pub fn prepare(&self, case: &Case, own_level: bool) -> Result<Prepared> {
        let files = load::make(&self.folder.join("files"), case)?;
        let origin = origin(&self.sink, case.carrier)?.to_owned();
        let bare = files.iter().map(|path| Clip { path: path.clone(), parts: Vec::new() });
        let clips = bare.map(|clip| (clip, Vec::new())).collect();
        let mut prepared = Prepared { case: *case, own_level, origin, clips };
        let others_take_it = matches!(case.carrier, Carrier::Tls | Carrier::Plain);
        if !others_take_it || (own_level && case.is_ours_alone()) {
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
        let trip = self.trip(carrier)?;
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
        let run = self.measured(prepared, "labrunctl", &command)?;
        let (spoken, due) = (run.by_http2, if carrier.is_http2() { run.requests } else { 0 });
        ensure!(spoken == due, "{spoken} of {} requests came by HTTP/2", run.requests);
        Ok(run)
    }

    pub fn measured(&self, prepared: &Prepared, name: &str, command: &Command) -> Result<Run> {
        let log = self.folder.join(format!("{name}.log"));
        let costs = self.folder.join("costs");
        measure::measured(&self.sink, prepared.case.total(), &costs, command, &log)
    }
}

/// Where parts are sent.
fn origin(sink: &Sink, carrier: Carrier) -> Result<&str> {
    let door = match carrier {
        Carrier::Tls => Some(&sink.tls),
        Carrier::Plain => Some(&sink.plain),
        Carrier::Http1 | Carrier::Http2 => sink.both.first(),
        Carrier::Http2Wide => sink.both.get(1),
    };
    door.map(String::as_str).context("the sink has no such door")
}
