use serde_json::{Value, json};

use crate::client::{World, body, media, text, urls};

#[tokio::test]
async fn a_code_is_approved_at_the_desk() {
    let world = World::new().await;
    let code = world.code().await;
    let user_code = text(&code, "user_code");
    let pending = world.see("/codes").await;
    assert_eq!(pending[0]["user_code"], json!(user_code));
    assert!(!pending.to_string().contains(text(&code, "device_code")), "that one is a secret");

    let projects = world.see("/projects").await;
    let project = &projects[2];
    let wish = json!({ "user_code": user_code, "project_id": project["id"] });
    assert_eq!(world.control("/approve", wish.clone()).await.status(), 200);
    assert_eq!(world.control("/approve", wish).await.status(), 409, "it has been decided");
    world.poll_request(text(&code, "device_code")).send().await.expect("an answer");
    assert_eq!(world.see("/devices").await[0]["project"], project["name"]);
    assert_eq!(world.see("/codes").await, json!([]));
}

#[tokio::test]
async fn a_code_is_denied_at_the_desk() {
    let world = World::new().await;
    let code = world.code().await;
    let wish = json!({ "user_code": text(&code, "user_code") });
    assert_eq!(world.control("/deny", wish).await.status(), 200);
    let answer = world.poll_request(text(&code, "device_code")).send().await.expect("an answer");
    assert_eq!(body(answer).await, json!({ "error": "access_denied" }));
}

#[tokio::test]
async fn what_the_desk_does_not_know_is_a_404_with_words() {
    let world = World::new().await;
    let code = world.code().await;
    let wrong = [
        ("/approve", json!({ "user_code": "000" })),
        ("/deny", json!({ "user_code": "000" })),
        ("/approve", json!({ "user_code": code["user_code"], "project_id": "nowhere" })),
        ("/pause", json!({ "device_id": "nobody" })),
        ("/forget", json!({})),
        ("/rename", json!({ "project_id": "nowhere", "name": "x" })),
        ("/nowhere", json!({})),
    ];
    for (path, wish) in wrong {
        let answer = world.control(path, wish.clone()).await;
        assert_eq!(answer.status(), 404, "{path} {wish}");
        assert!(!text(&body(answer).await, "error").is_empty());
    }
}

#[tokio::test]
async fn a_wish_the_desk_cannot_read_is_a_400_with_words() {
    let world = World::new().await;
    let wrong = [
        ("/approve", json!({})),
        ("/rename", json!({ "name": "x" })),
        ("/expire", json!({ "what": "everything" })),
        ("/faults", json!({ "on": "part", "do": "explode" })),
        ("/faults", json!({ "on": "part", "do": "slow", "bytes_per_s": 0 })),
        ("/faults", json!({ "on": "part", "do": "lose_response", "probability": 2 })),
        ("/switches", json!({ "no_such_switch": true })),
        ("/switches", json!({ "silent_socket": "perhaps" })),
        ("/clock", json!({})),
        ("/line", json!({})),
    ];
    for (path, wish) in wrong {
        let answer = world.control(path, wish.clone()).await;
        assert_eq!(answer.status(), 400, "{path} {wish}");
        assert!(!text(&body(answer).await, "error").is_empty());
    }
}

#[tokio::test]
async fn pause_resume_rename_and_forget_work_from_the_desk() {
    let world = World::new().await;
    world.pair().await;
    let device = world.see("/devices").await[0].clone();
    assert_eq!(world.control("/pause", json!({})).await.status(), 200);
    assert_eq!(world.see("/devices").await[0]["status"], json!("paused"));
    let wish = json!({ "device_id": device["device_id"] });
    assert_eq!(world.control("/resume", wish).await.status(), 200);
    assert_eq!(world.see("/devices").await[0]["status"], json!("online"));
    let wish = json!({ "device_id": device["id"], "name": "Cart 2" });
    assert_eq!(world.control("/rename", wish).await.status(), 200);
    let wish = json!({ "project_id": device["project_id"], "name": "Unit A, day 2" });
    assert_eq!(world.control("/rename", wish).await.status(), 200);
    let wish = json!({ "device_id": device["id"], "timezone": "Asia/Tokyo" });
    assert_eq!(world.control("/timezone", wish).await.status(), 200);
    let seen = world.see("/devices").await[0].clone();
    let expected = [json!("Cart 2"), json!("Unit A, day 2"), json!("Asia/Tokyo")];
    assert_eq!([&seen["name"], &seen["project"], &seen["timezone"]], expected.each_ref());
    assert_eq!(world.control("/forget", json!({})).await.status(), 200);
    assert_eq!(world.see("/devices").await, json!([]));
}

#[tokio::test]
async fn assets_show_their_parts_and_their_hash() {
    let world = World::new().await;
    let tokens = world.pair().await;
    let created = world.create(&tokens, 5).await;
    world.put(&urls(&created)[0], "12345").send().await.expect("an answer");
    let seen = world.see("/assets").await[0].clone();
    assert_eq!(seen["status"], json!("completed"));
    assert_eq!(seen["offset"], json!(10));
    let hash = "5994471abb01112afcc18159f6cc74b4f511b99806da59b3caf5a9c173cacfc5";
    assert_eq!(seen["sha256"], json!(hash));
    let part = &seen["parts"][0];
    assert_eq!(
        [&part["number"], &part["size"], &part["received"]],
        [&json!(1), &json!(5), &json!(1)]
    );
}

