//! What survives a restart, on real files: one file per table, then opening, then the vaults.

mod again;
mod ages;
mod arrivals;
mod claims;
mod connections;
mod disk_full;
mod farewells;
mod folders;
mod growing;
mod history;
mod keyring;
mod list;
mod long_queue;
mod memory;
mod migrations;
mod moves;
mod open;
mod order;
mod parts;
mod settings;
mod states;
mod totals;
mod uploads;
mod vault_file;

use domain::{
    AssetId, Connection, ConnectionId, ConnectionState, Endpoint, Fingerprint, FolderId, MediaFile,
    MediaKind, Part, PartTarget, ProviderKind, Reading, Timestamp, Upload, UploadId, WayId, media,
    part,
};
use std::path::PathBuf;
use store::{Enqueued, NewUpload, SentPart, Store, Wanted};
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
        new(self.store.enqueue(&id("c"), &picked(&file(name, size)), NOW).await.unwrap())
    }

    /// Found in a watched folder while automatic uploads are off.
    async fn offered(&self, name: &str) -> Upload {
        let found =
            NewUpload { found_in: Some(FolderId(1)), offered: true, ..picked(&file(name, 10)) };
        new(self.store.enqueue(&id("c"), &found, NOW).await.unwrap())
    }

    /// Claimed, with a plan of `count` parts of asset `a`.
    async fn planned(&self, name: &str, size: u64, count: u32) -> Upload {
        let upload = self.queued(name, size).await;
        self.store.move_to_top(&[upload.id]).await.unwrap();
        let claimed =
            self.store.claim_next(&[id("c")], &Wanted::default(), NOW).await.unwrap().unwrap();
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
        automatic: true,
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
        seen: Reading { wall: NOW, boot: "b".into(), ticks_ms: 7 },
        fingerprint: Fingerprint::new(format!("print of {name}")),
    }
}

/// As a person picks it.
fn picked(file: &MediaFile) -> NewUpload {
    NewUpload {
        file: file.clone(),
        kind: MediaKind::Ocf,
        clip: media::clip_of(&file.path),
        found_in: None,
        rank: 0,
        growing: false,
        offered: false,
    }
}

fn new(enqueued: Enqueued) -> Upload {
    match enqueued {
        Enqueued::New(upload) => upload,
        Enqueued::Known(upload) => panic!("it was known: {upload:?}"),
    }
}

fn hashed(hash: &str) -> SentPart {
    SentPart { hash: hash.into(), tag: None }
}

fn plan(size: u64, count: u32) -> Vec<(Part, PartTarget)> {
    part::cut(size, count)
        .into_iter()
        .map(|part| (part, PartTarget::new(format!("https://parts.example/{}", part.number))))
        .collect()
}
