//! The rest of the desktop: a panel with a tray, a place for notifications, and the one that is asked
//! before the computer sleeps. It owns the names that real ones own, and does what they are asked.

use crate::app::{Desktop, wait_until};
use std::collections::HashMap;
use std::io::Read;
use std::os::unix::net::UnixStream;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use zbus::connection::Builder;
use zbus::message::Header;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::{OwnedFd, OwnedValue, Structure, Value};
use zbus::{Connection, Proxy, fdo, interface};

const MENU: &str = "com.canonical.dbusmenu";
const NOTIFICATIONS: &str = "/org/freedesktop/Notifications";

/// As long as it may take until something is told that waits for calm.
const PATIENCE: Duration = Duration::from_secs(40);

#[derive(Default)]
struct Seen {
    /// Whose icon it is and where, the last one at the end.
    icons: Vec<(String, String)>,
    notifications: Vec<(String, String)>,
    /// What was asked for, and the other end of what was given.
    awake: Vec<(String, UnixStream)>,
}

type Shared = Arc<Mutex<Seen>>;

pub struct Panel {
    bus: Connection,
    seen: Shared,
}

/// One line of the tray's menu.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    id: i32,
    pub text: String,
    pub enabled: bool,
}

impl Panel {
    /// Before any program, as on a real desktop.
    pub async fn on(desktop: &mut Desktop) -> Self {
        let bus = bus_of(desktop);
        // Whoever asks the system asks us.
        desktop.extras.push(("DBUS_SYSTEM_BUS_ADDRESS", bus.clone().into()));
        let seen = Shared::default();
        let bus = Builder::address(bus.as_str())
            .and_then(|bus| bus.serve_at("/StatusNotifierWatcher", Watcher(seen.clone())))
            .and_then(|bus| bus.serve_at(NOTIFICATIONS, Notifications(seen.clone())))
            .and_then(|bus| bus.serve_at("/org/freedesktop/login1", Login(seen.clone())))
            .and_then(|bus| bus.name("org.kde.StatusNotifierWatcher"))
            .and_then(|bus| bus.name("org.freedesktop.Notifications"))
            .and_then(|bus| bus.name("org.freedesktop.login1"))
            .expect("its names and places")
            .build()
            .await
            .expect("the bus takes it");
        Self { bus, seen }
    }

    fn seen<T>(&self, look: impl FnOnce(&mut Seen) -> T) -> T {
        look(&mut self.seen.lock().expect("nobody panics with the lock"))
    }

    async fn menu(&self) -> zbus::Result<Proxy<'static>> {
        let icon = self.seen(|seen| seen.icons.last().cloned());
        let (owner, path) = icon.ok_or(zbus::Error::InterfaceNotFound)?;
        let item = Proxy::new(&self.bus, owner.clone(), path, "org.kde.StatusNotifierItem").await?;
        let menu: zbus::zvariant::OwnedObjectPath = item.get_property("Menu").await?;
        Proxy::new(&self.bus, owner, menu, MENU).await
    }

    /// The menu of the newest icon, from top to bottom.
    pub async fn lines(&self) -> zbus::Result<Vec<Line>> {
        let menu = self.menu().await?;
        let nothing: Vec<&str> = Vec::new();
        let (_, root): (u32, OwnedValueTree) =
            menu.call("GetLayout", &(0i32, -1i32, nothing)).await?;
        let mut lines = Vec::new();
        for child in &root.2 {
            gather(child, &mut lines);
        }
        Ok(lines)
    }

    /// Waits for a line of the tray's menu.
    pub async fn until_line(&self, what: &str, is_it: impl Fn(&Line) -> bool) -> Line {
        let last = Mutex::new(Vec::new());
        let found = wait_until_or(PATIENCE, || async {
            let lines = self.lines().await.unwrap_or_default();
            *last.lock().expect("one at a time") = lines.clone();
            lines.into_iter().find(|line| is_it(line))
        })
        .await;
        found.unwrap_or_else(|| panic!("waited in vain for {what}; the tray says {last:#?}"))
    }

    pub async fn until_says(&self, text: &str) -> Line {
        self.until_line(text, |line| line.text.contains(text)).await
    }

    /// A hand on the menu, never on the icon.
    pub async fn choose(&self, text: &str) {
        let line = self.until_line(text, |line| line.enabled && line.text.contains(text)).await;
        let menu = self.menu().await.expect("it has a menu");
        let chosen = (line.id, "clicked", Value::from(0i32), 0u32);
        let () = menu.call("Event", &chosen).await.expect("the menu takes it");
    }

    /// How many times an icon was put into the tray: once by each program that starts.
    pub fn icons(&self) -> usize {
        self.seen(|seen| seen.icons.len())
    }

    pub fn notifications(&self) -> Vec<(String, String)> {
        self.seen(|seen| seen.notifications.clone())
    }

    pub async fn until_told(&self, title: &str) -> String {
        let told = wait_until_or(PATIENCE, || async {
            let all = self.notifications();
            all.into_iter().find(|(said, _)| said == title).map(|(_, body)| body)
        });
        told.await.unwrap_or_else(|| panic!("{title:?} was not among {:?}", self.notifications()))
    }

    /// A click on the notification that came last.
    pub async fn click_notification(&self) {
        let id = self.notifications().len() as u32;
        let emitter = SignalEmitter::new(&self.bus, NOTIFICATIONS).expect("it is served there");
        Notifications::action_invoked(&emitter, id, "default").await.expect("it is told");
    }

    /// What keeps the computer awake at this moment, such as `idle`.
    pub fn awake(&self) -> Vec<String> {
        self.seen(|seen| {
            seen.awake.retain_mut(|(_, ours)| {
                // Whoever lets go closes the other end.
                let gone = matches!(ours.read(&mut [0]), Ok(0));
                !gone
            });
            let mut what: Vec<String> = seen.awake.iter().map(|(what, _)| what.clone()).collect();
            what.sort();
            what
        })
    }

    pub async fn until_awake(&self, wanted: bool) {
        wait_until(&format!("awake to be {wanted}"), PATIENCE, || async {
            (self.awake().is_empty() != wanted).then_some(())
        })
        .await;
    }
}

