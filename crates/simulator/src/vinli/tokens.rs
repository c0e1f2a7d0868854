//! `POST /oauth/token`: a code for a token. There is no other grant, and nothing ends a token but
//! the driver's own page.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::codes::CodeRefused;
use crate::credentials::{basic, kept_field};
use crate::forms::{self, Form};
use crate::ledger::ViolationKind;
use crate::simulation::Simulation;

fn refused(word: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({ "error": word }))).into_response()
}

pub async fn token(State(simulation): State<Arc<Simulation>>, request: Request) -> Response {
    if let Some(field) = kept_field(request.uri().query().unwrap_or("").as_bytes()) {
        simulation.violation(ViolationKind::CredentialInQuery, format!("Vinli: {field}"));
    }
    let client = basic(request.headers()).and_then(|(id, secret)| {
        let known = simulation.look_at_others(|others| {
            others.vinli.client(&id).is_some_and(|client| client.secret == secret)
        });
        known.then_some(id)
    });
    let Some(client) = client else {
        let body = Json(json!({ "error": "invalid_client" }));
        let wanted = HeaderValue::from_static("Basic realm=\"oauth\"");
        let headers = [(header::WWW_AUTHENTICATE, wanted)];
        return (StatusCode::UNAUTHORIZED, headers, body).into_response();
    };
    let fields = match fields(&simulation, request).await {
        Ok(fields) => fields,
        Err(refusal) => return refusal,
    };
    let field = |name: &str| fields.get(name).map_or("", String::as_str);
    if field("grant_type") != "authorization_code" {
        return refused("unsupported_grant_type");
    }
    let now = simulation.now();
    let taken = simulation.change_others(|others| {
        let (code, redirect) = (field("code"), field("redirect_uri"));
        others.vinli.codes.take(code, &client, redirect, now)?;
        Ok(others.vinli.sign_in(&client))
    });
    match taken {
        Ok(token) => Json(json!({ "access_token": token, "token_type": "bearer" })).into_response(),
        // What the vendor's own SDK met: https://github.com/vinli/vinli-node/pull/26
        Err(CodeRefused::Foreign) => Json(Value::Bool(false)).into_response(),
        Err(CodeRefused::Spent) => {
            simulation.violation(ViolationKind::CodeReused, "Vinli: a code was used twice");
            refused("invalid_grant")
        }
        Err(_) => refused("invalid_grant"),
    }
}

async fn fields(
    simulation: &Simulation,
    request: Request,
) -> Result<BTreeMap<String, String>, Response> {
    if simulation.assumed().vinli_exchange_is_json {
        let is_json = forms::content_type(request.headers()).starts_with("application/json");
        let bytes = to_bytes(request.into_body(), 64 * 1024).await.unwrap_or_default();
        let fields = serde_json::from_slice(&bytes).ok().filter(|_| is_json);
        return fields.ok_or_else(|| refused("invalid_request"));
    }
    match Form::read(request).await {
        Form::Fields(fields) => Ok(fields),
        Form::Malformed | Form::Other(_) => Err(refused("invalid_request")),
    }
}
