//! A queue of a hundred thousand files, as a long shoot on a bad line may leave it. Times are
//! printed and nothing depends on them: what would make them grow, a statement that looks at every
//! row, is found by the plans of all statements (`src/plans.rs`).

use crate::{LATER, NOW, Shelf, connection, file, id, picked};
use domain::{Filter, List, MediaFile, MediaKind, UploadEvent, UploadState, WaitingFor, Which};
use std::time::Instant;
use store::{Awaited, Enqueued, NewUpload, Wanted};

const FILES: u64 = 100_000;
/// As a folder that is walked hands them over.
const AT_ONCE: usize = 1_000;

/// The most memory that this process had at once, in kilobytes.
fn most_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

async fn timed<T>(what: &str, work: impl Future<Output = T>) -> T {
    let begin = Instant::now();
    let result = work.await;
    println!("{what}: {:?}, most memory {:?} kB", begin.elapsed(), most_memory());
    result
}

fn numbered(number: u64) -> NewUpload {
    let name = format!("A{:03}/A{number:06}.mov", number / 1000);
    // Every hundredth is small, and goes first.
    let (kind, rank, size) = match number % 100 {
        0 => (MediaKind::Proxy, 0, 1_000),
        _ => (MediaKind::Ocf, 5, 1_000_000),
    };
    NewUpload { kind, rank, ..picked(&MediaFile { modified_ns: 1, ..file(&name, size) }) }
}

#[tokio::test]
async fn a_queue_of_a_hundred_thousand_files_is_worked_on_like_a_short_one() {
    let shelf = Shelf::new().await;
    shelf.store.save_connection(&connection("d")).await.unwrap();
    let (path, folder) = (shelf.path(), shelf.folder);
    let store = shelf.store;
    timed("enqueueing all", async {
        let mut batch = Vec::with_capacity(AT_ONCE);
        for number in 1..=FILES {
            batch.push(numbered(number));
            if batch.len() == AT_ONCE {
                let came = store.enqueue_all(&id("d"), &batch, NOW).await.unwrap();
                assert!(came.iter().all(|one| matches!(one, Enqueued::New(_))));
                batch.clear();
            }
        }
    })
    .await;
    timed("seeing 1,000 again", async {
        let again: Vec<NewUpload> = (1..=AT_ONCE as u64).map(numbered).collect();
        let came = store.enqueue_all(&id("d"), &again, NOW).await.unwrap();
        assert!(came.iter().all(|one| matches!(one, Enqueued::Known(_))));
        let paths: Vec<_> =
            again.iter().map(|one| (one.file.path.clone(), one.file.size, 1)).collect();
        assert!(store.known_paths(&id("d"), &paths).await.unwrap().iter().all(|known| *known));
    })
    .await;
    timed("closing", store.close()).await;
    let store = timed("opening", store::Store::open(&path)).await.unwrap();
    assert_eq!(timed("requeueing", store.requeue_interrupted(NOW)).await.unwrap(), []);
    let all = Filter::default();
    for offset in [0, 50_000, 90_000, 99_900] {
        let page =
            timed(&format!("a page at {offset}"), store.list(&all, offset, 100)).await.unwrap();
        assert_eq!((page.total, page.rows.len()), (FILES, 100));
        let first = numbered(match offset {
            0 => 100,
            // Behind the thousand small ones that go first.
            offset => (offset - 1_000) + (offset - 1_000) / 99 + 1,
        });
        assert_eq!(page.rows[0].file.path, first.file.path);
    }
    let of = Filter { list: List::Waiting, connection: Some(id("d")), words: String::new() };
    let page = timed("a page of a connection at 90,000", store.list(&of, 90_000, 100)).await;
    assert_eq!(page.unwrap().total, FILES);
    let searched = Filter { words: "a01230".into(), ..Filter::default() };
    let page = timed("searching", store.list(&searched, 0, 100)).await.unwrap();
    assert_eq!(page.total, 10);
    let counts = timed("counting", store.counts(None, "")).await.unwrap();
    assert_eq!((counts.waiting, counts.all), (FILES, FILES));
    let totals = timed("adding up", store.totals()).await.unwrap();
    assert_eq!((totals.files, totals.bytes), (FILES, 99_000 * 1_000_000 + 1_000 * 1_000));

    let wanted = Wanted::default();
    let claimed = timed("claiming 100", async {
        let mut claimed = Vec::new();
        for _ in 0..100 {
            let both = [id("c"), id("d")];
            claimed.push(store.claim_next(&both, &wanted, NOW).await.unwrap().unwrap().id);
        }
        claimed
    })
    .await;
    let small = Wanted { at_most: Some(10), ..Wanted::default() };
    let none = timed("claiming none so small", store.claim_next(&[id("d")], &small, NOW)).await;
    assert_eq!(none.unwrap(), None);
    let audio = Wanted { kinds: Some(vec![MediaKind::Audio]), ..Wanted::default() };
    let none = timed("claiming none of a kind", store.claim_next(&[id("d")], &audio, NOW)).await;
    assert_eq!(none.unwrap(), None);
    timed("moving 100", async {
        for upload in &claimed {
            let wait = UploadEvent::WillWait(WaitingFor::Network);
            store.move_upload(*upload, &wait, NOW).await.unwrap();
        }
    })
    .await;
    let ready = store.ready_waiting(None, Awaited::Network, LATER);
    assert_eq!(timed("making 100 ready", ready).await.unwrap().len(), 100);

    let which = Which::All { filter: of.clone(), except: claimed.clone() };
    let ids = timed("naming all but 100", store.ids(&which)).await.unwrap();
    assert_eq!(ids.len() as u64, FILES - 100);
    let pause = UploadEvent::Paused { until: None };
    let many = &ids[80_000..];
    let moved = timed("pausing 20,000", store.move_uploads(many, &pause, NOW)).await.unwrap();
    assert_eq!((moved.ids.len(), moved.refused), (many.len(), 0));
    let some = &ids[85_000..95_000];
    let moved = store.move_uploads(some, &UploadEvent::Resumed, NOW);
    assert_eq!(timed("resuming 10,000", moved).await.unwrap().ids.len(), some.len());
    let top = timed("moving 1,000 to the top", store.move_to_top(&ids[90_000..91_000])).await;
    assert_eq!(top.unwrap().len(), 1_000);
    let next = store.claim_next(&[id("d")], &wanted, NOW).await.unwrap().unwrap();
    assert_eq!((next.id, next.state), (ids[90_000], UploadState::Uploading));
    let ranks = [(MediaKind::Proxy, 6), (MediaKind::Ocf, 5)];
    assert!(timed("ranking anew", store.rank_anew(&ranks)).await.unwrap());
    let cancelled = store.move_uploads(some, &UploadEvent::Cancelled, LATER);
    let cancelled = timed("cancelling 10,000", cancelled).await.unwrap().ids;
    assert_eq!(cancelled.len(), some.len());
    let removed = timed("removing 10,000", store.remove_uploads(&cancelled)).await.unwrap();
    assert_eq!(removed.len(), some.len());
    assert_eq!(store.counts(None, "").await.unwrap().all, FILES - some.len() as u64);
    timed("closing", store.close()).await;
    let size = std::fs::metadata(&path).unwrap().len();
    println!("the file: {size} bytes");
    drop(folder);
}
