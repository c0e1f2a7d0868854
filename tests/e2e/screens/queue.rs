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

    pub async fn until_row_says(&self, name: &str, words: &str) {
        let css = row(name);
        wait_until(&format!("{name} to say {words:?}"), PATIENCE, || async {
            let found = self.page.find(Locator::Css(&css)).await.ok()?;
            found.prop("textContent").await.ok()??.contains(words).then_some(())
        })
        .await;
    }

    /// With `Control` held: one more for the selection.
    pub async fn select_also(&self, name: &str) {
        self.press_on_row(name, "ctrlKey").await;
    }

    pub async fn select(&self, name: &str) {
        self.press_on_row(name, "none").await;
    }

    async fn press_on_row(&self, name: &str, held: &str) {
        let css = row(name);
        wait_until(&format!("{name} to be there"), PATIENCE, || async {
            self.page.find(Locator::Css(&css)).await.ok()
        })
        .await;
        let press = "
            const row = document.querySelector(arguments[0]);
            for (const name of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click']) {
                row.dispatchEvent(new MouseEvent(name, {
                    bubbles: true, cancelable: true, view: window, [arguments[1]]: true,
                }));
            }";
        let words = vec![css.into(), held.into()];
        self.page.execute(press, words).await.expect("it can be clicked");
    }

    /// The names in the list from the top, as far as they are on the screen.
    pub async fn listed(&self) -> Vec<String> {
        let ask = "return [...document.querySelectorAll('[data-testid=queue-row]')]
            .sort((one, other) => one.getBoundingClientRect().top - other.getBoundingClientRect().top)
            .map((row) => row.dataset.name)";
        let names = self.page.execute(ask, Vec::new()).await.expect("a list");
        let names = names.as_array().cloned().unwrap_or_default();
        names.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect()
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
