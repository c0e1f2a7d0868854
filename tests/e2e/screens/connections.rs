//! Signing in, and how a connection stands.

use crate::app::{Driven, PATIENCE, wait_until};
use fantoccini::Locator;
use simulator::Simulator;

pub const ENTER: &str = "\u{E007}";

impl Driven {
    /// From nothing to a connection: the secret typed, the six digits read off the screen and
    /// approved as a person would at the cloud's page.
    pub async fn pair(&self, cloud: &Simulator) {
        self.choose_way("frameio", "device_code").await;
        self.write("field-client_secret", cloud.client_secret()).await;
        self.picture("01-client-secret").await;
        self.click("start-sign-in").await;
        let code = self.user_code().await;
        self.picture("02-device-code").await;
        cloud.approve(&code, None).expect("the code on the screen is the cloud's");
        self.connected().await;
    }

    /// The six digits as they stand there.
    pub async fn user_code(&self) -> String {
        let text = self
            .until_text("user-code", "six digits", |text| {
                text.chars().filter(char::is_ascii_digit).count() == 6
            })
            .await;
        text.chars().filter(char::is_ascii_digit).collect()
    }

    pub async fn connected(&self) {
        self.until_card("connected").await;
    }

    pub async fn until_card(&self, state: &str) {
        let css = format!("[data-testid=\"connection-card\"][data-state=\"{state}\"]");
        wait_until(&format!("a connection that is {state}"), PATIENCE, || async {
            self.page.find(Locator::Css(&css)).await.ok()
        })
        .await;
    }

    pub async fn until_no_card(&self, state: &str) {
        let css = format!("[data-testid=\"connection-card\"][data-state=\"{state}\"]");
        wait_until(&format!("no connection that is {state}"), PATIENCE, || async {
            self.page.find_all(Locator::Css(&css)).await.ok()?.is_empty().then_some(())
        })
        .await;
    }

    pub async fn all_connections(&self) -> Vec<String> {
        let cards = self.page.find_all(Locator::Css("[data-testid=\"connection-card\"]")).await;
        let mut ids = Vec::new();
        for card in cards.expect("a list") {
            let id = card.attr("data-connection").await.expect("it can be read");
            ids.push(id.expect("it has an id"));
        }
        ids
    }

    pub async fn first_connection(&self) -> String {
        let card = self.see("connection-card").await;
        card.attr("data-connection").await.expect("it can be read").expect("it has an id")
    }

    /// From wherever the window is to the form of this way, or into it where nothing is typed.
    pub async fn choose_way(&self, provider: &str, way: &str) {
        let (cloud, way) = (format!("provider-{provider}"), format!("way-{way}"));
        let on_the_way = [&way, &cloud, "connect-cloud", "add-connection"];
        wait_until(&format!("{way} of {provider}"), PATIENCE, || async {
            // The ways on the screen of one that is signed out are for that one.
            if self.is_there("sign-in-now").await {
                let _ = self.see("add-connection").await.click().await;
                return None;
            }
            for step in on_the_way {
                if self.is_there(step).await {
                    // Whatever moved away meanwhile is looked for again.
                    let clicked = self.see(step).await.click().await.is_ok();
                    return (clicked && step == way).then_some(());
                }
            }
            None
        })
        .await;
    }

    pub async fn until_cards(&self, provider: &str, count: usize) {
        let css = format!("[data-testid=\"connection-card\"][data-provider=\"{provider}\"]");
        wait_until(&format!("{count} connections to {provider}"), PATIENCE, || async {
            let all = self.page.find_all(Locator::Css(&css)).await.ok()?;
            (all.len() == count).then_some(())
        })
        .await;
    }

    pub async fn until_presence(&self, presence: &str) {
        let css = format!("[data-testid=\"connection-card\"][data-presence=\"{presence}\"]");
        wait_until(&format!("a connection that is {presence}"), PATIENCE, || async {
            self.page.find(Locator::Css(&css)).await.ok()
        })
        .await;
    }

    /// The screen of the only connection, not its queue.
    pub async fn open_connection(&self) {
        wait_until("the connection's own screen", PATIENCE, || async {
            if self.is_there("project-name").await {
                return Some(());
            }
            for way in ["tab-connection", "connection-card"] {
                if self.is_there(way).await {
                    // Whatever moved away meanwhile is looked for again.
                    let _ = self.see(way).await.click().await;
                    return None;
                }
            }
            None
        })
        .await;
    }

    /// Searches one side of the picker and takes the best.
    pub async fn pick(&self, side: &str, text: &str) {
        self.see(&format!("{side}-row")).await;
        let search = format!("{side}-search");
        self.see(&search).await.clear().await.expect("it can be emptied");
        self.write(&search, text).await;
        self.write(&search, ENTER).await;
    }

    fn row_of(side: &str, text: &str) -> String {
        format!("//*[@data-testid=\"{side}-row\"][contains(., \"{text}\")]")
    }

    pub async fn until_row_of(&self, side: &str, text: &str) {
        let path = Self::row_of(side, text);
        wait_until(&format!("{text} in the list"), PATIENCE, || async {
            self.page.find(Locator::XPath(&path)).await.ok()
        })
        .await;
    }

    pub async fn click_row(&self, side: &str, text: &str) {
        let row = self.page.find(Locator::XPath(&Self::row_of(side, text))).await;
        row.expect("it is there").click().await.expect("it can be clicked");
    }

    /// After a refusal. What was typed and is no secret is still there; where something is to be
    /// typed, its form comes first.
    pub async fn try_again(&self) {
        self.click("sign-in-again").await;
        wait_until("the next try", PATIENCE, || async {
            if self.is_there("start-sign-in").await {
                self.click("start-sign-in").await;
            }
            (!self.is_there("failure-words").await).then_some(())
        })
        .await;
    }

    /// What is known already is not asked for again.
    pub async fn write_if_asked(&self, id: &str, text: &str) {
        if self.is_there(id).await {
            self.write(id, text).await;
        }
    }

    /// From a key pressed in this field to the painted result, in milliseconds, for each letter.
    pub async fn time_keys(&self, id: &str, text: &str) -> Vec<f64> {
        let watch = "
            window.__took = [];
            let down = 0;
            addEventListener('keydown', (e) => { down = e.timeStamp; }, true);
            addEventListener('input', () => {
                const began = down;
                requestAnimationFrame(() => {
                    const painted = new MessageChannel();
                    painted.port1.onmessage = () => window.__took.push(performance.now() - began);
                    painted.port2.postMessage(0);
                });
            }, true);";
        self.page.execute(watch, Vec::new()).await.expect("it watches");
        for (index, letter) in text.chars().enumerate() {
            self.write(id, &letter.to_string()).await;
            wait_until("the paint", PATIENCE, || async {
                let count = self.page.execute("return window.__took.length", Vec::new()).await;
                (count.ok()?.as_u64()? > index as u64).then_some(())
            })
            .await;
        }
        let took = self.page.execute("return window.__took", Vec::new()).await.expect("numbers");
        took.as_array().into_iter().flatten().filter_map(serde_json::Value::as_f64).collect()
    }
}
