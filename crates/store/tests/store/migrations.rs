use crate::states::claim;
use crate::{LATER, NOW, Shelf, connection, file, hashed, id, picked};
use domain::{
    AssetId, Filter, List, PartNumber, Reading, Timestamp, UploadEvent, UploadId, UploadState,
};
use sqlx::{ConnectOptions, Connection as _, sqlite::SqliteConnectOptions};
use std::path::Path;
use store::{Enqueued, Store};

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
         create table cameras (id integer primary key) strict;
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

const LANDED: [(i64, &str); 8] = [
    (20261122080000, "ef545771300f025c"),
    (20261122080100, "08bcd6dbe85b0c28"),
    (20261122080200, "8a6bd6c8d0ec3bcb"),
    (20261122080300, "08907c5b9a3c375a"),
    (20261122080400, "613d6f8123d37521"),
    (20261124080000, "d6fe1804c2f3cf77"),
    (20261124080100, "d8401b3d35fddd86"),
    (20261125080000, "00c93b67adc4e832"),
];

/// A database as the version before the queue's migration left it, with an upload in each of its
/// states.
async fn of_the_version_before(path: &Path) {
    let known = tempfile::tempdir().unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().path();
        let file = name.file_name().unwrap().to_str().unwrap();
        if file < "20261125" {
            std::fs::copy(&name, known.path().join(file)).unwrap();
        }
    }
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
    let mut raw = options.connect().await.unwrap();
    let migrator = sqlx::migrate::Migrator::new(known.path()).await.unwrap();
    migrator.run(&mut raw).await.unwrap();
    sqlx::raw_sql(
        "insert into connections (id, provider, address, state, created_at)
             values ('c', 'frameio', 'https://api.frame.io/', 'not_authorized', 1);
         insert into uploads (connection, path, size, modified_ns, made_at, fingerprint, kind,
                              place, state, waiting_for, error_kind, error_said, error_attempts,
                              until, asset, attempts, added_at, finished_at, part_count,
                              parts_sent, accepted_bytes)
         values ('c', cast('/Día/ÄÖ_C001_Proxy.mov' as blob), 10, 5, 1, 'one', 'proxy', 1, 'queued',
                 null, null, null, null, null, 'a', 3, 77, null, 2, 1, 5),
                ('c', cast('/card/2.mov' as blob), 20, 5, 1, 'two', 'ocf', 2, 'uploading',
                 null, null, null, null, null, null, 0, 78, null, null, 0, 0),
                ('c', cast('/card/3.mov' as blob), 30, 5, 1, 'three', 'ocf', 3, 'waiting',
                 'time', 'busy', '503', 2, 99, null, 2, 79, null, null, 0, 0),
                ('c', cast('/card/4.mov' as blob), 40, 5, 1, 'four', 'ocf', 4, 'paused',
                 null, null, null, null, null, null, 0, 80, null, null, 0, 0),
                ('c', cast('/card/5.mov' as blob), 50, 5, 1, 'five', 'ocf', 5, 'failed',
                 null, 'rejected', 'no', 1, null, null, 1, 81, 90, null, 0, 0),
                ('c', cast('/card/6.mov' as blob), 60, 5, 1, 'six', 'ocf', 6, 'done',
                 null, null, null, null, null, 'b', 0, 82, 91, 1, 1, 60),
                ('c', cast('/card/7.mov' as blob), 70, 5, 1, 'seven', 'ocf', 7, 'cancelled',
                 null, null, null, null, null, null, 0, 83, 92, null, 0, 0);
         insert into parts values (1, 1, 0, 5, null, 80), (1, 2, 5, 5, 'https://parts.example', null),
                                  (6, 1, 0, 60, null, 81);
         insert into history (upload, at, what) values (1, 77, 'queued');
         insert into settings values ('parallel_files', '3'), ('parallel_parts', '5');",
    )
    .execute(&mut raw)
    .await
    .unwrap();
    raw.close().await.unwrap();
}

async fn found(store: &Store, words: &str) -> Vec<UploadId> {
    let filter = Filter { words: words.into(), ..Filter::default() };
    store.list(&filter, 0, 10).await.unwrap().rows.iter().map(|upload| upload.id).collect()
}

