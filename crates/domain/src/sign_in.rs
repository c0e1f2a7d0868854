//! One sign-in, from the click to being authorized. Lives in memory only: closing the app ends
//! it and leaves nothing behind.

use crate::NotAllowed;
use crate::error::ErrorKind;
use crate::ids::{ConnectionId, WayId};
use crate::provider::{ProviderKind, Way};
use crate::secret::Secret;
use crate::time::Timestamp;
use std::collections::HashMap;
use std::time::Duration;
use url::Url;

/// What a person typed, or a browser brought, by the names of the fields. Held as secrets, all of
/// it: nobody can tell by the name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answers(HashMap<String, Secret>);

impl Answers {
    /// `None` when absent or empty.
    pub fn get(&self, name: &str) -> Option<&Secret> {
        self.0.get(name).filter(|secret| !secret.is_empty())
    }

    /// Trimmed: blanks around a pasted name or key are nobody's intention. A password is taken by
    /// [`Answers::get`], as it is.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).map(|secret| secret.reveal().trim()).filter(|text| !text.is_empty())
    }

    /// A [`FieldKind::Switch`](crate::FieldKind::Switch).
    pub fn is_on(&self, name: &str) -> bool {
        self.text(name) == Some("on")
    }

    pub fn put(&mut self, name: impl Into<String>, answer: Secret) {
        self.0.insert(name.into(), answer);
    }

    pub fn take(&mut self, name: &str) -> Option<Secret> {
        self.0.remove(name).filter(|secret| !secret.is_empty())
    }
}

impl FromIterator<(String, Secret)> for Answers {
    fn from_iter<T: IntoIterator<Item = (String, Secret)>>(all: T) -> Self {
        Self(all.into_iter().collect())
    }
}

/// What a cloud answers when asked for a device code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceCodePrompt {
    /// The long one that we poll with.
    pub device_code: Secret,
    /// The short one that a person types into the cloud.
    pub user_code: String,
    pub link: Option<Url>,
    /// The link with the code filled in: QR and button.
    pub link_with_code: Option<Url>,
    pub expires_in: Duration,
    pub interval: Duration,
}

#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "there is one at a time")]
pub enum SignIn {
    Starting {
        provider: ProviderKind,
        way: Way,
        id: WayId,
    },
    AwaitingApproval {
        provider: ProviderKind,
        way: Way,
        id: WayId,
        prompt: ShownPrompt,
        /// From 1; a new code replaces an expired one by itself.
        code_number: u32,
        /// While the cloud cannot be asked. The polling goes on.
        trouble: Option<(ErrorKind, String)>,
    },
    /// Somebody came out of it; the person says whether it is they.
    AwaitingConfirmation {
        provider: ProviderKind,
        way: Way,
        id: WayId,
        /// Name, and e-mail where known.
        who: String,
    },
    Authorized {
        connection: ConnectionId,
    },
    Failed {
        provider: ProviderKind,
        way: Way,
        id: WayId,
        kind: ErrorKind,
        said: String,
    },
    Cancelled,
}

/// The part of a prompt that a person may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownPrompt {
    pub user_code: Option<String>,
    pub link: Option<Url>,
    pub link_with_code: Option<Url>,
    pub expires_at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignInEvent {
    /// The first prompt, or a new one after the last expired.
    Prompted(ShownPrompt),
    CouldNotAsk {
        kind: ErrorKind,
        said: String,
    },
    CouldAskAgain,
    Answered {
        who: String,
    },
    Approved {
        connection: ConnectionId,
    },
    Failed {
        kind: ErrorKind,
        said: String,
    },
    Cancelled,
}

impl SignIn {
    pub fn name(&self) -> &'static str {
        match self {
            SignIn::Starting { .. } => "starting",
            SignIn::AwaitingApproval { .. } => "awaiting_approval",
            SignIn::AwaitingConfirmation { .. } => "awaiting_confirmation",
            SignIn::Authorized { .. } => "authorized",
            SignIn::Failed { .. } => "failed",
            SignIn::Cancelled => "cancelled",
        }
    }

    pub fn is_over(&self) -> bool {
        matches!(self, SignIn::Authorized { .. } | SignIn::Failed { .. } | SignIn::Cancelled)
    }

    pub fn after(&self, event: SignInEvent) -> Result<SignIn, NotAllowed> {
        use SignIn as S;
        use SignInEvent as E;
        let refused = NotAllowed { state: self.name(), event: event.name() };
        let (provider, way, id, code_number) = match self {
            S::Starting { provider, way, id } => (*provider, *way, id.clone(), 0),
            S::AwaitingApproval { provider, way, id, code_number, .. } => {
                (*provider, *way, id.clone(), *code_number)
            }
            S::AwaitingConfirmation { provider, way, id, .. } => (*provider, *way, id.clone(), 0),
            S::Authorized { .. } | S::Failed { .. } | S::Cancelled => return Err(refused),
        };
        match (self, event) {
            (S::Starting { .. } | S::AwaitingApproval { .. }, E::Prompted(prompt)) => {
                let code_number = code_number + 1;
                Ok(S::AwaitingApproval { provider, way, id, prompt, code_number, trouble: None })
            }
            (S::AwaitingApproval { .. }, E::CouldNotAsk { kind, said }) => {
                Ok(self.with_trouble(Some((kind, said))))
            }
            (S::AwaitingApproval { .. }, E::CouldAskAgain) => Ok(self.with_trouble(None)),
            (S::Starting { .. } | S::AwaitingApproval { .. }, E::Answered { who }) => {
                Ok(S::AwaitingConfirmation { provider, way, id, who })
            }
            (_, E::Approved { connection }) => Ok(S::Authorized { connection }),
            (_, E::Failed { kind, said }) => Ok(S::Failed { provider, way, id, kind, said }),
            (_, E::Cancelled) => Ok(S::Cancelled),
            _ => Err(refused),
        }
    }

    fn with_trouble(&self, now: Option<(ErrorKind, String)>) -> SignIn {
        let mut next = self.clone();
        if let SignIn::AwaitingApproval { trouble, .. } = &mut next {
            *trouble = now;
        }
        next
    }
}

