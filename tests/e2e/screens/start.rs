//! What may stand in the way before the queue is there.

use crate::app::Driven;

impl Driven {
    pub async fn create_vault(&self, passphrase: &str) {
        self.write("vault-passphrase", passphrase).await;
        self.write("vault-passphrase-again", passphrase).await;
        self.click("vault-create").await;
    }

    pub async fn unlock_vault(&self, passphrase: &str) {
        self.write("vault-passphrase", passphrase).await;
        self.click("vault-unlock").await;
    }
}
