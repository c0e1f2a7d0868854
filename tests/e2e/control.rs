//! Pausing, resuming and cancelling: one, a group, everything.

use crate::scene::{DAY, PARTS_AT_ONCE, Scene};

#[tokio::test(flavor = "multi_thread")]
async fn one_a_group_and_the_whole_queue_are_paused_and_resumed_and_nothing_is_lost_by_it() {
    let (scene, files) = Scene::of_a_day_with_a_card().await;
    let window = &scene.window;

    // The whole queue: for a quarter of an hour, and back before.
    window.click("pause-queue").await;
    window.picture("pause-for-how-long").await;
    window.click("pause-15").await;
    window.until_holds("standstill", "Paused").await;
    window.until_holds("standstill", "goes on").await;
    window.until_row(DAY[0], "queued").await;
    window.picture("queue-paused").await;
    let begun = scene.cloud.part_puts_begun();
    window.click("resume-queue").await;
    window.until_row(DAY[0], "uploading").await;
    assert!(scene.cloud.part_puts_begun() >= begun);

    // One: the next takes its place.
    window.press_in_row(DAY[0], "pause").await;
    window.until_row(DAY[0], "paused").await;
    window.until_row(DAY[1], "uploading").await;
    window.picture("one-paused").await;

    // A group: nothing of it moves, what is left does.
    window.select(DAY[0]).await;
    window.select_too(DAY[1]).await;
    window.select_too(DAY[2]).await;
    window.click("selected-pause").await;
    window.click("selected-pause-60").await;
    for name in &DAY[..3] {
        window.until_row(name, "paused").await;
    }
    window.until_row(DAY[3], "uploading").await;
    window.picture("a-group-paused").await;
    window.click("selected-resume").await;
    for name in &DAY[1..3] {
        window.until_row(name, "queued").await;
    }
    scene.cloud.clear_faults();
    for name in DAY {
        window.until_row(name, "done").await;
    }
    window.picture("all-done").await;
    // At each of the three pauses, and at the one that took a lane back, so many were on their way.
    let again = scene.arrived_once(&files).await;
    assert!(again <= PARTS_AT_ONCE * 5, "{again} parts were sent again");
    scene.nothing_was_violated();
    scene.window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_many_and_all_are_cancelled_and_what_was_meant_otherwise_is_taken_back() {
    let (scene, files) = Scene::of_a_day_with_a_card().await;
    let window = &scene.window;

    // One, and back again.
    window.press_in_row(DAY[3], "cancel").await;
    window.until_row(DAY[3], "cancelled").await;
    window.picture("one-cancelled").await;
    window.click("toast-action").await;
    window.until_row(DAY[3], "queued").await;

    // Many.
    window.select(DAY[1]).await;
    window.select_too(DAY[3]).await;
    window.click("selected-cancel").await;
    for name in [DAY[1], DAY[3]] {
        window.until_row(name, "cancelled").await;
    }
    window.press_in_row(DAY[0], "pause").await;
    window.until_row(DAY[2], "uploading").await;
    window.picture("many-cancelled").await;

    // All. What the cloud has of one of them would be lost, so it is asked about.
    scene
        .cloud
        .until(|cloud| {
            let assets = cloud.assets_so_far();
            let large = assets.iter().find(|asset| asset.name == DAY[2])?;
            // More than went at once: the window has heard of the first by now.
            let there = large.parts.iter().filter(|part| part.received > 0).count();
            (there > PARTS_AT_ONCE as usize).then_some(())
        })
        .await;
    window.select_all().await;
    window.click("selected-cancel").await;
    window.see("cancel-confirm").await;
    window.picture("cancel-all").await;
    window.click("cancel-confirm").await;
    for name in DAY {
        window.until_row(name, "cancelled").await;
    }
    window.until_holds("headline", "Nothing in the queue").await;
    window.picture("all-cancelled").await;
    scene.cloud.clear_faults();
    assert!(scene.cloud.assets().await.iter().all(|asset| asset.sha256.is_none()));
    // And none of it costs a file on the card.
    assert!(files.iter().all(|file| file.exists()));

    // What is wanted after all goes.
    window.press_in_row(DAY[1], "retry").await;
    window.until_row(DAY[1], "done").await;
    scene.window.close().await;
}
