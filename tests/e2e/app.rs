//! A desktop of its own for each test: display, session bus, unlocked keyring, simulator, driver
//! and profile; all of it gone when the test ends.

use fantoccini::error::NewSessionError;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use simulator::{Kind, Simulator};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// As long as a person would wait before calling it broken.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A process that does not outlive the test, nor do its children.
pub struct Owned(Child);

impl Owned {
    pub fn start(command: &mut Command) -> Self {
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command
            .process_group(0)
            .spawn()
            .unwrap_or_else(|error| panic!("{name} could not be started: {error}"));
        Self(child)
    }

    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// As a power cut would: nothing gets to say goodbye.
    pub fn kill_group(&mut self) {
        let group = format!("-{}", self.0.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
        let _ = self.0.wait();
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        self.kill_group();
    }
}

/// Where the program runs: everything a person has before starting it.
pub struct Desktop {
    pub folder: TempDir,
    /// What a program finds in its environment here besides.
    pub extras: Vec<(&'static str, std::ffi::OsString)>,
    /// What is started here.
    pub program: PathBuf,
    display: String,
    bus: String,
    keyring: bool,
    _xvfb: Owned,
    _bus: Owned,
    _keyring: Option<Owned>,
}

impl Drop for Desktop {
    /// What stood on the screen when a trip ended badly.
    fn drop(&mut self) {
        if std::thread::panicking() {
            let name = std::thread::current().name().unwrap_or("trip").replace("::", "-");
            self.photograph(&format!("failed-{name}"));
        }
    }
}

/// What opens a page on this desktop: it writes down which, and the test goes on from there.
fn put_browser(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let script = folder.join("bin/xdg-open");
    // Beside and then renamed, so that half a line is never read.
    let words = format!(
        "#!/bin/sh\nprintf '%s\\n' \"$1\" > {0}/opening && mv {0}/opening {0}/opened\n",
        folder.display()
    );
    std::fs::write(&script, words).expect("a script");
    std::fs::set_permissions(&script, PermissionsExt::from_mode(0o755)).expect("it may run");
}

fn path_with(first: &Path) -> std::ffi::OsString {
    let rest = std::env::var_os("PATH").unwrap_or_default();
    let all = std::iter::once(first.to_owned()).chain(std::env::split_paths(&rest));
    std::env::join_paths(all).expect("paths")
}

fn first_line(child: &mut Child) -> String {
    let mut line = String::new();
    let out = child.stdout.as_mut().expect("its output is piped");
    BufReader::new(out).read_line(&mut line).expect("it says where it is");
    line.trim().to_owned()
}

impl Desktop {
    pub fn with_keyring() -> Self {
        Self::new(true)
    }

    pub fn without_keyring() -> Self {
        Self::new(false)
    }

    fn new(keyring: bool) -> Self {
        let folder = tempfile::Builder::new().prefix("labrun-e2e-").tempdir().expect("a folder");
        for name in ["home", "runtime", "data", "config", "cache", "bin"] {
            std::fs::create_dir(folder.path().join(name)).expect("a folder");
        }
        put_browser(folder.path());
        let mut xvfb = Owned::start(
            Command::new("Xvfb")
                .args(["-displayfd", "1", "-screen", "0", "1400x900x24", "-nolisten", "tcp"])
                // What is set while no window is there is still set when one comes.
                .arg("-noreset")
                .stdout(Stdio::piped())
                .stderr(Stdio::null()),
        );
        let display = format!(":{}", first_line(&mut xvfb.0));
        let mut bus = Owned::start(
            Command::new("dbus-daemon")
                .args(["--session", "--nofork", "--print-address"])
                .envs(homes(folder.path()))
                .env("DISPLAY", &display)
                .stdout(Stdio::piped())
                .stderr(Stdio::null()),
        );
        let address = first_line(&mut bus.0);
        let mut desktop = Self {
            folder,
            extras: Vec::new(),
            program: program(),
            display,
            bus: address,
            keyring,
            _xvfb: xvfb,
            _bus: bus,
            _keyring: None,
        };
        if keyring {
            desktop.unlock_keyring();
        }
        desktop
    }

