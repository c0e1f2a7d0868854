//! The control desk: what a person at the cloud's web page, or a test, can do and see.
//!
//! [`views`] are the shapes shown; [`routes`] put the desk on plain HTTP with a page in front. The
//! deeds themselves are methods of [`Simulation`] here, so the handle and the page do the same.

use std::io;
use std::sync::Arc;

use serde_json::json;
use sha2::{Digest, Sha256};

use crate::clock::Moment;
use crate::cloud::pairing::{Decision, DecisionRefused};
use crate::cloud::{AssetId, Cloud, ProjectDeviceId, ProjectId};
use crate::faults::Fault;
use crate::frameio::{part_host, signing};
use crate::line::LineState;
use crate::simulation::Simulation;

pub mod clouds;
pub mod routes;
pub mod sessions;
pub mod views;

use views::{AssetView, CodeView, DeviceView, ProjectView};

/// What `expire` ends at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expirable {
    AccessTokens,
    RefreshTokens,
    Urls,
    Codes,
}

/// Why the desk would not do something.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refused {
    #[error(transparent)]
    Decision(#[from] DecisionRefused),
    #[error("no connected device has the id {0}")]
    UnknownDevice(String),
    #[error("no device is connected")]
    NoDevice,
    #[error("there is no project with the id {0}")]
    UnknownProject(String),
    #[error("{0}")]
    Unclear(String),
}

impl Simulation {
    /// `project` is an id or a name; without one it is the first project of the first account.
    /// With `expires_in_s` the connection itself ends then, as a person may choose.
    pub fn approve(
        &self,
        user_code: &str,
        project: Option<&str>,
        expires_in_s: Option<i64>,
    ) -> Result<(), Refused> {
        let now = self.now();
        let project = self.look(|cloud| find_project(cloud, project))?;
        let connection_expires_at = expires_in_s.map(|seconds| now.plus(seconds));
        let decision = Decision::Approve { project, connection_expires_at };
        Ok(self.change(|cloud| cloud.decide(user_code, decision, now))?)
    }

    pub fn deny(&self, user_code: &str) -> Result<(), Refused> {
        let now = self.now();
        Ok(self.change(|cloud| cloud.decide(user_code, Decision::Deny, now))?)
    }

    pub fn pause(&self, device: Option<&str>) -> Result<(), Refused> {
        let now = self.now();
        for id in self.chosen(device)? {
            self.change(|cloud| cloud.pause(id, now));
            self.push(id, "status_updated", json!({ "status": "paused" }), false);
        }
        Ok(())
    }

    pub fn resume(&self, device: Option<&str>) -> Result<(), Refused> {
        let now = self.now();
        for id in self.chosen(device)? {
            self.change(|cloud| cloud.resume(id, now));
            self.push(id, "status_updated", json!({ "status": "online" }), false);
        }
        Ok(())
    }

    pub fn forget(&self, device: Option<&str>) -> Result<(), Refused> {
        let now = self.now();
        for id in self.chosen(device)? {
            self.change(|cloud| cloud.forget(id, now));
            self.push(id, "deauthorized", json!({}), true);
        }
        Ok(())
    }

    pub fn rename_project(&self, project: &str, name: &str) -> Result<(), Refused> {
        let name = said(name)?;
        let id = self.look(|cloud| find_project(cloud, Some(project)))?;
        let devices = self.change(|cloud| {
            cloud.rename_project(id, name);
            let here = cloud.connected_devices().filter(|device| device.project == id);
            here.map(|device| device.id).collect::<Vec<_>>()
        });
        for device in devices {
            let payload = json!({ "project": { "id": id, "name": name } });
            self.push(device, "project_updated", payload, false);
        }
        Ok(())
    }

    pub fn rename_device(&self, device: &str, name: &str) -> Result<(), Refused> {
        let name = said(name)?;
        self.update_devices(device, |device| name.clone_into(&mut device.name))
    }

    pub fn set_timezone(&self, device: &str, timezone: &str) -> Result<(), Refused> {
        let timezone = said(timezone)?;
        self.update_devices(device, |device| timezone.clone_into(&mut device.timezone))
    }

    fn update_devices(
        &self,
        device: &str,
        mut update: impl FnMut(&mut crate::cloud::devices::ProjectDevice),
    ) -> Result<(), Refused> {
        let now = self.now();
        for id in self.chosen(Some(device))? {
            let payload = self.change(|cloud| {
                let device = cloud.device_mut(id)?;
                update(device);
                device.updated_at = now;
                Some(json!({ "name": device.name, "timezone": device.timezone }))
            });
            if let Some(payload) = payload {
                self.push(id, "device_updated", payload, false);
            }
        }
        Ok(())
    }

