//! The keys by which a cloud knows our product: typed once per address and way, kept in the vault
//! once that cloud has taken them.

use crate::EngineError;
use crate::engine::{Engine, Inner};
use domain::provider::CLIENT_SECRET;
use domain::{
    Answers, Client, Connection, Endpoint, ProviderKind, Secret, VaultKey, WayId, WaySpec,
};
use std::collections::HashSet;

impl Engine {
    /// The names of the kept fields that nobody has to type any more.
    pub async fn known_fields(
        &self,
        provider: ProviderKind,
    ) -> Result<HashSet<&'static str>, EngineError> {
        let mut known = HashSet::new();
        let Some(endpoint) = self.endpoint(provider) else { return Ok(known) };
        let able = self.capabilities().into_iter().find(|one| one.provider == provider);
        let ways = able.map_or(&[][..], |able| able.ways);
        for field in ways.iter().flat_map(|way| way.fields).filter(|field| field.kept) {
            if !known.contains(field.name)
                && self.0.known_key(provider, &endpoint, field.name).await?.is_some()
            {
                known.insert(field.name);
            }
        }
        Ok(known)
    }
}

impl Inner {
    pub fn way(&self, provider: ProviderKind, id: &WayId) -> Option<&'static WaySpec> {
        let all = self.clouds.capabilities();
        all.iter().find(|able| able.provider == provider)?.way(id)
    }

    /// Ourselves, as the cloud of a connection knows us.
    pub async fn client(&self, connection: &Connection) -> Result<Client, EngineError> {
        let Connection { provider, endpoint, way, .. } = connection;
        self.client_of(*provider, endpoint, way).await
    }

    pub async fn client_of(
        &self,
        provider: ProviderKind,
        endpoint: &Endpoint,
        way: &WayId,
    ) -> Result<Client, EngineError> {
        let mut keys = Answers::default();
        let fields = self.way(provider, way).map_or(&[][..], |way| way.fields);
        for field in fields.iter().filter(|field| field.kept) {
            if let Some(key) = self.known_key(provider, endpoint, field.name).await? {
                keys.put(field.name, key);
            }
        }
        Ok(Client { way: way.clone(), keys })
    }

    /// The cloud has taken what was typed: only now is it worth keeping.
    pub async fn keep_keys(
        &self,
        provider: ProviderKind,
        endpoint: &Endpoint,
        way: &WaySpec,
        typed: &Answers,
    ) -> Result<(), EngineError> {
        for field in way.fields.iter().filter(|field| field.kept) {
            if let Some(typed) = typed.get(field.name) {
                let key = entry(provider, endpoint, field.name);
                self.sessions.write(key, trimmed(typed)).await?;
            }
        }
        Ok(())
    }

    async fn known_key(
        &self,
        provider: ProviderKind,
        endpoint: &Endpoint,
        field: &'static str,
    ) -> Result<Option<Secret>, EngineError> {
        if let Some(key) = self.sessions.read(entry(provider, endpoint, field)).await? {
            return Ok(Some(key));
        }
        // The built-in secret belongs to the vendor's own address and goes nowhere else.
        let own = self.clouds.default_endpoint(provider);
        let at_the_vendors = own.is_some_and(|own| own.address == endpoint.address);
        if field != CLIENT_SECRET.name || !at_the_vendors {
            return Ok(None);
        }
        Ok(self.built_in_secrets.get(&provider).cloned())
    }
}

fn entry(provider: ProviderKind, endpoint: &Endpoint, field: &'static str) -> VaultKey {
    VaultKey::Client { provider, address: endpoint.authority(), field }
}

/// Blanks around a pasted key are nobody's intention.
pub(crate) fn trimmed(typed: &Secret) -> Secret {
    Secret::new(typed.reveal().trim())
}