    /// As somebody sets it for all of the desktop who does not see well. What starts from then on has
    /// it: WebKit enlarges its pages by it.
    pub fn make_text_twice_as_large(&self) {
        // Where desktops on X11 keep it: in dots per inch, 96 of which are the usual size.
        let mut set = Command::new("xprop");
        set.args(["-root", "-f", "RESOURCE_MANAGER", "8s"]);
        self.place(set.args(["-set", "RESOURCE_MANAGER", "Xft.dpi:\t192\n"]));
        assert!(set.status().is_ok_and(|done| done.success()), "xprop failed");
    }

    fn unlock_keyring(&mut self) {
        let mut daemon = Command::new("gnome-keyring-daemon");
        daemon.args(["--unlock", "--foreground", "--components=secrets"]);
        self.place(&mut daemon);
        let mut daemon =
            Owned::start(daemon.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()));
        let mut password = daemon.0.stdin.take().expect("its input is piped");
        password.write_all(b"a password").expect("it reads its password");
        drop(password);
        // It prints its control address when it is there; then the bus knows its name.
        first_line(&mut daemon.0);
        let asked = Instant::now();
        loop {
            let mut ask = Command::new("dbus-send");
            ask.args([
                "--session",
                "--print-reply",
                "--dest=org.freedesktop.secrets",
                "/org/freedesktop/secrets",
                "org.freedesktop.DBus.Peer.Ping",
            ]);
            self.place(&mut ask);
            if ask.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|s| s.success()) {
                break;
            }
            assert!(asked.elapsed() < PATIENCE, "the keyring did not come up");
            std::thread::sleep(Duration::from_millis(50));
        }
        self._keyring = Some(daemon);
    }

    /// All of the screen, into `LABRUN_SHOTS` when that names a folder.
    pub fn photograph(&self, name: &str) {
        let Some(folder) = std::env::var_os("LABRUN_SHOTS").map(PathBuf::from) else { return };
        let mut look = Command::new("ffmpeg");
        look.args(["-v", "error", "-y", "-f", "x11grab", "-i", &self.display, "-frames:v", "1"]);
        let _ = look.arg(folder.join(format!("{name}.png"))).status();
    }

