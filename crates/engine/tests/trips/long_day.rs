//! Eight hours on set: the network comes and goes, the app is closed and opened, and nobody is
//! asked to sign in again.

use crate::four_clouds::WAYS;
use crate::set::{Set, quick};
use domain::ConnectionState;
use engine::{Event, Overrides, Timings};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_asked_to_sign_in_again_in_eight_hours_by_any_way_that_lasts() {
    let seed: u64 = rand::random();
    println!("seed {seed}");
    let mut dice = StdRng::seed_from_u64(seed);
    let timings = Timings { poll: Duration::from_millis(500), ..quick() };
    let mut set = Set::with(timings, Overrides::default()).await;
    set.open_door().await;
    let mut all = vec![set.pair().await];
    for (provider, way, lasts) in WAYS {
        if *lasts {
            all.push(set.sign_in_by(*provider, way).await);
        }
    }
    let first = all[0].clone();
    for quarter in 1..=32 {
        let mut events = set.engine.subscribe();
        set.advance(Duration::from_secs(900));
        match dice.random_range(0..6) {
            0 => {
                set.restart().await;
                events = set.engine.subscribe();
            }
            1 => {
                set.cloud.drop_line().await.unwrap();
                set.engine.network_changed();
                tokio::time::sleep(Duration::from_millis(100)).await;
                set.cloud.restore_line().await.unwrap();
                set.engine.network_changed();
            }
            2 | 3 => set.engine.network_changed(),
            _ => {}
        }
        for id in &all[1..] {
            set.engine
                .list_accounts(id, None)
                .await
                .unwrap_or_else(|error| panic!("after {quarter} quarters: {error}"));
        }
        if quarter % 8 == 0 {
            let file = set.file(&format!("A{quarter:03}.mov"), 1000 + quarter);
            let upload = set.add(&first, &file).await;
            set.until_done(upload).await;
        }
        for row in set.engine.connections().await.unwrap() {
            assert_ne!(row.state, ConnectionState::NotAuthorized, "{} asks: {row:?}", row.way);
        }
        while let Ok(event) = events.try_recv() {
            if let Event::ConnectionChanged { connection, .. } = event {
                assert_ne!(connection.state, ConnectionState::NotAuthorized, "{connection:?}");
            }
        }
    }
}
