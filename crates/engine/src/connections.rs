//! What a connection points at, who it belongs to, and how it ends.

use crate::engine::{Engine, Inner};
use crate::farewells::{Leaving, disconnected};
use crate::{EngineError, Event};
use domain::{
    Account, AccountId, Connection, ConnectionEvent, ConnectionId, ConnectionState, ErrorKind,
    Filter, List, ListedAccount, ListedProject, Listing, Place, Presence, Project, Timestamp,
    UploadEvent, VaultError, Whereabouts, Which,
};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use store::Awaited;
use tokio::sync::RwLock;

/// How leaving went. Leaving always works here; whether the vendor knows is another matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disconnected {
    pub vendor_side: bool,
    pub said: String,
}

/// Counts the sign-ins and sign-outs of each connection: what a cloud answered before the last one
/// no longer counts, or a name would come back after its person has left.
#[derive(Default)]
pub(crate) struct Turns {
    counts: Mutex<HashMap<ConnectionId, u64>>,
    pointings: Mutex<HashMap<ConnectionId, Arc<Pointing>>>,
    /// Held while such an answer, or the end of an authorization, is written down.
    writing: tokio::sync::Mutex<()>,
}

/// Where one connection points, for those who must not cross a choice: on the way from one project
/// to another it may be in none.
#[derive(Default)]
pub(crate) struct Pointing {
    /// Whoever creates something there reads, whoever points it elsewhere writes.
    pub gate: RwLock<()>,
    choices: AtomicU64,
}

impl Turns {
    pub fn pointing(&self, id: &ConnectionId) -> Arc<Pointing> {
        let mut all = self.pointings.lock().expect("nobody panics with the lock");
        all.entry(id.clone()).or_default().clone()
    }

    pub fn now(&self, id: &ConnectionId) -> u64 {
        let counts = self.counts.lock().expect("nobody panics with the lock");
        counts.get(id).copied().unwrap_or_default()
    }

    fn next(&self, id: &ConnectionId) -> u64 {
        let mut counts = self.counts.lock().expect("nobody panics with the lock");
        let count = counts.entry(id.clone()).or_default();
        *count += 1;
        *count
    }
}

impl Engine {
    /// What one may choose from; with `find`, what the cloud finds by it.
    pub async fn list_accounts(
        &self,
        id: &ConnectionId,
        find: Option<&str>,
    ) -> Result<Listing<ListedAccount>, EngineError> {
        let since = self.0.turns.now(id);
        let connection = self.known(id).await?;
        let find = find.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        let asked = self.0.ask(&connection, |accounts, session| {
            let find = find.clone();
            async move { accounts.accounts(&session, find.as_deref()).await }
        });
        let listed = asked.await;
        self.0.unless_signed_out(id, since, listed).await
    }

    pub async fn list_projects(
        &self,
        id: &ConnectionId,
        account: &AccountId,
    ) -> Result<Listing<ListedProject>, EngineError> {
        let since = self.0.turns.now(id);
        let connection = self.known(id).await?;
        let asked = self.0.ask(&connection, |accounts, session| {
            let account = account.clone();
            async move { accounts.projects(&session, &account).await }
        });
        let listed = asked.await;
        self.0.unless_signed_out(id, since, listed).await
    }

    /// Points a connection at another project, without signing in again. What is written down is
    /// what the cloud says afterwards: the ids are the person's, the names are the cloud's. What is
    /// queued goes there from now on, because a person said so.
    pub async fn choose_project(&self, id: &ConnectionId, to: Place) -> Result<(), EngineError> {
        let inner = &self.0;
        let since = inner.turns.now(id);
        let pointing = inner.turns.pointing(id);
        // What is queued waits for the outcome; what is being created is seen through first.
        inner.stop_running_of(id);
        let chosen = {
            let _alone = pointing.gate.write().await;
            pointing.choices.fetch_add(1, Ordering::SeqCst);
            let connection = self.known(id).await?;
            inner.will_point_at(id, &to.project);
            let chosen = inner.choose(&connection, since, &to).await;
            if let Err(error) = &chosen {
                inner.after_a_failed_choice(&connection, since, &to, error.kind()).await;
            }
            chosen
        };
        // After the gate is open: a look while it was closed saw nothing that counts.
        inner.look_at(id);
        inner.wake.notify_one();
        inner.unless_signed_out(id, since, chosen).await
    }

