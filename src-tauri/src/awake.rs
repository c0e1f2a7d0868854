//! Keeps the computer awake while bytes move or are about to, and lets go of it otherwise.

use crate::events::Glance;
use crate::shell::Shell;
use domain::Timestamp;
use engine::{Headline, Standstill, system_clock};
use keepawake::{Builder, KeepAwake};
use std::sync::Arc;
use std::time::Duration;

/// A next try sooner than this is worth staying awake for.
const NEAR: Duration = Duration::from_secs(120);

/// A try that is far off comes near without anything else happening.
const LOOK_AGAIN: Duration = Duration::from_secs(15);

/// Runs as long as the program.
pub async fn keep(shell: Arc<Shell>) {
    let mut glances = shell.glance.subscribe();
    let mut held = None;
    let mut refused = false;
    loop {
        let glance = glances.borrow_and_update().clone();
        let wanted = glance.is_some_and(|glance| is_wanted(&glance, system_clock()()));
        if !wanted {
            // A system that would not is asked again for the next files.
            (held, refused) = (None, false);
        } else if held.is_none() && !refused {
            match tauri::async_runtime::spawn_blocking(hold).await {
                Ok(Ok(hold)) => held = Some(hold),
                Ok(Err(error)) => {
                    tracing::warn!(%error, "this computer may go to sleep while files are on their way");
                    refused = true;
                }
                Err(_) => refused = true,
            }
        }
        if let Ok(Err(_)) = tokio::time::timeout(LOOK_AGAIN, glances.changed()).await {
            return;
        }
    }
}

/// Blocks: asks the system. It lets go when what it gave is dropped, or by itself when we die.
fn hold() -> Result<KeepAwake, keepawake::Error> {
    Builder::default()
        // The screen may go dark. On macOS whoever holds this is spared App Nap as well.
        .display(false)
        .idle(true)
        // On Linux some desktops send the computer to sleep by themselves and heed only this.
        .sleep(cfg!(target_os = "linux"))
        .reason("Uploading to the camera cloud")
        .app_name("Labrun")
        .app_reverse_domain("app.labrun.desktop")
        .create()
}

fn is_wanted(glance: &Glance, now: Timestamp) -> bool {
    glance.settings.keep_awake && is_at_work(&glance.headline, now)
}

/// Bytes move, or will in a moment.
fn is_at_work(headline: &Headline, now: Timestamp) -> bool {
    if headline.files_left == 0 {
        return false;
    }
    match &headline.standstill {
        None => true,
        Some(Standstill::Network { next_try, .. } | Standstill::Busy { next_try }) => {
            next_try.0 - now.0 < i64::try_from(NEAR.as_millis()).unwrap_or(i64::MAX)
        }
        // Each of these waits for a person.
        Some(
            Standstill::Metered
            | Standstill::Authorization { .. }
            | Standstill::Paused
            | Standstill::Storage { .. },
        ) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ErrorKind;

    #[test]
    fn the_computer_stays_awake_for_bytes_and_for_a_try_that_is_near_and_for_nothing_else() {
        let now = Timestamp(1_000_000);
        let at_work = |files_left, standstill| {
            let headline = Headline {
                files_left,
                bytes_left: 1,
                fraction: 0.5,
                bytes_per_second: 0.0,
                seconds_left: None,
                needs_attention: 1,
                standstill,
            };
            is_at_work(&headline, now)
        };
        let network = |seconds: i64| {
            let next_try = Timestamp(now.0 + seconds * 1000);
            Some(Standstill::Network { next_try, why: ErrorKind::Offline })
        };
        assert!(at_work(1, None));
        assert!(at_work(1, network(10)));
        assert!(!at_work(1, network(600)));
        assert!(!at_work(1, Some(Standstill::Paused)));
        assert!(!at_work(1, Some(Standstill::Metered)));
        assert!(!at_work(0, None), "nothing is left");
    }
}
