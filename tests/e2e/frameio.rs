//! Frame.io by its application sign-in, and what the other side does meanwhile.

use crate::scene::Scene;
use simulator::{BrowserPerson, Kind};

#[tokio::test(flavor = "multi_thread")]
async fn frameio_in_the_browser_to_a_project_to_another_and_out() {
    let scene = Scene::open().await;
    let window = &scene.window;
    window.see("connect-cloud").await;
    window.picture("first-run").await;
    window.choose_way("frameio", "application").await;
    window.picture("frameio-application-form").await;
    window.write("field-client_id", scene.cloud.application_id()).await;
    window.click("start-sign-in").await;
    window.see("browser-waiting").await;
    window.picture("frameio-browser-waiting").await;
    scene.answer_in_the_browser(BrowserPerson::Approves).await;

    window.until_card("not_connected").await;
    window.see("account-row").await;
    window.picture("frameio-accounts").await;
    window.pick("account", "fjord").await;
    window.see("picker-empty").await;
    window.picture("frameio-account-without-projects").await;
    window.pick("account", "tidewater").await;
    window.picture("frameio-projects").await;
    window.pick("project", "block 2").await;
    window.until_card("connected").await;
    window.open_connection().await;
    window.until_text("project-name", "the project", |text| text.contains("Block 2")).await;
    assert!(window.read("who-name").await.len() > 1);
    assert!(window.read("who-email").await.contains('@'));
    window.see("who-picture").await;
    window.picture("frameio-connected").await;
    assert_eq!(scene.cloud.devices().len(), 1);

    // Renamed there, new name here, at once.
    let project = scene.cloud.devices()[0].project_id.clone();
    scene.cloud.rename_project(&project, "Einheit Ä · Tag 2").unwrap();
    window.until_text("project-name", "the new name", |text| text.contains("Tag 2")).await;

    // Another project, without signing in again.
    window.click("change-project").await;
    window.see("project-row").await;
    window.picture("frameio-change-project").await;
    window.pick("project", "pickups").await;
    window.until_text("project-name", "the other one", |text| text.contains("Pickups")).await;
    let devices = scene.cloud.devices();
    assert_eq!(devices.iter().map(|one| one.project.as_str()).collect::<Vec<_>>(), ["Pickups"]);

    // Out: and off the other side's list.
    scene.leave().await;
    window.picture("frameio-signed-out").await;
    assert!(scene.cloud.devices().is_empty(), "{:?}", scene.cloud.devices());
    scene.nothing_was_violated();
    scene.window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_no_in_the_browser_is_said_and_trying_again_works() {
    let scene = Scene::open().await;
    let window = &scene.window;
    window.choose_way("frameio", "application").await;
    window.write("field-client_id", scene.cloud.application_id()).await;
    window.click("start-sign-in").await;
    scene.answer_in_the_browser(BrowserPerson::Denies).await;
    window.see("failure-words").await;
    window.picture("frameio-denied").await;
    window.try_again().await;
    scene.answer_in_the_browser(BrowserPerson::Approves).await;
    window.until_card("not_connected").await;
    scene.window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn paused_resumed_and_forgotten_on_the_web_show_at_once_and_pairing_again_is_one_click() {
    let scene = Scene::open().await;
    let window = &scene.window;
    window.pair(&scene.cloud).await;
    window.open_connection().await;
    window.until_presence("online").await;
    scene.cloud.pause(None).unwrap();
    window.until_presence("paused").await;
    window.picture("frameio-paused-there").await;
    scene.cloud.resume(None).unwrap();
    window.until_presence("online").await;

    // Offline says so, and comes back by itself.
    scene.cloud.drop_line().await.unwrap();
    window.until_presence("offline").await;
    window.picture("frameio-offline").await;
    scene.cloud.restore_line().await.unwrap();
    window.until_presence("online").await;

    let name = window.read("project-name").await;
    let person = window.read("who-name").await;
    scene.cloud.forget(None).unwrap();
    window.until_card("not_authorized").await;
    let text = window.whole_text().await;
    assert!(!text.contains(&person), "the name is gone: {text}");
    window.picture("frameio-forgotten-on-the-web").await;
    assert!(!name.is_empty());
    window.click("sign-in-now").await;
    let code = window.user_code().await;
    scene.cloud.approve(&code, None).unwrap();
    window.until_card("connected").await;
    scene.nothing_was_violated();
    scene.window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_enabled_account_is_said_with_the_vendors_help() {
    let scene = Scene::open().await;
    scene.cloud.assume(|assumed| assumed.no_accounts = true);
    scene.to_the_frameio_picker().await;
    let words = scene.window.read("picker-empty").await;
    assert!(words.contains("Camera to Cloud"), "{words}");
    scene.window.picture("frameio-no-account").await;
    scene.window.click("support-link").await;
    let page = scene.desktop.opened_page().await;
    assert!(page.contains("help.frame.io"), "{page}");
    scene.window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn leaving_without_a_network_works_here_at_once_and_is_told_there_later() {
    let scene = Scene::open().await;
    let window = &scene.window;
    window.pair(&scene.cloud).await;
    window.open_connection().await;
    scene.cloud.drop_line().await.unwrap();
    scene.leave().await;
    window.see("farewell-row").await;
    window.picture("farewell-remembered").await;
    assert_eq!(scene.cloud.devices().len(), 1, "it does not know yet");

    // The program may be closed meanwhile.
    let scene = scene.restart().await;
    scene.window.see("farewell-row").await;
    scene.cloud.restore_line().await.unwrap();
    scene.cloud.until(|cloud| cloud.devices().is_empty().then_some(())).await;
    scene.window.until_gone("farewell-row").await;
    assert_eq!(scene.cloud.sessions(Kind::Frameio), 0);
    scene.window.close().await;
}
