//! The API under a device's token: who am I, heartbeat, assets, comments. Errors are detailed.

use std::sync::Arc;

use axum::Json;
use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequestParts, Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::forms::content_type;
use super::{answers, client_version, part_host};
use crate::assumed::{Assumed, NegativeOffset};
use crate::cloud::assets::{Arrival, Asset, Content, NewAsset, NewContent, PartWanted};
use crate::cloud::devices::ProjectDevice;
use crate::cloud::pairing::AccessRefused;
use crate::cloud::{AssetId, Cloud, ProjectDeviceId, ProjectId};
use crate::ledger::ViolationKind;
use crate::simulation::Simulation;

const FIVE_GIB: u64 = 5 << 30;
const FIVE_TIB: u64 = 5 << 40;
const MOST_BODY: usize = 8 * 1024 * 1024;

/// The device a request speaks for. Asking for it is what makes a route need a token; getting it
/// counts as a sign of life.
pub struct Caller {
    device: ProjectDeviceId,
    project: ProjectId,
    may_create: bool,
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
                AccessRefused::Unknown | AccessRefused::Expired => answers::not_authorized(),
                AccessRefused::Forgotten => {
                    answers::unauthorized_as(simulation.assumed().status_after_forget)
                }
            })
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token)
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

pub fn channel_body(device: &ProjectDevice, status: &str) -> Value {
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

fn device_body(cloud: &Cloud, device: &ProjectDevice, status: &str) -> Value {
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
            "name": project.map(|project| &project.name),
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

pub async fn create(
    State(simulation): State<Arc<Simulation>>,
    caller: Caller,
    request: Request,
) -> Response {
    if !caller.may_create {
        let detail = "The token lacks the scope asset_create";
        return answers::detailed(StatusCode::FORBIDDEN, "Forbidden", detail);
    }
    let content_type = content_type(request.headers()).to_ascii_lowercase();
    let Ok(bytes) = to_bytes(request.into_body(), MOST_BODY).await else {
        return answers::bad_request("The body could not be read");
    };
    let (wish, is_json) = if content_type.starts_with("application/json") {
        match serde_json::from_slice::<Value>(&bytes) {
            Ok(Value::Object(map)) => (map, true),
            _ => return answers::bad_request("The body is not a JSON object"),
        }
    } else if content_type.starts_with("application/x-www-form-urlencoded") {
        (from_form(&bytes), false)
    } else {
        return answers::invalid_arguments("content-type: must be application/json");
    };
    let (now, assumed) = (simulation.now(), simulation.assumed());
    let new = match new_asset(&wish, is_json, &assumed) {
        Ok(new) => new,
        Err(detail) => return answers::invalid_arguments(&detail),
    };
    let body = simulation.change(|cloud| {
        let epoch = cloud.url_epoch;
        let key = cloud.signing_key.clone();
        cloud.create_asset(caller.device, caller.project, new, now, &assumed).cloned().map(
            |asset| match asset.content {
                Content::Growing { .. } => json!({ "id": asset.id, "name": asset.name }),
                Content::Whole { .. } => {
                    let urls: Vec<String> = asset
                        .parts
                        .keys()
                        .map(|number| {
                            part_host::address(&simulation, &key, epoch, &asset, *number, &assumed)
                        })
                        .collect();
                    asset_body(cloud, &asset, &urls)
                }
            },
        )
    });
    match body {
        Ok(body) => Json(body).into_response(),
        Err(_paused) => answers::channel_paused(),
    }
}

/// Form fields are text; the numbers and the boolean among them are meant as such.
fn from_form(bytes: &[u8]) -> Map<String, Value> {
    url::form_urlencoded::parse(bytes)
        .map(|(name, text)| {
            let value = match name.as_ref() {
                "filesize" | "offset" | "channel" | "parts" | "is_realtime_upload" => {
                    serde_json::from_str(&text).unwrap_or(Value::String(text.into_owned()))
                }
                _ => Value::String(text.into_owned()),
            };
            (name.into_owned(), value)
        })
        .collect()
}

/// The rules of the create call; the error says which field breaks which.
fn new_asset(
    wish: &Map<String, Value>,
    is_json: bool,
    assumed: &Assumed,
) -> Result<NewAsset, String> {
    let name = text(wish, "name")?;
    let filetype = text(wish, "filetype")?;
    if filetype.is_some_and(|filetype| !is_mime(filetype)) {
        return Err("filetype: is not a MIME type".to_owned());
    }
    let filesize = integer(wish, "filesize")?;
    let parts = integer(wish, "parts")?;
    let offset = match integer(wish, "offset")?.unwrap_or(0) {
        age if age >= 0 => age.unsigned_abs(),
        age if assumed.negative_offset == NegativeOffset::TakenAsAge => age.unsigned_abs(),
        _ => return Err("offset: must not be negative".to_owned()),
    };
    if integer(wish, "channel")?.unwrap_or(0) != 0 {
        return Err("channel: the device has no such channel".to_owned());
    }
    if let Some(id) = text(wish, "auto_version_id")?
        && id.parse::<Uuid>().is_err()
    {
        return Err("auto_version_id: is not a UUID".to_owned());
    }
    let growing = match wish.get("is_realtime_upload") {
        None | Some(Value::Null) => false,
        Some(Value::Bool(growing)) => *growing,
        Some(_) => return Err("is_realtime_upload: must be a boolean".to_owned()),
    };
    if growing {
        if !is_json {
            return Err("is_realtime_upload: needs a JSON body".to_owned());
        }
        if filesize.is_some() {
            return Err("filesize: must be absent or null for a real-time upload".to_owned());
        }
        let filetype = filetype.ok_or("filetype: is required for a real-time upload")?;
        let extension = text(wish, "extension")?;
        if extension.is_some_and(|e| !has_extension(e) || !e.starts_with('.')) {
            return Err("extension: must look like \".mov\"".to_owned());
        }
        let (name, default_name) = match (name, extension) {
            (Some(name), extension) => {
                if !has_extension(name) {
                    return Err("name: must carry an extension".to_owned());
                }
                if extension.is_some_and(|extension| !name.ends_with(extension)) {
                    return Err("extension: differs from that of the name".to_owned());
                }
                (name.to_owned(), false)
            }
            (None, Some(extension)) => (format!("[new file]{extension}"), true),
            (None, None) => return Err("name: is required, or extension".to_owned()),
        };
        let content = NewContent::Growing { default_name };
        return Ok(NewAsset { name, filetype: filetype.to_owned(), offset, content });
    }

    let name = name.ok_or("name: is required")?.to_owned();
    let filesize = filesize.ok_or("filesize: is required")?;
    let least = i64::from(!assumed.empty_files_allowed);
    if filesize < least || filesize.unsigned_abs() > FIVE_TIB {
        return Err(format!("filesize: must be between {least} and {FIVE_TIB}"));
    }
    let filesize = filesize.unsigned_abs();
    let parts = match parts {
        None => None,
        Some(n) => Some(wanted_parts(n, filesize, assumed)?),
    };
    let filetype = filetype.unwrap_or("application/octet-stream").to_owned();
    Ok(NewAsset { name, filetype, offset, content: NewContent::Whole { filesize, parts } })
}

fn wanted_parts(n: i64, filesize: u64, assumed: &Assumed) -> Result<u32, String> {
    let most = assumed.parts_maximum;
    let n = u32::try_from(n).ok().filter(|n| (1..=most).contains(n));
    let n = n.ok_or_else(|| format!("parts: must be between 1 and {most}"))?;
    let size = filesize.div_ceil(u64::from(n));
    if n > 1 && size < assumed.parts_minimum_bytes {
        return Err(format!("parts: leads to parts under {} bytes", assumed.parts_minimum_bytes));
    }
    if size > FIVE_GIB {
        return Err("parts: leads to parts over 5 GiB".to_owned());
    }
    Ok(n)
}

fn text<'a>(wish: &'a Map<String, Value>, field: &str) -> Result<Option<&'a str>, String> {
    match wish.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if !text.is_empty() => Ok(Some(text)),
        Some(_) => Err(format!("{field}: must be a string that is not empty")),
    }
}

