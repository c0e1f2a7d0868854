//! `cargo xtask bench [--quick | --lines | --http2 | --scale]`: our sending path beside those of others, on this machine, against
//! the same sink, in turn. Writes what came out into `docs/benchmarks.md` and a plot beside it.
//!
//! Only the ratios mean anything elsewhere: sender and sink share this machine.

mod http2;
mod line;
mod load;
mod measure;
mod page;
mod peers;
mod plot;
mod scale;
mod stage;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::machine::{self, Purpose};
use crate::{program, repo};
use load::{Carrier, Case};
use measure::Run;
use peers::Peers;
use stage::Stage;

/// What `cargo xtask bench` measured, case by case.
pub struct Outcome {
    pub case: Case,
    /// By peer, in the order of the page; a run for each round.
    pub rows: Vec<Row>,
}

pub struct Row {
    pub name: &'static str,
    pub runs: Vec<Run>,
    /// Why there are none.
    pub said: Option<String>,
}

pub fn run(words: &[&str]) -> Result<()> {
    let (quick, only) = match words {
        [] | ["--lines"] => (false, None),
        ["--http2"] => return http2::run(),
        ["--scale"] => return scale::run(None),
        ["--scale", "--only", part] => return scale::run(Some(part)),
        ["--quick"] => (true, None),
        // While looking for what is slow: the figures are shown and not written down.
        ["--only", name] => (false, Some(*name)),
        ["--quick", "--only", name] => (true, Some(*name)),
        // What this program says to itself.
        ["--on-line", index, found] => return line::run(index, Path::new(found)),
        [http2::ON_LINE, index, found] => return http2::run_on_line(index, Path::new(found)),
        _ => {
            bail!(
                "usage: cargo xtask bench [--quick] [--only PEER], or --lines, or --http2, or \
                 --scale [--only PART]"
            )
        }
    };
    let folder = ready(&[Carrier::Tls, Carrier::Plain])?;
    if words == ["--lines"] {
        return lines(&folder);
    }
    let peers = Peers::install(&folder)?;
    let stage = Stage::set(&folder, stage::built()?, 0, &[Carrier::Tls, Carrier::Plain])?;

    let rounds = if quick { 3 } else { 5 };
    let mut outcomes = Vec::new();
    for case in load::cases(quick) {
        println!("\n{}", case.name());
        outcomes.push(measured(&stage, &peers, case, rounds, only)?);
    }
    if only.is_some() {
        return Ok(());
    }
    drop(stage);
    let page = page::write_side_by_side(&outcomes, rounds, quick)?;
    if !quick {
        lines(&folder)?;
    }
    println!("\nWritten down in {}", page.display());
    Ok(())
}

/// Everything is built, and there is a folder for it.
fn ready(carriers: &[Carrier]) -> Result<PathBuf> {
    if !cfg!(target_os = "linux") {
        bail!("the measuring is done with Linux's own accounts of a process: run it there");
    }
    machine::prepare(Purpose::Measuring)?;
    stage::build(carriers)?;
    program::take_everything_along_when_interrupted()?;
    Ok(repo::target_folder()?.join("bench"))
}

fn lines(folder: &Path) -> Result<()> {
    let mut all = Vec::new();
    for (index, line) in line::LINES.iter().enumerate() {
        println!("\n{}", line.name);
        all.push((line, line::measured(index, folder).map_err(|error| format!("{error:#}"))));
    }
    page::write_lines(&all).map(|_| ())
}

/// A B C, A B C, …: whatever the machine does meanwhile, it does to all of them alike.
fn measured(
    stage: &Stage,
    peers: &Peers,
    case: Case,
    rounds: usize,
    only: Option<&str>,
) -> Result<Outcome> {
    let prepared = stage.prepare(&case, false)?;
    let mut rows: Vec<Row> = peers
        .names()
        .filter(|name| only.is_none_or(|only| only == *name))
        .map(|name| Row { name, runs: Vec::new(), said: peers.missing(name) })
        .collect();
    for round in 0..rounds {
        for row in rows.iter_mut().filter(|row| row.said.is_none()) {
            match peers.run(row.name, stage, &prepared) {
                Ok(run) => {
                    println!("  {}/{rounds} {:13} {run}", round + 1, row.name);
                    row.runs.push(run);
                }
                // One that cannot is named on the page; ours has to.
                Err(error) if row.name != peers::OURS => {
                    println!("  {:13} left out: {error:#}", row.name);
                    row.said = Some(format!("{error:#}"));
                }
                Err(error) => return Err(error),
            }
        }
    }
    Ok(Outcome { case, rows })
}
