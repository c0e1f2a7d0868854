//! Judges the evidence: what should be in the cloud is there once and whole, what cannot be
//! delivered blocked nothing, our database tells the truth, and nothing was sent again without a
//! reason. Pure.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;

use domain::{ErrorKind, Happened, UploadState};
use simulator::{AssetStatus, AssetView, ViolationKind};

use crate::clip::Fate;
use crate::evidence::{Cause, Evidence, Film, Row};
use crate::resent::{self, Resent};

#[derive(Debug, Default)]
pub struct Verdict {
    /// Each is a fault of ours, in a sentence. None: it survived.
    pub failures: Vec<String>,
    pub facts: Facts,
}

#[derive(Debug, Default)]
pub struct Facts {
    pub states: BTreeMap<&'static str, usize>,
    pub whole_assets: usize,
    /// Whole a second time, because its last answer was lost and then its targets were too old:
    /// nobody can be asked whether it had arrived.
    pub doubles: BTreeMap<Cause, usize>,
    /// Empty or half filled, and why there are such.
    pub placeholders: BTreeMap<Cause, usize>,
    pub resent: Resent,
    pub useful_bytes: u64,
}

pub fn judge(evidence: &Evidence) -> Verdict {
    let mut verdict = Verdict::default();
    let mut by_name: HashMap<&str, Vec<&AssetView>> = HashMap::new();
    for asset in &evidence.assets {
        by_name.entry(&asset.name).or_default().push(asset);
    }
    let mut rows_of: HashMap<String, Vec<&Row>> = HashMap::new();
    for row in &evidence.rows {
        *verdict.facts.states.entry(row.upload.state.name()).or_default() += 1;
        let name = row.upload.file.path.file_name().unwrap_or_default().to_string_lossy();
        rows_of.entry(name.into_owned()).or_default().push(row);
    }
    for film in &evidence.films {
        let assets = by_name.get(film.clip.name.as_str()).map_or(&[][..], Vec::as_slice);
        let rows = rows_of.get(&film.clip.name).map_or(&[][..], Vec::as_slice);
        let (failures, doubles) = judge_film(evidence, film, assets, rows);
        for cause in doubles {
            *verdict.facts.doubles.entry(cause).or_default() += 1;
        }
        for failure in failures {
            verdict.failures.push(format!("{} ({:?}): {failure}", film.clip.name, film.clip.fate));
        }
    }
    let names: HashSet<&str> = evidence.films.iter().map(|film| film.clip.name.as_str()).collect();
    for asset in evidence.assets.iter().filter(|asset| !names.contains(asset.name.as_str())) {
        verdict.failures.push(format!("{}: nobody shot a clip of this name", asset.name));
    }
    judge_rows(evidence, &mut verdict);
    judge_placeholders(evidence, &rows_of, &mut verdict);
    let resent = resent::judge(evidence);
    verdict.failures.extend(resent.failures.iter().cloned());
    verdict.facts.useful_bytes = resent.useful_bytes;
    verdict.facts.resent = resent;
    // A refresh whose answer was lost is asked for again with the token that was just used up:
    // there is no other.
    let forgiven = |kind| kind == ViolationKind::RefreshTokenReused;
    for violation in evidence.violations.iter().filter(|one| !forgiven(one.kind)) {
        verdict.failures.push(format!("the cloud frowns: {violation:?}"));
    }
    verdict
}

fn whole(asset: &AssetView) -> bool {
    asset.status == AssetStatus::Completed
}

fn judge_film(
    evidence: &Evidence,
    film: &Film,
    assets: &[&AssetView],
    rows: &[&Row],
) -> (Vec<String>, Vec<Cause>) {
    let (mut failures, mut doubles) = (Vec::new(), Vec::new());
    let arrived: Vec<&&AssetView> = assets.iter().filter(|asset| whole(asset)).collect();
    let is = |asset: &AssetView, sha256: &str| asset.sha256.as_deref() == Some(sha256);
    for asset in &arrived {
        if !film.versions.iter().any(|version| is(asset, &version.sha256)) {
            failures.push(format!("asset {} is whole and is no version of it", asset.id));
        }
    }
    for version in &film.versions {
        let alike = arrived.iter().filter(|asset| is(asset, &version.sha256));
        let (excused, counted): (Vec<_>, Vec<_>) = alike
            .map(|asset| given_up_unknowingly(evidence, asset, rows))
            .partition(|cause| cause.is_some());
        doubles.extend(excused.into_iter().flatten());
        let times = counted.len();
        if times > 1 {
            failures.push(format!("the same bytes are in the cloud {times} times"));
        }
    }
    let states = || {
        let states: Vec<String> =
            rows.iter().map(|row| format!("{:?}", row.upload.state)).collect();
        if states.is_empty() { "no row".to_owned() } else { states.join(", ") }
    };
    let never = matches!(film.clip.fate, Fate::Empty | Fate::Poisoned(_) | Fate::ShotInAPause);
    if never && !arrived.is_empty() {
        failures.push("it is in the cloud".to_owned());
    }
    let every = |fits: fn(&UploadState) -> bool| rows.iter().all(|row| fits(&row.upload.state));
    use UploadState as S;
    let right = match &film.clip.fate {
        Fate::Empty => rows.is_empty(),
        _ if film.cancelled && rows.iter().any(|row| row.upload.state == S::Cancelled) => true,
        Fate::Poisoned(_) => {
            rows.len() == 1
                && every(|state| matches!(state, S::Failed(why) if !why.said.is_empty()))
        }
        Fate::ShotInAPause => rows.len() == 1 && every(|state| *state == S::Skipped),
        Fate::Vanishes { .. } => every(|state| match state {
            S::Done { .. } | S::Cancelled => true,
            S::Failed(why) => matches!(
                why.kind,
                ErrorKind::FileMissing | ErrorKind::FileChanged | ErrorKind::FileUnreadable
            ),
            _ => false,
        }),
        Fate::Plain if film.near_a_pause && every(|state| *state == S::Skipped) => {
            rows.len() == 1 && arrived.is_empty()
        }
        Fate::Plain | Fate::SeenTwice | Fate::Grows { .. } | Fate::Changes { .. } => {
            let current = film
                .versions
                .last()
                .is_some_and(|version| arrived.iter().any(|asset| is(asset, &version.sha256)));
            current && rows.iter().any(|row| matches!(row.upload.state, S::Done { .. }))
        }
    };
    if !right {
        failures.push(format!(
            "it ends as {}, with {} assets, {} of them whole",
            states(),
            assets.len(),
            arrived.len()
        ));
    }
    (failures, doubles)
}

