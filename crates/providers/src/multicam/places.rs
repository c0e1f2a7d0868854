//! The machine, its rooms and its media lists.

use super::asks::Page;
use super::error::from_machine;
use super::wire::{self, Entry, Read, System};
use super::{Multicam, assumed};
use domain::{
    Account, AccountId, CloudError, ErrorKind, ListedAccount, ListedProject, Listing, Place,
    Presence, Project, ProjectId, Session, Whereabouts,
};

/// The two kinds of things that a connection can point at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shelf {
    Rooms,
    MediaLists,
}

impl Shelf {
    const ALL: [Shelf; 2] = [Shelf::Rooms, Shelf::MediaLists];

    /// In front of the machine's own id, which is unique within one kind only.
    fn prefix(self) -> &'static str {
        match self {
            Shelf::Rooms => "room:",
            Shelf::MediaLists => "list:",
        }
    }

    fn page(self) -> Page {
        match self {
            Shelf::Rooms => Page::Rooms,
            Shelf::MediaLists => Page::MediaLists,
        }
    }

    fn note(self) -> &'static str {
        match self {
            Shelf::Rooms => "Room",
            Shelf::MediaLists => "Media list",
        }
    }

    fn of(project: &ProjectId) -> Option<Self> {
        Self::ALL.into_iter().find(|shelf| project.as_str().starts_with(shelf.prefix()))
    }

    fn project(self, entry: Entry) -> Project {
        Project { id: ProjectId::new(self.prefix().to_owned() + &entry.id), name: entry.name }
    }
}

/// The machine tells nothing about the person. With no application running it has no lists either,
/// and then what was chosen is taken to be there still.
pub async fn who_am_i(
    machine: &Multicam,
    session: &Session,
    chosen: Option<&Place>,
) -> Result<Whereabouts, CloudError> {
    let shelf = match chosen {
        Some(place) => Shelf::of(&place.project.id),
        None => Some(Shelf::Rooms),
    };
    let system = system(machine, session).await?;
    let (project, presence) = match shelf {
        None => (None, Presence::Unknown),
        Some(shelf) => match list(machine, session, shelf).await {
            Ok(Read::NotLaunched) => (chosen.map(|place| place.project.clone()), Presence::Idle),
            Ok(Read::It(projects)) => {
                let is_it =
                    |project: &Project| chosen.is_some_and(|place| place.project.id == project.id);
                (projects.into_iter().find(is_it), Presence::Online)
            }
            // Without a choice there is nothing that the list could tell.
            Err(error) if chosen.is_none() && error.kind == ErrorKind::Rejected => {
                (None, Presence::Unknown)
            }
            Err(error) => return Err(error),
        },
    };
    Ok(Whereabouts {
        person: None,
        picture: None,
        account: Some(machine.listed(system).account),
        project,
        device: None,
        device_name: None,
        presence,
    })
}

/// There is the one.
pub async fn accounts(
    machine: &Multicam,
    session: &Session,
) -> Result<Listing<ListedAccount>, CloudError> {
    let system = system(machine, session).await?;
    Ok(Listing::complete(vec![machine.listed(system)]))
}

/// Rooms first. A machine that has one of the two kinds only is fine.
pub async fn projects(
    machine: &Multicam,
    session: &Session,
) -> Result<Listing<ListedProject>, CloudError> {
    let (rooms, media_lists) = tokio::join!(
        list(machine, session, Shelf::Rooms),
        list(machine, session, Shelf::MediaLists)
    );
    let mut listing = Listing::complete(Vec::new());
    let mut missing = None;
    for (shelf, read) in Shelf::ALL.into_iter().zip([rooms, media_lists]) {
        match read {
            Ok(Read::It(projects)) => listing.entries.extend(projects.into_iter().map(|project| {
                ListedProject { project, note: Some(shelf.note().to_owned()), online: None }
            })),
            Ok(Read::NotLaunched) => {
                listing.said = Some(
                    "No application is running on this machine. Start one in Multicam, then look \
                     again."
                        .to_owned(),
                );
            }
            Err(error) if error.kind == ErrorKind::Rejected && missing.is_none() => {
                missing = Some(error);
            }
            Err(error) => return Err(error),
        }
    }
    match missing {
        Some(error) if listing.entries.is_empty() && listing.said.is_none() => Err(error),
        _ => Ok(listing),
    }
}

/// `GET /api/application/version`, without a key. Whoever asks for one is there all the same.
pub async fn reachable(machine: &Multicam) -> Result<(), CloudError> {
    let answer = machine.asks.read_as_nobody(Page::Version).await?;
    if answer.is_success() {
        return if answer.is_html() { Err(answer.not_as_expected()) } else { Ok(()) };
    }
    match from_machine(&answer) {
        error if error.kind.is_on_the_way() => Err(error),
        error if answer.status == 429 || answer.status >= 500 => Err(error),
        _ => Ok(()),
    }
}

async fn system(machine: &Multicam, session: &Session) -> Result<System, CloudError> {
    let answer = machine.asks.read(Page::System, session).await?;
    if wire::says_not_launched(&answer) {
        return Ok(System::default());
    }
    if answer.is_success() {
        return wire::system(&answer);
    }
    let error = from_machine(&answer);
    if assumed::A_MACHINE_MAY_BE_NAMELESS
        && answer.status == 404
        && error.kind == ErrorKind::Rejected
    {
        return Ok(System::default());
    }
    Err(error)
}

async fn list(
    machine: &Multicam,
    session: &Session,
    shelf: Shelf,
) -> Result<Read<Vec<Project>>, CloudError> {
    let answer = machine.asks.read(shelf.page(), session).await?;
    if wire::says_not_launched(&answer) {
        return Ok(Read::NotLaunched);
    }
    // "Missing items" are answered so, and that is an answer.
    if answer.status == 404 && wire::is_problem(&answer) {
        return Ok(Read::It(Vec::new()));
    }
    if !answer.is_success() {
        return Err(from_machine(&answer));
    }
    let entries = wire::entries(&answer)?;
    Ok(Read::It(entries.into_iter().map(|entry| shelf.project(entry)).collect()))
}

impl Multicam {
    /// Multicam's name for it, then the computer's, then where it is. What is not the title is the
    /// second line.
    fn listed(&self, system: System) -> ListedAccount {
        let mut names = [system.multicam_name, system.computer_name, Some(self.authority.clone())]
            .into_iter()
            .flatten();
        let name = names.next().unwrap_or_default();
        let rest: Vec<String> = names.filter(|other| *other != name).collect();
        ListedAccount {
            account: Account { id: AccountId::new(self.authority.clone()), name },
            note: Some(rest.join(" · ")).filter(|note| !note.is_empty()),
        }
    }
}
