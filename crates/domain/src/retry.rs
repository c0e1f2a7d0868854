//! What went wrong + which attempt → what happens next. The only place that decides.

use crate::error::ErrorKind;
use std::time::Duration;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trouble {
    pub kind: ErrorKind,
    /// From 1: how often this kind of thing went wrong with this upload since bytes were last
    /// accepted. Accepted bytes start the count anew: a bad hour on set must not use up the tries
    /// of a long upload.
    pub attempt: u32,
    /// The cloud's own wish.
    pub retry_after: Option<Duration>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Soon, keeping the place.
    TryAgain {
        after: Duration,
    },
    /// With a fresh access token.
    RenewSession,
    /// With a new asset: what was sent to the old one is lost to us.
    StartOver,
    /// Step aside until then; others go on.
    WaitFor {
        time: Duration,
    },
    WaitForNetwork,
    WaitForAuthorization,
    /// Nothing can be written down: the whole queue holds still.
    Halt {
        time: Duration,
    },
    GiveUp,
    Skip,
}

/// Tries that keep the place, before stepping aside.
const QUICK_TRIES: u32 = 5;
/// A cloud in trouble is outwaited: about five hours at five minutes each.
const BUSY_TRIES: u32 = 60;
/// What only one file suffers from is its own fault soon.
const POISON_TRIES: u32 = 8;
/// So often a file is asked for whose folder is away.
const AWAY: Duration = Duration::from_secs(300);
const LONGEST_QUICK: Duration = Duration::from_secs(30);
const LONGEST_ASIDE: Duration = Duration::from_secs(300);

/// `jitter` is from 0 to 1 and spreads the waits of many uploads.
pub fn verdict(trouble: Trouble, jitter: f64) -> Verdict {
    let Trouble { kind, attempt, retry_after } = trouble;
    let quick = || Verdict::TryAgain { after: wait(attempt, LONGEST_QUICK, retry_after, jitter) };
    let aside = || Verdict::WaitFor {
        time: wait(attempt.saturating_sub(QUICK_TRIES) + 5, LONGEST_ASIDE, retry_after, jitter),
    };
    match kind {
        // One quick repeat tells a broken connection from a dead line.
        ErrorKind::Offline if attempt <= 1 => quick(),
        ErrorKind::Offline => Verdict::WaitForNetwork,
        ErrorKind::Busy if attempt <= QUICK_TRIES => quick(),
        ErrorKind::Busy if attempt <= BUSY_TRIES => aside(),
        ErrorKind::PartRefused if attempt <= QUICK_TRIES => quick(),
        ErrorKind::PartRefused if attempt <= POISON_TRIES => aside(),
        ErrorKind::Busy | ErrorKind::PartRefused => Verdict::GiveUp,
        // Something on the way is the reason, not this file: asked for again like a dead line,
        // with its reason said. A hotel's login page ends some time.
        ErrorKind::Untrusted | ErrorKind::CaptivePortal | ErrorKind::ProxyRefused => {
            Verdict::WaitForNetwork
        }
        // What was signed is of no use until somebody sets the clock right.
        ErrorKind::ClockWrong if attempt <= POISON_TRIES => {
            Verdict::WaitFor { time: Duration::from_secs(60) }
        }
        ErrorKind::ClockWrong => Verdict::GiveUp,
        ErrorKind::NotAuthorized if attempt <= 1 => Verdict::RenewSession,
        ErrorKind::NotAuthorized | ErrorKind::WrongSecret | ErrorKind::WrongLogin => {
            Verdict::WaitForAuthorization
        }
        // Plans get upgraded; failing a whole day's queue for it would help nobody.
        ErrorKind::PlanLimit => Verdict::WaitFor { time: Duration::from_secs(900) },
        ErrorKind::RecordedWhilePaused => Verdict::Skip,
        ErrorKind::TargetExpired if attempt <= 2 => Verdict::StartOver,
        // What is gone a second time will be gone a third time.
        ErrorKind::AssetGone if attempt <= 1 => Verdict::StartOver,
        ErrorKind::TargetExpired | ErrorKind::AssetGone => Verdict::GiveUp,
        ErrorKind::FileUnreadable | ErrorKind::Internal if attempt <= 3 => quick(),
        ErrorKind::FileUnreadable | ErrorKind::Internal => Verdict::GiveUp,
        ErrorKind::Denied
        | ErrorKind::Rejected
        | ErrorKind::FileChanged
        | ErrorKind::FileMissing => Verdict::GiveUp,
        ErrorKind::StorageFull | ErrorKind::StorageFailed => {
            Verdict::Halt { time: Duration::from_secs(10) }
        }
        ErrorKind::VaultUnavailable => Verdict::WaitFor { time: Duration::from_secs(30) },
    }
}

/// A file whose watched folder is away (a card that is out) is not missing: it waits for the
/// folder, and whoever sees that again says so.
pub fn folder_away() -> Verdict {
    Verdict::WaitFor { time: AWAY }
}

/// 1 s, 2 s, 4 s … up to `longest`, or what the cloud asked for, spread upwards by a quarter.
fn wait(attempt: u32, longest: Duration, asked: Option<Duration>, jitter: f64) -> Duration {
    let doubled = Duration::from_secs(1 << attempt.saturating_sub(1).min(10));
    // A wish for less than our own patience would burn the tries in no time.
    let base = asked.map_or(doubled, |asked| asked.max(doubled)).min(longest);
    base + base.mul_f64(jitter.clamp(0.0, 1.0) / 4.0)
}

