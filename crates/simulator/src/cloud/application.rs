//! The other kind of integration: a person signs in through the browser, and their application
//! attaches itself to a project. One session is in one project at a time, or in none.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::devices::{Attachment, Authorization};
use super::pairing::{AccessRefused, AccessToken, RefreshToken, Scopes, Tokens};
use super::{AuthorizationId, Cloud, ProjectDeviceId, ProjectId, secret};
use crate::assumed::Assumed;
use crate::clock::Moment;
use crate::codes::{Codes, Given};

#[derive(Serialize, Deserialize)]
pub struct Application {
    /// Its `client_id`.
    pub id: String,
    pub codes: Codes,
    pub sessions: BTreeMap<AuthorizationId, AppSession>,
}

impl Default for Application {
    fn default() -> Application {
        Application { id: secret(32), codes: Codes::default(), sessions: BTreeMap::new() }
    }
}

#[derive(Clone, Serialize, Deserialize)]
pub struct AppSession {
    /// The installation; the same one is the same device in the project.
    pub installation: String,
    pub scope: String,
    pub began_at: Moment,
    /// Ended on this side: forgotten in the web page.
    pub ended: bool,
}

impl AppSession {
    pub fn may(&self, scope: &str) -> bool {
        self.scope.split(' ').any(|granted| granted == scope)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InactiveToken {
    Spent,
    Over,
}

/// What an application may ask for, spelt as its own host spells it.
pub fn known_scopes(text: &str) -> bool {
    let known = |scope: &str| matches!(scope, "offline" | "device.connect" | "asset.create");
    !text.is_empty() && text.split(' ').all(known)
}

impl Cloud {
    pub fn application_sign_in(&mut self, given: Given, now: Moment, assumed: &Assumed) -> Tokens {
        let id = AuthorizationId::fresh();
        let session = AppSession {
            installation: given.device.unwrap_or_else(|| id.to_string()),
            scope: given.scope,
            began_at: now,
            ended: false,
        };
        self.application.sessions.insert(id, session);
        self.issue_application(id, now, assumed)
    }

    /// The session a token speaks for, whether it is in a project or not.
    pub fn application_session(
        &self,
        token: &str,
        now: Moment,
    ) -> Result<(AuthorizationId, &AppSession), AccessRefused> {
        let grant =
            self.access.get(&AccessToken(token.to_owned())).ok_or(AccessRefused::Unknown)?;
        let session = self.application.sessions.get(&grant.authorization);
        let session = session.ok_or(AccessRefused::NotAnApplication)?;
        if session.ended {
            Err(AccessRefused::Forgotten)
        } else if grant.expires_at <= now {
            Err(AccessRefused::Expired)
        } else {
            Ok((grant.authorization, session))
        }
    }

    pub fn application_refresh(
        &mut self,
        token: &str,
        now: Moment,
        assumed: &Assumed,
    ) -> Result<(Tokens, String), InactiveToken> {
        let grant = self.refresh.get(&RefreshToken(token.to_owned())).copied();
        let grant = grant.ok_or(InactiveToken::Over)?;
        let session = self.application.sessions.get(&grant.authorization);
        let session = session.ok_or(InactiveToken::Over)?;
        let scope = session.scope.clone();
        if grant.spent {
            return Err(InactiveToken::Spent);
        }
        if session.ended || grant.expires_at <= now {
            return Err(InactiveToken::Over);
        }
        self.spend(grant.authorization);
        Ok((self.issue_application(grant.authorization, now, assumed), scope))
    }

    fn issue_application(&mut self, id: AuthorizationId, now: Moment, assumed: &Assumed) -> Tokens {
        let offline =
            self.application.sessions.get(&id).is_some_and(|session| session.may("offline"));
        let lives = (assumed.application_access_life_s, assumed.application_refresh_life_s);
        self.issue_for(id, offline, lives, now)
    }

    /// Puts the session's device into a project. Returns the places it left for that.
    pub fn application_connect(
        &mut self,
        id: AuthorizationId,
        project: ProjectId,
        now: Moment,
    ) -> Vec<ProjectDeviceId> {
        let Some(session) = self.application.sessions.get(&id).cloned() else { return Vec::new() };
        let scopes =
            Scopes { asset_create: session.may("asset.create"), offline: session.may("offline") };
        let authorization = Authorization { id, scopes, expires_at: None, inserted_at: now };
        let name = self.device_name(&session.installation);
        self.place(&session.installation, &name, project, authorization, now).left
    }

    pub fn application_disconnect(
        &mut self,
        id: AuthorizationId,
        now: Moment,
    ) -> Option<ProjectDeviceId> {
        let device = self
            .devices
            .iter_mut()
            .find(|device| device.authorization().is_some_and(|own| own.id == id))?;
        device.attachment = Attachment::Left { authorization: id, at: now };
        Some(device.id)
    }

    /// Ends a session for good; nothing happens to one that is not an application's.
    pub fn end_application(&mut self, id: AuthorizationId) {
        if let Some(session) = self.application.sessions.get_mut(&id) {
            session.ended = true;
        }
    }

    pub fn live_applications(&self) -> impl Iterator<Item = &AppSession> {
        self.application.sessions.values().filter(|session| !session.ended)
    }
}
