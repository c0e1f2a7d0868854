//! Our lasting link to one cloud as one person, and to at most one project.

use crate::NotAllowed;
use crate::account::{Account, Person, Place, Project};
use crate::ids::{ConnectionId, DeviceId, WayId};
use crate::provider::ProviderKind;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

/// Where a cloud is, and whom to trust there. The vendor's own address unless a person, a script
/// or a profile says otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    pub address: Url,
    /// A certificate authority to trust besides the system's, as PEM text.
    pub extra_ca: Option<String>,
}

impl Endpoint {
    /// Host and port as a person would say it; also what tells two clouds' secrets apart.
    pub fn authority(&self) -> String {
        let host = self.address.host_str().unwrap_or_default();
        match self.address.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }
    }
}

impl Endpoint {
    /// Not encrypted: a lasting mark wherever the connection is shown (A9).
    pub fn is_plain(&self) -> bool {
        self.address.scheme() == "http"
    }
}

/// The three states that the window shows (M1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConnectionState {
    NotAuthorized,
    NotConnected,
    Connected { project: Project },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConnectionEvent {
    /// Tokens are in the vault.
    Authorized,
    ProjectChosen(Project),
    /// The same project, under a new name.
    ProjectRenamed(String),
    Disconnected,
    AuthorizationLost,
}

impl ConnectionState {
    pub fn name(&self) -> &'static str {
        match self {
            ConnectionState::NotAuthorized => "not_authorized",
            ConnectionState::NotConnected => "not_connected",
            ConnectionState::Connected { .. } => "connected",
        }
    }

    pub fn project(&self) -> Option<&Project> {
        match self {
            ConnectionState::Connected { project } => Some(project),
            _ => None,
        }
    }

    pub fn after(&self, event: &ConnectionEvent) -> Result<ConnectionState, NotAllowed> {
        use ConnectionEvent as E;
        use ConnectionState as S;
        match (self, event) {
            (S::NotAuthorized, E::Authorized) => Ok(S::NotConnected),
            // Signing in again while it still worked: the cloud says anew where it points.
            (S::NotConnected | S::Connected { .. }, E::Authorized) => Ok(S::NotConnected),
            (S::NotConnected | S::Connected { .. }, E::ProjectChosen(project)) => {
                Ok(S::Connected { project: project.clone() })
            }
            (S::Connected { project }, E::ProjectRenamed(name)) => {
                Ok(S::Connected { project: Project { id: project.id.clone(), name: name.clone() } })
            }
            (S::Connected { .. }, E::Disconnected) => Ok(S::NotConnected),
            (_, E::AuthorizationLost) => Ok(S::NotAuthorized),
            (state, event) => Err(NotAllowed { state: state.name(), event: event.name() }),
        }
    }
}

impl ConnectionEvent {
    pub fn name(&self) -> &'static str {
        match self {
            ConnectionEvent::Authorized => "being authorized",
            ConnectionEvent::ProjectChosen(_) => "choosing a project",
            ConnectionEvent::ProjectRenamed(_) => "renaming the project",
            ConnectionEvent::Disconnected => "being disconnected",
            ConnectionEvent::AuthorizationLost => "losing the authorization",
        }
    }
}

/// How the cloud sees the connection now. Beside the state and not inside it: the two change for
/// different reasons. Memory only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    #[default]
    Unknown,
    Online,
    Offline,
    Paused,
    /// There, but nothing runs on it that could be used: a machine without its application.
    Idle,
}

/// The row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    pub id: ConnectionId,
    pub provider: ProviderKind,
    pub endpoint: Endpoint,
    /// How the person signed in: renewing and leaving go the same way.
    pub way: WayId,
    pub state: ConnectionState,
    /// Where the project lies, in a cloud that has such a level.
    pub account: Option<Account>,
    /// What it pointed at when the authorization was lost. Its queue was meant for that.
    pub former: Option<Project>,
    /// Who it is, or was. Gone after a disconnect.
    pub person: Option<Person>,
    /// What the cloud calls this installation there.
    pub device: Option<DeviceId>,
    pub device_name: Option<String>,
    /// What watched folders find goes by itself. Otherwise it is offered, and a person picks.
    pub automatic: bool,
    pub created_at: Timestamp,
    pub connected_at: Option<Timestamp>,
}

/// A person left here, and the cloud has not been told yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Farewell {
    /// Also names the tokens in the vault that it can still be told with.
    pub id: String,
    pub provider: ProviderKind,
    pub endpoint: Endpoint,
    pub way: WayId,
    pub device: Option<DeviceId>,
    /// What was left, for the person to read.
    pub what: String,
    pub since: Timestamp,
}

impl Connection {
    /// What it points at, as its cloud's own calls need it.
    pub fn place(&self) -> Option<Place> {
        let project = self.state.project()?.clone();
        let account = self.account.clone()?;
        Some(Place { account, project })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::ProjectId;
    use std::fmt::Write;

    #[test]
    fn the_whole_table_of_connection_moves() {
        let project = Project { id: ProjectId::new("p1"), name: "Unit A".into() };
        let states = [
            ConnectionState::NotAuthorized,
            ConnectionState::NotConnected,
            ConnectionState::Connected { project: project.clone() },
        ];
        let events = [
            ConnectionEvent::Authorized,
            ConnectionEvent::ProjectChosen(Project { id: ProjectId::new("p2"), name: "B".into() }),
            ConnectionEvent::ProjectRenamed("Unit A, day 2".into()),
            ConnectionEvent::Disconnected,
            ConnectionEvent::AuthorizationLost,
        ];
        let mut table = String::new();
        for state in &states {
            for event in &events {
                let to = match state.after(event) {
                    Ok(next) => match next.project() {
                        Some(project) => {
                            format!("{} {} {}", next.name(), project.id, project.name)
                        }
                        None => next.name().to_owned(),
                    },
                    Err(_) => "-".to_owned(),
                };
                writeln!(table, "{} + {} => {to}", state.name(), event.name()).unwrap();
            }
        }
        assert_eq!(
            table,
            "\
not_authorized + being authorized => not_connected
not_authorized + choosing a project => -
not_authorized + renaming the project => -
not_authorized + being disconnected => -
not_authorized + losing the authorization => not_authorized
not_connected + being authorized => not_connected
not_connected + choosing a project => connected p2 B
not_connected + renaming the project => -
not_connected + being disconnected => -
not_connected + losing the authorization => not_authorized
connected + being authorized => not_connected
connected + choosing a project => connected p2 B
connected + renaming the project => connected p1 Unit A, day 2
connected + being disconnected => not_connected
connected + losing the authorization => not_authorized
"
        );
    }
}
