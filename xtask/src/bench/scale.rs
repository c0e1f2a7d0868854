//! As long as it gets, and with nothing to do: a queue of a hundred thousand files, a file of a
//! tebibyte, and what the app costs when nothing happens or somebody looks at what does.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use super::page;
use crate::headless::Trip;
use crate::machine::{self, Purpose};
use crate::program::{self, Beside};
use crate::{app, repo, session};

/// A line of the page.
pub struct Found {
    pub what: String,
    pub asked: &'static str,
    pub measured: String,
    /// `None`: nothing was asked for.
    pub reached: Option<bool>,
}

const FILES: u64 = 100_000;
const TIB: u64 = 1 << 40;

/// Until what is only done once at the start has been done.
const SETTLING: Duration = Duration::from_secs(15);
const LOOKING: Duration = Duration::from_secs(30);

/// Threads of Mesa that draw where there is no graphics card (https://docs.mesa3d.org/drivers/llvmpipe.html).
const STANDS_IN_FOR_A_GRAPHICS_CARD: &str = "llvmpipe";

/// Of each part, so that something moves for as long as we look.
const SLOWLY: u64 = 2_000_000;

type Section = (&'static str, fn() -> Result<Vec<Found>>);

const SECTIONS: [Section; 4] =
    [("picking", picking), ("queue", long_queue), ("moving", moving), ("tebibyte", tebibyte)];

/// `only`: while looking for what costs; shown and not written down.
pub fn run(only: Option<&str>) -> Result<()> {
    let sections: Vec<Section> =
        SECTIONS.into_iter().filter(|(name, _)| only.is_none_or(|only| only == *name)).collect();
    ensure!(!sections.is_empty(), "the parts are {}", SECTIONS.map(|(name, _)| name).join(", "));
    machine::prepare(Purpose::App)?;
    machine::prepare(Purpose::Measuring)?;
    build()?;
    program::take_everything_along_when_interrupted()?;
    let mut found = Vec::new();
    for (name, measure) in sections {
        println!("\n{name}");
        for one in measure()? {
            println!("  {}: {}", one.what, one.measured);
            found.push(one);
        }
    }
    if only.is_none() {
        println!("\nWritten down in {}", page::write_scale(&found)?.display());
    }
    Ok(())
}

fn build() -> Result<()> {
    let cargo = |words: &[&str]| {
        program::run(Command::new(program::cargo()).args(["build", "--release"]).args(words))
    };
    cargo(&["--package", "store", "--example", "picking"])?;
    cargo(&[
        "--package",
        "cli",
        "--bin",
        "labrunctl",
        "--package",
        "simulator",
        "--bin",
        "simulator",
    ])?;
    app::fetch_ui_packages()?;
    app::tauri(&["build", "--no-bundle", "--", "--package", "labrun"])
}

fn shipped(name: &str) -> Result<PathBuf> {
    Ok(repo::target_folder()?.join("release").join(name))
}

fn picking() -> Result<Vec<Found>> {
    let picking = shipped("examples/picking")?;
    let said = program::read(Command::new(picking).args([&FILES.to_string(), "200"]))?;
    let times: Vec<f64> = said.lines().map(str::parse).collect::<Result<_, _>>()?;
    let middle = page::median(times.iter().copied()) / 1000.0;
    let worst = times.iter().copied().fold(0.0, f64::max) / 1000.0;
    Ok(vec![Found {
        what: format!("picking the next of {FILES} uploads"),
        asked: "under 1 ms",
        measured: format!("{middle:.2} ms, the slowest of 200 {worst:.1} ms"),
        reached: Some(middle < 1.0),
    }])
}

/// A cloud, a signed-in profile, and a folder for what is sent there.
struct Set {
    folder: PathBuf,
    trip: Trip,
}

impl Set {
    fn new(name: &str) -> Result<Self> {
        let folder = repo::target_folder()?.join("bench").join(name);
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        std::fs::create_dir_all(&folder)?;
        let mut simulator = Beside::command(shipped("simulator")?);
        simulator.arg("--discard");
        let trip = Trip::start(&folder, simulator, shipped("labrunctl")?)?;
        trip.connect()?;
        Ok(Self { folder, trip })
    }

    fn labrunctl(&self, words: &[&str], path: Option<&Path>) -> Result<()> {
        let mut command = self.trip.command()?;
        command.args(words).args(path).stdout(Stdio::null());
        Beside::start(&mut command)?.wait_for_success()
    }

    fn status(&self) -> Result<Value> {
        let mut command = self.trip.command()?;
        let said = program::read(command.args(["--json", "status"]))?;
        Ok(serde_json::from_str(&said)?)
    }

    fn app(&self, display: &str, hidden: bool) -> Result<Beside> {
        let mut command = self.trip.command_of(&shipped("labrun")?)?;
        command.args(hidden.then_some("--hidden")).env("DISPLAY", display);
        let log = File::create(self.folder.join("app.log"))?;
        command.stdout(Stdio::null()).stderr(log);
        Beside::start(&mut command)
    }
}

fn long_queue() -> Result<Vec<Found>> {
    let set = Set::new("long-queue")?;
    let card = set.folder.join("card");
    make_card(&card)?;
    let began = Instant::now();
    set.labrunctl(&["add"], Some(&card))?;
    let took = began.elapsed().as_secs_f64();
    let left = set.status()?["files_left"].as_u64().unwrap_or_default();
    ensure!(left == FILES, "{left} files are in the queue");
    let mut all = vec![Found {
        what: format!("adding a card of {FILES} files"),
        asked: "under 30 s",
        measured: format!("{took:.1} s"),
        reached: Some(took < 30.0),
    }];
    set.labrunctl(&["pause"], None)?;
    let (_screen, display) = session::screen()?;
    for hidden in [true, false] {
        let app = set.app(&display, hidden)?;
        let cost = Cost::of(&app)?;
        let what = if hidden { "in the tray" } else { "with its window open" };
        all.push(Found {
            what: format!("the app {what} over {FILES} paused files: CPU"),
            asked: "under 1 %",
            measured: format!("{:.2} %", cost.percent()),
            reached: Some(cost.percent() < 1.0),
        });
        let (name, most) = cost.busiest_thread();
        all.push(Found {
            what: format!("the app {what}, the thread that wakes up most"),
            asked: if hidden { "not faster than 1 Hz" } else { "" },
            measured: format!(
                "{most:.1} times a second ({name}); all together {:.1}",
                cost.wakes()
            ),
            reached: hidden.then_some(most <= 1.0),
        });
    }
    Ok(all)
}

/// As many names as files, and hardly a byte: a folder for each thousand, each with one file that
/// has the other names too.
fn make_card(card: &Path) -> Result<()> {
    for roll in 0..FILES / 1000 {
        let roll_folder = card.join(format!("A{roll:03}"));
        std::fs::create_dir_all(&roll_folder)?;
        let name = |clip: u64| roll_folder.join(format!("A{roll:03}C{clip:03}_261128_R1AB.mov"));
        std::fs::write(name(0), vec![roll as u8; 4096])?;
        for clip in 1..1000 {
            std::fs::hard_link(name(0), name(clip))?;
        }
    }
    Ok(())
}

fn moving() -> Result<Vec<Found>> {
    let set = Set::new("moving")?;
    let clip = set.folder.join("A001C001_261128_R1AB.mov");
    File::create(&clip)?.set_len(64 << 30)?;
    set.trip.cloud.slow_parts_down(SLOWLY)?;
    set.labrunctl(&["add"], Some(&clip))?;
    let (_screen, display) = session::screen()?;
    let app = set.app(&display, false)?;
    let cost = Cost::of(&app)?;
    drop(app);
    let sent = set.status()?["bytes_left"].as_u64().unwrap_or_default();
    ensure!(sent < 64 << 30, "nothing moved while it was looked at");
    let interface = cost.percent_of("WebKit", "");
    let drawing = cost.percent_of("WebKit", STANDS_IN_FOR_A_GRAPHICS_CARD);
    Ok(vec![
        Found {
            what: "the interface, its window open on an upload that moves".to_owned(),
            asked: "under 5 % of one core",
            measured: format!(
                "{interface:.1} %; the program itself {:.1} %",
                cost.percent() - interface
            ),
            reached: Some(interface < 5.0),
        },
        Found {
            what: "… without what stands in for a graphics card here".to_owned(),
            asked: "under 5 % of one core",
            measured: format!("{:.1} %", interface - drawing),
            reached: Some(interface - drawing < 5.0),
        },
    ])
}

/// Killed on the way, so that it is known what a second start makes of ten thousand parts.
fn tebibyte() -> Result<Vec<Found>> {
    let set = Set::new("tebibyte")?;
    let clip = set.folder.join("A001C001_261128_R1AB.mxf");
    File::create(&clip)?.set_len(TIB)?;
    let began = Instant::now();
    set.labrunctl(&["add"], Some(&clip))?;
    let added = began.elapsed().as_secs_f64();

    let first = Instant::now();
    let mut sending = Sending::start(&set)?;
    sending.until(|upload| upload["parts_sent"].as_u64() >= Some(1))?;
    let to_the_first = first.elapsed().as_secs_f64();
    sending.until(|upload| upload["parts_sent"].as_u64() >= Some(100))?;
    sending.kill()?;

    let again = Instant::now();
    let mut sending = Sending::start(&set)?;
    let before = sending.until(|upload| upload["parts_sent"].as_u64() >= Some(101))?;
    let to_go_on = again.elapsed().as_secs_f64();
    let done = sending.until(|upload| upload["state"] == "done")?;
    let took = began.elapsed().as_secs_f64();
    let peak = sending.peak_mib()?;
    sending.until_it_ends()?;

    let assets = set.trip.cloud.list("assets")?;
    let [asset] = assets.as_slice() else { bail!("{} assets for one file", assets.len()) };
    let parts = asset["parts"].as_array().context("an asset without parts")?;
    let received = |part: &Value| part["received"].as_u64().unwrap_or_default();
    ensure!(parts.iter().all(|part| received(part) > 0), "some parts have not arrived");
    let twice: u64 = parts.iter().map(|part| received(part) - 1).sum();
    let sum: u64 = parts.iter().filter_map(|part| part["size"].as_u64()).sum();
    ensure!(sum == TIB && done["state"] == "done", "{sum} bytes arrived");
    drop(before);
    let found = |what: &str, asked, measured, reached| Found {
        what: what.to_owned(),
        asked,
        measured,
        reached,
    };
    Ok(vec![
        found("a file of 1 TiB (zeros) into the queue", "", format!("{added:.2} s"), None),
        found("… to its first part in the cloud", "", format!("{to_the_first:.1} s"), None),
        found(
            "… from a second start after a kill to its next part",
            "",
            format!("{to_go_on:.1} s"),
            None,
        ),
        found(
            "… whole, over TLS, into a cloud that counts and keeps nothing",
            "",
            format!("{} parts in {took:.0} s, {twice} of them sent twice", parts.len()),
            None,
        ),
        found(
            "… peak memory of `labrunctl`",
            "at most 40 MiB",
            format!("{peak:.1} MiB"),
            Some(peak <= 40.0),
        ),
    ])
}

/// `labrunctl run`, and what it says.
struct Sending {
    program: Beside,
    said: std::io::Lines<BufReader<Box<dyn std::io::Read>>>,
}

impl Sending {
    fn start(set: &Set) -> Result<Self> {
        let mut command = set.trip.command()?;
        command.args(["--json", "run", "--until-empty"]).stdout(Stdio::piped());
        let program = Beside::start(&mut command)?;
        let said: Box<dyn std::io::Read> = Box::new(program.take_stdout());
        Ok(Self { program, said: BufReader::new(said).lines() })
    }

    fn until(&mut self, is_so: impl Fn(&Value) -> bool) -> Result<Value> {
        for line in self.said.by_ref() {
            let event: Value = serde_json::from_str(&line?)?;
            if is_so(&event) {
                return Ok(event);
            }
        }
        bail!("it ended before that")
    }

    fn peak_mib(&self) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.program.id()))?;
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib: f64 = peak.context("no peak")?.trim().trim_end_matches(" kB").parse()?;
        Ok(kib / 1024.0)
    }

    fn kill(self) -> Result<()> {
        program::run(Command::new("kill").arg("-KILL").arg(self.program.id().to_string()))
    }

    fn until_it_ends(self) -> Result<()> {
        self.program.wait_for_success()
    }
}

