//! Which clouds cannot be reached now, when to knock again, and whether the machine just woke or
//! moved to another network.
//!
//! A line that is down is known in memory only: after a restart the first upload finds out anew.

use crate::engine::{Engine, Inner};
use crate::{EngineError, Event};
use domain::{ConnectionId, Timestamp, retry};
use std::collections::{BTreeSet, HashMap};
use std::net::IpAddr;
use std::sync::Mutex;
use std::time::Duration;
use store::Awaited;
use tokio::time::Instant;

#[derive(Default)]
pub(crate) struct Lines {
    down: Mutex<HashMap<ConnectionId, Timestamp>>,
    /// How often a line went down since bytes were last accepted over it. A host that answers
    /// our knock and swallows every part is knocked at ever more slowly.
    falls: Mutex<HashMap<ConnectionId, u32>>,
}

impl Inner {
    /// When the cloud behind a connection is asked again; `None` while it can be reached.
    pub fn next_knock(&self, id: &ConnectionId) -> Option<Timestamp> {
        self.lines.down.lock().expect("nobody panics with the lock").get(id).copied()
    }

    pub async fn line_is_up(&self, id: &ConnectionId) -> Result<(), EngineError> {
        let was_down =
            self.lines.down.lock().expect("nobody panics with the lock").remove(id).is_some();
        let ready = self.store.ready_waiting(Some(id), Awaited::Network, self.now()).await?;
        if was_down || !ready.is_empty() {
            tracing::info!(connection = %id, uploads = ready.len(), "the line is up");
            self.uploads_changed(ready);
            self.say(Event::StandstillChanged);
            self.wake.notify_one();
        }
        Ok(())
    }

    pub fn bytes_accepted_over(&self, id: &ConnectionId) {
        self.lines.falls.lock().expect("nobody panics with the lock").remove(id);
    }

    fn forget_line(&self, id: &ConnectionId) {
        self.lines.down.lock().expect("nobody panics with the lock").remove(id);
    }

    fn one_more_fall(&self, id: &ConnectionId) -> u32 {
        let mut falls = self.lines.falls.lock().expect("nobody panics with the lock");
        let count = falls.entry(id.clone()).or_default();
        *count += 1;
        *count
    }

    fn set_next_knock(&self, id: &ConnectionId, at: Timestamp) -> bool {
        let mut down = self.lines.down.lock().expect("nobody panics with the lock");
        down.insert(id.clone(), at).is_none()
    }
}

impl Engine {
    /// Somebody found the cloud unreachable: stop trying uploads there and knock until it answers.
    pub(crate) fn line_is_down(&self, id: &ConnectionId) {
        if self.0.next_knock(id).is_some() {
            return;
        }
        let falls = self.0.one_more_fall(id);
        let first = self.0.timings.scaled(retry::next_knock(falls, rand::random()));
        if !self.0.set_next_knock(id, self.0.now().after(first)) {
            return;
        }
        tracing::info!(connection = %id, "the line is down");
        let (engine, id) = (self.clone(), id.clone());
        self.spawn(async move { engine.knock(&id, first).await });
        self.0.say(Event::StandstillChanged);
    }

    async fn knock(&self, id: &ConnectionId, first: Duration) {
        let inner = &self.0;
        let mut wait = first;
        for knocks in 2_u32.. {
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = inner.woke.notified() => {}
            }
            // Up by somebody else's word, or the connection is gone.
            if inner.next_knock(id).is_none() {
                return;
            }
            let connection = match inner.store.connection(id).await {
                Ok(Some(connection)) => connection,
                Ok(None) => {
                    inner.forget_line(id);
                    return;
                }
                // A disk that fails says nothing about the line.
                Err(_) => continue,
            };
            let answer = match inner.clouds.accounts(connection.provider, &connection.endpoint) {
                Ok(accounts) => accounts.reachable().await,
                Err(error) => Err(error),
            };
            match answer {
                Ok(()) => {
                    if let Err(error) = inner.line_is_up(id).await {
                        tracing::warn!(%error, "could not wake what waited for the network");
                    } else {
                        inner.look_at(id);
                        inner.farewells_may_work();
                        return;
                    }
                }
                Err(error) => tracing::debug!(%error, "nobody answers"),
            }
            wait = inner.timings.scaled(retry::next_knock(knocks, rand::random()));
            inner.set_next_knock(id, inner.now().after(wait));
            inner.say(Event::StandstillChanged);
        }
    }

    /// Notices a sleep of the machine by the two clocks drifting apart, and another network by
    /// other addresses. Runs until the engine stops.
    pub(crate) async fn notice_changes(self) {
        let inner = &self.0;
        let mut before = addresses();
        loop {
            let (wall, steady) = (inner.now(), Instant::now());
            tokio::time::sleep(inner.timings.notice).await;
            let slept = inner.now().0 - wall.0 - steady.elapsed().as_millis() as i64;
            let now = addresses();
            if slept > 5_000 {
                tracing::info!(seconds = slept / 1000, "the machine slept");
                self.network_changed();
            } else if now != before {
                tracing::info!(addresses = now.len(), "the network changed");
                self.network_changed();
            }
            before = now;
        }
    }

    /// Connections made before are dead without knowing it: everything is asked anew, at once.
    /// Noticed by itself; for whoever hears of it sooner from the system.
    pub fn network_changed(&self) {
        let inner = &self.0;
        inner.clouds.drop_lines();
        inner.woke.notify_waiters();
        inner.look_at_all_anew();
        inner.farewells_may_work();
        inner.wake.notify_one();
    }
}

/// By which others can reach this computer. Empty without a network, and where the system does not
/// tell.
fn addresses() -> BTreeSet<IpAddr> {
    let all = if_addrs::get_if_addrs().unwrap_or_default();
    all.into_iter()
        .filter(|one| !one.is_loopback() && !one.is_link_local())
        .map(|one| one.ip())
        .collect()
}
