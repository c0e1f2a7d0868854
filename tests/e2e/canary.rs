use crate::app::{Desktop, Driven};
use crate::scene::Scene;
use simulator::{BrowserPerson, Kind};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// Every file below, whatever it is.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    entries
        .filter_map(Result::ok)
        .flat_map(|entry| match entry.file_type() {
            Ok(kind) if kind.is_dir() => files(&entry.path()),
            Ok(kind) if kind.is_file() => vec![entry.path()],
            _ => Vec::new(),
        })
        .collect()
}

fn contains(bytes: &[u8], secret: &str) -> bool {
    bytes.windows(secret.len()).any(|window| window == secret.as_bytes())
}

/// Reads one secret of the keyring as the keyring's own tool would, through its service.
fn in_the_keyring(desktop: &Desktop, user: &str) -> Vec<u8> {
    let mut ask = Command::new("secret-tool");
    ask.args(["lookup", "service", "Labrun", "username", user]);
    desktop.place(&mut ask);
    ask.output().expect("secret-tool runs").stdout
}

/// The tokens of a connection, as the keyring has them.
fn tokens_of(desktop: &Desktop, connection: &str) -> Vec<String> {
    let profile = std::fs::read(desktop.profile().join("profile.json")).expect("a profile");
    let profile: serde_json::Value = serde_json::from_slice(&profile).expect("JSON");
    let id = profile["id"].as_str().expect("it has an id");
    let kept = in_the_keyring(desktop, &format!("{id}/tokens/{connection}"));
    let kept = String::from_utf8(kept).expect("text");
    let tokens = kept.find('{').map(|start| &kept[start..]).expect("the tokens are kept");
    let tokens: serde_json::Value = serde_json::from_str(tokens).expect("JSON");
    let texts = ["access", "refresh"].map(|which| tokens[which].as_str().map(str::to_owned));
    texts.into_iter().flatten().filter(|token| !token.is_empty()).collect()
}

/// Every place on this machine where a secret must not be: what the window was told and keeps,
/// what any user may look at, what the program wrote, and what a crash leaves.
pub async fn every_place(desktop: &Desktop, window: Driven) -> Vec<(String, Vec<u8>)> {
    let told = window.ipc_heard().await;
    assert!(told.contains("Feature"), "the ear heard something: {told}");
    let mut seen: Vec<(String, Vec<u8>)> = vec![("what the window was told".into(), told.into())];
    for entry in std::fs::read_dir("/proc").unwrap().filter_map(Result::ok) {
        for of in ["cmdline", "environ"] {
            if let Ok(bytes) = std::fs::read(entry.path().join(of))
                && bytes.windows(7).any(|window| window == b"labrun-")
            {
                seen.push((format!("{of} of process {:?}", entry.file_name()), bytes));
            }
        }
    }
    assert!(seen.len() > 2, "the program's own process was looked at");
    window.close().await;

    // A crash writes what crashes write.
    let mut app = desktop.start_app();
    tokio::time::sleep(Duration::from_secs(3)).await;
    let _ = Command::new("kill").args(["-ABRT", &app.id().to_string()]).status();
    app.kill_group();

    // The keyring's own file is encrypted, so it is no exception. The cloud knows what it gave out,
    // and a person's browser is a person's browser.
    let others = ["cloud", "browser"].map(|name| desktop.folder.path().join(name));
    for path in files(desktop.folder.path()) {
        if !others.iter().any(|other| path.starts_with(other)) {
            seen.push((path.display().to_string(), std::fs::read(&path).unwrap_or_default()));
        }
    }
    for file in ["labrun.db", "profile.json"] {
        assert!(seen.iter().any(|(name, _)| name.ends_with(file)), "{file} was looked at");
    }
    seen
}

