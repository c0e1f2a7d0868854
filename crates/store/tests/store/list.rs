//! Looking at the queue: `list`, `counts`, `ids`.

use crate::states::{STATES, in_state, named_in_state};
use crate::{LATER, NOW, Shelf, connection, file, id, new, picked};
use domain::{
    ConnectionId, Filter, List, MediaFile, Timestamp, Upload, UploadEvent, UploadId, UploadState,
    Which,
};
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use store::{NewUpload, Store};

const LISTS: [List; 6] =
    [List::Active, List::Waiting, List::Attention, List::Done, List::Offered, List::All];

/// The order that a person is promised, written down a second time.
fn key(upload: &Upload) -> (u8, i64, i64, i64) {
    let over = (-upload.finished_at.map_or(0, |at| at.0), -upload.id.0, upload.id.0);
    let queue = (upload.rank, upload.place, upload.id.0);
    let (stands, key) = match upload.state {
        UploadState::Uploading => (0, queue),
        UploadState::Failed(_) | UploadState::Skipped => (1, queue),
        UploadState::Queued | UploadState::Waiting(_) | UploadState::Paused { .. } => (2, queue),
        UploadState::Offered => (3, queue),
        UploadState::Done { .. } => (4, over),
        UploadState::Cancelled => (5, over),
    };
    (stands, key.0, key.1, key.2)
}

fn is_on(upload: &Upload, list: List) -> bool {
    let stands = [List::Active, List::Attention, List::Waiting, List::Offered, List::Done];
    list == List::All || stands.get(usize::from(key(upload).0)) == Some(&list)
}

/// Two of each state to each of two connections, finished and placed at random times.
async fn mixed(random: &mut StdRng) -> Shelf {
    let shelf = Shelf::new().await;
    let store = &shelf.store;
    store.save_connection(&connection("d")).await.unwrap();
    let mut states: Vec<&str> = STATES.iter().chain(&STATES).copied().collect();
    states.shuffle(random);
    for (number, state) in states.into_iter().enumerate() {
        named_in_state(&shelf, &format!("{state} {number}.MOV"), state).await;
        let one =
            NewUpload { rank: random.random_range(0..3), ..picked(&file(&number.to_string(), 1)) };
        let one = new(store.enqueue(&id("d"), &one, NOW).await.unwrap());
        let at = Timestamp(LATER.0 + random.random_range(0..3));
        match number % 3 {
            0 => drop(store.move_upload(one.id, &UploadEvent::Cancelled, at).await.unwrap()),
            1 => drop(store.move_to_top(&[one.id]).await.unwrap()),
            _ => {}
        }
    }
    shelf
}

async fn pages(store: &Store, filter: &Filter, size: u64) -> Vec<Upload> {
    let mut rows = Vec::new();
    loop {
        let page = store.list(filter, rows.len() as u64, size).await.unwrap();
        assert_eq!(page.offset, rows.len() as u64);
        assert!(page.rows.len() as u64 <= size);
        let last = page.rows.is_empty();
        rows.extend(page.rows);
        if last {
            assert_eq!(page.total, rows.len() as u64, "{filter:?}");
            return rows;
        }
    }
}

#[tokio::test]
async fn every_list_is_in_its_order_page_by_page_and_counted() {
    let seed = rand::random();
    println!("seed {seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let shelf = mixed(&mut random).await;
    let store = &shelf.store;
    let all = store.uploads().await.unwrap();
    for connection in [None, Some(id("c")), Some(id("d")), Some(id("nobody"))] {
        for words in ["", " 1", "MoV", "/CARD/", "nowhere"] {
            let counts = store.counts(connection.as_ref(), words).await.unwrap();
            for list in LISTS {
                let fits = |upload: &&Upload| {
                    let path = upload.file.path.to_string_lossy().to_lowercase();
                    is_on(upload, list)
                        && connection.as_ref().is_none_or(|of| *of == upload.connection)
                        && path.contains(&words.trim().to_lowercase())
                };
                let mut expected: Vec<Upload> = all.iter().filter(fits).cloned().collect();
                expected.sort_by_key(key);
                let filter = Filter { list, connection: connection.clone(), words: words.into() };
                let size = random.random_range(1..9);
                let what = format!("seed {seed}: {filter:?}");
                assert_eq!(pages(store, &filter, size).await, expected, "{what}");
                assert_eq!(counts.of(list), expected.len() as u64, "{what}");
                let except: Vec<UploadId> =
                    expected.iter().step_by(3).map(|upload| upload.id).collect();
                let ids = store.ids(&Which::All { filter, except: except.clone() }).await.unwrap();
                let expected: Vec<UploadId> = expected
                    .iter()
                    .map(|upload| upload.id)
                    .filter(|id| !except.contains(id))
                    .collect();
                assert_eq!(ids, expected, "{what}");
            }
        }
    }
}

#[tokio::test]
async fn what_was_taken_off_is_on_no_list() {
    let shelf = Shelf::new().await;
    let mut ids = Vec::new();
    for state in STATES {
        ids.push(in_state(&shelf, state).await.id);
    }
    let removed = shelf.store.remove_uploads(&ids).await.unwrap();
    let counts = shelf.store.counts(None, "").await.unwrap();
    assert_eq!(counts.all, (ids.len() - removed.len()) as u64);
    assert_eq!((counts.attention, counts.done), (0, 0));
    let page = shelf.store.list(&Filter::default(), 0, 100).await.unwrap();
    assert!(page.rows.iter().all(|upload| !removed.contains(&upload.id)));
    assert_eq!(page.total, counts.all);
    let these = Which::These(vec![ids[1], ids[0]]);
    assert_eq!(shelf.store.ids(&these).await.unwrap(), [ids[1], ids[0]], "as they were named");
}

#[tokio::test]
async fn words_are_found_in_name_and_folder_in_any_alphabet_and_after_a_move() {
    let shelf = Shelf::new().await;
    let store = &shelf.store;
    let clip = MediaFile { path: "/Día 3/ÜBERSICHT_50%.mov".into(), ..file("a", 1) };
    let upload = new(store.enqueue(&id("c"), &picked(&clip), NOW).await.unwrap());
    let found = async |words: &str| {
        let filter = Filter { words: words.into(), ..Filter::default() };
        store.list(&filter, 0, 10).await.unwrap().total
    };
    for words in ["übersicht", "DÍA 3", "50%", " .MOV ", ""] {
        assert_eq!(found(words).await, 1, "{words}");
    }
    for words in ["50_", "%", "día  3", "'", "uebersicht"] {
        assert_eq!(found(words).await, u64::from(words == "%"), "{words}");
    }
    let moved = MediaFile { path: "/elsewhere/b.mov".into(), ..clip };
    store.set_file(upload.id, &moved).await.unwrap();
    assert_eq!((found("übersicht").await, found("ELSEWHERE").await), (0, 1));
}

#[tokio::test]
async fn many_who_look_at_once_do_not_wait_for_each_other_for_ever() {
    // More than there are connections to read with; in memory there is one for everything.
    for store in [Shelf::new().await.store, Store::open_in_memory().await.unwrap()] {
        let looks: Vec<_> = (0..20)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move {
                    store.list(&Filter::default(), 0, 10).await.unwrap();
                    store.totals().await.unwrap();
                    store.set_automatic(&ConnectionId::new("nobody"), true).await.unwrap_err();
                })
            })
            .collect();
        for look in looks {
            look.await.unwrap();
        }
    }
}
