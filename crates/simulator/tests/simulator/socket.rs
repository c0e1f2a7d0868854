use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use serde_json::{Value, json};
use simulator::{Fault, Misdeed, Place, ViolationKind};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{Connector, MaybeTlsStream, WebSocketStream};

use crate::client::{Tokens, World};

pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

async fn connect(world: &World, token: &str) -> Result<Socket, Error> {
    let mut roots = rustls::RootCertStore::empty();
    let ca = CertificateDer::from_pem_file(world.simulator.ca_pem_path()).expect("the authority");
    roots.add(ca).expect("a certificate");
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let url = world.url("/devices/websocket").replace("https", "wss");
    let url = format!("{url}?Authorization=Bearer%20{token}");
    let connector = Some(Connector::Rustls(Arc::new(tls)));
    tokio_tungstenite::connect_async_tls_with_config(url, None, false, connector)
        .await
        .map(|(socket, _)| socket)
}

async fn say(socket: &mut Socket, message: Value) {
    socket.send(Message::text(message.to_string())).await.expect("sent");
}

/// The next frame, or `None` when the socket was closed.
pub async fn hear(socket: &mut Socket) -> Option<Value> {
    loop {
        match socket.next().await {
            Some(Ok(Message::Text(text))) => {
                return Some(serde_json::from_str(text.as_str()).expect("a JSON frame"));
            }
            Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
            Some(Ok(_)) => {}
        }
    }
}

fn reply(topic: &str, reference: &str) -> Value {
    json!({
        "topic": topic, "event": "phx_reply",
        "payload": { "status": "ok", "response": {} }, "ref": reference,
    })
}

pub async fn joined(world: &World, tokens: &Tokens) -> (Socket, String) {
    let mut socket = connect(world, &tokens.access).await.expect("a socket");
    let topic = format!("devices:{}", world.simulator.devices()[0].device_id);
    say(&mut socket, json!({ "topic": topic, "event": "phx_join", "payload": {}, "ref": "1" }))
        .await;
    assert_eq!(hear(&mut socket).await, Some(reply(&topic, "1")));
    (socket, topic)
}

async fn paired() -> (World, Tokens) {
    let world = World::new().await;
    let tokens = world.pair().await;
    (world, tokens)
}

#[tokio::test]
async fn a_device_joins_its_topic_and_beats() {
    let (world, tokens) = paired().await;
    let (mut socket, _) = joined(&world, &tokens).await;
    say(
        &mut socket,
        json!({ "topic": "phoenix", "event": "heartbeat", "payload": {}, "ref": "2" }),
    )
    .await;
    assert_eq!(hear(&mut socket).await, Some(reply("phoenix", "2")));
    assert_eq!(world.simulator.devices()[0].sockets, 1);
    drop(socket);
    world.simulator.until(|s| (s.devices()[0].sockets == 0).then_some(())).await;
    assert_eq!(world.violations(), []);
}

#[tokio::test]
async fn either_id_of_the_device_may_be_joined_and_no_other() {
    let (world, tokens) = paired().await;
    let mut socket = connect(&world, &tokens.access).await.expect("a socket");
    let own = format!("devices:{}", world.simulator.devices()[0].id);
    let join =
        |topic: &str| json!({ "topic": topic, "event": "phx_join", "payload": {}, "ref": "1" });
    say(&mut socket, join(&own)).await;
    assert_eq!(hear(&mut socket).await, Some(reply(&own, "1")));
    world.simulator.assume(|assumed| assumed.socket_accepts_project_device_id = false);
    for topic in [own.as_str(), "devices:someone-else", "rooms:lobby"] {
        say(&mut socket, join(topic)).await;
        let answer = hear(&mut socket).await.expect("an answer");
        assert_eq!(answer["payload"]["status"], json!("error"), "{topic}");
    }
}

#[tokio::test]
async fn a_bad_token_is_refused_with_403() {
    let (world, _) = paired().await;
    match connect(&world, "nonsense").await {
        Err(Error::Http(answer)) => assert_eq!(answer.status(), 403),
        other => panic!("not refused: {:?}", other.map(|_| "a socket")),
    }
}

#[tokio::test]
async fn a_frame_that_is_not_a_v1_message_ends_the_socket() {
    let (world, tokens) = paired().await;
    let wrong = [
        json!({ "topic": "phoenix", "event": "heartbeat", "payload": {} }),
        json!(["1", "1", "phoenix", "heartbeat", {}]),
    ];
    for frame in wrong {
        let mut socket = connect(&world, &tokens.access).await.expect("a socket");
        say(&mut socket, frame).await;
        assert_eq!(hear(&mut socket).await, None);
    }
    assert_eq!(world.violations(), [ViolationKind::SocketFrame; 2]);
}

