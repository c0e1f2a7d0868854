//! The one sentence above the queue: how much is left, how fast, how long, and why nothing moves.

use crate::EngineError;
use crate::engine::Engine;
use crate::estimate::Estimate;
use crate::event::{Headline, Standstill};
use crate::meter::Meter;
use crate::running::Running;
use domain::{ConnectionId, MeteredRule, Timestamp};
use std::collections::HashMap;
use std::sync::Mutex;
use store::Totals;
use tokio::time::Instant;

impl Engine {
    /// The one sentence above the queue, in numbers.
    pub async fn headline(&self) -> Result<Headline, EngineError> {
        self.headline_of(None).await
    }

    /// The same for the uploads of one connection.
    pub async fn headline_of(&self, of: Option<&ConnectionId>) -> Result<Headline, EngineError> {
        let inner = &self.0;
        // One after the other: an older sum must not come after a newer one.
        let _turn = inner.estimates.turn.lock().await;
        let totals = match of {
            Some(id) => inner.store.totals_of(id).await?,
            None => inner.store.totals().await?,
        };
        // After the sums: a part that lands in between is missed for a moment, which the bar does
        // not show, and is not counted twice.
        let everything = inner.running_now();
        let all: Vec<&Running> = everything.iter().map(|(_, running)| running).collect();
        let is_ours = |one: &&&Running| of.is_none_or(|id| one.connection == *id);
        let ours: Vec<&Running> = all.iter().filter(is_ours).copied().collect();
        let in_flight: u64 = ours.iter().map(|one| one.flight.in_flight_bytes()).sum();
        let now = Instant::now();
        let standstill = self.standstill(&totals, &ours).await?;
        let sending = inner.estimates.rate(now, inner.limiter.taken());
        // The mean of the last seconds goes on for as long.
        let stands = standstill.is_some() || totals.files == 0;
        let rate = if stands { 0.0 } else { sending * share(&ours, &all) };
        let (fraction, bytes_left, seconds_left) = {
            let mut paces = inner.estimates.paces.lock().expect("nobody panics with the lock");
            let pace = paces.entry(of.cloned()).or_default();
            let sent = pace.bar.read(&totals, in_flight, standstill.is_none());
            let bytes_left = totals.bytes.saturating_sub(sent);
            (fraction(&totals, sent), bytes_left, pace.estimate.read(now, bytes_left, rate))
        };
        Ok(Headline {
            files_left: totals.files,
            bytes_left,
            fraction,
            bytes_per_second: rate,
            seconds_left,
            needs_attention: totals.failed + totals.skipped,
            standstill,
        })
    }

    async fn standstill(
        &self,
        totals: &Totals,
        running: &[&Running],
    ) -> Result<Option<Standstill>, EngineError> {
        let inner = &self.0;
        if totals.files == 0 {
            return Ok(None);
        }
        if let Some(said) = inner.storage.lock().expect("nobody panics with the lock").clone() {
            return Ok(Some(Standstill::Storage { said }));
        }
        let all_by_hand = totals.files == totals.paused;
        if all_by_hand || inner.store.pause().await?.holds_at(inner.now()) {
            return Ok(Some(Standstill::Paused));
        }
        let tries: Vec<Option<Timestamp>> =
            running.iter().map(|one| one.flight.next_try()).collect();
        if tries.iter().any(Option::is_none) {
            return Ok(None);
        }
        if let Some(next_try) = tries.into_iter().flatten().min() {
            return Ok(Some(Standstill::Busy { next_try }));
        }
        let waiting = &totals.connections;
        let down = waiting.iter().filter_map(|id| inner.why_down(id));
        if let Some((next_try, why)) = down.min_by_key(|(at, _)| *at) {
            return Ok(Some(Standstill::Network { next_try, why }));
        }
        for id in waiting {
            let connection = inner.store.connection(id).await?;
            // Without a project nothing moves either, and it takes the same person to change it.
            if connection.is_some_and(|one| one.state.project().is_none()) {
                return Ok(Some(Standstill::Authorization { connection: id.clone() }));
            }
        }
        let settings = inner.settings().await?;
        let metered = inner.may_go(&settings).is_some();
        match totals.soonest_retry {
            // It would not go then either.
            Some(next_try) if !metered || settings.metered != MeteredRule::Nothing => {
                Ok(Some(Standstill::Busy { next_try }))
            }
            _ => Ok(metered.then_some(Standstill::Metered)),
        }
    }
}

/// The part of what leaves that some of the running ones have. What all of them send is measured
/// without them: each begins and ends, and their sum would go up and down with that.
fn share(some: &[&Running], all: &[&Running]) -> f64 {
    let sum = |of: &[&Running]| of.iter().map(|one| one.flight.bytes_per_second()).sum::<f64>();
    if some.len() == all.len() {
        return 1.0;
    }
    let all = sum(all);
    if all > 0.0 { sum(some) / all } else { 0.0 }
}

