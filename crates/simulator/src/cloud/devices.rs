//! Devices in projects: attached, paused, seen, forgotten.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::pairing::Scopes;
use super::{AuthorizationId, Cloud, DeviceId, ProjectDeviceId, ProjectId, UserId};
use crate::assumed::Assumed;
use crate::clock::Moment;

#[derive(Clone, Serialize, Deserialize)]
pub struct ProjectDevice {
    pub id: ProjectDeviceId,
    pub device_id: DeviceId,
    pub channel_id: uuid::Uuid,
    /// The id the device gave itself; what makes it the same device at the next pairing.
    pub client_id: String,
    pub name: String,
    pub timezone: String,
    pub project: ProjectId,
    pub creator: UserId,
    pub attachment: Attachment,
    pub pauses: Vec<Pause>,
    pub client_version: Option<String>,
    pub inserted_at: Moment,
    pub updated_at: Moment,
    pub last_seen_at: Moment,
    pub last_heartbeat_at: Option<Moment>,
    /// Open device sockets; they do not outlive the process.
    #[serde(skip)]
    pub sockets: u32,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attachment {
    Connected {
        authorization: Authorization,
    },
    /// "Forget Device" in the web page.
    Forgotten {
        authorization: AuthorizationId,
        at: Moment,
    },
    /// Revoked by itself, or paired to another project.
    Left {
        authorization: AuthorizationId,
        at: Moment,
    },
}

#[derive(Clone, Serialize, Deserialize)]
pub struct Authorization {
    pub id: AuthorizationId,
    pub scopes: Scopes,
    pub expires_at: Option<Moment>,
    pub inserted_at: Moment,
}

/// Media made inside is refused for ever.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub struct Pause {
    pub from: Moment,
    pub until: Option<Moment>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Presence {
    Online,
    Offline,
    Paused,
}

impl Presence {
    pub fn word(self) -> &'static str {
        match self {
            Presence::Online => "online",
            Presence::Offline => "offline",
            Presence::Paused => "paused",
        }
    }
}

/// What it meant for the places a device was in before.
#[derive(Default)]
pub(super) struct Placed {
    pub replaced: Vec<AuthorizationId>,
    pub left: Vec<ProjectDeviceId>,
}

impl ProjectDevice {
    pub fn connected(&self) -> bool {
        matches!(self.attachment, Attachment::Connected { .. })
    }

    pub fn authorization(&self) -> Option<&Authorization> {
        match &self.attachment {
            Attachment::Connected { authorization } => Some(authorization),
            _ => None,
        }
    }

    pub fn paused(&self) -> bool {
        self.pauses.iter().any(|pause| pause.until.is_none())
    }

    pub fn paused_at(&self, moment: Moment) -> bool {
        self.pauses.iter().any(|p| p.from <= moment && p.until.is_none_or(|until| moment < until))
    }

    pub fn presence(&self, now: Moment, assumed: &Assumed) -> Presence {
        let silence = Duration::from_secs(assumed.offline_after_s.into());
        if self.paused() {
            Presence::Paused
        } else if self.sockets > 0 || now.since(self.last_seen_at) < silence {
            Presence::Online
        } else {
            Presence::Offline
        }
    }

    /// Whether this is what a person or a socket means by `id`: either of its two ids will do.
    pub fn is(&self, id: &str) -> bool {
        self.id.to_string() == id || self.device_id.to_string() == id
    }
}

impl Cloud {
    pub fn device(&self, id: ProjectDeviceId) -> Option<&ProjectDevice> {
        self.devices.iter().find(|device| device.id == id)
    }

    pub fn device_mut(&mut self, id: ProjectDeviceId) -> Option<&mut ProjectDevice> {
        self.devices.iter_mut().find(|device| device.id == id)
    }

    pub fn connected_devices(&self) -> impl Iterator<Item = &ProjectDevice> {
        self.devices.iter().filter(|device| device.connected())
    }

    /// Connected devices with this id; all of them when none is named.
    pub fn chosen(&self, id: Option<&str>) -> Vec<ProjectDeviceId> {
        self.connected_devices()
            .filter(|device| id.is_none_or(|id| device.is(id)))
            .map(|device| device.id)
            .collect()
    }

