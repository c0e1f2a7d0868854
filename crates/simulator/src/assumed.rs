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

/// Which of its two generations a Multicam machine is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MulticamGeneration {
    /// Answers as either: no real one does, but nobody has to say which one is meant.
    Both,
    V9,
    V10,
}

/// What the links of Vinli's pages look like.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VinliLinks {
    Absolute,
    /// As in the vendor's own test data.
    Relative,
    /// `next` leads to another host, where a token has no business.
    OtherHost,
    /// `next` leads back to the first page, for ever.
    Loop,
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
    /// A part of a growing clip may be asked for a second time, and the last bytes put there count.
    realtime_parts_again: bool = true;
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
    /// Seconds an authorization code lives, at any cloud.
    authorization_code_life_s: u32 = 600;
    /// A person who approved an application once is not asked again.
    approval_remembered: bool = false;
    /// Frame.io: seconds an application's access token lives.
    application_access_life_s: u32 = 3599;
    /// Frame.io: seconds an application's refresh token lives.
    application_refresh_life_s: u32 = 30 * 86_400;
    /// Frame.io: HTTP status of `token_inactive`.
    token_inactive_status: u16 = 401;
    /// Frame.io: HTTP status of device calls by an application that is in no project.
    status_when_not_connected: u16 = 404;
    /// Frame.io: connecting answers 200 and the device, rather than 204 and nothing.
    connect_answers_device: bool = false;
    /// Frame.io: accounts and projects come in pages, rather than all at once.
    device_lists_paged: bool = true;
    /// Frame.io: entries on a page, unless `page_size` says otherwise.
    page_size_default: u32 = 50;
    /// Frame.io: most entries on a page.
    page_size_maximum: u32 = 100;
    /// Frame.io: the person has no account with Camera to Cloud.
    no_accounts: bool = false;
    /// Multicam: which generation the machine is.
    multicam_generation: MulticamGeneration = MulticamGeneration::Both;
    /// Multicam: seconds a token of version 9 lives.
    multicam_token_life_s: u32 = 1_209_599;
    /// Multicam: rooms are bare names instead of objects.
    multicam_rooms_are_names: bool = false;
    /// Multicam: keys are written `computerName` instead of `ComputerName`.
    multicam_camel_case: bool = false;
    /// Multicam: the version is plain text instead of a JSON string.
    multicam_version_as_text: bool = false;
    /// Eagle Eye: seconds an access token lives.
    eagle_eye_access_life_s: u32 = 43_199;
    /// Eagle Eye: a refresh also replaces the refresh token.
    eagle_eye_rotates_refresh: bool = false;
    /// Eagle Eye: the redirect URI has to be one that was registered.
    eagle_eye_redirect_registered: bool = true;
    /// Eagle Eye: dealers may make tokens for users (a module of the dealer's).
    eagle_eye_module_on: bool = true;
    /// Eagle Eye: a made token's keys are written `accessToken` instead of `access_token`.
    eagle_eye_camel_case: bool = false;
    /// Eagle Eye: a dealer can ask who they are themselves.
    eagle_eye_dealer_has_self: bool = false;
    /// Eagle Eye: making a token for a user needs the scope `write`.
    eagle_eye_post_needs_write: bool = false;
    /// Eagle Eye: so many more accounts for a dealer, with nobody in them.
    eagle_eye_extra_accounts: u32 = 0;
    /// Vinli: the exchange of a code takes JSON instead of a form.
    vinli_exchange_is_json: bool = false;
    /// Vinli: what the links of a page look like.
    vinli_links: VinliLinks = VinliLinks::Absolute;
    /// Vinli: the most devices on one page, however many are wished for.
    vinli_page_most: u32 = 100;
    /// Vinli: the driver has allowed no device.
    vinli_no_devices: bool = false;
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
