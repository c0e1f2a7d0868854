//! The sign-in of an application, on `applications.frame.io` and under `/v2`: codes for tokens,
//! who am I, accounts, projects, connecting.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{FromRequestParts, Path, Query, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{answers, client_version, routes};
use crate::browser::{self, Decision};
use crate::cloud::application::{AppSession, InactiveToken};
use crate::cloud::pairing::{AccessRefused, Tokens};
use crate::cloud::{AccountId, AuthorizationId, Cloud, ProjectId};
use crate::codes::CodeRefused;
use crate::credentials::bearer;
use crate::forms::Form;
use crate::kind::Kind;
use crate::ledger::ViolationKind;
use crate::picture;
use crate::simulation::Simulation;

type Fields = BTreeMap<String, String>;

pub async fn page(state: State<Arc<Simulation>>, uri: Uri) -> Response {
    browser::page(Kind::Frameio, state, uri).await
}

pub async fn decide(
    state: State<Arc<Simulation>>,
    decision: axum::extract::Form<Decision>,
) -> Response {
    browser::decide(Kind::Frameio, state, decision).await
}

fn refused(status: u16, error: &str, description: &str) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    let body = json!({ "error": error, "error_description": description });
    (status, Json(body)).into_response()
}

pub async fn token(State(simulation): State<Arc<Simulation>>, request: Request) -> Response {
    let fields = match Form::read(request).await {
        Form::Fields(fields) => fields,
        Form::Malformed => return refused(400, "invalid_request", "The form cannot be read"),
        Form::Other(content_type) => {
            let detail = format!("/oauth2/token: a body of type {content_type:?}");
            simulation.violation(ViolationKind::AuthBodyNotAForm, detail);
            return refused(400, "invalid_request", "The body is not a form");
        }
    };
    let granted = match fields.get("grant_type").map(String::as_str) {
        Some("authorization_code") => exchange(&simulation, &fields),
        Some("refresh_token") => refresh(&simulation, &fields),
        _ => Err(refused(400, "unsupported_grant_type", "Not a grant of this host")),
    };
    match granted {
        Ok((tokens, scope)) => {
            let mut body = json!({
                "access_token": tokens.access,
                "token_type": "bearer",
                "expires_in": tokens.expires_in,
                "scope": scope,
            });
            if let Some(refresh) = tokens.refresh {
                body["refresh_token"] = json!(refresh);
            }
            Json(body).into_response()
        }
        Err(refusal) => refusal,
    }
}

fn filled<'a>(fields: &'a Fields, name: &str) -> Result<&'a str, Response> {
    match fields.get(name) {
        Some(value) if !value.is_empty() => Ok(value),
        _ => Err(refused(400, "invalid_request", &format!("{name} is missing"))),
    }
}

fn own_client<'a>(simulation: &Simulation, fields: &'a Fields) -> Result<&'a str, Response> {
    let client = filled(fields, "client_id")?;
    if simulation.look(|cloud| cloud.application.id == client) {
        Ok(client)
    } else {
        Err(refused(401, "invalid_client", "No application has this client_id"))
    }
}

fn exchange(simulation: &Simulation, fields: &Fields) -> Result<(Tokens, String), Response> {
    let client = own_client(simulation, fields)?;
    let code = filled(fields, "code")?;
    let redirect = filled(fields, "redirect_uri")?;
    let verifier = filled(fields, "code_verifier")?;
    let (now, assumed) = (simulation.now(), simulation.assumed());
    let taken =
        simulation.change(|cloud| cloud.application.codes.take(code, client, redirect, now));
    let given = taken.map_err(|why| {
        if why == CodeRefused::Spent {
            simulation.violation(ViolationKind::CodeReused, "Frame.io: a code was used twice");
        }
        refused(400, "invalid_grant", "The code is not good, or not for this redirect URI")
    })?;
    // https://www.rfc-editor.org/rfc/rfc7636#section-4.6
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
    if given.challenge.as_deref() != Some(challenge.as_str()) {
        return Err(refused(400, "invalid_grant", "The code verifier does not match"));
    }
    let scope = given.scope.clone();
    Ok((simulation.change(|cloud| cloud.application_sign_in(given, now, &assumed)), scope))
}

