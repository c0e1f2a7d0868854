//! `POST /Token`: how version 9 is signed in to. The key travels encrypted with the vendor's
//! public key, as hex or base64.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::{crypt, problem};
use crate::assumed::MulticamGeneration;
use crate::cloud::secret;
use crate::credentials::kept_field;
use crate::forms::Form;
use crate::ledger::ViolationKind;
use crate::simulation::Simulation;

const JSON: [(header::HeaderName, &str); 1] =
    [(header::CONTENT_TYPE, "application/json;charset=UTF-8")];

fn refused(error: &str) -> Response {
    (StatusCode::BAD_REQUEST, JSON, Json(json!({ "error": error }))).into_response()
}

pub async fn token(State(simulation): State<Arc<Simulation>>, request: Request) -> Response {
    let assumed = simulation.assumed();
    if assumed.multicam_generation == MulticamGeneration::V10 {
        return problem(StatusCode::NOT_FOUND, "There is no such thing on this machine");
    }
    if *request.method() != Method::POST {
        return problem(StatusCode::METHOD_NOT_ALLOWED, "A token is asked for by POST");
    }
    if let Some(field) = kept_field(request.uri().query().unwrap_or("").as_bytes()) {
        simulation.violation(ViolationKind::CredentialInQuery, format!("Multicam: {field}"));
    }
    let fields = match Form::read(request).await {
        Form::Fields(fields) => fields,
        Form::Malformed => return refused("invalid_request"),
        Form::Other(content_type) => {
            let detail = format!("/Token: a body of type {content_type:?}");
            simulation.violation(ViolationKind::AuthBodyNotAForm, detail);
            return refused("invalid_request");
        }
    };
    let field = |name: &str| fields.get(name).map_or("", String::as_str);
    if field("grant_type") != "password" {
        return refused("unsupported_grant_type");
    }
    let clear = crypt::decrypt(field("password"));
    let now = simulation.now();
    let token = simulation.change_others(|others| {
        let machine = &mut others.multicam;
        // One answer for all that can be wrong: https://support.multicam-systems.com does not
        // tell them apart either.
        if field("username") != machine.user || clear.as_ref() != Some(&machine.user_key) {
            return None;
        }
        let token = format!("AQAAANCMnd8B-{}_{}", secret(60), secret(40));
        let until = now.plus(assumed.multicam_token_life_s.into());
        machine.tokens.retain(|_, until| *until > now);
        machine.tokens.insert(token.clone(), until);
        Some(token)
    });
    match token {
        None => refused("invalid_grant"),
        Some(token) => {
            let body = json!({
                "access_token": token,
                "token_type": "bearer",
                "expires_in": assumed.multicam_token_life_s,
            });
            (JSON, Json(body)).into_response()
        }
    }
}
