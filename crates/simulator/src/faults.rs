//! What to get wrong next: a list of faults, which request each one meets, and how it is carried
//! out.
//!
//! A fault wraps a request from the outside: the body is slowed, cut or held, the answer is lost
//! or replaced. The routes themselves never know.

use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::frameio::answers;
use crate::kind::Kind;

/// The kind of request a fault waits for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    Any,
    Code,
    Token,
    Refresh,
    Revoke,
    Me,
    Heartbeat,
    Create,
    Realtime,
    Comment,
    Part,
    Socket,
    Health,
    /// The page a browser is sent to.
    Authorize,
    Accounts,
    Projects,
    /// Attaching to a project.
    Choose,
    /// Detaching from it.
    Leave,
    Picture,
    /// Anything the API does not have; only `any` meets it.
    #[serde(skip)]
    Elsewhere,
}

/// One request as far as faults can tell requests apart.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    pub cloud: Kind,
    pub place: Place,
    pub part_number: Option<u32>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Fault {
    pub on: Place,
    /// Only at this cloud; without one, at any.
    #[serde(default)]
    pub cloud: Option<Kind>,
    #[serde(flatten)]
    pub misdeed: Misdeed,
    /// How many requests it meets; without a number, all until the faults are cleared.
    #[serde(default)]
    pub times: Option<u32>,
    /// How many matching requests pass first.
    #[serde(default)]
    pub after: u32,
    /// Chance that it strikes; a request it spares is not counted in `times`.
    #[serde(default = "certain")]
    pub probability: f64,
    #[serde(default)]
    pub part_number: Option<u32>,
    /// Only what is about the asset of this name: its create call, its parts.
    #[serde(default)]
    pub name: Option<String>,
    /// Starts the dice anew, so that a run can be repeated.
    #[serde(default)]
    pub seed: Option<u64>,
}

