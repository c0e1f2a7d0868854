//! The power goes at an arbitrary write. Linux only: the writes are seen by `strace`.
#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use simulator::{Fault, Place};
use survival::clip::{Clip, Fate, Way};
use survival::plan::{Plan, Step, What};
use survival::power::{Loss, put};
use survival::stage::Stage;
use survival::trace::Deed;
use survival::truth::look;

/// Moments of one life that are looked at.
const MOMENTS: usize = 200;
/// Times that the power goes for real, and the work goes on with what is left.
const CUTS: usize = 6;

fn worker() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_survive"))
}

fn seed() -> u64 {
    let given = std::env::var("SURVIVAL_SEED").ok().and_then(|text| text.parse().ok());
    let seed = given.unwrap_or_else(rand::random);
    println!("seed {seed}");
    seed
}

/// Where nobody may be traced there is no way to see his writes.
fn may_trace() -> bool {
    let allowed = Command::new("strace").args(["-o", "/dev/null", "true"]).status();
    let allowed = allowed.is_ok_and(|status| status.success());
    if !allowed {
        println!("strace may not trace here: no power is cut");
    }
    allowed
}

/// Clips of many parts, one wave after the other, with a cloud that asks for patience and targets
/// that become too old.
fn plan(dice: &mut StdRng, seed: u64, waves: usize) -> Plan {
    let clips = (0..waves * 12)
        .map(|number| {
            let way = if number % 3 == 0 { Way::Watched } else { Way::Picked };
            let clip = Clip::new(dice, number, way, Fate::Plain);
            Clip { size: dice.random_range(1..1_500_000), ..clip }
        })
        .collect();
    let at = |wave: usize| Duration::from_millis(1500 * wave as u64);
    let mut steps: Vec<Step> =
        (0..waves).map(|wave| Step { at: at(wave), what: What::Shoot { clips: 12 } }).collect();
    let busy = Fault::status(Place::Part, 503, "SlowDown").times(3);
    steps.insert(1, Step { at: at(0), what: What::Fault(busy) });
    steps.push(Step { at: at(waves), what: What::ExpireTargets });
    Plan { seed, clips, steps }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_power_cut_at_any_write_leaves_a_database_that_opens_and_tells_the_truth() {
    if !may_trace() {
        return;
    }
    let seed = seed();
    let mut dice = StdRng::seed_from_u64(seed);
    let plan = plan(&mut dice, seed, 3);
    let folder = tempfile::tempdir().unwrap();
    let traces = folder.path().to_owned();
    let mut stage = Stage::set(folder.path(), worker(), &plan, false, Some(traces)).await.unwrap();
    stage.play(Duration::from_secs(10)).await.unwrap().unwrap();
    let puts = stage.simulator.part_puts();
    assert!(stage.quit().await, "it quits when it is told to");
    let recording = stage.recording().unwrap();
    let moments = recording.moments();
    println!("{} moments at which the power may go", moments.len());
    assert!(moments.len() > MOMENTS, "the trace sees nothing");

    // A program that syncs nothing is found out, or this looks at nothing.
    let mut careless = recording.clone();
    careless.seen.retain(|seen| !matches!(seen.what, Deed::Sync(_)));
    let beside = folder.path().join("careless");
    let (image, told, at_ms) =
        careless.cut(careless.seen.len(), stage.profile(), Loss::All, &mut dice);
    put(&image, &beside).unwrap();
    let found = look(&beside, &told, &puts, at_ms).await;
    assert!(found.as_ref().map_or(true, |found| !found.is_empty()), "{found:?}");

    let mut wrong = Vec::new();
    let looked_at = folder.path().join("after");
    for moment in moments.choose_multiple(&mut dice, MOMENTS) {
        let loss = Loss::any(&mut dice);
        let (image, told, at_ms) = recording.cut(*moment, stage.profile(), loss, &mut dice);
        put(&image, &looked_at).unwrap();
        match look(&looked_at, &told, &puts, at_ms).await {
            Ok(found) => wrong.extend(found.into_iter().map(|one| (*moment, loss, one))),
            Err(error) => wrong.push((*moment, loss, error)),
        }
    }
    assert!(wrong.is_empty(), "seed {seed}: {wrong:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_each_of_several_power_cuts_the_work_goes_on_and_nothing_is_lost_or_doubled() {
    if !may_trace() {
        return;
    }
    let seed = seed();
    let mut dice = StdRng::seed_from_u64(seed);
    let plan = plan(&mut dice, seed, CUTS);
    let folder = tempfile::tempdir().unwrap();
    let traces = folder.path().to_owned();
    let mut stage = Stage::set(folder.path(), worker(), &plan, false, Some(traces)).await.unwrap();
    stage.loud = true;
    for cut in 0..CUTS {
        let wait = Duration::from_millis(dice.random_range(200..2500));
        stage.go_on_until(wait, |_| false).await.unwrap();
        let wrong = stage.cut_power(&mut dice).await.unwrap();
        assert!(wrong.is_empty(), "seed {seed}, cut {cut}: {wrong:#?}");
    }
    stage.play(Duration::from_secs(20)).await.unwrap().unwrap();
    let verdict = stage.judge().await.unwrap();
    println!("{verdict}");
    assert!(verdict.failures.is_empty(), "seed {seed}: {verdict}");
}
