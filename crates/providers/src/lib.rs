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

pub mod authority;
mod eagle_eye;
mod frameio;
mod http;
pub mod memory;
mod multicam;
mod oauth;
mod part_body;
mod picture;
mod proxy;
mod route;
mod vinli;

pub use route::Prepared;

use async_trait::async_trait;
use domain::{
    Accounts, Answers, Assets, Capabilities, CloudError, Clouds, Endpoint, ErrorKind, Picture,
    ProviderKind, Route, Secret, Timestamp,
};
use eagle_eye::EagleEye;
use frameio::Frameio;
use multicam::Multicam;
use route::Shared;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};
use url::Url;
use vinli::Vinli;

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

/// What each cloud's folder makes: something to sign in to, and to let go of lines.
trait Cloud: Accounts {
    fn drop_lines(&self);
}

#[derive(Clone)]
struct Served {
    cloud: Arc<dyn Cloud>,
    /// `None`: this cloud takes no media.
    assets: Option<Arc<dyn Assets>>,
}

/// By kind, address and extra certificate authority.
type Known = HashMap<(ProviderKind, String, Option<String>), Served>;

/// One object per kind of cloud and endpoint, kept so that their connections are used again.
pub struct Providers {
    identity: Identity,
    patience: Patience,
    now: Now,
    route: Shared,
    multicam_key: Option<String>,
    known: Mutex<Known>,
}

impl Providers {
    pub fn new(identity: Identity, patience: Patience) -> Self {
        Self::with_clock(identity, patience, Arc::new(|| SystemTime::now().into()))
    }

    pub fn with_clock(identity: Identity, patience: Patience, now: Now) -> Self {
        let (route, known) = (Shared::default(), Mutex::default());
        Self { identity, patience, now, route, multicam_key: None, known }
    }

    /// For a practice machine: the public key by which a Multicam 9 sign-in is encrypted, as the
    /// Base64 of its DER (SubjectPublicKeyInfo). `None` is the vendor's own, the same for every
    /// machine they ever sold.
    pub fn with_multicam_key(self, key: Option<String>) -> Self {
        Self { multicam_key: key, ..self }
    }

    fn open(&self, kind: ProviderKind, endpoint: &Endpoint) -> Result<Served, CloudError> {
        let (identity, patience, route) = (&self.identity, self.patience, &self.route);
        let now = self.now.clone();
        Ok(match kind {
            ProviderKind::Frameio => {
                let cloud = Arc::new(Frameio::new(endpoint, identity, patience, route, now)?);
                Served { cloud: cloud.clone(), assets: Some(cloud) }
            }
            ProviderKind::Multicam => {
                let key = self.multicam_key.as_deref();
                let cloud = Multicam::new(endpoint, key, patience, route, now)?;
                Served { cloud: Arc::new(cloud), assets: None }
            }
            ProviderKind::EagleEye => {
                let cloud = EagleEye::new(endpoint, patience, route, now)?;
                Served { cloud: Arc::new(cloud), assets: None }
            }
            ProviderKind::Vinli => {
                let cloud = Vinli::new(endpoint, patience, route, now)?;
                Served { cloud: Arc::new(cloud), assets: None }
            }
        })
    }

