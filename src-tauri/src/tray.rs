//! The program's face while no window is open: where it goes, how much is left, pause, quit.
//!
//! On Linux the menu is the only way in, so everything is in the menu and nothing depends on a
//! click on the icon.

use crate::events::Glance;
use crate::shell::Shell;
use crate::view::Update;
use crate::{updates, window};
use domain::{ConnectionState, ErrorKind, Pause};
use engine::{Headline, Standstill};
use std::sync::Arc;
use std::time::Duration;
use tauri::image::Image;
use tauri::menu::{Menu, MenuEvent, MenuItem, PredefinedMenuItem};
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, Manager, Wry};
use tauri_plugin_dialog::{DialogExt, MessageDialogButtons};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    Idle,
    Moving,
    Waiting,
    Attention,
}

/// What the tray says. Compared before it is shown: menus flicker when touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    face: Face,
    project: String,
    left: String,
    paused: bool,
    /// The line about updates, and whether it can be chosen.
    update: (String, bool),
}

impl Lines {
    pub fn new(glance: &Glance, update: &Update) -> Self {
        let Glance { connections, headline, pause, .. } = glance;
        let projects: Vec<&str> = connections
            .iter()
            .filter_map(|one| one.state.project())
            .map(|project| project.name.as_str())
            .collect();
        let signed_out = connections.iter().any(|one| one.state == ConnectionState::NotAuthorized);
        let project = match projects.as_slice() {
            [] if signed_out => "Sign in again".to_owned(),
            [] => "Not connected".to_owned(),
            [one] => (*one).to_owned(),
            [first, rest @ ..] => format!("{first} and {} more", rest.len()),
        };
        let face = match (&headline.standstill, headline.files_left) {
            (Some(Standstill::Authorization { .. } | Standstill::Storage { .. }), _) => {
                Face::Attention
            }
            (Some(_), _) => Face::Waiting,
            (None, 0) if headline.needs_attention > 0 => Face::Attention,
            (None, 0) => Face::Idle,
            (None, _) => Face::Moving,
        };
        let paused = *pause != Pause::No;
        Self { face, project, left: left(headline), paused, update: about(update) }
    }
}

/// The line about updates, and whether anything happens when it is chosen.
fn about(update: &Update) -> (String, bool) {
    match update {
        Update::Off { .. } => ("Updates are off".to_owned(), false),
        Update::Current { .. } => ("Check for updates".to_owned(), true),
        Update::Checking => ("Checking for updates".to_owned(), false),
        Update::Downloading { version, .. } => (format!("Fetching Labrun {version}"), false),
        Update::Ready { version, .. } => (format!("Update to {version} now"), true),
        Update::Installing { version } => (format!("Installing Labrun {version}"), false),
        Update::Refused { .. } => ("An update was refused · check again".to_owned(), true),
    }
}

fn left(headline: &Headline) -> String {
    if headline.files_left == 0 {
        return match headline.needs_attention {
            0 => "Everything is uploaded".to_owned(),
            1 => "1 file needs attention".to_owned(),
            more => format!("{more} files need attention"),
        };
    }
    let files = if headline.files_left == 1 { "file" } else { "files" };
    let numbers = format!("{} {files} · {} left", headline.files_left, bytes(headline.bytes_left));
    match &headline.standstill {
        None => format!("{numbers} · {:.0} Mbit/s", headline.bytes_per_second * 8.0 / 1e6),
        Some(Standstill::Network { why, .. }) => {
            let why = match why {
                ErrorKind::CaptivePortal => "the network wants you to log in",
                ErrorKind::ProxyRefused => "a proxy refuses us",
                ErrorKind::Untrusted => "a certificate is not trusted",
                _ => "waiting for the network",
            };
            format!("{numbers} · {why}")
        }
        Some(Standstill::Metered) => format!("{numbers} · waiting for a network that is free"),
        Some(Standstill::Authorization { .. }) => format!("{numbers} · sign in again"),
        Some(Standstill::Paused) => format!("{numbers} · paused"),
        Some(Standstill::Busy { .. }) => format!("{numbers} · the cloud is busy"),
        Some(Standstill::Storage { .. }) => format!("{numbers} · this computer's disk fails"),
    }
}

/// Decimal, as disks and cards are labelled.
fn bytes(count: u64) -> String {
    const UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];
    let mut amount = count as f64;
    let mut unit = 0;
    while amount >= 999.5 && unit < UNITS.len() - 1 {
        amount /= 1000.0;
        unit += 1;
    }
    let digits = if unit > 1 && amount < 100.0 { 1 } else { 0 };
    format!("{amount:.digits$} {}", UNITS[unit])
}

/// The items that change.
struct Items {
    project: MenuItem<Wry>,
    left: MenuItem<Wry>,
    pause: MenuItem<Wry>,
    pause_hour: MenuItem<Wry>,
    update: MenuItem<Wry>,
}

pub fn build(app: &AppHandle) -> tauri::Result<()> {
    let said = |text: &str| MenuItem::new(app, text, false, None::<&str>);
    let action = |id: &str, text: &str| MenuItem::with_id(app, id, text, true, None::<&str>);
    let items = Items {
        project: said("Labrun")?,
        left: said("Starting")?,
        pause: action("pause", "Pause")?,
        pause_hour: action("pause-hour", "Pause for 1 hour")?,
        update: action("update", "Check for updates")?,
    };
    let menu = Menu::with_items(
        app,
        &[
            &items.project,
            &items.left,
            &PredefinedMenuItem::separator(app)?,
            &items.pause,
            &items.pause_hour,
            &PredefinedMenuItem::separator(app)?,
            &action("open", "Open Labrun")?,
            &items.update,
            &action("quit", "Quit")?,
        ],
    )?;
    let tray = TrayIconBuilder::with_id("labrun")
        .icon(picture(Face::Idle)?)
        .tooltip("Labrun")
        .menu(&menu)
        .on_menu_event(chosen)
        .build(app);
    // A desktop without a tray is no reason not to start: starting again opens the window.
    if let Err(error) = tray {
        tracing::warn!(%error, "this desktop has no tray");
    }
    app.manage(items);
    Ok(())
}

