//! The queue at rest: what is in it, and what a person does to it.

use crate::NEEDS_ATTENTION;
use crate::say::Say;
use crate::wiring::Failed;
use domain::{ConnectionId, Filter, Language, Pause, UploadId};
use engine::{Acted, Added, Engine};
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;
use words::Words;

/// Rows read at once.
const PAGE: u64 = 1_000;

pub async fn add(
    engine: &Engine,
    to: &ConnectionId,
    paths: &[PathBuf],
    say: &Say,
) -> Result<ExitCode, Failed> {
    let mut code = ExitCode::SUCCESS;
    for (path, added) in engine.add(to, paths.to_vec()).await? {
        if matches!(added, Added::Refused(_) | Added::Folder { refused: 1.., .. }) {
            code = ExitCode::from(NEEDS_ATTENTION);
        }
        say.added(&path, &added);
    }
    Ok(code)
}

pub async fn list(engine: &Engine, say: &Say) -> Result<ExitCode, Failed> {
    let mut offset = 0;
    loop {
        let page = engine.list(&Filter::default(), offset, PAGE).await?;
        if page.rows.is_empty() {
            return Ok(ExitCode::SUCCESS);
        }
        offset += page.rows.len() as u64;
        for upload in &page.rows {
            say.upload(upload);
        }
    }
}

pub async fn status(engine: &Engine, say: &Say) -> Result<ExitCode, Failed> {
    let counts = engine.counts(None, "").await?;
    let headline = engine.headline().await?;
    let (paused, until) = match engine.pause().await? {
        Pause::No => (false, None),
        Pause::UntilResumed => (true, None),
        Pause::Until { until } => (true, Some(until.0)),
    };
    let object = json!({
        "waiting": counts.waiting, "active": counts.active, "done": counts.done,
        "attention": counts.attention, "offered": counts.offered,
        "files_left": headline.files_left, "bytes_left": headline.bytes_left,
        "paused": paused, "paused_until": until,
    });
    let mut words = format!(
        "{} left, {} bytes; {} done, {} need attention",
        headline.files_left, headline.bytes_left, counts.done, counts.attention
    );
    if paused {
        words.push_str("; paused");
    }
    say.line(&object, &words);
    Ok(ExitCode::SUCCESS)
}

pub fn acted(acted: Acted, say: &Say) -> Result<ExitCode, Failed> {
    let Acted { moved, refused, .. } = acted;
    let object = json!({ "moved": moved, "refused": refused });
    let mut words = if moved == 1 { "1 upload".to_owned() } else { format!("{moved} uploads") };
    if refused > 0 {
        words.push_str(&format!("; {refused} were left, their state does not allow it"));
    }
    say.line(&object, &words);
    Ok(if moved == 0 && refused > 0 { ExitCode::from(NEEDS_ATTENTION) } else { ExitCode::SUCCESS })
}

pub async fn history(engine: &Engine, id: UploadId, say: &Say) -> Result<ExitCode, Failed> {
    let words = Words::of(Language::English);
    for (at, happened) in engine.upload_details(id).await?.history {
        let what = words.happened(&happened);
        let mut object = serde_json::to_value(&happened)?;
        object["at"] = json!(at.0);
        object["what"] = json!(what);
        say.line(&object, &format!("{}  {what}", say.time(at)));
    }
    Ok(ExitCode::SUCCESS)
}

pub async fn receipt(engine: &Engine, id: UploadId, say: &Say) -> Result<ExitCode, Failed> {
    let receipt = engine.receipt(id).await?;
    say.line(&serde_json::to_value(&receipt)?, &serde_json::to_string_pretty(&receipt)?);
    Ok(ExitCode::SUCCESS)
}
