use crate::again::{myself, other_half};
use crate::{LATER, NOW, Shelf, file, hashed, id, new, picked, plan};
use domain::{
    AssetId, ErrorKind, Failure, Part, PartNumber, PartTarget, Timestamp, UploadEvent, UploadId,
    UploadState, WaitingFor,
};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use store::{PartRow, Sent, SentPart, Store, StoreError, Wanted};

fn a() -> AssetId {
    AssetId::new("a")
}

/// The sums in the row are what the parts add up to.
async fn assert_sums(store: &Store, id: UploadId) {
    let row = store.upload(id).await.unwrap().unwrap();
    let parts = store.parts(id).await.unwrap();
    let sent = || parts.iter().filter(|part| part.sent_at.is_some());
    let bytes: u64 = sent().map(|part| part.part.length).sum();
    assert_eq!((row.accepted_bytes, row.parts_sent), (bytes, sent().count() as u32), "{row:?}");
    assert_eq!(row.part_count.unwrap_or(0) as usize, parts.len(), "{row:?}");
    assert_eq!(row.asset.is_some(), row.part_count.is_some(), "{row:?}");
}

#[tokio::test]
async fn asset_and_plan_survive_a_restart_together() {
    let shelf = Shelf::new().await;
    let upload = shelf.planned("a.mov", 50_645_990, 3).await;
    assert_eq!((&upload.asset, upload.part_count), (&Some(a()), Some(3)));
    let shelf = shelf.reopened().await;
    assert_eq!(shelf.row(upload.id).await, upload);
    assert_eq!(shelf.store.unsent(upload.id).await.unwrap(), plan(50_645_990, 3));
    assert_eq!(shelf.store.targets_expire(upload.id).await.unwrap(), Some(LATER));
    let missing = shelf.store.targets_expire(UploadId(99)).await;
    assert!(matches!(missing, Err(StoreError::NoSuchUpload(_))));
}

#[tokio::test]
async fn a_plan_is_written_once() {
    let shelf = Shelf::new().await;
    let planned = shelf.planned("b.mov", 10, 2).await;
    let second = AssetId::new("b");
    let twice = shelf.store.write_plan(planned.id, &second, &plan(10, 5), NOW, LATER).await;
    assert!(matches!(twice, Err(StoreError::NotAllowed(_))), "{twice:?}");
    assert_eq!(shelf.row(planned.id).await, planned);
    assert_eq!(shelf.store.unsent(planned.id).await.unwrap(), plan(10, 2));
}

#[tokio::test]
async fn an_asset_that_came_while_a_person_paused_is_kept_and_one_for_a_cancelled_upload_is_not() {
    let shelf = Shelf::new().await;
    for (name, event) in [("a", UploadEvent::Paused { until: None }), ("b", UploadEvent::Cancelled)]
    {
        let upload = shelf.queued(name, 10).await.id;
        shelf.store.claim_next(&[id("c")], &Wanted::default(), NOW).await.unwrap();
        shelf.store.move_upload(upload, &event, NOW).await.unwrap();
        let planned = shelf.store.write_plan(upload, &a(), &plan(10, 2), NOW, LATER).await;
        match event {
            UploadEvent::Paused { until } => {
                let planned = planned.unwrap();
                assert_eq!(
                    (planned.asset, planned.state),
                    (Some(a()), UploadState::Paused { until })
                );
            }
            _ => assert!(matches!(planned, Err(StoreError::NotAllowed(_))), "{planned:?}"),
        }
    }
}

#[tokio::test]
async fn a_plan_that_does_not_cover_its_file_is_refused() {
    let shelf = Shelf::new().await;
    let upload = shelf.queued("a.mov", 10).await;
    shelf.store.claim_next(&[id("c")], &Wanted::default(), NOW).await.unwrap();
    let mut gap = plan(10, 2);
    gap[1].0 = Part { start: 6, length: 4, ..gap[1].0 };
    let mut numbered = plan(10, 2);
    numbered[1].0.number = PartNumber(3);
    let mut endless = plan(10, 2);
    endless[1].0.length = u64::MAX;
    let backwards = plan(10, 2).into_iter().rev().collect();
    for bad in [Vec::new(), plan(9, 2), plan(11, 2), gap, numbered, endless, backwards] {
        let refused = shelf.store.write_plan(upload.id, &a(), &bad, NOW, LATER).await;
        assert!(matches!(refused, Err(StoreError::BadPlan { .. })), "{bad:?}: {refused:?}");
    }
    assert_eq!(shelf.row(upload.id).await.asset, None);
    shelf.store.write_plan(upload.id, &a(), &plan(10, 2), NOW, LATER).await.unwrap();
}

