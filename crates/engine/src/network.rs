//! Which clouds cannot be reached now, and when to knock again. What the network is like otherwise
//! is in `surroundings`.
//!
//! A line that is down is known in memory only: after a restart the first upload finds out anew.

use crate::engine::{Engine, Inner};
use crate::health::Requests;
use crate::{EngineError, Event};
use domain::{CloudError, ConnectionId, ErrorKind, Happened, NetworkStatus, Timestamp, retry};
use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;
use store::Awaited;
use tokio::sync::Notify;
use tokio::time::Instant;

/// What breaks so soon after the network changed was broken off by ourselves.
const BROKEN_OFF: Duration = Duration::from_secs(3);

#[derive(Debug, Clone)]
pub(crate) struct Down {
    pub next_knock: Timestamp,
    pub why: ErrorKind,
    /// As a sentence, from the last that knocked in vain.
    pub said: Option<String>,
}

#[derive(Default)]
pub(crate) struct Lines {
    down: Mutex<HashMap<ConnectionId, Down>>,
    /// How often a line went down since bytes were last accepted over it. A host that answers
    /// our knock and swallows every part is knocked at ever more slowly.
    falls: Mutex<HashMap<ConnectionId, u32>>,
    pub requests: Mutex<Requests>,
    /// When the network was another last.
    anew: Mutex<Option<Instant>>,
    /// A line went down or came up: what a person is told of the network may be wrong.
    pub changed: Notify,
}

impl Lines {
    /// What came of a request, whatever was asked. A refusal is an answer too.
    pub fn heard(&self, outcome: Result<(), ErrorKind>) {
        let in_the_way = outcome.err().filter(|kind| kind.is_on_the_way());
        let now = Instant::now();
        let anew = *self.anew.lock().expect("nobody panics with the lock");
        if in_the_way.is_some() && anew.is_some_and(|at| now.duration_since(at) < BROKEN_OFF) {
            return;
        }
        let mut requests = self.requests.lock().expect("nobody panics with the lock");
        requests.add(now, in_the_way);
    }

    pub fn down(&self) -> Vec<Down> {
        self.down.lock().expect("nobody panics with the lock").values().cloned().collect()
    }

    /// Whether the network has been another since then.
    pub fn anew_since(&self, then: Instant) -> bool {
        self.anew.lock().expect("nobody panics with the lock").is_some_and(|at| at >= then)
    }

    /// On another network nothing of it holds.
    pub fn forget_the_past(&self) {
        self.falls.lock().expect("nobody panics with the lock").clear();
        *self.requests.lock().expect("nobody panics with the lock") = Requests::default();
        *self.anew.lock().expect("nobody panics with the lock") = Some(Instant::now());
    }
}

impl Inner {
    /// When the cloud behind a connection is asked again; `None` while it can be reached.
    pub fn next_knock(&self, id: &ConnectionId) -> Option<Timestamp> {
        self.why_down(id).map(|(at, _)| at)
    }

    /// The same, and what is in the way.
    pub fn why_down(&self, id: &ConnectionId) -> Option<(Timestamp, ErrorKind)> {
        let down = self.lines.down.lock().expect("nobody panics with the lock");
        down.get(id).map(|down| (down.next_knock, down.why))
    }

    pub fn network_status(&self) -> NetworkStatus {
        self.network.lock().expect("nobody panics with the lock").clone()
    }

    pub async fn line_is_up(&self, id: &ConnectionId) -> Result<(), EngineError> {
        let was_down =
            self.lines.down.lock().expect("nobody panics with the lock").remove(id).is_some();
        let ready = self.store.ready_waiting(Some(id), Awaited::Network, self.now()).await?;
        if was_down || !ready.is_empty() {
            tracing::info!(connection = %id, uploads = ready.len(), "the line is up");
            self.uploads_changed(ready);
            self.say(Event::StandstillChanged);
            self.lines.changed.notify_one();
            self.wake.notify_one();
        }
        Ok(())
    }

