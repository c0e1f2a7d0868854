use crate::app::{Desktop, Driven};
use crate::media;
use simulator::{Options, Simulator};

#[tokio::test(flavor = "multi_thread")]
async fn six_digits_pair_and_a_clip_of_two_hundred_megabytes_arrives_byte_for_byte() {
    let desktop = Desktop::with_keyring();
    let clip = media::clip(desktop.folder.path(), "A001_C001_0304XK.mov");
    let cloud = Simulator::start(Options::new(desktop.folder.path().join("cloud"))).await.unwrap();
    desktop.point_at(&cloud);

    let window = Driven::open(&desktop).await;
    window.see("connect-cloud").await;
    window.picture("00-first-run").await;
    window.pair(&cloud).await;
    window.add_by_dialog(&desktop, &clip).await;
    window.show_all().await;
    window.until_row("A001_C001_0304XK.mov", "done").await;
    window.picture("03-done").await;

    let assets = cloud.assets().await;
    let [asset] = assets.as_slice() else { panic!("{} assets", assets.len()) };
    assert_eq!(asset.sha256, Some(media::sha256(&clip)));
    assert!(asset.parts.iter().all(|part| part.received == 1));
    assert!(cloud.violations().is_empty(), "{:?}", cloud.violations());
    window.close().await;
}
