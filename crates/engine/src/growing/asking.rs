//! What is asked of the cloud: an asset that grows, and targets for its parts.

use super::rhythm::Seen;
use super::take::{Asked, Take, Way, Went};
use crate::Event;
use crate::trouble::{Cut, Problem};
use domain::{
    AssetId, ErrorKind, GrowingAbility, GrowingPart, Growth, Happened, MediaKind, NewGrowingAsset,
    Part, PartTarget, Upload,
};

/// So many targets in one call.
const AT_ONCE: usize = 100;

impl Take<'_> {
    /// Begins anew, or where the last run ended.
    pub async fn begin(&self, upload: &mut Upload, seen: Seen) -> Result<Way, Cut> {
        let Some(ability) = self.ability else {
            return Ok(Way::Unfit("This cloud takes whole files only.".to_owned()));
        };
        match upload.asset.clone() {
            Some(asset) => self.resume(upload, asset, ability).await,
            None => self.create(upload, seen, ability).await,
        }
    }

    async fn resume(
        &self,
        upload: &Upload,
        asset: AssetId,
        ability: GrowingAbility,
    ) -> Result<Way, Cut> {
        let inner = &self.engine.0;
        let rows = inner.store.parts(self.id).await.map_err(|error| self.judged(error))?;
        let parts: Vec<Part> = rows.iter().map(|row| row.part).collect();
        let (Some(head), Some(last)) = (parts.first(), parts.last()) else {
            return Ok(Way::Unfit("Nothing is known of its parts.".to_owned()));
        };
        let law = Growth::of_head(ability, self.largest_file, head.length);
        // A part that is not as long as it should be was asked for as the last one.
        let end = law.is_last(last).then_some(last.start + last.length);
        let next = rows.iter().find(|row| row.sent_at.is_none() && row.part.number.0 > 1);
        let next = next.map_or(last.number.0 + 1, |row| row.part.number.0);
        if upload.parts_sent > 0 {
            self.flight.resumes_at(next);
            let goes_on = Happened::GoesOn { part: next, sent: upload.parts_sent, parts: None };
            inner.remark(self.id, goes_on).await;
        }
        Ok(Way::On(Asked { asset, law, ability, parts, end }))
    }

    async fn create(
        &self,
        upload: &mut Upload,
        seen: Seen,
        ability: GrowingAbility,
    ) -> Result<Way, Cut> {
        let (engine, assets) = (self.engine, self.assets.as_ref());
        let made = engine.age_of(&upload.file).seconds.max(1);
        let law = Growth::new(ability, self.largest_file, seen.size / made);
        let created = engine
            .call(&self.connection, self.flight, self.stop, |session| {
                let wanted = NewGrowingAsset {
                    name: upload.file.name(),
                    mime: MediaKind::mime(&self.path),
                    // Anew at each call: a retry is older.
                    age: engine.age_of(&upload.file),
                };
                Box::pin(async move { assets.create_growing(&session, &wanted).await })
            })
            .await;
        let asset = match created {
            Ok(Some(asset)) => asset,
            Ok(None) => return Err(Cut::Stopped),
            Err(problem) if problem.kind == ErrorKind::Rejected => {
                return Ok(Way::Unfit(problem.said));
            }
            Err(problem) => return Err(self.judged(problem)),
        };
        let now = engine.0.now();
        let expire = now.after(engine.targets_live(&self.connection));
        let row = engine
            .hold_on_to(upload, &asset, self.stop, || {
                let store = &engine.0.store;
                Box::pin(store.begin_growing(self.id, &asset, law.head(), now, expire))
            })
            .await;
        *upload = row.map_err(|problem| self.judged(problem))?;
        engine.0.say(Event::UploadChanged(upload.clone()));
        Ok(Way::On(Asked { asset, law, ability, parts: vec![law.head()], end: None }))
    }

    /// Asks for these parts and writes down where they go. With `total` the highest of them is the
    /// last part of the whole. `size` is that of the file so far.
    ///
    /// The inner error is the cloud's refusal.
    pub async fn ask_for(
        &self,
        asked: &Asked,
        parts: &[Part],
        total: Option<u64>,
        size: u64,
    ) -> Result<Result<(), String>, Cut> {
        let last = parts.iter().map(|part| part.number).max();
        for some in parts.chunks(AT_ONCE) {
            let wanted: Vec<GrowingPart> = some
                .iter()
                .map(|part| GrowingPart {
                    number: part.number,
                    size: part.length,
                    is_final: total.is_some() && Some(part.number) == last,
                })
                .collect();
            let total = total.filter(|_| wanted.iter().any(|part| part.is_final));
            let targets = match self.targets(&asked.asset, &wanted, total).await {
                Ok(Some(targets)) => targets,
                Ok(None) => return Err(Cut::Stopped),
                Err(problem) if problem.kind == ErrorKind::Rejected => {
                    return Ok(Err(problem.said));
                }
                Err(problem) => return Err(self.judged(problem)),
            };
            let plan: Vec<(Part, PartTarget)> = some.iter().copied().zip(targets).collect();
            let store = &self.engine.0.store;
            let row = store.add_growing_parts(self.id, &asked.asset, &plan, size).await;
            let row = row.map_err(|error| self.judged(error))?;
            self.flight.accepts(row.accepted_bytes);
            self.engine.0.say(Event::UploadChanged(row));
        }
        Ok(Ok(()))
    }

    /// New targets for everything that has old ones, because they live a day.
    pub async fn renew(&self, asked: &Asked) -> Result<Went, Cut> {
        let open: Vec<Part> = self.open().await?.into_iter().map(|(part, _)| part).collect();
        let last = asked.end.and(asked.parts.last()).map(|part| part.number);
        let (ends, others): (Vec<Part>, Vec<Part>) =
            open.into_iter().partition(|part| Some(part.number) == last);
        for (parts, total) in [(others, None), (ends, asked.end)] {
            if let Err(why) = self.ask_for(asked, &parts, total, 0).await? {
                return Ok(Went::Refused(why));
            }
        }
        Ok(Went::Again)
    }

    async fn targets(
        &self,
        asset: &AssetId,
        wanted: &[GrowingPart],
        total: Option<u64>,
    ) -> Result<Option<Vec<PartTarget>>, Problem> {
        let assets = self.assets.as_ref();
        let targets = self
            .engine
            .call(&self.connection, self.flight, self.stop, |session| {
                Box::pin(
                    async move { assets.growing_targets(&session, asset, wanted, total).await },
                )
            })
            .await?;
        match targets {
            Some(targets) if targets.len() != wanted.len() => {
                let said = "the cloud gave another number of part targets than was asked for";
                Err(Problem::new(ErrorKind::Rejected, said))
            }
            targets => Ok(targets),
        }
    }
}
