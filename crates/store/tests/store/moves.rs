//! Moves between states, one by one and many at once.

use crate::states::{STATES, claim, failure, in_state, names, paused};
use crate::{LATER, NOW, Shelf, connection, hashed, id, plan};
use domain::{
    AssetId, ErrorKind, Happened, PartNumber, Timestamp, Upload, UploadEvent, UploadId,
    UploadState, WaitingFor,
};
use store::{Awaited, StoreError, Totals};

#[tokio::test]
async fn the_store_allows_exactly_what_the_table_of_moves_allows() {
    let a = AssetId::new("a");
    let events = [
        UploadEvent::Claimed,
        UploadEvent::Interrupted,
        UploadEvent::Finished { asset: a.clone() },
        UploadEvent::WillWait(WaitingFor::Authorization),
        UploadEvent::Ready,
        UploadEvent::Failed(failure(ErrorKind::Denied)),
        UploadEvent::Skipped,
        UploadEvent::Paused { until: None },
        UploadEvent::Resumed,
        UploadEvent::Cancelled,
        UploadEvent::Retried,
    ];
    for event in &events {
        let shelf = Shelf::new().await;
        for state in STATES {
            let before = in_state(&shelf, state).await;
            let taken_back = state == "cancelled" && *event == UploadEvent::Retried;
            if state == "uploading" {
                shelf
                    .store
                    .mark_sent(before.id, &a, PartNumber(2), &hashed("h"), NOW)
                    .await
                    .unwrap();
            }
            let before = shelf.row(before.id).await;
            let moved = shelf.store.move_upload(before.id, event, LATER).await;
            let what = format!("{state}, {}", event.name());
            match (before.state.after(event), moved) {
                (Ok(next), Ok(moved)) => {
                    assert_eq!(moved.state, next, "{what}");
                    assert_eq!(moved.finished_at, next.is_over().then_some(LATER), "{what}");
                    assert_eq!(shelf.row(before.id).await, moved, "{what}");
                    let kept = if taken_back { 0 } else { before.accepted_bytes };
                    assert_eq!(moved.accepted_bytes, kept, "{what}");
                }
                (Err(expected), Err(StoreError::NotAllowed(refused))) => {
                    assert_eq!(refused, expected);
                    assert_eq!(shelf.row(before.id).await, before, "{what}: a refusal is nothing");
                }
                (expected, moved) => panic!("{what}: expected {expected:?}, got {moved:?}"),
            }
            // Out of the way of the next one.
            let _ = shelf.store.move_upload(before.id, &paused(None), LATER).await;
        }
    }
}

#[tokio::test]
async fn an_upload_is_not_done_before_every_part_is() {
    let shelf = Shelf::new().await;
    let (store, a) = (&shelf.store, AssetId::new("a"));
    let finished = UploadEvent::Finished { asset: a.clone() };

    let bare = shelf.queued("bare.mov", 5).await;
    assert_eq!(claim(store).await.unwrap().id, bare.id);
    let early = store.move_upload(bare.id, &finished, NOW).await;
    assert!(matches!(early, Err(StoreError::NotAllSent { unsent: 0, .. })), "no plan: {early:?}");

    let upload = shelf.planned("a.mov", 10, 2).await;
    store.mark_sent(upload.id, &a, PartNumber(2), &hashed("h"), NOW).await.unwrap();
    let early = store.move_upload(upload.id, &finished, NOW).await;
    assert!(matches!(early, Err(StoreError::NotAllSent { unsent: 1, .. })), "{early:?}");
    store.mark_sent(upload.id, &a, PartNumber(1), &hashed("h"), NOW).await.unwrap();
    let stale = UploadEvent::Finished { asset: AssetId::new("older") };
    let stale = store.move_upload(upload.id, &stale, NOW).await;
    assert!(matches!(stale, Err(StoreError::PlanReplaced { .. })), "{stale:?}");
    assert_eq!(shelf.row(upload.id).await.state, UploadState::Uploading);

    let done = store.move_upload(upload.id, &finished, LATER).await.unwrap();
    assert_eq!(done.state, UploadState::Done { asset: a });
    assert_eq!((done.accepted_bytes, done.finished_at), (10, Some(LATER)));
}

#[tokio::test]
async fn a_retry_resumes_with_its_asset_and_parts() {
    let shelf = Shelf::new().await;
    let upload = in_state(&shelf, "failed").await;
    let retried = shelf.store.move_upload(upload.id, &UploadEvent::Retried, NOW).await.unwrap();
    assert_eq!(retried.asset, Some(AssetId::new("a")));
    assert_eq!((retried.accepted_bytes, retried.part_count), (5, Some(2)));
    assert_eq!(retried.finished_at, None);
    assert_eq!(shelf.store.unsent(upload.id).await.unwrap(), plan(10, 2)[1..]);
}

