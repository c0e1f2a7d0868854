//! A desktop, the four clouds, the window at its first screen, and the person's browser beside it.

use crate::app::{Desktop, Driven};
use simulator::{Browsed, BrowserPerson, Kind, Options, Simulator};

pub struct Scene {
    pub desktop: Desktop,
    pub cloud: Simulator,
    pub window: Driven,
}

impl Scene {
    pub async fn open() -> Self {
        let desktop = Desktop::with_keyring();
        let folder = desktop.folder.path().join("cloud");
        let cloud = Simulator::start(Options::new(folder)).await.unwrap();
        desktop.point_at(&cloud);
        let window = Driven::open(&desktop).await;
        Self { desktop, cloud, window }
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

    /// The other side has nothing to complain of.
    pub fn nothing_was_violated(&self) {
        assert!(self.cloud.violations().is_empty(), "{:?}", self.cloud.violations());
    }
}
