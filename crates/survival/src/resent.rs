//! Every byte that the cloud got more than once, and why.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use simulator::{Creation, PartPut};

use crate::evidence::{Cause, Disturbance, Evidence};

#[derive(Debug, Default)]
pub struct Resent {
    pub failures: Vec<String>,
    pub useful_bytes: u64,
    pub by_cause: BTreeMap<Cause, Cost>,
    pub kills: usize,
    /// Bytes of parts in flight at the kills, all together: the most that kills may cost.
    pub kill_allowance: u64,
}

#[derive(Debug, Default, Clone, Copy)]
pub struct Cost {
    pub attempts: usize,
    pub bytes: u64,
}

/// How long after something an attempt may still end because of it: until a stall is noticed.
const AFTERMATH_MS: i64 = 6000;
/// How long after the cloud's answer a part is surely written down, unless something happened.
const WRITTEN_MS: i64 = 2000;
/// A clock that is read twice.
const JITTER_MS: i64 = 200;

pub fn judge(evidence: &Evidence) -> Resent {
    let mut resent = Resent::default();
    for one in evidence.disturbances.iter().filter(|one| one.cause == Cause::Kill) {
        resent.kills += 1;
        resent.kill_allowance += one.in_flight;
    }
    let beside = faults_beside(evidence);
    let mut parts: HashMap<(&str, u32), Vec<&PartPut>> = HashMap::new();
    for put in &evidence.puts {
        parts.entry((&put.asset_id, put.number)).or_default().push(put);
    }
    let whole: HashMap<&str, bool> = evidence
        .assets
        .iter()
        .map(|asset| (asset.id.as_str(), asset.completed_at.is_some()))
        .collect();
    for ((asset, number), puts) in parts {
        // The first that was taken is the one that counts; what comes after would not have had to.
        let first = puts.iter().position(|put| put.status == Some(200));
        for (at, put) in puts.iter().enumerate() {
            let cause = match first {
                Some(first) if at == first => {
                    if whole.get(asset) == Some(&true) {
                        resent.useful_bytes += put.bytes;
                        continue;
                    }
                    // Part of an asset that was never finished: that is explained as a whole.
                    Some(Cause::StartedOver)
                }
                Some(first) if at > first => {
                    // All before it counts: each was an answer that could have been written down.
                    let before = puts[at - 1];
                    own_fault(before)
                        .or_else(|| why_forgotten(evidence, &beside, before))
                        .or_else(|| own_fault(put))
                        .or_else(|| why_broken(evidence, &beside, before))
                }
                _ => own_fault(put).or_else(|| why_broken(evidence, &beside, put)),
            };
            match cause {
                Some(cause) => {
                    let cost = resent.by_cause.entry(cause).or_default();
                    cost.attempts += 1;
                    cost.bytes += put.bytes;
                }
                None => resent.failures.push(format!(
                    "part {number} of asset {asset} was sent {} times and nothing explains this \
                     one: {put:?}; all of them: {puts:?}",
                    puts.len()
                )),
            }
        }
    }
    let killed = resent.by_cause.get(&Cause::Kill).map_or(0, |cost| cost.bytes);
    if killed > resent.kill_allowance {
        resent.failures.push(format!(
            "{} kills cost {killed} bytes; only {} were in flight when they fell",
            resent.kills, resent.kill_allowance
        ));
    }
    resent
}

fn own_fault(put: &PartPut) -> Option<Cause> {
    match (&put.fault, put.status) {
        (Some(_), _) => Some(Cause::Fault),
        // The part host's own no: a target that is too old.
        (None, Some(403)) => Some(Cause::Expiry),
        _ => None,
    }
}

/// What a fault may do to requests that it did not meet: parts of the same asset are let go, and
/// where it looks as if the line were down, all are.
struct Beside<'a> {
    /// `None`: all.
    asset: Option<&'a str>,
    at_ms: i64,
}

