use crate::app::{Desktop, Driven, wait_until};
use crate::media;
use simulator::{Expirable, Fault, Misdeed, Options, Place, Simulator};
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_is_gone_for_longer_than_any_timeout_is_said_and_outwaited() {
    let desktop = Desktop::with_keyring();
    let clip = media::clip(desktop.folder.path(), "A003_C001.mov");
    let cloud = Simulator::start(Options::new(desktop.folder.path().join("cloud"))).await.unwrap();
    desktop.point_at(&cloud);
    let window = Driven::open(&desktop).await;
    window.pair(&cloud).await;
    cloud.fault(Fault::new(Place::Part, Misdeed::Slow { bytes_per_s: 12_000_000 }));
    window.add_by_dialog(&desktop, &clip).await;
    window.show_all().await;
    window.until_row("A003_C001.mov", "uploading").await;
    wait_until("some bytes", Duration::from_secs(60), || async {
        cloud.assets_so_far().iter().any(|a| a.parts.iter().any(|p| p.received > 0)).then_some(())
    })
    .await;
    window.picture("05-uploading").await;

    // Every byte swallowed, without a reset: only its standing still can tell.
    cloud.black_hole().await.unwrap();
    window.until_row("A003_C001.mov", "waiting_for_network").await;
    window.until_text("standstill", "the reason", |text| text.contains("network")).await;
    window.picture("06-waiting-for-the-network").await;
    // The token, too, does not live to see the end of it.
    cloud.expire(Expirable::AccessTokens);
    cloud.clear_faults();
    cloud.restore_line().await.unwrap();
    window.until_row("A003_C001.mov", "done").await;
    window.until_card("connected").await;
    let assets = cloud.assets().await;
    let [asset] = assets.as_slice() else { panic!("{} assets", assets.len()) };
    assert_eq!(asset.sha256, Some(media::sha256(&clip)));
    window.close().await;
}
