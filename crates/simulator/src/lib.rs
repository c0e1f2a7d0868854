//! A Frame.io Camera to Cloud on your own machine: as strict as the real one, and wrong on request.
//!
//! It has two faces. `cargo run -p simulator` is a program with a page in front, for a person who
//! wants to see uploads arrive and to pull the plug. [`Simulator::start`] is a handle for tests,
//! which can do all that page does and wait for things to happen.
//!
//! It knows nothing of the application it serves and shares no code with it, wire shapes included.
//! A new behaviour nobody promised goes into [`assumed`]; a new thing to get wrong into [`faults`].

pub mod assumed;
mod certificates;
pub mod clock;
pub mod cloud;
pub mod control;
pub mod faults;
mod frameio;
pub mod ledger;
pub mod line;
mod saved;
mod simulation;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub use assumed::{Assumed, NegativeOffset, RefreshAfterForget};
pub use clock::Moment;
pub use cloud::assets::AssetStatus;
pub use cloud::devices::Presence;
pub use control::views::{AssetView, CodeView, DeviceView, PartView, ProjectView};
pub use control::{Expirable, Refused};
pub use faults::{Fault, Misdeed, Place};
pub use ledger::{RequestSeen, Violation, ViolationKind};
pub use line::LineState;

use simulation::{Beginnings, Simulation};

/// How to start one.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Keeps the authority, the cloud's state and the parts; the same folder goes on where it was.
    pub dir: PathBuf,
    /// Count part bytes instead of keeping them.
    pub discard: bool,
    /// Without one: the port of the last run in this folder, or any.
    pub port: Option<u16>,
    pub control_port: Option<u16>,
    /// For the dice of faults with a probability; random without one.
    pub seed: Option<u64>,
    pub assumed: Assumed,
}

impl Options {
    pub fn new(dir: impl Into<PathBuf>) -> Options {
        Options { dir: dir.into(), ..Options::default() }
    }
}

/// A running simulator. Stops when dropped; [`Simulator::stop`] also waits for it.
pub struct Simulator {
    simulation: Arc<Simulation>,
    ca_pem: PathBuf,
    client_secret: String,
    stopped: CancellationToken,
    tasks: Vec<JoinHandle<()>>,
}

impl Simulator {
    pub async fn start(options: Options) -> io::Result<Simulator> {
        std::fs::create_dir_all(&options.dir)?;
        let dir = std::path::absolute(&options.dir)?;
        let certificates = certificates::open(&dir)?;
        let saved = saved::read(&dir)?;
        let last = saved.as_ref().map(|saved| (saved.api_port, saved.control_port));
        let api = listen(options.port, last.map(|(api, _)| api))?;
        let desk = listen(options.control_port, last.map(|(_, control)| control))?;
        let (clock_ahead_ms, cloud) = match saved {
            Some(saved) => (saved.clock_ahead_ms, saved.cloud),
            None => (0, cloud::Cloud::demo()),
        };
        let client_secret = cloud.client_secret.clone();
        let (api_port, control_port) = (api.local_addr()?.port(), desk.local_addr()?.port());
        let (line, door) = line::Line::open(api)?;
        let simulation = Arc::new(Simulation::new(Beginnings {
            dir,
            discard: options.discard,
            api_port,
            control_port,
            clock_ahead_ms,
            line,
            cloud,
            assumed: options.assumed,
            seed: options.seed.unwrap_or_else(rand::random),
        }));
        // So that a run that is killed before its first change still comes back as the same cloud.
        simulation.save()?;

        let stopped = CancellationToken::new();
        let serving =
            frameio::serve::serve(simulation.clone(), door, certificates.server, stopped.clone());
        let router = control::routes::router(simulation.clone());
        let controlling = async move {
            if let Err(error) = axum::serve(desk, router).await {
                eprintln!("simulator: the control desk is gone: {error}");
            }
        };
        let until_stopped = |task: std::pin::Pin<Box<dyn Future<Output = ()> + Send>>| {
            let stopped = stopped.clone();
            tokio::spawn(async move {
                tokio::select! { () = stopped.cancelled() => {}, () = task => {} }
            })
        };
        let tasks = vec![
            until_stopped(Box::pin(serving)),
            until_stopped(Box::pin(controlling)),
            until_stopped(Box::pin(simulation.clone().keep_saved())),
        ];
        Ok(Simulator { simulation, ca_pem: certificates.ca_pem, client_secret, stopped, tasks })
    }

