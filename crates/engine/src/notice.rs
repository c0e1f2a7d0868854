//! What a person should know and nobody asked for: what happened, so that the window can say it in
//! its language. Written out it is English, as the log has it.

use std::fmt;
use std::path::PathBuf;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// A connection's project is there no more. `said`: by its cloud.
    Withdrawn {
        project: String,
        said: &'static str,
    },
    /// A connection points elsewhere than its queue was meant for, so that waits.
    QueueHeld {
        files: usize,
        meant: String,
        now: String,
    },
    TooLarge {
        path: PathBuf,
    },
    /// A cloud has been told of a leave at last.
    Left {
        what: String,
        said: String,
    },
}

impl fmt::Display for Notice {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Withdrawn { project, said } => write!(to, "{project}: {said}"),
            Self::QueueHeld { files, meant, now } => {
                let is = if *files == 1 { "is" } else { "are" };
                let files =
                    if *files == 1 { "1 file".to_owned() } else { format!("{files} files") };
                write!(
                    to,
                    "This connection points at {now} now. {files} meant for {meant} {is} paused: \
                     resume them to send them to {now}."
                )
            }
            Self::TooLarge { path } => {
                write!(to, "{} is larger than this cloud takes.", path.display())
            }
            Self::Left { what, said } => write!(to, "{what}: {said}"),
        }
    }
}
