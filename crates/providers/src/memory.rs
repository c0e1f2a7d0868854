//! A whole cloud in memory: the shortest example of what a cloud has to do, and what tests of the
//! engine's own rules run against. It can be told to get things wrong.

mod accounts;
mod assets;
mod growing;
mod ways;

use crate::Now;
use bytes::Bytes;
use domain::provider::CLIENT_SECRET;
use domain::{
    Account, AccountId, AssetId, Client, CloudError, ErrorKind, NewAsset, Person, Picture, Place,
    Project, ProjectId, Push, Secret, Session, Timestamp, Tokens, WayId,
};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};
use tokio::sync::{Notify, mpsc};
use url::Url;
pub use ways::{BROWSER, DEVICE_CODE, FORM, FRAGMENT};

/// A handle; clones are the same cloud. It answers to every endpoint.
#[derive(Clone)]
pub struct MemoryCloud {
    state: Arc<Mutex<State>>,
    now: Now,
    /// Nobody is answered while they wait here.
    held: Arc<Notify>,
    /// Spoken to without TLS.
    plain: bool,
}

type Ear = mpsc::UnboundedSender<Result<Push, CloudError>>;

struct State {
    secret: Secret,
    password: Secret,
    person: Person,
    picture: Option<(Url, Picture)>,
    approval: Approval,
    accounts: Vec<(Account, Vec<Project>)>,
    /// Where whoever approves a device code points it.
    points_at: ProjectId,
    paused: bool,
    takes_media: bool,
    only_plain: bool,
    has_line: bool,
    ears: Vec<Ear>,
    part_size: u64,
    takes_growing: bool,
    takes_parts_again: bool,
    token_life: Duration,
    renews: bool,
    loses_refresh: bool,
    /// The code that may still become tokens.
    code: Option<String>,
    sessions: Vec<Admitted>,
    /// One number for every id and token, so that none is ever the same.
    last: u64,
    failures: HashMap<Call, VecDeque<ErrorKind>>,
    holding: Option<Call>,
    calls: HashMap<Call, u32>,
    dropped_lines: u32,
    assets: Vec<MemoryAsset>,
}

/// Somebody who signed in.
struct Admitted {
    way: &'static str,
    device: String,
    access: Option<String>,
    refresh: Option<String>,
    expires_at: Timestamp,
    place: Option<(AccountId, ProjectId)>,
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
    Redeem,
    Enter,
    CheckSetUp,
    Refresh,
    WhoAmI,
    Accounts,
    Projects,
    Choose,
    Heartbeat,
    Listen,
    Reachable,
    SignOut,
    Picture,
    Create,
    CreateGrowing,
    GrowingTargets,
    SendPart,
}

/// What has arrived of one asset.
#[derive(Debug, Clone)]
pub struct MemoryAsset {
    pub id: AssetId,
    pub new: NewAsset,
    /// Where it was put.
    pub project: Option<ProjectId>,
    pub part_count: u32,
    /// Of a clip that is sent while it is being recorded.
    pub growth: Option<Growth>,
    /// By number, from 1.
    pub parts: BTreeMap<u32, Bytes>,
    /// The number of each part that was accepted, in order of arrival; twice if sent twice.
    pub arrivals: Vec<u32>,
}

/// What was announced of a clip that grows.
#[derive(Debug, Clone, Default)]
pub struct Growth {
    /// The size of each part, by number.
    pub parts: BTreeMap<u32, u64>,
    /// The highest number, and the size of the whole.
    pub end: Option<(u32, u64)>,
}

impl MemoryAsset {
    /// The file, once every part is here.
    pub fn bytes(&self) -> Option<Vec<u8>> {
        let is_whole = match &self.growth {
            None => self.parts.len() == self.part_count as usize,
            Some(growth) => {
                let sum: u64 = self.parts.values().map(|part| part.len() as u64).sum();
                growth.end.is_some_and(|(_, total)| total == sum)
                    && growth.parts.keys().eq(self.parts.keys())
            }
        };
        is_whole.then(|| self.parts.values().flatten().copied().collect())
    }
}

impl Default for MemoryCloud {
    fn default() -> Self {
        Self::new()
    }
}