#[tokio::test]
async fn after_a_restart_what_was_on_its_way_is_queued_at_its_place() {
    let mut shelf = Shelf::new().await;
    let mut others = Vec::new();
    for state in STATES.into_iter().filter(|state| *state != "uploading") {
        others.push(in_state(&shelf, state).await);
    }
    let (one, two) = (in_state(&shelf, "uploading").await, shelf.planned("two", 10, 2).await);
    shelf = shelf.reopened().await;
    let requeued = shelf.store.requeue_interrupted(LATER).await.unwrap();
    let expected = [one, two].map(|upload| Upload { state: UploadState::Queued, ..upload });
    assert_eq!(requeued, expected, "with asset, parts and place");
    for other in others {
        assert_eq!(shelf.row(other.id).await, other);
    }
    assert_eq!(shelf.store.requeue_interrupted(LATER).await.unwrap(), []);
}

#[tokio::test]
async fn only_what_has_come_makes_the_waiting_ready() {
    let shelf = Shelf::new().await;
    let store = &shelf.store;
    store.save_connection(&connection("d")).await.unwrap();
    let time = in_state(&shelf, "waiting").await;
    let network = in_state(&shelf, "waiting for the network").await;
    let authorization = in_state(&shelf, "waiting for authorization").await;
    let before = Timestamp(LATER.0 - 1);
    let ready = async |connection: Option<&str>, what, now| {
        let connection = connection.map(id);
        let moved = store.ready_waiting(connection.as_ref(), what, now).await.unwrap();
        for upload in &moved {
            assert_eq!(shelf.row(upload.id).await, *upload);
            assert_eq!(upload.state, UploadState::Queued);
            let (_, last) = store.history(upload.id).await.unwrap().pop().unwrap();
            assert_eq!(last, Happened::Queued);
        }
        moved.into_iter().map(|upload| upload.id).collect::<Vec<_>>()
    };
    assert_eq!(ready(None, Awaited::TimePassed, before).await, []);
    assert_eq!(ready(Some("d"), Awaited::TimePassed, LATER).await, []);
    assert_eq!(ready(Some("c"), Awaited::TimePassed, LATER).await, [time.id]);
    assert_eq!(ready(Some("d"), Awaited::Network, LATER).await, []);
    assert_eq!(ready(None, Awaited::Network, LATER).await, [network.id]);
    assert_eq!(ready(Some("c"), Awaited::Authorization, LATER).await, [authorization.id]);
    assert_eq!(ready(None, Awaited::Authorization, LATER).await, []);
    let resumed = shelf.row(time.id).await;
    assert_eq!((resumed.place, resumed.accepted_bytes), (time.place, 5));
}

#[tokio::test]
async fn a_wait_that_was_written_down_while_the_clock_was_a_day_ahead_is_over() {
    let shelf = Shelf::new().await;
    let waiting = in_state(&shelf, "waiting").await;
    let ready =
        async |now| shelf.store.ready_waiting(None, Awaited::TimePassed, now).await.unwrap();
    assert_eq!(ready(Timestamp(LATER.0 - 1_800_000)).await, [], "half an hour is a wait");
    let moved = ready(Timestamp(LATER.0 - 86_400_000)).await;
    assert_eq!(moved.into_iter().map(|one| one.id).collect::<Vec<_>>(), [waiting.id]);
}

#[tokio::test]
async fn only_what_is_over_can_be_removed_and_its_id_is_never_used_again() {
    let shelf = Shelf::new().await;
    let mut ids = Vec::new();
    let mut expected = Vec::new();
    for state in STATES {
        let upload = in_state(&shelf, state).await;
        ids.push(upload.id);
        expected.extend(upload.state.is_over().then_some(upload));
    }
    ids.push(UploadId(99));
    let removed = shelf.store.remove_uploads(&ids).await.unwrap();
    assert_eq!(removed, expected.iter().map(|upload| upload.id).collect::<Vec<_>>());
    for upload in &expected {
        assert!(!names(&shelf.store).await.contains(&upload.file.name()));
        assert_eq!(shelf.row(upload.id).await, *upload, "the row stays, as it is");
    }
    assert_eq!(names(&shelf.store).await.len(), STATES.len() - expected.len());
    assert_eq!(shelf.store.remove_uploads(&ids).await.unwrap(), [], "once");
    let shelf = shelf.reopened().await;
    assert!(shelf.queued("new", 1).await.id > *ids[..STATES.len()].last().unwrap());
}

