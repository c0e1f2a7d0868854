//! The run itself: a cloud, a worker, a camera, and everything of the plan at its time.
//!
//! One task, one state: what is to be done later lies in a queue by its time, what is heard is
//! dealt with in between.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use simulator::{Options, Simulator};
use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::camera::{Camera, Take};
use crate::clip::{Clip, Way};
use crate::disk::Disk;
use crate::evidence::{Cause, Disturbance, Film};
use crate::plan::{self, Aim, Plan, Step, What};
use crate::process::{Heard, Station, Worker};
use crate::words::{Order, Said};
use crate::worker::write_profile;

/// A file is cut into parts of no more than this, so that there are many without many bytes.
pub const PART: u64 = 128 * 1024;

/// Something that is to be done at its time.
pub(crate) enum Deed {
    /// The next of the plan. Whoever is late stays late: what lies between two stays the same.
    NextStep,
    Step(What),
    Kill(Duration),
    StartWorker,
    LineIsBack {
        from_ms: i64,
    },
    LineIsShort {
        from_ms: i64,
    },
    DiskHasRoom {
        from_ms: i64,
    },
    Unlock {
        from_ms: i64,
        held: std::fs::File,
    },
    ClockIsRight {
        from_ms: i64,
    },
    CloudResumes,
    Tell(Order),
    Change(usize),
    Vanish(usize),
    Copy(usize),
    GoOn(usize),
    HandIn,
    SignIn,
}

/// A kill that waits for its moment.
pub(crate) struct Aimed {
    pub aim: Aim,
    /// How many there were when it was aimed.
    pub seen: usize,
    pub latest: Instant,
    pub down: Duration,
}

pub struct Stage {
    pub simulator: Simulator,
    pub films: Vec<Film>,
    pub disturbances: Vec<Disturbance>,
    pub(crate) station: Station,
    pub(crate) worker: Option<Worker>,
    pub(crate) lives: u32,
    pub(crate) counted: Option<Said>,
    pub(crate) signed_in: bool,
    pub(crate) signing_in: bool,
    pub(crate) ears: mpsc::UnboundedSender<Heard>,
    heard: mpsc::UnboundedReceiver<Heard>,
    pub(crate) steps: VecDeque<Step>,
    /// One is about to end, since then, and another one is started so long after that.
    pub(crate) quitting: Option<(i64, Duration)>,
    pub(crate) due: BTreeMap<(Instant, u64), Deed>,
    deeds: u64,
    pub(crate) camera: Camera,
    pub(crate) coming: std::vec::IntoIter<Clip>,
    pub(crate) lasting: Vec<simulator::Fault>,
    pub(crate) takes: BTreeMap<usize, Take>,
    /// Handed in, and not yet heard that it was written down.
    pub(crate) unanswered: BTreeSet<PathBuf>,
    /// How often this worker was handed something and has not answered.
    pub(crate) handed_in: u32,
    pub(crate) disk: Disk,
    pub(crate) passed_ms: i64,
    pub(crate) wrong_ms: i64,
    pub(crate) paused_in_the_cloud: bool,
    /// When clips were shot lately, and the first of them.
    pub(crate) shots: VecDeque<(Instant, usize)>,
    /// Something was shot in a pause: its age must not be told late.
    pub(crate) was_paused_in_the_cloud: bool,
    pub(crate) aimed: Option<Aimed>,
    began: Instant,
    /// Of a worker that is traced: its folder as it was when it began.
    pub(crate) before: crate::power::Image,
    pub(crate) failures: Vec<String>,
    pub noticed: Vec<String>,
    pub loud: bool,
}