/// Whether it was given up although it was whole, and nobody could know: every part that was not
/// written down had been taken, and its answer lost. The reason of the loss.
fn given_up_unknowingly(evidence: &Evidence, asset: &AssetView, rows: &[&Row]) -> Option<Cause> {
    let given_up = |line: &Happened| matches!(line, Happened::GaveUp { asset: id, .. } if id.as_str() == asset.id);
    rows.iter().find(|row| row.history.iter().any(given_up))?;
    resent::why_unknown(evidence, &asset.id)
}

/// No lie and nothing forgotten.
fn judge_rows(evidence: &Evidence, verdict: &mut Verdict) {
    let assets: HashMap<&str, &AssetView> =
        evidence.assets.iter().map(|asset| (asset.id.as_str(), asset)).collect();
    let mut told = HashSet::new();
    for row in &evidence.rows {
        let (upload, name) = (&row.upload, row.upload.file.path.display());
        if !upload.state.is_over() {
            verdict.failures.push(format!("{name}: it is {} to the end", upload.state.name()));
        }
        let asset = upload.asset.as_ref().and_then(|id| assets.get(id.as_str()));
        told.extend(upload.asset.as_ref().map(|id| id.as_str()));
        if matches!(upload.state, UploadState::Done { .. }) {
            match asset {
                Some(asset) if whole(asset) && asset.filesize == Some(upload.file.size) => {
                    verdict.facts.whole_assets += 1;
                }
                Some(asset) => verdict.failures.push(format!(
                    "{name}: said to be done, and its asset {} is {:?}",
                    asset.id, asset.status
                )),
                None => verdict.failures.push(format!("{name}: said to be done, without an asset")),
            }
        }
        // What is said to be sent has arrived, also of what was never finished.
        if let Some(asset) = asset {
            for number in &row.sent {
                let part = asset.parts.iter().find(|part| part.number == *number);
                if part.is_none_or(|part| part.received == 0 && part.size > 0) {
                    verdict
                        .failures
                        .push(format!("{name}: part {number} is said to be sent and is not there"));
                }
            }
        }
    }
    for asset in evidence.assets.iter().filter(|asset| whole(asset)) {
        let said = evidence.rows.iter().any(|row| says(row, &asset.id));
        if !told.contains(asset.id.as_str()) && !said {
            verdict.failures.push(format!("{}: whole asset {} is in no row", asset.name, asset.id));
        }
    }
}

fn says(row: &Row, asset: &str) -> bool {
    row.history.iter().any(|line| line.asset().is_some_and(|id| id.as_str() == asset))
}

fn judge_placeholders(
    evidence: &Evidence,
    rows_of: &HashMap<String, Vec<&Row>>,
    verdict: &mut Verdict,
) {
    let mut orphans: HashMap<&str, usize> = HashMap::new();
    for asset in evidence.assets.iter().filter(|asset| !whole(asset)) {
        let rows = rows_of.get(&asset.name).map_or(&[][..], Vec::as_slice);
        let held = |row: &&&Row| {
            row.upload.asset.as_ref().is_some_and(|id| id.as_str() == asset.id)
                && !matches!(row.upload.state, UploadState::Done { .. })
        };
        let cause = if let Some(row) = rows.iter().find(held) {
            match row.upload.state {
                UploadState::Cancelled => Cause::Person,
                _ => Cause::Fault,
            }
        } else if rows.iter().any(|row| says(row, &asset.id)) {
            Cause::StartedOver
        } else {
            *orphans.entry(asset.name.as_str()).or_default() += 1;
            continue;
        };
        *verdict.facts.placeholders.entry(cause).or_default() += 1;
    }
    for (name, count) in orphans {
        let mut causes: Vec<Cause> = evidence
            .creations
            .iter()
            .filter(|one| one.name.as_deref() == Some(name))
            .filter_map(|one| resent::why_lost(evidence, one))
            .collect();
        causes.truncate(count);
        if causes.len() < count {
            verdict.failures.push(format!(
                "{name}: {count} assets that no row knows, and only {} create calls whose answer \
                 can have been lost",
                causes.len()
            ));
        }
        for cause in causes {
            *verdict.facts.placeholders.entry(cause).or_default() += 1;
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let facts = &self.facts;
        writeln!(f, "rows: {:?}", facts.states)?;
        writeln!(f, "whole assets that a row calls done: {}", facts.whole_assets)?;
        writeln!(f, "given up although they were whole: {:?}", facts.doubles)?;
        writeln!(f, "placeholders, by their reason: {:?}", facts.placeholders)?;
        writeln!(f, "{}", facts.resent)?;
        for failure in &self.failures {
            writeln!(f, "FAILED: {failure}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