    /// Everything is over when this returns: connections reset, ports free, state on disk.
    pub async fn stop(mut self) -> io::Result<()> {
        self.end();
        for task in self.tasks.drain(..) {
            // A task that was cancelled has nothing to say.
            let _ = task.await;
        }
        self.simulation.save()
    }

    fn end(&self) {
        self.stopped.cancel();
        self.simulation.line.reset_all();
    }

    /// `https://127.0.0.1:…`
    pub fn api(&self) -> String {
        self.simulation.api()
    }

    /// `http://127.0.0.1:…`
    pub fn control(&self) -> String {
        self.simulation.control()
    }

    /// The authority a client must trust.
    pub fn ca_pem_path(&self) -> &Path {
        &self.ca_pem
    }

    pub fn client_secret(&self) -> &str {
        &self.client_secret
    }

    pub fn seed(&self) -> u64 {
        self.simulation.faults().seed()
    }

    // What a person at the web page does.

    /// `project` is an id or a name; the first project without one.
    pub fn approve(&self, user_code: &str, project: Option<&str>) -> Result<(), Refused> {
        self.simulation.approve(user_code, project, None)
    }

    /// Approves a connection that ends by itself.
    pub fn approve_for(
        &self,
        user_code: &str,
        project: Option<&str>,
        span: Duration,
    ) -> Result<(), Refused> {
        let seconds = i64::try_from(span.as_secs()).unwrap_or(i64::MAX);
        self.simulation.approve(user_code, project, Some(seconds))
    }

    pub fn deny(&self, user_code: &str) -> Result<(), Refused> {
        self.simulation.deny(user_code)
    }

    /// Without a device: all of them. Either of a device's two ids will do.
    pub fn pause(&self, device: Option<&str>) -> Result<(), Refused> {
        self.simulation.pause(device)
    }

    pub fn resume(&self, device: Option<&str>) -> Result<(), Refused> {
        self.simulation.resume(device)
    }

    pub fn forget(&self, device: Option<&str>) -> Result<(), Refused> {
        self.simulation.forget(device)
    }

    pub fn rename_project(&self, project: &str, name: &str) -> Result<(), Refused> {
        self.simulation.rename_project(project, name)
    }

    pub fn rename_device(&self, device: &str, name: &str) -> Result<(), Refused> {
        self.simulation.rename_device(device, name)
    }

    pub fn set_timezone(&self, device: &str, timezone: &str) -> Result<(), Refused> {
        self.simulation.set_timezone(device, timezone)
    }

    // What only a simulator can do.

    pub fn now(&self) -> Moment {
        self.simulation.now()
    }

    /// Moves the clock that lives, pauses and silences are measured with.
    pub fn advance(&self, span: Duration) {
        self.simulation.advance(i64::try_from(span.as_secs()).unwrap_or(i64::MAX));
    }

    pub fn expire(&self, what: Expirable) {
        self.simulation.expire(what);
    }

    pub fn fault(&self, fault: Fault) {
        self.simulation.add_fault(fault);
    }

    pub fn faults(&self) -> Vec<Fault> {
        self.simulation.faults().list().to_vec()
    }

    pub fn clear_faults(&self) {
        self.simulation.clear_faults();
    }

    /// Resets what is open and refuses what comes, from before this returns.
    pub async fn drop_line(&self) -> io::Result<()> {
        self.simulation.set_line(LineState::Refuse).await
    }

