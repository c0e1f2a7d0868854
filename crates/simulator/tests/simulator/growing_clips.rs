use reqwest::Response;
use serde_json::{Value, json};
use simulator::{AssetStatus, ViolationKind};

use crate::client::{MOV, Tokens, World, body, media, text, urls};

/// Parts of ten bytes are large enough here.
async fn world() -> (World, Tokens) {
    let world = World::with(|options| options.assumed.realtime_minimum_bytes = 10).await;
    let tokens = world.pair().await;
    (world, tokens)
}

async fn begin(world: &World, tokens: &Tokens, changes: Value) -> Response {
    let mut wish = json!({
        "name": "A002.mov", "filetype": MOV, "is_realtime_upload": true, "offset": 0,
    });
    for (name, value) in changes.as_object().expect("an object") {
        wish[name] = value.clone();
    }
    world.create_request(tokens, &wish).send().await.expect("an answer")
}

async fn begun(world: &World, tokens: &Tokens) -> String {
    let answer = begin(world, tokens, json!({})).await;
    text(&body(answer).await, "id").to_owned()
}

async fn want(world: &World, tokens: &Tokens, id: &str, wish: Value) -> Response {
    let path = format!("/v2/devices/assets/{id}/realtime_upload/parts");
    let request = world.post(&path).bearer_auth(&tokens.access).json(&wish);
    request.send().await.expect("an answer")
}

#[tokio::test]
async fn a_growing_clip_begins_with_an_id_and_a_name_only() {
    let (world, tokens) = world().await;
    let created = body(begin(&world, &tokens, json!({ "filesize": null })).await).await;
    let mut keys: Vec<_> = created.as_object().expect("an object").keys().collect();
    keys.sort();
    assert_eq!(keys, ["id", "name"]);

    let unnamed = json!({ "name": null, "extension": ".mov" });
    let unnamed = body(begin(&world, &tokens, unnamed).await).await;
    assert_eq!(text(&unnamed, "name"), "[new file].mov");
}

#[tokio::test]
async fn a_growing_clip_has_its_own_rules_for_creation() {
    let (world, tokens) = world().await;
    let wrong = [
        json!({ "filesize": 1000 }),
        json!({ "filetype": null }),
        json!({ "name": "A002" }),
        json!({ "name": null }),
        json!({ "name": null, "extension": "mov" }),
        json!({ "extension": ".mxf" }),
    ];
    for wish in wrong {
        assert_eq!(begin(&world, &tokens, wish.clone()).await.status(), 422, "{wish}");
    }
    let form = [("name", "A.mov"), ("filetype", MOV), ("is_realtime_upload", "true")];
    let request = world.post("/v2/devices/assets").bearer_auth(&tokens.access).form(&form);
    assert_eq!(request.send().await.expect("an answer").status(), 422, "it must be JSON");
}

#[tokio::test]
async fn parts_skip_numbers_come_in_any_order_and_the_head_comes_last() {
    let (world, tokens) = world().await;
    let id = begun(&world, &tokens).await;
    let clip = media(45);
    let middle = json!({ "parts": [
        { "number": 5, "size": 15, "is_final": false },
        { "number": 3, "size": 15 },
    ]});
    let middle = urls(&body(want(&world, &tokens, &id, middle).await).await);
    for (url, range) in middle.iter().zip([25..40, 10..25]) {
        let answer = world.put(url, clip[range].to_vec()).send().await.expect("an answer");
        assert_eq!(answer.status(), 200);
    }
    let tail = json!({
        "parts": [{ "number": 9, "size": 5, "is_final": true }], "asset_filesize": 45,
    });
    let tail = urls(&body(want(&world, &tokens, &id, tail).await).await);
    world.put(&tail[0], clip[40..].to_vec()).send().await.expect("an answer");
    let seen = world.simulator.assets().await.remove(0);
    assert_eq!(seen.status, AssetStatus::Uploading, "ten bytes are still missing");

    let head = json!({ "parts": [{ "number": 1, "size": 10, "is_final": false }] });
    let head = urls(&body(want(&world, &tokens, &id, head).await).await);
    world.put(&head[0], clip[..10].to_vec()).send().await.expect("an answer");
    let seen = world.simulator.until_completed("A002.mov").await;
    assert_eq!(seen.filesize, Some(45));
    assert_eq!(seen.parts.iter().map(|part| part.number).collect::<Vec<_>>(), [1, 3, 5, 9]);
    let kept: Vec<u8> = [1, 3, 5, 9]
        .into_iter()
        .flat_map(|n| std::fs::read(world.simulator.part_path(&id, n)).expect("a part"))
        .collect();
    assert_eq!(kept, clip);
    assert!(seen.sha256.is_some());
}

