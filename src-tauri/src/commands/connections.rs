//! Signing in, choosing a project, and leaving.

use super::{Answer, Held};
use crate::shell::approval_link;
use crate::view::{
    Account, Accounts, CommandError, Disconnected, ErrorCode, Project, Projects, ProviderKind,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::{AccountId, Answers, ConnectionId, PictureKind, Place, Secret, WayId};
use std::collections::HashMap;
use tauri_plugin_opener::OpenerExt;

#[tauri::command]
pub async fn start_sign_in(
    shell: Held<'_>,
    provider: ProviderKind,
    way: String,
    fields: HashMap<String, String>,
    connection: Option<String>,
) -> Answer<()> {
    let engine = shell.running().await?;
    let connection = connection.map(ConnectionId::new);
    let (way, typed) = (WayId::new(way), answers(fields));
    Ok(engine.start_sign_in(provider.into(), way, typed, connection, None).await?)
}

/// Held as secrets from here on, whatever they are.
fn answers(fields: HashMap<String, String>) -> Answers {
    fields.into_iter().map(|(name, typed)| (name, Secret::new(typed))).collect()
}

#[tauri::command]
pub async fn check_set_up(
    shell: Held<'_>,
    provider: ProviderKind,
    way: String,
    fields: HashMap<String, String>,
) -> Answer<String> {
    let engine = shell.running().await?;
    let good = engine.check_set_up(provider.into(), WayId::new(way), answers(fields)).await?;
    Ok(shell.words().told(&good))
}

#[tauri::command]
pub async fn confirm_sign_in(shell: Held<'_>, yes: bool) -> Answer<()> {
    shell.running().await?.confirm_sign_in(yes);
    Ok(())
}

#[tauri::command]
pub async fn list_accounts(
    shell: Held<'_>,
    connection: String,
    find: Option<String>,
) -> Answer<Accounts> {
    let id = ConnectionId::new(connection);
    let accounts = shell.running().await?.list_accounts(&id, find.as_deref()).await?;
    Ok(Accounts::new(accounts, shell.words()))
}

#[tauri::command]
pub async fn list_projects(
    shell: Held<'_>,
    connection: String,
    account: String,
) -> Answer<Projects> {
    let id = ConnectionId::new(connection);
    let projects = shell.running().await?.list_projects(&id, &AccountId::new(account)).await?;
    Ok(Projects::new(projects, shell.words()))
}

#[tauri::command]
pub async fn choose_project(
    shell: Held<'_>,
    connection: String,
    account: Account,
    project: Project,
) -> Answer<()> {
    let to = Place { account: account.into(), project: project.into() };
    Ok(shell.running().await?.choose_project(&ConnectionId::new(connection), to).await?)
}

/// As an address that holds the picture itself: the window loads nothing from elsewhere.
#[tauri::command]
pub async fn picture(shell: Held<'_>, connection: String) -> Answer<Option<String>> {
    let picture = shell.running().await?.picture(&ConnectionId::new(connection));
    Ok(picture.map(|picture| {
        let mime = match picture.kind {
            PictureKind::Png => "image/png",
            PictureKind::Jpeg => "image/jpeg",
            PictureKind::Webp => "image/webp",
            PictureKind::Gif => "image/gif",
        };
        format!("data:{mime};base64,{}", STANDARD.encode(&picture.bytes))
    }))
}

#[tauri::command]
pub async fn cancel_sign_in(shell: Held<'_>) -> Answer<()> {
    shell.running().await?.cancel_sign_in();
    Ok(())
}

#[tauri::command]
pub async fn dismiss_sign_in(shell: Held<'_>) -> Answer<()> {
    shell.running().await?.dismiss_sign_in();
    Ok(())
}

/// Opens the link of the code on the screen: the window cannot have just any page opened.
#[tauri::command]
pub async fn open_approval_page(shell: Held<'_>) -> Answer<()> {
    match approval_link(shell.running().await?.sign_in()) {
        Some(link) => open_in_the_browser(&shell, link.as_str()),
        None => Ok(()),
    }
}

/// Where a cloud helps people who cannot get any further.
#[tauri::command]
pub async fn open_support_page(shell: Held<'_>, provider: ProviderKind) -> Answer<()> {
    let all = shell.running().await?.capabilities();
    match all.iter().find(|able| able.provider == provider.into()) {
        Some(able) => open_in_the_browser(&shell, able.support),
        None => Ok(()),
    }
}

fn open_in_the_browser(shell: &Held<'_>, link: &str) -> Answer<()> {
    shell.app.opener().open_url(link, None::<&str>).map_err(|error| {
        let why = format!("The browser could not be opened: {error}");
        CommandError::new(ErrorCode::Internal, &why)
    })
}

#[tauri::command]
pub async fn disconnect(shell: Held<'_>, connection: String) -> Answer<Disconnected> {
    let left = shell.running().await?.disconnect(&ConnectionId::new(connection)).await?;
    let said = shell.words().told(&left.said);
    Ok(Disconnected { vendor_side: left.vendor_side, said })
}

#[tauri::command]
pub async fn forget_connection(shell: Held<'_>, connection: String) -> Answer<()> {
    Ok(shell.running().await?.forget_connection(&ConnectionId::new(connection)).await?)
}
