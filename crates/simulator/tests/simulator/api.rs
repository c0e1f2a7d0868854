use std::time::Duration;

use serde_json::json;
use simulator::{Presence, ViolationKind};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::client::{World, body, header, text};

#[tokio::test]
async fn a_device_learns_who_and_where_it_is() {
    let world = World::new().await;
    let tokens = world.pair().await;
    let request = world.get("/v2/devices/me").bearer_auth(&tokens.access);
    let me = body(request.send().await.expect("an answer")).await;
    let view = world.simulator.devices().remove(0);
    assert_eq!(text(&me, "_type"), "project_device");
    assert_eq!((text(&me, "id"), text(&me, "device_id")), (&*view.id, &*view.device_id));
    assert_eq!(me["project"]["name"], json!("Feature – Unit A"), "the first project by default");
    assert_eq!(text(&me, "status"), "online");
    assert_eq!(me["channels"][0]["external_index"], json!(0));
    assert_eq!(me["authorization"]["creator"]["name"], json!("Mara Lindqvist"));
    assert_eq!(me["authorization"]["scopes"]["asset_create"], json!(true));
    assert_eq!(me["authorization"]["scopes"]["asset_read"], json!(false));
    assert_eq!(text(&me, "last_known_firmware_version"), "1.2.3");
}

#[tokio::test]
async fn a_missing_or_wrong_token_gets_the_detailed_401() {
    let world = World::new().await;
    for request in [world.get("/v2/devices/me"), world.get("/v2/devices/me").bearer_auth("no")] {
        let answer = request.send().await.expect("an answer");
        assert_eq!(answer.status(), 401);
        let expected = json!({
            "code": 401,
            "message": "Not Authorized",
            "errors": [{
                "code": 401, "status": 401, "title": "Not Authorized",
                "detail": "You are not allowed to access that resource",
            }],
        });
        assert_eq!(body(answer).await, expected);
    }
}

#[tokio::test]
async fn a_device_not_heard_from_for_five_minutes_shows_offline() {
    let world = World::new().await;
    let tokens = world.pair().await;
    world.simulator.advance(Duration::from_secs(301));
    assert_eq!(world.simulator.devices()[0].status, Presence::Offline);
    let request = world.post("/v2/devices/heartbeat").bearer_auth(&tokens.access);
    let answer = request.send().await.expect("an answer");
    assert!(answer.status().is_success());
    assert_eq!(answer.text().await.expect("a body"), "");
    assert_eq!(world.simulator.devices()[0].status, Presence::Online);
}

#[tokio::test]
async fn heartbeats_closer_than_a_minute_are_noted() {
    let world = World::new().await;
    let tokens = world.pair().await;
    let beat = || world.post("/v2/devices/heartbeat").bearer_auth(&tokens.access).send();
    for pause in [60, 60] {
        beat().await.expect("an answer");
        world.simulator.advance(Duration::from_secs(pause));
    }
    assert_eq!(world.violations(), []);
    beat().await.expect("an answer");
    beat().await.expect("an answer");
    assert_eq!(world.violations(), [ViolationKind::HeartbeatTooOften]);
}

#[tokio::test]
async fn a_heartbeat_needs_a_token() {
    let world = World::new().await;
    let answer = world.post("/v2/devices/heartbeat").send().await.expect("an answer");
    assert_eq!(answer.status(), 401);
}

#[tokio::test]
async fn health_needs_no_token() {
    let world = World::new().await;
    let answer = world.get("/health").send().await.expect("an answer");
    assert_eq!(body(answer).await, json!({ "status": "ok" }));
}

#[tokio::test]
async fn calls_without_a_proper_client_version_are_noted() {
    let world = World::new().await;
    world.client.get(world.url("/health")).send().await.expect("an answer");
    let request = world.client.get(world.url("/health")).header("x-client-version", "v1");
    request.send().await.expect("an answer");
    let noted = [ViolationKind::ClientVersionMissing, ViolationKind::ClientVersionInvalid];
    assert_eq!(world.violations(), noted);
}

#[tokio::test]
async fn plain_http_is_refused_and_noted() {
    let world = World::new().await;
    let address = world.simulator.api().replace("https://", "");
    let mut tcp = tokio::net::TcpStream::connect(address).await.expect("a connection");
    tcp.write_all(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n").await.expect("sent");
    world.simulator.until(|s| (!s.violations().is_empty()).then_some(())).await;
    assert_eq!(world.violations(), [ViolationKind::PlainHttp]);
    let mut answer = Vec::new();
    // The answer may be cut short by the refusal; it must not be a success.
    let _ = tcp.read_to_end(&mut answer).await;
    assert!(!answer.starts_with(b"HTTP/1.1 200"));
}

#[tokio::test]
async fn every_answer_tells_the_rate_limit() {
    let world = World::new().await;
    for path in ["/health", "/v2/devices/me", "/v2/nowhere"] {
        let answer = world.get(path).send().await.expect("an answer");
        for name in ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-window"] {
            let value = header(answer.headers(), name);
            assert!(value.parse::<u32>().is_ok(), "{name} of {path} is {value:?}");
        }
    }
}

#[tokio::test]
async fn the_rate_limit_bites_when_it_is_switched_on() {
    let world = World::with(|options| {
        options.assumed.rate_limit_enforced = true;
        options.assumed.rate_limit_calls = 2;
        options.assumed.rate_limit_window_ms = 60_000;
    })
    .await;
    let mut statuses = Vec::new();
    for _ in 0..3 {
        let answer = world.get("/health").send().await.expect("an answer");
        statuses.push(answer.status().as_u16());
    }
    assert_eq!(statuses, [200, 200, 429]);
    world.simulator.advance(Duration::from_secs(60));
    assert_eq!(world.get("/health").send().await.expect("an answer").status(), 200);
}

#[tokio::test]
async fn an_unknown_path_is_a_detailed_404() {
    let world = World::new().await;
    let answer = world.get("/v2/nowhere").send().await.expect("an answer");
    assert_eq!(answer.status(), 404);
    assert_eq!(body(answer).await["code"], json!(404));
}
