//! Taking clips that are still being recorded.

use super::{Call, Growth, MemoryAsset, MemoryCloud};
use domain::{
    AssetId, CloudError, ErrorKind, GrowingAbility, GrowingPart, NewAsset, NewGrowingAsset,
    PartTarget, Session,
};
use std::collections::BTreeMap;

const MOST_PARTS: u32 = 10_000;
const LARGEST_PART: u64 = 1 << 30;

impl MemoryCloud {
    pub(super) fn growing_ability(&self) -> Option<GrowingAbility> {
        let state = self.look();
        state.takes_growing.then_some(GrowingAbility {
            smallest_part: state.part_size,
            largest_part: LARGEST_PART,
            most_parts: MOST_PARTS,
            parts_can_be_sent_again: state.takes_parts_again,
        })
    }

    pub(super) fn begin_to_grow(
        &self,
        session: &Session,
        asset: &NewGrowingAsset,
    ) -> Result<AssetId, CloudError> {
        let mut state = self.called(Call::CreateGrowing)?;
        let project = state.admitted(session, self.now())?.place.clone().map(|(_, id)| id);
        if !state.takes_growing {
            return Err(refused("clips are taken whole only"));
        }
        if state.paused {
            return Err(CloudError::new(ErrorKind::RecordedWhilePaused, "the channel is paused"));
        }
        let id = AssetId::new(state.next("asset"));
        let NewGrowingAsset { name, mime, age } = asset.clone();
        state.assets.push(MemoryAsset {
            id: id.clone(),
            new: NewAsset { name, mime, size: 0, age },
            project,
            part_count: 0,
            growth: Some(Growth::default()),
            parts: BTreeMap::new(),
            arrivals: Vec::new(),
        });
        Ok(id)
    }

    pub(super) fn grow(
        &self,
        session: &Session,
        asset: &AssetId,
        parts: &[GrowingPart],
        total: Option<u64>,
    ) -> Result<Vec<PartTarget>, CloudError> {
        let mut state = self.called(Call::GrowingTargets)?;
        state.admitted(session, self.now())?;
        let (smallest, again) = (state.part_size, state.takes_parts_again);
        let known = state.assets.iter_mut().find(|known| known.id == *asset);
        let Some(known) = known else {
            return Err(CloudError::new(ErrorKind::AssetGone, "no such asset in memory"));
        };
        let Some(growth) = &mut known.growth else {
            return Err(refused("this asset does not grow"));
        };
        for part in parts {
            let number = part.number.0;
            if !(1..=MOST_PARTS).contains(&number) {
                return Err(refused("no such number"));
            }
            if part.size == 0 || (part.size < smallest && !part.is_final) {
                return Err(refused("a part that is too small"));
            }
            if growth.parts.contains_key(&number) && !again {
                return Err(refused("this part was asked for before"));
            }
            if part.is_final != total.is_some() && parts.len() == 1 {
                return Err(refused("the size of the whole goes with the final part"));
            }
        }
        for part in parts {
            let number = part.number.0;
            if growth.parts.insert(number, part.size).is_some_and(|size| size != part.size) {
                known.parts.remove(&number);
            }
            if let Some(total) = total.filter(|_| part.is_final) {
                growth.end = Some((number, total));
            }
        }
        known.part_count = growth.parts.len() as u32;
        Ok(parts.iter().map(|part| PartTarget::new(format!("{asset}/{}", part.number))).collect())
    }
}

fn refused(why: &str) -> CloudError {
    CloudError::new(ErrorKind::Rejected, why)
}
