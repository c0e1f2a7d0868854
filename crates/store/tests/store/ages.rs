//! Databases of every age: as each migration left them, with rows in them, opened by today's code; and
//! today's database under the code of each age.

use crate::{LATER, NOW, id};
use domain::UploadId;
use sqlx::migrate::{Migration, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection, Row};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use store::Store;
use tempfile::TempDir;

/// What is written as soon as this migration is there, in the words of its day. Nothing in here is ever
/// changed: a new migration brings a new line.
const WRITTEN: &[(&str, &str)] = &[
    (
        "connections",
        "insert into connections
            (id, provider, address, extra_ca, state, project_id, project_name, person_name,
             person_email, device, device_name, created_at, connected_at)
         values
            ('c', 'frameio', 'https://api.frame.io/', '/ca.pem', 'connected', 'p', 'Kestrel',
             'Mara', 'mara@example.com', 'd', 'Cart 1', 1, 2),
            ('out', 'vinli', 'https://auth.vin.li/', null, 'not_authorized', null, null, null,
             null, null, null, 3, null)",
    ),
    (
        "uploads",
        "insert into uploads
            (connection, path, size, modified_ns, made_at, fingerprint, kind, place, state,
             waiting_for, until, error_kind, error_said, error_attempts, asset, attempts, added_at,
             finished_at, targets_expire, part_count, parts_sent, accepted_bytes, put_away)
         values
            ('c', cast('/card/1.mov' as blob), 10, 5, 4, 'one', 'proxy', 1, 'uploading',
             null, null, null, null, null, 'a1', 3, 77, null, 99, 2, 1, 5, 0),
            ('c', cast('/card/2.mov' as blob), 20, 5, 4, 'two', 'ocf', 2, 'queued',
             null, null, null, null, null, null, 0, 78, null, null, null, 0, 0, 0),
            ('c', cast('/card/3.mov' as blob), 30, 5, 4, 'three', 'ocf', 3, 'waiting',
             'time', 99, 'busy', '503', 2, null, 2, 79, null, null, null, 0, 0, 0),
            ('c', cast('/card/4.mov' as blob), 40, 5, 4, 'four', 'ocf', 4, 'paused',
             null, null, null, null, null, null, 0, 80, null, null, null, 0, 0, 0),
            ('c', cast('/card/5.mov' as blob), 50, 5, 4, 'five', 'ocf', 5, 'failed',
             null, null, 'rejected', 'no', 1, null, 1, 81, 90, null, null, 0, 0, 0),
            ('c', cast('/card/6.mov' as blob), 60, 5, 4, 'six', 'ocf', 6, 'done',
             null, null, null, null, null, 'a6', 0, 82, 91, null, 1, 1, 60, 0),
            ('c', cast('/card/7.mov' as blob), 70, 5, 4, 'seven', 'ocf', 7, 'cancelled',
             null, null, null, null, null, null, 0, 83, 92, null, null, 0, 0, 0),
            ('c', cast('/card/8.mov' as blob), 80, 5, 4, 'eight', 'ocf', 8, 'skipped',
             null, null, null, null, null, null, 0, 84, 93, null, null, 0, 0, 1)",
    ),
    (
        "parts",
        "insert into parts (upload, number, start, length, target, sent_at)
         values (1, 1, 0, 5, null, 80), (1, 2, 5, 5, 'https://parts.example/2', null),
                (6, 1, 0, 60, null, 81)",
    ),
    ("history", "insert into history (upload, at, what) values (1, 77, 'queued'), (6, 91, 'done')"),
    (
        "settings",
        "insert into settings (name, value) values ('parallel_files', '3'), ('probe', 'null')",
    ),
    (
        "ways",
        "insert into connections
            (id, provider, address, state, created_at, way, account_id, account_name,
             former_project_id, former_project_name)
         values ('was', 'frameio', 'https://api.frame.io/', 'not_authorized', 4, 'application',
                 'acc', 'Harbour', 'p0', 'Gannet')",
    ),
    (
        "farewells",
        "insert into farewells (id, provider, address, extra_ca, way, device, what, since)
         values ('gone', 'frameio', 'https://api.frame.io/', '/ca.pem', 'device_code', 'd0',
                 'the one before', 5)",
    ),
    (
        "queue",
        "insert into uploads
            (connection, path, size, modified_ns, made_at, fingerprint, kind, place, state, added_at,
             clip, found_in, growing, rank, paused_until, offered, hash, seen_wall, seen_boot,
             seen_ticks, words, growing_asset)
         values
            ('c', cast('/card/9.mov' as blob), 90, 5, 4, 'nine', 'ocf', 9, 'queued', 85, 'nine', 1,
             1, 2, null, 0, 'abcd', 85, 'boot', 7, '/card/9.mov', 'a9'),
            ('c', cast('/card/10.mov' as blob), 91, 5, 4, 'ten', 'ocf', 10, 'paused', 86, 'ten', 1,
             0, -1, 99, 0, null, 86, 'boot', 8, '/card/10.mov', null),
            ('c', cast('/card/11.mov' as blob), 92, 5, 4, 'eleven', 'ocf', 11, 'paused', 87,
             'eleven', 1, 0, 2, null, 1, null, 87, 'boot', 9, '/card/11.mov', null);
         insert into parts (upload, number, start, length, sent_at, hash, tag)
            values (3, 1, 0, 30, 82, 'ef01', 'etag');
         insert into watched_folders (connection, path, subfolders, take, leave, growing, existing,
                                      added_at)
            values ('c', cast('/card' as blob), 1, '[\"mov\"]', '[]', 1, 1, 6);
         insert into rounds (connection, files, bytes) values ('c', 1, 60)",
    ),
];

