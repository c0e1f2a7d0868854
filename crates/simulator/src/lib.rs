//! Four camera clouds on your own machine: as strict as the real ones, and wrong on request.
//!
//! It has two faces. `cargo run -p simulator` is a program with a page in front, for a person who
//! wants to see uploads arrive and to pull the plug. [`Simulator::start`] is a handle for tests,
//! which can do all that page does and wait for things to happen.
//!
//! It knows nothing of the application it serves and shares no code with it, wire shapes included.
//! A new behaviour nobody promised goes into [`assumed`]; a new thing to get wrong into [`faults`].

pub mod assumed;
pub mod browser;
mod certificates;
pub mod clock;
pub mod cloud;
mod codes;
pub mod control;
mod credentials;
pub mod eagle_eye;
mod elsewhere;
pub mod faults;
mod forms;
mod forward_proxy;
mod frameio;
mod gate;
mod keys;
pub mod kind;
mod lag;
pub mod ledger;
pub mod line;
pub mod multicam;
mod others;
mod picture;
pub mod releases;
mod saved;
mod serve;
mod simulation;
pub mod traffic;
pub mod vinli;

use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub use assumed::{Assumed, MulticamGeneration, NegativeOffset, RefreshAfterForget, VinliLinks};
pub use browser::{Browsed, BrowserPerson};
pub use clock::Moment;
pub use cloud::assets::AssetStatus;
pub use cloud::devices::Presence;
pub use control::clouds::{CloudView, Pick};
pub use control::views::{AssetView, CodeView, DeviceView, PartView, ProjectView};
pub use control::{Expirable, Refused};
pub use faults::{Fault, Misdeed, Place};
pub use forward_proxy::ForwardProxy;
pub use keys::Keys;
pub use kind::Kind;
pub use ledger::{RequestSeen, Violation, ViolationKind};
pub use line::LineState;
pub use releases::{Flaw, Releases};
pub use traffic::{Creation, PartPut};

use simulation::{Beginnings, Simulation};

/// How to start one.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Keeps the authority, the cloud's state and the parts; the same folder goes on where it was.
    pub dir: PathBuf,
    /// Count part bytes instead of keeping them.
    pub discard: bool,
    /// Parts are sent to this origin instead of here: to somebody who measures. Such an asset never
    /// becomes whole, since nobody tells us what arrives there.
    pub parts_at: Option<String>,
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
    application_id: String,
    stopped: CancellationToken,
    tasks: Vec<JoinHandle<()>>,
}

impl Simulator {
    pub async fn start(options: Options) -> io::Result<Simulator> {
        std::fs::create_dir_all(&options.dir)?;
        let dir = std::path::absolute(&options.dir)?;
        let certificates = certificates::open(&dir)?;
        let saved = saved::read(&dir)?;
        let last_control = saved.as_ref().map(|saved| saved.control_port);
        let desk = listen(options.control_port, last_control)?;
        let (mut ports, mut lines, mut doors) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
        for kind in Kind::ALL {
            let (wanted, last) = match kind {
                Kind::Frameio => (options.port, saved.as_ref().map(|saved| saved.api_port)),
                other => {
                    (None, saved.as_ref().and_then(|saved| saved.other_ports.get(&other).copied()))
                }
            };
            let listener = listen(wanted, last)?;
            ports.insert(kind, listener.local_addr()?.port());
            let (line, door) = line::Line::open(listener)?;
            doors.push((kind, door, line.clone()));
            lines.insert(kind, line);
        }
        let (clock_ahead_ms, cloud, others) = match saved {
            Some(saved) => (saved.clock_ahead_ms, saved.cloud, saved.others),
            None => (0, cloud::Cloud::demo(), others::Others::default()),
        };
        let client_secret = cloud.client_secret.clone();
        let application_id = cloud.application.id.clone();
        let control_port = desk.local_addr()?.port();
        let simulation = Arc::new(Simulation::new(Beginnings {
            dir,
            discard: options.discard,
            parts_at: options.parts_at,
            ports,
            control_port,
            clock_ahead_ms,
            lines,
            cloud,
            others,
            assumed: options.assumed,
            seed: options.seed.unwrap_or_else(rand::random),
        }));
        // So that a run that is killed before its first change still comes back as the same cloud.
        simulation.save()?;

        let stopped = CancellationToken::new();
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
        let mut tasks = vec![
            until_stopped(Box::pin(controlling)),
            until_stopped(Box::pin(simulation.clone().keep_saved())),
        ];
        for (kind, door, line) in doors {
            let front = front(kind, simulation.clone());
            let tls = certificates.server.clone();
            let (simulation, stopped) = (simulation.clone(), stopped.clone());
            let serving = serve::serve(simulation, door, line, front, tls, stopped);
            tasks.push(until_stopped(Box::pin(serving)));
        }
        let ca_pem = certificates.ca_pem;
        Ok(Simulator { simulation, ca_pem, client_secret, application_id, stopped, tasks })
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
        for line in self.simulation.lines.values() {
            line.reset_all();
        }
    }