/// What `move_uploads` made of all states at once is what `move_upload` makes of each.
#[tokio::test]
async fn many_move_like_one_each_and_those_that_cannot_are_left() {
    for event in [paused(None), paused(Some(LATER)), UploadEvent::Resumed, UploadEvent::Cancelled] {
        let (many, each) = (Shelf::new().await, Shelf::new().await);
        let (mut ids, mut expected, mut refused) = (Vec::new(), Vec::new(), 0);
        for state in STATES {
            ids.push(in_state(&many, state).await.id);
            let one = in_state(&each, state).await.id;
            match each.store.move_upload(one, &event, LATER).await {
                Ok(_) => expected.push(one),
                Err(StoreError::NotAllowed(_)) => refused += 1,
                Err(other) => panic!("{other}"),
            }
        }
        let mut moved = many.store.move_uploads(&ids, &event, LATER).await.unwrap();
        moved.ids.sort();
        assert_eq!((moved.ids, moved.refused), (expected, refused), "{}", event.name());
        for id in ids {
            assert_eq!(many.row(id).await, each.row(id).await, "{}", event.name());
            assert_eq!(
                many.store.history(id).await.unwrap(),
                each.store.history(id).await.unwrap()
            );
            let targets = (many.store.unsent(id).await.ok(), each.store.unsent(id).await.ok());
            assert_eq!(targets.0, targets.1);
        }
        // Those that move at once are of one round.
        let done = |totals: Totals| Totals { done_files: 0, done_bytes: 0, ..totals };
        let [many, each] = [many.store.totals().await, each.store.totals().await];
        assert_eq!(done(many.unwrap()), done(each.unwrap()));
    }
}

#[tokio::test]
async fn a_cancel_of_many_that_is_taken_back_begins_anew_once_for_each_content() {
    let shelf = Shelf::new().await;
    let store = &shelf.store;
    let first = in_state(&shelf, "cancelled").await;
    let second = in_state(&shelf, "cancelled").await;
    let other = shelf.queued("other.mov", 1).await;
    store.move_upload(other.id, &UploadEvent::Cancelled, NOW).await.unwrap();
    let again = shelf.queued("other.mov", 1).await;
    assert_eq!(first.file, second.file);
    let all = [first.id, second.id, other.id];
    let moved = store.move_uploads(&all, &UploadEvent::Retried, LATER).await.unwrap();
    assert_eq!((moved.ids, moved.refused), (vec![second.id], 2));
    let back = shelf.row(second.id).await;
    assert_eq!((&back.state, &back.asset, back.part_count), (&UploadState::Queued, &None, None));
    assert_eq!((back.finished_at, back.accepted_bytes), (None, 0));
    assert_eq!(store.parts(second.id).await.unwrap(), []);
    let told = store.history(second.id).await.unwrap();
    let (asset, why) = (AssetId::new("a"), "It was cancelled meanwhile.".to_owned());
    let given_up = Happened::GaveUp { asset, sent: 1, parts: 2, why };
    assert!(told.iter().any(|(_, what)| *what == given_up), "{told:?}");
    for (id, there) in [(first.id, second.id), (other.id, again.id)] {
        let one = store.move_upload(id, &UploadEvent::Retried, LATER).await;
        assert!(
            matches!(one, Err(StoreError::AlreadyQueued { upload }) if upload == there),
            "{one:?}"
        );
    }
}

#[tokio::test]
async fn a_pause_for_a_while_ends_by_itself_and_one_without_an_end_does_not() {
    let shelf = Shelf::new().await;
    let store = &shelf.store;
    let timed = in_state(&shelf, "paused for a while").await;
    let others = [in_state(&shelf, "paused").await, in_state(&shelf, "offered").await];
    assert_eq!(store.resume_due(Timestamp(LATER.0 - 1)).await.unwrap(), []);
    let shelf = shelf.reopened().await;
    assert_eq!(shelf.store.resume_due(LATER).await.unwrap(), [timed.id]);
    let resumed = shelf.row(timed.id).await;
    assert_eq!((&resumed.state, resumed.place), (&UploadState::Queued, timed.place));
    for other in others {
        assert_eq!(shelf.row(other.id).await, other);
    }
    assert_eq!(shelf.store.resume_due(LATER).await.unwrap(), []);
    // Paused again without an end: the old time is forgotten.
    shelf.store.move_upload(timed.id, &paused(None), LATER).await.unwrap();
    assert_eq!(shelf.store.resume_due(Timestamp(i64::MAX)).await.unwrap(), []);
}
