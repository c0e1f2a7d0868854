//! Which upload goes next: `claim_next`.

use crate::states::claim;
use crate::{NOW, Shelf, connection, file, id, new, picked};
use domain::{MediaKind, UploadState};
use store::{NewUpload, Wanted};

#[tokio::test]
async fn the_first_queued_upload_of_a_usable_connection_is_claimed() {
    let shelf = Shelf::new().await;
    let store = &shelf.store;
    store.save_connection(&connection("d")).await.unwrap();
    for (to, name) in [("d", "d1"), ("c", "c1"), ("d", "d2"), ("c", "c2")] {
        store.enqueue(&id(to), &picked(&file(name, 1)), NOW).await.unwrap();
    }
    let claim = async |usable: &[&str]| {
        let usable: Vec<_> = usable.iter().map(|name| id(name)).collect();
        let claimed = store.claim_next(&usable, &Wanted::default(), NOW).await.unwrap()?;
        assert_eq!(claimed.state, UploadState::Uploading);
        Some(claimed.file.name())
    };
    assert_eq!(claim(&[]).await, None);
    assert_eq!(claim(&["nobody"]).await, None);
    assert_eq!(claim(&["c"]).await.as_deref(), Some("c1"), "d's place is before, but not usable");
    assert_eq!(claim(&["c", "d", "c"]).await.as_deref(), Some("d1"));
    assert_eq!(claim(&["c", "d"]).await.as_deref(), Some("d2"));
    assert_eq!(claim(&["d"]).await, None);
    assert_eq!(claim(&["d", "c"]).await.as_deref(), Some("c2"));
    assert_eq!(claim(&["d", "c"]).await, None);
}

#[tokio::test]
async fn many_lanes_never_claim_the_same_upload() {
    let shelf = Shelf::new().await;
    for number in 0..30 {
        shelf.queued(&format!("{number}.mov"), 1).await;
    }
    let lanes: Vec<_> = (0..6)
        .map(|_| {
            let store = shelf.store.clone();
            tokio::spawn(async move {
                let mut mine = Vec::new();
                while let Some(upload) = claim(&store).await {
                    mine.push(upload.id);
                }
                mine
            })
        })
        .collect();
    let mut claimed = Vec::new();
    for lane in lanes {
        claimed.extend(lane.await.unwrap());
    }
    claimed.sort();
    claimed.dedup();
    assert_eq!(claimed.len(), 30);
}

#[tokio::test]
async fn lower_ranks_go_first_and_a_lane_takes_only_what_it_wants() {
    let shelf = Shelf::new().await;
    let store = &shelf.store;
    let mut ids = Vec::new();
    for (name, kind, rank, size) in [
        ("film", MediaKind::Ocf, 5, 1_000),
        ("sound", MediaKind::Audio, 4, 500),
        ("proxy", MediaKind::Proxy, 0, 800),
        ("still", MediaKind::Still, 1, 10),
        ("still two", MediaKind::Still, 1, 10),
    ] {
        let one = NewUpload { kind, rank, ..picked(&file(name, size)) };
        ids.push(new(store.enqueue(&id("c"), &one, NOW).await.unwrap()).id);
    }
    let claim = async |at_most: Option<u64>, kinds: Option<&[MediaKind]>, not: &[usize]| {
        let wanted = Wanted {
            at_most,
            kinds: kinds.map(<[MediaKind]>::to_vec),
            not: not.iter().map(|number| ids[*number]).collect(),
        };
        Some(store.claim_next(&[id("c")], &wanted, NOW).await.unwrap()?.file.name())
    };
    let kinds = Some(&[MediaKind::Audio, MediaKind::Ocf][..]);
    assert_eq!(claim(Some(9), None, &[]).await, None);
    assert_eq!(claim(None, Some(&[]), &[]).await, None, "nothing may go");
    assert_eq!(claim(None, Some(&[MediaKind::Lut]), &[]).await, None);
    assert_eq!(claim(Some(499), kinds, &[]).await, None);
    assert_eq!(claim(Some(10), None, &[]).await.as_deref(), Some("still"));
    assert_eq!(claim(None, None, &[2]).await.as_deref(), Some("still two"));
    assert_eq!(claim(Some(500), kinds, &[]).await.as_deref(), Some("sound"));
    assert_eq!(claim(None, kinds, &[0]).await, None);
    assert_eq!(claim(None, None, &[]).await.as_deref(), Some("proxy"));
    assert_eq!(claim(None, kinds, &[]).await.as_deref(), Some("film"));
    assert_eq!(claim(None, None, &[]).await, None);
}

#[tokio::test]
async fn a_clip_that_grows_is_claimed_beside_what_is_before_it() {
    let shelf = Shelf::new().await;
    let store = &shelf.store;
    shelf.queued("whole", 1).await;
    for (name, kind, rank) in [("second", MediaKind::Ocf, 5), ("first", MediaKind::Proxy, 3)] {
        let one = NewUpload { kind, rank, growing: true, ..picked(&file(name, 1)) };
        store.enqueue(&id("c"), &one, NOW).await.unwrap();
    }
    let claim = async |usable: &str, kinds: Option<&[MediaKind]>| {
        let claimed = store.claim_growing(&[id(usable)], kinds, NOW).await.unwrap()?;
        assert_eq!(shelf.row(claimed.id).await, claimed);
        assert_eq!(claimed.state, UploadState::Uploading);
        Some(claimed.file.name())
    };
    assert_eq!(claim("nobody", None).await, None);
    assert_eq!(claim("c", Some(&[MediaKind::Audio])).await, None);
    assert_eq!(claim("c", None).await.as_deref(), Some("first"));
    assert_eq!(claim("c", Some(&[MediaKind::Ocf])).await.as_deref(), Some("second"));
    assert_eq!(claim("c", None).await, None, "the whole one is none of them");
}
