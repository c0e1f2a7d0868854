//! What a connection points at, who it belongs to, and how it ends.

use crate::engine::{Engine, Inner};
use crate::{EngineError, Event};
use domain::{
    Connection, ConnectionEvent, ConnectionId, ConnectionState, ErrorKind, Presence, Whereabouts,
};
use std::sync::Arc;
use store::Awaited;

/// How leaving went. Leaving always works here; whether the vendor knows is another matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disconnected {
    pub vendor_side: bool,
    pub said: String,
}

impl Engine {
    /// Signs out at the vendor, forgets the tokens and everything personal. The queue stays.
    pub async fn disconnect(&self, id: &ConnectionId) -> Result<Disconnected, EngineError> {
        let inner = &self.0;
        let connection = inner.store.connection(id).await?.ok_or(EngineError::UnknownConnection)?;
        let client_secret = inner.client_secret(&connection).await;
        let tokens = inner.sessions.forget(id).await?;
        let vendor = match (&tokens, client_secret) {
            (Some(tokens), Ok(secret)) => {
                // The refresh token outlives the access token: revoking it ends both.
                let token = tokens.refresh.as_ref().unwrap_or(&tokens.access);
                let accounts = inner.clouds.accounts(connection.provider, &connection.endpoint);
                match accounts {
                    Ok(accounts) => accounts.sign_out(&secret, token).await.map_err(Into::into),
                    Err(error) => Err(error.into()),
                }
            }
            (Some(_), Err(error)) => Err(error),
            (None, _) => Ok(()),
        };
        inner.authorization_lost(id).await?;
        Ok(match vendor {
            Ok(()) => Disconnected {
                vendor_side: true,
                said: "This computer is disconnected and no longer listed there.".to_owned(),
            },
            Err(error) if error.kind() == ErrorKind::NotAuthorized => Disconnected {
                vendor_side: true,
                said: "This computer is disconnected. The other side had forgotten it already."
                    .to_owned(),
            },
            Err(error) => Disconnected {
                vendor_side: false,
                said: format!(
                    "This computer is disconnected, but the other side could not be told \
                     ({error}). Remove the device there by hand."
                ),
            },
        })
    }

    /// Takes a signed-out connection off the list, once nothing of its queue is left.
    pub async fn forget_connection(&self, id: &ConnectionId) -> Result<(), EngineError> {
        let inner = &self.0;
        let connection = inner.store.connection(id).await?.ok_or(EngineError::UnknownConnection)?;
        if connection.state != ConnectionState::NotAuthorized {
            return Err(EngineError::Rejected("disconnect it first".to_owned()));
        }
        // The tokens first: what cannot be forgotten must stay on the list to be tried again.
        inner.sessions.forget(id).await?;
        let all = inner.store.uploads().await?;
        inner.store.remove_connection(id).await?;
        for upload in all.into_iter().filter(|upload| upload.connection == *id) {
            inner.say(Event::UploadRemoved(upload.id));
        }
        inner.say(Event::ConnectionRemoved(id.clone()));
        Ok(())
    }
}

impl Inner {
    pub async fn connection_changed(&self, id: &ConnectionId) -> Result<(), EngineError> {
        if let Some(connection) = self.store.connection(id).await? {
            let presence = self.presence_of(id);
            self.say(Event::ConnectionChanged { connection, presence });
        }
        Ok(())
    }

    /// Writes down where the cloud says a connection points, and says so if that is news.
    pub async fn arrived(&self, id: &ConnectionId, there: &Whereabouts) -> Result<(), EngineError> {
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
        if let Some(event) = event {
            self.store.move_connection(id, &event, self.now()).await?;
        }
        let after = self
            .store
            .set_whereabouts(
                id,
                there.person.as_ref(),
                there.device.as_ref(),
                there.device_name.as_deref(),
            )
            .await?;
        let same_presence = self.set_presence(id, there.presence);
        if after != before || !same_presence {
            self.say(Event::ConnectionChanged { connection: after, presence: there.presence });
            self.wake.notify_one();
        }
        Ok(())
    }

    /// The cloud has forgotten us, or we it: no project, no name left; the queue stays.
    pub async fn authorization_lost(&self, id: &ConnectionId) -> Result<(), EngineError> {
        self.store.move_connection(id, &ConnectionEvent::AuthorizationLost, self.now()).await?;
        let known = self.store.connection(id).await?;
        let device = known.and_then(|connection| connection.device);
        self.store.set_whereabouts(id, None, device.as_ref(), None).await?;
        self.set_presence(id, Presence::Unknown);
        self.stop_running_of(id);
        self.connection_changed(id).await?;
        self.say(Event::StandstillChanged);
        Ok(())
    }

    /// What waited for it goes on.
    pub async fn authorization_is_back(&self, id: &ConnectionId) -> Result<(), EngineError> {
        let ready = self.store.ready_waiting(Some(id), Awaited::Authorization, self.now()).await?;
        self.uploads_changed(ready);
        self.line_is_up(id).await?;
        self.wake.notify_one();
        Ok(())
    }

    /// Asks the cloud where a connection points. Renews the session once; a refusal after that is
    /// final, and anything else proves nothing about the authorization.
    pub async fn look_where(self: &Arc<Self>, connection: &Connection) -> Result<(), EngineError> {
        let accounts = self.clouds.accounts(connection.provider, &connection.endpoint)?;
        let session = self.session(connection).await?;
        let there = match accounts.who_am_i(&session).await {
            Err(error) if error.kind() == ErrorKind::NotAuthorized => {
                let session = self.renewed_session(connection, &session).await?;
                accounts.who_am_i(&session).await?
            }
            other => other?,
        };
        self.arrived(&connection.id, &there).await
    }
}
