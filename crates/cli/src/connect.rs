//! Sign in by device code and wait until somebody approves it.

use crate::say::{Say, project_json};
use crate::wiring::{Failed, secret_from};
use domain::{Endpoint, ProviderKind, Secret, SignIn, Way};
use engine::{Engine, Event};
use serde_json::json;
use std::collections::HashMap;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;
use tokio::sync::broadcast::error::RecvError;
use url::Url;

pub struct Asked {
    provider: ProviderKind,
    endpoint: Option<Endpoint>,
    client_secret: Option<Secret>,
}

impl Asked {
    pub fn new(
        provider: &str,
        address: Option<&Url>,
        ca: &Option<PathBuf>,
        client_secret_file: &Option<PathBuf>,
    ) -> Result<Self, Failed> {
        let provider = ProviderKind::from_code(provider)
            .ok_or_else(|| Failed(format!("{provider} is no cloud that Labrun knows")))?;
        let extra_ca =
            match ca {
                Some(path) => Some(std::fs::read_to_string(path).map_err(|error| {
                    Failed(format!("{} cannot be read: {error}", path.display()))
                })?),
                None => None,
            };
        if address.is_none() && extra_ca.is_some() {
            return Err(Failed("--ca goes with --address".to_owned()));
        }
        let endpoint = address.map(|address| Endpoint { address: address.clone(), extra_ca });
        let client_secret = client_secret_file.as_ref().map(secret_from).transpose()?;
        Ok(Self { provider, endpoint, client_secret })
    }
}

pub async fn connect(engine: &Engine, asked: Asked, say: &Say) -> Result<ExitCode, Failed> {
    // Somebody reads this in a script, or a person at a terminal; only the latter wants prose.
    let say = &Say { json: say.json || !std::io::stdout().is_terminal() };
    let mut events = engine.subscribe();
    let fields = asked.client_secret.map(|secret| ("client_secret".to_owned(), secret));
    let fields: HashMap<String, Secret> = fields.into_iter().collect();
    engine.start_sign_in(asked.provider, Way::DeviceCode, fields, None, asked.endpoint).await?;
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
            Some(SignIn::AwaitingApproval { prompt, code_number, trouble, .. }) => {
                if code_number != shown {
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