/// Two projects in one account, one in another.
fn beginnings() -> Vec<(Account, Vec<Project>)> {
    let account = |id: &str, name: &str| Account { id: AccountId::new(id), name: name.into() };
    let project = |id: &str, name: &str| Project { id: ProjectId::new(id), name: name.into() };
    vec![
        (
            account("account-1", "First House"),
            vec![project("project-1", "Unit A"), project("project-2", "Unit B")],
        ),
        (account("account-2", "Second House"), vec![project("project-3", "Pilot")]),
    ]
}

impl MemoryCloud {
    pub fn new() -> Self {
        Self::with_clock(|| SystemTime::now().into())
    }

    pub fn with_clock(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        let state = State {
            secret: Secret::new("memory-secret"),
            password: Secret::new("memory-password"),
            person: Person { name: "Sam Example".into(), email: None },
            picture: None,
            approval: Approval::AtOnce,
            accounts: beginnings(),
            points_at: ProjectId::new("project-1"),
            paused: false,
            takes_media: true,
            only_plain: false,
            has_line: false,
            ears: Vec::new(),
            part_size: 1024,
            takes_growing: true,
            takes_parts_again: true,
            token_life: Duration::from_secs(28_800),
            renews: true,
            loses_refresh: false,
            code: None,
            sessions: Vec::new(),
            last: 0,
            failures: HashMap::new(),
            holding: None,
            calls: HashMap::new(),
            dropped_lines: 0,
            assets: Vec::new(),
        };
        Self {
            state: Arc::new(Mutex::new(state)),
            now: Arc::new(now),
            held: Arc::default(),
            plain: false,
        }
    }

    /// The client secret that it knows us by.
    pub fn client_secret(&self) -> Secret {
        self.look().secret.clone()
    }

    pub fn password(&self) -> Secret {
        self.look().password.clone()
    }

    /// Ourselves, as it knows us.
    pub fn client(&self) -> Client {
        let keys = [(CLIENT_SECRET.name.to_owned(), self.client_secret())].into_iter().collect();
        Client { way: WayId::new(DEVICE_CODE), keys }
    }

    pub fn set_approval(&self, approval: Approval) {
        self.look().approval = approval;
    }

    /// Where a device code points, from now on and for those that came by one; under this name.
    pub fn set_project(&self, project: Project) {
        let mut state = self.look();
        state.points_at = project.id.clone();
        let all = state.accounts.iter_mut().flat_map(|(_, projects)| projects);
        match all.into_iter().find(|one| one.id == project.id) {
            Some(known) => *known = project,
            None => state.accounts[0].1.push(project),
        }
        let place = state.device_place();
        for one in state.sessions.iter_mut().filter(|one| one.way == DEVICE_CODE) {
            one.place.clone_from(&place);
        }
    }

    pub fn rename(&self, project: &str, name: &str) {
        let mut state = self.look();
        let all = state.accounts.iter_mut().flat_map(|(_, projects)| projects);
        for one in all.filter(|one| one.id.as_str() == project) {
            name.clone_into(&mut one.name);
        }
    }

    /// It is there no more.
    pub fn withdraw(&self, project: &str) {
        for (_, projects) in &mut self.look().accounts {
            projects.retain(|one| one.id.as_str() != project);
        }
    }

    pub fn set_person(&self, person: Person) {
        self.look().person = person;
    }

    pub fn set_picture(&self, picture: Option<(Url, Picture)>) {
        self.look().picture = picture;
    }

    pub fn set_paused(&self, paused: bool) {
        self.look().paused = paused;
    }

    pub fn set_takes_media(&self, takes: bool) {
        self.look().takes_media = takes;
    }

    /// A machine that speaks no TLS.
    pub fn set_only_plain(&self, only_plain: bool) {
        self.look().only_plain = only_plain;
    }

    /// Also the smallest part of a clip that grows.
    pub fn set_part_size(&self, bytes: u64) {
        self.look().part_size = bytes.max(1);
    }

    /// Whether clips can be sent while they are being recorded.
    pub fn set_takes_growing(&self, takes: bool) {
        self.look().takes_growing = takes;
    }

