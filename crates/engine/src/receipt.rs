//! Proof of delivery: what was sent, byte by byte as it was read, and what the cloud called it.

use crate::EngineError;
use crate::engine::Engine;
use crate::intake::read_exact_at;
use checksum::Checksum;
use domain::{AssetId, Happened, Timestamp, UploadId, UploadState};
use serde::Serialize;
use std::fs::File;
use std::path::Path;
use store::PartRow;

/// One upload that is done. Times are milliseconds since 1970, UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Receipt {
    pub name: String,
    pub path: String,
    pub size: u64,
    pub recorded_at: i64,
    pub delivered_at: Option<i64>,
    pub cloud: String,
    /// Where the cloud was, unless it is certain that it was at its vendor's own address: the
    /// receipt of a practice cloud proves nothing about a real one.
    pub not_at_the_vendor: Option<String>,
    /// `None` where the connection has been signed in or pointed anew since.
    pub project: Option<String>,
    pub asset: String,
    /// xxh3 with 128 bits of the whole file.
    pub xxh3: Option<String>,
    /// Why there is none, where there is none.
    pub no_xxh3: Option<&'static str>,
    pub parts: Vec<ReceiptPart>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReceiptPart {
    pub number: u32,
    pub start: u64,
    pub length: u64,
    /// Of the bytes as they were read for sending.
    pub xxh3: Option<String>,
    pub etag: Option<String>,
    pub accepted_at: Option<i64>,
}

impl Receipt {
    pub fn file_name(&self) -> String {
        format!("{}.receipt.json", self.name)
    }
}

impl Engine {
    /// Reads the whole file once, where its hash is not known yet and the file is still the one
    /// that was sent.
    pub async fn receipt(&self, id: UploadId) -> Result<Receipt, EngineError> {
        let inner = &self.0;
        let upload = inner.store.upload(id).await?.ok_or(EngineError::UnknownUpload)?;
        let UploadState::Done { asset } = &upload.state else {
            return Err(EngineError::Rejected(
                "There is a receipt once the upload is done.".to_owned(),
            ));
        };
        let parts = inner.store.parts(id).await?;
        let (xxh3, no_xxh3) = match &upload.hash {
            Some(hash) => (Some(hash.clone()), None),
            None => {
                let (path, planned) = (upload.file.path.clone(), parts.clone());
                let hashed = tokio::task::spawn_blocking(move || hash_again(&path, &planned)).await;
                match hashed.unwrap_or(Err("it could not be worked out")) {
                    Ok(hash) => {
                        inner.store.set_hash(id, &hash).await?;
                        (Some(hash), None)
                    }
                    Err(why) => (None, Some(why)),
                }
            }
        };
        let connection = inner.store.connection(&upload.connection).await?;
        let planned = planned_at(&inner.store.history(id).await?, asset);
        // What the connection is now says nothing about what was sent before it was that.
        let as_now = connection.as_ref().is_some_and(|one| {
            planned.zip(one.connected_at).is_some_and(|(planned, since)| planned >= since)
        });
        let vendor = connection.as_ref().and_then(|one| self.vendor_endpoint(one.provider));
        let elsewhere = connection.as_ref().filter(|one| {
            vendor.as_ref().is_none_or(|vendor| vendor.address != one.endpoint.address)
        });
        Ok(Receipt {
            name: upload.file.name(),
            path: upload.file.path.to_string_lossy().into_owned(),
            size: upload.file.size,
            recorded_at: upload.file.made_at.0,
            delivered_at: upload.finished_at.map(|at| at.0),
            cloud: connection
                .as_ref()
                .and_then(|one| inner.able(one.provider).ok())
                .map_or_else(String::new, |able| able.name.to_owned()),
            not_at_the_vendor: match as_now {
                true => elsewhere.map(|one| one.endpoint.authority()),
                false => Some("not known: the connection was signed in anew since".to_owned()),
            },
            project: connection
                .as_ref()
                .filter(|_| as_now)
                .and_then(|one| one.state.project())
                .map(|project| project.name.clone()),
            asset: asset.to_string(),
            xxh3,
            no_xxh3,
            parts: parts
                .into_iter()
                .map(|row| ReceiptPart {
                    number: row.part.number.0,
                    start: row.part.start,
                    length: row.part.length,
                    xxh3: row.hash,
                    etag: row.tag,
                    accepted_at: row.sent_at.map(|at| at.0),
                })
                .collect(),
        })
    }
}

/// When the asset was created, by the history.
fn planned_at(history: &[(Timestamp, Happened)], asset: &AssetId) -> Option<Timestamp> {
    let begins = |what: &Happened| match what {
        Happened::Planned { asset: begun, .. } | Happened::BegunGrowing { asset: begun } => {
            begun == asset
        }
        _ => false,
    };
    history.iter().find(|(_, what)| begins(what)).map(|(at, _)| *at)
}

const BUFFER: usize = 1024 * 1024;

/// The hash of the file on the disk, if every part of it is still what was sent.
fn hash_again(path: &Path, parts: &[PartRow]) -> Result<String, &'static str> {
    let file = File::open(path).map_err(|_| "the file is not at its place any more")?;
    let mut whole = Checksum::new();
    let mut buffer = vec![0; BUFFER];
    for row in parts {
        let mut one = Checksum::new();
        let (mut at, end) = (row.part.start, row.part.start + row.part.length);
        while at < end {
            let length = BUFFER.min((end - at) as usize);
            read_exact_at(&file, &mut buffer[..length], at)
                .map_err(|_| "the file on the disk is not the one that was sent")?;
            one.add(&buffer[..length]);
            whole.add(&buffer[..length]);
            at += length as u64;
        }
        match &row.hash {
            None => return Err("it was sent by a version that wrote no hashes down"),
            Some(hash) if *hash != one.finish() => {
                return Err("the file on the disk is not the one that was sent");
            }
            Some(_) => {}
        }
    }
    Ok(whole.finish())
}
