//! Authorization codes: what a browser brings back, good once and for a short while.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::clock::Moment;
use crate::cloud::secret;

/// What a code was given out for.
#[derive(Clone, Serialize, Deserialize)]
pub struct Given {
    pub client: String,
    pub redirect: String,
    pub scope: String,
    /// PKCE, where the cloud looks at it.
    pub challenge: Option<String>,
    /// The installation that asked, where the cloud wants to know.
    pub device: Option<String>,
    pub expires_at: Moment,
}

/// Spent codes are kept, to tell a second use from nonsense.
#[derive(Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Codes(BTreeMap<String, (Given, bool)>);

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CodeRefused {
    Unknown,
    Spent,
    Expired,
    /// Given to another client.
    Foreign,
    /// The redirect URI is not the one it was sent to.
    OtherRedirect,
}

impl Codes {
    pub fn give(&mut self, given: Given, now: Moment) -> String {
        self.0.retain(|_, (given, _)| given.expires_at.plus(3600) > now);
        let code = secret(32);
        self.0.insert(code.clone(), (given, false));
        code
    }

    /// Whatever comes of it, the code is spent, unless somebody else tried.
    pub fn take(
        &mut self,
        code: &str,
        client: &str,
        redirect: &str,
        now: Moment,
    ) -> Result<Given, CodeRefused> {
        let (given, spent) = self.0.get_mut(code).ok_or(CodeRefused::Unknown)?;
        if given.client != client {
            return Err(CodeRefused::Foreign);
        }
        if std::mem::replace(spent, true) {
            return Err(CodeRefused::Spent);
        }
        if given.expires_at <= now {
            return Err(CodeRefused::Expired);
        }
        if given.redirect != redirect {
            return Err(CodeRefused::OtherRedirect);
        }
        Ok(given.clone())
    }
}