fn integer(wish: &Map<String, Value>, field: &str) -> Result<Option<i64>, String> {
    match wish.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => match value.as_i64() {
            Some(number) => Ok(Some(number)),
            None => Err(format!("{field}: must be an integer")),
        },
    }
}

fn is_mime(filetype: &str) -> bool {
    filetype
        .split_once('/')
        .is_some_and(|(kind, rest)| !kind.is_empty() && !rest.is_empty() && !rest.contains(' '))
}

/// A dot with something after it.
fn has_extension(name: &str) -> bool {
    name.rfind('.').is_some_and(|dot| dot + 1 < name.len())
}

/// As wide as the real answer, give or take: a client must find its two keys among the noise.
fn asset_body(cloud: &Cloud, asset: &Asset, urls: &[String]) -> Value {
    let mut body = json!({
        "_type": "file",
        "type": "file",
        "id": asset.id,
        "name": asset.name,
        "filesize": asset.filesize(),
        "filetype": asset.filetype,
        "status": "created",
        "project_id": asset.project,
        "parent_id": Uuid::new_v5(&Uuid::NAMESPACE_OID, asset.device.0.as_bytes()),
        "account_id": cloud.account_of(asset.project).map(|account| account.id),
        "team_id": Uuid::new_v5(&Uuid::NAMESPACE_OID, asset.project.0.as_bytes()),
        "creator_id": cloud.user.id,
        "inserted_at": asset.inserted_at.to_string(),
        "updated_at": asset.inserted_at.to_string(),
        // Set from the start, as captured from the real thing. It does not mean "done".
        "uploaded_at": asset.inserted_at.to_string(),
        "item_count": 0,
        "index": 0,
        "comment_count": 0,
        "version": 0,
        "versions": [],
        "private": false,
        "public": false,
        "is_360": false,
        "is_bundle": false,
        "is_hls_required": false,
        "is_realtime_upload": false,
        "is_session_watermarked": false,
        "hard_deleted": false,
        "checksums": null,
        "properties": {},
        "metadata": {},
        "upload_urls": urls,
    });
    if let Some(map) = body.as_object_mut() {
        for name in NULLS {
            map.insert((*name).to_owned(), Value::Null);
        }
    }
    body
}

