//! A set without a network: the cloud in memory, which can be held, and told to get things wrong.

use crate::set::{Clocks, PATIENCE, within};
use domain::{
    Account, AccountId, Answers, Connection, ConnectionId, ConnectionState, NoLinks, Place,
    Project, ProjectId, ProviderKind, Secret, SignIn, TokenVault, WayId,
};
use engine::{Engine, Event, Overrides, PageWords, Setup, Timings};
use providers::memory::{FORM, MemoryCloud};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use store::{MemoryVault, Store};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::broadcast::Receiver;
use url::Url;

pub const PROVIDER: ProviderKind = ProviderKind::Frameio;

pub struct Desk {
    pub cloud: MemoryCloud,
    pub engine: Engine,
    pub vault: Arc<MemoryVault>,
    pub folder: TempDir,
    pub port: u16,
    timings: Timings,
    clocks: Clocks,
}

/// Nothing is looked at by itself for longer than a test takes.
pub fn unhurried() -> Timings {
    Timings {
        pace: 0.02,
        look_again: Duration::from_millis(250),
        heartbeat: Duration::from_secs(600),
        whereabouts: Duration::from_secs(600),
        poll: Duration::from_secs(600),
        notice: Duration::from_secs(600),
        ..Timings::default()
    }
}

impl Desk {
    pub async fn new() -> Self {
        Self::with(unhurried()).await
    }

    pub async fn with(timings: Timings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clocks = Clocks::new();
        let told = clocks.clock();
        let cloud = MemoryCloud::with_clock(move || told());
        let vault = Arc::new(MemoryVault::new());
        let engine = start(&cloud, &folder, &vault, &clocks, timings).await;
        let port = free_port().await;
        let desk = Self { cloud, engine, vault, folder, port, timings, clocks };
        desk.take_port(port).await;
        desk
    }

    /// What was in memory is gone; rows, vault and cloud stay.
    pub async fn restart(&mut self) {
        self.engine.stop().await;
        self.engine =
            start(&self.cloud, &self.folder, &self.vault, &self.clocks, self.timings).await;
    }

    pub async fn take_port(&self, redirect_port: u16) {
        let settings = self.engine.snapshot().await.unwrap().settings;
        let settings = domain::Settings { redirect_port, ..settings };
        self.engine.set_settings(settings).await.unwrap();
    }

    pub fn advance(&self, span: Duration) {
        self.clocks.advance(span);
    }

    pub fn secret(&self) -> Answers {
        typed(&[("client_secret", self.cloud.client_secret().reveal())])
    }

    /// Everything that the form asks for.
    pub fn form(&self) -> Answers {
        let mut form = self.secret();
        form.put("address", Secret::new("machine.example"));
        form.put("password", self.cloud.password());
        form
    }

    pub async fn start(&self, way: &str, typed: Answers) {
        self.start_for(way, typed, None).await;
    }

    pub async fn start_for(&self, way: &str, typed: Answers, id: Option<&ConnectionId>) {
        let started =
            self.engine.start_sign_in(PROVIDER, WayId::new(way), typed, id.cloned(), None).await;
        started.unwrap();
    }

    /// Signed in by a form: nothing chosen yet.
    pub async fn enter(&self) -> ConnectionId {
        self.start(FORM, self.form()).await;
        self.until_signed_in().await
    }

    pub async fn until_signed_in(&self) -> ConnectionId {
        self.until("the sign-in to end", async || match self.engine.sign_in() {
            Some(SignIn::Authorized { connection }) => Some(connection),
            Some(SignIn::Failed { said, .. }) => panic!("the sign-in failed: {said}"),
            _ => None,
        })
        .await
    }

    pub async fn until_failed(&self) -> (domain::ErrorKind, String) {
        self.until("the sign-in to fail", async || match self.engine.sign_in() {
            Some(SignIn::Failed { kind, said, .. }) => Some((kind, said)),
            _ => None,
        })
        .await
    }

