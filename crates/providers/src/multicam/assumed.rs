//! What public material does not promise, in one place: a wrong guess is one line to change.
//! The sections are those of the project's notes on the Multicam API.

use crate::oauth::Defaults;
use std::time::Duration;

/// §2.4: published, but an answer may still leave the life of a token out. The rest is for
/// device codes, which no machine gives.
pub const DEFAULTS: Defaults = Defaults {
    code_life: Duration::ZERO,
    poll_interval: Duration::ZERO,
    access_life: Duration::from_secs(1_209_599),
};

/// §1: what `POST /Token` answers where there is no such sign-in any more.
pub const NO_SUCH_SIGN_IN: [u16; 2] = [404, 405];

/// §1: what `GET /Token` answers where there is none. Anything else hints at an old machine.
pub const NO_TOKEN_PAGE: u16 = 404;

/// §2.7 and §3: what a 401 comes with is not specified. One with a page is taken for something on
/// the way, as with every other cloud, and ends no session.
pub const A_PAGE_CAN_END_THE_SESSION: bool = false;

/// §3: a key that is not taken may also be answered so.
pub const FORBIDDEN_MEANS_NOT_TAKEN: bool = true;

/// §5.3: the words are known from the public client. Their status is not, so none is asked for.
pub const NOT_LAUNCHED: &str = "Application not launched!";

/// §5.1: the endpoints are known from a client for Multicam 10. An older machine may lack the one
/// that tells its name, and works all the same.
pub const A_MACHINE_MAY_BE_NAMELESS: bool = true;

/// §8.7: the peer is any machine that a person names, and on the same network. It gets less
/// patience than a cloud.
pub const LONGEST_CONNECT: Duration = Duration::from_secs(5);
pub const LONGEST_ANSWER: Duration = Duration::from_secs(15);
