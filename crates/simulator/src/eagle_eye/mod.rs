//! Eagle Eye CameraManager: end users who sign in on a page, dealers who sign in with a password
//! and make tokens for their customers.
//!
//! Documented at <https://developer.cameramanager.com/docs/user-authentication-via-dealer-accounts>
//! and beside it; what is left open is in [`crate::assumed`].

#![allow(clippy::result_large_err, reason = "an error here is the answer itself, made once")]

pub mod business;
mod cameras;
mod dealers;
mod tokens;

use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State as Shared};
use axum::http::request::Parts;
use axum::http::{StatusCode, Uri, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, delete, get, post};
use axum::{Json, Router};
use serde_json::json;

use crate::browser::{self, Decision};
use crate::credentials::bearer;
use crate::elsewhere;
use crate::faults::{Place, Target};
use crate::kind::Kind;
use crate::ledger::ViolationKind;
use crate::simulation::Simulation;

pub use business::State;

use business::Caller;

pub fn router(simulation: Arc<Simulation>) -> Router {
    let mut router = Router::new()
        .route("/oauth/authorize", get(page).post(decide))
        .route("/oauth/token", post(tokens::token))
        .route("/rest/v2.0/users/self/tokens/current", delete(tokens::sign_out))
        .route("/rest/v2.0/resellers/{who}/accounts", get(dealers::accounts))
        .route("/rest/v2.0/resellers/{who}/accounts/{account}", get(dealers::account))
        .route("/rest/v2.0/resellers/{who}/accounts/{account}/users", get(dealers::users))
        .route(
            "/rest/v2.2/resellers/{who}/accounts/{account}/users/{user}/token",
            post(dealers::token),
        )
        .route("/rest/v2.1/zones", get(cameras::zones));
    for version in ["v2.0", "v2.3", "v2.4"] {
        router = router.route(&format!("/rest/{version}/users/self"), get(cameras::me));
    }
    for version in ["v2.0", "v2.4"] {
        router = router
            .route(&format!("/rest/{version}/cameras"), get(cameras::all))
            .route(&format!("/rest/{version}/cameras/{{camera}}"), get(cameras::one));
    }
    router
        .route("/rest/v2.4/cameras/{camera}/status", get(cameras::status))
        .fallback(async || not_found("There is no such resource"))
        .layer(from_fn(json_only))
        .route(elsewhere::PATH, any(elsewhere::arrive))
        .with_state(simulation)
}

pub fn place_of(path: &str) -> Target {
    let words: Vec<&str> = path.split('/').skip(1).collect();
    let place = match words[..] {
        ["oauth", "authorize"] => Place::Authorize,
        ["oauth", "token"] => Place::Token,
        ["rest", _, "users", "self"] => Place::Me,
        ["rest", _, "users", "self", "tokens", "current"] => Place::Revoke,
        // A token for the user whose cameras are looked at.
        ["rest", _, "resellers", .., "token"] => Place::Choose,
        ["rest", _, "resellers", ..] => Place::Accounts,
        ["rest", _, "cameras" | "zones", ..] => Place::Projects,
        _ => Place::Elsewhere,
    };
    Target { cloud: Kind::EagleEye, place, part_number: None }
}

async fn page(state: Shared<Arc<Simulation>>, uri: Uri) -> Response {
    browser::page(Kind::EagleEye, state, uri).await
}

async fn decide(
    state: Shared<Arc<Simulation>>,
    decision: axum::extract::Form<Decision>,
) -> Response {
    browser::decide(Kind::EagleEye, state, decision).await
}

/// Everything but the page is JSON, and who will not have that gets nothing.
async fn json_only(request: Request, next: Next) -> Response {
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    let page = request.uri().path() == "/oauth/authorize";
    let taken = |accept: &str| accept.contains("application/json") || accept.contains("*/*");
    if page || accept.is_none_or(taken) {
        next.run(request).await
    } else {
        error(StatusCode::NOT_ACCEPTABLE, 4060, "Not acceptable", "Only JSON can be had")
    }
}

/// As the REST endpoints say no.
fn error(status: StatusCode, code: u32, title: &str, detail: &str) -> Response {
    (status, Json(json!({ "code": code, "title": title, "detail": detail }))).into_response()
}

fn not_found(detail: &str) -> Response {
    error(StatusCode::NOT_FOUND, 4711, "Resource not found", detail)
}

fn forbidden(detail: &str) -> Response {
    error(StatusCode::FORBIDDEN, 4003, "Not allowed", detail)
}

/// As the OAuth endpoints say no, and the others to a token that is not good.
fn simple(status: StatusCode, word: &str, description: &str) -> Response {
    (status, Json(json!({ "error": word, "error_description": description }))).into_response()
}

fn dead_token() -> Response {
    simple(StatusCode::UNAUTHORIZED, "invalid_token", "The token is not known or has expired")
}

/// Whoever a token speaks for.
struct Holder {
    caller: Caller,
    scope: String,
}

impl FromRequestParts<Arc<Simulation>> for Holder {
    type Rejection = Response;

    async fn from_request_parts(
        head: &mut Parts,
        simulation: &Arc<Simulation>,
    ) -> Result<Holder, Response> {
        let token = bearer(&head.headers).ok_or_else(dead_token)?;
        let now = simulation.now();
        let found = simulation.look_at_others(|others| {
            let (caller, scope) = others.eagle_eye.caller(token, now)?;
            Some(Holder { caller, scope: scope.to_owned() })
        });
        found.ok_or_else(dead_token)
    }
}

/// An end user, by id.
struct EndUser(u32);

impl FromRequestParts<Arc<Simulation>> for EndUser {
    type Rejection = Response;

    async fn from_request_parts(
        head: &mut Parts,
        simulation: &Arc<Simulation>,
    ) -> Result<EndUser, Response> {
        match Holder::from_request_parts(head, simulation).await?.caller {
            Caller::User { id } => Ok(EndUser(id)),
            Caller::Dealer { .. } => {
                let detail = format!("a dealer's token at {}", head.uri.path());
                simulation.violation(ViolationKind::TokenOfTheWrongKind, detail);
                Err(forbidden("Dealers have no cameras"))
            }
        }
    }
}

/// A dealer, in the word of the path that is theirs.
struct Dealer {
    all: bool,
    scope: String,
}

impl FromRequestParts<Arc<Simulation>> for Dealer {
    type Rejection = Response;

    async fn from_request_parts(
        head: &mut Parts,
        simulation: &Arc<Simulation>,
    ) -> Result<Dealer, Response> {
        let Holder { caller, scope } = Holder::from_request_parts(head, simulation).await?;
        let Caller::Dealer { all } = caller else {
            let detail = format!("a user's token at {}", head.uri.path());
            simulation.violation(ViolationKind::TokenOfTheWrongKind, detail);
            return Err(forbidden("Only dealers may look at accounts"));
        };
        let own = if all { "all" } else { "self" };
        match head.uri.path().split('/').nth(4) {
            Some(said) if said == own => Ok(Dealer { all, scope }),
            _ => Err(forbidden(&format!("This dealer's paths begin with /resellers/{own}"))),
        }
    }
}
