//! What is wrong, in words: from what is known at one moment, without asking anybody.

use crate::view::{Finding, Startup, VaultKind, VaultStep};
use domain::{
    Connection, ConnectionState, ErrorKind, FolderState, Health, LinkKind, Pause, Presence,
    ProviderKind, WatchedFolder,
};
use engine::{Snapshot, Standstill};
use words::{Value, Words};

type Args<'a> = &'a [(&'a str, Value<'a>)];

/// Says it in one language. `what` and `how` are ids of the catalogue.
struct Speaker<'a>(&'a Words);

impl Speaker<'_> {
    fn find(&self, well: bool, what: &str, how: &str, args: Args) -> Finding {
        Finding { well, what: self.0.say(what, &[]), said: self.0.say(how, args) }
    }

    fn well(&self, what: &str, how: &str) -> Finding {
        self.find(true, what, how, &[])
    }

    fn wrong(&self, what: &str, how: &str) -> Finding {
        self.find(false, what, how, &[])
    }

    fn wrong_with(&self, what: &str, how: &str, args: Args) -> Finding {
        self.find(false, what, how, args)
    }
}

/// How far the start came. `None`: all the way.
pub fn of_the_start(startup: &Startup, words: &Words) -> Option<Finding> {
    let speaker = Speaker(words);
    let stuck = match startup {
        Startup::Ready { .. } => return None,
        Startup::VaultNeeded { vault } => match (vault.kind, vault.state) {
            (VaultKind::Keyring, _) => speaker.wrong("health-keyring", "health-keyring-locked"),
            (VaultKind::File, VaultStep::Locked) => {
                speaker.wrong("health-vault", "health-vault-locked")
            }
            _ => speaker.wrong("health-vault", "health-vault-to-choose"),
        },
        Startup::ProfileInUse { holder } => {
            let args = [("holder", words.told_as_it_stands(holder).into())];
            speaker.wrong_with("health-start", "health-in-use", &args)
        }
        Startup::MovingDataFolder { .. } => {
            speaker.wrong("health-data-folder", "health-data-folder-moving")
        }
        Startup::DataFolderAway { path } => {
            let args = [("path", path.as_str().into())];
            speaker.wrong_with("health-data-folder", "health-data-folder-away", &args)
        }
        Startup::DatabaseDamaged { said, .. } => {
            let args = [("said", words.told(said).into())];
            speaker.wrong_with("health-queue", "health-database-damaged", &args)
        }
        Startup::DatabaseNewer { said, .. } => {
            let args = [("said", words.told(said).into())];
            speaker.wrong_with("health-queue", "health-database-newer", &args)
        }
        Startup::Failed { said } => {
            Finding { well: false, what: words.say("health-start", &[]), said: words.told(said) }
        }
    };
    Some(stuck)
}

/// `name` says what a person calls a cloud.
pub fn of_the_queue(
    now: &Snapshot,
    words: &Words,
    name: impl Fn(ProviderKind) -> String,
) -> Vec<Finding> {
    let speaker = Speaker(words);
    let mut all = vec![storage(now, &speaker), network(now, &speaker)];
    if now.connections.is_empty() {
        all.push(speaker.wrong("health-connections", "health-no-connection"));
    }
    all.extend(now.connections.iter().map(|(row, presence)| {
        let (well, how) = connection(row, *presence);
        Finding { well, what: name(row.provider), said: words.say(how, &[]) }
    }));
    all.extend(now.folders.iter().map(|(row, state)| folder(row, state, &speaker)));
    all.push(queue(now, &speaker));
    all
}

fn connection(row: &Connection, presence: Presence) -> (bool, &'static str) {
    match (&row.state, presence) {
        (ConnectionState::NotAuthorized, _) => (false, "health-signed-out"),
        (ConnectionState::NotConnected, _) => (false, "health-no-project"),
        (_, Presence::Offline) => (false, "health-offline"),
        (_, Presence::Paused) => (false, "health-paused-there"),
        (_, Presence::Idle) => (false, "health-idle"),
        (_, Presence::Online | Presence::Unknown) => (true, "health-connected"),
    }
}

fn folder(row: &WatchedFolder, state: &FolderState, speaker: &Speaker) -> Finding {
    let path = ("path", row.wish.path.to_string_lossy().into());
    let (well, how, args) = match state {
        FolderState::Looking => (true, "health-folder-looking", vec![path]),
        FolderState::Watching { .. } => (true, "health-folder-watched", vec![path]),
        FolderState::Away => (false, "health-folder-away", vec![path]),
        FolderState::Unreadable { said } => {
            (false, "health-folder-unreadable", vec![path, ("said", speaker.0.told(said).into())])
        }
    };
    speaker.find(well, "health-folder", how, &args)
}

fn storage(now: &Snapshot, speaker: &Speaker) -> Finding {
    match &now.headline.standstill {
        Some(Standstill::Storage { said }) => {
            let args = [("said", speaker.0.told(said).into())];
            speaker.wrong_with("health-database", "health-database-fails", &args)
        }
        _ => speaker.well("health-database", "health-database-well"),
    }
}

fn network(now: &Snapshot, speaker: &Speaker) -> Finding {
    if let Some(Standstill::Network { why, .. }) = &now.headline.standstill {
        let how = match why {
            ErrorKind::CaptivePortal => "health-network-login",
            ErrorKind::ProxyRefused => "health-network-proxy",
            ErrorKind::Untrusted => "health-network-untrusted",
            ErrorKind::ClockWrong => "health-network-clock",
            _ => "health-network-away",
        };
        return speaker.wrong("health-network", how);
    }
    let status = &now.network;
    match (status.link.kind, status.health) {
        (LinkKind::Absent, _) => speaker.wrong("health-network", "health-network-absent"),
        (_, Health::Poor | Health::Down) => {
            let what = speaker.0.say("health-network", &[]);
            Finding { well: false, what, said: speaker.0.told(&status.said) }
        }
        _ => speaker.well("health-network", "health-network-well"),
    }
}

fn queue(now: &Snapshot, speaker: &Speaker) -> Finding {
    let count = |files: u64| [("files", Value::from(files))];
    let what = "health-uploads";
    let left = now.headline.files_left;
    match (now.headline.needs_attention, &now.pause) {
        (0, Pause::No) if left == 0 => speaker.well(what, "health-uploads-none"),
        (0, Pause::No) => speaker.find(true, what, "health-uploads-left", &count(left)),
        (0, _) if left > 0 => speaker.wrong_with(what, "health-uploads-paused", &count(left)),
        (0, _) => speaker.well(what, "health-uploads-paused-none"),
        (aside, _) => speaker.wrong_with(what, "health-uploads-aside", &count(aside)),
    }
}
