//! The window over a queue of a hundred thousand files.

use crate::app::{Desktop, Driven};
use domain::{Fingerprint, MediaFile, MediaKind, Pause, Reading, Timestamp};
use simulator::{Options, Simulator};
use std::time::Instant;
use store::{NewUpload, Store};

const FILES: u64 = 100_000;

fn row(number: u64) -> NewUpload {
    let kind = if number.is_multiple_of(4) { MediaKind::Proxy } else { MediaKind::Ocf };
    let roll = number / 1000;
    let name = format!("A{roll:03}_C{:03}_1125XK.mov", number % 1000);
    NewUpload {
        clip: name.to_lowercase(),
        file: MediaFile {
            path: format!("/media/card/A{roll:03}/{name}").into(),
            size: 50_000_000 + number,
            modified_ns: 1,
            made_at: Timestamp(1),
            seen: Reading::default(),
            fingerprint: Fingerprint::new(format!("{number:032x}")),
        },
        kind,
        found_in: None,
        rank: 0,
        growing: false,
        offered: false,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_thousand_files_are_listed_searched_and_scrolled_through() {
    let desktop = Desktop::with_keyring();
    let cloud = Simulator::start(Options::new(desktop.folder.path().join("cloud"))).await.unwrap();
    desktop.point_at(&cloud);
    let window = Driven::open(&desktop).await;
    window.pair(&cloud).await;
    window.close().await;

    // Nothing moves, so that what is measured is the list.
    let store = Store::open(&desktop.profile().join("labrun.db")).await.unwrap();
    store.set_pause(Pause::UntilResumed).await.unwrap();
    let connection = store.connections().await.unwrap().remove(0).id;
    let rows: Vec<NewUpload> = (0..FILES).map(row).collect();
    let began = Instant::now();
    for some in rows.chunks(5_000) {
        store.enqueue_all(&connection, some, Timestamp(2)).await.unwrap();
    }
    println!("{FILES} rows were queued in {:.1} s", began.elapsed().as_secs_f32());
    store.close().await;

    let began = Instant::now();
    let window = Driven::open(&desktop).await;
    window.until_holds("headline", "100,000").await;
    let since = window.since_it_loads().await / 1000.0;
    println!(
        "process to numbers on the screen: {:.1} s, {since:.2} s of that after the page began to load",
        began.elapsed().as_secs_f32()
    );
    println!("in memory: {} MB", desktop.resident_mb());
    window.show_all().await;
    window.until_row("A000_C000_1125XK.mov", "queued").await;
    window.picture("hundred-thousand").await;

    let frames = window.scroll_through("upload-list", 4_000).await;
    let mut gaps = frames.clone();
    gaps.sort_by(f64::total_cmp);
    let at = |share: f64| gaps[((gaps.len() - 1) as f64 * share) as usize];
    println!(
        "{} frames while scrolling, ms between them: median {:.1}, 95th {:.1}, worst {:.1}",
        gaps.len(),
        at(0.5),
        at(0.95),
        at(1.0)
    );
    // What is asserted is the work: the last ones can be reached, and only rows in sight exist.
    window.until_row("A099_C999_1125XK.mov", "queued").await;
    let there = window.count("queue-row").await;
    assert!((1..=120).contains(&there), "{there} rows exist");
    window.picture("hundred-thousand-end").await;

    window.write("search", "a042_c007").await;
    window.until_row("A042_C007_1125XK.mov", "queued").await;
    window.until_gone_row("A000_C000_1125XK.mov").await;
    window.picture("hundred-thousand-searched").await;
    println!("in memory at the end: {} MB", desktop.resident_mb());
    window.close().await;
}
