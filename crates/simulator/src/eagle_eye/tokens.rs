//! `POST /oauth/token` with its three grants, and signing out.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::business::{Session, Who};
use super::{dead_token, simple};
use crate::codes::CodeRefused;
use crate::credentials::{basic, bearer, kept_field};
use crate::forms::Form;
use crate::ledger::ViolationKind;
use crate::simulation::Simulation;

fn refused(word: &str, description: &str) -> Response {
    simple(StatusCode::BAD_REQUEST, word, description)
}

pub async fn token(State(simulation): State<Arc<Simulation>>, request: Request) -> Response {
    let asked = async {
        check_key(&simulation, request.headers())?;
        let fields = fields(&simulation, request).await?;
        grant(&simulation, &fields)
    };
    asked.await.unwrap_or_else(|refusal| refusal)
}

fn check_key(simulation: &Simulation, headers: &HeaderMap) -> Result<(), Response> {
    let known = basic(headers).is_some_and(|(id, secret)| {
        simulation
            .look_at_others(|others| others.eagle_eye.id == id && others.eagle_eye.secret == secret)
    });
    if known {
        return Ok(());
    }
    let description = "Full authentication is required to access this resource";
    let mut answer = simple(StatusCode::UNAUTHORIZED, "unauthorized", description);
    let wanted = HeaderValue::from_static("Basic realm=\"oauth\"");
    answer.headers_mut().insert(header::WWW_AUTHENTICATE, wanted);
    Err(answer)
}

/// From the body, and, as the vendor documents it, from the query too.
async fn fields(
    simulation: &Simulation,
    request: Request,
) -> Result<BTreeMap<String, String>, Response> {
    let query = request.uri().query().unwrap_or("").to_owned();
    if let Some(field) = kept_field(query.as_bytes()) {
        simulation.violation(ViolationKind::CredentialInQuery, format!("Eagle Eye: {field}"));
    }
    let mut fields: BTreeMap<String, String> =
        url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    match Form::read(request).await {
        Form::Fields(body) => fields.extend(body),
        Form::Malformed => return Err(refused("invalid_request", "The form cannot be read")),
        // No body at all: everything is in the query.
        Form::Other(kind) if kind.is_empty() => {}
        Form::Other(kind) => {
            let detail = format!("/oauth/token: a body of type {kind:?}");
            simulation.violation(ViolationKind::AuthBodyNotAForm, detail);
            return Err(refused("invalid_request", "The body is not a form"));
        }
    }
    Ok(fields)
}

fn grant(simulation: &Simulation, fields: &BTreeMap<String, String>) -> Result<Response, Response> {
    let field = |name: &str| fields.get(name).map_or("", String::as_str);
    let scope = field("scope");
    if !matches!(scope, "read" | "write") {
        return Err(refused("invalid_scope", "scope: must be read or write"));
    }
    let (now, assumed) = (simulation.now(), simulation.assumed());
    let life = assumed.eagle_eye_access_life_s;
    let until = now.plus(life.into());
    let body = |session: &Session| {
        json!({
            "access_token": session.access,
            "token_type": "bearer",
            "refresh_token": session.refresh,
            "expires_in": life,
            "scope": session.scope,
        })
    };
    let granted = match field("grant_type") {
        "password" => simulation.change_others(|others| {
            let eagle_eye = &mut others.eagle_eye;
            let who = eagle_eye.known(field("username"), field("password"));
            let who = who.ok_or_else(|| refused("invalid_grant", "Invalid credentials"))?;
            Ok(body(eagle_eye.sign_in(who, scope, until)))
        }),
        "refresh_token" => simulation.change_others(|others| {
            let rotates = assumed.eagle_eye_rotates_refresh;
            let session = others.eagle_eye.refresh(field("refresh_token"), until, rotates);
            session
                .map(body)
                .ok_or_else(|| refused("invalid_grant", "The refresh token is not known"))
        }),
        "authorization_code" => {
            let taken = simulation.change_others(|others| {
                let eagle_eye = &mut others.eagle_eye;
                let client = eagle_eye.id.clone();
                let (code, redirect) = (field("code"), field("redirect_uri"));
                let given = eagle_eye.codes.take(code, &client, redirect, now)?;
                let person = eagle_eye.person().map_or(0, |user| user.id);
                let scope = given.scope;
                Ok(body(eagle_eye.sign_in(Who::EndUser(person), &scope, until)))
            });
            taken.map_err(|why: CodeRefused| {
                if why == CodeRefused::Spent {
                    let detail = "Eagle Eye: a code was used twice";
                    simulation.violation(ViolationKind::CodeReused, detail);
                }
                refused("invalid_grant", "The code is not good, or not for this redirect URI")
            })
        }
        _ => Err(refused("unsupported_grant_type", "Not a grant of this host")),
    };
    granted.map(|body| Json(body).into_response())
}

/// Ends the access token and the refresh token with it.
pub async fn sign_out(State(simulation): State<Arc<Simulation>>, headers: HeaderMap) -> Response {
    let now = simulation.now();
    let Some(token) = bearer(&headers) else { return dead_token() };
    let ended = simulation.change_others(|others| {
        let known = others.eagle_eye.caller(token, now).is_some();
        if known {
            others.eagle_eye.sign_out(token);
        }
        known
    });
    if ended { Json(json!({})).into_response() } else { dead_token() }
}
