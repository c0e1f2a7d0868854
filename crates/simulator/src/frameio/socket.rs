//! The device socket: Phoenix channels, serializer V1, one topic per device.
//!
//! The event names beyond `status_updated` are guesses of ours; a client must treat any of them as
//! a hint to ask again.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::sync::broadcast::error::RecvError;

use crate::cloud::ProjectDeviceId;
use crate::ledger::ViolationKind;
use crate::simulation::{Push, Simulation};

pub async fn open(
    State(simulation): State<Arc<Simulation>>,
    RawQuery(query): RawQuery,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let authorization = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes())
        .find(|(name, _)| name == "Authorization")
        .map(|(_, value)| value.into_owned());
    let token = authorization.as_deref().and_then(|value| value.strip_prefix("Bearer "));
    let now = simulation.now();
    let device = token.and_then(|token| {
        simulation.look(|cloud| cloud.authorize(token, now).ok().map(|device| device.id))
    });
    let Some(device) = device else { return StatusCode::FORBIDDEN.into_response() };
    match upgrade {
        Ok(upgrade) => upgrade.on_upgrade(move |socket| async move {
            let open = Open { topic: None, device, simulation: simulation.clone() };
            open.count(1);
            open.talk(socket).await;
        }),
        Err(rejection) => rejection.into_response(),
    }
}

/// One open socket of one device.
struct Open {
    simulation: Arc<Simulation>,
    device: ProjectDeviceId,
    /// The topic joined, in the words of the client.
    topic: Option<String>,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.count(-1);
    }
}

enum Next {
    Say(Vec<Value>),
    Close,
}

impl Open {
    fn count(&self, change: i32) {
        self.simulation.change(|cloud| {
            if let Some(device) = cloud.device_mut(self.device) {
                device.sockets = device.sockets.saturating_add_signed(change);
                device.last_seen_at = self.simulation.now();
            }
        });
    }

    async fn talk(mut self, mut socket: WebSocket) {
        let mut pushes = self.simulation.pushes.subscribe();
        let mut heard_at = self.simulation.now();
        let simulation = self.simulation.clone();
        loop {
            let patience = simulation.assumed().socket_timeout_s;
            let next = tokio::select! {
                message = socket.recv() => {
                    heard_at = simulation.now();
                    match message {
                        Some(Ok(Message::Text(text))) => self.answer(text.as_str()),
                        Some(Ok(Message::Binary(_))) => {
                            self.bad_frame("a binary frame");
                            Next::Close
                        }
                        Some(Ok(Message::Ping(_) | Message::Pong(_))) => Next::Say(Vec::new()),
                        Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                    }
                }
                push = pushes.recv() => match push {
                    Ok(push) => {
                        let last = push.last;
                        let (frames, meant) = self.pushed(push);
                        for frame in frames {
                            if send(&mut socket, &frame).await.is_err() {
                                return;
                            }
                        }
                        if meant && last { Next::Close } else { Next::Say(Vec::new()) }
                    }
                    Err(RecvError::Lagged(_)) => Next::Say(Vec::new()),
                    Err(RecvError::Closed) => Next::Close,
                },
                () = simulation.clock.sleep_until(heard_at.plus(patience.into())) => Next::Close,
            };
            match next {
                Next::Say(frames) => {
                    for frame in frames {
                        if send(&mut socket, &frame).await.is_err() {
                            return;
                        }
                    }
                }
                Next::Close => {
                    // A client that is gone already need not be told.
                    let goodbye = socket.send(Message::Close(None));
                    let _ = tokio::time::timeout(Duration::from_secs(1), goodbye).await;
                    return;
                }
            }
        }
    }

    /// Frames for the topic joined, and whether the push was for this device at all.
    fn pushed(&self, push: Push) -> (Vec<Value>, bool) {
        if push.device != self.device {
            return (Vec::new(), false);
        }
        let Some(topic) = &self.topic else { return (Vec::new(), true) };
        let mut frames = vec![frame(topic, push.event, push.payload, Value::Null)];
        if push.last {
            frames.push(frame(topic, "phx_close", json!({}), Value::Null));
        }
        (frames, true)
    }

    fn answer(&mut self, text: &str) -> Next {
        let Ok(Value::Object(message)) = serde_json::from_str::<Value>(text) else {
            self.bad_frame("not a JSON object");
            return Next::Close;
        };
        let (Some(Value::String(topic)), Some(Value::String(event)), Some(_), Some(reference)) = (
            message.get("topic"),
            message.get("event"),
            message.get("payload"),
            message.get("ref"),
        ) else {
            self.bad_frame("topic, event, payload and ref must all be there");
            return Next::Close;
        };
        let reply = |status: &str, response: Value| {
            let payload = json!({ "status": status, "response": response });
            frame(topic, "phx_reply", payload, reference.clone())
        };
        let frames = match (topic.as_str(), event.as_str()) {
            ("phoenix", "heartbeat") => vec![reply("ok", json!({}))],
            (topic, "phx_join") => match self.may_join(topic) {
                Ok(()) => {
                    self.topic = Some(topic.to_owned());
                    vec![reply("ok", json!({}))]
                }
                Err(reason) => vec![reply("error", json!({ "reason": reason }))],
            },
            (topic, "phx_leave") if self.topic.as_deref() == Some(topic) => {
                self.topic = None;
                vec![
                    reply("ok", json!({})),
                    frame(topic, "phx_close", json!({}), reference.clone()),
                ]
            }
            (topic, _) if self.topic.as_deref() == Some(topic) => Vec::new(),
            _ => vec![reply("error", json!({ "reason": "unmatched topic" }))],
        };
        Next::Say(frames)
    }

    fn may_join(&self, topic: &str) -> Result<(), &'static str> {
        let id = topic.strip_prefix("devices:").ok_or("unmatched topic")?;
        let either = self.simulation.assumed().socket_accepts_project_device_id;
        let own = self.simulation.look(|cloud| {
            cloud.device(self.device).is_some_and(|device| {
                device.device_id.to_string() == id || (either && device.id.to_string() == id)
            })
        });
        if own { Ok(()) } else { Err("unauthorized") }
    }

    fn bad_frame(&self, detail: &str) {
        self.simulation.violation(ViolationKind::SocketFrame, detail);
    }
}

fn frame(topic: &str, event: &str, payload: Value, reference: Value) -> Value {
    json!({ "topic": topic, "event": event, "payload": payload, "ref": reference })
}

async fn send(socket: &mut WebSocket, frame: &Value) -> Result<(), axum::Error> {
    socket.send(Message::Text(frame.to_string().into())).await
}
