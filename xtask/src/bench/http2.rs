//! `cargo xtask bench --http2`: parts on connections of their own against parts that share one, to the
//! same sink, in turn, as many at once. The sink counts what was spoken; a run that did not speak what
//! it is named for ends the measurement.

use std::fmt::Write;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use super::line::{self, LINES, Load};
use super::load::{Carrier, Case, MIB};
use super::measure::Run;
use super::stage::{self, Stage};
use super::{Row, page, ready};

/// What this program says to itself.
pub const ON_LINE: &str = "--http2-on-line";

const CARRIERS: [Carrier; 3] = [Carrier::Http1, Carrier::Http2, Carrier::Http2Wide];
const NEAR: [Load; 2] = [(1, 2048 * MIB), (8, 512 * MIB)];
const ROUNDS: usize = 5;
/// For each of the lines. What is slow by itself needs no more rounds than this.
const ON_LINES: [Load; LINES.len()] = [(1, 1000 * MIB), (1, 128 * MIB)];
const ROUNDS_ON_LINES: usize = 3;

/// One load in one place, by each carrier.
struct Found {
    place: &'static str,
    load: String,
    rows: Vec<Row>,
}

pub fn run() -> Result<()> {
    let folder = ready(&CARRIERS)?;
    let mut found = Vec::new();
    let stage = Stage::set(&folder, stage::built()?, 0, &CARRIERS)?;
    for load in NEAR {
        let rows = measured(&stage, load, ROUNDS)?;
        found.push(Found { place: "on this machine", load: case(load).load(), rows });
    }
    drop(stage);
    for (index, line) in LINES.iter().enumerate() {
        println!("\n{}", line.name);
        let mut rows = rows();
        for trip in line::measured_by(ON_LINE, index, &folder)? {
            let row = rows.iter_mut().find(|row| row.name == trip.name);
            row.context("a carrier that nobody knows")?.runs.push(trip.run);
        }
        found.push(Found { place: line.name, load: case(ON_LINES[index]).load(), rows });
    }
    let page = page::replace("http2", &text(&found)?)?;
    println!("\nWritten down in {}", page.display());
    Ok(())
}

/// Inside a network of its own.
pub fn run_on_line(index: &str, told: &Path) -> Result<()> {
    let line = line::laid(index)?;
    let load = ON_LINES[index.parse::<usize>()?];
    let folder = told.parent().context("a file lies in a folder")?;
    let stage = Stage::set(folder, stage::built()?, line.delay_ms, &CARRIERS)?;
    let rows = measured(&stage, load, ROUNDS_ON_LINES)?;
    let name = case(load).load();
    let of = |row: &Row| -> Vec<Value> {
        row.runs.iter().map(|run| line::told(&name, row.name, run)).collect()
    };
    let trips: Vec<Value> = rows.iter().flat_map(of).collect();
    std::fs::write(told, Value::from(trips).to_string())?;
    Ok(())
}

fn measured(stage: &Stage, load: Load, rounds: usize) -> Result<Vec<Row>> {
    let mut rows = rows();
    println!("\n{}", case(load).load());
    for round in 0..rounds {
        for (row, carrier) in rows.iter_mut().zip(CARRIERS) {
            let prepared = stage.prepare(&Case { carrier, ..case(load) }, false)?;
            let run = stage.send(&prepared)?;
            println!("  {}/{rounds} {:26} {run}", round + 1, row.name);
            row.runs.push(run);
        }
    }
    Ok(rows)
}

fn rows() -> Vec<Row> {
    CARRIERS.map(|carrier| Row { name: carrier.name(), runs: Vec::new(), said: None }).into()
}

fn case(load: Load) -> Case {
    line::case(load)
}

fn text(found: &[Found]) -> Result<String> {
    let mut text = format!("`cargo xtask bench --http2`, {}.\n", page::circumstances()?);
    for Found { place, load, rows } in found {
        write!(text, "\n### {load}, {place}\n\n")?;
        text += "| by | MB/s | CPU-s per GB | peak MiB | connections | by HTTP/2 | at once | \
                 its speed ÷ HTTP/1.1's | its CPU ÷ HTTP/1.1's |\n\
                 |---|---|---|---|---|---|---|---|---|\n";
        let first = rows.first().context("HTTP/1.1 was not measured")?;
        for row in rows {
            let of = |figure: fn(&Run) -> f64| page::median(row.runs.iter().map(figure));
            // Each run has been held to one of the two.
            let spoken = if of(|run| run.by_http2 as f64) > 0.0 { "all" } else { "none" };
            let (speed, cpu) = if row.name == first.name {
                (String::new(), String::new())
            } else {
                let of = |ratios: Vec<f64>| page::spread(&ratios);
                (of(page::speed_ratios(row, first)), of(page::cpu_ratios(row, first)))
            };
            writeln!(
                text,
                "| {} | {:.0} | {:.2} | {:.0} | {:.0} | {spoken} | {:.0} | {speed} | {cpu} |",
                row.name,
                of(Run::mb_per_second),
                of(Run::cpu_per_gb),
                of(|run| run.peak_mib),
                of(|run| run.connections as f64),
                of(|run| run.at_once as f64),
            )?;
        }
    }
    Ok(text)
}
