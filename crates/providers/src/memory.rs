//! A whole cloud in memory: the shortest example of what a cloud has to do, and what tests of the
//! engine's own rules run against. It can be told to get things wrong.

use async_trait::async_trait;
use bytes::Bytes;
use domain::{
    Accounts, AssetId, Assets, Capabilities, CloudError, Clouds, CreatedAsset, DeviceCodePrompt,
    DeviceId, Endpoint, ErrorKind, NewAsset, PartBody, PartTarget, Person, Poll, Presence, Project,
    ProjectId, ProviderKind, Secret, Timestamp, Tokens, UploadAbility, Way, WaySpec, Whereabouts,
};
use futures_core::Stream;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

/// A handle; clones are the same cloud. It answers to every endpoint.
#[derive(Clone)]
pub struct MemoryCloud {
    state: Arc<Mutex<State>>,
    now: fn() -> Timestamp,
}

struct State {
    secret: Secret,
    approval: Approval,
    project: Project,
    paused: bool,
    part_size: u64,
    token_life: Duration,
    /// The device code that may still become tokens.
    code: Option<String>,
    access: Option<String>,
    refresh: Option<String>,
    /// One number for every id and token, so that none is ever the same.
    last: u64,
    failures: HashMap<Call, VecDeque<ErrorKind>>,
    calls: HashMap<Call, u32>,
    assets: Vec<MemoryAsset>,
}

/// What a person on the other side does about a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Approval {
    AtOnce,
    NotYet,
    Never,
    /// Each code turns out too old at the first question.
    CodesExpire,
}

/// The calls that can be made to fail, and are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Call {
    RequestCode,
    Poll,
    Refresh,
    WhoAmI,
    Heartbeat,
    Reachable,
    SignOut,
    Create,
    SendPart,
}

/// What has arrived of one asset.
#[derive(Debug, Clone)]
pub struct MemoryAsset {
    pub id: AssetId,
    pub new: NewAsset,
    pub part_count: u32,
    /// By number, from 1.
    pub parts: BTreeMap<u32, Bytes>,
    /// The number of each part that was accepted, in order of arrival; twice if sent twice.
    pub arrivals: Vec<u32>,
}

impl MemoryAsset {
    /// The file, once every part is here.
    pub fn bytes(&self) -> Option<Vec<u8>> {
        let is_whole = self.parts.len() == self.part_count as usize;
        is_whole.then(|| self.parts.values().flatten().copied().collect())
    }
}

impl Default for MemoryCloud {
    fn default() -> Self {
        Self::new()
    }
}

impl MemoryCloud {
    pub fn new() -> Self {
        Self::with_clock(|| SystemTime::now().into())
    }

    pub fn with_clock(now: fn() -> Timestamp) -> Self {
        let state = State {
            secret: Secret::new("memory-secret"),
            approval: Approval::AtOnce,
            project: Project { id: ProjectId::new("project-1"), name: "Unit A".into() },
            paused: false,
            part_size: 1024,
            token_life: Duration::from_secs(28_800),
            code: None,
            access: None,
            refresh: None,
            last: 0,
            failures: HashMap::new(),
            calls: HashMap::new(),
            assets: Vec::new(),
        };
        Self { state: Arc::new(Mutex::new(state)), now }
    }

    /// The client secret that it knows us by.
    pub fn client_secret(&self) -> Secret {
        self.look().secret.clone()
    }

    pub fn set_approval(&self, approval: Approval) {
        self.look().approval = approval;
    }

    pub fn set_project(&self, project: Project) {
        self.look().project = project;
    }

    pub fn set_paused(&self, paused: bool) {
        self.look().paused = paused;
    }

    pub fn set_part_size(&self, bytes: u64) {
        self.look().part_size = bytes.max(1);
    }

    pub fn set_token_life(&self, life: Duration) {
        self.look().token_life = life;
    }

    /// The next `times` calls of this sort fail. Adds to what was asked for before.
    pub fn fail_next(&self, call: Call, times: usize, kind: ErrorKind) {
        self.look().failures.entry(call).or_default().extend(std::iter::repeat_n(kind, times));
    }