    fn serve(&self, kind: ProviderKind, endpoint: &Endpoint) -> Result<Served, CloudError> {
        let key = (kind, endpoint.address.to_string(), endpoint.extra_ca.clone());
        let mut known = self.known();
        if let Some(served) = known.get(&key) {
            return Ok(served.clone());
        }
        let served = self.open(kind, endpoint)?;
        known.insert(key, served.clone());
        Ok(served)
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Clouds for Providers {
    /// Of every cloud that can be talked to; data, known before any of them is.
    fn capabilities(&self) -> Vec<Capabilities> {
        vec![
            frameio::capabilities(),
            multicam::capabilities(),
            eagle_eye::capabilities(),
            vinli::capabilities(),
        ]
    }

    fn default_endpoint(&self, kind: ProviderKind) -> Option<Endpoint> {
        match kind {
            ProviderKind::Frameio => frameio::default_endpoint(),
            // Each machine is a cloud of its own.
            ProviderKind::Multicam => None,
            ProviderKind::EagleEye => eagle_eye::default_endpoint(),
            ProviderKind::Vinli => vinli::default_endpoint(),
        }
    }

    fn typed_endpoints(
        &self,
        kind: ProviderKind,
        typed: &Answers,
    ) -> Result<Vec<Endpoint>, CloudError> {
        match kind {
            ProviderKind::Multicam => multicam::typed_endpoints(typed),
            _ => Err(CloudError::new(ErrorKind::Rejected, "the address of this cloud is fixed")),
        }
    }

    fn accounts(
        &self,
        kind: ProviderKind,
        endpoint: &Endpoint,
    ) -> Result<Arc<dyn Accounts>, CloudError> {
        Ok(self.serve(kind, endpoint)?.cloud)
    }

    fn assets(
        &self,
        kind: ProviderKind,
        endpoint: &Endpoint,
    ) -> Result<Option<Arc<dyn Assets>>, CloudError> {
        Ok(self.serve(kind, endpoint)?.assets)
    }

    async fn picture(&self, endpoint: &Endpoint, link: &Url) -> Result<Picture, CloudError> {
        picture::fetch(endpoint, self.patience, &self.route, link).await
    }

    fn go_by(&self, route: Route) -> Result<(), CloudError> {
        self.route.change(route)
    }

    /// After a wake from sleep or a change of network: no open connection is used again. Parts
    /// on their way are broken off; other calls are seen through.
    fn drop_lines(&self) {
        let clouds: Vec<_> = self.known().values().map(|served| served.cloud.clone()).collect();
        for cloud in clouds {
            cloud.drop_lines();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Secret;

    fn providers() -> Providers {
        let identity = Identity { client_id: Secret::new("installation"), version: "1.2.3".into() };
        Providers::new(identity, Patience::default())
    }

    fn at(address: &str) -> Endpoint {
        Endpoint { address: address.parse().unwrap(), extra_ca: None }
    }

    fn refused(kind: ProviderKind, endpoint: &Endpoint) -> CloudError {
        match providers().accounts(kind, endpoint) {
            Ok(_) => panic!("{} was taken", endpoint.address),
            Err(error) => error,
        }
    }

    #[test]
    fn the_same_endpoint_is_served_by_the_same_object_and_another_by_another() {
        let providers = providers();
        let serve = |address| providers.serve(ProviderKind::Frameio, &at(address)).unwrap().cloud;
        assert!(Arc::ptr_eq(&serve("https://one.example"), &serve("https://one.example/")));
        assert!(!Arc::ptr_eq(&serve("https://one.example"), &serve("https://two.example")));
    }

    #[test]
    fn plain_http_is_refused_with_words() {
        let error = refused(ProviderKind::Frameio, &at("http://api.frame.io/secret?k=v"));
        assert_eq!(error.kind, ErrorKind::Rejected);
        assert_eq!(error.said, "api.frame.io is not asked over plain http: it takes https only");
        for kind in [ProviderKind::EagleEye, ProviderKind::Vinli] {
            assert_eq!(refused(kind, &at("http://cloud.example")).kind, ErrorKind::Rejected);
        }
    }

    #[test]
    fn a_certificate_authority_that_is_none_is_refused() {
        let endpoint = Endpoint { extra_ca: Some("not PEM".into()), ..at("https://one.example") };
        for kind in ProviderKind::ALL {
            assert_eq!(refused(kind, &endpoint).kind, ErrorKind::Untrusted, "{kind:?}");
        }
    }

    #[test]
    fn what_a_cloud_can_do_is_known_without_talking_to_it() {
        let all = providers().capabilities();
        assert_eq!(all.iter().map(|can| can.provider).collect::<Vec<_>>(), ProviderKind::ALL);
        for can in all {
            let types_an_address = |way: &domain::WaySpec| {
                way.fields.iter().any(|f| f.name == domain::provider::ADDRESS)
            };
            let fixed = providers().default_endpoint(can.provider).is_some();
            for way in can.ways {
                assert_eq!(types_an_address(way), !fixed, "{} {}", can.name, way.id);
                assert!(!way.about.is_empty() && !way.label.is_empty());
            }
            let ids: std::collections::HashSet<_> = can.ways.iter().map(|way| way.id).collect();
            assert_eq!(ids.len(), can.ways.len(), "{} names a way twice", can.name);
            assert_eq!(can.uploads.is_some(), can.no_uploads.is_empty(), "{}", can.name);
            assert!(can.support.starts_with("https://"));
        }
        assert_eq!(
            providers().default_endpoint(ProviderKind::Frameio).unwrap().address.as_str(),
            "https://api.frame.io/"
        );
    }
}