    /// Forgets the tokens and everything personal, and tells the cloud, now or later. The queue
    /// stays.
    pub async fn disconnect(&self, id: &ConnectionId) -> Result<Disconnected, EngineError> {
        let inner = &self.0;
        let connection = self.known(id).await?;
        let left = match inner.sessions.look(id).await {
            Ok(left) => left,
            // What cannot be read can still be forgotten.
            Err(VaultError::Damaged(_)) => {
                inner.sessions.forget(id).await?;
                inner.authorization_lost(id).await?;
                let said = "What it was signed in with could not be read, so the other side was \
                            not told. Remove it there by hand.";
                return Ok(disconnected(false, said));
            }
            Err(error) => return Err(error.into()),
        };
        let Some(left) = left else {
            inner.sessions.forget(id).await?;
            inner.authorization_lost(id).await?;
            return Ok(disconnected(true, "It was signed out already."));
        };
        let farewell = inner.remember_leave(inner.leaving(&connection), &left).await;
        if let Err(error) = inner.sessions.forget(id).await {
            inner.take_back_leave(&farewell).await;
            return Err(error.into());
        }
        inner.authorization_lost(id).await?;
        Ok(inner.tell_at_once(&farewell, left).await)
    }

    /// Takes a signed-out connection off the list, once nothing of its queue is left.
    pub async fn forget_connection(&self, id: &ConnectionId) -> Result<(), EngineError> {
        let inner = &self.0;
        if self.known(id).await?.state != ConnectionState::NotAuthorized {
            return Err(EngineError::Rejected("disconnect it first".to_owned()));
        }
        // The tokens first: what cannot be forgotten must stay on the list to be tried again.
        inner.sessions.forget(id).await?;
        inner.store.remove_connection(id).await?;
        inner.say(Event::QueueChanged);
        inner.say(Event::ConnectionRemoved(id.clone()));
        Ok(())
    }

    async fn known(&self, id: &ConnectionId) -> Result<Connection, EngineError> {
        self.0.store.connection(id).await?.ok_or(EngineError::UnknownConnection)
    }
}

/// A cloud that answers so will not have us until somebody signs in again.
pub(crate) fn is_signed_out(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::NotAuthorized | ErrorKind::WrongSecret | ErrorKind::WrongLogin)
}

impl Inner {
    pub async fn connection_changed(&self, id: &ConnectionId) -> Result<(), EngineError> {
        if let Some(connection) = self.store.connection(id).await? {
            let presence = self.presence_of(id);
            self.say(Event::ConnectionChanged { connection, presence });
        }
        Ok(())
    }

    pub fn leaving(&self, connection: &Connection) -> Leaving {
        let project = connection.state.project().map(|project| project.name.clone());
        let name = || self.able(connection.provider).map_or("a cloud", |able| able.name).to_owned();
        Leaving {
            provider: connection.provider,
            endpoint: connection.endpoint.clone(),
            way: connection.way.clone(),
            device: connection.device.clone(),
            what: project.unwrap_or_else(name),
        }
    }

    async fn choose(
        self: &Arc<Self>,
        connection: &Connection,
        since: u64,
        to: &Place,
    ) -> Result<(), EngineError> {
        let from = left_place(connection);
        let there = self.ask(connection, |accounts, session| {
            let (from, to) = (from.clone(), to.clone());
            async move {
                accounts.choose(&session, from.as_ref(), &to).await?;
                accounts.who_am_i(&session, Some(&to)).await
            }
        });
        let mut there = there.await?;
        if there.project.as_ref().map(|project| &project.id) != Some(&to.project.id) {
            return Err(EngineError::Rejected(
                self.able(connection.provider)?.withdrawn.to_owned(),
            ));
        }
        there.account.get_or_insert_with(|| to.account.clone());
        self.arrived(&connection.id, since, &there).await?;
        self.authorization_is_back(&connection.id).await
    }

