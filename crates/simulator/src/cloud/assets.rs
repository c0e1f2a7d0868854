//! Assets and their parts: how a file is cut, and when it is whole.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{AssetId, Cloud, ProjectDeviceId, ProjectId};
use crate::assumed::Assumed;
use crate::clock::Moment;

#[derive(Clone, Serialize, Deserialize)]
pub struct Asset {
    pub id: AssetId,
    pub name: String,
    pub filetype: String,
    pub project: ProjectId,
    pub device: ProjectDeviceId,
    /// Age of the media in seconds when the asset was created, as the client told it.
    pub offset: u64,
    pub content: Content,
    pub parts: BTreeMap<u32, Part>,
    pub inserted_at: Moment,
    pub completed_at: Option<Moment>,
    pub failed: bool,
    pub sha256: Option<String>,
    /// Counts arrivals, so that a hash of older bytes is not kept for newer ones.
    pub arrivals: u64,
    pub comments: u32,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    Whole { filesize: u64 },
    Growing { default_name: bool, final_part: Option<u32>, filesize: Option<u64> },
}

#[derive(Clone, Serialize, Deserialize)]
pub struct Part {
    pub size: u64,
    /// How many times all its bytes have arrived.
    pub received: u32,
    pub xxh3: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AssetStatus {
    Created,
    Uploading,
    Completed,
    Failed,
}

pub struct NewAsset {
    pub name: String,
    pub filetype: String,
    pub offset: u64,
    pub content: NewContent,
}

pub enum NewContent {
    Whole { filesize: u64, parts: Option<u32> },
    Growing { default_name: bool },
}

/// One part of a growing clip, as announced.
pub struct PartWanted {
    pub number: u32,
    pub size: u64,
    pub is_final: bool,
}

pub struct ChannelPaused;

/// What an arrival did to the asset.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Arrival {
    MoreToCome,
    Completed,
    /// More bytes than `asset_filesize` announced.
    TooMuch,
    AssetGone,
}

impl Asset {
    pub fn status(&self) -> AssetStatus {
        if self.failed {
            AssetStatus::Failed
        } else if self.completed_at.is_some() {
            AssetStatus::Completed
        } else if self.arrivals > 0 {
            AssetStatus::Uploading
        } else {
            AssetStatus::Created
        }
    }

    pub fn filesize(&self) -> Option<u64> {
        match self.content {
            Content::Whole { filesize } => Some(filesize),
            Content::Growing { filesize, .. } => filesize,
        }
    }

    pub fn growing(&self) -> bool {
        matches!(self.content, Content::Growing { .. })
    }

    fn all_in(&self) -> bool {
        // An empty part (the trailing one of a tiny file) has nothing to wait for.
        self.parts.values().all(|part| part.received > 0 || part.size == 0)
    }

    fn settle(&mut self, now: Moment, assumed: &Assumed) -> Arrival {
        if !self.all_in() {
            return Arrival::MoreToCome;
        }
        if let Content::Growing { final_part, filesize, .. } = &self.content {
            let (Some(_), Some(filesize)) = (final_part, *filesize) else {
                return Arrival::MoreToCome;
            };
            let sum: u64 = self.parts.values().map(|part| part.size).sum();
            if assumed.realtime_size_must_match && sum != filesize {
                if sum < filesize {
                    // The head may still be asked for: numbers can be skipped and come last.
                    return Arrival::MoreToCome;
                }
                self.failed = true;
                return Arrival::TooMuch;
            }
        }
        self.completed_at.get_or_insert(now);
        Arrival::Completed
    }
}

/// The sizes of the parts of a file, cut into `n` as the vendor's own client cuts it.
fn sizes(filesize: u64, n: u32) -> impl Iterator<Item = u64> {
    let size = filesize.div_ceil(u64::from(n).max(1));
    (0..u64::from(n)).map(move |i| {
        let start = (i * size).min(filesize);
        (start + size).min(filesize) - start
    })
}

fn part_count(filesize: u64, assumed: &Assumed) -> u32 {
    let n = filesize.div_ceil(assumed.part_rule_bytes.max(1)).max(1);
    u32::try_from(n).unwrap_or(u32::MAX).min(assumed.parts_maximum.max(1))
}

