//! Creating assets and asking for the parts of a growing clip: the rules for what may be wished.

use std::sync::Arc;

use axum::Json;
use axum::body::{Bytes, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::routes::{Caller, integer, json_object, own_asset, text};
use super::{answers, part_host};
use crate::assumed::{Assumed, NegativeOffset};
use crate::cloud::Cloud;
use crate::cloud::assets::{Arrival, Asset, Content, NewAsset, NewContent, PartWanted};
use crate::forms::content_type;
use crate::simulation::Simulation;

const FIVE_GIB: u64 = 5 << 30;
const FIVE_TIB: u64 = 5 << 40;
const MOST_BODY: usize = 8 * 1024 * 1024;

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
        if !assumed.realtime_parts_again && asset.parts.contains_key(&number) {
            return Err(format!("number: {number} was asked for before"));
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