fn refresh(simulation: &Simulation, fields: &Fields) -> Result<(Tokens, String), Response> {
    own_client(simulation, fields)?;
    let token = filled(fields, "refresh_token")?;
    let (now, assumed) = (simulation.now(), simulation.assumed());
    let refreshed = simulation.change(|cloud| cloud.application_refresh(token, now, &assumed));
    refreshed.map_err(|why| {
        if why == InactiveToken::Spent {
            let detail = "a refresh token was used a second time";
            simulation.violation(ViolationKind::RefreshTokenReused, detail);
        }
        let description = "The token is malformed, expired, or has been used";
        refused(assumed.token_inactive_status, "token_inactive", description)
    })
}

/// The session a request speaks for. Asking for it is what makes a route one for applications.
pub struct Member {
    id: AuthorizationId,
    session: AppSession,
}

impl FromRequestParts<Arc<Simulation>> for Member {
    type Rejection = Response;

    async fn from_request_parts(
        head: &mut Parts,
        simulation: &Arc<Simulation>,
    ) -> Result<Member, Response> {
        let token = bearer(&head.headers).ok_or_else(answers::not_authorized)?;
        let (now, version) = (simulation.now(), client_version(&head.headers));
        simulation.change(|cloud| {
            let found = cloud.application_session(token, now);
            let (id, session) = found.map_err(|why| match why {
                AccessRefused::NotAnApplication => {
                    answers::forbidden("This token may not do that; it is one of hardware")
                }
                AccessRefused::Forgotten => {
                    answers::unauthorized_as(simulation.assumed().status_after_forget)
                }
                _ => answers::not_authorized(),
            })?;
            let member = Member { id, session: session.clone() };
            // Any call to the API shows that the device is there.
            let here = cloud.authorize(token, now).ok().map(|device| device.id);
            if let Some(device) = here.and_then(|device| cloud.device_mut(device)) {
                device.last_seen_at = now;
                device.client_version = version.or(device.client_version.take());
            }
            Ok(member)
        })
    }
}

pub async fn me(State(simulation): State<Arc<Simulation>>, _member: Member) -> Json<Value> {
    let image = format!("{}{}", simulation.api(), picture::PATH);
    Json(simulation.look(|cloud| {
        json!({
            "_type": "user",
            "id": cloud.user.id,
            "name": cloud.user.name,
            "email": cloud.user.email,
            "account_id": cloud.accounts.first().map(|account| account.id),
            "profile_image": image,
            "image_32": image,
            "image_64": image,
            "image_128": image,
            "image_256": image,
        })
    }))
}

pub async fn accounts(
    State(simulation): State<Arc<Simulation>>,
    _member: Member,
    uri: Uri,
    Query(wish): Query<Fields>,
) -> Response {
    let none = simulation.assumed().no_accounts;
    let accounts = simulation.look(|cloud| {
        let all = cloud.accounts.iter().filter(|_| !none);
        all.map(
            |account| json!({ "_type": "account", "id": account.id, "display_name": account.name }),
        )
        .collect()
    });
    listed(&simulation, &uri, &wish, accounts, |account| account)
}

pub async fn projects(
    State(simulation): State<Arc<Simulation>>,
    _member: Member,
    Path(account): Path<String>,
    uri: Uri,
    Query(wish): Query<Fields>,
) -> Response {
    let none = simulation.assumed().no_accounts;
    let id: Option<AccountId> = account.parse().ok();
    let projects = simulation.look(|cloud| {
        let account = cloud.accounts.iter().find(|account| Some(account.id) == id && !none)?;
        Some((account.id, account.listed().collect()))
    });
    match projects {
        Some((account, projects)) => listed(&simulation, &uri, &wish, projects, |id| {
            let find = |cloud: &Cloud| {
                let account = cloud.accounts.iter().find(|one| one.id == account)?;
                account.find(id)
            };
            let name = simulation.look(find).map(|project| project.name);
            json!({ "_type": "project", "id": id, "name": name })
        }),
        None => answers::not_found(),
    }
}

