//! The storage side: presigned `PUT`s, strict as S3 is, errors in XML.
//!
//! A part goes straight to disk (or, discarding, nowhere) through one buffer; it counts only once
//! its last byte is in. There is no completion call: the last part completes the asset.

use std::io;
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use tokio::io::AsyncWriteExt;
use uuid::Uuid;
use xxhash_rust::xxh3::Xxh3;

use super::answers;
use super::signing::{self, SignedHeaders};
use crate::assumed::Assumed;
use crate::clock::Moment;
use crate::cloud::AssetId;
use crate::cloud::assets::{Arrival, Asset};
use crate::ledger::ViolationKind;
use crate::simulation::Simulation;

const BUFFER: usize = 1024 * 1024;
const ACL: &str = "private";

/// Where one part is sent.
pub fn address(
    simulation: &Simulation,
    key: &str,
    epoch: u32,
    asset: &Asset,
    number: u32,
    assumed: &Assumed,
) -> String {
    let origin = simulation.parts_at.clone().unwrap_or_else(|| simulation.api());
    let host = origin.split_once("://").map_or(origin.as_str(), |(_, host)| host);
    let extension = asset.name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let meta = [
        ("asset_id", asset.id.to_string()),
        ("extension", extension.to_owned()),
        ("is_realtime_upload", asset.growing().to_string()),
        ("part_count", asset.parts.len().to_string()),
        ("part_number", number.to_string()),
        ("project_id", asset.project.to_string()),
        // Opaque to clients. The number in front lets the control desk expire what it issued.
        ("request_id", format!("{epoch}.{}", Uuid::new_v4().simple())),
        ("resource_id", asset.id.to_string()),
        ("resource_type", "asset".to_owned()),
        ("total_parts", asset.parts.len().to_string()),
    ];
    let headers = SignedHeaders { content_type: &asset.filetype, host, acl: ACL };
    let path = format!("/parts/{}/{number}", asset.id);
    let date = simulation.now().amz_date();
    let signed = signing::presign(key, &path, &date, assumed.url_life_s, &meta, &headers);
    format!("{origin}{signed}")
}

struct Refusal {
    status: u16,
    code: &'static str,
    message: String,
}

fn refusal(status: u16, code: &'static str, message: impl Into<String>) -> Refusal {
    Refusal { status, code, message: message.into() }
}

/// A part that may come in.
struct Admitted {
    asset: AssetId,
    number: u32,
    size: u64,
}

pub async fn put(
    State(simulation): State<Arc<Simulation>>,
    Path((asset, number)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (head, body) = request.into_parts();
    let outcome = match admit(&simulation, &asset, &number, &head) {
        Ok(admitted) => receive(&simulation, &admitted, body).await,
        Err(refusal) => {
            // Read to the end first: an answer in the middle of a body is easily lost to a reset.
            drain(body).await;
            Err(refusal)
        }
    };
    match outcome {
        Ok(etag) => {
            let mut answer = StatusCode::OK.into_response();
            if let Ok(etag) = HeaderValue::from_str(&format!("\"{etag}\"")) {
                answer.headers_mut().insert(header::ETAG, etag);
            }
            answer
        }
        Err(Refusal { status, code, message }) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            answers::xml(status, code, &message, head.uri.path())
        }
    }
}

/// Everything that can be said before the first byte.
fn admit(
    simulation: &Simulation,
    asset: &str,
    number: &str,
    head: &Parts,
) -> Result<Admitted, Refusal> {
    if head.method != Method::PUT {
        let message = "The specified method is not allowed against this resource.";
        return Err(refusal(405, "MethodNotAllowed", message));
    }
    if head.headers.contains_key(header::AUTHORIZATION) {
        let detail = format!("{}: Authorization beside a signed URL", head.uri.path());
        simulation.violation(ViolationKind::PartAuthorization, detail);
        let message = "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, \
                       Signature query string parameter or the Authorization header should be \
                       specified";
        return Err(refusal(400, "InvalidArgument", message));
    }
    let query: Vec<(String, String)> =
        url::form_urlencoded::parse(head.uri.query().unwrap_or("").as_bytes())
            .into_owned()
            .collect();
    let value = |name: &str| query.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str());
    if value("X-Amz-Signature").is_none() {
        return Err(refusal(403, "AccessDenied", "Access Denied"));
    }
    let missing = || refusal(404, "NoSuchKey", "The specified key does not exist.");
    let id: AssetId = asset.parse().map_err(|_| missing())?;
    let number: u32 = number.parse().map_err(|_| missing())?;
    let (known, key, url_epoch) = simulation
        .look(|cloud| {
            let asset = cloud.assets.get(&id)?;
            let part = asset.parts.get(&number)?;
            let known = (part.size, asset.filetype.clone());
            Some((known, cloud.signing_key.clone(), cloud.url_epoch))
        })
        .ok_or_else(missing)?;
    let (size, filetype) = known;

    let sent = SignedHeaders {
        content_type: sent(&head.headers, "content-type"),
        host: sent(&head.headers, "host"),
        acl: sent(&head.headers, "x-amz-acl"),
    };
    if !signing::verify(&key, head.uri.path(), &query, &sent) {
        let differing = difference(&sent, &filetype);
        let detail = format!("{}: {differing}", head.uri.path());
        simulation.violation(ViolationKind::PartSignature, detail);
        let message = "The request signature we calculated does not match the signature you \
                       provided. Check your key and signing method.";
        return Err(refusal(403, "SignatureDoesNotMatch", message));
    }
    let issued = value("X-Amz-Date").and_then(Moment::from_amz_date);
    let life = value("X-Amz-Expires").and_then(|text| text.parse::<i64>().ok());
    let epoch = value("x-amz-meta-request_id")
        .and_then(|id| id.split_once('.'))
        .and_then(|(epoch, _)| epoch.parse::<u32>().ok());
    let over = match (issued, life) {
        (Some(issued), Some(life)) => issued.plus(life) <= simulation.now(),
        _ => true,
    };
    if over || epoch.is_none_or(|epoch| epoch < url_epoch) {
        return Err(refusal(403, "AccessDenied", "Request has expired"));
    }
    let Some(length) = head.headers.get(header::CONTENT_LENGTH) else {
        let detail = format!("{}: no Content-Length", head.uri.path());
        simulation.violation(ViolationKind::PartWithoutLength, detail);
        let message = "You must provide the Content-Length HTTP header.";
        return Err(refusal(411, "MissingContentLength", message));
    };
    let length = length.to_str().ok().and_then(|text| text.parse::<u64>().ok()).unwrap_or(0);
    if length != size {
        let detail = format!("{}: {length} bytes instead of {size}", head.uri.path());
        simulation.violation(ViolationKind::PartWrongLength, detail);
        return Err(if length > size {
            let message = "Your proposed upload exceeds the maximum allowed size";
            refusal(400, "EntityTooLarge", message)
        } else {
            let message = "You did not provide the number of bytes specified by the \
                           Content-Length HTTP header";
            refusal(400, "IncompleteBody", message)
        });
    }
    Ok(Admitted { asset: id, number, size })
}

