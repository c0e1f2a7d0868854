//! The window with its text twice as large, and read from right to left: nothing is cut off, and
//! nothing lies where nobody can get to.

use crate::app::{Desktop, Driven};
use crate::scene::{DAY, Scene};
use crate::screens::connections::ENTER;

/// What is wrong with the screen as it stands, in words; the same look as `npm run shots` has.
const LOOK: &str = include_str!("../../ui/look.js");

/// How the screens are looked at here, and what was found.
struct Looking {
    how: &'static str,
    /// What a person has set on the desktop.
    set: fn(&Desktop),
    /// Before each look.
    script: &'static str,
    /// How wide the window is, counted in its own pixels: a desktop's scale makes them larger.
    room: f64,
    wrong: Vec<String>,
}

impl Looking {
    async fn at(&mut self, window: &Driven, screen: &str) {
        let room = window.page.execute("return innerWidth", Vec::new()).await.expect("a number");
        assert_eq!(
            room.as_f64(),
            Some(self.room),
            "{screen}: the text is not as large as was asked"
        );
        window.page.execute(self.script, Vec::new()).await.expect("it is set");
        window.picture(&format!("{}-{screen}", self.how)).await;
        let found = window
            .page
            .execute(&format!("return ({LOOK})()"), Vec::new())
            .await
            .expect("it can be looked at");
        let found = found.as_array().cloned().unwrap_or_default();
        let found = found.iter().filter_map(|one| one.as_str());
        self.wrong.extend(found.map(|one| format!("{screen}: {one}")));
    }
}

/// By the keyboard: WebKit's driver points beside what is enlarged.
async fn every_screen(mut look: Looking) {
    let desktop = Desktop::with_keyring();
    (look.set)(&desktop);
    let scene = Scene::open_on(desktop).await;
    let window = &scene.window;
    window.see("connect-cloud").await;
    look.at(window, "first-run").await;
    window.enter("connect-cloud").await;
    window.see("provider-eagle_eye").await;
    look.at(window, "clouds").await;
    window.enter("provider-eagle_eye").await;
    window.see("way-reseller").await;
    look.at(window, "ways").await;
    window.enter("way-reseller").await;
    window.see("field-password").await;
    look.at(window, "form").await;
    window.enter("sign-in-cancel").await;
    window.enter("sign-in-back").await;
    window.enter("provider-frameio").await;
    window.enter("way-device_code").await;
    window.write("field-client_secret", scene.cloud.client_secret()).await;
    window.press_enter().await;
    window.user_code().await;
    look.at(window, "code").await;
    scene.window.close().await;

    // Made ready by somebody who sees well.
    let (scene, _) = Scene::of_a_day_with_a_card().await;
    (look.set)(&scene.desktop);
    let scene = scene.restart().await;
    let window = &scene.window;
    window.until_row(DAY[0], "uploading").await;
    look.at(window, "queue").await;
    window.enter("pause-queue").await;
    window.see("pause-60").await;
    look.at(window, "pause").await;
    window.enter("pause-60").await;
    window.until_holds("standstill", "Paused").await;
    look.at(window, "paused").await;
    window.see("upload-list").await.send_keys(DOWN).await.unwrap();
    window.select_further(1).await;
    window.see("selected-top").await;
    look.at(window, "selected").await;
    window.see("upload-list").await.send_keys(DOWN).await.unwrap();
    window.see("upload-list").await.send_keys(ENTER).await.unwrap();
    window.see("detail-panel").await;
    look.at(window, "details").await;
    window.enter("detail-close").await;
    window.enter("network-chip").await;
    window.see("network-panel").await;
    look.at(window, "network").await;
    window.type_keys(ESCAPE).await;
    window.until_gone("network-panel").await;
    window.enter("tab-connection").await;
    window.see("disconnect").await;
    look.at(window, "connection").await;
    window.enter("disconnect").await;
    window.see("disconnect-confirm").await;
    look.at(window, "disconnect").await;
    window.type_keys(ESCAPE).await;
    window.until_gone("disconnect-confirm").await;
    window.enter("open-settings").await;
    window.see("settings").await;
    look.at(window, "settings").await;
    window.enter("open-diagnostics").await;
    window.see("diagnostics-text").await;
    look.at(window, "diagnostics").await;
    window.enter("diagnostics-close").await;
    window.until_gone("diagnostics").await;
    window.enter("open-keys").await;
    window.see("keys").await;
    look.at(window, "keys").await;
    scene.window.close().await;
    assert!(look.wrong.is_empty(), "{}: {:#?}", look.how, look.wrong);
}

const DOWN: &str = "\u{E015}";
const ESCAPE: &str = "\u{E00C}";

#[tokio::test(flavor = "multi_thread")]
async fn with_text_twice_as_large_every_word_is_there_and_every_button_can_be_reached() {
    let set = Desktop::make_text_twice_as_large;
    every_screen(Looking { how: "large", set, script: "", room: 590.0, wrong: Vec::new() }).await;
}

/// Of the words alone, as a person sets it in a web view that follows no scale of the desktop.
#[tokio::test(flavor = "multi_thread")]
async fn with_words_alone_twice_as_large_every_word_is_there_and_every_button_can_be_reached() {
    let script = "document.documentElement.style.fontSize = '200%'";
    every_screen(Looking { how: "words", set: |_| (), script, room: 1180.0, wrong: Vec::new() })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn from_right_to_left_every_word_is_there_and_every_button_can_be_reached() {
    let script = "document.documentElement.dir = 'rtl'";
    every_screen(Looking { how: "rtl", set: |_| (), script, room: 1180.0, wrong: Vec::new() })
        .await;
}
