//! Frame.io Camera to Cloud as a client sees it: API, part host and device socket behind one
//! HTTPS port.
//!
//! Strict wherever the public material is; what it leaves open is in [`crate::assumed`]. The wire
//! shapes here are this crate's own on purpose: sharing them with the client would hide a mistake
//! both make.

#![allow(clippy::result_large_err, reason = "an error here is the answer itself, made once")]

pub mod answers;
pub mod application;
pub mod assets;
pub mod pairing;
pub mod part_host;
pub mod routes;
pub mod signing;
pub mod socket;

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{any, get, post};

use crate::elsewhere;
use crate::faults::{Place, Target};
use crate::kind::Kind;
use crate::ledger::ViolationKind;
use crate::picture;
use crate::simulation::Simulation;

pub fn router(simulation: Arc<Simulation>) -> Router {
    Router::new()
        .route("/health", get(routes::health))
        .route("/v2/auth/device/code", post(pairing::code))
        .route("/v2/auth/token", post(pairing::token))
        .route("/v2/auth/revoke", post(pairing::revoke))
        .route("/oauth2/auth", get(application::page).post(application::decide))
        .route("/oauth2/token", post(application::token))
        .route("/v2/me", get(application::me))
        .route("/v2/devices/accounts", get(application::accounts))
        .route("/v2/devices/accounts/{account}/projects", get(application::projects))
        .route("/v2/devices/connect", post(application::connect))
        .route("/v2/devices/disconnect", post(application::disconnect))
        .route(picture::PATH, get(picture::show))
        .route(elsewhere::PATH, any(elsewhere::arrive))
        .route("/v2/devices/me", get(routes::me))
        .route("/v2/devices/heartbeat", post(routes::heartbeat))
        .route("/v2/devices/assets", post(assets::create))
        .route("/v2/assets", post(assets::create))
        .route("/v2/devices/assets/{asset}/realtime_upload/parts", post(assets::realtime_parts))
        .route("/v2/devices/assets/{asset}/comments", post(routes::comment))
        .route("/parts/{asset}/{number}", any(part_host::put))
        .route("/devices/websocket", get(socket::open))
        .fallback(async || answers::not_found())
        .method_not_allowed_fallback(async || {
            let detail = "The method is not allowed here";
            answers::detailed(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed", detail)
        })
        .with_state(simulation)
}

pub fn place_of(path: &str) -> Target {
    let words: Vec<&str> = path.split('/').skip(1).collect();
    let mut part_number = None;
    let place = match words[..] {
        ["health"] => Place::Health,
        ["v2", "auth", "device", "code"] => Place::Code,
        // Which of the two grants it is, only the body knows.
        ["v2", "auth", "token"] => Place::Token,
        ["v2", "auth", "revoke"] => Place::Revoke,
        ["oauth2", "auth"] => Place::Authorize,
        ["oauth2", "token"] => Place::Token,
        ["v2", "me"] | ["v2", "devices", "me"] => Place::Me,
        ["v2", "devices", "accounts"] => Place::Accounts,
        ["v2", "devices", "accounts", _, "projects"] => Place::Projects,
        ["v2", "devices", "connect"] => Place::Choose,
        ["v2", "devices", "disconnect"] => Place::Leave,
        ["pictures", _] => Place::Picture,
        ["v2", "devices", "heartbeat"] => Place::Heartbeat,
        ["v2", "devices", "assets"] | ["v2", "assets"] => Place::Create,
        ["v2", "devices", "assets", _, "realtime_upload", "parts"] => Place::Realtime,
        ["v2", "devices", "assets", _, "comments"] => Place::Comment,
        ["devices", "websocket"] => Place::Socket,
        ["parts", _, number] => {
            part_number = number.parse().ok();
            Place::Part
        }
        _ => Place::Elsewhere,
    };
    Target { cloud: Kind::Frameio, place, part_number }
}

/// Whether a request is one to `api.frame.io`, and not to another of the vendor's hosts, all of
/// which are behind the one port here.
pub fn is_api(target: Target, path: &str) -> bool {
    !matches!(target.place, Place::Part | Place::Socket | Place::Picture)
        && !path.starts_with("/oauth2/")
        && path != elsewhere::PATH
}

pub fn check_version(simulation: &Simulation, headers: &HeaderMap, path: &str) {
    match headers.get("x-client-version").map(|value| value.to_str()) {
        None => simulation.violation(ViolationKind::ClientVersionMissing, path),
        Some(Ok(version)) if semver::Version::parse(version).is_ok() => {}
        Some(version) => {
            let version = version.unwrap_or("not text");
            let detail = format!("{path}: {version:?} is not a SemVer string");
            simulation.violation(ViolationKind::ClientVersionInvalid, detail);
        }
    }
}

/// What a client called itself, if it is worth remembering.
fn client_version(headers: &HeaderMap) -> Option<String> {
    let version = headers.get("x-client-version")?.to_str().ok()?;
    semver::Version::parse(version).is_ok().then(|| version.to_owned())
}
