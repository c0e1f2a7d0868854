//! The clouds that pass the list, each with the person on its other side.

use bytes::Bytes;
use domain::{
    Accounts, Assets, Client, Clouds, DeviceCodePrompt, Endpoint, MediaAge, NewAsset,
    NewGrowingAsset, PartBody, Poll, ProviderKind, Secret, Session, Tokens, WayId,
};
use futures_util::stream;
use providers::memory::{Approval, MemoryCloud};
use providers::{Identity, Patience, Providers};
use simulator::{AssetStatus, Expirable, Options, Simulator};
use std::sync::Arc;
use std::time::Duration;

pub const MIME: &str = "video/quicktime";

/// A cloud, as seen from both sides.
pub trait Cloud {
    fn accounts(&self) -> Arc<dyn Accounts>;
    fn assets(&self) -> Arc<dyn Assets>;
    fn client(&self) -> Client;

    // The person at the vendor's page.
    fn approve(&self, prompt: &DeviceCodePrompt);
    fn deny(&self, prompt: &DeviceCodePrompt);
    fn let_codes_expire(&self);
    fn let_the_session_expire(&self);
    fn forget_the_device(&self);
    fn pause(&self);
    fn rename_the_project(&self, name: &str);

    /// As long as the cloud wants between two polls.
    fn let_an_interval_pass(&self);
    /// Into parts of so many bytes.
    fn cut_files_into(&self, bytes: u64);
    /// A part of a growing clip may be this small.
    fn let_growing_parts_be_of(&self, bytes: u64);
    /// From now on each part of a growing clip can be asked for once only.
    fn take_no_part_again(&self);
    /// What was accepted of the only asset, by part.
    fn accepted(&self) -> Vec<Option<Vec<u8>>>;
    /// The cloud takes the only asset for whole.
    fn has_it_whole(&self) -> bool;
}

pub struct Frameio {
    pub simulator: Simulator,
    pub providers: Providers,
    pub endpoint: Endpoint,
    // Kept until the simulator is gone.
    _dir: tempfile::TempDir,
}

pub fn identity() -> Identity {
    Identity { client_id: Secret::new("labrun-3f1c"), version: "1.2.3".into() }
}

/// Long enough for a busy machine; tests that wait for one of these set it shorter.
pub const PATIENT: Patience = Patience {
    connect: Duration::from_secs(20),
    answer: Duration::from_secs(20),
    stall: Duration::from_secs(20),
};

impl Frameio {
    pub async fn start() -> Self {
        Self::with(PATIENT).await
    }

    pub async fn with(patience: Patience) -> Self {
        Self::open(patience, false).await
    }

    /// Part bytes are counted and not kept.
    pub async fn discarding() -> Self {
        Self::open(PATIENT, true).await
    }

    async fn open(patience: Patience, discard: bool) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let options = Options { discard, ..Options::new(dir.path()) };
        let simulator = Simulator::start(options).await.unwrap();
        let endpoint = Endpoint {
            address: simulator.api().parse().unwrap(),
            extra_ca: Some(std::fs::read_to_string(simulator.ca_pem_path()).unwrap()),
        };
        let providers = Providers::new(identity(), patience);
        Self { simulator, providers, endpoint, _dir: dir }
    }
}

impl Cloud for Frameio {
    fn accounts(&self) -> Arc<dyn Accounts> {
        self.providers.accounts(ProviderKind::Frameio, &self.endpoint).unwrap()
    }

    fn assets(&self) -> Arc<dyn Assets> {
        self.providers.assets(ProviderKind::Frameio, &self.endpoint).unwrap().unwrap()
    }

    fn client(&self) -> Client {
        client(self.simulator.client_secret())
    }

    fn approve(&self, prompt: &DeviceCodePrompt) {
        self.simulator.approve(&prompt.user_code, None).unwrap();
    }

    fn deny(&self, prompt: &DeviceCodePrompt) {
        self.simulator.deny(&prompt.user_code).unwrap();
    }

    fn let_codes_expire(&self) {
        self.simulator.expire(Expirable::Codes);
    }

    fn let_the_session_expire(&self) {
        self.simulator.expire(Expirable::AccessTokens);
    }

    fn forget_the_device(&self) {
        self.simulator.forget(None).unwrap();
    }

    fn pause(&self) {
        self.simulator.pause(None).unwrap();
    }

    fn rename_the_project(&self, name: &str) {
        let project = self.simulator.devices().remove(0).project_id;
        self.simulator.rename_project(&project, name).unwrap();
    }

    fn let_an_interval_pass(&self) {
        self.simulator.advance(Duration::from_secs(5));
    }

