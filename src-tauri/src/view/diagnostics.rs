//! What is wrong, and what can be shown to somebody who is to help.

use serde::{Deserialize, Serialize};

#[cfg(test)]
use ts_rs::TS;

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Finding {
    pub well: bool,
    /// What was looked at, in a word or two.
    pub what: String,
    /// How it is, and what can be done where it is not well.
    pub said: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Diagnosis {
    /// What is wrong comes first.
    pub findings: Vec<Finding>,
    /// All that the bundle holds, to the letter.
    pub report: String,
    pub file_name: String,
}