    pub fn stop_failing(&self, call: Call) {
        self.look().failures.remove(&call);
    }

    /// The access token is no longer good; a refresh still is.
    pub fn expire_session(&self) {
        self.look().access = None;
    }

    /// Someone removed the device on the vendor's page.
    pub fn forget_device(&self) {
        let mut state = self.look();
        (state.access, state.refresh) = (None, None);
    }

    /// The asset is gone on the vendor's side.
    pub fn forget_asset(&self, id: &AssetId) {
        self.look().assets.retain(|asset| asset.id != *id);
    }

    /// How often it was called, failures included.
    pub fn calls(&self, call: Call) -> u32 {
        self.look().calls.get(&call).copied().unwrap_or_default()
    }

    /// In the order of their creation.
    pub fn received(&self) -> Vec<MemoryAsset> {
        self.look().assets.clone()
    }

    fn look(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts the call and lets it fail if it is to.
    fn called(&self, call: Call) -> Result<MutexGuard<'_, State>, CloudError> {
        let mut state = self.look();
        *state.calls.entry(call).or_default() += 1;
        match state.failures.get_mut(&call).and_then(VecDeque::pop_front) {
            Some(kind) => {
                let error = CloudError::new(kind, format!("{call:?} was told to fail"));
                // As in life: what cannot reach the cloud has not left.
                let never_left = kind == ErrorKind::Offline;
                Err(CloudError { never_left, ..error })
            }
            None => Ok(state),
        }
    }
}

impl State {
    fn next(&mut self, what: &str) -> String {
        self.last += 1;
        format!("{what}-{}", self.last)
    }

    fn must_know(&self, client_secret: &Secret) -> Result<(), CloudError> {
        if *client_secret == self.secret {
            return Ok(());
        }
        Err(CloudError::new(ErrorKind::WrongSecret, "the memory cloud does not know this secret"))
    }

    fn must_be_valid(&self, session: &Secret) -> Result<(), CloudError> {
        if self.access.as_deref() == Some(session.reveal()) {
            return Ok(());
        }
        Err(CloudError::new(
            ErrorKind::NotAuthorized,
            "the memory cloud does not know this session",
        ))
    }

    fn issue(&mut self, now: Timestamp) -> Tokens {
        let (access, refresh) = (self.next("access"), self.next("refresh"));
        self.access = Some(access.clone());
        self.refresh = Some(refresh.clone());
        Tokens {
            access: Secret::new(access),
            refresh: Some(Secret::new(refresh)),
            issued_at: now,
            expires_at: now.after(self.token_life),
        }
    }
}

#[async_trait]
impl Accounts for MemoryCloud {
    async fn request_code(&self, client_secret: &Secret) -> Result<DeviceCodePrompt, CloudError> {
        let mut state = self.called(Call::RequestCode)?;
        state.must_know(client_secret)?;
        let code = state.next("device-code");
        state.code = Some(code.clone());
        Ok(DeviceCodePrompt {
            device_code: Secret::new(code),
            user_code: format!("{:06}", state.last),
            link: None,
            link_with_code: None,
            expires_in: Duration::from_secs(120),
            interval: Duration::from_millis(1),
        })
    }

    async fn poll_code(
        &self,
        client_secret: &Secret,
        device_code: &Secret,
    ) -> Result<Poll, CloudError> {
        let mut state = self.called(Call::Poll)?;
        state.must_know(client_secret)?;
        if state.code.as_deref() != Some(device_code.reveal()) {
            return Ok(Poll::Expired);
        }
        match state.approval {
            Approval::NotYet => return Ok(Poll::Pending),
            Approval::Never => {
                state.code = None;
                return Err(CloudError::new(ErrorKind::Denied, "the person said no"));
            }
            Approval::CodesExpire => {
                state.code = None;
                return Ok(Poll::Expired);
            }
            Approval::AtOnce => {}
        }
        state.code = None;
        Ok(Poll::Approved(state.issue((self.now)())))
    }

