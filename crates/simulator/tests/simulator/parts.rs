use std::time::Duration;

use futures_util::stream;
use serde_json::Value;
use sha2::{Digest, Sha256};
use simulator::{AssetStatus, Expirable, ViolationKind};

use crate::client::{MOV, Tokens, World, header, media, s3_error, text, urls};

/// Cuts everything into parts of at most 1000 bytes, so that a small clip has several.
async fn world() -> (World, Tokens) {
    let world = World::with(|options| options.assumed.part_rule_bytes = 1000).await;
    let tokens = world.pair().await;
    (world, tokens)
}

fn cut(bytes: &[u8], n: usize) -> Vec<Vec<u8>> {
    bytes.chunks(bytes.len().div_ceil(n)).map(<[u8]>::to_vec).collect()
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn one_part(world: &World, tokens: &Tokens, filesize: usize) -> (String, Value) {
    let created = world.create(tokens, filesize).await;
    (urls(&created).remove(0), created)
}

#[tokio::test]
async fn parts_in_any_order_make_the_file_again() {
    let (world, tokens) = world().await;
    let clip = media(3500);
    let created = world.create(&tokens, clip.len()).await;
    let parts: Vec<_> = urls(&created).into_iter().zip(cut(&clip, 4)).collect();
    assert_eq!(parts.len(), 4);
    for (url, bytes) in parts.into_iter().rev() {
        assert_ne!(world.simulator.assets().await[0].status, AssetStatus::Completed);
        let answer = world.put(&url, bytes).send().await.expect("an answer");
        assert_eq!(answer.status(), 200);
        let etag = header(answer.headers(), "etag");
        assert!(etag.starts_with('"') && etag.len() == 34, "{etag} is not an ETag");
    }
    let seen = world.simulator.until_completed("A001.mov").await;
    assert_eq!(seen.sha256, Some(sha256(&clip)));
    assert_eq!(seen.parts.iter().map(|part| part.received).collect::<Vec<_>>(), [1; 4]);
    assert_eq!(world.violations(), []);
    let kept = std::fs::read(world.simulator.part_path(&seen.id, 1)).expect("the first part");
    assert_eq!(kept, clip[..875]);
}

#[tokio::test]
async fn a_part_sent_again_replaces_the_one_before_and_is_counted() {
    let (world, tokens) = world().await;
    let (url, _) = one_part(&world, &tokens, 5).await;
    for bytes in ["first", "again"] {
        assert_eq!(world.put(&url, bytes).send().await.expect("an answer").status(), 200);
        let seen = world.simulator.until_completed("A001.mov").await;
        assert_eq!(seen.sha256, Some(sha256(bytes.as_bytes())), "the hash is of these bytes");
    }
    let seen = world.simulator.assets().await.remove(0);
    assert_eq!(seen.parts[0].received, 2);
}

#[tokio::test]
async fn discarding_keeps_nothing_but_the_count_and_a_hash_per_part() {
    let world = World::with(|options| options.discard = true).await;
    let tokens = world.pair().await;
    let (url, created) = one_part(&world, &tokens, 5).await;
    world.put(&url, "12345").send().await.expect("an answer");
    let seen = world.simulator.until_completed("A001.mov").await;
    assert_eq!(seen.sha256, None);
    assert!(seen.parts[0].xxh3.is_some());
    assert!(!world.simulator.part_path(text(&created, "id"), 1).exists());
}

#[tokio::test]
async fn a_header_other_than_the_signed_one_is_a_signature_that_does_not_match() {
    let (world, tokens) = world().await;
    let (url, _) = one_part(&world, &tokens, 5).await;
    let put = || world.client.put(&url).body("12345");
    let wrong = [
        put().header("content-type", "video/mp4").header("x-amz-acl", "private"),
        put().header("content-type", MOV).header("x-amz-acl", "public-read"),
        put().header("content-type", MOV),
        put().header("x-amz-acl", "private"),
        world.put(&url.replace("part_number=1", "part_number=2"), "12345"),
        world.put(&url.replace("Expires=86400", "Expires=99999"), "12345"),
        world.put(&url.replace("127.0.0.1", "localhost"), "12345"),
    ];
    let count = wrong.len();
    for request in wrong {
        let answer = request.send().await.expect("an answer");
        assert_eq!(s3_error(answer).await, (403, "SignatureDoesNotMatch".to_owned()));
    }
    assert_eq!(world.violations(), vec![ViolationKind::PartSignature; count]);
    assert_eq!(world.simulator.assets().await[0].parts[0].received, 0);
}

#[tokio::test]
async fn a_url_without_its_signature_is_denied() {
    let (world, tokens) = world().await;
    let (url, _) = one_part(&world, &tokens, 5).await;
    let bare = url.split('?').next().expect("an address");
    let answer = world.put(bare, "12345").send().await.expect("an answer");
    assert_eq!(s3_error(answer).await, (403, "AccessDenied".to_owned()));
}

#[tokio::test]
async fn a_bearer_token_does_not_belong_on_a_part() {
    let (world, tokens) = world().await;
    let (url, _) = one_part(&world, &tokens, 5).await;
    let request = world.put(&url, "12345").bearer_auth(&tokens.access);
    let answer = request.send().await.expect("an answer");
    assert_eq!(s3_error(answer).await, (400, "InvalidArgument".to_owned()));
    assert_eq!(world.violations(), [ViolationKind::PartAuthorization]);
}

#[tokio::test]
async fn a_part_without_a_length_is_refused() {
    let (world, tokens) = world().await;
    let (url, _) = one_part(&world, &tokens, 5).await;
    let chunked = reqwest::Body::wrap_stream(stream::iter([Ok::<_, std::io::Error>("12345")]));
    let answer = world.put(&url, chunked).send().await.expect("an answer");
    assert_eq!(s3_error(answer).await, (411, "MissingContentLength".to_owned()));
    assert_eq!(world.violations(), [ViolationKind::PartWithoutLength]);
}

#[tokio::test]
async fn a_part_of_the_wrong_length_is_refused() {
    let (world, tokens) = world().await;
    let (url, _) = one_part(&world, &tokens, 5).await;
    for (bytes, code) in [("1234", "IncompleteBody"), ("123456", "EntityTooLarge")] {
        let answer = world.put(&url, bytes).send().await.expect("an answer");
        assert_eq!(s3_error(answer).await, (400, code.to_owned()));
    }
    assert_eq!(world.violations(), [ViolationKind::PartWrongLength; 2]);
}

#[tokio::test]
async fn a_url_expires_after_a_day_or_when_told_to() {
    let (world, tokens) = world().await;
    let (url, _) = one_part(&world, &tokens, 5).await;
    world.simulator.advance(Duration::from_secs(86_390));
    assert_eq!(world.put(&url, "12345").send().await.expect("an answer").status(), 200);
    world.simulator.advance(Duration::from_secs(20));
    let answer = world.put(&url, "12345").send().await.expect("an answer");
    let xml = answer.text().await.expect("a body");
    assert!(xml.contains("<Code>AccessDenied</Code>") && xml.contains("Request has expired"));

    let tokens = world.pair().await;
    let (before, _) = one_part(&world, &tokens, 5).await;
    world.simulator.expire(Expirable::Urls);
    let answer = world.put(&before, "12345").send().await.expect("an answer");
    assert_eq!(s3_error(answer).await, (403, "AccessDenied".to_owned()));
    let (after, _) = one_part(&world, &tokens, 5).await;
    assert_eq!(world.put(&after, "12345").send().await.expect("an answer").status(), 200);
}

#[tokio::test]
async fn only_put_is_known_here() {
    let (world, tokens) = world().await;
    let (url, _) = one_part(&world, &tokens, 5).await;
    let answer = world.client.get(&url).send().await.expect("an answer");
    assert_eq!(s3_error(answer).await, (405, "MethodNotAllowed".to_owned()));
}

#[tokio::test]
async fn a_tiny_file_in_many_parts_is_whole_without_its_empty_one() {
    let world = World::with(|options| options.assumed.part_rule_bytes = 1).await;
    let tokens = world.pair().await;
    world.simulator.assume(|assumed| assumed.parts_maximum = 4);
    let created = world.create(&tokens, 5).await;
    for (url, bytes) in urls(&created).iter().zip(["12", "34", "5"]) {
        assert_eq!(world.put(url, bytes).send().await.expect("an answer").status(), 200);
    }
    let seen = world.simulator.until_completed("A001.mov").await;
    assert_eq!(seen.parts.len(), 4);
    assert_eq!(seen.sha256, Some(sha256(b"12345")));
}

#[tokio::test]
async fn a_large_part_arrives_whole() {
    let world = World::new().await;
    let tokens = world.pair().await;
    let clip = media(12 * 1024 * 1024 + 17);
    let (url, _) = one_part(&world, &tokens, clip.len()).await;
    assert_eq!(world.put(&url, clip.clone()).send().await.expect("an answer").status(), 200);
    let seen = world.simulator.until_completed("A001.mov").await;
    assert_eq!(seen.sha256, Some(sha256(&clip)));
}