const NULLS: &[&str] = &[
    "ancestors",
    "archive_from",
    "archive_scheduled_at",
    "archive_status",
    "archived_at",
    "asset_type",
    "audio_codecs",
    "automatically_delete_at",
    "bitrate",
    "bundle",
    "bundle_index",
    "cover_asset",
    "cover_asset_id",
    "deleted_at",
    "description",
    "downloads",
    "drm",
    "duration",
    "embed",
    "fps",
    "frames",
    "h264_1080_best",
    "h264_2160",
    "h264_360",
    "h264_540",
    "h264_720",
    "head_frame",
    "hls_manifest",
    "image_128",
    "image_full",
    "image_high",
    "image_small",
    "includes",
    "label",
    "original",
    "page_proxy",
    "presentation",
    "project",
    "realtime_upload",
    "required_transcodes",
    "review_links",
    "rotation",
    "session_watermark",
    "shared",
    "sort_order",
    "source",
    "stream",
    "tail_frame",
    "thumb",
    "thumb_540",
    "thumb_orig_ar_540",
    "thumb_scrub",
    "timecode",
    "transcode_statuses",
    "transcoded_at",
    "transcodes",
    "transcription",
    "upload_completed_at",
    "upload_failed_at",
    "video_codec",
    "view_count",
    "watermark",
    "workfront_task_id",
    "zip_size",
];

fn own_asset<'a>(cloud: &'a Cloud, caller: &Caller, asset: &str) -> Result<&'a Asset, Response> {
    let id: AssetId = asset.parse().map_err(|_| answers::not_found())?;
    let asset = cloud.assets.get(&id).ok_or_else(answers::not_found)?;
    if asset.device == caller.device { Ok(asset) } else { Err(answers::not_found()) }
}

fn json_object(headers: &HeaderMap, bytes: &Bytes) -> Result<Map<String, Value>, Response> {
    if !content_type(headers).to_ascii_lowercase().starts_with("application/json") {
        return Err(answers::bad_request("content-type: must be application/json"));
    }
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(map)) => Ok(map),
        _ => Err(answers::bad_request("The body is not a JSON object")),
    }
}