    /// Whether a part of a growing clip may be asked for a second time.
    pub fn set_takes_parts_again(&self, takes: bool) {
        self.look().takes_parts_again = takes;
    }

    pub fn set_token_life(&self, life: Duration) {
        self.look().token_life = life;
    }

    /// Whether sessions can be renewed, for those that come from now on.
    pub fn set_renews(&self, renews: bool) {
        self.look().renews = renews;
    }

    /// The next refresh is done, and its answer lost.
    pub fn lose_next_refresh(&self) {
        self.look().loses_refresh = true;
    }

    /// Whether it has a line of its own to us. Those that stand end when it has not.
    pub fn set_line(&self, has_line: bool) {
        let mut state = self.look();
        state.has_line = has_line;
        if !has_line {
            state.ears.clear();
        }
    }

    /// Says over every line that something changed.
    pub fn push(&self) {
        self.look().ears.retain(|ear| ear.send(Ok(Push::Changed)).is_ok());
    }

    /// How many listen to it now.
    pub fn listeners(&self) -> usize {
        self.look().ears.iter().filter(|ear| !ear.is_closed()).count()
    }

    /// The next `times` calls of this sort fail. Adds to what was asked for before.
    pub fn fail_next(&self, call: Call, times: usize, kind: ErrorKind) {
        self.look().failures.entry(call).or_default().extend(std::iter::repeat_n(kind, times));
    }

    pub fn stop_failing(&self, call: Call) {
        self.look().failures.remove(&call);
    }

    /// Lets nobody who makes this call go on, once it has heard them, until [`Self::let_go`].
    pub fn hold(&self, call: Call) {
        self.look().holding = Some(call);
    }

    pub fn let_go(&self) {
        self.look().holding = None;
        self.held.notify_waiters();
    }

    /// The access tokens are no longer good; a refresh still is.
    pub fn expire_session(&self) {
        for one in &mut self.look().sessions {
            one.access = None;
        }
    }

    /// Someone removed every device on the vendor's page.
    pub fn forget_device(&self) {
        self.look().sessions.clear();
    }

    /// The asset is gone on the vendor's side.
    pub fn forget_asset(&self, id: &AssetId) {
        self.look().assets.retain(|asset| asset.id != *id);
    }

    /// How often it was called, failures included.
    pub fn calls(&self, call: Call) -> u32 {
        self.look().calls.get(&call).copied().unwrap_or_default()
    }

    pub fn dropped_lines(&self) -> u32 {
        self.look().dropped_lines
    }

    /// How many are signed in.
    pub fn sessions(&self) -> usize {
        self.look().sessions.len()
    }

    /// In the order of their creation.
    pub fn received(&self) -> Vec<MemoryAsset> {
        self.look().assets.clone()
    }

    /// What a person's browser brings back from the page of a sign-in, having said yes.
    pub fn browse(&self, page: &Url) -> String {
        let asked = |name: &str| {
            let found = page.query_pairs().find(|(key, _)| key == name);
            found.map(|(_, value)| value.into_owned()).unwrap_or_default()
        };
        let mut state = self.look();
        let code = state.next("code");
        state.code = Some(code.clone());
        let (back, sent) = (asked("redirect_uri"), asked("state"));
        match asked("way").as_str() {
            FRAGMENT => format!("{back}#access_token={code}&state={sent}"),
            _ => format!("{back}?code={code}&state={sent}"),
        }
    }

    fn now(&self) -> Timestamp {
        (self.now)()
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

    /// The same for a call that can be held.
    async fn called_slowly(&self, call: Call) -> Result<MutexGuard<'_, State>, CloudError> {
        drop(self.called(call)?);
        loop {
            let gone = self.held.notified();
            if self.look().holding != Some(call) {
                break;
            }
            gone.await;
        }
        Ok(self.look())
    }
}

impl State {
    fn next(&mut self, what: &str) -> String {
        self.last += 1;
        format!("{what}-{}", self.last)
    }

    fn must_know(&self, client: &Client) -> Result<(), CloudError> {
        if client.keys.get(CLIENT_SECRET.name) == Some(&self.secret) {
            return Ok(());
        }
        Err(CloudError::new(ErrorKind::WrongSecret, "the memory cloud does not know this secret"))
    }