    pub(super) fn device_authorized_by(
        &self,
        authorization: AuthorizationId,
    ) -> Option<&ProjectDevice> {
        // An application may have left several places before the one it is in.
        let here =
            |device: &&ProjectDevice| device.authorization().is_some_and(|a| a.id == authorization);
        self.devices.iter().find(here).or_else(|| {
            self.devices.iter().find(|device| match &device.attachment {
                Attachment::Connected { .. } => false,
                Attachment::Forgotten { authorization: a, .. }
                | Attachment::Left { authorization: a, .. } => *a == authorization,
            })
        })
    }

    pub(super) fn device_name(&self, client_id: &str) -> String {
        let known = self.devices.iter().rev().find(|device| device.client_id == client_id);
        known.map_or_else(
            || {
                let tail: String = client_id.chars().take(8).collect();
                format!("Uploader-{}", tail.trim_end_matches('-'))
            },
            |device| device.name.clone(),
        )
    }

    /// Puts the device into the project and ends the tokens of where it was before.
    pub(super) fn attach(
        &mut self,
        client_id: &str,
        name: &str,
        project: ProjectId,
        authorization: Authorization,
        now: Moment,
        assumed: &Assumed,
    ) {
        let id = authorization.id;
        let replaced = self.place(client_id, name, project, authorization, now).replaced;
        if assumed.pairing_replaces_tokens {
            self.access.retain(|_, grant| !replaced.contains(&grant.authorization));
            self.refresh.retain(|_, grant| !replaced.contains(&grant.authorization));
        } else {
            for grant in self.access.values_mut() {
                if replaced.contains(&grant.authorization) {
                    grant.authorization = id;
                }
            }
            for grant in self.refresh.values_mut() {
                if replaced.contains(&grant.authorization) {
                    grant.authorization = id;
                }
            }
        }
    }

    /// Puts the device into the project. The same `client_id` is the same physical device, and it
    /// can be in one project at a time.
    pub(super) fn place(
        &mut self,
        client_id: &str,
        name: &str,
        project: ProjectId,
        authorization: Authorization,
        now: Moment,
    ) -> Placed {
        let device_id = self
            .devices
            .iter()
            .find(|device| device.client_id == client_id)
            .map_or_else(DeviceId::fresh, |device| device.device_id);
        let mut placed = Placed::default();
        let mut stays = false;
        for device in self.devices.iter_mut().filter(|device| device.client_id == client_id) {
            let Attachment::Connected { authorization: before } = &device.attachment else {
                continue;
            };
            placed.replaced.push(before.id);
            if device.project == project {
                device.attachment = Attachment::Connected { authorization: authorization.clone() };
                device.last_seen_at = now;
                device.updated_at = now;
                stays = true;
            } else {
                placed.left.push(device.id);
                device.attachment = Attachment::Left { authorization: before.id, at: now };
            }
        }
        if !stays {
            self.devices.push(ProjectDevice {
                id: ProjectDeviceId::fresh(),
                device_id,
                channel_id: uuid::Uuid::new_v4(),
                client_id: client_id.to_owned(),
                name: name.to_owned(),
                timezone: "Europe/Berlin".to_owned(),
                project,
                creator: self.user.id,
                attachment: Attachment::Connected { authorization },
                pauses: Vec::new(),
                client_version: None,
                inserted_at: now,
                updated_at: now,
                last_seen_at: now,
                last_heartbeat_at: None,
                sockets: 0,
            });
        }
        placed
    }

    pub fn pause(&mut self, id: ProjectDeviceId, now: Moment) {
        if let Some(device) = self.device_mut(id)
            && !device.paused()
        {
            device.pauses.push(Pause { from: now, until: None });
            device.updated_at = now;
        }
    }

    pub fn resume(&mut self, id: ProjectDeviceId, now: Moment) {
        if let Some(device) = self.device_mut(id) {
            for pause in device.pauses.iter_mut().filter(|pause| pause.until.is_none()) {
                pause.until = Some(now);
            }
            device.updated_at = now;
        }
    }

    pub fn forget(&mut self, id: ProjectDeviceId, now: Moment) {
        if let Some(device) = self.device_mut(id)
            && let Some(authorization) = device.authorization()
        {
            let authorization = authorization.id;
            device.attachment = Attachment::Forgotten { authorization, at: now };
            self.end_application(authorization);
        }
    }
}
