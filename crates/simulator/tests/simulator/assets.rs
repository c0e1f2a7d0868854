use std::time::Duration;

use serde_json::{Value, json};
use simulator::{AssetStatus, NegativeOffset};

use crate::client::{MOV, Tokens, World, body, text, urls};

const MIB: usize = 1024 * 1024;

fn clip(changes: Value) -> Value {
    let mut wish = json!({ "name": "A001.mov", "filetype": MOV, "filesize": 1000, "offset": 10 });
    for (name, value) in changes.as_object().expect("an object") {
        wish[name] = value.clone();
    }
    wish
}

async fn status(world: &World, tokens: &Tokens, wish: &Value) -> u16 {
    world.create_request(tokens, wish).send().await.expect("an answer").status().as_u16()
}

#[tokio::test]
async fn an_asset_is_created_with_a_url_for_each_part_and_a_wide_answer() {
    let world = World::new().await;
    let tokens = world.pair().await;
    let created = world.create(&tokens, 21_136_250).await;
    assert_eq!(urls(&created).len(), 2, "as in the published sample");
    assert_eq!((text(&created, "status"), text(&created, "_type")), ("created", "file"));
    assert!(created["uploaded_at"].is_string() && created["upload_completed_at"].is_null());
    let nulls = created.as_object().expect("an object").values().filter(|v| v.is_null()).count();
    assert!(nulls > 40, "the real answer is full of nulls, this one has {nulls}");
    for url in urls(&created) {
        for name in ["X-Amz-Signature=", "X-Amz-Expires=86400", "x-amz-meta-part_number="] {
            assert!(url.contains(name), "{name} is missing");
        }
    }
    let seen = world.simulator.assets().await.remove(0);
    assert_eq!(seen.id, text(&created, "id"));
    assert_eq!(seen.parts.iter().map(|part| part.size).collect::<Vec<_>>(), [10_568_125; 2]);
    assert_eq!((seen.offset, seen.status), (10, AssetStatus::Created));
}

#[tokio::test]
async fn the_part_rule_and_the_wish_for_parts_decide_how_many() {
    let world = World::new().await;
    let tokens = world.pair().await;
    let parts = async |wish: Value| {
        let answer = world.create_request(&tokens, &clip(wish)).send().await.expect("an answer");
        urls(&body(answer).await).len()
    };
    assert_eq!(parts(json!({ "filesize": 20 * MIB })).await, 1);
    assert_eq!(parts(json!({ "filesize": 20 * MIB + 1 })).await, 2);
    assert_eq!(parts(json!({ "filesize": 24_638_557, "parts": 3 })).await, 3);
    world.simulator.assume(|assumed| assumed.part_rule_bytes = 300);
    assert_eq!(parts(json!({ "filesize": 1000 })).await, 4);
}

#[tokio::test]
async fn a_wrong_wish_is_a_detailed_422_that_names_the_field() {
    let world = World::new().await;
    let tokens = world.pair().await;
    let wrong = [
        ("name", json!({ "name": null })),
        ("name", json!({ "name": 7 })),
        ("filesize", json!({ "filesize": null })),
        ("filesize", json!({ "filesize": "1000" })),
        ("filesize", json!({ "filesize": 0 })),
        ("filesize", json!({ "filesize": 6_u64 << 40 })),
        ("filetype", json!({ "filetype": "mov" })),
        ("offset", json!({ "offset": -10 })),
        ("offset", json!({ "offset": 1.5 })),
        ("channel", json!({ "channel": 3 })),
        ("parts", json!({ "parts": 0 })),
        ("parts", json!({ "parts": 10_001 })),
        ("parts", json!({ "filesize": 9 * MIB, "parts": 2 })),
        ("auto_version_id", json!({ "auto_version_id": "latest" })),
        ("is_realtime_upload", json!({ "is_realtime_upload": "yes" })),
    ];
    for (field, wish) in wrong {
        let answer = world.create_request(&tokens, &clip(wish.clone())).send().await.expect("one");
        assert_eq!(answer.status(), 422, "{wish}");
        let body = body(answer).await;
        let detail = body["errors"][0]["detail"].as_str().expect("a detail");
        assert!(detail.starts_with(field), "{wish} is refused with {detail:?}");
    }
    assert_eq!(world.simulator.assets().await.len(), 0);
}

#[tokio::test]
async fn the_assumed_rules_of_creating_are_switches() {
    let world = World::with(|options| {
        options.assumed.empty_files_allowed = true;
        options.assumed.negative_offset = NegativeOffset::TakenAsAge;
        options.assumed.parts_minimum_bytes = 1;
    })
    .await;
    let tokens = world.pair().await;
    for wish in
        [json!({ "filesize": 0 }), json!({ "offset": -10 }), json!({ "filesize": 9, "parts": 3 })]
    {
        assert_eq!(status(&world, &tokens, &clip(wish.clone())).await, 200, "{wish}");
    }
    assert_eq!(world.simulator.assets().await[1].offset, 10);
}