/// Of everything since the queue was last empty. Nothing to do is all done.
fn fraction(totals: &Totals, sent: u64) -> f64 {
    let all = totals.done_bytes + totals.bytes;
    if all == 0 { 1.0 } else { (totals.done_bytes + sent) as f64 / all as f64 }
}

/// What headlines remember from one to the next, for each connection and for all.
#[derive(Default)]
pub(crate) struct Estimates {
    turn: tokio::sync::Mutex<()>,
    speed: Mutex<Meter>,
    paces: Mutex<HashMap<Option<ConnectionId>, Pace>>,
}

impl Estimates {
    /// Of everything, as the mean of a few seconds.
    fn rate(&self, now: Instant, taken: u64) -> f64 {
        self.speed.lock().expect("nobody panics with the lock").rate(now, taken)
    }
}

#[derive(Default)]
struct Pace {
    bar: Bar,
    estimate: Estimate,
}

/// How much was sent, without the tremor of parts that are sent again and of sums that are read a
/// moment apart.
#[derive(Debug, Default)]
struct Bar {
    /// Files and bytes of the round: another number of them is another bar.
    of: (u64, u64),
    /// What is written down as accepted, finished ones included.
    accepted: u64,
    shown: u64,
}

impl Bar {
    /// Bytes sent of those that are left to do. Where nothing `moves`, what was on its way has to be
    /// sent again: then there is as much as the rows say, and no more.
    fn read(&mut self, totals: &Totals, in_flight: u64, moves: bool) -> u64 {
        let of = (totals.done_files + totals.files, totals.done_bytes + totals.bytes);
        let accepted = totals.done_bytes + totals.accepted_bytes;
        let sent = (accepted + in_flight).min(of.1);
        // What the cloud had and has no more is lost, and the bar says so.
        let goes_on = moves && self.of == of && accepted >= self.accepted;
        self.shown = if goes_on { self.shown.max(sent) } else { sent };
        (self.of, self.accepted) = (of, accepted);
        self.shown - totals.done_bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn totals(files: u64, bytes: u64, accepted_bytes: u64) -> Totals {
        Totals { files, bytes, accepted_bytes, ..Totals::default() }
    }

    fn after(done: (u64, u64), totals: Totals) -> Totals {
        Totals { done_files: done.0, done_bytes: done.1, ..totals }
    }

    #[test]
    fn the_bar_counts_what_was_finished_since_the_queue_was_last_empty() {
        let mut bar = Bar::default();
        let mut at = |totals: &Totals, in_flight| {
            let sent = bar.read(totals, in_flight, true);
            fraction(totals, sent)
        };
        assert_eq!(at(&totals(2, 200, 0), 0), 0.0);
        assert_eq!(at(&totals(2, 200, 80), 10), 0.45);
        // One of two is done: the bar stands where it stood.
        assert_eq!(at(&totals(2, 200, 100), 0), 0.5);
        assert_eq!(at(&after((1, 100), totals(1, 100, 0)), 0), 0.5);
        assert_eq!(at(&after((2, 200), totals(0, 0, 0)), 0), 1.0);
        assert_eq!(at(&totals(0, 0, 0), 0), 1.0);
    }

    #[test]
    fn a_part_that_is_sent_again_does_not_move_the_bar_back_and_a_lost_asset_does() {
        let mut bar = Bar::default();
        assert_eq!(bar.read(&totals(1, 100, 40), 30, true), 70);
        assert_eq!(bar.read(&totals(1, 100, 40), 0, true), 70);
        assert_eq!(bar.read(&totals(1, 100, 50), 10, true), 70);
        assert_eq!(bar.read(&totals(1, 100, 80), 0, true), 80);
        assert_eq!(bar.read(&totals(1, 100, 0), 0, true), 0, "started over");
    }

    #[test]
    fn what_was_on_its_way_when_all_came_to_a_stop_is_left_to_be_sent() {
        let mut bar = Bar::default();
        assert_eq!(bar.read(&totals(2, 100, 20), 44, true), 64);
        assert_eq!(bar.read(&totals(2, 100, 20), 0, false), 20);
        assert_eq!(bar.read(&totals(2, 100, 20), 3, true), 23, "and begins there");
    }

    #[test]
    fn what_is_added_or_taken_away_makes_another_bar() {
        let mut bar = Bar::default();
        assert_eq!(bar.read(&totals(1, 100, 40), 30, true), 70);
        assert_eq!(bar.read(&totals(2, 1_000, 40), 10, true), 50);
        assert_eq!(bar.read(&totals(1, 100, 40), 10, true), 50);
    }

    #[test]
    fn sums_that_are_read_a_moment_apart_never_show_more_than_there_is() {
        let mut bar = Bar::default();
        // Accepted and still counted as on its way.
        assert_eq!(bar.read(&totals(1, 100, 90), 30, true), 100);
        assert_eq!(bar.read(&after((1, 100), totals(1, 50, 0)), 30, true), 30);
    }
}
