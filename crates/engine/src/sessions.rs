//! A fresh access token per connection; one refresh at a time; a new pair in the vault before it
//! is used. Frame.io's refresh tokens work once: a pair that was used and not kept means that the
//! person must pair again.

use crate::EngineError;
use crate::engine::Inner;
use domain::{
    CloudError, Connection, ConnectionId, ErrorKind, ProviderKind, Secret, Timestamp, TokenVault,
    Tokens, VaultError, VaultKey,
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use zeroize::Zeroizing;

pub(crate) struct Sessions {
    vault: Arc<dyn TokenVault>,
    held: Mutex<HashMap<ConnectionId, Arc<tokio::sync::Mutex<Held>>>>,
}

#[derive(Default)]
struct Held {
    tokens: Option<Tokens>,
    /// The vault would not take these yet. Nobody gets to use them before it has.
    unkept: bool,
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
        Self { vault, held: Mutex::default() }
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

    /// After a sign-in.
    pub async fn keep(&self, id: &ConnectionId, tokens: Tokens) -> Result<(), VaultError> {
        let held = self.held(id);
        let mut held = held.lock().await;
        self.write(VaultKey::Tokens(id.clone()), entry(&tokens)?).await?;
        *held = Held { tokens: Some(tokens), unkept: false };
        Ok(())
    }

    /// Before anything else, so that nobody can use them meanwhile.
    pub async fn forget(&self, id: &ConnectionId) -> Result<Option<Tokens>, VaultError> {
        let held = self.held(id);
        let mut held = held.lock().await;
        let tokens = match held.tokens.take() {
            Some(tokens) => Some(tokens),
            None => self.load(id).await.unwrap_or(None),
        };
        let vault = self.vault.clone();
        let key = VaultKey::Tokens(id.clone());
        on_a_blocking_thread(move || vault.forget(&key)).await?;
        *held = Held::default();
        Ok(tokens)
    }

    async fn load(&self, id: &ConnectionId) -> Result<Option<Tokens>, VaultError> {
        let Some(secret) = self.read(VaultKey::Tokens(id.clone())).await? else { return Ok(None) };
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
    /// A token that should work now. Refreshes when three quarters of its life are over.
    pub async fn session(self: &Arc<Self>, connection: &Connection) -> Result<Secret, EngineError> {
        self.token(connection, None).await
    }

    /// A token other than `spent`, which the cloud has just refused. Whoever comes second finds
    /// that the first has renewed it already.
    pub async fn renewed_session(
        self: &Arc<Self>,
        connection: &Connection,
        spent: &Secret,
    ) -> Result<Secret, EngineError> {
        self.token(connection, Some(spent)).await
    }

    /// On a task that is seen through: a refresh cut off between the cloud's answer and the vault
    /// loses the pair, and the person would have to pair again.
    async fn token(
        self: &Arc<Self>,
        connection: &Connection,
        spent: Option<&Secret>,
    ) -> Result<Secret, EngineError> {
        let (inner, connection, spent) = (self.clone(), connection.clone(), spent.cloned());
        let work = async move { inner.token_to_its_end(&connection, spent.as_ref()).await };
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
            held.tokens = self.sessions.load(&connection.id).await?;
        }
        if held.unkept {
            self.keep_held(connection, &mut held).await?;
        }
        let Some(tokens) = &held.tokens else { return Err(signed_out(connection.provider)) };
        let now = self.now();
        let refused = spent.is_some_and(|spent| *spent == tokens.access);
        let life = tokens.expires_at.0 - tokens.issued_at.0;
        let ripe = now.0 >= tokens.issued_at.0 + life / 4 * 3;
        if !refused && !ripe {
            return Ok(tokens.access.clone());
        }
        let Some(refresh) = tokens.refresh.clone() else {
            return if refused || now >= tokens.expires_at {
                Err(signed_out(connection.provider))
            } else {
                Ok(tokens.access.clone())
            };
        };
        let accounts = self.clouds.accounts(connection.provider, &connection.endpoint)?;
        let client_secret = self.client_secret(connection).await?;
        match accounts.refresh(&client_secret, &refresh).await {
            Ok(fresh) => {
                tracing::info!(connection = %connection.id, "the session was renewed");
                held.tokens = Some(fresh);
                held.unkept = true;
                self.keep_held(connection, &mut held).await?;
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
        if let Some(tokens) = &held.tokens {
            let key = VaultKey::Tokens(connection.id.clone());
            self.sessions.write(key, entry(tokens)?).await?;
        }
        held.unkept = false;
        Ok(())
    }

    /// The secret by which the cloud knows our product.
    pub async fn client_secret(&self, connection: &Connection) -> Result<Secret, EngineError> {
        let kept = self.known_client_secret(connection.provider, &connection.endpoint).await?;
        kept.ok_or_else(|| {
            CloudError::new(
                ErrorKind::WrongSecret,
                "the client secret is not in the vault any more",
            )
            .into()
        })
    }

    pub async fn known_client_secret(
        &self,
        provider: ProviderKind,
        endpoint: &domain::Endpoint,
    ) -> Result<Option<Secret>, EngineError> {
        let key = VaultKey::ClientSecret { provider, address: endpoint.authority() };
        if let Some(secret) = self.sessions.read(key).await? {
            return Ok(Some(secret));
        }
        // The built-in secret belongs to the vendor's own address and goes nowhere else.
        let own = self.clouds.default_endpoint(provider);
        let at_the_vendors = own.is_some_and(|own| own.address == endpoint.address);
        Ok(if at_the_vendors { self.built_in_secrets.get(&provider).cloned() } else { None })
    }
}

fn signed_out(provider: ProviderKind) -> EngineError {
    CloudError::new(
        ErrorKind::NotAuthorized,
        format!("there is no authorization for {} in the vault", provider.code()),
    )
    .into()
}
