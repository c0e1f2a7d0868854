//! What a connection can point at, and pointing it there.

use crate::say::{Say, project_json};
use crate::wiring::Failed;
use domain::{Account, AccountId, ConnectionId, Listing, Place, Project, ProjectId, ProviderKind};
use engine::Engine;
use serde_json::json;
use std::process::ExitCode;

pub fn ways(engine: &Engine, provider: ProviderKind, say: &Say) -> Result<ExitCode, Failed> {
    let able = engine.capabilities().into_iter().find(|able| able.provider == provider);
    for way in able.map_or(&[][..], |able| able.ways) {
        let fields: Vec<_> = way.fields.iter().map(|field| field.name).collect();
        let object = json!({ "way": way.id, "label": way.label, "fields": fields });
        let asks = if fields.is_empty() { "nothing".to_owned() } else { fields.join(", ") };
        say.line(&object, &format!("{}  {}: {}  asks for {asks}", way.id, way.label, way.about));
    }
    Ok(ExitCode::SUCCESS)
}

pub async fn accounts(
    engine: &Engine,
    id: &ConnectionId,
    find: Option<&str>,
    say: &Say,
) -> Result<ExitCode, Failed> {
    let listed = engine.list_accounts(id, find).await?;
    for one in &listed.entries {
        let Account { id, name } = &one.account;
        let object = json!({ "account": id.as_str(), "name": name, "note": one.note });
        say.line(&object, &format!("{id}  {name}{}", note(&one.note)));
    }
    Ok(rest(&listed, say))
}

pub async fn projects(
    engine: &Engine,
    id: &ConnectionId,
    account: &str,
    say: &Say,
) -> Result<ExitCode, Failed> {
    let listed = engine.list_projects(id, &AccountId::new(account)).await?;
    for one in &listed.entries {
        let Project { id, name } = &one.project;
        let object = json!({
            "project": id.as_str(), "name": name, "note": one.note, "online": one.online,
        });
        say.line(&object, &format!("{id}  {name}{}", note(&one.note)));
    }
    Ok(rest(&listed, say))
}

pub async fn choose(
    engine: &Engine,
    id: &ConnectionId,
    account: &str,
    project: &str,
    say: &Say,
) -> Result<ExitCode, Failed> {
    let account = AccountId::new(account);
    let listed = engine.list_accounts(id, None).await?.entries;
    let known = listed.into_iter().map(|one| one.account).find(|one| one.id == account);
    let to = Place {
        // Found by the cloud and not on its list: the id has to do until the cloud tells a name.
        account: known.unwrap_or_else(|| Account { name: account.to_string(), id: account }),
        project: Project { id: ProjectId::new(project), name: project.to_owned() },
    };
    engine.choose_project(id, to).await?;
    let all = engine.connections().await?;
    let now = all.iter().find(|one| one.id == *id).and_then(|one| one.state.project());
    let object = json!({
        "event": "connected", "connection": id.as_str(), "project": now.map(project_json),
    });
    say.line(&object, &format!("Connected to {}", now.map_or(project, |now| &now.name)));
    Ok(ExitCode::SUCCESS)
}

fn note(note: &Option<String>) -> String {
    note.as_ref().map(|note| format!("  ({note})")).unwrap_or_default()
}

/// What a list does not show.
fn rest<T>(listed: &Listing<T>, say: &Say) -> ExitCode {
    if !say.json {
        if let Some(said) = &listed.said {
            say.error(said);
        }
        if !listed.complete {
            say.error("the list goes on: the cloud has more than was read");
        }
    }
    ExitCode::SUCCESS
}