    pub fn bytes_accepted_over(&self, id: &ConnectionId) {
        self.lines.falls.lock().expect("nobody panics with the lock").remove(id);
        self.lines.heard(Ok(()));
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

    fn set_down(&self, id: &ConnectionId, line: Down) -> bool {
        let mut down = self.lines.down.lock().expect("nobody panics with the lock");
        down.insert(id.clone(), line).is_none()
    }

    /// Whether the cloud behind a connection answers, without a session. `None`: there is no such
    /// connection any more.
    pub async fn reach(
        &self,
        id: &ConnectionId,
    ) -> Result<Option<Result<(), CloudError>>, EngineError> {
        let Some(connection) = self.store.connection(id).await? else { return Ok(None) };
        let answer = match self.clouds.accounts(connection.provider, &connection.endpoint) {
            Ok(accounts) => accounts.reachable().await,
            Err(error) => Err(error),
        };
        self.lines.heard(answer.as_ref().map_err(CloudError::kind).copied());
        Ok(Some(answer))
    }
}

impl Engine {
    /// Somebody found the cloud unreachable: stop trying uploads there and knock until it answers.
    pub(crate) fn line_is_down(&self, id: &ConnectionId, why: ErrorKind) {
        if self.0.next_knock(id).is_some() {
            return;
        }
        let falls = self.0.one_more_fall(id);
        let first = self.0.timings.scaled(retry::next_knock(falls, rand::random()));
        let next_knock = self.0.now().after(first);
        if !self.0.set_down(id, Down { next_knock, why, said: None }) {
            return;
        }
        tracing::info!(connection = %id, why = why.code(), "the line is down");
        let (engine, id) = (self.clone(), id.clone());
        self.spawn(async move { engine.knock(&id, first, why).await });
        self.0.say(Event::StandstillChanged);
        self.0.lines.changed.notify_one();
    }

    async fn knock(&self, id: &ConnectionId, first: Duration, mut why: ErrorKind) {
        let inner = &self.0;
        let (mut wait, mut said) = (first, None);
        let mut woken = inner.woke.subscribe();
        for knocks in 2_u32.. {
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                _ = woken.changed() => {}
            }
            // Up by somebody else's word, or the connection is gone.
            if inner.next_knock(id).is_none() {
                return;
            }
            let answer = tokio::select! {
                answer = inner.reach(id) => answer,
                // Asked over a line that is dead; there is another.
                _ = woken.changed() => {
                    wait = Duration::ZERO;
                    continue;
                }
            };
            let answer = match answer {
                Ok(Some(answer)) => answer,
                Ok(None) => {
                    inner.forget_line(id);
                    return;
                }
                // A disk that fails says nothing about the line.
                Err(_) => continue,
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
                Err(error) => {
                    tracing::debug!(%error, "nobody answers");
                    // A cloud that is busy says nothing about what was in the way.
                    if error.kind().is_on_the_way() {
                        (why, said) = (error.kind(), Some(error.sentence()));
                    }
                }
            }
            wait = inner.timings.scaled(retry::next_knock(knocks, rand::random()));
            let next_knock = inner.now().after(wait);
            inner.set_down(id, Down { next_knock, why, said: said.clone() });
            inner.lines.changed.notify_one();
            inner.say(Event::StandstillChanged);
        }
    }

    /// Connections made before are dead without knowing it: everything is asked anew, at once.
    /// Noticed by itself; for whoever hears of it sooner from the system.
    pub fn network_changed(&self) {
        let inner = &self.0;
        // Before anything is cut: afterwards nobody knows what was on its way.
        let said = inner.running_now().into_iter().filter_map(|(id, running)| {
            let (parts, bytes) = running.flight.on_the_way()?;
            Some((id, Happened::NetworkChanged { parts, bytes }))
        });
        let said: Vec<_> = said.collect();
        inner.lines.forget_the_past();
        inner.clouds.drop_lines();
        inner.woke.send_modify(|times| *times = times.wrapping_add(1));
        inner.look_at_all_anew();
        inner.farewells_may_work();
        inner.wake.notify_one();
        let engine = self.clone();
        self.spawn(async move {
            for (id, said) in said {
                engine.0.remark(id, said).await;
            }
        });
    }
}
