//! What came out, as a page for people: `docs/benchmarks.md`.

use std::fmt::Write;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::line::{self, Asked, Line, Trip};
use super::load::Carrier;
use super::measure::Run;
use super::peers::{self, OURS};
use super::scale::Found;
use super::{Outcome, Row, plot};
use crate::{program, repo};

/// Where the figures of senders side by side are, and where those of the lines.
const SIDE_BY_SIDE: &str = "senders";
const ON_LINES: &str = "lines";
const AT_SCALE: &str = "scale";

/// A line, and what came out on it or why nothing did.
pub type OnLine = (&'static Line, Result<Vec<Trip>, String>);

pub fn write_side_by_side(outcomes: &[Outcome], rounds: usize, quick: bool) -> Result<PathBuf> {
    let command = if quick { "cargo xtask bench --quick" } else { "cargo xtask bench" };
    let mut text = format!("`{command}`, {rounds} rounds, {}.\n\n", circumstances()?);
    text += "![Throughput as a multiple of curl's](benchmarks.svg)\n\n";
    text += &targets(outcomes)?;
    for outcome in outcomes {
        text += &table(outcome)?;
    }
    text += "Beside whom:\n\n";
    for row in outcomes.first().map_or(&[][..], |outcome| &outcome.rows) {
        writeln!(text, "- `{}`: {}", row.name, peers::described(row.name))?;
    }
    std::fs::write(repo::root().join("docs/benchmarks.svg"), plot::drawn(outcomes))?;
    replace(SIDE_BY_SIDE, &text)
}

pub fn write_lines(lines: &[OnLine]) -> Result<PathBuf> {
    let mut text = format!("`cargo xtask bench --lines`, {}.\n\n", circumstances()?);
    for (line, trips) in lines {
        text += &on_line(line, trips)?;
    }
    replace(ON_LINES, text.trim_end())
}

pub fn write_scale(found: &[Found]) -> Result<PathBuf> {
    let mut text = format!("`cargo xtask bench --scale`, {}.\n\n", circumstances()?);
    text += "| what | asked for | measured | |\n|---|---|---|---|\n";
    for Found { what, asked, measured, reached } in found {
        let word = reached.map_or("", word);
        writeln!(text, "| {what} | {asked} | {measured} | {word} |")?;
    }
    replace(AT_SCALE, &text)
}

/// What people wrote around the figures stays as it is.
pub fn replace(section: &str, text: &str) -> Result<PathBuf> {
    let page = repo::root().join("docs/benchmarks.md");
    let old = std::fs::read_to_string(&page).context("docs/benchmarks.md is not there")?;
    let begin = format!("<!-- {section}: written by `cargo xtask bench` -->");
    let end = format!("<!-- {section}: to here -->");
    let (before, rest) = old.split_once(&begin).context("the page has lost its marks")?;
    let (_, after) = rest.split_once(&end).context("the page has lost its second mark")?;
    std::fs::write(&page, format!("{before}{begin}\n\n{}\n\n{end}{after}", text.trim_end()))?;
    Ok(page)
}

/// When, where, and what else the machine had to do.
pub fn circumstances() -> Result<String> {
    let day = program::read(Command::new("date").args(["-u", "+%Y-%m-%d"]))?;
    let load = std::fs::read_to_string("/proc/loadavg")?;
    let load = load.split(' ').nth(2).unwrap_or_default();
    Ok(format!("{}, {}; load of the last quarter of an hour {load}", day.trim(), machine()?))
}

/// As the system names it.
fn machine() -> Result<String> {
    let cpus = std::fs::read_to_string("/proc/cpuinfo")?;
    let value = |name: &str, text: &str| {
        let line = text.lines().find(|line| line.starts_with(name)).map(str::to_owned);
        line.and_then(|line| line.split_once(':').map(|(_, value)| value.trim().to_owned()))
    };
    let model = value("model name", &cpus).unwrap_or_else(|| "an unnamed processor".to_owned());
    let cores = cpus.lines().filter(|line| line.starts_with("processor")).count();
    let memory = std::fs::read_to_string("/proc/meminfo")?;
    let kib = value("MemTotal", &memory).unwrap_or_default();
    let kib: f64 = kib.trim_end_matches(" kB").parse().unwrap_or_default();
    let kernel = program::read(Command::new("uname").arg("-r"))?;
    let gib = kib / 1024.0 / 1024.0;
    Ok(format!("{model} with {cores} cores and {gib:.0} GiB, Linux {}", kernel.trim()))
}

fn table(outcome: &Outcome) -> Result<String> {
    let mut text = format!("### {}\n\n", outcome.case.name());
    text += "| sender | MB/s | CPU-s per GB | peak MiB | whole command | at once | \
             our speed ÷ its | our CPU ÷ its |\n|---|---|---|---|---|---|---|---|\n";
    let ours = ours(outcome)?;
    for row in &outcome.rows {
        if row.runs.is_empty() {
            let why = row.said.as_deref().unwrap_or("was not run").replace('|', "/");
            writeln!(text, "| `{}` | {why} | | | | | | |", row.name)?;
            continue;
        }
        let of = |figure: fn(&Run) -> f64| median(row.runs.iter().map(figure));
        let (faster, lighter) = if row.name == OURS {
            (String::new(), String::new())
        } else {
            (spread(&speed_ratios(ours, row)), spread(&cpu_ratios(ours, row)))
        };
        writeln!(
            text,
            "| `{}` | {:.0} | {:.2} | {:.0} | {:.2} s | {:.0} | {faster} | {lighter} |",
            row.name,
            of(Run::mb_per_second),
            of(Run::cpu_per_gb),
            of(|run| run.peak_mib),
            of(|run| run.whole_seconds),
            of(|run| run.at_once as f64),
        )?;
    }
    text += "\n";
    Ok(text)
}

fn on_line(line: &Line, trips: &Result<Vec<Trip>, String>) -> Result<String> {
    let mut text = format!("### {}, TLS\n\n", line.name);
    let trips = match trips {
        Ok(trips) => trips,
        Err(why) => {
            writeln!(text, "Was not measured: {why}\n")?;
            return Ok(text);
        }
    };
    text += &asked_of(line, trips)?;
    text += "| what | sender | Mbit/s | of the line | at once | whole command |\n";
    text += "|---|---|---|---|---|---|\n";
    let mut done: Vec<(&str, &str)> = Vec::new();
    for trip in trips {
        let key = (trip.load.as_str(), trip.name.as_str());
        if done.contains(&key) {
            continue;
        }
        done.push(key);
        let of = |figure: fn(&Run) -> f64| {
            let same = trips.iter().filter(|one| (one.load.as_str(), one.name.as_str()) == key);
            median(same.map(|one| figure(&one.run)))
        };
        let mbit = of(Run::mb_per_second) * 8.0;
        writeln!(
            text,
            "| {} | `{}` | {mbit:.0} | {:.2} | {:.0} | {:.1} s |",
            trip.load,
            trip.name,
            mbit / line.mbit,
            of(|run| run.at_once as f64),
            of(|run| run.whole_seconds),
        )?;
    }
    text += "\n";
    Ok(text)
}

fn asked_of(line: &Line, trips: &[Trip]) -> Result<String> {
    let mut text = "| asked for | measured | |\n|---|---|---|\n".to_owned();
    let of = |load, figure: fn(&Run) -> f64| {
        let name = line::case(load).name();
        let ours = trips.iter().filter(|trip| trip.load == name && trip.name == OURS);
        median(ours.map(|trip| figure(&trip.run)))
    };
    for asked in line.asked {
        let (asked, measured, reached) = match *asked {
            Asked::OfTheLine(load, least) => {
                let share = of(load, Run::mb_per_second) * 8.0 / line.mbit;
                let asked = format!("{}: at least {least} of the line", line::case(load).name());
                (asked, format!("{share:.2}"), share >= least)
            }
            Asked::Mbit(load, least) => {
                let mbit = of(load, Run::mb_per_second) * 8.0;
                let asked = format!("{}: at least {least} Mbit/s", line::case(load).name());
                (asked, format!("{mbit:.0}"), mbit >= least)
            }
            Asked::TimesAsLong(many, one, most) => {
                let times = of(many, |run| run.whole_seconds) / of(one, |run| run.whole_seconds);
                let (many, one) = (line::case(many).name(), line::case(one).name());
                let asked = format!("{many}: at most {most} of the time of {one}");
                (asked, format!("{times:.2}"), times <= most)
            }
        };
        writeln!(text, "| {asked} | {measured} | {} |", word(reached))?;
    }
    text += "\n";
    Ok(text)
}

pub fn word(reached: bool) -> &'static str {
    if reached { "reached" } else { "**missed**" }
}