#[tokio::test]
async fn wrong_parts_are_a_400_that_names_the_field() {
    let (world, tokens) = world().await;
    let id = begun(&world, &tokens).await;
    let wrong = [
        ("parts", json!({})),
        ("parts", json!({ "parts": [] })),
        ("number", json!({ "parts": [{ "number": 0, "size": 10 }] })),
        ("number", json!({ "parts": [{ "number": 10_001, "size": 10 }] })),
        ("number", json!({ "parts": [{ "number": 1, "size": 10 }, { "number": 1, "size": 10 }] })),
        ("size", json!({ "parts": [{ "number": 1, "size": 9 }] })),
        ("size", json!({ "parts": [{ "number": 1 }] })),
        ("size", json!({ "parts": [{ "number": 1, "size": 6_u64 << 30 }] })),
        ("is_final", json!({ "parts": [{ "number": 1, "size": 10, "is_final": 1 }] })),
        ("asset_filesize", json!({ "parts": [{ "number": 1, "size": 9, "is_final": true }] })),
        (
            "asset_filesize",
            json!({
                "parts": [{ "number": 1, "size": 9, "is_final": true }],
                "asset_filesize": 6_u64 << 40,
            }),
        ),
        ("asset_name", json!({ "parts": [{ "number": 1, "size": 10 }], "asset_name": "A" })),
    ];
    for (field, wish) in wrong {
        let answer = want(&world, &tokens, &id, wish.clone()).await;
        assert_eq!(answer.status(), 400, "{wish}");
        let body = body(answer).await;
        let detail = body["errors"][0]["detail"].as_str().expect("a detail");
        assert!(detail.starts_with(field), "{wish} is refused with {detail:?}");
    }
}

#[tokio::test]
async fn five_mebibytes_are_the_least_unless_it_is_the_end() {
    let world = World::new().await;
    let tokens = world.pair().await;
    let id = begun(&world, &tokens).await;
    let part = |size: u64| json!({ "parts": [{ "number": 1, "size": size, "is_final": false }] });
    assert_eq!(want(&world, &tokens, &id, part(5_242_879)).await.status(), 400);
    assert_eq!(want(&world, &tokens, &id, part(5_242_880)).await.status(), 200);
}

#[tokio::test]
async fn only_a_growing_clip_of_ones_own_has_such_parts() {
    let (world, tokens) = world().await;
    let whole = world.create(&tokens, 100).await;
    let wish = json!({ "parts": [{ "number": 1, "size": 10 }] });
    assert_eq!(want(&world, &tokens, text(&whole, "id"), wish.clone()).await.status(), 400);
    let unknown = "00000000-0000-4000-8000-000000000000";
    assert_eq!(want(&world, &tokens, unknown, wish).await.status(), 404);
}

#[tokio::test]
async fn a_name_given_late_replaces_only_the_default_one() {
    let (world, tokens) = world().await;
    let unnamed = json!({ "name": null, "extension": ".mov" });
    let unnamed = body(begin(&world, &tokens, unnamed).await).await;
    let named = begun(&world, &tokens).await;
    let wish = json!({ "parts": [{ "number": 1, "size": 10 }], "asset_name": "B007.mov" });
    for id in [text(&unnamed, "id"), &named] {
        assert_eq!(want(&world, &tokens, id, wish.clone()).await.status(), 200);
    }
    let names: Vec<_> = world.simulator.assets().await.into_iter().map(|a| a.name).collect();
    assert_eq!(names, ["B007.mov", "A002.mov"]);
}

