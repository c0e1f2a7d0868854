//! The queue: adding, watching, one row.

use crate::app::{Desktop, Driven, PATIENCE, wait_until};
use fantoccini::Locator;
use fantoccini::actions::{
    Actions, InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction,
};
use fantoccini::elements::Element;
use std::path::Path;
use std::time::Duration;

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

impl Driven {
    /// By the system's own dialog, and as it is offered there.
    pub async fn watch_by_dialog(&self, desktop: &Desktop, folder: &Path) {
        self.click("watch-folder").await;
        let path = folder.to_str().expect("the test's own path");
        let choose = || {
            tokio::task::block_in_place(|| desktop.choose_in_dialog("Watch a folder", path));
        };
        choose();
        let said = self.until_said("folder-path", "a folder", |said| !said.is_empty()).await;
        // On a busy machine the dialog completes what is typed after all.
        if said != path {
            self.click("folder-pick").await;
            choose();
        }
        self.until_text("folder-path", "that folder", |said| said == path).await;
    }

    async fn row(&self, name: &str) -> Element {
        let css = row(name);
        wait_until(&format!("{name} in the list"), PATIENCE, || async {
            self.page.find(Locator::Css(&css)).await.ok()
        })
        .await
    }

    pub async fn select(&self, name: &str) {
        self.row(name).await.click().await.expect("it can be clicked");
    }

    /// From the one that is selected, so many further down.
    pub async fn select_further(&self, rows: usize) {
        let keys = format!("{SHIFT}{}", DOWN.repeat(rows));
        self.see("upload-list").await.send_keys(&keys).await.expect("it takes keys");
    }

    /// One more, wherever it stands.
    pub async fn select_too(&self, name: &str) {
        let moment = Duration::ZERO;
        let row = self.row(name).await;
        let keys = KeyActions::new("keys".to_owned())
            .then(KeyAction::Down { value: '\u{E009}' })
            .then(KeyAction::Pause { duration: moment })
            .then(KeyAction::Pause { duration: moment })
            .then(KeyAction::Up { value: '\u{E009}' });
        let mouse = MouseActions::new("mouse".to_owned())
            .then(PointerAction::MoveToElement {
                element: row,
                duration: Some(moment),
                x: 0.0,
                y: 0.0,
            })
            .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
            .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        let both = Actions::from(keys).and(mouse);
        self.page.perform_actions(both).await.expect("keys and mouse");
    }

    pub async fn select_all(&self) {
        let keys = format!("{CONTROL}a");
        self.see("upload-list").await.send_keys(&keys).await.expect("it takes keys");
    }

    /// A button of a row is there for whoever points at the row.
    pub async fn press_in_row(&self, name: &str, action: &str) {
        let css = format!("{} [data-testid=\"row-{action}\"]", row(name));
        wait_until(&format!("{action} at {name}"), PATIENCE, || async {
            let there = PointerAction::MoveToElement {
                element: self.page.find(Locator::Css(&row(name))).await.ok()?,
                duration: Some(Duration::ZERO),
                x: 0.0,
                y: 0.0,
            };
            let mouse = MouseActions::new("mouse".to_owned()).then(there);
            self.page.perform_actions(mouse).await.ok()?;
            self.page.find(Locator::Css(&css)).await.ok()?.click().await.ok()
        })
        .await;
    }

    /// Those in sight, from the top.
    pub async fn names(&self) -> Vec<String> {
        let script = "
            const rows = [...document.querySelectorAll('[data-testid=\"queue-row\"]')];
            const at = (row) => Number(row.getAttribute('aria-rowindex'));
            return rows.sort((a, b) => at(a) - at(b)).map((row) => row.dataset.name);";
        let names = self.page.execute(script, Vec::new()).await.expect("the list can be read");
        let names = names.as_array().cloned().unwrap_or_default();
        names.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect()
    }

    pub async fn until_names(&self, wanted: &[&str]) {
        let start = std::time::Instant::now();
        loop {
            let names = self.names().await;
            if names == wanted {
                return;
            }
            assert!(start.elapsed() < PATIENCE, "{names:?} are listed, not {wanted:?}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

const SHIFT: &str = "\u{E008}";
const CONTROL: &str = "\u{E009}";
const DOWN: &str = "\u{E015}";

/// What stands in the list about one file.
fn row(name: &str) -> String {
    format!("[data-testid=\"queue-row\"][data-name=\"{name}\"]")
}

impl Driven {
    pub async fn until_gone_row(&self, name: &str) {
        let css = row(name);
        wait_until(&format!("{name} to be off the list"), PATIENCE, || async {
            self.page.find(Locator::Css(&css)).await.is_err().then_some(())
        })
        .await;
    }

    /// Milliseconds since the page began to load, which is before anything is painted.
    pub async fn since_it_loads(&self) -> f64 {
        let since = self.page.execute("return performance.now();", Vec::new()).await;
        since.expect("it answers").as_f64().expect("a number")
    }

    /// From the top to the end in so many milliseconds; the gaps between painted frames.
    pub async fn scroll_through(&self, id: &str, milliseconds: u32) -> Vec<f64> {
        let scroll = "
            const done = arguments[arguments.length - 1];
            const within = document.querySelector(`[data-testid=\"${arguments[0]}\"]`);
            const list = [within, ...within.querySelectorAll('*')]
                .find((one) => one.scrollHeight > one.clientHeight + 10
                    && getComputedStyle(one).overflowY !== 'visible');
            const gaps = [];
            const began = performance.now();
            let before = began;
            const step = (now) => {
                gaps.push(now - before);
                before = now;
                const share = Math.min(1, (now - began) / arguments[1]);
                list.scrollTop = share * list.scrollHeight;
                if (share < 1) requestAnimationFrame(step);
                else done(gaps.slice(1));
            };
            requestAnimationFrame(step);";
        let words = vec![id.into(), milliseconds.into()];
        let gaps = self.page.execute_async(scroll, words).await.expect("it scrolls");
        let gaps = gaps.as_array().cloned().unwrap_or_default();
        gaps.iter().filter_map(serde_json::Value::as_f64).collect()
    }
}