impl SignInEvent {
    pub fn name(&self) -> &'static str {
        match self {
            SignInEvent::Prompted(_) => "being prompted",
            SignInEvent::CouldNotAsk { .. } => "failing to ask",
            SignInEvent::CouldAskAgain => "asking again",
            SignInEvent::Answered { .. } => "being answered",
            SignInEvent::Approved { .. } => "being approved",
            SignInEvent::Failed { .. } => "failing",
            SignInEvent::Cancelled => "being cancelled",
        }
    }
}

/// How long to wait before the next poll, after the cloud asked to slow down. RFC 8628 §3.5: five
/// seconds more, and it stays slower.
pub fn slower(interval: Duration) -> Duration {
    interval + Duration::from_secs(5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;

    fn prompt(code: &str) -> ShownPrompt {
        ShownPrompt {
            user_code: Some(code.into()),
            link: None,
            link_with_code: None,
            expires_at: Timestamp(0),
        }
    }

    #[test]
    fn the_whole_table_of_sign_in_moves() {
        let starting = SignIn::Starting {
            provider: ProviderKind::Frameio,
            way: Way::DeviceCode,
            id: WayId::new("device_code"),
        };
        let awaiting = starting.after(SignInEvent::Prompted(prompt("111111"))).unwrap();
        let states = [
            starting,
            awaiting,
            SignIn::AwaitingConfirmation {
                provider: ProviderKind::Vinli,
                way: Way::Browser,
                id: WayId::new("implicit"),
                who: "Ana".into(),
            },
            SignIn::Authorized { connection: ConnectionId::new("c") },
            SignIn::Failed {
                provider: ProviderKind::Frameio,
                way: Way::DeviceCode,
                id: WayId::new("device_code"),
                kind: ErrorKind::Denied,
                said: String::new(),
            },
            SignIn::Cancelled,
        ];
        let events = [
            SignInEvent::Prompted(prompt("222222")),
            SignInEvent::CouldNotAsk { kind: ErrorKind::Offline, said: "no line".into() },
            SignInEvent::CouldAskAgain,
            SignInEvent::Answered { who: "Ana".into() },
            SignInEvent::Approved { connection: ConnectionId::new("c") },
            SignInEvent::Failed { kind: ErrorKind::WrongSecret, said: "no".into() },
            SignInEvent::Cancelled,
        ];
        let mut table = String::new();
        for state in &states {
            for event in &events {
                let to = match state.after(event.clone()) {
                    Ok(SignIn::AwaitingApproval { prompt, code_number, trouble, .. }) => format!(
                        "awaiting_approval {} #{code_number}{}",
                        prompt.user_code.unwrap(),
                        if trouble.is_some() { " in trouble" } else { "" }
                    ),
                    Ok(next) => next.name().to_owned(),
                    Err(_) => "-".to_owned(),
                };
                writeln!(table, "{} + {} => {to}", state.name(), event.name()).unwrap();
            }
        }
        assert_eq!(
            table,
            "\
starting + being prompted => awaiting_approval 222222 #1
starting + failing to ask => -
starting + asking again => -
starting + being answered => awaiting_confirmation
starting + being approved => authorized
starting + failing => failed
starting + being cancelled => cancelled
awaiting_approval + being prompted => awaiting_approval 222222 #2
awaiting_approval + failing to ask => awaiting_approval 111111 #1 in trouble
awaiting_approval + asking again => awaiting_approval 111111 #1
awaiting_approval + being answered => awaiting_confirmation
awaiting_approval + being approved => authorized
awaiting_approval + failing => failed
awaiting_approval + being cancelled => cancelled
awaiting_confirmation + being prompted => -
awaiting_confirmation + failing to ask => -
awaiting_confirmation + asking again => -
awaiting_confirmation + being answered => -
awaiting_confirmation + being approved => authorized
awaiting_confirmation + failing => failed
awaiting_confirmation + being cancelled => cancelled
authorized + being prompted => -
authorized + failing to ask => -
authorized + asking again => -
authorized + being answered => -
authorized + being approved => -
authorized + failing => -
authorized + being cancelled => -
failed + being prompted => -
failed + failing to ask => -
failed + asking again => -
failed + being answered => -
failed + being approved => -
failed + failing => -
failed + being cancelled => -
cancelled + being prompted => -
cancelled + failing to ask => -
cancelled + asking again => -
cancelled + being answered => -
cancelled + being approved => -
cancelled + failing => -
cancelled + being cancelled => -
"
        );
    }
}
