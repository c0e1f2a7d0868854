//! Several connections at once, by hand and by keyboard alone.

use crate::scene::Scene;
use simulator::Kind;

#[tokio::test(flavor = "multi_thread")]
async fn four_connections_stand_beside_each_other_and_only_those_that_can_take_files() {
    let scene = Scene::open().await;
    let window = &scene.window;
    let keys = scene.cloud.keys();
    window.pair(&scene.cloud).await;
    window.choose_way("frameio", "application").await;
    window.write("field-client_id", scene.cloud.application_id()).await;
    window.click("start-sign-in").await;
    scene.answer_in_the_browser(simulator::BrowserPerson::Approves).await;
    window.until_cards("frameio", 2).await;
    window.pick("account", "tidewater").await;
    window.pick("project", "pickups").await;
    window.choose_way("multicam", "key").await;
    window.write("field-address", &scene.authority(Kind::Multicam)).await;
    window.write("field-key", &keys.multicam_api_key).await;
    window.click("start-sign-in").await;
    window.until_cards("multicam", 1).await;
    window.pick("project", "main").await;
    window.choose_way("eagle_eye", "reseller").await;
    window.write("field-client_id", &keys.eagle_eye_id).await;
    window.write("field-client_secret", &keys.eagle_eye_secret).await;
    window.write("field-email", &keys.eagle_eye_reseller).await;
    window.write("field-password", &keys.eagle_eye_reseller_password).await;
    window.click("start-sign-in").await;
    window.until_cards("eagle_eye", 1).await;
    window.picture("four-connections").await;

    // Of one cloud nothing is good any more: the others do not notice.
    scene.cloud.end_sessions(Kind::EagleEye);
    window.click("all-uploads").await;
    window.click("add-files").await;
    let why = window.read("takes-no-files").await;
    window.picture("queue-of-several").await;
    assert!(!why.is_empty());
    scene.nothing_was_violated();
    scene.window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn from_nothing_to_a_project_without_a_mouse() {
    let scene = Scene::open().await;
    let window = &scene.window;
    let keys = scene.cloud.keys();
    window.reach("connect-cloud").await;
    window.press_enter().await;
    window.reach("provider-multicam").await;
    window.press_enter().await;
    window.reach("way-key").await;
    window.press_enter().await;
    window.reach("field-address").await;
    window.type_keys(&scene.authority(Kind::Multicam)).await;
    window.reach("field-key").await;
    window.type_keys(&keys.multicam_api_key).await;
    window.press_enter().await;
    window.until_card("not_connected").await;
    window.see("project-row").await;
    window.until_focus("project-search").await;
    window.type_keys("main").await;
    window.press_enter().await;
    window.until_card("connected").await;
    scene.window.close().await;
}
