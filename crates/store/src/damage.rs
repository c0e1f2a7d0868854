//! A look through everything, for whoever wants to know more than opening asks.

use crate::{Store, StoreError};

impl Store {
    /// What SQLite's thorough check finds wrong, indexes included, in its words. Empty: nothing.
    /// Reads the whole database.
    pub async fn find_damage(&self) -> Result<Vec<String>, StoreError> {
        let mut read = self.read().await?;
        let said: Vec<String> =
            sqlx::query_scalar("pragma integrity_check").fetch_all(&mut *read).await?;
        Ok(said.into_iter().filter(|line| line != "ok").collect())
    }
}
