//! The network as a person sees it: what carries us, how fast, how well.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    Ethernet,
    Wifi,
    /// Through a phone, by cable, Bluetooth or its hotspot as far as the system tells.
    Tethered,
    /// A mobile network of this computer's own.
    Mobile,
    /// There is one and the system does not tell which.
    #[default]
    Other,
    /// No network at all.
    Absent,
}

/// What the operating system tells about the way out. Anything may be unknown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Link {
    pub kind: LinkKind,
    /// The name of the Wi-Fi network, else of the interface.
    pub name: Option<String>,
    /// What the hardware has agreed on, not what gets through.
    pub mbit: Option<u32>,
    /// 0 to 100, for Wi-Fi.
    pub signal_percent: Option<u8>,
    /// Bytes cost money here, says the system.
    pub metered: Option<bool>,
}

/// Whoever can ask the operating system. Blocks for a moment.
pub trait Links: Send + Sync {
    fn look(&self) -> Link;
}

/// Where nobody can ask the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoLinks;

impl Links for NoLinks {
    fn look(&self) -> Link {
        Link::default()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    Good,
    Fair,
    Poor,
    /// The cloud cannot be reached.
    Down,
    /// Nothing has been sent or asked lately.
    #[default]
    Unknown,
}

/// The chip in the corner of the window.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NetworkStatus {
    pub link: Link,
    pub health: Health,
    /// Why it is not good, in a sentence. Empty where it is.
    pub said: String,
    /// The best that got through lately; `None` until something was sent.
    pub measured_bytes_per_second: Option<f64>,
    /// Of a small request to the cloud and back.
    pub round_trip_ms: Option<u32>,
    /// Requests of the last minutes that the network broke, from 0 to 1.
    pub broken: f64,
    /// Bytes cost money: the system says so, or the person does.
    pub metered: bool,
}
