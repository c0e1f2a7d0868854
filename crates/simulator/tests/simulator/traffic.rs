use std::time::{Duration, Instant};

use simulator::{Fault, Misdeed, Place};

use crate::client::{World, body, media, s3_error, text, urls};

#[tokio::test]
async fn every_byte_of_a_part_is_counted_also_of_attempts_that_break() {
    let world = World::new().await;
    let tokens = world.pair().await;
    let clip = media(3_000_000);
    let created = world.create(&tokens, clip.len()).await;
    let url = urls(&created).remove(0);
    let fault = Fault::new(Place::Part, Misdeed::ResetMidBody { bytes: None }).times(1);
    world.simulator.fault(fault);
    assert!(world.put(&url, clip.clone()).send().await.is_err());
    world.simulator.fault(Fault::new(Place::Part, Misdeed::LoseResponse).times(1));
    assert!(world.put(&url, clip.clone()).send().await.is_err());
    assert_eq!(world.put(&url, clip.clone()).send().await.expect("an answer").status(), 200);

    let puts = world.simulator.part_puts();
    let [cut, lost, whole] = puts.as_slice() else { panic!("{puts:?}") };
    let id = text(&created, "id");
    assert!(puts.iter().all(|put| (put.asset_id.as_str(), put.number) == (id, 1)));
    assert!((1..clip.len() as u64).contains(&cut.bytes), "{cut:?}");
    assert_eq!((cut.status, cut.fault.as_deref()), (None, Some("reset_mid_body")));
    assert_eq!((lost.status, lost.fault.as_deref()), (Some(200), Some("lose_response")));
    assert_eq!((whole.status, whole.fault.as_deref()), (Some(200), None));
    assert_eq!((lost.bytes, whole.bytes), (clip.len() as u64, clip.len() as u64));
    assert!(puts.iter().all(|put| put.ended_ms.is_some_and(|ended| ended >= put.began_ms)));
}

#[tokio::test]
async fn every_create_call_is_noted_with_the_name_that_was_wished() {
    let world = World::new().await;
    let tokens = world.pair().await;
    world.simulator.fault(Fault::status(Place::Create, 503, "").times(1));
    let wish = serde_json::json!({ "name": "A.mov", "filetype": "video/quicktime", "filesize": 9 });
    for status in [503, 200] {
        let answer = world.create_request(&tokens, &wish).send().await.expect("an answer");
        assert_eq!(answer.status(), status);
    }
    let seen = world.simulator.creations();
    let seen: Vec<_> = seen.iter().map(|one| (one.name.as_deref(), one.status)).collect();
    assert_eq!(seen, [(Some("A.mov"), Some(503)), (Some("A.mov"), Some(200))]);
}

#[tokio::test]
async fn one_name_is_poisoned_and_the_others_are_not() {
    let world = World::new().await;
    let tokens = world.pair().await;
    world.simulator.fault(Fault::status(Place::Part, 400, "BadDigest").name("bad.mov"));
    world.simulator.fault(Fault::status(Place::Create, 422, "").name("worse.mov"));
    let create = async |name: &str| {
        let wish = serde_json::json!({
            "name": name, "filetype": "video/quicktime", "filesize": 5,
        });
        world.create_request(&tokens, &wish).send().await.expect("an answer")
    };
    assert_eq!(create("worse.mov").await.status(), 422);
    let bad = urls(&body(create("bad.mov").await).await).remove(0);
    let good = urls(&body(create("good.mov").await).await).remove(0);
    let answer = world.put(&bad, "bytes").send().await.expect("an answer");
    assert_eq!(s3_error(answer).await, (400, "BadDigest".to_owned()));
    assert_eq!(world.put(&good, "bytes").send().await.expect("an answer").status(), 200);
}

#[tokio::test]
async fn on_a_long_line_every_answer_takes_there_and_back_and_all_bytes_arrive() {
    let world = World::new().await;
    let tokens = world.pair().await;
    let delay = Duration::from_millis(60);
    world.simulator.set_delay(delay);
    let clip = media(5_000_000);
    let created = world.create(&tokens, clip.len()).await;
    let url = urls(&created).remove(0);
    let began = Instant::now();
    assert_eq!(world.put(&url, clip.clone()).send().await.expect("an answer").status(), 200);
    assert!(began.elapsed() >= delay * 2, "there and back: {:?}", began.elapsed());
    let arrived = world.simulator.until_completed("A001.mov").await;
    assert_eq!(arrived.filesize, Some(clip.len() as u64));
    let kept = std::fs::read(world.simulator.part_path(&arrived.id, 1)).expect("the part");
    assert!(kept == clip, "not a byte is out of its place");
    // Short again in the middle of a connection: nothing overtakes what is on its way.
    world.simulator.set_delay(Duration::ZERO);
    assert_eq!(world.put(&url, clip).send().await.expect("an answer").status(), 200);
}