    /// The old project may be left already, and the new one may be reached all the same: only the
    /// cloud knows. One that does not answer is asked again by whoever looks after the connection.
    async fn after_a_failed_choice(
        self: &Arc<Self>,
        connection: &Connection,
        since: u64,
        to: &Place,
        kind: ErrorKind,
    ) {
        if kind.may_pass() {
            return;
        }
        if !is_signed_out(kind)
            && let Err(error) = self.look_where_alone(connection, since).await
        {
            tracing::warn!(connection = %connection.id, %error, "not known where it points");
        }
        self.has_chosen(&connection.id, Some(&to.project));
    }

    /// A person's own choice, which the cloud is about to confirm.
    fn will_point_at(&self, id: &ConnectionId, project: &Project) {
        let mut chosen = self.chosen.lock().expect("nobody panics with the lock");
        chosen.insert(id.clone(), project.id.clone());
    }

    /// Whether a person chose this project and has not been told of it yet.
    fn has_chosen(&self, id: &ConnectionId, project: Option<&Project>) -> bool {
        let mut chosen = self.chosen.lock().expect("nobody panics with the lock");
        let is_it = project.is_some_and(|project| chosen.get(id) == Some(&project.id));
        if is_it {
            chosen.remove(id);
        }
        is_it
    }

    /// Writes down where the cloud says a connection points, and says so if that is news. `since`
    /// is the turn in which it was asked.
    pub async fn arrived(
        self: &Arc<Self>,
        id: &ConnectionId,
        since: u64,
        there: &Whereabouts,
    ) -> Result<(), EngineError> {
        let _alone = self.turns.writing.lock().await;
        if self.turns.now(id) != since {
            return Ok(());
        }
        let Some(before) = self.store.connection(id).await? else { return Ok(()) };
        let event = match (&before.state, &there.project) {
            // Signed out meanwhile: what was asked before no longer counts.
            (ConnectionState::NotAuthorized, _) => return Ok(()),
            (ConnectionState::Connected { project: ours }, Some(theirs))
                if ours.id == theirs.id && ours.name == theirs.name =>
            {
                None
            }
            (ConnectionState::Connected { project: ours }, Some(theirs))
                if ours.id == theirs.id =>
            {
                Some(ConnectionEvent::ProjectRenamed(theirs.name.clone()))
            }
            (_, Some(theirs)) => Some(ConnectionEvent::ProjectChosen(theirs.clone())),
            (ConnectionState::Connected { .. }, None) => Some(ConnectionEvent::Disconnected),
            (ConnectionState::NotConnected, None) => None,
        };
        let by_choice = self.has_chosen(id, there.project.as_ref());
        if let (Some(meant), Some(theirs)) =
            (before.state.project().or(before.former.as_ref()), &there.project)
            && meant.id != theirs.id
            && !by_choice
        {
            // Before it points there: nothing may go where nobody meant it to.
            self.hold_queue(id, meant, theirs).await?;
        }
        let mut after = self
            .store
            .set_whereabouts(
                id,
                there.person.as_ref(),
                there.account.as_ref(),
                there.device.as_ref(),
                there.device_name.as_deref(),
            )
            .await?;
        if let Some(event) = event {
            let moved = self.store.move_connection(id, &event, self.now()).await?;
            after = match event {
                ConnectionEvent::Disconnected => self.withdrawn(&before, moved, there).await?,
                _ => moved,
            };
        }
        self.show_picture(&after, there.picture.as_ref());
        if after.device != before.device {
            self.listen_anew(id);
        }
        let presence = there.seen();
        let same_presence = self.set_presence(id, presence);
        if after != before || !same_presence {
            self.say(Event::ConnectionChanged { connection: after, presence });
            self.wake.notify_one();
        }
        Ok(())
    }

