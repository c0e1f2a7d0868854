//! The screens as a person meets them. The only selectors of the tests are here.

pub mod connections;
pub mod queue;
pub mod start;

use crate::app::{Driven, PATIENCE, wait_until};
use fantoccini::Locator;
use fantoccini::elements::Element;
use std::time::{Duration, Instant};

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
        let css = selector(id);
        // What is still on its way in cannot be clicked yet, by a person neither.
        wait_until(&format!("{id} to be clicked"), PATIENCE, || async {
            let found = self.page.find(Locator::Css(&css)).await.ok()?;
            found.is_displayed().await.ok()?.then_some(())?;
            found.click().await.ok()
        })
        .await;
    }

    /// For what ends the program, which may be gone before it answers.
    pub async fn click_and_lose(&self, id: &str) {
        let css = selector(id);
        self.see(id).await;
        wait_until(&format!("{id} to be clicked or gone"), PATIENCE, || async {
            match self.page.find(Locator::Css(&css)).await {
                Ok(found) => found.click().await.ok(),
                Err(_) => Some(()),
            }
        })
        .await;
    }

    /// With the keyboard on it, wherever it stands.
    pub async fn enter(&self, id: &str) {
        let css = selector(id);
        wait_until(&format!("{id} to be entered"), PATIENCE, || async {
            let found = self.page.find(Locator::Css(&css)).await.ok()?;
            found.send_keys(connections::ENTER).await.ok()
        })
        .await;
    }

    pub async fn write(&self, id: &str, text: &str) {
        let element = self.see(id).await;
        element.send_keys(text).await.expect("it takes keys");
    }

    pub async fn is_there(&self, id: &str) -> bool {
        match self.page.find(Locator::Css(&selector(id))).await {
            Ok(found) => found.is_displayed().await.unwrap_or(false),
            Err(_) => false,
        }
    }

    pub async fn until_gone(&self, id: &str) {
        wait_until(&format!("{id} to go"), PATIENCE * 3, || async {
            (!self.is_there(id).await).then_some(())
        })
        .await;
    }

    /// What stands in it, in sight or not: what one reads at a glance may be said by other means.
    pub async fn until_holds(&self, id: &str, text: &str) {
        let css = selector(id);
        wait_until(&format!("{text:?} in {id}"), PATIENCE, || async {
            let found = self.page.find(Locator::Css(&css)).await.ok()?;
            found.prop("textContent").await.ok()??.contains(text).then_some(())
        })
        .await;
    }

    pub async fn until_attribute(&self, id: &str, attribute: &str, value: &str) {
        let css = format!("{}[{attribute}=\"{value}\"]", selector(id));
        wait_until(&format!("{id} to be {value}"), PATIENCE, || async {
            self.page.find(Locator::Css(&css)).await.ok()
        })
        .await;
    }

    pub async fn count(&self, id: &str) -> usize {
        self.page.find_all(Locator::Css(&selector(id))).await.expect("a list").len()
    }

    /// All that the window says.
    pub async fn whole_text(&self) -> String {
        let body = self.page.find(Locator::Css("body")).await.expect("a page");
        body.text().await.expect("it has a text")
    }

    async fn focused(&self) -> Option<String> {
        let script = "return document.activeElement?.getAttribute('data-testid')";
        let id = self.page.execute(script, Vec::new()).await.ok()?;
        id.as_str().map(str::to_owned)
    }

    pub async fn until_focus(&self, id: &str) {
        wait_until(&format!("the keyboard to be at {id}"), PATIENCE, || async {
            (self.focused().await.as_deref() == Some(id)).then_some(())
        })
        .await;
    }

    /// By the tab key alone.
    pub async fn reach(&self, id: &str) {
        self.see(id).await;
        for _ in 0..40 {
            if self.focused().await.as_deref() == Some(id) {
                return;
            }
            self.type_keys("\u{E004}").await;
        }
        panic!("{id} cannot be reached by the keyboard");
    }

    pub async fn type_keys(&self, text: &str) {
        let element = self.page.active_element().await.expect("something has the keyboard");
        element.send_keys(text).await.expect("it takes keys");
    }

    pub async fn press_enter(&self) {
        self.type_keys(connections::ENTER).await;
    }

    pub async fn text_content(&self, id: &str) -> String {
        let found = self.see(id).await.prop("textContent").await.expect("it can be read");
        found.unwrap_or_default()
    }

    /// The same of what stands in it: beside a list that moves, what can be seen is hard to say.
    pub async fn until_said(&self, id: &str, what: &str, is_so: impl Fn(&str) -> bool) -> String {
        let css = selector(id);
        wait_until(what, PATIENCE * 3, || async {
            let found = self.page.find(Locator::Css(&css)).await.ok()?;
            found.prop("textContent").await.ok()?.filter(|said| is_so(said))
        })
        .await
    }

    pub async fn until_text(&self, id: &str, what: &str, is_so: impl Fn(&str) -> bool) -> String {
        let css = selector(id);
        let start = Instant::now();
        loop {
            let said = match self.page.find(Locator::Css(&css)).await {
                Ok(found) => found.text().await.unwrap_or_default(),
                Err(_) => "it is not there".to_owned(),
            };
            if is_so(&said) {
                return said;
            }
            let patient = start.elapsed() < PATIENCE * 3;
            assert!(patient, "waited in vain for {what}; {id} says {said:?}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
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

impl Driven {
    pub async fn until_unchecked(&self, id: &str) {
        let css = format!("{}:not(:checked)", selector(id));
        wait_until(&format!("{id} to be off"), PATIENCE, || async {
            self.page.find(Locator::Css(&css)).await.ok()
        })
        .await;
    }

    /// What stands about updates in the settings.
    pub async fn until_update_says(&self, text: &str) {
        wait_until(&format!("{text:?} about updates"), Duration::from_secs(40), || async {
            let words = self.page.find(Locator::Css("#updates-words")).await.ok()?;
            words.text().await.ok()?.contains(text).then_some(())
        })
        .await;
    }
}