#[tokio::test]
async fn more_bytes_than_announced_fail_the_asset() {
    let (world, tokens) = world().await;
    let id = begun(&world, &tokens).await;
    let wish = json!({
        "parts": [
            { "number": 1, "size": 10, "is_final": false },
            { "number": 2, "size": 5, "is_final": true },
        ],
        "asset_filesize": 12,
    });
    let targets = urls(&body(want(&world, &tokens, &id, wish).await).await);
    for (url, bytes) in targets.iter().zip(["0123456789", "01234"]) {
        world.put(url, bytes).send().await.expect("an answer");
    }
    assert_eq!(world.simulator.assets().await[0].status, AssetStatus::Failed);
    assert_eq!(world.violations(), [ViolationKind::RealtimeSizeMismatch]);
}

#[tokio::test]
async fn a_part_asked_for_again_is_taken_again() {
    let (world, tokens) = world().await;
    let id = begun(&world, &tokens).await;
    let first = json!({ "parts": [{ "number": 1, "size": 10 }] });
    let first = urls(&body(want(&world, &tokens, &id, first).await).await);
    world.put(&first[0], "0123456789").send().await.expect("an answer");
    let again = json!({
        "parts": [{ "number": 1, "size": 12, "is_final": true }], "asset_filesize": 12,
    });
    let again = urls(&body(want(&world, &tokens, &id, again).await).await);
    assert_eq!(world.simulator.assets().await[0].status, AssetStatus::Uploading);
    world.put(&again[0], "012345678901").send().await.expect("an answer");
    assert_eq!(world.simulator.until_completed("A002.mov").await.filesize, Some(12));
}

#[tokio::test]
async fn the_bytes_put_last_count_also_through_a_second_url_for_the_same_part() {
    let (world, tokens) = world().await;
    let id = begun(&world, &tokens).await;
    let wish = json!({ "parts": [{ "number": 2, "size": 10 }] });
    for bytes in ["0123456789", "9876543210"] {
        let target = urls(&body(want(&world, &tokens, &id, wish.clone()).await).await);
        let answer = world.put(&target[0], bytes).send().await.expect("an answer");
        assert!(answer.headers().contains_key("etag"));
    }
    let head = json!({
        "parts": [{ "number": 1, "size": 10 }, { "number": 3, "size": 1, "is_final": true }],
        "asset_filesize": 21,
    });
    let targets = urls(&body(want(&world, &tokens, &id, head).await).await);
    world.put(&targets[1], "z").send().await.expect("an answer");
    world.put(&targets[0], "abcdefghij").send().await.expect("an answer");
    let whole = world.simulator.until_completed("A002.mov").await;
    let kept: Vec<u8> = whole
        .parts
        .iter()
        .flat_map(|part| std::fs::read(world.simulator.part_path(&id, part.number)).expect("it"))
        .collect();
    assert_eq!(kept, b"abcdefghij9876543210z");
}

#[tokio::test]
async fn a_cloud_may_give_each_part_of_a_growing_clip_one_url_only() {
    let world = World::with(|options| {
        options.assumed.realtime_minimum_bytes = 10;
        options.assumed.realtime_parts_again = false;
    })
    .await;
    let tokens = world.pair().await;
    let id = begun(&world, &tokens).await;
    let wish = json!({ "parts": [{ "number": 1, "size": 10 }] });
    assert_eq!(want(&world, &tokens, &id, wish.clone()).await.status(), 200);
    assert_eq!(want(&world, &tokens, &id, wish).await.status(), 400);
    let next = json!({ "parts": [{ "number": 2, "size": 10 }] });
    assert_eq!(want(&world, &tokens, &id, next).await.status(), 200);
}
