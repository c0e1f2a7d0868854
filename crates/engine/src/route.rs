//! The route that requests take: what a person has set, with the proxy's name and password out of
//! the vault.

use crate::EngineError;
use crate::engine::{Engine, Inner};
use domain::{Proxy, ProxyLogin, Route, Settings, VaultKey};

impl Engine {
    /// As it holds now, for whoever sends something else than uploads.
    pub async fn route(&self) -> Result<Route, EngineError> {
        self.0.route_of(&self.0.settings().await?).await
    }

    /// Whether a name and a password are kept for this proxy. Neither is ever told.
    pub async fn has_proxy_login(&self, proxy: &Proxy) -> Result<bool, EngineError> {
        Ok(self.0.proxy_login(proxy).await?.is_some())
    }

    /// Kept for this proxy alone, and used at once where it is the one in force.
    pub async fn keep_proxy_login(
        &self,
        proxy: &Proxy,
        login: &ProxyLogin,
    ) -> Result<(), EngineError> {
        let wrong =
            || EngineError::Rejected("the name is missing, or has a colon in it".to_owned());
        let joined = login.joined().ok_or_else(wrong)?;
        let no_proxy = || EngineError::Rejected("there is no proxy to keep it for".to_owned());
        let filed = proxy.filed_under().ok_or_else(no_proxy)?;
        self.0.sessions.write(VaultKey::Proxy(filed), joined).await?;
        self.login_changed(proxy).await
    }

    pub async fn forget_proxy_login(&self, proxy: &Proxy) -> Result<(), EngineError> {
        let Some(filed) = proxy.filed_under() else { return Ok(()) };
        self.0.sessions.forget_entry(VaultKey::Proxy(filed)).await?;
        self.login_changed(proxy).await
    }

    async fn login_changed(&self, proxy: &Proxy) -> Result<(), EngineError> {
        let settings = self.0.settings().await?;
        if settings.proxy.filed_under() == proxy.filed_under() {
            self.0.go_by(&settings).await?;
            self.network_changed();
        }
        Ok(())
    }
}

impl Inner {
    pub async fn go_by(&self, settings: &Settings) -> Result<(), EngineError> {
        Ok(self.clouds.go_by(self.route_of(settings).await?)?)
    }

    /// At the start. What cannot be had leaves us without it and is no reason not to start: a person
    /// has to see the settings to mend them.
    pub async fn take_route(&self) {
        let settings = match self.settings().await {
            Ok(settings) => settings,
            Err(error) => return tracing::warn!(%error, "the route is not known"),
        };
        let login = self.proxy_login(&settings.proxy).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "the proxy's name and password cannot be had");
            None
        });
        let Settings { proxy, authorities, .. } = settings;
        if let Err(error) = self.clouds.go_by(Route { proxy, login, authorities }) {
            tracing::warn!(%error, "the route cannot be taken");
        }
    }

    async fn route_of(&self, settings: &Settings) -> Result<Route, EngineError> {
        let login = self.proxy_login(&settings.proxy).await?;
        let (proxy, authorities) = (settings.proxy.clone(), settings.authorities.clone());
        Ok(Route { proxy, login, authorities })
    }

    async fn proxy_login(&self, proxy: &Proxy) -> Result<Option<ProxyLogin>, EngineError> {
        let Some(filed) = proxy.filed_under() else { return Ok(None) };
        let kept = self.sessions.read(VaultKey::Proxy(filed)).await?;
        Ok(kept.as_ref().and_then(ProxyLogin::split))
    }
}