/// What a program and all that it started have used.
struct Cost {
    seconds: f64,
    /// By thread, with the name of its process and its own.
    threads: Vec<(String, String, Used)>,
}

#[derive(Clone, Copy, Default)]
struct Used {
    ticks: u64,
    wakes: u64,
}

impl Cost {
    /// While it does whatever it does.
    fn of(program: &Beside) -> Result<Self> {
        std::thread::sleep(SETTLING);
        let (before, began) = (threads_of(program.id())?, Instant::now());
        std::thread::sleep(LOOKING);
        let after = threads_of(program.id())?;
        if let Some(status) = program.ended()? {
            bail!("the app ended with {status} while it was looked at");
        }
        let threads = after.into_iter().map(|(id, (process, name, used))| {
            let before = before.get(&id).map(|(_, _, used)| *used).unwrap_or_default();
            let used = Used {
                ticks: used.ticks.saturating_sub(before.ticks),
                wakes: used.wakes.saturating_sub(before.wakes),
            };
            (process, name, used)
        });
        Ok(Self { threads: threads.collect(), seconds: began.elapsed().as_secs_f64() })
    }

    fn percent(&self) -> f64 {
        self.percent_of("", "")
    }

    /// Of the processes and threads whose names begin like this. A tick is a hundredth of a second.
    fn percent_of(&self, process: &str, thread: &str) -> f64 {
        let those = self.threads.iter().filter(|(its_process, its_own, _)| {
            its_process.starts_with(process) && its_own.starts_with(thread)
        });
        those.map(|(.., used)| used.ticks).sum::<u64>() as f64 / self.seconds
    }

