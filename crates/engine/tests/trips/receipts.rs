//! Proof of delivery.

use crate::set::{Set, only};
use xxhash_rust::xxh3::xxh3_128;

fn hash(bytes: &[u8]) -> String {
    format!("{:032x}", xxh3_128(bytes))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_names_every_part_as_it_was_read_and_the_file_as_a_whole() {
    let set = Set::new().await;
    let id = set.pair().await;
    let path = set.file("A001.mov", 1_000_001);
    let bytes = std::fs::read(&path).unwrap();
    let upload = set.add(&id, &path).await;
    set.until_done(upload).await;
    let receipt = set.engine.receipt(upload).await.unwrap();
    assert_eq!(receipt.size, 1_000_001);
    assert_eq!(receipt.xxh3, Some(hash(&bytes)));
    let mut end = 0;
    for part in &receipt.parts {
        assert_eq!(part.start, end);
        end += part.length;
        let sent = &bytes[part.start as usize..end as usize];
        assert_eq!(part.xxh3.as_deref(), Some(hash(sent).as_str()), "part {}", part.number);
        assert!(part.etag.as_ref().is_some_and(|tag| !tag.is_empty()), "part {}", part.number);
        assert!(part.accepted_at.is_some());
    }
    assert_eq!(end, 1_000_001);
    // A simulated delivery passes for no real one.
    let address = set.cloud.api().replace("https://", "");
    assert_eq!(receipt.not_at_the_vendor, Some(address));
    assert_eq!(receipt.project.as_deref(), Some("Feature – Unit A"));
    // Worked out once: the next one needs no file.
    std::fs::remove_file(&path).unwrap();
    assert_eq!(set.engine.receipt(upload).await.unwrap().xxh3, receipt.xxh3);
    let text = serde_json::to_string(&receipt).unwrap();
    assert!(text.contains("A001.mov") && !text.contains("http"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_one_part_has_its_hash_at_once_and_one_that_changed_since_says_why_not() {
    let set = Set::new().await;
    let id = set.pair().await;
    let path = set.file("small.mov", 1000);
    let bytes = std::fs::read(&path).unwrap();
    let small = set.add(&id, &path).await;
    assert_eq!(set.until_done(small).await.hash, Some(hash(&bytes)));
    let path = set.file("A001.mov", 1_000_000);
    let large = set.add(&id, &path).await;
    set.until_done(large).await;
    std::fs::write(&path, crate::set::noise(9, 1_000_000)).unwrap();
    let receipt = set.engine.receipt(large).await.unwrap();
    assert_eq!(receipt.xxh3, None);
    assert!(receipt.no_xxh3.is_some_and(|why| why.contains("not the one")));
    assert!(receipt.parts.iter().all(|part| part.xxh3.is_some()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_not_arrived_has_no_receipt() {
    let set = Set::new().await;
    let id = set.pair().await;
    set.engine.pause_queue(None).await.unwrap();
    let upload = set.add(&id, &set.file("A001.mov", 1000)).await;
    let error = set.engine.receipt(upload).await.unwrap_err();
    assert!(error.to_string().contains("done"), "{error}");
    set.engine.cancel_uploads(&only(upload)).await.unwrap();
    assert!(set.engine.receipt(upload).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_was_signed_in_anew_since_vouches_for_no_project_and_no_address() {
    let set = Set::new().await;
    let id = set.pair().await;
    let upload = set.add(&id, &set.file("A001.mov", 1000)).await;
    set.until_done(upload).await;
    set.advance(std::time::Duration::from_secs(10));
    set.engine.disconnect(&id).await.unwrap();
    let receipt = set.engine.receipt(upload).await.unwrap();
    assert_eq!(receipt.project, None);
    assert!(receipt.not_at_the_vendor.is_some_and(|place| place.contains("not known")));
}
