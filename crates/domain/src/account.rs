//! Who signed in, and what a connection can point at.

use crate::ids::{AccountId, ProjectId};
use serde::{Deserialize, Serialize};

/// The person a connection belongs to, as far as the cloud tells. Frame.io's device code tells a
/// name and no e-mail; where a cloud tells nothing, it is what the person typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub name: String,
    pub email: Option<String>,
}

/// What a cloud groups projects by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub id: AccountId,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    pub id: ProjectId,
    pub name: String,
}

/// A project and where it lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub account: Account,
    pub project: Project,
}

/// An account as a picker shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedAccount {
    pub account: Account,
    /// A second line: what tells two of the same name apart.
    pub note: Option<String>,
}

/// A project as a picker shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedProject {
    pub project: Project,
    pub note: Option<String>,
    /// Where the cloud tells: is it there right now.
    pub online: Option<bool>,
}

/// What a cloud answers when asked for a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing<T> {
    pub entries: Vec<T>,
    /// False: the cloud has more than we are willing to read.
    pub complete: bool,
    /// A state of the cloud that explains the list, in a sentence for a person: "No application is
    /// running on this machine".
    pub said: Option<String>,
}

impl<T> Listing<T> {
    pub fn complete(entries: Vec<T>) -> Self {
        Self { entries, complete: true, said: None }
    }
}
