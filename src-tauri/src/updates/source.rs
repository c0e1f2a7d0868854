//! Where releases come from, whose they must be, and whether this Labrun can replace itself.

use super::said::Said;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use engine::profile::Profile;
#[cfg(target_os = "linux")]
use std::path::Path;
use tauri::utils::config::BundleType;
use tauri::utils::platform::bundle_type;
use tauri::{AppHandle, Manager};
use url::Url;

pub struct Source {
    pub feeds: Vec<Url>,
    pub key: String,
    /// A new version can be put in place without asking for a password.
    pub by_itself: bool,
}

/// What is built in, or what the profile says instead. An error says why nobody looks for updates.
pub fn of(app: &AppHandle, profile: &Profile) -> Result<Source, Said> {
    let by_itself = replaceable(app)?;
    let (feeds, key) = match profile.updates() {
        Some(other) => (vec![other.address.clone()], other.public_key.clone()),
        None => built_in(app)?,
    };
    if !is_key(&key) {
        return Err(Said::ours("updates-off-no-key"));
    }
    if feeds.is_empty() {
        return Err(Said::ours("updates-off-no-address"));
    }
    if let Some(feed) = feeds.iter().find(|feed| feed.scheme() != "https") {
        return Err(Said::with("updates-off-not-https", [("feed", feed.as_str().into())]));
    }
    Ok(Source { feeds, key, by_itself })
}

fn built_in(app: &AppHandle) -> Result<(Vec<Url>, String), Said> {
    let config = app.config();
    let ours = config.plugins.0.get("updater");
    let ours = ours.ok_or_else(|| Said::ours("updates-off-not-built-in"))?;
    let key = ours["pubkey"].as_str().unwrap_or_default().to_owned();
    let feeds = ours["endpoints"].as_array().map(Vec::as_slice).unwrap_or_default();
    let feeds = feeds.iter().filter_map(|feed| feed.as_str()?.parse().ok()).collect();
    Ok((feeds, key))
}

/// A key is minisign's file, in Base64 once more. What stands in its place until there is one is
/// not.
fn is_key(text: &str) -> bool {
    let file = STANDARD.decode(text).ok().and_then(|file| String::from_utf8(file).ok());
    file.is_some_and(|file| file.starts_with("untrusted comment:"))
}

/// Whether a new version can be put in place without a password; an error if not at all. A program
/// that came out of a compiler or an archive lies where somebody put it, and is not ours to replace.
fn replaceable(app: &AppHandle) -> Result<bool, Said> {
    let elsewhere = || Said::ours("updates-off-elsewhere");
    match bundle_type() {
        // Of a build that does not know yet what it is packed as, too.
        Some(BundleType::AppImage) | None if is_app_image(app) => Ok(true),
        Some(BundleType::AppImage) | None => Err(elsewhere()),
        Some(BundleType::Nsis) => Ok(true),
        Some(BundleType::App) => {
            let program = tauri::process::current_binary(&app.env()).map_err(|_| elsewhere())?;
            let in_bundle = program.to_string_lossy().contains(".app/Contents/MacOS/");
            if in_bundle { Ok(true) } else { Err(elsewhere()) }
        }
        // The system asks for an administrator there.
        Some(_) => Ok(false),
    }
}

/// We are the AppImage that the environment tells of, or run from inside it. A program that another
/// AppImage has started finds that one's path there, and must not put itself in its place.
#[cfg(target_os = "linux")]
fn is_app_image(app: &AppHandle) -> bool {
    let env = app.env();
    let (Some(image), Ok(program)) = (env.appimage, std::env::current_exe()) else { return false };
    let is_it = Path::new(&image).canonicalize().is_ok_and(|image| image == program);
    is_it || env.appdir.is_some_and(|inside| program.starts_with(inside))
}

#[cfg(not(target_os = "linux"))]
fn is_app_image(_: &AppHandle) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_the_place_of_a_key_is_no_key() {
        assert!(!is_key("PLACEHOLDER, not a key"));
        assert!(!is_key(""));
        let file = "untrusted comment: minisign public key\nRWQ…\n";
        assert!(is_key(&STANDARD.encode(file)));
    }

    #[test]
    fn the_products_key_is_real_or_plainly_said_to_be_none() {
        let config = include_str!("../../../tauri.conf.json");
        let config: serde_json::Value = serde_json::from_str(config).unwrap();
        let ours = &config["plugins"]["updater"];
        let key = ours["pubkey"].as_str().unwrap();
        assert!(is_key(key) || key.starts_with("PLACEHOLDER"), "{key}");
        assert_eq!(ours["requireSignedVersion"], true, "an old release could pass for a new one");
        for loose in ["dangerousInsecureTransportProtocol", "allowDowngrades"] {
            assert!(ours[loose].is_null(), "{loose}");
        }
    }
}