#[tokio::test]
async fn a_minute_of_silence_ends_the_socket() {
    let (world, tokens) = paired().await;
    let (mut socket, _) = joined(&world, &tokens).await;
    world.simulator.advance(Duration::from_secs(61));
    assert_eq!(hear(&mut socket).await, None);
}

#[tokio::test]
async fn pausing_resuming_and_renaming_are_pushed() {
    let (world, tokens) = paired().await;
    let (mut socket, topic) = joined(&world, &tokens).await;
    let device = world.simulator.devices().remove(0);
    let push = |event: &str, payload: Value| {
        Some(json!({ "topic": topic, "event": event, "payload": payload, "ref": null }))
    };
    world.simulator.pause(None).expect("there is a device");
    let paused = push("status_updated", json!({ "status": "paused" }));
    assert_eq!(hear(&mut socket).await, paused);
    world.simulator.resume(None).expect("there is a device");
    let resumed = push("status_updated", json!({ "status": "online" }));
    assert_eq!(hear(&mut socket).await, resumed);
    world.simulator.rename_project(&device.project_id, "Pickups").expect("renamed");
    let payload = json!({ "project": { "id": device.project_id, "name": "Pickups" } });
    assert_eq!(hear(&mut socket).await, push("project_updated", payload));
    world.simulator.rename_device(&device.device_id, "Cart 2").expect("renamed");
    let payload = json!({ "name": "Cart 2", "timezone": "Europe/Berlin" });
    assert_eq!(hear(&mut socket).await, push("device_updated", payload));
    world.simulator.set_timezone(&device.id, "Asia/Tokyo").expect("moved");
    let payload = json!({ "name": "Cart 2", "timezone": "Asia/Tokyo" });
    assert_eq!(hear(&mut socket).await, push("device_updated", payload));
}

#[tokio::test]
async fn a_forgotten_device_is_told_and_closed() {
    let (world, tokens) = paired().await;
    let (mut socket, _) = joined(&world, &tokens).await;
    world.simulator.forget(None).expect("there is a device");
    let events = [hear(&mut socket).await, hear(&mut socket).await]
        .map(|frame| frame.expect("a frame")["event"].as_str().expect("an event").to_owned());
    assert_eq!(events, ["deauthorized", "phx_close"]);
    assert_eq!(hear(&mut socket).await, None);
}

#[tokio::test]
async fn a_silent_socket_answers_and_never_pushes() {
    let (world, tokens) = paired().await;
    let (mut socket, _) = joined(&world, &tokens).await;
    world.simulator.assume(|assumed| assumed.silent_socket = true);
    world.simulator.pause(None).expect("there is a device");
    say(
        &mut socket,
        json!({ "topic": "phoenix", "event": "heartbeat", "payload": {}, "ref": "2" }),
    )
    .await;
    assert_eq!(hear(&mut socket).await, Some(reply("phoenix", "2")), "and not the push");
}

#[tokio::test]
async fn leaving_the_topic_is_acknowledged() {
    let (world, tokens) = paired().await;
    let (mut socket, topic) = joined(&world, &tokens).await;
    say(&mut socket, json!({ "topic": topic, "event": "phx_leave", "payload": {}, "ref": "9" }))
        .await;
    assert_eq!(hear(&mut socket).await, Some(reply(&topic, "9")));
    let closed = hear(&mut socket).await.expect("a frame");
    assert_eq!(closed["event"], json!("phx_close"));
}

#[tokio::test]
async fn a_dropped_line_takes_the_socket_with_it() {
    let (world, tokens) = paired().await;
    let (mut socket, _) = joined(&world, &tokens).await;
    world.simulator.drop_line().await.expect("dropped");
    assert_eq!(hear(&mut socket).await, None);
    world.simulator.until(|s| (s.devices()[0].sockets == 0).then_some(())).await;
}

#[tokio::test]
async fn the_socket_can_be_refused_or_lost_on_request() {
    let (world, tokens) = paired().await;
    world.simulator.fault(Fault::status(Place::Socket, 503, "").times(1));
    match connect(&world, &tokens.access).await {
        Err(Error::Http(answer)) => assert_eq!(answer.status(), 503),
        other => panic!("not refused: {:?}", other.map(|_| "a socket")),
    }
    world.simulator.fault(Fault::new(Place::Socket, Misdeed::LoseResponse).times(1));
    assert!(connect(&world, &tokens.access).await.is_err());
    assert!(connect(&world, &tokens.access).await.is_ok());
}
