//! Signing in, and how a connection stands.

use crate::app::{Driven, PATIENCE, wait_until};
use fantoccini::Locator;
use simulator::Simulator;

impl Driven {
    /// From nothing to a connection: the secret typed, the six digits read off the screen and
    /// approved as a person would at the cloud's page.
    pub async fn pair(&self, cloud: &Simulator) {
        self.click("connect-cloud").await;
        self.click("way-device_code").await;
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

    pub async fn first_connection(&self) -> String {
        let card = self.see("connection-card").await;
        card.attr("data-connection").await.expect("it can be read").expect("it has an id")
    }
}
