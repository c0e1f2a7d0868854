//! The recording has ended: what was sent is compared, and the asset is made whole.

use super::Left;
use super::rhythm::Seen;
use super::take::{Asked, Take, Way, Went};
use super::verifying::differing;
use crate::intake::{self, Refusal};
use crate::trouble::{Cut, Problem};
use domain::{ErrorKind, Happened, MediaFile, Part, Upload};
use std::collections::HashSet;

/// What came of the attempt to end it.
pub(super) enum Ending {
    Left(Left),
    /// It changed once more: it had not ended.
    GoesOn(Way),
}

enum Completed {
    Whole,
    Changed,
    Unfit(String),
}

/// What is wrong with what was sent, now that the file is as it stays.
struct Review {
    /// The file as it has to be cut.
    parts: Vec<Part>,
    /// Numbers whose bytes or borders are others than those sent.
    stale: HashSet<u32>,
    /// Numbers that the cloud has bytes or a target for.
    known: HashSet<u32>,
}

impl Review {
    fn last(&self) -> u32 {
        self.parts.len() as u32
    }

    fn is_to_be_asked_for(&self, part: &Part) -> bool {
        let number = part.number.0;
        self.stale.contains(&number) || !self.known.contains(&number)
    }
}

impl Take<'_> {
    pub async fn end(
        &mut self,
        upload: &mut Upload,
        mut asked: Asked,
        seen: Seen,
    ) -> Result<Ending, Cut> {
        let Some(file) = self.as_it_is(upload, seen).await? else {
            return Ok(Ending::GoesOn(Way::On(asked)));
        };
        match self.complete(upload, &mut asked, &file).await? {
            Completed::Changed => Ok(Ending::GoesOn(Way::On(asked))),
            Completed::Unfit(why) => self.give_up(upload, seen, &why).await,
            Completed::Whole => {
                let inner = &self.engine.0;
                let now = inner.now();
                let row = inner.store.end_growing(self.id, &asked.asset, &file, &[], now).await;
                *upload = row.map_err(|error| self.judged(error))?;
                Ok(Ending::Left(Left::Whole(asked.asset)))
            }
        }
    }

    /// The whole file goes as a normal upload. What was sent of it is lost to us.
    pub async fn give_up(&self, upload: &mut Upload, seen: Seen, why: &str) -> Result<Ending, Cut> {
        let Some(file) = self.as_it_is(upload, seen).await? else {
            return Ok(Ending::GoesOn(Way::Unfit(why.to_owned())));
        };
        let inner = &self.engine.0;
        let (placeholder, why) = (upload.asset.is_some(), why.to_owned());
        inner.remark(self.id, Happened::GoesWhole { placeholder, why }).await;
        let goes_whole = "The recording goes as a whole file.";
        let row = inner.store.give_up_growing(self.id, &file, goes_whole, inner.now()).await;
        *upload = row.map_err(|error| self.judged(error))?;
        self.flight.starts_over();
        Ok(Ending::Left(Left::GivenUp))
    }

    /// `None`: it is not what was seen any more. When recording began stays what it was.
    async fn as_it_is(&self, upload: &Upload, seen: Seen) -> Result<Option<MediaFile>, Cut> {
        let (path, reading) = (self.path.clone(), upload.file.seen.clone());
        let looked = self.blocking(move || intake::look(&path, u64::MAX, &reading)).await?;
        match looked {
            Ok(file) if (file.size, file.modified_ns) == (seen.size, seen.modified_ns) => {
                let (path, made_at) = (upload.file.path.clone(), upload.file.made_at);
                Ok(Some(MediaFile { path, made_at, ..file }))
            }
            Ok(_) | Err(Refusal::Missing | Refusal::Empty) => Ok(None),
            Err(refusal) => {
                Err(self.judged(Problem::new(ErrorKind::FileUnreadable, &refusal.to_string())))
            }
        }
    }

    async fn complete(
        &mut self,
        upload: &Upload,
        asked: &mut Asked,
        file: &MediaFile,
    ) -> Result<Completed, Cut> {
        let review = match self.review(asked, file).await? {
            Ok(review) => review,
            Err(completed) => return Ok(completed),
        };
        let again = review.stale.intersection(&review.known).count();
        if again > 0 {
            if !asked.ability.parts_can_be_sent_again {
                let why = "Parts had been written anew after being sent, and this cloud takes no part \
                           a second time.";
                return Ok(Completed::Unfit(why.to_owned()));
            }
            let parts = again as u32;
            self.engine.0.remark(self.id, Happened::WrittenAnew { parts }).await;
        }
        // Read by this file, and by no other.
        let settled = Upload { file: file.clone(), growing: false, ..upload.clone() };

        let last = review.last();
        let is_between = |part: &Part| (2..last).contains(&part.number.0);
        let mut more = review.parts.clone();
        more.retain(|part| is_between(part) && review.is_to_be_asked_for(part));
        if let Err(why) = self.ask_for(asked, &more, None, file.size).await? {
            return Ok(Completed::Unfit(why));
        }
        let before = std::mem::take(&mut asked.parts);
        asked.parts = review.parts[..review.parts.len() - 1].to_vec();
        asked.parts.extend(before.get(review.parts.len() - 1));
        if let Some(completed) = self.send_all(&settled, asked, is_between).await? {
            return Ok(completed);
        }

        // From here on the cloud may take the asset for whole at any moment.
        let asked_of = file.clone();
        if self.blocking(move || intake::still(&asked_of)).await?.is_err() {
            return Ok(Completed::Changed);
        }
        let told = asked.end == Some(file.size);
        let (head, tail) = (review.parts[0], review.parts[review.parts.len() - 1]);
        let mut ends = Vec::new();
        if last > 1 && review.is_to_be_asked_for(&head) {
            ends.push(head);
        }
        let tells = !told || review.is_to_be_asked_for(&tail);
        if tells {
            ends.push(tail);
        }
        let total = tells.then_some(file.size);
        if let Err(why) = self.ask_for(asked, &ends, total, file.size).await? {
            return Ok(Completed::Unfit(why));
        }
        asked.parts.clone_from(&review.parts);
        asked.end = Some(file.size);
        for number in [last, 1] {
            let only = |part: &Part| part.number.0 == number;
            if let Some(completed) = self.send_all(&settled, asked, only).await? {
                return Ok(completed);
            }
        }
        Ok(Completed::Whole)
    }

    async fn review(
        &self,
        asked: &Asked,
        file: &MediaFile,
    ) -> Result<Result<Review, Completed>, Cut> {
        if file.size > self.largest_file {
            let said = Refusal::TooLarge { largest: self.largest_file }.to_string();
            return Err(self.judged(Problem::new(ErrorKind::Rejected, &said)));
        }
        let is_told = asked.end.is_some();
        let Some(parts) = asked.law.finish(&asked.parts, file.size, is_told) else {
            let why = "The recording ended otherwise than it had been cut for.".to_owned();
            return Ok(Err(Completed::Unfit(why)));
        };
        let rows = self.engine.0.store.parts(self.id).await.map_err(|error| self.judged(error))?;
        let mut known: HashSet<u32> =
            self.open().await?.iter().map(|(part, _)| part.number.0).collect();
        let mut stale = HashSet::new();
        let mut sent = Vec::new();
        for (row, part) in rows.iter().zip(&parts) {
            let number = part.number.0;
            if row.sent_at.is_some() {
                known.insert(number);
            }
            match &row.hash {
                _ if row.part != *part => drop(stale.insert(number)),
                Some(hash) => sent.push((*part, hash.clone())),
                None if row.sent_at.is_some() => drop(stale.insert(number)),
                None => {}
            }
        }
        let (path, stop) = (self.path.clone(), self.stop.clone());
        match self.blocking(move || differing(&path, &sent, &stop)).await? {
            Ok(numbers) => stale.extend(numbers),
            Err(ErrorKind::FileChanged | ErrorKind::FileMissing) => {
                return Ok(Err(Completed::Changed));
            }
            Err(kind) => return Err(self.judged(Problem::with_file(kind, file))),
        }
        Ok(Ok(Review { parts, stale, known }))
    }

    /// Until none of these is open.
    async fn send_all(
        &mut self,
        settled: &Upload,
        asked: &Asked,
        which: impl Fn(&Part) -> bool,
    ) -> Result<Option<Completed>, Cut> {
        loop {
            let mut open = self.open().await?;
            open.retain(|(part, _)| which(part));
            if open.is_empty() {
                return Ok(None);
            }
            match self.send(settled, asked, open).await? {
                Went::All | Went::Again => {}
                Went::Changed => return Ok(Some(Completed::Changed)),
                Went::Refused(why) => return Ok(Some(Completed::Unfit(why))),
            }
        }
    }
}
