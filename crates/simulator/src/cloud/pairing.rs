//! Codes and tokens: how a device gets in, stays in, and is thrown out.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::devices::{Attachment, Authorization, ProjectDevice};
use super::{AuthorizationId, Cloud, ProjectDeviceId, ProjectId, secret, six_digits};
use crate::assumed::{Assumed, RefreshAfterForget};
use crate::clock::Moment;

/// Not printable, so that it cannot reach a log by accident.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccessToken(pub String);

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RefreshToken(pub String);

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DeviceCode(pub String);

/// The two scopes hardware may ask for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Scopes {
    pub asset_create: bool,
    pub offline: bool,
}

impl Scopes {
    /// `None` for anything but one or both of the two, once each or more.
    pub fn parse(text: &str) -> Option<Scopes> {
        let mut scopes = Scopes { asset_create: false, offline: false };
        for scope in text.split_ascii_whitespace() {
            match scope {
                "asset_create" => scopes.asset_create = true,
                "offline" => scopes.offline = true,
                _ => return None,
            }
        }
        (scopes.asset_create || scopes.offline).then_some(scopes)
    }
}

#[derive(Serialize, Deserialize)]
pub struct Code {
    pub device_code: DeviceCode,
    pub user_code: String,
    pub client_id: String,
    pub device_name: String,
    pub scopes: Scopes,
    pub asked_at: Moment,
    pub expires_at: Moment,
    pub polled_at: Option<Moment>,
    pub state: CodeState,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeState {
    Pending,
    Approved { project: ProjectId, connection_expires_at: Option<Moment> },
    Denied,
    Spent,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
pub struct AccessGrant {
    pub authorization: AuthorizationId,
    pub expires_at: Moment,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
pub struct RefreshGrant {
    pub authorization: AuthorizationId,
    pub expires_at: Moment,
    /// Spent tokens are kept, to tell a second use from nonsense.
    pub spent: bool,
}

pub struct Tokens {
    pub access: AccessToken,
    pub refresh: Option<RefreshToken>,
    pub expires_in: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    Approve { project: ProjectId, connection_expires_at: Option<Moment> },
    Deny,
}

#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum DecisionRefused {
    #[error("no device is waiting with the code {0}")]
    UnknownCode(String),
    #[error("the code {0} has expired; ask the device for a new one")]
    Expired(String),
    #[error("the code {0} has been decided already")]
    Decided(String),
    #[error("there is no such project")]
    UnknownProject,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PollRefused {
    Pending,
    TooFast,
    Expired,
    Denied,
    UnknownCode,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RefreshRefused {
    Reused,
    Expired,
    Unknown,
    Forgotten(RefreshAfterForget),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AccessRefused {
    Unknown,
    Expired,
    Forgotten,
    /// An application that is in no project.
    NotConnected,
    /// A device's token where only an application's will do.
    NotAnApplication,
}

impl Cloud {
    pub fn ask_code(
        &mut self,
        client_id: &str,
        scopes: Scopes,
        now: Moment,
        assumed: &Assumed,
    ) -> &Code {
        // An hour is long enough to answer a late poll truthfully.
        self.codes.retain(|code| code.expires_at.plus(3600) > now);
        let mut user_code = six_digits();
        while self.codes.iter().any(|code| code.user_code == user_code) {
            user_code = six_digits();
        }
        let code = Code {
            device_code: DeviceCode(secret(48)),
            user_code,
            client_id: client_id.to_owned(),
            device_name: self.device_name(client_id),
            scopes,
            asked_at: now,
            expires_at: now.plus(assumed.code_life_s.into()),
            polled_at: None,
            state: CodeState::Pending,
        };
        self.codes.push(code);
        &self.codes[self.codes.len() - 1]
    }

    /// What the person at the web page says about a code.
    pub fn decide(
        &mut self,
        user_code: &str,
        decision: Decision,
        now: Moment,
    ) -> Result<(), DecisionRefused> {
        if let Decision::Approve { project, .. } = decision
            && self.project(project).is_none()
        {
            return Err(DecisionRefused::UnknownProject);
        }
        let said = || user_code.to_owned();
        let code = self
            .codes
            .iter_mut()
            .find(|code| code.user_code == user_code)
            .ok_or_else(|| DecisionRefused::UnknownCode(said()))?;
        if code.state != CodeState::Pending {
            return Err(DecisionRefused::Decided(said()));
        }
        if code.expires_at <= now {
            return Err(DecisionRefused::Expired(said()));
        }
        code.state = match decision {
            Decision::Approve { project, connection_expires_at } => {
                CodeState::Approved { project, connection_expires_at }
            }
            Decision::Deny => CodeState::Denied,
        };
        Ok(())
    }

    pub fn pending_codes(&self, now: Moment) -> impl Iterator<Item = &Code> {
        self.codes.iter().filter(move |c| c.state == CodeState::Pending && c.expires_at > now)
    }

    pub fn poll(
        &mut self,
        client_id: &str,
        device_code: &str,
        now: Moment,
        assumed: &Assumed,
    ) -> Result<Tokens, PollRefused> {
        let code = self
            .codes
            .iter_mut()
            .find(|code| code.device_code.0 == device_code && code.client_id == client_id)
            .ok_or(PollRefused::UnknownCode)?;
        let earliest = code.polled_at.map(|last| {
            last.millis() + i64::from(assumed.poll_interval_s) * 1000
                - i64::from(assumed.poll_tolerance_ms)
        });
        code.polled_at = Some(now);
        let (project, connection_expires_at) = match code.state {
            CodeState::Spent => return Err(PollRefused::UnknownCode),
            CodeState::Denied => return Err(PollRefused::Denied),
            CodeState::Pending | CodeState::Approved { .. } if code.expires_at <= now => {
                return Err(PollRefused::Expired);
            }
            _ if earliest.is_some_and(|earliest| now.millis() < earliest) => {
                return Err(PollRefused::TooFast);
            }
            CodeState::Pending => return Err(PollRefused::Pending),
            CodeState::Approved { project, connection_expires_at } => {
                (project, connection_expires_at)
            }
        };
        code.state = CodeState::Spent;
        let authorization = Authorization {
            id: AuthorizationId::fresh(),
            scopes: code.scopes,
            expires_at: connection_expires_at,
            inserted_at: now,
        };
        let (id, scopes) = (authorization.id, code.scopes);
        let (client_id, name) = (code.client_id.clone(), code.device_name.clone());
        self.attach(&client_id, &name, project, authorization, now, assumed);
        Ok(self.issue(id, scopes, now, assumed))
    }

    pub fn refresh(
        &mut self,
        client_id: &str,
        token: &str,
        now: Moment,
        assumed: &Assumed,
    ) -> Result<Tokens, RefreshRefused> {
        let grant =
            *self.refresh.get(&RefreshToken(token.to_owned())).ok_or(RefreshRefused::Unknown)?;
        let device = self.device_authorized_by(grant.authorization);
        let authorization = match device.map(|device| &device.attachment) {
            Some(Attachment::Connected { authorization })
                if authorization.id == grant.authorization =>
            {
                authorization.clone()
            }
            Some(Attachment::Connected { .. }) | None => return Err(RefreshRefused::Unknown),
            Some(Attachment::Forgotten { .. } | Attachment::Left { .. }) => {
                return Err(RefreshRefused::Forgotten(assumed.refresh_after_forget));
            }
        };
        if grant.spent {
            return Err(RefreshRefused::Reused);
        }
        if device.is_none_or(|device| device.client_id != client_id) {
            return Err(RefreshRefused::Unknown);
        }
        if grant.expires_at <= now || authorization.expires_at.is_some_and(|end| end <= now) {
            return Err(RefreshRefused::Expired);
        }
        // The pair before stops working this instant, even if the answer never gets through.
        self.spend(authorization.id);
        Ok(self.issue(authorization.id, authorization.scopes, now, assumed))
    }

    /// Ends whatever the token belongs to. A token nobody knows is fine too, as OAuth has it.
    pub fn revoke(&mut self, token: &str, now: Moment) -> Option<ProjectDeviceId> {
        let authorization = self
            .access
            .get(&AccessToken(token.to_owned()))
            .map(|grant| grant.authorization)
            .or_else(|| {
                self.refresh.get(&RefreshToken(token.to_owned())).map(|grant| grant.authorization)
            })?;
        let device = self.devices.iter_mut().find(|device| {
            matches!(&device.attachment, Attachment::Connected { authorization: a } if a.id == authorization)
        })?;
        device.attachment = Attachment::Left { authorization, at: now };
        Some(device.id)
    }

    pub fn authorize(&self, token: &str, now: Moment) -> Result<&ProjectDevice, AccessRefused> {
        let grant =
            self.access.get(&AccessToken(token.to_owned())).ok_or(AccessRefused::Unknown)?;
        if self.application.sessions.contains_key(&grant.authorization) {
            let (id, _) = self.application_session(token, now)?;
            let device = self.device_authorized_by(id).filter(|device| device.connected());
            return device.ok_or(AccessRefused::NotConnected);
        }
        let device =
            self.device_authorized_by(grant.authorization).ok_or(AccessRefused::Unknown)?;
        match &device.attachment {
            Attachment::Forgotten { .. } => Err(AccessRefused::Forgotten),
            Attachment::Left { .. } => Err(AccessRefused::Unknown),
            Attachment::Connected { authorization } => {
                let over = authorization.expires_at.is_some_and(|end| end <= now);
                if grant.expires_at <= now || over {
                    Err(AccessRefused::Expired)
                } else {
                    Ok(device)
                }
            }
        }
    }

    /// Ends a pair for good; its refresh token is remembered as spent.
    pub(super) fn spend(&mut self, authorization: AuthorizationId) {
        self.access.retain(|_, grant| grant.authorization != authorization);
        for grant in self.refresh.values_mut() {
            if grant.authorization == authorization {
                grant.spent = true;
            }
        }
    }

    fn issue(
        &mut self,
        authorization: AuthorizationId,
        scopes: Scopes,
        now: Moment,
        assumed: &Assumed,
    ) -> Tokens {
        let lives = (assumed.access_life_s, assumed.refresh_life_s);
        self.issue_for(authorization, scopes.offline, lives, now)
    }

    /// `lives` are the seconds an access and a refresh token live.
    pub(super) fn issue_for(
        &mut self,
        authorization: AuthorizationId,
        offline: bool,
        lives: (u32, u32),
        now: Moment,
    ) -> Tokens {
        let access = AccessToken(format!("eyJ{}", secret(120)));
        let expires_at = now.plus(lives.0.into());
        self.access.insert(access.clone(), AccessGrant { authorization, expires_at });
        let refresh = offline.then(|| {
            let token = RefreshToken(Uuid::new_v4().to_string());
            let expires_at = now.plus(lives.1.into());
            self.refresh
                .insert(token.clone(), RefreshGrant { authorization, expires_at, spent: false });
            token
        });
        Tokens { access, refresh, expires_in: lives.0 }
    }

    pub fn expire_access_tokens(&mut self, now: Moment) {
        for grant in self.access.values_mut() {
            grant.expires_at = grant.expires_at.min(now);
        }
    }

    pub fn expire_refresh_tokens(&mut self, now: Moment) {
        for grant in self.refresh.values_mut() {
            grant.expires_at = grant.expires_at.min(now);
        }
    }

    pub fn expire_codes(&mut self, now: Moment) {
        for code in &mut self.codes {
            code.expires_at = code.expires_at.min(now);
        }
    }
}
