//! What survives a restart, on real files: one file per table, then opening, then the vaults.

mod again;
mod connections;
mod disk_full;
mod farewells;
mod history;
mod keyring;
mod long_queue;
mod memory;
mod migrations;
mod open;
mod parts;
mod settings;
mod totals;
mod uploads;
mod vault_file;

use domain::{
    AssetId, Connection, ConnectionId, ConnectionState, Endpoint, Fingerprint, MediaFile,
    MediaKind, Part, PartTarget, ProviderKind, Timestamp, Upload, UploadId, WayId, part,
};
use std::path::PathBuf;
use store::{Enqueued, Store};
use tempfile::TempDir;

/// A store on a real file of its own, with one connection, `c`.
struct Shelf {
    folder: TempDir,
    store: Store,
}

const NOW: Timestamp = Timestamp(1_795_000_000_000);
const LATER: Timestamp = Timestamp(1_795_000_060_000);

impl Shelf {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("labrun.db")).await.unwrap();
        store.save_connection(&connection("c")).await.unwrap();
        Self { folder, store }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("labrun.db")
    }

    /// The same rows, in a store that remembers nothing.
    async fn reopened(self) -> Self {
        self.store.close().await;
        let store = Store::open(&self.folder.path().join("labrun.db")).await.unwrap();
        Self { folder: self.folder, store }
    }

    async fn queued(&self, name: &str, size: u64) -> Upload {
        let file = file(name, size);
        match self.store.enqueue(&id("c"), &file, MediaKind::Ocf, NOW).await.unwrap() {
            Enqueued::New(upload) => upload,
            Enqueued::Known(upload) => panic!("{name} was known: {upload:?}"),
        }
    }

    /// Claimed, with a plan of `count` parts of asset `a`.
    async fn planned(&self, name: &str, size: u64, count: u32) -> Upload {
        let upload = self.queued(name, size).await;
        self.store.move_to_top(&[upload.id]).await.unwrap();
        let claimed = self.store.claim_next(&[id("c")], NOW).await.unwrap().unwrap();
        assert_eq!(claimed.id, upload.id);
        let (asset, plan) = (AssetId::new("a"), plan(size, count));
        self.store.write_plan(upload.id, &asset, &plan, NOW, LATER).await.unwrap()
    }

    async fn row(&self, id: UploadId) -> Upload {
        self.store.upload(id).await.unwrap().unwrap()
    }
}

fn id(text: &str) -> ConnectionId {
    ConnectionId::new(text)
}

fn connection(id: &str) -> Connection {
    Connection {
        id: ConnectionId::new(id),
        provider: ProviderKind::Frameio,
        endpoint: Endpoint { address: "https://api.frame.io".parse().unwrap(), extra_ca: None },
        way: WayId::new("device_code"),
        state: ConnectionState::NotAuthorized,
        account: None,
        former: None,
        person: None,
        device: None,
        device_name: None,
        created_at: NOW,
        connected_at: None,
    }
}

fn file(name: &str, size: u64) -> MediaFile {
    MediaFile {
        path: PathBuf::from("/card").join(name),
        size,
        modified_ns: 1_794_999_000_123_456_789,
        made_at: Timestamp(1_794_998_000_000),
        fingerprint: Fingerprint::new(format!("print of {name}")),
    }
}

fn plan(size: u64, count: u32) -> Vec<(Part, PartTarget)> {
    part::cut(size, count)
        .into_iter()
        .map(|part| (part, PartTarget::new(format!("https://parts.example/{}", part.number))))
        .collect()
}
