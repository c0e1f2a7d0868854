//! Who signed in, and what a connection can point at.

use crate::ids::ProjectId;
use serde::{Deserialize, Serialize};

/// The person a connection belongs to, as far as the cloud tells. Frame.io's device code tells a
/// name and no e-mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub name: String,
    pub email: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    pub id: ProjectId,
    pub name: String,
}
