//! What a person sees of it: how much is left, what became of each file, what the network is like,
//! and where everything goes.

use crate::app::{PATIENCE, wait_until};
use crate::scene::{DAY, Scene};
use simulator::{Fault, Misdeed, Place};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_how_fast_it_goes_and_where_to_is_said_at_any_time() {
    let (scene, _) = Scene::of_a_day_with_a_card().await;
    let window = &scene.window;
    let said = window
        .until_said("headline", "how long it takes", |said| {
            said.contains(" files · ") && said.contains("left · about") && said.contains("/s")
        })
        .await;
    println!("{said}");
    window.until_holds("share", "%").await;
    // Of each file that is on its way. A small part is swallowed by the line at once, so its row
    // shows a speed only now and then; how far it is, it shows at any time.
    window.until_holds("upload-list", "%").await;
    window.picture("status").await;

    // What is left only becomes less, and the share of what is done more.
    scene.cloud.clear_faults();
    scene.cloud.fault(Fault::new(Place::Part, Misdeed::Slow { bytes_per_s: 1_000_000 }));
    let share = |said: &str| said.trim_end_matches('%').parse::<u32>().unwrap_or(0);
    window.until_said("share", "half of it", |said| share(said) >= 50).await;
    let said = window.until_said("headline", "fewer files", |said| !said.contains("4 files")).await;
    println!("{said}");

    // The project is named wherever one is, and by its name of now.
    let project = scene.cloud.projects().remove(0);
    window.until_holds("heading-name", &project.name).await;
    let long = "Kestrel Point, second unit, splinter crew of the northern lighthouse, week three";
    scene.cloud.rename_project(&project.id, long).unwrap();
    window.until_holds("heading-name", long).await;
    window.until_holds("connection-card", long).await;
    window.page.set_window_size(720, 480).await.unwrap();
    window.until_holds("heading-name", long).await;
    assert!(window.is_there("heading-name").await);
    window.picture("status-small").await;
    window.click("open-settings").await;
    window.until_holds("connection-card", long).await;
    assert!(window.is_there("connection-card").await);
    window.picture("settings-small").await;
    scene.window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_list_shows_its_own_and_a_failure_says_what_can_be_done_about_it() {
    let (scene, files) = Scene::of_a_day_with_a_card().await;
    let window = &scene.window;
    let (gone, kept) = (&files[3], scene.desktop.folder.path().join("another-drive.mov"));
    std::fs::rename(gone, &kept).unwrap();
    window.click("filter-active").await;
    window.until_names(&DAY[..1]).await;
    window.click("filter-waiting").await;
    window.until_names(&DAY[1..]).await;
    scene.cloud.clear_faults();
    window.until_holds("attention-link", "1 needs attention").await;
    window.click("filter-done").await;
    // What was done last stands first.
    window.until_names(&[DAY[2], DAY[1], DAY[0]]).await;
    window.picture("list-done").await;
    window.click("attention-link").await;
    window.until_names(&DAY[3..]).await;
    window.press_in_row(DAY[3], "details").await;
    window.until_holds("failure-words", "not there any more").await;
    window.until_holds("failure-words", "Put the card or drive back, then retry.").await;
    window.picture("list-attention").await;

    // What it says helps.
    std::fs::rename(&kept, gone).unwrap();
    window.click("detail-retry").await;
    window.show_all().await;
    window.until_row(DAY[3], "done").await;
    window.until_holds("headline", "Everything is up").await;
    assert_eq!(scene.arrived_once(&files).await, 0);
    scene.nothing_was_violated();
    scene.window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_network_is_described_and_its_health_follows_the_line() {
    let (scene, _) = Scene::of_a_day_with_a_card().await;
    let window = &scene.window;
    let known = ["ethernet", "wifi", "tethered", "mobile", "other"];
    wait_until("the kind of the network", PATIENCE, || async {
        let chip = window.see("network-chip").await;
        let kind = chip.attr("data-kind").await.ok()??;
        known.contains(&kind.as_str()).then_some(())
    })
    .await;
    window.until_attribute("network-chip", "data-health", "good").await;
    window.until_holds("network-chip", "/s up").await;
    window.click("network-chip").await;
    let measured = |said: &str| {
        let trip = said.split_once("Round trip").map_or("", |(_, after)| after.trim_start());
        trip.starts_with(|first: char| first.is_ascii_digit()) && said.contains("bit/s")
    };
    let said = window.until_text("network-panel", "a round trip", measured).await;
    println!("{said}");
    window.picture("network-good").await;

    scene.cloud.drop_line().await.unwrap();
    window.until_attribute("network-chip", "data-health", "down").await;
    window.until_holds("network-panel", "not letting anything through").await;
    window.until_holds("standstill", "Waiting for the network").await;
    window.picture("network-down").await;
    scene.cloud.clear_faults();
    scene.cloud.restore_line().await.unwrap();
    for name in DAY {
        window.until_row(name, "done").await;
    }
    window.until_text("network-panel", "a way through", |said| !said.contains("not letting")).await;
    scene.window.close().await;
}
