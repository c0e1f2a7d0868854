//! Drives one sign-in: asks for a code, polls at the cloud's pace, replaces an expired code, and
//! ends at once when the person backs out. There is one at a time.

use crate::engine::{Engine, Inner};
use crate::{EngineError, Event};
use domain::sign_in::{ShownPrompt, slower};
use domain::{
    Accounts, CloudError, Connection, ConnectionEvent, ConnectionId, ConnectionState,
    DeviceCodePrompt, Endpoint, ErrorKind, Poll, Presence, ProviderKind, Secret, SignIn,
    SignInEvent, Tokens, VaultKey, Way, Whereabouts, retry,
};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// The one sign-in there may be.
#[derive(Default)]
pub(crate) struct SignInDesk {
    current: Mutex<Current>,
}

#[derive(Default)]
struct Current {
    state: Option<SignIn>,
    stop: CancellationToken,
    /// Tells the tasks of an older attempt that their word no longer counts.
    attempt: u64,
}

/// The field that carries the client secret, when a person types it.
pub const CLIENT_SECRET: &str = "client_secret";

struct Attempt {
    number: u64,
    provider: ProviderKind,
    endpoint: Endpoint,
    /// Sign this one in again, whoever it points at now.
    connection: Option<ConnectionId>,
    typed_secret: Option<Secret>,
}

impl Engine {
    pub fn sign_in(&self) -> Option<SignIn> {
        self.0.desk.current.lock().expect("nobody panics with the lock").state.clone()
    }

    /// Starts a sign-in and ends the one before. `fields` is what the person typed, by the names
    /// in the provider's capabilities. What happens then arrives as [`Event::SignInChanged`].
    pub async fn start_sign_in(
        &self,
        provider: ProviderKind,
        way: Way,
        mut fields: HashMap<String, Secret>,
        connection: Option<ConnectionId>,
        endpoint: Option<Endpoint>,
    ) -> Result<(), EngineError> {
        let inner = &self.0;
        let endpoint = match (&connection, endpoint) {
            (Some(id), _) => {
                let known = inner.store.connection(id).await?;
                known.ok_or(EngineError::UnknownConnection)?.endpoint
            }
            (None, Some(endpoint)) => endpoint,
            (None, None) => self.endpoint(provider).ok_or_else(|| {
                EngineError::Rejected("this cloud needs an address to sign in to".to_owned())
            })?,
        };
        let typed_secret = fields.remove(CLIENT_SECRET).filter(|secret| !secret.is_empty());
        let (number, stop) = {
            let mut current = inner.desk.current.lock().expect("nobody panics with the lock");
            current.stop.cancel();
            current.stop = CancellationToken::new();
            current.attempt += 1;
            current.state = Some(SignIn::Starting { provider, way });
            (current.attempt, current.stop.clone())
        };
        inner.say(Event::SignInChanged(self.sign_in()));
        let attempt = Attempt { number, provider, endpoint, connection, typed_secret };
        let engine = self.clone();
        self.spawn(async move {
            tokio::select! {
                biased;
                // Dropping the work drops its requests, its code and what was typed.
                () = stop.cancelled() => {}
                outcome = engine.0.by_device_code(&attempt, &stop) => if let Err(error) = outcome {
                    let (kind, said) = (error.kind(), error.to_string());
                    engine.0.sign_in_moves(attempt.number, SignInEvent::Failed { kind, said });
                }
            }
        });
        Ok(())
    }

    /// At once, at whatever step, leaving nothing behind.
    pub fn cancel_sign_in(&self) {
        let attempt = {
            let current = self.0.desk.current.lock().expect("nobody panics with the lock");
            current.stop.cancel();
            current.attempt
        };
        self.0.sign_in_moves(attempt, SignInEvent::Cancelled);
    }

    /// Puts away what is left on the screen of a sign-in that is over.
    pub fn dismiss_sign_in(&self) {
        {
            let mut current = self.0.desk.current.lock().expect("nobody panics with the lock");
            if !current.state.as_ref().is_some_and(SignIn::is_over) {
                return;
            }
            current.state = None;
        }
        self.0.say(Event::SignInChanged(None));
    }
}

impl Inner {
    fn sign_in_moves(&self, attempt: u64, event: SignInEvent) {
        let next = {
            let mut current = self.desk.current.lock().expect("nobody panics with the lock");
            if current.attempt != attempt {
                return;
            }
            let Some(state) = &current.state else { return };
            let Ok(next) = state.after(event) else { return };
            current.state = Some(next.clone());
            next
        };
        tracing::info!(step = next.name(), "the sign-in moved");
        self.say(Event::SignInChanged(Some(next)));
    }