    fn wakes(&self) -> f64 {
        self.threads.iter().map(|(.., used)| used.wakes).sum::<u64>() as f64 / self.seconds
    }

    fn busiest_thread(&self) -> (String, f64) {
        let most = self.threads.iter().max_by_key(|(.., used)| used.wakes);
        most.map_or_else(Default::default, |(process, name, used)| {
            (format!("{process}/{name}"), used.wakes as f64 / self.seconds)
        })
    }
}

type Threads = BTreeMap<u32, (String, String, Used)>;

fn threads_of(program: u32) -> Result<Threads> {
    let mut parents: Vec<(u32, u32)> = Vec::new();
    for entry in std::fs::read_dir("/proc")?.flatten() {
        let Ok(id) = entry.file_name().to_string_lossy().parse::<u32>() else { continue };
        // One that ends in this moment has nothing to tell.
        let Ok(stat) = std::fs::read_to_string(entry.path().join("stat")) else { continue };
        let parent = fields(&stat).and_then(|fields| fields.get(1)?.parse().ok());
        parents.extend(parent.map(|parent| (id, parent)));
    }
    let mut family = vec![program];
    let mut next = 0;
    while let Some(one) = family.get(next).copied() {
        family.extend(parents.iter().filter(|(_, parent)| *parent == one).map(|(id, _)| *id));
        next += 1;
    }
    let mut threads = Threads::new();
    for process in family {
        let name = |path: PathBuf| {
            std::fs::read_to_string(path).map(|name| name.trim().to_owned()).unwrap_or_default()
        };
        let folder = PathBuf::from(format!("/proc/{process}"));
        let Ok(tasks) = std::fs::read_dir(folder.join("task")) else { continue };
        for task in tasks.flatten() {
            let Ok(id) = task.file_name().to_string_lossy().parse::<u32>() else { continue };
            let Some(used) = used(&task.path()) else { continue };
            threads.insert(id, (name(folder.join("comm")), name(task.path().join("comm")), used));
        }
    }
    Ok(threads)
}

fn used(task: &Path) -> Option<Used> {
    let stat = std::fs::read_to_string(task.join("stat")).ok()?;
    let fields = fields(&stat)?;
    let number = |index: usize| fields.get(index)?.parse::<u64>().ok();
    let status = std::fs::read_to_string(task.join("status")).ok()?;
    let wakes = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"))?;
    // utime and stime, counted from the state (https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html).
    Some(Used { ticks: number(11)? + number(12)?, wakes: wakes.trim().parse().ok()? })
}

/// What follows a process's name, which may hold anything: its state first.
fn fields(stat: &str) -> Option<Vec<&str>> {
    Some(stat.rsplit_once(')')?.1.split_whitespace().collect())
}
