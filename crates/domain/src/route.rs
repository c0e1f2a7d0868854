//! How requests leave this computer: through which proxy, and who may vouch for a cloud besides
//! those that the system trusts.

use crate::secret::Secret;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use url::Url;

/// Where nobody says a port, SOCKS has this one. The others have that of their scheme.
const SOCKS_PORT: u16 = 1080;

/// What a person has chosen. The name and the password are elsewhere: in the vault.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "proxy", rename_all = "snake_case")]
pub enum Proxy {
    /// As the computer says, if it says anything.
    #[default]
    System,
    /// None, whatever the computer says.
    None,
    At {
        address: Url,
        /// Hosts that are reached without it: names with all that is below them, addresses, and
        /// networks as `10.0.0.0/8`.
        #[serde(default)]
        direct: Vec<String>,
    },
}

/// Why something typed is no proxy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProxyFault {
    #[error("this is no address of a proxy: it needs a host and a port")]
    NotAnAddress,
    #[error("{0} is no way to speak to a proxy: it takes http, https and socks5")]
    Scheme(String),
    #[error("the name and the password do not belong in the address")]
    LoginInside,
    #[error("this looks like the address of a script that tells the proxy, not of a proxy")]
    Script,
    #[error("{0} is no host that could be reached directly")]
    Direct(String),
}

impl Proxy {
    /// From what a person typed: an address, and hosts with commas, blanks or lines between them.
    pub fn typed(address: &str, direct: &str) -> Result<Self, ProxyFault> {
        let address = address_of(address.trim())?;
        let hosts = direct.split([',', ';', ' ', '\t', '\n', '\r']).filter(|host| !host.is_empty());
        let direct = hosts.map(direct_host).collect::<Result<Vec<_>, _>>()?;
        Ok(Proxy::At { address, direct })
    }

    /// Without what must not be kept in an address, wherever it came from.
    pub fn tidied(self) -> Self {
        let Proxy::At { mut address, direct } = self else { return self };
        // Fails only where there is nothing to take out.
        let _ = address.set_username("").and(address.set_password(None));
        Proxy::At { address, direct }
    }

    /// What its name and password are filed under: another proxy never gets to see them, and
    /// neither does the same host by another scheme.
    pub fn filed_under(&self) -> Option<String> {
        let Proxy::At { address, .. } = self else { return None };
        let port = address.port_or_known_default().unwrap_or(SOCKS_PORT);
        Some(format!("{}://{}:{port}", address.scheme(), address.host_str()?))
    }
}

fn address_of(typed: &str) -> Result<Url, ProxyFault> {
    let whole = if typed.contains("://") { typed.to_owned() } else { format!("http://{typed}") };
    let mut address = Url::parse(&whole).map_err(|_| ProxyFault::NotAnAddress)?;
    if !matches!(address.scheme(), "http" | "https" | "socks5" | "socks5h") {
        return Err(ProxyFault::Scheme(address.scheme().to_owned()));
    }
    if !address.username().is_empty() || address.password().is_some() {
        return Err(ProxyFault::LoginInside);
    }
    if address.host_str().is_none_or(str::is_empty) {
        return Err(ProxyFault::NotAnAddress);
    }
    if !matches!(address.path(), "" | "/") || address.query().is_some() {
        return Err(ProxyFault::Script);
    }
    address.set_fragment(None);
    if address.scheme().starts_with("socks") && address.port().is_none() {
        address.set_port(Some(SOCKS_PORT)).map_err(|()| ProxyFault::NotAnAddress)?;
    }
    Ok(address)
}

fn direct_host(typed: &str) -> Result<String, ProxyFault> {
    // Many write a star where all below a name is meant, which a name means anyway.
    let host = typed.strip_prefix('*').filter(|rest| rest.starts_with('.')).unwrap_or(typed);
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let is_network = bare.split_once('/').is_some_and(|(address, length)| {
        let longest = match address.parse() {
            Ok(IpAddr::V4(_)) => 32,
            Ok(IpAddr::V6(_)) => 128,
            Err(_) => return false,
        };
        length.parse().is_ok_and(|length: u8| length <= longest)
    });
    if is_network || bare.parse::<IpAddr>().is_ok() {
        return Ok(bare.to_owned());
    }
    let is_label = |label: &str| {
        !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
    };
    match host.trim_start_matches('.').split('.').all(is_label) {
        true => Ok(host.to_lowercase()),
        false => Err(ProxyFault::Direct(typed.to_owned())),
    }
}

/// Who we are to a proxy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProxyLogin {
    pub name: Secret,
    pub password: Secret,
}

