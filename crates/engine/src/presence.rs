//! Keeps connections shown as online and their names true. The truth is the whole question, asked
//! every few minutes; what comes over a cloud's own line is a hint to ask at once; a heartbeat
//! stands in where no such line does.

use crate::EngineError;
use crate::connections::is_signed_out;
use crate::engine::{Engine, Inner};
use domain::{Connection, ConnectionId, ConnectionState, Presence, Push, Pushes, retry};
use futures_util::StreamExt;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio::time::Instant;

/// Between two looks at one connection, however much is pushed.
const LEAST_GAP: Duration = Duration::from_millis(250);
/// As long as a cloud may take to open its line.
const OPENING: Duration = Duration::from_secs(60);

/// Who looks after which connection.
#[derive(Default)]
pub(crate) struct Watches {
    by_connection: Mutex<HashMap<ConnectionId, Arc<Watch>>>,
    /// A connection came or went.
    changed: Notify,
}

/// How one connection is looked after, for whoever has a reason to look sooner.
struct Watch {
    look_now: Notify,
    /// Counts the reasons to open the cloud's line anew.
    line: watch::Sender<u64>,
    line_stands: AtomicBool,
}

impl Watches {
    fn of(&self, id: &ConnectionId) -> Option<Arc<Watch>> {
        self.by_connection.lock().expect("nobody panics with the lock").get(id).cloned()
    }

    fn all(&self) -> Vec<Arc<Watch>> {
        let all = self.by_connection.lock().expect("nobody panics with the lock");
        all.values().cloned().collect()
    }
}

impl Watch {
    fn new() -> Self {
        Self {
            look_now: Notify::new(),
            line: watch::Sender::new(0),
            line_stands: AtomicBool::new(false),
        }
    }

    fn listen_anew(&self) {
        self.line.send_modify(|reasons| *reasons += 1);
    }

    fn line_stands(&self, stands: bool) {
        self.line_stands.store(stands, Ordering::Relaxed);
        self.look_now.notify_one();
    }
}

impl Inner {
    pub fn presence_of(&self, id: &ConnectionId) -> Presence {
        let all = self.presence.lock().expect("nobody panics with the lock");
        all.get(id).copied().unwrap_or_default()
    }

    /// Whether it was so already.
    pub fn set_presence(&self, id: &ConnectionId, now: Presence) -> bool {
        let mut all = self.presence.lock().expect("nobody panics with the lock");
        all.insert(id.clone(), now) == Some(now)
    }

    async fn show_presence(&self, id: &ConnectionId, now: Presence) {
        if !self.set_presence(id, now)
            && let Err(error) = self.connection_changed(id).await
        {
            tracing::warn!(%error, "could not read a connection");
        }
    }

    /// Somebody has signed in, or there is another reason to see who must be looked after.
    pub fn connections_changed(&self) {
        self.watches.changed.notify_one();
    }

    pub fn look_at(&self, id: &ConnectionId) {
        if let Some(watch) = self.watches.of(id) {
            watch.look_now.notify_one();
        }
    }

    /// The cloud's own line was opened with what is good no more.
    pub fn listen_anew(&self, id: &ConnectionId) {
        if let Some(watch) = self.watches.of(id) {
            watch.listen_anew();
        }
    }

    /// No line that was opened before can be trusted.
    pub fn look_at_all_anew(&self) {
        for watch in self.watches.all() {
            watch.listen_anew();
            watch.look_now.notify_one();
        }
    }

    /// One look at one connection; whether the cloud answered. An authorization that is gone is
    /// written down here.
    async fn check_on(self: &Arc<Self>, connection: &Connection, since: u64) -> bool {
        let id = &connection.id;
        let asked = self.look_where(connection, since).await;
        match self.unless_signed_out(id, since, asked).await {
            Ok(()) => {
                self.is_in_touch(id).await;
                true
            }
            Err(error) => {
                tracing::info!(connection = %id, %error, "the cloud does not answer");
                if let EngineError::Cloud(error) = &error {
                    self.lines.heard(Err(error.kind()));
                }
                if error.kind().is_on_the_way() {
                    self.show_presence(id, Presence::Offline).await;
                }
                is_signed_out(error.kind())
            }
        }
    }

