//! What an engine is built from.

use crate::clocks::{Clock, Look, system_clock, system_reading};
use crate::loopback::{PageWords, Pages};
use crate::profile::{Profile, ProfileError};
use domain::{Clouds, Endpoint, Links, ProviderKind, Secret, TokenVault};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use store::Store;

/// How often things are looked at. Tests use shorter ones; the rules stay the same.
#[derive(Debug, Clone, Copy)]
pub struct Timings {
    /// Factor on every wait between tries and polls.
    pub pace: f64,
    /// The scheduler's slow timer, in case a wake-up was missed.
    pub look_again: Duration,
    pub heartbeat: Duration,
    /// How often a cloud that wants to hear from us is asked where a connection points.
    pub whereabouts: Duration,
    /// The same for a cloud that does not care whether we are there.
    pub poll: Duration,
    /// How long a browser may take to bring an answer back.
    pub browser: Duration,
    /// How often the clocks and the network are looked at.
    pub notice: Duration,
    /// How often it is judged whether more or less should go at once.
    pub level: Duration,
    /// How long a file must lie still before it is taken, where its format says that it is whole.
    pub calm: Duration,
    /// The same where the format does not tell.
    pub calm_unknown: Duration,
    /// The same where the format says that it is not whole.
    pub calm_broken: Duration,
    /// How often watched folders are looked through, whatever the hints say.
    pub rescan: Duration,
}

impl Default for Timings {
    fn default() -> Self {
        Self {
            pace: 1.0,
            look_again: Duration::from_secs(5),
            heartbeat: Duration::from_secs(60),
            whereabouts: Duration::from_secs(180),
            poll: Duration::from_secs(300),
            browser: Duration::from_secs(300),
            notice: Duration::from_secs(5),
            calm: Duration::from_secs(2),
            calm_unknown: Duration::from_secs(8),
            calm_broken: Duration::from_secs(600),
            rescan: Duration::from_secs(15),
            level: Duration::from_secs(3),
        }
    }
}

impl Timings {
    pub(crate) fn scaled(&self, wait: Duration) -> Duration {
        wait.mul_f64(self.pace)
    }
}

/// What an engine is built from.
pub struct Setup {
    pub store: Store,
    pub vault: Arc<dyn TokenVault>,
    pub clouds: Arc<dyn Clouds>,
    /// Other addresses than the vendors' own, by provider.
    pub endpoints: HashMap<ProviderKind, Endpoint>,
    /// Client secrets that came with this build.
    pub built_in_secrets: HashMap<ProviderKind, Secret>,
    pub clock: Clock,
    /// Both clocks: for how old media is, and whether the computer slept.
    pub reading: Look,
    /// What the operating system tells about the network.
    pub links: Arc<dyn Links>,
    pub timings: Timings,
    pub overrides: Overrides,
    /// What a browser's page says, asked for whenever a browser is sent off.
    pub pages: Pages,
}

/// Settings of this run only, above what the person has set for good.
#[derive(Debug, Clone, Copy, Default)]
pub struct Overrides {
    pub parallel_files: Option<u32>,
    pub parallel_parts: Option<u32>,
    pub limit_mbit: Option<u32>,
    pub redirect_port: Option<u16>,
}

impl Setup {
    /// As a program is set up that works for a person: with the addresses that the profile names,
    /// the computer's own clocks, and the keys that were built in.
    pub fn of(
        profile: &Profile,
        store: Store,
        vault: Arc<dyn TokenVault>,
        clouds: Arc<dyn Clouds>,
        links: Arc<dyn Links>,
    ) -> Result<Self, ProfileError> {
        let mut endpoints = HashMap::new();
        for kind in ProviderKind::ALL {
            if let Some(endpoint) = profile.endpoint(kind)? {
                endpoints.insert(kind, endpoint);
            }
        }
        let built_in = option_env!("LABRUN_FRAMEIO_CLIENT_SECRET").map(Secret::new);
        Ok(Self {
            store,
            vault,
            clouds,
            endpoints,
            built_in_secrets: built_in
                .map(|secret| (ProviderKind::Frameio, secret))
                .into_iter()
                .collect(),
            clock: system_clock(),
            reading: system_reading(),
            links,
            timings: Timings::default(),
            overrides: Overrides::default(),
            pages: Arc::new(PageWords::default),
        })
    }
}
