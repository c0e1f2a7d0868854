//! The API under a device's token: who am I, heartbeat, comments. Errors are detailed.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{answers, client_version};
use crate::cloud::assets::Asset;
use crate::cloud::devices::ProjectDevice;
use crate::cloud::pairing::AccessRefused;
use crate::cloud::{AssetId, Cloud, ProjectDeviceId, ProjectId};
use crate::credentials::bearer;
use crate::forms::content_type;
use crate::ledger::ViolationKind;
use crate::simulation::Simulation;

/// The device a request speaks for. Asking for it is what makes a route need a token; getting it
/// counts as a sign of life.
pub struct Caller {
    pub device: ProjectDeviceId,
    pub project: ProjectId,
    pub may_create: bool,
}

impl FromRequestParts<Arc<Simulation>> for Caller {
    type Rejection = Response;

    async fn from_request_parts(
        head: &mut Parts,
        simulation: &Arc<Simulation>,
    ) -> Result<Caller, Response> {
        let token = bearer(&head.headers).ok_or_else(answers::not_authorized)?;
        let now = simulation.now();
        let version = client_version(&head.headers);
        simulation
            .change(|cloud| {
                let device = cloud.authorize(token, now)?;
                let caller = Caller {
                    device: device.id,
                    project: device.project,
                    may_create: device.authorization().is_some_and(|a| a.scopes.asset_create),
                };
                if let Some(device) = cloud.device_mut(caller.device) {
                    device.last_seen_at = now;
                    device.client_version = version.or(device.client_version.take());
                }
                Ok(caller)
            })
            .map_err(|refused| match refused {
                AccessRefused::Unknown
                | AccessRefused::Expired
                | AccessRefused::NotAnApplication => answers::not_authorized(),
                AccessRefused::NotConnected => {
                    answers::not_connected(simulation.assumed().status_when_not_connected)
                }
                AccessRefused::Forgotten => {
                    answers::unauthorized_as(simulation.assumed().status_after_forget)
                }
            })
    }
}

pub async fn health() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

pub async fn me(State(simulation): State<Arc<Simulation>>, caller: Caller) -> Response {
    let (now, assumed) = (simulation.now(), simulation.assumed());
    let body = simulation.look(|cloud| {
        let device = cloud.device(caller.device)?;
        let status = device.presence(now, &assumed).word();
        Some(device_body(cloud, device, status))
    });
    body.map_or_else(answers::not_authorized, |body| Json(body).into_response())
}

pub async fn heartbeat(State(simulation): State<Arc<Simulation>>, caller: Caller) -> StatusCode {
    let now = simulation.now();
    let last = simulation.change(|cloud| {
        cloud.device_mut(caller.device).and_then(|device| device.last_heartbeat_at.replace(now))
    });
    // A few seconds of grace: "at most once a minute" is a pace, not a stopwatch.
    if let Some(last) = last
        && now.since(last).as_secs() < 55
        && simulation.assumed().heartbeat_pace_watched
    {
        let detail = format!("{} s after the one before", now.since(last).as_secs());
        simulation.violation(ViolationKind::HeartbeatTooOften, detail);
    }
    StatusCode::OK
}

fn channel_body(device: &ProjectDevice, status: &str) -> Value {
    json!({
        "_type": "project_device_channel",
        "id": device.channel_id,
        "external_index": 0,
        "asset_type": "video",
        "name": device.name,
        "status": if status == "offline" { "offline" } else { "online" },
        "real_time_logging_capable": false,
        "actor_id": device.creator,
        "device_id": device.device_id,
        "project_device_id": device.id,
        "project_id": device.project,
        "inserted_at": device.inserted_at.to_string(),
        "updated_at": device.updated_at.to_string(),
    })
}

