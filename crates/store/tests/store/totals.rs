//! What the queue adds up to.

use crate::{LATER, NOW, Shelf, connection, file, hashed, id, picked, plan};
use domain::{
    AssetId, ErrorKind, Failure, FolderId, MediaFile, PartNumber, Timestamp, Upload, UploadEvent,
    UploadId, UploadState, WaitingFor, part,
};
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use sqlx::{ConnectOptions, Connection as _, sqlite::SqliteConnectOptions};
use std::collections::HashMap;
use store::{Awaited, NewUpload, Totals, Wanted};

#[tokio::test]
async fn the_totals_are_of_what_is_not_over() {
    let shelf = Shelf::new().await;
    let store = &shelf.store;
    store.save_connection(&connection("d")).await.unwrap();
    store.save_connection(&connection("idle")).await.unwrap();
    assert_eq!(store.totals().await.unwrap(), Totals::default());

    let failure = Failure { kind: ErrorKind::Busy, said: "no".into(), attempts: 1 };
    let wait = |until| {
        let failure = failure.clone();
        UploadEvent::WillWait(WaitingFor::Time { until: Timestamp(until), failure })
    };
    let a = AssetId::new("a");
    for (name, event) in [
        ("later", Some(wait(9))),
        ("soon", Some(wait(7))),
        ("network", Some(UploadEvent::WillWait(WaitingFor::Network))),
        ("paused", Some(UploadEvent::Paused { until: None })),
        ("failed", Some(UploadEvent::Failed(failure.clone()))),
        ("skipped", Some(UploadEvent::Skipped)),
        ("cancelled", Some(UploadEvent::Cancelled)),
        ("moving", None),
        ("done", Some(UploadEvent::Finished { asset: a.clone() })),
    ] {
        let upload = shelf.planned(name, 10, 2).await;
        store.mark_sent(upload.id, &a, PartNumber(1), &hashed("h"), NOW).await.unwrap();
        if name == "done" {
            store.mark_sent(upload.id, &a, PartNumber(2), &hashed("h"), NOW).await.unwrap();
        }
        if let Some(event) = event {
            store.move_upload(upload.id, &event, LATER).await.unwrap();
        }
    }
    store.enqueue(&id("d"), &picked(&file("queued", 100)), NOW).await.unwrap();
    shelf.offered("offered").await;

    let totals = shelf.reopened().await.store.totals().await.unwrap();
    assert_eq!(
        totals,
        Totals {
            files: 6,
            bytes: 150,
            accepted_bytes: 25,
            paused: 1,
            failed: 1,
            skipped: 1,
            offered: 1,
            done_files: 1,
            done_bytes: 10,
            soonest_retry: Some(Timestamp(7)),
            connections: vec![id("c"), id("d")],
        }
    );
}

/// What the database keeps is what its rows add up to.
async fn assert_kept_sums(shelf: &Shelf, what: &str) {
    let mut raw = SqliteConnectOptions::new().filename(shelf.path()).connect().await.unwrap();
    let [kept, scanned] = [
        "select connection, slot, files, bytes, accepted from tallies
         where files <> 0 or bytes <> 0 or accepted <> 0 order by 1, 2",
        "select connection, slot, count(*), sum(size), sum(accepted_bytes) from uploads
         group by 1, 2 order by 1, 2",
    ]
    .map(sqlx::query_as::<_, (String, String, i64, i64, i64)>);
    let kept = kept.fetch_all(&mut raw).await.unwrap();
    assert_eq!(kept, scanned.fetch_all(&mut raw).await.unwrap(), "{what}");
    raw.close().await.unwrap();
}

/// Files and bytes of all that is on the list, added up from its rows.
fn scanned(rows: &[Upload], done: (u64, u64)) -> Totals {
    let mut totals = Totals { done_files: done.0, done_bytes: done.1, ..Totals::default() };
    for row in rows {
        match &row.state {
            UploadState::Failed(_) => totals.failed += 1,
            UploadState::Skipped => totals.skipped += 1,
            UploadState::Offered => totals.offered += 1,
            UploadState::Done { .. } | UploadState::Cancelled => {}
            state => {
                totals.files += 1;
                totals.bytes += row.file.size;
                totals.accepted_bytes += row.accepted_bytes;
                totals.paused += u64::from(matches!(state, UploadState::Paused { .. }));
                if !matches!(state, UploadState::Paused { .. }) {
                    totals.connections.push(row.connection.clone());
                }
                if let UploadState::Waiting(WaitingFor::Time { until, .. }) = state {
                    let soonest = totals.soonest_retry.unwrap_or(*until);
                    totals.soonest_retry = Some(soonest.min(*until));
                }
            }
        }
    }
    totals.connections.sort_by(|one, other| one.as_str().cmp(other.as_str()));
    totals.connections.dedup();
    totals
}

