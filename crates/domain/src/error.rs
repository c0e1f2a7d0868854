//! What can go wrong, as a closed list. A kind is here because something branches on it: the
//! retry rule, or the table of words in the window.

use serde::{Deserialize, Serialize};
use std::time::Duration;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// The cloud could not be reached, or the line broke, or nothing moved for too long.
    Offline,
    /// Reached, but its certificate is not one we trust: something on the way reads along, or a
    /// certificate authority is missing here.
    Untrusted,
    /// A login page of the network stands in between.
    CaptivePortal,
    /// A proxy on the way refuses us, or cannot be reached itself.
    ProxyRefused,
    /// The cloud says that our clock is wrong.
    ClockWrong,
    /// The cloud asks for patience: rate limit, overload, a failure of its own.
    Busy,
    /// The session is not valid (any more).
    NotAuthorized,
    /// The cloud does not know our client secret.
    WrongSecret,
    /// The cloud does not take the name, the password or the key that a person typed.
    WrongLogin,
    /// The person, or the cloud on their behalf, said no.
    Denied,
    /// The account's plan does not allow more.
    PlanLimit,
    /// Shot while the connection was paused: refused for good.
    RecordedWhilePaused,
    /// A part target is too old.
    TargetExpired,
    /// The cloud no longer knows the asset that we were filling.
    AssetGone,
    /// The cloud refused a part in a way that sending it again may cure. When it does not, the
    /// file is poisoned.
    PartRefused,
    /// The cloud understood and will not take it.
    Rejected,
    /// The file is not the one that was queued.
    FileChanged,
    FileMissing,
    /// There, but we may not read it, or the disk fails to.
    FileUnreadable,
    /// Our own disk is full: nothing can be written down, so nothing may be sent.
    StorageFull,
    /// Our own database failed otherwise.
    StorageFailed,
    VaultUnavailable,
    Internal,
}

impl ErrorKind {
    pub const ALL: [ErrorKind; 23] = [
        ErrorKind::Offline,
        ErrorKind::Untrusted,
        ErrorKind::CaptivePortal,
        ErrorKind::ProxyRefused,
        ErrorKind::ClockWrong,
        ErrorKind::Busy,
        ErrorKind::NotAuthorized,
        ErrorKind::WrongSecret,
        ErrorKind::WrongLogin,
        ErrorKind::Denied,
        ErrorKind::PlanLimit,
        ErrorKind::RecordedWhilePaused,
        ErrorKind::TargetExpired,
        ErrorKind::AssetGone,
        ErrorKind::PartRefused,
        ErrorKind::Rejected,
        ErrorKind::FileChanged,
        ErrorKind::FileMissing,
        ErrorKind::FileUnreadable,
        ErrorKind::StorageFull,
        ErrorKind::StorageFailed,
        ErrorKind::VaultUnavailable,
        ErrorKind::Internal,
    ];

    /// Something between us and the cloud, and none of the cloud's doing.
    pub fn is_on_the_way(self) -> bool {
        matches!(
            self,
            ErrorKind::Offline
                | ErrorKind::Untrusted
                | ErrorKind::CaptivePortal
                | ErrorKind::ProxyRefused
        )
    }

    /// May be over in a moment, so whoever asks a cloud now and then goes on asking. A certificate
    /// that nobody trusts is for a person to look at.
    pub fn may_pass(self) -> bool {
        self == ErrorKind::Busy || (self.is_on_the_way() && self != ErrorKind::Untrusted)
    }

    /// The stable word for rows and for the window.
    pub fn code(self) -> &'static str {
        match self {
            ErrorKind::Offline => "offline",
            ErrorKind::Untrusted => "untrusted",
            ErrorKind::CaptivePortal => "captive_portal",
            ErrorKind::ProxyRefused => "proxy_refused",
            ErrorKind::ClockWrong => "clock_wrong",
            ErrorKind::Busy => "busy",
            ErrorKind::NotAuthorized => "not_authorized",
            ErrorKind::WrongSecret => "wrong_secret",
            ErrorKind::WrongLogin => "wrong_login",
            ErrorKind::Denied => "denied",
            ErrorKind::PlanLimit => "plan_limit",
            ErrorKind::RecordedWhilePaused => "recorded_while_paused",
            ErrorKind::TargetExpired => "target_expired",
            ErrorKind::AssetGone => "asset_gone",
            ErrorKind::PartRefused => "part_refused",
            ErrorKind::Rejected => "rejected",
            ErrorKind::FileChanged => "file_changed",
            ErrorKind::FileMissing => "file_missing",
            ErrorKind::FileUnreadable => "file_unreadable",
            ErrorKind::StorageFull => "storage_full",
            ErrorKind::StorageFailed => "storage_failed",
            ErrorKind::VaultUnavailable => "vault_unavailable",
            ErrorKind::Internal => "internal",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// An error of a cloud, or of the way to it. Printed it is one line without secrets, for a log:
/// what was tried, against which host, what came back and why that is none.
#[derive(Debug, thiserror::Error)]
#[error("{}{said}", asked.as_deref().unwrap_or_default())]
pub struct CloudError {
    pub kind: ErrorKind,
    /// Why, without the particulars of the wire.
    pub said: String,
    /// What was tried and against which host, up to and including the blank before `said`.
    pub asked: Option<String>,
    /// The cloud's own wish for when to come back.
    pub retry_after: Option<Duration>,
    /// The request certainly did not reach the cloud. What decides whether a call that must not
    /// happen twice may be repeated without a second thought.
    pub never_left: bool,
}

impl CloudError {
    pub fn new(kind: ErrorKind, said: impl Into<String>) -> Self {
        Self { kind, said: said.into(), asked: None, retry_after: None, never_left: false }
    }

    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Why, as a sentence for a person.
    pub fn sentence(&self) -> String {
        sentence(&self.said)
    }
}

/// A reason as it stands in a log, as a sentence for a person.
pub fn sentence(said: &str) -> String {
    let stopped = stopped(said);
    let mut letters = stopped.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The same without the capital, for one that begins with a path or a host.
pub fn stopped(said: &str) -> String {
    match said.is_empty() || said.ends_with(['.', '!', '?', '…']) {
        true => said.to_owned(),
        false => format!("{said}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_survives_being_written_down() {
        for kind in ErrorKind::ALL {
            assert_eq!(ErrorKind::from_code(kind.code()), Some(kind));
        }
    }

    #[test]
    fn a_person_reads_a_sentence_and_a_log_what_was_asked_besides() {
        let error = CloudError {
            asked: Some("POST cloud.example/token: 400 ".into()),
            ..CloudError::new(ErrorKind::WrongLogin, "the cloud does not take this password")
        };
        assert_eq!(error.sentence(), "The cloud does not take this password.");
        let logged = "POST cloud.example/token: 400 the cloud does not take this password";
        assert_eq!(error.to_string(), logged);
        assert_eq!(CloudError::new(ErrorKind::Denied, "").sentence(), "");
        assert_eq!(CloudError::new(ErrorKind::Denied, "Is it you?").sentence(), "Is it you?");
    }
}
