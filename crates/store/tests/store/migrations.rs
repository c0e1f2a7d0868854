use crate::{NOW, Shelf, connection};
use sqlx::{ConnectOptions, Connection as _, sqlite::SqliteConnectOptions};
use store::Store;

#[tokio::test]
async fn going_back_one_version_still_opens_the_queue() {
    let shelf = Shelf::new().await;
    let upload = shelf.queued("a.mov", 1).await;
    let path = shelf.path();
    shelf.store.close().await;

    // What a later version may do: add.
    let mut later = SqliteConnectOptions::new().filename(&path).connect().await.unwrap();
    sqlx::raw_sql(
        "alter table uploads add column colour text not null default 'blue';
         alter table connections add column mood text;
         create table watched_folders (id integer primary key) strict;
         insert into connections (id, provider, address, state, created_at)
             values ('z', 'a cloud of tomorrow', 'https://x.y', 'not_authorized', 1);
         update uploads set kind = 'hologram';
         insert into _sqlx_migrations (version, description, success, checksum, execution_time)
             values (20991231000000, 'later', 1, x'00', 1);",
    )
    .execute(&mut later)
    .await
    .unwrap();
    later.close().await.unwrap();

    let store = Store::open(&path).await.unwrap();
    assert_eq!(store.connections().await.unwrap(), [connection("c")]);
    let rows = store.uploads().await.unwrap();
    assert_eq!((rows.len(), &rows[0].file), (1, &upload.file));
    store.save_connection(&connection("d")).await.unwrap();
    store.move_upload(upload.id, &domain::UploadEvent::Cancelled, NOW).await.unwrap();
    store.close().await;
    drop(shelf.folder);
}

#[tokio::test]
async fn whoever_was_there_before_there_were_several_ways_came_by_device_code() {
    let shelf = Shelf::new().await;
    let mut raw = SqliteConnectOptions::new().filename(shelf.path()).connect().await.unwrap();
    sqlx::raw_sql(
        "insert into connections (id, provider, address, state, created_at)
             values ('old', 'frameio', 'https://api.frame.io/', 'not_authorized', 1)",
    )
    .execute(&mut raw)
    .await
    .unwrap();
    let old = shelf.store.connection(&domain::ConnectionId::new("old")).await.unwrap().unwrap();
    assert_eq!(old.way.as_str(), "device_code");
    assert_eq!((old.account, old.former), (None, None));
}

#[tokio::test]
async fn a_migration_that_has_landed_is_never_edited() {
    // sqlx refuses a database whose migrations have other checksums than ours. This list only
    // grows.
    let shelf = Shelf::new().await;
    let mut raw = SqliteConnectOptions::new().filename(shelf.path()).connect().await.unwrap();
    let landed: Vec<(i64, String)> = sqlx::query_as(
        "select version, lower(substr(hex(checksum), 1, 16)) from _sqlx_migrations order by 1",
    )
    .fetch_all(&mut raw)
    .await
    .unwrap();
    let landed: Vec<_> = landed.iter().map(|(version, sum)| (*version, sum.as_str())).collect();
    assert_eq!(landed, LANDED);
}

const LANDED: [(i64, &str); 7] = [
    (20261122080000, "ef545771300f025c"),
    (20261122080100, "08bcd6dbe85b0c28"),
    (20261122080200, "8a6bd6c8d0ec3bcb"),
    (20261122080300, "08907c5b9a3c375a"),
    (20261122080400, "613d6f8123d37521"),
    (20261124080000, "d6fe1804c2f3cf77"),
    (20261124080100, "d8401b3d35fddd86"),
];
