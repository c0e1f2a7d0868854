//! The parts that are still to be sent, in order. A plan may have ten thousand, each with a long
//! address, and only a few are needed soon: the rest stays in the store until then.

use domain::{Part, PartNumber, PartTarget, UploadId};
use std::collections::VecDeque;
use store::{Store, StoreError};

/// Taken from the store at once.
const MOST: u32 = 256;
/// More are fetched when there are fewer than this: more than go at once.
const FEW: usize = 64;

pub(crate) struct Unsent {
    at_hand: VecDeque<(Part, PartTarget)>,
    /// The last one that was fetched, as long as more may follow it.
    then: Option<PartNumber>,
}

impl Unsent {
    /// Of a plan, all that it has.
    pub async fn of(store: &Store, id: UploadId) -> Result<Self, StoreError> {
        let mut unsent = Self { at_hand: VecDeque::new(), then: Some(PartNumber(0)) };
        unsent.have_some(store, id).await?;
        Ok(unsent)
    }

    /// These and no others.
    pub fn only(parts: Vec<(Part, PartTarget)>) -> Self {
        Self { at_hand: parts.into(), then: None }
    }

    /// To be called before they run out.
    pub async fn have_some(&mut self, store: &Store, id: UploadId) -> Result<(), StoreError> {
        let Some(then) = self.then.filter(|_| self.at_hand.len() < FEW) else { return Ok(()) };
        let more = store.unsent_after(id, then, MOST).await?;
        self.then = more.last().map(|(part, _)| part.number);
        self.at_hand.extend(more);
        Ok(())
    }

    pub fn first(&self) -> Option<PartNumber> {
        self.at_hand.front().map(|(part, _)| part.number)
    }

    pub fn next(&mut self) -> Option<(Part, PartTarget)> {
        self.at_hand.pop_front()
    }

    /// It was on its way and is to go again, before all others.
    pub fn put_back(&mut self, part: Part, target: PartTarget) {
        self.at_hand.push_front((part, target));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        AssetId, Connection, ConnectionId, ConnectionState, Endpoint, Fingerprint, MediaFile,
        MediaKind, ProviderKind, Reading, Timestamp, WayId, part,
    };
    use store::{NewUpload, Wanted};

    const NOW: Timestamp = Timestamp(1_795_000_000_000);
    const PARTS: u32 = 10_000;

    /// A plan as long as it gets, with addresses as long as signed ones are.
    async fn planned(store: &Store) -> (UploadId, u64) {
        let c = ConnectionId::new("c");
        let connection = Connection {
            id: c.clone(),
            provider: ProviderKind::Frameio,
            endpoint: Endpoint { address: "https://localhost".parse().unwrap(), extra_ca: None },
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
        };
        store.save_connection(&connection).await.unwrap();
        let file = MediaFile {
            path: "/card/A001.mov".into(),
            size: 1 << 40,
            modified_ns: 1,
            made_at: NOW,
            seen: Reading::default(),
            fingerprint: Fingerprint::new("a"),
        };
        let new = NewUpload {
            file,
            kind: MediaKind::Ocf,
            clip: "clip".into(),
            found_in: None,
            rank: 0,
            growing: false,
            offered: false,
        };
        store.enqueue_all(&c, &[new], NOW).await.unwrap();
        let claimed = store.claim_next(&[c], &Wanted::default(), NOW).await.unwrap();
        let id = claimed.unwrap().id;
        let target = PartTarget::new(format!("https://localhost/1?X-Amz-Signature={:0>700}", 1));
        let length = target.reveal().len() as u64;
        let parts = part::cut(1 << 40, PARTS).into_iter();
        let plan: Vec<_> = parts.map(|part| (part, target.clone())).collect();
        store.write_plan(id, &AssetId::new("a"), &plan, NOW, NOW).await.unwrap();
        (id, u64::from(PARTS) * length)
    }

    #[test]
    fn of_ten_thousand_addresses_only_a_few_are_in_memory_at_once() {
        let here = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let store = here.block_on(Store::open(&folder.path().join("labrun.db"))).unwrap();
        let (id, addresses) = here.block_on(planned(&store));
        let mut numbers = Vec::with_capacity(PARTS as usize);
        let cost = allocation_counter::measure(|| {
            here.block_on(async {
                let mut unsent = Unsent::of(&store, id).await.unwrap();
                while let Some((part, target)) = unsent.next() {
                    numbers.push(part.number.0);
                    drop(target);
                    unsent.have_some(&store, id).await.unwrap();
                }
            });
        });
        assert!(numbers.into_iter().eq(1..=PARTS), "each once, in order");
        assert!(cost.bytes_max <= addresses / 10, "of {addresses} bytes of addresses: {cost:?}");
    }
}