#[tokio::test]
async fn whatever_moves_the_sums_are_those_of_the_rows_and_the_round_begins_when_nothing_is_left() {
    let seed = rand::random();
    println!("seed {seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let mut shelf = Shelf::new().await;
    shelf.store.save_connection(&connection("d")).await.unwrap();
    let a = AssetId::new("a");
    let mut done = HashMap::from([(id("c"), (0, 0)), (id("d"), (0, 0))]);
    let mut rounds = 0;
    for step in 0..700 {
        let store = &shelf.store;
        let now = Timestamp(NOW.0 + step);
        let before = store.uploads().await.unwrap();
        let left = |rows: &[Upload]| {
            rows.iter().any(|row| !row.state.is_over() && row.state != UploadState::Offered)
        };
        let mut some: Vec<UploadId> = before.iter().map(|row| row.id).collect();
        some.shuffle(&mut random);
        some.truncate(random.random_range(0..4));
        let one = some.first().copied().unwrap_or(UploadId(0));
        let many = async |some: &[UploadId], event: UploadEvent| {
            store.move_uploads(some, &event, now).await.unwrap();
        };
        let failure = Failure { kind: ErrorKind::Busy, said: "no".into(), attempts: 1 };
        let until = Timestamp(NOW.0 + random.random_range(0..900));
        let mut finished = Vec::new();
        match random.random_range(0..20) {
            0 | 1 => {
                let all: Vec<NewUpload> = (0..random.random_range(1..4))
                    .map(|number| NewUpload {
                        offered: random.random_ratio(1, 3),
                        growing: random.random_ratio(1, 3),
                        found_in: random.random_bool(0.5).then_some(FolderId(1)),
                        ..picked(&file(&format!("{step} {number}"), random.random_range(0..99)))
                    })
                    .collect();
                let to = id(["c", "d"][random.random_range(0..2)]);
                store.enqueue_all(&to, &all, now).await.unwrap();
            }
            // Once more: known, or back on the list.
            2 => {
                if let Some(row) = store.upload(UploadId(random.random_range(1..40))).await.unwrap()
                {
                    store.enqueue(&row.connection, &picked(&row.file), now).await.unwrap();
                }
            }
            3..=5 => {
                let both = [id("c"), id("d")];
                if let Some(row) = store.claim_next(&both, &Wanted::default(), now).await.unwrap()
                    && row.asset.is_none()
                {
                    if row.growing {
                        let head = part::cut(row.file.size, 1)[0];
                        store.begin_growing(row.id, &a, head, now, LATER).await.unwrap();
                    } else {
                        let plan = plan(row.file.size, 2);
                        store.write_plan(row.id, &a, &plan, now, LATER).await.unwrap();
                    }
                }
            }
            6..=8 => {
                for row in before.iter().filter(|row| row.state == UploadState::Uploading) {
                    if row.growing && row.asset.is_some() {
                        let size = row.file.size + 1;
                        let head = plan(size, 1);
                        let grown = MediaFile { size, modified_ns: 1, ..row.file.clone() };
                        store.add_growing_parts(row.id, &a, &head, size).await.unwrap();
                        if random.random_bool(0.5) {
                            store.end_growing(row.id, &a, &grown, &[], now).await.unwrap();
                        }
                    }
                    for number in 1..=2 {
                        let part = hashed("h");
                        let _ = store.mark_sent(row.id, &a, PartNumber(number), &part, now).await;
                    }
                }
            }
            9 | 10 => {
                for row in before.iter().filter(|row| row.state == UploadState::Uploading) {
                    let event = UploadEvent::Finished { asset: a.clone() };
                    finished.extend(store.move_upload(row.id, &event, now).await.ok());
                }
            }
            11 => many(&some, UploadEvent::Paused { until: Some(until) }).await,
            12 => many(&some, UploadEvent::Resumed).await,
            // Now and then all of them, so that nothing is left.
            13 => {
                if random.random_bool(0.5) {
                    some = before.iter().map(|row| row.id).collect();
                }
                many(&some, UploadEvent::Cancelled).await;
            }
            14 => many(&some, UploadEvent::Retried).await,
            15 => {
                let wait = WaitingFor::Time { until, failure };
                let _ = store.move_upload(one, &UploadEvent::WillWait(wait), now).await;
            }
            16 => {
                let event =
                    if step % 2 == 0 { UploadEvent::Failed(failure) } else { UploadEvent::Skipped };
                let _ = store.move_upload(one, &event, now).await;
            }
            17 => drop(store.remove_uploads(&some).await.unwrap()),
            18 => {
                store.ready_waiting(None, Awaited::TimePassed, now).await.unwrap();
                store.resume_due(now).await.unwrap();
                store.move_to_top(&some).await.unwrap();
                if let Some(row) = store.upload(one).await.unwrap() {
                    let larger = MediaFile { size: row.file.size + 7, ..row.file };
                    let _ = store.set_file(one, &larger).await;
                }
            }
            _ => {
                shelf = shelf.reopened().await;
                shelf.store.requeue_interrupted(now).await.unwrap();
            }
        }
        let store = &shelf.store;
        let after = store.uploads().await.unwrap();
        if !left(&before) && left(&after) {
            done.values_mut().for_each(|done| *done = (0, 0));
            rounds += 1;
        }
        for row in &finished {
            let done = done.get_mut(&row.connection).unwrap();
            *done = (done.0 + 1, done.1 + row.file.size);
        }
        let what = format!("seed {seed}, step {step}");
        let sum = done.values().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        assert_eq!(store.totals().await.unwrap(), scanned(&after, sum), "{what}");
        for (of, done) in &done {
            let of_it: Vec<Upload> =
                after.iter().filter(|row| row.connection == *of).cloned().collect();
            assert_eq!(store.totals_of(of).await.unwrap(), scanned(&of_it, *done), "{what}");
        }
        assert_kept_sums(&shelf, &what).await;
    }
    println!("{rounds} rounds");
}

/// A cancelled upload does not come back beside one of the same content, and what nothing comes of
/// begins nothing.
#[tokio::test]
async fn a_retry_that_is_refused_leaves_the_round_as_it_is() {
    let shelf = Shelf::new().await;
    let store = &shelf.store;
    let a = AssetId::new("a");
    let cancelled = shelf.planned("clip", 10, 1).await;
    store.move_upload(cancelled.id, &UploadEvent::Cancelled, NOW).await.unwrap();
    let again = shelf.planned("clip", 10, 1).await;
    assert_ne!(again.id, cancelled.id);
    store.mark_sent(again.id, &a, PartNumber(1), &hashed("h"), NOW).await.unwrap();
    store.move_upload(again.id, &UploadEvent::Finished { asset: a }, NOW).await.unwrap();

    let moved = store.move_uploads(&[cancelled.id], &UploadEvent::Retried, NOW).await.unwrap();
    assert_eq!((moved.ids.len(), moved.refused), (0, 1));
    let totals = store.totals().await.unwrap();
    assert_eq!((totals.files, totals.done_files, totals.done_bytes), (0, 1, 10));
}

#[tokio::test]
async fn the_overall_bar_does_not_fall_when_one_of_many_finishes_nor_over_a_restart() {
    let mut shelf = Shelf::new().await;
    let mut ids = Vec::new();
    for number in 0..5 {
        ids.push(shelf.planned(&number.to_string(), 10 * (number + 1), 2).await);
    }
    let a = AssetId::new("a");
    let mut last = 0.0;
    for upload in ids {
        for number in [1, 2] {
            let part = hashed("h");
            shelf.store.mark_sent(upload.id, &a, PartNumber(number), &part, NOW).await.unwrap();
        }
        let event = UploadEvent::Finished { asset: a.clone() };
        let sent = shelf.store.totals().await.unwrap();
        shelf.store.move_upload(upload.id, &event, NOW).await.unwrap();
        shelf = shelf.reopened().await;
        let after = shelf.store.totals().await.unwrap();
        assert_eq!(sent.done_bytes + sent.accepted_bytes, after.done_bytes + after.accepted_bytes);
        assert_eq!(sent.done_bytes + sent.bytes, after.done_bytes + after.bytes);
        let bar = (after.done_bytes + after.accepted_bytes) as f64
            / (after.done_bytes + after.bytes) as f64;
        assert!(bar > last);
        last = bar;
    }
    assert_eq!(last, 1.0);
    // What is only offered, or known, begins nothing.
    shelf.offered("offered").await;
    shelf.store.enqueue(&id("c"), &picked(&file("0", 10)), NOW).await.unwrap();
    assert_eq!(shelf.store.totals().await.unwrap().done_files, 5);
    shelf.queued("next", 1).await;
    assert_eq!(shelf.store.totals().await.unwrap().done_files, 0);
}
