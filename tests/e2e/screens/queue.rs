//! The queue: adding, watching, one row.

use crate::app::{Desktop, Driven, PATIENCE, wait_until};
use fantoccini::Locator;
use std::path::Path;

impl Driven {
    /// By the system's own dialog, with a hand on the keyboard.
    pub async fn add_by_dialog(&self, desktop: &Desktop, file: &Path) {
        self.click("add-files").await;
        let path = file.to_str().expect("the test's own path");
        tokio::task::block_in_place(|| desktop.choose_in_dialog("Add files to the queue", path));
    }

    pub async fn until_row(&self, name: &str, state: &str) {
        let css =
            format!("[data-testid=\"queue-row\"][data-name=\"{name}\"][data-state=\"{state}\"]");
        wait_until(&format!("{name} to be {state}"), PATIENCE * 4, || async {
            self.page.find(Locator::Css(&css)).await.ok()
        })
        .await;
    }

    pub async fn show_all(&self) {
        self.click("filter-all").await;
    }
}