pub async fn realtime_parts(
    State(simulation): State<Arc<Simulation>>,
    caller: Caller,
    Path(asset): Path<String>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    let asked = || -> Result<Value, Response> {
        let wish = json_object(&headers, &bytes)?;
        let (now, assumed) = (simulation.now(), simulation.assumed());
        let known = simulation.look(|cloud| own_asset(cloud, &caller, &asset).cloned())?;
        if !known.growing() {
            return Err(answers::bad_request("The asset is not a real-time upload"));
        }
        let wanted = parts_wanted(&wish, &known, &assumed).map_err(|d| answers::bad_request(&d))?;
        simulation.change(|cloud| {
            let arrival = cloud.want_parts(
                known.id,
                &wanted.parts,
                wanted.filesize,
                wanted.new_name,
                now,
                &assumed,
            );
            if arrival == Some(Arrival::TooMuch) {
                part_host::note_too_much(&simulation, &known);
            }
            let (key, epoch) = (&cloud.signing_key, cloud.url_epoch);
            let asset = cloud.assets.get(&known.id).ok_or_else(answers::not_found)?;
            let urls: Vec<String> = wanted
                .parts
                .iter()
                .map(|part| {
                    part_host::address(&simulation, key, epoch, asset, part.number, &assumed)
                })
                .collect();
            Ok(json!({ "upload_urls": urls }))
        })
    };
    match asked() {
        Ok(body) => Json(body).into_response(),
        Err(refusal) => refusal,
    }
}

struct PartsWish {
    parts: Vec<PartWanted>,
    filesize: Option<u64>,
    new_name: Option<String>,
}

fn parts_wanted(
    wish: &Map<String, Value>,
    asset: &Asset,
    assumed: &Assumed,
) -> Result<PartsWish, String> {
    let list = match wish.get("parts") {
        Some(Value::Array(list)) if !list.is_empty() => list,
        _ => return Err("parts: must be an array that is not empty".to_owned()),
    };
    let mut parts: Vec<PartWanted> = Vec::with_capacity(list.len());
    for entry in list {
        let Value::Object(entry) = entry else {
            return Err("parts: each must be an object".to_owned());
        };
        let number = integer(entry, "number")?.and_then(|number| u32::try_from(number).ok());
        let number = number
            .filter(|number| (1..=10_000).contains(number))
            .ok_or("number: must be between 1 and 10000")?;
        let size = integer(entry, "size")?.and_then(|size| u64::try_from(size).ok());
        let size = size.filter(|size| *size > 0).ok_or("size: must be a positive integer")?;
        let is_final = match entry.get("is_final") {
            None | Some(Value::Null) => false,
            Some(Value::Bool(is_final)) => *is_final,
            Some(_) => return Err("is_final: must be a boolean".to_owned()),
        };
        if !is_final && size < assumed.realtime_minimum_bytes {
            let least = assumed.realtime_minimum_bytes;
            return Err(format!("size: must be at least {least} unless the part is final"));
        }
        if size > FIVE_GIB {
            return Err("size: must be at most 5 GiB".to_owned());
        }
        if parts.iter().any(|part| part.number == number) {
            return Err(format!("number: {number} is there twice"));
        }
        parts.push(PartWanted { number, size, is_final });
    }
    let finals: Vec<u32> = parts.iter().filter(|p| p.is_final).map(|p| p.number).collect();
    if finals.len() > 1 {
        return Err("is_final: more than one part claims it".to_owned());
    }
    if let (Some(number), Content::Growing { final_part: Some(known), .. }) =
        (finals.first(), &asset.content)
        && number != known
    {
        return Err(format!("is_final: part {known} is the final one already"));
    }
    let filesize = integer(wish, "asset_filesize")?;
    let filesize = match (finals.is_empty(), filesize) {
        (true, _) => None,
        (false, Some(size)) if (1..=FIVE_TIB.cast_signed()).contains(&size) => {
            Some(size.unsigned_abs())
        }
        (false, Some(_)) => {
            return Err(format!("asset_filesize: must be between 1 and {FIVE_TIB}"));
        }
        (false, None) => {
            return Err("asset_filesize: is required with the final part".to_owned());
        }
    };
    let new_name = text(wish, "asset_name")?;
    if new_name.is_some_and(|name| !has_extension(name)) {
        return Err("asset_name: must carry an extension".to_owned());
    }
    Ok(PartsWish { parts, filesize, new_name: new_name.map(str::to_owned) })
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
