//! The window as a screen reader has it: the tree on the accessibility bus, asked for as Orca asks,
//! and what is told there.
//!
//! Nothing in Labrun has to be switched on for it. Where there is an accessibility bus (`at-spi2-core`;
//! the session bus starts it for the first who asks) GTK puts its window there, and WebKit, from its
//! own process, what is inside. Changes are told only to somebody who listens: `IsEnabled` of
//! `org.a11y.Status` says that there is one, as a screen reader does when it starts, and the registry
//! passes on what that one asked for. `NO_AT_BRIDGE` in the environment would cut the window off.

mod node;

pub use node::{Node, State};

use crate::app::{Desktop, PATIENCE, wait_until};
use crate::panel::bus_of;
use futures_util::StreamExt;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use zbus::connection::Builder;
use zbus::message::{Message, Type};
use zbus::proxy::CacheProperties;
use zbus::zvariant::{OwnedObjectPath, OwnedValue};
use zbus::{Connection, MatchRule, MessageStream, Proxy};

/// On whose side of the bus, and where.
type At = (String, OwnedObjectPath);

const REGISTRY: &str = "org.a11y.atspi.Registry";
const DESKTOP: &str = "/org/a11y/atspi/accessible/root";

/// What was read out by itself, in its order.
type Told = Arc<Mutex<Vec<String>>>;

pub struct Reader {
    bus: Connection,
    told: Told,
}

impl Reader {
    /// Before the program or after it: people switch theirs on when they need it.
    pub async fn on(desktop: &Desktop) -> Self {
        let session = Builder::address(bus_of(desktop).as_str()).expect("an address");
        let session = session.build().await.expect("the session bus takes it");
        let place = ("org.a11y.Bus", "/org/a11y/bus");
        let status = proxy(&session, place, "org.a11y.Status").await.expect("a status");
        status.set_property("IsEnabled", true).await.expect("somebody listens");
        let bus = proxy(&session, place, "org.a11y.Bus").await.expect("a bus for it");
        let address: String = bus.call("GetAddress", &()).await.expect("it says where it is");
        let bus = Builder::address(address.as_str()).expect("an address");
        let bus = bus.build().await.expect("the accessibility bus takes it");
        let told = Told::default();
        listen(&bus, told.clone()).await.expect("the registry takes it");
        Self { bus, told }
    }

    /// All of the window, from its frame on.
    pub async fn window(&self) -> Node {
        wait_until("the window on the accessibility bus", PATIENCE, || async {
            // The desktop, its programs, their windows.
            let programs = read(&self.bus, &at(REGISTRY, DESKTOP), 2).await.ok()?.children;
            let windows = programs.into_iter().find(|one| one.name == "labrun")?.children;
            let frame = windows.into_iter().find(|one| one.role == "frame")?.at;
            read(&self.bus, &frame, usize::MAX).await.ok()
        })
        .await
    }

    /// A screen worth reading. Everything on it has to be what it looks like, and have a name.
    pub async fn look(&self, screen: &str) -> Node {
        let mut window = self.window().await;
        // What came and went while it was read is read once more.
        for _ in 0..3 {
            if node::wrong_with(&window).is_empty() {
                return window;
            }
            window = self.window().await;
        }
        panic!("on the screen {screen}: {:#?}\n{}", node::wrong_with(&window), window.outline());
    }

    /// Reads all of it until this is there.
    pub async fn until<T>(&self, what: &str, look: impl Fn(&Node) -> Option<T>) -> T {
        let start = Instant::now();
        loop {
            let window = self.window().await;
            if let Some(found) = look(&window) {
                return found;
            }
            let patient = start.elapsed() < PATIENCE;
            assert!(patient, "waited in vain for {what}; the tree is\n{}", window.outline());
        }
    }

    pub async fn until_there(&self, role: &str, name: &str) -> Node {
        self.until(&format!("the {role} {name:?}"), |window| window.find(role, name).cloned()).await
    }

    /// Not with the mouse and not with the keyboard: by the action that it offers.
    pub async fn press(&self, role: &str, name: &str) {
        let node = self.until_there(role, name).await;
        let place = (node.at.0.as_str(), node.at.1.as_str());
        let action = proxy(&self.bus, place, "org.a11y.atspi.Action").await.expect("it has one");
        let done: bool = action.call("DoAction", &(0i32)).await.expect("it takes it");
        assert!(done, "the {role} {name:?} did nothing");
    }