    /// The page that a browser is sent to.
    pub async fn until_page(&self) -> Url {
        self.until("a page to open", async || match self.engine.sign_in() {
            Some(SignIn::AwaitingApproval { prompt, .. }) => prompt.link,
            Some(SignIn::Failed { said, .. }) => panic!("the sign-in failed: {said}"),
            _ => None,
        })
        .await
    }

    /// Looks now, after every event, and now and then: not everything is an event.
    pub async fn until<T>(&self, what: &str, look: impl AsyncFn() -> Option<T>) -> T {
        let mut events = self.engine.subscribe();
        let found = tokio::time::timeout(PATIENCE, async {
            loop {
                if let Some(found) = look().await {
                    return found;
                }
                let _ = tokio::time::timeout(Duration::from_millis(20), events.recv()).await;
            }
        });
        match found.await {
            Ok(found) => found,
            Err(_) => {
                let now = self.engine.snapshot().await.unwrap();
                panic!("waited in vain for {what}; {:?}; {:?}", now.sign_in, now.connections);
            }
        }
    }

    pub async fn row(&self, id: &ConnectionId) -> Connection {
        let all = self.engine.connections().await.unwrap();
        all.into_iter().find(|one| one.id == *id).expect("it is there")
    }

    pub async fn until_row(
        &self,
        id: &ConnectionId,
        what: &str,
        is_so: impl Fn(&Connection) -> bool,
    ) -> Connection {
        self.until(what, async || Some(self.row(id).await).filter(&is_so)).await
    }

    pub async fn until_signed_out(&self, id: &ConnectionId) -> Connection {
        let is_so = |row: &Connection| row.state == ConnectionState::NotAuthorized;
        self.until_row(id, "the connection to be signed out", is_so).await
    }

    pub async fn choose(&self, id: &ConnectionId, account: &str, project: &str) {
        self.engine.choose_project(id, place(account, project)).await.unwrap();
    }
}

/// By id; the names are what nobody may believe.
pub fn place(account: &str, project: &str) -> Place {
    Place {
        account: Account { id: AccountId::new(account), name: "an old name".into() },
        project: Project { id: ProjectId::new(project), name: "an old name".into() },
    }
}

pub fn typed(fields: &[(&str, &str)]) -> Answers {
    let fields = fields.iter().map(|(name, text)| ((*name).to_owned(), Secret::new(*text)));
    fields.collect()
}

/// What was noticed, once something is.
pub async fn until_noticed(events: &mut Receiver<Event>) -> String {
    within(async {
        loop {
            if let Ok(Event::Noticed { notice, .. }) = events.recv().await {
                return notice.to_string();
            }
        }
    })
    .await
}

pub async fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port()
}

/// One request as it stands; the whole answer. `None`: nobody listens.
pub async fn ask(port: u16, request: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.ok()?;
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut answer = Vec::new();
    within(stream.read_to_end(&mut answer)).await.ok()?;
    Some(String::from_utf8(answer).unwrap())
}

/// What a browser asks when it is sent on to `link`.
pub async fn open(link: &str) -> Option<String> {
    let link: Url = link.parse().unwrap();
    let target = match link.query() {
        Some(query) => format!("{}?{query}", link.path()),
        None => link.path().to_owned(),
    };
    let port = link.port().unwrap();
    ask(port, &format!("GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n")).await
}

async fn start(
    cloud: &MemoryCloud,
    folder: &TempDir,
    vault: &Arc<MemoryVault>,
    clocks: &Clocks,
    timings: Timings,
) -> Engine {
    let vault: Arc<dyn TokenVault> = vault.clone();
    Engine::start(Setup {
        store: Store::open(&folder.path().join("labrun.db")).await.unwrap(),
        vault,
        clouds: Arc::new(cloud.clone()),
        endpoints: HashMap::new(),
        built_in_secrets: HashMap::new(),
        clock: clocks.clock(),
        reading: clocks.look(),
        links: Arc::new(NoLinks),
        timings,
        overrides: Overrides::default(),
        pages: Arc::new(PageWords::default),
    })
    .await
    .unwrap()
}
