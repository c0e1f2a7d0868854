//! What a person may set, and taking it to another computer.

use super::{Answer, Held, pretty, save};
use crate::view::{
    AuthorityFault, CommandError, ErrorCode, PickedAuthorities, Proxy, ReadProxy, Settings,
};
use domain::{ProxyLogin, Secret};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::time::SystemTime;
use tauri_plugin_dialog::DialogExt;

/// A file of settings says so, or any file with braces in it would be taken for one. There is no
/// sign-in in it, and no folder: those are of one computer.
#[derive(Serialize, Deserialize)]
struct Exported {
    labrun_settings: domain::Settings,
}

/// No settings are nearly as long.
const LONGEST: u64 = 1024 * 1024;

#[tauri::command]
pub async fn set_settings(shell: Held<'_>, settings: Settings) -> Answer<Settings> {
    Ok(shell.running().await?.set_settings(settings.into()).await?.into())
}

/// Asks where to. Backing out of the dialog writes nothing.
#[tauri::command]
pub async fn export_settings(shell: Held<'_>) -> Answer<Option<String>> {
    let labrun_settings = shell.running().await?.snapshot().await?.settings;
    let text = pretty(&Exported { labrun_settings })?;
    let title = shell.words().say("dialogs-export-settings", &[]);
    save(&shell, &title, "labrun-settings.json", text).await
}

/// Only reads them: the window sets them, and can take that back. Asks which file.
#[tauri::command]
pub async fn read_settings(shell: Held<'_>) -> Answer<Option<Settings>> {
    let (chosen, answer) = tokio::sync::oneshot::channel();
    let title = shell.words().say("dialogs-import-settings", &[]);
    shell.app.dialog().file().set_title(title).pick_file(move |file| {
        let _ = chosen.send(file);
    });
    let Some(path) = answer.await.ok().flatten().and_then(|file| file.into_path().ok()) else {
        return Ok(None);
    };
    let read = tauri::async_runtime::spawn_blocking(move || read(&path)).await;
    match read {
        Ok(Ok(settings)) => Ok(Some(settings.into())),
        Ok(Err(why)) => Err(CommandError::new(ErrorCode::NotAllowed, &why)),
        Err(error) => Err(broke_off(&error)),
    }
}

/// Reads what was typed, and sets nothing.
#[tauri::command]
pub async fn read_proxy(address: String, direct: String) -> Answer<ReadProxy> {
    Ok(domain::Proxy::typed(&address, &direct).into())
}

/// Whether there is one is all that the window learns.
#[tauri::command]
pub async fn has_proxy_login(shell: Held<'_>, proxy: Proxy) -> Answer<bool> {
    Ok(shell.running().await?.has_proxy_login(&proxy.into()).await?)
}

#[tauri::command]
pub async fn keep_proxy_login(
    shell: Held<'_>,
    proxy: Proxy,
    name: String,
    password: String,
) -> Answer<()> {
    let login = ProxyLogin { name: Secret::new(name), password: Secret::new(password) };
    Ok(shell.running().await?.keep_proxy_login(&proxy.into(), &login).await?)
}

#[tauri::command]
pub async fn forget_proxy_login(shell: Held<'_>, proxy: Proxy) -> Answer<()> {
    Ok(shell.running().await?.forget_proxy_login(&proxy.into()).await?)
}

/// Only reads them: the window sets them, and can take that back. Asks which file, under a title in
/// the window's words.
#[tauri::command]
pub async fn pick_authorities(shell: Held<'_>, title: String) -> Answer<PickedAuthorities> {
    let (chosen, answer) = tokio::sync::oneshot::channel();
    let dialog = shell.app.dialog().file().set_title(title);
    dialog.add_filter("PEM", &["pem", "crt", "cer", "cert", "ca"]).pick_file(move |file| {
        let _ = chosen.send(file);
    });
    let Some(path) = answer.await.ok().flatten().and_then(|file| file.into_path().ok()) else {
        return Ok(PickedAuthorities::Nothing);
    };
    let read = tauri::async_runtime::spawn_blocking(move || authorities_in(&path)).await;
    read.map_err(|error| broke_off(&error))
}