    /// Waits until this was read out by itself, after what was before.
    pub async fn until_told(&self, words: &str) {
        let start = Instant::now();
        loop {
            let mut told = self.told.lock().expect("nobody panics with the lock").clone();
            if let Some(at) = told.iter().position(|said| said.contains(words)) {
                self.told.lock().expect("nobody panics with the lock").drain(..=at);
                return;
            }
            told.dedup();
            assert!(start.elapsed() < PATIENCE, "{words:?} was not among {told:#?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

fn at(whose: &str, path: &str) -> At {
    (whose.to_owned(), OwnedObjectPath::try_from(path).expect("a path"))
}

async fn proxy(bus: &Connection, at: (&str, &str), what: &str) -> zbus::Result<Proxy<'static>> {
    zbus::proxy::Builder::new(bus)
        .destination(at.0.to_owned())?
        .path(at.1.to_owned())?
        .interface(what.to_owned())?
        // Whoever asks wants to know how it is now.
        .cache_properties(CacheProperties::No)
        .build()
        .await
}

/// So many levels. What goes while it is read is left out.
async fn read(bus: &Connection, at: &At, levels: usize) -> zbus::Result<Node> {
    let place = (at.0.as_str(), at.1.as_str());
    let node = proxy(bus, place, "org.a11y.atspi.Accessible").await?;
    let (role, states, attributes, interfaces) = tokio::try_join!(
        node.call::<_, _, u32>("GetRole", &()),
        node.call::<_, _, Vec<u32>>("GetState", &()),
        node.call::<_, _, HashMap<String, String>>("GetAttributes", &()),
        node.call::<_, _, Vec<String>>("GetInterfaces", &()),
    )?;
    let text = match interfaces.iter().any(|one| one == "org.a11y.atspi.Text") {
        true => {
            let text = proxy(bus, place, "org.a11y.atspi.Text").await?;
            text.call("GetText", &(0i32, -1i32)).await?
        }
        false => String::new(),
    };
    let mut children = Vec::new();
    if levels > 0 {
        // One by one: a list of all, GTK does not have of what another process has put into it.
        let count: i32 = node.get_property("ChildCount").await.unwrap_or(0);
        for index in 0..count {
            let Ok(child) = node.call("GetChildAtIndex", &(index)).await else { continue };
            children.extend(Box::pin(read(bus, &child, levels - 1)).await.ok());
        }
    }
    Ok(Node {
        at: at.clone(),
        role: node::role_name(role),
        name: node.get_property("Name").await.unwrap_or_default(),
        description: node.get_property("Description").await.unwrap_or_default(),
        text,
        states: states.iter().rev().fold(0, |all, word| all << 32 | u64::from(*word)),
        attributes,
        children,
    })
}

/// Asks for what pages say by themselves, and keeps the words of it.
async fn listen(bus: &Connection, told: Told) -> zbus::Result<()> {
    let rule = MatchRule::builder()
        .msg_type(Type::Signal)
        .interface("org.a11y.atspi.Event.Object")?
        .build();
    let mut signals = MessageStream::for_match_rule(rule, bus, Some(4096)).await?;
    let registry = proxy(bus, (REGISTRY, "/org/a11y/atspi/registry"), REGISTRY).await?;
    let nothing: Vec<&str> = Vec::new();
    for event in ["Object:TextChanged:insert", "Object:ChildrenChanged:add"] {
        let () = registry.call("RegisterEvent", &(event, &nothing, "")).await?;
    }
    let bus = bus.clone();
    tokio::spawn(async move {
        while let Some(Ok(signal)) = signals.next().await {
            if let Some(said) = read_out(&bus, &signal).await.filter(|said| !said.is_empty()) {
                told.lock().expect("nobody panics with the lock").push(said);
            }
        }
    });
    Ok(())
}

/// What a screen reader says when it is told this: words that came where it is to speak by itself.
async fn read_out(bus: &Connection, signal: &Message) -> Option<String> {
    let header = signal.header();
    let (what, whose, path) = (header.member()?, header.sender()?, header.path()?);
    let (how, value) = parts_of(signal)?;
    match (what.as_str(), how.as_str()) {
        ("TextChanged", "insert") => {
            let said = String::try_from(value).ok()?;
            read(bus, &at(whose, path), 0).await.ok()?.is_live().then_some(said)
        }
        ("ChildrenChanged", "add") => {
            let (whose, path) = <(String, OwnedObjectPath)>::try_from(value).ok()?;
            let child = read(bus, &(whose, path), usize::MAX).await.ok()?;
            child.is_live().then(|| child.said())
        }
        _ => None,
    }
}

/// GTK and WebKit do not agree on what comes last, which nobody reads.
fn parts_of(signal: &Message) -> Option<(String, OwnedValue)> {
    type Gtk = (String, i32, i32, OwnedValue, HashMap<String, OwnedValue>);
    type WebKit = (String, i32, i32, OwnedValue, At);
    let body = signal.body();
    if let Ok((how, _, _, value, _)) = body.deserialize::<WebKit>() {
        return Some((how, value));
    }
    body.deserialize::<Gtk>().ok().map(|(how, _, _, value, _)| (how, value))
}
