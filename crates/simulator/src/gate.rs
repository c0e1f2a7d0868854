//! Where every request to every cloud passes: it is met by its fault and written down here, and the
//! routes behind never know.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Extension, Request, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::cloud::AssetId;
use crate::elsewhere;
use crate::faults::{self, Misdeed, Place, Target};
use crate::forms;
use crate::frameio::{self, answers, part_host};
use crate::kind::Kind;
use crate::ledger::RequestSeen;
use crate::line::Connection;
use crate::simulation::Simulation;

/// Which cloud is behind this gate, by how it tells its places apart.
pub type Guard = (Arc<Simulation>, fn(&str) -> Target);

/// Every request passes here: it is looked at, met by its fault, and written down.
pub async fn gate(
    State((simulation, place_of)): State<Guard>,
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
        // One of the clouds documents its parameters in the query.
        let grant = grant.or_else(|| query_grant(request.uri()));
        if grant.as_deref() == Some("refresh_token") {
            target.place = Place::Refresh;
        }
    }
    let is_api = target.cloud == Kind::Frameio && frameio::is_api(target, &path);
    if is_api {
        frameio::check_version(&simulation, request.headers(), &path);
    }
    let calls = simulation.count_call();
    let name = match (target.cloud, target.place) {
        (Kind::Frameio, Place::Create) => {
            let (with_body, name) = peek_name(request).await;
            request = with_body;
            name
        }
        (Kind::Frameio, _) if simulation.faults().any_named() => name_in(&simulation, &path),
        _ => None,
    };

    // Looked at before the fault is known to be met: who waits for that may move the clock at once.
    let ahead_ms = simulation.clock.ahead_ms();
    let fault = simulation.faults().meet(target, name.as_deref());
    if fault.is_some() {
        simulation.something_changed();
    }
    let words = fault.as_ref().map(faults::Fault::words);
    let passing = match (target.cloud, target.place) {
        (Kind::Frameio, Place::Part) => simulation.traffic.part(&path, words),
        (Kind::Frameio, Place::Create) => Some(simulation.traffic.creation(name, words)),
        _ => None,
    };
    if let Some(passing) = &passing {
        request = request.map(|body| passing.count(body));
    }
    let note = |status: Option<u16>| {
        let seen = RequestSeen {
            cloud: target.cloud,
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
                let answer = next.run(request).await;
                if let Some(passing) = &passing {
                    passing.answered(answer.status().as_u16());
                }
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
                    if let Some(passing) = &passing {
                        passing.answered(answer.status().as_u16());
                    }
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
            Some(Misdeed::Redirect { to }) => {
                part_host::drain(request.into_body()).await;
                let to = to.unwrap_or_else(|| elsewhere::address(&simulation, target.cloud));
                (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, to)]).into_response()
            }
        }
    };
    if let Some(passing) = &passing {
        passing.answered(answer.status().as_u16());
    }
    note(Some(answer.status().as_u16()));
    if is_api || target.place == Place::Socket {
        let headers = answer.headers_mut();
        headers.insert("x-ratelimit-limit", calls.limit.into());
        headers.insert("x-ratelimit-remaining", calls.remaining.into());
        headers.insert("x-ratelimit-window", calls.window_ms.into());
    }
    answer
}

/// Reads the wished name of an asset and hands the request back as it was.
async fn peek_name(request: Request) -> (Request, Option<String>) {
    const MOST: usize = 1024 * 1024;
    let (head, body) = request.into_parts();
    let bytes = to_bytes(body, MOST).await.unwrap_or_else(|_| Bytes::new());
    let wish: Option<serde_json::Value> = serde_json::from_slice(&bytes).ok();
    let name = wish.as_ref().and_then(|wish| wish.get("name")?.as_str().map(str::to_owned));
    (Request::from_parts(head, Body::from(bytes)), name)
}

/// The name of the asset whose id is in the path.
fn name_in(simulation: &Simulation, path: &str) -> Option<String> {
    let id = path.split('/').find_map(|piece| piece.parse::<AssetId>().ok())?;
    simulation.look(|cloud| cloud.assets.get(&id).map(|asset| asset.name.clone()))
}

fn query_grant(uri: &Uri) -> Option<String> {
    let mut fields = url::form_urlencoded::parse(uri.query()?.as_bytes());
    fields.find(|(name, _)| name == "grant_type").map(|(_, grant)| grant.into_owned())
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