fn broke_off(error: &tauri::Error) -> CommandError {
    CommandError::new(ErrorCode::NotAllowed, &format!("It broke off: {error}"))
}

fn authorities_in(path: &Path) -> PickedAuthorities {
    let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let is_short = path.metadata().is_ok_and(|file| file.len() <= LONGEST);
    let bytes = is_short.then(|| std::fs::read(path).ok()).flatten();
    let Some(bytes) = bytes else {
        let (fault, whose) = (AuthorityFault::Unreadable, String::new());
        return PickedAuthorities::Refused { fault, file, whose };
    };
    match providers::authority::read(&bytes, SystemTime::now().into()) {
        Ok(found) => {
            let authorities = found.into_iter().map(Into::into).collect();
            PickedAuthorities::Some { authorities }
        }
        Err(fault) => PickedAuthorities::refused(file, fault),
    }
}

fn read(path: &Path) -> Result<domain::Settings, String> {
    let name = path.display();
    let size = path.metadata().map_err(|error| format!("{name} cannot be read: {error}"))?.len();
    if size > LONGEST {
        return Err(format!("{name} is too large for settings of Labrun."));
    }
    let text =
        std::fs::read_to_string(path).map_err(|error| format!("{name} cannot be read: {error}"))?;
    let exported: Exported = serde_json::from_str(&text)
        .map_err(|error| format!("{name} holds no settings of Labrun: {error}"))?;
    let mut settings = exported.labrun_settings;
    // Of a file that nobody knows where it has been: no trust without the same look as at any other.
    let mut trusted = Vec::new();
    for pem in &settings.authorities {
        let found = providers::authority::read(pem.as_bytes(), SystemTime::now().into());
        let found = found.map_err(|fault| {
            format!("{name} brings a certificate authority that is not taken: {fault}")
        })?;
        trusted.extend(found.into_iter().map(|authority| authority.pem));
    }
    settings.authorities = trusted;
    Ok(settings.clamped())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proxy_and_authorities_travel_and_a_password_or_a_forged_authority_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.json");
        let write = |text: &str| {
            std::fs::write(&path, format!(r#"{{"labrun_settings":{text}}}"#)).unwrap();
        };
        let proxy = domain::Proxy::typed("proxy.example:3128", "nas.example").unwrap();
        let settings = domain::Settings { proxy: proxy.clone(), ..domain::Settings::default() };
        write(&serde_json::to_string(&settings).unwrap());
        assert_eq!(read(&path).unwrap().proxy, proxy);
        write(
            r#"{"proxy":{"proxy":"at","address":"http://sam:canary@proxy.example:3128",
            "direct":["nas.example"]}}"#,
        );
        assert_eq!(read(&path).unwrap().proxy, proxy, "without what belongs into the vault");
        write(r#"{"authorities":["not PEM"]}"#);
        let said = read(&path).unwrap_err();
        assert!(said.ends_with("not taken: there is no certificate in it"), "{said}");
    }

    #[test]
    fn what_was_exported_is_read_again_and_anything_else_is_refused_with_words() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.json");
        let settings = domain::Settings { limit_mbit: Some(40), ..domain::Settings::default() };
        let exported = Exported { labrun_settings: settings.clone() };
        std::fs::write(&path, serde_json::to_string(&exported).unwrap()).unwrap();
        assert_eq!(read(&path).unwrap(), settings);
        // Of an older version: what it did not know is as at the beginning.
        std::fs::write(&path, r#"{"labrun_settings":{"limit_mbit":5}}"#).unwrap();
        assert_eq!(read(&path).unwrap().limit_mbit, Some(5));
        for other in ["", "{}", "[1]", r#"{"labrun_settings":{"limit_mbit":"many"}}"#] {
            std::fs::write(&path, other).unwrap();
            let said = read(&path).unwrap_err();
            assert!(said.contains("holds no settings of Labrun"), "{said}");
        }
        assert!(read(folder.path()).is_err());
        assert!(read(&folder.path().join("none.json")).unwrap_err().contains("cannot be read"));
    }
}
