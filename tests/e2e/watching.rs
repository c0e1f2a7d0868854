//! A watched folder, by itself and by hand.

use crate::media;
use crate::scene::{DAY, Scene};
use std::io::Write;

#[tokio::test(flavor = "multi_thread")]
async fn with_automatic_off_a_card_is_offered_and_what_is_picked_goes_and_with_it_on_all_does() {
    let scene = Scene::of_a_working_day().await;
    let window = &scene.window;
    let card = media::card(scene.desktop.folder.path(), &["A001_C001", "A001_C002"]);
    let path = |name: &str| match name.contains("Proxy") {
        true => card.join("Proxy").join(name),
        false => card.join(name),
    };
    let mut files: Vec<_> = DAY.map(path).into();
    let before: Vec<_> = files.iter().map(|file| media::sha256(file)).collect();

    window.open_connection().await;
    window.click("automatic").await;
    window.click("tab-queue").await;
    window.watch_by_dialog(&scene.desktop, &card).await;
    window.click("folder-keep").await;
    window.click("tab-connection").await;
    window.until_holds("folder-state", "Watching").await;
    window.picture("folder-watched").await;
    window.click("tab-queue").await;
    window.click("filter-offered").await;
    for name in DAY {
        window.until_row(name, "offered").await;
    }
    window.picture("offered").await;

    // Two are wanted.
    let names = window.names().await;
    window.select(&names[0]).await;
    window.select_further(1).await;
    window.click("selected-resume").await;
    window.show_all().await;
    for name in &names[..2] {
        window.until_row(name, "done").await;
    }
    for name in &names[2..] {
        window.until_row(name, "offered").await;
    }
    assert_eq!(scene.cloud.assets().await.len(), 2);
    // And then the rest.
    window.click("filter-offered").await;
    window.click("upload-all-offered").await;
    window.show_all().await;
    for name in DAY {
        window.until_row(name, "done").await;
    }

    window.press_in_row(DAY[2], "show").await;
    assert_eq!(scene.desktop.opened_page().await, card.display().to_string());

    // By itself from here on, and not before it is whole.
    let elsewhere = tempfile::tempdir().unwrap();
    let whole = media::card(elsewhere.path(), &["A001_C003"]).join("A001_C003.mov");
    let whole = std::fs::read(whole).unwrap();
    window.open_connection().await;
    window.click("automatic").await;
    window.click("tab-queue").await;
    let late = card.join("A001_C003.mov");
    let mut copy = std::fs::File::create(&late).unwrap();
    copy.write_all(&whole[..whole.len() / 2]).unwrap();
    window.click("tab-connection").await;
    window.until_holds("folder-state", "still being written").await;
    window.picture("folder-waits-for-the-rest").await;
    assert_eq!(scene.cloud.creations_begun(), 4);
    copy.write_all(&whole[whole.len() / 2..]).unwrap();
    drop(copy);
    window.click("tab-queue").await;
    window.until_row("A001_C003.mov", "done").await;
    files.push(late);
    assert_eq!(scene.arrived_once(&files).await, 0);

    // The card is as it was.
    let after: Vec<_> = files[..4].iter().map(|file| media::sha256(file)).collect();
    assert_eq!(before, after);
    window.open_connection().await;
    window.click("folder-stop").await;
    window.click("folder-stop-confirm").await;
    window.until_gone("folder-row").await;
    scene.nothing_was_violated();
    scene.window.close().await;
}