pub fn show(app: &AppHandle, lines: &Lines) {
    let outcome = (|| -> tauri::Result<()> {
        let items = app.state::<Items>();
        items.project.set_text(&lines.project)?;
        items.left.set_text(&lines.left)?;
        items.pause.set_text(if lines.paused { "Resume" } else { "Pause" })?;
        items.pause_hour.set_enabled(!lines.paused)?;
        let (update, can_be_chosen) = &lines.update;
        items.update.set_text(update)?;
        items.update.set_enabled(*can_be_chosen)?;
        if let Some(tray) = app.tray_by_id("labrun") {
            tray.set_icon(Some(picture(lines.face)?))?;
            tray.set_tooltip(Some(format!("{}\n{}", lines.project, lines.left)))?;
        }
        Ok(())
    })();
    if let Err(error) = outcome {
        tracing::warn!(%error, "the tray could not be drawn");
    }
}

fn picture(face: Face) -> tauri::Result<Image<'static>> {
    Image::from_bytes(match face {
        Face::Idle => include_bytes!("../../icons/tray-idle.png"),
        Face::Moving => include_bytes!("../../icons/tray-moving.png"),
        Face::Waiting => include_bytes!("../../icons/tray-waiting.png"),
        Face::Attention => include_bytes!("../../icons/tray-attention.png"),
    })
}

fn chosen(app: &AppHandle, event: MenuEvent) {
    let app = app.clone();
    match event.id().as_ref() {
        "open" => window::show(&app),
        "pause" => act(app, |engine| async move {
            match engine.pause().await? {
                Pause::No => engine.pause_queue(None).await,
                _ => engine.resume_queue().await,
            }
        }),
        "pause-hour" => {
            act(
                app,
                |engine| async move { engine.pause_queue(Some(Duration::from_secs(3600))).await },
            )
        }
        "update" => updates::go_on(&app),
        "quit" => quit(app),
        _ => {}
    }
}

fn act<F>(app: AppHandle, work: impl FnOnce(engine::Engine) -> F + Send + 'static)
where
    F: Future<Output = Result<(), engine::EngineError>> + Send,
{
    tauri::async_runtime::spawn(async move {
        let shell = app.state::<Arc<Shell>>().inner().clone();
        let Some(engine) = shell.engine().await else { return };
        if let Err(error) = work(engine).await {
            tracing::warn!(%error, "the tray's wish could not be done");
        }
    });
}

/// Asks once when uploads are left, and says that they go on next time.
pub fn quit(app: AppHandle) {
    tauri::async_runtime::spawn(async move {
        let shell = app.state::<Arc<Shell>>().inner().clone();
        let left = match shell.engine().await {
            Some(engine) => engine.headline().await.map_or(0, |headline| headline.files_left),
            None => 0,
        };
        if left == 0 {
            app.exit(0);
            return;
        }
        let files = if left == 1 { "1 file is" } else { &format!("{left} files are") };
        app.dialog()
            .message(format!(
                "{files} still on the way. They go on where they are when Labrun is opened again."
            ))
            .title("Quit Labrun?")
            .buttons(MessageDialogButtons::OkCancelCustom(
                "Quit".to_owned(),
                "Keep uploading".to_owned(),
            ))
            .show(move |sure| {
                if sure {
                    app.exit(0);
                }
            });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headline(files_left: u64, standstill: Option<Standstill>) -> Headline {
        Headline {
            files_left,
            bytes_left: 84_200_000_000,
            fraction: 0.5,
            bytes_per_second: 51_500_000.0,
            seconds_left: None,
            needs_attention: 0,
            standstill,
        }
    }

    #[test]
    fn the_tray_says_what_is_left_or_why_nothing_moves() {
        assert_eq!(left(&headline(12, None)), "12 files · 84.2 GB left · 412 Mbit/s");
        assert_eq!(left(&headline(1, Some(Standstill::Paused))), "1 file · 84.2 GB left · paused");
        assert_eq!(left(&headline(0, None)), "Everything is uploaded");
    }

    #[test]
    fn its_face_is_attention_only_when_a_person_is_needed() {
        let face = |headline: &Headline| {
            let glance = Glance {
                headline: headline.clone(),
                connections: Vec::new(),
                settings: domain::Settings::default(),
                pause: Pause::No,
                done: 0,
            };
            Lines::new(&glance, &Update::Checking).face
        };
        assert_eq!(face(&headline(1, None)), Face::Moving);
        let why = ErrorKind::Offline;
        let network = Standstill::Network { next_try: domain::Timestamp(0), why };
        assert_eq!(face(&headline(1, Some(network))), Face::Waiting);
        let disk = Standstill::Storage { said: String::new() };
        assert_eq!(face(&headline(1, Some(disk))), Face::Attention);
        assert_eq!(face(&headline(0, None)), Face::Idle);
        let failed = Headline { needs_attention: 2, ..headline(0, None) };
        assert_eq!(face(&failed), Face::Attention);
    }

    #[test]
    fn amounts_read_as_on_a_cards_label() {
        assert_eq!(bytes(0), "0 B");
        assert_eq!(bytes(999_700), "1.0 MB");
        assert_eq!(bytes(128_000_000_000), "128 GB");
    }
}
