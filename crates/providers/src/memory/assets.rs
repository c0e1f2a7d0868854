//! Taking media.

use super::{Call, MemoryAsset, MemoryCloud};
use async_trait::async_trait;
use bytes::Bytes;
use domain::{
    Accepted, AssetId, Assets, CloudError, CreatedAsset, ErrorKind, GrowingPart, NewAsset,
    NewGrowingAsset, PartBody, PartTarget, Session,
};
use futures_util::StreamExt;
use std::collections::BTreeMap;

#[async_trait]
impl Assets for MemoryCloud {
    async fn create(
        &self,
        session: &Session,
        asset: &NewAsset,
    ) -> Result<CreatedAsset, CloudError> {
        let mut state = self.called(Call::Create)?;
        let project = state.admitted(session, self.now())?.place.clone().map(|(_, id)| id);
        if state.paused {
            return Err(CloudError::new(ErrorKind::RecordedWhilePaused, "the channel is paused"));
        }
        let id = state.next("asset");
        let part_count = asset.size.div_ceil(state.part_size).clamp(1, 10_000) as u32;
        let targets = (1..=part_count).map(|n| PartTarget::new(format!("{id}/{n}"))).collect();
        state.assets.push(MemoryAsset {
            id: AssetId::new(id.clone()),
            new: asset.clone(),
            project,
            part_count,
            growth: None,
            parts: BTreeMap::new(),
            arrivals: Vec::new(),
        });
        Ok(CreatedAsset { id: AssetId::new(id), targets })
    }

    async fn send_part(
        &self,
        target: &PartTarget,
        mime: &str,
        body: PartBody,
    ) -> Result<Accepted, CloudError> {
        drop(self.called(Call::SendPart)?);
        let bytes = collected(body).await?;
        let mut state = self.look();
        let asset = target.reveal().split_once('/').and_then(|(id, number)| {
            let asset = state.assets.iter_mut().find(|asset| asset.id.as_str() == id)?;
            Some((asset, number.parse().ok()?))
        });
        let Some((asset, number)) = asset else {
            return Err(CloudError::new(ErrorKind::AssetGone, "no such asset in memory"));
        };
        if mime != asset.new.mime {
            return Err(CloudError::new(ErrorKind::Rejected, "not the MIME type of the asset"));
        }
        let announced = asset.growth.as_ref().map(|growth| growth.parts.get(&number));
        if announced.is_some_and(|size| size != Some(&(bytes.len() as u64))) {
            return Err(CloudError::new(ErrorKind::Rejected, "not the size that was announced"));
        }
        asset.arrivals.push(number);
        asset.parts.insert(number, bytes);
        Ok(Accepted { tag: Some(format!("{number}-{}", asset.arrivals.len())) })
    }

    async fn create_growing(
        &self,
        session: &Session,
        asset: &NewGrowingAsset,
    ) -> Result<AssetId, CloudError> {
        self.begin_to_grow(session, asset)
    }

    async fn growing_targets(
        &self,
        session: &Session,
        asset: &AssetId,
        parts: &[GrowingPart],
        total: Option<u64>,
    ) -> Result<Vec<PartTarget>, CloudError> {
        self.grow(session, asset, parts, total)
    }
}

async fn collected(body: PartBody) -> Result<Bytes, CloudError> {
    let PartBody { length, mut bytes } = body;
    let mut all = Vec::new();
    while let Some(next) = bytes.next().await {
        let piece = next.map_err(|error| {
            let why = format!("the part's body failed: {error}");
            CloudError::new(ErrorKind::FileUnreadable, why)
        })?;
        all.extend_from_slice(&piece);
    }
    if all.len() as u64 != length {
        return Err(CloudError::new(ErrorKind::FileChanged, "not as many bytes as announced"));
    }
    Ok(all.into())
}