#[tokio::test]
async fn a_plan_of_ten_thousand_parts_is_one_write() {
    let shelf = Shelf::new().await;
    let upload = shelf.planned("long.mov", 1 << 40, 10_000).await;
    let parts = shelf.store.parts(upload.id).await.unwrap();
    assert_eq!(parts.len(), 10_000);
    assert_eq!(parts[9_999].part, plan(1 << 40, 10_000)[9_999].0);
    assert_sums(&shelf.store, upload.id).await;
}

#[tokio::test]
async fn empty_files_and_empty_trailing_parts_are_sent_and_counted_too() {
    let shelf = Shelf::new().await;
    for (name, size, count) in [("empty", 0, 1), ("tiny", 1, 3)] {
        let upload = shelf.planned(name, size, count).await;
        for number in 1..=count {
            shelf
                .store
                .mark_sent(upload.id, &a(), PartNumber(number), &hashed("h"), NOW)
                .await
                .unwrap();
        }
        let finished = UploadEvent::Finished { asset: a() };
        let done = shelf.store.move_upload(upload.id, &finished, NOW).await.unwrap();
        assert_eq!((done.parts_sent, done.accepted_bytes), (count, size));
    }
}

#[tokio::test]
async fn a_sent_part_is_remembered_with_its_hash_and_adds_up() {
    let shelf = Shelf::new().await;
    let upload = shelf.planned("a.mov", 10, 3).await;
    let part =
        SentPart { hash: "99aa06d3014798d86001c324468d497f".into(), tag: Some("\"e\"".into()) };
    let sent = shelf.store.mark_sent(upload.id, &a(), PartNumber(2), &part, NOW).await.unwrap();
    assert_eq!(sent, Sent { accepted_bytes: 4, parts_sent: 1, unsent_left: 2 });

    let shelf = shelf.reopened().await;
    let unsent: Vec<u32> =
        shelf.store.unsent(upload.id).await.unwrap().iter().map(|(p, _)| p.number.0).collect();
    assert_eq!(unsent, [1, 3]);

    let again =
        shelf.store.mark_sent(upload.id, &a(), PartNumber(2), &hashed("h"), LATER).await.unwrap();
    assert_eq!(again, sent, "a second time changes nothing");
    let parts = shelf.store.parts(upload.id).await.unwrap();
    let SentPart { hash, tag } = part;
    let expected = PartRow { part: plan(10, 3)[1].0, sent_at: Some(NOW), hash: Some(hash), tag };
    assert_eq!(parts[1], expected);
    assert_eq!(shelf.row(upload.id).await.hash, None, "of three parts nobody knows the whole");

    let none = shelf.store.mark_sent(upload.id, &a(), PartNumber(4), &hashed("h"), NOW).await;
    assert!(matches!(none, Err(StoreError::NoSuchPart { part: PartNumber(4), .. })));
    let none = shelf.store.mark_sent(UploadId(99), &a(), PartNumber(1), &hashed("h"), NOW).await;
    assert!(matches!(none, Err(StoreError::NoSuchUpload(_))));
    assert_sums(&shelf.store, upload.id).await;
}