/// When to ask an unreachable cloud again: quick at first, then every half a minute. Never gives
/// up: offline is not a failure.
pub fn next_knock(knocks: u32, jitter: f64) -> Duration {
    wait(knocks, LONGEST_QUICK, None, jitter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;

    #[test]
    fn the_whole_table_of_verdicts() {
        let mut table = String::new();
        for kind in ErrorKind::ALL {
            for attempt in [1, 2, 3, 4, 6, 9, 61] {
                let trouble = Trouble { kind, attempt, retry_after: None };
                let said = match verdict(trouble, 0.0) {
                    Verdict::TryAgain { after } => format!("again {}s", after.as_secs()),
                    Verdict::WaitFor { time } => format!("aside {}s", time.as_secs()),
                    Verdict::Halt { time } => format!("halt {}s", time.as_secs()),
                    other => format!("{other:?}"),
                };
                write!(table, "{}{said}", if attempt == 1 { "" } else { " | " }).unwrap();
            }
            writeln!(table, " <- {}", kind.code()).unwrap();
        }
        assert_eq!(
            table,
            "\
again 1s | WaitForNetwork | WaitForNetwork | WaitForNetwork | WaitForNetwork | WaitForNetwork | WaitForNetwork <- offline
WaitForNetwork | WaitForNetwork | WaitForNetwork | WaitForNetwork | WaitForNetwork | WaitForNetwork | WaitForNetwork <- untrusted
WaitForNetwork | WaitForNetwork | WaitForNetwork | WaitForNetwork | WaitForNetwork | WaitForNetwork | WaitForNetwork <- captive_portal
WaitForNetwork | WaitForNetwork | WaitForNetwork | WaitForNetwork | WaitForNetwork | WaitForNetwork | WaitForNetwork <- proxy_refused
aside 60s | aside 60s | aside 60s | aside 60s | aside 60s | GiveUp | GiveUp <- clock_wrong
again 1s | again 2s | again 4s | again 8s | aside 32s | aside 256s | GiveUp <- busy
RenewSession | WaitForAuthorization | WaitForAuthorization | WaitForAuthorization | WaitForAuthorization | WaitForAuthorization | WaitForAuthorization <- not_authorized
WaitForAuthorization | WaitForAuthorization | WaitForAuthorization | WaitForAuthorization | WaitForAuthorization | WaitForAuthorization | WaitForAuthorization <- wrong_secret
WaitForAuthorization | WaitForAuthorization | WaitForAuthorization | WaitForAuthorization | WaitForAuthorization | WaitForAuthorization | WaitForAuthorization <- wrong_login
GiveUp | GiveUp | GiveUp | GiveUp | GiveUp | GiveUp | GiveUp <- denied
aside 900s | aside 900s | aside 900s | aside 900s | aside 900s | aside 900s | aside 900s <- plan_limit
Skip | Skip | Skip | Skip | Skip | Skip | Skip <- recorded_while_paused
StartOver | StartOver | GiveUp | GiveUp | GiveUp | GiveUp | GiveUp <- target_expired
StartOver | GiveUp | GiveUp | GiveUp | GiveUp | GiveUp | GiveUp <- asset_gone
again 1s | again 2s | again 4s | again 8s | aside 32s | GiveUp | GiveUp <- part_refused
GiveUp | GiveUp | GiveUp | GiveUp | GiveUp | GiveUp | GiveUp <- rejected
GiveUp | GiveUp | GiveUp | GiveUp | GiveUp | GiveUp | GiveUp <- file_changed
GiveUp | GiveUp | GiveUp | GiveUp | GiveUp | GiveUp | GiveUp <- file_missing
again 1s | again 2s | again 4s | GiveUp | GiveUp | GiveUp | GiveUp <- file_unreadable
halt 10s | halt 10s | halt 10s | halt 10s | halt 10s | halt 10s | halt 10s <- storage_full
halt 10s | halt 10s | halt 10s | halt 10s | halt 10s | halt 10s | halt 10s <- storage_failed
aside 30s | aside 30s | aside 30s | aside 30s | aside 30s | aside 30s | aside 30s <- vault_unavailable
again 1s | again 2s | again 4s | GiveUp | GiveUp | GiveUp | GiveUp <- internal
"
        );
    }

    #[test]
    fn the_clouds_own_wish_is_followed_within_reason() {
        let busy = |retry_after| Trouble { kind: ErrorKind::Busy, attempt: 1, retry_after };
        let after = |trouble| match verdict(trouble, 0.0) {
            Verdict::TryAgain { after } => after.as_secs(),
            other => panic!("{other:?}"),
        };
        assert_eq!(after(busy(Some(Duration::from_secs(7)))), 7);
        assert_eq!(after(busy(Some(Duration::from_secs(100_000)))), 30);
    }

    #[test]
    fn jitter_only_ever_lengthens_a_wait_and_by_a_quarter_at_most() {
        assert_eq!(next_knock(3, 0.0), Duration::from_secs(4));
        assert_eq!(next_knock(3, 1.0), Duration::from_secs(5));
        assert_eq!(next_knock(u32::MAX, 7.0), LONGEST_QUICK.mul_f64(1.25));
    }
}
