//! Which goes first: by kind, and by hand.

use crate::media;
use crate::scene::{PARTS_AT_ONCE, Scene};
use simulator::{Fault, Misdeed, Place};

const TAKES: [&str; 3] = ["A001_C001", "A001_C002", "A001_C003"];

#[tokio::test(flavor = "multi_thread")]
async fn proxies_go_before_originals_and_what_is_moved_to_the_top_goes_before_all_at_once() {
    let scene = Scene::of_a_working_day().await;
    let window = &scene.window;
    let card = media::card(scene.desktop.folder.path(), &TAKES);
    window.click("pause-queue").await;
    window.click("pause-until").await;
    window.watch_by_dialog(&scene.desktop, &card).await;
    window.picture("watch-a-folder").await;
    window.click("folder-keep").await;
    window.click("tab-queue").await;
    window.click("filter-waiting").await;
    let (one, two, three) = ("A001_C001.mov", "A001_C002.mov", "A001_C003.mov");
    let proxies = TAKES.map(|take| format!("{take}_Proxy.mov"));
    let [first, second, third] = proxies.each_ref().map(String::as_str);
    window.until_names(&[first, second, third, one, two, three]).await;
    window.picture("proxies-first").await;

    // Two at once: before the proxies, and in their own order.
    window.select(two).await;
    window.select_further(1).await;
    window.click("selected-top").await;
    window.until_names(&[two, three, first, second, third, one]).await;
    window.picture("two-moved-to-the-top").await;

    scene.cloud.fault(Fault::new(Place::Part, Misdeed::Slow { bytes_per_s: 300_000 }));
    window.click("resume-queue").await;
    window.show_all().await;
    window.until_row(two, "uploading").await;
    scene.cloud.until(|cloud| (cloud.part_puts_begun() > 2).then_some(())).await;
    // And one while another is on its way: it has the lane at once.
    window.press_in_row(one, "top").await;
    window.until_row(one, "uploading").await;
    window.until_row(two, "queued").await;
    window.picture("took-the-lane").await;
    scene.cloud.clear_faults();

    for name in [first, second, third, one, two, three] {
        window.until_row(name, "done").await;
    }
    let mut files: Vec<_> = TAKES.map(|take| card.join(format!("{take}.mov"))).into();
    files.extend(proxies.iter().map(|proxy| card.join("Proxy").join(proxy)));
    let again = scene.arrived_once(&files).await;
    assert!(again <= PARTS_AT_ONCE, "{again} parts were sent again");
    let mut created = scene.cloud.creations();
    created.sort_by_key(|creation| creation.began_ms);
    let names: Vec<_> = created.iter().filter_map(|creation| creation.name.as_deref()).collect();
    assert_eq!(names, [two, one, three, first, second, third]);
    scene.nothing_was_violated();
    scene.window.close().await;
}
