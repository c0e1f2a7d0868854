//! Keeps connections shown as online and their names true: a heartbeat now and then, and the
//! whole question every few minutes.

use crate::EngineError;
use crate::engine::{Engine, Inner};
use domain::{Connection, ConnectionId, ConnectionState, ErrorKind, Presence};
use std::sync::Arc;
use tokio::time::Instant;

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

    /// One look at one connection. An authorization that is gone is written down here.
    async fn check_on(self: &Arc<Self>, connection: &Connection, thorough: bool) {
        let outcome =
            if thorough { self.look_where(connection).await } else { self.beat(connection).await };
        match outcome {
            Ok(()) => {
                if self.presence_of(&connection.id) == Presence::Offline {
                    self.show_presence(&connection.id, Presence::Online).await;
                }
                if let Err(error) = self.authorization_is_back(&connection.id).await {
                    tracing::warn!(%error, "could not wake what waited for this connection");
                }
            }
            Err(error) if error.kind() == ErrorKind::NotAuthorized => {
                tracing::warn!(connection = %connection.id, %error, "the authorization is gone");
                if let Err(error) = self.authorization_lost(&connection.id).await {
                    tracing::error!(%error, "could not write down a lost authorization");
                }
            }
            Err(error) => {
                tracing::info!(connection = %connection.id, %error, "the cloud does not answer");
                if matches!(error.kind(), ErrorKind::Offline | ErrorKind::Untrusted) {
                    self.show_presence(&connection.id, Presence::Offline).await;
                }
            }
        }
    }

    async fn beat(self: &Arc<Self>, connection: &Connection) -> Result<(), EngineError> {
        let accounts = self.clouds.accounts(connection.provider, &connection.endpoint)?;
        let session = self.session(connection).await?;
        match accounts.heartbeat(&session).await {
            Err(error) if error.kind() == ErrorKind::NotAuthorized => {
                let session = self.renewed_session(connection, &session).await?;
                Ok(accounts.heartbeat(&session).await?)
            }
            other => Ok(other?),
        }
    }
}

impl Engine {
    /// Runs until the engine stops.
    pub(crate) async fn keep_present(self) {
        let inner = &self.0;
        let mut asked_last: Option<Instant> = None;
        loop {
            let thorough = asked_last.is_none_or(|at| at.elapsed() >= inner.timings.whereabouts);
            if thorough {
                asked_last = Some(Instant::now());
            }
            match inner.store.connections().await {
                Ok(all) => {
                    let signed_in =
                        all.iter().filter(|one| one.state != ConnectionState::NotAuthorized);
                    let checks = signed_in.map(|one| inner.check_on(one, thorough));
                    futures_util::future::join_all(checks).await;
                }
                Err(error) => tracing::warn!(%error, "could not read the connections"),
            }
            tokio::select! {
                () = tokio::time::sleep(inner.timings.heartbeat) => {}
                () = inner.look_now.notified() => asked_last = None,
            }
        }
    }
}