    /// Whether a connection still points at the project that it pointed at when it was read.
    pub async fn points_as_before(&self, read: &Connection) -> Result<bool, EngineError> {
        let now = self.store.connection(&read.id).await?;
        let project = |one: &Connection| one.state.project().map(|project| project.id.clone());
        let before = project(read);
        Ok(before.is_some() && now.and_then(|now| project(&now)) == before)
    }

    /// What it pointed at is there no more. The queue was meant for that, and waits.
    async fn withdrawn(
        &self,
        before: &Connection,
        moved: Connection,
        there: &Whereabouts,
    ) -> Result<Connection, EngineError> {
        let after = Connection {
            former: before.state.project().cloned(),
            device: there.device.clone(),
            device_name: there.device_name.clone(),
            ..moved
        };
        self.store.save_connection(&after).await?;
        self.stop_running_of(&before.id);
        let project = before.state.project().map(|project| project.name.clone());
        let said = self.able(before.provider)?.withdrawn;
        let notice = crate::Notice::Withdrawn { project: project.unwrap_or_default(), said };
        self.say(Event::Noticed { connection: Some(before.id.clone()), notice });
        Ok(after)
    }

    /// The queue of a connection was meant for a project that it does not point at any more.
    async fn hold_queue(
        &self,
        id: &ConnectionId,
        meant: &Project,
        now: &Project,
    ) -> Result<(), EngineError> {
        // Nothing gets a lane between its row and the word that holds it.
        let _assigning = self.assigning.lock().await;
        let filter = Filter { connection: Some(id.clone()), ..Filter::default() };
        let mut held = 0;
        for list in [List::Active, List::Waiting] {
            let all = Which::All { filter: Filter { list, ..filter.clone() }, except: Vec::new() };
            let ids = self.store.ids(&all).await?;
            // What a person paused for a while is held as well: it must not go by itself.
            let pause = UploadEvent::Paused { until: None };
            let moved = self.store.move_uploads(&ids, &pause, self.now()).await?;
            for upload in &moved.ids {
                self.stop_moved(*upload);
            }
            held += moved.ids.len();
            self.rows_changed(&moved.ids).await?;
        }
        if held > 0 {
            let (meant, now) = (meant.name.clone(), now.name.clone());
            let notice = crate::Notice::QueueHeld { files: held, meant, now };
            self.say(Event::Noticed { connection: Some(id.clone()), notice });
        }
        Ok(())
    }

    /// The cloud has forgotten us, or we it: no project, no name left; the queue stays.
    pub async fn authorization_lost(&self, id: &ConnectionId) -> Result<(), EngineError> {
        self.authorization_ends(id, None).await
    }

    /// The same by the word of a cloud that was asked in the turn `since`.
    pub async fn authorization_lost_since(
        &self,
        id: &ConnectionId,
        since: u64,
    ) -> Result<(), EngineError> {
        self.authorization_ends(id, Some(since)).await
    }

    async fn authorization_ends(
        &self,
        id: &ConnectionId,
        since: Option<u64>,
    ) -> Result<(), EngineError> {
        {
            let _alone = self.turns.writing.lock().await;
            if since.is_some_and(|since| self.turns.now(id) != since) {
                return Ok(());
            }
            let lost = &ConnectionEvent::AuthorizationLost;
            self.store.move_connection(id, lost, self.now()).await?;
            self.turns.next(id);
        }
        self.has_chosen_nothing(id);
        self.forget_picture(id);
        self.set_presence(id, Presence::Unknown);
        self.stop_running_of(id);
        self.listen_anew(id);
        self.look_at(id);
        self.connection_changed(id).await?;
        self.say(Event::StandstillChanged);
        Ok(())
    }