pub fn is_nowhere(canaries: &[(&str, String)], seen: &[(String, Vec<u8>)]) {
    for (what, secret) in canaries {
        assert!(secret.len() > 5, "{what} is too short to be told from anything else");
        for (place, bytes) in seen {
            assert!(!contains(bytes, secret), "the {what} is in {place}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_and_the_client_secret_are_in_the_keyring_and_nowhere_else() {
    let Scene { desktop, cloud, window } = Scene::open().await;
    // What the window is told from here on is kept for reading.
    window.listen_to_ipc().await;
    window.pair(&cloud).await;
    let clip = desktop.folder.path().join("A001.mov");
    std::fs::write(&clip, vec![7; 100_000]).unwrap();
    window.add_by_dialog(&desktop, &clip).await;
    window.show_all().await;
    window.until_row("A001.mov", "done").await;

    let tokens = tokens_of(&desktop, &window.first_connection().await);
    let mut canaries: Vec<(&str, String)> =
        tokens.into_iter().map(|token| ("token", token)).collect();
    assert_eq!(canaries.len(), 2);
    canaries.push(("client secret", cloud.client_secret().to_owned()));
    canaries.push(("client id", cloud.devices()[0].client_id.clone()));
    is_nowhere(&canaries, &every_place(&desktop, window).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_secret_of_every_cloud_is_in_the_keyring_and_nowhere_else_typed_passwords_too() {
    let scene = Scene::open().await;
    let keys = scene.cloud.keys();
    let window = &scene.window;
    window.listen_to_ipc().await;
    scene.to_the_frameio_picker().await;
    window.pick("account", "northlight").await;
    window.pick("project", "feature").await;
    window.until_card("connected").await;

    for (way, user, password) in [
        ("reseller", &keys.eagle_eye_reseller, &keys.eagle_eye_reseller_password),
        ("distributor", &keys.eagle_eye_distributor, &keys.eagle_eye_distributor_password),
    ] {
        window.choose_way("eagle_eye", way).await;
        window.write_if_asked("field-client_id", &keys.eagle_eye_id).await;
        window.write_if_asked("field-client_secret", &keys.eagle_eye_secret).await;
        window.write("field-email", user).await;
        window.write("field-password", password).await;
        window.click("start-sign-in").await;
        window.until_card("not_connected").await;
        window.pick("account", "harbour").await;
        window.pick("project", "dock").await;
        window.until_no_card("not_connected").await;
    }
    for (way, key) in [("key", &keys.multicam_api_key), ("token", &keys.multicam_user_key)] {
        window.choose_way("multicam", way).await;
        window.write("field-address", &scene.authority(Kind::Multicam)).await;
        window.write_if_asked("field-user", &keys.multicam_user).await;
        window.write("field-key", key).await;
        window.click("start-sign-in").await;
        window.until_card("not_connected").await;
        window.pick("project", "main").await;
        window.until_no_card("not_connected").await;
    }
    window.choose_way("vinli", "code").await;
    window.write("field-client_id", &keys.vinli_client_id).await;
    window.write("field-client_secret", &keys.vinli_client_secret).await;
    window.write("field-app_id", &keys.vinli_app_id).await;
    window.write("field-app_secret", &keys.vinli_app_secret).await;
    window.click("check-set-up").await;
    window.see("check-set-up-said").await;
    window.click("start-sign-in").await;
    scene.answer_in_the_browser(BrowserPerson::Approves).await;
    window.until_card("not_connected").await;
    window.pick("project", "van").await;
    window.until_no_card("not_connected").await;

    let mut canaries = vec![
        ("secret of the Eagle Eye key", keys.eagle_eye_secret.clone()),
        ("password of the reseller", keys.eagle_eye_reseller_password.clone()),
        ("password of the distributor", keys.eagle_eye_distributor_password.clone()),
        ("Multicam key of a user", keys.multicam_user_key.clone()),
        ("Multicam key", keys.multicam_api_key.clone()),
        ("secret of the Vinli client", keys.vinli_client_secret.clone()),
        ("secret of the Vinli app", keys.vinli_app_secret.clone()),
    ];
    let connections = window.all_connections().await;
    assert_eq!(connections.len(), 6);
    for connection in connections {
        let tokens = tokens_of(&scene.desktop, &connection);
        assert!(!tokens.is_empty(), "{connection} is signed in");
        canaries.extend(tokens.into_iter().map(|token| ("token", token)));
    }
    let Scene { desktop, cloud: _cloud, window } = scene;
    is_nowhere(&canaries, &every_place(&desktop, window).await);
}