    async fn by_device_code(
        self: &Arc<Self>,
        attempt: &Attempt,
        stop: &CancellationToken,
    ) -> Result<(), EngineError> {
        let accounts = self.clouds.accounts(attempt.provider, &attempt.endpoint)?;
        let secret = match &attempt.typed_secret {
            Some(typed) => typed.clone(),
            None => {
                let known = self.known_client_secret(attempt.provider, &attempt.endpoint).await?;
                known.ok_or_else(|| {
                    CloudError::new(ErrorKind::WrongSecret, "a client secret is needed first")
                })?
            }
        };
        let tokens = loop {
            let prompt = self.ask_for_code(attempt, accounts.as_ref(), &secret).await?;
            if let Some(typed) = &attempt.typed_secret {
                // The cloud took it: only now is it worth keeping.
                let key = VaultKey::ClientSecret {
                    provider: attempt.provider,
                    address: attempt.endpoint.authority(),
                };
                self.sessions.write(key, typed.clone()).await?;
            }
            if let Some(tokens) =
                self.poll_until_expired(attempt, accounts.as_ref(), &secret, &prompt).await?
            {
                break tokens;
            }
        };
        // On a task of its own: once the person has said yes, backing out takes a call to the
        // cloud too, and dropping us must not stop that halfway.
        let finish = self.clone().finish(
            attempt.provider,
            attempt.endpoint.clone(),
            attempt.connection.clone(),
            accounts,
            secret,
            tokens,
            stop.clone(),
        );
        let finished = self.tasks.spawn(finish).await;
        let Some(connection) = finished
            .unwrap_or_else(|_| Err(EngineError::Rejected("the sign-in broke off".to_owned())))?
        else {
            return Ok(());
        };
        self.sign_in_moves(attempt.number, SignInEvent::Approved { connection });
        Ok(())
    }

    /// The first code must come or the sign-in fails in words; a later one is asked for until it
    /// comes, because a person may be walking to a browser with the old one.
    async fn ask_for_code(
        &self,
        attempt: &Attempt,
        accounts: &dyn Accounts,
        secret: &Secret,
    ) -> Result<DeviceCodePrompt, EngineError> {
        let mut tries = 0;
        loop {
            match accounts.request_code(secret).await {
                Ok(prompt) => {
                    let shown = ShownPrompt {
                        user_code: Some(prompt.user_code.clone()),
                        link: prompt.link.clone(),
                        link_with_code: prompt.link_with_code.clone(),
                        expires_at: self.now().after(prompt.expires_in),
                    };
                    self.sign_in_moves(attempt.number, SignInEvent::Prompted(shown));
                    return Ok(prompt);
                }
                Err(error) => {
                    tries += 1;
                    let waiting = self.is_awaiting_approval(attempt.number);
                    let passing = matches!(error.kind(), ErrorKind::Offline | ErrorKind::Busy);
                    if !passing || (!waiting && tries >= 3) {
                        return Err(error.into());
                    }
                    let (kind, said) = (error.kind(), error.to_string());
                    self.sign_in_moves(attempt.number, SignInEvent::CouldNotAsk { kind, said });
                    // A person waits: quick.
                    tokio::time::sleep(self.timings.scaled(Duration::from_secs(2))).await;
                }
            }
        }
    }

    fn is_awaiting_approval(&self, attempt: u64) -> bool {
        let current = self.desk.current.lock().expect("nobody panics with the lock");
        current.attempt == attempt && matches!(current.state, Some(SignIn::AwaitingApproval { .. }))
    }

