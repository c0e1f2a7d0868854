//! Whether a database that comes out of a power cut says the truth: nothing that had been said to
//! somebody is gone, and nothing is in it that had not happened.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

use rand::rngs::StdRng;
use simulator::PartPut;
use store::Store;

use crate::power::{Drive, Image, Loss, put};
use crate::stage::{Deed, Stage, now_ms};
use crate::trace;
use crate::words::Said;

/// What somebody had been told by some moment.
#[derive(Clone, Debug, Default)]
pub struct Told {
    rows: HashMap<PathBuf, (String, Option<String>, u32)>,
}

impl Told {
    pub fn hear(&mut self, said: &Said) {
        if let Said::Row { path, state, asset, parts_sent } = said {
            self.rows.insert(path.clone(), (state.clone(), asset.clone(), *parts_sent));
        }
    }
}

/// What is wrong with a profile folder after the power went at `at_ms`; it is opened, and so
/// changed.
pub async fn look(
    folder: &Path,
    told: &Told,
    puts: &[PartPut],
    at_ms: i64,
) -> Result<Vec<String>, String> {
    let database = folder.join("labrun.db");
    if !database.exists() && told.rows.is_empty() {
        return Ok(Vec::new());
    }
    let store = Store::open(&database).await.map_err(|error| error.to_string())?;
    let looked = look_inside(&store, told, puts, at_ms).await;
    store.close().await;
    looked.map_err(|error| error.to_string())
}

async fn look_inside(
    store: &Store,
    told: &Told,
    puts: &[PartPut],
    at_ms: i64,
) -> Result<Vec<String>, store::StoreError> {
    let mut wrong = store.find_damage().await?;
    let mut taken: HashMap<(&str, u32), i64> = HashMap::new();
    for put in puts.iter().filter(|put| put.status == Some(200)) {
        let ended = put.ended_ms.unwrap_or(i64::MAX);
        let first = taken.entry((&put.asset_id, put.number)).or_insert(ended);
        *first = ended.min(*first);
    }
    let rows = store.uploads().await?;
    for row in &rows {
        let name = row.file.path.display();
        if let Some(asset) = &row.asset {
            for part in store.parts(row.id).await?.iter().filter(|part| part.sent_at.is_some()) {
                let number = part.part.number.0;
                let when = taken.get(&(asset.as_str(), number));
                if part.part.length > 0 && when.is_none_or(|when| *when > at_ms) {
                    wrong.push(format!("{name}: part {number} had not been taken yet"));
                }
            }
        }
        let Some((state, asset, parts_sent)) = told.rows.get(&row.file.path) else { continue };
        if state == "done" && row.state.name() != "done" {
            wrong.push(format!("{name}: it had been said to be done and is {}", row.state.name()));
        }
        let Some(asset) = asset else { continue };
        if row.asset.as_ref().is_some_and(|id| id.as_str() == asset) {
            if row.parts_sent < *parts_sent {
                let now = row.parts_sent;
                wrong.push(format!("{name}: {parts_sent} parts were sent, and {now} are left"));
            }
        } else {
            let history = store.history(row.id).await?;
            if !history.iter().any(|(_, line)| line.asset().is_some_and(|id| id.as_str() == asset))
            {
                wrong.push(format!("{name}: its asset {asset} is forgotten"));
            }
        }
    }
    for path in told.rows.keys() {
        if !rows.iter().any(|row| row.file.path == *path) {
            wrong.push(format!("{}: its row is gone", path.display()));
        }
    }
    Ok(wrong)
}

/// Everything in one trace, up to a moment that is chosen later.
#[derive(Clone)]
pub struct Recording {
    pub seen: Vec<trace::Seen>,
    pub before: Image,
}

impl Recording {
    /// Moments at which the power may go: behind each write and each change of a name.
    pub fn moments(&self) -> Vec<usize> {
        let touched = |at: &usize| self.seen[*at].what.touches_the_disk();
        (0..self.seen.len()).filter(touched).map(|at| at + 1).collect()
    }

    /// The folder if the power goes at this moment, what had been said by then, and when it was.
    pub fn cut(
        &self,
        moment: usize,
        folder: &Path,
        loss: Loss,
        dice: &mut StdRng,
    ) -> (Image, Told, i64) {
        let (mut drive, mut told) = (Drive::new(&self.before), Told::default());
        for seen in &self.seen[..moment] {
            drive.follow(seen);
            if let trace::Deed::Said(said) = &seen.what {
                told.hear(said);
            }
        }
        let at_ms = self.seen[..moment].iter().map(|seen| seen.at_us).max().unwrap_or(0) / 1000;
        (drive.cut_power(folder, loss, dice), told, at_ms)
    }
}

impl Stage {
    /// What the life of this number did to its folder. Complete once the worker is gone.
    pub fn recording(&self) -> io::Result<Recording> {
        let log = self.station.trace_of(self.lives);
        let log = log.ok_or_else(|| io::Error::other("this worker is not traced"))?;
        let seen = trace::read(&std::fs::read_to_string(log)?, &self.station.profile);
        Ok(Recording { seen, before: self.before.clone() })
    }

    /// The power goes, and comes back. Returns what is wrong with what it left.
    pub async fn cut_power(&mut self, dice: &mut StdRng) -> io::Result<Vec<String>> {
        self.kill().await;
        let recording = self.recording()?;
        let profile = self.station.profile.clone();
        let loss = Loss::any(dice);
        let all = recording.seen.len();
        let (image, told, _) = recording.cut(all, &profile, loss, dice);
        let beside = tempfile::tempdir()?;
        put(&image, beside.path())?;
        let puts = self.simulator.part_puts();
        let wrong = look(beside.path(), &told, &puts, now_ms()).await.map_err(io::Error::other)?;
        self.log(format!("the power went after {all} writes, {loss:?} of the rest is lost"));
        put(&image, &profile)?;
        self.after(std::time::Duration::ZERO, Deed::StartWorker);
        Ok(wrong)
    }

    /// The worker ends as a person quits.
    pub async fn quit(&mut self) -> bool {
        match self.worker.take() {
            Some(worker) => worker.quit().await,
            None => true,
        }
    }

    pub fn profile(&self) -> &Path {
        &self.station.profile
    }
}
