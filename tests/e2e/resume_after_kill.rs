use crate::app::{Desktop, Driven, wait_until};
use crate::media;
use domain::Settings;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use simulator::{AssetStatus, Fault, Misdeed, Options, Place, Simulator};
use std::time::Duration;
use store::Store;

const KILLS: usize = 10;
/// As set: what finds its own level would be another number each time.
const PARTS_AT_ONCE: u32 = 4;

fn completed(cloud: &Simulator) -> u32 {
    cloud.assets_so_far().iter().flat_map(|asset| &asset.parts).map(|part| part.received).sum()
}

fn sent_again(cloud: &Simulator) -> u32 {
    let assets = cloud.assets_so_far();
    let parts = assets.iter().flat_map(|asset| &asset.parts);
    parts.map(|part| part.received.saturating_sub(1)).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_ten_times_in_one_upload_it_makes_one_asset_and_repeats_only_what_was_in_flight() {
    let seed = std::env::var("LABRUN_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed: u64 = seed.unwrap_or_else(rand::random);
    println!("LABRUN_SEED={seed}");
    let mut dice = StdRng::seed_from_u64(seed);

    let desktop = Desktop::with_keyring();
    let clip = media::clip(desktop.folder.path(), "A002_C001.mov");
    let mut options = Options::new(desktop.folder.path().join("cloud"));
    options.assumed.part_rule_bytes = 5 * 1024 * 1024;
    let cloud = Simulator::start(options).await.unwrap();
    desktop.point_at(&cloud);

    let store = Store::open(&desktop.profile().join("labrun.db")).await.unwrap();
    let settings = Settings { parallel_parts: Some(PARTS_AT_ONCE), ..Settings::default() };
    store.set_settings(&settings).await.unwrap();
    store.close().await;

    // Paired and queued through the window; then the plug is pulled, again and again.
    let window = Driven::open(&desktop).await;
    window.pair(&cloud).await;
    cloud.fault(Fault::new(Place::Part, Misdeed::Slow { bytes_per_s: 2_000_000 }));
    window.add_by_dialog(&desktop, &clip).await;
    wait_until("the first part", Duration::from_secs(60), || async {
        (completed(&cloud) > 0).then_some(())
    })
    .await;
    // The driver's end takes the program with it, by kill.
    drop(window);
    let mut kills = 1;
    let mut repeated = sent_again(&cloud);
    assert!(repeated <= PARTS_AT_ONCE, "{repeated} after the first kill");
    while kills < KILLS {
        let before = cloud.requests().iter().filter(|seen| seen.method == "PUT").count();
        let mut app = desktop.start_app();
        // Not before it is sending again: a kill of an idle program proves nothing.
        wait_until("it to send again", Duration::from_secs(60), || async {
            let now = cloud.requests().iter().filter(|seen| seen.method == "PUT").count();
            (now > before).then_some(())
        })
        .await;
        tokio::time::sleep(Duration::from_millis(dice.random_range(0..2500))).await;
        app.kill_group();
        kills += 1;
        let now = sent_again(&cloud);
        assert!(now - repeated <= PARTS_AT_ONCE, "{} repeated after kill {kills}", now - repeated);
        repeated = now;
        let whole =
            cloud.assets_so_far().iter().any(|asset| asset.status == AssetStatus::Completed);
        assert!(!whole, "it was over after {kills} kills; slow the line down");
    }
    println!("{kills} kills, {repeated} parts sent again");

    cloud.clear_faults();
    let window = Driven::open(&desktop).await;
    window.show_all().await;
    window.until_row("A002_C001.mov", "done").await;
    window.picture("04-done-after-ten-kills").await;
    let assets = cloud.assets().await;
    let [asset] = assets.as_slice() else { panic!("{} assets", assets.len()) };
    assert_eq!(asset.sha256, Some(media::sha256(&clip)));
    assert!(sent_again(&cloud) <= repeated + PARTS_AT_ONCE);
    window.close().await;
}
