//! How Labrun itself stands: the newest, or one behind.

use crate::updates::State;
use serde::{Deserialize, Serialize};
use words::Words;

#[cfg(test)]
use ts_rs::TS;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(tag = "update", rename_all = "snake_case")]
pub enum Update {
    /// Nobody looks, and why.
    Off {
        said: String,
    },
    /// Nothing newer, as far as is known. `said`: something about the last look worth telling.
    Current {
        said: Option<String>,
    },
    Checking,
    Downloading {
        version: String,
        percent: u8,
    },
    /// On this computer, verified. `by_itself`: taken when the queue is idle, or at quit.
    Ready {
        version: String,
        notes: Option<String>,
        by_itself: bool,
    },
    Installing {
        version: String,
    },
    /// Labrun stays as it is, and why.
    Refused {
        said: String,
    },
}

impl Update {
    pub fn new(state: State, words: &Words) -> Self {
        match state {
            State::Off { said } => Self::Off { said: said.text(words) },
            State::Current { said } => Self::Current { said: said.map(|said| said.text(words)) },
            State::Checking => Self::Checking,
            State::Downloading { version, percent } => Self::Downloading { version, percent },
            State::Ready { version, notes, by_itself } => Self::Ready { version, notes, by_itself },
            State::Installing { version } => Self::Installing { version },
            State::Refused { said } => Self::Refused { said: said.text(words) },
        }
    }
}
