//! The other process: the engine as the product wires it, on a real profile folder, told what to
//! do line by line. It is there to be killed.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use domain::{
    Answers, ConnectionId, ConnectionState, Filter, FolderWish, List, NoLinks, Pause, ProviderKind,
    Reading, Secret, SignIn, Timestamp, TokenVault, WayId, Which,
};
use engine::profile::{Profile, Vault, installation_id};
use engine::{Added, Engine, EngineError, Event, Look, Setup, Timings};
use providers::{Identity, Patience, Providers};
use store::Store;
use tokio::io::{AsyncBufReadExt, BufReader};
use tracing_subscriber::EnvFilter;

use crate::words::{Order, Said};

const PASSPHRASE: &str = "correct horse battery staple";

/// What a worker is started with.
#[derive(Clone, Debug)]
pub struct Start {
    pub profile: PathBuf,
    pub passed_ms: i64,
    pub wrong_ms: i64,
}

/// The rules of the product at a pace for tests.
fn timings() -> Timings {
    Timings {
        pace: 0.05,
        look_again: Duration::from_millis(500),
        heartbeat: Duration::from_secs(20),
        whereabouts: Duration::from_secs(30),
        poll: Duration::from_secs(60),
        notice: Duration::from_secs(1),
        calm: CALM,
        calm_unknown: CALM,
        calm_broken: CALM * 3,
        rescan: Duration::from_secs(2),
        ..Timings::default()
    }
}

/// How long a file lies still before a watched folder gives it up for sending.
pub const CALM: Duration = Duration::from_millis(700);

/// What the engine has to say about itself, to the error stream.
pub fn write_log() {
    let wanted = EnvFilter::try_from_env("SURVIVAL_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(wanted).with_writer(std::io::stderr).init();
}

fn say(said: &Said) {
    let mut out = std::io::stdout().lock();
    // Whoever listened is gone: so are we soon.
    if let Ok(line) = serde_json::to_string(said) {
        let _ = writeln!(out, "{line}");
        let _ = out.flush();
    }
}

struct Clocks {
    real: Look,
    passed_ms: AtomicI64,
    wrong_ms: AtomicI64,
}

impl Clocks {
    fn reading(&self) -> Reading {
        let real = (self.real)();
        let passed = self.passed_ms.load(Ordering::SeqCst);
        let wrong = self.wrong_ms.load(Ordering::SeqCst);
        Reading {
            wall: Timestamp(real.wall.0 + passed + wrong),
            ticks_ms: real.ticks_ms + passed,
            ..real
        }
    }
}

pub async fn run(start: Start) -> Result<(), String> {
    let clocks = Arc::new(Clocks {
        real: engine::system_reading(),
        passed_ms: AtomicI64::new(start.passed_ms),
        wrong_ms: AtomicI64::new(start.wrong_ms),
    });
    // Held as long as we live: the lock is in it.
    let profile = Profile::open(&start.profile, "survival").map_err(|error| error.to_string())?;
    let profile = Arc::new(profile);
    let engine = engine(&profile, &clocks).await?;
    let connected = match connection(&engine).await {
        Ok(found) => found.is_some_and(|(_, signed_in)| signed_in),
        Err(error) => return Err(error.to_string()),
    };
    tokio::spawn(tell_what_happens(engine.clone()));
    say(&Said::Ready { connected, process: std::process::id() });
    // In their order, but for those about the time: they are never late.
    let (orders, mut given) = tokio::sync::mpsc::unbounded_channel::<(Order, String)>();
    tokio::spawn({
        let engine = engine.clone();
        async move {
            while let Some((order, line)) = given.recv().await {
                if let Err(error) = carry_out(&engine, &order).await {
                    say(&Said::Refused { order: line, said: error.to_string() });
                }
            }
        }
    });
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        let order: Order = serde_json::from_str(&line).map_err(|error| error.to_string())?;
        if order == Order::Quit {
            break;
        }
        if let Order::Clocks { passed_ms, wrong_ms } = order {
            clocks.passed_ms.store(passed_ms, Ordering::SeqCst);
            clocks.wrong_ms.store(wrong_ms, Ordering::SeqCst);
            continue;
        }
        let _ = orders.send((order, line));
    }
    engine.stop().await;
    Ok(())
}

async fn engine(profile: &Arc<Profile>, clocks: &Arc<Clocks>) -> Result<Engine, String> {
    let store = Store::open(&profile.database()).await.map_err(|error| error.to_string())?;
    let opening = tokio::task::spawn_blocking({
        let profile = profile.clone();
        move || {
            let vault = vault(&profile)?;
            let client_id = installation_id(vault.as_ref()).map_err(|error| error.to_string())?;
            Ok::<_, String>((vault, client_id))
        }
    });
    let (vault, client_id) = opening.await.map_err(|error| error.to_string())??;
    let patience = Patience {
        connect: Duration::from_secs(5),
        answer: Duration::from_secs(8),
        stall: Duration::from_secs(4),
    };
    let identity = Identity { client_id, version: env!("CARGO_PKG_VERSION").to_owned() };
    let reading = {
        let clocks = clocks.clone();
        move || clocks.reading()
    };
    let clock: engine::Clock = Arc::new({
        let reading = reading.clone();
        move || reading().wall
    });
    let clouds = Arc::new(Providers::with_clock(identity, patience, clock.clone()));
    let usual = Setup::of(profile, store, vault, clouds, Arc::new(NoLinks))
        .map_err(|error| error.to_string())?;
    let setup = Setup { clock, reading: Arc::new(reading), timings: timings(), ..usual };
    Engine::start(setup).await.map_err(|error| error.to_string())
}