/// One page of a list, with the headers that the vendor's other lists have.
fn listed<T>(
    simulation: &Simulation,
    uri: &Uri,
    wish: &Fields,
    all: Vec<T>,
    entry: impl Fn(T) -> Value,
) -> Response {
    let assumed = simulation.assumed();
    if !assumed.device_lists_paged {
        return Json(all.into_iter().map(entry).collect::<Vec<_>>()).into_response();
    }
    let number = |name: &str, usual: u32| match wish.get(name) {
        None => Ok(usual),
        Some(text) => match text.parse::<u32>() {
            Ok(number) if number > 0 => Ok(number),
            _ => Err(answers::invalid_arguments(&format!("{name}: counts from 1"))),
        },
    };
    let asked = number("page", 1)
        .and_then(|page| Ok((page, number("page_size", assumed.page_size_default)?)));
    let (page, size) = match asked {
        Ok((page, size)) => (page, size.min(assumed.page_size_maximum).max(1)),
        Err(refusal) => return refusal,
    };
    let total = all.len();
    let pages = u32::try_from(total).unwrap_or(u32::MAX).div_ceil(size).max(1);
    let begin = (page as usize - 1).saturating_mul(size as usize);
    let entries: Vec<Value> = all.into_iter().skip(begin).take(size as usize).map(entry).collect();
    let here = format!("{}{}", simulation.api(), uri.path());
    let link =
        |page: u32, rel: &str| format!("<{here}?page={page}&page_size={size}>; rel=\"{rel}\"");
    let mut links = vec![link(1, "first"), link(pages, "last")];
    if page > 1 {
        links.push(link(page - 1, "prev"));
    }
    if page < pages {
        links.push(link(page + 1, "next"));
    }
    let mut answer = Json(entries).into_response();
    let headers = answer.headers_mut();
    headers.insert("page-number", page.into());
    headers.insert("per-page", size.into());
    headers.insert("total", total.into());
    headers.insert("total-pages", pages.into());
    if let Ok(links) = HeaderValue::from_str(&links.join(", ")) {
        headers.insert("link", links);
    }
    answer
}

pub async fn connect(
    State(simulation): State<Arc<Simulation>>,
    member: Member,
    headers: HeaderMap,
    Query(wish): Query<Fields>,
) -> Response {
    if !member.session.may("device.connect") {
        return answers::forbidden("The scope device.connect was not granted");
    }
    let Some(wanted) = wish.get("project_id") else {
        return answers::bad_request("project_id: is required");
    };
    let (now, assumed) = (simulation.now(), simulation.assumed());
    let project: Option<ProjectId> = wanted.parse().ok();
    let known = |id: &ProjectId| simulation.look(|cloud| cloud.project(*id).is_some());
    let Some(project) = project.filter(|id| known(id) && !assumed.no_accounts) else {
        return answers::not_found();
    };
    let left = simulation.change(|cloud| cloud.application_connect(member.id, project, now));
    for device in left {
        simulation.push(device, "status_updated", json!({ "status": "offline" }), true);
    }
    let body = simulation.change(|cloud| {
        let here = cloud
            .connected_devices()
            .find(|device| device.authorization().is_some_and(|own| own.id == member.id))?
            .id;
        if let Some(device) = cloud.device_mut(here) {
            device.client_version = client_version(&headers).or(device.client_version.take());
        }
        let device = cloud.device(here)?;
        Some(routes::device_body(cloud, device, device.presence(now, &assumed).word()))
    });
    match body {
        Some(body) if assumed.connect_answers_device => Json(body).into_response(),
        Some(_) => StatusCode::NO_CONTENT.into_response(),
        None => answers::not_found(),
    }
}

pub async fn disconnect(State(simulation): State<Arc<Simulation>>, member: Member) -> StatusCode {
    let now = simulation.now();
    let left = simulation.change(|cloud| cloud.application_disconnect(member.id, now));
    if let Some(device) = left {
        simulation.push(device, "status_updated", json!({ "status": "offline" }), true);
    }
    StatusCode::OK
}
