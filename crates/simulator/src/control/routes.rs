//! The desk over plain HTTP and JSON, and the page for a person.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::{Expirable, Refused, clouds};
use crate::cloud::pairing::DecisionRefused;
use crate::faults::{Fault, Misdeed};
use crate::kind::Kind;
use crate::line::LineState;
use crate::simulation::Simulation;

pub(super) type Desk = State<Arc<Simulation>>;

pub fn router(simulation: Arc<Simulation>) -> Router {
    Router::new()
        .route("/", get(page))
        .route("/approve", get(page).post(approve))
        .route("/about", get(about))
        .route("/deny", post(deny))
        .route("/codes", get(async |State(desk): Desk| Json(desk.codes())))
        .route("/projects", get(async |State(desk): Desk| Json(desk.projects())))
        .route("/devices", get(async |State(desk): Desk| Json(desk.devices())))
        .route("/assets", get(assets))
        .route("/requests", get(async |State(desk): Desk| Json(desk.ledger().requests())))
        .route("/violations", get(violations).delete(forget_violations))
        .route("/pause", post(pause))
        .route("/resume", post(resume))
        .route("/forget", post(forget))
        .route("/rename", post(rename))
        .route("/timezone", post(timezone))
        .route("/clock", get(clock).post(advance))
        .route("/expire", post(expire))
        .route("/faults", get(faults).post(add_fault).delete(clear_faults))
        .route("/line", get(line).post(set_line))
        .route("/switches", get(switches).post(set_switches))
        .merge(clouds::routes())
        .fallback(async || refused(StatusCode::NOT_FOUND, "the control desk has no such thing"))
        .with_state(simulation)
}

async fn page() -> Html<&'static str> {
    Html(include_str!("../console.html"))
}

fn refused(status: StatusCode, words: &str) -> Response {
    (status, Json(json!({ "error": words }))).into_response()
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = match &self {
            Refused::Decision(DecisionRefused::Decided(_) | DecisionRefused::Expired(_)) => {
                StatusCode::CONFLICT
            }
            Refused::Unclear(_) => StatusCode::BAD_REQUEST,
            _ => StatusCode::NOT_FOUND,
        };
        refused(status, &self.to_string())
    }
}

/// A JSON body; an empty one is an empty object. Curl does not say `application/json` by itself,
/// so the content type is not looked at.
pub(super) fn read<T: DeserializeOwned>(bytes: &Bytes) -> Result<T, Refused> {
    let bytes: &[u8] = if bytes.is_empty() { b"{}" } else { bytes };
    serde_json::from_slice(bytes).map_err(|error| Refused::Unclear(error.to_string()))
}

pub(super) fn done() -> Json<Value> {
    Json(json!({ "ok": true }))
}

#[derive(Deserialize)]
struct Approval {
    user_code: String,
    project_id: Option<String>,
    expires_in_s: Option<i64>,
}

async fn approve(State(desk): Desk, bytes: Bytes) -> Result<Json<Value>, Refused> {
    let wish: Approval = read(&bytes)?;
    desk.approve(&wish.user_code, wish.project_id.as_deref(), wish.expires_in_s)?;
    Ok(done())
}

#[derive(Deserialize)]
struct Denial {
    user_code: String,
}

async fn deny(State(desk): Desk, bytes: Bytes) -> Result<Json<Value>, Refused> {
    let wish: Denial = read(&bytes)?;
    desk.deny(&wish.user_code)?;
    Ok(done())
}

async fn assets(State(desk): Desk) -> Response {
    desk.hash_all().await;
    Json(desk.assets()).into_response()
}

async fn about(State(desk): Desk) -> Json<Value> {
    Json(json!({ "api": desk.api(), "discard": desk.discard }))
}

async fn violations(State(desk): Desk) -> Response {
    Json(desk.ledger().violations()).into_response()
}

async fn forget_violations(State(desk): Desk) -> Json<Value> {
    desk.ledger().forget_violations();
    done()
}

#[derive(Deserialize)]
struct Which {
    device_id: Option<String>,
}

async fn pause(State(desk): Desk, bytes: Bytes) -> Result<Json<Value>, Refused> {
    desk.pause(read::<Which>(&bytes)?.device_id.as_deref())?;
    Ok(done())
}

async fn resume(State(desk): Desk, bytes: Bytes) -> Result<Json<Value>, Refused> {
    desk.resume(read::<Which>(&bytes)?.device_id.as_deref())?;
    Ok(done())
}

