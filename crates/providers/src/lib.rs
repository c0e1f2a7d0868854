//! Talking to camera clouds. The only crate that speaks HTTP to one.
//!
//! [`Providers`] answers "who serves this kind of cloud at this address" with an object behind
//! the traits of `domain`. Each cloud is a folder of the same files in the same order: `mod`,
//! `wire`, `sign_in`, `places`, `error`, and `assets` where media is taken; what public material
//! does not promise is in `assumed`. [`memory`] is a whole cloud without a network, and the
//! shortest example to read.
//!
//! What this crate deliberately does not know: SQL, the vault, the queue, when to try again.
//! Errors say what happened; `domain::retry` decides.
//!
//! To add a cloud: a folder beside `frameio`, a line in each `match` of this file, and the list
//! of behaviours in `tests/contract`.

mod frameio;
mod http;
pub mod memory;
mod oauth;
mod part_body;

use domain::{
    Accounts, Assets, Capabilities, CloudError, Clouds, Endpoint, ErrorKind, ProviderKind, Secret,
    Timestamp,
};
use frameio::Frameio;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

/// Who we are, to every cloud alike.
#[derive(Debug, Clone)]
pub struct Identity {
    /// Made once per installation (A3), never shown.
    pub client_id: Secret,
    /// SemVer, told with each call (M7).
    pub version: String,
}

/// How long to wait for a cloud. No limit on a whole transfer: a slow line that moves is fine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Until there is a connection, TLS included.
    pub connect: Duration,
    /// Until the answer begins, once the cloud has everything. Frame.io gives itself 30 s.
    pub answer: Duration,
    /// While bytes should be moving and none does.
    pub stall: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            answer: Duration::from_secs(40),
            stall: Duration::from_secs(60),
        }
    }
}

/// What time it is; handed in, so that eight hours can pass in a test.
pub type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// By address and extra certificate authority.
type Known = HashMap<(String, Option<String>), Arc<Frameio>>;

/// One object per kind of cloud and endpoint, kept so that their connections are used again.
pub struct Providers {
    identity: Identity,
    patience: Patience,
    now: Now,
    frameio: Mutex<Known>,
}

impl Providers {
    pub fn new(identity: Identity, patience: Patience) -> Self {
        Self::with_clock(identity, patience, Arc::new(|| SystemTime::now().into()))
    }

    pub fn with_clock(identity: Identity, patience: Patience, now: Now) -> Self {
        Self { identity, patience, now, frameio: Mutex::default() }
    }

    /// Of every cloud that can be talked to; data, known before any instance exists.
    pub fn capabilities() -> Vec<Capabilities> {
        vec![frameio::capabilities()]
    }

    /// The vendor's own address, for a provider that has one.
    pub fn default_endpoint(kind: ProviderKind) -> Option<Endpoint> {
        match kind {
            ProviderKind::Frameio => frameio::default_endpoint(),
            ProviderKind::Multicam | ProviderKind::EagleEye | ProviderKind::Vinli => None,
        }
    }

    pub fn accounts(
        &self,
        kind: ProviderKind,
        endpoint: &Endpoint,
    ) -> Result<Arc<dyn Accounts>, CloudError> {
        match kind {
            ProviderKind::Frameio => Ok(self.frameio(endpoint)?),
            ProviderKind::Multicam | ProviderKind::EagleEye | ProviderKind::Vinli => {
                Err(not_spoken(kind))
            }
        }
    }

    /// `None`: this cloud takes no media.
    pub fn assets(
        &self,
        kind: ProviderKind,
        endpoint: &Endpoint,
    ) -> Result<Option<Arc<dyn Assets>>, CloudError> {
        match kind {
            ProviderKind::Frameio => Ok(Some(self.frameio(endpoint)?)),
            ProviderKind::Multicam | ProviderKind::EagleEye | ProviderKind::Vinli => {
                Err(not_spoken(kind))
            }
        }
    }