impl Stage {
    /// `alone`: we have a mount namespace to ourselves.
    pub async fn set(
        folder: &Path,
        program: &Path,
        plan: &Plan,
        alone: bool,
        traces: Option<PathBuf>,
    ) -> io::Result<Stage> {
        let mut options = Options::new(folder.join("cloud"));
        options.seed = Some(plan.seed);
        options.assumed.poll_interval_s = 1;
        options.assumed.poll_tolerance_ms = 1000;
        options.assumed.part_rule_bytes = PART;
        // Who is started anew shows himself anew.
        options.assumed.heartbeat_pace_watched = false;
        let simulator = Simulator::start(options).await?;
        let profile = folder.join("profile");
        std::fs::create_dir_all(&profile)?;
        let disk = Disk::at(&profile, 48 + plan.clips.len() / 50, alone);
        write_profile(&profile, &simulator.api(), simulator.ca_pem_path())?;
        let (ears, heard) = mpsc::unbounded_channel();
        let mut stage = Stage {
            simulator,
            films: Vec::new(),
            disturbances: Vec::new(),
            station: Station {
                program: program.to_owned(),
                traces,
                profile,
                log: folder.join("worker.log"),
            },
            worker: None,
            lives: 0,
            counted: None,
            signed_in: false,
            signing_in: false,
            ears,
            heard,
            steps: plan.steps.clone().into(),
            quitting: None,
            due: BTreeMap::new(),
            deeds: 0,
            camera: Camera::new(&folder.join("card"))?,
            coming: plan.clips.clone().into_iter(),
            lasting: plan::lasting(&plan.clips),
            takes: BTreeMap::new(),
            unanswered: BTreeSet::new(),
            handed_in: 0,
            disk,
            passed_ms: 0,
            wrong_ms: 0,
            paused_in_the_cloud: false,
            shots: VecDeque::new(),
            was_paused_in_the_cloud: false,
            aimed: None,
            began: Instant::now(),
            before: crate::power::Image::new(),
            failures: Vec::new(),
            noticed: Vec::new(),
            loud: false,
        };
        stage.calm();
        stage.start_worker()?;
        let ready = stage.go_on_until(Duration::from_secs(60), |stage| stage.signed_in).await?;
        if !ready {
            return Err(io::Error::other("nobody could sign in"));
        }
        stage.began = Instant::now();
        let first = stage.steps.front().map_or(Duration::ZERO, |step| step.at);
        stage.after(first, Deed::NextStep);
        Ok(stage)
    }

    /// Nothing is to come any more, of the plan or of what followed from it.
    pub(crate) fn is_played(&self) -> bool {
        self.due.is_empty() && self.steps.is_empty() && self.quitting.is_none()
    }

    pub(crate) fn after(&mut self, wait: Duration, deed: Deed) {
        self.deeds += 1;
        self.due.insert((Instant::now() + wait, self.deeds), deed);
    }

    pub(crate) fn log(&self, words: impl std::fmt::Display) {
        if self.loud {
            println!("{:8.2} s  {words}", self.began.elapsed().as_secs_f64());
        }
    }

    /// Carries out what is due and hears what is said, until `enough` or until the time is over:
    /// then `false`.
    pub async fn go_on_until(
        &mut self,
        most: Duration,
        mut enough: impl FnMut(&Stage) -> bool,
    ) -> io::Result<bool> {
        let end = Instant::now() + most;
        loop {
            if enough(self) {
                return Ok(true);
            }
            let next = self.due.keys().next().map_or(end, |(at, _)| (*at).min(end));
            tokio::select! {
                biased;
                () = tokio::time::sleep_until(next) => {
                    if let Some(entry) = self.due.first_entry().filter(|one| one.key().0 <= next) {
                        let deed = entry.remove();
                        self.carry_out(deed).await?;
                    } else if Instant::now() >= end {
                        return Ok(false);
                    }
                }
                () = its_moment(&self.simulator, self.aimed.as_ref()) => {
                    if let Some(Aimed { aim, down, .. }) = self.aimed.take() {
                        let after = match aim {
                            Aim::Create { after } | Aim::Part { after } => after,
                            Aim::Anywhere => Duration::ZERO,
                        };
                        self.after(after, Deed::Kill(down));
                    }
                }
                Some(heard) = self.heard.recv() => self.hear(heard),
            }
        }
    }

    pub(crate) fn tell(&mut self, order: &Order) {
        if let Some(worker) = &self.worker {
            self.handed_in += u32::from(matches!(order, Order::Add(_)));
            worker.tell(order);
        }
    }

    pub(crate) fn start_worker(&mut self) -> io::Result<()> {
        if self.worker.is_none() && self.quitting.is_none() {
            self.lives += 1;
            self.signing_in = false;
            self.handed_in = 0;
            let ears = self.ears.clone();
            let (passed, wrong) = (self.passed_ms, self.wrong_ms);
            if self.station.traces.is_some() {
                self.before = crate::power::image_of(&self.station.profile)?;
            }
            self.worker = Some(Worker::start(&self.station, self.lives, passed, wrong, ears)?);
        }
        Ok(())
    }

