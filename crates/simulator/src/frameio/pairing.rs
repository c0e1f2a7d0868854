//! `/v2/auth/*`: codes, tokens, revoking. Errors are simple, `{"error": …}`.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::Json;
use axum::extract::{Extension, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::answers;
use crate::assumed::RefreshAfterForget;
use crate::cloud::pairing::{PollRefused, RefreshRefused, Scopes, Tokens};
use crate::forms::Form;
use crate::ledger::ViolationKind;
use crate::line::Connection;
use crate::simulation::Simulation;

type Fields = BTreeMap<String, String>;

fn refused(error: &str) -> Response {
    answers::simple(StatusCode::BAD_REQUEST, error)
}

/// The form, once the device model's secret in it is the right one.
async fn fields(simulation: &Simulation, request: Request) -> Result<Fields, Response> {
    let path = request.uri().path().to_owned();
    let fields = match Form::read(request).await {
        Form::Fields(fields) => fields,
        Form::Malformed => return Err(refused("invalid_request")),
        Form::Other(content_type) => {
            let detail = format!("{path}: a body of type {content_type:?}");
            simulation.violation(ViolationKind::AuthBodyNotAForm, detail);
            return Err(refused("invalid_request"));
        }
    };
    let given = filled(&fields, "client_secret")?;
    filled(&fields, "client_id")?;
    if simulation.look(|cloud| cloud.client_secret == given) {
        Ok(fields)
    } else {
        Err(refused("invalid_client"))
    }
}

fn filled<'a>(fields: &'a Fields, name: &str) -> Result<&'a str, Response> {
    match fields.get(name) {
        Some(value) if !value.is_empty() => Ok(value),
        _ => Err(refused("invalid_request")),
    }
}

pub async fn code(
    State(simulation): State<Arc<Simulation>>,
    Extension(connection): Extension<Arc<Connection>>,
    request: Request,
) -> Response {
    let wants_links = wants_links(request.headers());
    let asked = async {
        let fields = fields(&simulation, request).await?;
        let client_id = filled(&fields, "client_id")?;
        let scopes = Scopes::parse(filled(&fields, "scope")?);
        let scopes = scopes.ok_or_else(|| refused("invalid_request"))?;
        if unsuitable(client_id) {
            let detail = "a client_id must not be an e-mail or MAC address";
            simulation.violation(ViolationKind::ClientIdUnsuitable, detail);
        }
        let assumed = simulation.assumed();
        if connection.codes_asked.fetch_add(1, Ordering::AcqRel) > 0 && assumed.code_reuse_bug {
            let detail = "a second user code was asked for over the same TCP connection";
            simulation.violation(ViolationKind::CodeOnReusedConnection, detail);
            return Err(refused("slow_down"));
        }
        let now = simulation.now();
        let control = simulation.control();
        Ok(simulation.change(|cloud| {
            let code = cloud.ask_code(client_id, scopes, now, &assumed);
            let mut body = json!({
                "device_code": code.device_code,
                "user_code": code.user_code,
                "name": code.device_name,
                "expires_in": assumed.code_life_s,
                "interval": assumed.poll_interval_s,
            });
            if wants_links {
                let page = format!("{control}/approve");
                let filled_in = format!("{page}?code={}", code.user_code);
                body["verification_uri"] = Value::String(page);
                body["verification_uri_complete"] = Value::String(filled_in);
            }
            body
        }))
    };
    match asked.await {
        Ok(body) => Json(body).into_response(),
        Err(refusal) => refusal,
    }
}

fn wants_links(headers: &HeaderMap) -> bool {
    headers.get("x-client-platypus-enabled").is_some_and(|value| value == "true")
}

fn unsuitable(client_id: &str) -> bool {
    let pairs: Vec<&str> = client_id.split([':', '-']).collect();
    let mac = pairs.len() == 6
        && pairs.iter().all(|p| p.len() == 2 && p.chars().all(|c| c.is_ascii_hexdigit()));
    mac || client_id.contains('@')
}

pub async fn token(State(simulation): State<Arc<Simulation>>, request: Request) -> Response {
    let fields = match fields(&simulation, request).await {
        Ok(fields) => fields,
        Err(refusal) => return refusal,
    };
    let granted = match fields.get("grant_type").map(String::as_str) {
        Some("urn:ietf:params:oauth:grant-type:device_code") => poll(&simulation, &fields),
        Some("refresh_token") => refresh(&simulation, &fields),
        _ => Err(refused("invalid_request")),
    };
    match granted {
        Ok(tokens) => {
            let mut body = json!({
                "access_token": tokens.access,
                "token_type": "bearer",
                "expires_in": tokens.expires_in,
            });
            if let Some(refresh) = tokens.refresh {
                body["refresh_token"] = json!(refresh);
            }
            Json(body).into_response()
        }
        Err(refusal) => refusal,
    }
}

fn poll(simulation: &Simulation, fields: &Fields) -> Result<Tokens, Response> {
    let client_id = filled(fields, "client_id")?;
    let device_code = filled(fields, "device_code")?;
    let (now, assumed) = (simulation.now(), simulation.assumed());
    let polled = simulation.change(|cloud| cloud.poll(client_id, device_code, now, &assumed));
    polled.map_err(|why| match why {
        PollRefused::Pending => refused("authorization_pending"),
        PollRefused::Expired => refused("expired_token"),
        PollRefused::Denied => refused(&assumed.denied_error),
        PollRefused::UnknownCode => refused("invalid_grant"),
        PollRefused::TooFast => {
            let detail = format!("polled sooner than every {} s", assumed.poll_interval_s);
            simulation.violation(ViolationKind::PolledTooFast, detail);
            refused("slow_down")
        }
    })
}

fn refresh(simulation: &Simulation, fields: &Fields) -> Result<Tokens, Response> {
    let client_id = filled(fields, "client_id")?;
    let token = filled(fields, "refresh_token")?;
    let (now, assumed) = (simulation.now(), simulation.assumed());
    let refreshed = simulation.change(|cloud| cloud.refresh(client_id, token, now, &assumed));
    refreshed.map_err(|why| match why {
        RefreshRefused::Reused => {
            let detail = "a refresh token was used a second time";
            simulation.violation(ViolationKind::RefreshTokenReused, detail);
            refused("invalid_request")
        }
        RefreshRefused::Expired | RefreshRefused::Unknown => refused("invalid_request"),
        RefreshRefused::Forgotten(RefreshAfterForget::NotAuthorized) => answers::not_authorized(),
        RefreshRefused::Forgotten(RefreshAfterForget::InvalidRequest) => refused("invalid_request"),
    })
}

pub async fn revoke(State(simulation): State<Arc<Simulation>>, request: Request) -> Response {
    let fields = match fields(&simulation, request).await {
        Ok(fields) => fields,
        Err(refusal) => return refusal,
    };
    let token = match filled(&fields, "token") {
        Ok(token) => token,
        Err(refusal) => return refusal,
    };
    let now = simulation.now();
    if let Some(device) = simulation.change(|cloud| cloud.revoke(token, now)) {
        simulation.push(device, "deauthorized", json!({}), true);
    }
    Json(json!({ "success": true })).into_response()
}
