//! A Multicam Systems machine: version 9 with its tokens, version 10 with its keys, and the list of
//! trusted addresses that both have.
//!
//! Paths and shapes are those of the one public client,
//! <https://github.com/bitfocus/companion-module-multicamsystems-multicamsuite>, and of the vendor's
//! <https://support.multicam-systems.com/hc/en-us/articles/360004982933-Web-API-Authentication>.
//! It speaks plain HTTP as well: no source shows another way.

#![allow(clippy::result_large_err, reason = "an error here is the answer itself, made once")]

pub mod crypt;
pub mod machine;
mod token;

use std::sync::Arc;

use axum::extract::{Path, Request, State as Shared};
use axum::http::{Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::assumed::MulticamGeneration;
use crate::credentials::bearer;
use crate::elsewhere;
use crate::faults::{Place, Target};
use crate::kind::Kind;
use crate::ledger::ViolationKind;
use crate::simulation::Simulation;

pub use machine::State;

use machine::Named;

type Machine = Shared<Arc<Simulation>>;

pub fn router(simulation: Arc<Simulation>) -> Router {
    Router::new()
        .route("/api/application/version", get(version))
        .route("/api/application/system", get(system))
        .route("/api/application", get(async || Json(["Studio", "Radio", "Conf"])))
        .route("/api/application/running", get(running))
        .route("/api/application/auto", get(async || Json(true)))
        .route("/api/application/templates/{application}", get(templates))
        .route("/api/application/rooms", get(rooms))
        .route("/api/application/rooms/selected", get(selected_room))
        .route("/api/v3/medialist", get(medialists))
        .route("/api/v3/medialist/selected", get(selected_medialist))
        .route("/api/v3/medialist/selected/media", get(nothing_in_it))
        .route("/api/v2/scenes/files", get(nothing_in_it))
        .route("/api/v2/scenes/{*rest}", get(no_scene))
        .route("/api/v2/titler/files", get(nothing_in_it))
        .route("/api/v2/titler/selected", get(no_titler))
        .route("/api/v3/composer", get(nothing_in_it))
        .route("/api/v3/composer/selected/compositions", get(no_composition))
        .fallback(unknown)
        .method_not_allowed_fallback(unknown)
        .layer(from_fn_with_state(simulation.clone(), let_in))
        // Here nobody has proved anything yet.
        .route("/Token", any(token::token))
        .route(elsewhere::PATH, any(elsewhere::arrive))
        .with_state(simulation)
}

pub fn place_of(path: &str) -> Target {
    let words: Vec<&str> = path.split('/').skip(1).collect();
    let place = match words[..] {
        ["Token"] => Place::Token,
        ["api", "application", "version" | "system" | "running" | "auto"] => Place::Me,
        ["api", "application"] => Place::Accounts,
        ["api", "application", "rooms", ..] | ["api", "v3", "medialist", ..] => Place::Projects,
        _ => Place::Elsewhere,
    };
    Target { cloud: Kind::Multicam, place, part_number: None }
}

/// Who shows a credential stands and falls with it; only who shows none may be known by address.
async fn let_in(Shared(simulation): Machine, request: Request, next: Next) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let only_looks = matches!(method, Method::GET | Method::HEAD);
    if !only_looks {
        simulation.violation(ViolationKind::MulticamWrite, format!("{method} {path}"));
    }
    let generation = simulation.assumed().multicam_generation;
    let headers = request.headers();
    let key = headers.get("x-apikey").filter(|_| generation != MulticamGeneration::V9);
    let token = bearer(headers).filter(|_| generation != MulticamGeneration::V10);
    let now = simulation.now();
    let known = simulation.look_at_others(|others| {
        let machine = &others.multicam;
        match (key, token) {
            (Some(key), _) => key.as_bytes() == machine.api_key.as_bytes(),
            (None, Some(token)) => machine.tokens.get(token).is_some_and(|until| *until > now),
            (None, None) => machine.trusted,
        }
    });
    if !known {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    if only_looks { next.run(request).await } else { StatusCode::NO_CONTENT.into_response() }
}

fn problem(status: StatusCode, detail: &str) -> Response {
    let body = json!({
        "type": "about:blank",
        "title": status.canonical_reason(),
        "status": status.as_u16(),
        "detail": detail,
    });
    let kind = [(header::CONTENT_TYPE, "application/problem+json")];
    (status, kind, body.to_string()).into_response()
}

fn text(words: &'static str) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], words).into_response()
}

async fn unknown() -> Response {
    problem(StatusCode::NOT_FOUND, "There is no such thing on this machine")
}

async fn version(Shared(simulation): Machine) -> Response {
    let version = match simulation.assumed().multicam_generation {
        MulticamGeneration::V9 => "9.6.1",
        MulticamGeneration::V10 | MulticamGeneration::Both => "10.4.2",
    };
    if simulation.assumed().multicam_version_as_text {
        text(version)
    } else {
        Json(version).into_response()
    }
}

async fn system(Shared(simulation): Machine) -> Json<Value> {
    let camel = simulation.assumed().multicam_camel_case;
    Json(simulation.look_at_others(|others| {
        let machine = &others.multicam;
        if camel {
            json!({ "computerName": machine.computer, "multicamName": machine.name })
        } else {
            json!({ "ComputerName": machine.computer, "MulticamName": machine.name })
        }
    }))
}

async fn running(Shared(simulation): Machine) -> Json<&'static str> {
    let running = simulation.look_at_others(|others| others.multicam.running);
    Json(if running { "Studio" } else { "" })
}

async fn templates(Path(_application): Path<String>) -> Json<[Value; 0]> {
    Json([])
}

/// What only a running application can answer.
fn of_the_application(
    simulation: &Simulation,
    look: impl FnOnce(&State) -> Option<Value>,
) -> Response {
    let answer =
        simulation.look_at_others(|others| others.multicam.running.then(|| look(&others.multicam)));
    match answer {
        None => text("Application not launched!"),
        Some(None) => problem(StatusCode::NOT_FOUND, "Nothing is selected"),
        Some(Some(body)) => Json(body).into_response(),
    }
}

fn entry(named: &Named) -> Value {
    json!({ "Id": named.id, "Name": named.name })
}

async fn rooms(Shared(simulation): Machine) -> Response {
    let names = simulation.assumed().multicam_rooms_are_names;
    of_the_application(&simulation, |machine| {
        let room = |room: &Named| if names { json!(room.name) } else { entry(room) };
        Some(machine.rooms.iter().map(room).collect())
    })
}

async fn selected_room(Shared(simulation): Machine) -> Response {
    of_the_application(&simulation, |machine| {
        machine.rooms.first().map(|room| json!({ "Name": room.name }))
    })
}

async fn medialists(Shared(simulation): Machine) -> Response {
    of_the_application(&simulation, |machine| Some(machine.medialists.iter().map(entry).collect()))
}

async fn selected_medialist(Shared(simulation): Machine) -> Response {
    of_the_application(&simulation, |machine| machine.medialists.first().map(entry))
}

async fn nothing_in_it(Shared(simulation): Machine) -> Response {
    of_the_application(&simulation, |_| Some(json!([])))
}

async fn no_scene() -> Response {
    problem(StatusCode::NOT_FOUND, "No scene file is selected")
}

async fn no_titler() -> Response {
    problem(StatusCode::NOT_FOUND, "No titler file is selected")
}

async fn no_composition() -> Response {
    text("No file selected!")
}
