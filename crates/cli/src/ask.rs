//! Asks whoever is at the other end: a person at a terminal, or a script that writes a line each.

use crate::wiring::Failed;
use domain::{FieldKind, FieldSpec, Secret};
use std::io::{IsTerminal, Write};

/// `None`: nothing was typed. On a terminal a secret is not shown.
pub async fn field(field: &'static FieldSpec) -> Result<Option<Secret>, Failed> {
    let hint = match (field.kind, field.optional) {
        (FieldKind::Switch, _) => " (on, or nothing)",
        (_, true) => " (or nothing)",
        (_, false) => "",
    };
    let prompt = format!("{}{hint}: ", field.label);
    let answer = line(prompt, field.kind == FieldKind::Secret).await?;
    Ok(Some(answer).filter(|answer| !answer.is_empty()))
}

pub async fn yes(question: String) -> Result<bool, Failed> {
    let answer = line(format!("{question} (yes or no): "), false).await?;
    Ok(matches!(answer.reveal().trim(), "y" | "yes"))
}

async fn line(prompt: String, hidden: bool) -> Result<Secret, Failed> {
    let read = tokio::task::spawn_blocking(move || {
        if hidden && std::io::stdin().is_terminal() {
            return rpassword::prompt_password(prompt);
        }
        let _ = write!(std::io::stderr(), "{prompt}");
        let mut line = String::new();
        std::io::stdin().read_line(&mut line)?;
        Ok(line)
    });
    let line = Secret::new(read.await??);
    Ok(Secret::new(line.reveal().trim_end_matches(['\n', '\r'])))
}