#[tokio::test]
async fn an_accepted_part_is_a_fact_in_whatever_state_the_upload_is_by_then() {
    let failure = Failure { kind: ErrorKind::Busy, said: "x".into(), attempts: 1 };
    for event in [
        UploadEvent::Paused { until: None },
        UploadEvent::Interrupted,
        UploadEvent::WillWait(WaitingFor::Network),
        UploadEvent::Failed(failure),
        UploadEvent::Skipped,
        UploadEvent::Cancelled,
    ] {
        let shelf = Shelf::new().await;
        let upload = shelf.planned("a.mov", 10, 2).await;
        let moved = shelf.store.move_upload(upload.id, &event, NOW).await.unwrap();
        let sent = shelf
            .store
            .mark_sent(upload.id, &a(), PartNumber(1), &hashed("h"), LATER)
            .await
            .unwrap();
        assert_eq!(sent.accepted_bytes, 5, "{}", event.name());
        let row = shelf.row(upload.id).await;
        assert_eq!((&row.state, row.accepted_bytes), (&moved.state, 5));
        assert_sums(&shelf.store, upload.id).await;
    }
}

#[tokio::test]
async fn a_part_of_an_older_asset_changes_nothing() {
    let shelf = Shelf::new().await;
    let store = &shelf.store;
    let upload = shelf.planned("a.mov", 10, 2).await;
    store.mark_sent(upload.id, &a(), PartNumber(1), &hashed("h"), NOW).await.unwrap();
    store.drop_plan(upload.id, "the asset is gone", NOW).await.unwrap();
    let between = store.mark_sent(upload.id, &a(), PartNumber(2), &hashed("h"), NOW).await;
    assert!(matches!(between, Err(StoreError::PlanReplaced { .. })), "{between:?}");

    let b = AssetId::new("b");
    store.write_plan(upload.id, &b, &plan(10, 2), NOW, LATER).await.unwrap();
    let late = store.mark_sent(upload.id, &a(), PartNumber(2), &hashed("h"), NOW).await;
    assert!(matches!(late, Err(StoreError::PlanReplaced { .. })), "{late:?}");
    let row = shelf.row(upload.id).await;
    assert_eq!((row.asset, row.parts_sent, row.accepted_bytes), (Some(b), 0, 0));
    assert_eq!(store.unsent(upload.id).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_dropped_plan_leaves_nothing_but_a_line() {
    let shelf = Shelf::new().await;
    let store = &shelf.store;
    let upload = shelf.planned("a.mov", 10, 2).await;
    store.mark_sent(upload.id, &a(), PartNumber(1), &hashed("h"), NOW).await.unwrap();
    store.drop_plan(upload.id, "too old", NOW).await.unwrap();
    let row = shelf.row(upload.id).await;
    assert_eq!((row.asset, row.part_count, row.parts_sent, row.accepted_bytes), (None, None, 0, 0));
    assert_eq!(row.state, UploadState::Uploading);
    assert_eq!(store.parts(upload.id).await.unwrap(), []);
    assert_eq!(store.unsent(upload.id).await.unwrap(), []);

    store.write_plan(upload.id, &a(), &plan(10, 1), NOW, LATER).await.unwrap();
    store.mark_sent(upload.id, &a(), PartNumber(1), &hashed("h"), NOW).await.unwrap();
    store.move_upload(upload.id, &UploadEvent::Finished { asset: a() }, NOW).await.unwrap();
    let closed = store.drop_plan(upload.id, "why not", NOW).await;
    assert!(matches!(closed, Err(StoreError::NotAllowed(_))), "what is done stays done");
}

#[tokio::test]
async fn part_targets_are_wiped_from_the_disk_once_they_are_of_no_use() {
    let shelf = Shelf::new().await;
    let store = &shelf.store;
    let plan: Vec<_> = plan(10, 2)
        .into_iter()
        .map(|(part, _)| (part, PartTarget::new("https://parts.example/CANARY?sig=1")))
        .collect();
    let mut ids = Vec::new();
    for name in ["sent", "cancelled", "skipped", "dropped"] {
        let upload = shelf.queued(name, 10).await.id;
        store.claim_next(&[id("c")], &Wanted::default(), NOW).await.unwrap();
        store.write_plan(upload, &a(), &plan, NOW, LATER).await.unwrap();
        ids.push(upload);
    }
    let [sent, cancelled, skipped, dropped] = ids[..] else { panic!("four") };
    for number in [1, 2] {
        store.mark_sent(sent, &a(), PartNumber(number), &hashed("h"), NOW).await.unwrap();
    }
    store.move_upload(cancelled, &UploadEvent::Cancelled, NOW).await.unwrap();
    store.move_upload(skipped, &UploadEvent::Skipped, NOW).await.unwrap();
    store.drop_plan(dropped, "expired", NOW).await.unwrap();
    let gone = store.unsent(cancelled).await;
    assert!(matches!(&gone, Err(StoreError::TargetsGone { .. })), "never an empty list: {gone:?}");
    assert_eq!(gone.unwrap_err().kind(), ErrorKind::TargetExpired);
    assert_eq!(store.parts(cancelled).await.unwrap().len(), 2);

    let (path, folder) = (shelf.path(), shelf.folder);
    shelf.store.close().await;
    let bytes = std::fs::read(path).unwrap();
    assert!(!bytes.windows(6).any(|window| window == b"CANARY"), "still in the file");
    drop(folder);
}

/// Marks part after part, saying each number once the store has said it is safe.
async fn mark_until_killed(path: &Path) {
    let store = Store::open(path).await.unwrap();
    let mut out = std::io::stdout();
    loop {
        for upload in store.uploads().await.unwrap() {
            for (part, _) in store.unsent(upload.id).await.unwrap() {
                store.mark_sent(upload.id, &a(), part.number, &hashed("h"), NOW).await.unwrap();
                // One write each, so that no half line is read.
                out.write_all(format!("sent {} {}\n", upload.id, part.number).as_bytes()).unwrap();
                out.flush().unwrap();
            }
        }
        assert!(store.unsent(UploadId(1)).await.unwrap().len() > 1, "killed too late");
    }
}

#[tokio::test]
async fn what_was_said_to_be_sent_is_there_after_a_kill_in_the_middle_of_it() {
    if let Some(path) = other_half() {
        return mark_until_killed(Path::new(&path)).await;
    }
    let seed = rand::random();
    println!("seed {seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let shelf = Shelf::new().await;
    let upload = shelf.planned("a.mov", 1 << 40, 5_000).await.id;
    let path = shelf.path();
    let Shelf { folder, store } = shelf;
    store.close().await;

    let mut said: Vec<u32> = Vec::new();
    for round in 0..6 {
        let test = "parts::what_was_said_to_be_sent_is_there_after_a_kill_in_the_middle_of_it";
        let mut child = myself(test, path.to_str().unwrap()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let enough = said.len() + random.random_range(1..80);
        let mut hear = |said: &mut Vec<u32>| match lines.next() {
            None => false,
            Some(line) => {
                let line = line.unwrap();
                said.extend(line.strip_prefix("sent 1 ").map(|n| n.parse::<u32>().unwrap()));
                true
            }
        };
        while said.len() < enough {
            assert!(hear(&mut said), "the other half ended by itself in round {round}");
        }
        // SIGKILL: nothing of it runs any more.
        child.kill().unwrap();
        child.wait().unwrap();
        while hear(&mut said) {}

        let store = Store::open(&path).await.unwrap();
        let parts = store.parts(upload).await.unwrap();
        for number in &said {
            let part = &parts[*number as usize - 1];
            assert!(part.sent_at.is_some(), "part {number} was said to be sent, seed {seed}");
        }
        let sent = parts.iter().filter(|part| part.sent_at.is_some()).count();
        assert!(sent - said.len() <= round + 1, "at most one more a round was on its way");
        assert_sums(&store, upload).await;
        store.close().await;
    }
    drop(folder);
}

/// What one upload should be, by the pure rules alone.
#[derive(Debug, Clone)]
struct Expected {
    state: UploadState,
    asset: Option<AssetId>,
    sent: HashMap<u32, u64>,
    count: u32,
}

#[tokio::test]
async fn whatever_happens_in_whatever_order_the_rows_say_what_happened() {
    let seed = rand::random();
    println!("seed {seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let mut shelf = Shelf::new().await;
    let mut rows: HashMap<UploadId, Expected> = HashMap::new();
    let mut ids: Vec<UploadId> = Vec::new();
    for step in 0..600 {
        let store = &shelf.store;
        let now = Timestamp(NOW.0 + step);
        if ids.len() < 2 || random.random_ratio(1, 25) {
            let size = random.random_range(0..1000);
            let one = picked(&file(&step.to_string(), size));
            let row = new(store.enqueue(&id("c"), &one, now).await.unwrap());
            let (state, sent) = (UploadState::Queued, HashMap::new());
            rows.insert(row.id, Expected { state, asset: None, sent, count: 0 });
            ids.push(row.id);
        }
        let one = ids[random.random_range(0..ids.len())];
        let expected = rows.get_mut(&one).unwrap();
        let row = shelf.row(one).await;
        let failure = Failure { kind: ErrorKind::Rejected, said: step.to_string(), attempts: 1 };
        let changed = Failure { kind: ErrorKind::FileChanged, ..failure.clone() };
        let asset = expected.asset.clone().unwrap_or_else(|| AssetId::new("none"));
        let closed = ["done", "skipped", "cancelled"].contains(&expected.state.name());
        let event = match random.random_range(0..18) {
            0..=3 => {
                let asset = AssetId::new(format!("asset {step}"));
                let count = random.random_range(1..9);
                let parts = plan(row.file.size, count);
                let planned = store.write_plan(one, &asset, &parts, now, LATER).await.is_ok();
                let may = !closed && expected.asset.is_none();
                assert_eq!(planned, may, "seed {seed}, step {step}");
                if planned {
                    (expected.asset, expected.count) = (Some(asset), count);
                }
                None
            }
            4..=8 => {
                let number = random.random_range(1..9);
                let marked =
                    store.mark_sent(one, &asset, PartNumber(number), &hashed("h"), now).await;
                let may = expected.asset.is_some() && number <= expected.count;
                assert_eq!(marked.is_ok(), may, "seed {seed}, step {step}: {marked:?}");
                if may {
                    let part = plan(row.file.size, expected.count)[number as usize - 1].0;
                    expected.sent.insert(number, part.length);
                }
                None
            }
            9 => {
                let dropped = store.drop_plan(one, "a test", now).await.is_ok();
                assert_eq!(dropped, !closed, "seed {seed}, step {step}");
                if dropped {
                    (expected.asset, expected.count) = (None, 0);
                    expected.sent.clear();
                }
                None
            }
            10 => {
                shelf = shelf.reopened().await;
                None
            }
            11 => Some(UploadEvent::Paused { until: (step % 2 == 0).then_some(LATER) }),
            12 => Some(UploadEvent::Resumed),
            13 => Some(UploadEvent::Failed(if step % 2 == 0 { failure } else { changed })),
            14 => Some(UploadEvent::Retried),
            15 => Some(UploadEvent::Finished { asset }),
            16 if step % 5 == 0 => Some(UploadEvent::Cancelled),
            _ => Some(UploadEvent::Claimed),
        };
        if let Some(event) = event {
            let complete = expected.count > 0 && expected.sent.len() == expected.count as usize;
            let next = match (&event, expected.state.after(&event)) {
                (UploadEvent::Finished { .. }, Ok(_)) if !complete => None,
                (_, next) => next.ok(),
            };
            let moved = shelf.store.move_upload(one, &event, now).await;
            assert_eq!(moved.is_ok(), next.is_some(), "seed {seed}, step {step}: {moved:?}");
            if let Some(next) = next {
                let taken_back = expected.state == UploadState::Cancelled;
                if taken_back
                    || matches!(&next, UploadState::Failed(f) if f.kind == ErrorKind::FileChanged)
                {
                    (expected.asset, expected.count) = (None, 0);
                    expected.sent.clear();
                }
                expected.state = next;
            }
        }
        let expected = &rows[&one];
        let row = shelf.row(one).await;
        let bytes: u64 = expected.sent.values().sum();
        assert_eq!(
            (&row.state, &row.asset, row.accepted_bytes, row.parts_sent as usize),
            (&expected.state, &expected.asset, bytes, expected.sent.len()),
            "seed {seed}, step {step}"
        );
        assert_sums(&shelf.store, one).await;
    }
    for one in ids {
        assert_sums(&shelf.store, one).await;
        assert_eq!(shelf.row(one).await.state, rows[&one].state);
    }
}
