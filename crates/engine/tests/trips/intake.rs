//! What a person hands in: files, many of them, and folders with all that is in them.

use crate::set::{Set, noise};
use domain::{Filter, MediaKind};
use engine::{Added, Event, Refusal};
use std::path::PathBuf;

fn put(path: PathBuf, bytes: &[u8]) -> PathBuf {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, bytes).unwrap();
    path
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_is_queued_with_all_that_is_in_it_but_litter_and_says_what_came_of_it() {
    let set = Set::new().await;
    let id = set.pair().await;
    set.engine.pause_queue(None).await.unwrap();
    let card = set.folder.path().join("CARD");
    for (index, name) in ["A001.mov", "Proxy/A001.mp4", "SOUND/A001.wav"].iter().enumerate() {
        put(card.join(name), &noise(index as u64, 2000));
    }
    put(card.join(".DS_Store"), b"litter");
    put(card.join("$RECYCLE.BIN/A000.mov"), b"litter");
    let known = put(set.folder.path().join("A001.mov"), &noise(0, 2000));
    let single = set.add(&id, &known).await;
    let added = set.add_any(&id, &card).await;
    assert_eq!(added, Added::Folder { found: 3, queued: 2, known: 1, refused: 0 });
    let again = set.add_any(&id, &card).await;
    assert_eq!(again, Added::Folder { found: 3, queued: 0, known: 3, refused: 0 });
    let details = set.engine.upload_details(single).await.unwrap();
    let together: Vec<MediaKind> = details.together.iter().map(|row| row.kind).collect();
    assert_eq!(together, [MediaKind::Proxy, MediaKind::Audio], "its proxy and its sound");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_of_many_paths_gets_its_own_answer_in_order() {
    let set = Set::new().await;
    let id = set.pair().await;
    set.engine.pause_queue(None).await.unwrap();
    let folder = put(set.folder.path().join("F/A001.mov"), b"one").parent().unwrap().to_owned();
    let paths = vec![
        put(set.folder.path().join("A002.mov"), b"two"),
        set.folder.path().join("gone.mov"),
        folder,
        put(set.folder.path().join("empty.mov"), b""),
        put(set.folder.path().join("A003.mov"), b"three"),
    ];
    let added = set.engine.add(&id, paths.clone()).await.unwrap();
    assert!(added.iter().map(|(path, _)| path).eq(&paths));
    let [one, gone, folder, empty, other] = added.map_each();
    assert!(matches!(one, Added::Queued(_)) && matches!(other, Added::Queued(_)));
    assert_eq!(gone, Added::Refused(Refusal::Missing));
    assert_eq!(folder, Added::Folder { found: 1, queued: 1, known: 0, refused: 0 });
    assert_eq!(empty, Added::Refused(Refusal::Empty));
}

trait MapEach {
    fn map_each<const N: usize>(self) -> [Added; N];
}

impl MapEach for Vec<(PathBuf, Added)> {
    fn map_each<const N: usize>(self) -> [Added; N] {
        let all: Vec<Added> = self.into_iter().map(|(_, added)| added).collect();
        all.try_into().expect("one answer for each")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_of_thousands_is_told_in_batches_and_keeps_the_order_of_its_names() {
    let set = Set::new().await;
    let id = set.pair().await;
    set.engine.pause_queue(None).await.unwrap();
    let many = set.folder.path().join("MANY");
    std::fs::create_dir(&many).unwrap();
    for index in 0..5000_u32 {
        std::fs::write(many.join(format!("F{index:05}.dat")), index.to_le_bytes()).unwrap();
    }
    let mut events = set.engine.subscribe();
    let added = set.add_any(&id, &many).await;
    assert_eq!(added, Added::Folder { found: 5000, queued: 5000, known: 0, refused: 0 });
    let (mut batches, mut single) = (0, 0);
    while let Ok(event) = events.try_recv() {
        match event {
            Event::QueueChanged => batches += 1,
            Event::UploadChanged(_) => single += 1,
            _ => {}
        }
    }
    assert!((1..=20).contains(&batches), "{batches} batches");
    assert_eq!(single, 0);
    let page = set.engine.list(&Filter::default(), 4000, 10).await.unwrap();
    let names: Vec<String> = page.rows.iter().map(|row| row.file.name()).collect();
    let expected: Vec<String> = (4000..4010).map(|index| format!("F{index:05}.dat")).collect();
    assert_eq!(names, expected);
}
