//! `cargo xtask shots`: a picture of every screen in both themes, into `docs/screenshots`, and the page
//! that shows them.
//!
//! The UI takes them of itself, over a backend in memory, and looks at each for what a screen reader
//! would miss. To show one more: a line below; `ui/shots.mjs` has all names that there are.

use std::fmt::Write;
use std::path::Path;

use anyhow::{Context, Result};

use crate::machine::{self, Purpose};
use crate::{app, repo};

const PAGE: &str = "docs/screens.md";
const PICTURES: &str = "docs/screenshots";
const TAKEN: &str = "ui/dist/shots";
const THEMES: [&str; 2] = ["dark", "light"];

const SCREENS: &[(&str, &[(&str, &str)])] = &[
    (
        "Connecting",
        &[
            ("first-run", "Opened for the first time"),
            ("connect", "Which camera cloud"),
            ("ways-frameio", "How to sign in there"),
            ("secret", "A key of the product, asked for once"),
            ("code", "Pairing by a six-digit code"),
            ("browser", "Signing in by the browser"),
            ("confirming", "An answer that could have been slipped in"),
            ("form-multicam", "Signing in by a form"),
            ("picker-open", "Choosing account and project"),
            ("picker-no-account", "Nothing to choose from"),
            ("connection", "Connected"),
            ("connected-multicam", "A cloud that takes no media"),
            ("disconnect", "What disconnecting does"),
            ("signed-out-connection", "Signed out"),
        ],
    ),
    (
        "The queue",
        &[
            ("connected-empty", "Nothing in it yet"),
            ("queue", "Files on their way"),
            ("queue-details", "One upload, and its parts"),
            ("queue-selected", "Several chosen"),
            ("queue-menu", "What can be done to one"),
            ("checksums", "What was sent, and its checksums"),
            ("growing", "A clip that is still being recorded"),
            ("offered-list", "Found, and not picked yet"),
            ("failing-details", "A failure, in words"),
            ("offline", "No network"),
            ("captive", "A network that asks to sign in first"),
            ("paused", "Paused"),
            ("storage", "A disk that is full"),
            ("done", "All of it has arrived"),
            ("four-clouds-all", "Four clouds at once"),
        ],
    ),
    (
        "Folders, network and settings",
        &[
            ("folders", "Watched folders"),
            ("folder-dialog-filled", "What is taken from one"),
            ("network-panel", "The network"),
            ("settings", "How much at once, and how fast"),
            ("settings-schedule", "Limits by the hour"),
            ("settings-order", "What goes first"),
            ("settings-proxy", "A company's proxy and its certificates"),
            ("settings-network", "Where the queue lies"),
            ("settings-refused", "A certificate and a folder that cannot be used"),
            ("settings-language", "Another language, at once"),
            ("settings-elsewhere", "Settings from a file, and into one"),
            ("keys", "Every key"),
        ],
    ),
    (
        "Updates, help, and files from outside",
        &[
            ("update-ready", "A new version is here"),
            ("update-refused", "A new version that was refused"),
            ("settings-update-ready", "The new version, in the settings"),
            ("settings-update-refused", "The refused one, in the settings"),
            ("settings-update-off", "Where nobody looks for updates"),
            ("diagnostics", "What is wrong, and the text before it is saved"),
            ("handed-over", "Files handed over by a second start"),
        ],
    ),
    (
        "In German",
        &[
            ("code-german", "Signing in"),
            ("queue-german", "The queue"),
            ("settings-german", "Settings"),
        ],
    ),
    (
        "Before it starts",
        &[
            ("vault-choose", "No keyring here"),
            ("keyring-locked", "A keyring that is locked"),
            ("profile-in-use", "It runs already"),
            ("data-folder-moving", "The queue moves to another drive"),
            ("data-folder-away", "The drive with the queue is not there"),
            ("database-damaged", "A queue that cannot be read"),
        ],
    ),
];

pub fn run() -> Result<()> {
    machine::prepare(Purpose::Testing)?;
    app::fetch_ui_packages()?;
    let names: Vec<&str> =
        SCREENS.iter().flat_map(|(_, screens)| screens.iter().map(|(name, _)| *name)).collect();
    let taken = app::npm(&[&["run", "shots", "--"], names.as_slice()].concat())
        .and_then(|()| keep(&repo::root(), &names));
    // They lie where the UI is built into the program from.
    let _ = std::fs::remove_dir_all(repo::root().join(TAKEN));
    taken?;
    std::fs::write(repo::root().join(PAGE), page())?;
    println!("{} screens in both themes: {PAGE}", names.len());
    Ok(())
}

fn keep(root: &Path, names: &[&str]) -> Result<()> {
    std::fs::create_dir_all(root.join(PICTURES))?;
    for (name, theme) in names.iter().flat_map(|name| THEMES.map(|theme| (name, theme))) {
        let from = root.join(TAKEN).join(format!("{name}-{theme}-normal.png"));
        std::fs::copy(&from, root.join(picture(name, theme)))
            .with_context(|| format!("{from:?} was not taken"))?;
    }
    Ok(())
}

fn picture(name: &str, theme: &str) -> String {
    format!("{PICTURES}/{name}-{theme}.png")
}

fn page() -> String {
    let mut page = String::from(
        "# Every screen\n\nMade by `cargo xtask shots`, of the UI over a backend in memory: the people, \
         projects and numbers\nare made up, the screens are the app's own.\n",
    );
    for (title, screens) in SCREENS {
        let _ = write!(page, "\n## {title}\n\n| | dark | light |\n|---|---|---|\n");
        for (name, words) in *screens {
            let [dark, light] =
                THEMES.map(|theme| format!("![{words}, {theme}](screenshots/{name}-{theme}.png)"));
            let _ = writeln!(page, "| {words} | {dark} | {light} |");
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_of_screens_is_what_this_command_writes_and_every_picture_is_there() {
        let kept = std::fs::read_to_string(repo::root().join(PAGE)).expect("the page is there");
        assert_eq!(kept, page(), "take them anew: cargo xtask shots");
        for (name, _) in SCREENS.iter().flat_map(|(_, screens)| *screens) {
            for theme in THEMES {
                let file = picture(name, theme);
                assert!(repo::root().join(&file).is_file(), "{file} is missing");
            }
        }
    }

    #[test]
    fn every_screen_that_is_shown_is_one_that_the_ui_can_take() {
        let known =
            std::fs::read_to_string(repo::root().join("ui/shots.mjs")).expect("it is there");
        for (name, _) in SCREENS.iter().flat_map(|(_, screens)| *screens) {
            assert!(known.contains(&format!("\"{name}\": [")), "ui/shots.mjs has no {name}");
        }
    }
}
