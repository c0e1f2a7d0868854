//! An address that no credential was ever meant for, and where one that comes is written down.
//! Every cloud has it; redirects and links that lead astray lead to the one of another cloud.

use std::sync::Arc;

use axum::Json;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::credentials;
use crate::kind::Kind;
use crate::ledger::ViolationKind;
use crate::simulation::Simulation;

pub const PATH: &str = "/elsewhere";

/// As seen from `kind`: at another host.
pub fn address(simulation: &Simulation, kind: Kind) -> String {
    format!("{}{PATH}", simulation.address(kind.neighbour()))
}

pub async fn arrive(State(simulation): State<Arc<Simulation>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, 64 * 1024).await.unwrap_or_default();
    if let Some(what) = credentials::carried(&head.headers, &head.uri, &body) {
        let detail = format!("{what} followed a link or a redirect to another host");
        simulation.violation(ViolationKind::CredentialElsewhere, detail);
    }
    Json(json!({ "here": "nothing" })).into_response()
}
