//! Multicam Systems: a machine with an address, a key, a user and a key, or an address alone.

use crate::scene::Scene;
use simulator::Kind;

#[tokio::test(flavor = "multi_thread")]
async fn multicam_by_its_key_to_a_room_and_idle_is_a_state() {
    let scene = Scene::open().await;
    let window = &scene.window;
    let keys = scene.cloud.keys();
    window.choose_way("multicam", "key").await;
    window.write("field-address", &scene.authority(Kind::Multicam)).await;
    window.write("field-key", "not the key").await;
    window.picture("multicam-key-form").await;
    window.click("start-sign-in").await;
    window.see("failure-words").await;
    window.picture("multicam-wrong-key").await;
    window.write("field-key", &keys.multicam_api_key).await;
    window.click("start-sign-in").await;
    window.until_card("not_connected").await;
    window.see("project-row").await;
    window.picture("multicam-rooms").await;
    // Accents and case do not matter.
    window.pick("project", "regie ost").await;
    window.until_card("connected").await;
    window.open_connection().await;
    window.until_text("project-name", "the room", |text| text.contains("Régie Öst")).await;
    window.until_text("account-name", "the machine", |text| text.contains("Northlight")).await;
    window.picture("multicam-connected").await;

    // Without an application there is nothing to choose, and that is said.
    scene.cloud.set_multicam_running(false);
    window.click("change-project").await;
    window.see("picker-said").await;
    window.picture("multicam-nothing-runs").await;
    scene.cloud.set_multicam_running(true);
    window.click("picker-cancel").await;
    scene.leave().await;
    scene.nothing_was_violated();
    scene.window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn multicam_by_user_and_encrypted_key_and_by_a_trusted_address() {
    let scene = Scene::open().await;
    let window = &scene.window;
    let keys = scene.cloud.keys();
    window.choose_way("multicam", "token").await;
    window.write("field-address", &scene.authority(Kind::Multicam)).await;
    window.write("field-user", &keys.multicam_user).await;
    window.write("field-key", &keys.multicam_user_key).await;
    window.picture("multicam-token-form").await;
    window.click("start-sign-in").await;
    window.until_card("not_connected").await;
    window.pick("project", "interviews").await;
    window.until_card("connected").await;
    window.open_connection().await;
    assert_eq!(window.read("who-email").await, keys.multicam_user);
    scene.leave().await;

    scene.cloud.trust_address(true);
    window.choose_way("multicam", "address").await;
    window.write("field-address", &scene.authority(Kind::Multicam)).await;
    window.click("start-sign-in").await;
    window.until_card("not_connected").await;
    window.pick("project", "main").await;
    window.until_card("connected").await;
    window.picture("multicam-trusted-address").await;
    scene.nothing_was_violated();
    scene.window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_without_https_bears_a_lasting_mark() {
    let scene = Scene::open().await;
    let window = &scene.window;
    // On loopback plain http needs no consent; the mark is there all the same.
    let plain = crate::plain_machine::PlainMachine::start().await;
    window.choose_way("multicam", "key").await;
    window.write("field-address", &plain.authority).await;
    window.write("field-key", "any").await;
    window.click("start-sign-in").await;
    window.until_card("not_connected").await;
    window.see("card-plain").await;
    window.pick("project", "only").await;
    window.until_card("connected").await;
    window.open_connection().await;
    window.see("plain-mark").await;
    window.picture("multicam-not-encrypted").await;
    scene.window.close().await;
}