fn sent<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
}

fn difference(sent: &SignedHeaders<'_>, filetype: &str) -> String {
    if sent.content_type != filetype {
        format!("content-type {:?} instead of the signed {filetype:?}", sent.content_type)
    } else if sent.acl != ACL {
        format!("x-amz-acl {:?} instead of the signed {ACL:?}", sent.acl)
    } else {
        "the address or the host differs from what was signed".to_owned()
    }
}

pub fn path_of(dir: &FilePath, asset: AssetId, number: u32) -> PathBuf {
    dir.join("assets").join(asset.to_string()).join(number.to_string())
}

/// A file under another name until it is whole; gone if that never happens.
struct Incoming {
    file: tokio::fs::File,
    path: PathBuf,
}

impl Incoming {
    async fn open(beside: &FilePath) -> io::Result<Incoming> {
        if let Some(folder) = beside.parent() {
            tokio::fs::create_dir_all(folder).await?;
        }
        // Unique, because the same part may be on its way twice.
        let path = beside.with_extension(format!("incoming-{}", Uuid::new_v4().simple()));
        let mut file = tokio::fs::File::create(&path).await?;
        file.set_max_buf_size(BUFFER);
        Ok(Incoming { file, path })
    }

    async fn keep_as(mut self, path: &FilePath) -> io::Result<()> {
        self.file.flush().await?;
        tokio::fs::rename(&self.path, path).await?;
        self.path = PathBuf::new();
        Ok(())
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if self.path != FilePath::new("") {
            // Nothing to be done about a leftover.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

async fn receive(
    simulation: &Simulation,
    admitted: &Admitted,
    body: Body,
) -> Result<String, Refusal> {
    let Admitted { asset, number, size } = *admitted;
    let failed = |error: io::Error| refusal(500, "InternalError", error.to_string());
    let path = path_of(&simulation.dir, asset, number);
    let mut incoming =
        if simulation.discard { None } else { Some(Incoming::open(&path).await.map_err(failed)?) };
    let mut hash = Xxh3::new();
    let mut arrived = 0_u64;
    let mut buffer = Vec::with_capacity(if incoming.is_some() { BUFFER } else { 0 });
    let mut blocks = body.into_data_stream();
    while let Some(block) = blocks.next().await {
        let Ok(block) = block else { break };
        arrived += block.len() as u64;
        hash.update(&block);
        if let Some(incoming) = &mut incoming {
            if buffer.len() + block.len() > BUFFER {
                incoming.file.write_all(&buffer).await.map_err(failed)?;
                buffer.clear();
            }
            buffer.extend_from_slice(&block);
        }
    }
    if arrived != size {
        let message = "You did not provide the number of bytes specified by the Content-Length \
                       HTTP header";
        return Err(refusal(400, "IncompleteBody", message));
    }
    if let Some(mut incoming) = incoming {
        incoming.file.write_all(&buffer).await.map_err(failed)?;
        incoming.keep_as(&path).await.map_err(failed)?;
    }
    let etag = format!("{:032x}", hash.digest128());
    let (now, assumed) = (simulation.now(), simulation.assumed());
    let arrival = simulation
        .change(|cloud| cloud.part_arrived(asset, number, size, etag.clone(), now, &assumed));
    match arrival {
        Arrival::MoreToCome | Arrival::Completed => {}
        Arrival::TooMuch => {
            if let Some(asset) = simulation.look(|cloud| cloud.assets.get(&asset).cloned()) {
                note_too_much(simulation, &asset);
            }
        }
        Arrival::AssetGone => {
            return Err(refusal(404, "NoSuchKey", "The specified key does not exist."));
        }
    }
    Ok(etag)
}

pub fn note_too_much(simulation: &Simulation, asset: &Asset) {
    let detail = format!("{}: more bytes in its parts than in asset_filesize", asset.name);
    simulation.violation(ViolationKind::RealtimeSizeMismatch, detail);
}

/// Reads a body nobody wants, within reason.
pub async fn drain(body: Body) {
    const REASON: u64 = 64 * 1024 * 1024;
    let mut blocks = body.into_data_stream();
    let mut read = 0_u64;
    while let Some(Ok(block)) = blocks.next().await {
        read += block.len() as u64;
        if read > REASON {
            return;
        }
    }
}
