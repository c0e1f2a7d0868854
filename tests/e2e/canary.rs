use crate::app::{Desktop, Driven, wait_until};
use crate::media;
use simulator::{Options, Simulator};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Every file below, whatever it is.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    entries
        .filter_map(Result::ok)
        .flat_map(|entry| match entry.file_type() {
            Ok(kind) if kind.is_dir() => files(&entry.path()),
            Ok(kind) if kind.is_file() => vec![entry.path()],
            _ => Vec::new(),
        })
        .collect()
}

fn contains(bytes: &[u8], secret: &str) -> bool {
    bytes.windows(secret.len()).any(|window| window == secret.as_bytes())
}

/// The simulator's own memory of what it gave out.
fn tokens(cloud: &Path) -> Vec<String> {
    let state = std::fs::read(cloud.join("state.json")).expect("the simulator's state");
    let state: serde_json::Value = serde_json::from_slice(&state).expect("it is JSON");
    let mut found = Vec::new();
    collect_tokens(&state, &mut found);
    found
}

fn collect_tokens(value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(map) => {
            for (key, value) in map {
                match value {
                    serde_json::Value::String(text)
                        if text.len() >= 16
                            && (key.contains("token")
                                || key.contains("secret")
                                || key.contains("device_code")) =>
                    {
                        found.push(text.clone());
                    }
                    // Maps keyed by the token itself.
                    other if key.len() >= 32 => {
                        found.push(key.clone());
                        collect_tokens(other, found);
                    }
                    other => collect_tokens(other, found),
                }
            }
        }
        serde_json::Value::Array(list) => list.iter().for_each(|one| collect_tokens(one, found)),
        _ => {}
    }
}
