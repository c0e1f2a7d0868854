//! What public material does not promise, in one place: a wrong guess is one line to change.
//! The sections are those of the project's notes on the Camera to Cloud API.

use crate::oauth::Defaults;
use std::time::Duration;

/// §2.1, §2.2 and §2.3: published, but an answer may still leave them out.
pub(super) const DEFAULTS: Defaults = Defaults {
    code_life: Duration::from_secs(120),
    poll_interval: Duration::from_secs(5),
    access_life: Duration::from_secs(28_800),
};

/// §1.3: the scopes a device may ask for. It needs both.
pub const SCOPE: &str = "asset_create offline";

/// §2.2: a code that is unknown or spent is answered `invalid_grant`, and a new one helps.
pub const INVALID_GRANT_MEANS_A_NEW_CODE: bool = true;

/// §2.5: revoking a token is also what takes the device off the project's page.
pub const REVOKE: &str = "/v2/auth/revoke";

/// §2.5: a token that the cloud no longer knows needs no revoking.
pub const REVOKING_A_DEAD_TOKEN_IS_FINE: bool = true;

/// §2.3 and §4: what a refresh is answered once it can never work again: the token is spent, or
/// the device was forgotten on the vendor's page. Besides `401`.
pub const REFRESH_IS_OVER: [&str; 3] = ["invalid_request", "invalid_grant", "token_inactive"];

/// §5.1: a device of one source sends on this channel; the mapping to `external_index` is a guess.
pub const CHANNEL: u32 = 0;

/// §5.1: `offset` counts seconds back from now, and is positive. One public example is negative.
pub const AGE_IS_POSITIVE: bool = true;

/// §5.2: as many part targets as an asset can have.
pub const MOST_PARTS: usize = 10_000;

/// Room for that many signed addresses with their long queries.
pub const LARGEST_CREATED: usize = 32 * 1024 * 1024;

/// §5.2 and §6.2: 5 TiB, what S3 can hold.
pub const LARGEST_FILE: u64 = 5_497_558_138_880;

/// §6.2: what S3 takes as a part; the last one may be smaller.
pub const SMALLEST_PART: u64 = 5_242_880;
pub const LARGEST_PART: u64 = 5_368_709_120;

/// §6.3: a target for the same number may be asked for again, because the old one is too old or
/// the bytes have changed, and what is put last counts.
pub const PARTS_CAN_BE_SENT_AGAIN: bool = true;

/// §5.3: seen in captured targets, and what the vendor's help pages say.
pub const TARGETS_LIVE: Duration = Duration::from_secs(86_400);

/// §5.3: S3 accepts a part without a word. A success that says something was said by someone else,
/// and the part may be nowhere.
pub const AN_ACCEPTED_PART_IS_ANSWERED_WITH_NOTHING: bool = true;

/// §8.1: between once a minute and once in five; two minutes were the vendor's older advice.
pub const HEARTBEAT: Duration = Duration::from_secs(120);

/// §9.1: titles that tell one 409 from another.
pub const CHANNEL_PAUSED: &str = "Channel Paused";
pub const NOT_AUTHORIZED: &str = "Not Authorized";

/// §3: standard names and places of a code grant; the guide's own list is not public.
pub const AUTHORIZE: &str = "/oauth2/auth";
pub const APPLICATION_TOKEN: &str = "/oauth2/token";

/// §3: with dots there, with underscores at the other host.
pub const APPLICATION_SCOPE: &str = "offline device.connect asset.create";

/// §3: "an id used in the auth step"; that it is the id of the installation is a guess. `None`
/// leaves it out.
pub const INSTALLATION_PARAMETER: Option<&str> = Some("device_id");

/// §3: a device is in one project at a time, and goes by its id. Another id than the one that is
/// paired by code, so that neither sign-in moves the other out of its project.
pub fn application_device(installation: &str) -> String {
    format!("{installation}-application")
}

/// §3: published, but an answer may still leave them out.
pub(super) const APPLICATION_DEFAULTS: Defaults =
    Defaults { access_life: Duration::from_secs(3_599), ..DEFAULTS };

/// §3.2: no paging is declared for these lists, so it is that of the vendor's other lists: asked
/// for by these, and `total-pages` in the answer. Without that header one page is all.
pub fn page(number: u32) -> [(&'static str, String); 2] {
    [("page", number.to_string()), ("page_size", "100".to_owned())]
}

/// As many pages as are read: 20,000 entries.
pub const MOST_PAGES: u32 = 200;

/// §9.3: between ten a minute and a hundred a second are allowed, nobody says which for these. A
/// hundred pages one after the other would keep a person waiting.
pub const PAGES_AT_ONCE: usize = 4;

/// §3.3: whoever is connected has to disconnect first.
pub const SWITCHING_TAKES_A_DISCONNECT: bool = true;

/// §3.3 and §4: how a session that is connected to nothing may be told so, if it is not by an
/// answer without a project. Only in the cloud's own detailed format.
pub const NOT_CONNECTED: [u16; 2] = [403, 404];

/// §8: seen on the wire.
pub const SOCKET: &str = "/devices/websocket";

/// §8: Phoenix's own client beats this often, and the server waits twice as long.
pub const SOCKET_HEARTBEAT: Duration = Duration::from_secs(30);
