//! What the two processes say to each other, one JSON document a line.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// To the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    SignIn {
        secret: String,
    },
    Watch(PathBuf),
    Add(Vec<PathBuf>),
    /// These mean what has the words in its name; no words mean all there is.
    Pause {
        words: String,
    },
    Resume {
        words: String,
    },
    Cancel {
        words: String,
    },
    Top {
        words: String,
    },
    PauseAll,
    ResumeAll,
    RetryFailed,
    /// Our clocks: how much time has passed that nobody waited for, and how wrong the one on the
    /// wall is besides.
    Clocks {
        passed_ms: i64,
        wrong_ms: i64,
    },
    Count,
    Quit,
}

/// By the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// The engine runs, in this process.
    Ready {
        connected: bool,
        process: u32,
    },
    /// To be approved at the cloud.
    Code(String),
    Connected,
    /// Somebody has to sign in again.
    SignedOut,
    /// What became of paths that were handed in: the code of a refusal, or nothing.
    Added(Vec<(PathBuf, Option<String>)>),
    Counted {
        active: u64,
        waiting: u64,
        attention: u64,
        done: u64,
        standstill: Option<String>,
    },
    /// A row as it is in the database by then.
    Row {
        path: PathBuf,
        state: String,
        asset: Option<String>,
        parts_sent: u32,
    },
    /// An order could not be carried out, in words.
    Refused {
        order: String,
        said: String,
    },
    /// Something for the log.
    Noticed(String),
}