    fn hear(&mut self, heard: Heard) {
        let now = self.worker.as_ref().map(|worker| worker.number);
        let said = match heard {
            Heard::Ended { well } => {
                if !well {
                    self.failures.push("it does not quit when it is told to".to_owned());
                }
                if let Some((from_ms, down)) = self.quitting.take() {
                    self.disturbed(Cause::Quit, from_ms);
                    self.after(down, Deed::StartWorker);
                }
                return;
            }
            Heard::Gone(number) if Some(number) == now => {
                // Nobody asked it to. A database that is held or a disk that is full may keep it
                // from starting; anything else shows in its log.
                self.log("the worker is gone by itself");
                self.worker = None;
                self.disturbed(Cause::Quit, now_ms() - 1000);
                self.after(Duration::from_millis(500), Deed::StartWorker);
                return;
            }
            Heard::Said(number, said) if Some(number) == now => said,
            Heard::Gone(_) | Heard::Said(..) => return,
        };
        match said {
            Said::Ready { connected, process } => {
                if let Some(worker) = &mut self.worker {
                    worker.process = Some(process);
                }
                self.signed_in = connected;
                if connected { self.hand_in() } else { self.sign_in_soon() }
            }
            // The person at the page may be as late as the code is old.
            Said::Code(code) => drop(self.simulator.approve(&code, None)),
            Said::Connected => {
                self.signed_in = true;
                self.signing_in = false;
                self.hand_in();
            }
            Said::SignedOut => {
                if self.signed_in {
                    self.log("signed out");
                    self.signed_in = false;
                }
                self.signing_in = false;
                self.sign_in_soon();
            }
            Said::Added(outcomes) => {
                for (path, refused) in outcomes {
                    let later = refused.as_deref().is_some_and(|code| code.starts_with("storage"));
                    if !later {
                        self.unanswered.remove(&path);
                    }
                }
                self.handed_in = self.handed_in.saturating_sub(1);
                if !self.unanswered.is_empty() && self.handed_in == 0 {
                    self.after(Duration::from_secs(1), Deed::HandIn);
                }
            }
            counted @ Said::Counted { .. } => self.counted = Some(counted),
            Said::Refused { order, said } => {
                // A database that is held refuses whatever it is told; files are handed in again.
                self.noticed.push(format!("refused: {order}: {said}"));
                if order.contains("\"add\"") {
                    self.handed_in = self.handed_in.saturating_sub(1);
                    self.after(Duration::from_secs(1), Deed::HandIn);
                } else if order.contains("\"watch\"") {
                    self.after(Duration::from_secs(1), Deed::HandIn);
                } else if order.contains("sign_in") {
                    self.signing_in = false;
                    self.sign_in_soon();
                }
            }
            Said::Noticed(said) => self.noticed.push(said),
            Said::Row { .. } => {}
        }
    }

    fn sign_in_soon(&mut self) {
        if !self.signing_in {
            self.signing_in = true;
            self.after(Duration::from_millis(300), Deed::SignIn);
        }
    }

    /// Everything that a person would hand in again, not having seen it in the list.
    pub(crate) fn hand_in(&mut self) {
        self.tell(&Order::Watch(self.camera.folder_of(Way::Watched)));
        let paths: Vec<PathBuf> = self.unanswered.iter().cloned().collect();
        for some in paths.chunks(100) {
            self.tell(&Order::Add(some.to_vec()));
        }
    }

    /// No fault but those that last.
    pub(crate) fn calm(&mut self) {
        self.simulator.clear_faults();
        for fault in &self.lasting {
            self.simulator.fault(fault.clone());
        }
    }

    /// Notes that something went on from then until now that may cost bytes.
    pub fn disturbed(&mut self, cause: Cause, from_ms: i64) {
        let to_ms = now_ms();
        self.disturbances.push(Disturbance { cause, from_ms, to_ms, in_flight: 0 });
    }
}

pub(crate) fn begun(simulator: &Simulator, aim: Aim) -> usize {
    match aim {
        Aim::Anywhere => usize::MAX,
        Aim::Create { .. } => simulator.creations_begun(),
        Aim::Part { .. } => simulator.part_puts_begun(),
    }
}

async fn its_moment(simulator: &Simulator, aimed: Option<&Aimed>) {
    let Some(aimed) = aimed else { return std::future::pending().await };
    if aimed.aim != Aim::Anywhere {
        let next = simulator.until(|there| (begun(there, aimed.aim) > aimed.seen).then_some(()));
        let _ = tokio::time::timeout_at(aimed.latest, next).await;
    }
}

pub fn now_ms() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_millis()).unwrap_or(i64::MAX)
}
