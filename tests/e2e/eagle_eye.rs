//! Eagle Eye CameraManager: the hosted page, and dealers.

use crate::scene::Scene;
use simulator::{BrowserPerson, Kind};

#[tokio::test(flavor = "multi_thread")]
async fn eagle_eye_by_the_hosted_page_to_a_camera_and_still_signed_in_after_a_restart() {
    let scene = Scene::open().await;
    let window = &scene.window;
    let keys = scene.cloud.keys();
    window.choose_way("eagle_eye", "hosted").await;
    window.write("field-client_id", &keys.eagle_eye_id).await;
    window.write("field-client_secret", &keys.eagle_eye_secret).await;
    window.picture("eagle-eye-hosted-form").await;
    window.click("start-sign-in").await;
    scene.answer_in_the_browser(BrowserPerson::Approves).await;
    window.until_card("not_connected").await;
    window.pick("project", "dock").await;
    window.until_card("connected").await;
    window.open_connection().await;
    window.until_text("project-name", "the camera", |text| text.contains("Dock 3")).await;
    assert_eq!(window.read("who-email").await, keys.eagle_eye_email);
    window.see("who-initials").await;
    assert!(!window.read("no-uploads").await.is_empty());
    window.picture("eagle-eye-connected").await;

    // Closed, opened, and its session too old meanwhile: nobody is asked.
    scene.cloud.expire_sessions(Kind::EagleEye);
    let scene = scene.restart().await;
    scene.window.until_card("connected").await;
    scene.window.open_connection().await;
    scene.window.until_presence("online").await;
    scene.leave().await;
    assert_eq!(scene.cloud.sessions(Kind::EagleEye), 0);
    scene.nothing_was_violated();
    scene.window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn eagle_eye_for_a_distributor_who_looks_a_user_up_by_e_mail() {
    let scene = Scene::open().await;
    let window = &scene.window;
    let keys = scene.cloud.keys();
    window.choose_way("eagle_eye", "distributor").await;
    window.write("field-client_id", &keys.eagle_eye_id).await;
    window.write("field-client_secret", &keys.eagle_eye_secret).await;
    window.write("field-email", &keys.eagle_eye_distributor).await;
    window.write("field-password", "not the password").await;
    window.picture("eagle-eye-distributor-form").await;
    window.click("start-sign-in").await;
    window.see("failure-words").await;
    window.picture("eagle-eye-wrong-password").await;
    // Only what is secret is typed again.
    window.write_if_asked("field-client_secret", &keys.eagle_eye_secret).await;
    window.write("field-password", &keys.eagle_eye_distributor_password).await;
    window.click("start-sign-in").await;
    window.until_card("not_connected").await;
    window.see("account-row").await;
    window.picture("eagle-eye-accounts").await;
    window.write("account-search", "skipper@tidewater.example").await;
    window.click("look-there").await;
    window.until_row_of("account", "Robin").await;
    window.picture("eagle-eye-found-by-e-mail").await;
    window.click_row("account", "Robin").await;
    window.pick("project", "slipway").await;
    window.until_card("connected").await;
    window.open_connection().await;
    window.picture("eagle-eye-dealer-connected").await;

    scene.cloud.end_sessions(Kind::EagleEye);
    // The next thing that is asked there finds out.
    window.click("change-project").await;
    window.until_card("not_authorized").await;
    window.picture("eagle-eye-signed-out-there").await;
    scene.nothing_was_violated();
    scene.window.close().await;
}
