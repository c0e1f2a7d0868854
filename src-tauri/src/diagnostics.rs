//! What is wrong, and everything that somebody who is to help needs to know, without secrets and
//! without people. A person reads it before it is saved, so it is one text and no archive.

mod health;
pub mod redaction;

use crate::shell::Shell;
use crate::view::{self, Diagnosis, Finding, Startup};
use domain::{Filter, Language, List, UploadState};
use engine::{Engine, Snapshot};
use jiff::Timestamp;
use redaction::{People, redact};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use words::Words;

/// Of the end of the log, at most. As much as somebody would read, and no mail is too small for it.
const LOG: u64 = 256 * 1024;
/// Rows looked at for what failed.
const FAILED: u64 = 500;

pub async fn diagnose(shell: &Shell) -> Diagnosis {
    let startup = shell.startup_in(Words::of(Language::English)).await;
    let engine = shell.engine().await;
    let now = match &engine {
        Some(engine) => engine.snapshot().await.ok(),
        None => None,
    };
    let findings = |words: &Words| findings(&startup, engine.as_ref(), now.as_ref(), words);

    let log = {
        let folder = shell.folder().join("logs");
        tauri::async_runtime::spawn_blocking(move || end_of_log(&folder)).await
    };
    // Log and report are for whoever helps, and they may speak another language than the person: both
    // are in English, always. What the person reads above them is in their own.
    let mut report = Report::new(shell, &findings(Words::of(Language::English)));
    match (&engine, &now) {
        (Some(engine), Some(now)) => report.of_the_engine(engine, now).await,
        _ => report.part("Queue", &format!("not open: {}", stage(&startup))),
    }
    report.files(shell.folder());
    report.part("Log", log.as_deref().unwrap_or("cannot be read"));

    let people = people(now.as_ref());
    let moment = Timestamp::now().strftime("%Y-%m-%d-%H%M%S");
    let findings = findings(shell.words())
        .into_iter()
        .map(|finding| Finding { said: redact(&finding.said, &people), ..finding });
    Diagnosis {
        findings: findings.collect(),
        report: redact(&report.text, &people),
        file_name: format!("labrun-diagnostics-{moment}.txt"),
    }
}

/// What is wrong first.
fn findings(
    startup: &Startup,
    engine: Option<&Engine>,
    now: Option<&Snapshot>,
    words: &Words,
) -> Vec<Finding> {
    let mut findings: Vec<Finding> = health::of_the_start(startup, words).into_iter().collect();
    if let (Some(engine), Some(now)) = (engine, now) {
        let able = engine.capabilities();
        let name = |kind| {
            let found = able.iter().find(|able| able.provider == kind);
            found.map_or_else(|| format!("{kind:?}"), |able| able.name.to_string())
        };
        findings.extend(health::of_the_queue(now, words, name));
    }
    findings.sort_by_key(|finding| finding.well);
    findings
}

/// Everybody whose name could be in there.
fn people(now: Option<&Snapshot>) -> People {
    let home = std::env::home_dir().map(|home| home.to_string_lossy().into_owned());
    let connections = now.map(|now| now.connections.as_slice()).unwrap_or_default();
    let names: Vec<String> = connections
        .iter()
        .filter_map(|(connection, _)| connection.person.as_ref())
        .flat_map(|person| [Some(person.name.clone()), person.email.clone()])
        .flatten()
        .collect();
    People::new(home.as_deref(), names.iter().map(String::as_str))
}

fn stage(startup: &Startup) -> &'static str {
    match startup {
        Startup::Ready { .. } => "it is being closed",
        Startup::VaultNeeded { .. } => "the vault is closed",
        Startup::ProfileInUse { .. } => "another Labrun has it",
        Startup::MovingDataFolder { .. } => "its data folder is being moved",
        Startup::DataFolderAway { .. } => "its data folder is not there",
        Startup::DatabaseDamaged { .. } => "its database is damaged",
        Startup::DatabaseNewer { .. } => "its database is of a newer version",
        Startup::Failed { .. } => "the start failed",
    }
}

struct Report {
    text: String,
}

impl Report {
    fn new(shell: &Shell, findings: &[Finding]) -> Self {
        let mut report = Self {
            text: format!(
                "Labrun diagnostics, {}\n\
                 No token, no password and no file of yours is in here. Names of people, your home \
                 folder and the private part of every address were left out.\n",
                Timestamp::now().strftime("%Y-%m-%d %H:%M:%S UTC")
            ),
        };
        let mut words = String::new();
        for Finding { well, what, said } in findings {
            let mark = if *well { "well " } else { "WRONG" };
            let _ = writeln!(words, "{mark}  {what}: {said}");
        }
        report.part("In words", &words);
        let webview = tauri::webview_version().unwrap_or_else(|_| "unknown".to_owned());
        report.part(
            "Program",
            &format!(
                "Labrun {}{}\n{} on {}\nweb view {webview}",
                shell.version(),
                if cfg!(debug_assertions) { ", a build for development" } else { "" },
                std::env::consts::OS,
                std::env::consts::ARCH,
            ),
        );
        report
    }

