//! The program's face while no window is open: where it goes, how much is left, pause, quit.
//!
//! On Linux the menu is the only way in, so everything is in the menu and nothing depends on a
//! click on the icon.

use crate::events::Glance;
use crate::shell::Shell;
use crate::updates::State;
use crate::{updates, window};
use domain::{ConnectionState, ErrorKind, Language, Pause};
use engine::{Headline, Standstill};
use std::sync::Arc;
use std::time::Duration;
use tauri::image::Image;
use tauri::menu::{Menu, MenuEvent, MenuItem, PredefinedMenuItem};
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, Manager, Wry};
use tauri_plugin_dialog::{DialogExt, MessageDialogButtons};
use words::Words;

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
    language: Language,
    face: Face,
    project: String,
    left: String,
    paused: bool,
    /// The line about updates, and whether it can be chosen.
    update: (String, bool),
}

impl Lines {
    pub fn new(glance: &Glance, update: &State, words: &Words) -> Self {
        let Glance { connections, headline, pause, .. } = glance;
        let projects: Vec<&str> = connections
            .iter()
            .filter_map(|one| one.state.project())
            .map(|project| project.name.as_str())
            .collect();
        let signed_out = connections.iter().any(|one| one.state == ConnectionState::NotAuthorized);
        let project = match projects.as_slice() {
            [] if signed_out => words.say("tray-sign-in-again", &[]),
            [] => words.say("tray-not-connected", &[]),
            [one] => (*one).to_owned(),
            [first, rest @ ..] => {
                let args = [("project", (*first).into()), ("more", rest.len().into())];
                words.say("tray-project-and-more", &args)
            }
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
        Self {
            language: words.language(),
            face,
            project,
            left: left(headline, words),
            paused: *pause != Pause::No,
            update: about(update, words),
        }
    }
}

/// The line about updates, and whether anything happens when it is chosen.
fn about(update: &State, words: &Words) -> (String, bool) {
    let of = |id, version: &str| words.say(id, &[("version", version.into())]);
    match update {
        State::Off { .. } => (words.say("tray-updates-off", &[]), false),
        State::Current { .. } => (words.say("tray-update-check", &[]), true),
        State::Checking => (words.say("tray-update-checking", &[]), false),
        State::Downloading { version, .. } => (of("tray-update-fetching", version), false),
        State::Ready { version, .. } => (of("tray-update-ready", version), true),
        State::Installing { version } => (of("tray-update-installing", version), false),
        State::Refused { .. } => (words.say("tray-update-refused", &[]), true),
    }
}

fn left(headline: &Headline, words: &Words) -> String {
    if headline.files_left == 0 {
        return match headline.needs_attention {
            0 => words.say("tray-everything-uploaded", &[]),
            some => words.say("tray-attention", &[("files", some.into())]),
        };
    }
    let bytes = words::bytes(headline.bytes_left, words.language());
    let args = [("files", headline.files_left.into()), ("bytes", bytes.into())];
    let numbers = words.say("tray-left", &args);
    let how = match &headline.standstill {
        None => {
            let mbit = (headline.bytes_per_second * 8.0 / 1e6).round();
            words.say("tray-speed", &[("mbit", mbit.into())])
        }
        Some(why) => words.say(stands_still(why), &[]),
    };
    format!("{numbers} · {how}")
}

fn stands_still(why: &Standstill) -> &'static str {
    match why {
        Standstill::Network { why: ErrorKind::CaptivePortal, .. } => "tray-login",
        Standstill::Network { why: ErrorKind::ProxyRefused, .. } => "tray-proxy",
        Standstill::Network { why: ErrorKind::Untrusted, .. } => "tray-untrusted",
        Standstill::Network { .. } => "tray-network",
        Standstill::Metered => "tray-metered",
        Standstill::Authorization { .. } => "tray-signed-out",
        Standstill::Paused => "tray-paused",
        Standstill::Busy { .. } => "tray-busy",
        Standstill::Storage { .. } => "tray-storage",
    }
}

/// The items that change.
struct Items {
    project: MenuItem<Wry>,
    left: MenuItem<Wry>,
    pause: MenuItem<Wry>,
    pause_hour: MenuItem<Wry>,
    open: MenuItem<Wry>,
    update: MenuItem<Wry>,
    quit: MenuItem<Wry>,
}

pub fn build(app: &AppHandle, words: &Words) -> tauri::Result<()> {
    let said = |text: &str| MenuItem::new(app, text, false, None::<&str>);
    let action =
        |id: &str, text: &str| MenuItem::with_id(app, id, words.say(text, &[]), true, None::<&str>);
    let items = Items {
        project: said("Labrun")?,
        left: said(&words.say("tray-starting", &[]))?,
        pause: action("pause", "tray-pause")?,
        pause_hour: action("pause-hour", "tray-pause-hour")?,
        open: action("open", "tray-open")?,
        update: action("update", "tray-update-check")?,
        quit: action("quit", "tray-quit")?,
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
            &items.open,
            &items.update,
            &items.quit,
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
        let words = Words::of(lines.language);
        let pause = if lines.paused { "tray-resume" } else { "tray-pause" };
        items.pause.set_text(words.say(pause, &[]))?;
        items.pause_hour.set_text(words.say("tray-pause-hour", &[]))?;
        items.pause_hour.set_enabled(!lines.paused)?;
        items.open.set_text(words.say("tray-open", &[]))?;
        items.quit.set_text(words.say("tray-quit", &[]))?;
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
        let words = shell.words();
        app.dialog()
            .message(words.say("tray-quit-words", &[("files", left.into())]))
            .title(words.say("tray-quit-title", &[]))
            .buttons(MessageDialogButtons::OkCancelCustom(
                words.say("tray-quit-yes", &[]),
                words.say("tray-quit-no", &[]),
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
        let left = |headline| left(&headline, Words::of(Language::English));
        assert_eq!(left(headline(12, None)), "12 files · 84.2 GB left · 412 Mbit/s");
        assert_eq!(left(headline(1, Some(Standstill::Paused))), "1 file · 84.2 GB left · paused");
        assert_eq!(left(headline(0, None)), "Everything is uploaded");
        let two = Headline { needs_attention: 2, ..headline(0, None) };
        assert_eq!(left(two), "2 files need attention");
    }

    #[test]
    fn in_german_it_says_the_same_with_a_comma_in_the_numbers() {
        let left = |headline| left(&headline, Words::of(Language::German));
        let said = left(headline(1_012, None));
        assert_eq!(said, "1.012 Dateien · noch 84,2\u{a0}GB · 412\u{a0}Mbit/s");
        let said = left(headline(1, Some(Standstill::Paused)));
        assert_eq!(said, "1 Datei · noch 84,2\u{a0}GB · pausiert");
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
            Lines::new(&glance, &State::Checking, Words::of(Language::English)).face
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
}
