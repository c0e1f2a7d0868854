//! Drives one sign-in, by whichever way, and ends at once when the person backs out. There is one
//! at a time.
//!
//! Three trips with one end: [`device_code`] asks for a code and polls, [`browser`] sends a browser
//! off and waits for what it brings back, [`form`] hands over what was typed. Each comes home with
//! a grant, and [`finish`] makes a connection of it.

mod browser;
mod device_code;
mod finish;
mod form;

use crate::engine::{Engine, Inner};
use crate::farewells::Leaving;
use crate::{EngineError, Event};
use domain::provider::ADDRESS;
use domain::{
    Accounts, Answers, Client, CloudError, ConnectionId, Endpoint, ErrorKind, Grant, ProviderKind,
    SignIn, SignInEvent, Way, WayId, WaySpec,
};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

/// A call that may bring tokens is seen through even when the person backed out, so that they can
/// be given back. When the app ends it gets this much longer.
const AT_THE_END: Duration = Duration::from_secs(5);

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
    number: u64,
    /// It is being written down: too late to back out.
    settled: bool,
    confirm: Option<oneshot::Sender<()>>,
}

/// One attempt. What was typed is wiped with it.
struct Attempt {
    number: u64,
    provider: ProviderKind,
    spec: &'static WaySpec,
    /// Sign this one in again, whoever it points at now.
    connection: Option<ConnectionId>,
    /// To be tried in turn. Only a form has more than one.
    endpoints: Vec<Endpoint>,
    typed: Answers,
    stop: CancellationToken,
}

/// What a way comes home with.
struct Signed {
    endpoint: Endpoint,
    accounts: Arc<dyn Accounts>,
    grant: Grant,
}

/// Why there is no connection at the end.
enum Ended {
    BackedOut,
    Failed(EngineError),
}

impl<E: Into<EngineError>> From<E> for Ended {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

impl Attempt {
    fn id(&self) -> WayId {
        WayId::new(self.spec.id)
    }

    /// The address of a way that has one.
    fn endpoint(&self) -> Result<&Endpoint, Ended> {
        Ok(self.endpoints.first().ok_or_else(no_address)?)
    }

    /// For what leaves nothing behind when it is dropped in the middle.
    async fn unless_stopped<T>(&self, work: impl Future<Output = T>) -> Result<T, Ended> {
        tokio::select! {
            biased;
            () = self.stop.cancelled() => Err(Ended::BackedOut),
            done = work => Ok(done),
        }
    }

    fn leaving(&self, endpoint: &Endpoint, what: &str) -> Leaving {
        Leaving {
            provider: self.provider,
            endpoint: endpoint.clone(),
            way: self.id(),
            device: None,
            what: what.to_owned(),
        }
    }
}

impl Engine {
    pub fn sign_in(&self) -> Option<SignIn> {
        self.0.desk.current.lock().expect("nobody panics with the lock").state.clone()
    }

    /// Starts a sign-in and ends the one before. `typed` is what the person typed, by the names of
    /// the way's fields. What cannot even be tried is refused here, in words; what happens then
    /// arrives as [`Event::SignInChanged`].
    pub async fn start_sign_in(
        &self,
        provider: ProviderKind,
        way: WayId,
        typed: Answers,
        connection: Option<ConnectionId>,
        endpoint: Option<Endpoint>,
    ) -> Result<(), EngineError> {
        let inner = &self.0;
        let spec = inner.spec(provider, &way)?;
        let known = match &connection {
            Some(id) => {
                let known = inner.store.connection(id).await?;
                Some(known.ok_or(EngineError::UnknownConnection)?.endpoint)
            }
            None => None,
        };
        let endpoints = self.endpoints_for(provider, &typed, known.or(endpoint))?;
        let (attempt, started) = {
            let mut current = inner.desk.current.lock().expect("nobody panics with the lock");
            current.stop.cancel();
            let number = current.number + 1;
            let started = SignIn::Starting { provider, way: spec.way, id: way };
            *current = Current { number, state: Some(started.clone()), ..Current::default() };
            let stop = current.stop.clone();
            (Attempt { number, provider, spec, connection, endpoints, typed, stop }, started)
        };
        inner.say(Event::SignInChanged(Some(started)));
        let inner = inner.clone();
        // Not cut off with the engine: what it may have to give back is given back.
        self.spawn_to_its_end(async move {
            let number = attempt.number;
            match inner.go(attempt).await {
                Ok(connection) => inner.sign_in_moves(number, SignInEvent::Approved { connection }),
                Err(Ended::BackedOut) => {}
                Err(Ended::Failed(error)) => {
                    let (kind, said) = (error.kind(), error.sentence());
                    inner.sign_in_moves(number, SignInEvent::Failed { kind, said });
                }
            }
        });
        Ok(())
    }

    /// Are the typed keys good, as far as can be told before anyone signs in. A sentence. Nothing
    /// is kept of them.
    pub async fn check_set_up(
        &self,
        provider: ProviderKind,
        way: WayId,
        typed: Answers,
    ) -> Result<String, EngineError> {
        let inner = &self.0;
        let spec = inner.spec(provider, &way)?;
        let endpoints = self.endpoints_for(provider, &typed, None)?;
        let (inner, typed) = (inner.clone(), &typed);
        let checked = form::in_turn(&endpoints, |endpoint| {
            let inner = inner.clone();
            async move {
                let accounts = inner.clouds.accounts(provider, &endpoint)?;
                let client = inner.client_with(provider, spec, &endpoint, typed, false).await?;
                Ok(accounts.check_set_up(&client, typed).await?)
            }
        });
        checked.await
    }