/// The file and not the keyring, whatever this machine has: a keyring would outlive the folder.
fn vault(profile: &Profile) -> Result<Arc<dyn TokenVault>, String> {
    let passphrase = Secret::new(PASSPHRASE);
    let opened = if store::VaultFile::exists(&profile.vault_file()) {
        match profile.vault() {
            Vault::Locked => profile.unlock_vault(&passphrase),
            _ => return Err("the vault file is passed over".to_owned()),
        }
    } else {
        profile.create_vault(&passphrase)
    };
    opened.map_err(|error| error.to_string())
}

/// The one there is, and whether it is signed in.
async fn connection(engine: &Engine) -> Result<Option<(ConnectionId, bool)>, EngineError> {
    let all = engine.connections().await?;
    Ok(all.into_iter().next().map(|one| (one.id, one.state != ConnectionState::NotAuthorized)))
}

async fn the_connection(engine: &Engine) -> Result<ConnectionId, EngineError> {
    let found = connection(engine).await?;
    found.map(|(id, _)| id).ok_or(EngineError::UnknownConnection)
}

fn with_words(words: &str) -> Which {
    let filter = Filter { words: words.to_owned(), ..Filter::default() };
    Which::All { filter, except: Vec::new() }
}

async fn carry_out(engine: &Engine, order: &Order) -> Result<(), EngineError> {
    match order {
        Order::SignIn { secret } => {
            let typed: Answers =
                [("client_secret".to_owned(), Secret::new(secret.clone()))].into_iter().collect();
            let again = connection(engine).await?.map(|(id, _)| id);
            let way = WayId::new("device_code");
            engine.start_sign_in(ProviderKind::Frameio, way, typed, again, None).await?;
        }
        Order::Watch(folder) => {
            let wish = FolderWish {
                path: folder.clone(),
                subfolders: true,
                take: Vec::new(),
                leave: Vec::new(),
                growing: false,
                existing: true,
            };
            let already = engine.watched_folders().await?;
            if already.iter().all(|(one, _)| one.wish.path != *folder) {
                engine.watch(&the_connection(engine).await?, wish).await?;
            }
        }
        Order::Add(paths) => {
            let added = engine.add(&the_connection(engine).await?, paths.clone()).await?;
            let outcome = |(path, added): (PathBuf, Added)| {
                let refused = match added {
                    Added::Refused(refusal) => Some(refusal.code().to_owned()),
                    _ => None,
                };
                (path, refused)
            };
            say(&Said::Added(added.into_iter().map(outcome).collect()));
        }
        Order::Pause { words } => {
            engine.pause_uploads(&with_words(words), None).await?;
        }
        Order::Resume { words } => {
            engine.resume_uploads(&with_words(words)).await?;
        }
        Order::Cancel { words } => {
            engine.cancel_uploads(&with_words(words)).await?;
        }
        Order::Top { words } => {
            engine.move_to_top(&with_words(words)).await?;
        }
        Order::PauseAll => engine.pause_queue(None).await?,
        Order::ResumeAll => engine.resume_queue().await?,
        Order::RetryFailed => {
            let filter = Filter { list: List::Attention, ..Filter::default() };
            engine.retry_uploads(&Which::All { filter, except: Vec::new() }).await?;
        }
        Order::Count => {
            let counts = engine.counts(None, "").await?;
            let headline = engine.headline().await?;
            let paused = engine.pause().await? != Pause::No;
            say(&Said::Counted {
                active: counts.active,
                waiting: counts.waiting,
                attention: counts.attention,
                done: counts.done,
                standstill: headline
                    .standstill
                    .map(|why| format!("{why:?}"))
                    .or(paused.then(|| "Paused".to_owned())),
            });
        }
        Order::Clocks { .. } | Order::Quit => {}
    }
    Ok(())
}

async fn tell_what_happens(engine: Engine) {
    let mut events = engine.subscribe();
    loop {
        match events.recv().await {
            Ok(Event::SignInChanged(Some(sign_in))) => match sign_in {
                SignIn::AwaitingApproval { prompt, .. } => {
                    if let Some(code) = prompt.user_code {
                        say(&Said::Code(code));
                    }
                }
                SignIn::Authorized { .. } => say(&Said::Connected),
                SignIn::Failed { said, .. } => {
                    say(&Said::Noticed(format!("the sign-in failed: {said}")));
                    say(&Said::SignedOut);
                }
                _ => {}
            },
            Ok(Event::ConnectionChanged { connection, .. }) => {
                if connection.state == ConnectionState::NotAuthorized {
                    say(&Said::SignedOut);
                }
            }
            Ok(Event::UploadChanged(upload)) => say(&Said::Row {
                state: upload.state.name().to_owned(),
                asset: upload.asset.map(|id| id.as_str().to_owned()),
                parts_sent: upload.parts_sent,
                path: upload.file.path,
            }),
            Ok(Event::Noticed { notice, .. }) => say(&Said::Noticed(notice.to_string())),
            Ok(_) => {}
            Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => {}
            Err(tokio::sync::broadcast::error::RecvError::Closed) => return,
        }
    }
}

/// The profile of a worker that talks to the simulator and not to the vendor.
pub fn write_profile(folder: &Path, address: &str, authority: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let text = serde_json::json!({
        "clouds": { "frameio": { "address": address, "ca": authority } },
    });
    std::fs::write(folder.join("profile.json"), text.to_string())
}
