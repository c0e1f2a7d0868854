//! Carries out what is due: the steps of the plan, and what follows from each of them.

use std::io;
use std::time::Duration;

use simulator::{Expirable, Fault, Misdeed, Place};
use tokio::time::Instant;

use crate::clip::{Fate, Way};
use crate::disk;
use crate::evidence::{Cause, Disturbance, Film};
use crate::plan::{Act, Aim, What};
use crate::process::{Heard, Worker};
use crate::stage::{Aimed, Deed, PART, Stage, begun, now_ms};
use crate::words::Order;
use crate::worker::CALM;

/// A create call is held up by no more than that.
const LONGEST_STALL: Duration = Duration::from_secs(10);

impl Stage {
    pub(crate) async fn carry_out(&mut self, deed: Deed) -> io::Result<()> {
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
        self.shots.push_back((Instant::now(), self.films.len()));
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

    /// A create call that lies on its way tells an age that has become too small, and so carries
    /// what was shot in a pause out of it. Once there was one, only another clip's call may do so.
    fn told_in_time(&self, mut fault: Fault) -> Fault {
        let stalls = matches!(fault.misdeed, Misdeed::Stall { .. } | Misdeed::Slow { .. });
        if self.was_paused_in_the_cloud && fault.on == Place::Create && stalls {
            let plain =
                |film: &&Film| film.clip.fate == Fate::Plain && film.clip.way == Way::Picked;
            let other = self.films.iter().rev().find(plain);
            fault.name = fault.name.or(other.map(|film| film.clip.name.clone()));
        }
        fault
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
            What::Fault(fault) => {
                let fault = self.told_in_time(fault);
                self.simulator.fault(fault);
            }
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
                self.shots.retain(|(at, _)| at.elapsed() < LONGEST_STALL);
                let near = self.shots.front().map_or(first, |(_, first)| *first);
                for film in &mut self.films[near..] {
                    film.near_a_pause = true;
                }
                self.was_paused_in_the_cloud = true;
                let faults = self.simulator.faults();
                self.simulator.clear_faults();
                for fault in faults {
                    let fault = self.told_in_time(fault);
                    self.simulator.fault(fault);
                }
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