fn migrations() -> Vec<Migration> {
    let all: Vec<_> = sqlx::migrate!().iter().cloned().collect();
    let known: Vec<_> = WRITTEN.iter().map(|(name, _)| *name).collect();
    let names: Vec<_> = all.iter().map(|one| one.description.as_ref()).collect();
    assert_eq!(names, known, "each migration has a line in WRITTEN");
    all
}

async fn raw(path: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
    options.foreign_keys(true).connect().await.unwrap()
}

/// What an app of this age does with the database when it opens it.
async fn migrate(connection: &mut SqliteConnection, age: usize) {
    let mut migrator =
        Migrator { migrations: Cow::Owned(migrations()[..age].to_vec()), ..Migrator::DEFAULT };
    migrator.set_ignore_missing(true);
    migrator.run(connection).await.unwrap();
}

async fn write(connection: &mut SqliteConnection, age: usize) {
    for (_, rows) in &WRITTEN[..age] {
        sqlx::raw_sql(sqlx::AssertSqlSafe(*rows)).execute(&mut *connection).await.unwrap();
    }
}

/// By table: the columns that a person's data is in.
type Columns = BTreeMap<String, Vec<String>>;
/// By table: all of it, as text.
type Content = BTreeMap<String, Vec<String>>;

async fn columns(connection: &mut SqliteConnection) -> Columns {
    let rows = sqlx::query(
        "select t.name, c.name from sqlite_schema as t join pragma_table_info(t.name) as c
         where t.type = 'table' and t.name not like 'sqlite%' and t.name not like '\\_%' escape '\\'
         order by t.name, c.cid",
    );
    let mut columns = Columns::new();
    for row in rows.fetch_all(connection).await.unwrap() {
        columns.entry(row.get(0)).or_default().push(row.get(1));
    }
    // What the database adds up by itself.
    columns.remove("tallies");
    columns
}

async fn content(connection: &mut SqliteConnection, columns: &Columns) -> Content {
    let mut content = Content::new();
    for (table, columns) in columns {
        // These two today's code fills in where an older one left them empty.
        let kept = columns.iter().filter(|name| !["words", "clip"].contains(&name.as_str()));
        let quoted: Vec<_> = kept.map(|name| format!("quote({name})")).collect();
        let rows = format!("select {} from {table} order by 1", quoted.join(" || ' ' || "));
        let rows = sqlx::query_scalar(sqlx::AssertSqlSafe(rows));
        content.insert(table.clone(), rows.fetch_all(&mut *connection).await.unwrap());
    }
    content
}

