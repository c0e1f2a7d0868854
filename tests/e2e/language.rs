//! Labrun where the computer speaks German, and where a person would rather have English: window and
//! tray say the same, and change at once.

use crate::app::{Desktop, Driven, PATIENCE, wait_until};
use crate::network_settings::to_the_settings;
use crate::panel::Panel;
use simulator::{Fault, Options, Place, Simulator};
use std::collections::BTreeSet;

/// The lines of the tray's menu that are always there.
const GERMAN: [&str; 4] = ["Pausieren", "Für 1 Stunde pausieren", "Labrun öffnen", "Beenden"];
const ENGLISH: [&str; 4] = ["Pause", "Pause for 1 hour", "Open Labrun", "Quit"];

async fn until_the_window_says(window: &Driven, words: &str, language: &str) {
    wait_until(&format!("{words:?} in the window"), PATIENCE, || async {
        window.whole_text().await.contains(words).then_some(())
    })
    .await;
    let lang = window.page.execute("return document.documentElement.lang", Vec::new()).await;
    assert_eq!(lang.unwrap(), language, "what a screen reader goes by");
}

async fn until_the_tray_says(panel: &Panel, words: [&str; 4]) {
    panel.until_line(words[2], |line| line.text == words[2]).await;
    let lines = panel.lines().await.unwrap();
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    for line in words {
        assert!(texts.contains(&line), "{line} is not in {texts:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn labrun_speaks_as_the_computer_does_until_a_person_chooses_and_then_changes_at_once() {
    let mut desktop = Desktop::with_keyring();
    desktop.extras.push(("LANG", "de_DE.UTF-8".into()));
    let panel = Panel::on(&mut desktop).await;
    let cloud = Simulator::start(Options::new(desktop.folder.path().join("cloud"))).await.unwrap();
    desktop.point_at(&cloud);

    let window = Driven::open(&desktop).await;
    until_the_window_says(&window, "Kamera-Cloud verbinden", "de").await;
    until_the_tray_says(&panel, GERMAN).await;
    panel.until_says("Nicht verbunden").await;
    window.picture("german-first-run").await;

    // What a cloud says of itself comes from Rust and not from the window.
    window.click("connect-cloud").await;
    window.click("provider-frameio").await;
    until_the_window_says(&window, "Sechsstelliger Code", "de").await;
    window.picture("german-ways").await;

    to_the_settings(&window).await;
    until_the_window_says(&window, "Einstellungen", "de").await;
    window.picture("german-settings").await;
    window.click("language-en").await;
    until_the_window_says(&window, "Settings", "en").await;
    until_the_tray_says(&panel, ENGLISH).await;
    panel.until_says("Not connected").await;
    assert!(!window.whole_text().await.contains("Einstellungen"));
    window.close().await;

    // The choice is kept, whatever the computer speaks; without one it is the computer's again.
    let window = Driven::open(&desktop).await;
    until_the_window_says(&window, "Connect a camera cloud", "en").await;
    until_the_tray_says(&panel, ENGLISH).await;
    to_the_settings(&window).await;
    window.click("language-system").await;
    until_the_window_says(&window, "Einstellungen", "de").await;
    until_the_tray_says(&panel, GERMAN).await;
}

/// Words that every English sentence has one of, and no German one.
const ENGLISH_WORDS: [&str; 12] = [
    "the", "is", "and", "of", "with", "not", "cannot", "again", "queued", "waiting", "sent",
    "parts",
];

#[tokio::test(flavor = "multi_thread")]
async fn what_happened_to_a_file_and_why_it_failed_is_read_in_german_from_beginning_to_end() {
    let mut desktop = Desktop::with_keyring();
    desktop.extras.push(("LANG", "de_DE.UTF-8".into()));
    let mut options = Options::new(desktop.folder.path().join("cloud"));
    options.assumed.part_rule_bytes = 1024 * 1024;
    let cloud = Simulator::start(options).await.unwrap();
    desktop.point_at(&cloud);
    let clip = desktop.folder.path().join("A001_C001.mov");
    std::fs::write(&clip, vec![7; 20 * 1024 * 1024]).unwrap();

    let window = Driven::open(&desktop).await;
    window.pair(&cloud).await;
    // The first part has to be sent once more, and the last is never taken.
    cloud.fault(Fault::status(Place::Part, 503, "SlowDown").part_number(1).times(1));
    cloud.fault(Fault::status(Place::Part, 403, "SignatureDoesNotMatch").part_number(20));
    window.click("add-files").await;
    let title = "Dateien in die Warteschlange aufnehmen";
    tokio::task::block_in_place(|| desktop.choose_in_dialog(title, clip.to_str().unwrap()));
    window.show_all().await;
    window.until_row("A001_C001.mov", "failed").await;
    window.press_in_row("A001_C001.mov", "details").await;
    let because = "Zurückgestellt. Die Cloud sagt: SignatureDoesNotMatch.";
    let panel = window.until_text("detail-panel", "why", |text| text.contains(because)).await;
    for line in ["Wartet in der Warteschlange.", "Teile geteilt.", "wird noch einmal gesendet"] {
        assert!(panel.contains(line), "{line:?} is not in {panel}");
    }
    let said = panel.to_lowercase();
    let words: BTreeSet<&str> = said.split(|letter: char| !letter.is_alphabetic()).collect();
    let english: Vec<_> = ENGLISH_WORDS.iter().filter(|word| words.contains(*word)).collect();
    assert!(english.is_empty(), "{english:?} in {panel}");
    window.picture("german-details").await;
    window.close().await;
}
