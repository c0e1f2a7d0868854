//! The route that every client is made for: through which proxy, and who may vouch for a cloud.
//!
//! [`Prepared`] is the one way in which a client gets it, that of the updates included.

use domain::{CloudError, ErrorKind, Proxy, Route};
use reqwest::{Certificate, Client, ClientBuilder, NoProxy};
use std::sync::{Arc, PoisonError, RwLock};
use zeroize::Zeroizing;

pub const NO_TLS: &str = "TLS could not be set up on this computer";

/// Shared by all clouds: another route holds from the next client on.
#[derive(Clone, Default)]
pub struct Shared(Arc<RwLock<Arc<Route>>>);

impl Shared {
    pub fn now(&self) -> Arc<Route> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Nothing changes when no client could be made for it.
    pub fn change(&self, route: Route) -> Result<(), CloudError> {
        let client = Prepared::of(&route, None).and_then(|prepared| {
            prepared.apply(Client::builder()).build().map_err(|_| NO_TLS.to_owned())
        });
        client.map_err(|why| CloudError::new(ErrorKind::Rejected, why))?;
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(route);
        Ok(())
    }
}

/// A route that was looked at and can be taken.
pub struct Prepared {
    trusted: Vec<Certificate>,
    proxy: Chosen,
}

enum Chosen {
    System,
    None,
    One(Box<reqwest::Proxy>),
}

impl Prepared {
    /// `extra_ca` is what one endpoint trusts besides.
    pub fn of(route: &Route, extra_ca: Option<&str>) -> Result<Self, String> {
        let mut trusted = Vec::new();
        for pem in route.authorities.iter().map(String::as_str).chain(extra_ca) {
            let roots = Certificate::from_pem_bundle(pem.as_bytes()).ok();
            let roots = roots.filter(|roots| !roots.is_empty());
            trusted
                .extend(roots.ok_or("the extra certificate authority is not a PEM certificate")?);
        }
        let proxy = match &route.proxy {
            Proxy::System => Chosen::System,
            Proxy::None => Chosen::None,
            Proxy::At { address, direct } => {
                let proxy = reqwest::Proxy::all(address.clone());
                let mut proxy = proxy.map_err(|_| "this is no address of a proxy".to_owned())?;
                if let Some(login) = &route.login {
                    // It is carried in an address, where a percent sign would be read as code.
                    let plain = |text: &str| Zeroizing::new(text.replace('%', "%25"));
                    let (name, password) = (login.name.reveal(), login.password.reveal());
                    proxy = proxy.basic_auth(&plain(name), &plain(password));
                }
                let direct = NoProxy::from_string(&direct.join(","));
                Chosen::One(Box::new(proxy.no_proxy(direct)))
            }
        };
        Ok(Self { trusted, proxy })
    }

    pub fn apply(&self, client: ClientBuilder) -> ClientBuilder {
        let client = client.tls_certs_merge(self.trusted.clone());
        match &self.proxy {
            Chosen::System => client,
            Chosen::None => client.no_proxy(),
            Chosen::One(proxy) => client.proxy(proxy.as_ref().clone()),
        }
    }
}
