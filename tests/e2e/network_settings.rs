//! A company's network, as its people set it: a proxy that wants a password, a certificate authority
//! of their own; and the data on another disk.

use crate::app::{Desktop, Driven, wait_until};
use crate::canary::{every_place, is_nowhere};
use crate::citizen::Everyday;
use crate::scene::Scene;
use domain::{Proxy, Settings};
use serde_json::{Value, json};
use simulator::{ForwardProxy, Options, Simulator};
use std::path::{Path, PathBuf};
use std::time::Duration;
use store::Store;

const PASSWORD: &str = "canary 50%41 of the proxy";
const PATIENCE: Duration = Duration::from_secs(120);

/// Nobody has told this profile whom to trust.
fn trust_nobody(desktop: &Desktop) {
    change_profile(desktop, |profile| {
        let clouds = profile["clouds"].as_object_mut().expect("it names clouds");
        for cloud in clouds.values_mut() {
            cloud.as_object_mut().expect("each has an address").remove("ca");
        }
    });
}

fn change_profile(desktop: &Desktop, change: impl FnOnce(&mut Value)) {
    let path = desktop.profile().join("profile.json");
    let mut profile: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    change(&mut profile);
    std::fs::write(path, profile.to_string()).unwrap();
}

/// From wherever a person without a connection is.
pub async fn to_the_settings(window: &Driven) {
    wait_until("the settings", PATIENCE, || async {
        for step in ["sign-in-cancel", "sign-in-back", "open-settings"] {
            if window.is_there(step).await {
                // Whatever moved away meanwhile is looked for again.
                let _ = window.see(step).await.click().await;
                break;
            }
        }
        window.is_there("settings").await.then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_company_lets_its_people_through_by_its_proxy_and_its_own_authority() {
    let desktop = Desktop::with_keyring();
    let cloud = Simulator::start(Options::new(desktop.folder.path().join("cloud"))).await.unwrap();
    desktop.point_at(&cloud);
    trust_nobody(&desktop);
    let proxy = ForwardProxy::start().await.unwrap();
    proxy.demand("sam", PASSWORD);
    let window = Driven::open(&desktop).await;
    window.listen_to_ipc().await;

    to_the_settings(&window).await;
    window.click("proxy-at").await;
    window.write("proxy-address", &proxy.address()).await;
    window.click("proxy-use").await;
    window.until_holds("settings-kept", "Proxy").await;
    window.click("settings-back").await;
    window.choose_way("frameio", "device_code").await;
    window.write("field-client_secret", cloud.client_secret()).await;
    window.click("start-sign-in").await;
    window.until_holds("failure-words", "The proxy of this network").await;
    let words = format!("The proxy {} wants a password.", proxy.address());
    let whole = window.whole_text().await;
    assert!(whole.contains(&words), "{whole}");
    window.picture("proxy-wants-a-password").await;
    assert!(proxy.refused() > 0 && proxy.tunnels().is_empty());

    to_the_settings(&window).await;
    window.write("proxy-name", "sam").await;
    window.write("proxy-password", PASSWORD).await;
    window.click("proxy-use").await;
    window.see("proxy-has-login").await;
    window.picture("proxy-with-login").await;
    window.click("settings-back").await;
    window.choose_way("frameio", "device_code").await;
    window.write_if_asked("field-client_secret", cloud.client_secret()).await;
    window.click("start-sign-in").await;
    window.until_holds("failure-words", "The connection is not safe").await;
    window.picture("certificate-not-trusted").await;

    to_the_settings(&window).await;
    window.click("authority-add").await;
    let ca = cloud.ca_pem_path().to_str().unwrap().to_owned();
    tokio::task::block_in_place(|| desktop.choose_in_dialog("Choose a certificate", &ca));
    window.see("authority").await;
    window.picture("authority").await;
    window.click("settings-back").await;
    window.pair(&cloud).await;
    let clip = desktop.folder.path().join("A001.mov");
    std::fs::write(&clip, vec![7; 100_000]).unwrap();
    window.add_by_dialog(&desktop, &clip).await;
    window.show_all().await;
    window.until_row("A001.mov", "done").await;
    assert!(!proxy.tunnels().is_empty());
    assert!(cloud.violations().is_empty(), "{:?}", cloud.violations());

    let secret = [("password of the proxy", PASSWORD.to_owned())];
    is_nowhere(&secret, &every_place(&desktop, window).await);

    let before = proxy.tunnels().len();
    let window = Driven::open(&desktop).await;
    window.until_presence("online").await;
    assert!(proxy.tunnels().len() > before, "it is still the way after a restart");
    window.click("open-settings").await;
    window.see("proxy-has-login").await;
    window.see("authority").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn updates_go_by_the_same_proxy_and_trust_the_same_authority() {
    use std::os::unix::fs::PermissionsExt;
    let mut day = Everyday::connected().await;
    let (releases, proxy) =
        (day.cloud.open_releases().await.unwrap(), ForwardProxy::start().await.unwrap());
    let this_build = std::fs::read(env!("CARGO_BIN_EXE_labrun")).unwrap();
    releases.offer(env!("CARGO_PKG_VERSION"), this_build.clone()).unwrap();
    let program = day.desktop.folder.path().join("Labrun.AppImage");
    let mut old = this_build;
    old.extend(b"\nlabrun-version:0.0.9");
    std::fs::write(&program, old).unwrap();
    std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
    day.desktop.extras.push(("APPIMAGE", program.clone().into()));
    day.desktop.program = program;
    change_profile(&day.desktop, |profile| {
        let public_key = releases.key().unwrap();
        profile["updates"] = json!({ "address": releases.address(), "public_key": public_key });
    });

    let mut labrun = day.start(&["--hidden"]);
    let refused = "Updates cannot be looked for at the moment";
    day.panel.choose("Check for updates").await;
    wait_until("the feed to be distrusted", PATIENCE, || async {
        let log = std::fs::read_dir(day.desktop.profile().join("logs")).ok()?;
        let mut texts = log.flatten().filter_map(|one| std::fs::read_to_string(one.path()).ok());
        texts.any(|text| text.contains(refused)).then_some(())
    })
    .await;
    day.panel.choose("Quit").await;
    labrun.until_over().await;
    drop(labrun);
    let store = Store::open(&day.desktop.profile().join("labrun.db")).await.unwrap();
    let settings = Settings {
        proxy: Proxy::typed(&proxy.address(), "").unwrap(),
        authorities: vec![std::fs::read_to_string(day.cloud.ca_pem_path()).unwrap()],
        ..store.settings().await.unwrap()
    };
    store.set_settings(&settings).await.unwrap();
    store.close().await;

    let _labrun = day.start(&["--hidden"]);
    let ready = format!("Update to {} now", env!("CARGO_PKG_VERSION"));
    wait_until(&ready, PATIENCE, || async {
        let lines = day.panel.lines().await.ok()?;
        lines.iter().any(|one| one.text == ready).then_some(())
    })
    .await;
    let feed = releases.address();
    let feed = feed.trim_start_matches("https://").split('/').next().unwrap().to_owned();
    assert!(proxy.tunnels().contains(&feed), "{:?} and not {feed}", proxy.tunnels());
}

fn has_a_queue(folder: &Path) -> bool {
    folder.join("labrun.db").exists()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_data_moves_to_another_disk_is_missed_when_that_is_away_and_moves_back() {
    let scene = Scene::open().await;
    scene.window.pair(&scene.cloud).await;
    let place = scene.desktop.folder.path().to_owned();
    let (usual, disk) = (scene.desktop.profile(), place.join("disk"));
    let clip = place.join("A001.mov");
    std::fs::write(&clip, vec![7; 100_000]).unwrap();
    scene.window.add_by_dialog(&scene.desktop, &clip).await;
    scene.window.show_all().await;
    scene.window.until_row("A001.mov", "done").await;

    let choose = |folder: PathBuf| {
        let folder = folder.to_str().unwrap().to_owned();
        tokio::task::block_in_place(|| {
            scene.desktop.choose_in_dialog("Choose a data folder", &folder);
        });
    };
    scene.window.click("open-settings").await;
    scene.window.click("data-folder-choose").await;
    let card = place.join("card");
    std::fs::create_dir(&card).unwrap();
    std::fs::write(card.join("shotlist.pdf"), "of somebody").unwrap();
    choose(card);
    scene.window.until_holds("data-folder-refused", "something in this folder").await;
    scene.window.picture("data-folder-refused").await;
    std::fs::create_dir(&disk).unwrap();
    scene.window.click("data-folder-choose").await;
    choose(disk.clone());
    scene.window.see("data-folder-next").await;
    scene.window.picture("data-folder-next").await;
    assert!(has_a_queue(&usual) && !has_a_queue(&disk), "not before the next start");

    let scene = scene.restart().await;
    scene.window.connected().await;
    scene.window.show_all().await;
    scene.window.until_row("A001.mov", "done").await;
    assert!(
        has_a_queue(&disk) && !has_a_queue(&usual),
        "the old one goes once the new one is open"
    );
    let Scene { desktop, cloud, window } = scene;
    window.close().await;

    // In a drawer.
    std::fs::rename(&disk, place.join("drawer")).unwrap();
    let window = Driven::open(&desktop).await;
    window.see("startup-data_folder_away").await;
    window.picture("data-folder-away").await;
    window.click("look-for-data-folder").await;
    assert!(!has_a_queue(&usual) && !disk.exists(), "nothing is begun instead");
    std::fs::rename(place.join("drawer"), &disk).unwrap();
    window.connected().await;

    // Back, and this time the program restarts itself.
    window.click("open-settings").await;
    window.click("data-folder-reset").await;
    window.click_and_lose("data-folder-restart").await;
    wait_until("the data to be back", PATIENCE, || async {
        (has_a_queue(&usual) && !has_a_queue(&disk)).then_some(())
    })
    .await;
    let devices = cloud.devices();
    assert_eq!(devices.len(), 1, "it is the same installation: {devices:?}");
}