pub fn device_body(cloud: &Cloud, device: &ProjectDevice, status: &str) -> Value {
    let project = cloud.project(device.project);
    let authorization = device.authorization().map(|authorization| {
        let scopes = scopes_body(
            authorization.id.0,
            authorization.scopes.asset_create,
            authorization.scopes.offline,
        );
        json!({
            "_type": "project_device_authorization",
            "id": authorization.id,
            "project_device_id": device.id,
            "creator_id": device.creator,
            "creator": { "_type": "user", "id": cloud.user.id, "name": cloud.user.name },
            "expires_at": authorization.expires_at.map(|at| at.to_string()),
            "inserted_at": authorization.inserted_at.to_string(),
            "scopes": scopes,
        })
    });
    json!({
        "_type": "project_device",
        "id": device.id,
        "device_id": device.device_id,
        "name": device.name,
        "asset_type": "video",
        "path_asset_type": "VIDEO",
        "path_name": device.name,
        "status": status,
        "timezone": device.timezone,
        "creator_id": device.creator,
        "project_id": device.project,
        "project": {
            "_type": "project",
            "id": device.project,
            "name": project.map(|project| project.name),
        },
        "last_known_firmware_version": device.client_version,
        "last_seen_at": device.last_seen_at.to_string(),
        "inserted_at": device.inserted_at.to_string(),
        "updated_at": device.updated_at.to_string(),
        "deleted_at": null,
        "channel_count": 1,
        "channels": [channel_body(device, status)],
        "required_metadata_attributes": [],
        "authorization": authorization,
    })
}

/// The ~35 booleans of a real token; hardware has two of them true at most.
fn scopes_body(id: Uuid, asset_create: bool, offline: bool) -> Value {
    let mut scopes = Map::new();
    scopes.insert("id".to_owned(), json!(id));
    for resource in ["account", "asset", "comment", "project", "review_link", "team", "user"] {
        for verb in ["read", "create", "update", "delete"] {
            scopes.insert(format!("{resource}_{verb}"), Value::Bool(false));
        }
    }
    for name in ["device_connect", "webhook_read", "action_read", "event_read"] {
        scopes.insert(name.to_owned(), Value::Bool(false));
    }
    scopes.insert("asset_create".to_owned(), Value::Bool(asset_create));
    scopes.insert("offline".to_owned(), Value::Bool(offline));
    Value::Object(scopes)
}

pub fn own_asset<'a>(
    cloud: &'a Cloud,
    caller: &Caller,
    asset: &str,
) -> Result<&'a Asset, Response> {
    let id: AssetId = asset.parse().map_err(|_| answers::not_found())?;
    let asset = cloud.assets.get(&id).ok_or_else(answers::not_found)?;
    if asset.device == caller.device { Ok(asset) } else { Err(answers::not_found()) }
}

pub fn json_object(headers: &HeaderMap, bytes: &Bytes) -> Result<Map<String, Value>, Response> {
    if !content_type(headers).to_ascii_lowercase().starts_with("application/json") {
        return Err(answers::bad_request("content-type: must be application/json"));
    }
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(map)) => Ok(map),
        _ => Err(answers::bad_request("The body is not a JSON object")),
    }
}

pub fn text<'a>(wish: &'a Map<String, Value>, field: &str) -> Result<Option<&'a str>, String> {
    match wish.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if !text.is_empty() => Ok(Some(text)),
        Some(_) => Err(format!("{field}: must be a string that is not empty")),
    }
}

pub fn integer(wish: &Map<String, Value>, field: &str) -> Result<Option<i64>, String> {
    match wish.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => match value.as_i64() {
            Some(number) => Ok(Some(number)),
            None => Err(format!("{field}: must be an integer")),
        },
    }
}

pub async fn comment(
    State(simulation): State<Arc<Simulation>>,
    caller: Caller,
    Path(asset): Path<String>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    let asked = || -> Result<Value, Response> {
        let wish = json_object(&headers, &bytes)?;
        let known = simulation.look(|cloud| own_asset(cloud, &caller, &asset).cloned())?;
        let said = text(&wish, "text").map_err(|d| answers::bad_request(&d))?;
        let said = said.ok_or_else(|| answers::bad_request("text: is required"))?;
        let timestamp = integer(&wish, "timestamp").map_err(|d| answers::bad_request(&d))?;
        if timestamp.is_some_and(|frame| frame < 0) {
            return Err(answers::bad_request("timestamp: counts frames from 0"));
        }
        let now = simulation.now().to_string();
        Ok(simulation.change(|cloud| {
            if let Some(asset) = cloud.assets.get_mut(&known.id) {
                asset.comments += 1;
            }
            json!({
                "_type": "comment",
                "id": Uuid::now_v7(),
                "asset_id": known.id,
                "owner_id": cloud.user.id,
                "text": said,
                "timestamp": timestamp,
                "completed": false,
                "inserted_at": now,
                "updated_at": now,
            })
        }))
    };
    match asked() {
        Ok(body) => Json(body).into_response(),
        Err(refusal) => refusal,
    }
}