#[tokio::test]
async fn the_clock_is_moved_and_shown() {
    let world = World::new().await;
    let tokens = world.pair().await;
    let answer = body(world.control("/clock", json!({ "advance_s": 28_801 })).await).await;
    assert_eq!(answer["ahead_s"], json!(28_801));
    let request = world.get("/v2/devices/me").bearer_auth(&tokens.access);
    assert_eq!(request.send().await.expect("an answer").status(), 401);
    let far = json!({ "advance_s": i64::MAX });
    assert_eq!(world.control("/clock", far).await.status(), 200, "it stops at the horizon");
}

#[tokio::test]
async fn each_kind_of_life_can_be_ended() {
    let world = World::new().await;
    for what in ["access_tokens", "refresh_tokens", "urls", "codes"] {
        assert_eq!(world.control("/expire", json!({ "what": what })).await.status(), 200, "{what}");
    }
}

#[tokio::test]
async fn violations_are_shown_and_can_be_forgotten() {
    let world = World::new().await;
    world.client.get(world.url("/health")).send().await.expect("an answer");
    let seen = world.see("/violations").await;
    assert_eq!(seen[0]["kind"], json!("client_version_missing"));
    assert!(seen[0]["at"].is_string() && seen[0]["detail"].is_string());
    let request = world.client.delete(world.desk("/violations"));
    request.send().await.expect("an answer");
    assert_eq!(world.see("/violations").await, json!([]));
}

#[tokio::test]
async fn every_documented_fault_is_taken_and_listed_and_cleared() {
    let world = World::new().await;
    let faults = [
        json!({ "on": "refresh", "do": "lose_response", "times": 1 }),
        json!({ "on": "part", "do": "reset_mid_body", "bytes": 10, "part_number": 2 }),
        json!({ "on": "part", "do": "stall", "seconds": 3, "times": null }),
        json!({ "on": "any", "do": "slow", "bytes_per_s": 1000, "probability": 0.5, "seed": 4 }),
        json!({ "on": "part", "do": "status", "status": 503, "code": "SlowDown", "after": 2 }),
        json!({ "on": "create", "do": "malformed" }),
        json!({ "on": "me", "do": "oversized", "bytes": 100 }),
    ];
    for on in ["code", "token", "heartbeat", "socket"] {
        let wish = json!({ "on": on, "do": "lose_response" });
        assert_eq!(world.control("/faults", wish).await.status(), 200, "{on}");
    }
    for fault in faults {
        assert_eq!(world.control("/faults", fault.clone()).await.status(), 200, "{fault}");
    }
    let seen = world.see("/faults").await;
    assert_eq!(seen["faults"].as_array().map(Vec::len), Some(11));
    assert_eq!(seen["seed"], json!(4));
    world.client.delete(world.desk("/faults")).send().await.expect("an answer");
    assert_eq!(world.see("/faults").await["faults"], json!([]));
}

#[tokio::test]
async fn the_line_is_dropped_and_restored_from_the_desk() {
    let world = World::new().await;
    let answer = body(world.control("/line", json!({ "up": false })).await).await;
    assert_eq!(answer, json!({ "up": false, "mode": "refuse" }));
    assert!(world.get("/health").send().await.is_err());
    let wish = json!({ "up": false, "mode": "blackhole" });
    assert_eq!(body(world.control("/line", wish).await).await["mode"], json!("blackhole"));
    let answer = body(world.control("/line", json!({ "up": true })).await).await;
    assert_eq!(answer, json!({ "up": true, "mode": "up" }));
    assert_eq!(world.get("/health").send().await.expect("an answer").status(), 200);
}

#[tokio::test]
async fn every_switch_says_what_it_is_and_can_be_set() {
    let world = World::new().await;
    let switches = world.see("/switches").await;
    for (name, switch) in switches.as_object().expect("an object") {
        assert_eq!(switch["value"], switch["default"], "{name}");
        assert!(!text(switch, "about").is_empty(), "{name}");
    }
    assert_eq!(switches["part_rule_bytes"]["default"], json!(20 * 1024 * 1024));
    let set = world.control("/switches", json!({ "part_rule_bytes": 5 })).await;
    assert_eq!(body(set).await["part_rule_bytes"]["value"], json!(5));
}

#[tokio::test]
async fn the_request_log_holds_no_secret() {
    let world = World::new().await;
    let tokens = world.pair().await;
    let created = world.create(&tokens, 5).await;
    let url = urls(&created).remove(0);
    world.put(&url, media(5)).send().await.expect("an answer");
    let log = world.see("/requests").await;
    let paths: Vec<&Value> =
        log.as_array().expect("a list").iter().map(|entry| &entry["path"]).collect();
    assert!(paths.contains(&&json!("/v2/auth/device/code")));
    let last = log.as_array().and_then(|log| log.last()).expect("an entry").clone();
    assert_eq!((&last["method"], &last["status"]), (&json!("PUT"), &json!(200)));
    let everything = [
        log.to_string(),
        world.see("/devices").await.to_string(),
        world.see("/assets").await.to_string(),
    ];
    let signature = url.split("X-Amz-Signature=").nth(1).expect("a signature");
    for secret in [&*tokens.access, &*tokens.refresh, world.simulator.client_secret(), signature] {
        assert!(everything.iter().all(|shown| !shown.contains(secret)));
    }
}

#[tokio::test]
async fn the_page_says_what_it_is() {
    let world = World::new().await;
    for path in ["/", "/approve?code=123456"] {
        let page = world.client.get(world.desk(path)).send().await.expect("the page");
        let page = page.text().await.expect("a body");
        assert!(page.contains("not Frame.io"));
        for outside in ["https://", "src=\"http", "@import"] {
            assert!(!page.contains(outside), "the page must not reach for {outside}");
        }
    }
}
