//! A fresh access token per connection; one refresh at a time; a new pair in the vault before it
//! is used. Some refresh tokens work once: a pair that was used and not kept means that the person
//! must sign in again.

use crate::EngineError;
use crate::engine::Inner;
use domain::{
    Accounts, CloudError, Connection, ConnectionId, ErrorKind, Secret, Session, Timestamp,
    TokenVault, Tokens, VaultError, VaultKey,
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use zeroize::Zeroizing;

pub(crate) struct Sessions {
    vault: Arc<dyn TokenVault>,
    held: Mutex<HashMap<ConnectionId, Arc<tokio::sync::Mutex<Held>>>>,
    /// Of leaves, by farewell, that the vault must not see.
    leaving: Mutex<HashMap<String, Tokens>>,
}

#[derive(Default)]
struct Held {
    tokens: Option<Tokens>,
    /// The vault would not take these yet. Nobody gets to use them before it has.
    unkept: bool,
    /// The person wants these in memory only.
    passing: bool,
}

/// What a connection had in hand when it was left.
pub(crate) struct LeftTokens {
    pub tokens: Tokens,
    /// False: they were in memory only, and stay there.
    pub lasting: bool,
}

/// The entry in the vault.
#[derive(Serialize, Deserialize, zeroize::ZeroizeOnDrop)]
struct Kept {
    access: String,
    refresh: Option<String>,
    issued_at: i64,
    expires_at: i64,
}

impl Sessions {
    pub fn new(vault: Arc<dyn TokenVault>) -> Self {
        Self { vault, held: Mutex::default(), leaving: Mutex::default() }
    }

    fn held(&self, id: &ConnectionId) -> Arc<tokio::sync::Mutex<Held>> {
        let mut all = self.held.lock().expect("nobody panics with the lock");
        all.entry(id.clone()).or_default().clone()
    }

    pub async fn read(&self, key: VaultKey) -> Result<Option<Secret>, VaultError> {
        let vault = self.vault.clone();
        on_a_blocking_thread(move || vault.read(&key)).await
    }

    pub async fn write(&self, key: VaultKey, secret: Secret) -> Result<(), VaultError> {
        let vault = self.vault.clone();
        on_a_blocking_thread(move || vault.write(&key, &secret)).await
    }

    pub async fn forget_entry(&self, key: VaultKey) -> Result<(), VaultError> {
        let vault = self.vault.clone();
        on_a_blocking_thread(move || vault.forget(&key)).await
    }

    /// After a sign-in.
    pub async fn keep(
        &self,
        id: &ConnectionId,
        tokens: Tokens,
        lasting: bool,
    ) -> Result<(), VaultError> {
        let held = self.held(id);
        let mut held = held.lock().await;
        let key = VaultKey::Tokens(id.clone());
        if lasting {
            self.write(key, entry(&tokens)?).await?;
        } else {
            // Those of an earlier sign-in would come back after a restart.
            self.forget_entry(key).await?;
        }
        *held = Held { tokens: Some(tokens), unkept: false, passing: !lasting };
        Ok(())
    }

    /// A copy, while they go on being used.
    pub async fn look(&self, id: &ConnectionId) -> Result<Option<LeftTokens>, VaultError> {
        let held = self.held(id);
        let held = held.lock().await;
        let (tokens, lasting) = match &held.tokens {
            Some(tokens) => (Some(tokens.clone()), !held.passing),
            None => (self.load(VaultKey::Tokens(id.clone())).await?, true),
        };
        Ok(tokens.map(|tokens| LeftTokens { tokens, lasting }))
    }

    /// Before anything else, so that nobody can use them meanwhile.
    pub async fn forget(&self, id: &ConnectionId) -> Result<(), VaultError> {
        let held = self.held(id);
        let mut held = held.lock().await;
        self.forget_entry(VaultKey::Tokens(id.clone())).await?;
        *held = Held::default();
        Ok(())
    }

    /// What a cloud that is still to be told of a leave can be told with.
    pub async fn keep_leaving(&self, farewell: &str, left: &LeftTokens) -> Result<(), VaultError> {
        if left.lasting {
            let key = VaultKey::Leaving(farewell.to_owned());
            return self.write(key, entry(&left.tokens)?).await;
        }
        let mut leaving = self.leaving.lock().expect("nobody panics with the lock");
        leaving.insert(farewell.to_owned(), left.tokens.clone());
        Ok(())
    }

    pub async fn leaving(&self, farewell: &str) -> Result<Option<Tokens>, VaultError> {
        {
            let leaving = self.leaving.lock().expect("nobody panics with the lock");
            if let Some(tokens) = leaving.get(farewell) {
                return Ok(Some(tokens.clone()));
            }
        }
        self.load(VaultKey::Leaving(farewell.to_owned())).await
    }

    pub fn leaves_in_memory(&self, farewell: &str) -> bool {
        self.leaving.lock().expect("nobody panics with the lock").contains_key(farewell)
    }

    pub async fn forget_leaving(&self, farewell: &str) -> Result<(), VaultError> {
        self.leaving.lock().expect("nobody panics with the lock").remove(farewell);
        self.forget_entry(VaultKey::Leaving(farewell.to_owned())).await
    }

    async fn load(&self, key: VaultKey) -> Result<Option<Tokens>, VaultError> {
        let Some(secret) = self.read(key).await? else { return Ok(None) };
        let kept: Kept = serde_json::from_str(secret.reveal())
            .map_err(|_| VaultError::Damaged("the tokens cannot be read".to_owned()))?;
        Ok(Some(Tokens {
            access: Secret::new(kept.access.as_str()),
            refresh: kept.refresh.as_deref().map(Secret::new),
            issued_at: Timestamp(kept.issued_at),
            expires_at: Timestamp(kept.expires_at),
        }))
    }
}

fn entry(tokens: &Tokens) -> Result<Secret, VaultError> {
    let kept = Kept {
        access: tokens.access.reveal().to_owned(),
        refresh: tokens.refresh.as_ref().map(|token| token.reveal().to_owned()),
        issued_at: tokens.issued_at.0,
        expires_at: tokens.expires_at.0,
    };
    let text = Zeroizing::new(
        serde_json::to_string(&kept).map_err(|error| VaultError::Failed(error.to_string()))?,
    );
    Ok(Secret::new(text.as_str()))
}

async fn on_a_blocking_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, VaultError> + Send + 'static,
) -> Result<T, VaultError> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|_| Err(VaultError::Failed("the vault stopped answering".to_owned())))
}

