//! What public material does not promise, in one place: a wrong guess is one line to change.
//! The sections are those of the project's notes on the CameraManager API.

use crate::oauth::Defaults;
use std::time::Duration;

/// §3.2: published, but an answer may still leave it out. There are no device codes here.
pub(super) const DEFAULTS: Defaults = Defaults {
    code_life: Duration::ZERO,
    poll_interval: Duration::ZERO,
    access_life: Duration::from_secs(43_199),
};

/// §3.1: the vendor's pages put everything, the password included, into the address. A form in the
/// body is what the standard says, and what others use. `false` if the live server should turn out
/// to take the address only; errors and logs never show it either way.
pub const PARAMETERS_IN_THE_BODY: bool = true;

/// §7 of the security rules: all samples ask for `write`; reading is all we do.
pub const SCOPE: &str = "read";

/// §4: the hosted page.
pub const AUTHORIZE: &str = "/oauth/authorize";
pub const TOKEN: &str = "/oauth/token";

/// §6: seen in public clients. Ends the access token and the refresh token.
pub const LOG_OUT: &str = "/rest/v2.0/users/self/tokens/current";

/// §6: whether a session that may only read may also end itself was never tried. If not, it is
/// said, and not tried for ever.
pub const LOGGING_OUT_MAY_BE_REFUSED: bool = true;

/// §7.2: lists come whole, and are cut here. More rows than anybody has.
pub const MOST_ROWS: usize = 20_000;

/// §7.2: in an account that was picked by itself and not by one of its users, the first user that
/// is listed there is the one whose cameras are shown.
pub const FIRST_USER_SPEAKS_FOR_THE_ACCOUNT: usize = 0;

/// §5.3: generated tokens are told nowhere to end. As many are kept in memory as a person looks at
/// accounts in a day; the oldest goes first.
pub const MOST_GENERATED: usize = 64;