impl Cloud {
    pub fn create_asset(
        &mut self,
        device: ProjectDeviceId,
        project: ProjectId,
        new: NewAsset,
        now: Moment,
        assumed: &Assumed,
    ) -> Result<&Asset, ChannelPaused> {
        let made_at = now.plus(-i64::try_from(new.offset).unwrap_or(i64::MAX));
        if self.device(device).is_some_and(|device| device.paused_at(made_at)) {
            return Err(ChannelPaused);
        }
        let (content, parts) = match new.content {
            NewContent::Whole { filesize, parts } => {
                let n = parts.unwrap_or_else(|| part_count(filesize, assumed));
                let part = |size| Part { size, received: 0, xxh3: None };
                let parts = (1..).zip(sizes(filesize, n).map(part)).collect();
                (Content::Whole { filesize }, parts)
            }
            NewContent::Growing { default_name } => {
                let content = Content::Growing { default_name, final_part: None, filesize: None };
                (content, BTreeMap::new())
            }
        };
        let id = AssetId::fresh();
        let asset = Asset {
            id,
            name: new.name,
            filetype: new.filetype,
            project,
            device,
            offset: new.offset,
            content,
            parts,
            inserted_at: now,
            completed_at: None,
            failed: false,
            sha256: None,
            arrivals: 0,
            comments: 0,
        };
        Ok(self.assets.entry(id).or_insert(asset))
    }

    /// Notes that every byte of a part has arrived. Once more is harmless: the last one wins.
    pub fn part_arrived(
        &mut self,
        id: AssetId,
        number: u32,
        size: u64,
        xxh3: String,
        now: Moment,
        assumed: &Assumed,
    ) -> Arrival {
        let Some(asset) = self.assets.get_mut(&id) else { return Arrival::AssetGone };
        let Some(part) = asset.parts.get_mut(&number) else { return Arrival::AssetGone };
        if part.size != size {
            // The part was asked for anew with another size while these bytes were on their way.
            return Arrival::MoreToCome;
        }
        part.received += 1;
        part.xxh3 = Some(xxh3);
        asset.arrivals += 1;
        asset.sha256 = None;
        asset.settle(now, assumed)
    }

    /// Registers parts of a growing clip. The caller has checked the request.
    pub fn want_parts(
        &mut self,
        id: AssetId,
        wanted: &[PartWanted],
        total: Option<u64>,
        new_name: Option<String>,
        now: Moment,
        assumed: &Assumed,
    ) -> Option<Arrival> {
        let asset = self.assets.get_mut(&id)?;
        let Content::Growing { default_name, final_part, filesize } = &mut asset.content else {
            return None;
        };
        if let Some(name) = new_name
            && *default_name
        {
            asset.name = name;
            *default_name = false;
        }
        if let Some(part) = wanted.iter().find(|part| part.is_final) {
            *final_part = Some(part.number);
            *filesize = total;
        }
        for part in wanted {
            let known = asset.parts.get(&part.number);
            if known.is_none_or(|known| known.size != part.size) {
                let fresh = Part { size: part.size, received: 0, xxh3: None };
                asset.parts.insert(part.number, fresh);
            }
        }
        Some(asset.settle(now, assumed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_cut_as_the_published_samples_are() {
        let assumed = Assumed::default();
        let cut =
            |filesize| -> Vec<u64> { sizes(filesize, part_count(filesize, &assumed)).collect() };
        assert_eq!(cut(21_136_250), [10_568_125, 10_568_125]);
        assert_eq!(cut(50_645_990), [16_881_997, 16_881_997, 16_881_996]);
        assert_eq!(cut(1), [1]);
    }

    #[test]
    fn a_tiny_file_in_many_parts_ends_in_empty_ones() {
        assert_eq!(sizes(5, 4).collect::<Vec<_>>(), [2, 2, 1, 0]);
        assert_eq!(sizes(0, 2).collect::<Vec<_>>(), [0, 0]);
    }
}
