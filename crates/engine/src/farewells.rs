//! Leaving, and telling the cloud of it. Here it always works at once; a cloud that cannot be told
//! at the moment is told later, also after a restart.

use crate::connections::Disconnected;
use crate::engine::{Engine, Inner};
use crate::sessions::LeftTokens;
use crate::{EngineError, Event};
use domain::{
    Accounts, Client, DeviceId, Endpoint, ErrorKind, Farewell, Left, ProviderKind, Tokens,
    VaultError, WayId, retry,
};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// As long as a person waits to hear whether the cloud knows.
const AT_ONCE: Duration = Duration::from_secs(10);
/// Between tries at a cloud that has not answered for a while.
const SELDOM: Duration = Duration::from_secs(600);
const QUICK_TRIES: u32 = 8;
/// A cloud that could not be told for so long is not going to be.
const TRIED_FOR: Duration = Duration::from_secs(30 * 24 * 3600);

#[derive(Default)]
pub(crate) struct Farewells {
    /// Somebody has reason to think that it works now.
    again: Notify,
    /// Told one at a time, so that none is told twice.
    telling: tokio::sync::Mutex<()>,
}

/// What is left, and how.
pub(crate) struct Leaving {
    pub provider: ProviderKind,
    pub endpoint: Endpoint,
    pub way: WayId,
    pub device: Option<DeviceId>,
    /// For a person to read.
    pub what: String,
}

/// How a farewell stands after it was tried.
enum Told {
    /// It is over; this is how.
    Over(Disconnected),
    /// Somebody else has told it meanwhile, and said so.
    Already,
    NotYet(EngineError),
}

impl Inner {
    /// Written down first, so that nothing is lost whatever happens to us meanwhile.
    pub async fn remember_leave(&self, leaving: Leaving, left: &LeftTokens) -> Farewell {
        let farewell = Farewell {
            id: uuid::Uuid::now_v7().to_string(),
            provider: leaving.provider,
            endpoint: leaving.endpoint,
            way: leaving.way,
            device: leaving.device,
            what: leaving.what,
            since: self.now(),
        };
        // A row without tokens tells itself away; tokens without a row would stay for ever.
        if let Err(error) = self.store.add_farewell(&farewell).await {
            tracing::warn!(%error, "a leave could not be written down");
        } else if let Err(error) = self.sessions.keep_leaving(&farewell.id, left).await {
            tracing::warn!(%error, "the tokens of a leave could not be kept");
        }
        farewell
    }

    pub async fn take_back_leave(&self, farewell: &Farewell) {
        let forgotten = self.sessions.forget_leaving(&farewell.id).await;
        let removed = self.store.remove_farewell(&farewell.id).await;
        if forgotten.is_err() || removed.is_err() {
            tracing::warn!("a leave that was not taken could not be crossed out");
        }
    }

    /// Tells the cloud now, or has it told later.
    pub async fn tell_at_once(
        self: &Arc<Self>,
        farewell: &Farewell,
        left: LeftTokens,
    ) -> Disconnected {
        let mut telling = self.tell(farewell, Some(left.tokens));
        let why = match tokio::time::timeout(AT_ONCE, &mut telling).await {
            Ok(told) => match told.unwrap_or_else(|_| broke_off()) {
                Told::Over(how) => return how,
                Told::Already => return disconnected(true, ""),
                Told::NotYet(error) => error.sentence(),
            },
            Err(_) => {
                let (inner, farewell) = (self.clone(), farewell.clone());
                self.tasks.spawn(async move {
                    if let Ok(Told::Over(how)) = telling.await {
                        inner.say_it_is_over(&farewell, &how).await;
                    }
                });
                "It does not answer.".to_owned()
            }
        };
        tracing::info!(farewell = farewell.id, why, "the cloud is told of a leave later");
        self.say_which_farewells().await;
        self.farewells.again.notify_one();
        let later = format!(
            "The other side could not be told yet. {why} Labrun tells it as soon as it can."
        );
        disconnected(false, &later)
    }