impl Inner {
    /// A session that should work now. Renews when three quarters of its life are over.
    pub async fn session(
        self: &Arc<Self>,
        connection: &Connection,
    ) -> Result<Session, EngineError> {
        self.token(connection, None).await
    }

    /// Another than `spent`, which the cloud has just refused. Whoever comes second finds that the
    /// first has renewed it already.
    pub async fn renewed_session(
        self: &Arc<Self>,
        connection: &Connection,
        spent: &Session,
    ) -> Result<Session, EngineError> {
        self.token(connection, Some(&spent.access)).await
    }

    /// Asks the cloud something, and once more with a renewed session when it refuses the one in
    /// hand. A refusal after that is final.
    pub async fn ask<T, F>(
        self: &Arc<Self>,
        connection: &Connection,
        call: impl Fn(Arc<dyn Accounts>, Session) -> F,
    ) -> Result<T, EngineError>
    where
        F: Future<Output = Result<T, CloudError>>,
    {
        let accounts = self.clouds.accounts(connection.provider, &connection.endpoint)?;
        let session = self.session(connection).await?;
        match call(accounts.clone(), session.clone()).await {
            Err(error) if error.kind() == ErrorKind::NotAuthorized => {
                let session = self.renewed_session(connection, &session).await?;
                Ok(call(accounts, session).await?)
            }
            other => Ok(other?),
        }
    }

    /// When the session ends with nothing to renew it; `None`: it can be renewed, or lasts.
    pub async fn session_ends(&self, id: &ConnectionId) -> Option<Timestamp> {
        let held = self.sessions.held(id);
        let held = held.lock().await;
        let tokens = held.tokens.as_ref().filter(|tokens| tokens.refresh.is_none())?;
        Some(tokens.expires_at).filter(|at| *at != Timestamp::NEVER)
    }