fn faults_beside(evidence: &Evidence) -> Vec<Beside<'_>> {
    let like_a_dead_line = |fault: &str| fault != "status" && fault != "slow";
    let on_parts = evidence.puts.iter().filter_map(|put| {
        // A refusal of a target too old is no fault, and ends its siblings all the same.
        let word = put.fault.as_deref().or((put.status == Some(403)).then_some("status"))?;
        let asset = (!like_a_dead_line(word)).then_some(put.asset_id.as_str());
        Some(Beside { asset, at_ms: put.ended_ms.unwrap_or(put.began_ms) })
    });
    let on_creates = evidence.creations.iter().filter_map(|one| {
        let word = one.fault.as_deref()?;
        like_a_dead_line(word)
            .then_some(Beside { asset: None, at_ms: one.ended_ms.unwrap_or(one.began_ms) })
    });
    on_parts.chain(on_creates).collect()
}

/// Why an attempt broke off, or was answered in a way that nobody meant.
fn why_broken(evidence: &Evidence, beside: &[Beside<'_>], put: &PartPut) -> Option<Cause> {
    let ended = put.ended_ms.unwrap_or(i64::MAX);
    let touches = |one: &Disturbance| {
        put.began_ms <= one.to_ms + AFTERMATH_MS && ended >= one.from_ms - JITTER_MS
    };
    nearest(evidence, touches).or_else(|| {
        let near = |one: &&Beside<'_>| {
            one.asset.is_none_or(|asset| asset == put.asset_id)
                && put.began_ms <= one.at_ms + AFTERMATH_MS
                && ended >= one.at_ms - AFTERMATH_MS
        };
        beside.iter().find(near).map(|_| Cause::FaultBeside)
    })
}

/// Why the cloud took it and we do not know: the answer was on its way, or being written down.
fn why_forgotten(evidence: &Evidence, beside: &[Beside<'_>], put: &PartPut) -> Option<Cause> {
    let ended = put.ended_ms?;
    let around =
        |from_ms: i64, to_ms: i64| ended + WRITTEN_MS >= from_ms && ended <= to_ms + JITTER_MS;
    nearest(evidence, |one| around(one.from_ms, one.to_ms)).or_else(|| {
        let near = |one: &&Beside<'_>| {
            one.asset.is_none_or(|asset| asset == put.asset_id)
                && around(one.at_ms - WRITTEN_MS, one.at_ms)
        };
        beside.iter().find(near).map(|_| Cause::FaultBeside)
    })
}

/// The gravest that fits.
fn nearest(evidence: &Evidence, fits: impl Fn(&Disturbance) -> bool) -> Option<Cause> {
    evidence.disturbances.iter().filter(|one| fits(one)).map(|one| one.cause).min()
}

/// Why the answer to a part of this asset may never have been written down. `None`: all surely were.
pub fn why_unknown(evidence: &Evidence, asset: &str) -> Option<Cause> {
    let beside = faults_beside(evidence);
    let taken = |put: &&PartPut| put.asset_id == asset && put.status == Some(200);
    evidence
        .puts
        .iter()
        .filter(taken)
        .find_map(|put| own_fault(put).or_else(|| why_forgotten(evidence, &beside, put)))
}

/// Why the answer to a create call may never have been written down. `None`: it surely was.
pub fn why_lost(evidence: &Evidence, one: &Creation) -> Option<Cause> {
    // Only a call that created something leaves an orphan.
    if one.status != Some(200) {
        return None;
    }
    if one.fault.is_some() {
        return Some(Cause::Fault);
    }
    let ended = one.ended_ms?;
    nearest(evidence, |disturbance| {
        matches!(disturbance.cause, Cause::Kill | Cause::Quit | Cause::Line | Cause::Storage)
            && ended + WRITTEN_MS >= disturbance.from_ms
            && ended <= disturbance.to_ms + JITTER_MS
    })
}

impl fmt::Display for Resent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "bytes that counted: {}", self.useful_bytes)?;
        for (cause, cost) in &self.by_cause {
            writeln!(f, "sent besides, {cause:?}: {} bytes in {}", cost.bytes, cost.attempts)?;
        }
        write!(f, "kills: {}, with {} bytes in flight", self.kills, self.kill_allowance)
    }
}
