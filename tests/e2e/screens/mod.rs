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

    pub async fn sees(&self, id: &str) -> bool {
        self.page.find(Locator::Css(&selector(id))).await.is_ok()
    }

    /// A click as a script: the driver's own clicks miss what an animation still moves.
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
