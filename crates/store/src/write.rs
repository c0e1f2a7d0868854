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
    committed: bool,
}

impl Store {
    pub(crate) async fn write(&self) -> Result<Write, StoreError> {
        let connection = self.writer.acquire().await?;
        let mut write = Write { connection, committed: false };
        // Immediate: a transaction that reads first and then wants to write could be refused.
        sqlx::query("begin immediate").execute(&mut *write).await?;
        Ok(write)
    }
}

impl Write {
    pub(crate) async fn commit(mut self) -> Result<(), StoreError> {
        sqlx::query("commit").execute(&mut *self).await?;
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