    /// On a task that is seen through: a refresh cut off between the cloud's answer and the vault
    /// loses the pair, and the person would have to sign in again.
    async fn token(
        self: &Arc<Self>,
        connection: &Connection,
        spent: Option<&Secret>,
    ) -> Result<Session, EngineError> {
        let (inner, connection, spent) = (self.clone(), connection.clone(), spent.cloned());
        let work = async move {
            let access = inner.token_to_its_end(&connection, spent.as_ref()).await?;
            Ok(Session { way: connection.way, access })
        };
        let done = self.tasks.spawn(work).await;
        done.unwrap_or_else(|_| {
            Err(EngineError::Rejected("renewing the session broke off".to_owned()))
        })
    }

    async fn token_to_its_end(
        &self,
        connection: &Connection,
        spent: Option<&Secret>,
    ) -> Result<Secret, EngineError> {
        let held = self.sessions.held(&connection.id);
        let mut held = held.lock().await;
        if held.tokens.is_none() {
            held.tokens = self.sessions.load(VaultKey::Tokens(connection.id.clone())).await?;
        }
        if held.unkept {
            self.keep_held(connection, &mut held).await?;
        }
        let Some(tokens) = &held.tokens else { return Err(no_session(connection)) };
        let now = self.now();
        let refused = spent.is_some_and(|spent| *spent == tokens.access);
        let Some(refresh) = tokens.refresh.clone() else {
            return if refused {
                Err(ended(connection))
            } else if now >= tokens.expires_at {
                Err(over(connection))
            } else {
                Ok(tokens.access.clone())
            };
        };
        let life = tokens.expires_at.0.saturating_sub(tokens.issued_at.0);
        let ripe = now.0 >= tokens.issued_at.0.saturating_add(life / 4 * 3);
        if !refused && !ripe {
            return Ok(tokens.access.clone());
        }
        let accounts = self.clouds.accounts(connection.provider, &connection.endpoint)?;
        let client = self.client(connection).await?;
        match accounts.refresh(&client, &refresh).await {
            Ok(fresh) => {
                tracing::info!(connection = %connection.id, "the session was renewed");
                held.tokens = Some(fresh);
                held.unkept = true;
                self.keep_held(connection, &mut held).await?;
                // The cloud's own line was opened with the old one.
                self.listen_anew(&connection.id);
                let tokens = held.tokens.as_ref().expect("just put there");
                Ok(tokens.access.clone())
            }
            // Early, and the old one still works: nobody needs to notice.
            Err(error)
                if error.kind() != ErrorKind::NotAuthorized
                    && !refused
                    && now < tokens.expires_at =>
            {
                tracing::warn!(connection = %connection.id, %error, "could not renew the session yet");
                Ok(tokens.access.clone())
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn keep_held(&self, connection: &Connection, held: &mut Held) -> Result<(), EngineError> {
        if let Some(tokens) = held.tokens.as_ref().filter(|_| !held.passing) {
            let key = VaultKey::Tokens(connection.id.clone());
            self.sessions.write(key, entry(tokens)?).await?;
        }
        held.unkept = false;
        Ok(())
    }
}

fn no_session(connection: &Connection) -> EngineError {
    let place = connection.endpoint.authority();
    let said = format!("there is no session for {place} on this computer: sign in again");
    CloudError::new(ErrorKind::NotAuthorized, said).into()
}

fn ended(connection: &Connection) -> EngineError {
    let place = connection.endpoint.authority();
    let said = format!("the session at {place} was ended there: sign in again");
    CloudError::new(ErrorKind::NotAuthorized, said).into()
}

fn over(connection: &Connection) -> EngineError {
    let place = connection.endpoint.authority();
    let said = format!(
        "the session at {place} is over, and this way of signing in cannot renew it: sign in again"
    );
    CloudError::new(ErrorKind::NotAuthorized, said).into()
}
