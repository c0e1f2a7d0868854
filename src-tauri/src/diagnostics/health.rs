//! What is wrong, in words: from what is known at one moment, without asking anybody.

use crate::view::{Finding, Startup, VaultKind, VaultStep};
use domain::{
    ConnectionState, ErrorKind, FolderState, Health, LinkKind, Pause, Presence, ProviderKind,
};
use engine::{Snapshot, Standstill};

fn well(what: &str, said: impl Into<String>) -> Finding {
    Finding { well: true, what: what.to_owned(), said: said.into() }
}

fn wrong(what: &str, said: impl Into<String>) -> Finding {
    Finding { well: false, what: what.to_owned(), said: said.into() }
}

/// How far the start came. `None`: all the way.
pub fn of_the_start(startup: &Startup) -> Option<Finding> {
    let stuck = match startup {
        Startup::Ready { .. } => return None,
        Startup::VaultNeeded { vault } => match (vault.kind, vault.state) {
            (VaultKind::Keyring, _) => wrong(
                "Keyring",
                "It is locked, and the sign-ins are in it. Unlock it, then try again in the window.",
            ),
            (VaultKind::File, VaultStep::Locked) => {
                wrong("Vault", "It is locked. Its passphrase opens it, in the window.")
            }
            _ => wrong(
                "Vault",
                "There is no keyring on this computer, and nobody has chosen a passphrase yet.",
            ),
        },
        Startup::ProfileInUse { holder } => wrong(
            "Start",
            format!(
                "Another Labrun has this queue open ({holder}). Close it, or look for its tray."
            ),
        ),
        Startup::DatabaseDamaged { said, .. } => wrong(
            "Queue",
            format!(
                "Its database is damaged: {said}. The window offers to set it aside; it is kept."
            ),
        ),
        Startup::DatabaseNewer { said, .. } => wrong(
            "Queue",
            format!("A newer Labrun wrote its database: {said}. Install that version again."),
        ),
        Startup::Failed { said } => wrong("Start", said.clone()),
    };
    Some(stuck)
}

/// `name` says what a person calls a cloud.
pub fn of_the_queue(now: &Snapshot, name: impl Fn(ProviderKind) -> String) -> Vec<Finding> {
    let mut all = vec![storage(now), network(now)];
    if now.connections.is_empty() {
        all.push(wrong("Connections", "There is none. Connect a camera cloud to upload to."));
    }
    all.extend(now.connections.iter().map(|(connection, presence)| {
        let what = name(connection.provider);
        match (&connection.state, presence) {
            (ConnectionState::NotAuthorized, _) => {
                wrong(&what, "Signed out. Sign in again, and its uploads go on.")
            }
            (ConnectionState::NotConnected, _) => {
                wrong(&what, "Signed in, and no project is chosen yet.")
            }
            (_, Presence::Offline) => wrong(
                &what,
                "It cannot be reached. That passes by itself, or the network says why.",
            ),
            (_, Presence::Paused) => wrong(
                &what,
                "Paused on its side. What is recorded until it goes on there is not uploaded.",
            ),
            (_, Presence::Idle) => wrong(&what, "It is there, and nothing runs on it."),
            (_, Presence::Online | Presence::Unknown) => well(&what, "Connected."),
        }
    }));
    all.extend(now.folders.iter().map(|(folder, state)| {
        let path = folder.wish.path.display();
        match state {
            FolderState::Looking => well("Watched folder", format!("{path} is looked through.")),
            FolderState::Watching { .. } => well("Watched folder", format!("{path} is watched.")),
            FolderState::Away => wrong(
                "Watched folder",
                format!("{path} is not there. Put the card in or connect the share."),
            ),
            FolderState::Unreadable { said } => {
                wrong("Watched folder", format!("{path} cannot be read: {said}."))
            }
        }
    }));
    all.push(queue(now));
    all
}

fn storage(now: &Snapshot) -> Finding {
    match &now.headline.standstill {
        Some(Standstill::Storage { said }) => wrong(
            "Queue's database",
            format!("It cannot be written: {said}. Make room on the disk."),
        ),
        _ => well("Queue's database", "It is read and written."),
    }
}

fn network(now: &Snapshot) -> Finding {
    if let Some(Standstill::Network { why, .. }) = &now.headline.standstill {
        let said = match why {
            ErrorKind::CaptivePortal => "It asks for a sign-in: open its page in a browser.",
            ErrorKind::ProxyRefused => "Its proxy lets nothing through: ask whoever runs it.",
            ErrorKind::Untrusted => {
                "Somebody else's certificate answers for the cloud, so nothing is sent: ask whoever \
                 runs the network."
            }
            ErrorKind::ClockWrong => "The clock of this computer is wrong: set it.",
            _ => "The cloud cannot be reached. It is tried again by itself.",
        };
        return wrong("Network", said);
    }
    let status = &now.network;
    match (status.link.kind, status.health) {
        (LinkKind::Absent, _) => wrong("Network", "There is none. Uploads go on when there is."),
        (_, Health::Poor | Health::Down) => wrong("Network", status.said.clone()),
        _ => well("Network", "It carries what is sent."),
    }
}

fn queue(now: &Snapshot) -> Finding {
    let files =
        |count: u64| if count == 1 { "1 file".to_owned() } else { format!("{count} files") };
    let left = now.headline.files_left;
    match (now.headline.needs_attention, &now.pause) {
        (0, Pause::No) if left == 0 => well("Uploads", "Nothing is left to send."),
        (0, Pause::No) => well("Uploads", format!("{} left.", files(left))),
        (0, _) if left > 0 => {
            wrong("Uploads", format!("Paused by hand, with {} left. Resume them.", files(left)))
        }
        (0, _) => well("Uploads", "Paused by hand, and nothing is left to send."),
        (aside, _) => wrong(
            "Uploads",
            format!("{} set aside: the list under Needs attention says why.", files(aside)),
        ),
    }
}