    pub fn expire(&self, what: Expirable) {
        let now = self.now();
        self.change(|cloud| match what {
            Expirable::AccessTokens => cloud.expire_access_tokens(now),
            Expirable::RefreshTokens => cloud.expire_refresh_tokens(now),
            Expirable::Codes => cloud.expire_codes(now),
            Expirable::Urls => cloud.url_epoch += 1,
        });
    }

    pub fn add_fault(&self, fault: Fault) {
        self.faults().add(fault);
        self.something_changed();
    }

    pub fn clear_faults(&self) {
        self.faults().clear();
        self.something_changed();
    }

    pub async fn set_line(&self, state: LineState) -> io::Result<()> {
        for line in self.lines.values() {
            line.set(state).await?;
        }
        self.something_changed();
        Ok(())
    }

    fn chosen(&self, device: Option<&str>) -> Result<Vec<ProjectDeviceId>, Refused> {
        let chosen = self.look(|cloud| cloud.chosen(device));
        match (chosen.is_empty(), device) {
            (false, _) => Ok(chosen),
            (true, Some(id)) => Err(Refused::UnknownDevice(id.to_owned())),
            (true, None) => Err(Refused::NoDevice),
        }
    }

    pub fn codes(&self) -> Vec<CodeView> {
        let now = self.now();
        self.look(|cloud| cloud.pending_codes(now).map(|code| CodeView::of(code, now)).collect())
    }

    pub fn projects(&self) -> Vec<ProjectView> {
        self.look(ProjectView::all)
    }

    pub fn devices(&self) -> Vec<DeviceView> {
        let (now, assumed) = (self.now(), self.assumed());
        self.look(|cloud| {
            cloud
                .connected_devices()
                .map(|device| DeviceView::of(cloud, device, now, &assumed))
                .collect()
        })
    }

    /// Oldest first. A whole asset nobody asked about yet has no hash; [`Simulation::hash_all`]
    /// makes it.
    pub fn assets(&self) -> Vec<AssetView> {
        self.look(|cloud| cloud.assets.values().map(|asset| AssetView::of(cloud, asset)).collect())
    }

    /// Hashes every whole asset that has no hash, off the async threads. Nothing to do when
    /// discarding, as the bytes are gone.
    pub async fn hash_all(self: &Arc<Simulation>) {
        if self.discard {
            return;
        }
        // One at a time: who comes second finds the work done.
        let _turn = self.hashing.lock().await;
        let due: Vec<(AssetId, Vec<u32>, u64)> = self.look(|cloud| {
            let whole = cloud.assets.values().filter(|asset| {
                asset.completed_at.is_some() && !asset.failed && asset.sha256.is_none()
            });
            whole
                .map(|asset| {
                    // An empty trailing part was never sent.
                    let sent = asset.parts.iter().filter(|(_, part)| part.size > 0);
                    (asset.id, sent.map(|(number, _)| *number).collect(), asset.arrivals)
                })
                .collect()
        });
        for (id, parts, arrivals) in due {
            let simulation = self.clone();
            let hashing =
                tokio::task::spawn_blocking(move || sha256_of(&simulation, id, &parts)).await;
            if let Ok(Ok(hash)) = hashing {
                self.change(|cloud| {
                    // A part sent again meanwhile makes this the hash of yesterday's bytes.
                    let asset = cloud.assets.get_mut(&id);
                    if let Some(asset) = asset.filter(|asset| asset.arrivals == arrivals) {
                        asset.sha256 = Some(hash);
                    }
                });
            }
        }
    }
}

fn sha256_of(simulation: &Simulation, id: AssetId, parts: &[u32]) -> io::Result<String> {
    let mut hash = Sha256::new();
    for number in parts {
        let file = std::fs::File::open(part_host::path_of(&simulation.dir, id, *number))?;
        let mut reader = io::BufReader::with_capacity(1024 * 1024, file);
        io::copy(&mut reader, &mut hash)?;
    }
    Ok(signing::hex(&hash.finalize()))
}

fn find_project(cloud: &Cloud, wanted: Option<&str>) -> Result<ProjectId, Refused> {
    let found = match wanted {
        None => cloud.projects().next().map(|project| project.id),
        Some(text) => text
            .parse()
            .ok()
            .filter(|id| cloud.project(*id).is_some())
            .or_else(|| cloud.projects().find(|p| p.name == text).map(|project| project.id)),
    };
    found.ok_or_else(|| Refused::UnknownProject(wanted.unwrap_or("").to_owned()))
}

fn said(text: &str) -> Result<&str, Refused> {
    let text = text.trim();
    if text.is_empty() {
        Err(Refused::Unclear("it must not be empty".to_owned()))
    } else {
        Ok(text)
    }
}

/// Seconds from now, negative when past.
fn seconds_until(moment: Moment, now: Moment) -> i64 {
    (moment.millis() - now.millis()).div_euclid(1000)
}