/// What was asked for, and what is. Missed ones are said like the others.
fn targets(outcomes: &[Outcome]) -> Result<String> {
    let mut text = "| asked for | case | measured | |\n|---|---|---|---|\n".to_owned();
    let mut line = |asked: &str, case: &str, measured: String, reached: bool| {
        writeln!(text, "| {asked} | {case} | {measured} | {} |", word(reached))
    };
    for outcome in outcomes {
        let (ours, name) = (ours(outcome)?, outcome.case.name());
        let tls = outcome.case.carrier == Carrier::Tls;
        for row in outcome.rows.iter().filter(|row| row.name != OURS && !row.runs.is_empty()) {
            let curl = row.name == "curl";
            let least = if tls {
                1.5
            } else if curl {
                0.95
            } else {
                1.0
            };
            let speed = median(speed_ratios(ours, row).into_iter());
            let asked = format!("speed at least {least} of {}'s", row.name);
            line(&asked, &name, format!("{speed:.2}"), speed >= least)?;
            if curl && tls {
                let cpu = median(cpu_ratios(ours, row).into_iter());
                let asked = "CPU per GB at most 0.8 of curl's";
                line(asked, &name, format!("{cpu:.2}"), cpu <= 0.8)?;
            }
        }
        let peak = ours.runs.iter().map(|run| run.peak_mib).fold(0.0, f64::max);
        line("peak memory at most 40 MiB", &name, format!("{peak:.1} MiB"), peak <= 40.0)?;
    }
    text += "\n";
    Ok(text)
}

