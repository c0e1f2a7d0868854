use crate::{LATER, Shelf};
use domain::{Language, LimitRule, MediaKind, MeteredRule, Pause, Proxy, Settings};
use sqlx::{ConnectOptions, sqlite::SqliteConnectOptions};

#[tokio::test]
async fn settings_and_pause_begin_with_their_defaults_and_survive_a_restart() {
    let shelf = Shelf::new().await;
    assert_eq!(shelf.store.settings().await.unwrap(), Settings::default());
    assert_eq!(shelf.store.pause().await.unwrap(), Pause::No);

    let chosen = Settings {
        parallel_files: Some(3),
        parallel_parts: Some(6),
        limit_mbit: Some(40),
        schedule: vec![LimitRule { days: [true; 7], from: 480, to: 60, limit_mbit: Some(5) }],
        leave_percent: 20,
        order: vec![MediaKind::Audio, MediaKind::Ocf],
        metered: MeteredRule::ProxiesOnly,
        treat_as_metered: true,
        redirect_port: 50_000,
        start_at_login: true,
        keep_awake: false,
        notify_attention: false,
        notify_finished: false,
        notify_signed_out: false,
        update_by_itself: false,
        proxy: Proxy::None,
        authorities: vec!["a certificate".to_owned()],
        language: Some(Language::German),
    };
    shelf.store.set_settings(&chosen).await.unwrap();
    for pause in [Pause::UntilResumed, Pause::Until { until: LATER }] {
        shelf.store.set_pause(pause).await.unwrap();
        assert_eq!(shelf.store.pause().await.unwrap(), pause);
    }
    let shelf = shelf.reopened().await;
    assert_eq!(shelf.store.settings().await.unwrap(), chosen);
    assert_eq!(shelf.store.pause().await.unwrap(), Pause::Until { until: LATER });

    let unlimited = Settings { limit_mbit: None, parallel_files: None, ..chosen };
    shelf.store.set_settings(&unlimited).await.unwrap();
    shelf.store.set_pause(Pause::No).await.unwrap();
    assert_eq!(shelf.store.settings().await.unwrap(), unlimited);
    assert_eq!(shelf.store.pause().await.unwrap(), Pause::No);
}

#[tokio::test]
async fn what_another_version_wrote_costs_only_the_fields_that_cannot_be_read() {
    let shelf = Shelf::new().await;
    let options = SqliteConnectOptions::new().filename(shelf.path());
    let mut raw = options.connect().await.unwrap();
    sqlx::raw_sql(
        "insert into settings values ('parallel_files', '5'),
                                     ('parallel_parts', '\"as many as it takes\"'),
                                     ('limit_mbit', '0'),
                                     ('from_the_future', '{\"a\": 1}'),
                                     ('pause', '{\"paused\": \"at_night\"}')",
    )
    .execute(&mut raw)
    .await
    .unwrap();
    let read = Settings { parallel_files: Some(5), limit_mbit: Some(1), ..Settings::default() };
    assert_eq!(shelf.store.settings().await.unwrap(), read);
    assert_eq!(shelf.store.pause().await.unwrap(), Pause::No);

    shelf.store.set_settings(&Settings::default()).await.unwrap();
    let kept: i64 =
        sqlx::query_scalar("select count(*) from settings where name = 'from_the_future'")
            .fetch_one(&mut raw)
            .await
            .unwrap();
    assert_eq!(kept, 1, "a newer version finds its own again");
}
