//! Upload what is in the queue, with a bar on a terminal or a line per change for programs.

use crate::say::Say;
use crate::wiring::Failed;
use crate::{NEEDS_ATTENTION, queue};
use domain::{ConnectionId, ErrorKind, FolderWish};
use engine::{Engine, Event, Headline, Standstill};
use indicatif::{HumanBytes, ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;

/// What is handed in, and whatever else is in the queue.
pub async fn send(
    engine: &Engine,
    to: &ConnectionId,
    paths: &[PathBuf],
    say: &Say,
) -> Result<ExitCode, Failed> {
    let added = queue::add(engine, to, paths, say).await?;
    let sent = run(engine, true, say).await?;
    Ok(if sent == ExitCode::SUCCESS { added } else { sent })
}

/// Watched from here on, by every program that holds the profile.
pub async fn watch(
    engine: &Engine,
    to: &ConnectionId,
    wish: FolderWish,
    say: &Say,
) -> Result<ExitCode, Failed> {
    let known = engine.watched_folders().await?;
    match known.iter().find(|(one, _)| one.connection == *to && one.wish.path == wish.path) {
        Some((one, _)) => engine.change_folder(one.id, wish).await?,
        None => {
            engine.watch(to, wish).await?;
        }
    }
    run(engine, false, say).await
}

pub async fn run(engine: &Engine, until_empty: bool, say: &Say) -> Result<ExitCode, Failed> {
    let mut events = engine.subscribe();
    let bar = (std::io::stderr().is_terminal() && !say.json).then(bar);
    let mut tick = tokio::time::interval(Duration::from_millis(250));
    let mut left = u64::MAX;
    loop {
        tokio::select! {
            event = events.recv() => match event {
                Ok(Event::UploadChanged(upload)) => {
                    if say.json || (upload.state.is_over() && bar.is_none()) {
                        say.upload(&upload);
                    } else if upload.state.is_over() && let Some(bar) = &bar {
                        bar.suspend(|| say.upload(&upload));
                    }
                    // The last one, as far as is known: nobody waits for the next tick then.
                    left = left.saturating_sub(u64::from(upload.state.is_over()));
                    if left == 0 {
                        tick.reset_immediately();
                    }
                }
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return Err(Failed("the engine stopped".to_owned())),
            },
            _ = tick.tick() => {
                let headline = engine.headline().await?;
                left = headline.files_left.max(1);
                if let Some(bar) = &bar {
                    show(bar, &headline);
                }
                if until_empty && let Some(code) = over(&headline) {
                    if let Some(bar) = &bar {
                        bar.finish_and_clear();
                    }
                    return Ok(code);
                }
            },
            _ = tokio::signal::ctrl_c() => {
                let left = engine.headline().await?.files_left;
                let needs = left > 0;
                return Ok(if needs { ExitCode::from(NEEDS_ATTENTION) } else { ExitCode::SUCCESS });
            }
        }
    }
}

/// `None`: something still moves, or waits for what comes by itself.
fn over(headline: &Headline) -> Option<ExitCode> {
    match (&headline.standstill, headline.files_left) {
        (_, 0) if headline.needs_attention == 0 => Some(ExitCode::SUCCESS),
        (_, 0) => Some(ExitCode::from(NEEDS_ATTENTION)),
        // Only a person can change these.
        (Some(Standstill::Authorization { .. } | Standstill::Paused | Standstill::Metered), _) => {
            Some(ExitCode::from(NEEDS_ATTENTION))
        }
        _ => None,
    }
}

fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {percent:>3}%  {msg}");
    let bar = ProgressBar::new(1000);
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

fn show(bar: &ProgressBar, headline: &Headline) {
    bar.set_position((headline.fraction * 1000.0) as u64);
    let state = match &headline.standstill {
        None => format!("{:.0} Mbit/s", headline.bytes_per_second * 8.0 / 1e6),
        Some(Standstill::Network { why: ErrorKind::CaptivePortal, .. }) => {
            "the network wants a login".to_owned()
        }
        Some(Standstill::Network { why: ErrorKind::ProxyRefused, .. }) => {
            "a proxy refuses us".to_owned()
        }
        Some(Standstill::Network { why: ErrorKind::Untrusted, .. }) => {
            "the certificate that answers is not trusted".to_owned()
        }
        Some(Standstill::Network { .. }) => "waiting for the network".to_owned(),
        Some(Standstill::Metered) => "bytes cost money here".to_owned(),
        Some(Standstill::Authorization { .. }) => "sign in again".to_owned(),
        Some(Standstill::Paused) => "paused".to_owned(),
        Some(Standstill::Busy { .. }) => "the cloud is busy".to_owned(),
        Some(Standstill::Storage { said }) => format!("the disk fails: {said}"),
    };
    let files = if headline.files_left == 1 { "file" } else { "files" };
    bar.set_message(format!(
        "{} {files} · {} left · {state}",
        headline.files_left,
        HumanBytes(headline.bytes_left)
    ));
}
