//! What a queue costs the database, counted and not timed: transactions, each of which waits for
//! the disk, and rows that were written.

use crate::plans::{NOW, connection, new};
use crate::{SentPart, Store, Wanted};
use domain::{AssetId, ConnectionId, PartTarget, part};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Hears every transaction and every row that the one writer writes, triggers included; but not the
/// rows of `parts` and `tallies`, which have no rowid and are not told of.
#[derive(Clone, Default)]
struct Meter(Arc<(AtomicUsize, AtomicUsize)>);

impl Meter {
    async fn on(store: &Store) -> Self {
        let meter = Meter::default();
        let mut writer = store.writer.acquire().await.unwrap();
        let mut handle = writer.lock_handle().await.unwrap();
        let (transactions, rows) = (meter.clone(), meter.clone());
        handle.set_commit_hook(move || {
            transactions.0.0.fetch_add(1, Ordering::Relaxed);
            true
        });
        handle.set_update_hook(move |_| {
            rows.0.1.fetch_add(1, Ordering::Relaxed);
        });
        meter
    }

    /// Transactions and rows since it was asked last.
    fn read(&self) -> (usize, usize) {
        (self.0.0.swap(0, Ordering::Relaxed), self.0.1.swap(0, Ordering::Relaxed))
    }
}

#[tokio::test]
async fn a_part_that_arrived_is_one_transaction_and_a_thousand_files_are_not_a_thousand() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("labrun.db")).await.unwrap();
    let c = ConnectionId::new("c");
    store.save_connection(&connection(&c)).await.unwrap();
    let meter = Meter::on(&store).await;

    let files: Vec<_> = (0..1000).map(|number| new(&format!("{number}"), false)).collect();
    store.enqueue_all(&c, &files, NOW).await.unwrap();
    let (transactions, rows) = meter.read();
    assert!(transactions <= 4, "a thousand files took {transactions} transactions");
    assert!((1000..=2000).contains(&rows), "a thousand files wrote {rows} rows");

    let usable = std::slice::from_ref(&c);
    let upload = store.claim_next(usable, &Wanted::default(), NOW).await.unwrap().unwrap();
    let (transactions, rows) = meter.read();
    assert_eq!(transactions, 1, "of claiming");
    assert!(rows <= 2, "claiming wrote {rows} rows");

    let asset = AssetId::new("a");
    let target = || PartTarget::new("https://localhost/parts");
    let plan: Vec<_> = part::cut(10, 10).into_iter().map(|part| (part, target())).collect();
    store.write_plan(upload.id, &asset, &plan, NOW, NOW).await.unwrap();
    assert_eq!(meter.read().0, 1, "of writing down where ten parts go");

    for (part, _) in &plan {
        let sent = SentPart::default();
        store.mark_sent(upload.id, &asset, part.number, &sent, NOW).await.unwrap();
        let (transactions, rows) = meter.read();
        assert_eq!(transactions, 1, "of part {}", part.number);
        // Its upload, once.
        assert_eq!(rows, 1, "of part {}", part.number);
    }
}