    /// After a wake from sleep or a change of network: no open connection is used again. Requests
    /// on their way are left to end by themselves.
    pub fn drop_lines(&self) {
        let clouds: Vec<_> = self.known_frameio().values().cloned().collect();
        for cloud in clouds {
            cloud.drop_lines();
        }
    }

    fn frameio(&self, endpoint: &Endpoint) -> Result<Arc<Frameio>, CloudError> {
        let key = (endpoint.address.to_string(), endpoint.extra_ca.clone());
        let mut known = self.known_frameio();
        if let Some(cloud) = known.get(&key) {
            return Ok(cloud.clone());
        }
        let cloud =
            Arc::new(Frameio::new(endpoint, &self.identity, self.patience, self.now.clone())?);
        known.insert(key, cloud.clone());
        Ok(cloud)
    }

    fn known_frameio(&self) -> MutexGuard<'_, Known> {
        self.frameio.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clouds for Providers {
    fn capabilities(&self) -> Vec<Capabilities> {
        Providers::capabilities()
    }

    fn default_endpoint(&self, kind: ProviderKind) -> Option<Endpoint> {
        Providers::default_endpoint(kind)
    }

    fn accounts(
        &self,
        kind: ProviderKind,
        endpoint: &Endpoint,
    ) -> Result<Arc<dyn Accounts>, CloudError> {
        Providers::accounts(self, kind, endpoint)
    }

    fn assets(
        &self,
        kind: ProviderKind,
        endpoint: &Endpoint,
    ) -> Result<Option<Arc<dyn Assets>>, CloudError> {
        Providers::assets(self, kind, endpoint)
    }

    fn drop_lines(&self) {
        Providers::drop_lines(self);
    }
}

fn not_spoken(kind: ProviderKind) -> CloudError {
    CloudError::new(ErrorKind::Rejected, format!("this version cannot talk to {} yet", kind.code()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn providers() -> Providers {
        let identity = Identity { client_id: Secret::new("installation"), version: "1.2.3".into() };
        Providers::new(identity, Patience::default())
    }

    fn at(address: &str) -> Endpoint {
        Endpoint { address: address.parse().unwrap(), extra_ca: None }
    }

    #[test]
    fn the_same_endpoint_is_served_by_the_same_object_and_another_by_another() {
        let providers = providers();
        let serve = |address| providers.frameio(&at(address)).unwrap();
        assert!(Arc::ptr_eq(&serve("https://one.example"), &serve("https://one.example/")));
        assert!(!Arc::ptr_eq(&serve("https://one.example"), &serve("https://two.example")));
    }

    #[test]
    fn plain_http_is_refused_with_words() {
        let Err(refused) =
            providers().accounts(ProviderKind::Frameio, &at("http://api.frame.io/secret?k=v"))
        else {
            panic!("a plain address was taken")
        };
        assert_eq!(refused.kind, ErrorKind::Rejected);
        assert_eq!(refused.said, "api.frame.io is not asked over plain http: it takes https only");
    }

    #[test]
    fn a_certificate_authority_that_is_none_is_refused() {
        let endpoint = Endpoint { extra_ca: Some("not PEM".into()), ..at("https://one.example") };
        let Err(refused) = providers().accounts(ProviderKind::Frameio, &endpoint) else {
            panic!("a wrong certificate was taken")
        };
        assert_eq!(refused.kind, ErrorKind::Untrusted);
    }

    #[test]
    fn what_a_cloud_can_do_is_known_without_talking_to_it() {
        for can in Providers::capabilities() {
            assert!(Providers::default_endpoint(can.provider).is_some());
            assert!(can.ways.iter().any(|way| way.needs_client_secret));
        }
        assert_eq!(
            Providers::default_endpoint(ProviderKind::Frameio).unwrap().address.as_str(),
            "https://api.frame.io/"
        );
    }

    #[test]
    fn a_cloud_that_is_not_spoken_yet_is_an_error_and_not_a_panic() {
        let endpoint = at("https://one.example");
        assert!(providers().accounts(ProviderKind::Vinli, &endpoint).is_err());
        assert!(providers().assets(ProviderKind::Multicam, &endpoint).is_err());
    }
}