fn certain() -> f64 {
    1.0
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Misdeed {
    /// Done as asked, then the connection is closed with no answer.
    LoseResponse,
    /// RST after so many bytes of the request body (of the answer, if the request is shorter);
    /// half of it unless told.
    ResetMidBody { bytes: Option<u64> },
    /// Nothing is read or answered for a while, from so many bytes on.
    Stall { seconds: f64, bytes: Option<u64> },
    /// A cap on bytes per second, both ways.
    Slow { bytes_per_s: u64 },
    /// Refused with this status, and a body as the place would write it.
    Status { status: Option<u16>, code: Option<String>, retry_after: Option<u32> },
    /// An HTML page, as a proxy or captive portal would answer.
    Malformed { status: Option<u16> },
    /// A syntactically fine answer far larger than anyone needs.
    Oversized { bytes: Option<u64> },
    /// Sent on (307) to `to`: unless told, to another cloud's address, where a credential that
    /// comes along is noted.
    Redirect { to: Option<String> },
}

impl Fault {
    pub fn new(on: Place, misdeed: Misdeed) -> Fault {
        Fault {
            on,
            cloud: None,
            misdeed,
            times: None,
            after: 0,
            probability: 1.0,
            part_number: None,
            name: None,
            seed: None,
        }
    }

    #[must_use]
    pub fn times(self, times: u32) -> Fault {
        Fault { times: Some(times), ..self }
    }

    #[must_use]
    pub fn at(self, cloud: Kind) -> Fault {
        Fault { cloud: Some(cloud), ..self }
    }

    #[must_use]
    pub fn after(self, after: u32) -> Fault {
        Fault { after, ..self }
    }

    #[must_use]
    pub fn part_number(self, number: u32) -> Fault {
        Fault { part_number: Some(number), ..self }
    }

    #[must_use]
    pub fn name(self, name: impl Into<String>) -> Fault {
        Fault { name: Some(name.into()), ..self }
    }

    #[must_use]
    pub fn probability(self, probability: f64) -> Fault {
        Fault { probability, ..self }
    }

    /// Refused with a status; on the part host `code` is the S3 code.
    pub fn status(on: Place, status: u16, code: &str) -> Fault {
        let code = (!code.is_empty()).then(|| code.to_owned());
        Fault::new(on, Misdeed::Status { status: Some(status), code, retry_after: None })
    }

    fn meets(&self, target: Target, name: Option<&str>) -> bool {
        (self.on == Place::Any || self.on == target.place)
            && self.cloud.is_none_or(|cloud| cloud == target.cloud)
            && self.part_number.is_none_or(|number| target.part_number == Some(number))
            && self.name.as_deref().is_none_or(|wanted| name == Some(wanted))
    }

    pub fn words(&self) -> String {
        let misdeed = match &self.misdeed {
            Misdeed::LoseResponse => "lose_response",
            Misdeed::ResetMidBody { .. } => "reset_mid_body",
            Misdeed::Stall { .. } => "stall",
            Misdeed::Slow { .. } => "slow",
            Misdeed::Status { .. } => "status",
            Misdeed::Malformed { .. } => "malformed",
            Misdeed::Oversized { .. } => "oversized",
            Misdeed::Redirect { .. } => "redirect",
        };
        misdeed.to_owned()
    }
}

pub struct Faults {
    seed: u64,
    dice: StdRng,
    list: Vec<Fault>,
}

impl Faults {
    pub fn new(seed: u64) -> Faults {
        Faults { seed, dice: StdRng::seed_from_u64(seed), list: Vec::new() }
    }

    pub fn add(&mut self, fault: Fault) {
        if let Some(seed) = fault.seed {
            self.seed = seed;
            self.dice = StdRng::seed_from_u64(seed);
        }
        self.list.push(fault);
    }

    pub fn clear(&mut self) {
        self.list.clear();
    }

    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Whether it matters what a request is about.
    pub fn any_named(&self) -> bool {
        self.list.iter().any(|fault| fault.name.is_some())
    }

    pub fn list(&self) -> &[Fault] {
        &self.list
    }

    /// The fault this request meets, if any: the first in the list that is due. Those still
    /// letting requests pass count this one. `name` is that of the asset it is about.
    pub fn meet(&mut self, target: Target, name: Option<&str>) -> Option<Fault> {
        let mut met = None;
        for fault in self.list.iter_mut().filter(|fault| fault.meets(target, name)) {
            if fault.after > 0 {
                fault.after -= 1;
            } else if met.is_none()
                && fault.times != Some(0)
                && self.dice.random::<f64>() < fault.probability
            {
                fault.times = fault.times.map(|times| times - 1);
                met = Some(fault.clone());
            }
        }
        self.list.retain(|fault| fault.times != Some(0));
        met
    }
}

/// The refusal a `status` fault asks for, in the words of the place.
pub fn refusal(
    target: Target,
    status: Option<u16>,
    code: Option<&str>,
    retry_after: Option<u32>,
    uri: &Uri,
) -> Response {
    let mut answer = match target.place {
        Place::Part => {
            let (status, code) = answers::s3_status_and_code(status, code);
            let mut answer =
                answers::xml(status, &code, "The simulator was told to refuse.", uri.path());
            if status == StatusCode::TEMPORARY_REDIRECT
                && let Ok(here) = HeaderValue::from_str(&uri.to_string())
            {
                answer.headers_mut().insert(header::LOCATION, here);
            }
            answer
        }
        Place::Code | Place::Token | Place::Refresh | Place::Revoke => {
            let status = known_status(status.unwrap_or(400));
            match (status, code) {
                (StatusCode::UNAUTHORIZED, None) => answers::not_authorized(),
                (_, Some(code)) => answers::simple(status, code),
                (StatusCode::BAD_REQUEST, None) => answers::simple(status, "invalid_request"),
                (_, None) => answers::simple(status, "server_error"),
            }
        }
        _ if target.cloud != Kind::Frameio => {
            let status = known_status(status.unwrap_or(500));
            let words = code.or(status.canonical_reason()).unwrap_or("error");
            let body = json!({
                "error": words,
                "statusCode": status.as_u16(),
                "message": "The simulator was told to refuse.",
            });
            (status, Json(body)).into_response()
        }
        _ => {
            let status = known_status(status.unwrap_or(500));
            match (status, code) {
                (StatusCode::UNAUTHORIZED, None) => answers::not_authorized(),
                (StatusCode::CONFLICT, None | Some("Channel Paused")) => answers::channel_paused(),
                _ => {
                    let title = code.or(status.canonical_reason()).unwrap_or("Error");
                    answers::detailed(status, title, "The simulator was told to refuse.")
                }
            }
        }
    };
    if let Some(seconds) = retry_after {
        answer.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    answer
}

fn known_status(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

pub fn html(target: Target, status: Option<u16>) -> Response {
    // A 200 page in place of S3 would mean a successful upload; a proxy's error does not.
    let usual = if target.place == Place::Part { 502 } else { 200 };
    let page = "<!doctype html><title>Guest network</title><p>Please accept the terms of use.";
    let status = known_status(status.unwrap_or(usual));
    (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
}

pub fn oversized(method: &Method, bytes: Option<u64>) -> Response {
    const BLOCK: &[u8] = &[b' '; 64 * 1024];
    let wanted = bytes.unwrap_or(64 * 1024 * 1024);
    let blocks = stream::unfold(wanted, |left| async move {
        let take = left.min(BLOCK.len() as u64);
        let block = &BLOCK[..usize::try_from(take).unwrap_or(0)];
        (take > 0).then(|| (Ok::<_, std::io::Error>(Bytes::from_static(block)), left - take))
    });
    let opening = stream::iter([Ok(Bytes::from_static(b"{\"padding\":\""))]);
    let closing = stream::iter([Ok(Bytes::from_static(b"\"}"))]);
    let body = match *method {
        Method::HEAD => Body::empty(),
        _ => Body::from_stream(opening.chain(blocks).chain(closing)),
    };
    (StatusCode::OK, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}

/// At most `bytes_per_s`, in tenths of a second.
pub fn slowed(body: Body, bytes_per_s: u64) -> Body {
    let step = usize::try_from((bytes_per_s / 10).max(1)).unwrap_or(usize::MAX);
    let pieces = body.into_data_stream().flat_map(move |block| {
        let pieces: Vec<_> = match block {
            Ok(mut block) => {
                let mut pieces = Vec::with_capacity(block.len() / step + 1);
                while !block.is_empty() {
                    pieces.push(Ok(block.split_to(step.min(block.len()))));
                }
                pieces
            }
            Err(error) => vec![Err(error)],
        };
        stream::iter(pieces)
    });
    let paced = pieces.then(move |piece| async move {
        if let Ok(piece) = &piece {
            let share = piece.len() as f64 / bytes_per_s.max(1) as f64;
            tokio::time::sleep(Duration::from_secs_f64(share)).await;
        }
        piece
    });
    Body::from_stream(paced)
}

/// The first `bytes` of a body, then `then`, then the rest.
pub fn held_at(
    body: Body,
    bytes: u64,
    then: impl Future<Output = ()> + Send + 'static,
) -> impl Stream<Item = Result<Bytes, axum::Error>> + Send + 'static {
    struct Held<S, F> {
        blocks: S,
        left: u64,
        rest: Option<Bytes>,
        then: Option<F>,
    }
    let held = Held {
        blocks: body.into_data_stream(),
        left: bytes,
        rest: None,
        then: Some(Box::pin(then)),
    };
    stream::unfold(held, |mut held| async move {
        if held.left == 0
            && let Some(then) = held.then.take()
        {
            then.await;
        }
        let block = match held.rest.take() {
            Some(rest) => Some(Ok(rest)),
            None => held.blocks.next().await,
        };
        let mut block = match block {
            Some(Ok(block)) => block,
            Some(Err(error)) => return Some((Err(error), held)),
            None => return None,
        };
        if held.then.is_some() && block.len() as u64 > held.left {
            let rest = block.split_off(usize::try_from(held.left).unwrap_or(0));
            held.rest = Some(rest);
        }
        held.left = held.left.saturating_sub(block.len() as u64);
        Some((Ok(block), held))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PART_2: Target =
        Target { cloud: Kind::Frameio, place: Place::Part, part_number: Some(2) };

    #[test]
    fn a_fault_strikes_as_often_as_it_was_told_after_as_many_as_it_was_told() {
        let mut faults = Faults::new(1);
        faults.add(Fault::status(Place::Part, 503, "SlowDown").after(1).times(2));
        let struck: Vec<_> = (0..5).map(|_| faults.meet(PART_2, None).is_some()).collect();
        assert_eq!(struck, [false, true, true, false, false]);
        assert!(faults.list().is_empty(), "a fault that is used up leaves the list");
    }

    #[test]
    fn a_fault_for_one_part_spares_the_others() {
        let mut faults = Faults::new(1);
        faults.add(Fault::new(Place::Part, Misdeed::LoseResponse).part_number(3));
        assert!(faults.meet(PART_2, None).is_none());
        assert!(faults.meet(Target { part_number: Some(3), ..PART_2 }, None).is_some());
    }

    #[test]
    fn a_fault_for_one_name_spares_the_others_and_what_has_no_name() {
        let mut faults = Faults::new(1);
        faults.add(Fault::status(Place::Part, 400, "BadDigest").name("A001.mov"));
        assert!(faults.any_named());
        assert!(faults.meet(PART_2, None).is_none());
        assert!(faults.meet(PART_2, Some("A002.mov")).is_none());
        assert!(faults.meet(PART_2, Some("A001.mov")).is_some());
    }

    #[test]
    fn the_same_seed_throws_the_same_dice() {
        let throw = || {
            let mut faults = Faults::new(1);
            let fault = Fault::new(Place::Any, Misdeed::LoseResponse).probability(0.5);
            faults.add(Fault { seed: Some(7), ..fault });
            (0..64).map(|_| faults.meet(PART_2, None).is_some()).collect::<Vec<_>>()
        };
        assert_eq!(throw(), throw());
        assert!(throw().contains(&true) && throw().contains(&false));
    }

    #[test]
    fn a_fault_reads_as_the_control_desk_writes_it() {
        let text = r#"{"on":"part","do":"status","status":503,"code":"SlowDown","times":2,"part_number":1}"#;
        let fault: Fault = serde_json::from_str(text).expect("the documented form");
        assert_eq!(fault, Fault::status(Place::Part, 503, "SlowDown").times(2).part_number(1));
    }
}