    /// Connections stay, or are taken, and not a byte passes.
    pub async fn black_hole(&self) -> io::Result<()> {
        self.simulation.set_line(LineState::Blackhole).await
    }

    pub async fn restore_line(&self) -> io::Result<()> {
        self.simulation.set_line(LineState::Up).await
    }

    pub fn line(&self) -> LineState {
        self.simulation.line.state()
    }

    pub fn assumed(&self) -> Assumed {
        self.simulation.assumed()
    }

    /// Changes assumed behaviours: `simulator.assume(|a| a.silent_socket = true)`.
    pub fn assume(&self, change: impl FnOnce(&mut Assumed)) {
        let mut assumed = self.simulation.assumed();
        change(&mut assumed);
        self.simulation.assume(assumed);
    }

    // What can be seen.

    pub fn codes(&self) -> Vec<CodeView> {
        self.simulation.codes()
    }

    pub fn projects(&self) -> Vec<ProjectView> {
        self.simulation.projects()
    }

    pub fn devices(&self) -> Vec<DeviceView> {
        self.simulation.devices()
    }

    /// Oldest first, whole ones with their SHA-256.
    pub async fn assets(&self) -> Vec<AssetView> {
        self.simulation.hash_all().await;
        self.simulation.assets()
    }

    /// As [`Simulator::assets`], without waiting for hashes; for use inside [`Simulator::until`].
    pub fn assets_so_far(&self) -> Vec<AssetView> {
        self.simulation.assets()
    }

    /// The file one part of an asset is kept in; it exists once the part is whole.
    pub fn part_path(&self, asset_id: &str, number: u32) -> PathBuf {
        self.simulation.dir.join("assets").join(asset_id).join(number.to_string())
    }

    pub fn violations(&self) -> Vec<Violation> {
        self.simulation.ledger().violations()
    }

    pub fn forget_violations(&self) {
        self.simulation.ledger().forget_violations();
    }

    pub fn requests(&self) -> Vec<RequestSeen> {
        self.simulation.ledger().requests()
    }

    // Waiting, on events and never on guesses. A test puts its own deadline around these.

    /// Looks now and after every change, until there is something to return.
    pub async fn until<T>(&self, mut look: impl FnMut(&Simulator) -> Option<T>) -> T {
        let mut changes = self.simulation.changes();
        loop {
            changes.borrow_and_update();
            if let Some(found) = look(self) {
                return found;
            }
            if changes.changed().await.is_err() {
                // Cannot happen while `self` is held; if it did, waiting is all that is left.
                std::future::pending::<()>().await;
            }
        }
    }

    /// The newest code somebody is waiting on.
    pub async fn until_code(&self) -> CodeView {
        self.until(|simulator| simulator.codes().pop()).await
    }

    /// The newest asset of this name, once it is whole, with its SHA-256.
    pub async fn until_completed(&self, name: &str) -> AssetView {
        loop {
            let id = self
                .until(|simulator| {
                    let done = |a: &AssetView| a.name == name && a.status == AssetStatus::Completed;
                    simulator.assets_so_far().into_iter().rfind(done).map(|asset| asset.id)
                })
                .await;
            if let Some(asset) = self.assets().await.into_iter().find(|asset| asset.id == id) {
                return asset;
            }
        }
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.end();
        if let Err(error) = self.simulation.save() {
            eprintln!("simulator: the state could not be written: {error}");
        }
    }
}

/// On this machine only. The port asked for, or else the one of last time if it is free, or any.
fn listen(wanted: Option<u16>, last: Option<u16>) -> io::Result<TcpListener> {
    match (wanted, last) {
        (Some(port), _) => bind(port),
        (None, Some(port)) => bind(port).or_else(|_| bind(0)),
        (None, None) => bind(0),
    }
}

fn bind(port: u16) -> io::Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    socket.set_reuseaddr(cfg!(unix))?;
    socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
    socket.listen(1024)
}
