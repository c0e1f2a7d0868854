//! Devices in pages of twenty, and the vehicles they were plugged into.
//!
//! Paging: <https://docs.vin.li/en/latest/web/general/pagination.html>

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::fleet::{Device, Vehicle};
use super::{Caller, error, fleet, not_found};
use crate::assumed::VinliLinks;
use crate::elsewhere;
use crate::kind::Kind;
use crate::simulation::Simulation;

const PATH: &str = "/api/v1/devices";
const USUAL: usize = 20;

/// What this caller may see, newest first.
fn seen(state: &fleet::State, caller: Caller) -> impl Iterator<Item = &Device> {
    state.devices.iter().filter(move |device| caller == Caller::Application || !device.foreign)
}

fn device_body(device: &Device, host: &str) -> Value {
    let own = format!("{host}{PATH}/{}", device.id);
    json!({
        "id": device.id,
        "name": device.name,
        "chipId": device.chip,
        "createdAt": device.created_at,
        "icon": null,
        "links": {
            "self": own,
            "vehicles": format!("{own}/vehicles"),
            "latestVehicle": format!("{own}/vehicles/_latest"),
        },
    })
}

/// A new vehicle has only its VIN until that is looked up.
fn vehicle_body(vehicle: &Vehicle, host: &str) -> Value {
    let mut body = json!({
        "id": vehicle.id,
        "vin": vehicle.vin,
        "links": { "self": format!("{host}/api/v1/vehicles/{}", vehicle.id) },
    });
    if let Some((year, make, model)) = &vehicle.known {
        body["year"] = json!(year);
        body["make"] = json!(make);
        body["model"] = json!(model);
    }
    body
}

pub async fn all(
    State(simulation): State<Arc<Simulation>>,
    caller: Caller,
    Query(wish): Query<BTreeMap<String, String>>,
) -> Response {
    let number = |name: &str, usual: usize| match wish.get(name) {
        None => Ok(usual),
        Some(text) => text.parse::<usize>().map_err(|_| {
            error(StatusCode::BAD_REQUEST, &format!("child \"{name}\" fails: must be a number"))
        }),
    };
    let most = (simulation.assumed().vinli_page_most as usize).max(1);
    let (limit, offset) = match (number("limit", USUAL), number("offset", 0)) {
        (Ok(limit), Ok(offset)) => (limit.clamp(1, most), offset),
        (Err(refusal), _) | (_, Err(refusal)) => return refusal,
    };
    let (host, assumed) = (simulation.address(Kind::Vinli), simulation.assumed());
    let devices: Vec<Value> = simulation.look_at_others(|others| {
        let seen = seen(&others.vinli, caller).filter(|_| !assumed.vinli_no_devices);
        seen.map(|device| device_body(device, &host)).collect()
    });
    let total = devices.len();
    let page: Vec<Value> = devices.into_iter().skip(offset).take(limit).collect();
    let origin = if assumed.vinli_links == VinliLinks::Relative { "" } else { &host };
    let link = |offset: usize| format!("{origin}{PATH}?limit={limit}&offset={offset}");
    let mut links = json!({
        "first": link(0),
        "last": link(total.saturating_sub(1) / limit * limit),
    });
    if offset > 0 {
        links["prev"] = json!(link(offset.saturating_sub(limit)));
    }
    if offset.saturating_add(limit) < total {
        links["next"] = match assumed.vinli_links {
            VinliLinks::Absolute | VinliLinks::Relative => json!(link(offset + limit)),
            VinliLinks::OtherHost => json!(elsewhere::address(&simulation, Kind::Vinli)),
            VinliLinks::Loop => json!(link(0)),
        };
    }
    let pagination = json!({ "total": total, "limit": limit, "offset": offset, "links": links });
    Json(json!({ "devices": page, "meta": { "pagination": pagination } })).into_response()
}

/// An answer about one of the caller's devices.
fn of_one(
    simulation: &Simulation,
    caller: Caller,
    id: &str,
    body: impl Fn(&Device, &str) -> Value,
) -> Response {
    let host = simulation.address(Kind::Vinli);
    let none = simulation.assumed().vinli_no_devices;
    let body = simulation.look_at_others(|others| {
        let device = others.vinli.device(id)?;
        let seen = !none && (caller == Caller::Application || !device.foreign);
        seen.then(|| body(device, &host))
    });
    body.map_or_else(|| not_found("Device not found"), |body| Json(body).into_response())
}

pub async fn one(
    State(simulation): State<Arc<Simulation>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Response {
    of_one(&simulation, caller, &id, |device, host| json!({ "device": device_body(device, host) }))
}

pub async fn vehicles(
    State(simulation): State<Arc<Simulation>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Response {
    of_one(&simulation, caller, &id, |device, host| {
        let vehicles: Vec<Value> =
            device.vehicle.iter().map(|vehicle| vehicle_body(vehicle, host)).collect();
        let first = format!("{host}{PATH}/{}/vehicles?limit={USUAL}&offset=0", device.id);
        let links = json!({ "first": first, "last": first });
        let pagination =
            json!({ "total": vehicles.len(), "limit": USUAL, "offset": 0, "links": links });
        json!({ "vehicles": vehicles, "meta": { "pagination": pagination } })
    })
}

pub async fn latest_vehicle(
    State(simulation): State<Arc<Simulation>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Response {
    of_one(
        &simulation,
        caller,
        &id,
        |device, host| json!({ "vehicle": device.vehicle.as_ref().map(|vehicle| vehicle_body(vehicle, host)) }),
    )
}

pub async fn vehicle(
    State(simulation): State<Arc<Simulation>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Response {
    let host = simulation.address(Kind::Vinli);
    let body = simulation.look_at_others(|others| {
        let mut vehicles = seen(&others.vinli, caller).filter_map(|device| device.vehicle.as_ref());
        let vehicle = vehicles.find(|vehicle| vehicle.id.to_string() == id)?;
        Some(json!({ "vehicle": vehicle_body(vehicle, &host) }))
    });
    body.map_or_else(|| not_found("Vehicle not found"), |body| Json(body).into_response())
}