    fn part(&mut self, title: &str, text: &str) {
        let _ = write!(self.text, "\n== {title}\n{}\n", text.trim_end());
    }

    async fn of_the_engine(&mut self, engine: &Engine, now: &Snapshot) {
        let mut settings = view::Settings::from(now.settings.clone());
        // Its fingerprint tells which one it is, and nobody whose it is.
        for authority in &mut settings.authorities {
            authority.pem.clear();
            authority.name.clear();
        }
        let settings = serde_json::to_string_pretty(&settings);
        self.part("Settings", &settings.unwrap_or_else(|error| error.to_string()));

        // What a project is called is nobody's business either.
        let mut text = String::new();
        for (number, (connection, presence)) in now.connections.iter().enumerate() {
            let _ = writeln!(
                text,
                "{}: {:?} by {}, {}, {presence:?}, at {}, {}",
                number + 1,
                connection.provider,
                connection.way.as_str(),
                connection.state.name(),
                connection.endpoint.authority(),
                if connection.automatic { "automatic" } else { "by hand" },
            );
        }
        self.part("Connections", if text.is_empty() { "none" } else { &text });

        let mut text = String::new();
        for (folder, state) in &now.folders {
            let _ = writeln!(text, "{:?}: {state:?}", folder.wish);
        }
        self.part("Watched folders", if text.is_empty() { "none" } else { &text });

        let mut text = format!("{:?}\n{:?}\n{:?}\n", now.counts, now.headline, now.pause);
        for (why, count) in failures(engine).await {
            let _ = writeln!(text, "{count} × {why}");
        }
        self.part("Queue", &text);
        // A network of Wi-Fi may be called after somebody.
        let mut network = now.network.clone();
        network.link.name = None;
        self.part("Network", &format!("{network:#?}"));
        self.part("Parallel", &format!("{:?}", engine.lanes()));
    }

    /// What lies in the profile, by name and size.
    fn files(&mut self, folder: &Path) {
        let mut text = format!("{}\n", folder.display());
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let mut lines: Vec<String> = entries
            .filter_map(|entry| {
                let size = entry.metadata().ok()?.len();
                Some(format!("{size:>12}  {}", entry.file_name().to_string_lossy()))
            })
            .collect();
        lines.sort();
        text.push_str(&lines.join("\n"));
        self.part("Files", &text);
    }
}

/// Why files were set aside, and how many for each reason.
async fn failures(engine: &Engine) -> BTreeMap<String, u64> {
    let filter = Filter { list: List::Attention, ..Filter::default() };
    let rows = engine.list(&filter, 0, FAILED).await.map(|page| page.rows).unwrap_or_default();
    let mut reasons = BTreeMap::new();
    for row in rows {
        let why = match &row.state {
            UploadState::Failed(failure) => failure.kind.code(),
            other => other.name(),
        };
        *reasons.entry(why.to_owned()).or_default() += 1;
    }
    reasons
}

/// Of the last days, as much as is worth reading, the newest last.
fn end_of_log(folder: &Path) -> String {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<_> = entries.map(|entry| entry.path()).collect();
    // Their names end with the day.
    files.sort();
    let mut pieces: Vec<String> = Vec::new();
    let mut room = LOG;
    for file in files.iter().rev() {
        if room == 0 {
            break;
        }
        let Ok(piece) = end_of(file, room) else { continue };
        room = room.saturating_sub(piece.len() as u64);
        pieces.push(piece);
    }
    pieces.reverse();
    pieces.concat()
}

/// Whole lines.
fn end_of(file: &Path, room: u64) -> std::io::Result<String> {
    let mut file = std::fs::File::open(file)?;
    let size = file.metadata()?.len();
    let from = size.saturating_sub(room);
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    file.take(room).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Ok(match from {
        0 => text,
        _ => text.split_once('\n').map(|(_, rest)| rest.to_owned()).unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_long_log_the_end_is_shown_in_whole_lines_and_the_newest_last() {
        let folder = tempfile::tempdir().unwrap();
        let day = |day: u32, lines: std::ops::Range<u32>| {
            let text: String = lines.map(|line| format!("{day} {line:0>90}\n")).collect();
            std::fs::write(folder.path().join(format!("labrun.2026-11-0{day}.log")), text).unwrap();
        };
        day(1, 0..10);
        day(2, 0..5_000);
        day(3, 0..100);
        let text = end_of_log(folder.path());
        assert!(text.len() as u64 <= LOG);
        assert!(text.lines().all(|line| line.len() == 92), "no line is cut");
        assert!(text.ends_with(&format!("3 {:0>90}\n", 99)));
        assert!(text.starts_with("2 "), "there is no room for the first day");
    }
}