    /// Nobody here wants these tokens: the other side should not list them either.
    pub async fn give_back(self: &Arc<Self>, leaving: Leaving, tokens: Tokens, lasting: bool) {
        let left = LeftTokens { tokens, lasting };
        let farewell = self.remember_leave(leaving, &left).await;
        self.tell_at_once(&farewell, left).await;
    }

    /// On a task that is seen through, whoever still waits for it: a refresh that is cut off between
    /// the cloud's answer and the vault loses the only session there is to say goodbye with.
    ///
    /// `in_hand` is for when nothing could be written down.
    fn tell(self: &Arc<Self>, farewell: &Farewell, in_hand: Option<Tokens>) -> JoinHandle<Told> {
        let (inner, farewell) = (self.clone(), farewell.clone());
        self.tasks.spawn(async move { inner.tell_to_its_end(&farewell, in_hand).await })
    }

    async fn tell_to_its_end(&self, farewell: &Farewell, in_hand: Option<Tokens>) -> Told {
        let _one_at_a_time = self.farewells.telling.lock().await;
        if in_hand.is_none() {
            match self.store.farewells().await {
                Ok(all) if all.iter().any(|one| one.id == farewell.id) => {}
                Ok(_) => return Told::Already,
                Err(error) => return Told::NotYet(error.into()),
            }
        }
        let how = match self.try_to_tell(farewell, in_hand).await {
            Ok(how) => how,
            Err(error) if is_final(&error) || self.now() >= farewell.since.after(TRIED_FOR) => {
                tracing::warn!(farewell = farewell.id, %error, "the cloud cannot be told of a leave");
                disconnected(false, &format!("{} Remove it there by hand.", in_words(&error)))
            }
            Err(error) => return Told::NotYet(error),
        };
        // The row last: as long as it is there, somebody comes back to this.
        if let Err(error) = self.sessions.forget_leaving(&farewell.id).await {
            return Told::NotYet(error.into());
        }
        if let Err(error) = self.store.remove_farewell(&farewell.id).await {
            return Told::NotYet(error.into());
        }
        Told::Over(how)
    }

    async fn try_to_tell(
        &self,
        farewell: &Farewell,
        in_hand: Option<Tokens>,
    ) -> Result<Disconnected, EngineError> {
        let tokens = match self.sessions.leaving(&farewell.id).await {
            Ok(kept) => kept.or(in_hand),
            Err(error) if in_hand.is_none() => return Err(error.into()),
            Err(_) => in_hand,
        };
        let Some(tokens) = tokens else {
            let said = "The other side was not told before its session was gone. Remove it there \
                        by hand.";
            return Ok(disconnected(false, said));
        };
        match self.sign_out(farewell, tokens).await {
            Ok(left) => Ok(disconnected(left.vendor_side, left.said)),
            Err(error) if error.kind() == ErrorKind::NotAuthorized => {
                Ok(disconnected(true, "The other side had forgotten it already."))
            }
            Err(error) => Err(error),
        }
    }

    /// With a session that works, as far as one can be had: some clouds want one to say goodbye.
    async fn sign_out(&self, farewell: &Farewell, tokens: Tokens) -> Result<Left, EngineError> {
        let Farewell { provider, endpoint, way, .. } = farewell;
        let accounts = self.clouds.accounts(*provider, endpoint)?;
        let client = self.client_of(*provider, endpoint, way).await?;
        if self.now() >= tokens.expires_at
            && let Some(fresh) = self.renew(farewell, accounts.as_ref(), &client, &tokens).await?
        {
            return Ok(accounts.sign_out(&client, &fresh).await?);
        }
        match accounts.sign_out(&client, &tokens).await {
            Err(error) if error.kind() == ErrorKind::NotAuthorized => {
                match self.renew(farewell, accounts.as_ref(), &client, &tokens).await? {
                    Some(fresh) => Ok(accounts.sign_out(&client, &fresh).await?),
                    None => Err(error.into()),
                }
            }
            other => Ok(other?),
        }
    }

