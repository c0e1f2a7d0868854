//! How SQLite means to go about every statement that a long queue meets: with 100,000 rows none of
//! them may look at each row to find the few it is about.

use crate::{Awaited, NewUpload, SentPart, Store, Wanted};
use domain::{
    AssetId, Connection, ConnectionId, ConnectionState, Endpoint, Filter, Fingerprint, FolderWish,
    Happened, List, MediaFile, MediaKind, PartNumber, PartTarget, ProviderKind, Reading, Timestamp,
    UploadEvent, UploadId, WayId, Which, part,
};
use sqlx::Row;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use tracing::field::{Field, Visit};
use tracing::{Event, Metadata, Subscriber, span};

/// Hears the statements that sqlx speaks of.
#[derive(Clone, Default)]
struct Ear(Arc<Mutex<BTreeSet<String>>>);

impl Subscriber for Ear {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "sqlx::query"
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut said = Said::default();
        event.record(&mut said);
        // A short statement is its own summary.
        let statement = if said.whole.is_empty() { said.summary } else { said.whole };
        self.0.lock().unwrap().insert(statement);
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

#[derive(Default)]
struct Said {
    summary: String,
    whole: String,
}

impl Visit for Said {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "summary" => self.summary = value.to_owned(),
            "db.statement" => self.whole = value.trim().to_owned(),
            _ => {}
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}

pub(crate) const NOW: Timestamp = Timestamp(1_795_000_000_000);

pub(crate) fn new(name: &str, growing: bool) -> NewUpload {
    NewUpload {
        file: MediaFile {
            path: format!("/card/{name}").into(),
            size: 10,
            modified_ns: 1,
            made_at: NOW,
            seen: Reading::default(),
            fingerprint: Fingerprint::new(name),
        },
        kind: MediaKind::Ocf,
        clip: "clip".into(),
        found_in: None,
        rank: 0,
        growing,
        offered: false,
    }
}

/// With nothing about it that matters here.
pub(crate) fn connection(id: &ConnectionId) -> Connection {
    Connection {
        id: id.clone(),
        provider: ProviderKind::Frameio,
        endpoint: Endpoint { address: "https://localhost".parse().unwrap(), extra_ca: None },
        way: WayId::new("device_code"),
        state: ConnectionState::NotAuthorized,
        account: None,
        former: None,
        person: None,
        device: None,
        device_name: None,
        automatic: true,
        created_at: NOW,
        connected_at: None,
    }
}

/// Everything that the engine asks of a store while a queue is worked on.
async fn work(store: &Store, c: &ConnectionId) {
    let a = AssetId::new("a");
    let wish = FolderWish {
        path: "/card".into(),
        subfolders: true,
        take: Vec::new(),
        leave: Vec::new(),
        growing: false,
        existing: true,
    };
    let folder = store.add_folder(c, &wish, NOW).await.unwrap();
    store.change_folder(folder.id, &wish).await.unwrap();
    store.set_automatic(c, true).await.unwrap();
    let all = [new("a", false), new("b", true), new("c", true), new("d", false), new("e", false)];
    store.enqueue_all(c, &all, NOW).await.unwrap();
    store.known_paths(c, &[("/card/a".into(), 10, 1)]).await.unwrap();
    let file = |name: &str, size| MediaFile { size, ..new(name, false).file };
    let wanted =
        Wanted { at_most: Some(99), kinds: Some(vec![MediaKind::Ocf]), not: vec![UploadId(9)] };
    let usable = std::slice::from_ref(c);
    for _ in 0..3 {
        store.claim_next(usable, &wanted, NOW).await.unwrap().unwrap();
    }
    store.claim_next(usable, &Wanted::default(), NOW).await.unwrap().unwrap();
    store.claim_growing(usable, None, NOW).await.unwrap();
    store.growing_of(folder.id).await.unwrap();
    store.missing_of(folder.id).await.unwrap();
    let target = || PartTarget::new("https://localhost/parts");
    let plan = [(part::cut(10, 1)[0], target())];
    store.write_plan(UploadId(1), &a, &plan, NOW, NOW).await.unwrap();
    store.targets_expire(UploadId(1)).await.unwrap();
    store.unsent_after(UploadId(1), PartNumber(0), 9).await.unwrap();
    store.mark_sent(UploadId(1), &a, PartNumber(1), &SentPart::default(), NOW).await.unwrap();
    store.mark_sent(UploadId(1), &a, PartNumber(1), &SentPart::default(), NOW).await.unwrap();
    store.set_hash(UploadId(1), "h").await.unwrap();
    let finished = UploadEvent::Finished { asset: a.clone() };
    let done = store.move_upload(UploadId(1), &finished, NOW).await.unwrap();
    store.same_clip(&done).await.unwrap();
    store.parts(UploadId(1)).await.unwrap();
    store.history(UploadId(1)).await.unwrap();
    store.note(UploadId(1), NOW, &Happened::ProgramEnded).await.unwrap();
    for id in [UploadId(2), UploadId(3)] {
        store.begin_growing(id, &a, plan[0].0, NOW, NOW).await.unwrap();
    }
    store.add_growing_parts(UploadId(2), &a, &plan, 10).await.unwrap();
    store.end_growing(UploadId(2), &a, &file("b", 10), &plan, NOW).await.unwrap();
    store.give_up_growing(UploadId(3), &file("c", 11), "why not", NOW).await.unwrap();
    store.set_file(UploadId(3), &file("c", 12)).await.unwrap();
    store.drop_plan(UploadId(2), "why not", NOW).await.unwrap();

    let wait = UploadEvent::WillWait(domain::WaitingFor::Network);
    store.move_upload(UploadId(4), &wait, NOW).await.unwrap();
    for what in [Awaited::TimePassed, Awaited::Network, Awaited::Authorization] {
        store.ready_waiting(Some(c), what, NOW).await.unwrap();
    }
    let some = [UploadId(2), UploadId(4), UploadId(5)];
    for event in [
        UploadEvent::Paused { until: Some(NOW) },
        UploadEvent::Resumed,
        UploadEvent::Cancelled,
        UploadEvent::Retried,
        UploadEvent::Paused { until: Some(NOW) },
    ] {
        assert_eq!(store.move_uploads(&some, &event, NOW).await.unwrap().ids.len(), some.len());
    }
    store.resume_due(NOW).await.unwrap();
    store.requeue_interrupted(NOW).await.unwrap();
    store.move_to_top(&some).await.unwrap();
    store.rank_anew(&[(MediaKind::Ocf, 3), (MediaKind::Audio, 4)]).await.unwrap();
    store.remove_uploads(&[UploadId(1)]).await.unwrap();
    // Once more: back on the list.
    store.enqueue(c, &all[0], NOW).await.unwrap();
    store.upload(UploadId(1)).await.unwrap();
    store.totals().await.unwrap();
    store.totals_of(c).await.unwrap();
    for list in [List::All, List::Waiting] {
        for connection in [None, Some(c.clone())] {
            for words in ["", "a"] {
                let (connection, words) = (connection.clone(), words.to_owned());
                store.counts(connection.as_ref(), &words).await.unwrap();
                let filter = Filter { list, connection, words };
                store.list(&filter, 3, 2).await.unwrap();
                store.ids(&Which::All { filter, except: Vec::new() }).await.unwrap();
            }
        }
    }
    store.remove_folder(folder.id).await.unwrap();
    for id in 2..=5 {
        let _ = store.move_upload(UploadId(id), &UploadEvent::Cancelled, NOW).await;
    }
    store.remove_connection(c).await.unwrap();
}

#[tokio::test]
async fn no_statement_of_the_queue_looks_at_every_row_or_sorts_the_queue() {
    let ear = Ear::default();
    tracing::subscriber::set_global_default(ear.clone()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("labrun.db")).await.unwrap();
    let c = ConnectionId::new("c");
    store.save_connection(&connection(&c)).await.unwrap();
    ear.0.lock().unwrap().clear();
    work(&store, &c).await;

    let heard: Vec<String> = std::mem::take(&mut *ear.0.lock().unwrap()).into_iter().collect();
    let mut bad = Vec::new();
    let mut looked = 0;
    for sql in heard {
        let is_of_rows =
            ["select", "insert", "update", "delete"].iter().any(|word| sql.starts_with(word));
        if !is_of_rows {
            continue;
        }
        looked += 1;
        // A page, its ids and what a person searches are walks of the index that orders the list.
        let shows = sql.contains("where put_away = 0") && sql.starts_with("select");
        let explained = format!("explain query plan {sql}");
        let rows = sqlx::query(sqlx::AssertSqlSafe(explained))
            .fetch_all(&mut *store.read().await.unwrap())
            .await
            .unwrap_or_else(|error| panic!("{error}: {sql}"));
        let mut sorts = 0;
        for row in rows {
            let step: String = row.try_get("detail").unwrap();
            println!("{step}");
            let long = ["uploads", "first", "one", "other", "parts", "history"]
                .iter()
                .any(|table| step.split_whitespace().nth(1) == Some(table));
            let walks_list = shows && step.contains("INDEX uploads_list");
            // What is on its way, or being recorded, is few.
            let walks_lanes =
                step.contains("INDEX uploads_moving") || step.contains("INDEX uploads_growing");
            if long && step.starts_with("SCAN") && !walks_list && !walks_lanes {
                bad.push(format!("{step}: {sql}"));
            }
            sorts += usize::from(step.contains("TEMP B-TREE"));
        }
        // Of a page its own rows are sorted once they are found, of the firsts of each connection
        // those few. Nothing is sorted to find them.
        let once = shows && sql.contains("limit") || sql.contains("as usable");
        if sorts > usize::from(once) && sql.contains("uploads") && !sql.starts_with("insert") {
            bad.push(format!("{sorts} sorts: {sql}"));
        }
        println!("    {}", sql.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    assert!(looked > 50, "only {looked} statements were heard");
    assert!(bad.is_empty(), "{}", bad.join("\n\n"));
}