#[tokio::test]
async fn a_queue_of_the_version_before_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("labrun.db");
    of_the_version_before(&path).await;
    let store = Store::open(&path).await.unwrap();
    let order: Vec<i64> = store
        .list(&Filter::default(), 0, 10)
        .await
        .unwrap()
        .rows
        .iter()
        .map(|row| row.id.0)
        .collect();
    assert_eq!(order, [2, 5, 1, 3, 4, 6, 7]);
    let counts = store.counts(Some(&id("c")), "").await.unwrap();
    assert_eq!((counts.active, counts.waiting, counts.attention), (1, 3, 1));
    assert_eq!((counts.done, counts.all), (1, 7));
    let totals = store.totals().await.unwrap();
    assert_eq!((totals.files, totals.bytes, totals.accepted_bytes), (4, 100, 5));
    assert_eq!((totals.done_files, totals.soonest_retry), (0, Some(Timestamp(99))));
    assert_eq!(found(&store, "díA/äö").await, [UploadId(1)]);

    let first = store.upload(UploadId(1)).await.unwrap().unwrap();
    assert_eq!(first.clip, "äö_c001");
    let seen = Reading { wall: Timestamp(77), boot: String::new(), ticks_ms: 0 };
    assert_eq!((first.file.seen, first.rank, first.growing), (seen, 0, false));
    assert!(store.connections().await.unwrap()[0].automatic);
    assert_eq!(store.settings().await.unwrap().parallel_files, Some(3));

    store.requeue_interrupted(NOW).await.unwrap();
    let claimed = claim(&store).await.unwrap();
    assert_eq!((claimed.id, claimed.accepted_bytes), (UploadId(1), 5));
    let a = AssetId::new("a");
    let sent = store.mark_sent(claimed.id, &a, PartNumber(2), &hashed("h"), NOW).await.unwrap();
    assert_eq!(sent.unsent_left, 0);
    store.move_upload(claimed.id, &UploadEvent::Finished { asset: a }, NOW).await.unwrap();
    assert_eq!(store.totals().await.unwrap().done_bytes, 10);
    store.close().await;
}

#[tokio::test]
async fn the_version_before_works_on_with_the_queue_and_this_one_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("labrun.db");
    of_the_version_before(&path).await;
    let store = Store::open(&path).await.unwrap();
    let offered = store::NewUpload { offered: true, ..picked(&file("offered.mov", 5)) };
    store.enqueue(&id("c"), &offered, NOW).await.unwrap();
    store.close().await;

    // Its statements, as they were.
    let mut raw = SqliteConnectOptions::new().filename(&path).connect().await.unwrap();
    sqlx::raw_sql(
        "update uploads set state = 'queued' where state = 'uploading';
         insert into uploads (connection, path, size, modified_ns, made_at, fingerprint, kind,
                              place, state, added_at)
             values ('c', cast('/card/Ünseen.mov' as blob), 7, 5, 1, 'new', 'ocf', 9, 'queued', 99);
         update uploads set state = 'uploading'
             where state = 'queued' and id = (
                 select first.id from json_each('[\"c\"]') as usable
                 join uploads as first on first.id = (
                     select id from uploads where connection = usable.value and state = 'queued'
                     order by place, id limit 1)
                 order by first.place, first.id limit 1);
         update parts set sent_at = 9, target = null where upload = 1 and number = 2;
         update uploads set parts_sent = parts_sent + 1, accepted_bytes = accepted_bytes + 5,
             attempts = 0 where id = 1;
         update uploads set state = 'done', finished_at = 100 where id = 1;
         update uploads set state = 'queued' where state = 'paused';
         delete from uploads where id = 7;
         update uploads set put_away = 1 where id = 6;",
    )
    .execute(&mut raw)
    .await
    .unwrap();
    raw.close().await.unwrap();

    let store = Store::open(&path).await.unwrap();
    let counts = store.counts(None, "").await.unwrap();
    assert_eq!((counts.active, counts.waiting, counts.attention), (0, 5, 1));
    assert_eq!((counts.offered, counts.done, counts.all), (0, 1, 7));
    let totals = store.totals().await.unwrap();
    assert_eq!((totals.files, totals.bytes, totals.accepted_bytes), (5, 102, 0));
    let new = found(&store, "ünseen").await;
    let new = store.upload(new[0]).await.unwrap().unwrap();
    assert_eq!((&new.clip[..], &new.state), ("ünseen", &UploadState::Queued));
    let again = store.enqueue(&id("c"), &picked(&new.file), LATER).await.unwrap();
    assert_eq!(again, Enqueued::Known(new));
    let waiting = Filter { list: List::Waiting, ..Filter::default() };
    assert_eq!(store.list(&waiting, 0, 10).await.unwrap().total, 5);
    store.close().await;
}
