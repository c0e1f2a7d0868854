//! What an end user sees: themselves, their zones and their cameras.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::business::{self, Caller, Camera};
use super::{EndUser, Holder, forbidden, not_found};
use crate::simulation::Simulation;

pub async fn me(State(simulation): State<Arc<Simulation>>, holder: Holder) -> Response {
    let asked = simulation.assumed().eagle_eye_dealer_has_self;
    let body = simulation.look_at_others(|others| match holder.caller {
        Caller::User { id } => others.eagle_eye.user(id).map(|user| {
            json!({
                "userId": user.id,
                "accountId": user.account,
                "email": user.email,
                "firstName": user.first,
                "lastName": user.last,
            })
        }),
        Caller::Dealer { all } => asked.then(|| {
            let state = &others.eagle_eye;
            let dealer = if all { &state.distributor } else { &state.reseller };
            json!({
                "userId": if all { 2 } else { 1 },
                "email": dealer.email,
                "firstName": "Dana",
                "lastName": "Dealer",
            })
        }),
    });
    body.map_or_else(|| forbidden("Dealers are not users"), |body| Json(body).into_response())
}

fn camera_body(camera: &Camera) -> Value {
    json!({
        "cameraId": camera.id,
        "name": camera.name,
        "accountId": camera.account,
        "zoneId": camera.zone,
        "deviceTypeId": 12,
        "ethMacAddress": format!("00:11:22:33:{:02x}:{:02x}", camera.id >> 8 & 0xff, camera.id & 0xff),
    })
}

fn status_body(camera: &Camera) -> Value {
    json!({
        "cameraId": camera.id,
        "online": camera.online,
        "recordingOnCloud": camera.online,
        "recordingOnSd": false,
        "audioEnabled": false,
        "passwordKnown": true,
        "passwordStatus": "OK",
        "firmwareStatus": "UP_TO_DATE",
        "connectionType": "ETHERNET",
        "lastConnectionResult": if camera.online { "OK" } else { "TIMEOUT" },
    })
}

/// The cameras of the user's account.
fn own(state: &business::State, user: u32) -> impl Iterator<Item = &Camera> {
    let account = state.user(user).map(|user| user.account);
    state.cameras.iter().filter(move |camera| Some(camera.account) == account)
}

pub async fn all(
    State(simulation): State<Arc<Simulation>>,
    EndUser(user): EndUser,
) -> Json<Vec<Value>> {
    let cameras =
        |others: &crate::others::Others| own(&others.eagle_eye, user).map(camera_body).collect();
    Json(simulation.look_at_others(cameras))
}

fn one_of(
    simulation: &Simulation,
    user: u32,
    id: &str,
    body: impl Fn(&Camera) -> Value,
) -> Response {
    let body = simulation.look_at_others(|others| {
        own(&others.eagle_eye, user).find(|camera| camera.id.to_string() == id).map(body)
    });
    body.map_or_else(|| not_found("No camera with this id"), |body| Json(body).into_response())
}

pub async fn one(
    State(simulation): State<Arc<Simulation>>,
    EndUser(user): EndUser,
    Path(id): Path<String>,
) -> Response {
    one_of(&simulation, user, &id, camera_body)
}

/// Of one camera, or of `all`.
pub async fn status(
    State(simulation): State<Arc<Simulation>>,
    EndUser(user): EndUser,
    Path(id): Path<String>,
) -> Response {
    if id != "all" {
        return one_of(&simulation, user, &id, status_body);
    }
    let all: Vec<Value> =
        simulation.look_at_others(|others| own(&others.eagle_eye, user).map(status_body).collect());
    Json(all).into_response()
}

pub async fn zones(
    State(simulation): State<Arc<Simulation>>,
    EndUser(user): EndUser,
) -> Json<Vec<Value>> {
    Json(simulation.look_at_others(|others| {
        let account = others.eagle_eye.user(user).map(|user| user.account);
        let zones = others.eagle_eye.zones.iter().filter(|zone| Some(zone.account) == account);
        zones.map(|zone| json!({ "zoneId": zone.id, "name": zone.name })).collect()
    }))
}
