//! The run itself: a cloud, a worker, a camera, and everything of the plan at its time.
//!
//! One task, one state: what is to be done later lies in a queue by its time, what is heard is
//! dealt with in between.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use simulator::{Expirable, Options, Simulator};
use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::camera::{Camera, Take};
use crate::clip::{Clip, Fate, Way};
use crate::disk::{self, Disk};
use crate::evidence::{Cause, Disturbance, Film};
use crate::plan::{self, Act, Aim, Plan, Step, What};
use crate::process::{Heard, Station, Worker};
use crate::words::{Order, Said};
use crate::worker::{CALM, write_profile};

/// A file is cut into parts of no more than this, so that there are many without many bytes.
pub const PART: u64 = 128 * 1024;

/// Something that is to be done at its time.
pub(crate) enum Deed {
    /// The next of the plan. Whoever is late stays late: what lies between two stays the same.
    NextStep,
    Step(What),
    Kill(Duration),
    StartWorker,
    LineIsBack { from_ms: i64 },
    LineIsShort { from_ms: i64 },
    DiskHasRoom { from_ms: i64 },
    Unlock { from_ms: i64, held: std::fs::File },
    ClockIsRight { from_ms: i64 },
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
struct Aimed {
    aim: Aim,
    /// How many there were when it was aimed.
    seen: usize,
    latest: Instant,
    down: Duration,
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
    signing_in: bool,
    ears: mpsc::UnboundedSender<Heard>,
    heard: mpsc::UnboundedReceiver<Heard>,
    steps: VecDeque<Step>,
    /// One is about to end, since then, and another one is started so long after that.
    quitting: Option<(i64, Duration)>,
    pub(crate) due: BTreeMap<(Instant, u64), Deed>,
    deeds: u64,
    camera: Camera,
    coming: std::vec::IntoIter<Clip>,
    lasting: Vec<simulator::Fault>,
    takes: BTreeMap<usize, Take>,
    /// Handed in, and not yet heard that it was written down.
    pub(crate) unanswered: BTreeSet<PathBuf>,
    /// How often this worker was handed something and has not answered.
    handed_in: u32,
    disk: Disk,
    passed_ms: i64,
    wrong_ms: i64,
    paused_in_the_cloud: bool,
    aimed: Option<Aimed>,
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
    fn hand_in(&mut self) {
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

    async fn carry_out(&mut self, deed: Deed) -> io::Result<()> {
        // Files come and change only while everybody knows what time it is.
        let touches_files = matches!(
            deed,
            Deed::Change(_) | Deed::Vanish(_) | Deed::Copy(_) | Deed::Step(What::Shoot { .. })
        );
        let touches_time = matches!(
            deed,
            Deed::Step(What::PausedInTheCloud { .. } | What::ClockJumps { .. } | What::Pass { .. })
        );
        if (touches_files || touches_time) && (self.paused_in_the_cloud || self.wrong_ms != 0) {
            self.after(Duration::from_millis(200), deed);
            return Ok(());
        }
        match deed {
            Deed::NextStep => {
                if let Some(step) = self.steps.pop_front() {
                    Box::pin(self.carry_out(Deed::Step(step.what))).await?;
                    if let Some(next) = self.steps.front() {
                        self.after(next.at.saturating_sub(step.at), Deed::NextStep);
                    }
                }
            }
            Deed::Step(what) => self.step(what).await?,
            Deed::Kill(down) => {
                self.kill().await;
                self.after(down, Deed::StartWorker);
            }
            Deed::StartWorker => self.start_worker()?,
            Deed::LineIsBack { from_ms } => {
                self.simulator.restore_line().await?;
                self.disturbed(Cause::Line, from_ms);
            }
            Deed::LineIsShort { from_ms } => {
                self.simulator.set_delay(Duration::ZERO);
                self.disturbed(Cause::Line, from_ms);
            }
            Deed::DiskHasRoom { from_ms } => {
                self.disk.free(self.worker.as_ref().and_then(Worker::id))?;
                self.disturbed(Cause::Storage, from_ms);
            }
            Deed::Unlock { from_ms, held } => {
                drop(held);
                self.disturbed(Cause::Storage, from_ms);
            }
            Deed::ClockIsRight { from_ms } => {
                self.wrong_ms = 0;
                self.tell_the_time();
                self.disturbed(Cause::Clock, from_ms);
            }
            Deed::CloudResumes => {
                // Refused only where nobody is signed in.
                let _ = self.simulator.resume(None);
                self.paused_in_the_cloud = false;
            }
            Deed::Tell(order) => {
                let from_ms = now_ms();
                self.tell(&order);
                self.disturbed(Cause::Person, from_ms);
            }
            Deed::Change(film) => {
                let from_ms = now_ms();
                self.camera.change(&mut self.films[film])?;
                self.hand_in_again(film);
                self.disturbed(Cause::File, from_ms);
            }
            Deed::Vanish(film) => {
                let film = &mut self.films[film];
                film.gone = true;
                std::fs::remove_file(&film.path)?;
                self.disturbed(Cause::File, now_ms());
            }
            Deed::Copy(film) => {
                let twin = self.camera.copy(&mut self.films[film])?;
                if self.films[film].clip.way == Way::Picked {
                    self.unanswered.insert(twin.clone());
                    self.tell(&Order::Add(vec![twin]));
                }
            }
            Deed::GoOn(film) => self.go_on(film)?,
            Deed::HandIn if self.handed_in == 0 => self.hand_in(),
            // It comes when it has answered.
            Deed::HandIn => {}
            Deed::SignIn => {
                let secret = self.simulator.client_secret().to_owned();
                self.tell(&Order::SignIn { secret });
            }
        }
        Ok(())
    }

    fn go_on(&mut self, film: usize) -> io::Result<()> {
        let Some(take) = self.takes.get_mut(&film) else { return Ok(()) };
        if take.go_on(&mut self.films[film], CALM)? {
            self.takes.remove(&film);
            self.hand_in_again(film);
        } else {
            self.after(Duration::from_millis(60), Deed::GoOn(film));
        }
        Ok(())
    }

    fn hand_in_again(&mut self, film: usize) {
        let film = &self.films[film];
        if film.clip.way == Way::Picked {
            let path = film.path.clone();
            self.unanswered.insert(path.clone());
            self.tell(&Order::Add(vec![path]));
        }
    }

    fn tell_the_time(&mut self) {
        let (passed_ms, wrong_ms) = (self.passed_ms, self.wrong_ms);
        self.tell(&Order::Clocks { passed_ms, wrong_ms });
    }

    pub(crate) async fn kill(&mut self) {
        let Some(worker) = self.worker.take() else { return };
        let from_ms = now_ms();
        worker.kill(self.station.traces.is_some()).await;
        // What had begun or was answered just before is what a kill may cost.
        let just_before = from_ms - 1000;
        let in_flight = self
            .simulator
            .part_puts()
            .iter()
            .filter(|put| put.ended_ms.is_none_or(|ended| ended >= just_before))
            .count() as u64
            * PART;
        let to_ms = now_ms();
        self.disturbances.push(Disturbance { cause: Cause::Kill, from_ms, to_ms, in_flight });
    }

    fn shoot(&mut self, clips: usize) -> io::Result<()> {
        let mut handed_in = Vec::new();
        for _ in 0..clips {
            let Some(clip) = self.coming.next() else { break };
            let (film, take) = self.camera.shoot(&clip)?;
            let number = self.films.len();
            match clip.fate {
                Fate::Changes { after } => self.after(after, Deed::Change(number)),
                Fate::Vanishes { after } => self.after(after, Deed::Vanish(number)),
                Fate::SeenTwice => self.after(Duration::from_secs(2), Deed::Copy(number)),
                _ => {}
            }
            match take {
                Some(take) => {
                    self.takes.insert(number, take);
                    self.after(Duration::ZERO, Deed::GoOn(number));
                }
                None if clip.way == Way::Picked => handed_in.push(film.path.clone()),
                None => {}
            }
            self.films.push(film);
        }
        self.unanswered.extend(handed_in.iter().cloned());
        for some in handed_in.chunks(100) {
            self.tell(&Order::Add(some.to_vec()));
        }
        Ok(())
    }

    async fn step(&mut self, what: What) -> io::Result<()> {
        self.log(&what);
        let from_ms = now_ms();
        match what {
            What::Shoot { clips } => self.shoot(clips)?,
            What::Kill { aim, down } => self.aim(aim, down),
            What::Quit { down } => {
                if let Some(worker) = self.worker.take() {
                    self.quitting = Some((from_ms, down));
                    let ears = self.ears.clone();
                    tokio::spawn(async move {
                        let _ = ears.send(Heard::Ended { well: worker.quit().await });
                    });
                }
            }
            What::CutLine { span } => {
                self.simulator.drop_line().await?;
                self.after(span, Deed::LineIsBack { from_ms });
            }
            What::BlackHole { span } => {
                self.simulator.black_hole().await?;
                self.after(span, Deed::LineIsBack { from_ms });
            }
            What::LongLine { delay, span } => {
                self.simulator.set_delay(delay);
                self.after(span, Deed::LineIsShort { from_ms });
            }
            What::Fault(fault) => self.simulator.fault(fault),
            What::Calm => self.calm(),
            What::ExpireTokens => {
                self.simulator.expire(Expirable::AccessTokens);
                self.disturbed(Cause::Expiry, from_ms);
            }
            What::ExpireTargets => {
                self.simulator.expire(Expirable::Urls);
                self.disturbed(Cause::Expiry, from_ms);
            }
            What::Pass { hours } => {
                let span = Duration::from_secs(u64::from(hours) * 3600);
                self.passed_ms += span.as_millis() as i64;
                self.simulator.advance(span);
                self.tell_the_time();
                self.disturbed(Cause::Expiry, from_ms);
            }
            What::ClockJumps { seconds, span } => {
                self.wrong_ms = seconds * 1000;
                self.tell_the_time();
                self.after(span, Deed::ClockIsRight { from_ms });
            }
            What::DiskFull { span } => {
                self.disk.fill(self.worker.as_ref().and_then(Worker::id))?;
                self.after(span, Deed::DiskHasRoom { from_ms });
            }
            What::DatabaseLocked { span } => {
                let database = self.station.profile.join("labrun.db");
                let held = tokio::task::spawn_blocking(move || disk::lock(&database)).await;
                match held.map_err(io::Error::other)? {
                    Some(held) => self.after(span, Deed::Unlock { from_ms, held }),
                    None => self.log("the database could not be held"),
                }
            }
            What::PausedInTheCloud { clips, span } => {
                // Ages are told in whole seconds: what was shot before has to be that much older.
                tokio::time::sleep(Duration::from_millis(1100)).await;
                let first = self.films.len();
                let paused = self.simulator.pause(None).is_ok();
                self.paused_in_the_cloud = true;
                self.shoot(clips)?;
                if !paused {
                    self.log("nobody is there to be paused");
                    for film in &mut self.films[first..] {
                        film.clip.fate = Fate::Plain;
                    }
                }
                self.after(span.max(Duration::from_millis(1500)), Deed::CloudResumes);
            }
            What::Person(act) => self.act(act),
        }
        Ok(())
    }

    /// A kill when it hurts: the next create call or part is waited for, but not for ever.
    fn aim(&mut self, aim: Aim, down: Duration) {
        let seen = begun(&self.simulator, aim);
        let latest = Instant::now() + Duration::from_secs(2);
        self.aimed = Some(Aimed { aim, seen, latest, down });
    }

    fn act(&mut self, act: Act) {
        let name = |stage: &Stage, clip: usize| {
            stage.films.get(clip).map(|film| film.clip.name.clone()).unwrap_or_default()
        };
        let from_ms = now_ms();
        match act {
            Act::Pause { clip, span } => {
                let words = name(self, clip);
                self.tell(&Order::Pause { words: words.clone() });
                self.after(span, Deed::Tell(Order::Resume { words }));
            }
            Act::Cancel { clip } => {
                let words = name(self, clip);
                if let Some(film) = self.films.get_mut(clip) {
                    film.cancelled = true;
                    self.unanswered.remove(&film.path);
                    self.tell(&Order::Cancel { words });
                }
            }
            Act::Top { clip } => {
                let words = name(self, clip);
                self.tell(&Order::Top { words });
            }
            Act::PauseAll { span } => {
                self.tell(&Order::PauseAll);
                self.after(span, Deed::Tell(Order::ResumeAll));
            }
        }
        self.disturbed(Cause::Person, from_ms);
    }
}

fn begun(simulator: &Simulator, aim: Aim) -> usize {
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
