//! The way out, as the operating system knows it: what carries it, how fast, how strong the signal
//! is, and whether bytes cost money.
//!
//! One file per system, each behind [`domain::Links`]: `linux` reads `/proc` and `/sys` and asks
//! NetworkManager, `macos` and `windows` ask the commands that come with the system. Reading what
//! they say is pure and tested on any system; only asking is not.
//!
//! What this crate deliberately does not know: whether a cloud can be reached, and how much gets
//! through. Nothing here sends a packet.
//!
//! To add a system: a file with `look`, and a line in [`System`]. What it cannot tell is `None`,
//! never a guess.

#[cfg(any(test, windows, target_os = "macos"))]
mod command;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(any(test, target_os = "macos"))]
mod macos;
#[cfg(any(test, windows))]
mod windows;

use domain::{Link, Links};

/// The operating system that this program runs on.
#[derive(Default)]
pub struct System {
    #[cfg(target_os = "linux")]
    linux: linux::Linux,
}

impl Links for System {
    #[cfg(target_os = "linux")]
    fn look(&self) -> Link {
        self.linux.look()
    }

    #[cfg(target_os = "macos")]
    fn look(&self) -> Link {
        macos::look(command::ask)
    }

    #[cfg(windows)]
    fn look(&self) -> Link {
        windows::look(command::ask)
    }

    /// There may be a network, and nobody to ask about it.
    #[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
    fn look(&self) -> Link {
        Link::default()
    }
}

/// From the power that is received to how a person sees it: -50 dBm is as good as it gets, and at
/// -100 dBm nothing is understood any more. What NetworkManager and Windows do as well
/// ([WLAN_ASSOCIATION_ATTRIBUTES](https://learn.microsoft.com/windows/win32/api/wlanapi/ns-wlanapi-wlan_association_attributes)).
#[cfg(any(test, target_os = "linux", target_os = "macos"))]
fn percent_of_dbm(dbm: i64) -> u8 {
    (dbm.clamp(-100, -50) + 100) as u8 * 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::LinkKind;

    #[test]
    fn a_signal_is_told_in_percent_of_the_best() {
        let told = [-20, -50, -62, -75, -100, -127].map(percent_of_dbm);
        assert_eq!(told, [100, 100, 76, 50, 0, 0]);
    }

    /// Whatever it says of the computer that runs the tests, it must hang together.
    #[test]
    fn the_system_that_runs_this_test_says_something_sensible() {
        let link = System::default().look();
        if link.kind == LinkKind::Absent {
            assert_eq!(link, Link { kind: LinkKind::Absent, ..Link::default() });
        }
        assert!(link.name.as_deref().is_none_or(|name| !name.trim().is_empty()), "{link:?}");
        assert!(link.mbit.is_none_or(|mbit| (1..=1_000_000).contains(&mbit)), "{link:?}");
        assert!(link.signal_percent.is_none_or(|signal| signal <= 100), "{link:?}");
        assert!(link.signal_percent.is_none() || link.kind == LinkKind::Wifi, "{link:?}");
    }
}