    /// Takes a connection off its project to be signed in anew: whatever still runs there must not
    /// meet the new tokens before it is known where they lead. The turn that begins.
    pub async fn begin_anew(
        &self,
        known: &ConnectionId,
        now: Timestamp,
    ) -> Result<(Connection, u64), EngineError> {
        let _alone = self.turns.writing.lock().await;
        let lost = &ConnectionEvent::AuthorizationLost;
        let before = self.store.move_connection(known, lost, now).await?;
        self.stop_running_of(known);
        Ok((before, self.turns.next(known)))
    }

    fn has_chosen_nothing(&self, id: &ConnectionId) {
        self.chosen.lock().expect("nobody panics with the lock").remove(id);
    }

    /// Passes an outcome on, and writes down when it means that the authorization is gone.
    pub async fn unless_signed_out<T>(
        &self,
        id: &ConnectionId,
        since: u64,
        outcome: Result<T, EngineError>,
    ) -> Result<T, EngineError> {
        if let Err(error) = &outcome
            && is_signed_out(error.kind())
        {
            tracing::warn!(connection = %id, %error, "the authorization is gone");
            if let Err(error) = self.authorization_lost_since(id, since).await {
                tracing::error!(%error, "could not write down a lost authorization");
            }
        }
        outcome
    }

    /// What waited for it goes on.
    pub async fn authorization_is_back(&self, id: &ConnectionId) -> Result<(), EngineError> {
        let ready = self.store.ready_waiting(Some(id), Awaited::Authorization, self.now()).await?;
        self.uploads_changed(ready);
        self.line_is_up(id).await?;
        self.wake.notify_one();
        Ok(())
    }

    /// Asks the cloud where a connection points. Anything but a refusal proves nothing about the
    /// authorization, and an answer that crossed a person's choice proves nothing at all: there is
    /// another look after that.
    pub async fn look_where(
        self: &Arc<Self>,
        connection: &Connection,
        since: u64,
    ) -> Result<(), EngineError> {
        let pointing = self.turns.pointing(&connection.id);
        let choices = pointing.choices.load(Ordering::SeqCst);
        if pointing.gate.try_read().is_err() {
            return Ok(());
        }
        let there = self.ask_where(connection).await;
        // Nobody begins to choose between this look at the gate and the end of writing down.
        let Ok(_still) = pointing.gate.try_read() else { return Ok(()) };
        if pointing.choices.load(Ordering::SeqCst) != choices {
            self.look_at(&connection.id);
            return Ok(());
        }
        self.found(connection, since, &there?).await
    }

    /// The same for whoever keeps choices out meanwhile.
    pub async fn look_where_alone(
        self: &Arc<Self>,
        connection: &Connection,
        since: u64,
    ) -> Result<(), EngineError> {
        let there = self.ask_where(connection).await?;
        self.found(connection, since, &there).await
    }

    async fn ask_where(
        self: &Arc<Self>,
        connection: &Connection,
    ) -> Result<Whereabouts, EngineError> {
        let chosen = connection.place();
        let there = self.ask(connection, |accounts, session| {
            let chosen = chosen.clone();
            async move { accounts.who_am_i(&session, chosen.as_ref()).await }
        });
        there.await
    }

    async fn found(
        self: &Arc<Self>,
        connection: &Connection,
        since: u64,
        there: &Whereabouts,
    ) -> Result<(), EngineError> {
        // A project chosen meanwhile is not withdrawn by an answer about the one before.
        let now = self.store.connection(&connection.id).await?;
        let project = |one: &Connection| one.state.project().map(|project| project.id.clone());
        if now.as_ref().and_then(project) != project(connection) {
            self.look_at(&connection.id);
            return Ok(());
        }
        self.arrived(&connection.id, since, there).await
    }
}

/// What a choice leaves behind. Not every cloud says in whose account that lies.
fn left_place(connection: &Connection) -> Option<Place> {
    let project = connection.state.project()?.clone();
    let account = connection.account.clone();
    let unknown = || Account { id: AccountId::new(""), name: String::new() };
    Some(Place { account: account.unwrap_or_else(unknown), project })
}