    async fn refresh(
        &self,
        client_secret: &Secret,
        refresh_token: &Secret,
    ) -> Result<Tokens, CloudError> {
        let mut state = self.called(Call::Refresh)?;
        state.must_know(client_secret)?;
        if state.refresh.as_deref() != Some(refresh_token.reveal()) {
            return Err(CloudError::new(ErrorKind::NotAuthorized, "the refresh token is spent"));
        }
        Ok(state.issue((self.now)()))
    }

    async fn who_am_i(&self, session: &Secret) -> Result<Whereabouts, CloudError> {
        let state = self.called(Call::WhoAmI)?;
        state.must_be_valid(session)?;
        Ok(Whereabouts {
            person: Some(Person { name: "Sam Example".into(), email: None }),
            project: Some(state.project.clone()),
            device: Some(DeviceId::new("device-1")),
            device_name: Some("Labrun".into()),
            presence: if state.paused { Presence::Paused } else { Presence::Online },
        })
    }

    async fn heartbeat(&self, session: &Secret) -> Result<(), CloudError> {
        self.called(Call::Heartbeat)?.must_be_valid(session)
    }

    async fn reachable(&self) -> Result<(), CloudError> {
        self.called(Call::Reachable).map(drop)
    }

    async fn sign_out(&self, client_secret: &Secret, _token: &Secret) -> Result<(), CloudError> {
        let mut state = self.called(Call::SignOut)?;
        state.must_know(client_secret)?;
        (state.access, state.refresh) = (None, None);
        Ok(())
    }
}

#[async_trait]
impl Assets for MemoryCloud {
    async fn create(&self, session: &Secret, asset: &NewAsset) -> Result<CreatedAsset, CloudError> {
        let mut state = self.called(Call::Create)?;
        state.must_be_valid(session)?;
        if state.paused {
            return Err(CloudError::new(ErrorKind::RecordedWhilePaused, "the channel is paused"));
        }
        let id = state.next("asset");
        let part_count = asset.size.div_ceil(state.part_size).clamp(1, 10_000) as u32;
        let targets = (1..=part_count).map(|n| PartTarget::new(format!("{id}/{n}"))).collect();
        state.assets.push(MemoryAsset {
            id: AssetId::new(id.clone()),
            new: asset.clone(),
            part_count,
            parts: BTreeMap::new(),
            arrivals: Vec::new(),
        });
        Ok(CreatedAsset { id: AssetId::new(id), targets })
    }

    async fn send_part(
        &self,
        target: &PartTarget,
        mime: &str,
        body: PartBody,
    ) -> Result<(), CloudError> {
        drop(self.called(Call::SendPart)?);
        let bytes = collected(body).await?;
        let mut state = self.look();
        let asset = target.reveal().split_once('/').and_then(|(id, number)| {
            let asset = state.assets.iter_mut().find(|asset| asset.id.as_str() == id)?;
            Some((asset, number.parse().ok()?))
        });
        let Some((asset, number)) = asset else {
            return Err(CloudError::new(ErrorKind::AssetGone, "no such asset in memory"));
        };
        if mime != asset.new.mime {
            return Err(CloudError::new(ErrorKind::Rejected, "not the MIME type of the asset"));
        }
        asset.arrivals.push(number);
        asset.parts.insert(number, bytes);
        Ok(())
    }
}

async fn collected(body: PartBody) -> Result<Bytes, CloudError> {
    let PartBody { length, mut bytes } = body;
    let mut all = Vec::new();
    while let Some(next) = next(&mut bytes).await {
        let piece = next.map_err(|error| {
            let why = format!("the part's body failed: {error}");
            CloudError::new(ErrorKind::FileUnreadable, why)
        })?;
        all.extend_from_slice(&piece);
    }
    if all.len() as u64 != length {
        return Err(CloudError::new(ErrorKind::FileChanged, "not as many bytes as announced"));
    }
    Ok(all.into())
}

async fn next<T>(stream: &mut Pin<Box<dyn Stream<Item = T> + Send>>) -> Option<T> {
    poll_fn(|cx| stream.as_mut().poll_next(cx)).await
}

