//! What public material does not promise, in one place: a wrong guess is one line to change.
//! The sections are those of the project's notes on the Vinli API.

use crate::oauth::Defaults;
use std::time::Duration;

/// §4: no life of a token is documented. One that does not say ends when it is no longer taken.
/// The rest is for device codes, which Vinli does not give.
pub const DEFAULTS: Defaults = Defaults {
    code_life: Duration::ZERO,
    poll_interval: Duration::ZERO,
    access_life: Duration::MAX,
};

/// §4: the standard's form. Vinli's own Node library sends JSON.
pub const EXCHANGE_IN_A_FORM: bool = true;

/// §4: a client other than the one of the page was once answered a bare `false`.
pub const FALSE_MEANS_ANOTHER_CLIENT: bool = true;

/// §5: an owner may take a device away from the app, and it is forbidden then.
pub const A_FORBIDDEN_DEVICE_IS_WITHDRAWN: bool = true;

/// §8: as many as the vendor's own library dares to ask for; a larger wish is cut.
pub const PAGE_SIZE: &str = "100";

/// Twenty thousand devices. No list needs more, and one that goes in circles has to end.
pub const MOST_PAGES: usize = 200;

/// §5: every answer counts as a transaction of the customer's app. So many devices get their
/// vehicle as a second line, and the others none.
pub const MOST_VEHICLES: usize = 120;
pub const VEHICLES_AT_ONCE: usize = 6;
/// Nobody waits longer than this for second lines.
pub const VEHICLES_TAKE: Duration = Duration::from_secs(6);
