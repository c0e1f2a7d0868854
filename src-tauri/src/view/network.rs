//! The chip in the corner of the window.

use serde::{Deserialize, Serialize};

#[cfg(test)]
use ts_rs::TS;

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    Ethernet,
    Wifi,
    Tethered,
    Mobile,
    Other,
    Absent,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum Health {
    Good,
    Fair,
    Poor,
    Down,
    Unknown,
}

/// The chip in the corner of the window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct NetworkStatus {
    pub kind: LinkKind,
    /// The name of the Wi-Fi network, else of the interface; null where the system does not tell.
    pub name: Option<String>,
    /// What the hardware has agreed on, not what gets through.
    pub mbit: Option<u32>,
    /// 0 to 100, for Wi-Fi where the system tells.
    pub signal_percent: Option<u8>,
    pub health: Health,
    /// Why it is not good, in a sentence. Empty where it is.
    pub said: String,
    /// The best that got through lately; null until something was sent.
    pub bytes_per_second: Option<f64>,
    pub round_trip_ms: Option<u32>,
    pub metered: bool,
}

impl NetworkStatus {
    pub fn new(status: domain::NetworkStatus, words: &words::Words) -> Self {
        Self {
            kind: match status.link.kind {
                domain::LinkKind::Ethernet => LinkKind::Ethernet,
                domain::LinkKind::Wifi => LinkKind::Wifi,
                domain::LinkKind::Tethered => LinkKind::Tethered,
                domain::LinkKind::Mobile => LinkKind::Mobile,
                domain::LinkKind::Other => LinkKind::Other,
                domain::LinkKind::Absent => LinkKind::Absent,
            },
            name: status.link.name,
            mbit: status.link.mbit,
            signal_percent: status.link.signal_percent,
            health: match status.health {
                domain::Health::Good => Health::Good,
                domain::Health::Fair => Health::Fair,
                domain::Health::Poor => Health::Poor,
                domain::Health::Down => Health::Down,
                domain::Health::Unknown => Health::Unknown,
            },
            said: words.told(&status.said),
            bytes_per_second: status.measured_bytes_per_second,
            round_trip_ms: status.round_trip_ms,
            metered: status.metered,
        }
    }
}