    fn cut_files_into(&self, bytes: u64) {
        self.simulator.assume(|assumed| assumed.part_rule_bytes = bytes);
    }

    fn accepted(&self) -> Vec<Option<Vec<u8>>> {
        let assets = self.simulator.assets_so_far();
        let [asset] = &assets[..] else { panic!("not one asset: {assets:?}") };
        let bytes = |number| std::fs::read(self.simulator.part_path(&asset.id, number)).unwrap();
        asset.parts.iter().map(|part| (part.received > 0).then(|| bytes(part.number))).collect()
    }

    fn let_growing_parts_be_of(&self, bytes: u64) {
        self.simulator.assume(|assumed| assumed.realtime_minimum_bytes = bytes);
    }

    fn take_no_part_again(&self) {
        self.simulator.assume(|assumed| assumed.realtime_parts_again = false);
    }

    fn has_it_whole(&self) -> bool {
        self.simulator.assets_so_far()[0].status == AssetStatus::Completed
    }
}

pub struct Memory(MemoryCloud);

impl Memory {
    pub async fn start() -> Self {
        let cloud = MemoryCloud::new();
        cloud.set_approval(Approval::NotYet);
        Self(cloud)
    }
}

impl Cloud for Memory {
    fn accounts(&self) -> Arc<dyn Accounts> {
        Arc::new(self.0.clone())
    }

    fn assets(&self) -> Arc<dyn Assets> {
        Arc::new(self.0.clone())
    }

    fn client(&self) -> Client {
        self.0.client()
    }

    fn approve(&self, _: &DeviceCodePrompt) {
        self.0.set_approval(Approval::AtOnce);
    }

    fn deny(&self, _: &DeviceCodePrompt) {
        self.0.set_approval(Approval::Never);
    }

    fn let_codes_expire(&self) {
        self.0.set_approval(Approval::CodesExpire);
    }

    fn let_the_session_expire(&self) {
        self.0.expire_session();
    }

    fn forget_the_device(&self) {
        self.0.forget_device();
    }

    fn pause(&self) {
        self.0.set_paused(true);
    }

    fn rename_the_project(&self, name: &str) {
        let id = domain::ProjectId::new("project-1");
        self.0.set_project(domain::Project { id, name: name.into() });
    }

    fn let_an_interval_pass(&self) {}

    fn cut_files_into(&self, bytes: u64) {
        self.0.set_part_size(bytes);
    }

    fn accepted(&self) -> Vec<Option<Vec<u8>>> {
        let assets = self.0.received();
        let [asset] = &assets[..] else { panic!("not one asset: {assets:?}") };
        let numbers: Vec<u32> = match &asset.growth {
            Some(growth) => growth.parts.keys().copied().collect(),
            None => (1..=asset.part_count).collect(),
        };
        numbers.iter().map(|n| asset.parts.get(n).map(|part| part.to_vec())).collect()
    }

    fn let_growing_parts_be_of(&self, bytes: u64) {
        self.0.set_part_size(bytes);
    }

    fn take_no_part_again(&self) {
        self.0.set_takes_parts_again(false);
    }

    fn has_it_whole(&self) -> bool {
        self.0.received()[0].bytes().is_some()
    }
}

/// Ourselves, by a client secret.
pub fn client(secret: &str) -> Client {
    let keys = [("client_secret".to_owned(), Secret::new(secret))].into_iter().collect();
    Client { way: WayId::new("device_code"), keys }
}

pub fn session(tokens: &Tokens) -> Session {
    session_of(tokens.access.reveal())
}

pub fn session_of(access: &str) -> Session {
    Session { way: WayId::new("device_code"), access: Secret::new(access) }
}

/// From no code to tokens.
pub async fn signed_in(cloud: &impl Cloud) -> Tokens {
    let accounts = cloud.accounts();
    let prompt = accounts.request_code(&cloud.client()).await.unwrap();
    cloud.approve(&prompt);
    match accounts.poll_code(&cloud.client(), &prompt.device_code).await.unwrap() {
        Poll::Approved(tokens) => tokens,
        other => panic!("{other:?}"),
    }
}

pub fn clip(size: u64) -> NewAsset {
    NewAsset { name: "A001_C004.mov".into(), mime: MIME, size, age: MediaAge { seconds: 10 } }
}

/// The same, still being recorded.
pub fn growing_clip() -> NewGrowingAsset {
    NewGrowingAsset { name: "A001_C005.mov".into(), mime: MIME, age: MediaAge { seconds: 0 } }
}

pub fn body(bytes: impl Into<Bytes>) -> PartBody {
    let bytes = bytes.into();
    PartBody { length: bytes.len() as u64, bytes: Box::pin(stream::iter([Ok(bytes)])) }
}
