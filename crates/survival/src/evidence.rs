//! All that is known when everything is over, from both sides: what was shot, what our database
//! says, what the cloud has, and what happened on the way.

use std::path::PathBuf;

use domain::{Happened, Upload};
use simulator::{AssetView, Creation, PartPut, Violation};

use crate::clip::Clip;

pub struct Evidence {
    pub films: Vec<Film>,
    pub rows: Vec<Row>,
    pub assets: Vec<AssetView>,
    pub puts: Vec<PartPut>,
    pub creations: Vec<Creation>,
    pub disturbances: Vec<Disturbance>,
    pub violations: Vec<Violation>,
}

/// What became of one clip of the plan, as the disk knows it.
#[derive(Clone, Debug)]
pub struct Film {
    pub clip: Clip,
    pub path: PathBuf,
    /// Where it is a second time.
    pub twin: Option<PathBuf>,
    /// Everything it ever was while it lay still, the last one as it is now.
    pub versions: Vec<Version>,
    pub gone: bool,
    /// A person said so, at whatever moment.
    pub cancelled: bool,
    /// Shot so shortly before a pause in the cloud that a create call which lay on its way carries
    /// it into the pause: the cloud counts the age from when the call arrives.
    pub near_a_pause: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    pub sha256: String,
    pub size: u64,
}

#[derive(Clone, Debug)]
pub struct Row {
    pub upload: Upload,
    /// The parts that are said to be sent.
    pub sent: Vec<u32>,
    pub history: Vec<Happened>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Cause {
    Kill,
    Quit,
    Line,
    /// Our own disk or database.
    Storage,
    Person,
    /// Tokens or targets became too old.
    Expiry,
    Clock,
    /// A fault that met this very request.
    Fault,
    /// A fault that met another part of the same asset, or the line as a whole.
    FaultBeside,
    /// The file was changed or taken away.
    File,
    /// The cloud was told nothing wrong, and a new asset was begun for a reason in the history.
    StartedOver,
}

/// Something that may cost bytes. Milliseconds since 1970.
#[derive(Clone, Debug)]
pub struct Disturbance {
    pub cause: Cause,
    pub from_ms: i64,
    pub to_ms: i64,
    /// Bytes of the parts that were on their way, or whose answer was.
    pub in_flight: u64,
}
