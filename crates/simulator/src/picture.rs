//! A person's picture, as the clouds that have one keep it: somewhere public.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use crate::credentials;
use crate::ledger::ViolationKind;
use crate::simulation::Simulation;

pub const PATH: &str = "/pictures/person.png";

/// Who asks with credentials gives them to a host that is not the cloud's.
pub async fn show(
    State(simulation): State<Arc<Simulation>>,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    if let Some(what) = credentials::carried(&headers, &uri, b"") {
        simulation.violation(ViolationKind::PictureAuthorization, format!("{what} was sent along"));
        return StatusCode::FORBIDDEN.into_response();
    }
    let kind = [(header::CONTENT_TYPE, "image/png")];
    (kind, include_bytes!("person.png").as_slice()).into_response()
}