    /// "Yes, that is me."; "no" is to back out.
    pub fn confirm_sign_in(&self, yes: bool) {
        if !yes {
            return self.cancel_sign_in();
        }
        let asking = {
            let mut current = self.0.desk.current.lock().expect("nobody panics with the lock");
            current.confirm.take()
        };
        if let Some(asking) = asking {
            let _ = asking.send(());
        }
    }

    /// At once, at whatever step, leaving nothing behind.
    pub fn cancel_sign_in(&self) {
        let number = {
            let current = self.0.desk.current.lock().expect("nobody panics with the lock");
            if current.settled {
                return;
            }
            current.stop.cancel();
            current.number
        };
        self.0.sign_in_moves(number, SignInEvent::Cancelled);
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

    /// What the person typed goes first; whoever signs in again goes where they were.
    fn endpoints_for(
        &self,
        provider: ProviderKind,
        typed: &Answers,
        otherwise: Option<Endpoint>,
    ) -> Result<Vec<Endpoint>, EngineError> {
        if typed.text(ADDRESS).is_none() {
            let endpoint = otherwise.or_else(|| self.endpoint(provider)).ok_or_else(no_address)?;
            return Ok(vec![endpoint]);
        }
        let mut all = self.0.clouds.typed_endpoints(provider, typed)?;
        let other = otherwise.as_ref().or_else(|| self.0.endpoints.get(&provider));
        let lent = other.and_then(|other| other.extra_ca.clone());
        for endpoint in &mut all {
            endpoint.extra_ca = endpoint.extra_ca.take().or_else(|| lent.clone());
        }
        Ok(all)
    }
}

fn no_address() -> EngineError {
    EngineError::Rejected("this cloud needs an address to sign in to".to_owned())
}

impl Inner {
    fn spec(&self, provider: ProviderKind, id: &WayId) -> Result<&'static WaySpec, EngineError> {
        let able = self.able(provider)?;
        able.way(id).ok_or_else(|| {
            EngineError::Rejected(format!("{} has no such way to sign in: {id}", able.name))
        })
    }

    async fn go(self: &Arc<Self>, mut attempt: Attempt) -> Result<ConnectionId, Ended> {
        let signed = match attempt.spec.way {
            Way::DeviceCode => self.by_device_code(&attempt).await?,
            Way::Browser => self.by_browser(&attempt).await?,
            Way::Form | Way::AddressAlone => self.by_form(&attempt).await?,
        };
        // Spent; what follows may wait for a person.
        attempt.typed = Answers::default();
        self.finish(&attempt, signed).await
    }

    fn sign_in_moves(&self, number: u64, event: SignInEvent) {
        let next = {
            let mut current = self.desk.current.lock().expect("nobody panics with the lock");
            if current.number != number {
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

    /// Sees a call through that may bring tokens, whether or not the person backs out meanwhile.
    async fn seen_through<T>(&self, call: impl Future<Output = T>) -> Result<T, Ended> {
        let end = async {
            self.stop.cancelled().await;
            tokio::time::sleep(AT_THE_END).await;
        };
        tokio::select! {
            biased;
            done = call => Ok(done),
            () = end => Err(Ended::BackedOut),
        }
    }

    /// The cloud let us in, so what was typed to tell it who we are is worth keeping.
    async fn taken(
        &self,
        attempt: &Attempt,
        endpoint: Endpoint,
        accounts: Arc<dyn Accounts>,
        client: &Client,
        grant: Grant,
    ) -> Result<Signed, Ended> {
        let Attempt { provider, spec, typed, .. } = attempt;
        if let Err(error) = self.keep_keys(*provider, &endpoint, spec, typed).await {
            // A vault that fails will not hold the tokens either.
            if let Err(error) = accounts.sign_out(client, &grant.tokens).await {
                tracing::warn!(%error, "could not take back the approval");
            }
            return Err(error.into());
        }
        Ok(Signed { endpoint, accounts, grant })
    }

    /// Ourselves, with the keys that were typed above those that are kept.
    async fn client_for(&self, attempt: &Attempt, endpoint: &Endpoint) -> Result<Client, Ended> {
        let Attempt { provider, spec, typed, .. } = attempt;
        Ok(self.client_with(*provider, spec, endpoint, typed, true).await?)
    }

    async fn client_with(
        &self,
        provider: ProviderKind,
        spec: &'static WaySpec,
        endpoint: &Endpoint,
        typed: &Answers,
        must_be_whole: bool,
    ) -> Result<Client, EngineError> {
        let mut client = self.client_of(provider, endpoint, &WayId::new(spec.id)).await?;
        for field in spec.fields {
            let answer = typed.get(field.name).filter(|_| typed.text(field.name).is_some());
            if let Some(typed) = answer.filter(|_| field.kept) {
                client.keys.put(field.name, crate::clients::trimmed(typed));
            }
            let known = answer.or_else(|| client.keys.get(field.name)).is_some();
            // The address is among the endpoints already.
            if must_be_whole && !known && !field.optional && field.name != ADDRESS {
                let kind = if field.kept { ErrorKind::WrongSecret } else { ErrorKind::WrongLogin };
                let said = format!("{} is needed first", field.label);
                return Err(CloudError::new(kind, said).into());
            }
        }
        Ok(client)
    }
}