/// All that today's code knows of what was written at this age.
async fn found_by_today(path: &Path, age: usize) {
    let written = |name: &str| WRITTEN[..age].iter().any(|(known, _)| *known == name);
    let store = Store::open(path).await.unwrap();
    let connections = store.connections().await.unwrap();
    assert_eq!(connections.len(), if written("ways") { 3 } else { 2 }, "age {age}");
    let first = connections.iter().find(|one| one.id == id("c")).unwrap();
    assert_eq!(first.person.as_ref().unwrap().name, "Mara");
    let uploads = store.uploads().await.unwrap();
    let count = uploads.len();
    match (written("uploads"), written("queue")) {
        // One is off the list.
        (true, new) => assert_eq!(count, if new { 10 } else { 7 }, "age {age}"),
        (false, _) => assert_eq!(count, 0, "age {age}"),
    }
    if written("parts") {
        let parts = store.parts(UploadId(1)).await.unwrap();
        assert_eq!(parts.iter().filter(|part| part.sent_at.is_some()).count(), 1, "age {age}");
        let unsent = store.unsent(UploadId(1)).await.unwrap();
        assert_eq!(unsent[0].1.reveal(), "https://parts.example/2");
    }
    if written("history") {
        let history = store.history(UploadId(6)).await.unwrap();
        let words = "done".to_owned();
        let as_it_was = [(domain::Timestamp(91), domain::Happened::Said { words })];
        assert_eq!(history, as_it_was, "age {age}");
    }
    if written("settings") {
        assert_eq!(store.settings().await.unwrap().parallel_files, Some(3), "age {age}");
    }
    if written("farewells") {
        assert_eq!(store.farewells().await.unwrap().len(), 1, "age {age}");
    }
    if written("queue") {
        assert_eq!(store.watched_folders().await.unwrap().len(), 1, "age {age}");
    }
    // And it goes on with them.
    if written("uploads") {
        store.requeue_interrupted(NOW).await.unwrap();
        store.move_upload(UploadId(2), &domain::UploadEvent::Cancelled, LATER).await.unwrap();
    }
    store.close().await;
}

#[tokio::test]
async fn a_database_of_every_age_is_opened_and_every_row_of_it_is_there() {
    let all = migrations().len();
    for age in 1..=all {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("labrun.db");
        let mut old = raw(&path).await;
        migrate(&mut old, age).await;
        write(&mut old, age).await;
        let columns = columns(&mut old).await;
        let before = content(&mut old, &columns).await;
        old.close().await.unwrap();
        Store::open(&path).await.unwrap().close().await;

        let mut new = raw(&path).await;
        assert_eq!(content(&mut new, &columns).await, before, "age {age}");
        new.close().await.unwrap();
        found_by_today(&path, age).await;
    }
}

#[tokio::test]
async fn an_app_of_every_age_opens_todays_database_and_its_rows_are_there_when_today_comes_back() {
    let all = migrations().len();
    for age in 1..=all {
        let folder = TempDir::new().unwrap();
        // What it would have without anything newer.
        let alone = folder.path().join("alone.db");
        let mut old = raw(&alone).await;
        migrate(&mut old, age).await;
        write(&mut old, age).await;
        let columns = columns(&mut old).await;
        let expected = content(&mut old, &columns).await;
        old.close().await.unwrap();

        let path = folder.path().join("labrun.db");
        Store::open(&path).await.unwrap().close().await;
        let mut old = raw(&path).await;
        // It knows of no more migrations than its own, and writes in its own words.
        migrate(&mut old, age).await;
        write(&mut old, age).await;
        assert_eq!(content(&mut old, &columns).await, expected, "age {age}");
        old.close().await.unwrap();
        found_by_today(&path, age).await;

        // Also what it takes away and changes again.
        let mut old = raw(&path).await;
        for table in columns.keys().filter(|table| *table != "connections") {
            let emptied = format!("delete from {table}");
            sqlx::query(sqlx::AssertSqlSafe(emptied)).execute(&mut old).await.unwrap();
        }
        sqlx::query("update connections set person_name = 'Ana' where id = 'c'")
            .execute(&mut old)
            .await
            .unwrap();
        old.close().await.unwrap();
        let store = Store::open(&path).await.unwrap();
        assert_eq!(store.totals().await.unwrap().files, 0, "age {age}");
        let first = store.connection(&id("c")).await.unwrap().unwrap();
        assert_eq!(first.person.unwrap().name, "Ana");
        store.close().await;
    }
}

/// Without it, the two above would say nothing of what the newest migration brought.
#[tokio::test]
async fn every_column_of_today_has_something_in_it_in_these_tests() {
    let folder = TempDir::new().unwrap();
    let mut new = raw(&folder.path().join("labrun.db")).await;
    let all = migrations().len();
    migrate(&mut new, all).await;
    write(&mut new, all).await;
    for (table, columns) in columns(&mut new).await {
        for column in columns {
            let count = format!("select count({column}) from {table}");
            let count: i64 =
                sqlx::query_scalar(sqlx::AssertSqlSafe(count)).fetch_one(&mut new).await.unwrap();
            assert!(
                count > 0,
                "nothing is ever written to {table}.{column}: add a line to WRITTEN"
            );
        }
    }
}
