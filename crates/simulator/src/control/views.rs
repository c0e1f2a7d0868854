//! What the control desk shows. Secrets are not among it.

use serde::{Deserialize, Serialize};

use super::seconds_until;
use crate::assumed::Assumed;
use crate::clock::Moment;
use crate::cloud::Cloud;
use crate::cloud::assets::{Asset, AssetStatus, Part};
use crate::cloud::devices::{Presence, ProjectDevice};
use crate::cloud::pairing::Code;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CodeView {
    pub user_code: String,
    pub device_name: String,
    pub client_id: String,
    pub expires_in_s: i64,
}

impl CodeView {
    pub(super) fn of(code: &Code, now: Moment) -> CodeView {
        CodeView {
            user_code: code.user_code.clone(),
            device_name: code.device_name.clone(),
            client_id: code.client_id.clone(),
            expires_in_s: seconds_until(code.expires_at, now),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProjectView {
    pub id: String,
    pub name: String,
    pub account_id: String,
    pub account: String,
}

impl ProjectView {
    pub(super) fn all(cloud: &Cloud) -> Vec<ProjectView> {
        let pairs = cloud.accounts.iter().flat_map(|a| a.projects.iter().map(move |p| (a, p)));
        pairs
            .map(|(account, project)| ProjectView {
                id: project.id.to_string(),
                name: project.name.clone(),
                account_id: account.id.to_string(),
                account: account.name.clone(),
            })
            .collect()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeviceView {
    /// This device in this project.
    pub id: String,
    /// The physical device.
    pub device_id: String,
    pub client_id: String,
    pub name: String,
    pub status: Presence,
    pub timezone: String,
    pub project_id: String,
    pub project: String,
    pub client_version: Option<String>,
    /// Open device sockets.
    pub sockets: u32,
    pub last_seen_at: Moment,
    pub authorization_expires_at: Option<Moment>,
}

impl DeviceView {
    pub(super) fn of(
        cloud: &Cloud,
        device: &ProjectDevice,
        now: Moment,
        assumed: &Assumed,
    ) -> DeviceView {
        DeviceView {
            id: device.id.to_string(),
            device_id: device.device_id.to_string(),
            client_id: device.client_id.clone(),
            name: device.name.clone(),
            status: device.presence(now, assumed),
            timezone: device.timezone.clone(),
            project_id: device.project.to_string(),
            project: cloud.project(device.project).map(|p| p.name).unwrap_or_default(),
            client_version: device.client_version.clone(),
            sockets: device.sockets,
            last_seen_at: device.last_seen_at,
            authorization_expires_at: device.authorization().and_then(|a| a.expires_at),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartView {
    pub number: u32,
    pub size: u64,
    /// How many times all its bytes arrived.
    pub received: u32,
    /// XXH3-128 of the last arrival; also its ETag.
    pub xxh3: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AssetView {
    pub id: String,
    pub name: String,
    /// Unknown for a growing clip until its final part is announced.
    pub filesize: Option<u64>,
    pub filetype: String,
    pub status: AssetStatus,
    pub project_id: String,
    pub project: String,
    pub device_id: String,
    pub offset: u64,
    pub realtime: bool,
    /// Of all parts in order, once whole; never when discarding.
    pub sha256: Option<String>,
    pub comments: u32,
    pub inserted_at: Moment,
    pub completed_at: Option<Moment>,
    pub parts: Vec<PartView>,
}

impl AssetView {
    pub(super) fn of(cloud: &Cloud, asset: &Asset) -> AssetView {
        let part = |(number, part): (&u32, &Part)| PartView {
            number: *number,
            size: part.size,
            received: part.received,
            xxh3: part.xxh3.clone(),
        };
        AssetView {
            id: asset.id.to_string(),
            name: asset.name.clone(),
            filesize: asset.filesize(),
            filetype: asset.filetype.clone(),
            status: asset.status(),
            project_id: asset.project.to_string(),
            project: cloud.project(asset.project).map(|p| p.name).unwrap_or_default(),
            device_id: asset.device.to_string(),
            offset: asset.offset,
            realtime: asset.growing(),
            sha256: asset.sha256.clone(),
            comments: asset.comments,
            inserted_at: asset.inserted_at,
            completed_at: asset.completed_at,
            parts: asset.parts.iter().map(part).collect(),
        }
    }
}