async fn forget(State(desk): Desk, bytes: Bytes) -> Result<Json<Value>, Refused> {
    desk.forget(read::<Which>(&bytes)?.device_id.as_deref())?;
    Ok(done())
}

#[derive(Deserialize)]
struct NewName {
    /// Frame.io, if nothing else is said.
    cloud: Option<Kind>,
    project_id: Option<String>,
    device_id: Option<String>,
    name: String,
}

async fn rename(State(desk): Desk, bytes: Bytes) -> Result<Json<Value>, Refused> {
    let wish: NewName = read(&bytes)?;
    match (&wish.project_id, &wish.device_id) {
        (None, None) => {
            return Err(Refused::Unclear("say which: project_id or device_id".to_owned()));
        }
        (project, device) => {
            if let Some(project) = project {
                desk.rename_at(wish.cloud.unwrap_or(Kind::Frameio), project, &wish.name)?;
            }
            if let Some(device) = device {
                desk.rename_device(device, &wish.name)?;
            }
        }
    }
    Ok(done())
}

#[derive(Deserialize)]
struct NewTimezone {
    device_id: String,
    timezone: String,
}

async fn timezone(State(desk): Desk, bytes: Bytes) -> Result<Json<Value>, Refused> {
    let wish: NewTimezone = read(&bytes)?;
    desk.set_timezone(&wish.device_id, &wish.timezone)?;
    Ok(done())
}

async fn clock(State(desk): Desk) -> Json<Value> {
    Json(json!({ "now": desk.now(), "ahead_s": desk.clock.ahead_ms() / 1000 }))
}

#[derive(Deserialize)]
struct Advance {
    advance_s: i64,
}

async fn advance(State(desk): Desk, bytes: Bytes) -> Result<Json<Value>, Refused> {
    desk.advance(read::<Advance>(&bytes)?.advance_s);
    Ok(clock(State(desk)).await)
}

#[derive(Deserialize)]
struct Expiry {
    what: Expirable,
}

async fn expire(State(desk): Desk, bytes: Bytes) -> Result<Json<Value>, Refused> {
    desk.expire(read::<Expiry>(&bytes)?.what);
    Ok(done())
}

async fn faults(State(desk): Desk) -> Json<Value> {
    let faults = desk.faults();
    Json(json!({ "seed": faults.seed(), "faults": faults.list() }))
}

async fn add_fault(State(desk): Desk, bytes: Bytes) -> Result<Json<Value>, Refused> {
    let fault: Fault = read(&bytes)?;
    if !(0.0..=1.0).contains(&fault.probability) {
        return Err(Refused::Unclear("probability: must be between 0 and 1".to_owned()));
    }
    if matches!(fault.misdeed, Misdeed::Slow { bytes_per_s: 0 }) {
        return Err(Refused::Unclear("bytes_per_s: must not be 0; use stall".to_owned()));
    }
    desk.add_fault(fault);
    Ok(faults(State(desk)).await)
}

async fn clear_faults(State(desk): Desk) -> Json<Value> {
    desk.clear_faults();
    done()
}

async fn line(State(desk): Desk) -> Json<Value> {
    let state = desk.line_state();
    Json(json!({ "up": state == LineState::Up, "mode": state }))
}

#[derive(Deserialize)]
struct LineWish {
    up: bool,
    mode: Option<LineState>,
}

async fn set_line(State(desk): Desk, bytes: Bytes) -> Result<Json<Value>, Refused> {
    let wish: LineWish = read(&bytes)?;
    let state = match (wish.up, wish.mode) {
        (true, _) => LineState::Up,
        (false, Some(LineState::Blackhole)) => LineState::Blackhole,
        (false, _) => LineState::Refuse,
    };
    desk.set_line(state).await.map_err(|error| Refused::Unclear(error.to_string()))?;
    Ok(line(State(desk)).await)
}

async fn switches(State(desk): Desk) -> Json<Value> {
    Json(desk.assumed().listed())
}

async fn set_switches(State(desk): Desk, bytes: Bytes) -> Result<Json<Value>, Refused> {
    let changes: Map<String, Value> = read(&bytes)?;
    let assumed = desk.assumed().with(&changes).map_err(Refused::Unclear)?;
    desk.assume(assumed);
    Ok(switches(State(desk)).await)
}
