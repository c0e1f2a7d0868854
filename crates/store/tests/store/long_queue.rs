//! A queue of a hundred thousand files, as a long shoot on a bad line may leave it. The limits
//! are generous, for a slow machine; what they catch is work that grows with the square.

use crate::{LATER, NOW, Shelf, connection, file, id};
use domain::{MediaKind, UploadEvent};
use sqlx::{ConnectOptions, Connection as _, sqlite::SqliteConnectOptions};
use std::time::{Duration, Instant};
use store::{Awaited, Store};

async fn within<T>(limit: Duration, what: &str, work: impl Future<Output = T>) -> T {
    let begin = Instant::now();
    let result = work.await;
    println!("{what}: {:?}", begin.elapsed());
    assert!(begin.elapsed() < limit, "{what} took {:?}", begin.elapsed());
    result
}

#[tokio::test]
async fn a_queue_of_a_hundred_thousand_files_is_worked_on_as_fast_as_a_short_one() {
    let shelf = Shelf::new().await;
    shelf.store.save_connection(&connection("d")).await.unwrap();
    let path = shelf.path();
    shelf.store.close().await;
    let mut raw = SqliteConnectOptions::new().filename(&path).connect().await.unwrap();
    sqlx::raw_sql(
        "insert into uploads (connection, path, size, modified_ns, made_at, fingerprint, kind,
                              place, state, added_at)
         with recursive number (n) as (select 1 union all select n + 1 from number
                                       where n < 100000)
         select iif(n % 1000 = 0, 'c', 'd'), cast('/card/' || n || '.mov' as blob), n, n, n,
                'print ' || n, 'ocf', n, 'queued', n
         from number;
         insert into parts select id, 1, 0, size, 'https://parts.example', null from uploads;",
    )
    .execute(&mut raw)
    .await
    .unwrap();
    raw.close().await.unwrap();

    let seconds = Duration::from_secs;
    let store = within(seconds(20), "opening", Store::open(&path)).await.unwrap();
    let rows = within(seconds(30), "listing", store.uploads()).await.unwrap();
    assert_eq!(rows.len(), 100_000);
    let totals = within(seconds(2), "adding up", store.totals()).await.unwrap();
    assert_eq!((totals.files, totals.bytes), (100_000, 5_000_050_000));
    // The connection whose rows are few and far between.
    let claimed = within(seconds(5), "claiming 100", async {
        let mut claimed = Vec::new();
        while let Some(upload) = store.claim_next(&[id("c")], NOW).await.unwrap() {
            claimed.push(upload.id);
        }
        claimed
    })
    .await;
    assert_eq!(claimed.len(), 100);
    within(seconds(5), "moving 100", async {
        for upload in &claimed {
            let wait = UploadEvent::WillWait(domain::WaitingFor::Network);
            store.move_upload(*upload, &wait, NOW).await.unwrap();
        }
    })
    .await;
    within(seconds(5), "enqueueing 100", async {
        for number in 0..100 {
            let new = file(&format!("new {number}"), 1);
            store.enqueue(&id("c"), &new, MediaKind::Ocf, NOW).await.unwrap();
        }
    })
    .await;
    let ready = store.ready_waiting(None, Awaited::Network, LATER);
    assert_eq!(within(seconds(5), "making 100 ready", ready).await.unwrap().len(), 100);
    let top = store.move_to_top(&claimed);
    assert_eq!(within(seconds(5), "moving 100 to the top", top).await.unwrap().len(), 100);
    store.close().await;
    drop(shelf.folder);
}
