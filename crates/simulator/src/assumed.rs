//! Every behaviour the public material does not promise, and every number a test may want smaller.
//!
//! The rest of the crate reads its guesses from here, so a wrong one is a line to change. `GET
//! /switches` lists them with their defaults; `POST /switches` sets any of them.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// What a refresh is told after the device was forgotten in the web page.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefreshAfterForget {
    /// 401 with the detailed body.
    NotAuthorized,
    /// 400 `{"error":"invalid_request"}`, as for a spent token.
    InvalidRequest,
}

/// What a negative `offset` means: one public example shows −10.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NegativeOffset {
    Rejected,
    TakenAsAge,
}

macro_rules! switches {
    ($( $(#[doc = $about:literal])+ $name:ident : $kind:ty = $default:expr; )+) => {
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct Assumed {
            $( $(#[doc = $about])+ pub $name: $kind, )+
        }

        impl Default for Assumed {
            fn default() -> Assumed {
                Assumed { $( $name: $default, )+ }
            }
        }

        const ABOUT: &[(&str, &str)] = &[ $( (stringify!($name), concat!($($about),+)), )+ ];
    };
}

switches! {
    /// A file is cut into ceil(filesize / this) parts.
    part_rule_bytes: u64 = 20 * 1024 * 1024;
    /// Smallest part (but the last) a `parts` wish may lead to.
    parts_minimum_bytes: u64 = 5 * 1024 * 1024;
    /// Most parts an asset may have.
    parts_maximum: u32 = 10_000;
    /// Smallest part of a growing clip, unless it is the final one.
    realtime_minimum_bytes: u64 = 5 * 1024 * 1024;
    /// `asset_filesize` must equal the sum of the parts; a larger sum fails the asset.
    realtime_size_must_match: bool = true;
    /// A standard upload of zero bytes is accepted.
    empty_files_allowed: bool = false;
    /// Whether a negative `offset` is a 422 or an age.
    negative_offset: NegativeOffset = NegativeOffset::Rejected;
    /// A second code over one TCP connection is answered `slow_down` (the published bug).
    code_reuse_bug: bool = true;
    /// Seconds a user code lives.
    code_life_s: u32 = 120;
    /// Seconds a device must leave between two polls.
    poll_interval_s: u32 = 5;
    /// How many milliseconds too early a poll may be.
    poll_tolerance_ms: u32 = 250;
    /// The error a poll gets after the person said no.
    denied_error: String = "access_denied".to_owned();
    /// Seconds an access token lives.
    access_life_s: u32 = 28_800;
    /// Seconds a refresh token lives.
    refresh_life_s: u32 = 14 * 86_400;
    /// Pairing again ends the tokens of the pairing before.
    pairing_replaces_tokens: bool = true;
    /// HTTP status of any API call after the device was forgotten.
    status_after_forget: u16 = 401;
    /// What a refresh is told after the device was forgotten.
    refresh_after_forget: RefreshAfterForget = RefreshAfterForget::NotAuthorized;
    /// Seconds a part URL lives.
    url_life_s: u32 = 86_400;
    /// Seconds without a call after which a device shows offline.
    offline_after_s: u32 = 300;
    /// Heartbeats less than a minute apart are a violation.
    heartbeat_pace_watched: bool = true;
    /// The device socket never pushes anything.
    silent_socket: bool = false;
    /// Seconds of silence after which the device socket is dropped.
    socket_timeout_s: u32 = 60;
    /// The socket also accepts `devices:<id>`, beside `devices:<device_id>`.
    socket_accepts_project_device_id: bool = true;
    /// Too many calls are answered 429, rather than only counted in the headers.
    rate_limit_enforced: bool = false;
    /// Calls allowed in one window.
    rate_limit_calls: u32 = 100;
    /// Length of that window in milliseconds.
    rate_limit_window_ms: u32 = 1000;
}

impl Assumed {
    /// `{name: {value, default, about}}`, in the order above.
    pub fn listed(&self) -> Value {
        let (now, usual) = (as_map(self), as_map(&Assumed::default()));
        let entries = ABOUT.iter().map(|(name, about)| {
            let entry = json!({
                "value": now.get(*name), "default": usual.get(*name), "about": about.trim(),
            });
            ((*name).to_owned(), entry)
        });
        Value::Object(entries.collect())
    }

    /// These switches with some set otherwise; an unknown name or a wrong type changes nothing.
    pub fn with(&self, changes: &Map<String, Value>) -> Result<Assumed, String> {
        let mut all = as_map(self);
        all.extend(changes.clone());
        serde_json::from_value(Value::Object(all)).map_err(|error| error.to_string())
    }
}

fn as_map(assumed: &Assumed) -> Map<String, Value> {
    match serde_json::to_value(assumed) {
        Ok(Value::Object(map)) => map,
        _ => Map::new(),
    }
}
