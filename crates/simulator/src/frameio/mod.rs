//! Frame.io Camera to Cloud as a client sees it: API, part host and device socket behind one
//! HTTPS port.
//!
//! Strict wherever the public material is; what it leaves open is in [`crate::assumed`]. The wire
//! shapes here are this crate's own on purpose: sharing them with the client would hide a mistake
//! both make.

#![allow(clippy::result_large_err, reason = "an error here is the answer itself, made once")]

pub mod answers;
pub mod assets;
pub mod forms;
pub mod pairing;
pub mod part_host;
pub mod routes;
pub mod serve;
pub mod signing;
pub mod socket;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Extension, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};

use crate::faults::{self, Misdeed, Place, Target};
use crate::ledger::{RequestSeen, ViolationKind};
use crate::line::Connection;
use crate::simulation::Simulation;

pub fn router(simulation: Arc<Simulation>) -> Router {
    Router::new()
        .route("/health", get(routes::health))
        .route("/v2/auth/device/code", post(pairing::code))
        .route("/v2/auth/token", post(pairing::token))
        .route("/v2/auth/revoke", post(pairing::revoke))
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
        .layer(from_fn_with_state(simulation.clone(), gate))
        .with_state(simulation)
}

fn place_of(path: &str) -> Target {
    let words: Vec<&str> = path.split('/').skip(1).collect();
    let mut part_number = None;
    let place = match words[..] {
        ["health"] => Place::Health,
        ["v2", "auth", "device", "code"] => Place::Code,
        // Which of the two grants it is, only the body knows.
        ["v2", "auth", "token"] => Place::Token,
        ["v2", "auth", "revoke"] => Place::Revoke,
        ["v2", "devices", "me"] => Place::Me,
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
    Target { place, part_number }
}

/// Every request passes here: it is looked at, met by its fault, and written down.
async fn gate(
    State(simulation): State<Arc<Simulation>>,
    Extension(connection): Extension<Arc<Connection>>,
    request: Request,
    next: Next,
) -> Response {
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let mut target = place_of(&path);
    let mut request = request;
    if target.place == Place::Token {
        let (with_body, grant) = forms::peek_grant(request).await;
        request = with_body;
        if grant.as_deref() == Some("refresh_token") {
            target.place = Place::Refresh;
        }
    }
    let is_api = !matches!(target.place, Place::Part | Place::Socket);
    if is_api {
        check_version(&simulation, request.headers(), &path);
    }
    let calls = simulation.count_call();

    // Looked at before the fault is known to be met: who waits for that may move the clock at once.
    let ahead_ms = simulation.clock.ahead_ms();
    let fault = simulation.faults().meet(target);
    if fault.is_some() {
        simulation.something_changed();
    }
    let note = |status: Option<u16>| {
        let seen = RequestSeen {
            method: method.to_string(),
            path: path.clone(),
            status,
            fault: fault.as_ref().map(faults::Fault::words),
            at: simulation.now(),
        };
        simulation.request_seen(seen);
    };

    let mut answer = if is_api && calls.over {
        let detail = "You have exceeded the rate limit";
        answers::detailed(StatusCode::TOO_MANY_REQUESTS, "Too Many Requests", detail)
    } else {
        match fault.as_ref().map(|fault| fault.misdeed.clone()) {
            None => next.run(request).await,
            Some(Misdeed::LoseResponse) => {
                next.run(request).await;
                note(None);
                connection.close();
                std::future::pending().await
            }
            Some(Misdeed::ResetMidBody { bytes }) => {
                let length = content_length(request.headers());
                let at = bytes.unwrap_or(length / 2);
                if length > at {
                    note(None);
                    next.run(cut_request(request, at, connection)).await
                } else {
                    let answer = next.run(request).await;
                    note(None);
                    return cut_answer(answer, bytes, connection);
                }
            }
            Some(Misdeed::Stall { seconds, bytes }) => {
                let span = Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX);
                let length = content_length(request.headers());
                let at = bytes.unwrap_or(length / 2);
                let waiting = simulation.clone();
                let wait = async move { waiting.clock.sleep_since(ahead_ms, span).await };
                if length > at {
                    let hold = |body| Body::from_stream(faults::held_at(body, at, wait));
                    next.run(request.map(hold)).await
                } else {
                    wait.await;
                    next.run(request).await
                }
            }
            Some(Misdeed::Slow { bytes_per_s }) => {
                let slow = |body| faults::slowed(body, bytes_per_s);
                next.run(request.map(slow)).await.map(slow)
            }
            Some(Misdeed::Status { status, code, retry_after }) => {
                let (head, body) = request.into_parts();
                part_host::drain(body).await;
                faults::refusal(target, status, code.as_deref(), retry_after, &head.uri)
            }
            Some(Misdeed::Malformed { status }) => {
                part_host::drain(request.into_body()).await;
                faults::html(target, status)
            }
            Some(Misdeed::Oversized { bytes }) => {
                part_host::drain(request.into_body()).await;
                faults::oversized(&method, bytes)
            }
        }
    };
    note(Some(answer.status().as_u16()));
    if target.place != Place::Part {
        let headers = answer.headers_mut();
        headers.insert("x-ratelimit-limit", calls.limit.into());
        headers.insert("x-ratelimit-remaining", calls.remaining.into());
        headers.insert("x-ratelimit-window", calls.window_ms.into());
    }
    answer
}

fn cut_request(request: Request, at: u64, connection: Arc<Connection>) -> Request {
    let cut = async move {
        connection.reset();
        std::future::pending().await
    };
    request.map(|body| Body::from_stream(faults::held_at(body, at, cut)))
}

fn cut_answer(answer: Response, bytes: Option<u64>, connection: Arc<Connection>) -> Response {
    let length = content_length(answer.headers());
    let at = bytes.unwrap_or(length / 2).min(length.saturating_sub(1));
    let cut = async move {
        // Let what was written so far leave before the plug is pulled.
        tokio::task::yield_now().await;
        connection.reset();
        std::future::pending().await
    };
    if length == 0 {
        connection_reset_instead(cut)
    } else {
        answer.map(|body| Body::from_stream(faults::held_at(body, at, cut)))
    }
}

fn connection_reset_instead(cut: impl Future<Output = ()> + Send + 'static) -> Response {
    Body::from_stream(faults::held_at(Body::from("."), 0, cut)).into_response()
}

fn content_length(headers: &HeaderMap) -> u64 {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    length.and_then(|text| text.parse().ok()).unwrap_or(0)
}

fn check_version(simulation: &Simulation, headers: &HeaderMap, path: &str) {
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
