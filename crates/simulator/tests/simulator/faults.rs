use std::time::Duration;

use simulator::{AssetStatus, Fault, LineState, Misdeed, Place};

use crate::client::{Tokens, World, client, header, media, s3_error, urls};

async fn paired() -> (World, Tokens) {
    let world = World::new().await;
    let tokens = world.pair().await;
    (world, tokens)
}

async fn me(world: &World, tokens: &Tokens) -> reqwest::Result<reqwest::Response> {
    world.get("/v2/devices/me").bearer_auth(&tokens.access).send().await
}

#[tokio::test]
async fn a_lost_refresh_is_done_all_the_same() {
    let (world, tokens) = paired().await;
    world.simulator.fault(Fault::new(Place::Refresh, Misdeed::LoseResponse).times(1));
    assert!(world.refresh_request(&tokens.refresh).send().await.is_err());
    assert_eq!(me(&world, &tokens).await.expect("an answer").status(), 401);
    let answer = world.refresh_request(&tokens.refresh).send().await.expect("an answer");
    assert_eq!(answer.status(), 400, "the new token is lost for good");
    let seen = world.simulator.requests();
    let lost = seen.iter().find(|request| request.fault.is_some()).expect("it was written down");
    assert_eq!((lost.status, lost.fault.as_deref()), (None, Some("lose_response")));
}

#[tokio::test]
async fn a_lost_creation_leaves_an_orphan() {
    let (world, tokens) = paired().await;
    world.simulator.fault(Fault::new(Place::Create, Misdeed::LoseResponse).times(1));
    let wish = serde_json::json!({ "name": "A.mov", "filetype": "video/quicktime", "filesize": 9 });
    assert!(world.create_request(&tokens, &wish).send().await.is_err());
    assert_eq!(world.simulator.assets().await.len(), 1);
}

#[tokio::test]
async fn a_part_reset_half_way_does_not_count() {
    let (world, tokens) = paired().await;
    let clip = media(3_000_000);
    let created = world.create(&tokens, clip.len()).await;
    let fault = Fault::new(Place::Part, Misdeed::ResetMidBody { bytes: None });
    world.simulator.fault(fault.part_number(1).times(1));
    let url = urls(&created).remove(0);
    assert!(world.put(&url, clip.clone()).send().await.is_err());
    assert_eq!(world.simulator.assets().await[0].parts[0].received, 0);
    assert_eq!(world.put(&url, clip).send().await.expect("an answer").status(), 200);
    assert_eq!(world.simulator.assets().await[0].status, AssetStatus::Completed);
}

#[tokio::test]
async fn an_answer_can_be_reset_half_way_too() {
    let (world, tokens) = paired().await;
    let fault = Fault::new(Place::Me, Misdeed::ResetMidBody { bytes: Some(20) });
    world.simulator.fault(fault.times(1));
    let cut = match me(&world, &tokens).await {
        Ok(answer) => answer.bytes().await.is_err(),
        Err(_) => true,
    };
    assert!(cut, "twenty bytes are not the whole answer");
    assert_eq!(me(&world, &tokens).await.expect("an answer").status(), 200);
}

#[tokio::test]
async fn an_answer_without_a_body_can_be_reset_as_well() {
    let (world, tokens) = paired().await;
    let fault = Fault::new(Place::Heartbeat, Misdeed::ResetMidBody { bytes: None });
    world.simulator.fault(fault.times(1));
    let request = world.post("/v2/devices/heartbeat").bearer_auth(&tokens.access);
    let cut = match request.send().await {
        Ok(answer) => answer.bytes().await.is_err(),
        Err(_) => true,
    };
    assert!(cut);
}

#[tokio::test]
async fn a_stall_lasts_until_its_time_has_passed() {
    let (world, tokens) = paired().await;
    let clip = media(100_000);
    let created = world.create(&tokens, clip.len()).await;
    let url = urls(&created).remove(0);
    let stall = Misdeed::Stall { seconds: 3600.0, bytes: Some(1000) };
    world.simulator.fault(Fault::new(Place::Part, stall).times(1));
    let mut put = tokio::spawn(world.put(&url, clip).send());
    world.simulator.until(|s| s.faults().is_empty().then_some(())).await;
    let early = tokio::time::timeout(Duration::from_millis(50), &mut put).await;
    assert!(early.is_err(), "it hangs");
    world.simulator.advance(Duration::from_secs(3601));
    let answer = put.await.expect("the task").expect("an answer");
    assert_eq!(answer.status(), 200);

    let stall = Misdeed::Stall { seconds: 3600.0, bytes: None };
    world.simulator.fault(Fault::new(Place::Health, stall).times(1));
    let health = tokio::spawn(world.get("/health").send());
    world.simulator.until(|s| s.faults().is_empty().then_some(())).await;
    world.simulator.advance(Duration::from_secs(3601));
    assert_eq!(health.await.expect("the task").expect("an answer").status(), 200);
}

#[tokio::test]
async fn a_slow_line_takes_its_time() {
    let (world, tokens) = paired().await;
    let created = world.create(&tokens, 20_000).await;
    world.simulator.fault(Fault::new(Place::Part, Misdeed::Slow { bytes_per_s: 100_000 }));
    let began = std::time::Instant::now();
    let answer = world.put(&urls(&created)[0], media(20_000)).send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    let took = began.elapsed();
    assert!(took >= Duration::from_millis(190), "twice a tenth of a second, not {took:?}");
}

