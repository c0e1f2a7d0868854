//! Proxy, certificate authorities and the data folder, as the window sees them. Why something is
//! refused is a code: the words for it are the window's.

use super::Timestamp;
use serde::{Deserialize, Serialize};
use words::Words;

#[cfg(test)]
use ts_rs::TS;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(tag = "proxy", rename_all = "snake_case")]
pub enum Proxy {
    /// As the computer says.
    System,
    None,
    /// The name and the password are never told.
    At {
        address: String,
        direct: Vec<String>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum ProxyFault {
    NotAnAddress,
    Scheme,
    LoginInside,
    Script,
    Direct,
}

/// What was typed, read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(tag = "read", rename_all = "snake_case")]
pub enum ReadProxy {
    Fine {
        proxy: Proxy,
    },
    /// `what` is the piece that is wrong, where there is one.
    Wrong {
        fault: ProxyFault,
        what: String,
    },
}

/// One that is trusted besides the system's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Authority {
    pub pem: String,
    /// Empty: it cannot be read any more.
    pub name: String,
    pub valid_until: Timestamp,
    /// SHA-256, as other programs show it.
    pub fingerprint: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum AuthorityFault {
    Unreadable,
    NoCertificate,
    Binary,
    Damaged,
    Over,
    NotYet,
    NoAuthority,
}

/// What came of choosing a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(tag = "picked", rename_all = "snake_case")]
pub enum PickedAuthorities {
    /// The person thought better of it.
    Nothing,
    Some {
        authorities: Vec<Authority>,
    },
    /// `whose` is the name in the certificate that is wrong, where there is one.
    Refused {
        fault: AuthorityFault,
        file: String,
        whose: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum FolderFault {
    Missing,
    NotEmpty,
    NotWritable,
    NetworkShare,
    Within,
    Full,
    Failed,
}

/// A folder that the data could not go to, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct RefusedFolder {
    pub fault: FolderFault,
    /// What exactly; often empty.
    pub said: String,
}

/// Where the queue and the log are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct DataFolder {
    pub path: String,
    pub is_usual: bool,
    /// Where it goes at the next start.
    pub next: Option<String>,
    /// Why the last wish did not come about.
    pub refused: Option<RefusedFolder>,
}

impl From<domain::Proxy> for Proxy {
    fn from(proxy: domain::Proxy) -> Self {
        match proxy {
            domain::Proxy::System => Proxy::System,
            domain::Proxy::None => Proxy::None,
            domain::Proxy::At { address, direct } => {
                Proxy::At { address: address.to_string(), direct }
            }
        }
    }
}

impl From<Proxy> for domain::Proxy {
    fn from(proxy: Proxy) -> Self {
        match proxy {
            Proxy::System => domain::Proxy::System,
            Proxy::None => domain::Proxy::None,
            // The window only has what it was given; anything else is as if nothing was set.
            Proxy::At { address, direct } => {
                domain::Proxy::typed(&address, &direct.join(",")).unwrap_or_default()
            }
        }
    }
}

impl From<Result<domain::Proxy, domain::ProxyFault>> for ReadProxy {
    fn from(read: Result<domain::Proxy, domain::ProxyFault>) -> Self {
        let (fault, what) = match read {
            Ok(proxy) => return ReadProxy::Fine { proxy: proxy.into() },
            Err(domain::ProxyFault::NotAnAddress) => (ProxyFault::NotAnAddress, String::new()),
            Err(domain::ProxyFault::Scheme(scheme)) => (ProxyFault::Scheme, scheme),
            Err(domain::ProxyFault::LoginInside) => (ProxyFault::LoginInside, String::new()),
            Err(domain::ProxyFault::Script) => (ProxyFault::Script, String::new()),
            Err(domain::ProxyFault::Direct(host)) => (ProxyFault::Direct, host),
        };
        ReadProxy::Wrong { fault, what }
    }
}

impl From<domain::Authority> for Authority {
    fn from(authority: domain::Authority) -> Self {
        let domain::Authority { pem, name, valid_until, fingerprint } = authority;
        Self { pem, name, valid_until: valid_until.into(), fingerprint }
    }
}

impl Authority {
    /// One that was taken once.
    pub fn of(pem: String) -> Self {
        match providers::authority::look(&pem) {
            Some(authority) => authority.into(),
            None => Self {
                pem,
                name: String::new(),
                valid_until: domain::Timestamp(0).into(),
                fingerprint: String::new(),
            },
        }
    }
}

impl PickedAuthorities {
    pub fn refused(file: String, fault: domain::AuthorityFault) -> Self {
        let (fault, whose) = match fault {
            domain::AuthorityFault::NoCertificate => (AuthorityFault::NoCertificate, String::new()),
            domain::AuthorityFault::Binary => (AuthorityFault::Binary, String::new()),
            domain::AuthorityFault::Damaged => (AuthorityFault::Damaged, String::new()),
            domain::AuthorityFault::Over(name) => (AuthorityFault::Over, name),
            domain::AuthorityFault::NotYet(name) => (AuthorityFault::NotYet, name),
            domain::AuthorityFault::NoAuthority(name) => (AuthorityFault::NoAuthority, name),
        };
        Self::Refused { fault, file, whose }
    }
}

impl RefusedFolder {
    fn new(fault: engine::data_folder::FolderFault, words: &Words) -> Self {
        use engine::data_folder::FolderFault as Fault;
        let (fault, said) = match fault {
            Fault::Missing => (FolderFault::Missing, String::new()),
            Fault::NotEmpty => (FolderFault::NotEmpty, String::new()),
            Fault::NotWritable => (FolderFault::NotWritable, String::new()),
            Fault::NetworkShare => (FolderFault::NetworkShare, String::new()),
            Fault::Within => (FolderFault::Within, String::new()),
            Fault::Full => (FolderFault::Full, String::new()),
            Fault::Failed(said) => (FolderFault::Failed, words.told(&said)),
        };
        Self { fault, said }
    }
}

impl DataFolder {
    pub fn new(stands: engine::data_folder::DataFolder, words: &Words) -> Self {
        let shown = |path: std::path::PathBuf| path.to_string_lossy().into_owned();
        Self {
            path: shown(stands.folder),
            is_usual: stands.is_usual,
            next: stands.next.map(shown),
            refused: stands.refused.map(|fault| RefusedFolder::new(fault, words)),
        }
    }
}