    /// `None`: the code is over, and a new one is needed.
    async fn poll_until_expired(
        &self,
        attempt: &Attempt,
        accounts: &dyn Accounts,
        secret: &Secret,
        prompt: &DeviceCodePrompt,
    ) -> Result<Option<Tokens>, EngineError> {
        let expires_at = self.now().after(prompt.expires_in);
        let mut interval = prompt.interval;
        let mut in_trouble = false;
        loop {
            tokio::time::sleep(self.timings.scaled(interval)).await;
            match accounts.poll_code(secret, &prompt.device_code).await {
                Ok(answer) => {
                    if std::mem::take(&mut in_trouble) {
                        self.sign_in_moves(attempt.number, SignInEvent::CouldAskAgain);
                    }
                    match answer {
                        Poll::Approved(tokens) => return Ok(Some(tokens)),
                        Poll::Expired => return Ok(None),
                        Poll::SlowDown => interval = slower(interval),
                        Poll::Pending => {}
                    }
                }
                // RFC 8628 §3.5: a timeout is no refusal.
                Err(error) if matches!(error.kind(), ErrorKind::Offline | ErrorKind::Busy) => {
                    in_trouble = true;
                    let (kind, said) = (error.kind(), error.to_string());
                    self.sign_in_moves(attempt.number, SignInEvent::CouldNotAsk { kind, said });
                }
                Err(error) => return Err(error.into()),
            }
            // The cloud says when a code is over; our own clock only helps where it cannot be
            // asked, and then with a margin.
            if self.now() > expires_at.after(prompt.interval) {
                return Ok(None);
            }
        }
    }

    /// Who am I → the row → the tokens → the row as connected, so that a crash anywhere leaves
    /// something true on the screen. `None`: the person backed out.
    #[expect(clippy::too_many_arguments, reason = "one call, and each is a different thing")]
    async fn finish(
        self: Arc<Self>,
        provider: ProviderKind,
        endpoint: Endpoint,
        signed_in_again: Option<ConnectionId>,
        accounts: Arc<dyn Accounts>,
        secret: Secret,
        tokens: Tokens,
        stop: CancellationToken,
    ) -> Result<Option<ConnectionId>, EngineError> {
        let there = self.ask_whereabouts(accounts.as_ref(), &tokens.access).await;
        if stop.is_cancelled() {
            // Approved and backed out of at the same moment: leave nothing on the other side.
            if let Err(error) = accounts.sign_out(&secret, &tokens.access).await {
                tracing::warn!(%error, "could not take back the approval");
            }
            return Ok(None);
        }
        let known = match signed_in_again {
            Some(id) => self.store.connection(&id).await?,
            None => self.same_place(provider, &endpoint, there.as_ref()).await?,
        };
        let now = self.now();
        let connection = known.unwrap_or_else(|| Connection {
            id: ConnectionId::new(uuid::Uuid::now_v7().to_string()),
            provider,
            endpoint,
            state: ConnectionState::NotAuthorized,
            person: None,
            device: None,
            device_name: None,
            created_at: now,
            connected_at: None,
        });
        let access = tokens.access.clone();
        let kept = match self.store.save_connection(&connection).await {
            Ok(()) => self.sessions.keep(&connection.id, tokens).await.map_err(EngineError::from),
            Err(error) => Err(error.into()),
        };
        if let Err(error) = kept {
            // Nobody holds these tokens now: the other side should not list them either.
            let _ = accounts.sign_out(&secret, &access).await;
            return Err(error);
        }
        self.store.move_connection(&connection.id, &ConnectionEvent::Authorized, now).await?;
        let presence = there.as_ref().map_or(Presence::Unknown, |there| there.presence);
        self.set_presence(&connection.id, presence);
        match there {
            Some(there) => self.arrived(&connection.id, &there).await?,
            None => {
                self.connection_changed(&connection.id).await?;
                self.look_now.notify_one();
            }
        }
        self.authorization_is_back(&connection.id).await?;
        Ok(Some(connection.id))
    }

    async fn ask_whereabouts(
        &self,
        accounts: &dyn Accounts,
        session: &Secret,
    ) -> Option<Whereabouts> {
        for tries in 1..=3 {
            match accounts.who_am_i(session).await {
                Ok(there) => return Some(there),
                Err(error) => tracing::warn!(%error, "could not ask who we are"),
            }
            tokio::time::sleep(self.timings.scaled(retry::next_knock(tries, 0.0))).await;
        }
        None
    }

    /// Pairing again with a project that is there already brings that connection and its queue
    /// back to life, instead of a twin beside it.
    async fn same_place(
        &self,
        provider: ProviderKind,
        endpoint: &Endpoint,
        there: Option<&Whereabouts>,
    ) -> Result<Option<Connection>, EngineError> {
        let Some(there) = there else { return Ok(None) };
        let all = self.store.connections().await?;
        Ok(all.into_iter().find(|one| {
            one.provider == provider
                && one.endpoint.address == endpoint.address
                && match (one.state.project(), &there.project) {
                    (Some(ours), Some(theirs)) => ours.id == theirs.id,
                    // Signed out since: the device is what it is known by.
                    (None, _) => one.device.is_some() && one.device == there.device,
                    (Some(_), None) => false,
                }
        }))
    }
}
