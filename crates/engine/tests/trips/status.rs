use crate::set::{PATIENCE, Set, device_code, only, typed, within};
use domain::{ConnectionId, Endpoint, ProviderKind, UploadState};
use engine::{Headline, Standstill};
use simulator::{Options, Simulator};
use std::time::{Duration, Instant};

/// What a window would show, several times a second, until nothing is left.
async fn watched(set: &Set, of: Option<&ConnectionId>) -> Vec<Headline> {
    let (mut seen, began) = (Vec::new(), Instant::now());
    loop {
        let headline = set.engine.headline_of(of).await.unwrap();
        let is_over = headline.files_left == 0;
        seen.push(headline);
        if is_over {
            return seen;
        }
        assert!(began.elapsed() < PATIENCE, "{:?}", seen.last());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn limit(set: &Set, mbit: u32) {
    let mut settings = set.engine.snapshot().await.unwrap().settings;
    settings.limit_mbit = Some(mbit);
    set.engine.set_settings(settings).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bar_only_ever_grows_over_files_that_come_to_their_end_one_by_one() {
    let set = Set::new().await;
    let id = set.pair().await;
    limit(&set, 40).await;
    set.engine.pause_queue(None).await.unwrap();
    for (index, size) in [3_000_000, 200_000, 5_000_000, 1, 4_000_000, 800_000].iter().enumerate() {
        set.add(&id, &set.file(&format!("A{index:03}.mov"), *size)).await;
    }
    let before = set.engine.headline().await.unwrap();
    assert_eq!((before.files_left, before.bytes_left), (6, 13_000_001));
    assert_eq!((before.fraction, before.seconds_left), (0.0, None));
    assert_eq!(before.standstill, Some(Standstill::Paused));
    set.engine.resume_queue().await.unwrap();
    let seen = watched(&set, None).await;
    for pair in seen.windows(2) {
        assert!(pair[1].fraction >= pair[0].fraction, "{pair:?}");
        assert!(pair[1].bytes_left <= pair[0].bytes_left, "{pair:?}");
        assert!(pair[1].files_left <= pair[0].files_left, "{pair:?}");
    }
    let on_the_way = seen.iter().filter(|one| (0.01..0.99).contains(&one.fraction)).count();
    assert!(on_the_way >= 5, "only {on_the_way} looks were in between");
    assert!(seen.iter().any(|one| (1..6).contains(&one.files_left)));
    let over = seen.last().unwrap();
    assert_eq!((over.fraction, over.bytes_left, over.seconds_left), (1.0, 0, None));
    assert_eq!(over.standstill, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_pause_the_headline_says_what_the_rows_say() {
    let set = Set::new().await;
    let id = set.pair().await;
    limit(&set, 4).await;
    let first = set.add(&id, &set.file("A001.mov", 2_000_000)).await;
    let second = set.add(&id, &set.file("A002.mov", 2_000_000)).await;
    let by_the_rows = async || {
        let rows = [set.upload(first).await, set.upload(second).await];
        rows.iter().map(|row| row.file.size - row.accepted_bytes).sum::<u64>()
    };
    // Some of a part is on its way, and the headline has counted it.
    let began = Instant::now();
    while set.engine.headline().await.unwrap().bytes_left >= by_the_rows().await {
        assert!(began.elapsed() < PATIENCE);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    set.engine.pause_queue(None).await.unwrap();
    while !set.engine.progress().is_empty() {
        assert!(began.elapsed() < PATIENCE);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let headline = set.engine.headline().await.unwrap();
    assert_eq!(headline.standstill, Some(Standstill::Paused));
    assert_eq!(headline.bytes_left, by_the_rows().await);
    assert!(headline.bytes_left > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_after_the_queue_was_empty_begins_at_zero() {
    let set = Set::new().await;
    let id = set.pair().await;
    set.until_done(set.add(&id, &set.file("A001.mov", 500_000)).await).await;
    assert_eq!(set.engine.headline().await.unwrap().fraction, 1.0);
    set.engine.pause_queue(None).await.unwrap();
    set.add(&id, &set.file("A002.mov", 400_000)).await;
    let headline = set.engine.headline().await.unwrap();
    assert_eq!((headline.fraction, headline.bytes_left), (0.0, 400_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn time_left_is_said_and_hardly_ever_gets_longer() {
    let set = Set::new().await;
    let id = set.pair().await;
    limit(&set, 8).await;
    for index in 0..4 {
        set.add(&id, &set.file(&format!("A{index:03}.mov"), 2_000_000 + index)).await;
    }
    let seen = watched(&set, None).await;
    let said: Vec<u64> = seen.iter().filter_map(|one| one.seconds_left).collect();
    assert!(said.len() > 10, "{said:?}");
    let longer = said.windows(2).filter(|pair| pair[1] > pair[0]).count();
    let values = said.windows(2).filter(|pair| pair[1] != pair[0]).count();
    assert!(longer <= 4 && values <= 16, "{said:?}");
}

/// Of the same kind, at another address.
async fn another_cloud(set: &Set) -> (Simulator, ConnectionId) {
    let options = Options::new(set.folder.path().join("another"));
    let cloud = Simulator::start(options).await.unwrap();
    let endpoint = Endpoint {
        address: cloud.api().parse().unwrap(),
        extra_ca: Some(std::fs::read_to_string(cloud.ca_pem_path()).unwrap()),
    };
    let secret = typed(cloud.client_secret());
    let way = device_code();
    let started =
        set.engine.start_sign_in(ProviderKind::Frameio, way, secret, None, Some(endpoint));
    started.await.unwrap();
    let code = within(cloud.until_code()).await;
    cloud.approve(&code.user_code, None).unwrap();
    let connection = set.until_signed_in().await;
    (cloud, connection)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_connection_has_a_headline_of_its_own() {
    let set = Set::new().await;
    let first = set.pair().await;
    let (_cloud, second) = another_cloud(&set).await;
    set.engine.pause_queue(None).await.unwrap();
    let held = set.add(&first, &set.file("A001.mov", 1_000_000)).await;
    set.add(&second, &set.file("B001.mov", 2_000_000)).await;
    set.add(&second, &set.file("B002.mov", 3_000_000)).await;
    let left = async |of: Option<&ConnectionId>| {
        let headline = set.engine.headline_of(of).await.unwrap();
        (headline.files_left, headline.bytes_left)
    };
    assert_eq!(left(Some(&first)).await, (1, 1_000_000));
    assert_eq!(left(Some(&second)).await, (2, 5_000_000));
    assert_eq!(left(None).await, (3, 6_000_000));
    set.engine.pause_uploads(&only(held), None).await.unwrap();
    set.engine.resume_queue().await.unwrap();
    watched(&set, Some(&second)).await;
    let (here, there) = (
        set.engine.headline_of(Some(&first)).await.unwrap(),
        set.engine.headline_of(Some(&second)).await.unwrap(),
    );
    assert_eq!((here.files_left, here.standstill), (1, Some(Standstill::Paused)));
    assert_eq!((here.fraction, here.bytes_per_second), (0.0, 0.0));
    assert_eq!((there.files_left, there.standstill, there.fraction), (0, None, 1.0));
    assert!(matches!(set.upload(held).await.state, UploadState::Paused { .. }));
}