    async fn renew(
        &self,
        farewell: &Farewell,
        accounts: &dyn Accounts,
        client: &Client,
        tokens: &Tokens,
    ) -> Result<Option<Tokens>, EngineError> {
        let Some(refresh) = &tokens.refresh else { return Ok(None) };
        let fresh = accounts.refresh(client, refresh).await?;
        let lasting = !self.sessions.leaves_in_memory(&farewell.id);
        let kept = LeftTokens { tokens: fresh.clone(), lasting };
        if let Err(error) = self.sessions.keep_leaving(&farewell.id, &kept).await {
            // The old pair is spent: until the program ends, the new one is good from memory.
            tracing::warn!(%error, "the renewed tokens of a leave could not be kept");
            let kept = LeftTokens { lasting: false, ..kept };
            self.sessions.keep_leaving(&farewell.id, &kept).await?;
        }
        Ok(Some(fresh))
    }

    pub fn farewells_may_work(&self) {
        self.farewells.again.notify_one();
    }

    async fn say_which_farewells(&self) {
        match self.store.farewells().await {
            Ok(all) => self.say(Event::FarewellsChanged(all)),
            Err(error) => tracing::warn!(%error, "could not read the farewells"),
        }
    }

    async fn say_it_is_over(&self, farewell: &Farewell, how: &Disconnected) {
        self.say_which_farewells().await;
        let (what, said) = (farewell.what.clone(), how.said.clone());
        let notice = crate::Notice::Left { what, said };
        self.say(Event::Noticed { connection: None, notice });
    }

    /// How many are still to be told.
    async fn tell_all(self: &Arc<Self>) -> Result<usize, EngineError> {
        let all = self.store.farewells().await?;
        let mut left = 0;
        for farewell in &all {
            match self.tell(farewell, None).await.unwrap_or_else(|_| broke_off()) {
                Told::Over(how) => self.say_it_is_over(farewell, &how).await,
                Told::Already => {}
                Told::NotYet(error) => {
                    tracing::debug!(farewell = farewell.id, %error, "still not told");
                    left += 1;
                }
            }
        }
        Ok(left)
    }
}

pub(crate) fn disconnected(vendor_side: bool, said: &str) -> Disconnected {
    let said = match said {
        "" => "This computer is disconnected.".to_owned(),
        said => format!("This computer is disconnected. {said}"),
    };
    Disconnected { vendor_side, said }
}

fn broke_off() -> Told {
    Told::NotYet(EngineError::Rejected("Telling it broke off.".to_owned()))
}

/// Asking again would not change anything.
fn is_final(error: &EngineError) -> bool {
    match error {
        EngineError::Vault(VaultError::Damaged(_)) => true,
        other => matches!(
            other.kind(),
            ErrorKind::Rejected
                | ErrorKind::Denied
                | ErrorKind::WrongSecret
                | ErrorKind::WrongLogin
        ),
    }
}

fn in_words(error: &EngineError) -> String {
    match error {
        EngineError::Cloud(error) => error.sentence(),
        EngineError::Vault(VaultError::Damaged(_)) => {
            "What the other side could be told with cannot be read any more.".to_owned()
        }
        _ => "The other side could not be told from here.".to_owned(),
    }
}

impl Engine {
    /// Runs until the engine stops.
    pub(crate) async fn say_farewells(self) {
        let inner: &Arc<Inner> = &self.0;
        let (mut tries, mut woken) = (0, inner.woke.subscribe());
        loop {
            let left = inner.tell_all().await.unwrap_or_else(|error| {
                tracing::warn!(%error, "could not read the farewells");
                1
            });
            tries = if left == 0 { 0 } else { tries + 1 };
            let wait = match tries {
                1..=QUICK_TRIES => inner.timings.scaled(retry::next_knock(tries, rand::random())),
                _ => inner.timings.scaled(SELDOM),
            };
            tokio::select! {
                () = inner.farewells.again.notified() => {}
                _ = woken.changed() => tries = 0,
                () = tokio::time::sleep(wait) => {}
            }
        }
    }
}
