//! A camera on the set: writes a clip as cameras do, and puts into the head what it only knows at
//! the end.

use crate::set::{Set, noise};
use domain::{
    ConnectionId, Fingerprint, MediaFile, MediaKind, Reading, Timestamp, UploadId, media::clip_of,
};
use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};
use store::{Enqueued, NewUpload, Store};

/// Writes QuickTime: a box of media whose length stands before it, then the index.
pub struct Camera {
    pub path: PathBuf,
    file: File,
    media: u64,
}

const FTYP: &[u8] = b"\0\0\0\x10ftypqt  \0\0\0\0";

impl Camera {
    pub fn begins(set: &Set, name: &str) -> Self {
        Self::begins_in(set.folder.path(), name)
    }

    pub fn begins_in(folder: &Path, name: &str) -> Self {
        let path = folder.join(name);
        let mut camera = Self { file: File::create(&path).unwrap(), path, media: 0 };
        camera.write_head();
        camera
    }

    /// With the length of the media as far as it goes, or none while nobody knows it.
    fn write_head(&mut self) {
        self.file.write_all(FTYP).unwrap();
        self.file.write_all(b"\0\0\0\x01mdat").unwrap();
        self.file.write_all(&0_u64.to_be_bytes()).unwrap();
    }

    /// So many more bytes of media.
    pub fn rolls(&mut self, bytes: usize) {
        self.file.write_all(&noise(self.media, bytes)).unwrap();
        self.media += bytes as u64;
    }

    /// The take ends: the index, the length in the head, and the file is closed.
    pub fn cuts(mut self) -> PathBuf {
        self.file.write_all(b"\0\0\0\x10moov\0\0\0\x08mvhd").unwrap();
        self.write_at(FTYP.len() as u64 + 8, &(self.media + 16).to_be_bytes());
        self.path
    }

    /// Goes back to what it has written.
    pub fn write_at(&mut self, at: u64, bytes: &[u8]) {
        self.file.seek(SeekFrom::Start(at)).unwrap();
        self.file.write_all(bytes).unwrap();
        self.file.seek(SeekFrom::End(0)).unwrap();
    }

    /// The last bytes that it has written.
    pub fn gives_back(&mut self, bytes: u64) {
        self.media -= bytes;
        let end = self.file.seek(SeekFrom::End(0)).unwrap() - bytes;
        self.file.set_len(end).unwrap();
        self.file.seek(SeekFrom::Start(end)).unwrap();
    }

    /// Throws the take away and begins another one in the same file.
    pub fn starts_over(&mut self) {
        self.file.set_len(0).unwrap();
        self.file.seek(SeekFrom::Start(0)).unwrap();
        self.media = 0;
        self.write_head();
    }
}

/// Queues a file that is still being written.
pub async fn follow(set: &Set, to: &ConnectionId, path: &Path) -> UploadId {
    follow_in(&set.folder.path().join("labrun.db"), to, path).await
}

pub async fn follow_in(database: &Path, to: &ConnectionId, path: &Path) -> UploadId {
    let store = Store::open(database).await.unwrap();
    let metadata = std::fs::metadata(path).unwrap();
    let modified = metadata.modified().unwrap().duration_since(UNIX_EPOCH).unwrap();
    let now: Timestamp = SystemTime::now().into();
    let new = NewUpload {
        file: MediaFile {
            path: path.to_owned(),
            size: metadata.len(),
            modified_ns: modified.as_nanos() as i64,
            made_at: now,
            seen: Reading { wall: now, ..Reading::default() },
            fingerprint: Fingerprint::new(format!("growing {}", path.display())),
        },
        kind: MediaKind::of(path),
        clip: clip_of(path),
        found_in: None,
        rank: 0,
        growing: true,
        offered: false,
    };
    match store.enqueue(to, &new, now).await.unwrap() {
        Enqueued::New(upload) => upload.id,
        Enqueued::Known(upload) => panic!("{upload:?}"),
    }
}
