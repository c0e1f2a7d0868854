//! Frame.io's own line to us: a WebSocket that speaks Phoenix channels, serializer V1.
//!
//! What is known of it is what others saw on the wire; the frames are those of
//! [Phoenix](https://hexdocs.pm/phoenix/writing_a_channels_client.html). Nothing that comes in is
//! believed: whatever it is, it is a hint to ask who we are.

use super::error::from_api;
use super::{Frameio, assumed};
use crate::Patience;
use crate::http::{Errand, Opened};
use domain::{CloudError, DeviceId, ErrorKind, Push, Pushes, Secret, Session};
use futures_util::{SinkExt, StreamExt, stream};
use reqwest::Upgraded;
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

/// A push is a few hundred bytes.
const LARGEST_FRAME: usize = 64 * 1024;
const JOIN_REF: &str = "1";

/// The token goes into the address, because the cloud takes it nowhere else.
pub async fn listen(
    cloud: &Frameio,
    session: &Session,
    device: &DeviceId,
) -> Result<Pushes, CloudError> {
    let bearer = Secret::new(format!("Bearer {}", session.access.reveal()));
    let call = cloud.http.get(assumed::SOCKET).secret_query("Authorization", &bearer);
    let (line, errand) = match call.hidden(&session.access).open_line().await? {
        Opened::Line(line, errand) => (line, errand),
        Opened::Refused(answer) if answer.is_success() => return Err(answer.not_as_expected()),
        Opened::Refused(answer) => return Err(from_api(&answer)),
    };
    let limits = WebSocketConfig::default()
        .max_message_size(Some(LARGEST_FRAME))
        .max_frame_size(Some(LARGEST_FRAME));
    let socket = WebSocketStream::from_raw_socket(line, Role::Client, Some(limits)).await;
    let pace = Pace::of(cloud.patience);
    let now = Instant::now();
    let mut line = Line {
        socket,
        errand,
        topic: format!("devices:{device}"),
        pace,
        heard_at: now,
        beat_at: now + pace.beat,
        beats: 1,
    };
    line.say(&line.topic.clone(), "phx_join", JOIN_REF).await?;
    let pushes = stream::unfold(Some(line), |line| async move {
        let mut line = line?;
        Some(match line.next().await {
            Ok(push) => (Ok(push), Some(line)),
            Err(error) => (Err(error), None),
        })
    });
    Ok(Box::pin(pushes))
}

/// The server hangs up on who says nothing for a minute; we do the same.
#[derive(Clone, Copy)]
struct Pace {
    beat: Duration,
    silence: Duration,
    /// Until a frame of ours is on its way.
    say: Duration,
}

impl Pace {
    fn of(patience: Patience) -> Self {
        let beat = assumed::SOCKET_HEARTBEAT.min(patience.stall / 2);
        Self { beat, silence: 2 * beat, say: patience.stall }
    }
}

struct Line {
    socket: WebSocketStream<Upgraded>,
    errand: Errand,
    topic: String,
    pace: Pace,
    heard_at: Instant,
    beat_at: Instant,
    /// Also the number of the last reference that was given out.
    beats: u64,
}

/// All four keys of a V1 frame have to be there in what we send; in what we hear, none has to.
#[derive(Deserialize)]
struct Frame {
    #[serde(default)]
    topic: Value,
    #[serde(default)]
    event: Value,
    #[serde(default)]
    payload: Value,
    #[serde(default, rename = "ref")]
    reference: Value,
}

#[derive(Debug, PartialEq, Eq)]
enum Meaning {
    Nothing,
    Told(Push),
    NotLetIn,
    Over,
}

/// What has not the form of a frame was said all the same, but means nothing to us.
fn meaning(topic: &str, text: &str) -> Meaning {
    let Ok(frame) = serde_json::from_str::<Frame>(text) else { return Meaning::Nothing };
    if frame.topic.as_str() != Some(topic) {
        return Meaning::Nothing;
    }
    match frame.event.as_str().unwrap_or_default() {
        "phx_reply" if frame.reference.as_str() != Some(JOIN_REF) => Meaning::Nothing,
        "phx_reply" if frame.payload["status"].as_str() == Some("ok") => {
            Meaning::Told(Push::Joined)
        }
        "phx_reply" => Meaning::NotLetIn,
        "phx_close" | "phx_error" => Meaning::Over,
        _ => Meaning::Told(Push::Changed),
    }
}