    async fn is_in_touch(&self, id: &ConnectionId) {
        self.lines.heard(Ok(()));
        if let Err(error) = self.authorization_is_back(id).await {
            tracing::warn!(%error, "could not wake what waited for this connection");
        }
    }

    /// Whether it was heard. What a failure means is for the whole question to find out.
    async fn beat(self: &Arc<Self>, connection: &Connection) -> bool {
        let asked = self
            .ask(connection, |accounts, session| async move { accounts.heartbeat(&session).await });
        match asked.await {
            Ok(()) => {
                self.is_in_touch(&connection.id).await;
                true
            }
            Err(error) => {
                tracing::info!(connection = %connection.id, %error, "a heartbeat was not heard");
                false
            }
        }
    }

    /// `None`: nobody is signed in there (any more).
    async fn signed_in(&self, id: &ConnectionId) -> Option<Connection> {
        loop {
            match self.store.connection(id).await {
                Ok(found) => {
                    return found.filter(|one| one.state != ConnectionState::NotAuthorized);
                }
                Err(error) => tracing::warn!(%error, "could not read a connection"),
            }
            tokio::time::sleep(self.timings.look_again).await;
        }
    }

    /// Until nobody is signed in there.
    async fn look_after(self: &Arc<Self>, id: &ConnectionId, watch: &Watch) {
        let mut looked: Option<Instant> = None;
        let mut in_vain = 0;
        loop {
            let since = self.turns.now(id);
            let Some(connection) = self.signed_in(id).await else { return };
            let heartbeat = self.able(connection.provider).ok().and_then(|able| able.heartbeat);
            let every =
                if heartbeat.is_some() { self.timings.whereabouts } else { self.timings.poll };
            // A cloud shows as online what points somewhere.
            let beats = heartbeat.is_some()
                && connection.state.project().is_some()
                && !watch.line_stands.load(Ordering::Relaxed);
            let mut due = looked.is_none_or(|at| at.elapsed() >= every);
            let began = Instant::now();
            if !due && beats {
                due = !self.beat(&connection).await;
            }
            if due {
                if self.check_on(&connection, since).await {
                    in_vain = 0;
                    looked = Some(began);
                } else {
                    in_vain += 1;
                    looked = None;
                }
            }
            let mut wait = looked.map_or(Duration::ZERO, |at| every.saturating_sub(at.elapsed()));
            // Also where there is nothing to beat for yet: the row may have changed meanwhile.
            if heartbeat.is_some() {
                wait = wait.min(self.timings.heartbeat);
            }
            if in_vain > 0 {
                wait = self.timings.scaled(retry::next_knock(in_vain, rand::random()));
            }
            if let Some(end) = self.session_ends(id).await {
                // One that is over and cannot be written down as that, on a full disk, is not
                // looked at without a pause.
                wait = wait.min(end.from_now(self.now()).max(self.timings.look_again));
                looked = looked.filter(|_| end > self.now());
            }
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = watch.look_now.notified() => {
                    looked = None;
                    tokio::time::sleep_until(began + LEAST_GAP).await;
                }
            }
        }
    }

    /// Keeps the cloud's own line open, where it has one.
    async fn listen(self: &Arc<Self>, id: &ConnectionId, watch: &Watch) {
        let mut reasons = watch.line.subscribe();
        let mut in_vain = 0;
        while let Some(connection) = self.signed_in(id).await {
            let began = Instant::now();
            let opened = self.open_line(&connection, &mut reasons).await;
            let ended = match opened {
                Ok(Opened::Line(mut pushes)) => {
                    let stood = heard(&mut pushes, watch, &mut reasons).await;
                    watch.line_stands(false);
                    match stood {
                        // One that is cut as soon as it stands is opened ever more slowly.
                        Some(stood) => {
                            let lasted = stood && began.elapsed() >= self.timings.heartbeat;
                            in_vain = if lasted { 1 } else { in_vain + 1 };
                            true
                        }
                        None => false,
                    }
                }
                Ok(Opened::NothingToOpen) => {
                    // Until the cloud has said what it calls us, or for good.
                    let _ = reasons.changed().await;
                    false
                }
                Err(error) => {
                    tracing::debug!(connection = %id, %error, "the cloud's own line does not open");
                    // Whether the session is over is asked, once, and renewed there if it is: what
                    // refuses a line may be no more than a proxy that lets none through.
                    if in_vain == 0 && is_signed_out(error.kind()) {
                        watch.look_now.notify_one();
                    }
                    in_vain += 1;
                    true
                }
            };
            if ended {
                let wait = self.timings.scaled(retry::next_knock(in_vain, rand::random()));
                tokio::select! {
                    () = tokio::time::sleep(wait) => {}
                    _ = reasons.changed() => {}
                }
            } else {
                in_vain = 0;
            }
        }
        // The other half sees the same and ends the watch.
        std::future::pending().await
    }

    async fn open_line(
        self: &Arc<Self>,
        connection: &Connection,
        reasons: &mut watch::Receiver<u64>,
    ) -> Result<Opened, EngineError> {
        reasons.borrow_and_update();
        let Some(device) = &connection.device else { return Ok(Opened::NothingToOpen) };
        let mut session = self.session(connection).await?;
        // The reason may have been that this very call renewed it.
        while reasons.has_changed().unwrap_or(false) {
            reasons.borrow_and_update();
            session = self.session(connection).await?;
        }
        let accounts = self.clouds.accounts(connection.provider, &connection.endpoint)?;
        let opening = accounts.listen(&session, device);
        match tokio::time::timeout(OPENING, opening).await {
            Ok(opened) => Ok(opened?.into()),
            Err(_) => Err(EngineError::Rejected("the line takes too long to open".to_owned())),
        }
    }
}