    /// Puts a program on this desktop.
    pub fn place(&self, command: &mut Command) {
        command
            .envs(homes(self.folder.path()))
            .env("DISPLAY", &self.display)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus)
            .env("PATH", path_with(&self.folder.path().join("bin")))
            .env("GDK_BACKEND", "x11")
            // English, whatever the machine speaks: `extras` may say otherwise.
            .env("LANG", "C.UTF-8")
            .env_remove("LANGUAGE")
            .env_remove("LC_ALL")
            .env_remove("LC_MESSAGES")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("XDG_CURRENT_DESKTOP")
            .envs(self.extras.iter().map(|(name, value)| (name, value)));
        if !self.keyring {
            command.env_remove("GNOME_KEYRING_CONTROL");
        }
    }

    /// The page that the program had the browser open, once it did; each is told once.
    pub async fn opened_page(&self) -> String {
        let written = self.folder.path().join("opened");
        wait_until("a page in the browser", PATIENCE, || async {
            let page =
                std::fs::read_to_string(&written).ok().filter(|page| page.ends_with('\n'))?;
            std::fs::remove_file(&written).ok()?;
            Some(page.trim().to_owned())
        })
        .await
    }

    /// What a person's browser does with an address: a real one, without a window. Chromium runs
    /// the page's script too, which is how an answer behind a `#` comes back.
    pub fn browse(&self, address: &str) {
        let mut browser = Command::new("chromium");
        browser
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--ignore-certificate-errors"])
            .arg(format!("--user-data-dir={}", self.folder.path().join("browser").display()))
            .args(["--virtual-time-budget=5000", "--dump-dom"])
            .arg(address);
        self.place(&mut browser);
        let done = browser.stderr(Stdio::null()).output().expect("the browser runs");
        assert!(done.status.success(), "the browser failed");
    }

    pub fn profile(&self) -> PathBuf {
        self.folder.path().join("profile")
    }

    /// What the program has in memory, without its web view's processes, in MB.
    pub fn resident_mb(&self) -> u64 {
        let profile = self.profile();
        let processes = std::fs::read_dir("/proc").expect("a list").flatten();
        let ours = processes.map(|one| one.path()).find(|process| {
            let words = std::fs::read(process.join("cmdline")).unwrap_or_default();
            let words = String::from_utf8_lossy(&words);
            words.contains(profile.to_str().expect("the test's own path"))
                && words.split('\0').next().is_some_and(|name| Path::new(name) == program())
        });
        let status = ours.and_then(|process| std::fs::read_to_string(process.join("status")).ok());
        let status = status.expect("the program runs");
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("it is told");
        let kb: u64 = line.split_whitespace().nth(1).and_then(|kb| kb.parse().ok()).expect("kB");
        kb / 1000
    }

    /// Points the profile at a cloud that is not the vendor's, as an administrator would.
    pub fn point_at(&self, simulator: &Simulator) {
        std::fs::create_dir_all(self.profile()).expect("a folder");
        let ca = simulator.ca_pem_path();
        let at = |kind| json!({ "address": simulator.address(kind), "ca": ca });
        // Its address is typed all the same: only whom to trust is lent, and whose key to use.
        let mut machine = at(Kind::Multicam);
        machine["public_key"] = json!(simulator.keys().multicam_public_key);
        let profile = json!({"clouds": {
            "frameio": at(Kind::Frameio),
            "multicam": machine,
            "eagle_eye": at(Kind::EagleEye),
            "vinli": at(Kind::Vinli),
        }});
        std::fs::write(self.profile().join("profile.json"), profile.to_string()).expect("written");
    }

    /// The program, without a driver: for starting and killing.
    pub fn start_app(&self) -> Owned {
        let mut app = Command::new(&self.program);
        app.arg("--profile").arg(self.profile());
        self.place(&mut app);
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(self.folder.path().join("app.out"))
            .expect("a log");
        Owned::start(app.stdout(log.try_clone().expect("a log")).stderr(log))
    }

    /// The window of this title, while there is one.
    fn window(&self, title: &str) -> Option<String> {
        let mut search = Command::new("xdotool");
        search.args(["search", "--onlyvisible", "--name", title]);
        self.place(&mut search);
        let found = search.output().expect("xdotool runs").stdout;
        String::from_utf8_lossy(&found).lines().last().map(str::to_owned)
    }

    /// Types a path into the system's dialog of this title, as a hand on the keyboard. A dialog
    /// that is on the screen may not listen yet, so the hand looks whether it was understood.
    pub fn choose_in_dialog(&self, title: &str, path: &str) {
        for _ in 0..6 {
            let window = wait_for(&format!("the window {title:?}"), || self.window(title));
            let words: [&[&str]; 5] = [
                &["windowfocus", "--sync", &window],
                // What an earlier try may have left.
                &["key", "ctrl+a"],
                // A path that begins with a slash opens the dialog's line for typing.
                &["type", "--delay", "15", path],
                // What the dialog would complete it to.
                &["key", "Delete"],
                &["key", "Return"],
            ];
            for words in words {
                let mut act = Command::new("xdotool");
                act.args(words);
                self.place(&mut act);
                act.status().expect("xdotool runs");
            }
            let typed = Instant::now();
            while typed.elapsed() < Duration::from_secs(4) {
                if self.window(title).is_none() {
                    return;
                }
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        panic!("the dialog {title:?} did not take {path}");
    }
}

fn homes(folder: &Path) -> Vec<(&'static str, PathBuf)> {
    vec![
        ("HOME", folder.join("home")),
        ("XDG_RUNTIME_DIR", folder.join("runtime")),
        ("XDG_DATA_HOME", folder.join("data")),
        ("XDG_CONFIG_HOME", folder.join("config")),
        ("XDG_CACHE_HOME", folder.join("cache")),
    ]
}

/// The program with the interface inside, as `tauri build` made it. `LABRUN_PROGRAM` names another
/// one: what ships, where figures are wanted.
fn program() -> PathBuf {
    let named = std::env::var_os("LABRUN_PROGRAM").map(PathBuf::from);
    named.unwrap_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_labrun")))
}

/// Waits for a moment, not for a time.
pub fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(start.elapsed() < PATIENCE, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// The same, where looking takes a request.
pub async fn wait_until<T, F>(what: &str, patience: Duration, mut look: impl FnMut() -> F) -> T
where
    F: Future<Output = Option<T>>,
{
    let start = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(start.elapsed() < patience, "waited in vain for {what}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// The program with a driver at its side: clicks, reads, takes pictures.
pub struct Driven {
    pub page: Client,
    _driver: Owned,
}

impl Driven {
    pub async fn open(desktop: &Desktop) -> Self {
        Self::start(desktop, json!(["--profile", desktop.profile()])).await
    }

    /// As the menu starts it: it knows by itself where its profile is.
    pub async fn open_from_the_menu(desktop: &Desktop) -> Self {
        Self::start(desktop, json!([])).await
    }

    async fn start(desktop: &Desktop, words: Value) -> Self {
        let (port, native) = (free_port(), free_port());
        let mut driver = Command::new("tauri-driver");
        driver
            .args(["--port", &port.to_string(), "--native-port", &native.to_string()])
            .args(["--native-driver", "/usr/bin/WebKitWebDriver"]);
        desktop.place(&mut driver);
        let log = std::fs::File::create(desktop.folder.path().join("driver.out")).expect("a log");
        let driver = Owned::start(driver.stdout(log.try_clone().expect("a log")).stderr(log));
        let capabilities = json!({
            "browserName": "wry",
            "tauri:options": {
                "application": desktop.program,
                "args": words,
            },
        });
        let Value::Object(capabilities) = capabilities else { unreachable!("it is an object") };
        let page = wait_until("the driver", PATIENCE, || {
            let capabilities = capabilities.clone();
            async move {
                // A connection refused is a driver that is not there yet; anything else is said.
                std::net::TcpStream::connect(("127.0.0.1", port)).ok()?;
                let address = format!("http://127.0.0.1:{port}");
                let session = ClientBuilder::new(HttpConnector::new())
                    .capabilities(capabilities)
                    .connect(&address)
                    .await;
                match session {
                    Ok(page) => Some(page),
                    // The driver answers before the one that it speaks to does.
                    Err(
                        NewSessionError::Failed(_)
                        | NewSessionError::FailedC(_)
                        | NewSessionError::Lost(_),
                    ) => None,
                    Err(error) => panic!("the window did not open: {error}"),
                }
            }
        })
        .await;
        Self { page, _driver: driver }
    }

    /// A screen worth looking at. It is read as a screen reader would, always; and a picture of it
    /// goes into `LABRUN_SHOTS` when that names a folder.
    pub async fn picture(&self, name: &str) {
        self.read_aloud(name).await;
        let Some(folder) = std::env::var_os("LABRUN_SHOTS").map(PathBuf::from) else { return };
        std::fs::create_dir_all(&folder).expect("a folder");
        // What has changed since the last frame is in the next.
        let painted = "
            const done = arguments[arguments.length - 1];
            requestAnimationFrame(() => requestAnimationFrame(() => done()));";
        self.page.execute_async(painted, Vec::new()).await.expect("it paints");
        let picture = self.page.screenshot().await.expect("a picture");
        std::fs::write(folder.join(format!("{name}.png")), picture).expect("written");
    }

    /// What axe finds wrong with the page as it stands: names, roles, contrast, order.
    async fn read_aloud(&self, name: &str) {
        let axe = concat!(env!("CARGO_MANIFEST_DIR"), "/ui/node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(axe).expect("axe-core is among the UI's packages");
        let brought = format!("if (!window.axe) {{ {axe} }}");
        self.page.execute(&brought, Vec::new()).await.expect("axe is there");
        let ask = "
            const done = arguments[arguments.length - 1];
            const said = (one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' | ')}`;
            // What is still on its way in or out has colours of its own.
            const moving = document.getAnimations()
                .filter((one) => one.effect?.getComputedTiming().endTime !== Infinity)
                .map((one) => one.finished.catch(() => {}));
            Promise.all(moving)
                .then(() => axe.run(document, {
                    resultTypes: ['violations'],
                    // A menu or a question lies over the page and in none of its parts.
                    rules: {
                        region: {
                            enabled: !document.querySelector('[role=menu], [role=alertdialog]'),
                        },
                    },
                }))
                .then((found) => done(found.violations.map(said)), (error) => done([`${error}`]));";
        let found = self.page.execute_async(ask, Vec::new()).await.expect("axe answers");
        let found = found.as_array().cloned().unwrap_or_default();
        assert!(found.is_empty(), "on the screen {name}: {found:#?}");
    }

    pub async fn close(self) {
        let _ = self.page.close().await;
    }
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    listener.local_addr().expect("it has one").port()
}
