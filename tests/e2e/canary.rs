use crate::app::{Desktop, Driven};
use domain::ConnectionId;
use simulator::{Options, Simulator};
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

#[tokio::test(flavor = "multi_thread")]
async fn tokens_and_the_client_secret_are_in_the_keyring_and_nowhere_else() {
    let desktop = Desktop::with_keyring();
    let cloud_folder = tempfile::tempdir().unwrap();
    let cloud = Simulator::start(Options::new(cloud_folder.path())).await.unwrap();
    desktop.point_at(&cloud);
    let window = Driven::open(&desktop).await;
    // What the window is told from here on is kept for reading.
    window.listen_to_ipc().await;
    window.pair(&cloud).await;
    let clip = desktop.folder.path().join("A001.mov");
    std::fs::write(&clip, vec![7; 100_000]).unwrap();
    window.add_by_dialog(&desktop, &clip).await;
    window.show_all().await;
    window.until_row("A001.mov", "done").await;

    let profile: serde_json::Value =
        serde_json::from_slice(&std::fs::read(desktop.profile().join("profile.json")).unwrap())
            .unwrap();
    let id = profile["id"].as_str().unwrap();
    let connection = ConnectionId::new(window.first_connection().await);
    let kept = in_the_keyring(&desktop, &format!("{id}/tokens/{connection}"));
    let kept = String::from_utf8(kept).unwrap();
    let tokens = kept.find('{').map(|start| &kept[start..]).expect("the tokens are kept");
    let tokens: serde_json::Value = serde_json::from_str(tokens).unwrap();
    let canaries = [
        ("access token", tokens["access"].as_str().unwrap().to_owned()),
        ("refresh token", tokens["refresh"].as_str().unwrap().to_owned()),
        ("client secret", cloud.client_secret().to_owned()),
        ("client id", cloud.devices()[0].client_id.clone()),
    ];

    // Not in what the window was told, nor in what it keeps.
    let told = window.ipc_heard().await;
    assert!(told.contains("Feature"), "the ear heard something: {told}");
    // Not where any user of the machine may look.
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

    // Not in the database, the log, the web view's folders or anything else on this desktop. The
    // keyring's own file is encrypted, so it is no exception.
    for path in files(desktop.folder.path()) {
        seen.push((path.display().to_string(), std::fs::read(&path).unwrap_or_default()));
    }
    for file in ["labrun.db", "profile.json"] {
        assert!(seen.iter().any(|(name, _)| name.ends_with(file)), "{file} was looked at");
    }
    for (what, secret) in &canaries {
        for (place, bytes) in &seen {
            assert!(!contains(bytes, secret), "the {what} is in {place}");
        }
    }
}
