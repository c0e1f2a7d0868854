//! The shapes of Frame.io's answers. Only what we use: unknown keys are ignored, and so are
//! missing ones wherever we can do without.

use serde::Deserialize;
use serde_json::Value;

/// [`GET /v2/devices/me`](https://developer.frame.io/camera-to-cloud/how-to-heartbeats-connection-info-and-status)
#[derive(Default, Deserialize)]
pub struct Device {
    pub id: Option<String>,
    pub device_id: Option<String>,
    pub name: Option<String>,
    pub status: Option<String>,
    pub project_id: Option<String>,
    pub project: Option<Project>,
    pub authorization: Option<Authorization>,
}

#[derive(Deserialize)]
pub struct Project {
    pub id: Option<String>,
    pub name: Option<String>,
}

#[derive(Deserialize)]
pub struct Authorization {
    pub status: Option<String>,
    pub creator: Option<User>,
}

#[derive(Deserialize)]
pub struct User {
    pub name: Option<String>,
    pub email: Option<String>,
    pub image_128: Option<String>,
    pub image_256: Option<String>,
    pub image_64: Option<String>,
    pub profile_image: Option<String>,
}

/// An entry of `GET /v2/devices/accounts`, which says `display_name`, or of
/// `GET /v2/devices/accounts/{account_id}/projects`, which says `name`.
#[derive(Deserialize)]
pub struct Listed {
    pub id: Option<String>,
    pub display_name: Option<String>,
    pub name: Option<String>,
}

/// [`POST /v2/devices/assets`](https://developer.frame.io/camera-to-cloud/api-reference/device-asset-create)
#[derive(Deserialize)]
pub struct Asset {
    pub id: String,
    pub upload_urls: Vec<UploadUrl>,
}

/// The same call for a clip that is still being recorded: no targets yet.
#[derive(Deserialize)]
pub struct GrowingAsset {
    pub id: String,
}

/// [`POST /v2/devices/assets/{id}/realtime_upload/parts`](https://developer.frame.io/platform/v2/api-reference/assets/create-realtime-upload-parts)
#[derive(Deserialize)]
pub struct Targets {
    pub upload_urls: Vec<UploadUrl>,
}

/// Plain in Camera to Cloud; with its size in the vendor's newer API.
#[derive(Deserialize)]
#[serde(untagged)]
pub enum UploadUrl {
    Plain(String),
    Sized { size: Option<u64>, url: String },
}

/// Both formats of an
/// [error](https://developer.frame.io/camera-to-cloud/how-to-handle-errors) at once. Every value
/// may be anything: an error about an error helps nobody.
#[derive(Deserialize)]
pub struct Refused {
    #[serde(default)]
    pub error: Value,
    #[serde(default)]
    pub message: Value,
    #[serde(default)]
    pub errors: Value,
}
