//! Vinli, its auth and its platform host behind one port.
//!
//! Documented at <https://docs.vin.li/en/latest/web/general/authentication.html> and, beside it, by
//! the vendor's own SDKs; what is left open is in [`crate::assumed`].

#![allow(clippy::result_large_err, reason = "an error here is the answer itself, made once")]

mod devices;
pub mod fleet;
mod tokens;

use std::sync::Arc;

use axum::extract::{FromRequestParts, State as Shared};
use axum::http::request::Parts;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::browser::{self, Decision};
use crate::credentials::{basic, bearer};
use crate::elsewhere;
use crate::faults::{Place, Target};
use crate::kind::Kind;
use crate::ledger::ViolationKind;
use crate::picture;
use crate::simulation::Simulation;

pub use fleet::State;

pub fn router(simulation: Arc<Simulation>) -> Router {
    Router::new()
        .route("/oauth/authorization/new", get(page).post(decide))
        .route("/oauth/token", post(tokens::token))
        .route("/api/v1/users/_current", get(me))
        .route("/api/v1/clients", get(clients))
        .route("/api/v1/devices", get(devices::all))
        .route("/api/v1/devices/{device}", get(devices::one))
        .route("/api/v1/devices/{device}/vehicles", get(devices::vehicles))
        .route("/api/v1/devices/{device}/vehicles/_latest", get(devices::latest_vehicle))
        .route("/api/v1/vehicles/{vehicle}", get(devices::vehicle))
        .route(picture::PATH, get(picture::show))
        .route(elsewhere::PATH, any(elsewhere::arrive))
        .fallback(async || not_found("Not found"))
        .with_state(simulation)
}

pub fn place_of(path: &str) -> Target {
    let words: Vec<&str> = path.split('/').skip(1).collect();
    let place = match words[..] {
        ["oauth", "authorization", "new"] => Place::Authorize,
        ["oauth", "token"] => Place::Token,
        ["api", "v1", "users", "_current"] => Place::Me,
        ["api", "v1", "clients"] => Place::Accounts,
        ["api", "v1", "devices" | "vehicles", ..] => Place::Projects,
        ["pictures", _] => Place::Picture,
        _ => Place::Elsewhere,
    };
    Target { cloud: Kind::Vinli, place, part_number: None }
}

async fn page(state: Shared<Arc<Simulation>>, uri: Uri) -> Response {
    browser::page(Kind::Vinli, state, uri).await
}

async fn decide(
    state: Shared<Arc<Simulation>>,
    decision: axum::extract::Form<Decision>,
) -> Response {
    browser::decide(Kind::Vinli, state, decision).await
}

/// As all of its services say no.
fn error(status: StatusCode, message: &str) -> Response {
    let body = json!({
        "statusCode": status.as_u16(),
        "error": status.canonical_reason(),
        "message": message,
    });
    (status, Json(body)).into_response()
}

fn not_found(message: &str) -> Response {
    error(StatusCode::NOT_FOUND, message)
}

fn unauthorized() -> Response {
    error(StatusCode::UNAUTHORIZED, "Invalid or expired access token")
}

/// Who asks: a driver, or the application for all of its drivers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Caller {
    Driver,
    Application,
}

impl FromRequestParts<Arc<Simulation>> for Caller {
    type Rejection = Response;

    async fn from_request_parts(
        head: &mut Parts,
        simulation: &Arc<Simulation>,
    ) -> Result<Caller, Response> {
        if let Some((id, secret)) = basic(&head.headers) {
            let known = simulation.look_at_others(|others| {
                others.vinli.app_id == id && others.vinli.app_secret == secret
            });
            return known.then_some(Caller::Application).ok_or_else(unauthorized);
        }
        let query = head.uri.query().unwrap_or("").as_bytes();
        let in_query = url::form_urlencoded::parse(query)
            .find(|(name, _)| name == "access_token")
            .map(|(_, token)| token.into_owned());
        if in_query.is_some() {
            // One of the vendor's SDKs does this, so it works; it is no less wrong for that.
            let detail = format!("Vinli: a token in the query of {}", head.uri.path());
            simulation.violation(ViolationKind::CredentialInQuery, detail);
        }
        let token = bearer(&head.headers).map(str::to_owned).or(in_query);
        let known = token.is_some_and(|token| {
            simulation.look_at_others(|others| others.vinli.tokens.contains_key(&token))
        });
        known.then_some(Caller::Driver).ok_or_else(unauthorized)
    }
}

async fn me(Shared(simulation): Shared<Arc<Simulation>>, caller: Caller) -> Response {
    if caller != Caller::Driver {
        return unauthorized();
    }
    let image = format!("{}{}", simulation.address(Kind::Vinli), picture::PATH);
    let [first, last] = fleet::NAME;
    Json(simulation.look_at_others(|others| {
        json!({ "user": {
            "id": others.vinli.user,
            "firstName": first,
            "lastName": last,
            "email": fleet::EMAIL,
            "image": image,
            "phone": "+15550100",
            "createdAt": "2016-04-07T14:56:18.306Z",
            "settings": { "unit": "metric" },
        } })
    }))
    .into_response()
}

/// The clients of the application, each with the redirect URI it registered last.
async fn clients(Shared(simulation): Shared<Arc<Simulation>>, caller: Caller) -> Response {
    if caller != Caller::Application {
        return unauthorized();
    }
    let clients: Vec<Value> = simulation.look_at_others(|others| {
        let redirect = others.redirects.get(&Kind::Vinli).and_then(|known| known.last());
        let body = |client: &fleet::Client| {
            let data = json!({ "redirectUri": redirect });
            json!({ "id": client.id, "type": client.kind, "data": data })
        };
        [&others.vinli.server, &others.vinli.web].map(body).into()
    });
    Json(json!({ "clients": clients })).into_response()
}
