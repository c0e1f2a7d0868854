//! How the queue is looked at: by list, by connection, by words; and which uploads are meant when
//! a person acts on many. With 100,000 rows nobody holds them all: whoever looks asks for a page.

use crate::ids::{ConnectionId, UploadId};
use crate::upload::Upload;
use serde::{Deserialize, Serialize};

/// What a person sorts uploads into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum List {
    /// On its way now.
    Active,
    /// Queued, waiting or paused: will go, or would.
    Waiting,
    /// Failed or skipped.
    Attention,
    Done,
    /// Found in a watched folder while automatic uploads are off, and nobody has picked it yet.
    Offered,
    #[default]
    All,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    pub list: List,
    pub connection: Option<ConnectionId>,
    /// In the name or the folder, upper and lower case alike. Empty: all.
    pub words: String,
}

/// Which uploads are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    These(Vec<UploadId>),
    /// All that the filter shows but those, however many there are.
    All {
        filter: Filter,
        except: Vec<UploadId>,
    },
}

/// A stretch of a list, in its order: what moves, what needs a person, what waits in the order of
/// the queue, what is over with the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// How many the whole list has.
    pub total: u64,
    /// The place of the first of these rows in it.
    pub offset: u64,
    pub rows: Vec<Upload>,
}

/// How many each list has, for the same connection and words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub active: u64,
    pub waiting: u64,
    pub attention: u64,
    pub done: u64,
    pub offered: u64,
    pub all: u64,
}

impl Counts {
    pub fn of(&self, list: List) -> u64 {
        match list {
            List::Active => self.active,
            List::Waiting => self.waiting,
            List::Attention => self.attention,
            List::Done => self.done,
            List::Offered => self.offered,
            List::All => self.all,
        }
    }
}
