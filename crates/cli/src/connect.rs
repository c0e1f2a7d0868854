//! Sign in, by whichever way, and wait until it is over.

use crate::ask;
use crate::say::{Say, project_json};
use crate::wiring::Failed;
use domain::provider::{ADDRESS, CLIENT_SECRET};
use domain::{Answers, ConnectionId, Endpoint, ProviderKind, Secret, SignIn, Way, WayId, WaySpec};
use engine::{Engine, Event};
use serde_json::json;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;
use tokio::sync::broadcast::error::RecvError;
use url::Url;

pub struct Asked {
    pub provider: ProviderKind,
    pub way: Option<String>,
    pub endpoint: Option<Endpoint>,
    pub client_secret: Option<Secret>,
    pub connection: Option<ConnectionId>,
}

pub fn provider(code: &str) -> Result<ProviderKind, Failed> {
    ProviderKind::from_code(code)
        .ok_or_else(|| Failed(format!("{code} is no cloud that Labrun knows")))
}

pub fn endpoint(address: Option<&Url>, ca: &Option<PathBuf>) -> Result<Option<Endpoint>, Failed> {
    let extra_ca = match ca {
        Some(path) => Some(
            std::fs::read_to_string(path)
                .map_err(|error| Failed(format!("{} cannot be read: {error}", path.display())))?,
        ),
        None => None,
    };
    if address.is_none() && extra_ca.is_some() {
        return Err(Failed("--ca goes with --address".to_owned()));
    }
    Ok(address.map(|address| Endpoint { address: address.clone(), extra_ca }))
}

/// What the way needs to know and nobody has told yet, a line each, in the order of its fields.
async fn typed(engine: &Engine, asked: &Asked, way: &WaySpec) -> Result<Answers, Failed> {
    let mut known = engine.known_fields(asked.provider).await?;
    if asked.endpoint.is_some() || asked.connection.is_some() {
        // Kept by address, and this may be another: an empty line means the one that is kept.
        known.clear();
    }
    let mut typed = Answers::default();
    for field in way.fields {
        let given = match field.name {
            name if name == CLIENT_SECRET.name => asked.client_secret.clone(),
            ADDRESS => asked.endpoint.as_ref().map(|one| Secret::new(one.authority())),
            _ => None,
        };
        let again = field.name == ADDRESS && asked.connection.is_some();
        let answer = match given {
            Some(given) => Some(given),
            None if known.contains(field.name) || again => None,
            None => ask::field(field).await?,
        };
        if let Some(answer) = answer {
            typed.put(field.name, answer);
        }
    }
    Ok(typed)
}

pub async fn connect(engine: &Engine, asked: Asked, say: &Say) -> Result<ExitCode, Failed> {
    // Somebody reads this in a script, or a person at a terminal; only the latter wants prose.
    let say = &Say { json: say.json || !std::io::stdout().is_terminal() };
    let able = engine.capabilities().into_iter().find(|able| able.provider == asked.provider);
    let ways = able.map_or(&[][..], |able| able.ways);
    let way = match &asked.way {
        Some(id) => ways.iter().find(|way| way.id == id),
        None => ways.first(),
    };
    let way =
        way.ok_or_else(|| Failed("there is no such way to sign in: see `ways`".to_owned()))?;
    let typed = typed(engine, &asked, way).await?;
    let mut events = engine.subscribe();
    let Asked { provider, endpoint, connection, .. } = asked;
    engine.start_sign_in(provider, WayId::new(way.id), typed, connection, endpoint).await?;
    let mut shown = 0;
    loop {
        let state = tokio::select! {
            event = events.recv() => match event {
                Ok(Event::SignInChanged(state)) => state,
                Ok(_) => continue,
                Err(RecvError::Lagged(_)) => engine.sign_in(),
                Err(RecvError::Closed) => return Err(Failed("the engine stopped".to_owned())),
            },
            _ = tokio::signal::ctrl_c() => {
                engine.cancel_sign_in();
                return Err(Failed("cancelled".to_owned()));
            }
        };
        match state {
            Some(SignIn::AwaitingApproval { way, prompt, code_number, trouble, .. }) => {
                if code_number != shown && way == Way::Browser {
                    shown = code_number;
                    let link = prompt.link.as_ref().map(Url::as_str).unwrap_or_default();
                    let object = json!({
                        "event": "page", "link": link, "expires_at": prompt.expires_at.0,
                    });
                    say.line(&object, &format!("Open {link}"));
                } else if code_number != shown {
                    shown = code_number;
                    let code = prompt.user_code.unwrap_or_default();
                    let link = prompt.link_with_code.or(prompt.link);
                    let object = json!({
                        "event": "code", "user_code": code, "link": link,
                        "expires_at": prompt.expires_at.0,
                    });
                    let place = link.map(|link| format!(" at {link}")).unwrap_or_default();
                    say.line(&object, &format!("Enter the code {code}{place}"));
                }
                if let Some((kind, said)) = trouble {
                    let object = json!({ "event": "trouble", "error": kind.code(), "said": said });
                    say.line(&object, &format!("Waiting: {said}"));
                }
            }
            Some(SignIn::AwaitingConfirmation { who, .. }) => {
                let object = json!({ "event": "confirm", "who": who });
                say.line(&object, &format!("Signed in as {who}"));
                engine.confirm_sign_in(ask::yes(format!("Is {who} you?")).await?);
            }
            Some(SignIn::Authorized { connection }) => {
                let all = engine.connections().await?;
                let row = all.iter().find(|one| one.id == connection);
                let project = row.and_then(|row| row.state.project());
                let object = json!({
                    "event": "connected", "connection": connection.as_str(),
                    "project": project.map(project_json),
                });
                let name = project.map_or("no project yet", |project| &project.name);
                say.line(&object, &format!("Connected to {name}"));
                return Ok(ExitCode::SUCCESS);
            }
            Some(SignIn::Failed { kind, said, .. }) => {
                let object = json!({ "event": "failed", "error": kind.code(), "said": said });
                if say.json {
                    say.line(&object, &said);
                }
                return Err(Failed(said));
            }
            Some(SignIn::Cancelled) => return Err(Failed("cancelled".to_owned())),
            Some(SignIn::Starting { .. }) | None => {}
        }
    }
}