#[tokio::test]
async fn the_old_path_and_a_form_body_still_work() {
    let world = World::new().await;
    let tokens = world.pair().await;
    let form = [("name", "A.mov"), ("filetype", MOV), ("filesize", "1000"), ("offset", "5")];
    let request = world.post("/v2/assets").bearer_auth(&tokens.access).form(&form);
    let answer = request.send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    assert_eq!(urls(&body(answer).await).len(), 1);
}

#[tokio::test]
async fn two_assets_may_have_one_name() {
    let world = World::new().await;
    let tokens = world.pair().await;
    let (first, second) = (world.create(&tokens, 10).await, world.create(&tokens, 10).await);
    assert_ne!(text(&first, "id"), text(&second, "id"));
}

#[tokio::test]
async fn creating_needs_a_token_with_the_scope_for_it() {
    let world = World::new().await;
    let nobody = Tokens { access: "none".to_owned(), refresh: String::new() };
    assert_eq!(status(&world, &nobody, &clip(json!({}))).await, 401);

    let form = [
        ("client_id", "SN-0001"),
        ("client_secret", world.simulator.client_secret()),
        ("scope", "offline"),
    ];
    let answer = world.post("/v2/auth/device/code").form(&form).send().await.expect("an answer");
    let code = body(answer).await;
    world.simulator.approve(text(&code, "user_code"), None).expect("approved");
    let answer = world.poll_request(text(&code, "device_code")).send().await.expect("an answer");
    let tokens = crate::client::tokens(answer).await;
    assert_eq!(status(&world, &tokens, &clip(json!({}))).await, 403);
}

#[tokio::test]
async fn what_was_made_during_a_pause_is_refused_for_ever_and_nothing_else_is() {
    let world = World::new().await;
    let tokens = world.pair().await;
    let minutes = |n: u64| Duration::from_secs(n * 60);
    world.simulator.advance(minutes(10));
    world.simulator.pause(None).expect("there is a device");
    world.simulator.advance(minutes(10));
    // Paused ten minutes ago.
    let answer = world.create_request(&tokens, &clip(json!({ "offset": 300 }))).send().await;
    let answer = answer.expect("an answer");
    assert_eq!(answer.status(), 409);
    let expected = json!({
        "code": 409,
        "message": "Channel Paused",
        "errors": [{
            "code": 409, "status": 409, "title": "Channel Paused",
            "detail": "The channel you're uploading from is currently paused.",
        }],
    });
    assert_eq!(body(answer).await, expected);
    assert_eq!(status(&world, &tokens, &clip(json!({ "offset": 900 }))).await, 200);

    world.simulator.resume(None).expect("there is a device");
    world.simulator.advance(minutes(10));
    // The pause is from twenty to ten minutes ago.
    assert_eq!(status(&world, &tokens, &clip(json!({ "offset": 900 }))).await, 409);
    assert_eq!(status(&world, &tokens, &clip(json!({ "offset": 1500 }))).await, 200);
    assert_eq!(status(&world, &tokens, &clip(json!({ "offset": 300 }))).await, 200);
}

#[tokio::test]
async fn an_upload_that_began_before_the_pause_may_finish() {
    let world = World::new().await;
    let tokens = world.pair().await;
    let created = world.create(&tokens, 5).await;
    world.simulator.pause(None).expect("there is a device");
    let answer = world.put(&urls(&created)[0], "12345").send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
}

#[tokio::test]
async fn a_comment_goes_to_an_asset_of_ones_own() {
    let world = World::new().await;
    let tokens = world.pair().await;
    let created = world.create(&tokens, 10).await;
    let comment = async |id: &str, wish: Value| {
        let path = format!("/v2/devices/assets/{id}/comments");
        let request = world.post(&path).bearer_auth(&tokens.access).json(&wish);
        request.send().await.expect("an answer")
    };
    let id = text(&created, "id");
    let answer = comment(id, json!({ "text": "circle take", "timestamp": 24 })).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(body(answer).await["text"], json!("circle take"));
    assert_eq!(comment(id, json!({ "timestamp": 24 })).await.status(), 400);
    assert_eq!(comment(id, json!({ "text": "x", "timestamp": -1 })).await.status(), 400);
    let unknown = "00000000-0000-4000-8000-000000000000";
    assert_eq!(comment(unknown, json!({ "text": "x" })).await.status(), 404);
    assert_eq!(world.simulator.assets().await[0].comments, 1);
}
