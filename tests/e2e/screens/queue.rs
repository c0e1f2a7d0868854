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