impl ProxyLogin {
    /// As one entry of the vault. `None`: a proxy would read another name out of it
    /// ([RFC 7617](https://www.rfc-editor.org/rfc/rfc7617#section-2)).
    pub fn joined(&self) -> Option<Secret> {
        let (name, password) = (self.name.reveal(), self.password.reveal());
        let fits = !name.is_empty() && !name.contains(':');
        fits.then(|| Secret::new(format!("{name}:{password}")))
    }

    pub fn split(joined: &Secret) -> Option<Self> {
        let (name, password) = joined.reveal().split_once(':')?;
        Some(Self { name: Secret::new(name), password: Secret::new(password) })
    }
}

/// Everything that a way to a cloud is made with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Route {
    pub proxy: Proxy,
    pub login: Option<ProxyLogin>,
    /// Certificate authorities to trust besides the system's, each as PEM.
    pub authorities: Vec<String>,
}

/// A certificate authority, as it is shown to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    /// Nothing but its certificate: what else was in the file is not kept.
    pub pem: String,
    pub name: String,
    pub valid_until: Timestamp,
    /// SHA-256, as other programs show it.
    pub fingerprint: String,
}

/// Why a file is not taken for a certificate authority. The name is that of who it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuthorityFault {
    #[error("there is no certificate in it")]
    NoCertificate,
    #[error("its certificate is in binary form; the same one is needed as PEM")]
    Binary,
    #[error("a certificate in it is damaged")]
    Damaged,
    #[error("the certificate of {0} is over")]
    Over(String),
    #[error("the certificate of {0} does not hold yet")]
    NotYet(String),
    #[error("the certificate of {0} is not that of an authority")]
    NoAuthority(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(typed: &str) -> Result<String, ProxyFault> {
        Proxy::typed(typed, "").map(|proxy| match proxy {
            Proxy::At { address, .. } => address.to_string(),
            _ => panic!("typed is never another"),
        })
    }

    #[test]
    fn an_address_may_leave_out_what_goes_without_saying() {
        assert_eq!(address(" proxy.example:3128 ").unwrap(), "http://proxy.example:3128/");
        assert_eq!(address("https://proxy.example").unwrap(), "https://proxy.example/");
        assert_eq!(address("socks5://proxy.example").unwrap(), "socks5://proxy.example:1080");
        assert_eq!(address("[::1]:8080").unwrap(), "http://[::1]:8080/");
    }

    #[test]
    fn what_is_no_address_of_a_proxy_is_told_apart() {
        for nothing in ["", "http://", "proxy example", "proxy:port"] {
            assert_eq!(address(nothing), Err(ProxyFault::NotAnAddress), "{nothing}");
        }
        assert_eq!(address("ftp://proxy.example"), Err(ProxyFault::Scheme("ftp".into())));
        assert_eq!(address("http://sam:canary@proxy.example"), Err(ProxyFault::LoginInside));
        assert_eq!(address("http://intranet.example/proxy.pac"), Err(ProxyFault::Script));
    }

    #[test]
    fn hosts_that_go_direct_are_read_in_every_usual_form() {
        let direct = |typed: &str| match Proxy::typed("proxy:1", typed) {
            Ok(Proxy::At { direct, .. }) => Ok(direct.join(" ")),
            Ok(other) => panic!("{other:?}"),
            Err(fault) => Err(fault),
        };
        let all = direct("*.Local.example, nas;10.0.0.0/8\n[fe80::1] 192.168.1.7,").unwrap();
        assert_eq!(all, ".local.example nas 10.0.0.0/8 fe80::1 192.168.1.7");
        for wrong in ["*", "https://nas", "nas:8443", "10.0.0.0/33", "a..b"] {
            assert_eq!(direct(wrong), Err(ProxyFault::Direct(wrong.into())), "{wrong}");
        }
    }

    #[test]
    fn a_name_and_a_password_are_kept_in_no_address_and_for_one_proxy_only() {
        let at = |text: &str| Proxy::At { address: text.parse().unwrap(), direct: Vec::new() };
        let tidied = at("http://sam:canary@proxy.example:3128").tidied();
        assert_eq!(tidied, at("http://proxy.example:3128"));
        let filed = |text| at(text).filed_under().unwrap();
        assert_eq!(filed("http://proxy.example"), filed("http://proxy.example:80"));
        assert_ne!(filed("http://proxy.example:443"), filed("https://proxy.example"));
        assert_ne!(filed("http://proxy.example"), filed("http://other.example"));
        assert_eq!(Proxy::System.filed_under(), None);
    }

    #[test]
    fn a_password_may_hold_anything_and_a_name_no_colon() {
        let login = |name: &str, password: &str| ProxyLogin {
            name: Secret::new(name),
            password: Secret::new(password),
        };
        let sam = login("sam", "a:b ü/");
        assert_eq!(ProxyLogin::split(&sam.joined().unwrap()), Some(sam));
        assert_eq!(login("s:am", "x").joined(), None);
        assert_eq!(login("", "x").joined(), None);
    }
}
