//! A desktop, the four clouds, the window at its first screen, and the person's browser beside it.

use crate::app::{Desktop, Driven};
use crate::media;
use domain::Settings;
use simulator::{Browsed, BrowserPerson, Fault, Kind, Misdeed, Options, Place, Simulator};
use std::path::PathBuf;
use store::Store;

/// What is on the card of a day, in the order in which it goes.
pub const DAY: [&str; 4] =
    ["A001_C001_Proxy.mov", "A001_C002_Proxy.mov", "A001_C001.mov", "A001_C002.mov"];

/// Of the one file that is on its way in a working day.
pub const PARTS_AT_ONCE: u32 = 2;

pub struct Scene {
    pub desktop: Desktop,
    pub cloud: Simulator,
    pub window: Driven,
}

impl Scene {
    pub async fn open() -> Self {
        Self::open_on(Desktop::with_keyring()).await
    }

    pub async fn open_on(desktop: Desktop) -> Self {
        let folder = desktop.folder.path().join("cloud");
        let cloud = Simulator::start(Options::new(folder)).await.unwrap();
        desktop.point_at(&cloud);
        let window = Driven::open(&desktop).await;
        Self { desktop, cloud, window }
    }

    /// Connected, with parts small enough to have many, and one file after the other.
    pub async fn of_a_working_day() -> Self {
        let desktop = Desktop::with_keyring();
        let mut options = Options::new(desktop.folder.path().join("cloud"));
        options.assumed.part_rule_bytes = 1024 * 1024;
        let cloud = Simulator::start(options).await.unwrap();
        desktop.point_at(&cloud);
        let store = Store::open(&desktop.profile().join("labrun.db")).await.unwrap();
        let one = Settings {
            parallel_files: Some(1),
            parallel_parts: Some(PARTS_AT_ONCE),
            ..Settings::default()
        };
        store.set_settings(&one).await.unwrap();
        store.close().await;
        let window = Driven::open(&desktop).await;
        window.pair(&cloud).await;
        Self { desktop, cloud, window }
    }

    /// With a card that is watched, over a slow line, and its first file on its way.
    pub async fn of_a_day_with_a_card() -> (Self, Vec<PathBuf>) {
        let scene = Self::of_a_working_day().await;
        let card = media::card(scene.desktop.folder.path(), &["A001_C001", "A001_C002"]);
        scene.cloud.fault(Fault::new(Place::Part, Misdeed::Slow { bytes_per_s: 100_000 }));
        scene.window.watch_by_dialog(&scene.desktop, &card).await;
        scene.window.click("folder-keep").await;
        scene.window.click("tab-queue").await;
        scene.window.show_all().await;
        scene.window.until_row(DAY[0], "uploading").await;
        for name in &DAY[1..] {
            scene.window.until_row(name, "queued").await;
        }
        let path = |name: &str| match name.contains("Proxy") {
            true => card.join("Proxy").join(name),
            false => card.join(name),
        };
        let files = DAY.map(path).into();
        (scene, files)
    }

    /// Closes the window and the program, and opens both again.
    pub async fn restart(self) -> Self {
        let Self { desktop, cloud, window } = self;
        window.close().await;
        let window = Driven::open(&desktop).await;
        Self { desktop, cloud, window }
    }

    /// What the person does in the browser: signs in there, says yes or no, and is sent back. A
    /// real browser goes back, because an answer behind a `#` takes its script.
    pub async fn answer_in_the_browser(&self, person: BrowserPerson) {
        let page = self.desktop.opened_page().await;
        match self.cloud.browse(&page, person) {
            Browsed::Redirected(back) => {
                tokio::task::block_in_place(|| self.desktop.browse(&back));
            }
            Browsed::Page { .. } => {}
        }
    }

    /// Host and port, as a person types them.
    pub fn authority(&self, kind: Kind) -> String {
        self.cloud.address(kind).trim_start_matches("https://").to_owned()
    }

    /// Frame.io in the browser, as far as the pickers.
    pub async fn to_the_frameio_picker(&self) {
        self.window.choose_way("frameio", "application").await;
        self.window.write("field-client_id", self.cloud.application_id()).await;
        self.window.click("start-sign-in").await;
        self.answer_in_the_browser(BrowserPerson::Approves).await;
        self.window.until_card("not_connected").await;
    }

    /// Out through the window, with the question it asks.
    pub async fn leave(&self) {
        self.window.click("disconnect").await;
        self.window.picture("disconnect").await;
        self.window.click("disconnect-confirm").await;
        self.window.until_card("not_authorized").await;
    }

    /// Each of these files is there once, byte for byte; how many parts came more than once.
    pub async fn arrived_once(&self, files: &[PathBuf]) -> u32 {
        let assets = self.cloud.assets().await;
        assert_eq!(assets.len(), files.len(), "{assets:?}");
        for file in files {
            let name = file.file_name().unwrap().to_str().unwrap();
            let asset = assets.iter().find(|asset| asset.name == name);
            let sum = asset.unwrap_or_else(|| panic!("{name} is missing")).sha256.clone();
            assert_eq!(sum, Some(media::sha256(file)), "{name}");
        }
        assets.iter().flat_map(|asset| &asset.parts).map(|part| part.received - 1).sum()
    }

    /// The other side has nothing to complain of.
    pub fn nothing_was_violated(&self) {
        assert!(self.cloud.violations().is_empty(), "{:?}", self.cloud.violations());
    }
}
