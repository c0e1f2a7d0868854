//! The screens as a person meets them. The only selectors of the tests are here.

pub mod connections;
pub mod queue;
pub mod start;

use crate::app::{Driven, PATIENCE, wait_until};
use fantoccini::Locator;
use fantoccini::elements::Element;

fn selector(id: &str) -> String {
    format!("[data-testid=\"{id}\"]")
}

impl Driven {
    /// Waits until it is there and can be seen.
    pub async fn see(&self, id: &str) -> Element {
        let css = selector(id);
        wait_until(&format!("{id} on the screen"), PATIENCE, || async {
            let found = self.page.find(Locator::Css(&css)).await.ok()?;
            found.is_displayed().await.ok()?.then_some(found)
        })
        .await
    }

    pub async fn read(&self, id: &str) -> String {
        self.see(id).await.text().await.expect("it has a text")
    }

    pub async fn click(&self, id: &str) {
        let element = self.see(id).await;
        element.click().await.expect("it can be clicked");
    }

    pub async fn write(&self, id: &str, text: &str) {
        let element = self.see(id).await;
        element.send_keys(text).await.expect("it takes keys");
    }

    pub async fn until_text(&self, id: &str, what: &str, is_so: impl Fn(&str) -> bool) -> String {
        let css = selector(id);
        wait_until(what, PATIENCE * 3, || async {
            let found = self.page.find(Locator::Css(&css)).await.ok()?;
            let text = found.text().await.ok()?;
            is_so(&text).then_some(text)
        })
        .await
    }
}

impl Driven {
    /// Keeps every message from the program to the window, from here on.
    pub async fn listen_to_ipc(&self) {
        let ear = "
            window.__heard = [];
            const inner = window.__TAURI_INTERNALS__;
            const run = inner.runCallback;
            inner.runCallback = (id, data) => {
                window.__heard.push(JSON.stringify(data));
                return run(id, data);
            };
            const invoke = inner.invoke;
            inner.invoke = async (...words) => {
                const answer = await invoke(...words);
                window.__heard.push(JSON.stringify(answer));
                return answer;
            };";
        self.page.execute(ear, Vec::new()).await.expect("the ear is in place");
    }

    /// All that was heard, and all that the web view stores.
    pub async fn ipc_heard(&self) -> String {
        let said = "return window.__heard.join('\\n')
            + JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.cookie
            + document.documentElement.outerHTML;";
        let heard = self.page.execute(said, Vec::new()).await.expect("it can be read");
        heard.as_str().unwrap_or_default().to_owned()
    }
}
