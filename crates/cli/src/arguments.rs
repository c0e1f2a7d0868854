//! What can be asked on the command line.

use clap::{Args, Parser, Subcommand};
use domain::{Filter, UploadId, Which};
use engine::Overrides;
use std::path::PathBuf;
use url::Url;

#[derive(Parser)]
#[command(name = "labrunctl", version, about = "Takes the day's media to the camera cloud")]
pub struct Arguments {
    /// The folder with the queue. One program at a time may hold it.
    #[arg(long)]
    pub profile: PathBuf,
    /// One JSON object a line, for programs.
    #[arg(long)]
    pub json: bool,
    /// A file with the passphrase of the encrypted vault, for a computer without a keyring. The
    /// vault is made if there is none.
    #[arg(long)]
    pub passphrase_file: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Sign in to a cloud. What it needs to know is asked for, a line each, and never taken from
    /// the command line, where others could read it.
    Connect {
        /// frameio, multicam, eagle_eye or vinli
        provider: String,
        /// How to sign in; the cloud's first way unless said. `ways` lists them.
        #[arg(long)]
        way: Option<String>,
        /// Another address than the cloud's own.
        #[arg(long)]
        address: Option<Url>,
        /// A certificate authority to trust there, as a PEM file.
        #[arg(long)]
        ca: Option<PathBuf>,
        /// A file with the client secret. Needed once; the keyring keeps it.
        #[arg(long)]
        client_secret_file: Option<PathBuf>,
        /// Sign this connection in again.
        #[arg(long)]
        connection: Option<String>,
        /// The port of this computer that a browser brings the answer back to.
        #[arg(long)]
        redirect_port: Option<u16>,
    },
    /// List the ways to sign in to a cloud, and what each asks for.
    Ways {
        /// frameio, multicam, eagle_eye or vinli
        provider: String,
    },
    /// List what a connection may choose a project from.
    Accounts {
        /// Which connection, when there is more than one.
        #[arg(long)]
        connection: Option<String>,
        /// What the cloud shall look for, where it can.
        #[arg(long)]
        find: Option<String>,
    },
    /// List the projects of an account.
    Projects {
        account: String,
        /// Which connection, when there is more than one.
        #[arg(long)]
        connection: Option<String>,
    },
    /// Point a connection at a project. What is queued goes there from then on.
    Choose {
        account: String,
        project: String,
        /// Which connection, when there is more than one.
        #[arg(long)]
        connection: Option<String>,
    },
    /// List the connections.
    Connections,
    /// Put files, and all that is in folders, into the queue.
    Add {
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// Which connection, when there is more than one.
        #[arg(long)]
        connection: Option<String>,
    },
    /// Put files and folders into the queue, and upload until nothing is left of it.
    Send {
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// Which connection, when there is more than one.
        #[arg(long)]
        connection: Option<String>,
        #[command(flatten)]
        pace: Pace,
    },
    /// Watch a folder from here on, and upload what comes. Until it is stopped.
    Watch {
        folder: PathBuf,
        /// Which connection, when there is more than one.
        #[arg(long)]
        connection: Option<String>,
        /// Also what is there already.
        #[arg(long)]
        existing: bool,
        /// Not what is in folders below it.
        #[arg(long)]
        flat: bool,
        /// Names to take, with * and ?. More than one is fine.
        #[arg(long)]
        take: Vec<String>,
        /// Names to leave, of files and of folders.
        #[arg(long)]
        leave: Vec<String>,
        /// Send clips while the camera still writes them.
        #[arg(long)]
        growing: bool,
        #[command(flatten)]
        pace: Pace,
    },
    /// List the queue.
    Queue,
    /// Sum up the queue.
    Status,
    /// Upload what is in the queue.
    Run {
        /// Stop when nothing is left.
        #[arg(long)]
        until_empty: bool,
        #[command(flatten)]
        pace: Pace,
    },
    /// Pause uploads; without any, the whole queue.
    Pause {
        uploads: Vec<i64>,
        /// Go on by itself after so many minutes.
        #[arg(long)]
        minutes: Option<u32>,
    },
    /// Resume uploads; without any, the whole queue.
    Resume { uploads: Vec<i64> },
    /// Cancel uploads.
    Cancel {
        #[command(flatten)]
        which: Chosen,
    },
    /// Put uploads before all others.
    Top {
        #[command(flatten)]
        which: Chosen,
    },
    /// Try failed uploads again, or take a cancel back.
    Retry {
        #[command(flatten)]
        which: Chosen,
    },
    /// What happened to an upload, and when.
    History { upload: i64 },
    /// The proof that an upload was delivered, as JSON.
    Receipt { upload: i64 },
    /// Sign out of a connection, here and there.
    Disconnect { id: String },
    /// Move a database that cannot be used out of the way. It is kept under another name.
    SetAside,
}

/// How fast, for this run.
#[derive(Debug, Clone, Copy, Args)]
pub struct Pace {
    /// Files on their way at once.
    #[arg(long)]
    files: Option<u32>,
    /// Parts of one file on their way at once.
    #[arg(long)]
    parallel: Option<u32>,
    /// Upper limit for everything together, in Mbit/s.
    #[arg(long)]
    limit_mbit: Option<u32>,
}

impl Pace {
    pub fn overrides(self) -> Overrides {
        Overrides {
            parallel_files: self.files,
            parallel_parts: self.parallel,
            limit_mbit: self.limit_mbit,
            ..Overrides::default()
        }
    }
}

/// Some uploads, or all of them.
#[derive(Debug, Clone, Args)]
#[group(required = true, multiple = false)]
pub struct Chosen {
    uploads: Vec<i64>,
    #[arg(long)]
    all: bool,
}

impl Chosen {
    pub fn which(&self) -> Which {
        match self.all {
            true => Which::All { filter: Filter::default(), except: Vec::new() },
            false => these(&self.uploads),
        }
    }
}

pub fn these(uploads: &[i64]) -> Which {
    Which::These(uploads.iter().copied().map(UploadId).collect())
}
