//! What every way ends with: who is it, then the row, then the tokens, then the row as signed in —
//! so that a crash anywhere leaves something true on the screen.

use super::{Attempt, Ended, Signed};
use crate::EngineError;
use crate::connections::is_signed_out;
use crate::engine::Inner;
use domain::{
    Accounts, CloudError, Connection, ConnectionEvent, ConnectionId, ConnectionState, Endpoint,
    Grant, Person, Place, Presence, Session, SignInEvent, Whereabouts, retry,
};
use std::sync::Arc;
use tokio::sync::oneshot;

impl Inner {
    /// Whatever keeps it from becoming a connection, the other side is told to forget it.
    pub(super) async fn finish(
        self: &Arc<Self>,
        attempt: &Attempt,
        signed: Signed,
    ) -> Result<ConnectionId, Ended> {
        let Signed { endpoint, accounts, grant } = signed;
        let (tokens, lasting) = (grant.tokens.clone(), grant.lasting);
        let ended = match self.look_who(attempt, &endpoint, accounts.as_ref(), &grant).await {
            Ok((known, there)) if self.settles(attempt) => {
                match self.write_down(attempt, &endpoint, grant, known, there).await {
                    Ok(connection) => return Ok(connection),
                    Err(error) => Ended::Failed(error),
                }
            }
            // Approved and backed out of at the same moment.
            Ok(_) => Ended::BackedOut,
            Err(ended) => ended,
        };
        let what = self.able(attempt.provider).map_or("a cloud", |able| able.name);
        self.give_back(attempt.leaving(&endpoint, what), tokens, lasting).await;
        Err(ended)
    }

    /// From here on it is too late to back out; `false`: it was already.
    fn settles(&self, attempt: &Attempt) -> bool {
        let mut current = self.desk.current.lock().expect("nobody panics with the lock");
        if attempt.stop.is_cancelled() {
            return false;
        }
        current.settled = true;
        true
    }

    /// Which connection it is, if it is one that we know, and where it points.
    async fn look_who(
        &self,
        attempt: &Attempt,
        endpoint: &Endpoint,
        accounts: &dyn Accounts,
        grant: &Grant,
    ) -> Result<(Option<Connection>, Option<Whereabouts>), Ended> {
        let again = match &attempt.connection {
            Some(id) => self.store.connection(id).await?,
            None => None,
        };
        let session = Session { way: attempt.id(), access: grant.tokens.access.clone() };
        let chosen = again.as_ref().and_then(Connection::place);
        let asked = self.ask_whereabouts(accounts, &session, chosen.as_ref());
        let there = match attempt.unless_stopped(asked).await? {
            Ok(mut there) => {
                // What the cloud does not tell is what the person typed.
                there.person = there.person.or_else(|| grant.person.clone());
                Some(there)
            }
            // It let us in and will not have us.
            Err(error) if attempt.spec.confirms || is_signed_out(error.kind()) => {
                return Err(error.into());
            }
            // Signed in all the same: the rest is asked until it is answered.
            Err(_) => None,
        };
        if attempt.spec.confirms {
            self.ask_the_person(attempt, there.as_ref()).await?;
        }
        let known = match (again, &there) {
            (Some(again), _) => Some(again),
            (None, Some(there)) => self.same_place(attempt, endpoint, there).await?,
            (None, None) => None,
        };
        Ok((known, there))
    }

    async fn ask_the_person(
        &self,
        attempt: &Attempt,
        there: Option<&Whereabouts>,
    ) -> Result<(), Ended> {
        let who = match there.and_then(|there| there.person.as_ref()) {
            Some(Person { name, email: Some(email) }) => format!("{name} ({email})"),
            Some(Person { name, email: None }) => name.clone(),
            None => "somebody whose name the cloud does not tell".to_owned(),
        };
        let (yes, confirmed) = oneshot::channel();
        {
            let mut current = self.desk.current.lock().expect("nobody panics with the lock");
            if current.number == attempt.number {
                current.confirm = Some(yes);
            }
        }
        self.sign_in_moves(attempt.number, SignInEvent::Answered { who });
        attempt.unless_stopped(confirmed).await?.map_err(|_| Ended::BackedOut)
    }

    async fn write_down(
        self: &Arc<Self>,
        attempt: &Attempt,
        endpoint: &Endpoint,
        grant: Grant,
        known: Option<Connection>,
        there: Option<Whereabouts>,
    ) -> Result<ConnectionId, EngineError> {
        let now = self.now();
        let (connection, since) = match known {
            Some(known) => {
                let (before, since) = self.begin_anew(&known.id, now).await?;
                // Whoever it was before may not be who it is now.
                let (endpoint, person) = (endpoint.clone(), grant.person);
                (Connection { endpoint, way: attempt.id(), person, ..before }, since)
            }
            None => (
                Connection {
                    id: ConnectionId::new(uuid::Uuid::now_v7().to_string()),
                    provider: attempt.provider,
                    endpoint: endpoint.clone(),
                    way: attempt.id(),
                    state: ConnectionState::NotAuthorized,
                    account: None,
                    former: None,
                    person: grant.person,
                    device: None,
                    device_name: None,
                    automatic: true,
                    created_at: now,
                    connected_at: None,
                },
                0,
            ),
        };
        let id = connection.id.clone();
        self.store.save_connection(&connection).await?;
        self.sessions.keep(&id, grant.tokens, grant.lasting).await?;
        self.store.move_connection(&id, &ConnectionEvent::Authorized, now).await?;
        let presence = there.as_ref().map_or(Presence::Unknown, Whereabouts::seen);
        self.set_presence(&id, presence);
        if let Some(there) = &there {
            self.arrived(&id, since, there).await?;
        }
        self.connection_changed(&id).await?;
        self.authorization_is_back(&id).await?;
        self.connections_changed();
        self.listen_anew(&id);
        if there.is_none() {
            self.look_at(&id);
        }
        Ok(id)
    }

    async fn ask_whereabouts(
        &self,
        accounts: &dyn Accounts,
        session: &Session,
        chosen: Option<&Place>,
    ) -> Result<Whereabouts, CloudError> {
        let mut tries = 0;
        loop {
            tries += 1;
            match accounts.who_am_i(session, chosen).await {
                Err(error) if tries < 3 && error.kind().may_pass() => {
                    tracing::warn!(%error, "could not ask who we are");
                }
                other => return other,
            }
            tokio::time::sleep(self.timings.scaled(retry::next_knock(tries, 0.0))).await;
        }
    }

    /// Pairing again with a project that is there already brings that connection and its queue
    /// back to life, instead of a twin beside it.
    async fn same_place(
        &self,
        attempt: &Attempt,
        endpoint: &Endpoint,
        there: &Whereabouts,
    ) -> Result<Option<Connection>, EngineError> {
        let mut all = self.store.connections().await?;
        all.retain(|one| {
            one.provider == attempt.provider && one.endpoint.address == endpoint.address
        });
        let theirs = there.project.as_ref().map(|project| &project.id);
        let ours = |one: &&Connection| {
            let points_at = one.state.project().or(one.former.as_ref());
            // A connection that works is not taken over by another way in: to its cloud that is
            // somebody else, who would stay listed there with nobody to take its leave.
            let free = one.way == attempt.id() || one.state == ConnectionState::NotAuthorized;
            free && theirs.is_some() && points_at.map(|project| &project.id) == theirs
        };
        // Signed out since: the device is what it is known by.
        let same_device = |one: &&Connection| {
            one.state.project().is_none() && one.device.is_some() && one.device == there.device
        };
        Ok(all.iter().find(ours).or_else(|| all.iter().find(same_device)).cloned())
    }
}
