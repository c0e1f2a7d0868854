//! Vinli: the code flow, the implicit flow, and a browser that says nothing.

use crate::scene::Scene;
use simulator::{BrowserPerson, Kind};

#[tokio::test(flavor = "multi_thread")]
async fn vinli_by_its_code_flow_with_its_keys_checked_first() {
    let scene = Scene::open().await;
    let window = &scene.window;
    let keys = scene.cloud.keys();
    window.choose_way("vinli", "code").await;
    window.write("field-client_id", &keys.vinli_client_id).await;
    window.write("field-client_secret", &keys.vinli_client_secret).await;
    window.write("field-app_id", &keys.vinli_app_id).await;
    window.write("field-app_secret", &keys.vinli_app_secret).await;
    window.click("check-set-up").await;
    let said = window.read("check-set-up-said").await;
    assert!(said.contains("devices"), "{said}");
    window.picture("vinli-keys-checked").await;
    window.click("start-sign-in").await;
    // An error that the page keeps to itself: nothing comes back, and the person says so.
    scene.answer_in_the_browser(BrowserPerson::SeesAPage).await;
    window.see("browser-waiting").await;
    window.picture("vinli-did-the-browser-show-an-error").await;
    window.click("sign-in-again").await;
    window.write("field-client_secret", &keys.vinli_client_secret).await;
    window.click("start-sign-in").await;
    scene.answer_in_the_browser(BrowserPerson::Approves).await;
    window.until_card("not_connected").await;
    window.see("project-row").await;
    window.picture("vinli-devices").await;
    window.pick("project", "van 12").await;
    window.until_card("connected").await;
    window.open_connection().await;
    window.until_text("project-name", "the device", |text| text.contains("Van 12")).await;
    window.picture("vinli-connected").await;
    scene.leave().await;
    window.picture("vinli-signed-out").await;
    scene.nothing_was_violated();
    scene.window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn vinli_by_its_implicit_flow_asks_whether_it_is_you() {
    let scene = Scene::open().await;
    let window = &scene.window;
    let keys = scene.cloud.keys();
    window.choose_way("vinli", "implicit").await;
    window.write("field-web_client_id", &keys.vinli_web_client_id).await;
    window.click("start-sign-in").await;
    scene.answer_in_the_browser(BrowserPerson::DeniesInFragment).await;
    window.see("failure-words").await;
    window.try_again().await;
    scene.answer_in_the_browser(BrowserPerson::Approves).await;
    let who = window.read("confirm-who").await;
    assert!(who.contains("Ana"), "{who}");
    window.picture("vinli-is-this-you").await;
    window.click("confirm-no").await;
    window.until_gone("confirm-who").await;
    assert!(!window.whole_text().await.contains("Ana"));

    window.choose_way("vinli", "implicit").await;
    if window.is_there("start-sign-in").await {
        window.click("start-sign-in").await;
    }
    scene.answer_in_the_browser(BrowserPerson::Approves).await;
    window.click("confirm-yes").await;
    window.until_card("not_connected").await;
    window.pick("project", "van 3").await;
    window.until_card("connected").await;

    scene.cloud.end_sessions(Kind::Vinli);
    scene.window.close().await;
}