    fn find(&self, project: &ProjectId) -> Option<Place> {
        self.accounts.iter().find_map(|(account, projects)| {
            let project = projects.iter().find(|one| one.id == *project)?.clone();
            Some(Place { account: account.clone(), project })
        })
    }

    fn device_place(&self) -> Option<(AccountId, ProjectId)> {
        self.find(&self.points_at).map(|place| (place.account.id, place.project.id))
    }

    fn admitted(&self, session: &Session, now: Timestamp) -> Result<&Admitted, CloudError> {
        let known = self.sessions.iter().find(|one| one.is(session, now));
        known.ok_or_else(unknown_session)
    }

    fn admitted_mut(
        &mut self,
        session: &Session,
        now: Timestamp,
    ) -> Result<&mut Admitted, CloudError> {
        let known = self.sessions.iter_mut().find(|one| one.is(session, now));
        known.ok_or_else(unknown_session)
    }

    fn admit(
        &mut self,
        way: &'static str,
        place: Option<(AccountId, ProjectId)>,
        now: Timestamp,
    ) -> Tokens {
        // An installation is one device to a project, however often its code is approved.
        let device = if way == DEVICE_CODE { "device-1".to_owned() } else { self.next("device") };
        if way == DEVICE_CODE {
            self.sessions.retain(|one| one.way != way || one.place != place);
        }
        let (access, expires_at) = (self.next("access"), now.after(self.token_life));
        let refresh = self.renews.then(|| self.next("refresh"));
        let tokens = Tokens {
            access: Secret::new(access.as_str()),
            refresh: refresh.as_deref().map(Secret::new),
            issued_at: now,
            expires_at,
        };
        let access = Some(access);
        self.sessions.push(Admitted { way, device, access, refresh, expires_at, place });
        tokens
    }

    /// `None`: spent, or never given out.
    fn renew(&mut self, refresh: &str, now: Timestamp) -> Option<Tokens> {
        let at = self.sessions.iter().position(|one| one.refresh.as_deref() == Some(refresh))?;
        let (access, refresh) = (self.next("access"), self.next("refresh"));
        let expires_at = now.after(self.token_life);
        let one = &mut self.sessions[at];
        (one.access, one.refresh) = (Some(access.clone()), Some(refresh.clone()));
        one.expires_at = expires_at;
        let (access, refresh) = (Secret::new(access), Some(Secret::new(refresh)));
        Some(Tokens { access, refresh, issued_at: now, expires_at })
    }
}

impl Admitted {
    fn is(&self, session: &Session, now: Timestamp) -> bool {
        self.access.as_deref() == Some(session.access.reveal()) && now < self.expires_at
    }
}

fn unknown_session() -> CloudError {
    CloudError::new(ErrorKind::NotAuthorized, "the memory cloud does not know this session")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Accounts, Assets, MediaAge, PartBody, Poll};
    use futures_util::stream;

    fn body(bytes: &'static [u8]) -> PartBody {
        let stream = stream::iter([Ok(Bytes::from_static(bytes))]);
        PartBody { length: bytes.len() as u64, bytes: Box::pin(stream) }
    }

    fn session(tokens: &Tokens) -> Session {
        Session { way: WayId::new("device_code"), access: tokens.access.clone() }
    }

    async fn signed_in(cloud: &MemoryCloud) -> Tokens {
        let secret = cloud.client();
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
        let session = session(&signed_in(&cloud).await);
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
        let session = session(&signed_in(&cloud).await);
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
        let secret = cloud.client();
        let old = signed_in(&cloud).await;
        let spent = old.refresh.clone().unwrap();
        let new = cloud.refresh(&secret, &spent).await.unwrap();
        let again = cloud.refresh(&secret, &spent).await.unwrap_err();
        assert_eq!(again.kind, ErrorKind::NotAuthorized);
        assert!(cloud.who_am_i(&session(&old), None).await.is_err());
        assert!(cloud.who_am_i(&session(&new), None).await.is_ok());
        cloud.forget_device();
        assert!(cloud.who_am_i(&session(&new), None).await.is_err());
    }
}
