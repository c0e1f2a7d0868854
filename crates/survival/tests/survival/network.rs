//! Networks that are bad below the program: a rate, a loss, a cable that is pulled. In a network
//! namespace of its own, where that is allowed; the length of the line is the simulator's.
#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use survival::clip::{Clip, Fate, Way};
use survival::evidence::Cause;
use survival::plan::{Plan, Step, What};
use survival::stage::{Stage, now_ms};

const INSIDE: &str = "SURVIVAL_HAS_A_NETWORK";
const FILES: usize = 15;

/// Runs `test` again in a namespace of its own. `true`: it was run there, and this is not it.
fn is_run_elsewhere(test: &str) -> bool {
    if std::env::var_os(INSIDE).is_some() {
        return false;
    }
    let allowed = Command::new("unshare").args(["--net", "true"]).output();
    if !allowed.is_ok_and(|output| output.status.success()) {
        println!(
            "network namespaces are not permitted here: only what the simulator can do is run"
        );
        return false;
    }
    let run = Command::new("unshare")
        .arg("--net")
        .arg(std::env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture"])
        .env(INSIDE, "1")
        .status()
        .unwrap();
    assert!(run.success(), "{test} failed in its own network");
    true
}

fn inside() -> bool {
    std::env::var_os(INSIDE).is_some()
}

/// `false`: this system does not know how.
fn can(words: &str) -> bool {
    let ran = Command::new("sh").args(["-c", words]).output().unwrap();
    if !ran.status.success() {
        println!("`{words}` is refused here: {}", String::from_utf8_lossy(&ran.stderr).trim());
    }
    ran.status.success()
}

fn must(words: &str) {
    assert!(can(words), "{words}");
}

/// About 25 MB in files of all sizes, all at once.
fn plan(seed: u64) -> Plan {
    let mut dice = StdRng::seed_from_u64(seed);
    let clips = (0..FILES)
        .map(|number| {
            let way = if number % 2 == 0 { Way::Watched } else { Way::Picked };
            let clip = Clip::new(&mut dice, number, way, Fate::Plain);
            Clip { size: dice.random_range(1..3_500_000), ..clip }
        })
        .collect();
    let steps = vec![Step { at: Duration::ZERO, what: What::Shoot { clips: FILES } }];
    Plan { seed, clips, steps }
}

async fn stage(folder: &Path) -> Stage {
    let seed = rand::random();
    println!("seed {seed}");
    let worker = Path::new(env!("CARGO_BIN_EXE_survive"));
    let mut stage = Stage::set(folder, worker, &plan(seed), false, None).await.unwrap();
    stage.loud = true;
    stage
}

/// Everything arrives whole, and once.
async fn ends_well(mut stage: Stage) {
    stage.play(Duration::from_secs(5)).await.unwrap().unwrap();
    let verdict = stage.judge().await.unwrap();
    println!("{verdict}");
    assert!(verdict.failures.is_empty(), "{verdict}");
}

#[tokio::test(flavor = "multi_thread")]
async fn over_a_slow_long_line_that_loses_packets_everything_arrives_whole() {
    if is_run_elsewhere(
        "network::over_a_slow_long_line_that_loses_packets_everything_arrives_whole",
    ) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    if inside() {
        must("ip link set lo mtu 1500 && ip link set lo up");
    }
    let mut stage = stage(folder.path()).await;
    stage.simulator.set_delay(Duration::from_millis(40));
    let mut loses = false;
    if inside() {
        must("tc qdisc add dev lo root tbf rate 50mbit burst 64kb latency 100ms");
        loses = can("nft 'add table inet survival; \
             add chain inet survival way { type filter hook input priority 0; }; \
             add rule inet survival way numgen random mod 100 < 1 counter drop'");
    }
    let from_ms = now_ms();
    stage.go_on_until(Duration::from_secs(8), |_| false).await.unwrap();
    stage.disturbed(Cause::Line, from_ms);
    if inside() {
        // What is left goes on a good line; it has been bad for long enough.
        must("tc qdisc del dev lo root");
        if loses {
            let lost = Command::new("nft").args(["list", "table", "inet", "survival"]).output();
            let lost = String::from_utf8(lost.unwrap().stdout).unwrap();
            assert!(!lost.contains("packets 0"), "not a packet was lost: {lost}");
            must("nft delete table inet survival");
        }
    }
    ends_well(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cable_that_is_pulled_and_put_back_costs_what_was_on_its_way_and_no_more() {
    if is_run_elsewhere(
        "network::a_cable_that_is_pulled_and_put_back_costs_what_was_on_its_way_and_no_more",
    ) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    if inside() {
        must("ip link set lo up");
    }
    let mut stage = stage(folder.path()).await;
    if inside() {
        must("tc qdisc add dev lo root tbf rate 40mbit burst 128kb latency 100ms");
    }
    // Shorter than it takes to be noticed, and longer.
    for seconds in [2, 7] {
        let before = stage.simulator.part_puts_begun();
        let on_its_way = |stage: &Stage| stage.simulator.part_puts_begun() > before;
        let moves = stage.go_on_until(Duration::from_secs(60), on_its_way).await.unwrap();
        assert!(moves, "nothing is on its way");
        stage.go_on_until(Duration::from_millis(500), |_| false).await.unwrap();
        let from_ms = now_ms();
        if inside() {
            must("ip link set lo down");
        } else {
            stage.simulator.black_hole().await.unwrap();
        }
        stage.go_on_until(Duration::from_secs(seconds), |_| false).await.unwrap();
        if inside() {
            must("ip link set lo up");
        } else {
            stage.simulator.restore_line().await.unwrap();
        }
        stage.disturbed(Cause::Line, from_ms);
    }
    ends_well(stage).await;
}