pub fn ours(outcome: &Outcome) -> Result<&Row> {
    let found = outcome.rows.iter().find(|row| row.name == OURS && !row.runs.is_empty());
    found.context("nothing of ours was measured")
}

/// Of neighbours in time: what a round had to bear, both had.
pub fn speed_ratios(ours: &Row, other: &Row) -> Vec<f64> {
    let pairs = ours.runs.iter().zip(&other.runs);
    pairs.map(|(one, other)| one.mb_per_second() / other.mb_per_second()).collect()
}

pub fn cpu_ratios(ours: &Row, other: &Row) -> Vec<f64> {
    let pairs = ours.runs.iter().zip(&other.runs);
    pairs.map(|(one, other)| one.cpu_per_gb() / other.cpu_per_gb()).collect()
}

pub fn spread(ratios: &[f64]) -> String {
    let least = ratios.iter().copied().fold(f64::INFINITY, f64::min);
    let most = ratios.iter().copied().fold(0.0, f64::max);
    format!("{:.2} ({least:.2}–{most:.2})", median(ratios.iter().copied()))
}

pub fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => 0.0,
        count if count.is_multiple_of(2) => f64::midpoint(values[count / 2 - 1], values[count / 2]),
        count => values[count / 2],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_one_or_lies_between_the_two_in_the_middle() {
        assert_eq!(median([3.0, 1.0, 2.0].into_iter()), 2.0);
        assert_eq!(median([4.0, 1.0, 2.0, 3.0].into_iter()), 2.5);
        assert_eq!(median(std::iter::empty()), 0.0);
    }

    #[test]
    fn a_ratio_is_of_runs_of_the_same_round() {
        let run = |seconds| Run {
            bytes: 1_000_000_000,
            seconds,
            whole_seconds: seconds,
            cpu_seconds: seconds,
            peak_mib: 1.0,
            connections: 4,
            requests: 4,
            by_http2: 0,
            at_once: 4,
        };
        let row = |name, runs: [f64; 2]| Row { name, runs: runs.map(run).to_vec(), said: None };
        let (ours, other) = (row(OURS, [1.0, 2.0]), row("curl", [2.0, 4.0]));
        assert_eq!(speed_ratios(&ours, &other), [2.0, 2.0]);
        assert_eq!(cpu_ratios(&ours, &other), [0.5, 0.5]);
    }
}