    /// `https://127.0.0.1:…`
    pub fn api(&self) -> String {
        self.simulation.api()
    }

    /// Where one of the clouds is: `https://127.0.0.1:…`
    pub fn address(&self, kind: Kind) -> String {
        self.simulation.address(kind)
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

    /// Frame.io's `client_id` for the sign-in of an application.
    pub fn application_id(&self) -> &str {
        &self.application_id
    }

    /// All that is typed in at a sign-in, as it is at this moment.
    pub fn keys(&self) -> Keys {
        self.simulation.keys()
    }

    /// What the browser of a person would do at an authorize address, as the page itself does it.
    pub fn browse(&self, page: &str, person: BrowserPerson) -> Browsed {
        self.simulation.browse(page, person)
    }

    /// Lets a sign-in come back to `uri`, character for character. There from the start:
    /// `http://127.0.0.1:53682/callback/{frameio|eagle-eye|vinli}`.
    pub fn register_redirect(&self, kind: Kind, uri: &str) {
        self.simulation.register_redirect(kind, uri);
    }

    /// `project` is the id of a project, room, media list, camera or device.
    pub fn rename_at(&self, kind: Kind, project: &str, name: &str) -> Result<(), Refused> {
        self.simulation.rename_at(kind, project, name)
    }

    /// It is no longer there for anybody.
    pub fn withdraw_at(&self, kind: Kind, project: &str) -> Result<(), Refused> {
        self.simulation.withdraw_at(kind, project)
    }

    /// Without an application a Multicam machine answers "Application not launched!".
    pub fn set_multicam_running(&self, running: bool) {
        self.simulation.set_multicam_running(running);
    }

    /// Whether the Multicam machine lets this computer in by its address; at first it does not.
    pub fn trust_address(&self, trusted: bool) {
        self.simulation.trust_address(trusted);
    }

    /// Sign-ins that are alive, however old their access token.
    pub fn sessions(&self, kind: Kind) -> usize {
        self.simulation.sessions(kind).len()
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

    /// Every access token is too old; what renews them is still good.
    pub fn expire_sessions(&self, kind: Kind) {
        self.simulation.expire_sessions(kind);
    }

    /// Ended on the other side: no token is good any more, a Multicam API key is another one, and
    /// its list of trusted addresses is empty.
    pub fn end_sessions(&self, kind: Kind) {
        self.simulation.end_sessions(kind);
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

    /// Makes the line as long as this, each way; what is on its way already keeps its time.
    pub fn set_delay(&self, delay: Duration) {
        for line in self.simulation.lines.values() {
            line.set_delay(delay);
        }
    }

    pub fn line(&self) -> LineState {
        self.simulation.line_state()
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

    /// All four, as the page shows them.
    pub fn clouds(&self) -> Vec<CloudView> {
        self.simulation.clouds()
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

    /// Every attempt to send a part, whole or broken, oldest first.
    pub fn part_puts(&self) -> Vec<PartPut> {
        self.simulation.traffic.puts()
    }

    /// How many of them there are; as cheap as it sounds.
    pub fn part_puts_begun(&self) -> usize {
        self.simulation.traffic.puts_begun()
    }

    /// The same for attempts to create an asset.
    pub fn creations_begun(&self) -> usize {
        self.simulation.traffic.creations_begun()
    }

    /// Every attempt to create an asset, oldest first.
    pub fn creations(&self) -> Vec<Creation> {
        self.simulation.traffic.creations()
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

fn front(kind: Kind, simulation: Arc<Simulation>) -> serve::Front {
    let (router, place_of): (_, fn(&str) -> faults::Target) = match kind {
        Kind::Frameio => (frameio::router(simulation), frameio::place_of),
        Kind::Multicam => (multicam::router(simulation), multicam::place_of),
        Kind::EagleEye => (eagle_eye::router(simulation), eagle_eye::place_of),
        Kind::Vinli => (vinli::router(simulation), vinli::place_of),
    };
    // The only one that is documented to speak plain HTTP.
    serve::Front { router, place_of, plain_too: kind == Kind::Multicam }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn several_that_save_at_once_do_not_take_each_others_document_away() {
        let dir = tempfile::tempdir().expect("a folder");
        let simulator = Simulator::start(Options::new(dir.path())).await.expect("started");
        let savers: Vec<_> = (0..4)
            .map(|_| {
                let simulation = simulator.simulation.clone();
                tokio::task::spawn_blocking(move || {
                    for _ in 0..200 {
                        simulation.change(|_| ());
                        simulation.save().expect("saved");
                    }
                })
            })
            .collect();
        for saver in savers {
            saver.await.expect("no save fails");
        }
    }
}