impl Clouds for MemoryCloud {
    fn capabilities(&self) -> Vec<Capabilities> {
        vec![Capabilities {
            provider: ProviderKind::Frameio,
            name: "Memory",
            project_word: "project",
            ways: &[WaySpec {
                way: Way::DeviceCode,
                label: "Six-digit code",
                fields: &[],
                needs_client_secret: true,
            }],
            uploads: Some(UploadAbility {
                targets_live: Duration::from_secs(86_400),
                largest_file: 1 << 40,
            }),
            heartbeat: Some(Duration::from_secs(120)),
        }]
    }

    fn default_endpoint(&self, _kind: ProviderKind) -> Option<Endpoint> {
        Some(Endpoint { address: "https://memory.example".parse().ok()?, extra_ca: None })
    }

    fn accounts(
        &self,
        _kind: ProviderKind,
        _endpoint: &Endpoint,
    ) -> Result<Arc<dyn Accounts>, CloudError> {
        Ok(Arc::new(self.clone()))
    }

    fn assets(
        &self,
        _kind: ProviderKind,
        _endpoint: &Endpoint,
    ) -> Result<Option<Arc<dyn Assets>>, CloudError> {
        Ok(Some(Arc::new(self.clone())))
    }

    fn drop_lines(&self) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::MediaAge;
    use futures_util::stream;

    fn body(bytes: &'static [u8]) -> PartBody {
        let stream = stream::iter([Ok(Bytes::from_static(bytes))]);
        PartBody { length: bytes.len() as u64, bytes: Box::pin(stream) }
    }

    async fn signed_in(cloud: &MemoryCloud) -> Tokens {
        let secret = cloud.client_secret();
        let code = cloud.request_code(&secret).await.unwrap().device_code;
        match cloud.poll_code(&secret, &code).await.unwrap() {
            Poll::Approved(tokens) => tokens,
            other => panic!("{other:?}"),
        }
    }

    fn five_bytes() -> NewAsset {
        NewAsset {
            name: "a.mov".into(),
            mime: "video/quicktime",
            size: 5,
            age: MediaAge { seconds: 0 },
        }
    }

    #[tokio::test]
    async fn a_file_sent_in_any_order_is_whole_again() {
        let cloud = MemoryCloud::new();
        cloud.set_part_size(3);
        let session = signed_in(&cloud).await.access;
        let asset = cloud.create(&session, &five_bytes()).await.unwrap();
        let [first, second] = &asset.targets[..] else { panic!("{asset:?}") };
        cloud.send_part(second, "video/quicktime", body(b"lo")).await.unwrap();
        assert_eq!(cloud.received()[0].bytes(), None);
        cloud.send_part(first, "video/quicktime", body(b"hel")).await.unwrap();
        assert_eq!(cloud.received()[0].bytes().unwrap(), b"hello");
        assert_eq!(cloud.received()[0].arrivals, [2, 1]);
    }

    #[tokio::test]
    async fn it_fails_as_often_as_it_was_told() {
        let cloud = MemoryCloud::new();
        let session = signed_in(&cloud).await.access;
        cloud.fail_next(Call::Create, 2, ErrorKind::Busy);
        for _ in 0..2 {
            let error = cloud.create(&session, &five_bytes()).await.unwrap_err();
            assert_eq!(error.kind, ErrorKind::Busy);
        }
        cloud.create(&session, &five_bytes()).await.unwrap();
        assert_eq!(cloud.calls(Call::Create), 3);
    }

    #[tokio::test]
    async fn a_refresh_token_works_once_and_ends_the_session_before() {
        let cloud = MemoryCloud::new();
        let secret = cloud.client_secret();
        let old = signed_in(&cloud).await;
        let spent = old.refresh.unwrap();
        let new = cloud.refresh(&secret, &spent).await.unwrap();
        let again = cloud.refresh(&secret, &spent).await.unwrap_err();
        assert_eq!(again.kind, ErrorKind::NotAuthorized);
        assert!(cloud.who_am_i(&old.access).await.is_err());
        assert!(cloud.who_am_i(&new.access).await.is_ok());
        cloud.forget_device();
        assert!(cloud.who_am_i(&new.access).await.is_err());
    }
}
