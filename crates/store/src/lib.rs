//! What survives a restart: the queue and the connections in SQLite, secrets in a vault.
//!
//! One file per table: the row, the SQL, the functions. Every change is one transaction of the
//! one writer and is on the disk when the call returns; these rows are the only record of what
//! arrived in the cloud. State changes ask the pure `after` of `domain` and are written as
//! conditional updates, so a stale move changes nothing and is noticed.
//!
//! What this crate deliberately does not know: HTTP, the window, the clock, when to retry.
//!
//! To add a table: a dated migration, a file here, and a test file of the same name. Migrations
//! only add, and are never edited once landed; the app before this one opens the result.

mod arrivals;
mod aside;
mod claims;
mod connections;
#[cfg(test)]
mod costs;
mod damage;
mod disk;
mod error;
mod farewells;
mod folders;
mod growing;
mod history;
mod keyring;
mod list;
mod memory;
mod moves;
mod open;
mod order;
mod parts;
mod path;
#[cfg(test)]
mod plans;
mod settings;
mod totals;
mod uploads;
mod vault_file;
mod words;
mod write;

pub use arrivals::{Enqueued, NewUpload};
pub use aside::set_aside;
pub use claims::Wanted;
pub use error::{OpenError, StoreError};
pub use keyring::Keyring;
pub use memory::MemoryVault;
pub use moves::{Awaited, Moved};
pub use parts::{PartRow, Sent, SentPart};
pub use totals::Totals;
pub use vault_file::{DerivationCost, VaultFile};

/// The database of one profile. Cheap to clone; all clones share the one writer.
#[derive(Clone, Debug)]
pub struct Store {
    writer: sqlx::SqlitePool,
    readers: sqlx::SqlitePool,
    /// Only in memory: a connection that does nothing, because such a database is gone with its
    /// last connection and must outlive a writer that is given up.
    keeper: Option<sqlx::SqlitePool>,
}