enum Opened {
    Line(Pushes),
    NothingToOpen,
}

impl From<Option<Pushes>> for Opened {
    fn from(opened: Option<Pushes>) -> Self {
        opened.map_or(Opened::NothingToOpen, Opened::Line)
    }
}

/// Until the line ends: whether it ever stood. `None`: it is to be opened anew at once.
async fn heard(
    pushes: &mut Pushes,
    watch: &Watch,
    reasons: &mut watch::Receiver<u64>,
) -> Option<bool> {
    let mut stood = false;
    loop {
        let push = tokio::select! {
            biased;
            _ = reasons.changed() => return None,
            push = pushes.next() => push,
        };
        match push {
            Some(Ok(Push::Joined)) => {
                stood = true;
                watch.line_stands(true);
            }
            Some(Ok(Push::Changed)) => watch.look_now.notify_one(),
            Some(Err(error)) => {
                tracing::debug!(%error, "the cloud's own line ended");
                return Some(stood);
            }
            None => return Some(stood),
        }
    }
}

impl Engine {
    /// Runs until the engine stops: somebody looks after each connection that is signed in.
    pub(crate) async fn keep_present(self) {
        let inner = &self.0;
        loop {
            match inner.store.connections().await {
                Ok(all) => {
                    for one in all {
                        if one.state != ConnectionState::NotAuthorized {
                            self.attend_to(one.id);
                        }
                    }
                }
                Err(error) => tracing::warn!(%error, "could not read the connections"),
            }
            tokio::select! {
                () = tokio::time::sleep(inner.timings.heartbeat) => {}
                () = inner.watches.changed.notified() => {}
            }
        }
    }

    fn attend_to(&self, id: ConnectionId) {
        let watch = Arc::new(Watch::new());
        {
            let mut all = self.0.watches.by_connection.lock().expect("nobody panics with the lock");
            if all.contains_key(&id) {
                return;
            }
            all.insert(id.clone(), watch.clone());
        }
        let engine = self.clone();
        self.spawn(async move {
            let inner = &engine.0;
            tokio::select! {
                () = inner.look_after(&id, &watch) => {}
                () = inner.listen(&id, &watch) => {}
            }
            inner.watches.by_connection.lock().expect("nobody panics with the lock").remove(&id);
            // Signed in again in this very moment.
            inner.connections_changed();
        });
    }
}
