use crate::{Store, StoreError};
use sqlx::pool::PoolConnection;
use sqlx::{Sqlite, SqliteConnection};
use std::ops::{Deref, DerefMut};

/// One write transaction. Durable once `commit` has returned; dropped before that, nothing of it
/// happens.
///
/// A write that does not end well takes its connection with it. SQLite ends a transaction by
/// itself on some errors (a full disk is one) and the pool would not notice: the one writer would
/// refuse every later transaction. So what finds nothing to write commits as well.
pub(crate) struct Write {
    connection: PoolConnection<Sqlite>,
    /// What ends it, and makes the connection as it was.
    ending: &'static str,
    committed: bool,
}

impl Store {
    pub(crate) async fn write(&self) -> Result<Write, StoreError> {
        self.begin("begin immediate", "commit").await
    }

    /// One that does not wait for the disk: durable with the next one that does, and gone as a whole
    /// if the power is cut before. Only for what is found out again at the next start and what nobody
    /// relies on: that a file has been claimed, and a line of its history. A file that is done is told
    /// to people, who take the card out then: that one waits.
    pub(crate) async fn write_soon(&self) -> Result<Write, StoreError> {
        self.begin(
            "pragma synchronous = normal; begin immediate",
            "commit; pragma synchronous = full",
        )
        .await
    }

    /// Immediate: a transaction that reads first and then wants to write could be refused.
    async fn begin(
        &self,
        beginning: &'static str,
        ending: &'static str,
    ) -> Result<Write, StoreError> {
        let connection = self.writer.acquire().await?;
        let mut write = Write { connection, ending, committed: false };
        sqlx::raw_sql(beginning).execute(&mut *write).await?;
        Ok(write)
    }
}

impl Write {
    pub(crate) async fn commit(mut self) -> Result<(), StoreError> {
        sqlx::raw_sql(self.ending).execute(&mut *self).await?;
        self.committed = true;
        Ok(())
    }
}

impl Drop for Write {
    fn drop(&mut self) {
        if !self.committed {
            self.connection.close_on_drop();
        }
    }
}

impl Deref for Write {
    type Target = SqliteConnection;
    fn deref(&self) -> &SqliteConnection {
        &self.connection
    }
}

impl DerefMut for Write {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_that_need_not_wait_for_the_disk_leaves_no_trace_in_those_that_must() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("labrun.db")).await.unwrap();
        async fn level(write: &mut Write) -> i64 {
            sqlx::query_scalar("pragma synchronous").fetch_one(&mut **write).await.unwrap()
        }
        let mut write = store.write_soon().await.unwrap();
        assert_eq!(level(&mut write).await, 1);
        write.commit().await.unwrap();
        let mut write = store.write().await.unwrap();
        assert_eq!(level(&mut write).await, 2);
        write.commit().await.unwrap();
        // Given up half way.
        drop(store.write_soon().await.unwrap());
        let mut write = store.write().await.unwrap();
        assert_eq!(level(&mut write).await, 2);
        write.commit().await.unwrap();
    }
}
