//! What the desk shows and does of all four clouds alike.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Refused;
use super::routes::{Desk, done, read};
use crate::browser::{Browsed, BrowserPerson};
use crate::kind::Kind;
use crate::simulation::Simulation;

pub fn routes() -> Router<Arc<Simulation>> {
    Router::new()
        .route("/clouds", get(async |State(desk): Desk| Json(desk.clouds())))
        .route("/keys", get(async |State(desk): Desk| Json(desk.keys())))
        .route("/browse", post(browse))
        .route("/redirects", post(register))
        .route("/sessions", post(sessions))
        .route("/withdraw", post(withdraw))
        .route("/multicam", post(multicam))
}

/// One cloud as the page shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CloudView {
    pub cloud: Kind,
    pub title: String,
    pub address: String,
    /// Who signs in in the browser.
    pub person: String,
    pub sessions: Vec<String>,
    pub redirects: Vec<String>,
    /// What can be renamed and withdrawn.
    pub picks: Vec<Pick>,
    /// Multicam only: whether an application runs, and whether this computer is trusted.
    pub running: Option<bool>,
    pub trusted: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pick {
    pub id: String,
    pub name: String,
    /// The account it is in.
    pub account: String,
}

impl Simulation {
    pub fn clouds(&self) -> Vec<CloudView> {
        let view = |cloud: Kind| {
            let (redirects, running, trusted) = self.look_at_others(|others| {
                let machine = (cloud == Kind::Multicam).then_some(&others.multicam);
                (
                    others.redirects.get(&cloud).cloned().unwrap_or_default(),
                    machine.map(|machine| machine.running),
                    machine.map(|machine| machine.trusted),
                )
            });
            CloudView {
                cloud,
                title: cloud.title().to_owned(),
                address: self.address(cloud),
                person: self.person_at(cloud),
                sessions: self.sessions(cloud),
                redirects,
                picks: self.picks(cloud),
                running,
                trusted,
            }
        };
        Kind::ALL.map(view).into()
    }

    fn picks(&self, kind: Kind) -> Vec<Pick> {
        let pick = |id: String, name: &str, account: &str| Pick {
            id,
            name: name.to_owned(),
            account: account.to_owned(),
        };
        match kind {
            Kind::Frameio => {
                let projects = self.projects().into_iter();
                projects.map(|project| pick(project.id, &project.name, &project.account)).collect()
            }
            Kind::Multicam => self.look_at_others(|others| {
                let rooms = others.multicam.rooms.iter().map(|room| (room, "Rooms"));
                let lists = others.multicam.medialists.iter().map(|list| (list, "Media lists"));
                let all = rooms.chain(lists);
                all.map(|(named, group)| pick(named.id.clone(), &named.name, group)).collect()
            }),
            Kind::EagleEye => self.look_at_others(|others| {
                let state = &others.eagle_eye;
                let account = |id: u32| {
                    let account = state.accounts.iter().find(|account| account.id == id);
                    account.map_or("", |account| account.name.as_str())
                };
                let cameras = state.cameras.iter();
                cameras
                    .map(|camera| {
                        pick(camera.id.to_string(), &camera.name, account(camera.account))
                    })
                    .collect()
            }),
            Kind::Vinli => self.look_at_others(|others| {
                let devices = others.vinli.devices.iter();
                devices
                    .map(|device| {
                        let name = device.name.as_deref().unwrap_or("(no name)");
                        let owner = if device.foreign { "Another driver" } else { "The driver" };
                        pick(device.id.to_string(), name, owner)
                    })
                    .collect()
            }),
        }
    }
}

#[derive(Deserialize)]
struct Visit {
    page: String,
    person: BrowserPerson,
}

async fn browse(State(desk): Desk, bytes: Bytes) -> Result<Json<Value>, Refused> {
    let wish: Visit = read(&bytes)?;
    Ok(Json(match desk.browse(&wish.page, wish.person) {
        Browsed::Redirected(back) => json!({ "redirected": back }),
        Browsed::Page { status } => json!({ "page": status }),
    }))
}

#[derive(Deserialize)]
struct NewRedirect {
    cloud: Kind,
    uri: String,
}

async fn register(State(desk): Desk, bytes: Bytes) -> Result<Json<Value>, Refused> {
    let wish: NewRedirect = read(&bytes)?;
    if url::Url::parse(&wish.uri).is_err() {
        return Err(Refused::Unclear("uri: must be a whole address".to_owned()));
    }
    desk.register_redirect(wish.cloud, &wish.uri);
    Ok(done())
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Fate {
    Expire,
    End,
}

#[derive(Deserialize)]
struct Sessions {
    cloud: Kind,
    fate: Fate,
}

async fn sessions(State(desk): Desk, bytes: Bytes) -> Result<Json<Value>, Refused> {
    let wish: Sessions = read(&bytes)?;
    match wish.fate {
        Fate::Expire => desk.expire_sessions(wish.cloud),
        Fate::End => desk.end_sessions(wish.cloud),
    }
    Ok(done())
}

#[derive(Deserialize)]
struct Withdrawal {
    cloud: Kind,
    project_id: String,
}

async fn withdraw(State(desk): Desk, bytes: Bytes) -> Result<Json<Value>, Refused> {
    let wish: Withdrawal = read(&bytes)?;
    desk.withdraw_at(wish.cloud, &wish.project_id)?;
    Ok(done())
}

#[derive(Deserialize)]
struct Machine {
    running: Option<bool>,
    trusted: Option<bool>,
}

async fn multicam(State(desk): Desk, bytes: Bytes) -> Result<Json<Value>, Refused> {
    let wish: Machine = read(&bytes)?;
    if let Some(running) = wish.running {
        desk.set_multicam_running(running);
    }
    if let Some(trusted) = wish.trusted {
        desk.trust_address(trusted);
    }
    Ok(done())
}
