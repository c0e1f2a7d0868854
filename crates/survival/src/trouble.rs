//! What a cloud, and the way to it, can get wrong: every status of its API, every code of its part
//! host, lines that break in the middle.

use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use simulator::{Fault, Misdeed, Place};

/// Why one clip is never taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Poison {
    /// One of its parts, by the S3 code that is said to it.
    Part { status: u16, code: &'static str, number: Option<u32> },
    /// The create call.
    Create { status: u16 },
}

impl Poison {
    pub fn fault(&self, name: &str) -> Fault {
        match self {
            Poison::Part { status, code, number } => {
                let fault = Fault::status(Place::Part, *status, code).name(name);
                Fault { part_number: *number, ..fault }
            }
            Poison::Create { status } => Fault::status(Place::Create, *status, "").name(name),
        }
    }
}

pub fn poison(dice: &mut StdRng) -> Poison {
    let part = |status, code| Poison::Part { status, code, number: Some(1) };
    *[
        part(400, "BadDigest"),
        part(400, "InvalidRequest"),
        part(400, "EntityTooLarge"),
        part(403, "SignatureDoesNotMatch"),
        part(501, "NotImplemented"),
        part(404, "NoSuchKey"),
        Poison::Create { status: 422 },
        Poison::Create { status: 400 },
        Poison::Create { status: 403 },
    ]
    .choose(dice)
    .expect("there are some")
}

/// The part host's codes, by what the published lists say of them
/// (<https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>).
pub const PASSING_CODES: &[(u16, &str)] = &[
    (500, "InternalError"),
    (503, "ServiceUnavailable"),
    (503, "SlowDown"),
    (400, "RequestTimeout"),
    (400, "IncompleteBody"),
    (400, "BadDigest"),
    (409, "OperationAborted"),
    (307, "TemporaryRedirect"),
    (403, "RequestTimeTooSkewed"),
    (403, "AccessDenied"),
    (400, "ExpiredToken"),
    (404, "NoSuchUpload"),
    (404, "NoSuchKey"),
    (404, "NoSuchBucket"),
];

/// Those after which nobody tries again by himself.
pub const FATAL_CODES: &[(u16, &str)] = &[
    (403, "SignatureDoesNotMatch"),
    (400, "EntityTooLarge"),
    (400, "EntityTooSmall"),
    (400, "InvalidArgument"),
    (400, "InvalidRequest"),
    (411, "MissingContentLength"),
    (501, "NotImplemented"),
    (405, "MethodNotAllowed"),
];

/// The API's own, but for 409: that one means a pause and nothing else.
pub const STATUSES: &[u16] = &[400, 401, 402, 403, 404, 422, 429, 500, 502, 503, 504];

/// Something that is over by itself.
pub fn passing(dice: &mut StdRng) -> Fault {
    let times = dice.random_range(1..5);
    let on_parts = |misdeed| Fault::new(Place::Part, misdeed);
    match dice.random_range(0..16) {
        0..4 => {
            let (status, code) = *PASSING_CODES.choose(dice).expect("there are some");
            // What costs an asset does so no more often than a day on set brings.
            let times = if [403, 404].contains(&status) { 1 } else { times };
            Fault::status(Place::Part, status, code).times(times)
        }
        4 => {
            let (status, code) = *FATAL_CODES.choose(dice).expect("there are some");
            Fault::status(Place::Part, status, code).times(1)
        }
        5 | 6 => {
            let status = *STATUSES.choose(dice).expect("there are some");
            // Those that say no for good hit one.
            let times = if [400, 403, 404, 422].contains(&status) { 1 } else { times };
            Fault::status(Place::Create, status, "").times(times)
        }
        7 => on_parts(Misdeed::LoseResponse).times(times),
        8 => Fault::new(Place::Create, Misdeed::LoseResponse).times(1),
        9 => on_parts(Misdeed::ResetMidBody { bytes: None }).times(times),
        10 => {
            let seconds = dice.random_range(0.2..20.0);
            on_parts(Misdeed::Stall { seconds, bytes: None }).times(times.min(2))
        }
        11 => {
            let bytes_per_s = dice.random_range(50_000..2_000_000);
            on_parts(Misdeed::Slow { bytes_per_s }).probability(0.3)
        }
        12 => on_parts(Misdeed::Malformed { status: Some(502) }).times(times),
        13 => {
            let misdeed = *[
                &Misdeed::LoseResponse,
                &Misdeed::ResetMidBody { bytes: None },
                &Misdeed::Malformed { status: None },
                &Misdeed::Oversized { bytes: None },
                &Misdeed::Redirect { to: None },
            ]
            .choose(dice)
            .expect("there are some");
            let place = *[Place::Me, Place::Refresh, Place::Heartbeat, Place::Socket]
                .choose(dice)
                .expect("there are some");
            // A refresh that is redirected or lost costs the sign-in; that is tried elsewhere.
            match place {
                Place::Refresh => Fault::status(Place::Refresh, 503, "").times(times),
                place => Fault::new(place, misdeed.clone()).times(times),
            }
        }
        14 => {
            let stall = Misdeed::Stall { seconds: dice.random_range(0.2..8.0), bytes: None };
            Fault::new(Place::Create, stall).times(1)
        }
        _ => on_parts(Misdeed::Redirect { to: None }).times(1),
    }
}