impl Line {
    /// The next thing worth telling.
    async fn next(&mut self) -> Result<Push, CloudError> {
        loop {
            tokio::select! {
                heard = self.socket.next() => {
                    self.heard_at = Instant::now();
                    let text = match heard {
                        Some(Ok(Message::Text(text))) => text,
                        Some(Ok(Message::Close(_))) | None => {
                            return Err(self.over("the cloud closed the line"));
                        }
                        // What the error says may quote what came in.
                        Some(Err(_)) => return Err(self.over("the line broke")),
                        Some(Ok(_)) => continue,
                    };
                    match meaning(&self.topic, text.as_str()) {
                        Meaning::Nothing => {}
                        Meaning::Told(push) => return Ok(push),
                        Meaning::NotLetIn => {
                            let why = "the cloud does not let this device listen";
                            return Err(self.errand.error(ErrorKind::Rejected, why));
                        }
                        Meaning::Over => return Err(self.over("the cloud closed the channel")),
                    }
                }
                () = sleep_until(self.beat_at) => {
                    self.beat_at = Instant::now() + self.pace.beat;
                    self.beats += 1;
                    let reference = self.beats.to_string();
                    self.say("phoenix", "heartbeat", &reference).await?;
                }
                () = sleep_until(self.heard_at + self.pace.silence) => {
                    let silence = self.pace.silence.as_secs_f32();
                    return Err(self.over(&format!("nothing was heard for {silence} s")));
                }
            }
        }
    }

    async fn say(&mut self, topic: &str, event: &str, reference: &str) -> Result<(), CloudError> {
        let frame = json!({ "topic": topic, "event": event, "payload": {}, "ref": reference });
        let sending = self.socket.send(Message::text(frame.to_string()));
        match timeout(self.pace.say, sending).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(self.over("the line broke")),
            Err(_) => Err(self.over("no data moved")),
        }
    }

    fn over(&self, why: &str) -> CloudError {
        self.errand.error(ErrorKind::Offline, why)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_frame_has_its_meaning_and_an_unknown_one_is_a_hint() {
        let ours = |rest: &str| meaning("devices:d", &format!(r#"{{"topic":"devices:d",{rest}}}"#));
        let joined = r#""event":"phx_reply","payload":{"status":"ok","response":{}},"ref":"1""#;
        assert_eq!(ours(joined), Meaning::Told(Push::Joined));
        let refused = r#""event":"phx_reply","payload":{"status":"error"},"ref":"1""#;
        assert_eq!(ours(refused), Meaning::NotLetIn);
        let other = r#""event":"phx_reply","payload":{"status":"error"},"ref":"7""#;
        assert_eq!(ours(other), Meaning::Nothing);
        for event in ["status_updated", "project_updated", "deauthorized", "anything", ""] {
            let pushed = format!(r#""event":"{event}","payload":{{}},"ref":null"#);
            assert_eq!(ours(&pushed), Meaning::Told(Push::Changed), "{event}");
        }
        assert_eq!(ours(r#""event":"status_updated""#), Meaning::Told(Push::Changed));
        for event in ["phx_close", "phx_error"] {
            assert_eq!(ours(&format!(r#""event":"{event}","payload":{{}}"#)), Meaning::Over);
        }
        for other in [
            r#"{"topic":"phoenix","event":"phx_reply","payload":{"status":"ok"},"ref":"2"}"#,
            r#"{"topic":"devices:e","event":"status_updated","payload":{},"ref":null}"#,
            r#"{"topic":7,"event":[],"payload":null}"#,
            "[null,null,\"devices:d\",\"status_updated\",{}]",
            "{}",
            "",
            "no frame",
        ] {
            assert_eq!(meaning("devices:d", other), Meaning::Nothing, "{other}");
        }
    }

    #[test]
    fn we_say_something_twice_before_the_server_gives_up_on_us() {
        let pace = |stall| {
            let pace =
                Pace::of(Patience { stall: Duration::from_secs(stall), ..Patience::default() });
            (pace.beat.as_secs(), pace.silence.as_secs())
        };
        assert_eq!(pace(60), (30, 60));
        assert_eq!(pace(3_600), (30, 60));
        assert_eq!(pace(10), (5, 10));
    }
}