#[tokio::test]
async fn a_status_is_told_in_the_words_of_the_place() {
    let (world, tokens) = paired().await;
    let created = world.create(&tokens, 5).await;
    let url = urls(&created).remove(0);
    let put = async || world.put(&url, "12345").send().await.expect("an answer");

    world.simulator.fault(Fault::status(Place::Part, 503, "SlowDown").after(1).times(1));
    assert_eq!(put().await.status(), 200, "the first one passes");
    assert_eq!(s3_error(put().await).await, (503, "SlowDown".to_owned()));
    world.simulator.fault(Fault::status(Place::Part, 400, "RequestTimeout").times(1));
    assert_eq!(s3_error(put().await).await, (400, "RequestTimeout".to_owned()));
    world.simulator.fault(Fault::status(Place::Part, 500, "").times(1));
    assert_eq!(s3_error(put().await).await, (500, "InternalError".to_owned()));

    world.simulator.fault(Fault::status(Place::Me, 429, "").times(1));
    let answer = me(&world, &tokens).await.expect("an answer");
    assert_eq!(answer.status(), 429);
    assert!(!header(answer.headers(), "x-ratelimit-limit").is_empty());
    assert_eq!(crate::client::body(answer).await["errors"][0]["code"], 429);

    world.simulator.fault(Fault::status(Place::Refresh, 400, "slow_down").times(1));
    let answer = world.refresh_request(&tokens.refresh).send().await.expect("an answer");
    assert_eq!(crate::client::body(answer).await, serde_json::json!({ "error": "slow_down" }));
    let answer = world.refresh_request(&tokens.refresh).send().await.expect("an answer");
    assert_eq!(answer.status(), 200, "what the fault refused was not done");
}

#[tokio::test]
async fn a_redirect_leads_back_to_where_the_part_belongs() {
    let (world, tokens) = paired().await;
    let created = world.create(&tokens, 5).await;
    world.simulator.fault(Fault::status(Place::Part, 307, "TemporaryRedirect").times(1));
    let answer = world.put(&urls(&created)[0], "12345").send().await.expect("an answer");
    assert_eq!(answer.status(), 200, "the client followed, and was let in");
}

#[tokio::test]
async fn html_instead_of_an_answer() {
    let (world, tokens) = paired().await;
    let fault = Fault::new(Place::Me, Misdeed::Malformed { status: None });
    world.simulator.fault(fault.times(1));
    let answer = me(&world, &tokens).await.expect("an answer");
    assert_eq!(answer.status(), 200);
    assert!(answer.text().await.expect("a body").starts_with("<!doctype html>"));
}

#[tokio::test]
async fn an_answer_far_too_large() {
    let (world, tokens) = paired().await;
    let fault = Fault::new(Place::Me, Misdeed::Oversized { bytes: Some(3_000_000) });
    world.simulator.fault(fault.times(1));
    let answer = me(&world, &tokens).await.expect("an answer");
    assert!(answer.bytes().await.expect("a body").len() > 3_000_000);
}

#[tokio::test]
async fn clearing_the_faults_ends_them() {
    let (world, tokens) = paired().await;
    world.simulator.fault(Fault::status(Place::Any, 500, ""));
    assert_eq!(me(&world, &tokens).await.expect("an answer").status(), 500);
    world.simulator.clear_faults();
    assert_eq!(me(&world, &tokens).await.expect("an answer").status(), 200);
}

#[tokio::test]
async fn a_dropped_line_refuses_and_comes_back_on_the_same_port() {
    let (world, tokens) = paired().await;
    world.simulator.drop_line().await.expect("dropped");
    let error = me(&world, &tokens).await.expect_err("nobody listens");
    assert!(error.is_connect(), "{error:?}");
    world.simulator.drop_line().await.expect("dropping twice is no different");
    world.simulator.restore_line().await.expect("restored");
    assert_eq!(me(&world, &tokens).await.expect("an answer").status(), 200);
}

#[tokio::test]
async fn a_dropped_line_kills_what_is_under_way() {
    let (world, tokens) = paired().await;
    let clip = media(1_000_000);
    let created = world.create(&tokens, clip.len()).await;
    let stall = Misdeed::Stall { seconds: 3600.0, bytes: None };
    world.simulator.fault(Fault::new(Place::Part, stall).times(1));
    let put = tokio::spawn(world.put(&urls(&created)[0], clip).send());
    world.simulator.until(|s| s.faults().is_empty().then_some(())).await;
    world.simulator.drop_line().await.expect("dropped");
    assert!(put.await.expect("the task").is_err());
    world.simulator.restore_line().await.expect("restored");
    assert_eq!(world.simulator.assets().await[0].parts[0].received, 0);
}

#[tokio::test]
async fn a_black_hole_takes_connections_and_gives_nothing_until_it_is_lifted() {
    let (world, tokens) = paired().await;
    world.simulator.black_hole().await.expect("a black hole");
    assert_eq!(world.simulator.line(), LineState::Blackhole);
    let open = world.get("/v2/devices/me").bearer_auth(&tokens.access);
    let mut open = tokio::spawn(open.send());
    let fresh = client(&world.simulator);
    let mut fresh = tokio::spawn(fresh.get(world.url("/health")).send());
    let nothing = async {
        tokio::select! { _ = &mut open => {}, _ = &mut fresh => {} }
    };
    assert!(tokio::time::timeout(Duration::from_millis(100), nothing).await.is_err());
    world.simulator.restore_line().await.expect("restored");
    assert_eq!(open.await.expect("the task").expect("an answer").status(), 200);
    assert_eq!(fresh.await.expect("the task").expect("an answer").status(), 200);
}