async fn wait_until_or<T, F>(patience: Duration, mut look: impl FnMut() -> F) -> Option<T>
where
    F: Future<Output = Option<T>>,
{
    let start = std::time::Instant::now();
    while start.elapsed() < patience {
        if let Some(found) = look().await {
            return Some(found);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    None
}

pub fn bus_of(desktop: &Desktop) -> String {
    let mut anything = Command::new("true");
    desktop.place(&mut anything);
    let mut all = anything.get_envs();
    let bus = all.find(|(name, _)| *name == "DBUS_SESSION_BUS_ADDRESS");
    let bus = bus.and_then(|(_, value)| value?.to_str());
    bus.expect("a desktop has a bus").to_owned()
}

// ── the menu ────────────────────────────────────────────────────────────────────────────────────

/// Id, properties, children.
type OwnedValueTree = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

fn gather(item: &Value<'_>, lines: &mut Vec<Line>) {
    let item = match item {
        Value::Value(inner) => inner,
        other => other,
    };
    let Value::Structure(item) = item else { return };
    lines.extend(line(item));
    if let Some(Value::Array(children)) = item.fields().get(2) {
        for child in children.iter() {
            gather(child, lines);
        }
    }
}

fn line(item: &Structure<'_>) -> Option<Line> {
    let [Value::I32(id), Value::Dict(properties), _] = item.fields() else { return None };
    let mut text = None;
    let mut enabled = true;
    for (name, value) in properties.iter() {
        let Value::Str(name) = name else { continue };
        let value = match value {
            Value::Value(inner) => inner,
            other => other,
        };
        match (name.as_str(), value) {
            // An underscore is for the keyboard.
            ("label", Value::Str(label)) => text = Some(label.replace('_', "")),
            ("enabled", Value::Bool(on)) => enabled = *on,
            _ => {}
        }
    }
    Some(Line { id: *id, text: text?, enabled })
}

// ── what others would be ────────────────────────────────────────────────────────────────────────

struct Watcher(Shared);

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, service: &str, #[zbus(header)] header: Header<'_>) {
        let sender = header.sender().map(ToString::to_string).unwrap_or_default();
        let icon = match service.starts_with('/') {
            true => (sender, service.to_owned()),
            false => (service.to_owned(), "/StatusNotifierItem".to_owned()),
        };
        self.0.lock().expect("nobody panics with the lock").icons.push(icon);
    }

    fn register_status_notifier_host(&self, _service: &str) {}

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        Vec::new()
    }
}

struct Notifications(Shared);

#[interface(name = "org.freedesktop.Notifications")]
impl Notifications {
    #[allow(clippy::too_many_arguments)]
    fn notify(
        &self,
        _app: &str,
        _replaces: u32,
        _icon: &str,
        summary: String,
        body: String,
        _actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _timeout: i32,
    ) -> u32 {
        let mut seen = self.0.lock().expect("nobody panics with the lock");
        seen.notifications.push((summary, body));
        seen.notifications.len() as u32
    }

    fn get_capabilities(&self) -> Vec<String> {
        vec!["body".to_owned(), "actions".to_owned()]
    }

    fn get_server_information(&self) -> (&str, &str, &str, &str) {
        ("a panel", "of a test", "1", "1.2")
    }

    fn close_notification(&self, _id: u32) {}

    #[zbus(signal)]
    async fn action_invoked(to: &SignalEmitter<'_>, id: u32, action: &str) -> zbus::Result<()>;
}

struct Login(Shared);

#[interface(name = "org.freedesktop.login1.Manager")]
impl Login {
    fn inhibit(&self, what: String, who: &str, _why: &str, mode: &str) -> fdo::Result<OwnedFd> {
        assert_eq!((who, mode), ("Labrun", "block"));
        let (ours, theirs) = UnixStream::pair().map_err(|e| fdo::Error::IOError(e.to_string()))?;
        ours.set_nonblocking(true).map_err(|e| fdo::Error::IOError(e.to_string()))?;
        self.0.lock().expect("nobody panics with the lock").awake.push((what, ours));
        Ok(std::os::fd::OwnedFd::from(theirs).into())
    }
}
